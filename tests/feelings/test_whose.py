"""Whom a pronoun means where a feeling hangs on it: by who speaks, who is told of, and whose side the scene tells."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from postil.tag.feelings import Feelings
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.people import People
from postil.tag.feelings.syntax import syntax
from postil.tag.feelings.view import view
from postil.tag.found import CAST, DIALOGUE, CastFound, DialogueFound, MentionFound, Person
from postil.tag.given import KEY, Given, PlacedCorrection, split_paragraphs
from postil.tags import Quote
from tests.feelings.built import built

ADA, BEN, TOM = Person("ada", "Ada", (), "she"), Person("ben", "Ben", (), "he"), Person("tom", "Tom", (), "he")
EVA = Person("eva", "Eva", (), "she")


def felt_by(
    doc: Doc, people: tuple[Person, ...], *said: tuple[str, str], speeches: tuple[Quote, ...] = ()
) -> str | None:
    """Return who has the one feeling of a Doc; `said` are words of it in order, and whom they mean."""
    mentions, at = [], 0
    for words, who in said:
        at = doc.text.index(words, at)
        mentions.append(
            MentionFound(at, at + len(words), "pronoun" if words.lower() in ("he", "she", "her") else "name", who)
        )
        at += len(words)
    doc.user_data[CAST] = CastFound(people, tuple(mentions))
    doc.user_data[DIALOGUE] = DialogueFound(speeches, tuple(mentions))
    (found,) = Feelings().match(doc).feelings
    return found.feels


def test_you_is_who_the_cast_calls_so() -> None:
    doc = built("You you PRON nsubj 1", "wept weep VERB ROOT 1", ". . PUNCT punct 1")
    assert felt_by(doc, (Person("kim", "you", ("Kim",), "she"),)) == "kim"


def test_he_in_speech_is_who_is_told_of_and_not_who_listens() -> None:
    doc = built(
        "Tom Tom PROPN ROOT 0", ". . PUNCT punct 0", "Ben Ben PROPN nsubj 3", "came come VERB ROOT 3",
        ". . PUNCT punct 3", "He he PRON nsubj 6", "wept weep VERB ROOT 6", ". . PUNCT punct 6", "Oh oh INTJ ROOT 8",
        ". . PUNCT punct 8",
    )  # fmt: skip
    text = doc.text
    told, answer = text.index("He"), text.index("Oh")
    speeches = (Quote(told, answer - 1, "ada", "context", 1.0), Quote(answer, len(text), "ben", "context", 1.0))
    assert felt_by(doc, (ADA, BEN, TOM), ("Tom", "tom"), ("Ben", "ben"), speeches=speeches) == "tom"


def test_what_is_done_beside_speech_is_done_by_who_speaks() -> None:
    doc = built("Stay stay VERB ROOT 0", ". . PUNCT punct 0", "He he PRON nsubj 3", "wept weep VERB ROOT 3",
                ". . PUNCT punct 3")  # fmt: skip
    speeches = (Quote(0, 5, "ben", "context", 1.0),)
    assert felt_by(doc, (BEN, TOM), ("He", "tom"), speeches=speeches) == "ben"


def test_a_sensation_is_felt_by_whose_side_is_told() -> None:
    doc = built(
        "Ada Ada PROPN nsubj 1", "knew know VERB ROOT 1", "Eva Eva PROPN dobj 1", ". . PUNCT punct 1",
        "her her PRON poss 5", "heart heart NOUN nsubj 6", "pounded pound VERB ROOT 6", ". . PUNCT punct 6",
    )  # fmt: skip
    assert felt_by(doc, (ADA, EVA), ("Ada", "ada"), ("Eva", "eva"), ("her", "eva")) == "ada"


def test_who_feels_and_is_nobody_of_the_cast_joins_it_once() -> None:
    doc = built(
        "A a DET det 2", "tall tall ADJ amod 2", "nurse nurse NOUN nsubj 3", "wept weep VERB ROOT 3",
        ". . PUNCT punct 3", "The the DET det 6", "nurse nurse NOUN nsubj 7", "laughed laugh VERB ROOT 7",
        ". . PUNCT punct 7",
    )  # fmt: skip
    doc.user_data[CAST] = CastFound((Person("tall-nurse", "Tall Nurse", (), None),), ())
    found = Feelings().match(doc)
    assert [f.feels for f in found.feelings] == ["tall-nurse-2", "tall-nurse-2"]
    assert [(p.name, p.aliases) for p in found.people] == [("the tall nurse", ("nurse", "the nurse", "a tall nurse"))]
    assert [doc.text[m.start : m.end] for m in found.mentions] == ["A tall nurse", "The nurse"]


@pytest.mark.parametrize(
    ("words", "name", "stands"),
    [
        ("They they PRON nsubj 1|laughed laugh VERB ROOT 1", "they", "They"),
        ("We we PRON nsubj 1|laughed laugh VERB ROOT 1", "we", "We"),
        ("Everyone everyone PRON nsubj 1|laughed laugh VERB ROOT 1", "everyone", "Everyone"),
        ("Someone someone PRON nsubj 1|laughed laugh VERB ROOT 1", "somebody", "Someone"),
        (
            "One one NUM nsubj 4|of of ADP prep 0|the the DET det 3|guards guard NOUN pobj 1|laughed laugh VERB ROOT 4",
            "the guards",
            "the guards",
        ),
        (
            "The the DET det 1|guards guard NOUN nsubj 2|came come VERB ROOT 2|. . PUNCT punct 2|"
            "They they PRON nsubj 5|laughed laugh VERB ROOT 5",
            "the guards",
            "The guards",
        ),
    ],
)
def test_those_without_a_name_join_the_cast_too(words: str, name: str, stands: str) -> None:
    doc = built(*words.split("|"), f". . PUNCT punct {words.count('|')}")
    found = Feelings().match(doc)
    assert [p.name for p in found.people] == [name]
    assert [f.feels for f in found.feelings] == [p.id for p in found.people]
    assert [doc.text[m.start : m.end] for m in found.mentions] == [stands]


def test_a_correction_may_name_who_joined_the_cast_by_a_noun() -> None:
    doc = built(
        "The the DET det 1", "nurse nurse NOUN nsubj 2", "wept weep VERB ROOT 2", ". . PUNCT punct 2",
        "Then then ADV advmod 5", "silence silence NOUN ROOT 5", ". . PUNCT punct 5",
    )  # fmt: skip
    at = doc.text.index("silence")
    said = PlacedCorrection(at, at + len("silence"), feels="the nurse", emotion="sadness")
    doc.user_data[KEY] = Given(split_paragraphs(doc.text), corrections=(said,))
    assert [f.feels for f in Feelings().match(doc).feelings] == ["nurse", "nurse"]


def test_what_is_cried_out_is_of_whoever_says_it_and_not_of_who_spoke_before() -> None:
    doc = built("Stay stay VERB ccomp 1", "said say VERB ROOT 1", "Tom Tom PROPN nsubj 1", ". . PUNCT punct 1",
                "Damn damn VERB ROOT 4", "it it PRON dobj 4", ". . PUNCT punct 4")  # fmt: skip
    damn = doc.text.index("Damn")
    speeches = (Quote(0, 4, "tom", "named", 1.0), Quote(damn, len(doc.text), "ben", "context", 1.0))
    assert felt_by(doc, (BEN, TOM), ("Tom", "tom"), speeches=speeches) == "ben"


def test_a_thought_of_the_narration_is_thought_by_whose_side_is_told() -> None:
    doc = built(
        "Ben Ben PROPN nsubj 1", "knew know VERB ROOT 1", "Ada Ada PROPN dobj 1", ". . PUNCT punct 1",
        "How how SCONJ advmod 6", "dare dare AUX aux 6", "she she PRON nsubj 5", "? ? PUNCT punct 5",
    )  # fmt: skip
    assert felt_by(doc, (BEN, ADA), ("Ben", "ben"), ("Ada", "ada"), ("she", "ada")) == "ben"


def test_somebody_s_mother_joins_the_cast_as_hers() -> None:
    doc = built(
        "Ada Ada PROPN nsubj 1", "slept sleep VERB ROOT 1", ". . PUNCT punct 1", "Her her PRON poss 4",
        "mother mother NOUN nsubj 5", "wept weep VERB ROOT 5", ". . PUNCT punct 5", "Tom Tom PROPN poss 9",
        "'s 's PART case 7", "mother mother NOUN nsubj 10", "laughed laugh VERB ROOT 10", ". . PUNCT punct 10",
    )  # fmt: skip
    said = (("Ada", "ada"), ("Her", "ada"), ("Tom", "tom"))
    mentions = tuple(MentionFound(at := doc.text.index(words), at + len(words), "name", who) for words, who in said)
    doc.user_data[CAST] = CastFound((ADA, TOM), mentions)
    doc.user_data[DIALOGUE] = DialogueFound((), mentions)
    found = Feelings().match(doc)
    assert [p.name for p in found.people] == ["Ada's mother", "Tom's mother"], "two mothers are one"
    assert "her mother" in found.people[0].aliases


def test_who_stands_behind_somebody_is_the_one_who_acts_though_the_model_joins_the_two() -> None:
    doc = built(
        "Behind behind ADP prep 4", "Tom Tom PROPN nsubj 4", ", , PUNCT punct 1", "Ben Ben PROPN conj 1",
        "wept weep VERB ROOT 4", ". . PUNCT punct 4",
    )  # fmt: skip
    assert felt_by(doc, (BEN, TOM), ("Tom", "tom"), ("Ben", "ben")) == "ben"


def test_who_acts_may_stand_after_the_verb() -> None:
    doc = built(
        "Behind behind ADP prep 2", "Ada Ada PROPN pobj 0", "stood stand VERB ROOT 2", "Eva Eva PROPN dobj 2",
        ", , PUNCT punct 2", "weeping weep VERB advcl 2", ". . PUNCT punct 2",
    )  # fmt: skip
    people = People(view(doc), syntax(), lexicon().body)
    assert [doc[people.subject(verb)].text for verb in (2, 5)] == ["Eva", "Eva"], "nobody stands behind Ada"
