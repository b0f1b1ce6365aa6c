"""Addresses on GitHub's web page where a reader can propose a note or put a tag right, with the file begun for them."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote, urlencode

from postil.models import Library, Story

_NOTE = """\
---
by: your name
kind: comment
---

> The sentence your note is about, **with the words it is on in bold**.

What you want to say.
"""

_CORRECTION = """\
{speaker="Name"}
> “The words that somebody else says.”

---

{not=feeling}
> The words that are no feeling.
"""


def note_address(library: Library, story: Story) -> str:
    """Return where a new file of notes begins; empty if library.yaml names no repository."""
    return _new(library, story, "notes/your-name.md", _NOTE)


def correction_address(library: Library, story: Story) -> str:
    """Return where the story's corrections are written; empty if library.yaml names no repository."""
    if story.corrections and library.repository:
        return f"{_at(library, 'edit')}/{_folder(library, story)}/corrections.md"
    return _new(library, story, "corrections.md", _CORRECTION)


def _new(library: Library, story: Story, name: str, text: str) -> str:
    if not library.repository:
        return ""
    query = urlencode({"filename": name, "value": text}, quote_via=quote, safe="/")
    return f"{_at(library, 'new')}/{_folder(library, story)}?{query}"


def _at(library: Library, what: str) -> str:
    return f"https://github.com/{library.repository}/{what}/{quote(library.branch)}"


def _folder(library: Library, story: Story) -> str:
    return quote(f"{PurePosixPath(library.where.path).parent.name or 'content'}/{story.slug}")
