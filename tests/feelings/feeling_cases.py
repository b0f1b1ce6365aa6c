"""Read the one-sentence cases of tests/feelings/*.txt, so that anyone can add one without Python.

    He was not angry.
      angry : anger named negated by He
      - He

A text stands at the margin; what is to be found in it is indented. `words : family-or-shade …` asks for a feeling on
these words (it may be longer or shorter, as long as they overlap), of that family or shade, and, where said, with a
channel, `negated` or `sure` (not negated), and `by WORDS` for who feels (`by nobody`: nobody is named).
`- words` says that there is no feeling on them; `-` alone: none in the text. `#` begins a comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from postil.emotion import CHANNELS


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line under a text."""

    words: str
    """Empty for the whole text."""
    found: bool
    family: str = ""
    """A family or a shade."""
    channel: str = ""
    negated: bool | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A text and what is to be found in it."""

    text: str
    wanted: tuple[Wanted, ...]
    where: str


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a file. Raises ValueError that names the line that cannot be read."""
    cases: list[Case] = []
    text, at, wanted = "", 0, []
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        if line.startswith("#"):
            continue
        if line.startswith(" ") and line.strip():
            wanted.append(_wanted(line.strip(), f"{path.name}:{number}", text))
            continue
        if text:
            cases.append(Case(text, tuple(wanted), f"{path.name}:{at}"))
        text, at, wanted = line.strip(), number, []
    return cases


def _wanted(line: str, where: str, text: str) -> Wanted:
    if line.startswith("-"):
        words = line[1:].strip()
        if words and words not in text:
            raise ValueError(f"{where}: {words!r} is not in the text")
        return Wanted(words, found=False)
    words, colon, rest = line.partition(" : ")
    if not colon or words not in text:
        raise ValueError(f"{where}: expected `words : family …` with words of the text, got {line!r}")
    said, _, by = rest.partition(" by ")
    family, *more = said.split()
    channel = next((word for word in more if word in CHANNELS), "")
    negated = True if "negated" in more else False if "sure" in more else None
    if unknown := [word for word in more if word not in CHANNELS and word not in ("negated", "sure")]:
        raise ValueError(f"{where}: cannot read {unknown}")
    return Wanted(words, True, family, channel, negated, by.strip())


def faults(case: Case, feelings: Iterator[dict[str, object]] | list[dict[str, object]]) -> Iterator[str]:
    """Yield what a reader would see wrong in the feelings found in a case's text."""
    rows = list(feelings)
    for wanted in case.wanted:
        start = case.text.index(wanted.words)
        end = start + len(wanted.words) if wanted.words else len(case.text)
        on = [f for f in rows if f["start"] < end and start < f["end"]]  # type: ignore[operator]
        told = ", ".join(_told(case.text, f) for f in on) or "nothing"
        if not wanted.found:
            if on:
                yield f"{wanted.words or 'the text'!r} should be no feeling, found {told}"
        elif not any(_fits(case.text, f, wanted) for f in on):
            asked = " ".join(
                str(part)
                for part in (
                    wanted.family,
                    wanted.channel,
                    {True: "negated", False: "sure"}.get(wanted.negated, ""),
                    wanted.by,
                )  # type: ignore[arg-type]
                if part
            )
            yield f"{wanted.words!r} should be {asked}, found {told}"


def _fits(text: str, f: dict[str, object], wanted: Wanted) -> bool:
    return (
        wanted.family in (f["family"], f["shade"])
        and (not wanted.channel or f["channel"] == wanted.channel)
        and (wanted.negated is None or f["negated"] == wanted.negated)
        and (not wanted.by or _by(text, f) == wanted.by)
    )


def _by(text: str, f: dict[str, object]) -> str:
    by = f["by"]
    return text[slice(*by)] if by else "nobody"  # type: ignore[misc]


def _told(text: str, f: dict[str, object]) -> str:
    denied = " negated" if f["negated"] else ""
    words = text[f["start"] : f["end"]]  # type: ignore[misc]
    return f"{words!r} {f['family']}/{f['shade']} {f['channel']}{denied} by {_by(text, f)}"
