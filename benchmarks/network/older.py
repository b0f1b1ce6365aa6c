"""Fit the weights by which older prose is told from that of our time, and say how well they do.

    python -m benchmarks.network.older REMAN.jsonl [--write]          writes postil/data/feelings/older.txt

Logistic regression (scipy) on how often in sixty words each of WORDS stands: old ones can only speak for older prose,
new ones against it. Fitted on our passages, in parts of eighty tokens, and on half of REMAN's authors (Kim and Klinger
2018). Says which share of each lies above the line of postil/tag/feelings/older.py, whole passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
import spacy
from scipy.optimize import minimize

from benchmarks.feelings.gold import gold_files, read_labels
from benchmarks.feelings.score import HERE, UNREAD
from benchmarks.network.gather import is_fitted_author, rows
from postil.tag.feelings.older import EACH, MOST, is_older

OUT = Path(__file__).parents[2] / "postil" / "data" / "feelings" / "older.txt"
OLD = """
upon shall thou thee thy thine hath doth art whom therefore whilst till thus nor ere alas sir madam lady lord
countenance bosom indeed exclaimed replied answered cried carriage gentleman gentlemen ladies must should may which
whose whence hither whither yonder maiden fancy presently scarcely possessed manner sentiment agreeable bade beheld
perceived nay ay servant servants master mistress fellow evil soul noble honour honor honest virtue passion marriage
companion spoke spoken sought ought yet unto toward towards amid amidst amongst among whatever whatsoever wherein
whereupon thereupon nevertheless forth aside aloud murmured pale lips heart breast tears glance utmost extreme
somewhat altogether entirely perfectly exceedingly having being own great such many though before those these
""".split()  # noqa: SIM905 - a list of words reads best so
NEW = """
n't 's 'd 've 'm 'll 're okay ok phone phones car cars tv kids kid mum mom dad mam guy guys bus email computer jeans
plastic screen fridge toilet cop video radio weekend sofa couch laptop mobile ipad online photo photos t-shirt
trainers sneakers hoodie microwave freezer airport hospital taxi lorry truck van bathroom supermarket teenager coach
team phoned texted googled app website password internet camera sandwich pizza got
""".split()  # noqa: SIM905 - a list of words reads best so
PART, L2, FAINT = 80, 20.0, 0.15
"""Tokens of a part; the drag on weights; below this a weight is dropped."""
HEAD = """\
# What tells older prose from that of our time: the weight of a word each time it stands in sixty, in log odds that the
# prose is older. The words were picked by us, for old or new customs of speech and for things of our time; the weights
# are fitted, by benchmarks/network/older.py, to tell passages of REMAN (Kim and Klinger 2018; novels out of copyright)
# from benchmarks/feelings/gold.
"""


def counted(forms: Sequence[str], column: dict[str, int]) -> np.ndarray:
    """Return how often each word stands in sixty."""
    row = np.zeros(len(column))
    for form in forms:
        if form in column:
            row[column[form]] += 1
    return np.minimum(row * EACH / max(1, sum(form.isalpha() for form in forms)), MOST)


def parts(forms: Sequence[str]) -> list[Sequence[str]]:
    """Return a passage in parts as long as REMAN's."""
    return [forms[k : k + PART] for k in range(0, max(1, len(forms) - PART // 2), PART)]


def fitted(ours: list[Sequence[str]], theirs: list[Sequence[str]]) -> dict[str, float]:
    """Return the weights, that of "*" being what is added in any case. The two kinds count the same in all."""
    words = [*OLD, *NEW]
    column = {word: k for k, word in enumerate(words)}
    x = np.array([counted(forms, column) for forms in (*ours, *theirs)])
    way = np.array([-1.0] * len(ours) + [1.0] * len(theirs))
    counts = np.where(way > 0, len(ours) / len(theirs), 1.0)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        margin = way * (x @ w[1:] + w[0])
        slope = -way / (1 + np.exp(margin)) * counts
        value = (np.logaddexp(0, -margin) * counts).sum() + L2 * (w[1:] ** 2).sum()
        return value, np.concatenate([[slope.sum()], x.T @ slope + 2 * L2 * w[1:]])

    bounds = [(None, None), *[(0, 1)] * len(OLD), *[(-1, 0)] * len(NEW)]
    found = minimize(loss, np.zeros(len(words) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    return {"*": found[0]} | {word: w for word, w in zip(words, found[1:], strict=True) if abs(w) >= FAINT}


@click.command()
@click.argument("reman", type=click.Path(exists=True, path_type=Path))
@click.option("--write", is_flag=True)
def main(reman: Path, write: bool) -> None:
    """Fit the weights."""
    nlp = spacy.blank("en")

    def forms(text: str) -> list[str]:
        return [token.lower_ for token in nlp(text.replace("\u2019", "'"))]

    ours = {p: forms(read_labels(p.read_text(encoding="utf-8"), p.name)[0]) for p in gold_files(HERE / "gold")}
    theirs = [(is_fitted_author(row["author"]), forms(row["text"])) for row in rows(reman)]
    seen = [part for path, own in ours.items() if path.parent.name != UNREAD for part in parts(own)]
    weights = fitted(seen, [own for fits, own in theirs if fits])
    if write:
        lines = [f"{weights.pop('*'):.2f} : *", *(f"{w:.1f} : {word}" for word, w in weights.items())]
        OUT.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    for name, some in (
        ("ours", [own for path, own in ours.items() if path.parent.name != UNREAD]),
        ("unread", [own for path, own in ours.items() if path.parent.name == UNREAD]),
        ("REMAN, authors fitted on", [own for fits, own in theirs if fits]),
        ("REMAN, other authors", [own for fits, own in theirs if not fits]),
    ):
        click.echo(f"{name}: {np.mean([is_older(own) for own in some]):.3f} of {len(some)} are older")


if __name__ == "__main__":
    main()
