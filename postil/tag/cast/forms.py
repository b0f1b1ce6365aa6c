"""Take a name apart: its title, first name and last name, and what they tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from postil.tag.cast.lexicon import Gender, Lexicon, TitleKind
from postil.tag.cast.lexicon import words as listed

_ROMAN = re.compile(r"[ivx]{2,}|[vx]")
_LINKS = frozenset(listed("particles"))
_SAME_TITLE = dict(pair.split("=") for pair in listed("same"))


@dataclass(frozen=True, slots=True)
class Form:
    """A name as it is written, taken apart. All parts are lower case."""

    text: str
    count: int
    title: str = ""
    """Without full stop, one spelling each; empty for none."""
    kind: TitleKind | None = None
    gender: Gender | None = None
    """As the title tells, or else the first name."""
    given: str = ""
    middle: str = ""
    family: str = ""
    husband: str = ""
    """The first name of her husband, of "Mrs. Chester Ross"; it is no name of hers."""
    spoken: float = 0.0
    """Which share of it stands in speech."""
    epithet: bool = False
    """Not of the shape of a name: "the Mock Turtle", "Man of Steel"."""

    @property
    def words(self) -> tuple[str, ...]:
        """The name's words without its title."""
        return tuple(part for part in (self.given, self.middle, self.family) if part)


def take_apart(
    counts: Mapping[str, int], spoken: Mapping[str, int], epithets: Iterable[str], lexicon: Lexicon
) -> list[Form]:
    """Return the forms of all names, most used first.

    `counts` says how often each stands, `spoken` how often of these in speech; `epithets` are those after "the".
    """
    whole = frozenset(epithets)
    pieces = {name: _split(name, lexicon) for name in counts}
    firsts: Counter[str] = Counter()
    lasts: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    titled: set[tuple[str, str]] = set()
    for name, (titles, words) in pieces.items():
        if name not in whole and len(words) > 1 and "of" not in words:
            firsts[words[0]] += counts[name]
            lasts[_family(words)] += counts[name]
            titled.update((title, words[0]) for title in titles)
    for name, (titles, words) in pieces.items():
        one = titles and len(words) == 1 and (titles[-1], words[0]) not in titled and name not in whole
        if one and lexicon.titles[titles[-1]].kind in ("civil", "wife", "rank"):
            lasts[words[0]] += counts[name]
            alone[words[0]] += counts[name] * (lexicon.titles[titles[-1]].kind == "wife")
    known = _Known(firsts, lasts, alone, frozenset(titled), lexicon)
    forms = [
        replace(
            _form(name, counts[name], *pieces[name], name in whole, known),
            spoken=spoken.get(name, 0) / max(1, counts[name]),
        )
        for name in counts
    ]
    return sorted(forms, key=lambda f: (-f.count, f.text))


@dataclass(frozen=True, slots=True)
class _Known:
    """Which words stand as first and as last names in this text."""

    firsts: Counter[str]
    lasts: Counter[str]
    alone: Counter[str]
    """How often each stands as the only word after "Mrs."."""
    titled: frozenset[tuple[str, str]]
    """Titles and the first names they stand before in full names."""
    lexicon: Lexicon

    def is_given(self, word: str) -> bool:
        """Whether a word by itself is rather a first name than a last."""
        first, last = self.firsts[word], self.lasts[word]
        return first > last if first or last else word in self.lexicon.given


def _split(name: str, lexicon: Lexicon) -> tuple[list[str], list[str]]:
    """Return the titles and the other words, lower case; a name of titles only ("Duchess") keeps its last as a word."""
    words = name.lower().split()
    k = 0
    while k < len(words) - 1 and (words[k] in lexicon.titles or words[k] == "honourable"):
        k += 1
    if k and words[k] == "of":
        k -= 1
    titles = [w for w in words[:k] if w in lexicon.titles and lexicon.titles[w].kind != "first"] or words[:k][-1:]
    return [t for t in titles if t in lexicon.titles], words[k:]


def _family(words: list[str]) -> str:
    """Return the last name of a full name, with its particles: "de bourgh"."""
    k = len(words) - 1
    if k > 1 and words[k] in ("jr.", "jr", "sr.", "sr", "ii", "iii"):
        k -= 1
    while k > 1 and words[k - 1] in _LINKS:
        k -= 1
    if k == 1 and words[0] in _LINKS - {"al"}:  # "Madame de Vaux"
        k = 0
    return " ".join(words[k:])


def _form(name: str, count: int, titles: list[str], words: list[str], epithet: bool, known: _Known) -> Form:
    lexicon = known.lexicon
    if epithet or "of" in words or "the" in words or _ROMAN.fullmatch(words[-1]):
        head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
        gender = lexicon.beings.get(head) or (lexicon.titles[head].gender if head in lexicon.titles else None)
        if "the" in words or _ROMAN.fullmatch(words[-1]):
            gender = lexicon.given.get(words[0])
        return Form(name, count, gender=gender, epithet=True)
    title, kind, gender = "", None, None
    if titles:
        info = lexicon.titles[titles[-1]]
        title, kind = titles[-1].rstrip("."), info.kind
        title = _SAME_TITLE.get(title, title)
        gender = next((g for t in titles if (g := lexicon.titles[t].gender)), None)
    given, middle, family = _parts(words, kind, gender, known)
    if titles and family and not given and (titles[-1], family) in known.titled:
        given, family = family, ""
    husband = ""
    if kind == "wife" and (given or family) and _is_husbands(given, family, known):
        given, family, husband = "", family if given else "", given or family
    if len(words) == 1 and words[0] in lexicon.nouns and not titles:
        gender = lexicon.nouns[words[0]].gender
    if not gender and given:
        gender = lexicon.given.get(given)
    return Form(name, count, title, kind, gender, given, middle, family, husband)


def _is_husbands(given: str, family: str, known: _Known) -> bool:
    """Whether the word after "Mrs." is a man's first name, as in "Mrs. Chester Ross" and "Mrs. Peter"."""
    if given:
        told = known.lexicon.given.get(given)
        return told != "she" if family else told == "he"
    return known.lexicon.given.get(family) == "he" and known.lasts[family] <= known.alone[family]


def _parts(words: list[str], kind: TitleKind | None, gender: Gender | None, known: _Known) -> tuple[str, str, str]:
    """Return first, middle and last name."""
    if len(words) > 1:
        family = _family(words)
        rest = words[: len(words) - len(family.split())]
        if not rest:  # "de Bourgh"
            return "", "", family
        return rest[0], " ".join(rest[1:]), family
    return ("", "", words[0]) if _is_last(words[0], kind, gender, known) else (words[0], "", "")


def _is_last(word: str, kind: TitleKind | None, gender: Gender | None, known: _Known) -> bool:
    """Whether the only word after a title, or a word alone, is a last name rather than a first."""
    told = known.lexicon.given.get(word)
    clashes = gender is not None and told not in (None, gender)  # "Lady Brandon", "Miss Thomas"
    if kind in ("civil", "wife", "rank"):
        return clashes or known.lasts[word] >= known.firsts[word]
    if kind in ("kin", "first"):
        return clashes
    return clashes or not known.is_given(word)
