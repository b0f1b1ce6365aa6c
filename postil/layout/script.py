"""The script page: the dialogue alone, beat by beat, with how it is said."""

from __future__ import annotations

from itertools import groupby

from postil.layout.book import SURE_FEELING, SURE_SPEAKER, Book
from postil.layout.pages import ScriptPage
from postil.layout.site import story_fields
from postil.layout.typeset import print_marks
from postil.layout.views import ScriptLine, StoryHead
from postil.tags import Quote

MARKS = "“”\"‘’'«»„ "
"""What stands around speech in a story, and not in a script."""
HEARD = ("voice", "speech", "face", "named")
"""Channels that tell an actor how to say a line."""


def lay_out_script(book: Book, head: StoryHead) -> ScriptPage:
    """Return the story's dialogue: a line for what one character says in one paragraph."""
    lines: list[ScriptLine] = []
    beat_before, chapter_before, speaker_before = 0, -1, None
    runs = groupby(book.tags.quotes, key=lambda q: (book.index_at(q.start), q.speaker))
    for (paragraph, speaker), run in runs:
        quotes = list(run)
        number, beat = book.beat_at(quotes[0].start) or (0, None)
        chapter = book.chapter_of[paragraph]
        if len(book.files) > 1 and chapter != chapter_before:
            lines.append(_heading(book, quotes[0].start, book.story.chapters[chapter].title, "chapter"))
            speaker_before = None
        if beat and number != beat_before:
            lines.append(_heading(book, beat.start, print_marks(beat.label), beat.family or "flat"))
            speaker_before = None
        lines.append(_line(book, speaker, quotes, same=speaker is not None and speaker == speaker_before))
        beat_before, chapter_before, speaker_before = number, chapter, speaker
    return ScriptPage(**story_fields(book, head, "script"), lines=tuple(lines))


def _heading(book: Book, start: int, text: str, family: str) -> ScriptLine:
    return ScriptLine("", "", False, "", "", book.place(start), family, text, False)


def _line(book: Book, speaker: str | None, quotes: list[Quote], *, same: bool) -> ScriptLine:
    text = " ".join(book.story.text[q.start : q.end].strip(MARKS) for q in quotes)
    if text.endswith(","):
        text = text[:-1] + "."
    return ScriptLine(
        who=book.labels.get(speaker or "", ""),
        who_id=speaker or "",
        unsure=min(q.confidence for q in quotes) < SURE_SPEAKER,
        manner=_manner(book, speaker, quotes),
        text=print_marks(" ".join(text.split())),
        place=book.place(quotes[0].start),
        family="",
        heading="",
        same=same,
    )


def _manner(book: Book, speaker: str | None, quotes: list[Quote]) -> str:
    """Return the strongest feeling of the speaker in the paragraph that could be heard or seen while speaking."""
    paragraph = book.paragraphs[book.index_at(quotes[0].start)]
    felt = [
        f
        for f in book.feelings_in(paragraph.start, paragraph.end)
        if speaker and f.feels == speaker and f.channel in HEARD and f.confidence >= SURE_FEELING and not f.negated
    ]
    return max(felt, key=lambda f: f.intensity).shade if felt else ""
