"""How sure a feeling is: logistic regressions, so that of those said to be .6, six in ten are.

First on the clues of what a list found (clues.py), with the weights of data/feelings/confidence.txt, which
benchmarks/fit_feelings.py fits on labelled passages; then on that and on what the network reads in the same words, with
the few weights of data/feelings/reading.txt, which benchmarks/network/weigh.py fits on passages that neither has seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Final, TypeAlias

from postil.tag.feelings.entries import lines
from postil.tag.feelings.network import Array

Signs: TypeAlias = dict[str, float]

LEAST: Final = 0.24
"""Confidence below which a candidate is no feeling. A find adds to F1 while it is likelier right than half that F1,
which is .52 on the passages held out; a little less, for these hold more that only looks like one than stories do."""
LEAST_READ: Final = 0.27
"""The same where the network is asked too."""
_SUREST: Final = 0.999
"""Likelihoods are taken to lie this far from 0 and 1 at most."""


def confidence(clues: Iterable[str]) -> float:
    """Return how likely a candidate with these clues is a feeling, by the lists alone, 0 to 1."""
    weights = _weights("confidence.txt")
    return _likely(weights["all"] + sum(weights.get(clue, 0.0) for clue in set(clues)))


def listed_signs(by_lists: float, read: Array, family: int) -> Signs:
    """Return what tells how sure a listed candidate is.

    `by_lists` is its confidence by the lists alone, `read` the network's rows for its tokens, `family` its column.
    """
    own = read[:, family]
    likelihoods = {"lists": by_lists, "likeliest": own.max(), "mean": own.mean(), "any": 1 - read[:, 0].min()}
    return {"listed base": 1.0} | {f"listed {name}": _log_odds(float(p)) for name, p in likelihoods.items()}


def unlisted_signs(read: Array, family: int) -> Signs:
    """Return what tells how sure a run of tokens is that only the network finds; as `listed_signs`."""
    own = read[:, family]
    likelihoods = {"likeliest": own.max(), "mean": own.mean()}
    signs = {f"unlisted {name}": _log_odds(float(p)) for name, p in likelihoods.items()}
    return {"unlisted base": 1.0, "unlisted length": log(len(own))} | signs


def weighed(signs: Signs, weights: Mapping[str, float] | None = None) -> float:
    """Return how likely a feeling is by its signs, 0 to 1; `weights` are those of reading.txt if not given."""
    if weights is None:
        weights = _weights("reading.txt")
    return _likely(sum(weights[name] * value for name, value in signs.items()))


def _log_odds(p: float) -> float:
    p = min(_SUREST, max(1 - _SUREST, p))
    return log(p / (1 - p))


def _likely(total: float) -> float:
    return round(1 / (1 + exp(-total)), 2)


@cache
def _weights(name: str) -> dict[str, float]:
    text = (files("postil") / "data" / "feelings" / name).read_text(encoding="utf-8")
    return {clue: float(weight) for weight, clue, _ in lines(text, name)}
