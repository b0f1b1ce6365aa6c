"""How far two readers agree: labels by a second hand, scored against the first as a tagger's feelings are.

    python -m benchmarks.feelings.agree

`second/` holds ten texts of `gold/unread/`, labelled again by somebody who saw neither the first labels nor a tagger.
What they reach is about what a tagger could at most.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.feelings.gold import Label, gold_files, read_labels

HERE = Path(__file__).parent


def overlaps(one: Label, other: Label) -> bool:
    """Tell whether two labels share words."""
    return one.start < other.end and other.start < one.end


def agree(one: Label, other: Label) -> bool:
    """Tell whether two labels share words and a family."""
    return overlaps(one, other) and not set(one.families).isdisjoint(other.families)


def compared(first: tuple[Label, ...], second: tuple[Label, ...]) -> tuple[int, int, int, int, int]:
    """Return how many of the second's labels are right, and wrong; how many of the first's are found, shown, asked for.

    Optional labels of the first are neither asked for nor held against the second; its own are not its answers.
    """
    asked = [label for label in first if not label.optional]
    said = [label for label in second if not label.optional]
    right = [s for s in said if any(agree(s, label) for label in asked)]
    free = [s for s in said if any(overlaps(s, label) for label in first if label.optional)]
    found = [(label, [s for s in said if agree(s, label)]) for label in asked]
    shown = [label for label, hits in found if any(not set(s.channels).isdisjoint(label.channels) for s in hits)]
    wrong = [s for s in said if s not in right and s not in free]
    return len(right), len(wrong), sum(bool(hits) for _, hits in found), len(shown), len(asked)


def main() -> None:
    """Print precision, recall, F1 and channel of all ten texts together."""
    firsts = {path.name: path for path in gold_files(HERE / "gold")}
    sums = [0] * 5
    for path in gold_files(HERE / "second"):
        (text, first), (again, second) = (
            read_labels(p.read_text(encoding="utf-8"), p.name) for p in (firsts[path.name], path)
        )
        if text != again:
            raise SystemExit(f"{path}: not the text of {firsts[path.name]}")
        sums = [a + b for a, b in zip(sums, compared(first, second), strict=True)]
    right, wrong, found, shown, asked = sums
    p, r = right / (right + wrong), found / asked
    print(f"P {p:.3f}  R {r:.3f}  F1 {2 * p * r / (p + r):.3f}  channel {shown / found:.3f}  of {asked}")


if __name__ == "__main__":
    main()
