"""A network that reads each word among its neighbours: how likely it tells a feeling, of which family, and how.

A transformer (Vaswani et al. 2017) over whole tokens, begun from all-MiniLM-L6-v2 (Wang et al. 2020; Apache 2.0) and
fitted on the labelled passages of benchmarks/feelings by benchmarks/network, whose README tells what is in the two
files. ONNX Runtime runs it, on the processor. A token's vector is the mean of its pieces'; what the lists found there
is told beside it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from os import cpu_count
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from postil.tag.feelings.pieces import pieces

Array = NDArray[np.float32]

LONGEST: Final = 128
"""Tokens read at once: whole sentences, at most so many; a longer sentence is cut."""
_TOGETHER: Final = 12
"""Windows that go through the network together: enough to keep the processor busy, few enough for its caches."""
_WIDE: Final = 384
_FAMILIES, _CHANNELS, _POINTING = 7, 10, 48


@dataclass(frozen=True, slots=True)
class Readings:
    """What the network says of each token of a text."""

    families: Array
    """Tokens by 1 + 6: no feeling, then the families in their order; rows sum to 1, or are 0 where it was not read."""
    channels: Array
    """Tokens by 10: the channels in their order, if it is a feeling; rows likewise."""
    asks: NDArray[np.float16]
    """Tokens by 49: what each, if it is a feeling, asks of the names around; last, how much speaks for none of them."""
    keys: NDArray[np.float16]
    """Tokens by 48: what each, if it names somebody, answers: the product of both is a log odds."""
    spans: Sequence[tuple[int, int]]
    """The token ranges that were read together, in order."""

    def window(self, i: int) -> tuple[int, int]:
        """Return the first token that was read together with token `i`, and the one after the last."""
        return self.spans[bisect_right(self.spans, (i, len(self.families))) - 1]


@dataclass(frozen=True)
class Network:
    """The network, the vectors of word pieces, and those of the forms met so far."""

    session: Any
    table: NDArray[np.int8]
    """Pieces by 384: vectors, each to be multiplied by its `scale`."""
    scale: NDArray[np.float16]
    vocabulary: Mapping[str, int]
    vectors: dict[str, Array] = field(default_factory=dict)

    def read(self, forms: Sequence[str], bounds: Sequence[tuple[int, int]], marks: Array) -> Readings:
        """Return the readings of a text.

        `forms` are its tokens, lower case, straight quotes; `bounds` the token ranges of its sentences; `marks` has a
        row a token with what the lists found.
        """
        families = np.zeros((len(forms), _FAMILIES), np.float32)
        channels = np.zeros((len(forms), _CHANNELS), np.float32)
        asks = np.zeros((len(forms), _POINTING + 1), np.float16)
        keys = np.zeros((len(forms), _POINTING), np.float16)
        known, at = self._vectors(forms)
        spans = list(windows(bounds))
        ordered = sorted(spans, key=lambda span: span[1] - span[0])  # of about one length go together
        for k in range(0, len(ordered), _TOGETHER):
            part = ordered[k : k + _TOGETHER]
            for (a, b), of, by, asked, answered in zip(part, *self._run(part, known, at, marks), strict=True):
                families[a:b], channels[a:b] = of[: b - a], by[: b - a]
                asks[a:b], keys[a:b] = asked[: b - a], answered[: b - a]
        return Readings(families, channels, asks, keys, spans)

    def _vectors(self, forms: Sequence[str]) -> tuple[Array, NDArray[np.intp]]:
        """Return the vectors of the forms, each once, and for each token the row of its own."""
        row = {form: k for k, form in enumerate(dict.fromkeys(forms))}
        for form in row.keys() - self.vectors.keys():
            own = pieces(form, self.vocabulary)
            self.vectors[form] = (self.table[own] * self.scale[own]).mean(axis=0, dtype=np.float32)
        known = np.stack([self.vectors[form] for form in row]) if row else np.zeros((0, _WIDE), np.float32)
        return known, np.array([row[form] for form in forms], np.intp)

    def _run(
        self, spans: Sequence[tuple[int, int]], known: Array, at: NDArray[np.intp], marks: Array
    ) -> Sequence[Array]:
        """Return the columns of the readings of some windows, windows by tokens by kinds."""
        longest = max(b - a for a, b in spans)
        words = np.zeros((len(spans), longest, _WIDE), np.float32)
        beside = np.zeros((len(spans), longest, marks.shape[1]), np.float32)
        mask = np.zeros((len(spans), longest), np.float32)
        for row, (a, b) in enumerate(spans):
            words[row, : b - a], beside[row, : b - a], mask[row, : b - a] = known[at[a:b]], marks[a:b], 1
        made: Sequence[Array] = self.session.run(None, {"words": words, "marks": beside, "mask": mask})
        return made


def windows(bounds: Sequence[tuple[int, int]], size: int = LONGEST) -> Iterator[tuple[int, int]]:
    """Yield the token ranges that are read together: whole sentences, `size` tokens at most; longer ones are cut."""
    first = last = bounds[0][0] if bounds else 0
    for a, b in bounds:
        if b - first > size and last > first:
            yield first, last
            first = a
        while b - first > size:
            yield first, first + size
            first += size
        last = b
    if last > first:
        yield first, last


@cache
def network() -> Network:
    """Return the network of data/feelings, loaded once."""
    # Here, since a second is lost on it by whoever only asks for help or renders pages from kept tags.
    from onnxruntime import InferenceSession, SessionOptions

    data = files("postil") / "data" / "feelings"
    with as_file(data / "pieces.npz") as path, np.load(path) as held:
        table, scale, names = held["table"], held["scale"], bytes(held["vocabulary"]).decode("utf-8")
    options = SessionOptions()
    options.intra_op_num_threads = cpu_count() or 1
    session = InferenceSession((data / "network.onnx").read_bytes(), options, providers=["CPUExecutionProvider"])
    return Network(session, table, scale, {piece: n for n, piece in enumerate(names.split("\n"))})
