"""A story with everything found in it, opened for laying out: what stands where, looked up quickly."""

from __future__ import annotations

import posixpath
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from slugify import slugify

from postil.layout.views import Place
from postil.models import Chapter, Library, Paragraph, PlacedNote, Placements, Size, Story
from postil.tags import Beat, Character, Feeling, Mention, Quote, Tags

OWN = frozenset({"index", "cast", "beats", "script", "notes"})
"""Names of the pages that every story has: no chapter may take them."""

WORDS_A_MINUTE = 230
"""Silent reading of English fiction: 238 words a minute for non-fiction, 260 for fiction, slower with notes (after the
meta-analysis of Brysbaert, 2019)."""

SURE_SPEAKER = 0.65
"""Below it a speaker is shown with a question mark. In novels left out of the fit .881 of the lines are at .6 or more,
and .929 of these right; .825 at .7, and .947 (docs/tags.md)."""

SHORT = 11
"""Letters of a name that fit beside the text."""

LEVEL = 0.25
"""Valence that would fill the plot of a story with nothing stronger in it."""

SURE_FEELING = 0.5
"""Below it a feeling is shown only to readers who ask for all."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story, its tags and where its notes stand: what a story's pages are laid out from."""

    story: Story
    tags: Tags
    placements: Placements


@dataclass(frozen=True, slots=True)
class Book:
    """A story opened. Made by `open_book`."""

    library: Library
    story: Story
    tags: Tags
    placements: Placements
    paragraphs: tuple[Paragraph, ...]
    starts: tuple[int, ...]
    """Offsets of the paragraphs."""
    chapter_of: tuple[int, ...]
    """Index of each paragraph's chapter."""
    files: tuple[str, ...]
    """File name of each chapter's page."""
    characters: dict[str, Character]
    notes_at: dict[str, tuple[PlacedNote, ...]]
    """Placed notes by their paragraph's id, in order, replies after what they answer."""
    mentions: tuple[tuple[Mention, str], ...]
    """In order, with the character's id."""
    mention_starts: tuple[int, ...] = field(repr=False)
    quote_starts: tuple[int, ...] = field(repr=False)
    feelings: tuple[Feeling, ...] = field(repr=False)
    """In order of start."""
    feeling_starts: tuple[int, ...] = field(repr=False)
    beat_starts: tuple[int, ...] = field(repr=False)
    labels: dict[str, str]
    """How each character is called in the margin, by id: short, and as the story calls them."""
    strongest: float
    """The strongest valence of a beat, never so small that a level story looks like a stormy one."""
    sizes: Mapping[str, Size]
    """Of the pictures, by their path in the site."""

    def index_at(self, offset: int) -> int:
        """Return the index of the paragraph that an offset of the story's text falls in."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def place(self, offset: int) -> Place:
        """Return the paragraph at an offset, as a link."""
        index = self.index_at(offset)
        paragraph, chapter = self.paragraphs[index], self.chapter_of[index]
        number = f"¶ {paragraph.n}" if paragraph.n else "heading"
        text = number if len(self.files) == 1 else f"ch. {self.story.chapters[chapter].number} {number}"
        return Place(f"{self.files[chapter]}#{paragraph.id}", text, paragraph.start)

    def name(self, character: str | None) -> str:
        """Return a character's name; empty for nobody."""
        return self.characters[character].name if character in self.characters else ""

    def size(self, picture: str) -> Size | None:
        """Return the size of a picture by its address as the story gives it; None if it is not known."""
        return self.sizes.get(posixpath.normpath(f"{self.story.slug}/{unquote(urlsplit(picture).path)}"))

    def height(self, valence: float) -> float:
        """Return how high a valence is drawn, from -1 to 1: what is strongest in the story fills the plot."""
        return max(-1.0, min(1.0, valence / self.strongest))

    def beat_at(self, offset: int) -> tuple[int, Beat] | None:
        """Return the beat at an offset and its number from 1, or None."""
        index = bisect_right(self.beat_starts, offset) - 1
        if index < 0 or self.tags.beats[index].end <= offset:
            return None
        return index + 1, self.tags.beats[index]

    def mentions_in(self, start: int, end: int) -> Sequence[tuple[Mention, str]]:
        """Return the mentions that begin in a range, with their characters."""
        return self.mentions[bisect_left(self.mention_starts, start) : bisect_left(self.mention_starts, end)]

    def quotes_in(self, start: int, end: int) -> Sequence[Quote]:
        """Return the quotes that begin in a range."""
        return self.tags.quotes[bisect_left(self.quote_starts, start) : bisect_left(self.quote_starts, end)]

    def feelings_in(self, start: int, end: int) -> Sequence[Feeling]:
        """Return the feelings that begin in a range."""
        return self.feelings[bisect_left(self.feeling_starts, start) : bisect_left(self.feeling_starts, end)]


def open_book(library: Library, told: Told, sizes: Mapping[str, Size] = MappingProxyType({})) -> Book:
    """Return a story made ready for laying out; `sizes` are those of the site's pictures."""
    story, tags = told.story, told.tags
    mentions = sorted(((m, c.id) for c in tags.characters for m in c.mentions), key=lambda pair: pair[0])
    feelings = tuple(sorted(tags.feelings, key=lambda f: (f.start, -f.end)))
    notes: dict[str, list[PlacedNote]] = {}
    for placed in told.placements.notes:
        if placed.paragraph is not None:
            notes.setdefault(placed.paragraph.id, []).append(placed)
    return Book(
        library=library,
        story=story,
        tags=tags,
        placements=told.placements,
        paragraphs=story.paragraphs,
        starts=tuple(p.start for p in story.paragraphs),
        chapter_of=tuple(i for i, chapter in enumerate(story.chapters) for p in chapter.paragraphs if p.text),
        files=tuple(chapter_file(story, chapter) for chapter in story.chapters),
        characters={c.id: c for c in tags.characters},
        notes_at={key: tuple(some) for key, some in notes.items()},
        mentions=tuple(mentions),
        mention_starts=tuple(m.start for m, _ in mentions),
        quote_starts=tuple(q.start for q in tags.quotes),
        feelings=feelings,
        feeling_starts=tuple(f.start for f in feelings),
        beat_starts=tuple(b.start for b in tags.beats),
        labels={c.id: _label(c, story.text) for c in tags.characters},
        strongest=max((LEVEL, *(abs(b.valence) for b in tags.beats))),
        sizes=sizes,
    )


def _label(character: Character, text: str) -> str:
    """Return the name that stands beside speech: of those with a word of the character's name, the one used most."""
    words = set(character.name.split())
    used = Counter(text[m.start : m.end] for m in character.mentions if m.kind == "name")
    short = [name for name in used if len(name) <= SHORT and words & set(name.split())]
    if short:
        return max(short, key=lambda name: (used[name], name == character.name, name))
    return character.name if len(character.name) <= SHORT else character.name.split()[-1]


def chapter_file(story: Story, chapter: Chapter) -> str:
    """Return the file name of a chapter's page."""
    if len(story.chapters) == 1:
        return "index.html"
    return f"{chapter.slug}-chapter.html" if chapter.slug in OWN else f"{chapter.slug}.html"


def words_in(text: str) -> int:
    """Count words, as a reader would."""
    return len(text.split())


def minutes_for(words: int) -> int:
    """Return how long so many words take to read; never 0."""
    return max(1, round(words / WORDS_A_MINUTE))


def plural(number: int, what: str) -> str:
    """Return "1 note", "2 notes", "1,402 words"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def slug(text: str) -> str:
    """Return a name made fit for an attribute and a URL: people, tags."""
    return slugify(text) or "other"
