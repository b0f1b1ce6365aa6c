"""Fit the network of postil/tag/feelings/network.py on what gather.py gathered; needs PyTorch, not Postil.

    python benchmarks/network/fit.py GATHERED.pkl MODEL_FOLDER --out network.npz [--rounds 4] [--threads 2] [--seed 0]

Begins with all-MiniLM-L6-v2's pieces and first layers (model.safetensors in MODEL_FOLDER), the widest --wide of each
layer's inner units, and fits all of it; the learning rate rises for a tenth of the steps and falls for the rest (Smith
and Topin 2019). Says after each round how well tokens are told apart on gold/unread: F1 of the best family, token by
token, at a likelihood of .3. The file holds the vectors as whole numbers from -127 to 127 and a scale for each piece.
"""

from __future__ import annotations

import argparse
import pickle
import random
import re
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as fn

FAMILIES = ("love", "joy", "surprise", "anger", "sadness", "fear")
CHANNELS = ("named", "face", "gaze", "voice", "touch", "gesture", "posture", "sensation", "thought", "speech")
WIDTH, HEADS, LONGEST, MARKS = 384, 12, 64, 10
BATCH, LIKELY, DROPPED, FORGOTTEN = 24, 0.3, 0.1, 0.03
"""Windows a step; what counts as found; units dropped, and words left out, so that it does not learn by heart."""
LATIN = re.compile(r"\[UNK\]|(?:##)?(?:[a-z]+|[^\W_]|\S)")
KEPT_CLOSE = 0.02
SIDE = 0.2
"""Weight of the channels, and of the gate, beside the families in what is made small."""


class Layer(nn.Module):
    """One layer: each token heeds the others of its window, then thinks for itself."""

    def __init__(self, held: dict[str, torch.Tensor], number: int, wide: int) -> None:
        super().__init__()
        own = f"encoder.layer.{number}."
        inner, outer = held[own + "intermediate.dense.weight"], held[own + "output.dense.weight"]
        keep = torch.topk(inner.norm(dim=1) * outer.norm(dim=0), min(wide, len(inner))).indices.sort().values
        parts = [own + f"attention.self.{name}." for name in ("query", "key", "value")]
        self.qkv = linear(*(torch.cat([held[p + kind] for p in parts]) for kind in ("weight", "bias")))
        self.o = linear(held[own + "attention.output.dense.weight"], held[own + "attention.output.dense.bias"])
        self.n1 = norm(held, own + "attention.output.LayerNorm.")
        self.f1 = linear(inner[keep], held[own + "intermediate.dense.bias"][keep])
        self.f2 = linear(outer[:, keep], held[own + "output.dense.bias"])
        self.n2 = norm(held, own + "output.LayerNorm.")
        self.drop = nn.Dropout(DROPPED)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Return the tokens after the layer; `bias` keeps them from heeding what fills a window up."""
        many, long, _ = x.shape
        query, key, value = self.qkv(x).view(many, long, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        heeded = fn.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        x = self.n1(x + self.drop(self.o(heeded.transpose(1, 2).reshape(many, long, WIDTH))))
        return self.n2(x + self.drop(self.f2(fn.gelu(self.f1(x), approximate="tanh"))))


class Network(nn.Module):
    """Tokens of windows in, logits of no feeling, six families and ten channels out, and of each word by itself."""

    def __init__(self, held: dict[str, torch.Tensor], used: list[int], layers: int, wide: int) -> None:
        super().__init__()
        self.table = nn.Parameter(held["embeddings.word_embeddings.weight"][used].clone())
        places = held["embeddings.position_embeddings.weight"][:LONGEST]
        self.pos = nn.Parameter(places + held["embeddings.token_type_embeddings.weight"][0])
        self.x = nn.Linear(MARKS, WIDTH, bias=False)
        nn.init.zeros_(self.x.weight)
        self.n0 = norm(held, "embeddings.LayerNorm.")
        self.layers = nn.ModuleList(Layer(held, k, wide) for k in range(layers))
        self.out = nn.Linear(WIDTH + MARKS, 1 + len(FAMILIES) + len(CHANNELS))
        self.gate = nn.Linear(WIDTH, 1)
        self.drop = nn.Dropout(DROPPED)

    def forward(
        self, words: torch.Tensor, first: torch.Tensor, at: torch.Tensor, marks: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the logits of each token in its window, and of each word by itself."""
        plain = fn.embedding_bag(words, self.table, first, mode="mean")[at]
        if self.training:
            plain = plain * (torch.rand(at.shape) > FORGOTTEN)[..., None]
        x = self.drop(self.n0(plain + self.pos[: at.shape[1]] + self.x(marks)))
        bias = ((1 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return self.out(self.drop(torch.cat([x, marks], -1))), self.gate(plain)[..., 0]


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


def windows(bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the token ranges read together, as postil/tag/feelings/network.py makes them."""
    found, first, last = [], 0, 0
    for a, b in bounds:
        if b - first > LONGEST and last > first:
            found.append((first, last))
            first = a
        while b - first > LONGEST:
            found.append((first, first + LONGEST))
            first += LONGEST
        last = b
    return found + ([(first, last)] if last > first else [])


def targets(passage: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return, a row a token, the shares of none and of the families, those of the channels, and whether it counts."""
    many = len(passage["forms"])
    families, channels, counts = np.zeros((many, 7), "f4"), np.zeros((many, 10), "f4"), np.ones(many, "f4")
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


class Batches:
    """Windows of passages, put together as tensors."""

    def __init__(self, gathered: dict) -> None:
        self.used = sorted({n for cut in gathered["pieces"].values() for n in cut})
        row = {n: k for k, n in enumerate(self.used)}
        self.forms = {form: k for k, form in enumerate(gathered["pieces"])}
        self.cut = [[row[n] for n in cut] for cut in gathered["pieces"].values()]

    def of(self, passage: dict) -> list[tuple[np.ndarray, ...]]:
        """Return a passage's windows: form numbers, marks, families, channels, counts."""
        forms = np.array([self.forms[form] for form in passage["forms"]])
        columns = (forms, passage["marks"], *targets(passage))
        return [tuple(c[a:b] for c in columns) for a, b in windows(passage["bounds"])]

    def together(self, some: list[tuple[np.ndarray, ...]]) -> tuple[torch.Tensor, ...]:
        """Return words, where each form's begin, each token's form, marks, mask, families, channels, counts."""
        long = max(len(w[0]) for w in some)
        at, *rest = (
            np.stack([np.pad(w[k], [(0, long - len(w[k])), (0, 0)][: w[k].ndim]) for w in some]) for k in range(5)
        )
        mask = np.stack([np.arange(long) < len(w[0]) for w in some]).astype("f4")
        forms, where = np.unique(at, return_inverse=True)
        cut = [self.cut[k] for k in forms]
        words = torch.tensor([n for pieces in cut for n in pieces])
        first = torch.tensor(np.cumsum([0, *map(len, cut[:-1])]))
        marks, families, channels, counts = map(torch.from_numpy, rest)
        where = torch.from_numpy(where.reshape(at.shape))
        return words, first, where, marks, torch.from_numpy(mask), families, channels, counts


def loss_of(network: Network, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Return what is made small: how surprised it is by families, channels, and by the words of feelings."""
    *given, mask, families, channels, counts = batch
    out, alone = network(*given, mask)
    weight = counts * mask
    surprise = -(families * fn.log_softmax(out[..., :7], -1)).sum(-1)
    how = -(channels * fn.log_softmax(out[..., 7:], -1)).sum(-1)
    word = fn.binary_cross_entropy_with_logits(alone, 1 - families[..., 0], reduction="none")
    return ((surprise + SIDE * (how + word)) * weight).sum() / weight.sum()


def token_f1(network: Network, batches: Batches, passages: list[dict]) -> float:
    """Return F1 over tokens at a likelihood of LIKELY."""
    right = said = asked = 0
    network.eval()
    with torch.no_grad():
        for passage in passages:
            *given, mask, families, _, counts = batches.together(batches.of(passage))
            likely = fn.softmax(network(*given, mask)[0][..., :7], -1)
            held = (likely[..., 1:].max(-1).values >= LIKELY) & (mask * counts > 0)
            best = families.gather(-1, 1 + likely[..., 1:].argmax(-1, keepdim=True))[..., 0] > 0
            right, said = right + int((held & best).sum()), said + int(held.sum())
            asked += int(((families[..., 0] == 0) & (mask * counts > 0)).sum())
    return 2 * right / (said + asked)


def write(network: Network, held: dict[str, torch.Tensor], batches: Batches, vocabulary: list[str], out: Path) -> None:
    """Write the file that postil/tag/feelings/network.py reads."""
    table = held["embeddings.word_embeddings.weight"].clone()
    table[batches.used] = network.table.detach()
    keep = sorted({n for n, piece in enumerate(vocabulary) if LATIN.fullmatch(piece)} | set(batches.used))
    rows = table[keep].numpy()
    scale = np.abs(rows).max(axis=1, keepdims=True) / 127
    kept = {
        "vocabulary": np.frombuffer("\n".join(vocabulary[n] for n in keep).encode(), np.uint8),
        "table": np.round(rows / scale).astype(np.int8),
        "scale": scale.astype(np.float16),
    }
    for name, value in network.state_dict().items():
        if name == "table":
            continue
        array = value.numpy()
        array = array.T if name.endswith(".weight") and array.ndim == 2 else array
        kept[name] = np.ascontiguousarray(array.squeeze() if name.startswith("gate") else array, np.float16)
    np.savez(out, **kept)


def main() -> None:
    """Fit, and write the file after each round."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gathered", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--out", type=Path, default=Path("network.npz"))
    for name, default in (("rounds", 3), ("threads", 2), ("seed", 0), ("layers", 2), ("wide", 1536)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--rate", type=float, default=3e-4)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    gathered = pickle.loads(args.gathered.read_bytes())  # noqa: S301 - made by gather.py
    held = {name: value.float() for name, value in load_file(args.model / "model.safetensors").items()}
    batches = Batches(gathered)
    network = Network(held, batches.used, args.layers, args.wide)
    seen = [w for p in gathered["passages"] if p["fitted"] for w in batches.of(p)]
    unread = [p for p in gathered["passages"] if p["folder"] == "unread"]
    new = [p for name, p in network.named_parameters() if name.startswith(("out", "x.", "gate"))]
    old = [p for name, p in network.named_parameters() if not name.startswith(("out", "x.", "gate"))]
    groups = [{"params": old, "lr": args.rate}, {"params": new, "lr": 4 * args.rate}]
    steps = args.rounds * -(-len(seen) // BATCH)
    optimizer = torch.optim.AdamW(groups, weight_decay=KEPT_CLOSE, fused=True)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, [args.rate, 4 * args.rate], total_steps=steps, pct_start=0.1)
    for number in range(args.rounds):
        began, total = time.time(), 0.0
        network.train()
        for some in shuffled(seen):
            loss = loss_of(network, batches.together(some))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            rates.step()
            total += loss.item() * len(some)
        f1 = token_f1(network, batches, unread)
        print(
            f"round {number}: loss {total / len(seen):.4f}, unread tokens F1 {f1:.3f}, {time.time() - began:.0f} s",
            flush=True,
        )
        write(network, held, batches, gathered["vocabulary"], args.out)


def shuffled(seen: list[tuple[np.ndarray, ...]]) -> list[list[tuple[np.ndarray, ...]]]:
    """Return the windows in batches of about one length, in random order."""
    order = random.sample(seen, len(seen))
    pools = [sorted(order[k : k + 20 * BATCH], key=lambda w: len(w[0])) for k in range(0, len(order), 20 * BATCH)]
    made = [pool[k : k + BATCH] for pool in pools for k in range(0, len(pool), BATCH)]
    random.shuffle(made)
    return made


if __name__ == "__main__":
    main()
