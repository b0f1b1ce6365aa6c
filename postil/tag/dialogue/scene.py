"""Put a story's speech, narration and cast together: utterances, each with its cues, and who is where."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postil.models import Span
from postil.tag.dialogue.cues import Cues, Reader, Tag, addressed_as, addresses, gaps, is_broadcast
from postil.tag.dialogue.narration import Tokens, read_clauses
from postil.tag.dialogue.units import Utterance, gather, scene_breaks
from postil.tag.found import CastFound, MentionFound
from postil.tag.given import Given
from postil.tag.speech import Speech

_BY = re.compile(r"\bby\s(?:the\s)?$")


@dataclass(frozen=True, slots=True)
class Presence:
    """A mention of a character in narration."""

    paragraph: int
    start: int
    character: str
    kind: str
    acts: bool
    """It is the subject of a verb."""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is known about a story's speech before anybody is given any."""

    text: str
    paragraphs: tuple[Span, ...]
    speeches: tuple[Speech, ...]
    utterances: tuple[Utterance, ...]
    cues: tuple[Cues, ...]
    """One an utterance."""
    presences: tuple[Presence, ...]
    """Mentions in narration, in order."""
    cast: CastFound
    breaks: frozenset[int]
    lengths: tuple[int, ...]
    """Characters of each utterance."""


def survey(
    tokens: Tokens, given: Given, cast: CastFound, speeches: tuple[Speech, ...], by_hand: Mapping[int, str]
) -> Scene:
    """Return the scene of a Doc; `by_hand` are the speeches whose speaker was put right."""
    paragraphs = given.paragraphs
    clauses = read_clauses(tokens)
    reader = Reader(tokens, clauses)
    around = gaps(tokens.text, speeches, paragraphs)
    tags = [
        (reader.tag_after(s, after), reader.tag_before(before))
        for s, (before, after) in zip(speeches, around, strict=True)
    ]
    breaks = scene_breaks(tokens.text, given)
    utterances = gather(speeches, _splits(speeches, tags, by_hand), breaks)
    in_speech, in_narration = _by_speech(cast.mentions, speeches)
    cues = []
    n = 0
    for utterance in utterances:
        last = n + len(utterance.parts)
        cue = _cues(reader, utterance, around[n:last], tags[n:last])
        for k in range(n, last):
            _names_inside(tokens.text, speeches[k], in_speech.get(k, ()), cue)
        cues.append(cue)
        n = last
    acting = sorted(clause.actor.at for clause in clauses)
    presences = _presences(in_narration, paragraphs, acting)
    _others(cues, utterances, presences)
    _broadcasts(tokens.text, paragraphs, utterances, cues)
    lengths = tuple(sum(part.end - part.start for part in u.parts) for u in utterances)
    return Scene(tokens.text, paragraphs, speeches, utterances, tuple(cues), presences, cast, breaks, lengths)


Tags = Sequence[tuple[Tag | None, Tag | None]]
"""The tags after and before each speech."""


def _splits(speeches: Sequence[Speech], tags: Tags, by_hand: Mapping[int, str]) -> frozenset[int]:
    """Return the speeches that begin another's utterance in their paragraph: tags or hands name another than before."""
    found = set()
    holder: str | None = None
    for n, (speech, (after, before)) in enumerate(zip(speeches, tags, strict=True)):
        own = after or before
        name = own.actor.character if own and own.actor.kind == "name" and own.said == 2 else None
        name = by_hand.get(n, name)
        if not n or speeches[n - 1].paragraph != speech.paragraph:
            holder = name
        elif name and holder and name != holder:
            found.add(n)
            holder = name
        else:
            holder = holder or name
    return frozenset(found)


def _cues(reader: Reader, utterance: Utterance, around: Sequence[tuple[Span, Span]], tags: Tags) -> Cues:
    """Return what the narration around an utterance says."""
    cue = Cues()
    ranked = [after for after, _ in tags] + [before for _, before in tags]
    cue.tag = next((tag for tag in ranked if tag and tag.said == 2), None) or next((tag for tag in ranked if tag), None)
    lead = reader.text[around[0][0][0] : around[0][0][1]].rstrip(" \n_*")
    before = [c for c in reader.within(around[0][0]) if c.actor.kind != "other"]
    if before:
        cue.before = before[-1].actor
        cue.leads = lead.endswith((":", ","))
    end = around[0][0][0] + len(lead)
    ending = reader.tokens.mention_of(max(0, reader.tokens.at(end - 1) - 1)) if lead.endswith((":", ",")) else None
    if ending and end - 2 <= ending.end <= end and _BY.search(reader.text, max(0, ending.start - 8), ending.start):
        cue.lead = ending.character
    for _, after in around:
        actors = [c for c in reader.within(after) if c.actor.kind != "other"]
        if actors:
            cue.after = actors[0].actor
            break
    final = utterance.parts[-1]
    cue.tail = len(reader.text[slice(*around[-1][1])].strip())
    cue.asks = reader.text[final.start : final.end].rstrip(" \"'”’»_*").endswith("?")
    for part in utterance.parts:
        cue.address = cue.address or addressed_as(reader.text, part)
    return cue


def _by_speech(
    mentions: Sequence[MentionFound], speeches: Sequence[Speech]
) -> tuple[dict[int, list[MentionFound]], list[MentionFound]]:
    """Return the mentions inside each speech, by its index, and those in narration."""
    inside: dict[int, list[MentionFound]] = {}
    outside = []
    starts = [s.start for s in speeches]
    for mention in mentions:
        k = bisect_right(starts, mention.start) - 1
        if k >= 0 and mention.start < speeches[k].end:
            inside.setdefault(k, []).append(mention)
        else:
            outside.append(mention)
    return inside, outside


def _names_inside(text: str, speech: Speech, mentions: Sequence[MentionFound], cue: Cues) -> None:
    """Add to `cue` the characters that `speech` addresses and names."""
    for mention in mentions:
        if mention.kind == "pronoun":
            continue
        how = addresses(text, speech, mention.start, mention.end)
        if how:
            cue.addressed[mention.character] = min(how, cue.addressed.get(mention.character, "mid"))
        else:
            cue.named.add(mention.character)
    cue.named -= cue.addressed.keys()


def _presences(
    mentions: Sequence[MentionFound], paragraphs: Sequence[Span], acting: Sequence[int]
) -> tuple[Presence, ...]:
    """Return the mentions in narration with their paragraphs."""
    found = []
    p = 0
    for mention in mentions:
        while p < len(paragraphs) and paragraphs[p][1] <= mention.start:
            p += 1
        k = bisect_left(acting, mention.start)
        acts = k < len(acting) and acting[k] < mention.end
        found.append(Presence(p, mention.start, mention.character, mention.kind, acts))
    return tuple(found)


def _broadcasts(text: str, paragraphs: Sequence[Span], utterances: Sequence[Utterance], cues: Sequence[Cues]) -> None:
    """Mark the utterances that read like broadcasts: no tag, no beat, and a screen or a set in the paragraph above."""
    for utterance, cue in zip(utterances, cues, strict=True):
        if cue.kind == "bare" and len(utterance.parts) == 1 and utterance.first:
            cue.broadcast = is_broadcast(
                text, utterance.parts[0], paragraphs[utterance.first - 1], paragraphs[utterance.first]
            )


def _others(cues: Sequence[Cues], utterances: Sequence[Utterance], presences: Sequence[Presence]) -> None:
    """Add to each of `cues` the characters in its paragraphs' narration."""
    at = 0
    for cue, utterance in zip(cues, utterances, strict=True):
        while at and presences[at - 1].paragraph >= utterance.first:
            at -= 1
        while at < len(presences) and presences[at].paragraph < utterance.first:
            at += 1
        k = at
        while k < len(presences) and presences[k].paragraph <= utterance.last:
            cue.others.add(presences[k].character)
            k += 1
