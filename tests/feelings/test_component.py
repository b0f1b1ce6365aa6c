"""The component on blank pipelines and built Docs, and what corrections by hand do to it."""

from __future__ import annotations

import spacy
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from postil.emotion import CHANNELS, SHADES
from postil.tag.feelings import Feelings, create_feelings
from postil.tag.found import (
    CAST,
    DIALOGUE,
    FEELINGS,
    FELT,
    CastFound,
    DialogueFound,
    FeelingsFound,
    MentionFound,
    Person,
)
from postil.tag.given import KEY, Given, PlacedCorrection, split_paragraphs
from postil.tags import Feeling, Quote
from tests.feelings.built import built

BLANK = spacy.blank("en")
TEXT = "Ada wept. The rain went on.\n\nBen was furious, and Ada laughed."


def tagged(text: str, **more: object) -> tuple[Feeling, ...]:
    doc = BLANK(text)
    doc.user_data[KEY] = Given(split_paragraphs(text), **more)  # type: ignore[arg-type]
    return Feelings().match(doc).feelings


def words(text: str, feelings: tuple[Feeling, ...]) -> list[str]:
    return [text[f.start : f.end] for f in feelings]


def test_it_can_be_added_to_a_blank_pipeline_and_leaves_spans() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("postil_feelings")
    doc = nlp(TEXT)
    assert isinstance(doc.user_data[FEELINGS], FeelingsFound)
    assert [(span.text, span.label_) for span in doc.spans[FELT]] == [
        ("wept", "sadness"), ("furious", "anger"), ("laughed", "joy")
    ]  # fmt: skip


def test_match_leaves_the_doc_as_it_is() -> None:
    doc = spacy.blank("en")(TEXT)
    create_feelings(spacy.blank("en"), "postil_feelings").match(doc)
    assert not doc.spans
    assert FEELINGS not in doc.user_data


def test_an_empty_text_has_no_feelings() -> None:
    assert tagged("") == ()
    assert tagged("\n\n") == ()


def test_headings_feel_nothing() -> None:
    assert words("Fear\n\nHe was afraid.", tagged("Fear\n\nHe was afraid.", headings=frozenset([0]))) == ["afraid"]


def test_the_speaker_of_dialogue_feels_what_is_said_by_i() -> None:
    doc = built("I I PRON nsubj 1", "am be AUX ROOT 1", "ashamed ashamed ADJ acomp 1", ". . PUNCT punct 1")
    doc.user_data[DIALOGUE] = DialogueFound((Quote(0, 13, "ada", "named", 0.9),), ())
    (found,) = Feelings().match(doc).feelings
    assert (found.feels, found.channel, found.by) == ("ada", "speech", (0, 1))


def test_the_narrator_is_i_outside_speech() -> None:
    doc = built("I I PRON nsubj 1", "wept weep VERB ROOT 1", ". . PUNCT punct 1")
    doc.user_data[CAST] = CastFound((Person("jake", "Jake", (), "he"),), (), narrator="jake")
    (found,) = Feelings().match(doc).feelings
    assert found.feels == "jake"


def test_a_pronoun_is_whom_the_cast_says() -> None:
    doc = built("He he PRON nsubj 1", "wept weep VERB ROOT 1", ". . PUNCT punct 1")
    doc.user_data[CAST] = CastFound((Person("ben", "Ben", (), "he"),), (MentionFound(0, 2, "pronoun", "ben"),))
    (found,) = Feelings().match(doc).feelings
    assert (found.feels, found.by) == ("ben", (0, 2))


def test_where_nobody_is_named_it_is_whose_side_is_told() -> None:
    doc = built(
        "Ada Ada PROPN nsubj 1", "knew know VERB ROOT 1", "it it PRON dobj 1", ". . PUNCT punct 1",
        "The the DET det 5", "shame shame NOUN nsubj 6", "grew grow VERB ROOT 6", ". . PUNCT punct 6",
    )  # fmt: skip
    doc.user_data[CAST] = CastFound((Person("ada", "Ada", (), "she"),), (MentionFound(0, 3, "name", "ada"),))
    (found,) = Feelings().match(doc).feelings
    assert found.feels == "ada"


def test_a_story_told_to_you_is_about_its_narrator() -> None:
    doc = built("You you PRON nsubj 1", "wept weep VERB ROOT 1", ". . PUNCT punct 1")
    doc.user_data[CAST] = CastFound((Person("zoe", "Zoe", (), "she"),), (), narrator="zoe")
    (found,) = Feelings().match(doc).feelings
    assert found.feels == "zoe"


def test_a_pronoun_the_cast_leaves_open_is_the_last_of_its_gender() -> None:
    doc = built(
        "Ben Ben PROPN nsubj 1", "saw see VERB ROOT 1", "Ada Ada PROPN dobj 1", ". . PUNCT punct 1",
        "He he PRON nsubj 5", "wept weep VERB ROOT 5", ". . PUNCT punct 5",
    )  # fmt: skip
    people = (Person("ben", "Ben", (), "he"), Person("ada", "Ada", (), "she"))
    mentions = (MentionFound(0, 3, "name", "ben"), MentionFound(8, 11, "name", "ada"))
    doc.user_data[CAST] = CastFound(people, mentions)
    (found,) = Feelings().match(doc).feelings
    assert found.feels == "ben"


def test_bare_hands_that_touch_somebody_are_the_other_ones() -> None:
    doc = built(
        "Ben Ben PROPN nsubj 1", "saw see VERB ROOT 1", "Ada Ada PROPN dobj 1", ". . PUNCT punct 1",
        "A a DET det 5", "hand hand NOUN nsubj 6", "stroked stroke VERB ROOT 6", "his his PRON poss 8",
        "cheek cheek NOUN dobj 6", ". . PUNCT punct 6",
    )  # fmt: skip
    people = (Person("ben", "Ben", (), "he"), Person("ada", "Ada", (), "she"))
    mentions = (MentionFound(0, 3, "name", "ben"), MentionFound(8, 11, "name", "ada"))
    at = doc.text.index("his")
    doc.user_data[CAST] = CastFound(people, (*mentions, MentionFound(at, at + 3, "pronoun", "ben")))
    (found,) = Feelings().match(doc).feelings
    assert (found.family, found.feels) == ("love", "ada")


def test_the_one_it_is_done_to_feels() -> None:
    doc = built("It it PRON nsubj 1", "frightened frighten VERB ROOT 1", "Ben Ben PROPN dobj 1", ". . PUNCT punct 1")
    (found,) = Feelings().match(doc).feelings
    assert doc.text[slice(*(found.by or (0, 0)))] == "Ben"


def test_a_denied_feeling_is_kept_and_flagged() -> None:
    rows = (
        "He he PRON nsubj 1",
        "was be AUX ROOT 1",
        "not not PART neg 1",
        "angry angry ADJ acomp 1",
        ". . PUNCT punct 1",
    )
    (found,) = Feelings().match(built(*rows)).feelings
    assert found.negated
    (sure,) = Feelings().match(built(*(rows[0], rows[1], "so so ADV advmod 3", *rows[3:]))).feelings
    assert not sure.negated
    assert sure.intensity > found.intensity


def test_a_correction_takes_a_feeling_away() -> None:
    gone = PlacedCorrection(4, 8, not_="feeling")
    assert words(TEXT, tagged(TEXT, corrections=(gone,))) == ["furious", "laughed"]


def test_a_correction_puts_a_feeling_where_none_was() -> None:
    said = PlacedCorrection(14, 18, feels="", emotion="sadness", shade="grief", channel="thought")
    found = tagged(TEXT, corrections=(said,))[1]
    assert (found.start, found.end, found.family, found.shade, found.channel) == (14, 18, "sadness", "grief", "thought")
    assert (found.feels, found.confidence) == (None, 1.0)


def test_a_correction_changes_what_it_says_and_keeps_the_rest() -> None:
    before = tagged(TEXT)[1]
    (now,) = (f for f in tagged(TEXT, corrections=(PlacedCorrection(before.start, before.end, emotion="fear"),))
              if f.start == before.start)  # fmt: skip
    assert (now.family, now.shade, now.channel, now.confidence) == ("fear", "fear", before.channel, 1.0)


def test_a_correction_names_the_holder_by_id_name_or_alias() -> None:
    for name in ("ada", "Ada Hill", "Miss Hill", "miss hill"):
        doc = spacy.blank("en")(TEXT)
        doc.user_data[CAST] = CastFound((Person("ada", "Ada Hill", ("Miss Hill",), "she"),), ())
        doc.user_data[KEY] = Given(split_paragraphs(TEXT), corrections=(PlacedCorrection(4, 8, feels=name),))
        assert Feelings().match(doc).feelings[0].feels == "ada"


PIECES = (
    *("he", "She", "not", "was", "angry", "afraid", "laughed", "wept", "his", "hands", "shook", "the", "lump", "in"),
    *("throat", ".", "?", '"', "’s", "Joy", "with", "tears", "\n\n", "broke", "her", "heart", "I", "sorry", "never"),
)


@settings(max_examples=150, deadline=None)
@examples(st.lists(st.sampled_from(PIECES), max_size=40))
def test_feelings_are_in_order_apart_and_of_the_model(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = tagged(text)
    for f, after in zip(found, [*found[1:], None], strict=False):
        assert 0 <= f.start < f.end <= len(text)
        assert f.shade == f.family or f.shade in SHADES[f.family]
        assert f.channel in CHANNELS
        assert 0 < f.intensity <= 1
        assert 0 < f.confidence <= 1
        assert f.by is None or 0 <= f.by[0] < f.by[1] <= len(text)
        assert after is None or f.end <= after.start
        assert len(text[f.start : f.end].split()) <= 10


def test_the_spans_keep_to_the_paragraph() -> None:
    doc: Doc = spacy.blank("en")(TEXT)
    edges = split_paragraphs(TEXT)
    for f in Feelings().match(doc).feelings:
        assert any(a <= f.start and f.end <= b for a, b in edges)
