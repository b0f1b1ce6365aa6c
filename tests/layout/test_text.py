"""The page spells the chapter: with notes and labels taken out, main's text is the chapter's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.emotion import CHANNELS, FAMILIES
from postil.layout import Told, lay_out
from postil.layout.pages import ReadingPage
from postil.models import Chapter, Inline, Library, Nest, Note, Paragraph, PlacedNote, Placements, Story
from postil.problems import Where
from postil.read import read_content
from postil.tags import Beat, Character, Feeling, Mention, Quote, Tags
from tests.render.page_reader import Element, faults, main_text, prose, read
from tests.render.sample import content, drawn, no_tags, tags, told

HERE = Where("content/x/story.md")
PROSE_FOLDER = Path(__file__).parent / "prose"
LIBRARY = Library("Stories", HERE)


def chapter_text(chapter: Chapter) -> str:
    return "\n\n".join(p.text for p in chapter.paragraphs if p.text)


def pages_of(one: Told, library: Library = LIBRARY) -> dict[str, Element]:
    pages, _ = lay_out(library, [one])
    reading = [page for page in pages if isinstance(page, ReadingPage)]
    html = {page.path: drawn(page) for page in reading}
    assert not [fault for one in html.values() for fault in faults(one)]
    return {path: read(one) for path, one in html.items()}


def assert_spelt(one: Told) -> None:
    pages = pages_of(one)
    for chapter, page in zip(one.story.chapters, pages.values(), strict=True):
        assert main_text(page) == chapter_text(chapter)


def test_the_sample_is_spelt_under_all_its_layers() -> None:
    (story,) = content().stories
    assert_spelt(told(story, tags()))


@pytest.mark.parametrize("folder", sorted(PROSE_FOLDER.iterdir()), ids=lambda path: path.stem)
def test_every_sort_of_markdown_is_spelt(folder: Path) -> None:
    for story in read_content(folder).stories:
        assert_spelt(told(story, no_tags(story)))


def test_a_story_without_any_text_has_an_empty_page() -> None:
    story = Story("x", "X", HERE, (Chapter("", "X", 1, (), HERE),), "")
    assert_spelt(Told(story, no_tags(story), Placements((), ())))


# ---- whatever covers the text ---------------------------------------------------------------------------------------

LETTERS = st.text(st.sampled_from(list("ab <&>\"'’“”—.-é😀")), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split()) or "x"
)
LINES = st.lists(LETTERS, min_size=1, max_size=3).map("\n".join)
NESTS = st.sampled_from(
    [
        (),
        (),
        (Nest("quote", 1),),
        (Nest("list", 2), Nest("item", 3)),
        (Nest("list", 2), Nest("item", 4)),
        (Nest("ordered", 5, 3), Nest("item", 6), Nest("quote", 7)),
    ]
)


@st.composite
def ranges(draw: st.DrawFn, text: str) -> tuple[int, int]:
    start = draw(st.integers(0, len(text) - 1))
    return start, draw(st.integers(start + 1, len(text)))


@st.composite
def apart(draw: st.DrawFn, text: str) -> list[tuple[int, int]]:
    """Ranges of a text that do not overlap."""
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    return list(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def paragraphs(draw: st.DrawFn) -> tuple[Paragraph, ...]:
    made: list[Paragraph] = []
    at = 0
    for rank, text in enumerate(draw(st.lists(LINES, min_size=1, max_size=5))):
        kind = draw(st.sampled_from(["prose", "prose", "heading", "code"]))
        inlines = [Inline(*draw(ranges(text)), draw(st.sampled_from(["em", "strong", "code", "link"])), "x.html")]
        spot = draw(st.integers(0, len(text)))
        inlines.append(Inline(spot, spot, draw(st.sampled_from(["image", "footnote"])), str(rank), alt="a lamp"))
        made.append(
            Paragraph(
                id=f"p-{rank}",
                n=0 if kind == "heading" else rank + 1,
                kind=kind,
                text=text,
                start=at,
                where=HERE,
                inlines=tuple(sorted(inlines, key=lambda one: (one.start, -one.end))) if kind == "prose" else (),
                nests=draw(NESTS) if kind != "heading" else (),
                level=1 if kind == "heading" else 0,
                after_break=draw(st.booleans()),
            )
        )
        at += len(text) + 2
    return tuple(made)


@st.composite
def anything(draw: st.DrawFn) -> Told:
    """Return a story of one chapter with layers over it that overlap as they like."""
    prose = draw(paragraphs())
    text = "\n\n".join(p.text for p in prose)
    quotes, mentions, feelings, notes = [], [], [], []
    for p in prose:
        who = draw(st.sampled_from([None, "ann", "bo"]))
        quotes += [
            Quote(p.start + a, p.start + b, who, "turn", draw(st.sampled_from([0.2, 0.9])))
            for a, b in draw(apart(p.text))
        ]
        mentions += [Mention(p.start + a, p.start + b, "name") for a, b in draw(apart(p.text))]
        for a, b in draw(st.lists(ranges(p.text), max_size=3)):
            feelings.append(
                Feeling(
                    p.start + a, p.start + b, draw(st.sampled_from(FAMILIES)), "hope", 0.5, draw(st.booleans()),
                    draw(st.sampled_from(CHANNELS)), "ann", None, draw(st.sampled_from([0.2, 0.9])),
                )
            )  # fmt: skip
        for a, b in draw(st.lists(ranges(p.text), max_size=3)):
            note = Note(f"n{len(notes)}", "Ada", "craft", (), "Body.", HERE)
            notes.append(PlacedNote(note, "exact", note.id, 0, 0, p, ((a, b),)))
    starts = sorted({0, *draw(st.lists(st.sampled_from([p.start for p in prose]), max_size=3))})
    beats = tuple(
        Beat(a, b, "Ann: hope", draw(st.sampled_from([None, "joy"])), ("ann",), 0.2, "")
        for a, b in zip(starts, [*starts[1:], len(text)], strict=True)
    )
    found = Tags(
        text, (), (Character("ann", "Ann", (), "she", tuple(sorted(mentions))), Character("bo", "Bo", (), "he", ())),
        tuple(sorted(quotes, key=lambda q: q.start)), tuple(feelings), (), beats,
    )  # fmt: skip
    story = Story("x", "X", HERE, (Chapter("", "X", 1, prose, HERE),), text)
    return Told(story, found, Placements(tuple(notes), ()))


@settings(max_examples=40, deadline=None)
@given(anything())
def test_whatever_overlaps_the_page_spells_the_chapter_and_is_well_formed(one: Told) -> None:
    (page,) = pages_of(one).values()
    assert main_text(page) == one.story.text
    for placed in one.placements.notes:
        note = placed.note.id
        (beside,) = [element for element in page.has_class("note") if element.attributes["data-note"] == note]
        (back,) = beside.has_class("back")
        (words,) = page.all("a", id=back.attributes["href"].removeprefix("#"))
        assert note in (words.parent.attributes["data-notes"].split() if words.parent else ())
        marks = [mark for mark in page.all("mark") if note in mark.attributes["data-notes"].split()]
        assert [main_words(mark) for mark in marks if main_words(mark)], f"the words of {note} are not marked"


def main_words(element: Element) -> str:
    return "".join(prose(element))
