"""Fit how likely a feeling is by what the lists say and the network reads; say how well it does on unread passages.

    python -m benchmarks.network.weigh REMAN.jsonl [--write]          writes postil/data/feelings/reading.txt

Logistic regressions (scipy) on the passages that gather.py keeps from the network's fit, ours and REMAN's: of listed
candidates, and of unlisted runs. A candidate is right if it overlaps a label of its family; one that touches only an
optional label does not count. The passages of gold/unread are scored with the weights found, at several least
confidences. Texts in older prose are left out, for there the network is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.feelings.gold import Label, gold_files, read_labels
from benchmarks.feelings.score import HERE, MODEL, UNREAD, cast_beside
from benchmarks.network.gather import is_fitted_author, is_weighed, rows
from postil.emotion import FAMILIES
from postil.models import Cast
from postil.paragraphs import split_paragraphs
from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.confidence import LEAST_READ, Signs, listed_signs, unlisted_signs, weighed
from postil.tag.feelings.context import context
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.match import candidates
from postil.tag.feelings.network import Readings
from postil.tag.feelings.people import People
from postil.tag.feelings.sure import by_lists, reading, rows_of
from postil.tag.feelings.syntax import syntax
from postil.tag.feelings.unlisted import unlisted
from postil.tag.feelings.view import view
from postil.tag.given import Given
from postil.tag.pipe import parse
from postil.tag.tagger import Tagger, load

OUT = Path(__file__).parents[2] / "postil" / "data" / "feelings" / "reading.txt"
L2, REMAN_COUNTS = 0.5, 2
"""The drag on weights; how often a row of REMAN counts."""
LEASTS = (0.21, 0.24, 0.27, 0.3, 0.33, 0.4)
HEAD = """\
# How likely a feeling is by what the lists say and the network reads: weights of two logistic regressions, on log odds.
# Made by benchmarks/network/weigh.py, on the passages of benchmarks/feelings/gold/train whose number ends in 5, and on
# half of REMAN's authors.
"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with what the lists find and the network reads in it."""

    people: People
    labels: tuple[Label, ...]
    judged: tuple[int, int]
    """The code points within which labels are complete."""
    listed: tuple[tuple[Candidate, bool, Signs], ...]
    """Candidates, whether denied, and their signs."""
    read: Readings


def read_passage(
    tagger: Tagger, text: str, labels: Sequence[Label], cast: Cast, judged: tuple[int, int] | None = None
) -> Passage | None:
    """Return a labelled text as the feelings stage sees it; None if it is older prose."""
    doc = parse(tagger.nlp, text, Given(split_paragraphs(text), cast=cast))
    for component in tagger.components[:2]:  # the cast and the dialogue
        doc = component(doc)
    people = People(view(doc), syntax(), lexicon().body)
    listed = candidates(people, lexicon())
    around = [context(people, c) for c in listed]
    read = reading(people, listed, around)
    if read is None:
        return None
    signs = [
        listed_signs(by_lists(people, c, what, listed), *rows_of(read, c))
        for c, what in zip(listed, around, strict=True)
    ]
    denied = [what.negated for what in around]
    return Passage(
        people, tuple(labels), judged or (0, len(text)), tuple(zip(listed, denied, signs, strict=True)), read
    )


def ours(tagger: Tagger, path: Path) -> Passage | None:
    """Return one of our passages."""
    text, labels = read_labels(path.read_text(encoding="utf-8"), path.name)
    return read_passage(tagger, text, labels, cast_beside(path))


def theirs(tagger: Tagger, reman: Path) -> list[Passage]:
    """Return the passages of REMAN's authors that the network has not seen."""
    found = []
    for row in rows(reman):
        if is_fitted_author(row["author"]):
            continue
        named = ((cue, {"disgust": "anger"}.get(cue["emotion"], cue["emotion"])) for cue in row["cues"])
        labels = [
            Label(cue["start"], cue["end"], (of,) if of in FAMILIES else (), "", (), of not in FAMILIES)
            for cue, of in named
        ]
        found.append(read_passage(tagger, row["text"], labels, Cast(), (row["from"], row["to"])))
    return [p for p in found if p is not None]


def right(p: Passage, c: Candidate) -> bool | None:
    """Tell whether a candidate overlaps a label of its family; None if it touches only an optional one."""
    a, b = p.people.v.starts[c.first], p.people.v.ends[c.last]
    if not p.judged[0] <= a < p.judged[1]:
        return None
    touched = [label for label in p.labels if a < label.end and label.start < b]
    if any(c.sense.family in label.families and not label.optional for label in touched):
        return True
    return None if any(label.optional for label in touched) else False


def rest(p: Passage, weights: Mapping[str, float]) -> list[tuple[Candidate, Signs]]:
    """Return the unlisted candidates beside the listed ones that stay, with their signs."""
    kept = [c for c, denied, signs in p.listed if denied or weighed(signs, weights) >= LEAST_READ]
    found = [(c, unlisted_signs(*rows_of(p.read, c))) for c in unlisted(p.people.v, p.read, kept)]
    return [(c, signs) for c, signs in found if not context(p.people, c).negated]


def fitted(judged: Iterable[tuple[Signs, bool | None]]) -> dict[str, float]:
    """Return the weights of the signs that tell right candidates from wrong ones."""
    told = [(signs, is_right) for signs, is_right in judged if is_right is not None]
    names = list(told[0][0])
    x = np.array([[signs[name] for name in names] for signs, _ in told])
    way = np.array([1.0 if is_right else -1.0 for _, is_right in told])

    def loss(w: NDArray[np.float64]) -> float:
        return float(np.logaddexp(0, -way * (x @ w)).sum() + L2 * (w[1:] ** 2).sum())

    best = minimize(loss, np.zeros(len(names)), method="L-BFGS-B").x
    return dict(zip(names, best.tolist(), strict=True))


def scored(passages: Sequence[Passage], weights: Mapping[str, float], least: float) -> str:
    """Return precision, recall and F1 over passages when what is at least so sure is taken."""
    hit = miss = found = asked = 0
    for p in passages:
        listed = [(c, signs) for c, denied, signs in p.listed if not denied]
        taken = [c for c, signs in (*listed, *rest(p, weights)) if weighed(signs, weights) >= least]
        answers = [right(p, c) for c in taken]
        hit, miss = hit + answers.count(True), miss + answers.count(False)
        wanted = [label for label in p.labels if not label.optional]
        asked += len(wanted)
        found += sum(any(_meets(p, c, label) for c in taken) for label in wanted)
    precision, recall = hit / (hit + miss), found / asked
    return f"P {precision:.3f}  R {recall:.3f}  F1 {2 * precision * recall / (precision + recall):.3f}"


def _meets(p: Passage, c: Candidate, label: Label) -> bool:
    v = p.people.v
    return v.starts[c.first] < label.end and label.start < v.ends[c.last] and c.sense.family in label.families


@click.command()
@click.argument("reman", type=click.Path(exists=True, path_type=Path))
@click.option("--write", is_flag=True)
def main(reman: Path, write: bool) -> None:
    """Fit the weights."""
    tagger = load(MODEL)
    paths = list(gold_files(HERE / "gold"))
    kept = [p for path in paths if is_weighed(path.parent.name, path.stem) and (p := ours(tagger, path))]
    old = theirs(tagger, reman)
    both = [*kept, *old * REMAN_COUNTS]
    weights = fitted((signs, right(p, c)) for p in both for c, denied, signs in p.listed if not denied)
    weights |= fitted((signs, right(p, c)) for p in both for c, signs in rest(p, weights))
    lines = [f"{weight:.2f} : {name}" for name, weight in weights.items()]
    click.echo("\n".join(lines))
    unread = [p for path in paths if path.parent.name == UNREAD and (p := ours(tagger, path))]
    for least in LEASTS:
        figures = [scored(some, weights, least) for some in (kept, old, unread)]
        click.echo(f"least {least:.2f}  kept {figures[0]}   REMAN {figures[1]}   unread {figures[2]}")
    if write:
        OUT.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
