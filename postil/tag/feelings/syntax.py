"""The small closed lists of postil/data/feelings/syntax.txt and persons.txt, as sets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from postil.tag.feelings.entries import lines


@dataclass(frozen=True, slots=True)
class Syntax:
    """Closed lists of lemmas; what each is for stands in syntax.txt."""

    object_feels: frozenset[str]
    stirs: frozenset[str]
    negators: frozenset[str]
    barely: frozenset[str]
    denies: frozenset[str]
    keeps: frozenset[str]
    raises: frozenset[str]
    unreal: frozenset[str]
    modal: frozenset[str]
    as_if: frozenset[str]
    said: frozenset[str]
    toward: frozenset[str]
    loud: frozenset[str]
    cries: frozenset[str]
    perceives: frozenset[str]
    inner: frozenset[str]
    about_people: frozenset[str]
    dear: frozenset[str]
    frequent: dict[str, int]
    """Words too frequent to look phrases up by, each with its place: the most frequent first."""
    scale: dict[str, float]
    """Strengtheners and weakeners, with their factor."""
    persons: frozenset[str]


@cache
def syntax() -> Syntax:
    """Return the lists that come with Postil."""
    folder = files("postil") / "data" / "feelings"
    listed: dict[str, list[str]] = {}
    scale: dict[str, float] = {}
    for head, rest, _ in lines((folder / "syntax.txt").read_text(encoding="utf-8"), "syntax.txt"):
        if head.startswith("x"):
            scale.update(dict.fromkeys(rest.split(), float(head[1:])))
        else:
            listed[head] = rest.split()
    frequent = {word: place for place, word in enumerate(listed["frequent"])}
    persons = (folder / "persons.txt").read_text(encoding="utf-8").splitlines()
    nouns = frozenset(word for line in persons if not line.startswith("#") for word in line.split())
    sets = {name: frozenset(words) for name, words in listed.items() if name != "frequent"}
    return Syntax(**sets, frequent=frequent, scale=scale, persons=nouns)
