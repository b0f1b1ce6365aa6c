"""Where the paragraphs of a plain text are."""

from __future__ import annotations

import re

from postil.models import Span

_PARAGRAPH = re.compile(r"\S(?:.|\n(?![ \t]*\n))*")


def split_paragraphs(text: str) -> tuple[Span, ...]:
    """Return the spans of the paragraphs of a plain text: runs of lines parted by blank lines, ends trimmed."""
    return tuple((m.start(), m.start() + len(m.group().rstrip())) for m in _PARAGRAPH.finditer(text))
