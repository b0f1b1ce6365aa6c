"""A small network that reads each word among its neighbours: how likely it tells a feeling, of which family, and how.

A transformer (Vaswani et al. 2017) of two layers over whole tokens, begun from all-MiniLM-L6-v2 (Wang et al. 2020;
Apache 2.0) and fitted on the labelled passages in benchmarks/feelings by benchmarks/fit_network.py, which tells the
layout of data/feelings/network.npz. A token's vector is the mean of its pieces'; what the lists found there is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from postil.tag.feelings.pieces import pieces

Array = NDArray[np.float32]

HEADS: Final = 12
LONGEST, SHORTEST = 64, 24
"""Tokens read at once: whole sentences, at most so many (a longer sentence is cut) and at least so many."""
_THREADS: Final = 2
_TOGETHER: Final = 24
"""Windows that go through the layers together: enough to keep the processor busy, few enough for its caches."""
_EPS: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Readings:
    """What the network says of each token of a text."""

    families: Array
    """Tokens by 1 + 6: no feeling, then the families in their order; rows sum to 1, or are 0 where it was not read."""
    channels: Array
    """Tokens by 10: the channels in their order, if it is a feeling; rows likewise."""


@dataclass(frozen=True)
class Network:
    """The weights, by the names of fit_network.py, and the vectors of the forms met so far."""

    weights: Mapping[str, Any]
    layers: int
    vocabulary: Mapping[str, int]
    vectors: dict[str, Array] = field(default_factory=dict)

    def read(self, forms: Sequence[str], bounds: Sequence[tuple[int, int]], marks: Array) -> Readings:
        """Return the readings of a text.

        `forms` are its tokens, lower case, straight quotes; `bounds` the token ranges of its sentences; `marks` has a
        row a token with what the lists found. A window of a few words is not read: the network learnt from passages,
        and a sentence by itself tells it too little.
        """
        families = np.zeros((len(forms), 7), np.float32)
        channels = np.zeros((len(forms), 10), np.float32)
        embedded = self._embedded(forms)
        spans = [(a, b) for a, b in windows(bounds) if b - a >= SHORTEST]
        spans.sort(key=lambda span: span[1] - span[0])
        # Two threads with a product each are faster than one whose products are shared out: the rest goes side by side too.
        with threadpool_limits(1), ThreadPoolExecutor(_THREADS) as pool:
            parts = [spans[k : k + _TOGETHER] for k in range(0, len(spans), _TOGETHER)]
            for _ in pool.map(lambda part: self._read(part, embedded, marks, families, channels), parts):
                pass
        return Readings(families, channels)

    def _embedded(self, forms: Sequence[str]) -> Array:
        """Return the vector of each token by itself."""
        table, scale = self.weights["table"], self.weights["scale"]
        for form in set(forms) - self.vectors.keys():
            own = pieces(form, self.vocabulary)
            self.vectors[form] = (table[own] * scale[own]).mean(axis=0, dtype=np.float32)
        return np.stack([self.vectors[form] for form in forms]) if forms else np.zeros((0, 384), np.float32)

    def _read(
        self, spans: Sequence[tuple[int, int]], embedded: Array, marks: Array, families: Array, channels: Array
    ) -> None:
        longest = max(b - a for a, b in spans)
        inputs = np.zeros((len(spans), longest, embedded.shape[1]), np.float32)
        extra = np.zeros((len(spans), longest, marks.shape[1]), np.float32)
        bias = np.full((len(spans), 1, 1, longest), -1e4, np.float32)
        for row, (a, b) in enumerate(spans):
            inputs[row, : b - a], extra[row, : b - a], bias[row, ..., : b - a] = embedded[a:b], marks[a:b], 0
        out = self._forward(inputs, extra, bias)
        for row, (a, b) in enumerate(spans):
            families[a:b] = _softmax(out[row, : b - a, :7])
            channels[a:b] = _softmax(out[row, : b - a, 7:])

    def _forward(self, inputs: Array, extra: Array, bias: Array) -> Array:
        """Return windows by tokens by 17: logits of no feeling, the families, the channels."""
        w = self.weights
        hidden = inputs + w["pos"][: inputs.shape[1]] + extra @ w["x.weight"]
        hidden = _normed(hidden, w["n0.weight"], w["n0.bias"])
        for k in range(self.layers):
            hidden = self._layer(hidden, bias, f"layers.{k}.")
        both: Array = np.concatenate([hidden, extra], axis=2) @ w["out.weight"] + w["out.bias"]
        return both

    def _layer(self, hidden: Array, bias: Array, name: str) -> Array:
        w = self.weights
        many, long, wide = hidden.shape
        parts = _linear(hidden, w[name + "qkv.weight"], w[name + "qkv.bias"])
        query, key, value = parts.reshape(many, long, 3, HEADS, wide // HEADS).transpose(2, 0, 3, 1, 4)
        heeded = _softmax(query @ key.swapaxes(2, 3) / np.float32((wide // HEADS) ** 0.5) + bias) @ value
        heeded = heeded.swapaxes(1, 2).reshape(many, long, wide)
        hidden = hidden + _linear(heeded, w[name + "o.weight"], w[name + "o.bias"])
        hidden = _normed(hidden, w[name + "n1.weight"], w[name + "n1.bias"])
        inner = _gelu(_linear(hidden, w[name + "f1.weight"], w[name + "f1.bias"]))
        hidden = hidden + _linear(inner, w[name + "f2.weight"], w[name + "f2.bias"])
        return _normed(hidden, w[name + "n2.weight"], w[name + "n2.bias"])


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


def _linear(x: Array, weight: Array, bias: Array) -> Array:
    flat = x.reshape(-1, x.shape[-1]) @ weight  # one large product is several times faster than one a window
    flat += bias
    return flat.reshape(*x.shape[:-1], -1)


def _gelu(x: Array) -> Array:
    """Return Gaussian error linear units (Hendrycks and Gimpel 2016), as a hyperbolic tangent approximates them."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += 1
    inner *= x
    inner *= np.float32((2 / np.pi) ** 0.5)
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= np.float32(0.5)
    return inner


def _normed(x: Array, weight: Array, bias: Array) -> Array:
    x = x - x.mean(axis=-1, keepdims=True)
    x /= np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + np.float32(_EPS))
    return x * weight + bias


def _softmax(x: Array) -> Array:
    x = np.exp(x - x.max(axis=-1, keepdims=True))
    x /= x.sum(axis=-1, keepdims=True)
    return x


@cache
def network() -> Network:
    """Return the network of data/feelings/network.npz, loaded once."""
    with as_file(files("postil") / "data" / "feelings" / "network.npz") as path, np.load(path) as held:
        kept = {name: held[name] for name in held.files}
    vocabulary = {piece: n for n, piece in enumerate(bytes(kept.pop("vocabulary")).decode("utf-8").split("\n"))}
    weights = {name: a if a.dtype == np.int8 else a.astype(np.float32) for name, a in kept.items()}
    return Network(weights, sum(name.endswith("qkv.bias") for name in weights), vocabulary)
