"""A story with tags and notes made by hand, so that pages need no model: "Ten Past Four", as the mock has it."""

from __future__ import annotations

import json
from pathlib import Path

from postil.layout import Page, Told
from postil.models import Content, Note, PlacedNote, Placements, Quotation, Span, Story
from postil.read import read_content
from postil.render import draw, make_environment, read_assets
from postil.tags import Tags, from_json

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[1] / "templates"


ENVIRONMENT = make_environment([TEMPLATES], read_assets([TEMPLATES]))


def drawn(page: Page) -> str:
    """Return a page's HTML; quicker than `render`, which reads the templates anew."""
    return draw(ENVIRONMENT, page).decode()


def content() -> Content:
    return read_content(HERE / "content")


def tags() -> Tags:
    return from_json(json.loads((HERE / "ten-past-four.tags.json").read_text(encoding="utf-8")))


def no_tags(story: Story) -> Tags:
    return Tags(story.text, (), (), (), (), (), ())


def told(story: Story, found: Tags | None = None) -> Told:
    return Told(story, found or no_tags(story), placements(story))


def placements(story: Story) -> Placements:
    """Place notes whose words stand in one paragraph as they are: enough for pages; `postil.place` knows more."""
    by_id = {note.id: note for note in story.notes}
    placed = {note.id: _placed(story, note) for note in story.notes if note.quotation}
    chains: list[PlacedNote] = []
    for one in sorted(placed.values(), key=_order):
        chains += [one, *_replies(one, story.notes, by_id)]
    return Placements(tuple(chains), ())


def _order(placed: PlacedNote) -> tuple[bool, int]:
    return (placed.paragraph is None, placed.paragraph.start + placed.ranges[0][0] if placed.paragraph else 0)


def _replies(to: PlacedNote, notes: tuple[Note, ...], by_id: dict[str, Note]) -> list[PlacedNote]:
    found = []
    for note in notes:
        if note.reply_to == to.note.id:
            one = PlacedNote(note, to.state, to.root, to.depth + 1, to.chapter, to.paragraph, to.ranges)
            found += [one, *_replies(one, notes, by_id)]
    return found


def _placed(story: Story, note: Note) -> PlacedNote:
    assert note.quotation
    for index, chapter in enumerate(story.chapters):
        for paragraph in chapter.paragraphs:
            if ranges := _find(paragraph.text, note.quotation):
                return PlacedNote(note, "exact", note.id, 0, index, paragraph, ranges)
    return PlacedNote(note, "lost", note.id)


def _find(text: str, quotation: Quotation) -> tuple[Span, ...]:
    at = text.find(quotation.text)
    if at >= 0:
        return tuple((at + a, at + b) for a, b in quotation.marked or ((0, len(quotation.text)),))
    first, dots, last = quotation.text.partition(" … ")
    if dots and (at := text.find(first)) >= 0 and (end := text.find(last, at)) >= 0:
        return ((at, end + len(last)),)
    return ()
