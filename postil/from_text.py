"""A plain text to Markdown that reads the same: the same words, paragraphs, emphasis and scene breaks.

Lines of a hard-wrapped paragraph are joined; lines that were broken on purpose (verse, an address) stay broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from postil.read.blocks import is_scene_break, parse_blocks
from postil.read.files import Source
from postil.read.report import Report

_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_LONG = 100
"""Characters from which a line is a whole paragraph: nobody wraps lines as wide as that."""
_NARROWEST = 50
"""Characters: shorter lines are not wrapped, they are short."""
_SPECIAL = re.compile(r"[\\`*_\[\]<]|&(?=[#\w])")
_FIRST = re.compile(r"^(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+\s*$|-{2,}\s*$|~{3,})")
_NUMBER = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_EMPHASIS = re.compile(
    r"(?<![\w*_\\])(?P<mark>[*_])(?![\s*_])(?P<inside>[^*_\n]{1,300}?)(?<![\s*_])(?P=mark)(?![\w*_])"
)
_SENTENCE_END = re.compile(r"[.!?…:—][”’\"')\]]*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of a plain text, a scene break, or a heading inside a chapter."""

    kind: Literal["prose", "break", "heading"]
    lines: tuple[str, ...]
    """Lines that stay lines; wrapped ones are joined already."""

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(self.lines)


def read_pieces(text: str) -> tuple[Piece, ...]:
    """Find the paragraphs and scene breaks of a plain text with \\n line ends."""  # noqa: D301
    parted = (block.split("\n") for block in _BLANK.split(text))
    blocks = [lines for block in parted if (lines := [line for line in block if line.strip()])]
    width = _width([line for block in blocks for line in block[:-1]])
    return tuple(piece for block in blocks for piece in _of_block(block, width))


def _width(lines: Sequence[str]) -> int:
    """Return the width that lines seem to be wrapped at; 0 if they are not."""
    lengths = sorted(len(line.rstrip()) for line in lines if len(line) <= _LONG)
    return lengths[len(lengths) * 95 // 100] if lengths else 0


def _of_block(block: Sequence[str], width: int) -> Iterator[Piece]:
    """Yield the paragraphs of lines that no blank line parts."""
    for group in _at_indents(block):
        lines = tuple(line.strip() for line in group)
        for run in _at_breaks(lines):
            if is_scene_break(run[0]):
                yield Piece("break", run)
            elif any(len(line) > _LONG for line in run):
                yield from (Piece("prose", (line,)) for line in run)
            else:
                yield from _short_lines(run, width)


def _at_indents(block: Sequence[str]) -> Iterator[Sequence[str]]:
    """Part a block at lines that are indented while others are not: old books begin paragraphs so."""
    indented = [line[:1] in (" ", "\t", "\u3000") for line in block]
    starts = [0, *(i for i in range(1, len(block)) if indented[i])] if not all(indented) else [0]
    for start, end in zip(starts, [*starts[1:], len(block)], strict=True):
        yield block[start:end]


def _at_breaks(lines: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Part lines at those that are scene breaks; each of these comes alone."""
    start = 0
    for i, line in enumerate(lines):
        if is_scene_break(line):
            if start < i:
                yield lines[start:i]
            yield (line,)
            start = i + 1
    if start < len(lines):
        yield lines[start:]


def _short_lines(lines: tuple[str, ...], width: int) -> Iterator[Piece]:
    """Yield one wrapped paragraph, one of broken lines, or a paragraph a line.

    A line was broken on purpose if the next line's first word had room on it.
    """
    room = max(width, _NARROWEST) - 4
    on_purpose = [len(a) + 1 + len(b.split()[0]) < room for a, b in pairwise(lines)]
    if sum(on_purpose) * 2 <= len(on_purpose):
        yield Piece("prose", (" ".join(lines),))
    elif all(_SENTENCE_END.search(line) for line in lines):
        yield from (Piece("prose", (line,)) for line in lines)
    else:
        yield Piece("prose", lines)


def markdown_of(piece: Piece) -> str:
    """Return a piece as Markdown. Emphasis by _underscores_ or *stars* is kept where Markdown sees it as such."""
    if piece.kind == "break":
        return "***"
    if piece.kind == "heading":
        return f"## {_escape(piece.text)}"
    kept = "\\\n".join(_at_start(_keep_emphasis(line)) for line in piece.lines)
    return kept if _reads_as(kept, piece) else "\\\n".join(_at_start(_escape(line)) for line in piece.lines)


def _reads_as(markdown: str, piece: Piece) -> bool:
    """Return whether Markdown comes back as the words of a piece, marks of emphasis aside."""
    if not _EMPHASIS.search(piece.text):
        return True
    blocks = parse_blocks(Source("", markdown), Report()).blocks
    wanted = _EMPHASIS.sub(lambda found: found["inside"], " ".join(piece.lines))
    return len(blocks) == 1 and blocks[0].flat.text.split() == wanted.split()


def _keep_emphasis(line: str) -> str:
    parts = []
    end = 0
    for found in _EMPHASIS.finditer(line):
        parts += [_escape(line[end : found.start()]), found["mark"], _escape(found["inside"]), found["mark"]]
        end = found.end()
    return "".join((*parts, _escape(line[end:])))


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _at_start(line: str) -> str:
    """Escape what means something only where a line begins."""
    return _FIRST.sub(r"\\\1", _NUMBER.sub(r"\1\\\2", line, count=1), count=1)
