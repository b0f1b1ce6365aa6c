"""A story's folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from postil.models import Cast, Chapter, Correction, Footnote, Library, Note, Paragraph, Story
from postil.problems import Where
from postil.read.blocks import Block, checked, parse_blocks
from postil.read.cast import read_cast_source
from postil.read.corrections import Known, read_corrections
from postil.read.fields import Fields, parse_yaml
from postil.read.files import Source, entries, read_source
from postil.read.front import split_front
from postil.read.markdown import runs_code
from postil.read.near import did_you_mean
from postil.read.notes import read_notes
from postil.read.report import Report, short
from postil.read.values import digest, language_of, slug_of, title_of, unique

KEYS = ("title", "author", "date", "summary", "rating", "tags", "language", "source", "licence", "draft")
CHAPTER_KEYS = ("title",)
PAGES = ("index", "cast", "beats", "script", "notes", "tags")
"""Addresses in a story's folder of the site that are taken."""
FILES = ("story.md", "cast.yaml", "corrections.md")
PARTS = (*FILES, "chapters", "notes")
_OTHERS = (".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".avif")
_NUMBER = re.compile(r"(\d+)|(\D+)")


@dataclass(frozen=True, slots=True)
class _Prose:
    """A file of prose: the front matter's keys and the blocks."""

    source: Source
    fields: Fields
    title: str
    """From the front matter, or else the first heading; may be empty."""
    blocks: tuple[Block, ...]
    footnotes: tuple[tuple[str, tuple[Block, ...]], ...]


@dataclass(slots=True)
class _Numbering:
    """Gives paragraphs their ids and their places in the story's text, which grows."""

    texts: list[str] = field(default_factory=list)
    length: int = 0
    ids: set[str] = field(default_factory=set)

    def place(self, text: str) -> int:
        """Add a paragraph's text to the story's, and return where it begins; an empty one takes no place."""
        if not text:
            return self.length + (2 if self.texts else 0)
        if self.texts:
            self.length += 2
        start = self.length
        self.texts.append(text)
        self.length += len(text)
        return start


def read_story(folder: Path, shown: str, slug: str, library: Library, report: Report) -> Story:
    """Read all files of a story. `shown` is the folder's path in messages, `slug` the story's address."""
    _strangers(folder, shown, report)
    main = _main(folder, shown, report)
    files = _chapter_files(folder, shown, report)
    where = Where(files[0].path if files and not main else f"{shown}/story.md")
    fields = main.fields if main else Fields(None, where.path, KEYS, report, "A story")
    title = (main.title if main else "") or _untitled(folder, where, report if main or files else Report())
    numbering = _Numbering()
    if files:
        chapters = _chapters(main, files, numbering, report)
    else:
        chapters = (_only_chapter(main, title, where, numbering, report),)
    text = "\n\n".join(numbering.texts)
    cast = _cast(folder, shown, report)
    return Story(
        slug=slug,
        title=title,
        where=where,
        chapters=chapters,
        text=text,
        author=fields.text("author"),
        date=fields.text("date"),
        summary=checked(fields, "summary", report),
        rating=fields.text("rating"),
        tags=fields.texts("tags"),
        language=language_of(fields.text("language"), fields.where("language"), report, library.language),
        source=_address_or_words(fields, "source", report),
        licence=_address_or_words(fields, "licence", report),
        draft=fields.flag("draft"),
        cast=cast,
        notes=_notes(folder, shown, library, report),
        corrections=_corrections(folder, shown, cast, text, report),
    )


def is_story(folder: Path) -> bool:
    """Return whether a folder of content/ holds anything of a story."""
    return any((folder / part).exists() for part in PARTS)


def _strangers(folder: Path, shown: str, report: Report) -> None:
    """Report what stands in the folder and is never read."""
    for path in entries(folder):
        if _is_known(path):
            continue
        hint = did_you_mean(path.name, PARTS, "Prose goes in story.md or chapters/, notes in notes/.")
        report.add("file.unknown", Where(f"{shown}/{path.name}"), f"{short(path.name)} is not read.", hint)
    for part in ("chapters", "notes"):
        for path in entries(folder / part) if (folder / part).is_dir() else ():
            if path.suffix != ".md" and path.suffix.lower() not in _OTHERS:
                hint = "Give it a name that ends in .md."
                report.add(
                    "file.unknown", Where(f"{shown}/{part}/{path.name}"), f"{short(path.name)} is not read.", hint
                )


def _is_known(path: Path) -> bool:
    if path.is_dir():
        return path.name in PARTS or not any(path.glob("*.md"))
    return path.name in FILES or path.suffix.lower() in _OTHERS or path.stem.upper() == "README"


# Prose


def _main(folder: Path, shown: str, report: Report) -> _Prose | None:
    file = folder / "story.md"
    source = read_source(file, f"{shown}/story.md", report) if file.exists() else None
    if source is None:
        if not (folder / "chapters").is_dir() and not file.exists():
            text = f"There is no story.md in {shown}/, and no chapters/."
            report.add("story.missing", Where(f"{shown}/story.md"), text, "Put the prose in a file story.md there.")
        return None
    return _prose(source, KEYS, "A story", report)


def _chapter_files(folder: Path, shown: str, report: Report) -> tuple[Source, ...]:
    """Read the chapters, in the order of the numbers in their names: 2 comes before 10."""
    inside = folder / "chapters"
    files = sorted(inside.glob("*.md"), key=lambda file: _natural(file.name)) if inside.is_dir() else []
    read = (read_source(file, f"{shown}/chapters/{file.name}", report) for file in files if file.name[0] not in "._")
    return tuple(source for source in read if source is not None)


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(number) if number else -1, word) for number, word in _NUMBER.findall(name)]


def _prose(source: Source, keys: Iterable[str], what: str, report: Report) -> _Prose:
    """Read a file of prose. A first heading that is its title, or could be, is the title and no prose."""
    split = split_front(source, report)
    fields = Fields(parse_yaml(split.front, report) if split.front else None, source.path, keys, report, what)
    parsed = parse_blocks(split.body, report)
    title, blocks = fields.text("title"), parsed.blocks
    if blocks and blocks[0].kind == "heading":
        heading = blocks[0].flat.text.replace("\n", " ")
        if _fold(heading) == _fold(title) or (not title and blocks[0].level == 1):
            title, blocks = title or heading, blocks[1:]
    return _Prose(split.body, fields, title, blocks, parsed.footnotes)


def read_title(source: Source) -> tuple[str, bool]:
    """Return the title a file of prose gives itself, empty if none, and whether it has front matter."""
    front = split_front(source, Report()).front
    return _prose(source, KEYS, "A story", Report()).title, front is not None


def _fold(title: str) -> str:
    return "".join(c for c in title.casefold() if c.isalnum()) or title


def _only_chapter(main: _Prose | None, title: str, where: Where, numbering: _Numbering, report: Report) -> Chapter:
    if main is None:
        return Chapter("", title, 1, (), where)
    chapter = _chapter(main, "", title, 1, numbering)
    if not chapter.paragraphs:
        hint = "Write it under the front matter, or put it in chapters/."
        report.add("story.empty", where, "The story has no prose.", hint)
    return chapter


def _chapters(
    main: _Prose | None, files: Sequence[Source], numbering: _Numbering, report: Report
) -> tuple[Chapter, ...]:
    """Lay out the chapters; prose in story.md stands before them, so that it is not lost."""
    prose = [_prose(source, CHAPTER_KEYS, "A chapter", report) for source in files]
    taken = set(PAGES)
    made: list[Chapter] = []
    if main and main.blocks:
        where = main.source.at(main.blocks[0].line)
        text = "There is prose in story.md, and there are chapters/; it is shown as the first chapter."
        report.add("story.both", where, text, "Move it into a file of chapters/, such as 00-prologue.md.")
        made.append(_chapter(main, unique("story", taken), main.title or "Beginning", 1, numbering))
    for one in prose:
        slug = _address(one.source, taken, report)
        number = len(made) + 1
        chapter = _chapter(one, slug, one.title or _title_of_file(one.source) or f"Chapter {number}", number, numbering)
        if not chapter.paragraphs:
            report.add("chapter.empty", chapter.where, "The chapter has no prose.", "Write it, or take the file away.")
        made.append(chapter)
    return tuple(made)


def _address(source: Source, taken: set[str], report: Report) -> str:
    """Return a chapter's address, from its file's name."""
    name = source.path.rpartition("/")[2].removesuffix(".md")
    slug = slug_of(name)
    if slug in PAGES or not slug:
        taken_by_site = f"A chapter cannot have the address {short(slug)}: a page of the site has it."
        text = taken_by_site if slug else f"The name {short(name)} makes no address."
        hint = f"Give the file another name, such as 01-{slug or 'lamp'}.md."
        report.add("chapter.address", Where(source.path), text, hint)
    elif slug in taken:
        text = f"Another chapter has the address {short(slug)} too."
        report.add("chapter.twice", Where(source.path), text, "Give one of the two files another name.")
    return unique(slug or f"chapter-{digest(name)}", taken)


def _title_of_file(source: Source) -> str:
    name = source.path.rpartition("/")[2].removesuffix(".md")
    return title_of(name.lstrip("0123456789").lstrip(" -_."))


def _chapter(prose: _Prose, slug: str, title: str, number: int, numbering: _Numbering) -> Chapter:
    paragraphs = []
    n = 0
    for block in prose.blocks:
        n += block.kind != "heading"
        paragraphs.append(_paragraph(block, n, prose.source, numbering))
    footnotes = tuple(
        Footnote(
            mark, tuple(_footnote_block(block, i, mark, prose.source, numbering) for i, block in enumerate(blocks, 1))
        )
        for mark, blocks in prose.footnotes
    )
    return Chapter(slug, title, number, tuple(paragraphs), Where(prose.source.path), footnotes)


def _paragraph(block: Block, n: int, source: Source, numbering: _Numbering) -> Paragraph:
    return Paragraph(
        id=unique(f"p-{digest(_words(block))}", numbering.ids),
        n=0 if block.kind == "heading" else n,
        kind=block.kind,
        text=block.flat.text,
        start=numbering.place(block.flat.text),
        where=source.at(block.line),
        inlines=block.flat.inlines,
        nests=block.nests,
        level=block.level,
        after_break=block.after_break,
    )


def _footnote_block(block: Block, n: int, mark: str, source: Source, numbering: _Numbering) -> Paragraph:
    """Make a paragraph of a footnote: it has an address, but no place in the story's text."""
    placed = _paragraph(block, n, source, _Numbering())
    return replace(placed, id=unique(f"f-{digest(f'{mark} {_words(block)}')}", numbering.ids))


def _words(block: Block) -> str:
    return block.flat.text or " ".join(inline.target for inline in block.flat.inlines)


def _untitled(folder: Path, where: Where, report: Report) -> str:
    title = title_of(folder.name) or folder.name
    hint = "Begin story.md with a line ---, a line “title: …”, and a line ---."
    report.add(
        "story.untitled", where, f"The story has no title; {short(title)} is taken, from its folder's name.", hint
    )
    return title


def _address_or_words(fields: Fields, key: str, report: Report) -> str:
    """Return a value that may be shown as a link; an address that runs code is left out."""
    said = fields.text(key)
    if not runs_code(said):
        return said
    text = f"The {key} {short(said, 40)} is left out: it is an address that runs code."
    report.add("link.unsafe", fields.where(key), text, "Write a web address, https://…, or words.")
    return ""


# What goes with it


def _cast(folder: Path, shown: str, report: Report) -> Cast:
    file = folder / "cast.yaml"
    source = read_source(file, f"{shown}/cast.yaml", report) if file.exists() else None
    return read_cast_source(source, report) if source else Cast()


def _notes(folder: Path, shown: str, library: Library, report: Report) -> tuple[Note, ...]:
    inside = folder / "notes"
    files = [file for file in entries(inside) if file.suffix == ".md"] if inside.is_dir() else []
    read = (read_source(file, f"{shown}/notes/{file.name}", report) for file in files)
    return read_notes([source for source in read if source], library.kinds, report)


def _corrections(folder: Path, shown: str, cast: Cast, text: str, report: Report) -> tuple[Correction, ...]:
    file = folder / "corrections.md"
    source = read_source(file, f"{shown}/corrections.md", report) if file.exists() else None
    names = tuple(name for entry in cast.entries for name in (entry.name, *entry.aliases, entry.id))
    return read_corrections(source, Known(names, text), report) if source else ()
