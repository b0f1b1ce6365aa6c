"""The word lists of `postil/data/cast`, read once into sets and tables; all keys are lower case."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal
from unicodedata import combining, normalize

from postil.tag.wordlists import read_lines, speech_verb_forms

Gender = Literal["he", "she"]
TitleKind = Literal["civil", "miss", "wife", "noble", "rank", "kin", "first"]
NounKind = Literal["kin", "role", "general"]


_ELDERS = ("mothers", "fathers", "grandmothers", "grandfathers", "aunts", "uncles")


@dataclass(frozen=True, slots=True)
class Title:
    """What a title before a name tells."""

    gender: Gender | None
    kind: TitleKind


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun for a person tells."""

    lemma: str
    gender: Gender | None
    kind: NounKind
    plural: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All lists."""

    titles: Mapping[str, Title]
    """With and without the full stop."""
    given: Mapping[str, Gender | None]
    """First names and short forms, with the pronoun they lead a reader to expect."""
    own: frozenset[str]
    """First names that are not only short forms."""
    full: Mapping[str, frozenset[str]]
    """A short form's full names; a full name's own are not listed."""
    nouns: Mapping[str, Noun]
    """Nouns for people, singular and plural."""
    beings: Mapping[str, Gender | None]
    """Heads of epithets."""
    acts: frozenset[str]
    """Forms of verbs that have a person for a subject, speech verbs among them."""
    speech: frozenset[str]
    """Finite forms of speech verbs."""
    time: frozenset[str]
    place: frozenset[str]
    tail: frozenset[str]
    common: frozenset[str]
    """First names that are common words, too."""
    alone: frozenset[str]
    """Capitalised words that are no names when they stand alone."""


def sections(name: str) -> dict[str, list[str]]:
    """Return the lines of a data file under each `[section]`; those before the first under ""."""
    found: dict[str, list[str]] = {"": []}
    at = ""
    for line in read_lines(f"cast/{name}"):
        if line.startswith("[") and line.endswith("]"):
            at = line[1:-1]
            found.setdefault(at, [])
        else:
            found[at].append(line)
    return found


@cache
def words(section: str) -> tuple[str, ...]:
    """Return a list of words.txt."""
    return tuple(" ".join(sections("words.txt")[section]).split())


@cache
def elders() -> Mapping[str, str]:
    """Return what each word for an elder of the family is another word for: "mum", mothers."""
    return {word: section for section in _ELDERS for word in words(section)}


@cache
def joins() -> Mapping[str, float]:
    """Return the weights of joins.txt, by name."""
    return {name: float(value) for name, value in (line.split() for line in read_lines("cast/joins.txt"))}


def either(section: str) -> str:
    """Return a list of words.txt as alternatives of a pattern."""
    return "|".join(map(re.escape, words(section)))


@cache
def lexicon() -> Lexicon:
    """Return the lists, read on first use."""
    given, own, full = _given_names()
    nouns = _nouns()
    lists = {key: frozenset(" ".join(lines).lower().split()) for key, lines in sections("not_people.txt").items()}
    beings: dict[str, Gender | None] = {n: noun.gender for n, noun in nouns.items() if not noun.plural}
    for line in sections("beings.txt")[""]:
        gender, words = line.split(":")
        beings.update(dict.fromkeys(words.split(), _gender(gender)))
    speech = frozenset(speech_verb_forms())
    return Lexicon(
        titles=_titles(),
        given=given,
        own=own,
        full=full,
        nouns=nouns,
        beings=beings,
        acts=frozenset(_verb_forms(sections("verbs.txt")[""])) | speech,
        speech=speech,
        time=lists["time"],
        place=lists["place"],
        tail=lists["tail"],
        common=lists["words"],
        alone=lists["alone"],
    )


def _gender(word: str) -> Gender | None:
    word = word.strip()
    return "he" if word == "he" else "she" if word == "she" else None


def _titles() -> dict[str, Title]:
    titles: dict[str, Title] = {}
    for line in read_lines("cast/titles.txt"):
        name, rest = line.split(": ")
        gender, kind = rest.split()
        titles[name] = Title(_gender(gender), kind)  # type: ignore[arg-type]
    return titles


def _given_names() -> tuple[dict[str, Gender | None], frozenset[str], dict[str, frozenset[str]]]:
    lists = sections("first_names.txt")
    given: dict[str, Gender | None] = {}
    for key in ("he", "she"):
        for name in " ".join(lists[key]).lower().split():
            given[name] = None if name in given and given[name] != key else _gender(key)
    given.update(dict.fromkeys(" ".join(lists["either"]).lower().split()))
    for name in [name for name in given if not name.isascii()]:
        given.setdefault(_without_accents(name), given[name])
    own = frozenset(given)
    full: defaultdict[str, set[str]] = defaultdict(set)
    for line in read_lines("cast/nicknames.txt"):
        name, short = line.lower().split(": ")
        given.setdefault(name, None)
        for nick in short.split():
            full[nick].add(name)
    for nick, names in full.items():
        if nick not in given:
            genders = {given[name] for name in names}
            given[nick] = genders.pop() if len(genders) == 1 else None
    return given, own, {nick: frozenset(names) for nick, names in full.items()}


def _without_accents(name: str) -> str:
    """Return a name as it is written where there are no accents: "Ines", of "Inês"."""
    return "".join(c for c in normalize("NFKD", name) if not combining(c))


def _nouns() -> dict[str, Noun]:
    nouns: dict[str, Noun] = {}
    lists = sections("people.txt")
    kinds: tuple[NounKind, ...] = ("general", "kin", "role")
    for kind in kinds:
        for line in lists[kind]:
            gender, words = line.split(":")
            for entry in words.split():
                one, _, many = entry.partition("/")
                nouns.setdefault(one, Noun(one, _gender(gender), kind, plural=False))
                nouns.setdefault(many or plural(one), Noun(one, _gender(gender), kind, plural=True))
    return nouns


def plural(noun: str) -> str:
    """Return the regular plural of a noun; of one with "-in-law", the plural of its head."""
    if noun.endswith("-in-law"):
        return plural(noun[: -len("-in-law")]) + "-in-law"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def _verb_forms(lines: list[str]) -> list[str]:
    """Return the finite forms of the verbs: base, third person, past."""
    forms = []
    for entry in " ".join(lines).split():
        base, *past = entry.split("/")
        stem = base.removesuffix("e")
        if base.endswith("y") and base[-2] not in "aeiou":
            third, stem = base[:-1] + "ies", base[:-1] + "i"
        else:
            third = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
        forms += [base, third, *(past or [stem + "ed"])]
    return forms
