"""Fit what tells whom "he" and "she" stand for, on the holders of the feelings labelled by hand.

    python benchmarks/fit_pronouns.py [--novels PDNC_DIR] [--check] [--write]

Where a labelled feeling is found and its holder is a he or she of the narration, the label says who that is: some ten
thousand pronouns in benchmarks/feelings/gold (`unread/` is left out). Their stories are read again, each choice of the
resolver is written down with the signs for everyone it could be (postil/tag/cast/antecedent.py), and a conditional
logit is fitted: the likelihood of the right ones, by L-BFGS. Once as the resolver goes by itself, and once put right at
each labelled pronoun, so that it learns from good company and from bad. With `--novels` it learns from old prose too:
from "he said" and "she said" in the novels of the Project Dialogism Novel Corpus (Vishnubhotla et al. 2022), whose
speakers are known. `--check` prints how many are right in the texts whose number ends in 3 or 5, with weights fitted on
the others; `--write` fits on all and writes postil/data/cast/pronouns.txt. Needs scipy.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from spacy.tokens import Doc

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it runs in a clone where Postil is not installed

from benchmarks import fit_examples
from benchmarks.feelings.gold import Label, gold_files, read_labels
from benchmarks.feelings.score import HERE, MODEL, cast_beside
from postil.paragraphs import split_paragraphs
from postil.tag.cast import antecedent
from postil.tag.cast.find import find_cast
from postil.tag.dialogue.features import NOBODY
from postil.tag.found import CastFound, DialogueFound, FeelingsFound, found
from postil.tag.given import Given, given
from postil.tag.pipe import parse
from postil.tag.tagger import CAST, DIALOGUE, FEELINGS, Tagger, load

DATA = ROOT / "postil" / "data" / "cast" / "pronouns.txt"
HE_SHE = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she"}
OTHERS = frozenset(("i", "we", "they", "you", "both", "everyone", "nobody", "the crowd"))
L2, LEAST_SEEN, ROUNDS = 1e-4, 60, 2
BY_HAND = {
    "object: subject of the clause": -4.0,
    "object: subject of its verb, by the parse": -3.0,
    "object: opened the sentence": -2.0,
    "object: subject before": -1.5,
    "object: the last he or she": 0.0,
    "owner: subject of the clause": 1.0,
}
"""Not fitted: "Lois looked at her" is not Lois. Few labels tell of whom somebody looks at; most objects in them are
whom something moves ("it frightened her"). And an owner is who acts, also where there is no parse."""
HELD_BACK = (3, 5)
"""The last digits of the texts that --check scores."""


@dataclass(frozen=True)
class Text:
    """A labelled story, parsed, and who its pronouns are."""

    name: str
    doc: Doc
    given: Given
    gold: Mapping[int, str]
    """Ids by where the pronouns begin; "?" for somebody who is nobody in the cast."""


@dataclass(frozen=True)
class Example:
    """A pronoun with those it could stand for."""

    text: str
    signs: Sequence[Sequence[antecedent.Sign]]
    right: int
    chosen: int


def told(doc: Doc, labels: Sequence[Label]) -> dict[int, str]:
    """Return who the pronouns of a tagged Doc are by its labels; those that they disagree on are left out."""
    cast = found(doc, CAST, CastFound) or CastFound((), ())
    quotes = (found(doc, DIALOGUE, DialogueFound) or DialogueFound((), ())).quotes
    felt = (found(doc, FEELINGS, FeelingsFound) or FeelingsFound(())).feelings
    ids: dict[str, set[str]] = {}
    for person in cast.people:
        for name in (person.name, *person.aliases):
            ids.setdefault(name.lower(), set()).add(person.id)
    gold: dict[int, set[str]] = {}
    for label in labels:
        who = ids.get(label.feels.lower(), set())
        if len(who) > 1 or (not who and label.feels.lower() in OTHERS):
            continue
        for feeling in felt:
            by = feeling.by
            if by is None or not (feeling.start < label.end and label.start < feeling.end):
                continue
            if doc.text[by[0] : by[1]].lower() in HE_SHE and not any(q.start <= by[0] < q.end for q in quotes):
                gold.setdefault(by[0], set()).add(next(iter(who), "?"))
    return {start: who.pop() for start, who in gold.items() if len(who) == 1}


def of_novels(tagger: Tagger, folder: Path) -> list[Text]:
    """Return novels whose speakers are known, with who the pronouns of their tags are."""
    texts = []
    for path in sorted(p for p in folder.iterdir() if p.is_dir()):
        text = (path / "novel_text.txt").read_text(encoding="utf-8")
        known = Given(split_paragraphs(text), cast=fit_examples.gold_cast(path), text=text)
        doc = parse(tagger.nlp, text, known)
        laid = fit_examples.example(tagger.nlp, doc, known, fit_examples.read_gold(path))
        gold = {}
        for right, cues in zip(laid.right, laid.prepared.scene.cues, strict=True):
            actor = cues.tag.actor if cues.tag else None
            if actor and actor.kind == "pronoun" and actor.pronoun in ("he", "she") and len(right - {NOBODY}) == 1:
                gold[actor.at] = next(iter(right - {NOBODY}))
        texts.append(Text(path.name, doc, known, gold))
    return texts


def read(tagger: Tagger) -> list[Text]:
    """Return the labelled stories that may be learnt from."""
    texts = []
    for path in gold_files(HERE / "gold"):
        if path.parent.name == "unread":
            continue
        text, labels = read_labels(path.read_text(encoding="utf-8"), path.name)
        doc = parse(tagger.nlp, text, Given(split_paragraphs(text), cast=cast_beside(path)))
        for component in tagger.components:
            doc = component(doc)
        texts.append(Text(path.stem, doc, given(doc), told(doc, labels)))
    return texts


def examples(texts: Sequence[Text], *, put_right: bool) -> list[Example]:
    """Read texts again; return the labelled pronouns. Where `put_right`, what follows one knows who it was."""
    made: list[Example] = []
    for text in texts:

        def seen(
            at: int,
            place: antecedent.Place,
            keys: Sequence[str],
            signs: Sequence[Sequence[antecedent.Sign]],
            chosen: str,
            text: Text = text,
        ) -> str | None:
            right = text.gold.get(at)
            right = f"?{place.kind}" if right == "?" else right
            if right is None or right not in keys:
                return None
            made.append(Example(text.name, signs, keys.index(right), keys.index(chosen)))
            return right if put_right else None

        find_cast(text.doc, text.given, seen)
    return made


def fit(some: Sequence[Example]) -> dict[str, float]:
    """Return what each sign counts, by the examples."""
    counts: dict[str, int] = {}
    for example in some:
        for name in {name for signs in example.signs for name, _ in signs}:
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= LEAST_SEEN)
    index = {name: k for k, name in enumerate(names)}
    data, columns, ends, right, starts = [], [], [0], [], []
    for example in some:
        starts.append(len(ends) - 1)
        right.append(len(ends) - 1 + example.right)
        for signs in example.signs:
            for name, value in signs:
                if name in index:
                    columns.append(index[name])
                    data.append(value)
            ends.append(len(data))
    table = csr_matrix((data, columns, ends), shape=(len(ends) - 1, len(names)))
    of = np.repeat(np.arange(len(some)), np.diff([*starts, table.shape[0]]))

    given = table @ np.array([BY_HAND.get(name, 0.0) for name in names])
    fitted = np.array([name not in BY_HAND for name in names], float)

    def cost(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = given + table @ (weights * fitted)
        scores -= np.maximum.reduceat(scores, starts)[of]
        share = np.exp(scores)
        share /= np.add.reduceat(share, starts)[of]
        slope = table.T @ share
        slope -= np.asarray(table[right].sum(0)).ravel()
        return (
            -np.log(share[right] + 1e-12).mean() + L2 * weights @ weights,
            fitted * slope / len(some) + 2 * L2 * weights,
        )

    best = minimize(cost, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    return {**{name: round(float(value), 2) for name, value in zip(names, best, strict=True)}, **BY_HAND}


def learn(texts: Sequence[Text]) -> dict[str, float]:
    """Fit in rounds: what the resolver does by itself depends on the weights it has."""
    weights: dict[str, float] = dict(antecedent.weights())
    forced = examples(texts, put_right=True)
    for n in range(ROUNDS):
        if n or weights:
            use(weights)
            forced = examples(texts, put_right=True)
        weights = fit([*forced, *(examples(texts, put_right=False) if n or weights else ())])
    return weights


def use(weights: Mapping[str, float]) -> None:
    """Let the resolver use weights."""
    antecedent.weights = lambda: weights  # type: ignore[assignment]


def right_share(texts: Sequence[Text]) -> tuple[int, float]:
    """Return how many pronouns are labelled, and the share given to whom the labels say, of those out of reach none."""
    n = sum(len(text.gold) for text in texts)
    some = examples(texts, put_right=False)
    return n, sum(example.chosen == example.right for example in some) / max(n, 1)


def held_back(name: str) -> bool:
    """Tell whether a text is for --check."""
    number = name.partition("-")[0]
    return number.isdigit() and int(number) % 10 in HELD_BACK


def main() -> None:
    """Fit; print; write."""
    parser = argparse.ArgumentParser(description="Fit what tells whom a pronoun stands for.")
    parser.add_argument("--novels", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    tagger = load(MODEL)
    old = of_novels(tagger, wanted.novels) if wanted.novels else []
    texts = read(tagger)
    scored = [text for text in texts if held_back(text.name)]
    print("as shipped: {} pronouns, {:.3f} right".format(*right_share(scored)))
    if wanted.check:
        use(learn([*old, *(text for text in texts if not held_back(text.name))]))
        print("fitted on the others: {} pronouns, {:.3f} right".format(*right_share(scored)))
    if wanted.write:
        write(learn([*old, *texts]))


def write(weights: Mapping[str, float]) -> None:
    """Write the table of weights below the comments that are there."""
    lines = DATA.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    rows = [f"{value:6.2f} {name}" for name, value in sorted(weights.items())]
    DATA.write_text("\n".join([*comments, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
