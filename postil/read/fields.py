"""YAML with lines, as far as people's files need it: text, lists and mappings, and nothing that runs or refers.

Every value is text as typed: a title of 1984 or No stays so. Read from the parser's events, so that anchors, tags and
deep nests cannot blow up: they are problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, DocumentStartEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent
from ruamel.yaml.reader import ReaderError

from postil.problems import Where
from postil.read.near import did_you_mean, listed
from postil.read.report import Report, short

_PAIR = re.compile(r"([A-Za-z][\w-]*)\s*:(?:\s+(.*))?$")
_NULLS = ("", "~", "null", "Null", "NULL")
_DEEPEST = 20
_OTHER_BREAKS = str.maketrans("\x85\u2028\u2029", "   ")
"""Line ends to YAML, but not to an editor, which would show another line number."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value."""

    text: str
    line: int
    null: bool = False
    """Nothing was written: `title:` alone."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in order; a key may be there twice."""

    pairs: tuple[tuple[Scalar, Node], ...]
    line: int


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Yaml:
    """A YAML text in a file: a whole file, or the front matter of one."""

    text: str
    path: str
    first: int = 1
    """The line of the file that it begins on."""


def parse_yaml(source: Yaml, report: Report, *, salvage: bool = True) -> Node | None:
    """Return what a YAML text holds, or None if nothing; of a broken one, with `salvage`, the lines `key: value`."""
    try:
        return _Builder(source, report).build()
    except (YAMLError, ValueError, IndexError, AttributeError) as error:
        report.add("yaml.broken", Where(source.path, source.first + _line(error, source.text)), *_told(error))
        return _salvage(source) if salvage else None


class _Builder:
    """Builds the tree from the parser's events, without recursion."""

    def __init__(self, source: Yaml, report: Report) -> None:
        self.source = source
        self.report = report
        self.open: list[tuple[type, list[Node], int]] = []
        self.root: Node | None = None
        self.forbidden: set[str] = set()

    def build(self) -> Node | None:
        documents = 0
        for event in YAML(typ="safe", pure=True).parse(self.source.text.translate(_OTHER_BREAKS)):
            line = self.source.first + event.start_mark.line
            documents += isinstance(event, DocumentStartEvent)
            if documents > 1:
                self._forbid(line, "A second YAML document begins here", "Take out the line of three dashes.")
                break
            self._take(event, line)
        return self.root

    def _take(self, event: Any, line: int) -> None:
        self._refuse(event, line)
        if isinstance(event, AliasEvent):
            self._put(Scalar(f"*{event.anchor}", line))
        elif isinstance(event, ScalarEvent):
            self._put(Scalar(_whole(event.value), line, null=event.style is None and event.value in _NULLS))
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            if len(self.open) >= _DEEPEST:
                raise ValueError(f"lists within lists, more than {_DEEPEST} deep")
            self.open.append((Sequence if isinstance(event, SequenceStartEvent) else Mapping, [], line))
        elif type(event).__name__ in ("SequenceEndEvent", "MappingEndEvent"):
            made, inside, first = self.open.pop()
            self._put(Sequence(tuple(inside), first) if made is Sequence else Mapping(_pairs(inside), first))

    def _refuse(self, event: Any, line: int) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            self._forbid(line, f"YAML anchors (&{event.anchor}, *{event.anchor}) are not read", "Write the value out.")
        elif getattr(event, "tag", None):
            what = f"YAML tags ({short(str(event.tag))}) are not read"
            self._forbid(line, what, "Leave the tag away; if the text begins with “!”, put it in quotes.")

    def _forbid(self, line: int, what: str, cure: str) -> None:
        if cure not in self.forbidden:
            self.forbidden.add(cure)
            self.report.add("yaml.forbidden", Where(self.source.path, line), f"{what}.", cure)

    def _put(self, node: Node) -> None:
        if self.open:
            self.open[-1][1].append(node)
        else:
            self.root = None if isinstance(node, Scalar) and node.null else node


def _whole(text: str) -> str:
    """Join halves of characters that were written as two escapes (JSON does), and replace half ones."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _pairs(inside: list[Node]) -> tuple[tuple[Scalar, Node], ...]:
    keys = (key if isinstance(key, Scalar) else Scalar("[…]", key.line) for key in inside[::2])
    return tuple(zip(keys, inside[1::2], strict=True))


def _line(error: Exception, text: str) -> int:
    """Return the line of the YAML text that an error is about, from 0."""
    if isinstance(error, ReaderError):
        return text.count("\n", 0, int(error.position))
    opened = any(what in str(getattr(error, "context", "")) for what in ("quoted scalar", "flow"))
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    mark = next(filter(None, reversed(marks) if opened else marks), None)
    return min(int(mark.line), text.count("\n")) if mark else 0


_TOLD = (
    ("mapping values are not allowed", "The value holds a colon, and YAML takes what stands before it for a key.",
     "Put the whole value in quotes."),
    (r"found character '\t'", "There is a tab in the indentation.", "Indent with spaces, not with tabs."),
    ("that cannot start any token", "The value begins with a character that means something else to YAML.",
     "Put the value in quotes."),
    ("found unexpected end of stream", "A quotation mark is opened here and not closed.", "Close it."),
    ("expected ',' or", "A bracket is opened here and not closed, or a comma is missing in it.", "Close it by ] or }."),
    ("expected <block end>", "What stands here does not go on with what stands above.",
     "Begin entries of one list in one column, and put values that hold quotation marks or brackets in quotes."),
    ("could not find expected ':'", "There is no colon on the line.", "Write a key, a colon, a space and a value."),
)  # fmt: skip
"""What ruamel says, what that means, and the cure."""


def _told(error: Exception) -> tuple[str, str]:
    """Return what is broken and the cure, in words."""
    said = str(error.problem if isinstance(error, MarkedYAMLError) else error).split("\n")[0] or "it cannot be read"
    for part, meaning, cure in _TOLD:
        if part in said:
            return f"This is not valid YAML. {meaning}", cure
    return f"This is not valid YAML: {said}.", "Put the value in quotes, or compare with docs/notes.md."


def _salvage(source: Yaml) -> Mapping | None:
    """Read what can be read of broken YAML: whole lines `key: value` that begin at the margin."""
    pairs: list[tuple[Scalar, Node]] = []
    for number, line in enumerate(source.text.split("\n"), source.first):
        found = _PAIR.match(line)
        if found and found[2] and found[2].strip()[0] not in "[{&*!|>%@`":
            pairs.append((Scalar(found[1], number), Scalar(found[2].strip().strip("\"'"), number)))
    return Mapping(tuple(pairs), source.first) if pairs else None


class Fields:
    """The keys of a mapping, asked for by name; keys that nobody knows and values of the wrong sort are problems."""

    def __init__(self, node: Node | None, path: str, known: Iterable[str], report: Report, what: str) -> None:
        self.path = path
        self.report = report
        self.line = node.line if node else 1
        self._values: dict[str, tuple[Scalar, Node]] = {}
        if node is not None and not isinstance(node, Mapping):
            text = f"{what} should be lines of “key: value”."
            report.add("yaml.shape", self.at(node.line), text, f"The keys are {listed(known, 'and')}.")
            return
        for key, value in node.pairs if node else ():
            self._keep(key, value, tuple(known), what)

    def _keep(self, key: Scalar, value: Node, known: tuple[str, ...], what: str) -> None:
        if key.text not in known:
            hint = did_you_mean(key.text, known, f"The keys are {listed(known, 'and')}.")
            self.report.add("key.unknown", self.at(key.line), f"{what} has no key {short(key.text)}.", hint)
        elif key.text in self._values:
            first = self._values[key.text][0].line
            text = f"The key {short(key.text)} is here a second time; the first is on line {first}."
            self.report.add("key.twice", self.at(key.line), text, "Keep one of them.")
        else:
            self._values[key.text] = (key, value)

    def at(self, line: int) -> Where:
        """Return the place of a line of the file."""
        return Where(self.path, line)

    def where(self, key: str) -> Where:
        """Return where a key stands, or the mapping's first line."""
        found = self._values.get(key)
        return self.at(found[0].line if found else self.line)

    def node(self, key: str) -> Node | None:
        """Return the value of a key as it is; None if nothing is written there."""
        found = self._values.get(key)
        value = found[1] if found else None
        return None if isinstance(value, Scalar) and value.null else value

    def text(self, key: str) -> str:
        """Return the value of a key as text on one line; empty if there is none."""
        value = self.node(key)
        if value is None:
            return ""
        if isinstance(value, Scalar):
            return " ".join(value.text.split())
        self._wrong(
            key, "one piece of text", f"Write “{key}: …” on one line, in quotes if it holds brackets or a colon."
        )
        return ", ".join(texts_of(value))

    def prose(self, key: str) -> str:
        """Return the value of a key as Markdown, with its lines kept."""
        value = self.node(key)
        return value.text.strip() if isinstance(value, Scalar) else self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the values of a key as a list: `[a, b]`, lines that begin with a dash, or `a, b`."""
        value = self.node(key)
        if isinstance(value, Scalar):
            return tuple(dict.fromkeys(part for part in (" ".join(p.split()) for p in value.text.split(",")) if part))
        if isinstance(value, Mapping) or (isinstance(value, Sequence) and not _flat(value)):
            self._wrong(key, "a list of words", f"Write “{key}: [one, two]”.")
        return tuple(dict.fromkeys(texts_of(value))) if value else ()

    def flag(self, key: str) -> bool:
        """Return whether a key is set to true or yes."""
        said = self.text(key).casefold()
        if said not in ("", "true", "yes", "false", "no"):
            self._wrong(key, "true or false", f"Write “{key}: true”, or leave it away.")
        return said in ("true", "yes")

    def _wrong(self, key: str, wanted: str, cure: str) -> None:
        self.report.add("yaml.value", self.where(key), f"The value of {short(key)} should be {wanted}.", cure)


def _flat(value: Sequence) -> bool:
    return all(isinstance(item, Scalar) for item in value.items)


def texts_of(value: Node) -> tuple[str, ...]:
    """Return all the text in a value, in order."""
    if isinstance(value, Scalar):
        text = " ".join(value.text.split())
        return (text,) if text and not value.null else ()
    if isinstance(value, Sequence):
        return tuple(text for item in value.items for text in texts_of(item))
    return tuple(text for key, item in value.pairs for text in (*texts_of(key), *texts_of(item)))
