"""How sure a feeling is: how often one of its class of evidence was right, where that was measured.

The shares are those of data/feelings/confidence.txt, made by benchmarks/fit_feelings.py.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.context import Context
from postil.tag.feelings.entries import lines
from postil.tag.feelings.people import FIRST, People

_FAINT, _STRONG = 0.55, 0.65
"""Strengths below and above which a word that names a feeling is told apart: an outright one is nearly always right."""
_NAMED: Final = ("named", "thought", "speech")


def confidence(people: People, c: Candidate, who: int, around: Context) -> float:
    """Return how likely a candidate is a feeling, 0 to 1; `who` is the token of its holder, or -1."""
    shares = _shares()
    value = shares[class_of(people, c, who)]
    value *= shares["unreal"] if around.unreal else 1.0
    value *= shares["negated"] if around.negated else 1.0
    return round(value, 2)


def class_of(people: People, c: Candidate, who: int) -> str:
    """Return the class of evidence that confidence is measured by."""
    if c.sense.tier != "feeling":
        return c.sense.tier
    if c.sense.source != "word":
        return c.sense.source
    if c.sense.channel not in _NAMED:
        return "shown"
    if people.v.quoted[c.head] >= 0 and not (who >= 0 and people.v.forms[who] in FIRST):
        return "said"  # a feeling word in speech, not of who speaks
    return "named-faint" if c.sense.strength < _FAINT else "named-strong" if c.sense.strength > _STRONG else "named"


@cache
def _shares() -> dict[str, float]:
    text = (files("postil") / "data" / "feelings" / "confidence.txt").read_text(encoding="utf-8")
    return {
        key: float(head.removeprefix("x")) for head, rest, _ in lines(text, "confidence.txt") for key in rest.split()
    }
