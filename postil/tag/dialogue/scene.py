"""Put a story's speech, narration and cast together: utterances, each with its cues, and who is where."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postil.models import Span
from postil.tag.dialogue.cues import (
    Cues,
    Reader,
    Tag,
    addressed_as,
    addresses,
    asks_name,
    gaps,
    introduces,
    is_broadcast,
)
from postil.tag.dialogue.narration import Tokens, read_clauses, relations
from postil.tag.dialogue.parting import Tags, parted
from postil.tag.dialogue.units import Utterance, gather, scene_breaks
from postil.tag.found import CastFound, MentionFound
from postil.tag.given import Given
from postil.tag.speech import Speech

_TALE = 3
"""Paragraphs after its first from which an utterance is a tale, with speeches and deeds of its own."""
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
    seeded: frozenset[str]
    """Ids of the characters of cast.yaml."""
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
    tags = _tags(reader, speeches, around)
    breaks = scene_breaks(tokens.text, given)
    parts = parted(reader, speeches, around, tags, cast, by_hand)
    utterances = gather(speeches, frozenset(parts), breaks)
    in_speech, in_narration = _by_speech(cast.mentions, speeches)
    cues = []
    n = 0
    for utterance in utterances:
        last = n + len(utterance.parts)
        cue = _cues(reader, utterance, around[n:last], tags[n:last])
        cue.parted = parts.get(n)
        for k in range(n, last):
            if utterance.last - utterance.first >= _TALE and speeches[k].paragraph != utterance.first:
                break  # whoever is addressed in a tale is in the tale
            _names_inside(tokens.text, speeches[k], in_speech.get(k, ()), cue)
        cues.append(cue)
        n = last
    acting = sorted(clause.actor.at for clause in clauses)
    narrated = sorted([*in_narration, *relations(tokens)])
    presences = _presences(narrated, paragraphs, acting)
    _others(cues, utterances, presences)
    _broadcasts(tokens.text, paragraphs, utterances, cues)
    lengths = tuple(sum(part.end - part.start for part in u.parts) for u in utterances)
    seeded = frozenset(entry.id for entry in given.cast.entries)
    return Scene(tokens.text, paragraphs, speeches, utterances, tuple(cues), presences, cast, breaks, seeded, lengths)


def _tags(reader: Reader, speeches: Sequence[Speech], around: Sequence[tuple[Span, Span]]) -> Tags:
    """Return the tags after and before each speech."""
    found: list[tuple[Tag | None, Tag | None]] = []
    for n, (speech, (before, after)) in enumerate(zip(speeches, around, strict=True)):
        tagged = bool(n) and speeches[n - 1].end == before[0] and found[-1][0] is not None
        found.append((reader.tag_after(speech, after), reader.tag_before(before, tagged=tagged)))
    return found


def _cues(reader: Reader, utterance: Utterance, around: Sequence[tuple[Span, Span]], tags: Tags) -> Cues:
    """Return what the narration around an utterance says."""
    cue = Cues()
    first = sum(1 for part in utterance.parts if part.paragraph == utterance.first)
    ranked = [tag for ending in (0, 1) for tag in (t[ending] for t in tags[:first])]
    # A tag in a paragraph that goes on may stand inside the tale that is told there: "said I" surely does.
    ranked += [t for ending in (0, 1) for t in (t[ending] for t in tags[first:]) if t and t.actor.pronoun != "i"]
    cue.tag = next((tag for tag in ranked if tag and tag.said == 2), None) or next((tag for tag in ranked if tag), None)
    lead = reader.text[around[0][0][0] : around[0][0][1]].rstrip(" \n_*")
    before = [c for c in reader.within(around[0][0]) if c.actor.kind != "other"]
    if before:
        cue.before = before[-1].actor
        cue.leads = lead.endswith((":", ","))
    end = around[0][0][0] + len(lead)
    named = reader.tokens.mention_of(max(0, reader.tokens.at(end - 1) - 1)) if lead.endswith((":", ",")) else None
    if named and end - 2 <= named.end <= end and _BY.search(reader.text, max(0, named.start - 8), named.start):
        cue.lead = named.character
    near = around if utterance.last - utterance.first < _TALE else around[:first]
    for _, after in near:
        actors = [c for c in reader.within(after) if c.actor.kind != "other"]
        if actors:
            cue.after = actors[0].actor
            break
    for spans in near:
        for span in spans:
            cue.told.update(reader.listeners(span))
    final = utterance.parts[-1]
    cue.tail = len(reader.text[slice(*around[-1][1])].strip())
    ending = reader.text[final.start : final.end].rstrip(" \"'”’»_*")
    cue.asks_name = asks_name(reader.text, final)
    cue.asks, cue.cut = ending.endswith("?"), ending.endswith(("-", "—", "–"))
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
        if introduces(text, speech, mention.start):
            cue.introduces.add(mention.character)
        elif how:
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
        last = utterance.last if utterance.last - utterance.first < _TALE else utterance.first
        while k < len(presences) and presences[k].paragraph <= last:
            cue.others.add(presences[k].character)
            k += 1
