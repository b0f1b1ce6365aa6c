"""From Markdown files to placed notes: what is quoted from the page stands on exactly the words that were quoted."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from postil.models import Paragraph, Story
from postil.place import place
from postil.read import read_content

WORDS = st.sampled_from(
    "the lamp Nora sill quay, rain. “Well,” said—and ‘No’ … it’s *very* **late** naïve café half-lit I She’d don’t two"
    " 1984 A b – c wait…what *open *went~out* `key` [a~way](https://example.org/)".replace("~", "\u00a0").split(" ")
)
BLOCKS = st.one_of(
    st.lists(WORDS, min_size=1, max_size=14).map(" ".join),
    st.lists(WORDS, min_size=2, max_size=8).map("\n".join),
    st.lists(WORDS, min_size=1, max_size=6).map(lambda words: "> " + " ".join(words)),
    st.lists(WORDS, min_size=1, max_size=6).map(lambda words: "- " + " ".join(words)),
    st.lists(WORDS, min_size=2, max_size=6).map("\\\n".join),
    st.lists(WORDS, min_size=1, max_size=4).map(lambda words: "## " + " ".join(words)),
    st.just("***"),
)
STORIES = st.lists(BLOCKS, min_size=1, max_size=7).map("\n\n".join)
TYPED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "--", "–": "—", "…": "..."})
SLOW = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@contextmanager
def library(prose: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        story = Path(folder) / "content" / "story"
        story.mkdir(parents=True)
        (story / "story.md").write_text(f"---\ntitle: Story\n---\n\n{prose}\n", encoding="utf-8")
        yield story


def read(folder: Path) -> Story:
    return read_content(folder.parent).stories[0]


def draw_words(story: Story, data: st.DataObject) -> tuple[Paragraph, int, int]:
    """Draw some whole words of a paragraph, with the signs around them."""
    paragraphs = [p for p in story.paragraphs if re.search(r"\w", p.text)]
    assume(paragraphs)
    paragraph = data.draw(st.sampled_from(paragraphs))
    words = [m.span() for m in re.finditer(r"[^\s—–…-]+", paragraph.text) if re.search(r"\w", m[0])]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    return paragraph, words[first][0], words[last][1]


def plain(text: str) -> str:
    """Fold by a way of its own, so that the test does not ask the code what is right."""
    return re.sub(
        r"\s+", " ", re.sub(r"\s*(?:--|[—–])\s*", "-", text.translate(TYPED).replace("—", "--").replace("*", ""))
    )


@SLOW
@given(STORIES, st.data(), st.booleans())
def test_words_quoted_from_the_page_are_found_where_they_were_quoted(
    prose: str, data: st.DataObject, typed: bool
) -> None:
    with library(prose) as folder:
        story = read(folder)
        paragraph, start, end = draw_words(story, data)
        words = " ".join(paragraph.text[start:end].split())
        assume(sum(len(re.findall(f"(?={re.escape(plain(words))})", plain(p.text))) for p in story.paragraphs) == 1)
        quoted = words.translate(TYPED) if typed else words
        escaped = re.sub(r"([\\`*_\[\]#>~<])", r"\\\1", quoted)
        assume(not re.match(r"(?:\d+[.)]|[-+=])", escaped))
        (folder / "notes").mkdir()
        (folder / "notes" / "ada.md").write_text(f"---\nby: Ada\n---\n\n> {escaped}\n\nLook.\n", encoding="utf-8")
        placements = place(read(folder))
        (placed,) = placements.notes
        assert placed.state == "exact", f"{quoted!r} in {paragraph.text!r}: {placements.problems}"
        assert placed.paragraph == paragraph
        # A star at an edge is taken for emphasis.
        inner = paragraph.text[start:end].strip("*")
        start += paragraph.text[start:end].index(inner)
        end = start + len(inner)
        assert placed.ranges == ((start, end),), f"stands on {placed.text!r}, not on {paragraph.text[start:end]!r}"


@SLOW
@given(STORIES, st.data())
def test_no_note_ever_stands_on_words_that_were_not_quoted(prose: str, data: st.DataObject) -> None:
    """Quote one story in another: whatever is exact spells the quotation, marks and spaces folded."""
    with library(prose) as folder:
        quoted = " ".join(data.draw(st.lists(WORDS, min_size=1, max_size=5)))
        (folder / "notes").mkdir()
        (folder / "notes" / "ada.md").write_text(f"---\nby: Ada\n---\n\n> {quoted}\n\nLook.\n", encoding="utf-8")
        story = read(folder)
        for placed in place(story).notes:
            if placed.state == "exact" and placed.note.quotation and "…" not in placed.note.quotation.text:
                start, end = placed.passage
                assert placed.paragraph is not None
                assert plain(placed.paragraph.text[start:end]) == plain(placed.note.quotation.text)
