"""The reading page: a chapter's paragraphs under their beats, inside their lists and quotations, with their notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from markupsafe import Markup

from postil.layout.book import Book, plural, words_in
from postil.layout.links import resolver
from postil.layout.markdown import Resolve
from postil.layout.notes import note_view, numbers_of
from postil.layout.pages import ReadingPage
from postil.layout.prose import spell, spell_plain
from postil.layout.site import split_label, story_fields
from postil.layout.typeset import print_marks
from postil.layout.views import BeatView, Block, FootnoteView, NoteView, StoryHead
from postil.models import Chapter, Footnote, Nest, Paragraph
from postil.tags import Beat

TIGHT = 0.5
"""Notes with more than this share of the chapter's words are cut to two lines each until wanted."""

_OPEN = {"quote": "<blockquote>", "list": "<ul>", "item": "<li>"}
_CLOSE = {"quote": "</blockquote>", "list": "</ul>", "ordered": "</ol>", "item": "</li>"}


def lay_out_chapter(book: Book, head: StoryHead, index: int) -> ReadingPage:
    """Return the page of a chapter."""
    chapter, chapters = book.story.chapters[index], head.chapters
    shared = story_fields(book, head, "read")
    writer = _Writer(book, book.files[index], chapter)
    beats = tuple(writer.beats())
    single, own = len(chapters) == 1, chapters[index]
    return ReadingPage(
        **{
            **shared,
            "path": f"{book.story.slug}/{book.files[index]}",
            "title": shared["title"] if single else f"{own.title} · {head.title}",
        },
        chapter=replace(own, bars=tuple(replace(bar, href=bar.href.removeprefix(own.href)) for bar in own.bars)),
        single=single,
        previous=chapters[index - 1] if index else None,
        next=chapters[index + 1] if index + 1 < len(chapters) else None,
        beats=beats,
        footnotes=tuple(_footnote(book, footnote) for footnote in chapter.footnotes),
        tight=writer.note_words > TIGHT * chapters[index].words,
        unplaced=sum(placed.chapter is None for placed in book.placements.notes),
    )


@dataclass(slots=True)
class _Writer:
    """Goes through a chapter once."""

    book: Book
    file: str
    chapter: Chapter
    note_words: int = 0
    resolve: Resolve = field(init=False)
    numbers: dict[str, int] = field(init=False)
    cited: set[str] = field(default_factory=set)
    """Footnotes referred to so far."""
    items: Counter[int] = field(default_factory=Counter)
    """How many items of an ordered list (by serial) were begun."""

    def __post_init__(self) -> None:
        placed = [one for p in self.chapter.paragraphs for one in self.book.notes_at.get(p.id, ())]
        self.resolve, self.numbers = resolver(self.book, self.file), numbers_of(placed)

    def beats(self) -> list[BeatView]:
        """Return the chapter's paragraphs, grouped by the beat they stand in."""
        paragraphs = self.chapter.paragraphs
        final = next((p for p in reversed(paragraphs) if p.text), None)
        views = []
        for found, group in groupby(enumerate(paragraphs), key=lambda pair: self._beat(pair[1])):
            ranked = list(group)
            first = ranked[0][0]
            before = paragraphs[first - 1] if first else None
            blocks = self._blocks([paragraph for _, paragraph in ranked], before, final)
            views.append(self._view(found, ranked[0][1], blocks))
        return views

    def _beat(self, paragraph: Paragraph) -> tuple[int, Beat | None]:
        return self.book.beat_at(paragraph.start) or (0, None)

    def _blocks(
        self, paragraphs: Sequence[Paragraph], before: Paragraph | None, final: Paragraph | None
    ) -> list[Block]:
        blocks: list[Block] = []
        stack: tuple[Nest, ...] = ()
        for paragraph in paragraphs:
            kept = 0 if paragraph.after_break else _shared(stack, paragraph.nests)
            if blocks:
                blocks[-1] = replace(blocks[-1], closes=_closing(stack[kept:]))
            opens = Markup("".join(self._open(nest) for nest in paragraph.nests[kept:]))  # noqa: S704
            blocks.append(self._block(paragraph, before, opens, final))
            before, stack = paragraph, paragraph.nests
        blocks[-1] = replace(blocks[-1], closes=_closing(stack))
        return blocks

    def _open(self, nest: Nest) -> str:
        """Return the tag that begins a container. A numbered list that a beat has cut goes on counting."""
        if nest.kind != "ordered":
            return _OPEN[nest.kind]
        start = nest.first + self.items[nest.serial]
        return "<ol>" if start == 1 else f'<ol start="{start}">'

    def _block(self, paragraph: Paragraph, before: Paragraph | None, opens: Markup, final: Paragraph | None) -> Block:
        placed = self.book.notes_at.get(paragraph.id, ())
        opens_scene = paragraph.kind == "prose" and _is_first(paragraph, before) and not paragraph.nests
        spelt = spell(self.book, paragraph, placed, self.numbers, self.cited, first=opens_scene)
        if "<li>" in opens and (lists := [nest for nest in paragraph.nests if nest.kind == "ordered"]):
            self.items[lists[-1].serial] += 1
        notes: list[NoteView] = []
        for one in placed:
            top = self.numbers[one.note.id] == 1
            notes.append(note_view(self.book, one, self.resolve, spelt.words, self.numbers, top=top))
            self.note_words += words_in(one.note.body)
        return Block(
            id=paragraph.id,
            n=paragraph.n,
            tag=f"h{min(paragraph.level + 1, 6)}" if paragraph.kind == "heading" else "p",
            css=" ".join(_classes(paragraph, before)),
            html=spelt.html,
            notes=tuple(notes),
            count=plural(len(notes), "note") if notes else "",
            opens=opens,
            closes=Markup(""),
            gap="" if paragraph is final or not paragraph.text else "\n\n",
            after_break=paragraph.after_break,
        )

    def _still(self, number: int) -> bool:
        """Tell whether a beat is level as the one before it was: then nothing is new to say."""
        beats = self.book.tags.beats
        return number > 1 and beats[number - 1].family is None and beats[number - 2].family is None

    def _view(self, found: tuple[int, Beat | None], first: Paragraph, blocks: list[Block]) -> BeatView:
        number, beat = found
        told = split_label(print_marks(beat.label)) if beat and not self._still(number) else ("", "")
        lead = 0
        while lead < len(blocks) and blocks[lead].tag != "p" and not blocks[lead].opens:
            lead += 1
        broken = blocks[0].after_break
        blocks[0] = replace(blocks[0], after_break=False)
        return BeatView(
            number=number,
            begins=beat is not None
            and (beat.start >= first.start or self.book.index_at(beat.start) == self.book.index_at(first.start)),
            family=(beat.family if beat else None) or "",
            label=told[0],
            detail=told[1],
            who=" ".join(beat.who) if beat else "",
            href=f"beats.html#beat-{number}",
            lead=tuple(blocks[:lead]),
            after_break=broken,
            blocks=tuple(blocks[lead:]),
        )


def _classes(paragraph: Paragraph, before: Paragraph | None) -> list[str]:
    if paragraph.kind == "heading":
        return []
    kinds = {
        "first": _is_first(paragraph, before),
        "code": paragraph.kind == "code",
        "verse": paragraph.kind == "prose" and "\n" in paragraph.text,
        "plate": not paragraph.text,
    }
    return [name for name, holds in kinds.items() if holds]


def _is_first(paragraph: Paragraph, before: Paragraph | None) -> bool:
    """Tell whether a chapter, a section or a scene opens with a paragraph."""
    return before is None or paragraph.after_break or before.kind == "heading"


def _shared(before: Sequence[Nest], now: Sequence[Nest]) -> int:
    """Return how many containers, outermost first, two neighbours share."""
    shared = 0
    while shared < min(len(before), len(now)) and before[shared] == now[shared]:
        shared += 1
    return shared


def _closing(nests: Sequence[Nest]) -> Markup:
    return Markup("".join(_CLOSE[nest.kind] for nest in reversed(nests)))  # noqa: S704


def _footnote(book: Book, footnote: Footnote) -> FootnoteView:
    paragraphs = [f"<p>{spell_plain(book, block)}</p>" for block in footnote.blocks]
    return FootnoteView(footnote.number, Markup("".join(paragraphs)))  # noqa: S704  (each was escaped)
