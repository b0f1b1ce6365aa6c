"""The network as PyTorch fits it, what it is fitted on as tensors, and the files that Postil reads.

Needs PyTorch, safetensors and ONNX Runtime's tools, not Postil.
"""

from __future__ import annotations

import pickle
import random
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as fn

FAMILIES = ("love", "joy", "surprise", "anger", "sadness", "fear")
CHANNELS = ("named", "face", "gaze", "voice", "touch", "gesture", "posture", "sensation", "thought", "speech")
WIDTH, HEADS, LONGEST, MARKS = 384, 12, 128, 13
POINTING = 48
"""Numbers by which a token of a feeling points at the names of who may feel it."""
BATCH, DROPPED, FORGOTTEN = 14, 0.1, 0.03
"""Windows a step; units dropped, and words left out, so that it does not learn by heart."""
BY_ITSELF = 0.2
"""How often a passage is read sentence by sentence, so that it knows those too."""
LATIN = re.compile(r"\[UNK\]|(?:##)?(?:[a-z]+|[^\W_]|\S)")

Window = tuple[np.ndarray, ...]


class Layer(nn.Module):
    """One layer: each token heeds the others of its window, then thinks for itself."""

    def __init__(self, held: dict[str, torch.Tensor], number: int) -> None:
        super().__init__()
        own = f"encoder.layer.{number}."
        parts = [own + f"attention.self.{name}." for name in ("query", "key", "value")]
        self.qkv = linear(*(torch.cat([held[p + kind] for p in parts]) for kind in ("weight", "bias")))
        self.o = linear(held[own + "attention.output.dense.weight"], held[own + "attention.output.dense.bias"])
        self.n1 = norm(held, own + "attention.output.LayerNorm.")
        self.f1 = linear(held[own + "intermediate.dense.weight"], held[own + "intermediate.dense.bias"])
        self.f2 = linear(held[own + "output.dense.weight"], held[own + "output.dense.bias"])
        self.n2 = norm(held, own + "output.LayerNorm.")
        self.drop = nn.Dropout(DROPPED)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Return the tokens after the layer; `bias` keeps them from heeding what fills a window up."""
        many, long, _ = x.shape
        query, key, value = self.qkv(x).view(many, long, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        heeded = fn.softmax(query @ key.transpose(2, 3) * (WIDTH // HEADS) ** -0.5 + bias, -1) @ value
        x = self.n1(x + self.drop(self.o(heeded.transpose(1, 2).reshape(many, long, WIDTH))))
        return self.n2(x + self.drop(self.f2(fn.gelu(self.f1(x)))))

    def narrow(self, wide: int, used: torch.Tensor) -> None:
        """Keep the inner units that add the most: `used` is the mean size of each."""
        keep = torch.topk(used * self.f2.weight.norm(dim=0), wide).indices.sort().values
        self.f1 = linear(self.f1.weight.data[keep], self.f1.bias.data[keep])
        self.f2 = linear(self.f2.weight.data[:, keep], self.f2.bias.data)


class Network(nn.Module):
    """Vectors and marks of the tokens of windows in, logits of no feeling, six families and ten channels out.

    And for each token what it asks of the names around, should it tell a feeling, and what it answers if it is one
    (a pointer network, Vinyals, Fortunato and Jaitly 2015); the last number asked is for none of them.
    """

    def __init__(self, held: dict[str, torch.Tensor], used: list[int], layers: int) -> None:
        super().__init__()
        self.table = nn.Parameter(held["embeddings.word_embeddings.weight"][used].clone())
        places = held["embeddings.position_embeddings.weight"][:LONGEST]
        self.pos = nn.Parameter(places + held["embeddings.token_type_embeddings.weight"][0])
        self.x = nn.Linear(MARKS, WIDTH, bias=False)
        nn.init.zeros_(self.x.weight)
        self.n0 = norm(held, "embeddings.LayerNorm.")
        self.layers = nn.ModuleList(Layer(held, k) for k in range(layers))
        self.out = nn.Linear(WIDTH + MARKS, 1 + len(FAMILIES) + len(CHANNELS))
        self.ask, self.key = nn.Linear(WIDTH, POINTING + 1), nn.Linear(WIDTH, POINTING)
        self.drop = nn.Dropout(DROPPED)

    def vectors(self, words: torch.Tensor, first: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
        """Return each token's own vector: `words` are the pieces of the forms, which begin at `first`."""
        plain = fn.embedding_bag(words, self.table, first, mode="mean")[at]
        return plain * (torch.rand(at.shape) > FORGOTTEN)[..., None] if self.training else plain

    def forward(self, vectors: torch.Tensor, marks: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return windows by tokens by 17, by 49 and by 48."""
        x = self.drop(self.n0(vectors + self.pos[: vectors.shape[1]] + self.x(marks)))
        bias = ((1 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        out = self.out(self.drop(torch.cat([x, marks], -1)))
        return out, self.ask(x) * POINTING**-0.5, self.key(x)


class Likelihoods(nn.Module):
    """The network with likelihoods in place of logits: what Postil runs."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, vectors: torch.Tensor, marks: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return the families, the channels, and what is asked and answered."""
        out, asks, keys = self.network(vectors, marks, mask)
        return fn.softmax(out[..., :7], -1), fn.softmax(out[..., 7:], -1), asks, keys


def linear(weight: torch.Tensor, bias: torch.Tensor) -> nn.Linear:
    """Return a linear map with given weights."""
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight.data, made.bias.data = weight.clone(), bias.clone()
    return made


def norm(held: dict[str, torch.Tensor], name: str) -> nn.LayerNorm:
    """Return a layer norm with the model's weights."""
    made = nn.LayerNorm(WIDTH, eps=1e-12)
    made.weight.data, made.bias.data = held[name + "weight"].clone(), held[name + "bias"].clone()
    return made


def cut_at(
    bounds: list[tuple[int, int]], too_long: Callable[[int, int], bool], begin: int = 0
) -> list[tuple[int, int]]:
    """Return ranges of whole sentences that are not too long; a sentence that is, by itself, is cut.

    One begins at sentence `begin` in any case, so that passages can be cut at other places each round.
    """
    found, first, last = [], bounds[0][0], bounds[0][0]
    for k, (a, b) in enumerate(bounds):
        if last > first and (too_long(first, b) or (begin and k == begin)):
            found.append((first, last))
            first = a
        while too_long(first, b):
            end = next(e for e in range(first + 2, b + 1) if too_long(first, e)) - 1
            found.append((first, end))
            first = end
        last = b
    return found + ([(first, last)] if last > first else [])


def windows(bounds: list[tuple[int, int]], begin: int = 0) -> list[tuple[int, int]]:
    """Return the token ranges read together, as postil/tag/feelings/network.py makes them."""
    return cut_at(bounds, lambda a, b: b - a > LONGEST, begin)


def targets(passage: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return, a row a token, the shares of none and of the families, those of the channels, and whether it counts."""
    many = len(passage["forms"])
    families, channels = np.zeros((many, 7), "f4"), np.zeros((many, 10), "f4")
    counts = np.array(passage["counts"], "f4")
    families[:, 0] = 1
    for first, after, of, by, optional in passage["labels"]:
        span = slice(first, after)
        if optional:
            counts[span] = 0
            continue
        families[span], channels[span] = 0, 0
        for family in of:
            families[span, 1 + FAMILIES.index(family)] = 1 / len(of)
        for channel in by:
            channels[span, CHANNELS.index(channel)] = 1 / len(by)
    return families, channels, counts


def whose(passage: dict) -> np.ndarray:
    """Return for each token whose feeling it tells: 0 where that is not known, 1 for none of the cast, 1 + k for k."""
    told = np.zeros(len(passage["forms"]), np.int64)
    for (first, after, *_), holder in zip(passage["labels"], passage["holders"], strict=True):
        told[first:after] = 1 + holder
    return told


class Batches:
    """Passages as windows, and windows put together as tensors."""

    def __init__(self, gathered: Path, taught: Path) -> None:
        held = pickle.loads(gathered.read_bytes())  # noqa: S301 - made by gather.py
        self.passages: list[dict] = held["passages"]
        for passage, says in zip(self.passages, pickle.loads(taught.read_bytes()), strict=True):  # noqa: S301
            passage["taught"] = says or ()
        self.vocabulary: list[str] = held["vocabulary"]
        self.used = sorted({n for cut in held["pieces"].values() for n in cut})
        row = {n: k for k, n in enumerate(self.used)}
        self.forms = {form: k for k, form in enumerate(held["pieces"])}
        self.cut = [[row[n] for n in cut] for cut in held["pieces"].values()]

    def of(self, passage: dict, spans: list[tuple[int, int]]) -> list[Window]:
        """Return windows: form numbers, marks, families, channels, counts, people, whose, what the teacher says."""
        if "columns" not in passage:
            forms = np.array([self.forms[form] for form in passage["forms"]])
            people = np.array(passage["people"], np.int64)
            passage["columns"] = (
                forms,
                passage["marks"],
                *targets(passage),
                people,
                whose(passage),
                *passage["taught"],
            )
        return [tuple(c[a:b] for c in passage["columns"]) for a, b in spans]

    def shuffled(self) -> list[list[Window]]:
        """Return what is fitted on as windows, cut anew, in batches of about one length, in random order."""
        made: list[Window] = []
        for passage in self.passages:
            if not passage["fitted"]:
                continue
            bounds = passage["bounds"]
            alone = random.random() < BY_ITSELF  # noqa: S311
            begin = random.randrange(len(bounds))  # noqa: S311
            spans = [s for b in bounds for s in windows([b])] if alone else windows(bounds, begin)
            made += [w for w in self.of(passage, spans) if w[4].any()]
        order = random.sample(made, len(made))
        pools = [sorted(order[k : k + 20 * BATCH], key=lambda w: len(w[0])) for k in range(0, len(order), 20 * BATCH)]
        batches = [pool[k : k + BATCH] for pool in pools for k in range(0, len(pool), BATCH)]
        random.shuffle(batches)
        return batches

    def together(self, some: list[Window]) -> tuple[torch.Tensor, ...]:
        """Return words, where each form's begin, each token's form, mask, marks, and the other columns."""
        long = max(len(w[0]) for w in some)
        at, *rest = (
            np.stack([np.pad(w[k], [(0, long - len(w[k])), (0, 0)][: w[k].ndim]) for w in some])
            for k in range(len(some[0]))
        )
        mask = np.stack([np.arange(long) < len(w[0]) for w in some]).astype("f4")
        forms, where = np.unique(at, return_inverse=True)
        cut = [self.cut[k] for k in forms]
        words = torch.tensor([n for pieces in cut for n in pieces])
        first = torch.tensor(np.cumsum([0, *map(len, cut[:-1])]))
        return (
            words,
            first,
            torch.from_numpy(where.reshape(at.shape)),
            torch.from_numpy(mask),
            *map(torch.from_numpy, rest),
        )


def said(network: Network, batches: Batches, passage: dict) -> tuple[np.ndarray, ...]:
    """Return the likelihoods of the families and channels of a passage's tokens, and what is asked and answered."""
    parts: list[tuple[torch.Tensor, ...]] = []
    with torch.no_grad():
        for window in batches.of(passage, windows(passage["bounds"])):
            words, first, at, mask, marks, *_ = batches.together([window])
            parts.append(Likelihoods(network)(network.vectors(words, first, at), marks, mask))
    return tuple(np.concatenate([p[k][0].numpy() for p in parts]) for k in range(4))


def pointed_right(read: Iterable[tuple[dict, np.ndarray, np.ndarray]]) -> tuple[float, float]:
    """Return the share of feelings that point at who feels them, of those where that one is named in the window.

    And of the others, the share that point at nobody. `read` has passages, what is asked and what is answered.
    """
    right, asked = [0, 0], [0, 0]
    for passage, asks, keys in read:
        people, spans = np.array(passage["people"]), windows(passage["bounds"])
        for (first, after, *_), holder in zip(passage["labels"], passage["holders"], strict=True):
            a, b = next(span for span in spans if span[0] <= first < span[1])
            if holder < 0:
                continue
            named = a + np.flatnonzero(people[a:b])
            ask = asks[first : min(b, after)].mean(0)
            shares = np.exp(np.append(keys[named] @ ask[:-1], ask[-1]))
            sums = np.bincount(np.append(people[named], 0), shares)
            kind = int(holder not in people[a:b] or holder == 0)
            asked[kind] += 1
            right[kind] += int(sums.argmax() == (0 if kind else holder))
    return right[0] / max(1, asked[0]), right[1] / max(1, asked[1])


def token_f1(read: Iterable[tuple[np.ndarray, tuple[np.ndarray, ...]]], likely: float = 0.3) -> float:
    """Return F1 over tokens of the best family at a likelihood: `read` has what is said of passages, and `targets`."""
    right = told = asked = 0
    for of, (families, _, counts) in read:
        held = (of[:, 1:].max(1) >= likely) & (counts > 0)
        best = families[np.arange(len(of)), 1 + of[:, 1:].argmax(1)] > 0
        right, told = right + int((held & best).sum()), told + int(held.sum())
        asked += int(((families[:, 0] == 0) & (counts > 0)).sum())
    return 2 * right / (told + asked)


def begun(model: Path, batches: Batches) -> Network:
    """Return the network before it is fitted: all-MiniLM-L6-v2's."""
    held = {name: value.float() for name, value in load_file(model / "model.safetensors").items()}
    return Network(held, batches.used, 6)


def shipped(folder: Path, model: Path, batches: Batches) -> Network:
    """Return the network that is in the folder, to learn on."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(folder / "network.onnx").graph
    held = {t.name: numpy_helper.to_array(t).astype(np.float32) for t in graph.initializer if t.name}
    state = {name.removeprefix("network."): value for name, value in held.items() if name.startswith("network.")}
    for node in graph.node:
        if node.op_type == "MatMulInteger":  # "/network/layers.0/qkv/MatMul_quant"
            weight = node.input[1].removesuffix("_quantized")
            whole, zero, scale = (held[f"{weight}_{part}"] for part in ("quantized", "zero_point", "scale"))
            state[".".join(node.name.split("/")[2:-1]) + ".weight"] = ((whole - zero) * scale).T
    network = begun(model, batches)
    kept = sum(name.endswith(".f1.weight") for name in state)
    network.layers = network.layers[:kept]
    for k, layer in enumerate(network.layers):
        wide = len(state[f"layers.{k}.f1.bias"])
        layer.f1, layer.f2 = nn.Linear(WIDTH, wide), nn.Linear(wide, WIDTH)
    if len(state["pos"]) < LONGEST:  # it was fitted on shorter windows
        own = network.pos.detach().numpy()
        moved = (state["pos"] - own[: len(state["pos"])]).mean(axis=0)
        state["pos"] = np.concatenate([state["pos"], own[len(state["pos"]) :] + moved])
    network.load_state_dict(network.state_dict() | {name: torch.from_numpy(value) for name, value in state.items()})
    with np.load(folder / "pieces.npz") as pieces:
        rows = pieces["table"] * pieces["scale"].astype(np.float32)
        row = {name: k for k, name in enumerate(bytes(pieces["vocabulary"]).decode().split("\n"))}
    for k, n in enumerate(batches.used):
        if (at := row.get(batches.vocabulary[n])) is not None:
            network.table.data[k] = torch.from_numpy(rows[at])
    return network


def write(network: Network, model: Path, batches: Batches, out: Path) -> None:
    """Write network.onnx, its weights as whole numbers of eight bits, and pieces.npz into the folder `out`.

    Weights are held to seven bits: processors without VNNI add two products of eight before they widen the sum.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    network.eval()
    with TemporaryDirectory() as place:
        plain, ready = f"{place}/plain.onnx", f"{place}/ready.onnx"
        example = (torch.randn(2, 8, WIDTH), torch.zeros(2, 8, MARKS), torch.ones(2, 8))
        names, made = ["words", "marks", "mask"], ["families", "channels", "asks", "keys"]
        axes = {name: {0: "many", 1: "long"} for name in (*names, *made)}
        torch.onnx.export(
            Likelihoods(network), example, plain, input_names=names, output_names=made, dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quant_pre_process(plain, ready, skip_symbolic_shape=True)
        quantize_dynamic(
            ready, out / "network.onnx", op_types_to_quantize=["MatMul", "Gemm"], per_channel=True, reduce_range=True,
            weight_type=QuantType.QInt8,
        )  # fmt: skip
    table = load_file(model / "model.safetensors")["embeddings.word_embeddings.weight"].float()
    table[batches.used] = network.table.detach()
    keep = sorted({n for n, piece in enumerate(batches.vocabulary) if LATIN.fullmatch(piece)} | set(batches.used))
    rows = table[keep].numpy()
    scale = (np.abs(rows).max(axis=1, keepdims=True) / 127).astype(np.float16)
    np.savez_compressed(
        out / "pieces.npz",
        vocabulary=np.frombuffer("\n".join(batches.vocabulary[n] for n in keep).encode(), np.uint8),
        table=np.round(rows / scale).clip(-127, 127).astype(np.int8),
        scale=scale,
    )
