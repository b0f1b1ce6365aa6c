"""Marks and long notes, by cases that anyone can add to: typeset.txt and folds.txt beside this file."""

from __future__ import annotations

from pathlib import Path

import pytest

from postil.layout.markdown import to_body, to_html
from postil.layout.site import split_label
from postil.layout.typeset import keeps, opening, print_marks

HERE = Path(__file__).parent


def cases(name: str) -> list[tuple[str, str, str]]:
    """Return a file's cases: title, input and what is expected, each ended by a line with a dot."""
    parts = (HERE / name).read_text(encoding="utf-8").split("\n.\n")
    return [(parts[i].strip(), parts[i + 1], parts[i + 2]) for i in range(0, len(parts) - 2, 3)]


@pytest.mark.parametrize(("title", "typed", "printed"), cases("typeset.txt"), ids=lambda text: text[:40])
def test_typewriter_marks_become_print_marks(title: str, typed: str, printed: str) -> None:
    assert print_marks(typed) == printed, title


@pytest.mark.parametrize(("title", "text", "capitals"), cases("openings.txt"), ids=lambda text: text[:40])
def test_a_chapter_opens_with_a_few_words_in_small_capitals(title: str, text: str, capitals: str) -> None:
    assert text[: opening(text)] == capitals, title


@pytest.mark.parametrize(("title", "source", "shown"), cases("folds.txt"), ids=lambda text: text[:40])
def test_a_long_note_is_cut_where_one_may_stop(title: str, source: str, shown: str) -> None:
    body = to_body(source, lambda _: None)
    assert str(body.head) == shown, title
    assert bool(body.rest) == (body.rest_words > 0)
    whole = "".join(str(to_html(source)).split()).replace("</p><p>", "")
    assert "".join(str(body.head + body.rest).split()).replace("</p><p>", "") == whole, "words were lost in the fold"


def test_a_dash_that_ends_a_speech_stays_with_its_word() -> None:
    text = "“And then—” she said. “No …” A well-known dash—here—goes on."
    assert [text[a:b] for a, b in keeps(text)] == ["then—”"]


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Clark: anger turning to guilt, in hands and voice", ("anger turning to guilt", "Clark, in hands and voice")),
        ("Clark: hurt; Lois: dread", ("hurt", "Clark; Lois: dread")),
        ("sadness, in voice", ("sadness", "in voice")),
        ("level", ("level", "")),
    ],
)
def test_a_beat_s_label_is_told_in_two_lines(label: str, told: tuple[str, str]) -> None:
    assert split_label(label) == told
