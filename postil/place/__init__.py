"""Put each note and correction of a story on the words it quotes: the same, or the same passage changed, or nowhere.

    placements = place(story, remembered)
    remembered = remember(placements, story, remembered)      for the next build

A quotation is looked for as it is written; then folded (quotation marks, dashes, spaces, emphasis: `fold`); then, if
it has an ellipsis, as the first and last words of a passage (`exact`); then nearly (`near`). Found twice, it is placed
nowhere: which of the two was meant would be a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from postil.models import Note, PlacedNote, Placements, Quotation, Span, Story
from postil.place import exact, near, told
from postil.place.book import Book
from postil.place.memory import Remembered, surroundings
from postil.problems import Problem

__all__ = ["Remembered", "place", "remember"]


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a quotation stands."""

    state: Literal["exact", "moved", "lost"]
    paragraph: int = -1
    """Index into the story's paragraphs."""
    ranges: tuple[Span, ...] = ()
    """Offsets in the paragraph's text."""
    passage: Span = (0, 0)
    """All of the quotation, context included."""
    problem: Problem | None = None


_LOST = _Standing("lost")


def place(story: Story, remembered: Mapping[str, Remembered] | None = None) -> Placements:
    """Place the notes and corrections of a story. `remembered`: where each note stood in the last build, by its id."""
    book = Book(story)
    memory = remembered or {}
    standings = {
        note.id: _stand(book, note.quotation, "note", memory.get(note.id)) for note in story.notes if note.quotation
    }
    problems = [standing.problem for standing in standings.values() if standing.problem]
    corrections = []
    for correction in story.corrections:
        standing = _stand(book, correction.quotation, "correction", None)
        if standing.problem:
            problems.append(standing.problem)
        for start, end in standing.ranges:
            offset = book.paragraphs[standing.paragraph].start
            corrections.append((correction, (offset + start, offset + end)))
    return Placements(_in_order(book, story.notes, standings), tuple(corrections), tuple(sorted(problems)))


def remember(
    placements: Placements, story: Story, before: Mapping[str, Remembered] | None = None
) -> dict[str, Remembered]:
    """Return what to remember for the next build: the words around each placed note, by its id.

    For lost notes, what was remembered `before` is kept, so that they find home when their passage comes back.
    """
    memory = {}
    for placed in placements.notes:
        note = placed.note
        if note.quotation is None:
            continue
        if placed.paragraph is not None:
            start = placed.paragraph.start
            passage = (start + placed.passage[0], start + placed.passage[1])
            memory[note.id] = surroundings(note.quotation, story.text, passage)
        elif before and note.id in before and before[note.id].quotation == note.quotation.text:
            memory[note.id] = before[note.id]
    return memory


def _stand(book: Book, quotation: Quotation, what: str, remembered: Remembered | None) -> _Standing:
    """Find where a quotation stands. `what` begins the codes of its problems: "note" or "correction"."""
    needle = exact.needle_of(quotation)
    hits = exact.find(book, needle)
    if len(hits) == 1:
        spans = exact.project(needle, hits[0])
        return _standing(book, "exact", (hits[0].start, hits[0].end), spans, None)
    if hits:
        return replace(_LOST, problem=told.twice(book, what, quotation, needle, hits))
    if exact.crosses(book, needle):
        # One that is itself written in several paragraphs was told when it was read.
        return _LOST if "\n\n" in quotation.text else replace(_LOST, problem=told.across(quotation))
    known = remembered if remembered and remembered.quotation == quotation.text else None
    found, nearest = near.look(book, needle, known)
    spans = near.project(book, needle, found) if found else ()
    if found is None or not spans:
        return replace(_LOST, problem=told.lost(book, what, quotation, nearest))
    standing = _standing(book, "moved", near.passage(book, found), spans, None)
    problem = told.moved(book, what, quotation, found, standing.paragraph, standing.ranges)
    return replace(standing, problem=problem)


def _standing(
    book: Book, state: Literal["exact", "moved"], passage: Span, spans: Iterable[Span], problem: Problem | None
) -> _Standing:
    """Turn ranges of the folded story to ranges of a paragraph's own text; ranges that touch or overlap become one."""
    number, around = book.in_paragraph(*passage)
    ranges: list[Span] = []
    for start, end in sorted(book.in_paragraph(*span)[1] for span in spans):
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        elif start < end:
            ranges.append((start, end))
    return _Standing(state, number, tuple(ranges), around, problem)


def _in_order(book: Book, notes: Sequence[Note], standings: Mapping[str, _Standing]) -> tuple[PlacedNote, ...]:
    """Return placed notes in order of the text, then lost ones, each with its replies after it."""
    replies: dict[str, list[Note]] = {}
    for note in notes:
        if note.reply_to is not None:
            replies.setdefault(note.reply_to, []).append(note)
    roots = [note for note in notes if note.reply_to is None]
    placed = [note for note in roots if standings.get(note.id, _LOST).state != "lost"]
    placed.sort(key=lambda note: (standings[note.id].paragraph, standings[note.id].ranges))
    lost = [note for note in roots if standings.get(note.id, _LOST).state == "lost"]
    return tuple(
        _placed(book, standings.get(root.id, _LOST), root.id, note, depth)
        for root in (*placed, *lost)
        for note, depth in _thread(root, replies)
    )


def _thread(root: Note, replies: Mapping[str, Sequence[Note]]) -> Iterator[tuple[Note, int]]:
    """Yield a note and its replies, each after what it answers, with their depths."""
    open_notes = [(root, 0)]
    while open_notes:
        note, depth = open_notes.pop()
        yield note, depth
        open_notes += [(reply, depth + 1) for reply in reversed(replies.get(note.id, ()))]


def _placed(book: Book, standing: _Standing, root: str, note: Note, depth: int) -> PlacedNote:
    if standing.state == "lost":
        return PlacedNote(note, "lost", root, depth)
    return PlacedNote(
        note,
        standing.state,
        root,
        depth,
        book.chapters[standing.paragraph],
        book.paragraphs[standing.paragraph],
        standing.ranges,
        standing.passage,
    )
