"""What the network reads beside the lists: marks for it of what they found, and feelings that stand in no list.

An unlisted feeling is a run of tokens of one sentence that are likely of one family, grown from its likeliest token.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from postil.emotion import CHANNELS, FAMILIES
from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.entries import Sense
from postil.tag.feelings.network import Array, Readings
from postil.tag.feelings.pointing import named
from postil.tag.feelings.view import View

MARKS: Final = 13
"""Columns of the marks: found, the six families, denied, head, in speech; names a he, a she, somebody else."""
_DENIED, _HEAD, _SAID = 7, 8, 9
_NAMES: Final = {"he": 10, "she": 11}
_NAMES_OTHERS: Final = 12
_SEED, _GROWS = 0.3, 0.1
"""A token as likely as the first of one family begins an unlisted feeling; neighbours as likely as the second belong to
it. Chosen on the passages that weigh.py is fitted on."""
_LONGEST: Final = 9
"""Tokens of the longest run: what is marked is a phrase, not a sentence."""
_IDLE_FIRST: Final = frozenset(("PUNCT", "SPACE", "CCONJ", "SCONJ"))
_IDLE_LAST: Final = frozenset((*_IDLE_FIRST, "DET", "ADP"))
_STRENGTH: Final = 0.5


def marks(v: View, listed: Sequence[Candidate], denied: Sequence[bool]) -> Array:
    """Return a row a token: what the lists found there, whether it is said aloud, and what sort of person it names."""
    rows = np.zeros((len(v.forms), MARKS), np.float32)
    for c, no in zip(listed, denied, strict=True):
        span = slice(c.first, c.last + 1)
        rows[span, 0] = 1
        rows[span, 1 + FAMILIES.index(c.sense.family)] = 1
        rows[span, _DENIED] = no
        rows[c.head, _HEAD] = 1
    rows[:, _SAID] = [q >= 0 for q in v.quoted]
    around = named(v)
    rows[around.at, [_NAMES.get(v.genders.get(person, ""), _NAMES_OTHERS) for person in around.person]] = 1
    return rows


def unlisted(v: View, read: Readings, kept: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the feelings outside the listed ones that are kept, in no order. What goes on from one is its own."""
    listed = {i: c.sense.family for c in kept for i in range(c.first, c.last + 1)}
    taken = set(listed)
    likely = read.families[:, 1:].max(axis=1)
    for i in sorted(np.flatnonzero(likely >= _SEED).tolist(), key=lambda i: -likely[i]):
        if i in taken or _in_heading(v, i):
            continue
        family = int(read.families[i, 1:].argmax())
        span = _grown(v, read.families[:, 1 + family], i, taken)
        taken.update(span)
        if any(listed.get(k) == FAMILIES[family] for k in (span.start - 1, span.stop)):
            continue
        if words := _trimmed(v, _core(read.families[:, 1 + family], span)):
            yield _candidate(v, words, FAMILIES[family], read)


def _grown(v: View, likely: Array, i: int, taken: set[int]) -> range:
    """Return the tokens around `i`, those of its sentence, that are likely too."""
    first = last = i
    a, b = v.bounds[v.sentence[i]]
    while last + 1 < b and last + 1 not in taken and likely[last + 1] >= _GROWS:
        last += 1
    while first - 1 >= a and first - 1 not in taken and likely[first - 1] >= _GROWS:
        first -= 1
    return range(first, last + 1)


def _core(likely: Array, span: range) -> range:
    """Return the likeliest part of a run that is too long to be marked whole."""
    starts = range(span.start, span.stop - _LONGEST + 1)
    best = max(starts, key=lambda k: likely[k : k + _LONGEST].sum(), default=span.start)
    return range(best, min(span.stop, best + _LONGEST))


def _trimmed(v: View, span: range) -> range:
    """Return a run without the words at its ends that say nothing by themselves; empty if nothing else is in it."""
    first, after = span.start, span.stop
    while first < after and (v.pos[first] in _IDLE_FIRST or v.deps[first] == "case"):
        first += 1
    while after > first and (v.pos[after - 1] in _IDLE_LAST or v.opens(after - 1)) and v.deps[after - 1] != "prt":
        after -= 1
    return range(first, after)


def _candidate(v: View, span: range, family: str, read: Readings) -> Candidate:
    """Return a run as a candidate; its head is the first of its words that hangs on a word outside it."""
    head = next((k for k in span if v.pos[k] != "PUNCT" and (v.heads[k] not in span or v.heads[k] == k)), span[0])
    channel = CHANNELS[int(read.channels[span.start : span.stop].sum(axis=0).argmax())]
    sense = Sense(family, family, _STRENGTH, channel, "feeling", 0.0, "", "network.onnx", "read")
    return Candidate(span[0], span[-1], head, sense, 0)


def _in_heading(v: View, i: int) -> bool:
    return any(a <= v.starts[i] < b for a, b in v.headings)
