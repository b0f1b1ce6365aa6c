"""What to tell a person whose quotation does not stand where it should: what is wrong, where else it is, the cure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from postil.models import Quotation, Span
from postil.place.book import Book, Words
from postil.place.exact import Hit, Needle
from postil.place.near import Find, passage
from postil.problems import Problem

_SHOWN = 4
"""Places named in one message."""
_LONGEST = 80
"""Code points of a quotation in a message."""
_LONG = 240
"""Code points of words to be copied from a message."""
_LEAST_LIKE = 0.34
"""Share of a quotation's words that must be there for a place to be worth naming."""


def twice(book: Book, what: str, quotation: Quotation, needle: Needle, hits: Sequence[Hit]) -> Problem:
    """Tell that the quotation stands in several places."""
    numbers = Counter(book.paragraph_at(hit.start) for hit in hits)
    places = [_place(book, number, count) for number, count in islice(numbers.items(), _SHOWN)]
    more = f"; and in {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    text = f"{_short(quotation.text)} stands {len(hits)} times in the story: {'; '.join(places)}{more}."
    wider = [_wider(book, needle, hit) for hit in hits[:_SHOWN]]
    offers = " or ".join(_short(words, _LONG) for words in dict.fromkeys(wider) if words)
    hint = "Quote more of the words around it, with the ones you mean in bold"
    return Problem(quotation.where, f"{what}.twice", text, f"{hint}: {offers}." if offers else f"{hint}.")


def lost(book: Book, what: str, quotation: Quotation, nearest: Find | None) -> Problem:
    """Tell that the quotation is nowhere, and what comes nearest."""
    text = f"{_short(quotation.text)} is not in the story."
    code = f"{what}.lost"
    footnote = _in_footnote(book, quotation)
    if footnote:
        return Problem(quotation.where, code, text, f"The words are in footnote {footnote}: quote the story itself.")
    if nearest is None or nearest.kept < _LEAST_LIKE:
        return Problem(quotation.where, code, text, "Nothing comes near: copy the words from the story as it is now.")
    number = book.paragraph_at(passage(book, nearest)[0])
    start, end = _span(book, quotation, nearest)
    words = _short(book.paragraphs[number].text[start:end], _LONG)
    hint = f"Nearest: {words}, {_place(book, number)}. If that is the passage, quote these words."
    return Problem(quotation.where, code, text, hint)


def moved(book: Book, what: str, quotation: Quotation, find: Find, number: int, ranges: Sequence[Span]) -> Problem:
    """Tell that the passage was changed, and that the note stands on `ranges` of the paragraph of that index."""
    words = book.paragraphs[number].text
    stands_on = " … ".join(words[start:end] for start, end in ranges)
    start, end = _span(book, quotation, find)
    if quotation.marked:
        for low, high in reversed(ranges):
            words = f"{words[:low]}**{words[low:high]}**{words[high:]}"
        end += 4 * len(ranges)
    said = f"{_short(quotation.text)} is not in the story as it is quoted; it now stands on {_short(stands_on)}"
    hint = f"If that is right, quote it as it is now: {_short(words[start:end], _LONG)}."
    return Problem(quotation.where, f"{what}.moved", f"{said}, {_place(book, number)}.", hint, "warning")


def across(quotation: Quotation) -> Problem:
    """Tell that the quotation goes over the end of a paragraph."""
    text = f"{_short(quotation.text)} runs from one paragraph into the next."
    hint = "Quote words of one paragraph; write a second note for the other."
    return Problem(quotation.where, "note.paragraphs", text, hint)


def _short(words: str, longest: int = _LONGEST) -> str:
    """Return words in quotation marks, the middle left out if they are many."""
    words = " ".join(words.split())
    if len(words) > longest:
        head, tail = words[: longest * 2 // 3], words[-longest // 3 :]
        words = f"{head.rsplit(' ', 1)[0]} … {tail.split(' ', 1)[-1]}"
    return f"‘{words}’" if re.search('[“”"]', words) else f"“{words}”"


def _place(book: Book, number: int, times: int = 1) -> str:
    """Name a paragraph as a person finds it: its number on the page, and the file's line."""
    paragraph = book.paragraphs[number]
    unit = f"paragraph {paragraph.n}" if paragraph.n else "a heading"
    of = f" of chapter {book.chapters[number] + 1}" if len(book.story.chapters) > 1 else ""
    often = "" if times == 1 else " twice" if times == 2 else f" {times} times"
    return f"{unit}{of}{often} ({paragraph.where.path} line {paragraph.where.line})"


def _span(book: Book, quotation: Quotation, find: Find) -> Span:
    """Return the range of its paragraph's text that a find lies on, with the signs around it that a quotation has."""
    start, end = passage(book, find)
    low, high = book.edges[book.paragraph_at(start)]
    written = quotation.text.strip()
    while not written[-1].isalnum() and end < high and book.text[end] in ".,;:!?'\"":
        end += 1
    while not written[0].isalnum() and start > low and book.text[start - 1] in "'\"":
        start -= 1
    return book.in_paragraph(start, end)[1]


def _wider(book: Book, needle: Needle, hit: Hit) -> str:
    """Return a passage round a hit, the hit in bold, that is in the story once; empty if there is none."""
    low, high = book.edges[book.paragraph_at(hit.start)]
    start, end = hit.start, hit.end
    before = Words.of(book.text[low:start])
    after = Words.of(book.text[end:high])
    for step in range(1, 9):
        if step <= len(before.starts):
            start = low + before.starts[-step]
        if step <= len(after.ends):
            end = hit.end + after.ends[step - 1]
        if sum(1 for _, _ in zip(book.find(book.text[start:end]), range(2), strict=False)) == 1:
            number, (inner, inner_end) = book.in_paragraph(hit.start, hit.end)
            _, (outer, outer_end) = book.in_paragraph(start, end)
            words = book.paragraphs[number].text
            bold = words[inner:inner_end] if not needle.joined else needle.raw
            return f"{words[outer:inner]}**{bold}**{words[inner_end:outer_end]}"
    return ""


def _in_footnote(book: Book, quotation: Quotation) -> str:
    """Return the number of the footnote that holds the words, if one does."""
    wanted = " ".join(quotation.text.split())
    for chapter in book.story.chapters:
        for footnote in chapter.footnotes:
            if any(wanted in " ".join(block.text.split()) for block in footnote.blocks):
                return footnote.number
    return ""
