"""Lay a quotation's words along a stretch of the story so that they differ least.

Approximate matching after Sellers (1980), by words, not letters: what tells a mended sentence from its twin is which
words changed, not how many letters.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from postil.place.changes import price_of_replacing

_APART = 1.0
"""A word that is only in one of the two."""
_OTHER = 0.95
"""A word in another's place: a little less than a word gone, so that a changed first or last word is paired too."""
_ALIKE = 0.4
"""Forms or spellings of one word, or one word written as two."""

Step = tuple[int, int, int, int]
"""Words a to b of the quotation lie on words c to d of the story; either may be empty."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a quotation lies along the story. Words of the story are counted from the beginning of the stretch."""

    cost: float
    """Least when all is the same; only for comparing places. `near.price` says how much the changes count."""
    steps: tuple[Step, ...]
    """From the first word of the quotation to the last."""

    @property
    def first(self) -> int:
        """The first word of the story it lies on."""
        return self.steps[0][2]

    @property
    def last(self) -> int:
        """The word after the last."""
        return self.steps[-1][3]


def align(
    quoted: Sequence[str], story: Sequence[str], open_after: Collection[int], forms: Collection[str]
) -> Alignment:
    """Lay the words of a quotation, not empty, along a stretch of the story, anywhere in it.

    After the words numbered in `open_after` (where the quotation has an ellipsis) any number of words may be left out.
    """
    tables = [[0.0] * (len(story) + 1)]
    for i, word in enumerate(quoted):
        above = tables[-1]
        skip = 0.0 if i in open_after else _APART
        known = word in forms
        two_back = tables[-2] if i else None
        row = [above[0] + _APART]
        left = row[0]
        for j, there in enumerate(story):
            best = above[j] if word == there else above[j] + _differs(word, there, known)
            best = min(best, above[j + 1] + _APART, left + skip)
            if two_back is not None and quoted[i - 1] + word == there:
                best = min(best, two_back[j] + _ALIKE)
            if j and story[j - 1] + there == word:
                best = min(best, above[j - 1] + _ALIKE)
            row.append(best)
            left = best
        tables.append(row)
    end = min(range(len(story) + 1), key=tables[-1].__getitem__)
    return Alignment(tables[-1][end], _trace(tables, quoted, story, end, open_after, forms))


def _differs(quoted: str, there: str, known: bool) -> float:
    """Return the cost of one word lying on another."""
    if abs(len(quoted) - len(there)) > 3:
        return _OTHER
    price = price_of_replacing(quoted, there, known)
    return price * _ALIKE if price <= 1 else _OTHER


def _trace(
    tables: Sequence[Sequence[float]],
    quoted: Sequence[str],
    story: Sequence[str],
    end: int,
    open_after: Collection[int],
    forms: Collection[str],
) -> tuple[Step, ...]:
    """Walk back along the cheapest way."""
    steps: list[Step] = []
    i, j = len(quoted), end
    while i:
        here = tables[i][j]
        moves = [(i - 1, j, _APART)]
        if j:
            same = quoted[i - 1] == story[j - 1]
            moves.insert(
                0, (i - 1, j - 1, 0.0 if same else _differs(quoted[i - 1], story[j - 1], quoted[i - 1] in forms))
            )
            moves.append((i, j - 1, 0.0 if i - 1 in open_after else _APART))
            if i > 1 and quoted[i - 2] + quoted[i - 1] == story[j - 1]:
                moves.append((i - 2, j - 1, _ALIKE))
            if j > 1 and story[j - 2] + story[j - 1] == quoted[i - 1]:
                moves.append((i - 1, j - 2, _ALIKE))
        up, back, _ = next(move for move in moves if abs(tables[move[0]][move[1]] + move[2] - here) < 1e-9)
        steps.append((up, i, back, j))
        i, j = up, back
    return tuple(reversed(steps))
