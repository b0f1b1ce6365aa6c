"""Forms of English words by rule: adverbs and nouns of adjectives, participles and inflections of verbs, plurals.

Spelling as in any school grammar; where doubling is uncertain both spellings are made: the wrong one never occurs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_VOWELS: Final = "aeiou"
_IRREGULAR: Final[dict[str, tuple[str, ...]]] = {
    "break": ("broken", "broke"), "tear": ("torn", "tore"), "shake": ("shaken", "shook"), "hurt": ("hurt",),
    "weep": ("wept",), "feel": ("felt",), "forgive": ("forgiven", "forgave"), "sting": ("stung",), "fling": ("flung",),
    "cling": ("clung",), "shrink": ("shrunk", "shrank", "shrunken"), "bite": ("bitten", "bit"), "grieve": ("grieved",),
    "swear": ("sworn", "swore"), "beset": ("beset",), "upset": ("upset",), "smite": ("smitten", "smote"),
    "strike": ("stricken", "struck"), "sink": ("sunk", "sank", "sunken"), "freeze": ("frozen", "froze"),
    "overcome": ("overcome", "overcame"), "bereave": ("bereft", "bereaved"), "slay": ("slain", "slew"),
    "steal": ("stolen", "stole"), "sweep": ("swept",), "creep": ("crept",), "wring": ("wrung",), "grind": ("ground",),
    "hold": ("held",), "catch": ("caught",), "burst": ("burst",), "forsake": ("forsaken", "forsook"),
}  # fmt: skip


_LEMMA: Final = {past: verb for verb, pasts in _IRREGULAR.items() for past in pasts}


def mended(form: str, lemma: str) -> str:
    """Return the lemma of a verb's form where the model's cannot be right: stared is of stare, not of star."""
    if form == lemma:
        return _LEMMA.get(form, lemma)
    ending = "ed" if form.endswith("ed") else "ing"
    return lemma + "e" if form == lemma + ending and _must_double(lemma) else lemma


def made_from_adjective(lemma: str) -> Iterator[tuple[str, str]]:
    """Yield (form, part of speech) of the adverb in -ly and the noun in -ness."""
    if lemma.endswith("y") and len(lemma) > 3:
        stem = lemma[:-1] + "i"
        yield stem + "ly", "r"
        yield stem + "ness", "n"
        return
    yield lemma + "ness", "n"
    if lemma.endswith("le") and lemma[-3:-2] not in _VOWELS:
        yield lemma[:-1] + "y", "r"
    elif lemma.endswith("ic"):
        yield lemma + "ally", "r"
    elif lemma.endswith("ll"):
        yield lemma + "y", "r"
    elif lemma.endswith("ue"):
        yield lemma[:-1] + "ly", "r"
    else:
        yield lemma + "ly", "r"


def participles(verb: str) -> Iterator[tuple[str, str]]:
    """Yield (form, part of speech) of a verb's participles as adjectives and their adverbs in -ly."""
    for form in (*_past(verb), *_ing(verb)):
        yield form, "a"
        yield form + "ly", "r"


def inflected(lemma: str, pos: str) -> Iterator[str]:
    """Yield the inflected forms of a lemma: plural and third person in -s, past and participles."""
    if "n" in pos or "v" in pos:
        if lemma.endswith(("s", "x", "z", "ch", "sh")):
            yield lemma + "es"
        elif lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
            yield lemma[:-1] + "ies"
        else:
            yield lemma + "s"
    if "v" in pos:
        yield from _past(lemma)
        yield from _ing(lemma)


def _past(verb: str) -> tuple[str, ...]:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return (verb + "d",)
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return (verb[:-1] + "ied",)
    return (verb + "ed", verb + verb[-1] + "ed") if _may_double(verb) else (verb + "ed",)


def _ing(verb: str) -> tuple[str, ...]:
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return (verb[:-1] + "ing",)
    return (verb + "ing", verb + verb[-1] + "ing") if _may_double(verb) else (verb + "ing",)


def _must_double(verb: str) -> bool:
    """Tell whether a verb of one syllable doubles its last letter: star, starred."""
    vowels = sum(letter in _VOWELS for letter in verb)
    return vowels == 1 and verb[0] not in _VOWELS and _may_double(verb)


def _may_double(verb: str) -> bool:
    return len(verb) > 2 and verb[-1] not in "aeiouwxyh" and verb[-2] in _VOWELS and verb[-3] not in _VOWELS
