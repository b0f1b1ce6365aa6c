"""What the words, phrases and patterns of the lists find in a Doc, before it is decided which of them count."""

from __future__ import annotations

from dataclasses import dataclass

from postil.tag.feelings.entries import Sense


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that an entry matches. All numbers are token indices; -1 for none."""

    first: int
    last: int
    """Inclusive."""
    head: int
    """The token whose place in the parse tells who feels, and what is denied."""
    sense: Sense
    weight: int
    """How particular the entry is: 1 for a word, the number of groups for patterns, 10 and its words for a phrase."""
    holder: int = -1
    """Who feels, where the entry itself says it."""
    noun: int = -1
    """The body part, or other noun, of a pattern."""
    object_feels: bool = False


def best(found: list[Candidate]) -> list[Candidate]:
    """Keep the more particular of overlapping candidates; return them in order of the text."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    for c in sorted(found, key=lambda c: (-c.weight, c.first - c.last, c.first)):
        span = range(c.first, c.last + 1)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(c)
    return sorted(kept, key=lambda c: c.first)
