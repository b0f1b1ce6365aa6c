"""What pages share: the site's and the story's heads, chapters, filters; and the library, contents and 404 pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from postil.emotion import CHANNELS, FAMILIES
from postil.layout.book import Book, minutes_for, slug, words_in
from postil.layout.markdown import to_inline
from postil.layout.pages import ContentsPage, LibraryPage, NotFoundPage
from postil.layout.suggest import correction_address, note_address
from postil.layout.typeset import print_marks
from postil.layout.views import Bar, ChapterHead, Choice, Filters, Site, StoryHead
from postil.models import Chapter, Library

FILTERED = 40
"""So many characters can be asked for; a novel's cast may be longer, its tail is named once or twice."""

TITLES = {"cast": "Cast", "beats": "Beats", "script": "Script", "notes": "Notes"}


def site_of(library: Library) -> Site:
    """Return what every page knows of the site."""
    return Site(library.title, library.language, library.author, library.url, library.licence)


def story_fields(book: Book, head: StoryHead, here: str) -> dict[str, Any]:
    """Return the fields that all pages of a story share; `here` names the page, and its file unless it is prose."""
    title = f"{TITLES[here]} · {head.title}" if here in TITLES else head.title
    return {
        "path": f"{book.story.slug}/{here if here in TITLES else 'index'}.html",
        "root": "../",
        "title": title,
        "site": site_of(book.library),
        "story": head,
        "here": here,
    }


def story_head(book: Book) -> StoryHead:
    """Return what every page of a story knows of it."""
    story = book.story
    words = words_in(story.text)
    return StoryHead(
        slug=story.slug,
        title=print_marks(story.title),
        author=story.author,
        language=story.language,
        date=story.date,
        rating=story.rating,
        tags=story.tags,
        source=story.source,
        licence=story.licence or book.library.licence,
        summary=to_inline(story.summary),
        words=words,
        minutes=minutes_for(words),
        notes=len(book.placements.notes),
        people=tuple(dict.fromkeys(placed.note.by for placed in book.placements.notes)),
        chapters=tuple(_chapter(book, index, chapter) for index, chapter in enumerate(story.chapters)),
        filters=_filters(book),
        suggest=note_address(book.library, story),
        correct=correction_address(book.library, story),
    )


def _chapter(book: Book, index: int, chapter: Chapter) -> ChapterHead:
    texts = [p for p in chapter.paragraphs if p.text]
    words = sum(words_in(p.text) for p in texts)
    start, end = (texts[0].start, texts[-1].end) if texts else (0, 0)
    return ChapterHead(
        href=book.files[index],
        title=print_marks(chapter.title),
        number=chapter.number,
        words=words,
        minutes=minutes_for(words),
        notes=sum(placed.chapter == index for placed in book.placements.notes),
        start=start,
        bars=bars(book, start, end),
    )


def bars(book: Book, start: int, end: int) -> tuple[Bar, ...]:
    """Return the beats of a stretch of the story as bars, as wide as their share of it."""
    found = []
    for number, beat in enumerate(book.tags.beats, 1):
        first, last = max(beat.start, start), min(beat.end, end)
        if first < last:
            share = round(100 * (last - first) / (end - start), 2)
            place, height = book.place(first), round(book.height(beat.valence), 2)
            found.append(
                Bar(place.href, number, beat.family or "", print_marks(beat.label), share, height, place.start)
            )
    return tuple(found)


def split_label(label: str) -> tuple[str, str]:
    """Return what is felt, and then the rest of a beat's label: whose it is, how it shows, and what another feels.

    >>> split_label("Clark: anger turning to guilt, in hands and voice")
    ('anger turning to guilt', 'Clark, in hands and voice')
    >>> split_label("Clark: hurt; Lois: dread")
    ('hurt', 'Clark; Lois: dread')
    """
    first, _semicolon, others = label.partition("; ")
    who, _colon, told = first.rpartition(": ")
    felt, _comma, shown = told.partition(", ")
    mine = f"{who}, {shown}" if who and shown else who or shown
    return felt, f"{mine}; {others}" if others else mine


def _filters(book: Book) -> Filters:
    notes = [placed.note for placed in book.placements.notes]
    kinds = {kind.key: kind.label for kind in book.library.kinds}
    families = {f.family for f in book.tags.feelings}
    channels = {f.channel for f in book.tags.feelings}
    cast = sorted(book.tags.characters, key=lambda c: -len(c.mentions))[:FILTERED]
    return Filters(
        by=_choices((slug(note.by), note.by) for note in notes),
        kind=_choices((note.kind, kinds.get(note.kind, note.kind)) for note in notes if note.kind),
        tag=_choices(sorted((slug(tag), tag) for note in notes for tag in note.tags)),
        character=tuple(Choice(c.id, c.name, book.place(c.mentions[0].start).start) for c in cast if c.mentions),
        family=_choices((name, name) for name in FAMILIES if name in families),
        channel=_choices((name, name) for name in CHANNELS if name in channels),
    )


def _choices(pairs: Any) -> tuple[Choice, ...]:
    return tuple(Choice(value, text) for value, text in dict(pairs).items())


def lay_out_library(library: Library, heads: Sequence[StoryHead]) -> LibraryPage:
    """Return the first page: the stories."""
    return LibraryPage(path="index.html", root="", title="", site=site_of(library), stories=tuple(heads))


def lay_out_missing(library: Library) -> NotFoundPage:
    """Return the page for an address that is not there; shown at any depth, it needs the site's address."""
    root = f"{library.url}/" if library.url else ""
    return NotFoundPage(path="404.html", root=root, title="Not here", site=site_of(library))


def lay_out_contents(book: Book, head: StoryHead) -> ContentsPage:
    """Return the chapters of a story that has several."""
    return ContentsPage(**story_fields(book, head, "contents"))
