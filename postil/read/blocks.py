"""Markdown to blocks: paragraphs, headings and code, each with its containers, its line, and its markup."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from markdown_it.token import Token

from postil.models import Inline, Nest
from postil.read.fields import Fields
from postil.read.files import Source
from postil.read.inline import Flat, flatten, shift, trim
from postil.read.markdown import DEEPEST, parser
from postil.read.report import Report, short

_SENTENCE = 100
"""Numbers from which "1984. It was" is a sentence and not the 1984th item of a list."""
_SCENE_BREAK = re.compile(r"(?:[*~#⁂•·◊❦❧☙=\s]|-{2}|–{2}|—{2})+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_MISSING = re.compile(r"\[\^[^\]\s]+\]")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph to be: it has no address and no place in the story yet."""

    kind: Literal["prose", "heading", "code"]
    flat: Flat
    line: int
    nests: tuple[Nest, ...] = ()
    level: int = 0
    after_break: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a Markdown text holds."""

    blocks: tuple[Block, ...]
    footnotes: tuple[tuple[str, tuple[Block, ...]], ...] = ()
    """(number, its blocks), in order of number."""


def is_scene_break(text: str) -> bool:
    """Return whether a paragraph is only asterisks or the like: how writers part scenes in a manuscript."""
    return _SCENE_BREAK.fullmatch(text) is not None and bool(text.strip())


def parse_blocks(source: Source, report: Report) -> Parsed:
    """Parse Markdown. The line of a block counts from the text's own first line; `source.at` tells the file's."""
    env: dict[str, Any] = {}
    tokens = parser().parse(source.text, env)
    builder = _Builder(source, report)
    for token in tokens:
        builder.take(token)
    _look_for_traps(tokens, env, source, builder, report)
    return _number_footnotes(builder, env, source, report)


def checked(fields: Fields, key: str, report: Report) -> str:
    """Return the Markdown that stands under a key, after a look for what is wrong in it."""
    text = fields.prose(key)
    parse_blocks(Source(fields.path, text, fields.where(key).line - 1), report)
    return text


@dataclass(slots=True)
class _Item:
    """A list item that is open."""

    marker: str
    line: int
    prefix: str = ""
    """What is still to be put before its first words."""
    filled: bool = False


@dataclass(slots=True)
class _Builder:
    """Takes block tokens one after the other, by the method of the token's type; `blocks` and `footnotes` grow."""

    source: Source
    report: Report
    blocks: list[Block] = field(default_factory=list)
    footnotes: list[tuple[str, int, list[Block]]] = field(default_factory=list)
    """Label, line and blocks of each."""
    nests: list[Nest | None] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)
    expected: list[int] = field(default_factory=list)
    """The number that the next item of each open list should have."""
    outside: list[Any] = field(default_factory=list)
    """What grew before a footnote began."""
    mentions: dict[int, int] = field(default_factory=dict)
    """Line of the first mention of each footnote, by markdown-it's id of it."""
    serial: int = 0
    level: int = 0
    pending: bool = False
    """A scene break stands before the next block."""

    def take(self, token: Token) -> None:
        handle = getattr(self, f"on_{token.type}", None)
        if handle is not None:
            handle(token)

    # Containers

    def push(self, kind: Literal["quote", "list", "ordered", "item"], first: int = 1) -> None:
        self.serial += 1
        self.nests.append(Nest(kind, self.serial, first))

    def on_blockquote_open(self, _token: Token) -> None:
        self.push("quote")

    def on_blockquote_close(self, _token: Token) -> None:
        self.nests.pop()

    def on_bullet_list_open(self, _token: Token) -> None:
        self.push("list")
        self.expected.append(0)

    def on_ordered_list_open(self, token: Token) -> None:
        first = int(token.attrGet("start") or 1)
        self.push("ordered", first)
        self.expected.append(first)

    def on_list_close(self, _token: Token) -> None:
        self.nests.pop()
        self.expected.pop()

    on_bullet_list_close = on_ordered_list_close = on_list_close

    def on_list_item_open(self, token: Token) -> None:
        marker = f"{token.info}{token.markup}" if token.info else ""
        self.items.append(_Item(marker, token.map[0] + 1 if token.map else 1))
        number = int(token.info or 0)
        if number >= _SENTENCE:
            self.items[-1].prefix = f"{marker} "
            self._leave_list()
            self.nests.append(None)
            return
        if marker and number != self.expected[-1]:
            # HTML would count on, and show another number than the writer's.
            self.nests.pop()
            self.push("ordered", number)
        self.expected[-1] = number + 1
        self.push("item")

    def _leave_list(self) -> None:
        """Let what follows stand in no list, up to the next item."""
        self.nests[-1] = None
        self.expected[-1] = -1

    def on_list_item_close(self, _token: Token) -> None:
        self.nests.pop()
        item = self.items.pop()
        if item.marker and not item.filled:
            # "1984." alone on a line is an empty item to Markdown, and a paragraph to its writer.
            self._leave_list()
            self.add("prose", Flat(item.marker, ()), item.line)
        elif self.items:
            self.items[-1].filled = True

    # Footnotes

    def on_footnote_reference_open(self, token: Token) -> None:
        self.outside.append((self.blocks, self.nests, self.items, self.expected, self.pending))
        line = token.map[0] + 1 if token.map else 1
        self.footnotes.append((str(token.meta["label"]), line, []))
        self.blocks, self.nests, self.items, self.expected = self.footnotes[-1][2], [], [], []

    def on_footnote_reference_close(self, _token: Token) -> None:
        self.blocks, self.nests, self.items, self.expected, self.pending = self.outside.pop()

    # Leaves

    def on_heading_open(self, token: Token) -> None:
        self.level = int(token.tag[1:])

    def on_heading_close(self, _token: Token) -> None:
        self.level = 0

    def on_hr(self, _token: Token) -> None:
        self.pending = True

    def on_inline(self, token: Token) -> None:
        line = token.map[0] + 1 if token.map else 1
        flat = flatten(token.children or (), self.source, line, self.report)
        for inline in flat.inlines:
            if inline.kind == "footnote":
                self.mentions.setdefault(int(inline.target), line)
        if not flat.inlines and (is_scene_break(flat.text) or (self.level and not flat.text)):
            self.pending = True
        elif flat.text or flat.inlines:
            self.add("heading" if self.level else "prose", flat, line)

    def on_fence(self, token: Token) -> None:
        line = token.map[0] + 1 if token.map else 1
        flat = trim(textwrap.dedent(token.content.strip("\n")), ())
        if flat.text:
            self.add("code", flat, line)

    def add(self, kind: Literal["prose", "heading", "code"], flat: Flat, line: int) -> None:
        if self.items:
            item = self.items[-1]
            flat = shift(flat, item.prefix) if item.prefix else flat
            item.prefix, item.filled = "", True
        nests = tuple(nest for nest in self.nests if nest)
        level = self.level if kind == "heading" else 0
        self.blocks.append(Block(kind, flat, line, nests, level, self.pending))
        self.pending = False


def _look_for_traps(tokens: Sequence[Token], env: Any, source: Source, builder: _Builder, report: Report) -> None:
    """Report what Markdown understood otherwise than its writer will have meant."""
    deep = next((token for token in tokens if token.level >= DEEPEST - 1), None)
    if deep is not None:
        text = f"Quotations or lists stand more than {DEEPEST} deep in each other; what is inside cannot be read."
        report.add(
            "prose.nested",
            source.at(deep.map[0] + 1 if deep.map else 1),
            text,
            "Take out some of the signs at the beginnings of the lines.",
        )
    _open_fences(tokens, source, report)
    _unused_links(tokens, env, source, report)
    every = [*builder.blocks, *(block for _, _, blocks in builder.footnotes for block in blocks)]
    html = next((block for block in every if block.kind != "code" and _TAG.search(block.flat.text)), None)
    if html is not None:
        tag = _TAG.search(html.flat.text)
        text = f"HTML is shown as it is typed: {short(html.flat.text[tag.start() if tag else 0 :], 30)}."
        report.add(
            "prose.html", source.at(html.line), text, "Write *stars* for emphasis; Markdown has signs for the rest."
        )
    for block in every:
        missing = _MISSING.search(block.flat.text) if block.kind != "code" else None
        if missing:
            text = f"There is no footnote {missing.group()}."
            hint = f"Write it on a line of its own: {missing.group()}: and its text."
            report.add("footnote.missing", source.at(block.line), text, hint)


def _open_fences(tokens: Sequence[Token], source: Source, report: Report) -> None:
    lines: list[str] | None = None
    for token in tokens:
        if token.type == "fence" and token.map:
            lines = lines or source.text.split("\n")
            last = lines[min(token.map[1], len(lines)) - 1].strip(" \t>")
            if token.map[1] - token.map[0] < 2 or not last.startswith(token.markup):
                text = "The block of code that begins here is never closed, so all that follows is shown as code."
                report.add("prose.fence", source.at(token.map[0] + 1), text, "Close it by a line of three backticks.")


def _unused_links(tokens: Sequence[Token], env: Any, source: Source, report: Report) -> None:
    defined = env.get("references", {})
    if not defined and not env.get("duplicate_refs"):
        return
    used = {child.meta.get("label") for token in tokens for child in token.children or ()}
    unused = [what for label, what in defined.items() if label not in used]
    lines = source.text.split("\n")
    for what in (*unused, *env.get("duplicate_refs", ())):
        line = what["map"][0]
        text = f"The line {short(lines[line], 30)} says where a link leads, but no link uses it, so it is not shown."
        report.add("link.unused", source.at(line + 1), text, "Put a backslash before the [ if it is part of the story.")


def _number_footnotes(builder: _Builder, env: Any, source: Source, report: Report) -> Parsed:
    """Give the footnotes numbers, by their first mention; those that nothing mentions come last."""
    mentioned = env.get("footnotes", {}).get("list", {})
    by_label: dict[str, tuple[int, list[Block]]] = {}
    for label, line, blocks in builder.footnotes:
        by_label.setdefault(label, (line, blocks))
    numbered: list[tuple[str, tuple[Block, ...]]] = []
    for index in sorted(mentioned):
        what = mentioned[index]
        if "label" in what:
            blocks = by_label[what["label"]][1]
        else:
            line = builder.mentions.get(index, 1)
            flat = flatten(what["tokens"], source, line, report)
            blocks = [Block("prose", flat, line)] if flat.text else []
        numbered.append((str(index + 1), tuple(blocks)))
    labels = {what.get("label") for what in mentioned.values()}
    for label, line, blocks in builder.footnotes:
        if label not in labels or blocks is not by_label[label][1]:
            text = f"Nothing refers to the footnote [^{label}]; it is shown at the end."
            report.add("footnote.unused", source.at(line), text, f"Put [^{label}] in the text where it belongs.")
            numbered.append((str(len(numbered) + 1), tuple(blocks)))
    return Parsed(tuple(map(_refer, builder.blocks)), tuple((n, tuple(map(_refer, blocks))) for n, blocks in numbered))


def _refer(block: Block) -> Block:
    """Turn markdown-it's ids of footnotes, from 0, to the numbers shown."""
    if not any(inline.kind == "footnote" for inline in block.flat.inlines):
        return block
    inlines: list[Inline] = [
        replace(inline, target=str(int(inline.target) + 1)) if inline.kind == "footnote" else inline
        for inline in block.flat.inlines
    ]
    return replace(block, flat=Flat(block.flat.text, tuple(inlines)))
