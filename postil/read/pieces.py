"""Files of notes and corrections: pieces parted by lines of three dashes, each attributes, a quotation and a body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from postil.models import Quotation
from postil.problems import Where
from postil.read.attributes import Attributes, is_attributes, read_attributes
from postil.read.blocks import Block, parse_blocks
from postil.read.files import Source
from postil.read.report import Report, short

_DASHES = re.compile(r" {0,3}-{3,}[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,})([^`]*)$")
_QUOTED = re.compile(r" {0,3}(?:>[ \t]?)+")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """One note or correction, its parts told apart."""

    where: Where
    attributes: Attributes
    quotation: Quotation | None
    body: Source
    """Markdown, without blank lines around it."""


def read_pieces(body: Source, report: Report) -> tuple[Piece, ...]:
    """Part the body of a file (below its front matter) into its notes or corrections; empty ones do not count."""
    lines = body.text.split("\n")
    pieces = []
    for start, end in _between_dashes(lines):
        filled = [at for at in range(start, end) if lines[at].strip()]
        if filled:
            text = "\n".join(lines[filled[0] : filled[-1] + 1])
            pieces.append(_piece(Source(body.path, text, body.above + filled[0]), report))
    return tuple(pieces)


def _between_dashes(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of lines between lines of dashes; dashes in a closed block of code part nothing."""
    start = position = 0
    hopeless = 1 + max(map(len, lines))
    """Ticks from which no block that opens is ever closed: it need not be looked for again."""
    while position < len(lines):
        if _DASHES.match(lines[position]):
            yield start, position
            start = position + 1
        opened = _FENCE.match(lines[position])
        if opened and len(opened[1]) < hopeless:
            closing = _closing(lines, position, opened[1])
            hopeless = hopeless if closing > position else len(opened[1])
            position = closing
        position += 1
    yield start, len(lines)


def _closing(lines: list[str], opening: int, ticks: str) -> int:
    """Return the line that closes the block of code, or the opening line itself if none does."""
    for position in range(opening + 1, len(lines)):
        closing = _FENCE.match(lines[position])
        if closing and not closing[2].strip() and len(closing[1]) >= len(ticks):
            return position
    return opening


def _piece(source: Source, report: Report) -> Piece:
    lines = source.text.split("\n")
    at = 0
    attributes = Attributes(source.at(1))
    if is_attributes(lines[0]):
        attributes = read_attributes(lines[0], source.at(1), report)
        at = _skip_blank(lines, 1)
    quotation = None
    if "reply-to" not in attributes.values:
        end = at
        while end < len(lines) and _QUOTED.match(lines[end]):
            end += 1
        quotation = _quotation(lines[at:end], Source(source.path, "", source.above + at), report)
        at = _skip_blank(lines, end)
    return Piece(source.at(1), attributes, quotation, Source(source.path, "\n".join(lines[at:]), source.above + at))


def _skip_blank(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _quotation(quoted: list[str], place: Source, report: Report) -> Quotation | None:
    """Read the lines of a quotation by the rules of the prose, so that words copied from a story.md match its text."""
    text = "\n".join(_FOOTNOTE.sub("", _QUOTED.sub("", line, count=1)) for line in quoted)
    blocks = parse_blocks(Source(place.path, text, place.above), Report()).blocks
    blocks = tuple(block for block in blocks if block.flat.text)
    if not blocks:
        return None
    quotation = _joined(blocks, place.at(1))
    if len(blocks) > 1:
        what = f"The quotation {short(quotation.text, 40)} runs over {len(blocks)} paragraphs."
        report.add(
            "note.paragraphs", place.at(1), what, "Quote words of one paragraph; write a second note for the other."
        )
    if "**" in quotation.text and not quotation.marked:
        hint = "Put two stars right before the first letter and right after the last: **like this**."
        report.add("note.bold", place.at(1), f"The stars in {short(quotation.text, 40)} make nothing bold.", hint)
    return quotation


def _joined(blocks: tuple[Block, ...], where: Where) -> Quotation:
    parts: list[str] = []
    marked: list[tuple[int, int]] = []
    start = 0
    for block in blocks:
        bold = (i for i in block.flat.inlines if i.kind == "strong")
        for span in ((start + i.start, start + i.end) for i in bold):
            if not marked or span[0] >= marked[-1][1]:
                marked.append(span)
        parts.append(block.flat.text)
        start += len(block.flat.text) + 2
    return Quotation("\n\n".join(parts), tuple(marked), where)
