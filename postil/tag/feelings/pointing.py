"""Whom the network points at: for words that tell a feeling, how likely each of the people named near them feels it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.network import Readings
from postil.tag.feelings.people import FIRST
from postil.tag.feelings.view import View


@dataclass(frozen=True, slots=True)
class Named:
    """The tokens that name somebody, in order, and whom."""

    at: Sequence[int]
    person: Sequence[str]


def named(v: View) -> Named:
    """Return who is named in a text, and where: what the network may point at."""
    told = [(i, person) for i in range(len(v.forms)) if (person := named_by(v, i)) is not None]
    return Named([i for i, _ in told], [person for _, person in told])


def named_by(v: View, i: int) -> str | None:
    """Return whom a token names: a name, a noun for somebody of the cast, the I of who tells the story."""
    if v.mention[i] < 0:
        return None
    told = v.mentions[v.mention[i]]
    if told.kind == "pronoun" and (v.forms[i] not in FIRST or v.quoted[i] >= 0):
        return None
    return told.character


def shares(read: Readings, around: Named, c: Candidate) -> dict[str | None, float]:
    """Return how likely each of those named in the window of a feeling feels it; for None, somebody else. Sums to 1."""
    first, after = read.window(c.first)
    k, end = bisect_left(around.at, first), bisect_left(around.at, after)
    ask = read.asks[c.first : min(c.last + 1, after)].mean(axis=0, dtype=np.float32)
    says = np.append(read.keys[around.at[k:end]].astype(np.float32) @ ask[:-1], ask[-1])
    likely = np.exp(says - says.max())
    likely /= likely.sum()
    told: defaultdict[str | None, float] = defaultdict(float)
    for person, share in zip((*around.person[k:end], None), likely.tolist(), strict=True):
        told[person] += share
    return dict(told)
