"""Settle who is meant once it is known who speaks: "I" and "you" inside speech, and pronouns of the tags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from postil.tag.found import MentionFound

if TYPE_CHECKING:
    from postil.tag.dialogue.attribute import Attribution, Prepared

_SPEAKER = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b")
_ADDRESSEE = re.compile(r"\b[Yy]ou(?:r|rs|rself)?\b")


def all_mentions(prepared: Prepared, attributions: Sequence[Attribution]) -> tuple[MentionFound, ...]:
    """Return the cast's mentions, with the pronouns in speech and the pronouns of tags settled by who speaks."""
    scene = prepared.scene
    tagged: dict[int, str] = {}
    inside: list[MentionFound] = []
    for n, (utterance, cue, answer) in enumerate(zip(scene.utterances, scene.cues, attributions, strict=True)):
        if answer.speaker is None:
            continue
        if cue.tag and cue.kind == "pronoun" and not cue.tag.actor.possessor:
            tagged[cue.tag.actor.at] = answer.speaker
        listener = _listener(prepared, attributions, n)
        for part in utterance.parts:
            inside += _of(_SPEAKER, scene.text, part.start, part.end, answer.speaker)
            if listener:
                inside += _of(_ADDRESSEE, scene.text, part.start, part.end, listener)
    taken = {m.start for m in scene.cast.mentions}
    kept = [
        MentionFound(m.start, m.end, m.kind, tagged.pop(m.start, m.character)) if m.kind == "pronoun" else m
        for m in scene.cast.mentions
    ]
    settled = [
        MentionFound(at, at + len(_word(scene.text, at)), "pronoun", who)
        for at, who in tagged.items()
        if at not in taken
    ]
    # Of two that begin at one place the longer: "My dear Ann" is Ann, not who says "my".
    return _apart(sorted([*kept, *settled, *inside], key=lambda m: (m.start, -m.end)))


def _of(pattern: re.Pattern[str], text: str, start: int, end: int, who: str) -> list[MentionFound]:
    return [MentionFound(m.start(), m.end(), "pronoun", who) for m in pattern.finditer(text, start, end)]


def _word(text: str, at: int) -> str:
    found = re.compile(r"\w+").match(text, at)
    return found.group() if found else text[at : at + 1]


def _listener(prepared: Prepared, attributions: Sequence[Attribution], n: int) -> str | None:
    """Return whom utterance `n` is said to: the one it addresses, else the one who speaks before and after it."""
    scene = prepared.scene
    addressed = scene.cues[n].addressed
    if len(addressed) == 1:
        return next(iter(addressed))
    if addressed or scene.cues[n].address == "they":
        return None
    beside = set()
    if n and scene.utterances[n].gap <= 2:
        beside.add(attributions[n - 1].speaker)
    if n + 1 < len(attributions) and scene.utterances[n + 1].gap <= 2:
        beside.add(attributions[n + 1].speaker)
    beside -= {None, attributions[n].speaker}
    return beside.pop() if len(beside) == 1 else None


def _apart(mentions: Sequence[MentionFound]) -> tuple[MentionFound, ...]:
    """Return the mentions without those that overlap the one before."""
    found: list[MentionFound] = []
    for mention in mentions:
        if not found or mention.start >= found[-1].end:
            found.append(mention)
    return tuple(found)
