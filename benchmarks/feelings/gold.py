"""Turn texts with inline labels into a plain text and the JSON of its feelings, with offsets into that text.

    python -m benchmarks.feelings.gold GOLD_FOLDER OUT

In: *.txt with `[words|families|channels|who]` (README.md says how). Out: NAME.txt and NAME.json a file, in the form the
story scorer reads: {"text", "feelings": [{"start", "end", "families", "feels", "channels", "optional"}]}.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from postil.emotion import CHANNELS, FAMILIES

LABEL = re.compile(r"\[(?P<words>[^\[\]|]+)\|(?P<families>[^|\]]+)\|(?P<channels>[^|\]]+)\|(?P<who>[^|\]]+)\]")


@dataclass(frozen=True, slots=True)
class Label:
    """A feeling labelled by hand. Any of the families, and any of the channels, counts as right."""

    start: int
    end: int
    families: tuple[str, ...]
    feels: str
    channels: tuple[str, ...]
    optional: bool


def read_labels(marked: str, name: str = "text") -> tuple[str, tuple[Label, ...]]:
    """Return the text without its labels, and the labels. Raises ValueError that names a label that cannot be read."""
    text, labels, last = "", [], 0
    for m in LABEL.finditer(marked):
        text += marked[last : m.start()]
        families = tuple(m["families"].rstrip("?").split("/"))
        channels = tuple(m["channels"].split("/"))
        if unknown := [f for f in families if f not in FAMILIES] + [c for c in channels if c not in CHANNELS]:
            raise ValueError(f"{name}: {m[0]}: no such family or channel: {', '.join(unknown)}")
        start = len(text)
        text += m["words"]
        labels.append(Label(start, len(text), families, m["who"], channels, m["families"].endswith("?")))
        last = m.end()
    text += marked[last:]
    if "|" in text:
        at = text.index("|")
        raise ValueError(f"{name}: a label that cannot be read, near {text[max(0, at - 40) : at + 40]!r}")
    return text, tuple(labels)


def gold_files(folder: Path) -> Iterator[Path]:
    """Yield the labelled texts under a folder, in order."""
    yield from sorted(folder.rglob("*.txt"))


def as_json(text: str, labels: tuple[Label, ...]) -> str:
    """Return what the story scorer reads."""
    return json.dumps({"text": text, "feelings": [asdict(label) for label in labels]}, ensure_ascii=False, indent=1)


def main(folder: Path, out: Path) -> None:
    """Write the plain texts and their labels."""
    out.mkdir(parents=True, exist_ok=True)
    for path in gold_files(folder):
        text, labels = read_labels(path.read_text(encoding="utf-8"), path.name)
        (out / path.name).write_text(text, encoding="utf-8")
        (out / path.with_suffix(".json").name).write_text(as_json(text, labels), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
