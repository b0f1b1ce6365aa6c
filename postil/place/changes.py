"""What two versions of a passage differ by, word for word, and how much that counts.

A note must never go to a sentence that only looks like its own. So only changes that a writer makes while polishing
pass (a comma, a slip of the pen, "the" for "a"), as many as the quotation's length bears. Another word in place of one
is what parts two sentences of a refrain: the text alone cannot tell it from an edit, so it never passes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_SENTENCE_ENDS = ".!?"
_ENDINGS = ("s", "es", "d", "ed", "ing", "n", "'s", "ly")


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers of `postil/data/place/changes.txt`, which says what each is."""

    words_a_change: float
    largest: float
    punctuation: float
    full_stop: float
    sentence_end: float
    case: float
    joined: float
    respelled: float
    inflected: float
    small: float
    other: float
    rival: float
    context_words: float
    context_share: float
    twin_share: float
    kept_share: float
    small_weight: float

    def allowed(self, words: int) -> float:
        """Return how much a quotation of so many words may differ."""
        return min(self.largest, words / self.words_a_change)


def _lines(name: str) -> Iterable[str]:
    """Yield the lines of a file of postil/data/place, without comments and blank lines."""
    text = (files("postil") / "data" / "place" / name).read_text(encoding="utf-8")
    return (line for raw in text.splitlines() if (line := raw.split("#")[0].strip()))


@cache
def scale() -> Scale:
    """Return the scale that comes with the package."""
    pairs = (line.split() for line in _lines("changes.txt"))
    return Scale(**{name: float(value) for name, value in pairs})


@cache
def small_words() -> frozenset[str]:
    """Return the words that a writer changes while polishing."""
    return frozenset(_lines("small_words.txt"))


@cache
def telling_words() -> frozenset[str]:
    """Return the words by which two sentences that are otherwise alike say different things."""
    return frozenset(_lines("telling_words.txt"))


@lru_cache(maxsize=1 << 16)
def price_of_replacing(quoted: str, there: str, known: bool) -> float:
    """Return what it counts that the story has `there` in place of `quoted`; `known`: it has `quoted` elsewhere."""
    if quoted == there:
        return 0.0
    one, two = quoted.lower(), there.lower()
    if one == two:
        return scale().case
    if one in telling_words() or two in telling_words():
        return scale().other
    if one in small_words() and two in small_words():
        return scale().small
    if _inflected(one, two):
        return scale().inflected
    return scale().other if known or not _respelled(one, two) else _price_of_slip(quoted, there)


def _price_of_slip(quoted: str, there: str) -> float:
    """Price a slip of the pen: more where it may be another word after all, and a name with another initial is one."""
    names = quoted[0].isupper() and there[0].isupper()
    if quoted[0].lower() != there[0].lower():
        return scale().other if names else scale().inflected
    return scale().inflected if names or min(len(quoted), len(there)) < 5 else scale().respelled


def price_of_run(words: Collection[str]) -> float:
    """Return what it counts that words side by side are only in one of the two."""
    small = all(word.lower() in small_words() for word in words)
    return len(words) * scale().small if small else scale().other


def price_of_gap(quoted: str, there: str) -> float:
    """Return what it counts that the signs between two words differ."""
    quoted, there = "".join(quoted.split()), "".join(there.split())
    if quoted == there:
        return 0.0
    costs = scale()
    ends = [any(sign in _SENTENCE_ENDS for sign in gap) for gap in (quoted, there)]
    if ends[0] != ends[1]:
        return costs.sentence_end
    return costs.full_stop if ends[0] and _ends(quoted) != _ends(there) else costs.punctuation


def price_of_end(quoted: str, there: str) -> float:
    """Return what it counts that other signs follow a quotation's last word: that its sentence goes on is a new one."""
    price = price_of_gap(quoted, there)
    return scale().other if price == scale().sentence_end else price


def _ends(gap: str) -> str:
    return "".join(sign for sign in gap if sign in _SENTENCE_ENDS)


def _inflected(one: str, two: str) -> bool:
    """Tell whether two words are forms of one, by their endings: hand, hands; carry, carried; stop, stopped."""
    stem = _common_start(one, two)
    ends = (one[stem:], two[stem:])
    if stem < 3:
        return False
    short, long = sorted(ends, key=len)
    if short in ("", "e", "y") and long in (*_ENDINGS, "ies", "ied"):
        return True
    doubled = short == "" and len(long) > 1 and long[0] == one[stem - 1] and long[1:] in _ENDINGS
    return doubled or (short in _ENDINGS and long in _ENDINGS)


def _common_start(one: str, two: str) -> int:
    length = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        length += 1
    return length


def _respelled(one: str, two: str) -> bool:
    """Tell whether one slip of the pen, in a long word two, makes one word the other.

    A slip is a letter more, less or another, or two neighbours changed about (Damerau, 1964).
    """
    slips = 1 if min(len(one), len(two)) < 9 else 2
    if min(len(one), len(two)) < 3 or abs(len(one) - len(two)) > slips:
        return False
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(two, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and b == one[i - 2]:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1] <= slips
