"""Fit the teacher: all-mpnet-base-v2 on what gather.py gathered; needs PyTorch and transformers, not Postil.

    python benchmarks/network/teacher.py GATHERED.pkl MPNET_FOLDER --out TAUGHT.pkl

MPNet (Song et al. 2020; here of the Sentence Transformers project, Apache 2.0) has twelve layers of twice the width of
what Postil runs, too slow to run beside spaCy. It reads word pieces, about a page of them at once, and says of each
word what the network is to say: no feeling or which family, and the channel. The vectors of its pieces are left as they
are. TAUGHT.pkl holds for each passage that is fitted on what it says of the words: fit.py's network learns from that.
After each round it says how well words are told apart on gold/unread, as fit.py does.
"""

from __future__ import annotations

import argparse
import pickle
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as fn
from transformers import AutoTokenizer, MPNetModel

sys.path.insert(0, str(Path(__file__).parent))
from model import MARKS, cut_at, targets, token_f1

WIDTH, LONGEST = 768, 160
"""Units of MPNet; pieces read at once."""
BATCH, POOL = 16, 20
"""Windows a step; batches that are sorted by length together."""
RATE, NEW = 6e-5, 10
"""The highest learning rate, and how many times as fast what is new learns."""
SIDE, DROPPED, FORGOTTEN, LEFT_OUT = 0.2, 0.1, 0.01, 0.03
"""The channels' weight beside the families'; units dropped; the drag on weights; words it does not get to see."""
LONGEST_WORD = 12
"""Pieces of a word beyond which the rest of it is passed over."""

Window = tuple[dict, int, int]


class Teacher(nn.Module):
    """MPNet with the lists' marks beside its pieces; logits of no feeling, six families and ten channels out."""

    def __init__(self, model: Path) -> None:
        super().__init__()
        self.mpnet = MPNetModel.from_pretrained(model, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
        self.mpnet.embeddings.word_embeddings.weight.requires_grad_(False)
        self.marks = nn.Linear(MARKS, WIDTH, bias=False)
        nn.init.zeros_(self.marks.weight)
        self.out = nn.Linear(WIDTH + MARKS, 17)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, ids: torch.Tensor, marks: torch.Tensor, mask: torch.Tensor, first: torch.Tensor) -> torch.Tensor:
        """Return windows by words by 17; `ids` and `marks` are by pieces, `first` has the first piece of each word."""
        known = self.mpnet.embeddings.word_embeddings(ids) + self.marks(marks)
        x = self.mpnet(inputs_embeds=known, attention_mask=mask).last_hidden_state
        x = torch.cat([x.float(), marks], -1)
        return self.out(self.drop(x.gather(1, first[..., None].expand(-1, -1, x.shape[-1]))))


class Pages:
    """Passages as windows of word pieces."""

    def __init__(self, passages: list[dict], model: Path) -> None:
        known = AutoTokenizer.from_pretrained(model).get_vocab()
        self.begin, self.end, self.unknown = known["<s>"], known["</s>"], known["[UNK]"]
        self.cut = {form: self._pieces(form, known) for form in {f for p in passages for f in p["forms"]}}
        for passage in passages:
            passage["targets"] = targets(passage)
            passage["ends"] = np.cumsum([0, *(len(self.cut[form]) for form in passage["forms"])])

    def _pieces(self, form: str, known: dict[str, int]) -> list[int]:
        """Return a word's longest pieces, from the left (WordPiece)."""
        found, first = [], 0
        while first < len(form):
            ends = range(len(form), first, -1)
            end = next((e for e in ends if ("##" if first else "") + form[first:e] in known), None)
            if end is None:
                return [self.unknown]
            found.append(known[("##" if first else "") + form[first:end]])
            first = end
        return found[:LONGEST_WORD] or [self.unknown]

    def windows(self, passage: dict, begin: int = 0) -> list[Window]:
        """Return the windows of a passage: whole sentences, one begins at sentence `begin` in any case."""
        ends = passage["ends"]
        return [(passage, a, b) for a, b in cut_at(passage["bounds"], lambda a, b: ends[b] - ends[a] > LONGEST, begin)]

    def shuffled(self, passages: Sequence[dict]) -> list[list[Window]]:
        """Return passages as windows, cut anew, in batches of about one length, in random order."""
        made = []
        for passage in passages:
            cut = self.windows(passage, random.randrange(len(passage["bounds"])))  # noqa: S311
            made += [w for w in cut if passage["targets"][2][w[1] : w[2]].any()]
        random.shuffle(made)
        pools = (sorted(made[k : k + POOL * BATCH], key=_length) for k in range(0, len(made), POOL * BATCH))
        batches = [pool[k : k + BATCH] for pool in pools for k in range(0, len(pool), BATCH)]
        random.shuffle(batches)
        return batches

    def together(self, some: Sequence[Window], left_out: float = 0.0) -> tuple[torch.Tensor, ...]:
        """Return pieces, marks, which are there, first pieces, then families, channels and whether each word counts."""
        rows = [self._row(w, left_out) for w in some]
        long, words = max(len(ids) for ids, _, _ in rows), max(map(_length, some))
        ids = _padded([r[0] for r in rows], long, 1)
        mask = _padded([np.ones(len(r[0]), np.float32) for r in rows], long)
        told = [_padded([w[0]["targets"][k][w[1] : w[2]] for w in some], words) for k in range(3)]
        return ids, _padded([r[1] for r in rows], long), mask, _padded([r[2] for r in rows], words), *told

    def _row(self, window: Window, left_out: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        passage, a, b = window
        ids, first, of = [self.begin], [], []
        for i in range(a, b):
            cut = self.cut[passage["forms"][i]]
            hidden = left_out and random.random() < left_out  # noqa: S311
            first.append(len(ids))
            ids += [self.unknown] * len(cut) if hidden else cut
            of += [i] * len(cut)
        none = np.zeros((1, MARKS), np.float32)
        marks = np.concatenate([none, np.asarray(passage["marks"], np.float32)[of], none])
        return np.array([*ids, self.end]), marks, np.array(first)


def _length(window: Window) -> int:
    return window[2] - window[1]


def _padded(rows: Sequence[np.ndarray], long: int, value: int = 0) -> torch.Tensor:
    fill = ([(0, long - len(r)), (0, 0)][: r.ndim] for r in rows)
    return torch.from_numpy(np.stack([np.pad(r, f, constant_values=value) for r, f in zip(rows, fill, strict=True)]))


def said(teacher: Teacher, pages: Pages, passage: dict) -> tuple[np.ndarray, np.ndarray]:
    """Return the likelihoods of the families and channels of a passage's words."""
    windows = pages.windows(passage)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        out = teacher(*pages.together(windows)[:4]).float()
    rows = torch.cat([out[k, : _length(w)] for k, w in enumerate(windows)])
    return fn.softmax(rows[:, :7], -1).numpy(), fn.softmax(rows[:, 7:], -1).numpy()


def loss_of(teacher: Teacher, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Return what is made small: how surprised it is by the labels' families and channels."""
    *shown, families, channels, counts = batch
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = teacher(*shown).float()
    family, channel = fn.log_softmax(out[..., :7], -1), fn.log_softmax(out[..., 7:], -1)
    surprise = -(families * family).sum(-1) - SIDE * (channels * channel).sum(-1)
    return (surprise * counts).sum() / counts.sum().clamp(min=1)


def fit(teacher: Teacher, pages: Pages, passages: list[dict], rounds: int) -> Iterator[tuple[int, float]]:
    """Fit, yielding the mean loss after each round."""
    fitted = [p for p in passages if p["fitted"]]
    named = [(name, p) for name, p in teacher.named_parameters() if p.requires_grad]
    groups = [[p for name, p in named if name.startswith("mpnet.") == old] for old in (True, False)]
    rates = [RATE, NEW * RATE]
    optimizer = torch.optim.AdamW(
        [{"params": some, "lr": rate} for some, rate in zip(groups, rates, strict=True)],
        weight_decay=FORGOTTEN,
        fused=True,
    )
    steps = int(1.03 * rounds * len(pages.shuffled(fitted)))  # rounds differ a little in length
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rates, total_steps=steps, pct_start=0.1, anneal_strategy="linear"
    )
    for number in range(rounds):
        teacher.train()
        losses = []
        for some in pages.shuffled(fitted):
            loss = loss_of(teacher, pages.together(some, LEFT_OUT))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimizer.step()
            if schedule.last_epoch < steps - 1:
                schedule.step()
            losses.append(loss.item())
        teacher.eval()
        yield number, float(np.mean(losses))


def main() -> None:
    """Fit the teacher and write what it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gathered", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    for name, default in (("rounds", 3), ("threads", 2), ("seed", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    np.random.seed(args.seed)
    random.seed(args.seed)
    passages = pickle.loads(args.gathered.read_bytes())["passages"]  # noqa: S301 - made by gather.py
    pages, teacher, began = Pages(passages, args.model), Teacher(args.model), time.time()
    unread = [p for p in passages if p["folder"] == "unread"]
    for number, loss in fit(teacher, pages, passages, args.rounds):
        f1 = token_f1((said(teacher, pages, p)[0], p["targets"]) for p in unread)
        print(f"round {number}: loss {loss:.4f}, unread words F1 {f1:.3f}, {time.time() - began:.0f} s", flush=True)
        args.out.write_bytes(pickle.dumps([said(teacher, pages, p) if p["fitted"] else None for p in passages]))


if __name__ == "__main__":
    main()
