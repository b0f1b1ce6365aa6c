"""Say who "her father" is where the cast does not: the one Mr. or Mrs. of the family name of the child."""

from __future__ import annotations

import re
from collections.abc import Sequence

from postil.tag.cast.lexicon import words
from postil.tag.found import Person

_TITLES = {"he": ("mr", "sir", "lord"), "she": ("mrs", "lady", "madame")}
_LEAST = 2
"""How often a word must follow somebody's name to be their family name."""
_CAPITAL = re.compile(r"[A-Z][a-z]+")


class Kinship:
    """Family names and the heads of families; made once a Doc."""

    def __init__(self, text: str, people: Sequence[Person]) -> None:
        self.text = text
        self.people = {person.id: person for person in people}
        self._parent = {**dict.fromkeys(words("mothers"), "she"), **dict.fromkeys(words("fathers"), "he")}
        self._heads: dict[tuple[str, str], set[str]] = {}
        for person in people:
            for name in (person.name, *person.aliases):
                title, _, family = name.rpartition(" ")
                for pronoun, titles in _TITLES.items():
                    if title.strip(".").lower() in titles:
                        self._heads.setdefault((pronoun, family), set()).add(person.id)
        self._known: dict[str, frozenset[str]] = {}

    def knows(self, noun: str) -> bool:
        """Return whether `noun` is a relation that a family name can tell."""
        return noun in self._parent

    def who(self, noun: str, of: str | None) -> str | None:
        """Return who is the `noun` of the character `of`, if their family has one such head only."""
        pronoun = self._parent.get(noun)
        if pronoun is None or of not in self.people:
            return None
        heads: set[str] = set().union(*(self._heads.get((pronoun, family), set()) for family in self._families(of)))
        return heads.pop() if len(heads) == 1 and of not in heads else None

    def _families(self, of: str) -> frozenset[str]:
        """Return the family names of a character: the last of a long name, and what often follows a short one."""
        if of not in self._known:
            person = self.people[of]
            names = [name.split() for name in (person.name, *person.aliases)]
            found = {name[-1] for name in names if len(name) > 1}
            for first in {name[0] for name in names if len(name) == 1 and _CAPITAL.fullmatch(name[0])}:
                after = re.findall(rf"\b{re.escape(first)} ([A-Z][a-z]+)\b", self.text)
                found |= {word for word in after if after.count(word) >= _LEAST}
            self._known[of] = frozenset(found)
        return self._known[of]
