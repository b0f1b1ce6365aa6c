"""Say who a description is that the story names a little later: "the man by the door" is answered "Dr. Amari.".

Two signs are taken: someone described is asked for a name and gives one; or someone described speaks, and the reply
calls a name that stands here for the first time, and that the narration takes up.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from postil.tag.cast.evidence import is_vocative
from postil.tag.cast.ground import Ground
from postil.tag.cast.nouns import Phrase
from postil.tag.cast.people import Someone
from postil.tag.found import MentionFound

_ASKED = re.compile(
    r"(?:\bname\b|\bwho (?:are|is|might|would|the)[^?]*|\bcall(?:ed)? (?:you|him|her)[^?]*"
    r"|\bdo (?:they|you) call[^?]*)\W*\?",
    re.IGNORECASE,
)
_REACH = 40
"""So many paragraphs before and after the name, in one scene, the description means who bears it."""
_BESIDE = 160
"""A description that stands so near another place of the name, in one sentence, means somebody else."""
_STOP = re.compile(r"[.!?]")


def bound(
    ground: Ground, phrases: Sequence[Phrase], mentions: Sequence[MentionFound], people: Mapping[str, Someone]
) -> list[MentionFound]:
    """Return the descriptions that turn out to be someone with a name, as mentions, in order."""
    paragraphs = [start for start, _ in ground.paragraphs]
    plain = [p for p in phrases if not p.owner and not p.noun.plural and p.noun.kind != "kin" and not ground.said[p.at]]
    firsts: dict[str, MentionFound] = {}
    for mention in mentions:
        firsts.setdefault(mention.character, mention)
    found: dict[int, MentionFound] = {}
    for who, first in firsts.items():
        person = people[who]
        if person.seed or not ground.said[first.start]:
            continue
        i = bisect_right(paragraphs, first.start) - 1
        phrase = _giver(ground, plain, mentions, i, first) or _answered(ground, plain, mentions, i, first)
        if phrase is None or not _may_be(person, phrase):
            continue
        for same in _alike(ground, plain, paragraphs, i, phrase):
            if not _is_beside(ground, same, mentions, who):
                found[same.start] = MentionFound(same.start, same.end, "noun", who)
    return sorted(found.values())


def _may_be(person: Someone, phrase: Phrase) -> bool:
    told = {person.title_gender or person.name_gender, phrase.noun.gender} - {None}
    return len(told) < 2 and not person.plural


def _giver(
    ground: Ground, phrases: Sequence[Phrase], mentions: Sequence[MentionFound], i: int, first: MentionFound
) -> Phrase | None:
    """Return who gives a name, having been asked for it: '"And your name?" … "Ines," said the girl'."""
    if i == 0:
        return None
    asked, stop = ground.paragraphs[i - 1]
    if not _ASKED.search(ground.text, max(asked, stop - 90), stop):
        return None
    start, end = ground.paragraphs[i]
    if len(ground.text[start : first.start].strip(" \"'")) > len("My name is "):
        return None
    return None if _named(ground, mentions, start, end) else next(_inside(phrases, start, end), None)


def _answered(
    ground: Ground, phrases: Sequence[Phrase], mentions: Sequence[MentionFound], i: int, first: MentionFound
) -> Phrase | None:
    """Return who speaks in the paragraph before, if the name replies to it and the narration takes it up."""
    if i == 0 or i in ground.given.breaks or not is_vocative(ground, first.start, first.end):
        return None
    start, end = ground.paragraphs[i - 1]
    if b"\1" not in ground.said[start:end]:
        return None
    k = bisect_left(mentions, first.end, key=lambda m: m.start)
    taken = any(m.character == first.character and not ground.said[m.start] for m in mentions[k : k + 60])
    speaks = [phrase for phrase in _inside(phrases, start, end) if phrase.speaks]
    if not taken or len(speaks) != 1:
        return None
    again = {phrase.key for phrase in _inside(phrases, *ground.paragraphs[i]) if phrase.speaks}
    return None if speaks[0].key in again else speaks[0]


def _inside(phrases: Sequence[Phrase], start: int, end: int) -> Iterator[Phrase]:
    k = bisect_left(phrases, start, key=lambda p: p.start)
    while k < len(phrases) and phrases[k].start < end:
        yield phrases[k]
        k += 1


def _named(ground: Ground, mentions: Sequence[MentionFound], start: int, end: int) -> bool:
    """Whether someone is named in narration between two offsets."""
    k = bisect_left(mentions, start, key=lambda m: m.start)
    return any(not ground.said[m.start] for m in mentions[k : bisect_left(mentions, end, key=lambda m: m.start)])


def _alike(
    ground: Ground, phrases: Sequence[Phrase], paragraphs: Sequence[int], i: int, phrase: Phrase
) -> Iterator[Phrase]:
    """Yield the places of a description in the scene, from where it first stands."""
    first, last = i, i
    while first and i - first < _REACH and first not in ground.given.breaks:
        first -= 1
    while last + 1 < len(paragraphs) and last - i < _REACH and last + 1 not in ground.given.breaks:
        last += 1
    for other in _inside(phrases, paragraphs[first], ground.paragraphs[last][1]):
        if other.key == phrase.key and other.plain == phrase.plain:
            yield other


def _is_beside(ground: Ground, phrase: Phrase, mentions: Sequence[MentionFound], who: str) -> bool:
    """Whether a description stands in one sentence of narration with the name: then it means somebody else."""
    k = bisect_left(mentions, phrase.start - _BESIDE, key=lambda m: m.start)
    for mention in mentions[k:]:
        if mention.start > phrase.end + _BESIDE:
            return False
        between = ground.text[min(mention.end, phrase.end) : max(mention.start, phrase.start)]
        if mention.character == who and not ground.said[mention.start] and not _STOP.search(between):
            return True
    return False
