"""Who feels and is nobody of the cast: the crowd, a nurse. They join it by the noun that names them.

The cast knows who speaks and who is named or told of again; somebody who only laughs once it passes over. A reader who
sees a feeling wants to know whose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from postil.tag.cast.people import slug, unique
from postil.tag.feelings.nearby import named, plural_before
from postil.tag.feelings.people import THIRD, WE, People
from postil.tag.found import MentionFound, Person
from postil.tags import Feeling, MentionKind

_BEFORE: Final = ("amod", "compound", "nummod", "poss", "nmod")
"""Relations of what stands before a noun and belongs to its name."""
_WORDS: Final = 4
_UNSURE: Final = 0.4
"""A feeling less sure than this brings nobody into the cast."""
_NO_NAMES: Final = frozenset(("person", "one", "other", "thing", "self", "body"))
"""Nouns that tell of nobody in particular."""


_THEY: Final = frozenset(("they", "them", "their", "both"))
_PART: Final = frozenset("few some one many most each both all half several two neither".split())  # noqa: SIM905
"""What stands before "of" whom: one of the soldiers."""
_GROUPS: Final = {
    **dict.fromkeys(_THEY, "they"),
    **dict.fromkeys(WE, "we"),
    **dict.fromkeys(("everyone", "everybody", "all"), "everyone"),
    **dict.fromkeys(("someone", "somebody"), "somebody"),
}
"""Pronouns for those whom nothing else names, and how they are listed."""
_ALSO: Final = {
    "they": ("them", "both", "both of them", "the two of them"),
    "we": ("us", "both of us", "the two of us", "they"),
    "everyone": ("everybody", "all of them"),
    "somebody": ("someone",),
}


@dataclass(frozen=True, slots=True)
class Bystanders:
    """Those who join the cast, and where the story names them; the feelings are told whose they are."""

    feelings: tuple[Feeling, ...]
    people: tuple[Person, ...] = ()
    mentions: tuple[MentionFound, ...] = ()


def bystanders(people: People, felt: Sequence[tuple[Feeling, int]], names: Mapping[str, str]) -> Bystanders:
    """Return the feelings with those of nobody given to whom a noun names.

    `felt` pairs each feeling with the token of its holder, `names` are those of the cast, by id. One noun is one
    bystander in a whole story: "a nurse" and "the nurse"; "her mother", where she is Nell, is Nell's mother.
    """
    joined = _Joined(people, names, set(names))
    feelings = [
        replace(feeling, feels=joined.by(who))
        if feeling.feels is None and feeling.confidence >= _UNSURE and who >= 0
        else feeling
        for feeling, who in felt
    ]
    mentions = (joined.mentions[at] for at in sorted(joined.mentions))
    return Bystanders(tuple(feelings), tuple(joined.persons.values()), tuple(mentions))


@dataclass(frozen=True, slots=True)
class _Joined:
    """Those who have joined the cast so far."""

    people: People
    names: Mapping[str, str]
    taken: set[str]
    persons: dict[str, Person] = field(default_factory=dict)
    mentions: dict[int, MentionFound] = field(default_factory=dict)

    def by(self, who: int) -> str | None:
        """Return the id of who is named by token `who`, and take him in; None if it names nobody."""
        v = self.people.v
        at = self._of_whom(named(self.people, who))
        if v.mention[at] >= 0:
            return v.character(at)
        group = _GROUPS.get(v.forms[at]) if v.quoted[at] < 0 else None
        told = plural_before(self.people, at) if v.forms[at] in _THEY else -1
        if told >= 0 and self.people.is_person(told):
            if v.mention[told] >= 0:
                return v.character(told)
            at, group = told, None
        if group is None and not _is_somebody(self.people, at):
            return None
        owner = self._owner(at) if group is None else ""
        key = group or owner + v.lemmas[at]
        if key not in self.persons:
            self.persons[key] = _group(key, self.taken) if group else _person(self.people, at, owner, self.taken)
        first = at if group else _first(self.people, at)
        kind: MentionKind = "pronoun" if group else "noun"
        self.mentions[at] = MentionFound(v.starts[first], v.ends[at], kind, self.persons[key].id)
        return self.persons[key].id

    def _owner(self, at: int) -> str:
        """Return whose somebody is, as one would say it: "Nell's " of "her mother"; empty for nobody's."""
        v = self.people.v
        own = v.kid(at, "poss")
        if own < 0 or v.forms[own] == "my":
            return "my " if own >= 0 else ""
        name = self.names.get(v.character(own) or "", "")
        return f"{name}'s " if name else ""

    def _of_whom(self, at: int) -> int:
        """Return the noun of a part of some: one of the *soldiers* wept."""
        v = self.people.v
        if v.forms[at] not in _PART or v.mention[at] >= 0:
            return at
        of = next((k for k in v.kids[at] if v.deps[k] == "prep" and v.forms[k] == "of"), -1)
        whole = v.kid(of, "pobj") if of >= 0 else -1
        return whole if whole >= 0 else at


def _is_somebody(people: People, noun: int) -> bool:
    v = people.v
    if v.pos[noun] != "NOUN" or v.mention[noun] >= 0 or v.lemmas[noun] in _NO_NAMES:
        return False
    return people.is_person(noun)


def _first(people: People, noun: int) -> int:
    """Return the first token of the noun's name: with its article, and what describes it, at most four words."""
    v, first = people.v, noun
    while first > 0 and noun - first < _WORDS - 1 and v.heads[first - 1] == noun and v.mention[first - 1] < 0:
        if v.deps[first - 1] not in (*_BEFORE, "det"):
            break
        first -= 1
    return first


def _group(key: str, taken: set[str]) -> Person:
    """Return those who are called by a pronoun alone."""
    return Person(unique(slug(key), taken), key, _ALSO[key], "they", key != "somebody", described=True, count=1)


def _person(people: People, noun: int, owner: str, taken: set[str]) -> Person:
    """Return somebody called by a noun: "a tall woman" is the tall woman; she is also called as she stands there."""
    v = people.v
    words = v.forms[_first(people, noun) : noun + 1]
    before = v.deps[noun - len(words) + 1] if len(words) > 1 else ""
    bare = words[1:] if before == "det" or (owner and before == "poss") else words
    name = (owner or ("" if before == "poss" else "the ")) + " ".join(bare)
    his = v.forms[v.kid(noun, "poss")] if owner else ""
    as_told = f"{his} {v.forms[noun]}" if his in THIRD else ""
    also = filter(None, dict.fromkeys((v.forms[noun], f"the {v.forms[noun]}", " ".join(words), as_told)))
    return Person(unique(slug(name), taken), name, tuple(a for a in also if a != name), None, described=True, count=1)
