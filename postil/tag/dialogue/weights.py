"""Read what each feature counts: `postil/data/dialogue/weights.txt`, a table fitted by `benchmarks/fit_dialogue.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from postil.tag.dialogue.chain import Floats
from postil.tag.dialogue.features import Choice
from postil.tag.wordlists import read_lines


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by the names of the features; a feature that is not there counts nothing."""

    static: Mapping[str, float]
    """What speaks for a candidate by itself."""
    same: Mapping[str, float]
    """What speaks for the one before speaking on."""
    back: Mapping[str, float]
    """What speaks for the one before the last answering."""


def parse_weights(lines: Iterable[str]) -> Weights:
    """Read lines of a name and a number; steps begin with `same/` or `back/`. Raises ValueError on anything else."""
    tables: dict[str, dict[str, float]] = {"": {}, "same": {}, "back": {}}
    for line in lines:
        name, value = line.split()
        step, slash, rest = name.partition("/")
        tables[step if slash else ""][rest if slash else name] = float(value)
    return Weights(tables[""], tables["same"], tables["back"])


@cache
def shipped_weights() -> Weights:
    """Return the weights that come with the package: those fitted, and those set by hand."""
    return with_hand(parse_weights(read_lines("dialogue/weights.txt")))


def by_hand() -> dict[str, float]:
    """Return what we hold likely before any fitting, by the names of the table."""
    return {name: float(value) for name, value in (line.split() for line in read_lines("dialogue/weights_by_hand.txt"))}


def with_hand(fitted: Weights) -> Weights:
    """Return fitted weights with those added that could not be fitted, since the novels have no such cue."""
    missing = {name: value for name, value in by_hand().items() if "/" not in name and name not in fitted.static}
    return Weights({**missing, **fitted.static}, fitted.same, fitted.back)


def scores(choices: Sequence[Choice], weights: Weights) -> tuple[Floats, Floats, Floats]:
    """Return the candidates' scores (utterances, K), -inf past the last, and the two steps' (utterances,)."""
    size = max((len(choice.candidates) for choice in choices), default=1)
    table = np.full((len(choices), size), -np.inf)
    static = weights.static
    for n, choice in enumerate(choices):
        for k, features in enumerate(choice.features):
            table[n, k] = sum([static[name] * value for name, value in features if name in static])
    same = np.array([sum([weights.same.get(name, 0.0) for name in c.setting]) for c in choices])
    back = np.array([sum([weights.back.get(name, 0.0) for name in c.setting]) for c in choices])
    return table, same.astype(float), back.astype(float)


def counting(weights: Weights, cue: str, kind: str) -> float:
    """Return what a cue counts where the strongest one is of a kind."""
    return weights.static.get(cue, 0.0) + weights.static.get(f"{kind}:{cue}", 0.0)
