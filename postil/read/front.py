"""Front matter: the YAML between two lines of three dashes at the head of a Markdown file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from postil.read.fields import Yaml
from postil.read.files import Source
from postil.read.report import Report

_DASHES = re.compile(r"-{3,}[ \t]*$")
_KEY = re.compile(r"\s*(#|(-\s+)?[A-Za-z][\w-]*\s*:(\s|$))")


@dataclass(frozen=True, slots=True)
class Split:
    """A Markdown file, its front matter apart."""

    front: Yaml | None
    body: Source
    """What is below it."""


def split_front(source: Source, report: Report) -> Split:
    """Part a file's front matter from its body. A line of dashes that no key follows is no front matter."""
    lines = source.text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None or not _DASHES.match(lines[first]):
        return Split(None, source)
    inside = next((line for line in lines[first + 1 :] if line.strip()), "")
    if not (_KEY.match(inside) or _DASHES.match(inside)):
        return Split(None, source)
    last = next((i for i in range(first + 1, len(lines)) if _DASHES.match(lines[i])), None)
    below = last + 1 if last is not None else 0
    if last is None:
        hint = "Put a line of three dashes under the last key."
        report.add("front.open", source.at(first + 1), "The front matter that begins here is not closed.", hint)
        last = below = _after_keys(lines, first)
    front = Yaml("\n".join(lines[first + 1 : last]), source.path, first + 2)
    return Split(front, Source(source.path, "\n".join(lines[below:]), above=below))


def _after_keys(lines: list[str], first: int) -> int:
    """Return the line after the keys that stand together at the head: where the dashes should have been."""
    last = first + 1
    while last < len(lines) and (_KEY.match(lines[last]) or lines[last].startswith((" ", "\t"))):
        last += 1
    return last
