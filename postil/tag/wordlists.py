"""Read the word lists of `postil/data`: plain text, a word or phrase a line, # begins a comment."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """Return the lines of the data file `name` (a path below postil/data), comments and blank lines left out."""
    text = files("postil").joinpath("data", *name.split("/")).read_text(encoding="utf-8")
    return tuple(line for raw in text.splitlines() if (line := raw.split("#")[0].strip()))


@cache
def speech_verb_forms() -> dict[str, str]:
    """Return every form of the speech verbs with its base form; the base forms of doubtful verbs keep their `~`."""
    forms: dict[str, str] = {}
    for line in read_lines("dialogue/speech_verbs.txt"):
        base, *past = line.lstrip("~").split()
        lemma = ("~" if line.startswith("~") else "") + base
        for form in (base, *past, *_regular(base, with_past=not past)):
            forms.setdefault(form, lemma)
    return forms


_DOUBLED = frozenset(("admit", "beg", "grin", "hum", "nod", "put", "quip", "slur", "snap", "sob", "spit", "submit"))
"""Verbs of the list that double their last letter; not all that end in one consonant do (to whisper)."""


def _regular(base: str, *, with_past: bool) -> tuple[str, ...]:
    """Return the regular inflected forms of an English verb."""
    sibilant = base.endswith(("s", "sh", "ch", "x", "z", "o")) and not base.endswith("oo")
    if base.endswith("y") and base[-2] not in "aeiou":
        third, past, stem = base[:-1] + "ies", base[:-1] + "ied", base
    elif base.endswith("e"):
        third, past, stem = base + "s", base + "d", base[:-1]
    elif base in _DOUBLED:
        third, past, stem = base + "s", base + base[-1] + "ed", base + base[-1]
    else:
        third, past, stem = base + ("es" if sibilant else "s"), base + "ed", base
    return (third, stem + "ing", past) if with_past else (third, stem + "ing")
