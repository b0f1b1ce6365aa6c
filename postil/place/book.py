"""A story made ready for searching: folded once, with the way back to its paragraphs; its words, when needed."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from postil.graphemes import snap
from postil.models import Paragraph, Span, Story
from postil.place.fold import fold

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts that put no spaces between words: each character counts as a word."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_WORD_OF_ANY_SCRIPT = re.compile(rf"[{_SPACELESS}]|(?:(?![{_SPACELESS}])[^\W_])+(?:'(?:(?![{_SPACELESS}])[^\W_])+)*")
_ENDS_OF_CONTRACTIONS = re.compile(r"'(?:t|d|ll|ve|re|m)\b")
_IS_SPACELESS = re.compile(rf"[{_SPACELESS}]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a folded text, in order."""

    texts: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Words:
        """Find the words of a text."""
        pattern = _WORD_OF_ANY_SCRIPT if _IS_SPACELESS.search(text) else _WORD
        found = [(m[0], *m.span()) for m in pattern.finditer(text)]
        texts, starts, ends = zip(*found, strict=True) if found else ((), (), ())
        return cls(texts, starts, ends)


class Book:
    """A story for searching. Offsets are of the folded text unless said otherwise."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.paragraphs = story.paragraphs
        self._folded = fold(story.text)
        self.text = self._folded.text
        self.edges = [self._folded.into(p.start, p.end) for p in self.paragraphs]
        """Range of each paragraph."""
        self._edge_starts = [start for start, _ in self.edges]

    @cached_property
    def words(self) -> Words:
        """All words of the story."""
        return Words.of(self.text)

    @cached_property
    def index(self) -> dict[str, list[int]]:
        """Where each word (in lower case) stands, as numbers of words."""
        index: dict[str, list[int]] = {}
        for number, word in enumerate(self.words.texts):
            index.setdefault(word.lower(), []).append(number)
        return index

    @cached_property
    def forms(self) -> frozenset[str]:
        """All words as they are written."""
        return frozenset(self.words.texts)

    @cached_property
    def over_ends(self) -> str:
        """The text with spaces for the ends of paragraphs: for what is quoted over them."""
        return self.text.replace("\n", " ")

    @cached_property
    def chapters(self) -> tuple[int, ...]:
        """Index of the chapter of each paragraph."""
        return tuple(n for n, chapter in enumerate(self.story.chapters) for p in chapter.paragraphs if p.text)

    def paragraph_at(self, place: int) -> int:
        """Return the index of the paragraph at an offset."""
        return max(0, bisect_right(self._edge_starts, place) - 1)

    def find(self, words: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        """Yield where these words stand whole, that is with no word torn at either end."""
        end = len(self.text) if end is None else end
        place = self.text.find(words, start, end)
        while place >= 0:
            if not _torn(self.text, place) and not _torn(self.text, place + len(words)):
                yield place
            place = self.text.find(words, place + 1, end)

    def in_paragraph(self, start: int, end: int) -> tuple[int, Span]:
        """Return the index of a paragraph and the range in its text (offsets of the original) that a range is."""
        begin, finish = self._folded.back(start, end)
        number = self.paragraph_at(start)
        paragraph = self.paragraphs[number]
        begin, finish = begin - paragraph.start, finish - paragraph.start
        while begin < finish and paragraph.text[begin].isspace():
            begin += 1
        while begin < finish and paragraph.text[finish - 1].isspace():
            finish -= 1
        return number, snap(paragraph.text, begin, finish)

    def original(self, start: int, end: int) -> str:
        """Return the words of the story that a range is."""
        number, (begin, finish) = self.in_paragraph(start, end)
        return self.paragraphs[number].text[begin:finish]

    def paragraph(self, place: int) -> Paragraph:
        """Return the paragraph at an offset."""
        return self.paragraphs[self.paragraph_at(place)]


def _torn(text: str, place: int) -> bool:
    """Tell whether a cut here goes through a word: "car|pet", "he|'d"; not "Clark|'s"."""
    if place <= 0 or place >= len(text):
        return False
    before, after = text[place - 1], text[place]
    if after == "'":
        return before.isalnum() and _ENDS_OF_CONTRACTIONS.match(text, place) is not None
    if before == "'":
        return after.isalnum() and place > 1 and text[place - 2].isalnum()
    if unicodedata.category(after)[0] == "M":
        return True
    return before.isalnum() and after.isalnum() and not _IS_SPACELESS.match(before) and not _IS_SPACELESS.match(after)
