"""`build.py new`: the files of a new story, empty or from a text."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from postil.from_text import Piece, markdown_of, read_pieces
from postil.problems import Problem, Where
from postil.read.files import Source, read_source
from postil.read.plain import MARKDOWN, is_heading
from postil.read.report import Report, short
from postil.read.story import read_title
from postil.read.values import slug_of, title_of

Files = dict[Path, str]
"""What to write, by path; a line feed ends each line."""

_OTHER_FORMATS = (".docx", ".doc", ".odt", ".rtf", ".pdf", ".epub", ".html", ".htm", ".pages")
_PLAIN_YAML = re.compile(r"[A-Za-z][\w ’'.-]*[\w.]")
_BY = re.compile(r"by\s+(\S.{1,60})", re.IGNORECASE)
_HEADING = re.compile(r"(chapter|part|book)\s+([\dIVXLC]+|[a-z]+(?:-[a-z]+)?)\b", re.IGNORECASE)
_NUMERAL = re.compile(r"()([IVXLC]+)\.?")
_LONGEST_HEADING = 120
_CHAPTER_LENGTH = 800
"""Words; parts with fewer on average are parts of one page."""
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_WORDS = {word: i for i, word in enumerate(f"{_ONES} eighteen nineteen".split(), 1)}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_OPENING = "Opening"

_STORY = """\
---
title: {title}
# What follows may stay as it is, be filled in (take the # away), or go.
# author: Your Name
# date: 2026
# summary: One or two sentences for the library's page.
# tags: [sea, siblings]
---

Your story begins here. A blank line parts paragraphs, and *stars* make words stand out.

***

Three stars on a line of their own part two scenes. Write over all of this, and build.
"""

_NOTES = """\
---
by: Your Name
# Your notes go under the second line of dashes, each like this one (without the # signs):
#
#     > Copy here a few words of the story, **with stars around those you mean**.
#
#     Then say what you have to say.
#
#     ---
#
#     > A line of three dashes parts two notes.
#
#     And so on. docs/notes.md tells the rest.
---
"""


@dataclass(frozen=True, slots=True)
class _Section:
    """A chapter of a plain text."""

    title: str
    pieces: tuple[Piece, ...]


def new_story(content: Path, slug: str, source: Path | None = None) -> tuple[Files, tuple[Problem, ...]]:
    """Return the files of a new story under `content`, and what was wrong; no files if it cannot be made.

    `source` is a text or Markdown file. Nothing is written here, and nothing that is there is written over.
    """
    report = Report()
    shown = f"{content.name}/{slug}"
    _check_address(content, slug, Where(shown), report)
    text = _read(source, report) if source else None
    if any(problem.severity == "error" for problem in report.problems):
        return {}, report.sorted()
    if source is None or text is None:
        made = {"story.md": _STORY.format(title=_yaml(title_of(slug)))}
    elif source.suffix.lower() in MARKDOWN:
        made = {"story.md": _with_title(text, slug)}
    else:
        made = _from_text(text, slug)
    made["notes/notes.md"] = _NOTES
    return {content / slug / name: written for name, written in made.items()}, report.sorted()


def _check_address(content: Path, slug: str, where: Where, report: Report) -> None:
    good = slug_of(slug)
    if slug != good or slug == "assets":
        hint = (
            f"Did you mean “{good}”?" if good and slug != good else "Use letters, digits and hyphens: the-lighthouse."
        )
        report.add("new.address", where, f"{short(slug)} cannot be a story's address.", hint)
    there = [path.name for path in content.iterdir() if path.is_dir()] if content.is_dir() else []
    same = next((name for name in there if good and slug_of(name) == good), None)
    if same is not None:
        text = f"There is a story in {content.name}/{same} already; nothing was written."
        report.add("new.exists", where, text, "Choose another name, or take that folder away.")


def _read(file: Path, report: Report) -> str | None:
    if file.suffix.lower() in _OTHER_FORMATS:
        text = f"{short(file.name)} is neither plain text nor Markdown."
        report.add("new.format", Where(file.as_posix()), text, "Save it as plain text (.txt, UTF-8), and take that.")
        return None
    found = Report()
    source = read_source(file, file.as_posix(), found)
    for problem in found.problems:
        # What cannot be read stops; what was read as something else is written as UTF-8, and should be looked at.
        code = "new.encoding" if problem.code == "file.encoding" else problem.code
        hint = (
            "Look whether all quotation marks and accents came out right." if code == "new.encoding" else problem.hint
        )
        report.add(code, problem.where, problem.text, hint)
    if source is not None and not source.text.strip():
        report.add(
            "new.empty",
            Where(file.as_posix()),
            "There is nothing in the file.",
            "Leave --from away for an empty story.",
        )
    return source.text if source else None


def _yaml(value: str) -> str:
    """Return a value as YAML; what could be anything but text stands in quotes (JSON is YAML)."""
    plain = _PLAIN_YAML.fullmatch(value) and value.casefold() not in ("null", "true", "false", "yes", "no")
    return value if plain else json.dumps(value, ensure_ascii=False)


def _with_title(text: str, slug: str) -> str:
    """Return a Markdown story as it is, with a title from its address if it has none."""
    ended = text.strip("\n") + "\n"
    title, has_front = read_title(Source("", text))
    if title:
        return ended
    line = f"title: {_yaml(title_of(slug))}\n"
    if has_front:
        first, _, rest = ended.lstrip().partition("\n")
        return f"{first}\n{line}{rest}"
    return f"---\n{line}---\n\n{ended}"


# From a plain text


def _from_text(text: str, slug: str) -> dict[str, str]:
    pieces = read_pieces(text)
    title, author, pieces = _title(pieces, slug)
    head = (
        f"---\ntitle: {_yaml(title or title_of(slug))}\n" + (f"author: {_yaml(author)}\n" if author else "") + "---\n"
    )
    sections = _sections(pieces)
    if not sections:
        return {"story.md": f"{head}\n{_prose(_with_headings(pieces))}"}
    digits = max(2, len(str(len(sections))))
    made = {"story.md": head}
    first = 0 if sections[0].title == _OPENING else 1
    for i, section in enumerate(sections, first):
        name = f"{i:0{digits}}-{slug_of(section.title)[:40].strip('-') or 'chapter'}.md"
        made[f"chapters/{name}"] = f"---\ntitle: {_yaml(section.title)}\n---\n\n{_prose(section.pieces)}"
    return made


def _prose(pieces: Sequence[Piece]) -> str:
    return "\n\n".join(map(markdown_of, pieces)) + "\n"


def _title(pieces: tuple[Piece, ...], slug: str) -> tuple[str, str, tuple[Piece, ...]]:
    """Return title, author and the rest. A first line is the title if the address says so, or if "by …" follows."""
    if len(pieces) < 2 or pieces[0].kind == "break" or len(pieces[0].lines[0]) > 80:
        return "", "", pieces
    title, *under = pieces[0].lines
    rest = pieces[1:]
    if not under and len(rest) > 1 and _BY.fullmatch(rest[0].text):
        under, rest = [rest[0].text], rest[1:]
    by = _BY.fullmatch(" ".join(under))
    if by or (not under and slug_of(title) == slug):
        return title, by[1].strip() if by else "", rest
    return "", "", pieces


def _sections(pieces: Sequence[Piece]) -> tuple[_Section, ...]:
    """Return the chapters, if the text has headings that count; what stands before them comes first.

    Chapters are looked for first, then parts, then books. Bare numerals count only over long stretches of prose.
    """
    for word in ("chapter", "part", "book", ""):
        heads = _counting(pieces, word)
        if not heads or (not word and _length(pieces) < _CHAPTER_LENGTH * len(heads)):
            continue
        ends = [*heads[1:], len(pieces)]
        made = [_Section(_heading(pieces[i]), tuple(pieces[i + 1 : end])) for i, end in zip(heads, ends, strict=True)]
        before = tuple(pieces[: heads[0]])
        opening = (_Section(_OPENING, before),) if _has_prose(before) else ()
        return (*opening, *made)
    return ()


def _length(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.text.split()) for piece in pieces)


def _has_prose(pieces: Sequence[Piece]) -> bool:
    return any(piece.kind == "prose" for piece in pieces)


def _counting(pieces: Sequence[Piece], word: str) -> tuple[int, ...]:
    """Return the indices of the headings that begin with `word`, if they count from 1 without a gap; else none.

    They may count from 1 again, in a second volume. A heading with no prose before the next is a line of a table of
    contents.
    """
    heads = [(i, number) for i, piece in enumerate(pieces) if (number := _number(piece, word))]
    ends = (*(i for i, _ in heads[1:]), len(pieces))
    filled = [head for head, end in zip(heads, ends, strict=False) if _has_prose(pieces[head[0] + 1 : end])]
    first = next((at for at, (_, number) in enumerate(filled) if number == 1), len(filled))
    run = filled[first:]
    counts = all(b in (1, a + 1) for (_, a), (_, b) in pairwise(run))
    return tuple(i for i, _ in run) if counts and len(run) > 1 else ()


def _with_headings(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Make headings of the bare numerals that count the parts of a short story."""
    heads = _counting(pieces, "")
    return tuple(replace(piece, kind="heading") if i in heads else piece for i, piece in enumerate(pieces))


def _heading(piece: Piece) -> str:
    """Return a heading on one line: "CHAPTER I. The Boat" for "CHAPTER I" above "The Boat"."""
    return ". ".join((*(line.rstrip(".") for line in piece.lines[:-1]), piece.lines[-1]))


def _number(piece: Piece, word: str) -> int:
    """Return the number in a heading that begins with `word`, 0 if it is none: 4 for "CHAPTER IV. The Sea"."""
    first = piece.lines[0]
    if not is_heading(first) or len(piece.text) > _LONGEST_HEADING:
        return 0
    found = _HEADING.match(first) if word else _NUMERAL.fullmatch(first)
    if found is None or (found[1] or "").casefold() != word:
        return 0
    return _value(found[2])


def _value(said: str) -> int:
    if said.isdecimal():
        return int(said)
    tens, _, ones = said.casefold().partition("-")
    by_word = _WORDS.get(said.casefold()) or (_TENS[tens] + _WORDS.get(ones, 0) if tens in _TENS else 0)
    return by_word or (_roman(said.upper()) if set(said.upper()) <= set(_ROMAN) else 0)


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
