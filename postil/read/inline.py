"""What stands in a paragraph: markdown-it's inline tokens to plain text and the markup on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from markdown_it.token import Token

from postil.models import Inline
from postil.read.files import Source
from postil.read.markdown import is_safe
from postil.read.report import Report, short

Numbers = dict[int, str]
"""Number shown for each footnote, by markdown-it's id of it."""

_SPACES = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Flat:
    """A paragraph's words and the markup on them."""

    text: str
    inlines: tuple[Inline, ...]


class _Flattener:
    """Takes tokens one after the other; `text` and `inlines` grow."""

    def __init__(self, source: Source, line: int, report: Report) -> None:
        self.source = source
        self.line = line
        self.report = report
        self.parts: list[str] = []
        self.length = 0
        self.inlines: list[Inline] = []
        self.open: list[int | None] = []
        """Index in `inlines` of what is open; None for a link that is left out."""

    def take(self, token: Token) -> None:
        kind = token.type
        if kind == "softbreak":
            self.line += 1
            self.write(" ")
        elif kind == "hardbreak":
            self.line += 1
            self.break_line()
        elif kind.endswith("_open"):
            self.begin(token)
        elif kind.endswith("_close"):
            self.finish()
        elif kind == "image":
            self.image(token)
        elif kind == "footnote_ref":
            self.mark("footnote", str(token.meta["id"]))
        elif kind == "code_inline":
            self.inlines.append(Inline(self.length, self.length + len(token.content), "code"))
            self.write(token.content)
        else:
            self.write(_SPACES.sub(" ", token.content))

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def break_line(self) -> None:
        """Begin a line of verse; never an empty one, for a blank line parts paragraphs in the story's text."""
        if any(part.strip() for part in self.parts) and not self.parts[-1].endswith("\n"):
            self.write("\n")

    def begin(self, token: Token) -> None:
        if token.type != "link_open":
            self.mark("em" if token.type == "em_open" else "strong")
            self.open.append(len(self.inlines) - 1)
            return
        target = str(token.attrGet("href") or "")
        if self.allowed(target, "link"):
            self.mark("link", target, title=str(token.attrGet("title") or ""))
            self.open.append(len(self.inlines) - 1)
        else:
            self.open.append(None)

    def finish(self) -> None:
        opened = self.open.pop()
        if opened is not None:
            self.inlines[opened] = replace(self.inlines[opened], end=self.length)

    def image(self, token: Token) -> None:
        target = str(token.attrGet("src") or "")
        alt = flatten(token.children or (), self.source, self.line, Report()).text
        if self.allowed(target, "picture"):
            self.mark("image", target, title=str(token.attrGet("title") or ""), alt=alt)
        else:
            self.write(alt)

    def mark(self, kind: str, target: str = "", *, title: str = "", alt: str = "") -> None:
        known = cast("Literal['em', 'strong', 'link', 'image', 'footnote']", kind)
        self.inlines.append(Inline(self.length, self.length, known, target, title, alt))

    def allowed(self, target: str, what: str) -> bool:
        if is_safe(target):
            return True
        text = f"The {what} to {short(target, 40)} is left out; its words stay."
        hint = "Addresses begin with https://, http:// or mailto:, or name a file of the story."
        self.report.add("link.unsafe", self.source.at(self.line), text, hint)
        return False


def flatten(tokens: Sequence[Token], source: Source, line: int, report: Report) -> Flat:
    """Return the plain text of a paragraph's tokens and its markup; `line` is the line it begins on."""
    flattener = _Flattener(source, line, report)
    for token in tokens:
        flattener.take(token)
    return trim("".join(flattener.parts), flattener.inlines)


def trim(text: str, inlines: Sequence[Inline]) -> Flat:
    """Take white space off the ends, and markup that is on nothing else."""
    lead = len(text) - len(text.lstrip())
    bare = text.strip()
    kept = []
    for inline in inlines:
        start, end = (min(max(offset - lead, 0), len(bare)) for offset in (inline.start, inline.end))
        if start < end or inline.kind in ("image", "footnote"):
            kept.append(replace(inline, start=start, end=end))
    return Flat(bare, tuple(kept))


def shift(flat: Flat, prefix: str) -> Flat:
    """Put `prefix` before the text."""
    by = len(prefix)
    return Flat(prefix + flat.text, tuple(replace(i, start=i.start + by, end=i.end + by) for i in flat.inlines))
