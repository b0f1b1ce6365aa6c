"""What every step of finding the cast stands on: the text as it is searched, what is said in it, and its parse."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from spacy import attrs

from postil.models import Span
from postil.tag.given import Given, text_of
from postil.tag.pipe import lost_apostrophes, normalise
from postil.tag.speech import Speech, find_speech

if TYPE_CHECKING:
    from spacy.tokens import Doc

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

_EMPHASIS = str.maketrans({"_": " ", "*": " "})


@dataclass(frozen=True, slots=True)
class Parse:
    """What spaCy told, an entry a token. Strings are ids in the vocabulary's string store."""

    starts: Ints
    dep: Keys
    head: Ints
    """Index of the head."""
    pos: Keys
    ent: Keys
    strings: Any

    def at(self, offset: int) -> int:
        """Return the index of the token that an offset lies in."""
        return max(0, int(np.searchsorted(self.starts, offset, side="right")) - 1)


@dataclass(frozen=True, slots=True)
class Ground:
    """A story as it is searched for people. Offsets are those of the Doc's text."""

    text: str
    """As long as the Doc's text; quotation marks straight, line breaks inside paragraphs and emphasis marks blanked."""
    given: Given
    speech: tuple[Speech, ...]
    said: bytes
    """For each character 1 inside speech, else 0."""
    words: Mapping[str, int]
    """How often each word stands in the text, written as it is."""
    parse: Parse | None
    """None if neither a parser nor an entity recogniser ran."""

    @property
    def paragraphs(self) -> Sequence[Span]:
        """Spans of the paragraphs."""
        return self.given.paragraphs


def ground(doc: Doc, given: Given) -> Ground:
    """Prepare a Doc to be searched."""
    text = text_of(doc)
    lost = lost_apostrophes(text)
    pieces, at = [], 0
    for start, end in given.paragraphs:
        pieces += [text[at:start], normalise(text[start:end], lost=lost).translate(_EMPHASIS)]
        at = end
    pieces.append(text[at:])
    folded = "".join(pieces)
    speech = find_speech(folded, given.paragraphs, given.headings)
    said = bytearray(len(text))
    for part in speech:
        said[part.start : part.end] = b"\1" * (part.end - part.start)
    strings = doc.vocab.strings
    words = Counter({strings[key]: count for key, count in doc.count_by(attrs.ORTH).items()})
    return Ground(folded, given, speech, bytes(said), words, _parse(doc))


def _parse(doc: Doc) -> Parse | None:
    if not len(doc):
        return None
    table: Keys = np.asarray(
        doc.to_array([attrs.LENGTH, attrs.SPACY, attrs.DEP, attrs.HEAD, attrs.POS, attrs.ENT_TYPE]), dtype=np.uint64
    )
    if not table[:, 2].any() and not table[:, 5].any():
        return None
    signed = table.astype(np.int64)
    ends = np.cumsum(signed[:, 0] + signed[:, 1])
    starts = np.concatenate(([0], ends[:-1]))
    head = np.arange(len(doc)) + signed[:, 3]
    return Parse(starts, table[:, 2], head, table[:, 4], table[:, 5], doc.vocab.strings)


def paragraph_of(ground: Ground, starts: Sequence[int], offset: int) -> int:
    """Return the index of the paragraph an offset lies in; `starts` are the paragraphs' starts."""
    return max(0, bisect_right(starts, offset) - 1)
