"""How far two readers agree: labels by a second hand, scored against the first as a tagger's feelings are.

    python -m benchmarks.feelings.agree

`second/` holds texts of `gold/unread/` and `gold/train/`, labelled again, when they were done, by readers who saw
neither the first labels nor a tagger. What they reach is about what a tagger could at most.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.feelings.gold import Label, gold_files, read_labels
from benchmarks.feelings.score import cast_beside
from postil.models import Cast

HERE = Path(__file__).parent


def overlaps(one: Label, other: Label) -> bool:
    """Tell whether two labels share words."""
    return one.start < other.end and other.start < one.end


def agree(one: Label, other: Label) -> bool:
    """Tell whether two labels share words and a family."""
    return overlaps(one, other) and not set(one.families).isdisjoint(other.families)


def same(one: str, other: str, cast: Cast) -> bool:
    """Tell whether two names are those of one person."""
    names = {one.lower(), other.lower()}
    known = ({name.lower() for name in (entry.name, *entry.aliases)} for entry in cast.entries)
    return len(names) == 1 or any(names <= group for group in known)


def compared(first: tuple[Label, ...], second: tuple[Label, ...], cast: Cast) -> tuple[int, int, int, int, int, int]:
    """Return how many of the second's labels are right and wrong, and four counts of the first's.

    These are how many are found, found with the same person, with the same channel, and asked for. Optional labels of
    the first are neither asked for nor held against the second; its own are not its answers.
    """
    asked = [label for label in first if not label.optional]
    said = [label for label in second if not label.optional]
    right = [s for s in said if any(agree(s, label) for label in asked)]
    free = [s for s in said if any(overlaps(s, label) for label in first if label.optional)]
    found = [(label, [s for s in said if agree(s, label)]) for label in asked]
    shown = [label for label, hits in found if any(not set(s.channels).isdisjoint(label.channels) for s in hits)]
    held = [label for label, hits in found if any(same(s.feels, label.feels, cast) for s in hits)]
    wrong = [s for s in said if s not in right and s not in free]
    return len(right), len(wrong), sum(bool(hits) for _, hits in found), len(held), len(shown), len(asked)


def figures(sums: tuple[int, ...]) -> str:
    """Return precision, recall, F1, holder and channel, from what `compared` counts."""
    right, wrong, found, held, shown, asked = sums
    p, r = right / (right + wrong), found / asked
    f1 = 2 * p * r / (p + r)
    return f"P {p:.3f}  R {r:.3f}  F1 {f1:.3f}  holder {held / found:.3f}  channel {shown / found:.3f}  of {asked}"


def main() -> None:
    """Print precision, recall, F1, holder and channel, for the folders of the first labels and all."""
    firsts = {path.name: path for path in gold_files(HERE / "gold")}
    counted: dict[str, list[tuple[int, ...]]] = {}
    for path in gold_files(HERE / "second"):
        (text, first), (again, second) = (
            read_labels(p.read_text(encoding="utf-8"), p.name) for p in (firsts[path.name], path)
        )
        if text != again:
            raise SystemExit(f"{path}: not the text of {firsts[path.name]}")
        for name in (firsts[path.name].parent.name + "/", "all"):
            counted.setdefault(name, []).append(compared(first, second, cast_beside(firsts[path.name])))
    for name, counts in sorted(counted.items(), reverse=True):
        print(f"{name:8} {len(counts):3} texts  {figures(tuple(map(sum, zip(*counts, strict=True))))}")


if __name__ == "__main__":
    main()
