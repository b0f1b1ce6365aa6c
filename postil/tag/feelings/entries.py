"""Read the lines of the feeling lists: words, phrases and patterns, as postil/data/feelings/README.md describes them.

In: the text of one file and its name. Out: entries as values. A line that breaks the format raises `ListError`, which
names the file, the line and the cure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import copysign
from typing import Final, Literal, cast

from postil.emotion import CHANNELS, family_of

Tier = Literal["feeling", "appraisal", "attitude"]
Kind = Literal["", "S", "O", "A", "P", "V", "N"]

SLOTS: Final = frozenset({"POSS", "THEIR", "REFL", "SOMEONE", "N", "ADJ", "VERB"})
_WORD: Final = re.compile(
    r"(?P<lemma>[a-zéèêëçïñ][a-zéèêëçïñ'’-]*)(?:/(?P<pos>[nvari]+))?(?P<fixed>!)?(?:@(?P<only>person|thing))?"
    r"(?:\*(?P<strength>[\d.]+))?(?:=(?P<valence>-?[\d.]+))?"
)
_ITEM: Final = re.compile(r'(?P<words>"[^"\s]+"|\([^()\s]+\)|[^\s()?@"]+)(?P<holder>@)?(?P<maybe>\?)?')
_PATTERN: Final = re.compile(r"(?:(?P<kind>[SOAPVN]):\s*)?(?P<groups>.+)")
_GROUPS: Final[dict[str, tuple[int, int]]] = {
    "": (2, 2), "S": (2, 4), "O": (2, 2), "A": (2, 2), "P": (3, 4), "V": (2, 4), "N": (3, 3)
}  # fmt: skip


class ListError(ValueError):
    """A line of the lists that cannot be read."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What an entry of the lists says about its words."""

    family: str
    shade: str
    strength: float
    channel: str
    tier: Tier
    valence: float
    """-1 to 1; the entry's own, or its shade's times its strength."""
    only: Literal["", "person", "thing"]
    """person: of people only; thing: of a thing it is an appraisal."""
    where: str
    """File and line, for messages."""
    source: Literal["word", "phrase", "pattern", "read"] = "word"
    """What kind of entry; read: none, the network's."""


@dataclass(frozen=True, slots=True)
class WordEntry:
    """A lemma with the parts of speech it is listed for."""

    lemma: str
    pos: str
    """Letters of n v a r i."""
    fixed: bool
    """No forms are made by rule."""
    sense: Sense


@dataclass(frozen=True, slots=True)
class Item:
    """A place in a phrase: one of some lemmas, an exact form, or a slot."""

    lemmas: frozenset[str]
    exact: bool = False
    """`lemmas` are forms, not lemmas."""
    maybe: bool = False
    holder: bool = False
    tight: bool = False
    """Nothing may stand between this and the item before."""
    slot: str = ""
    """The slot's name; empty for words."""


@dataclass(frozen=True, slots=True)
class PhraseEntry:
    """A sequence of places, and what it says. `sense` is None in unless.txt."""

    items: tuple[Item, ...]
    sense: Sense | None
    cancels: frozenset[str] = frozenset()
    needs: tuple[frozenset[str], ...] = field(init=False)
    """For each place that must be filled and is no slot, the words that may fill it."""

    def __post_init__(self) -> None:
        """Work out what the phrase needs, once: it is asked of every sentence."""
        needs = tuple(item.lemmas for item in self.items if not item.slot and not item.maybe)
        object.__setattr__(self, "needs", needs)


@dataclass(frozen=True, slots=True)
class PatternEntry:
    """Groups of lemmas joined by a grammatical relation. `sense` is None in unless.txt."""

    kind: Kind
    groups: tuple[frozenset[str], ...]
    object_feels: bool
    sense: Sense | None
    cancels: frozenset[str] = frozenset()


def lines(text: str, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield (what stands before the colon, what after it, "file:line") of each entry line, continued lines joined."""
    held, at = "", 0
    for number, raw in enumerate([*text.splitlines(), ""], 1):
        if raw.startswith("  ") and raw.strip() and held:
            held += " " + raw.strip()
            continue
        if held:
            head, colon, rest = held.partition(" : ")
            if not colon:
                raise ListError(f"{name}:{at}: no ' : ' in {held!r}")
            yield head.strip(), rest.strip(), f"{name}:{at}"
        held, at = ("", number) if raw.startswith("#") else (raw.strip(), number)


def sense_of(head: str, where: str, valences: dict[str, float], channel: str = "", family: str = "") -> Sense:
    """Read `SHADE STRENGTH [CHANNEL] [CLASS]`; the channel is given for patterns, the family for words and phrases."""
    parts = head.split()
    if channel:
        parts.insert(2, channel)
    if len(parts) not in (3, 4):
        raise ListError(f"{where}: expected SHADE STRENGTH CHANNEL [CLASS], got {head!r}")
    shade, strength, said, tier = parts[0], _number(parts[1], 0.05, 1, where), parts[2], (parts[3:] or ["feeling"])[0]
    of = family_of(shade)
    if of is None or (family and of != family):
        raise ListError(f"{where}: {shade!r} is no shade of {family or 'any family'}")
    if said not in CHANNELS:
        raise ListError(f"{where}: {said!r} is no channel; they are {', '.join(CHANNELS)}")
    if tier not in ("feeling", "appraisal", "attitude"):
        raise ListError(f"{where}: {tier!r} is no class; leave it out, or say appraisal or attitude")
    kind: Tier = "feeling" if tier == "feeling" else "appraisal" if tier == "appraisal" else "attitude"
    return Sense(of, shade, strength, said, kind, valences.get(shade, 0.0) * strength, "", where)


def words(text: str, name: str, family: str, valences: dict[str, float]) -> Iterator[WordEntry]:
    """Yield the entries of words/<family>.txt."""
    for head, rest, where in lines(text, name):
        sense = sense_of(head, where, valences, family=family)
        for written in rest.split():
            yield _word(written, sense, where, valences)


def _word(written: str, sense: Sense, where: str, valences: dict[str, float]) -> WordEntry:
    m = _WORD.fullmatch(written)
    if m is None:
        raise ListError(f"{where}: cannot read {written!r}; write lemma/pos!@person*0.5=-0.4")
    strength = _number(m["strength"], 0.05, 1, where) if m["strength"] else sense.strength
    valence = _number(m["valence"], -1, 1, where) if m["valence"] else valences.get(sense.shade, 0.0) * strength
    only: Literal["", "person", "thing"] = (
        "person" if m["only"] == "person" else "thing" if m["only"] == "thing" else ""
    )
    own = replace(sense, strength=strength, valence=valence, only=only)
    return WordEntry(m["lemma"], m["pos"] or "nvari", bool(m["fixed"]), own)


def valued(text: str, name: str) -> Iterator[tuple[str, str, bool, float]]:
    """Yield (lemma, pos letters, fixed, value) of valence.txt."""
    for head, rest, where in lines(text, name):
        value = _number(head, -1, 1, where)
        for written in rest.split():
            m = _WORD.fullmatch(written)
            if m is None:
                raise ListError(f"{where}: cannot read {written!r}; write lemma or lemma/pos")
            own = copysign(_number(m["strength"], 0, 1, where), value) if m["strength"] else value
            yield m["lemma"], m["pos"] or "nvari", bool(m["fixed"]), own


def phrases(text: str, name: str, family: str, valences: dict[str, float]) -> Iterator[PhraseEntry]:
    """Yield the entries of phrases/<family>.txt."""
    for head, rest, where in lines(text, name):
        sense = replace(sense_of(head, where, valences, family=family), source="phrase")
        for written in rest.split(" | "):
            yield PhraseEntry(phrase_items(written, where), sense)


def phrase_items(written: str, where: str, *, tight: bool = False) -> tuple[Item, ...]:
    """Read one phrase. With `tight` nothing may stand between any two of its words."""
    items: list[Item] = []
    for joined in written.split():
        for i, part in enumerate(_split_joined(joined)):
            m = _ITEM.fullmatch(part)
            if m is None:
                raise ListError(f"{where}: cannot read {part!r} in {written!r}")
            exact = m["words"].startswith('"')
            lemmas = frozenset(m["words"].strip('"()').split("|"))
            for lemma in lemmas:
                if lemma not in SLOTS and lemma != lemma.lower():
                    raise ListError(f"{where}: {lemma!r} is no slot; slots are {', '.join(sorted(SLOTS))}")
            # Sorted, since a set is not walked in the same order in every run, and the same story must be tagged alike.
            slot = next((s for s in sorted(lemmas) if s in SLOTS), "")
            items.append(Item(lemmas, exact, bool(m["maybe"]), bool(m["holder"]), tight or i > 0, slot))
    if not any(not item.slot and not item.maybe for item in items):
        raise ListError(f"{where}: {written!r} needs a word that must be there")
    return tuple(items)


def _split_joined(joined: str) -> list[str]:
    """Part `at_a_loss`, but not inside brackets."""
    return re.split(r"_(?![^()]*\))", joined)


def patterns(text: str, name: str, channel: str, valences: dict[str, float]) -> Iterator[PatternEntry | PhraseEntry]:
    """Yield the entries of patterns/<channel>.txt; those of kind W are phrases."""
    for head, rest, where in lines(text, name):
        sense = replace(sense_of(head, where, valences, channel=channel), source="pattern")
        if rest.startswith("W: "):
            for written in rest.removeprefix("W: ").split(" | "):
                yield PhraseEntry(phrase_items(written, where), replace(sense, source="phrase"))
            continue
        kind, groups, object_feels = pattern_groups(rest, where)
        yield PatternEntry(kind, groups, object_feels, sense)


def pattern_groups(written: str, where: str) -> tuple[Kind, tuple[frozenset[str], ...], bool]:
    """Read `[KIND:] words + words [+ words …]`: the kind, its groups, and whether the object feels."""
    m = _PATTERN.fullmatch(written)
    if m is None:
        raise ListError(f"{where}: cannot read {written!r}")
    kind = cast(Kind, m["kind"] or "")
    parts = [part.strip() for part in m["groups"].split(" + ")]
    object_feels = any(part.endswith("@") for part in parts)
    groups = tuple(frozenset(w.strip() for w in part.removesuffix("@").split("|")) for part in parts)
    low, high = _GROUPS[kind]
    if not low <= len(groups) <= high:
        raise ListError(f"{where}: {kind or 'a plain pattern'} takes {low} to {high} groups, got {written!r}")
    for word in frozenset().union(*groups):
        if not word or " " in word or (word != word.lower() and word not in ("SOMEONE", "REFL", "THEIR")):
            raise ListError(f"{where}: cannot read {word!r} in {written!r}; a group is word|word|SOMEONE|REFL")
    return kind, groups, object_feels


def unless(text: str, name: str) -> Iterator[PhraseEntry | PatternEntry]:
    """Yield the entries of unless.txt: patterns where a kind is said, else phrases with nothing between their words."""
    for head, rest, where in lines(text, name):
        cancels = frozenset(rest.split())
        if re.match(r"[SOAPVN]: ", head):
            kind, groups, _ = pattern_groups(head, where)
            yield PatternEntry(kind, groups, False, None, cancels)
        else:
            for written in head.split(" | "):
                yield PhraseEntry(phrase_items(written, where, tight=True), None, cancels)


def _number(written: str, low: float, high: float, where: str) -> float:
    try:
        value = float(written)
    except ValueError as wrong:
        raise ListError(f"{where}: {written!r} is no number") from wrong
    if not low <= value <= high:
        raise ListError(f"{where}: {written} is not between {low} and {high}")
    return value
