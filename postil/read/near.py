"""The near miss: what someone probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def near(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the known word closest to `word`, case aside; None if the difflib ratio of all is below `cutoff`."""
    by_fold = {candidate.casefold(): candidate for candidate in reversed(tuple(known))}
    close = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=cutoff)
    return by_fold[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return "Did you mean …?" with the near miss, or `otherwise` if there is none."""
    close = near(word, known)
    return f"Did you mean “{close}”?" if close is not None else otherwise


def listed(words: Iterable[str], last: str = "or") -> str:
    """Return words as a list in a sentence: "a, b or c"."""
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end
