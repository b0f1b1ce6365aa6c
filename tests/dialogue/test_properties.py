"""What must hold of speech and speakers whatever the text."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from postil.tag.dialogue import create_dialogue
from postil.tag.dialogue.chain import lattice, sums
from postil.tag.dialogue.confidence import calibrated
from postil.tag.dialogue.weights import parse_weights, shipped_weights
from postil.tag.found import CAST, DIALOGUE, QUOTES, CastFound, MentionFound, Person
from postil.tag.given import split_paragraphs
from postil.tag.pipe import normalise
from postil.tag.speech import find_speech

NLP = spacy.blank("en")
PIECES = st.sampled_from(
    [
        '"',
        "'",
        "“",
        "”",
        "‘",
        "’",
        "«",
        "»",
        "—",
        "-",
        "Ann",
        "said",
        "he",
        "I",
        "don't",
        ",",
        ".",
        "?",
        " ",
        " ",
        "\n\n",
        "_",
        "…",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=60).map("".join))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_speech_is_in_order_apart_and_inside_its_paragraph(text: str) -> None:
    paragraphs = split_paragraphs(text)
    found = find_speech(text, paragraphs)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for speech in found:
        start, end = paragraphs[speech.paragraph]
        assert start <= speech.start < speech.end <= end


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_headings_have_no_speech(text: str) -> None:
    paragraphs = split_paragraphs(text)
    assert find_speech(text, paragraphs, headings=range(len(paragraphs))) == ()


@given(st.lists(st.sampled_from(["Ann ", '"Yes," said Ann. ', "He left. ", '"No." ']), max_size=12).map("".join))
@settings(max_examples=60, deadline=None)
def test_curly_marks_made_straight_change_nothing(text: str) -> None:
    curly = text.replace('"Y', "“Y").replace('"N', "“N").replace('"', "”")
    spans = [[(s.start, s.end) for s in find_speech(t, split_paragraphs(t))] for t in (curly, normalise(curly))]
    assert spans[0] == spans[1]


def with_cast(text: str) -> Doc:
    """Return a Doc in which every "Ann" is Ann and every "Tom" is Tom."""
    doc = NLP(text)
    mentions = tuple(MentionFound(t.idx, t.idx + 3, "name", t.text.lower()) for t in doc if t.text in ("Ann", "Tom"))
    people = (Person("ann", "Ann", (), "she"), Person("tom", "Tom", (), "he"))
    doc.user_data[CAST] = CastFound(people, mentions)
    return doc


@given(st.lists(st.one_of(PIECES, st.just("Tom")), max_size=60).map("".join))
@settings(max_examples=100, deadline=None)
def test_quotes_and_mentions_are_in_order_and_apart(text: str) -> None:
    found = create_dialogue(NLP, "postil_dialogue").match(with_cast(text))
    assert all(a.end <= b.start for a, b in pairwise(found.quotes))
    assert all(a.end <= b.start for a, b in pairwise(found.mentions))
    assert all(0 <= quote.confidence <= 1 for quote in found.quotes)
    assert {quote.speaker for quote in found.quotes} <= {"ann", "tom", None}


def test_the_same_text_gives_the_same_answer() -> None:
    text = "\n\n".join(['"Where?" said Ann.', '"There," said Tom.', '"Oh."', '"Yes."'] * 5)
    component = create_dialogue(NLP, "postil_dialogue")
    assert component.match(with_cast(text)) == component.match(with_cast(text))


def test_without_a_cast_speech_is_found_and_nobody_speaks() -> None:
    doc = create_dialogue(NLP, "postil_dialogue")(NLP('"Yes," said Ann. "No."'))
    assert [quote.speaker for quote in doc.user_data[DIALOGUE].quotes] == [None, None]
    assert [span.text for span in doc.spans[QUOTES]] == ['"Yes,"', '"No."']


def test_without_a_parse_the_words_next_to_the_speech_are_enough() -> None:
    found = create_dialogue(NLP, "postil_dialogue").match(with_cast('"Yes," said Ann.\n\n"No," Tom said.'))
    assert [quote.speaker for quote in found.quotes] == ["ann", "tom"]


def test_i_and_you_in_speech_are_the_speaker_and_the_one_addressed() -> None:
    text = '"I know you, Tom," said Ann.\n\n"You do not know me," said Tom.'
    found = create_dialogue(NLP, "postil_dialogue").match(with_cast(text))
    seen = [(text[m.start : m.end], m.character) for m in found.mentions if m.kind == "pronoun"]
    assert seen == [("I", "ann"), ("you", "tom"), ("You", "ann"), ("me", "tom")]


def test_a_name_spoken_to_with_my_dear_stays_that_of_whose_it_is() -> None:
    text = '"My dear Ann," said Tom.\n\n"Oh, Tom."'
    doc = with_cast(text)
    cast = doc.user_data[CAST]
    fond = (replace(cast.mentions[0], start=1), *cast.mentions[1:])
    doc.user_data[CAST] = replace(cast, mentions=fond)
    found = create_dialogue(NLP, "postil_dialogue").match(doc)
    seen = [(text[m.start : m.end], m.character) for m in found.mentions]
    assert seen == [("My dear Ann", "ann"), ("Tom", "tom"), ("Tom", "tom")]


def test_a_line_goes_to_who_talks_like_that_however_it_is_known_what_they_say() -> None:
    by_tags = [
        '"Hark, my fine fellow, hark, I say!" said Ann.',
        '"Where is the money, where is it?" said Tom.',
    ] * 12
    by_turns = [line.partition(" said")[0] for line in by_tags]
    for lines in (by_tags, [*by_tags[:2], *by_turns]):
        text = "\n\n".join([*lines, "* * *", '"Hark, I say!"', "* * *", '"Where is the money?"'])
        found = create_dialogue(NLP, "postil_dialogue").match(with_cast(text))
        assert [quote.speaker for quote in found.quotes[-2:]] == ["ann", "tom"]


def test_the_chain_sums_to_one() -> None:
    rng = np.random.default_rng(1)
    candidates = [[0, 1, 2], [0, 1], [1, 2, 3], [0, 3], [0, 1]]
    score = np.full((5, 3), -np.inf)
    for n, row in enumerate(candidates):
        score[n, : len(row)] = rng.normal(size=len(row))
    found = sums(lattice(candidates, [(0, 4), (4, 5)]), score, rng.normal(size=5), rng.normal(size=5))
    assert np.allclose(found.share.sum(axis=1), 1)


def test_the_chain_agrees_with_counting_every_way() -> None:
    rng = np.random.default_rng(2)
    candidates = [[0, 1], [0, 1, 2], [1, 0], [2, 0]]
    score = np.full((4, 3), -np.inf)
    for n, row in enumerate(candidates):
        score[n, : len(row)] = rng.normal(size=len(row))
    same, back = rng.normal(size=4), rng.normal(size=4)
    share, total = np.zeros((4, 3)), 0.0
    for way in np.ndindex(*map(len, candidates)):
        who = [candidates[n][k] for n, k in enumerate(way)]
        value = sum(score[n, k] for n, k in enumerate(way))
        for n in range(1, 4):
            if who[n] == who[n - 1]:
                value += same[n]
            elif n > 1 and who[n] == who[n - 2]:
                value += back[n]
        total += np.exp(value)
        for n, k in enumerate(way):
            share[n, k] += np.exp(value)
    found = sums(lattice(candidates, [(0, 4)]), score, same, back)
    assert np.allclose(found.share, share / total)
    assert np.isclose(found.total, np.log(total))


def test_confidence_rises_with_the_share() -> None:
    for kind in ("name", "noun", "pronoun", "beat", "bare"):
        curve = [calibrated(kind, x / 20) for x in range(21)]
        assert curve == sorted(curve), kind


def test_a_line_that_is_no_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        parse_weights(["same/any"])


def test_every_shipped_weight_is_of_a_cue_that_exists() -> None:
    source = "".join(p.read_text() for p in Path("postil/tag/dialogue").glob("*.py"))
    heads = {name.split(":")[-1].split(".")[0].rstrip("0123456789") for name in shipped_weights().static}
    assert [head for head in sorted(heads) if json.dumps(head)[1:-1] not in source] == []
