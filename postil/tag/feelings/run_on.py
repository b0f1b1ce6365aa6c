"""Make one of feelings that run on: the same feeling, of one person, shown in one way, with next to nothing between.

The network reads words one by one, so that a long expression may come in pieces ("I won't be handled … I want a human
being!"); a reader marks it once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from postil.tags import Feeling

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BETWEEN: Final = 1
"""Words between two that are one; two or three gained a little more where whoever labelled marked once, and joined
what had been marked twice."""
_LONGEST: Final = 12
"""Words of the longest: what is marked is a phrase, not a paragraph."""


def run_on(text: str, feelings: Iterable[Feeling]) -> tuple[Feeling, ...]:
    """Return feelings, given in order, with those that go on from the one before joined to it.

    The surer of two says what they are, the stronger how strong; the words of both are marked.
    """
    joined: list[Feeling] = []
    for f in feelings:
        goes_on = joined and _goes_on(text, joined[-1], f)
        joined.append(_one(joined.pop(), f) if goes_on else f)
    return tuple(joined)


def _one(before: Feeling, after: Feeling) -> Feeling:
    """Return two as one."""
    surer = max(before, after, key=lambda f: f.confidence)
    shade = next((f.shade for f in (surer, before, after) if f.shade != f.family), surer.family)
    strength = max(before.intensity, after.intensity)
    return replace(surer, start=before.start, end=after.end, shade=shade, intensity=strength)


def _goes_on(text: str, one: Feeling, other: Feeling) -> bool:
    between = text[one.end : other.start]
    return (
        (one.family, one.feels, one.channel) == (other.family, other.feels, other.channel)
        and not one.negated
        and not other.negated
        and (one.shade == other.shade or one.family in (one.shade, other.shade))
        and "\n" not in between
        and len(_WORD.findall(between)) <= _BETWEEN
        and len(_WORD.findall(text[one.start : other.end])) <= _LONGEST
    )
