"""Load the feeling lists of postil/data/feelings/ and compile them into dicts keyed by lemma.

Made once a process by `lexicon()`. spaCy's Matcher and DependencyMatcher do the same six to thirteen times slower.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from postil.emotion import CHANNELS, FAMILIES, family_of
from postil.tag.feelings.entries import (
    ListError,
    PatternEntry,
    PhraseEntry,
    Sense,
    WordEntry,
    lines,
    patterns,
    phrase_items,
    phrases,
    unless,
    valued,
    words,
)
from postil.tag.feelings.forms import inflected, made_from_adjective, participles
from postil.tag.feelings.syntax import syntax

if TYPE_CHECKING:
    from importlib.abc import Traversable


class Body(NamedTuple):
    """A noun through which feeling shows."""

    channel: str
    part: bool
    """A part of a body, and so somebody's; else a sign, such as a smile."""


Index = dict[str, dict[str, tuple[PatternEntry, ...]]]
"""First lemma looked up, second lemma, the entries that hold both, those of more groups first."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists, compiled. Parts of speech are the letters n v a r i."""

    words: dict[str, dict[str, Sense]]
    """Lemma, part of speech, sense."""
    forms: dict[str, dict[str, Sense]]
    """Forms made by rule that have no line of their own: angrily, frightened."""
    inflections: dict[str, str]
    """Form, lemma: only for text without lemmas."""
    phrases: dict[str, tuple[tuple[PhraseEntry, int], ...]]
    """Anchor word, the phrases that hold it and where."""
    patterns: dict[str, Index]
    """Kind, index. Plain, S, O, P and V are looked up by the verb, A by the adjective, N by the noun."""
    participles: dict[str, str]
    """Form, verb: the participles of the verbs of plain and S patterns, for "clenched fists"."""
    unless_phrases: dict[str, tuple[tuple[PhraseEntry, int], ...]]
    unless_patterns: dict[str, Index]
    body: dict[str, Body]
    values: dict[str, dict[str, float]]
    """Words that colour a sentence without being a feeling: lemma, part of speech, value."""
    shades: dict[str, float]


@cache
def lexicon() -> Lexicon:
    """Return the lists that come with Postil. Raises ListError if a line cannot be read."""
    return load(files("postil") / "data" / "feelings")


def load(folder: Traversable) -> Lexicon:
    """Read and compile the lists in a folder. Raises ListError if a line cannot be read."""

    def text(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8")

    shades = {shade: float(head) for head, rest, _ in lines(text("shades.txt"), "shades.txt") for shade in rest.split()}
    if wrong := [shade for shade in shades if family_of(shade) is None]:
        raise ListError(f"shades.txt: no such shade: {', '.join(wrong)}")
    found_words = [e for f in FAMILIES for name, t in _files(folder, "words", f) for e in words(t, name, f, shades)]
    found_phrases = [
        e for f in FAMILIES for name, t in _files(folder, "phrases", f) for e in phrases(t, name, f, shades)
    ]
    shown = [e for c in CHANNELS for name, t in _files(folder, "patterns", c) for e in patterns(t, name, c, shades)]
    found_patterns = [e for e in shown if isinstance(e, PatternEntry)]
    found_phrases += [e for e in shown if isinstance(e, PhraseEntry)]
    found_phrases += [_parted(entry) for entry in found_words if "-" in entry.lemma]
    cancelled = list(unless(text("unless.txt"), "unless.txt"))
    own = _by_lemma(found_words)
    return Lexicon(
        words=own,
        forms=_forms(found_words, own),
        inflections=_inflections(found_words),
        phrases=_by_anchor(found_phrases),
        patterns=_by_relation(found_patterns),
        participles=_participles(found_patterns),
        unless_phrases=_by_anchor(e for e in cancelled if isinstance(e, PhraseEntry)),
        unless_patterns=_by_relation(e for e in cancelled if isinstance(e, PatternEntry)),
        body=_body(text("body.txt")),
        values=_values(text("valence.txt")),
        shades=shades,
    )


def _files(folder: Traversable, kind: str, stem: str) -> list[tuple[str, str]]:
    """Return (name for messages, text) of a list, if it is there."""
    path = folder / kind / f"{stem}.txt"
    return [(f"{kind}/{stem}.txt", path.read_text(encoding="utf-8"))] if path.is_file() else []


def _parted(entry: WordEntry) -> PhraseEntry:
    """Return a hyphened word as the tokenizer has it: ill - tempered."""
    return PhraseEntry(phrase_items(entry.lemma.replace("-", "_-_"), entry.sense.where, tight=True), entry.sense)


def _by_lemma(entries: Iterable[WordEntry]) -> dict[str, dict[str, Sense]]:
    own: dict[str, dict[str, Sense]] = {}
    for entry in entries:
        senses = own.setdefault(entry.lemma, {})
        for letter in entry.pos:
            other = senses.get(letter)
            if other is not None and len(entry.pos) < 5 and other.shade != entry.sense.shade:
                raise ListError(f"{entry.sense.where}: {entry.lemma}/{letter} is in {other.where} already")
            if other is None or len(entry.pos) < 5:
                senses[letter] = entry.sense
    return own


def _forms(entries: Iterable[WordEntry], own: dict[str, dict[str, Sense]]) -> dict[str, dict[str, Sense]]:
    """Make -ly and -ness of adjectives, and participles of verbs as adjectives with their adverbs."""
    made: dict[str, dict[str, Sense]] = {}
    for entry in entries:
        if entry.fixed:
            continue
        if "a" in entry.pos:
            for form, letter in made_from_adjective(entry.lemma):
                if form not in own:
                    made.setdefault(form, {}).setdefault(letter, entry.sense)
        if "v" in entry.pos:
            for form, letter in participles(entry.lemma):
                if letter not in own.get(form, ()):
                    made.setdefault(form, {}).setdefault(letter, entry.sense)
    return made


def _inflections(entries: Iterable[WordEntry]) -> dict[str, str]:
    lemmas = {entry.lemma for entry in entries}
    made: dict[str, str] = {}
    for entry in entries:
        for form in inflected(entry.lemma, entry.pos):
            if form not in lemmas:
                made.setdefault(form, entry.lemma)
    return made


def _by_anchor(entries: Iterable[PhraseEntry]) -> dict[str, tuple[tuple[PhraseEntry, int], ...]]:
    """Index each phrase by the least frequent of its words, the first of several."""
    frequent = syntax().frequent
    index: defaultdict[str, list[tuple[PhraseEntry, int]]] = defaultdict(list)
    for entry in entries:
        certain = [i for i, item in enumerate(entry.items) if not item.slot and not item.maybe]
        places = {i: min(frequent.get(lemma, len(frequent)) for lemma in entry.items[i].lemmas) for i in certain}
        at = max(certain, key=lambda i: places[i])
        for lemma in entry.items[at].lemmas:
            index[lemma].append((entry, at))
    return {lemma: tuple(found) for lemma, found in index.items()}


def _by_relation(entries: Iterable[PatternEntry]) -> dict[str, Index]:
    """Index patterns by kind, the word that governs, and one it governs."""
    index: defaultdict[str, defaultdict[str, defaultdict[str, list[PatternEntry]]]]
    index = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for entry in entries:
        first, second = (1, 0) if entry.kind == "S" else (0, 1)
        for one in entry.groups[first]:
            for other in entry.groups[second]:
                index[entry.kind][one][other].append(entry)
    return {
        kind: {
            one: {other: tuple(sorted(found, key=lambda e: -len(e.groups))) for other, found in seconds.items()}
            for one, seconds in firsts.items()
        }
        for kind, firsts in index.items()
    }


def _participles(entries: Iterable[PatternEntry]) -> dict[str, str]:
    """Return the verb of each participle of the verbs of plain and S patterns."""
    verbs = [v for e in entries if e.kind in ("", "S") for v in e.groups[1 if e.kind == "S" else 0]]
    return {form: verb for verb in verbs for form, letter in participles(verb) if letter == "a"}


def _body(text: str) -> dict[str, Body]:
    body = {}
    for head, rest, where in lines(text, "body.txt"):
        channel, _, sort = head.partition(" ")
        if channel not in CHANNELS or sort not in ("part", "sign"):
            raise ListError(f"{where}: expected CHANNEL part|sign, got {head!r}")
        for noun in rest.split():
            body[noun] = Body(channel, sort == "part")
    return body


def _values(text: str) -> dict[str, dict[str, float]]:
    values: dict[str, dict[str, float]] = {}
    entries = list(valued(text, "valence.txt"))
    for lemma, pos, _, value in entries:
        values.setdefault(lemma, {}).update(dict.fromkeys(pos, value))
    for lemma, pos, fixed, value in entries:
        if "a" in pos and not fixed:
            for form, letter in made_from_adjective(lemma):
                values.setdefault(form, {}).setdefault(letter, value)
    return values


Letter = Literal["n", "v", "a", "r", "i"]
LETTER: Final[dict[str, Letter]] = {"NOUN": "n", "VERB": "v", "ADJ": "a", "ADV": "r", "INTJ": "i"}
