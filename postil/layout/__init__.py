"""The sixth stage: stories, their tags and the places of their notes become pages, each a documented record.

    pages, problems = lay_out(library, told)

A page's record is all that its template sees (`postil.layout.pages`). What could not be linked comes back as problems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from postil.layout.beats import lay_out_beats
from postil.layout.book import Book, Told, open_book
from postil.layout.cast import lay_out_cast
from postil.layout.links import unknown_links
from postil.layout.notes import lay_out_notes
from postil.layout.pages import Page, TagsFile
from postil.layout.reading import lay_out_chapter
from postil.layout.script import lay_out_script
from postil.layout.site import lay_out_contents, lay_out_library, lay_out_missing, story_head
from postil.layout.views import StoryHead
from postil.models import Library, Size
from postil.problems import Problem

__all__ = ["Page", "TagsFile", "Told", "lay_out"]


def lay_out(
    library: Library, stories: Sequence[Told], sizes: Mapping[str, Size] = MappingProxyType({})
) -> tuple[tuple[Page | TagsFile, ...], tuple[Problem, ...]]:
    """Return every page of the site, and a problem for each [[link]] in a note that leads nowhere.

    `sizes` are those of the pictures, by their path in the site.
    """
    books = [open_book(library, told, sizes) for told in stories]
    heads = [story_head(book) for book in books]
    pages: list[Page | TagsFile] = [lay_out_library(library, heads)]
    for book, head in zip(books, heads, strict=True):
        pages += _story(book, head)
    pages.append(lay_out_missing(library))
    return tuple(pages), tuple(problem for book in books for problem in unknown_links(book))


def _story(book: Book, head: StoryHead) -> list[Page | TagsFile]:
    """Return the pages of a story, in the order in which they link to each other."""
    pages: list[Page | TagsFile] = [lay_out_chapter(book, head, index) for index in range(len(book.story.chapters))]
    if len(book.story.chapters) > 1:
        pages.insert(0, lay_out_contents(book, head))
    whole = (lay_out_cast(book, head), lay_out_beats(book, head), lay_out_script(book, head), lay_out_notes(book, head))
    return [*pages, *whole, TagsFile(path=f"{book.story.slug}/tags.json", tags=book.tags)]
