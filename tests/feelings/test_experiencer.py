"""Who feels is chosen among all who are told of: what speaks for each, and what a scene tells where words do not."""

from __future__ import annotations

from spacy.tokens import Doc

from postil.tag.feelings import experiencer
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.match import candidates, case_of
from postil.tag.feelings.people import People
from postil.tag.feelings.sure import sure
from postil.tag.feelings.syntax import syntax
from postil.tag.feelings.view import view
from postil.tag.feelings.whose import Focus
from postil.tag.found import CAST, DIALOGUE, CastFound, DialogueFound, MentionFound, Person
from postil.tags import MentionKind, Quote
from tests.feelings.built import built

ADA, TOM = Person("ada", "Ada", (), "she"), Person("tom", "Tom", (), "he")
CLERK = Person("clerk", "the clerk", (), None, described=True)


def scene_of(
    doc: Doc, people: tuple[Person, ...], *said: tuple[str, str, MentionKind], speeches: tuple[Quote, ...] = ()
) -> tuple[experiencer.Scene, experiencer.Case]:
    """Return a Doc as a scene, and its one feeling; `said` are words of it in order, whom they mean, and their kind."""
    mentions, at = [], 0
    for words, who, kind in said:
        at = doc.text.index(words, at)
        mentions.append(MentionFound(at, at + len(words), kind, who))
        at += len(words)
    doc.user_data[CAST] = CastFound(people, tuple(mentions))
    doc.user_data[DIALOGUE] = DialogueFound(speeches, tuple(mentions))
    them = People(view(doc), syntax(), lexicon().body)
    (felt,), read = sure(them, candidates(them, lexicon()))
    around = experiencer.scene(them, Focus(them), read)
    return around, case_of(around, felt)[1]


def the_boy() -> tuple[experiencer.Scene, experiencer.Case]:
    """Tom stopped. The boy wept."""
    doc = built("Tom Tom PROPN nsubj 1", "stopped stop VERB ROOT 1", ". . PUNCT punct 1", "The the DET det 4",
                "boy boy NOUN nsubj 5", "wept weep VERB ROOT 5", ". . PUNCT punct 5")  # fmt: skip
    return scene_of(doc, (TOM, ADA), ("Tom", "tom", "name"))


def test_a_noun_may_be_who_is_told_of_by_name() -> None:
    around, case = the_boy()
    assert case.said is None, "the rules know nobody by that noun"
    told = experiencer.signs(around, case)
    assert set(told) == {None, "tom"}, "who is not told of there cannot feel it"
    assert {"named last", "of the gender", "alone of the gender", "in the paragraph"} <= set(told["tom"])
    assert {"nobody", "nobody, by the rules", "nobody, the", "nobody, a boy"} <= set(told[None])


def test_a_girl_is_not_tom() -> None:
    doc = built("Tom Tom PROPN nsubj 1", "stopped stop VERB ROOT 1", ". . PUNCT punct 1", "A a DET det 4",
                "girl girl NOUN nsubj 5", "wept weep VERB ROOT 5", ". . PUNCT punct 5")  # fmt: skip
    around, case = scene_of(doc, (TOM,), ("Tom", "tom", "name"))
    assert "of another gender" in experiencer.signs(around, case)["tom"]
    assert experiencer.chosen(around, case) is None


def test_what_is_told_of_each_is_where_it_stands() -> None:
    doc = built(
        "Ada Ada PROPN nsubj 1", "saw see VERB ROOT 1", "Tom Tom PROPN dobj 1", ". . PUNCT punct 1",
        "He he PRON nsubj 5", "wept weep VERB ROOT 5", "beside beside ADP prep 5", "her she PRON pobj 6",
        ". . PUNCT punct 5",
    )  # fmt: skip
    said: tuple[tuple[str, str, MentionKind], ...] = (
        ("Ada", "ada", "name"), ("Tom", "tom", "name"), ("He", "tom", "pronoun"), ("her", "ada", "pronoun"),
    )  # fmt: skip
    around, case = scene_of(doc, (ADA, TOM), *said)
    told = experiencer.signs(around, case)
    assert "in the sentence: nsubj" in told["tom"]
    assert "told of last by pronoun" in told["tom"]
    assert "in the sentence, after: pobj" in told["ada"]
    assert {"told of last by name", "opened the paragraph", "of another gender"} <= set(told["ada"])
    assert experiencer.context(around.people, case) == ("he", case.channel if case.channel != "face" else "body")
    assert experiencer.chosen(around, case) == "tom"


def test_words_that_are_a_feeling_by_being_said_are_the_speakers() -> None:
    doc = built("Tom Tom PROPN nsubj 1", "turned turn VERB ROOT 1", ". . PUNCT punct 1",
                "Damn damn VERB ROOT 3", "it it PRON dobj 3", ". . PUNCT punct 3")  # fmt: skip
    damn = doc.text.index("Damn")
    speeches = (Quote(damn, len(doc.text), "ada", "context", 1.0),)
    around, case = scene_of(doc, (ADA, TOM), ("Tom", "tom", "name"), speeches=speeches)
    assert experiencer.chosen(around, case) == "ada", "the page gives the words to Ada and the feeling to somebody else"


def test_a_sign_counts_by_itself_and_by_how_who_feels_is_called_and_how_it_comes() -> None:
    table = experiencer.weights()
    count = experiencer.counts("he", "body")
    parts = [table.get(name, 0.0) for name in ("by the rules", "by the rules [he]", "by the rules [body]")]
    assert count["by the rules"] == sum(parts)
    assert sum(map(abs, parts)) > 0
    assert count["no such sign"] == 0.0


def test_somebody_described_is_marked_as_such() -> None:
    doc = built("The the DET det 1", "clerk clerk NOUN nsubj 2", "wept weep VERB ROOT 2", ". . PUNCT punct 2")
    around, case = scene_of(doc, (CLERK,), ("The clerk", "clerk", "noun"))
    assert "described" in experiencer.signs(around, case)["clerk"]
    assert experiencer.chosen(around, case) == "clerk"
