"""What the components are given beside the words: paragraphs, the hand-made cast, and what was put right by hand.

It travels in `doc.user_data["postil"]`, so that each component can be added to any spaCy pipeline by `nlp.add_pipe`. On
a Doc without it, paragraphs are parted by blank lines, and there is no cast and nothing is corrected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from postil.models import Cast, Span
from postil.paragraphs import split_paragraphs

if TYPE_CHECKING:
    from spacy.tokens import Doc

KEY = "postil"
_FOLDED = "postil folded"


@dataclass(frozen=True, slots=True)
class Given:
    """Beside the words. All offsets count code points of the Doc's text."""

    paragraphs: tuple[Span, ...]
    """In order, without the white space between them."""
    breaks: frozenset[int] = frozenset()
    """Indices of paragraphs that a scene break or a chapter's beginning stands before."""
    headings: frozenset[int] = frozenset()
    """Indices of paragraphs that are headings: no speech, no feeling, no part in a beat of their own."""
    cast: Cast = field(default_factory=Cast)
    corrections: tuple[PlacedCorrection, ...] = ()
    text: str = ""
    """The text as it was written, curly marks and all, of the same length as the Doc's; empty if there is no other."""


@dataclass(frozen=True, slots=True)
class PlacedCorrection:
    """A correction whose words were found. Exactly one of speaker, character, feels-or-emotion and not_ is set."""

    start: int
    end: int
    speaker: str | None = None
    """A name, alias or id; "" says that nobody speaks."""
    character: str | None = None
    feels: str | None = None
    emotion: str | None = None
    shade: str | None = None
    channel: str | None = None
    not_: Literal["feeling", "character", "speech"] | None = None


def keep_text(doc: Doc, text: str) -> None:
    """Keep the Doc's text beside it for `text_of`."""
    doc.user_data[_FOLDED] = text


def text_of(doc: Doc) -> str:
    """Return the text of a Doc, which spaCy puts together anew from its tokens each time it is asked."""
    kept = doc.user_data.get(_FOLDED)
    return kept if isinstance(kept, str) else doc.text


def given(doc: Doc) -> Given:
    """Return what the Doc was given, or the default for its text."""
    found = doc.user_data.get(KEY)
    return found if isinstance(found, Given) else Given(split_paragraphs(doc.text))
