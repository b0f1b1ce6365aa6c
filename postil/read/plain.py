"""A single text or Markdown file, outside any library: for `build.py tag`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from postil.models import Cast, Span
from postil.paragraphs import split_paragraphs
from postil.problems import Problem
from postil.read.blocks import is_scene_break, parse_blocks
from postil.read.cast import read_cast_source
from postil.read.files import read_source
from postil.read.front import split_front
from postil.read.report import Report

MARKDOWN = (".md", ".markdown", ".mdown")
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_COUNT = (
    rf"[\dIVXLC]+|{_ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    rf"|(?:twenty|thirty|forty|fifty)(?:-(?:{_ONES}))?|(?:the\ )?(?:first|second|third|fourth|fifth|last)"
)
_CHAPTER = re.compile(
    rf"""(?: (?:chapter|part|book|act|scene|volume) \s+ (?:{_COUNT})
          | prologue|epilogue|interlude|preface|introduction )
        (?: \s* [.:—–-] .{{0,80}} )? \.?""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMERAL = re.compile(r"[IVXLC]+\.?")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text to be tagged, with where its paragraphs are."""

    text: str
    paragraphs: tuple[Span, ...]
    """In order; code points of `text`."""
    breaks: frozenset[int] = frozenset()
    """Indices of paragraphs that a scene break stands before."""
    headings: frozenset[int] = frozenset()
    """Indices of paragraphs that are headings."""


def read_plain(path: Path) -> tuple[PlainText | None, tuple[Problem, ...]]:
    """Read a file; None if it cannot be opened.

    Of a .txt, the text is the file's as it is, with one line feed a line end; of Markdown, it is the plain text of the
    prose, paragraphs joined by a blank line.
    """
    report = Report()
    source = read_source(path, path.as_posix(), report)
    if source is None:
        return None, report.sorted()
    if path.suffix.lower() not in MARKDOWN:
        return from_text(source.text), report.sorted()
    blocks = [block for block in parse_blocks(split_front(source, report).body, report).blocks if block.flat.text]
    spans = []
    start = 0
    for block in blocks:
        spans.append((start, start + len(block.flat.text)))
        start = spans[-1][1] + 2
    plain = PlainText(
        "\n\n".join(block.flat.text for block in blocks),
        tuple(spans),
        frozenset(i for i, block in enumerate(blocks) if block.after_break),
        frozenset(i for i, block in enumerate(blocks) if block.kind == "heading"),
    )
    return plain, report.sorted()


def read_cast(path: Path) -> tuple[Cast, tuple[Problem, ...]]:
    """Read a cast.yaml that stands anywhere."""
    report = Report()
    source = read_source(path, path.as_posix(), report)
    return read_cast_source(source, report) if source else Cast(), report.sorted()


def from_text(text: str) -> PlainText:
    """Find a plain text's paragraphs, its headings, and its scene breaks (a paragraph of asterisks or the like)."""
    spans = split_paragraphs(text)
    words = [text[start:end] for start, end in spans]
    return PlainText(
        text,
        spans,
        frozenset(i for i, before in enumerate(words[:-1], 1) if is_scene_break(before)),
        frozenset(i for i, paragraph in enumerate(words) if is_heading(paragraph)),
    )


def is_heading(paragraph: str) -> bool:
    """Return whether a paragraph of a plain text is a chapter's heading: "CHAPTER IV", "Part Two: The Sea", "XII."."""
    line = paragraph.strip()
    return bool(_CHAPTER.fullmatch(line) and not line[0].islower()) or bool(_NUMERAL.fullmatch(line))
