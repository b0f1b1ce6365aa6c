"""Find nicknames that stand only where one of two people addresses the other ("Goodnight, Smallville," said Lois)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from postil.tag.cast.evidence import Tally, is_vocative
from postil.tag.cast.ground import Ground
from postil.tag.cast.lexicon import Lexicon
from postil.tag.found import MentionFound

_AROUND = 4
"""How many paragraphs before and after tell who is there."""


def nicknames(
    ground: Ground,
    lexicon: Lexicon,
    mentions: Sequence[MentionFound],
    tallies: Mapping[str, Tally],
    names: Mapping[str, str],
) -> dict[str, str]:
    """Return who is meant by names that are only ever called out: {name: id}.

    `names` says who each name is so far. A name counts that is no first name and no part of another, that narration
    never uses, and that is called only where two people are named, one of whom is named as speaking.
    """
    shared = Counter(names.values())
    wanted = {
        who: name
        for name, who in names.items()
        if " " not in name and name.lower() not in lexicon.given and shared[who] == 1
        if (t := tallies.get(name)) and not t.told and t.called > 1 and 2 * t.called >= t.total
    }
    if not wanted:
        return {}
    starts = [mention.start for mention in mentions]
    paragraphs = [start for start, _ in ground.paragraphs]
    votes: defaultdict[str, list[str | None]] = defaultdict(list)
    for mention in mentions:
        if mention.character in wanted and is_vocative(ground, mention.start, mention.end):
            i = bisect_right(paragraphs, mention.start) - 1
            votes[mention.character].append(_addressed(ground, mentions, starts, i))
    found = {}
    for who, places in votes.items():
        told = {place for place in places if place is not None}
        if len(told) == 1 and "" not in told:
            found[wanted[who]] = told.pop()
    return found


def _addressed(ground: Ground, mentions: Sequence[MentionFound], starts: Sequence[int], i: int) -> str | None:
    """Return who is spoken to in paragraph i: the other of two; "" where there are more, None where none is told."""
    first, last = max(0, i - _AROUND), min(len(ground.paragraphs) - 1, i + _AROUND)
    there = _told(ground, mentions, starts, ground.paragraphs[first][0], ground.paragraphs[last][1])
    if len(there) > 2:
        return ""
    speaking = _told(ground, mentions, starts, *ground.paragraphs[i])
    return (there - speaking).pop() if len(there) == 2 and len(speaking) == 1 else None


def _told(ground: Ground, mentions: Sequence[MentionFound], starts: Sequence[int], start: int, end: int) -> set[str]:
    """Return who is named in narration between two offsets."""
    around = mentions[bisect_left(starts, start) : bisect_left(starts, end)]
    return {mention.character for mention in around if not ground.said[mention.start]}
