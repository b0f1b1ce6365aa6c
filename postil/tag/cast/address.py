"""Find names that stand only where people talk ("Goodnight, Smallville," said Lois), and say whose they are.

Narration calls everyone who is there by one of their names. So a name that narration never uses, and that somebody is
called by, is another name of someone who is there: of who does not speak, has no first name that differs from it, and
is there wherever it is called.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from postil.tag.cast.evidence import Tally, is_vocative
from postil.tag.cast.ground import Ground
from postil.tag.cast.lexicon import Lexicon
from postil.tag.cast.lexicon import words as listed
from postil.tag.cast.people import Someone
from postil.tag.found import MentionFound

_AROUND, _NEARER = 8, 4
"""How many paragraphs before and after tell who is there; the second for what is no first name ("Smallville")."""
_BEHIND = 16
"""So near behind speech stands who says it."""
_BY_NAME = 2
"""How surely a name tells who speaks."""
_SEVERAL = 3
"""A name that is called so often may be called where nobody says who calls, and its owner be far once in so many."""
_LEAST_ALIKE = 3
"""So many letters must two names begin with for one to be short for the other."""
_FOND = re.compile(r"(\w{2,}?)(?:ie|y|nie|ny|kins|bear)")
_I = re.compile(r"\bI\b(?!\.[A-Z])")
_HE = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")
_NOTIONS = frozenset(listed("notions"))
TELLER = "I"
"""Stands for who says "I" outside speech."""


def nicknames(
    ground: Ground,
    lexicon: Lexicon,
    mentions: Sequence[MentionFound],
    tallies: Mapping[str, Tally],
    people: Sequence[Someone],
) -> dict[str, str]:
    """Return whose the names are that are only ever called out: {id they have been found under: id of their owner}."""
    finder = Finder(ground, lexicon, mentions, {person.id: person for person in people})
    wanted = {person.id: person for person in people if not person.seed and is_called_only(person, tallies, lexicon)}
    places: defaultdict[str, list[int]] = defaultdict(list)
    for mention in mentions:
        if mention.character in wanted and is_vocative(ground, mention.start, mention.end):
            places[mention.character].append(mention.start)
    owners = {}
    for who, starts in places.items():
        owner = finder.owner(wanted[who], starts, wanted)
        if owner is not None and owner not in wanted:
            owners[who] = owner
    return owners


def of_teller(ground: Ground, lexicon: Lexicon, names: Iterable[str], people: Mapping[str, Someone]) -> list[str]:
    """Return which of the names found to be those of who says "I" may be one person's: the first, and all like it."""
    finder = Finder(ground, lexicon, (), people)
    first, *rest = names
    return [who for who in rest if who != first and finder.may_be(people[who], people[first])]


def is_called_only(person: Someone, tallies: Mapping[str, Tally], lexicon: Lexicon) -> bool:
    """Whether narration never names someone, and others mostly do so to call him; "Patience!" may be no name."""
    told = [tallies[name] for name in person.names if name in tallies]
    called, total = sum(t.called for t in told), sum(t.total for t in told)
    words = {name.lower() for name in person.names}
    if words & lexicon.place or (called == 1 and words & _NOTIONS):
        return False
    return not any(t.told for t in told) and called > 0 and 3 * called >= total


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks for who may have another name."""

    ground: Ground
    lexicon: Lexicon
    mentions: Sequence[MentionFound]
    people: Mapping[str, Someone]

    def owner(self, called: Someone, places: Sequence[int], wanted: Mapping[str, Someone]) -> str | None:
        """Return whose name it is, TELLER for who says "I", None if that is not clear."""
        others = [p for p in self.people.values() if p.id not in wanted and not p.plural]
        alike = [p for p in others if self.alike(called, p) and len({called.title_gender, p.title_gender} - {None}) < 2]
        if len(alike) == 1:
            return alike[0].id
        listed = bool(called.titles) or any(self._is_first(name) for name in _firsts(called))
        there: list[set[str]] = []
        surest = 0
        for at in places:
            around = _AROUND if listed else _NEARER
            present, known = self._present(at, called.title_gender or called.name_gender, around)
            surest = max(surest, known)
            if known < _BY_NAME and not listed and TELLER not in present:
                continue
            if not listed and len(present) > 1:  # "Smallville" may be anyone's: nobody else may be there
                return None
            there.append({w for w in present if w == TELLER or self.may_be(called, self.people[w])} - set(wanted))
        if not there or (len(there) < _SEVERAL and surest < (1 if there[0] == {TELLER} else _BY_NAME)):
            return None
        if not listed and len(places) == 1 and there[0] != {TELLER}:
            return None
        most = len(there) - len(there) // _SEVERAL
        fitting = [who for who in set().union(*there) if sum(who in some for some in there) >= most]
        if len(fitting) > 1:
            initials = {first[0] for first in _firsts(called)}
            fitting = [w for w in fitting if w != TELLER and initials & {f[0] for f in _firsts(self.people[w])}]
        return fitting[0] if len(fitting) == 1 else None

    def may_be(self, called: Someone, person: Someone) -> bool:
        """Whether a name may be one of a person's: nothing is known that differs from it."""
        if person.plural or not _of_one_sex(called, person):
            return False
        families = called.families - {name.lower() for name in called.names}
        if families and person.families and not families & person.families:
            return False
        if called.titles and person.titles:
            return False
        mine = {first for first in _firsts(called) if first in self.lexicon.given}
        theirs = {first for first in _firsts(person) if first in self.lexicon.given}
        return not (mine and theirs) or bool(mine & theirs) or self.alike(called, person)

    def alike(self, one: Someone, other: Someone) -> bool:
        """Whether one's first name begins with the other's: "Pri" and "Priya", "Kaelin" and "Kael"."""
        return any(
            a != b and min(len(a), len(b)) >= _LEAST_ALIKE and (a.startswith(b) or b.startswith(a))
            for a in _firsts(one)
            for b in _firsts(other)
        )

    def _is_first(self, name: str) -> bool:
        """Whether a name is a first name, or a fond form of one ("Janny")."""
        given = self.lexicon.given
        fond = _FOND.fullmatch(name)
        return name in given or (fond is not None and (fond.group(1) in given or fond.group(1) + "e" in given))

    def _present(self, at: int, gender: str | None, around: int) -> tuple[set[str], int]:
        """Return who is there and does not speak the paragraph an offset lies in.

        With it, how it is told who speaks: 2 for a name, or for a pronoun that is not of the gender called; 1 for
        another pronoun; 0 where nothing tells.
        """
        paragraphs = self.ground.paragraphs
        i = bisect_right(paragraphs, at, key=lambda span: span[0]) - 1
        first, last = i, i
        while first and i - first < around and first not in self.ground.given.breaks:
            first -= 1
        while last + 1 < len(paragraphs) and last - i < around and last + 1 not in self.ground.given.breaks:
            last += 1
        speaking = self._tagged(*paragraphs[i]) or self._told(*paragraphs[i])
        spans = self.ground.text, paragraphs[i][0], paragraphs[i][1]
        said = {m.group().lower() for m in _HE.finditer(*spans) if not self.ground.said[m.start()]}
        known = _BY_NAME if speaking or (gender and said and gender not in said) else int(bool(said))
        return self._told(paragraphs[first][0], paragraphs[last][1]) - speaking, known

    def _tagged(self, start: int, end: int) -> set[str]:
        """Return who is named right behind speech in a paragraph: '"…," said Edie'."""
        k = bisect_left(self.mentions, start, key=lambda m: m.start)
        found = set()
        after = start
        while k < len(self.mentions) and self.mentions[k].start < end:
            at = self.mentions[k].start
            if not self.ground.said[at] and b"\1" in self.ground.said[max(after, at - _BEHIND) : at]:
                found.add(self.mentions[k].character)
            after = self.mentions[k].end
            k += 1
        return found

    def _told(self, start: int, end: int) -> set[str]:
        """Return who is named in narration between two offsets."""
        starts = bisect_left(self.mentions, start, key=lambda m: m.start)
        stop = bisect_left(self.mentions, end, key=lambda m: m.start)
        told = {m.character for m in self.mentions[starts:stop] if not self.ground.said[m.start]}
        if any(not self.ground.said[m.start()] for m in _I.finditer(self.ground.text, start, end)):
            told.add(TELLER)
        return told


def _firsts(person: Someone) -> frozenset[str]:
    """Return the first names of someone, and names of one word, which may be any, lower case."""
    return person.firsts | {name.lower() for name in person.names if " " not in name}


def _of_one_sex(one: Someone, other: Someone) -> bool:
    told = {one.title_gender or one.name_gender, other.title_gender or other.name_gender} - {None}
    return len(told) < 2
