"""Guess which paragraphs of speech are those of who says "I": from "I said" and "he said", and by turns between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from postil.tag.cast.ground import Ground
from postil.tag.found import MentionFound

_SUBJECT = re.compile(
    r"(?P<i>\bI\b(?!\.[A-Z]))"
    r"|(?P<other>\b(?:[Hh]e|[Ss]he|[Tt]hey|(?:said|says|asked|asks) (?:my|the)|[Mm]y \w+ \w+(?:ed|s|id))\b"
    r"|\b(?:The|His|Her)[ ][a-z])"
)
_TAGGED, _BESIDE = 1.0, 0.6
"""How surely a tag, and an action beside speech, tell whose turn it is."""
_FADE = 0.8
"""What is left of that with each turn away."""


def turns_of_i(ground: Ground, mentions: Sequence[MentionFound]) -> list[float]:
    """Return for each paragraph how surely who says "I" speaks it: 1 for surely, -1 for somebody else, 0 unknown."""
    sure = [0.0] * len(ground.paragraphs)
    named = {m.start for m in mentions if not ground.said[m.start]}
    spoken = [b"\1" in ground.said[a:b] for a, b in ground.paragraphs]
    for i, (start, end) in enumerate(ground.paragraphs):
        if spoken[i]:
            sure[i] = _told(ground, named, start, end)
    found = list(sure)
    for order in (range(len(sure)), range(len(sure) - 1, -1, -1)):
        for i, value in _alternating(ground, spoken, sure, order):
            found[i] += value
    return [max(-1.0, min(1.0, value)) for value in found]


def _alternating(
    ground: Ground, spoken: Sequence[bool], sure: Sequence[float], order: range
) -> Iterator[tuple[int, float]]:
    """Yield what each paragraph that nothing tells gets from the one before it in an order."""
    value = 0.0
    for i in order:
        if not spoken[i] or i in ground.given.breaks:
            value = 0.0
        if not spoken[i]:
            continue
        if sure[i]:
            value = sure[i]
            continue
        value *= -_FADE
        if value:
            yield i, value


def _told(ground: Ground, named: set[int], start: int, end: int) -> float:
    """Return what the first subject of a paragraph's narration tells of who speaks it."""
    text, said = ground.text, ground.said
    found = next((m for m in _SUBJECT.finditer(text, start, end) if not said[m.start()]), None)
    name = min((at for at in named if start <= at < end), default=end)
    if found is None and name == end:
        return 0.0
    at = found.start() if found and found.start() < name else name
    near = _TAGGED if b"\1" in said[max(start, at - 24) : at] else _BESIDE
    return near if found and at == found.start() and found.lastgroup == "i" else -near
