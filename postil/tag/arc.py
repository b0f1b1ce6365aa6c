"""The arc: how dark or bright each sentence is, from its feelings, the colour of its other words, and what denies them.

A sentence's sum is divided by the square root of its words, so that a long sentence is not swamped and a short one does
not shout; a few weights, in data/feelings/arc.txt, join it with that of its neighbours.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import sqrt, tanh
from typing import TYPE_CHECKING, Final

from postil.tag.feelings.entries import lines
from postil.tag.feelings.lexicon import LETTER, lexicon
from postil.tag.feelings.syntax import syntax
from postil.tag.feelings.view import View, view
from postil.tags import ArcPoint, Feeling

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SURE: Final = 0.5
"""Confidence below which a feeling moves nothing; with them, the arcs of stories left out came out worse."""
_DENIED_FEELING: Final = -0.5
_DENIED_WORD: Final = -0.6
OWN: Final = ("felt", "coloured", "asked", "cried", "denied")
"""felt: the signed feelings; coloured: words that are nobody's feeling; asked, cried: it ends in ? or !; denied: it
holds a word like "not"."""
FEATURES: Final = (*OWN, *(f"near {name}" for name in OWN), *(f"far {name}" for name in OWN))
"""A sentence's own; near, far: the mean of the sentences one and two away on either side."""


def arc(doc: Doc, feelings: Sequence[Feeling]) -> tuple[ArcPoint, ...]:
    """Return the valence of each sentence of a Doc, in order, -1 to 1.

    A heading has its own point, and no sentence crosses paragraphs.
    """
    v = view(doc)
    weights = _weights()
    points = []
    for (a, b), row in zip(v.bounds, features(v, feelings), strict=True):
        solid = [i for i in range(a, b) if v.forms[i].strip()]
        if solid:
            value = weights["base"] + sum(weights[name] * x for name, x in zip(FEATURES, row, strict=True))
            points.append(ArcPoint(v.starts[solid[0]], v.ends[solid[-1]], round(tanh(value), 3)))
    return tuple(points)


def features(v: View, feelings: Sequence[Feeling]) -> list[tuple[float, ...]]:
    """Return what the valence of each sentence is made from, in the order of `FEATURES`."""
    count = len(v.bounds)
    felt, coloured, denials = [0.0] * count, [0.0] * count, [0] * count
    inside = _felt(v, feelings, felt)
    _coloured(v, inside, coloured)
    negators = syntax().negators
    for i, dep in enumerate(v.deps):
        if dep == "neg" or v.forms[i] in negators:
            denials[v.sentence[i]] += 1
    for s, (a, b) in enumerate(v.bounds):
        root = sqrt(max(1, sum(v.forms[i][:1].isalnum() for i in range(a, b))))
        felt[s] /= root
        coloured[s] /= root
    ends = [{v.forms[i] for i in range(max(a, b - 2), b)} for a, b in v.bounds]
    rows = [
        (felt[s], coloured[s], float("?" in ends[s]), float("!" in ends[s]), float(denials[s] > 0))
        for s in range(count)
    ]
    none = (0.0,) * len(OWN)
    padded = [none, none, *rows, none, none]
    return [
        (*row, *_mean(padded[s + 1], padded[s + 3]), *_mean(padded[s], padded[s + 4])) for s, row in enumerate(rows)
    ]


def _mean(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, ...]:
    return tuple((x + y) / 2 for x, y in zip(one, other, strict=True))


def _felt(v: View, feelings: Sequence[Feeling], sums: list[float]) -> set[int]:
    """Add each feeling's signed strength to its sentence; return the tokens inside feelings."""
    shades, inside = lexicon().shades, set[int]()
    for f in feelings:
        first, beyond = bisect_right(v.starts, f.start) - 1, bisect_left(v.starts, f.end)
        if first >= 0 and f.confidence >= _SURE:
            value = shades.get(f.shade, 0.0) * f.intensity
            if value:  # surprise is neither dark nor bright: there the word itself says which
                inside.update(range(first, beyond))
            sums[v.sentence[first]] += value * (_DENIED_FEELING if f.negated else 1.0)
    return inside


def _coloured(v: View, inside: set[int], sums: list[float]) -> None:
    """Add the values of words that are in no feeling to their sentences."""
    values = lexicon().values
    for i, lemma in enumerate(v.lemmas):
        entry = values.get(v.forms[i]) or values.get(lemma)
        if entry is None or i in inside:
            continue
        value = _value(entry, v.pos[i])
        if value is not None:
            sums[v.sentence[i]] += value * (_DENIED_WORD if _denied(v, i) else 1.0)


def _value(entry: Mapping[str, float], pos: str) -> float | None:
    """Return a word's value as this part of speech, or as it is listed where the model sees a name or cannot tell."""
    if pos in LETTER:
        return entry.get(LETTER[pos])
    return next(iter(entry.values())) if pos in ("", "PROPN", "INTJ", "X") else None


def _denied(v: View, i: int) -> bool:
    """Tell whether a negator hangs on a token or the two heads above it, or "without" stands over it."""
    lists = syntax()
    for j in (i, *v.up(i, steps=2)):
        if v.lemmas[j] == "without":
            return True
        if any(v.lemmas[k] in lists.negators and k != i and v.lemmas[k] not in lists.barely for k in v.kids[j]):
            return True
    return False


@cache
def _weights() -> dict[str, float]:
    text = (files("postil") / "data" / "feelings" / "arc.txt").read_text(encoding="utf-8")
    return {name: float(head) for head, name, _ in lines(text, "arc.txt")}
