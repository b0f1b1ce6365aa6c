"""The tags of a story: who is on the page, who speaks, what is felt, and where it turns. The published tags document.

Offsets count Unicode code points of `Tags.text`. The JSON form is fixed (docs/tags.md); other programs read it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

Pronouns = Literal["he", "she", "they", "it"]
MentionKind = Literal["name", "pronoun", "noun"]
How = Literal["named", "pronoun", "turn", "context", "corrected"]


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """Words that stand for a character."""

    start: int
    end: int
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Character:
    """Someone in the story."""

    id: str
    name: str
    aliases: tuple[str, ...]
    """Other names, without `name`."""
    pronouns: Pronouns | None
    """None where the text does not tell."""
    mentions: tuple[Mention, ...]
    """In order of start."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of direct speech inside one paragraph, its quotation marks included."""

    start: int
    end: int
    speaker: str | None
    """A character's id; None when nobody is sure enough."""
    how: How
    confidence: float
    """0 to 1: the share of such answers that were right on novels the weights were not fitted on."""


@dataclass(frozen=True, slots=True)
class Feeling:
    """One expression of emotion in the text."""

    start: int
    end: int
    family: str
    shade: str
    intensity: float
    """0 to 1."""
    negated: bool
    channel: str
    feels: str | None
    """A character's id."""
    by: tuple[int, int] | None
    """Span of the words that name the holder."""
    confidence: float


@dataclass(frozen=True, slots=True)
class ArcPoint:
    """The valence of one sentence, -1 to 1."""

    start: int
    end: int
    valence: float


@dataclass(frozen=True, slots=True)
class Beat:
    """A run of paragraphs in which feeling holds one course. Beats tile the story."""

    start: int
    end: int
    label: str
    family: str | None
    """The leading family; None in a flat stretch."""
    who: tuple[str, ...]
    """Ids, the leading holder first."""
    valence: float
    turn: str
    """How it turns from the beat before, in words; empty for the first."""


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags document."""

    text: str
    made_by: tuple[tuple[str, str], ...]
    """(("spacy", "3.8.18"), ("model", …), ("postil", …))"""
    characters: tuple[Character, ...]
    quotes: tuple[Quote, ...]
    feelings: tuple[Feeling, ...]
    arc: tuple[ArcPoint, ...]
    beats: tuple[Beat, ...]


def to_json(tags: Tags) -> dict[str, Any]:
    """Return the tags document as plain dicts and lists, keys in the published order."""
    parts = {
        field.name: [asdict(part) for part in getattr(tags, field.name)]
        for field in fields(tags)
        if field.name not in ("text", "made_by")
    }
    return {"postil": 1, "text": tags.text, "made_by": dict(tags.made_by), **parts}


def from_json(document: dict[str, Any]) -> Tags:
    """Read a tags document back: the inverse of `to_json`. Raises KeyError or TypeError on another shape."""
    if document["postil"] != 1:
        raise KeyError("postil")
    return Tags(
        text=document["text"],
        made_by=tuple(document["made_by"].items()),
        characters=tuple(
            Character(**{**c, "aliases": tuple(c["aliases"]), "mentions": tuple(Mention(**m) for m in c["mentions"])})
            for c in document["characters"]
        ),
        quotes=tuple(Quote(**q) for q in document["quotes"]),
        feelings=tuple(Feeling(**{**f, "by": tuple(f["by"]) if f["by"] else None}) for f in document["feelings"]),
        arc=tuple(ArcPoint(**a) for a in document["arc"]),
        beats=tuple(Beat(**{**b, "who": tuple(b["who"])}) for b in document["beats"]),
    )
