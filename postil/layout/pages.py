"""Pages: one frozen record a page, with everything its template may ask for and nothing else.

The names of a page's fields are the names its template sees; a test holds the two to each other. `template` and `path`
belong to the class and the page: the file that draws it and where it goes in the site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from postil.layout.views import (
    BeatRow,
    BeatView,
    ChapterHead,
    ChapterNotes,
    CharacterView,
    FootnoteView,
    Group,
    NoteView,
    Plot,
    ScriptLine,
    Site,
    StoryHead,
)
from postil.tags import Tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has."""

    template: ClassVar[str]
    path: str
    """Where it goes, from the site's folder, with forward slashes."""
    root: str
    """What leads from the page to the site's folder: "", "../", or the site's address."""
    title: str
    """For the browser's tab, without the site's title."""
    site: Site


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage(Page):
    """A page of a story. All of them lie in one folder, so that links between them are file names."""

    story: StoryHead
    here: str
    """Which one it is: read, contents, cast, beats, script or notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryPage(Page):
    """`index.html`: the stories."""

    template: ClassVar[str] = "library.html"
    stories: tuple[StoryHead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundPage(Page):
    """`404.html`."""

    template: ClassVar[str] = "404.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsPage(StoryPage):
    """`<story>/index.html` of a story in chapters."""

    template: ClassVar[str] = "contents.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPage(StoryPage):
    """The prose of a chapter, with its notes and what the machine found."""

    template: ClassVar[str] = "reading.html"
    chapter: ChapterHead
    single: bool
    """The story has no other chapter."""
    previous: ChapterHead | None
    next: ChapterHead | None
    beats: tuple[BeatView, ...]
    footnotes: tuple[FootnoteView, ...]
    tight: bool
    """More notes than margin: each is cut to two lines until it is wanted."""
    unplaced: int
    """Notes of the story that have no place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CastPage(StoryPage):
    """`cast.html`."""

    template: ClassVar[str] = "cast.html"
    characters: tuple[CharacterView, ...]
    minor: tuple[CharacterView, ...]
    """Those who are only named, once or twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatsPage(StoryPage):
    """`beats.html`: the beat sheet and the arc."""

    template: ClassVar[str] = "beats.html"
    rows: tuple[BeatRow, ...]
    plots: tuple[Plot, ...]
    """The whole story first, then its leading characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptPage(StoryPage):
    """`script.html`: the dialogue."""

    template: ClassVar[str] = "script.html"
    lines: tuple[ScriptLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesPage(StoryPage):
    """`notes.html`: all notes, by place, person, kind and tag, and those without a place."""

    template: ClassVar[str] = "notes.html"
    chapters: tuple[ChapterNotes, ...]
    lost: tuple[NoteView, ...]
    people: tuple[Group, ...]
    kinds: tuple[Group, ...]
    topics: tuple[Group, ...]
    """Tags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsFile:
    """`tags.json`: the tags document as it is."""

    path: str
    tags: Tags
