"""Say whose the names are that stand only in speech, by whom each call of them can be meant for.

For every place of such a name, each person who is there is weighed: who speaks is not called, who speaks next to it
often is, who says "I'm Silas" bears it. The weights of all places are multiplied; a name goes to whom they clearly
favour, and stays by itself where nobody is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, log

from postil.tag.cast.evidence import is_vocative
from postil.tag.cast.ground import Ground, paragraph_of
from postil.tag.cast.lexicon import joins
from postil.tag.cast.links import is_introduced
from postil.tag.cast.turns import I, Turns
from postil.tag.found import MentionFound

NEW = ""
"""Stands for somebody who is there under no other name, or is not there at all."""
_REPORTED = re.compile(r"\b(?:says?|said|goes|went|asked)[,:] [^.!?]{0,40}$")
_YOU_ARE = re.compile(r"\b(?:you're|you are|you must be|aren't you)[ ]{1,3}(?:the[ ])?$", re.IGNORECASE)
_ASKED = re.compile(
    r"(?:(?:^|\"|\byour|full|first|last|\bthe) name|\bwho are you|\bcall(?:ed)? you)\W*\?\W*$", re.IGNORECASE
)
_CLOSED = re.compile(r"[.!?]*[\"']")
_ASKS = re.compile(r"\?\W*$")
_W = joins()
_MOST = 24
"""Places of a name that are looked at."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a name in speech."""

    paragraph: int
    how: str
    """called, gives (the speaker's own), reported (called so by another, as the speaker tells), named."""


def places_of(ground: Ground, mentions: Sequence[MentionFound], paragraphs: Sequence[int]) -> dict[str, list[Place]]:
    """Return the places in speech of each person's names."""
    found: defaultdict[str, dict[tuple[int, str], Place]] = defaultdict(dict)
    for m in mentions:
        if m.kind != "name" or not ground.said[m.start]:
            continue
        i = paragraph_of(ground, paragraphs, m.start)
        before = ground.text[max(ground.paragraphs[i][0], m.start - 60) : m.start]
        speech = before[max(before.rfind('"'), 0) :]
        alone = not speech.strip(' "') and bool(_CLOSED.match(ground.text, m.end))
        if is_introduced(ground, m.start) or (alone and _asked(ground, i, _ASKED)):
            how = "gives"
        elif alone and _asked(ground, i, _ASKS):
            how = "named"
        elif _YOU_ARE.search(before):
            how = "called"
        elif is_vocative(ground, m.start, m.end):
            how = "reported" if _REPORTED.search(speech) else "called"
        else:
            how = "named"
        found[m.character].setdefault((i, how), Place(i, how))
    return {who: list(places.values()) for who, places in found.items()}


def _asked(ground: Ground, paragraph: int, pattern: re.Pattern[str]) -> bool:
    """Whether the paragraph before one ends on a question, or on one for a name."""
    if not paragraph:
        return False
    start, end = ground.paragraphs[paragraph - 1]
    return bool(pattern.search(ground.text, max(start, end - 90), end))


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose a name is."""

    who: str
    """An id, I, "he", "she" (somebody with no other name), or NEW."""
    share: float
    """How likely, of all who are there."""


def weigh(
    turns: Turns, who: str, places: Sequence[Place], may_be: Callable[[str], float], alike: Iterable[str]
) -> list[Bearer]:
    """Return how likely each person there, or NEW, bears a name, the likeliest first.

    `may_be` says how likely somebody is to have one more such name, before the places are looked at; those `alike`
    are weighed wherever they are.
    """
    places = places[:_MOST]
    around = {place.paragraph: turns.around(place.paragraph) for place in places}
    there = set(alike).union(*(turns.company(near) for near in around.values())) - {who}
    total = {b: log(prior) for b in sorted(there) if (prior := may_be(b)) > 0}
    talking = {I}.union(*(turns.beside(near) for near in around.values()))
    for b in total:
        total[b] += 0.0 if b in talking else log(_W["silent"])
    for place in places:
        near = around[place.paragraph]
        k = near.index(place.paragraph)
        for b in total:
            total[b] += log(_likely(turns.chances(b, near, blind=(who,)), near, k, place.how, len(total)))
    total[NEW] = sum(log(_W[f"nobody.{place.how}"]) for place in places)
    most = max(total.values())
    shares = {b: exp(value - most) for b, value in total.items()}
    whole = sum(shares.values())
    return sorted((Bearer(b, share / whole) for b, share in shares.items()), key=lambda b: (-b.share, b.who))


def _likely(chance: Sequence[float], around: Sequence[int], k: int, how: str, many: int) -> float:
    """Return how likely somebody, of so many, bears a name at a place."""
    speaks = chance[k]
    before = chance[k - 1] if k and around[k] - around[k - 1] == 1 else 0.0
    after = chance[k + 1] if k + 1 < len(around) and around[k + 1] - around[k] == 1 else 0.0
    if how == "called":
        return max(0.01, (1 - speaks) * (_W["apart"] / max(1, many - 1) + _W["beside"] * (before + after)))
    if how == "gives":
        return max(0.01, speaks)
    if how == "reported":
        return max(0.02, 0.1 + 0.7 * speaks)
    return 1 - (1 - _W["passing"]) * max(speaks, 0.7 * max(before, after))
