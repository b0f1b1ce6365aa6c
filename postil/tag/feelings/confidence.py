"""How sure a feeling is: a logistic regression on its clues (clues.py), so that of those said to be .6, six in ten are.

The weights are those of data/feelings/confidence.txt, fitted by benchmarks/fit_feelings.py on labelled passages.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from math import exp
from typing import Final

from postil.tag.feelings.entries import lines

LEAST: Final = 0.24
"""Confidence below which a candidate is no feeling. A find adds to F1 while it is likelier right than half that F1,
which is .52 on the passages held out; a little less, for these hold more that only looks like one than stories do."""


def confidence(clues: Iterable[str]) -> float:
    """Return how likely a candidate with these clues is a feeling, 0 to 1."""
    weights = _weights()
    total = weights["all"] + sum(weights.get(clue, 0.0) for clue in set(clues))
    return round(1 / (1 + exp(-total)), 2)


@cache
def _weights() -> dict[str, float]:
    text = (files("postil") / "data" / "feelings" / "confidence.txt").read_text(encoding="utf-8")
    return {clue: float(weight) for weight, clue, _ in lines(text, "confidence.txt")}
