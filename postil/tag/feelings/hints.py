"""The lists of displays/: what shows or says feeling without telling which; how often it does, and which it may be.

A line is matched as those of the sure lists are (find_patterns.py, find_phrases.py), or, with `F:`, by the form of what
is said and thought (utterances.py). unsure.py weighs what matched with what stands around.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from postil.emotion import CHANNELS, FAMILIES
from postil.tag.feelings.entries import ListError, PatternEntry, PhraseEntry, Sense, lines, pattern_groups, phrase_items
from postil.tag.feelings.find_patterns import Patterns, candidate
from postil.tag.feelings.find_phrases import find_phrases
from postil.tag.feelings.lexicon import Index, by_anchor, by_relation, participles_of
from postil.tag.feelings.people import People
from postil.tag.feelings.utterances import Utterance
from postil.tag.feelings.view import View

FILES: Final = ("shown.txt", "speech.txt", "thought.txt")
Source = Literal["word", "phrase", "pattern"]
_HEAD, _TAIL = 14, 18
"""Characters at a line's beginning and end that tell it from others."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What a line of the lists says: how often it is a feeling, and each family's share, in the order of FAMILIES."""

    line: str
    """The line's channel, beginning and end; what was fitted for it is kept under this."""
    sure: float
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """A line that matched. Tokens; the last is inclusive."""

    first: int
    last: int
    head: int
    who: int
    """The token for who feels, where the line says it; else -1."""
    channel: str
    prior: Prior


@dataclass(frozen=True, slots=True)
class Form:
    """A line that asks for the marks of an utterance."""

    channel: str
    marks: frozenset[str]
    prior: Prior


@dataclass(frozen=True, slots=True)
class Hints:
    """The lists, compiled."""

    phrases: dict[str, tuple[tuple[PhraseEntry, int], ...]]
    patterns: dict[str, Index]
    participles: dict[str, str]
    forms: tuple[Form, ...]
    priors: dict[str, Prior]
    """By file and line."""


@cache
def hints() -> Hints:
    """Return the lists that come with Postil. Raises ListError if a line cannot be read."""
    folder = files("postil") / "data" / "feelings" / "displays"
    phrases: list[PhraseEntry] = []
    patterns: list[PatternEntry] = []
    forms: list[Form] = []
    priors: dict[str, Prior] = {}
    for name in FILES:
        for head, rest, where in lines((folder / name).read_text(encoding="utf-8"), f"displays/{name}"):
            channel, priors[where] = _head(head, rest, where)
            if rest.startswith("F: "):
                forms.append(Form(channel, frozenset(rest.removeprefix("F: ").split(" + ")), priors[where]))
                continue
            source: Source = "phrase" if rest.startswith("W: ") else "pattern"
            sense = Sense(FAMILIES[0], FAMILIES[0], 0.5, channel, "feeling", 0.0, "", where, source)
            if source == "phrase":
                phrases += [PhraseEntry(phrase_items(w, where), sense) for w in rest.removeprefix("W: ").split(" | ")]
            else:
                kind, groups, _ = pattern_groups(rest, where)
                patterns.append(PatternEntry(kind, groups, False, sense))
    return Hints(by_anchor(phrases), by_relation(patterns), participles_of(patterns), tuple(forms), priors)


def _head(head: str, rest: str, where: str) -> tuple[str, Prior]:
    """Read `SURE CHANNEL family3 family1 …`."""
    sure, channel, *shares = head.split()
    told = {share.rstrip("0123456789"): int(share[len(share.rstrip("0123456789")) :] or 1) for share in shares}
    if channel not in CHANNELS or not told or not set(told) <= set(FAMILIES):
        raise ListError(f"{where}: expected SURE CHANNEL family3 family1 …, got {head!r}")
    total = sum(told.values())
    return channel, Prior(
        f"{channel} {rest if len(rest) <= _HEAD + _TAIL else rest[:_HEAD] + '…' + rest[-_TAIL:]}",
        float(sure),
        tuple(told.get(f, 0) / total for f in FAMILIES),
    )


def find_hints(people: People) -> Iterator[Hint]:
    """Yield every match of the lists: speech in speech, the rest in the narration."""
    v, lists = people.v, hints()
    found = [c for _, c, _, _ in find_phrases(people, lists.phrases) if c is not None]
    hits = Patterns(people, lists.patterns, lists.participles).find()
    found += [candidate(people, hit, hit.entry.sense) for hit in hits if hit.entry.sense is not None]
    for c in found:
        alone = c.first == c.last and c.sense.source == "phrase" and c.sense.channel not in ("speech", "thought")
        if (v.quoted[c.first] >= 0) == (c.sense.channel == "speech") and not (alone and v.pos[c.first] != "VERB"):
            yield Hint(_whole(v, c.first), c.last, c.head, c.holder, c.sense.channel, lists.priors[c.sense.where])


def _whole(v: View, first: int) -> int:
    """Return where words begin that the lists begin at "not": at the verb that it is written with (didn't)."""
    return first - 1 if first and v.forms[first] in ("n't", "not") and v.pos[first - 1] == "AUX" else first


def of_form(utterance: Utterance) -> Iterator[Hint]:
    """Yield the lines that an utterance fits by its form."""
    channel = "speech" if utterance.said else "thought"
    for form in hints().forms:
        if form.channel == channel and form.marks <= utterance.marks:
            yield Hint(utterance.first, utterance.last, utterance.first, -1, channel, form.prior)
