"""Fit the network of postil/tag/feelings/network.py on what gather.py gathered; needs PyTorch, not Postil.

    python benchmarks/network/fit.py GATHERED.pkl MODEL_FOLDER --out teacher.pt
    python benchmarks/network/fit.py GATHERED.pkl MODEL_FOLDER --out student.pt --teacher teacher.pt --write DATA_FOLDER

First all-MiniLM-L6-v2 (model.safetensors in MODEL_FOLDER) is fitted, all six layers of it: it is the teacher. Then a
network of four of those layers, each narrowed to the inner units that add the most, learns from what the teacher says
of each token as much as from the labels (Hinton, Vinyals and Dean 2015): that is what Postil runs. The learning rate
rises for a tenth of the steps and falls for the rest (Smith and Topin 2019). After each round it says how well tokens
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
from model import Batches, Network, begun, said, targets, write

LIKELY, FORGOTTEN = 0.3, 0.03
KEPT = (0, 2, 3, 5)
"""The four layers without the other two of which the teacher says most nearly the same, on passages not fitted on."""
WIDE = 1024
SIDE = 0.2
"""Weight of the channels beside the families in what is made small."""
TAUGHT = 0.6
"""Share of the teacher's word beside that of the labels."""
RATE, TAUGHT_RATE = 2e-4, 1.5e-4


def loss_of(network: Network, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Return what is made small: how surprised it is by families and channels, the labels' and the teacher's."""
    words, first, at, mask, marks, families, channels, counts, *taught = batch
    out = network(network.vectors(words, first, at), marks, mask)
    family, channel = fn.log_softmax(out[..., :7], -1), fn.log_softmax(out[..., 7:], -1)
    surprise = -(families * family).sum(-1) - SIDE * (channels * channel).sum(-1)
    loss = (surprise * counts * mask).sum() / (counts * mask).sum()
    if taught:
        of, by = taught
        surprise = -(of * family).sum(-1) - SIDE * (1 - of[..., 0]) * (by * channel).sum(-1)
        loss = (1 - TAUGHT) * loss + TAUGHT * (surprise * mask).sum() / mask.sum()
    return loss


def token_f1(network: Network, batches: Batches, passages: list[dict]) -> float:
    """Return F1 over tokens at a likelihood of LIKELY."""
    right = told = asked = 0
    for passage in passages:
        of, (families, _, counts) = said(network, batches, passage)[0], targets(passage)
        held = (of[:, 1:].max(1) >= LIKELY) & (counts > 0)
        best = families[np.arange(len(of)), 1 + of[:, 1:].argmax(1)] > 0
        right, told = right + int((held & best).sum()), told + int(held.sum())
        asked += int(((families[:, 0] == 0) & (counts > 0)).sum())
    return 2 * right / (told + asked)


def narrowed(network: Network, batches: Batches) -> None:
    """Let the teacher say what it knows of each passage, then take out what the student is to do without."""
    network.eval()
    fitted = [p for p in batches.passages if p["fitted"]]
    for passage in fitted:
        passage["taught"] = said(network, batches, passage)
        del passage["columns"]
    network.layers = nn.ModuleList(network.layers[k] for k in KEPT)
    for layer in network.layers:
        sizes: list[torch.Tensor] = []
        hook = layer.f1.register_forward_hook(
            lambda _, __, out, sizes=sizes: sizes.append(fn.gelu(out, approximate="tanh").abs().mean((0, 1)))
        )
        for passage in fitted[:60]:
            said(network, batches, passage)
        hook.remove()
        layer.narrow(WIDE, torch.stack(sizes).mean(0))


def fit(network: Network, batches: Batches, rounds: int, rate: float, out: Path) -> None:
    """Fit, and keep the weights after each round."""
    unread = [p for p in batches.passages if p["folder"] == "unread"]
    new = [p for name, p in network.named_parameters() if name.startswith(("out", "x."))]
    old = [p for name, p in network.named_parameters() if not name.startswith(("out", "x."))]
    taught = any("taught" in p for p in batches.passages)
    rates = [rate, rate if taught else 4 * rate]  # what is new has far to go
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
        f1 = token_f1(network, batches, unread)
        print(
            f"round {number}: loss {np.mean(losses):.4f}, unread tokens F1 {f1:.3f}, {time.time() - began:.0f} s",
            flush=True,
        )


def main() -> None:
    """Fit the teacher, or the student; write the student's files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gathered", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--teacher", type=Path)
    parser.add_argument("--write", type=Path)
    for name, default in (("rounds", 3), ("threads", 2), ("seed", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    np.random.seed(args.seed)
    random.seed(args.seed)
    batches = Batches(args.gathered)
    if args.teacher:
        network = torch.load(args.teacher, weights_only=False)
        narrowed(network, batches)
    else:
        network = begun(args.model, batches)
    if args.rounds:
        fit(network, batches, args.rounds, TAUGHT_RATE if args.teacher else RATE, args.out)
    if args.write:
        write(network, args.model, batches, args.write)


if __name__ == "__main__":
    main()
