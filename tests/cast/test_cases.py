"""One-paragraph cases of finding the cast, on a blank pipeline: no parse, no entities. See cases.txt for the form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import spacy

from postil.tag.cast import CastFinder
from postil.tag.found import CastFound, Person
from postil.tag.given import Given, split_paragraphs
from postil.tag.pipe import parse

_LINE = re.compile(r"(who|same|apart|he|she|they|it|unknown|none|narrator|is|described): (.+)")


@dataclass(frozen=True)
class Case:
    title: str
    text: str
    wanted: tuple[tuple[str, str], ...]


def read_cases(path: Path) -> Iterator[Case]:
    body = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    for block in re.split(r"(?m)^= ", body)[1:]:
        title, *lines = block.splitlines()
        wanted = tuple((m[1], m[2]) for line in lines if (m := _LINE.fullmatch(line)))
        text = "\n".join(line for line in lines if not _LINE.fullmatch(line)).strip()
        yield Case(title, text, wanted)


CASES = list(read_cases(Path(__file__).with_name("cases.txt")))
NLP = spacy.blank("en")


def find(text: str) -> CastFound:
    return CastFinder().match(parse(NLP, text, Given(split_paragraphs(text))))


def plain(name: str) -> str:
    return re.sub(r"^(the|an?) ", "", " ".join(name.split()), flags=re.IGNORECASE).lower()


@dataclass(frozen=True)
class Told:
    text: str
    found: CastFound

    def person(self, name: str) -> Person | None:
        """Whoever has the name, as their own or as one that stands in the text."""
        wanted = plain(name)
        for person in self.found.people:
            if wanted in {plain(n) for n in (person.name, *person.aliases)}:
                return person
        read = [m.character for m in self.found.mentions if plain(self.text[m.start : m.end]) == wanted]
        return next((p for p in self.found.people if read and p.id == read[0]), None)

    def named(self, name: str) -> Person:
        person = self.person(name)
        assert person is not None, f"nobody is called {name!r}; found {[p.name for p in self.found.people]}"
        return person

    def mention(self, words: str) -> str:
        words, _, number = words.partition(" #")
        at = [m for m in self.found.mentions if " ".join(self.text[m.start : m.end].split()) == words]
        assert len(at) >= int(number or 1), f"{words!r} is no mention of anyone"
        return at[int(number or 1) - 1].character


def check(told: Told, kind: str, value: str) -> None:
    if kind in ("he", "she", "they", "it", "unknown"):
        for name in value.split(", "):
            assert told.named(name).pronouns == (None if kind == "unknown" else kind), name
    else:
        CHECKS[kind](told, value)


def one_person(told: Told, value: str) -> None:
    people = {name: told.named(name).name for name in value.split(" = ")}
    assert len(set(people.values())) == 1, f"not one person's: {people}"


def two_people(told: Told, value: str) -> None:
    people = {name: told.named(name).id for name in value.split(" | ")}
    assert len(set(people.values())) == len(people), f"one person: {people}"


def nobody(told: Told, value: str) -> None:
    for words in value.split(", "):
        covering = [text for m in told.found.mentions if words in (text := told.text[m.start : m.end])]
        assert not covering, f"{covering} taken for someone"


def teller(told: Told, value: str) -> None:
    people = {person.id: person.name for person in told.found.people}
    assert people.get(told.found.narrator or "", "-") == value


def stands_for(told: Told, value: str) -> None:
    words, _, name = value.partition(" = ")
    assert told.mention(words) == told.named(name).id


def only_described(told: Told, value: str) -> None:
    assert told.named(value).described


def all_found(told: Told, value: str) -> None:
    for name in value.split(", "):
        told.named(name)


CHECKS: dict[str, Callable[[Told, str], None]] = {
    "who": all_found,
    "same": one_person,
    "apart": two_people,
    "none": nobody,
    "narrator": teller,
    "is": stands_for,
    "described": only_described,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_case(case: Case) -> None:
    assert case.wanted, "the case says nothing of what must be found"
    told = Told(case.text, find(case.text))
    for kind, value in case.wanted:
        check(told, kind, value)


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 50
