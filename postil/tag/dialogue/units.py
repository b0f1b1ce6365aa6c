"""Gather speech into utterances: what one speaker says in one go, over narration and over paragraphs.

A paragraph has one speaker in all but one or two of a hundred quotations, so an utterance is all the speech of a
paragraph, and of the paragraphs that go on with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from postil.models import Span
from postil.tag.given import Given
from postil.tag.speech import Speech

_CHAPTER = re.compile(
    r"(?:(?:chapter|book|part|act|scene|volume|canto|letter)\b.{0,60}|[IVXLC]+\.?|\d+\.?|[*#~•·\s.—-]+)$",
    re.IGNORECASE | re.DOTALL,
)
LONG_PAUSE = 12
"""Paragraphs of narration after which a conversation has ended."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one speaker says in one go."""

    parts: tuple[Speech, ...]
    """Its stretches, in order."""
    gap: int
    """Paragraphs from the one before: 0 in the same one, 1 in the next; `LONG_PAUSE` + 1 across a break."""

    @property
    def first(self) -> int:
        """Index of its first paragraph."""
        return self.parts[0].paragraph

    @property
    def last(self) -> int:
        """Index of its last paragraph."""
        return self.parts[-1].paragraph


def gather(speeches: Sequence[Speech], splits: frozenset[int], breaks: frozenset[int]) -> tuple[Utterance, ...]:
    """Return the utterances of `speeches`, in order.

    A new one begins with each paragraph that does not go on with the one before, and at each speech whose index is in
    `splits`. `breaks` are paragraphs that a scene begins with.
    """
    groups: list[list[Speech]] = []
    for n, speech in enumerate(speeches):
        same = bool(groups) and groups[-1][-1].paragraph == speech.paragraph
        if groups and n not in splits and (same or speech.continued):
            groups[-1].append(speech)
        else:
            groups.append([speech])
    ordered = sorted(breaks)
    found: list[Utterance] = []
    at = 0
    for group in groups:
        gap = group[0].paragraph - found[-1].last if found else LONG_PAUSE + 1
        while at < len(ordered) and ordered[at] <= group[0].paragraph:
            if found and ordered[at] > found[-1].last:
                gap = LONG_PAUSE + 1
            at += 1
        found.append(Utterance(tuple(group), min(gap, LONG_PAUSE + 1)))
    return tuple(found)


def scene_breaks(text: str, given: Given) -> frozenset[int]:
    """Return the paragraphs that a scene or chapter begins with: given, headings, and lines that look like one."""
    own = {i for i, (a, b) in enumerate(given.paragraphs) if b - a < 80 and _CHAPTER.match(text, a, b)}
    return given.breaks | given.headings | frozenset(own)


def conversations(utterances: Sequence[Utterance]) -> list[Span]:
    """Return the runs of utterances that no break and no long pause parts, as half-open ranges of indices."""
    starts = [i for i, u in enumerate(utterances) if i == 0 or u.gap > LONG_PAUSE]
    return list(zip(starts, [*starts[1:], len(utterances)], strict=False))  # no starts: no conversations
