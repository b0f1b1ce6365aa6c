"""Read what people wrote: content/ to a `Content`, with everything that is wrong in it as problems.

Nothing that a person wrote is dropped: a story with errors still yields what can be shown.
"""

from __future__ import annotations

from pathlib import Path

from postil.models import Content, Library, Story
from postil.problems import PostilError, Where
from postil.read.files import entries, read_source
from postil.read.library import read_library
from postil.read.near import did_you_mean
from postil.read.notes import links_in
from postil.read.plain import PlainText, read_cast, read_plain
from postil.read.report import Report, short
from postil.read.story import is_story, read_story
from postil.read.values import digest, slug_of, unique

__all__ = ["PlainText", "links_in", "read_cast", "read_content", "read_plain"]

_SITE = ("assets",)
"""Addresses at the head of the site that are taken."""


def read_content(folder: Path, *, drafts: bool = False) -> Content:
    """Read a content folder: its library and its stories, by name; drafts only with `drafts`.

    Paths in problems begin with the folder's own name. Raises PostilError if there is no such folder.
    """
    if not folder.is_dir():
        raise PostilError(
            f"There is no folder {folder}.", "Go to the folder that holds content/, or name it by --content."
        )
    root = folder.resolve().name
    report = Report()
    library = _library(folder, root, report)
    stories: dict[str, Story] = {}
    for path in entries(folder):
        if not path.is_dir() or not _is_story(path, root, report):
            continue
        found = Report()
        slug = _address(path, root, stories, found)
        story = read_story(path, f"{root}/{path.name}", slug, library, found)
        if drafts or not story.draft:
            stories[slug] = story
            report.problems += found.problems
    return Content(library, tuple(stories.values()), report.sorted())


def _library(folder: Path, root: str, report: Report) -> Library:
    file = folder / "library.yaml"
    shown = f"{root}/library.yaml"
    for path in entries(folder):
        if path.is_file() and path != file and path.stem.upper() not in ("README", "LICENSE", "LICENCE"):
            hint = did_you_mean(path.name, ("library.yaml",), "A story is a folder with a file story.md in it.")
            report.add("file.unknown", Where(f"{root}/{path.name}"), f"{short(path.name)} is not read.", hint)
    source = read_source(file, shown, report) if file.exists() else None
    return read_library(source, Where(shown), report)


def _is_story(folder: Path, root: str, report: Report) -> bool:
    if is_story(folder):
        return True
    if not any(folder.rglob("*.md")) and not any(folder.rglob("*.txt")) and any(folder.iterdir()):
        return False
    text = f"There is no story in {short(folder.name)}: it has neither story.md nor chapters/."
    report.add(
        "story.missing", Where(f"{root}/{folder.name}/story.md"), text, "Put the prose in a file story.md there."
    )
    return False


def _address(folder: Path, root: str, taken: dict[str, Story], report: Report) -> str:
    """Return a story's address, from its folder's name; a second story with one is numbered, so that it is not lost."""
    slug = slug_of(folder.name)
    where = Where(f"{root}/{folder.name}")
    if not slug or slug in _SITE:
        text = f"The folder's name {short(folder.name)} cannot be an address."
        report.add("story.address", where, text, "Use letters, digits and hyphens: the-long-way-home.")
    elif slug in taken:
        text = f"The address {slug}/ is taken by {taken[slug].where.path.rpartition('/')[0]}."
        report.add("story.twice", where, text, "Give one of the two folders another name.")
    return unique(slug or f"story-{digest(folder.name)}", set(taken) | set(_SITE))
