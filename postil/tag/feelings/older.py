"""Whether prose is older than the network knows: what it learnt from is of our time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from postil.tag.feelings.entries import lines

_OLDER: Final = 0.75
"""Of 1,030 of our passages five in a thousand lie above it, and of REMAN's more than half; the samples'
chapters and The Sun Also Rises lie below 0.4, novels of before 1900 above 0.8 but for Alice (0.3)."""
EACH: Final = 60
"""Words to which a word's count is brought down,"""
MOST: Final = 3.0
"""and how often in so many it may count."""
_BASE: Final = "*"


def is_older(forms: Sequence[str]) -> bool:
    """Tell whether a text's words (its tokens, lower case, straight quotes) are those of older prose."""
    weights = _weights()
    words = sum(form.isalpha() for form in forms)
    counts = Counter(form for form in forms if form in weights)
    told = sum(weights[form] * min(MOST, n * EACH / words) for form, n in counts.items()) if words else 0.0
    return weights[_BASE] + told > _OLDER


@cache
def _weights() -> dict[str, float]:
    text = (files("postil") / "data" / "feelings" / "older.txt").read_text(encoding="utf-8")
    return {word: float(weight) for weight, word, _ in lines(text, "older.txt")}
