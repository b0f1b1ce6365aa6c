"""What was put right by hand overrules what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from postil.emotion import family_of
from postil.tag.found import CAST, CastFound, Person, found
from postil.tag.given import PlacedCorrection, given
from postil.tags import Feeling

if TYPE_CHECKING:
    from spacy.tokens import Doc


def corrected(doc: Doc, feelings: list[Feeling], joined: tuple[Person, ...] = ()) -> tuple[Feeling, ...]:
    """Return the feelings with every correction of the Doc applied, in order of start; `joined` are not of the cast."""
    cast = found(doc, CAST, CastFound)
    people = (*(cast.people if cast else ()), *joined)
    for correction in given(doc).corrections:
        if correction.not_ == "feeling":
            feelings = [f for f in feelings if not _overlap(f, correction)]
        elif correction.feels is not None or correction.emotion or correction.shade or correction.channel:
            feelings = _put(people, feelings, correction)
    return tuple(sorted(feelings, key=lambda f: (f.start, f.end)))


def _overlap(f: Feeling, c: PlacedCorrection) -> bool:
    return f.start < c.end and c.start < f.end


def _put(people: Sequence[Person], feelings: list[Feeling], c: PlacedCorrection) -> list[Feeling]:
    """Replace what was found on the correction's words by what it says; what it does not say stays as found."""
    base = next((f for f in feelings if _overlap(f, c)), None)
    family = c.emotion or (family_of(c.shade) if c.shade else None) or (base.family if base else None)
    if family is None:
        return feelings
    kept = base.shade if base is not None and base.family == family else family
    new = replace(
        base or Feeling(c.start, c.end, family, family, 0.5, False, "named", None, None, 1.0),
        start=c.start,
        end=c.end,
        family=family,
        shade=c.shade or kept,
        channel=c.channel or (base.channel if base else "named"),
        negated=False,
        confidence=1.0,
    )
    if c.feels is not None:
        who = _character(people, c.feels)
        new = replace(new, feels=who, by=new.by if base is not None and who == base.feels else None)
    return [*(f for f in feelings if not _overlap(f, c)), new]


def _character(people: Sequence[Person], named: str) -> str | None:
    """Return the id of a character by id, name or alias; None for "" and for names of nobody."""
    for person in people:
        if named in (person.id, person.name, *person.aliases):
            return person.id
    folded = named.casefold()
    for person in people:
        if folded in (n.casefold() for n in (person.name, *person.aliases)):
            return person.id
    return None
