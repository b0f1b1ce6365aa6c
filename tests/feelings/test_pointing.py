"""Whom the network points at: who may be pointed at, in the words read together only, and how the shares add up."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.entries import Sense
from postil.tag.feelings.network import Readings
from postil.tag.feelings.pointing import Named, named, shares
from postil.tag.feelings.view import View, view
from postil.tag.found import CAST, DIALOGUE, CastFound, DialogueFound, MentionFound, Person
from postil.tags import Quote
from tests.feelings.built import built

SENSE = Sense("fear", "fear", 0.5, "face", "feeling", 0.0, "", "", "read")


def readings(asks: np.ndarray, keys: np.ndarray, spans: list[tuple[int, int]]) -> Readings:
    """Return readings that point so."""
    none = np.zeros((len(asks), 0), np.float32)
    return Readings(none, none, asks.astype(np.float16), keys.astype(np.float16), spans)


def told(doc: Doc, *said: tuple[str, str]) -> View:
    """Return a Doc where words stand for people; what is between quotes is said by the first of them."""
    mentions, at = [], 0
    for words, who in said:
        at = doc.text.index(words, at)
        kind = "pronoun" if words.lower() in ("i", "she", "he") else "noun" if words.islower() else "name"
        mentions.append(MentionFound(at, at + len(words), kind, who))  # type: ignore[arg-type]
        at += len(words)
    quotes = ()
    if '"' in doc.text:
        quotes = (Quote(doc.text.index('"'), doc.text.rindex('"') + 1, said[0][1], 1.0, "named"),)
    doc.user_data[CAST] = CastFound((Person("ada", "Ada", (), "she"), Person("tom", "Tom", (), "he")), tuple(mentions))
    doc.user_data[DIALOGUE] = DialogueFound(quotes, tuple(mentions))
    return view(doc)


def test_names_and_nouns_and_the_i_of_the_story_are_pointed_at_but_no_other_pronoun() -> None:
    doc = built("I I PRON nsubj 1", "saw see VERB ROOT 1", "Tom Tom PROPN dobj 1", "and and CCONJ cc 1",
                "he he PRON nsubj 5", "ran run VERB conj 1", ". . PUNCT punct 1")  # fmt: skip
    around = named(told(doc, ("I", "ada"), ("Tom", "tom"), ("he", "tom")))
    assert list(around.at) == [0, 2]
    assert list(around.person) == ["ada", "tom"]


def test_an_i_in_speech_is_not_pointed_at() -> None:
    doc = built("Tom Tom PROPN nsubj 1", "said say VERB ROOT 1", '" " PUNCT punct 1', "I I PRON nsubj 4",
                "ran run VERB ccomp 1", '" " PUNCT punct 1', ". . PUNCT punct 1")  # fmt: skip
    assert list(named(told(doc, ("Tom", "tom"), ("I", "tom"))).at) == [0]


numbers = st.integers(-3, 3)


@given(st.lists(st.tuples(numbers, numbers, numbers), min_size=6, max_size=6), st.sets(st.integers(0, 5)))
def test_shares_add_up_and_only_who_is_named_in_the_window_has_one(
    rows: list[tuple[int, int, int]], at: set[int]
) -> None:
    table = np.array(rows, float)
    places = sorted(at)
    around = Named(places, ["ada" if k % 2 else "tom" for k in places])
    said = shares(readings(table, table[:, :2], [(0, 4), (4, 6)]), around, Candidate(1, 2, 1, SENSE, 0))
    assert abs(sum(said.values()) - 1) < 1e-6
    assert set(said) == {None} | {person for k, person in zip(places, around.person, strict=True) if k < 4}


def test_the_one_who_answers_what_is_asked_is_pointed_at() -> None:
    asks, keys = np.zeros((4, 3)), np.zeros((4, 2))
    asks[3, 0], keys[0, 0], keys[1, 0] = 2, 3, -3
    said = shares(readings(asks, keys, [(0, 4)]), Named([0, 1], ["ada", "tom"]), Candidate(3, 3, 3, SENSE, 0))
    assert max(said, key=lambda person: said[person]) == "ada"
