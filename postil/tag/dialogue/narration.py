"""Read the narration: its verbs, who does them, and which of them tell of speaking.

The whole Doc is read through arrays, since asking spaCy for one token's attribute at a time costs more than all the
rest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from postil.tag.dialogue.kinship import Kinship
from postil.tag.found import CastFound, MentionFound, Person
from postil.tag.given import text_of
from postil.tag.speech import Speech
from postil.tag.wordlists import read_lines, speech_verb_forms

if TYPE_CHECKING:
    from spacy.tokens import Doc

Said = Literal[0, 1, 2]
"""0: no verb of speech; 1: one that often is not (to add, to nod); 2: one that nearly always is (to say)."""

PRONOUNS = {"he": "he", "she": "she", "it": "it", "they": "they", "we": "they", "i": "i", "i.": "i"}
"""The pronouns that can be who acts in narration."""
_OWNERS = {"his": "he", "her": "she", "its": "it", "their": "they", "our": "they", "my": "i"}


@cache
def _persons() -> dict[str, str]:
    return dict(line.split() for line in read_lines("dialogue/persons.txt"))


@cache
def _parts() -> frozenset[str]:
    return frozenset(read_lines("dialogue/parts.txt"))


def titled(people: Sequence[Person]) -> dict[str, str]:
    """Return the nouns that stand for one person each: the one who alone has the title ("the doctor", Dr. Hale)."""
    having: dict[str, set[str]] = {}
    for person in people:
        if not person.described:
            for name in (person.name, *person.aliases):
                having.setdefault(name.split()[0].strip(".").lower() if " " in name else "", set()).add(person.id)
    found = {}
    for noun, *titles in map(str.split, read_lines("dialogue/titles.txt")):
        whose = set().union(*(having.get(title, set()) for title in titles))
        if len(whose) == 1:
            found[noun] = whose.pop()
    return found


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something in narration, as far as the words tell."""

    at: int
    """Where the word stands that names them."""
    character: str | None
    """The character mentioned there, if any; a pronoun's is only likely."""
    kind: Literal["name", "noun", "pronoun", "other"]
    """noun: a description of a person; other: a word for no person ("the door")."""
    pronoun: str
    """he, she, it, they, i, or empty where the words do not tell."""
    possessor: bool = False
    """Named as the owner of what acts ("her voice")."""
    of: str | None = None
    """Whose relation or companion they are ("her aunt"): somebody else."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb of the narration and its subject."""

    start: int
    """Where the first of the two stands."""
    verb_at: int
    actor: Actor
    said: Said


class Tokens:
    """The Doc's tokens as plain lists, with the mention and the speech each stands in."""

    def __init__(self, doc: Doc, cast: CastFound, speeches: Sequence[Speech]) -> None:
        from spacy.attrs import DEP, HEAD, LENGTH, POS, SPACY, TAG

        table = doc.to_array([LENGTH, SPACY, POS, DEP, HEAD, TAG]).astype(np.int64)
        if not len(table):
            table = table.reshape(0, 6)
        widths = table[:, 0] + table[:, 1]
        self.doc = doc
        self.text = text_of(doc)
        self.starts: np.ndarray = np.concatenate(([0], np.cumsum(widths)[:-1])) if len(table) else np.zeros(0, np.int64)
        self.heads: np.ndarray = np.arange(len(table)) + table[:, 4]
        self.pos, self.dep, self.tag, self.length = table[:, 2], table[:, 3], table[:, 5], table[:, 0]
        self.mentions = mentions = cast.mentions
        self.titled = titled(cast.people)
        """Who a title stands for by itself."""
        self.described = frozenset(person.id for person in cast.people if person.described)
        self.kinship = Kinship(self.text, cast.people)
        self.mention = _covering(self.starts, [m.start for m in mentions], [m.end for m in mentions])
        self.speech = _covering(self.starts, [s.start for s in speeches], [s.end for s in speeches])
        self.begin: list[int] = self.starts.tolist()

    def word(self, i: int) -> str:
        """Return token `i` in lower case."""
        at = self.begin[i]
        return self.text[at : at + int(self.length[i])].lower()

    def at(self, offset: int) -> int:
        """Return the index of the first token that starts at or after `offset`."""
        return bisect_left(self.begin, offset)

    def mention_of(self, i: int) -> MentionFound | None:
        """Return the mention token `i` stands in."""
        m = int(self.mention[i])
        return self.mentions[m] if m >= 0 else None


def _covering(points: np.ndarray, starts: Sequence[int], ends: Sequence[int]) -> np.ndarray:
    """Return for each of `points` the index of the range that holds it, or -1; the ranges sorted, none over another."""
    if not len(starts):
        return np.full(len(points), -1, np.int64)
    at = np.searchsorted(np.asarray(starts), points, side="right") - 1
    inside = (at >= 0) & (points < np.asarray(ends)[at])
    return np.where(inside, at, -1)


def read_clauses(tokens: Tokens) -> list[Clause]:
    """Return the clauses of the narration in order.

    Each subject the parse finds outside speech, with its verb; and each verb of speech that has none of its own, with
    the subject of what it is joined to ("Ann rose, and said") or of the word it is about ("Ann, who said").
    """
    strings = tokens.doc.vocab.strings
    outside = tokens.speech < 0
    subjects = np.isin(tokens.dep, [strings["nsubj"], strings["nsubjpass"]]) & outside
    relative = np.isin(tokens.tag, [strings["WP"], strings["WDT"]])
    owners = {int(tokens.heads[i]): int(i) for i in np.flatnonzero((tokens.dep == strings["poss"]) & outside)}
    found: list[Clause] = []
    whose: dict[int, int] = {}
    for i in np.flatnonzero(subjects).tolist():
        verb = int(tokens.heads[i])
        if tokens.speech[verb] >= 0:  # the parse went astray over the quotation mark
            continue
        if relative[i]:
            if tokens.dep[verb] == strings["relcl"]:
                whose[verb] = int(tokens.heads[verb])
            continue
        whose[verb] = i
        start = min(tokens.begin[i], tokens.begin[verb])
        found.append(Clause(start, tokens.begin[verb], actor_at(tokens, i, owners.get(i)), said(tokens.word(verb))))
    own = {clause.verb_at for clause in found}
    joins = frozenset(strings[name] for name in _JOINS)
    for verb in np.flatnonzero((tokens.pos == strings["VERB"]) & outside).tolist():
        strength = said(tokens.word(verb))
        if strength and tokens.begin[verb] not in own:
            subject = _shared(tokens, verb, whose, joins)
            if subject is not None:
                at = tokens.begin[verb]
                found.append(Clause(at, at, actor_at(tokens, subject, owners.get(subject)), strength))
    return sorted(found, key=lambda clause: clause.start)


def relations(tokens: Tokens) -> list[MentionFound]:
    """Return who is meant by relations ("her father") in narration that are no mentions of the cast."""
    strings = tokens.doc.vocab.strings
    found = []
    for i in np.flatnonzero((tokens.dep == strings["poss"]) & (tokens.speech < 0)).tolist():
        noun = int(tokens.heads[i])
        if tokens.mention[noun] < 0 and tokens.kinship.knows(tokens.word(noun)):
            who = tokens.kinship.who(tokens.word(noun), _owner_at(tokens, i).character)
            if who:
                at = tokens.begin[noun]
                found.append(MentionFound(at, at + int(tokens.length[noun]), "noun", who))
    return found


_JOINS = ("conj", "xcomp", "advcl")
"""Dependencies by which a verb shares the subject of its head."""
_HOPS = 5


def _shared(tokens: Tokens, verb: int, whose: Mapping[int, int], joins: Collection[int]) -> int | None:
    """Return the subject that a verb without one shares with the verb it is joined to."""
    for _ in range(_HOPS):
        if verb in whose:
            return whose[verb]
        head = int(tokens.heads[verb])
        if int(tokens.dep[verb]) not in joins or head == verb or tokens.speech[head] >= 0:
            return None
        verb = head
    return None


def said(word: str) -> Said:
    """Return whether the form `word` (in lower case) is of a verb of speech."""
    lemma = speech_verb_forms().get(word)
    return 0 if lemma is None else 1 if lemma.startswith("~") else 2


def actor_at(tokens: Tokens, i: int, owner: int | None = None) -> Actor:
    """Return who token `i` stands for; `owner` is its possessor's token, who is meant where a part of them acts."""
    at, word = tokens.begin[i], tokens.word(i)
    mention = tokens.mention_of(i)
    if word in PRONOUNS:
        return Actor(at, mention.character if mention else None, "pronoun", PRONOUNS[word])
    whose = _owner_at(tokens, owner) if owner is not None else None
    if whose and word in _parts():
        return Actor(whose.at, whose.character, whose.kind, whose.pronoun, possessor=True)
    of = whose.character if whose else None
    if word in tokens.titled and (mention is None or mention.character in tokens.described):
        return Actor(at, tokens.titled[word], "name", "", of=of)
    if mention is not None and mention.kind != "pronoun":
        return Actor(at, mention.character, "noun" if mention.kind == "noun" else "name", persons_pronoun(word), of=of)
    if word in _persons():
        return Actor(at, tokens.kinship.who(word, of), "noun", persons_pronoun(word), of=of)
    return Actor(at, None, "other", "", of=of)


def _owner_at(tokens: Tokens, i: int) -> Actor:
    """Return whom the possessor at token `i` stands for."""
    word, mention = tokens.word(i), tokens.mention_of(i)
    if word in _OWNERS:
        return Actor(tokens.begin[i], mention.character if mention else None, "pronoun", _OWNERS[word])
    return actor_at(tokens, i)


def persons_pronoun(noun: str) -> str:
    """Return the pronoun a noun for a person takes, or "" where it does not tell."""
    pronoun = _persons().get(noun, "-")
    return "" if pronoun == "-" else pronoun


def owns(word: str) -> bool:
    """Return whether a word in lower case is a possessive pronoun."""
    return word in _OWNERS
