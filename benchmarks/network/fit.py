"""Fit the network of postil/tag/feelings/network.py on what gather.py gathered; needs PyTorch, not Postil.

    python benchmarks/network/fit.py GATHERED.pkl TAUGHT.pkl MODEL_FOLDER --out network.pt [--begin DATA] --write DATA

It begins as all-MiniLM-L6-v2 (model.safetensors in MODEL_FOLDER), all six layers of it, and learns from what teacher.py
said of each token as much as from the labels (Hinton, Vinyals and Dean 2015). Then two layers are left out, and of the
others all but the inner units that add the most, and the rest learns on: that is what Postil runs. The learning rate
rises for a tenth of the steps and falls for the rest (Smith and Topin 2019). With `--begin DATA` the network that is
there learns on instead, for when there are more labels or a better teacher. After each round it says how well tokens
are told apart on gold/unread: F1 of the best family, token by token, at a likelihood of .3.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as fn

sys.path.insert(0, str(Path(__file__).parent))
from model import Batches, Network, begun, pointed_right, said, shipped, targets, token_f1, write

FORGOTTEN = 0.03
"""The drag on weights."""
KEPT = (0, 2, 3, 5)
"""The four layers without the other two of which six say most nearly the same, on passages not fitted on."""
WIDE = 1024
SIDE = 0.2
"""Weight of the channels beside the families in what is made small."""
TAUGHT = 0.6
"""Share of the teacher's word beside that of the labels."""
WHOSE = 0.15
"""Weight of whose a feeling is."""
RATES, NEW = (2e-4, 1.5e-4), 4
"""The highest learning rates of six layers and of four, and how many times as fast what is new learns at first."""


def loss_of(network: Network, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Return what is made small: how surprised it is by families and channels, the labels' and the teacher's."""
    words, first, at, mask, marks, families, channels, counts, people, whose, of, by = batch
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out, asks, keys = (made.float() for made in network(network.vectors(words, first, at), marks, mask))
    family, channel = fn.log_softmax(out[..., :7], -1), fn.log_softmax(out[..., 7:], -1)
    surprise = -(families * family).sum(-1) - SIDE * (channels * channel).sum(-1)
    loss = (surprise * counts * mask).sum() / (counts * mask).sum()
    surprise = -(of * family).sum(-1) - SIDE * (1 - of[..., 0]) * (by * channel).sum(-1)
    loss = (1 - TAUGHT) * loss + TAUGHT * (surprise * mask).sum() / mask.sum()
    return loss + WHOSE * astray(asks, keys, people, whose)


def astray(asks: torch.Tensor, keys: torch.Tensor, people: torch.Tensor, whose: torch.Tensor) -> torch.Tensor:
    """Return how surprised it is by who feels: any of the names of that person in the window, or none where none is."""
    scores = asks[..., :-1] @ keys.transpose(1, 2) + torch.where(people > 0, 0.0, -1e4)[:, None]
    share = fn.log_softmax(torch.cat([scores, asks[..., -1:]], -1), -1)
    right = (people[:, None] + 1 == whose[..., None]) & (people > 0)[:, None]
    right = torch.cat([right, ~right.any(-1, keepdim=True)], -1)
    surprise = -torch.logsumexp(torch.where(right, share, -1e4), -1)
    asked = (whose > 0).float()
    return (surprise * asked).sum() / asked.sum().clamp(min=1)


def narrow(network: Network, batches: Batches) -> None:
    """Take out of the network what it is to do without."""
    some = [p for p in batches.passages if p["fitted"]][:60]
    network.layers = nn.ModuleList(network.layers[k] for k in KEPT)
    for layer in network.layers:
        sizes: list[torch.Tensor] = []
        hook = layer.f1.register_forward_hook(
            lambda _, __, out, sizes=sizes: sizes.append(fn.gelu(out).abs().mean((0, 1)))
        )
        for passage in some:
            said(network, batches, passage)
        hook.remove()
        layer.narrow(WIDE, torch.stack(sizes).mean(0))


def fit(network: Network, batches: Batches, rounds: int, rate: float, out: Path, quick: tuple[str, ...] = ()) -> None:
    """Fit, and keep the weights after each round; `quick` are the beginnings of names of what has far to go."""
    unread = [p for p in batches.passages if p["folder"] == "unread"]
    new = [p for name, p in network.named_parameters() if name.startswith(quick)]
    old = [p for name, p in network.named_parameters() if not name.startswith(quick)]
    rates = [rate, rate * NEW]
    groups = [{"params": params, "lr": each} for params, each in zip((old, new), rates, strict=True)]
    optimizer = torch.optim.AdamW(groups, weight_decay=FORGOTTEN, fused=True)
    steps = rounds * int(1.05 * len(batches.shuffled()))  # rounds differ a little in length
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=steps, pct_start=0.1)
    for number in range(rounds):
        began, losses = time.time(), []
        network.train()
        for some in batches.shuffled():
            loss = loss_of(network, batches.together(some))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            if schedule.last_epoch < steps - 1:
                schedule.step()
            losses.append(loss.item())
        network.eval()
        torch.save(network, out)
        read = [(p, said(network, batches, p)) for p in unread]
        f1 = token_f1((says[0], targets(p)) for p, says in read)
        who, nobody = pointed_right((p, *says[2:]) for p, says in read)
        print(
            f"round {number}: loss {np.mean(losses):.4f}, unread tokens F1 {f1:.3f}, who feels {who:.3f}, nobody"
            f" {nobody:.3f}, {time.time() - began:.0f} s",
            flush=True,
        )


def main() -> None:
    """Fit the network; write its files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("gathered", "taught", "model"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--out", type=Path, required=True)
    for name in ("begin", "write"):
        parser.add_argument(f"--{name}", type=Path)
    for name, default in (("six", 2), ("four", 4), ("threads", 2), ("seed", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--quick", nargs="*", default=())
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    np.random.seed(args.seed)
    random.seed(args.seed)
    batches = Batches(args.gathered, args.taught)
    if args.begin:
        network = shipped(args.begin, args.model, batches)
    else:
        network = begun(args.model, batches)
        fit(network, batches, args.six, RATES[0], args.out, ("out", "x.", "ask", "key"))
        narrow(network, batches)
    fit(network, batches, args.four, RATES[1], args.out, tuple(args.quick))
    if args.write:
        write(network, args.model, batches, args.write)


if __name__ == "__main__":
    main()
