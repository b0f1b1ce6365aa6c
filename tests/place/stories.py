"""Stories as values, made from plain paragraphs; quotations with **bold**; cases read from text files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from postil.models import Chapter, Correction, Note, Paragraph, Quotation, Story
from postil.problems import Where

HERE = Path(__file__).parent
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def quote(written: str, line: int = 1) -> Quotation:
    text, marked, done = "", [], 0
    for match in _BOLD.finditer(written):
        text += written[done : match.start()]
        marked.append((len(text), len(text) + len(match[1])))
        text += match[1]
        done = match.end()
    return Quotation(text + written[done:], tuple(marked), Where("content/s/notes/ada.md", line))


def note(id: str, written: str | None, reply_to: str | None = None) -> Note:  # noqa: A002
    quotation = quote(written) if written else None
    return Note(id, "Ada", "craft", (), "Look.", Where("content/s/notes/ada.md"), quotation, reply_to)


def story(*chapters: str, notes: Sequence[Note] = (), corrections: Sequence[Correction] = ()) -> Story:
    made, start = [], 0
    for number, chapter in enumerate(chapters, 1):
        paragraphs = []
        for n, text in enumerate(chapter.split("\n\n"), 1):
            where = Where(f"content/s/chapters/{number}.md", 2 * n + 3)
            paragraphs.append(Paragraph(f"p{number}-{n}", n, "prose", text, start, where))
            start += len(text) + 2
        made.append(Chapter(str(number), f"Chapter {number}", number, tuple(paragraphs), Where("content/s/story.md")))
    text = "\n\n".join(p.text for c in made for p in c.paragraphs)
    return Story(
        "s", "S", Where("content/s/story.md"), tuple(made), text, notes=tuple(notes), corrections=tuple(corrections)
    )


def cases(name: str) -> list[list[str]]:
    """Read a file of cases: [title, field, field …] each."""
    body = (HERE / name).read_text(encoding="utf-8").split("\n\n", 1)[1]
    fields = 4 if name == "cases.txt" else 5
    parts = [part.strip("\n") for part in f"\n{body}".split("\n.\n")][:-1]
    return [parts[i : i + fields] for i in range(0, len(parts), fields)]


def without_brackets(drawn: str) -> tuple[str, list[str]]:
    """Return a story drawn with ⟦ ⟧ without them, and what was between them."""
    return re.sub("[⟦⟧]", "", drawn), re.findall("⟦(.*?)⟧", drawn, re.DOTALL)
