"""Fit what tells who feels, of all who are told of around a feeling, on the holders labelled by hand.

    python benchmarks/fit_experiencers.py [--check] [--write]

Where a labelled feeling of benchmarks/feelings/gold is found (`unread/` is left out), its label says who feels. Each
text is read with its cast and bare; the signs for everyone it could be (postil/tag/feelings/experiencer.py) are written
down, and a conditional logit is fitted by L-BFGS, on the texts whose number does not end in 5. What the network points
at is weighed beside it on those whose number does, for the network knows the others by heart. `--check` prints how many
are right in these: by the rules alone, by the first weights, and with pointing, each fifth left out of its fit.
`--write` writes the weights to postil/data/feelings/experiencer.txt. Needs scipy.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it runs in a clone where Postil is not installed

from benchmarks.feelings.gold import Label, gold_files, read_labels
from benchmarks.feelings.score import HERE, MODEL, cast_beside
from postil.models import Cast
from postil.paragraphs import split_paragraphs
from postil.tag.feelings.experiencer import Case, Scene, context, names, scene, signs
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.match import candidates, case_of
from postil.tag.feelings.people import People
from postil.tag.feelings.sure import sure
from postil.tag.feelings.syntax import syntax
from postil.tag.feelings.view import view
from postil.tag.feelings.whose import Focus
from postil.tag.found import CAST, CastFound, found
from postil.tag.given import Given
from postil.tag.pipe import parse
from postil.tag.tagger import Tagger, load

DATA = ROOT / "postil" / "data" / "feelings" / "experiencer.txt"
L2, LEAST_SEEN, SMALL = 3.0, 80, 0.05
"""The drag on weights; examples in which a weight is seen at least; those below this are left out of the file."""
AT_LEAST = {"by the rules": 0.5, "by the cast": 0.0}
"""What these count at least; with what they hang on they never count against somebody. Of those fitted on, as many are
right without that; but where little else is told the rules decide."""
PARTS = 5
"""Parts of the texts kept back, each of which is left out in turn."""
HELD_BACK = "5"
"""The last digit of the texts that are not fitted on."""

Names = dict[str, set[str]]
"""Ids by lower-case names."""


@dataclass(frozen=True)
class Example:
    """A labelled feeling that is found, with everyone whose it may be."""

    signs: Sequence[Sequence[str]]
    """A row of names of weights for each."""
    right: frozenset[int]
    by_rules: int


def examples(around: Scene, cases: Sequence[Case], labels: Sequence[Label], ids: Names, known: Names) -> list[Example]:
    """Return the feelings of a text that meet a label; nobody is right where nobody of its cast, `known`, feels it.

    `ids` are the people as they are read: one of the cast who is not found tells nothing.
    """
    v, made = around.people.v, []
    for case in cases:
        start, end = v.starts[case.candidate.first], v.ends[case.candidate.last]
        label = next((label for label in labels if start < label.end and label.start < end), None)
        told = signs(around, case)
        if label is None or len(told) < 2:
            continue
        holder = label.feels.lower()
        if holder not in ids and (holder in known or holder == "i"):
            continue
        people, where = list(told), context(around.people, case)
        meant = [who for who in ids.get(holder, set()) if who in told] or [None]
        right = frozenset(people.index(who) for who in meant if who in told)
        rows = [[name for sign in told[who] for name in names(sign, *where)] for who in people]
        if right:
            made.append(Example(rows, right, people.index(case.said) if case.said in told else -1))
    return made


def read(path: Path) -> tuple[str, list[Example]]:
    """Return the examples of one labelled text, read with its cast and bare, and its name."""
    text, labels = read_labels(path.read_text(encoding="utf-8"), path.name)
    cast = cast_beside(path)
    known: Names = {name.lower(): {c.name} for c in cast.entries for name in (c.name, *c.aliases)}
    made = []
    for given in (cast, Cast()):
        doc = parse(TAGGER[0].nlp, text, Given(split_paragraphs(text), cast=given))
        for component in TAGGER[0].components[:2]:  # the cast and the dialogue
            doc = component(doc)
        people = People(view(doc), syntax(), lexicon().body)
        felt, read = sure(people, candidates(people, lexicon()))
        around = scene(people, Focus(people), read)
        ids: Names = {}
        for person in (found(doc, CAST, CastFound) or CastFound((), ())).people:
            for name in (person.name, *person.aliases):
                ids.setdefault(name.lower(), set()).add(person.id)
        cases = [case_of(around, f)[1] for f in felt if not f.around.negated]
        made += examples(around, cases, labels, ids, known)
    return path.stem, made


TAGGER: list[Tagger] = []


def begin() -> None:
    """Load the model, once a process."""
    TAGGER.append(load(MODEL))


def fit(some: Sequence[Example], base: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return what each sign counts, by the examples, but for pointing; or of pointing, beside what the rest counts."""
    wanted = [[[name for name in row if is_pointing(name) == bool(base)] for row in example.signs] for example in some]
    seen = Counter(name for rows in wanted for name in {name for row in rows for name in row})
    known = sorted(name for name, count in seen.items() if count >= LEAST_SEEN)
    index = {name: k for k, name in enumerate(known)}
    columns, ends, starts, right = [], [0], [], []
    rest = np.array([score(row, base or {}) for example in some for row in example.signs])
    for example, rows in zip(some, wanted, strict=True):
        starts.append(len(ends) - 1)
        for k, row in enumerate(rows):
            columns += [index[name] for name in row if name in index]
            ends.append(len(columns))
            right.append(float(k in example.right))
    table = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(ends) - 1, len(known)))
    of = np.repeat(np.arange(len(some)), np.diff([*starts, table.shape[0]]))
    good = np.array(right)

    def cost(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = table @ weights + rest
        share = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        share /= np.add.reduceat(share, starts)[of]
        held = np.add.reduceat(share * good, starts) + 1e-12
        slope = table.T @ (share - share * good / held[of])
        return -np.log(held).sum() + L2 * weights @ weights, slope + 2 * L2 * weights

    least = [AT_LEAST.get(name, 0.0 if name.startswith(tuple(AT_LEAST)) else -np.inf) for name in known]
    start = np.maximum(least, 0.0)
    best = minimize(
        cost, start, jac=True, method="L-BFGS-B", bounds=[(low, None) for low in least], options={"maxiter": 400}
    ).x
    return {name: round(float(value), 2) for name, value in zip(known, best, strict=True) if abs(value) >= SMALL}


def is_pointing(name: str) -> bool:
    """Tell whether a weight is of what the network points at."""
    return name.startswith("pointed at")


def score(row: Sequence[str], weights: Mapping[str, float]) -> float:
    """Return what speaks for one."""
    return sum(weights.get(name, 0.0) for name in row)


def right_share(some: Sequence[Example], weights: dict[str, float]) -> tuple[float, float]:
    """Return the shares of examples that the rules have right, and that the weights have."""
    rules = sum(example.by_rules in example.right for example in some)
    chosen = 0
    for example in some:
        scores = [score(row, weights) for row in example.signs]
        chosen += scores.index(max(scores)) in example.right
    return rules / len(some), chosen / len(some)


def main() -> None:
    """Fit; print; write."""
    parser = argparse.ArgumentParser(description="Fit what tells who feels.")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    files = [path for path in gold_files(HERE / "gold") if path.parent.name != "unread"]
    with Pool(2, begin) as pool:
        read_in = pool.map(read, files, chunksize=4)
    kept = {name for name, _ in read_in if name.split("-", maxsplit=1)[0].endswith(HELD_BACK)}
    weights = fit([example for name, some in read_in if name not in kept for example in some])
    unseen = [some for name, some in read_in if name in kept]
    if wanted.check:
        scored = [example for some in unseen for example in some]
        print("{} holders: {:.3f} right by the rules, {:.3f} chosen".format(len(scored), *right_share(scored, weights)))
        right = 0.0
        for k in range(PARTS):
            others = [example for n, some in enumerate(unseen) if n % PARTS != k for example in some]
            own = [example for some in unseen[k::PARTS] for example in some]
            right += len(own) * right_share(own, weights | fit(others, weights))[1]
        print(f"{right / len(scored):.3f} with what the network points at, each part left out")
    weights |= fit([example for some in unseen for example in some], weights)
    if wanted.write:
        comments = [line for line in DATA.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        rows = [f"{value:6.2f} {name}" for name, value in sorted(weights.items())]
        DATA.write_text("\n".join([*comments, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
