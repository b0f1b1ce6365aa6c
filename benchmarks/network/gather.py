"""Gather what the network is fitted on: labelled passages as tokens, with what the lists find and what is labelled.

    python -m benchmarks.network.gather OUT.pkl MODEL_FOLDER REMAN.jsonl

Out: {"passages": [...], "pieces": {form: piece numbers}, "vocabulary": [...]}, pickled plain lists, so that fit.py
needs neither Postil nor spaCy. MODEL_FOLDER has all-MiniLM-L6-v2's vocab.txt. Of REMAN (Kim and Klinger 2018) only the
middle sentence of a passage is labelled, and only that counts; half of its authors are kept from the fit.
"""

from __future__ import annotations

import json
import pickle
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import click

from benchmarks.feelings.gold import Label, gold_files, read_labels
from benchmarks.feelings.score import HERE, MODEL, cast_beside
from postil.emotion import FAMILIES
from postil.models import Cast
from postil.paragraphs import split_paragraphs
from postil.tag.feelings.context import context
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.match import candidates
from postil.tag.feelings.people import People
from postil.tag.feelings.pieces import pieces
from postil.tag.feelings.pointing import named_by
from postil.tag.feelings.syntax import syntax
from postil.tag.feelings.unlisted import marks
from postil.tag.feelings.view import View, view
from postil.tag.found import CAST, CastFound, found
from postil.tag.given import Given
from postil.tag.pipe import parse
from postil.tag.tagger import Tagger, load

WEIGHED = "5"
"""Passages of train/ whose number ends so are kept from the fit, for weigh.py."""


def is_weighed(folder: str, name: str) -> bool:
    """Tell whether a passage is kept for weigh.py."""
    return folder == "train" and name.split("-", maxsplit=1)[0].endswith(WEIGHED)


def is_fitted_author(author: str) -> bool:
    """Tell whether an author's passages of REMAN are fitted on: half of them, by a checksum of the name."""
    return sha256(b"split" + author.encode()).digest()[-1] % 2 == 0


def seen(tagger: Tagger, text: str, cast: Cast) -> tuple[View, dict[str, Any], dict[str, str]]:
    """Return a text as the feelings stage sees it, and as plain lists; and the ids of its people by lower-case name."""
    doc = parse(tagger.nlp, text, Given(split_paragraphs(text), cast=cast))
    for component in tagger.components[:2]:  # the cast and the dialogue
        doc = component(doc)
    v = view(doc)
    people = People(v, syntax(), lexicon().body)
    listed = candidates(people, lexicon())
    told = marks(v, listed, [context(people, c).negated for c in listed])
    ids: dict[str, str] = {}
    for person in (found(doc, CAST, CastFound) or CastFound((), ())).people:
        for name in (person.name, *person.aliases):
            ids.setdefault(name.lower(), person.id)
    return v, {"forms": list(v.forms), "bounds": list(v.bounds), "marks": told}, ids


def ours(path: Path) -> dict[str, Any]:
    """Return one of our passages."""
    text, labels = read_labels(path.read_text(encoding="utf-8"), path.name)
    cast = cast_beside(path)
    v, passage, ids = seen(TAGGER[0], text, cast)
    number = {person: k for k, person in enumerate(dict.fromkeys(ids.values()), start=1)}
    known = {name.lower() for entry in cast.entries for name in (entry.name, *entry.aliases)} | {"i"}
    return passage | {
        "people": [number.get(named_by(v, i) or "", 0) for i in range(len(v.forms))],
        "holders": [
            number[ids[who]] if (who := label.feels.lower()) in ids else -1 if who in known else 0 for label in labels
        ],
        "folder": path.parent.name,
        "fitted": path.parent.name in ("train", "more", "passages") and not is_weighed(path.parent.name, path.stem),
        "counts": [1.0] * len(v.forms),
        "labels": [_on_tokens(v, label) for label in labels],
    }


def _on_tokens(v: View, label: Label) -> tuple[int, int, tuple[str, ...], tuple[str, ...], bool]:
    """Return a label's first token, the token after its last, families, channels, and whether it is optional."""
    first, after = _tokens(v, label.start, label.end)
    return first, after, label.families, label.channels, label.optional


def _tokens(v: View, start: int, end: int) -> tuple[int, int]:
    held = [i for i, (a, b) in enumerate(zip(v.starts, v.ends, strict=True)) if a < end and start < b]
    return held[0], held[-1] + 1


def theirs(row: dict[str, Any]) -> dict[str, Any]:
    """Return one passage of REMAN; cues of no family of ours are optional, and no channel is told."""
    v, passage, _ = seen(TAGGER[0], row["text"], Cast())
    cues: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for cue in row["cues"]:
        cues[cue["start"], cue["end"]].add({"disgust": "anger"}.get(cue["emotion"], cue["emotion"]))
    families = {span: tuple(f for f in FAMILIES if f in named) for span, named in cues.items()}
    return passage | {
        "folder": "reman",
        "fitted": is_fitted_author(row["author"]),
        "counts": [float(row["from"] <= start < row["to"]) for start in v.starts],
        "labels": [(*_tokens(v, *span), of, (), not of) for span, of in families.items()],
        "people": [0] * len(v.forms),
        "holders": [-1] * len(families),
    }


TAGGER: list[Tagger] = []


def begin() -> None:
    """Load the model, once a process."""
    TAGGER.append(load(MODEL))


def rows(reman: Path) -> Iterator[dict[str, Any]]:
    """Yield the passages of REMAN, white space as Postil reads it."""
    for line in reman.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row | _tidied(row)


def _tidied(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row's text with single spaces, and its places moved along."""
    words = row["text"].split()
    at, starts, new, tidy = 0, [], [], 0
    for word in words:
        at = row["text"].index(word, at)
        starts.append(at)
        new.append(tidy)
        at += len(word)
        tidy += len(word) + 1

    def moved(place: int) -> int:
        k = max(0, bisect_right(starts, place) - 1)
        return new[k] + min(place - starts[k], len(words[k]))

    cues = [cue | {"start": moved(cue["start"]), "end": moved(cue["end"])} for cue in row["cues"]]
    return {"text": " ".join(words), "from": moved(row["from"]), "to": moved(row["to"]), "cues": cues}


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("model", type=click.Path(exists=True, path_type=Path))
@click.argument("reman", type=click.Path(exists=True, path_type=Path))
def main(out: Path, model: Path, reman: Path) -> None:
    """Write OUT."""
    with Pool(2, begin) as pool:
        passages = pool.map(ours, gold_files(HERE / "gold"), chunksize=4)
        passages += pool.map(theirs, rows(reman), chunksize=20)
    vocabulary = (model / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    number = {piece: n for n, piece in enumerate(vocabulary)}
    cut = {form: pieces(form, number) for form in sorted({form for p in passages for form in p["forms"]})}
    out.write_bytes(pickle.dumps({"passages": passages, "pieces": cut, "vocabulary": vocabulary}))


if __name__ == "__main__":
    main()
