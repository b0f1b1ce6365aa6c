"""Tell a beat in words: whose feeling it is, which, how it shows, and how it turns from the beat before.

"Clark: anger turning to guilt, in hands and voice"; "Clark: hurt; Lois: dread"; "Clark and Lois: tenderness, in touch";
"level, dark".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from postil.tag.feelings.entries import lines
from postil.tags import Feeling

LEVEL: Final = "level"
_DARK: Final = 0.15
"""Valence from which a stretch in which nobody feels much is told as dark or bright all the same."""
_SECOND: Final = 0.45
"""Share of the leader's weight from which a second feeling or person is named."""
_TURN: Final = 0.5
"""Share of a half's weight that its leading feeling must have to make a turn inside a beat."""
_PASSING: Final = 0.5
"""On the weight of surprise: a "suddenly" passes, and seldom leads a beat."""
_THEIRS: Final = {"he": "his", "she": "her", "they": "their", "it": "its"}


@dataclass(frozen=True, slots=True)
class Name:
    """How a character is called in a label."""

    name: str
    pronouns: str | None

    @property
    def possessive(self) -> str:
        """Clark's, Lois's."""
        return f"{self.name}'s"


@dataclass(frozen=True, slots=True)
class Course:
    """What a beat holds: the values its label and its turn are written from."""

    family: str | None
    """None in a level stretch."""
    shade: str
    last: str
    """The shade it ends in; the same as `shade` if it does not turn."""
    who: tuple[str, ...]
    """Ids, leader first."""
    leader: str | None
    """None where nobody is known to have the feeling."""
    strength: float
    label: str


def weight(f: Feeling) -> float:
    """Return how much a feeling counts in a beat: its strength, as far as it is sure; nothing if denied."""
    return 0.0 if f.negated else f.intensity * f.confidence * (_PASSING if f.family == "surprise" else 1.0)


def course(
    found: Sequence[Feeling], names: Mapping[str, Name], present: Sequence[str], *, level: bool, valence: float = 0.0
) -> Course:
    """Return the course of a beat from its feelings, in order.

    `present` are the characters on its pages, most mentioned first; `level` says that too little is felt to lead, and
    `valence` is the mean of its sentences.
    """
    held = [f for f in found if not f.negated]
    if level or not held:
        colour = ", dark" if valence <= -_DARK else ", bright" if valence >= _DARK else ""
        return Course(None, "", "", tuple(present[:2]), None, 0.0, LEVEL + colour)
    persons = Counter[str | None]()
    for f in held:
        persons[f.feels] += weight(f)  # type: ignore[assignment]
    known = [(p, w) for p, w in _ranked(persons) if p is not None and p in names]
    leader = known[0][0] if known else None
    own = [f for f in held if f.feels == leader] if leader else held
    first, last, second = _shades(own)
    told = f"{first.word} turning to {last.word}" if last.shade != first.shade else first.word
    if second and last.shade == first.shade:
        told = f"{first.word} and {second.word}"
    who = [p for p, w in known if w >= _SECOND * known[0][1]][:3]
    label = _label(leader, told, first, held, names, who)
    strength = sum(weight(f) for f in held) / max(1, len(held))
    return Course(first.family, first.shade, last.shade, tuple(who), leader, strength, label)


@dataclass(frozen=True, slots=True)
class _Shade:
    shade: str
    family: str
    word: str


def _ranked(counts: Mapping[str | None, float]) -> list[tuple[str | None, float]]:
    return sorted(counts.items(), key=lambda kv: (-kv[1], kv[0] or ""))


def _shades(own: Sequence[Feeling]) -> tuple[_Shade, _Shade, _Shade | None]:
    """Return the leading shade at the beginning and at the end, and the next family's where it is nearly as strong."""
    families = Counter[str]()
    for f in own:
        families[f.family] += weight(f)  # type: ignore[assignment]
    ranked = sorted(families.items(), key=lambda kv: (-kv[1], kv[0]))
    lead = _leading(own, ranked[0][0])
    if len(ranked) == 1:
        return lead, lead, None
    half = len(own) // 2
    early, late = _family_of_half(own[:half]), _family_of_half(own[half:])
    if len(own) >= 4 and early and late and early != late and {early, late} <= {r[0] for r in ranked[:2]}:
        return _leading(own[:half], early), _leading(own[half:], late), None
    second = _leading(own, ranked[1][0]) if ranked[1][1] >= _SECOND * ranked[0][1] else None
    return lead, lead, second


def _family_of_half(half: Sequence[Feeling]) -> str | None:
    """Return the family that leads a half of a beat clearly, or None."""
    counts = Counter[str]()
    for f in half:
        counts[f.family] += weight(f)  # type: ignore[assignment]
    if not counts:
        return None
    family, most = max(counts.items(), key=lambda kv: (kv[1], kv[0]))
    return family if most >= _TURN * sum(counts.values()) else None


def _leading(own: Sequence[Feeling], family: str) -> _Shade:
    """Return the shade of a family that weighs most, a finer one before the family's own name."""
    counts = Counter[str]()
    for f in own:
        if f.family == family:
            counts[f.shade] += weight(f) * (0.8 if f.shade == family else 1.0)  # type: ignore[assignment]
    shade = max(sorted(counts), key=lambda s: counts[s])
    return _Shade(shade, family, told_as(shade))


def _label(
    leader: str | None,
    told: str,
    first: _Shade,
    held: Sequence[Feeling],
    names: Mapping[str, Name],
    who: Sequence[str],
) -> str:
    if leader is None:
        return f"{told}{_in_channels(held)}"
    shown = _in_channels([f for f in held if f.feels == leader])
    if len(who) < 2:
        return f"{names[leader].name}: {told}{shown}"
    other = who[1]
    theirs, _, _ = _shades([f for f in held if f.feels == other])
    if theirs.shade == first.shade and " " not in told:
        return f"{names[leader].name} and {names[other].name}: {told}{_in_channels(held)}"
    return f"{names[leader].name}: {told}{shown}; {names[other].name}: {theirs.word}"


def _in_channels(found: Sequence[Feeling]) -> str:
    """Return ", in hands and voice": the one or two ways it shows most; nothing if it is only named."""
    counts = Counter[str]()
    for f in found:
        counts[f.channel] += weight(f)  # type: ignore[assignment]
    shown = [(c, w) for c, w in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])) if c != "named"]
    if not shown:
        return ""
    best = [c for c, w in shown[:2] if w >= _SECOND * shown[0][1]]
    return f", in {' and '.join(told_as(c) for c in best)}"


def turn(before: Course, now: Course, names: Mapping[str, Name]) -> str:
    """Return how a beat turns from the one before, in words."""
    if before.family is None and now.family is None:
        return "the level holds"
    if before.family is None:
        return f"feeling rises: {_whose(now.leader, now.shade, names)}"
    if now.family is None:
        return f"{_whose(before.leader, before.last, names)} settles"
    if before.leader == now.leader:
        if before.last == now.shade:
            change = now.strength - before.strength
            way = "deepens" if change > 0.05 else "eases" if change < -0.05 else "holds"
            return f"{_whose(now.leader, now.shade, names)} {way}"
        if now.leader is not None:
            own = _THEIRS.get(names[now.leader].pronouns or "", names[now.leader].possessive)
            return f"from {_whose(before.leader, before.last, names)} to {own} {told_as(now.shade)}"
    return f"from {_whose(before.leader, before.last, names)} to {_whose(now.leader, now.shade, names)}"


def _whose(leader: str | None, shade: str, names: Mapping[str, Name]) -> str:
    return f"{names[leader].possessive} {told_as(shade)}" if leader is not None else told_as(shade)


@cache
def _words() -> dict[str, str]:
    text = (files("postil") / "data" / "feelings" / "labels.txt").read_text(encoding="utf-8")
    return {key: head for head, key, _ in lines(text, "labels.txt")}


def told_as(key: str) -> str:
    """Return the word a reader would use for a shade or a channel."""
    return _words().get(key, key)
