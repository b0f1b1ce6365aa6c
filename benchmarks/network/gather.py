"""Gather what the network is fitted on: the labelled passages as tokens, with what the lists find and what is labelled.

    python -m benchmarks.network.gather OUT.pkl MODEL_FOLDER

Out: {"passages": [...], "pieces": {form: piece numbers}, "vocabulary": [...]}, pickled plain lists, so that fit.py
needs neither Postil nor spaCy. MODEL_FOLDER has all-MiniLM-L6-v2's vocab.txt.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import click

from benchmarks.feelings.gold import Label, gold_files, read_labels
from benchmarks.feelings.score import HERE, MODEL, cast_beside
from postil.paragraphs import split_paragraphs
from postil.tag.feelings.context import context
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.match import candidates
from postil.tag.feelings.people import People
from postil.tag.feelings.pieces import pieces
from postil.tag.feelings.syntax import syntax
from postil.tag.feelings.unlisted import marks
from postil.tag.feelings.view import View, view
from postil.tag.given import Given
from postil.tag.pipe import parse
from postil.tag.tagger import Tagger, load

WEIGHED = "5"
"""Passages of train/ whose number ends so are kept from the fit, for weigh.py."""


def is_weighed(folder: str, name: str) -> bool:
    """Tell whether a passage is kept for weigh.py."""
    return folder == "train" and name.split("-", maxsplit=1)[0].endswith(WEIGHED)


def gathered(tagger: Tagger, path: Path) -> dict[str, Any]:
    """Return one passage as plain lists."""
    text, labels = read_labels(path.read_text(encoding="utf-8"), path.name)
    doc = parse(tagger.nlp, text, Given(split_paragraphs(text), cast=cast_beside(path)))
    for component in tagger.components[:2]:  # the cast and the dialogue
        doc = component(doc)
    v = view(doc)
    people = People(v, syntax(), lexicon().body)
    listed = candidates(people, lexicon())
    return {
        "name": path.stem,
        "folder": path.parent.name,
        "fitted": path.parent.name in ("train", "more", "passages") and not is_weighed(path.parent.name, path.stem),
        "forms": list(v.forms),
        "bounds": list(v.bounds),
        "marks": marks(v, listed, [context(people, c).negated for c in listed]),
        "labels": [_on_tokens(v, label) for label in labels],
    }


def _on_tokens(v: View, label: Label) -> tuple[int, int, tuple[str, ...], tuple[str, ...], bool]:
    """Return a label's first token, the token after its last, families, channels, and whether it is optional."""
    held = [i for i, (a, b) in enumerate(zip(v.starts, v.ends, strict=True)) if a < label.end and label.start < b]
    return held[0], held[-1] + 1, label.families, label.channels, label.optional


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("model", type=click.Path(exists=True, path_type=Path))
def main(out: Path, model: Path) -> None:
    """Write OUT."""
    tagger = load(MODEL)
    passages = [gathered(tagger, path) for path in gold_files(HERE / "gold")]
    vocabulary = (model / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    number = {piece: n for n, piece in enumerate(vocabulary)}
    cut = {form: pieces(form, number) for form in sorted({form for p in passages for form in p["forms"]})}
    out.write_bytes(pickle.dumps({"passages": passages, "pieces": cut, "vocabulary": vocabulary}))


if __name__ == "__main__":
    main()
