"""The pictures that stories show: found beside their story, measured, copied into the site."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import imagesize

from postil.models import Paragraph, Size, Story
from postil.problems import Problem

SUFFIXES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"})
"""What an <img> may show. No SVG: opened by itself it may run scripts."""


def collect(content: Path, stories: Sequence[Story]) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Return the pictures that the prose shows (path in the site: bytes), and a problem for each that is not there."""
    files: dict[str, bytes] = {}
    problems = []
    for story in stories:
        folder = content / story.slug
        for paragraph, target in _shown(story):
            picture = _local(folder, target)
            if picture is None:
                problems.append(_missing(paragraph, target, folder))
            else:
                files[f"{story.slug}/{picture.relative_to(folder.resolve()).as_posix()}"] = picture.read_bytes()
    return files, tuple(problems)


def measure(files: Mapping[str, bytes]) -> dict[str, Size]:
    """Return the width and height of each picture in pixels, turned as it is shown; without those that do not say.

    The page keeps a picture's place free by them, so that nothing moves when it comes.
    """
    sizes = {path: imagesize.get(BytesIO(data)) for path, data in files.items()}
    return {path: (int(width), int(height)) for path, (width, height) in sizes.items() if width > 0 and height > 0}


def _shown(story: Story) -> list[tuple[Paragraph, str]]:
    return [
        (paragraph, inline.target)
        for chapter in story.chapters
        for paragraph in (*chapter.paragraphs, *(block for footnote in chapter.footnotes for block in footnote.blocks))
        for inline in paragraph.inlines
        if inline.kind == "image" and not urlsplit(inline.target).scheme
    ]


def _local(folder: Path, target: str) -> Path | None:
    """Return the picture's file if it is one, inside the story's own folder."""
    file = (folder / unquote(urlsplit(target).path)).resolve()
    inside = file.is_relative_to(folder.resolve()) and file.suffix.lower() in SUFFIXES
    return file if inside and file.is_file() else None


def _missing(paragraph: Paragraph, target: str, folder: Path) -> Problem:
    there = sorted(p.name for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)
    near = difflib.get_close_matches(Path(target).name, there, n=1)
    hint = (
        f"Did you mean {near[0]}?"
        if near
        else "Put the picture into the story's folder, as avif, gif, jpg, png or webp."
    )
    return Problem(paragraph.where, "image.missing", f"The picture {target!r} is not there.", hint, "warning")
