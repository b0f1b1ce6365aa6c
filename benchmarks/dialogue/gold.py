"""Turn scenes in which every quotation is marked with its speaker into a plain text and the answers, with offsets.

    python -m benchmarks.dialogue.gold FOLDER OUT     writes OUT/<name>.txt and OUT/<name>.json

In: *.txt, a header of people, a line `---`, and the scene with `{Ann/n: “Yes,”} said Ann` (README.md says how). Out:
the scene as it is read, and {"people": [{"name", "aliases"}],
"said": [{"start", "end", "speaker", "kind", "optional"}]}.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

KINDS = {"n": "named", "p": "pronoun", "": "unmarked"}
"""How a speech is marked, by the letter in its mark."""
MARK = re.compile(r"\{(?P<who>[^{}:/?]*)(?:/(?P<kind>[np]))?(?P<free>\?)?: (?P<words>[^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Someone:
    """A speaker, and what the scene calls them."""

    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation and its answer."""

    start: int
    end: int
    speaker: str
    """A name of the header; empty if nobody in the header says it."""
    kind: str
    """named, pronoun or unmarked."""
    optional: bool
    """Neither asked for nor held against us: what is written, sent or cried by a crowd."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene with its answers."""

    name: str
    text: str
    people: tuple[Someone, ...]
    said: tuple[Said, ...]
    """In order of start."""


def read_scene(marked: str, name: str = "text") -> Scene:
    """Return a marked text as a scene. Raises ValueError that names what cannot be read."""
    header, rule, body = marked.partition("\n---\n")
    if not rule:
        raise ValueError(f"{name}: no header, or no line --- after it")
    people = tuple(_someone(line) for line in header.splitlines() if line.strip())
    names = {alias: p.name for p in people for alias in (p.name, *p.aliases)}
    text, said, last = "", [], 0
    for m in MARK.finditer(body):
        if m["who"] and m["who"] not in names:
            raise ValueError(f"{name}: {m[0]}: {m['who']} is not in the header")
        text += _plain(body[last : m.start()])
        start = len(text)
        text += _plain(m["words"])
        said.append(Said(start, len(text), names.get(m["who"], ""), KINDS[m["kind"] or ""], bool(m["free"])))
        last = m.end()
    text += _plain(body[last:])
    if stray := re.search(r"[{}]", text):
        raise ValueError(f"{name}: a mark that cannot be read, near {text[max(0, stray.start() - 40) :][:80]!r}")
    return Scene(name, text, people, _one_kind_a_speech(text, said))


def _someone(line: str) -> Someone:
    name, _, aliases = line.partition(":")
    return Someone(name.strip(), tuple(alias.strip() for alias in aliases.split(",") if alias.strip()))


def _plain(prose: str) -> str:
    """Return prose without its marks of emphasis, as Postil has it from Markdown."""
    return prose.replace("*", "")


def _one_kind_a_speech(text: str, said: list[Said]) -> tuple[Said, ...]:
    """Give all that one person says in a paragraph the kind of the part that has a tag."""
    paragraph = [text.count("\n\n", 0, s.start) for s in said]
    tagged = {(p, s.speaker): s.kind for p, s in zip(paragraph, said, strict=True) if s.kind != KINDS[""]}
    return tuple(replace(s, kind=tagged.get((p, s.speaker), s.kind)) for p, s in zip(paragraph, said, strict=True))


def scene_files(folder: Path) -> Iterator[Path]:
    """Yield the marked scenes under a folder, in order."""
    yield from sorted(folder.rglob("*.txt"))


def main(folder: Path, out: Path) -> None:
    """Write the plain texts and their answers."""
    out.mkdir(parents=True, exist_ok=True)
    for path in scene_files(folder):
        scene = read_scene(path.read_text(encoding="utf-8"), path.name)
        answers = {"people": [asdict(p) for p in scene.people], "said": [asdict(s) for s in scene.said]}
        (out / path.name).write_text(scene.text, encoding="utf-8")
        (out / path.with_suffix(".json").name).write_text(
            json.dumps(answers, ensure_ascii=False, indent=1), encoding="utf-8"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
