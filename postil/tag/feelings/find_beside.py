"""Find a part of the body and what stands right beside it, where the parse fails.

It fails on what shows feeling most: "she waited, jaw tight", "his voice breaking", "she set her jaw".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from postil.tag.feelings.entries import PatternEntry
from postil.tag.feelings.hit import Hit
from postil.tag.feelings.lexicon import Index
from postil.tag.feelings.people import POSSESSIVE, People

_BETWEEN: Final = 2
"""Words that may stand between a part of the body and what it does or is."""
_BECOMES: Final = frozenset(
    ("be", "was", "were", "is", "are", "'s", "been", "had", "has", "have", "went", "go", "goes", "going", "gone",
     "got", "turned", "still", "already", "just", "all", "too", "so", "very")
)  # fmt: skip


def find_beside(people: People, index: Mapping[str, Index], verb_of: Mapping[str, str], i: int) -> Iterator[Hit]:
    """Yield the patterns of two groups that token `i`, if a part of the body, makes with the word beside it."""
    part = _part(people, i)
    if part:
        yield from _after(people, index, verb_of, i, part)
        yield from _before(people, index, i, part)


def _part(people: People, i: int) -> str:
    """Return the noun for a part of the body that a token is by its form, whatever the parse takes it for."""
    v, body = people.v, people.body
    for word in (v.lemmas[i], v.forms[i], v.forms[i].removesuffix("s")):
        if word in body:
            return word if body[word].part and v.deps[i] != "amod" else ""
    return ""


def _after(people: People, index: Mapping[str, Index], verb_of: Mapping[str, str], i: int, part: str) -> Iterator[Hit]:
    """Match what follows: jaw tight; with his voice breaking; her lips were white."""
    v = people.v
    end = v.bounds[v.sentence[i]][1]
    for j in range(i + 1, min(end, i + 2 + _BETWEEN)):
        said = _says(people, index, verb_of, j, part)
        if said or not (v.forms[j] in _BECOMES or v.pos[j] == "ADV"):
            yield from (Hit(e, (j, i), j, i, True, -1) for e in said if len(e.groups) == 2 and people.of_person(i))
            return


def _says(
    people: People, index: Mapping[str, Index], verb_of: Mapping[str, str], j: int, part: str
) -> tuple[PatternEntry, ...]:
    """Return the entries in which a part of the body does or is what token `j` says."""
    v, form = people.v, people.v.forms[j]
    acts = v.pos[j] == "VERB" or form in verb_of or v.deps[j] in ("ccomp", "xcomp")  # not "her face so close"
    verb = verb_of.get(form, v.lemmas[j]) if acts else ""
    asked = (("S", verb), ("", verb), ("A", form))
    return tuple(e for kind, word in asked for e in index.get(kind, {}).get(word, {}).get(part, ()))


def _before(people: People, index: Mapping[str, Index], i: int, part: str) -> Iterator[Hit]:
    """Match the verb before, where the parse took the possessive between for a pronoun: set her jaw."""
    v = people.v
    if i < 2 or v.forms[i - 1] not in POSSESSIVE or v.deps[i - 1] == "poss" or v.pos[i - 2] != "VERB":
        return
    for kind in ("O", ""):
        for entry in index.get(kind, {}).get(v.lemmas[i - 2], {}).get(part, ()):
            if len(entry.groups) == 2:
                yield Hit(entry, (i - 2, i), i - 2, i, False, -1)
