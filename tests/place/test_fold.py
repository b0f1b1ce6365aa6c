"""Folding a text loses nothing of where its parts came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.graphemes import snap
from postil.place.fold import fold

TEXT = st.text(alphabet="ab .-—–…“”\"’'*_\n \u00a0\u00ade\u0301éq\u0303/", max_size=30)


@given(TEXT)
def test_typed_marks_fold_to_what_printed_ones_fold_to(text: str) -> None:
    typed = text.translate(str.maketrans({"“": '"', "”": '"', "’": "'", "—": "–", "\u00a0": " "}))
    assert fold(typed).text == fold(text).text


@given(TEXT)
def test_each_folded_character_came_from_somewhere_in_order(text: str) -> None:
    folded = fold(text)
    done = 0
    for place in range(len(folded.text)):
        start, end = folded.back(place, place + 1)
        assert start < end <= len(text)
        assert start >= done or folded.back(place - 1, place) == (start, end), "two parts of the story changed places"
        done = max(done, start)


@given(TEXT)
def test_the_whole_comes_back_as_the_whole(text: str) -> None:
    folded = fold(text)
    if folded.text:
        start, end = folded.back(0, len(folded.text))
        assert not text[:start].strip("*_\u00ad")
        assert not text[end:].strip("*_\u00ad")


@given(TEXT, st.data())
def test_there_and_back_covers_what_was_asked(text: str, data: st.DataObject) -> None:
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    folded = fold(text)
    inner = folded.into(start, end)
    if inner[0] < inner[1]:
        begin, finish = folded.back(*inner)
        asked = text[start:end].strip("*_\u00ad")
        assert asked in text[begin:finish]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("“Ten,” he said", '"Ten," he said'),
        ("a — b -- c—d - e", "a-b-c-d-e"),
        ("light-house", "light-house"),
        ("wait . . . what", "wait...what"),
        ("one.... two", "one....two"),
        ("one\n\n— two", "one\n-two"),
        ("line,\nline", "line, line"),
        ("cafe\u0301", "café"),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text).text == folded


@pytest.mark.parametrize(
    ("text", "asked", "whole"),
    [
        ("q\u0303a", (0, 1), (0, 2)),
        ("👩‍👩‍👧!", (0, 1), (0, 5)),
        ("👩‍👩‍👧!", (2, 3), (0, 5)),
        ("👍🏽!", (0, 1), (0, 2)),
        ("🇫🇷🇩🇪", (1, 3), (0, 4)),
        ("🇫🇷🇩🇪", (0, 2), (0, 2)),
        ("\u1100\u1161\u11a8", (0, 1), (0, 3)),
        ("a\r\nb", (0, 2), (0, 3)),
        ("plain", (1, 3), (1, 3)),
        ("q\u0303", (1, 1), (1, 1)),
    ],
)
def test_a_range_is_widened_to_whole_characters(text: str, asked: tuple[int, int], whole: tuple[int, int]) -> None:
    assert snap(text, *asked) == whole


@given(st.text(alphabet="ae\u0301\u200d👩🏽🇫🇷\u1100\u1161\u11a8", max_size=12), st.data())
def test_widening_twice_is_widening_once(text: str, data: st.DataObject) -> None:
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    once = snap(text, start, end)
    assert once[0] <= start <= end <= once[1]
    assert snap(text, *once) == once
