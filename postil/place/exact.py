"""Look for a quotation as it is, folded, and as the first and last words of a longer passage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, pairwise

from postil.models import Quotation, Span
from postil.place.book import Book
from postil.place.fold import fold

_ELLIPSIS = re.compile(r"\s*[\[(]?\.\.\.[\])]?\s*")


@dataclass(frozen=True, slots=True)
class Needle:
    """A quotation made ready for searching: folded as the story is, without white space at its ends."""

    text: str
    marked: tuple[Span, ...]
    """What the note is on: the bold parts, or all of it. Never empty."""
    parts: tuple[Span, ...]
    """What stands between ellipses; one part if there are none."""
    raw: str
    """The quotation as it was written, without white space at its ends."""

    @property
    def joined(self) -> bool:
        """Whether an ellipsis leaves something out."""
        return self.parts != ((0, len(self.text)),)


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the parts of a needle stand, in order, in one paragraph. Offsets of the folded story."""

    parts: tuple[Span, ...]
    whole: bool = False
    """The quotation was found as it is: its ellipsis, if it has one, is the story's own."""

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.parts[-1][1]


def needle_of(quotation: Quotation) -> Needle:
    """Make a quotation ready for searching."""
    folded = fold(quotation.text)
    text = folded.text.replace("\n", " ")
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    marked = []
    for mark in quotation.marked:
        start, end = (min(max(place - lead, 0), len(text)) for place in folded.into(*mark))
        if text[start:end].strip():
            marked.append((start, end))
    gaps = [(0, 0), *(m.span() for m in _ELLIPSIS.finditer(text)), (len(text), len(text))]
    parts = tuple((a, b) for (_, a), (b, _) in pairwise(gaps) if text[a:b].strip())
    return Needle(text, tuple(marked) or ((0, len(text)),), parts or ((0, len(text)),), quotation.text.strip())


def find(book: Book, needle: Needle) -> list[Hit]:
    """Return the places where a quotation stands: as it is written, else folded, else joined over its ellipses."""
    if not needle.text:
        return []
    found = [(place, place + len(needle.text)) for place in book.find(needle.text)]
    if len(found) > 1:
        as_written = [span for span in found if book.original(*span) == needle.raw]
        found = as_written if len(as_written) == 1 else found
    if found:
        return [Hit((span,), whole=True) for span in found]
    return _find_joined(book, needle) if needle.joined else []


def _find_joined(book: Book, needle: Needle) -> list[Hit]:
    """Find the first part and, in the same paragraph, the nearest of each that follows."""
    first, *rest = (needle.text[a:b] for a, b in needle.parts)
    hits = []
    for start in book.find(first):
        spans = [(start, start + len(first))]
        end = book.edges[book.paragraph_at(start)][1]
        for part in rest:
            place = next(book.find(part, spans[-1][1], end), None)
            if place is None:
                break
            spans.append((place, place + len(part)))
        else:
            hits.append(Hit(tuple(spans)))
    return hits


def crosses(book: Book, needle: Needle) -> bool:
    """Tell whether a quotation that stands in no one paragraph stands in the story over the ends of paragraphs."""
    place = book.over_ends.find(needle.text)
    while place >= 0:
        if "\n" in book.text[place : place + len(needle.text)]:
            return True
        place = book.over_ends.find(needle.text, place + 1)
    if not needle.joined or len(needle.parts) < 2:
        return False
    ends = [needle.text[a:b] for a, b in needle.parts]
    places = [list(islice(book.find(part), 2)) for part in ends]
    return all(len(found) == 1 for found in places) and [p[0] for p in places] == sorted(p[0] for p in places)


def project(needle: Needle, hit: Hit) -> tuple[Span, ...]:
    """Return where the marked parts of a needle stand at a hit; a mark over an ellipsis takes in what was left out."""
    if hit.whole:
        return tuple((hit.start + start, hit.start + end) for start, end in needle.marked)
    spans = []
    for start, end in needle.marked:
        first = next((i for i, (_, b) in enumerate(needle.parts) if b > start), len(needle.parts))
        last = next((i for i, (a, _) in reversed(list(enumerate(needle.parts))) if a < end), -1)
        if first > last:
            # Only the ellipsis is marked: what was left out.
            if last >= 0 and first < len(needle.parts):
                spans.append((hit.parts[last][1], hit.parts[first][0]))
            continue
        begin = hit.parts[first][0] + max(0, start - needle.parts[first][0])
        finish = hit.parts[last][0] + min(end, needle.parts[last][1]) - needle.parts[last][0]
        spans.append((begin, finish))
    return tuple(spans) or ((hit.start, hit.end),)
