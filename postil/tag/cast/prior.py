"""Say how likely somebody is to have one more name, by the names he has, before its places are looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from postil.tag.cast.address import Finder
from postil.tag.cast.lexicon import elders, joins, words
from postil.tag.cast.people import Someone
from postil.tag.cast.turns import I

_W = joins()


@dataclass(frozen=True, slots=True)
class Prior:
    """What names tell of who may have another."""

    finder: Finder
    called: Mapping[str, Someone]
    """Whose names stand only in speech: they are weighed, and none bears another."""
    titled: Mapping[str, frozenset[str]]
    """Who may be called by each bare title."""
    left: Mapping[str, str]
    """Who alone is left to be called by each name."""
    first_person: bool

    def may_bear(self, name: str, who: str) -> float:
        """Return how likely somebody has one more name, the one that `name` is the id of."""
        person = self.finder.people[name]
        if who == I:
            return self._teller(person)
        if who in ("he", "she"):
            return 0.0 if {person.title_gender or person.name_gender, who} == {"he", "she"} else _W["another"]
        if bearers := self.titled.get(name):
            likely = _W["alike"] if who in bearers else 0.0
        elif who in self.called or self.finder.people[who].plural:
            likely = 0.0
        else:
            likely = self._of(person, self.finder.people[who])
        return likely * (_W["left"] if who == self.left.get(name) else 1.0)

    def _teller(self, person: Someone) -> float:
        """Return how likely who says "I" has the name: hardly that of his own mother."""
        elder = elders_of(person)
        if not self.first_person or any(
            elders_of(p) & elder for p in self.finder.people.values() if p.name.startswith("my ")
        ):
            return 0.0
        often = min(1.0, _W["teller.called"] / max(1, len(self.finder.ground.speech)))
        return often * (_W["elder.tells"] if elder else _W["nameless"])

    def _of(self, person: Someone, other: Someone) -> float:
        """Return how likely `other` has the name of `person`."""
        elder, theirs = elders_of(person), elders_of(other)
        if elder and theirs:
            return _W["alike"] if elder & theirs and other.name.startswith("my ") else 0.0
        if other.described:
            clash = {person.title_gender or person.name_gender, other.pronouns} >= {"he", "she"}
            return 0.0 if clash else _W["nameless"]
        if self.finder.alike(person, other):
            return _W["alike"]
        return self._further(person, other, elder=bool(elder)) if self.finder.may_be(person, other) else 0.0

    def _further(self, person: Someone, other: Someone, *, elder: bool) -> float:
        """Return how likely somebody with a name has one that is not like it."""
        if elder or not other.firsts:
            return _W["last.name"] if elder or self._is_first(person) else _W["nickname"]
        return _W["second.first"] if self._is_first(person) else _W["nickname"]

    def _is_first(self, person: Someone) -> bool:
        return bool(person.firsts & self.finder.lexicon.given.keys())


def elders_of(person: Someone) -> frozenset[str]:
    """Return as which elder of a family somebody is known: Mum, Aunt Cosima, "my grandmother"."""
    kinds = elders()
    names = [name.lower().split() for name in (*person.names, person.name)]
    found = {kinds.get(name[0]) if name[0] != "my" else kinds.get(name[-1]) for name in names}
    return frozenset(kind for kind in found if kind)


def by_title(people: Mapping[str, Someone], known: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return who may be called by nothing but a title ("Sergeant"): those who bear it, or are told of by it."""
    same = dict(pair.split("=") for pair in words("same"))
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    for person in people.values():
        for title in person.titles:
            bearers[same.get(title, title)].add(person.id)
    for key, who in known.items():
        bearers[key].add(who)
    return {
        who: frozenset(bearers[title] - {who})
        for who, person in people.items()
        if not person.seed and not person.described and (title := _bare_title(person, same))
    }


def _bare_title(person: Someone, same: Mapping[str, str]) -> str:
    """Return the title that is somebody's only name, in its one spelling; empty if it is no such name."""
    called = {name.lower().rstrip(".") for name in person.names}
    word = called.pop() if len(called) == 1 else ""
    return same.get(word, word)


def kin_called(called: Mapping[str, Someone], people: Mapping[str, Someone]) -> dict[str, str]:
    """Return whose the names of kin are that the narration tells of as "my mother"."""
    mine = [person for person in people.values() if person.described and person.name.startswith("my ")]
    found = {}
    for who, person in called.items():
        alike = [other.id for other in mine if elders_of(other) & elders_of(person)]
        if len(alike) == 1:
            found[who] = alike[0]
    return found
