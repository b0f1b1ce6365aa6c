"""Weigh a conversation as a whole: a chain over its utterances, summed over every way the turns may have gone.

A linear-chain conditional random field (Lafferty, McCallum & Pereira 2001) of second order. Each utterance chooses
among its own few candidates. A way of giving all utterances of a conversation their speakers scores the sum of its
candidates' scores and of its steps': a step is `same` (who spoke last speaks on), `back` (the one before the last
answers), or neither, which scores 0. Forward and backward sums give each candidate's share of all ways, so that a tag
ten turns on counts for this turn. Conversations are independent, and are worked through side by side, turn by turn,
as arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from postil.models import Span

Floats = npt.NDArray[np.float64]
_NONE = -1


@dataclass(frozen=True, slots=True)
class Lattice:
    """Conversations side by side: row b is the b-th longest, column t its t-th turn, K candidates a turn at most."""

    ids: npt.NDArray[np.int32]
    """(B, T, K): a number for each candidate, -1 where there is none."""
    where: npt.NDArray[np.int64]
    """(B, T): index of the utterance, -1 after the end."""
    running: tuple[int, ...]
    """How many conversations have a turn t."""

    def same(self, t: int, back: int) -> Floats:
        """Return (running, K, K): 1 where candidate j, `back` turns before turn `t`, is candidate k of that turn."""
        running = self.running[t]
        now = self.ids[:running, t, None, :]
        if t < back:
            return np.zeros((running, now.shape[-1], now.shape[-1]))
        alike = (self.ids[:running, t - back, :, None] == now) & (now >= 0)
        same: Floats = alike.astype(np.float64)
        return same


@dataclass(frozen=True, slots=True)
class Sums:
    """What the forward and backward sums give."""

    share: Floats
    """(utterances, K): the probability of each candidate."""
    same: Floats
    """(utterances,): the probability that the one before speaks on."""
    back: Floats
    """(utterances,): the probability that the one before the last answers."""
    total: float
    """Logarithm of the sum over all ways, of all conversations."""


def lattice(candidates: Sequence[Sequence[int]], conversations: Sequence[Span]) -> Lattice:
    """Lay out the candidates (numbers that tell them apart) of each utterance by conversation and turn."""
    rows = sorted(conversations, key=lambda span: (span[0] - span[1], span[0]))
    size = max((len(c) for c in candidates), default=1)
    turns = max((b - a for a, b in rows), default=0)
    ids = np.full((len(rows), turns, size), _NONE, np.int32)
    where = np.full((len(rows), turns), _NONE, np.int64)
    for r, (a, b) in enumerate(rows):
        where[r, : b - a] = np.arange(a, b)
        for t, n in enumerate(range(a, b)):
            ids[r, t, : len(candidates[n])] = candidates[n]
    running = tuple(int((where[:, t] >= 0).sum()) for t in range(turns))
    return Lattice(ids, where, running)


Links = Sequence[tuple[Floats, Floats]]
"""For each turn which candidates spoke one turn before, and two."""


def links(grid: Lattice) -> Links:
    """Return which candidates are the same from turn to turn, for all who sum over one lattice often."""
    return [(grid.same(t, 1), grid.same(t, 2)) for t in range(len(grid.running))]


def sums(grid: Lattice, score: Floats, same: Floats, back: Floats, linked: Links | None = None) -> Sums:
    """Return the probabilities of a lattice.

    `score` (utterances, K) holds the candidates' scores, -inf for one that may not be; `same` and `back`
    (utterances,) the scores of the two steps to each utterance. `linked` is what `links` returns.
    """
    linked = linked or links(grid)
    count, size = score.shape
    share, stays, returns = np.zeros((count, size)), np.zeros(count), np.zeros(count)
    if not grid.running:
        return Sums(share, stays, returns, 0.0)
    top = score.max(axis=1, keepdims=True)
    worth = np.exp(score - top)
    total = float(top.sum())
    stay, answer = np.exp(same), np.exp(back)
    forward: list[Floats] = []
    arrivals: list[tuple[Floats, Floats]] = []
    for t, running in enumerate(grid.running):
        at = grid.where[:running, t]
        if t == 0:
            alpha = np.zeros((running, size, size))
            alpha[:, 0, :] = worth[at]
            arrivals.append((alpha, alpha))
        else:
            e1, e2 = linked[t]
            arrivals.append(_steps(forward[-1][:running], e1, e2, stay[at], answer[at]))
            alpha = arrivals[t][0] * worth[at][:, None, :]
        scale = alpha.sum(axis=(1, 2), keepdims=True)
        total += float(np.log(scale).sum())
        forward.append(alpha / scale)
    beta = np.ones((0, size, size))
    for t in range(len(grid.running) - 1, -1, -1):
        running = grid.running[t]
        at = grid.where[:running, t]
        beta = np.concatenate([beta, np.ones((running - len(beta), size, size))])
        both = forward[t] * beta
        mass = both.sum(axis=(1, 2))
        share[at] = both.sum(axis=1) / mass[:, None]
        if t:
            e1, e2 = linked[t]
            stays[at] = (both * e1).sum(axis=(1, 2)) / mass
            onward = worth[at][:, None, :] * beta
            full, returned = arrivals[t]
            returns[at] = (onward * returned).sum(axis=(1, 2)) / (onward * full).sum(axis=(1, 2))
            beta = _behind(onward, e1, e2, stay[at], answer[at])
            beta = beta / beta.max(axis=(1, 2), keepdims=True)
    return Sums(share, stays, returns, total)


def _steps(before: Floats, e1: Floats, e2: Floats, stay: Floats, answer: Floats) -> tuple[Floats, Floats]:
    """Return the forward sums (b, j, k) before the candidates' own worth, and what of them came by a `back` step."""
    lump = before.sum(axis=1)[:, :, None]
    came = np.matmul(before.transpose(0, 2, 1), e2)
    returned = (1 - e1) * came * answer[:, None, None]
    return (1 - e1) * (lump - came) + returned + e1 * lump * stay[:, None, None], returned


def _behind(onward: Floats, e1: Floats, e2: Floats, stay: Floats, answer: Floats) -> Floats:
    """Return the backward sums (b, i, j) of the turn before."""
    others = (1 - e1) * onward
    flat = others.sum(axis=2) + (e1 * onward).sum(axis=2) * stay[:, None]
    turned = np.matmul(e2, others.transpose(0, 2, 1)) * (answer[:, None, None] - 1)
    whole: Floats = flat[:, None, :] + turned
    return whole
