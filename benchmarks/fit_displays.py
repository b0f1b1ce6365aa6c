"""Fit the weights of the second pass over feelings (postil/tag/feelings/unsure.py), and say how well it does.

    python -m benchmarks.fit_displays [--write]     writes postil/data/feelings/displays/weights.txt

Learns from the labelled texts of benchmarks/feelings/gold, those of `unread/` left out. Two regressions, both shrunk
towards nothing: whether a clue is a feeling (logistic), and of which family (multinomial; any family of the label is
right). The lists were mended by these very texts, so they find more in them than in a story nobody read: some of the
sure feelings, drawn by lot, are held back, and must be found by the second pass. The figures leave a sixth of the texts
out in turn and put what is found in them beside the sure feelings left; the weights written are fitted on all. The
numbers at the head of each line of displays/ are by hand; what is fitted for a line is added to them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.feelings.gold import Label, gold_files, read_labels
from benchmarks.feelings.score import HERE, MODEL, UNREAD
from postil.emotion import FAMILIES
from postil.models import Cast
from postil.paragraphs import split_paragraphs
from postil.read import read_cast
from postil.tag.feelings.hints import hints
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.match import sure_feelings
from postil.tag.feelings.people import People
from postil.tag.feelings.syntax import syntax
from postil.tag.feelings.unsure import Clue, Weights, clues, leanings, weigh
from postil.tag.feelings.view import view
from postil.tag.feelings.whose import Focus
from postil.tag.given import Given
from postil.tag.pipe import parse
from postil.tag.tagger import Tagger, load
from postil.tags import Feeling

TABLE = Path(__file__).parent.parent / "postil" / "data" / "feelings" / "displays" / "weights.txt"
FOLDS, SEED = 6, 1
FEW = 4
"""Clues that must have a mark for it to be weighed."""
HELD_BACK = 0.35
"""Share of the sure feelings that are held back."""
SHRINK, SHRINK_FAMILY = 8.0, 12.0
SHRINK_LINE = 4.0
"""Shrinking of a line's own weights towards what is written at its head."""
LOOSE = 0.3
"""Shrinking of the few weights that all clues share."""
SHARED = frozenset(("felt around", "felt near", "hinted again"))
STEPS, PACE = 400, 0.05
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Told:
    """A text: its sure feelings, its labels, and its clues with where they stand."""

    sure: tuple[Feeling, ...]
    labels: tuple[Label, ...]
    clues: tuple[tuple[Clue, int, int], ...]

    def on(self, start: int, end: int) -> list[Label]:
        """Return the labels that a span touches."""
        return [label for label in self.labels if label.start < end and start < label.end]


def told(tagger: Tagger) -> Iterator[Told]:
    """Tag each labelled text, as score.py does, and keep its clues."""
    lot = random.Random(SEED)  # noqa: S311
    for path in gold_files(HERE / "gold"):
        if path.parent.name == UNREAD:
            continue
        text, labels = read_labels(path.read_text(encoding="utf-8"), path.name)
        casts = (path.with_suffix(".cast.yaml"), HERE.parents[1] / "content" / path.stem / "cast.yaml")
        cast = next((read_cast(c)[0] for c in casts if c.is_file()), Cast())
        doc = parse(tagger.nlp, text, Given(split_paragraphs(text), cast=cast))
        for component in tagger.components[:2]:
            doc = component(doc)
        people = People(view(doc), syntax(), lexicon().body)
        focus = Focus(people)
        sure = [f for f in sure_feelings(people, focus) if lot.random() >= HELD_BACK]
        v = people.v
        found = tuple((c, v.starts[c.first], v.ends[c.last]) for c in clues(people, focus, sure))
        yield Told(tuple(sure), labels, found)


def fit(texts: Sequence[Told]) -> Weights:
    """Fit the table on some texts."""
    rows = [(clue, t.on(a, b)) for t in texts for clue, a, b in t.clues]
    rows = [(clue, on) for clue, on in rows if not any(label.optional for label in on)]
    counts = Counter(m for clue, _ in rows for m in clue.marks)
    marks = {m: i for i, m in enumerate(sorted(m for m, n in counts.items() if n >= FEW))}
    felt = _logistic(_table([c for c, _ in rows], marks), np.array([c.logit for c, _ in rows]),
                     np.array([float(bool(on)) for _, on in rows]), _shrink(marks, SHRINK, SHARED))  # fmt: skip
    labelled = [(clue, {f for label in on for f in label.families}) for clue, on in rows if on]
    asked = np.array([[float(f in families) for f in FAMILIES] for _, families in labelled])
    lean = np.array([leanings(clue) for clue, _ in labelled])
    votes, which = _multinomial(_table([c for c, _ in labelled], marks), lean, asked, _shrink(marks, SHRINK_FAMILY, ()))
    return Weights({m: (float(felt[i]), *map(float, which[i])) for m, i in marks.items()}, votes[0], votes[1])


def _table(found: Sequence[Clue], marks: dict[str, int]) -> Array:
    table = np.zeros((len(found), len(marks)))
    for row, clue in zip(table, found, strict=True):
        for mark, value in clue.marks.items():
            if mark in marks:
                row[marks[mark]] = value
    return table


def _shrink(marks: dict[str, int], own: float, shared: Collection[str]) -> Array:
    lines = {prior.line for prior in hints().priors.values()}

    def of(mark: str) -> float:
        if mark == "all":
            return 0.01
        if shared and (mark in shared or mark.startswith("in ")):
            return LOOSE
        return SHRINK_LINE if mark in lines else own

    return np.array([of(mark) for mark in marks])


def _logistic(x: Array, offset: Array, y: Array, shrink: Array) -> Array:
    """Return ridge logistic weights beside a fixed offset, by Newton's method."""
    w = np.zeros(x.shape[1])
    for _ in range(12):
        p = 1 / (1 + np.exp(-(x @ w + offset)))
        slope = x.T @ (p - y) + shrink * w
        w = w - np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(shrink), slope)
    return w


def _multinomial(x: Array, lean: Array, asked: Array, shrink: Array) -> tuple[tuple[float, float], Array]:
    """Return the weights of the two kinds of votes, and of each mark for each family; by gradient steps (Adam)."""
    theta = np.zeros(2 + x.shape[1] * len(FAMILIES))
    theta[:2] = 0.3
    first, second = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, STEPS + 1):
        w = theta[2:].reshape(x.shape[1], len(FAMILIES))
        z = x @ w + theta[0] * lean[:, 0] + theta[1] * lean[:, 1] + lean[:, 2]
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        right = p * asked
        wrong = p - right / np.maximum(right.sum(axis=1, keepdims=True), 1e-9)
        votes = [float((wrong * lean[:, k]).sum()) + LOOSE * theta[k] for k in (0, 1)]
        slope = np.concatenate([votes, (x.T @ wrong + shrink[:, None] * w).ravel()])
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope * slope
        pace = PACE * (1 - step / (STEPS + 1))
        theta = theta - pace * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return (float(theta[0]), float(theta[1])), theta[2:].reshape(x.shape[1], len(FAMILIES))


def judged(texts: Sequence[tuple[Told, Weights]], least: float) -> tuple[int, int, str]:
    """Return how many unsure feelings are right and wrong, and the figures of sure and unsure ones together."""
    right = wrong = new_right = new_wrong = found = asked = 0
    for t, table in texts:
        said = [(f.start, f.end, f.family, False) for f in t.sure if not f.negated]
        ranked = sorted(((*weigh(clue, table), a, b) for clue, a, b in t.clues), key=lambda c: -c[0])
        for chance, family, a, b in ranked:
            if chance >= least and not any(new and c < b and a < d for c, d, _, new in said):
                said.append((a, b, family, True))
        wanted = [label for label in t.labels if not label.optional]
        for a, b, family, new in said:
            on = t.on(a, b)
            if any(family in label.families for label in on if not label.optional):
                right, new_right = right + 1, new_right + new
            elif not any(label.optional for label in on):
                wrong, new_wrong = wrong + 1, new_wrong + new
        found += sum(any(a < w.end and w.start < b and f in w.families for a, b, f, _ in said) for w in wanted)
        asked += len(wanted)
    p, r = right / max(1, right + wrong), found / max(1, asked)
    return new_right, new_wrong, f"P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(1e-9, p + r):.3f}"


@click.command()
@click.option("--write", is_flag=True)
def main(write: bool) -> None:
    """Fit the second pass, and print its figures on texts left out."""
    texts = list(told(load(MODEL)))
    order = random.Random(SEED).sample(range(len(texts)), len(texts))  # noqa: S311
    left_out: list[tuple[Told, Weights]] = []
    for k in range(FOLDS):
        out = set(order[k::FOLDS])
        table = fit([t for i, t in enumerate(texts) if i not in out])
        left_out += [(texts[i], table) for i in sorted(out)]
    click.echo(f"sure ones alone          {judged(left_out, 9.0)[2]}")
    for least in (0.2, 0.25, 0.3, 0.35, 0.4):
        right, wrong, figures = judged(left_out, least)
        click.echo(f"from {least:.2f}  {right:3} of {right + wrong:3} right  {figures}")
    if write:
        _keep(fit(texts))


def _keep(table: Weights) -> None:
    """Write the table, keeping the comment that heads it."""
    head = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    rows = [f"{table.votes:.2f} : votes", f"{table.near:.2f} : near votes"]
    for mark, row in sorted(table.marks.items()):
        if max(map(abs, row)) >= 0.05:
            rows.append(" ".join(f"{x:.2f}" for x in row) + f" : {mark}")
    TABLE.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
