"""Who feels and is nobody of the cast: the crowd, a nurse. They join it by the noun that names them.

The cast knows who speaks and who is named or told of again; somebody who only laughs once it passes over. A reader who
sees a feeling wants to know whose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from postil.tag.cast.people import slug, unique
from postil.tag.feelings.nearby import named
from postil.tag.feelings.people import People
from postil.tag.found import MentionFound, Person
from postil.tags import Feeling

_BEFORE: Final = ("amod", "compound", "nummod", "poss", "nmod")
"""Relations of what stands before a noun and belongs to its name."""
_WORDS: Final = 4
_UNSURE: Final = 0.4
"""A feeling less sure than this brings nobody into the cast."""
_NO_NAMES: Final = frozenset(("person", "one", "other", "thing", "self", "body"))
"""Nouns that tell of nobody in particular."""


@dataclass(frozen=True, slots=True)
class Bystanders:
    """Those who join the cast, and where the story names them; the feelings are told whose they are."""

    feelings: tuple[Feeling, ...]
    people: tuple[Person, ...] = ()
    mentions: tuple[MentionFound, ...] = ()


def bystanders(people: People, felt: Sequence[tuple[Feeling, int]], ids: Iterable[str]) -> Bystanders:
    """Return the feelings with those of nobody given to whom a noun names.

    `felt` pairs each feeling with the token of its holder, `ids` are those of the cast. One noun is one bystander in a
    whole story: "a nurse" and "the nurse".
    """
    v = people.v
    taken = set(ids)
    joined: dict[str, Person] = {}
    mentions: dict[int, MentionFound] = {}
    feelings = []
    for feeling, who in felt:
        noun = named(people, who) if who >= 0 else -1
        if feeling.feels is None and feeling.confidence >= _UNSURE and noun >= 0 and _is_somebody(people, noun):
            person = joined.get(v.lemmas[noun]) or _person(people, noun, taken)
            joined[v.lemmas[noun]] = person
            first = _first(people, noun)
            mentions[noun] = MentionFound(v.starts[first], v.ends[noun], "noun", person.id)
            feeling = replace(feeling, feels=person.id)  # noqa: PLW2901
        feelings.append(feeling)
    return Bystanders(tuple(feelings), tuple(joined.values()), tuple(mentions[noun] for noun in sorted(mentions)))


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


def _person(people: People, noun: int, taken: set[str]) -> Person:
    """Return somebody called by a noun: "a tall woman" is the tall woman; she is also called as she stands there."""
    v = people.v
    words = v.forms[_first(people, noun) : noun + 1]
    own = v.deps[noun - len(words) + 1] == "poss"
    bare = words if own or v.deps[noun - len(words) + 1] != "det" else words[1:]
    name = " ".join(bare if own else ("the", *bare))
    also = dict.fromkeys((v.forms[noun], f"the {v.forms[noun]}", " ".join(words)))
    return Person(unique(slug(name), taken), name, tuple(a for a in also if a != name), None, described=True, count=1)
