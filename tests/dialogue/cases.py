"""Read cases.txt: a text, what is known about it, and what a reader should see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from postil.models import Cast, CastEntry
from postil.problems import Where
from postil.tag.given import Given, PlacedCorrection, split_paragraphs

_NAME = re.compile(r"\s*([^(/]+?)\s*(?:/\s*([^(]+?)\s*)?\((\w+)\)\s*")


@dataclass(frozen=True)
class Case:
    """One block of the file."""

    title: str
    text: str
    given: Given
    said: tuple[tuple[str, str], ...]
    """What is said and by whom; an empty name where the case does not ask, "?" for nobody in the cast."""


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a file."""
    return [_case(block) for block in path.read_text(encoding="utf-8").split("\n== ")[1:]]


def _case(block: str) -> Case:
    title, _, rest = block.partition("\n")
    head, _, expected = rest.partition("\n--\n")
    options: list[tuple[str, str]] = []
    while (line := re.match(r"(cast|narrator|correct|unsay): (.*)\n+", head.lstrip("\n"))) is not None:
        options.append((line.group(1), line.group(2)))
        head = head.lstrip("\n")[line.end() :]
    text = head.strip("\n")
    entries: list[CastEntry] = []
    narrator = None
    corrections = []
    for key, value in options:
        if key == "cast":
            entries = [_entry(name) for name in re.findall(r"[^,]+", value)]
        elif key == "narrator":
            narrator = _slug(value)
        else:
            words, _, speaker = value.partition(" =")
            at = text.index(words)
            right: dict[str, Any] = {"speaker": speaker.strip()} if key == "correct" else {"not_": "speech"}
            corrections.append(PlacedCorrection(at, at + len(words), **right))
    cast = Cast(tuple(entries), narrator=narrator)
    given = Given(split_paragraphs(text), cast=cast, corrections=tuple(corrections), text=text)
    return Case(title, text, given, _expected(expected, bool(entries)))


def _entry(written: str) -> CastEntry:
    found = _NAME.fullmatch(written)
    assert found, f"not a name and a pronoun: {written}"
    name, alias, pronoun = found.groups()
    pronouns: Any = pronoun
    return CastEntry(_slug(name), name, Where("cast.yaml"), (alias,) if alias else (), pronouns)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z]+", "-", name.lower()).strip("-")


def _expected(lines: str, by_whom: bool) -> tuple[tuple[str, str], ...]:
    found = []
    for line in filter(None, lines.split("\n")):
        said, equals, speaker = line.rpartition(" = ")
        found.append((said, speaker) if by_whom and equals else (line, ""))
    return tuple(found)
