"""The smaller values that pages are made of: what a template needs to know, and nothing it has to work out.

Markup is what is HTML already; every other string is plain text, escaped where it is printed. Hrefs are relative to the
page they stand on. Offsets (`start`) count code points of the story's text: the script compares them with how far the
reader has come, and hides what lies past it.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph, as a link to it."""

    href: str
    text: str
    """Where it is, in words: "¶ 12", "ch. 2 ¶ 12"."""
    start: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a filter may have."""

    value: str
    text: str
    start: int = 0
    """character: where the paragraph begins that first names them."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader may ask for on the pages of a story: the one filter's fields, by their name in the URL."""

    by: tuple[Choice, ...]
    kind: tuple[Choice, ...]
    tag: tuple[Choice, ...]
    character: tuple[Choice, ...]
    family: tuple[Choice, ...]
    channel: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """What every page knows."""

    title: str
    language: str
    author: str
    url: str
    """Address of the site without a trailing slash; empty if library.yaml does not say."""
    licence: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A beat in the arc above the text: as wide as its share of the text, as high as its valence among the story's."""

    href: str
    number: int
    family: str
    """Empty in a flat stretch."""
    label: str
    share: float
    """Percent of the arc's width."""
    height: float
    """-1 to 1, valence against the strongest of the story."""
    start: int


@dataclass(frozen=True, slots=True)
class ChapterHead:
    """A chapter, as its page and the contents tell of it."""

    href: str
    title: str
    number: int
    words: int
    minutes: int
    notes: int
    start: int
    """Offset of its first paragraph."""
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class StoryHead:
    """What every page of a story knows of it."""

    slug: str
    title: str
    author: str
    language: str
    date: str
    rating: str
    tags: tuple[str, ...]
    source: str
    licence: str
    summary: Markup
    words: int
    minutes: int
    notes: int
    people: tuple[str, ...]
    """Who wrote notes, in order of their first."""
    chapters: tuple[ChapterHead, ...]
    filters: Filters
    suggest: str
    """Address where a note may be suggested; empty if library.yaml names no repository."""
    correct: str
    """Address where a tag may be put right; empty like `suggest`."""


@dataclass(frozen=True, slots=True)
class Body:
    """A note's text. A long one is cut, and opens."""

    head: Markup
    rest: Markup
    """Empty if the note is short."""
    rest_words: int


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note, as it stands beside the text and on the notes page."""

    id: str
    by: str
    by_slug: str
    kind: str
    kind_label: str
    colour: str
    """A CSS hex colour, or empty."""
    tags: tuple[str, ...]
    date: str
    body: Body
    depth: int
    """0 for a note on words, 1 for a reply to it, and so on."""
    state: str
    about: str
    """Ids of the characters on the words, parted by spaces."""
    families: str
    channels: str
    words: str
    """Id of the element that is the first piece of its words; empty if lost."""
    at: str
    """CSS anchor name of that element; notes that begin at one place share it."""
    under: str
    """CSS anchor name of the note above it in the margin; empty for the first."""
    name: str
    """Its own CSS anchor name."""
    quotation: str
    """The words it is on; for a lost note the quotation as its writer gave it."""
    place: Place | None
    reason: str
    """lost: why it has no place."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading or a picture of the reading page."""

    id: str
    n: int
    """Number in its chapter; 0 for a heading."""
    tag: str
    """HTML element: p, h2 … h6."""
    css: str
    """Classes, parted by spaces."""
    html: Markup
    notes: tuple[NoteView, ...]
    count: str
    """"2 notes"; empty without."""
    opens: Markup
    """Tags of the lists and quotations that begin before it."""
    closes: Markup
    """Tags of those that end after it."""
    gap: str
    """What parts it from the next paragraph in the chapter's text: a blank line, or nothing after the last."""
    after_break: bool


@dataclass(frozen=True, slots=True)
class BeatView:
    """A run of paragraphs under one beat."""

    number: int
    """From 1 over the story; 0 for paragraphs that no beat covers."""
    begins: bool
    """False where it goes on from another chapter."""
    family: str
    label: str
    """What is felt: "anger turning to guilt"."""
    detail: str
    """The rest of the beat's label: "Clark, in hands and voice"."""
    who: str
    """Ids of its holders, parted by spaces."""
    href: str
    """Its place on the beat sheet."""
    lead: tuple[Block, ...]
    """Headings that stand before it."""
    after_break: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class FootnoteView:
    """The writer's own footnote, at the end of its chapter."""

    number: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Line:
    """Something a character says."""

    text: str
    unsure: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Count:
    """So many of something."""

    key: str
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class FeltView:
    """A feeling, as lists tell of it."""

    family: str
    shade: str
    channel: str
    by: str
    """The channel in words: "by voice"."""
    who: str
    """Name of its holder; empty if nobody is sure."""
    who_id: str
    negated: bool
    unsure: bool
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a character, and where the paragraph begins in which it is first met."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the story, and how often a character is named in it."""

    x: float
    """Where it begins, in percent of the story."""
    number: int
    start: int
    """Where the paragraph of the last mention in it begins."""


@dataclass(frozen=True, slots=True)
class CharacterView:
    """Someone on the cast page."""

    id: str
    name: str
    names: tuple[Alias, ...]
    """Other names, the first met first."""
    pronouns: str
    pronouns_start: int
    """Where the paragraph begins that first calls them so."""
    about: Markup
    colour: str
    mentions: int
    first: Place | None
    last: Place | None
    told: int
    """Where the last paragraph that tells of them begins: totals are shown to who has read so far."""
    lines: tuple[Line, ...]
    line_words: int
    feelings: tuple[FeltView, ...]
    families: tuple[Count, ...]
    """How often each family is theirs, most first."""
    channels: tuple[Count, ...]
    """Through which channels, most first."""
    company: tuple[Count, ...]
    """Who is on the page with them: id, name, number of paragraphs shared."""
    where: tuple[Slice, ...]
    """Where they are on the page."""


@dataclass(frozen=True, slots=True)
class Point:
    """A beat in a plot."""

    x: float
    """Percent of the width."""
    y: float
    """0 at the top to 100 at the bottom."""
    family: str
    label: str
    number: int
    href: str
    start: int


@dataclass(frozen=True, slots=True)
class Plot:
    """The arc of a story, or of one character in it."""

    id: str
    """Empty for the whole story."""
    name: str
    points: tuple[Point, ...]
    path: str
    """SVG path through the points, in the units of x and y."""


@dataclass(frozen=True, slots=True)
class BeatRow:
    """A turn on the beat sheet."""

    number: int
    family: str
    label: str
    """What is felt."""
    detail: str
    """The rest of the beat's label."""
    who: tuple[Link, ...]
    """Holders, linked to the cast page."""
    who_ids: str
    turn: str
    valence: float
    place: Place
    words: int
    feelings: tuple[FeltView, ...]
    channels: str
    """Ids of channels, parted by spaces."""
    chapter: str
    """Title of the chapter that begins here; empty otherwise."""


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A line of the dialogue as a script; `who` is empty for a beat's heading."""

    who: str
    who_id: str
    unsure: bool
    manner: str
    """How it is said, as far as the text tells: "shame, by voice"."""
    text: str
    place: Place
    family: str
    heading: str
    """Label of the beat that begins here, or the chapter's title; empty otherwise."""
    same: bool
    """The speaker is the one before."""


@dataclass(frozen=True, slots=True)
class Group:
    """Notes under one heading of an index: a person, a kind, a tag."""

    key: str
    text: str
    notes: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ChapterNotes:
    """The notes of a chapter, in order."""

    title: str
    href: str
    notes: tuple[NoteView, ...]
