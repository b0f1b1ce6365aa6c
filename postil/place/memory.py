"""Where a note stood in the last build: what tells its passage, changed since, from one that only looks like it."""

from __future__ import annotations

from dataclasses import dataclass

from postil.models import Quotation, Span
from postil.place.book import Words
from postil.place.changes import scale
from postil.place.fold import fold

_REACH = 400
"""Code points looked at on each side."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The words around a note's quotation. Plain strings, so that `dataclasses.asdict` gives its JSON."""

    quotation: str
    """The quotation as it was then: a new one is looked for afresh."""
    before: str
    """The words before the quotation's passage, folded, parted by spaces; across paragraphs."""
    after: str
    """The words after it."""


def surroundings(quotation: Quotation, text: str, passage: Span) -> Remembered:
    """Return what to remember of a quotation that stands on a range of the story's text."""
    start, end = passage
    count = int(scale().context_words)
    before = Words.of(fold(text[max(0, start - _REACH) : start]).text).texts[-count:]
    after = Words.of(fold(text[end : end + _REACH]).text).texts[:count]
    return Remembered(quotation.text, " ".join(before), " ".join(after))
