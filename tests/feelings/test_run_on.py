"""What runs on is one feeling: joined where a reader would mark it once, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.tag.feelings.run_on import run_on
from postil.tags import Feeling

TEXT = "“I won't be handled by a machine. I want a human being!” he roared, shaking. He wept and wept.\nHe wept again."


def felt(words: str, nth: int = 0, **more: object) -> Feeling:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    one = Feeling(start, start + len(words), "anger", "anger", 0.5, False, "aloud", "he", None, 0.5)
    return replace(one, **more)  # type: ignore[arg-type]


def marked(*feelings: Feeling) -> list[str]:
    return [TEXT[f.start : f.end] for f in run_on(TEXT, feelings)]


def test_what_is_said_on_is_marked_once() -> None:
    one, other = felt("I won't be handled", confidence=0.4), felt("by a machine", confidence=0.7, intensity=0.2)
    (joined,) = run_on(TEXT, [one, other, felt("I want a human being")])
    assert TEXT[joined.start : joined.end] == "I won't be handled by a machine. I want a human being"
    assert joined.confidence == 0.7 and joined.intensity == 0.5


def test_the_shade_that_one_of_them_knows_is_kept() -> None:
    (joined,) = run_on(TEXT, [felt("wept", shade="rage"), felt("wept", 1, confidence=0.9)])
    assert joined.shade == "rage"


@pytest.mark.parametrize(
    "other",
    [
        {"family": "sadness", "shade": "sadness"},
        {"feels": "she"},
        {"channel": "voice"},
        {"negated": True},
    ],
)
def test_what_differs_stays_apart(other: dict[str, object]) -> None:
    assert marked(felt("wept"), felt("wept", 1, **other)) == ["wept", "wept"]


def test_two_shades_stay_apart() -> None:
    assert len(marked(felt("wept", shade="rage"), felt("wept", 1, shade="irritation"))) == 2


def test_a_new_paragraph_is_a_new_feeling() -> None:
    assert marked(felt("wept", 1), felt("He wept again")) == ["wept", "He wept again"]


def test_words_between_keep_them_apart() -> None:
    assert marked(felt("a machine"), felt("a human being")) == ["a machine", "a human being"]


def test_a_whole_paragraph_is_not_one_mark() -> None:
    three = felt("I won't be handled by a machine"), felt("I want a human being"), felt("he roared, shaking")
    assert marked(*three) == ["I won't be handled by a machine. I want a human being", "he roared, shaking"]


@given(st.lists(st.integers(0, len(TEXT)), min_size=2, max_size=12, unique=True), st.data())
def test_what_is_marked_stays_marked_in_order_and_apart(cuts: list[int], data: st.DataObject) -> None:
    cuts.sort()
    whose = st.sampled_from(("he", "she"))
    spans = [
        replace(felt("wept"), start=a, end=b, feels=data.draw(whose))
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    joined = run_on(TEXT, spans)
    assert all(any(f.start <= s.start and s.end <= f.end and f.feels == s.feels for f in joined) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(joined))
