"""Guess which paragraphs of speech are somebody's: from who is told of beside them, who is called, and by turns.

For each person by himself, a chain of two states (he speaks, or another does) goes through a scene's paragraphs of
speech: he hardly ever speaks two that follow each other, and between two people the next is his again. What stands
beside a paragraph ("said Ann", "I nodded") and who is called in it weigh for or against him. The weights are those of
`joins.txt`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from postil.tag.cast.evidence import is_vocative
from postil.tag.cast.ground import Ground, paragraph_of
from postil.tag.cast.lexicon import joins
from postil.tag.cast.people import Someone
from postil.tag.found import MentionFound

I = "I"  # noqa: E741
"""Stands for who says "I" outside speech."""
_PRONOUN = re.compile(r"\b(?:(?P<I>I)|[Hh]e(?P<he>)|[Ss]he(?P<she>)|[Tt]hey(?P<they>))\b(?!\.[A-Z])")
_NEAR = 24
"""So near behind speech stands the tag."""
_W = joins()
_TAKES = ((2, _W["takes.two"]), (2.5, _W["takes.third"]), (3, _W["takes.three"]))
"""How likely whoever does not speak speaks next, up to so many who talk."""
_LOOKS = 12
"""Pronouns looked at for each person, at most."""
_REACH = 14
"""Paragraphs either way that are looked at."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told of beside the speech of a paragraph."""

    who: str
    """An id, I, "he", "she", "they", or "?" for somebody described who is nobody's id."""
    tag: bool
    """It stands right behind the speech."""


@dataclass(frozen=True, slots=True)
class Turns:
    """What is told of the paragraphs that somebody speaks in."""

    ground: Ground
    people: Mapping[str, Someone]
    spoken: tuple[int, ...]
    """Their indices."""
    told: Mapping[int, Told]
    called: Mapping[int, frozenset[str]]
    """Who is called in each."""
    actors: Sequence[tuple[int, str]]
    """Where narration tells of whom, in order."""

    def around(self, paragraph: int) -> tuple[int, ...]:
        """Return the paragraphs of speech of the scene around one, itself among them."""
        k = bisect_left(self.spoken, paragraph)
        breaks = self.ground.given.breaks
        first, last = k, k
        while (
            first
            and k - first < _REACH
            and self.spoken[first] not in breaks
            and self.spoken[first] - self.spoken[first - 1] < 6
        ):
            first -= 1
        while (
            last + 1 < len(self.spoken)
            and last - k < _REACH
            and self.spoken[last + 1] not in breaks
            and self.spoken[last + 1] - self.spoken[last] < 6
        ):
            last += 1
        return self.spoken[first : last + 1]

    def company(self, places: Sequence[int]) -> set[str]:
        """Return who is told of around some paragraphs of speech, or called in them."""
        there = self.beside(places)
        first, last = max(0, places[0] - 1), min(len(self.ground.paragraphs), places[-1] + 2) - 1
        k = bisect_left(self.actors, (self.ground.paragraphs[first][0], ""))
        stop = bisect_left(self.actors, (self.ground.paragraphs[last][1], ""))
        there.update(who for _, who in self.actors[k:stop])
        return there - {"?", "they"}

    def beside(self, places: Sequence[int]) -> set[str]:
        """Return who is told of beside the speech of some paragraphs, or called in it: who has a part in the talk."""
        there = {self.told[p].who for p in places if p in self.told}
        return there.union(*(self.called[p] for p in places if p in self.called))

    def takes(self, places: Sequence[int]) -> float:
        """Return how likely whoever does not speak speaks next, by how many they are.

        "He" may be one of those who are told of by name, or another.
        """
        there = {self.told[p].who for p in places if p in self.told} - {"?", "they"}
        sexes = {self.sex(who) for who in there if who not in ("he", "she")}
        many = sum(0.5 if who in ("he", "she") and who in sexes else 1.0 for who in there)
        return next((takes for most, takes in _TAKES if many <= most), _W["takes.many"])

    def sex(self, who: str) -> str | None:
        """Return the gender that names and titles tell of somebody."""
        if who in ("he", "she"):
            return who
        person = self.people.get(who)
        return (person.title_gender or person.name_gender or person.pronouns) if person else None

    def chances(self, who: str, places: Sequence[int], *, blind: Collection[str] = ()) -> list[float]:
        """Return how likely somebody speaks each of some paragraphs that follow each other.

        Where one of `blind` is told of, or called, is as if nothing were told: it may be the same person.
        """
        takes = self.takes(places)
        odds = [self._odds(who, p, blind) for p in places]
        base = takes / (1 + takes)
        ahead: list[float] = []
        for k, p in enumerate(places):
            before = base if not k else _next(ahead[-1], takes, p - places[k - 1])
            ahead.append(_weighed(before, odds[k]))
        behind = [1.0] * len(places)  # odds that what follows gives
        for k in range(len(places) - 2, -1, -1):
            gap = places[k + 1] - places[k]
            ratio = odds[k + 1] * behind[k + 1]
            after_me, after_other = _next(1.0, takes, gap), _next(0.0, takes, gap)
            behind[k] = (after_me * ratio + 1 - after_me) / (after_other * ratio + 1 - after_other)
        return [_weighed(a, b) for a, b in zip(ahead, behind, strict=True)]

    def _odds(self, who: str, paragraph: int, blind: Collection[str]) -> float:
        """Return by how much what stands in a paragraph makes it likelier that somebody speaks it."""
        odds = 1.0
        told = self.told.get(paragraph)
        if told and told.who not in blind:
            weight = _W["tag"] if told.tag else _W["deed"]
            if told.who == who:
                odds *= weight
            elif told.who in ("he", "she"):
                sex = self.sex(who)
                odds *= 1 / weight if who == I or sex not in (None, told.who) else _W["pronoun"] if sex else 1.0
            elif told.who != "?":
                odds /= weight
        called = self.called.get(paragraph, frozenset())
        if who in called:
            odds *= _W["calls"]
        if who in self.called.get(paragraph - 1, frozenset()):
            odds *= _W["called.before"]
        return odds


def heard_as(turns: Turns, who: Collection[str]) -> dict[str, dict[str, float]]:
    """Return how often "he" and "she" beside speech are each of some people, as a sum of shares."""
    votes: defaultdict[str, dict[str, float]] = defaultdict(dict)
    looked: Counter[str] = Counter()
    for place, told in turns.told.items():
        if told.who not in ("he", "she"):
            continue
        near = turns.around(place)
        there = sorted(turns.company(near) - {I, "he", "she"})
        open_ = [b for b in there if b in who and looked[b] < _LOOKS]
        if not open_:
            continue
        k = near.index(place)
        chances = {b: turns.chances(b, near)[k] for b in there if turns.sex(b) in (None, told.who)}
        whole = sum(chances.values()) + _W["somebody"]
        for b in open_:
            looked[b] += 1
            votes[b][told.who] = votes[b].get(told.who, 0.0) + chances.get(b, 0.0) / whole
    return {b: heard for b, heard in votes.items() if sum(heard.values()) >= _W["heard.mostly"] * looked[b]}


def _next(chance: float, takes: float, gap: int) -> float:
    """Return how likely somebody speaks the next paragraph, from how likely he speaks this one."""
    if gap == 1:
        return chance * _W["stays"] + (1 - chance) * takes
    return chance * _W["stays.over"] + (1 - chance) * takes * _W["takes.over"]


def _weighed(chance: float, odds: float) -> float:
    return chance * odds / (chance * odds + 1 - chance)


def read_turns(
    ground: Ground, people: Mapping[str, Someone], mentions: Sequence[MentionFound], actors: Sequence[tuple[int, str]]
) -> Turns:
    """Return what the paragraphs of speech tell; `actors` are places of narration where somebody stands, in order."""
    spoken = tuple(i for i, (a, b) in enumerate(ground.paragraphs) if b"\1" in ground.said[a:b])
    told = {}
    starts = [at for at, _ in actors]
    for i in spoken:
        start, end = ground.paragraphs[i]
        inside = list(actors[bisect_left(starts, start) : bisect_left(starts, end)])
        inside += [
            (m.start(), m.lastgroup or "")
            for m in _PRONOUN.finditer(ground.text, start, end)
            if not ground.said[m.start()]
        ]
        inside.sort()
        tags = [(at, who) for at, who in inside if b"\1" in ground.said[max(start, at - _NEAR) : at]]
        if tags or inside:
            told[i] = Told((tags or inside)[0][1], bool(tags))
    paragraphs = [start for start, _ in ground.paragraphs]
    called: dict[int, set[str]] = {}
    for m in mentions:
        if m.kind == "name" and ground.said[m.start] and is_vocative(ground, m.start, m.end):
            called.setdefault(paragraph_of(ground, paragraphs, m.start), set()).add(m.character)
    return Turns(ground, people, spoken, told, {i: frozenset(who) for i, who in called.items()}, actors)
