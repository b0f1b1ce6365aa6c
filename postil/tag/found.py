"""What the components find, as values in `doc.user_data`; the same is in `doc.spans` for users of spaCy alone.

`postil_cast` leaves a `CastFound`, `postil_dialogue` a `DialogueFound`, `postil_feelings` a `FeelingsFound`; each reads
the ones before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from postil.tags import Feeling, MentionKind, Pronouns, Quote

if TYPE_CHECKING:
    from spacy.tokens import Doc

CAST, DIALOGUE, FEELINGS = "postil_cast", "postil_dialogue", "postil_feelings"
"""Names of the components, and their keys in `doc.user_data`."""
MENTIONS, QUOTES, FELT = "postil_mentions", "postil_quotes", "postil_feelings"
"""Keys in `doc.spans`."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class MentionFound:
    """Words that stand for a character. Mentions do not overlap."""

    start: int
    end: int
    kind: MentionKind
    character: str
    """A character's id."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in the story, as far as names and pronouns tell."""

    id: str
    name: str
    aliases: tuple[str, ...]
    """Other names that stand in the text or in cast.yaml, most used first; without `name`."""
    pronouns: Pronouns | None
    """From cast.yaml, titles, names, kinship words or the pronouns near; None where the text does not tell."""
    plural: bool = False
    """A group that speaks and feels as one ("the boys")."""
    described: bool = False
    """Known only by a description ("the waiter"), never by a name."""
    count: int = 0
    """Mentions by name or noun."""


@dataclass(frozen=True, slots=True)
class CastFound:
    """What `postil_cast` found."""

    people: tuple[Person, ...]
    """Most mentioned first."""
    mentions: tuple[MentionFound, ...]
    """Names and nouns everywhere, pronouns in narration; in order of start."""
    narrator: str | None = None
    """Who is "I" outside speech; None if nobody is."""


@dataclass(frozen=True, slots=True)
class DialogueFound:
    """What `postil_dialogue` found."""

    quotes: tuple[Quote, ...]
    """In order; each inside one paragraph."""
    mentions: tuple[MentionFound, ...]
    """All mentions: those of the cast, with pronouns settled again by who speaks, and I and you in speech."""


@dataclass(frozen=True, slots=True)
class FeelingsFound:
    """What `postil_feelings` found."""

    feelings: tuple[Feeling, ...]
    people: tuple[Person, ...] = ()
    """Who feels and is nobody of the cast found before: the crowd, a nurse."""
    mentions: tuple[MentionFound, ...] = ()
    """Where the story names these; none overlaps another mention."""


def found(doc: Doc, key: str, kind: type[T]) -> T | None:
    """Return what a component left on the Doc, or None if it did not run."""
    value = doc.user_data.get(key)
    return value if isinstance(value, kind) else None
