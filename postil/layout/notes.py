"""Notes as they stand beside the text, and the notes page: by place, person, kind and tag."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from postil.layout.book import Book, slug
from postil.layout.links import resolver
from postil.layout.markdown import Resolve, to_body
from postil.layout.pages import NotesPage
from postil.layout.site import story_fields
from postil.layout.typeset import print_marks
from postil.layout.views import ChapterNotes, Group, Link, NoteView, StoryHead
from postil.models import PlacedNote, Quotation

OPENING = 7
"""So many words of a note's passage stand for it in lists."""


def note_view(
    book: Book, placed: PlacedNote, resolve: Resolve, words: Mapping[str, str], numbers: Mapping[str, int], *, top: bool
) -> NoteView:
    """Return one note ready to show.

    `words` gives, by note, the note whose link stands on its first words; `numbers` counts the notes of the page
    from 1; `top` says that no note of the margin stands above it.
    """
    note = placed.note
    start = words.get(placed.root, placed.root)
    colour, label = _kind(book, note.kind)
    about, families, channels = _covered(book, placed)
    number = numbers.get(note.id, 0)
    lost = placed.paragraph is None
    return NoteView(
        id=note.id,
        by=note.by,
        by_slug=slug(note.by),
        kind=note.kind,
        kind_label="replies" if placed.depth and note.kind in ("", "reply") else label,
        colour=colour,
        tags=note.tags,
        date=note.date,
        body=to_body(note.body, resolve),
        depth=placed.depth,
        state=placed.state,
        about=" ".join(about),
        families=" ".join(families),
        channels=" ".join(channels),
        words="" if lost else f"w-{start}",
        at=f"--w{numbers.get(start, 0)}",
        under="" if top else f"--n{number - 1}",
        name=f"--n{number}",
        quotation=print_marks(placed.text or _written(note.quotation)),
        place=None if placed.paragraph is None else book.place(placed.paragraph.start),
        reason="" if not lost else _reason(placed),
    )


def _kind(book: Book, key: str) -> tuple[str, str]:
    """Return a kind's colour and label, as library.yaml has them or as it is written."""
    for kind in book.library.kinds:
        if kind.key == key:
            return kind.colour or "", kind.label
    return "", key


def _covered(book: Book, placed: PlacedNote) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Return the characters, families and channels that a note's words touch."""
    if placed.paragraph is None:
        return (), (), ()
    base, end = placed.paragraph.start, placed.paragraph.end
    spans = [(base + a, base + b) for a, b in placed.ranges]

    def touched(start: int, stop: int) -> bool:
        return any(start < b and a < stop for a, b in spans)

    felt = [f for f in book.feelings_in(base, end) if touched(f.start, f.end)]
    people = [who for m, who in book.mentions_in(base, end) if touched(m.start, m.end)]
    people += [q.speaker for q in book.quotes_in(base, end) if q.speaker and touched(q.start, q.end)]
    people += [f.feels for f in felt if f.feels]
    return (
        tuple(dict.fromkeys(people)),
        tuple(dict.fromkeys(f.family for f in felt)),
        tuple(dict.fromkeys(f.channel for f in felt)),
    )


def _written(quotation: Quotation | None) -> str:
    return quotation.text if quotation else ""


def _reason(placed: PlacedNote) -> str:
    if placed.depth:
        return "the note it answers has no place"
    return "its words are not in the story, or stand there more than once"


def numbers_of(placed: Sequence[PlacedNote]) -> dict[str, int]:
    """Return the number of each note of a page, from 1, in order."""
    return {one.note.id: number for number, one in enumerate(placed, 1)}


def lay_out_notes(book: Book, head: StoryHead) -> NotesPage:
    """Return the story's notes page."""
    resolve = resolver(book, "notes.html")
    views = [(placed, note_view(book, placed, resolve, {}, {}, top=True)) for placed in book.placements.notes]
    there = [(placed, view) for placed, view in views if placed.chapter is not None]
    chapters = tuple(
        ChapterNotes(chapter.title, book.files[index], tuple(view for placed, view in there if placed.chapter == index))
        for index, chapter in enumerate(book.story.chapters)
        if any(placed.chapter == index for placed, _ in there)
    )
    shown = [view for _, view in views]
    return NotesPage(
        **story_fields(book, head, "notes"),
        chapters=chapters,
        lost=tuple(view for placed, view in views if placed.chapter is None),
        people=_groups(shown, lambda view: ((view.by_slug, view.by),)),
        kinds=_groups(shown, lambda view: ((view.kind, view.kind_label),) if view.kind and not view.depth else ()),
        topics=_groups(shown, lambda view: tuple((slug(tag), tag) for tag in view.tags)),
    )


def _groups(views: Sequence[NoteView], keys: Callable[[NoteView], tuple[tuple[str, str], ...]]) -> tuple[Group, ...]:
    """Return the notes under each of their keys, the fullest group first."""
    groups: dict[tuple[str, str], list[Link]] = {}
    for view in views:
        for key in keys(view):
            groups.setdefault(key, []).append(Link(f"#note-{view.id}", opening(view.quotation)))
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Group(key, text, tuple(notes)) for (key, text), notes in ordered)


def opening(words: str, number: int = OPENING) -> str:
    """Return the first words of a passage, with an ellipsis if it goes on."""
    parts = words.split()
    return words if len(parts) <= number else " ".join(parts[:number]).rstrip(",;:.") + " …"
