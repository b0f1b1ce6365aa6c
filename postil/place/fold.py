"""Fold what differs between a story and a quotation typed by hand, keeping the way back to the story's own offsets.

Folded are: the shapes of quotation marks and apostrophes, of dashes (with the spaces round them) and of ellipses;
white space of any kind and length, and a stroke between spaces (how verse is quoted in a line); characters that cannot
be seen; stars and underscores copied from Markdown; composed and decomposed letters (Unicode NFC). Case is
not: "Rope" is not "rope".
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_S = r"(?:[^\S\n]|(?<!\n)\n(?!\n))"
"""White space that does not part paragraphs."""
_FOLDS = re.compile(
    rf"""(?= [^A-Za-z0-9,;] ) (?! \ [A-Za-z0-9] )  # nearly all there is: soon done with
    (?: (?P<single> [‘’‚‛‹›′ʼ`´＇] )
    | (?P<double> [“”„‟«»″＂] )
    | (?P<ellipsis> {_S}* (?: … | \.(?:\ ?\.){{2}} (?!\ ?\.) ) {_S}* )
    | (?P<dash> {_S}* (?: -- -? | [‐‑‒–—―−⸺⸻] | (?<!\S) - (?!\S) )+ {_S}* )
    | (?P<paragraph> \n\n+ )
    | (?P<space> {_S}+ / {_S}+ | \ {_S}+ | (?!\ ) {_S}+ )
    | (?P<nothing> [*_{_UNSEEN}]+ ) )""",
    re.VERBOSE,
)
_INTO = {"single": "'", "double": '"', "ellipsis": "...", "dash": "-", "paragraph": "\n", "space": " ", "nothing": ""}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded, and where each part of it came from."""

    text: str
    places: tuple[int, ...]
    """Where each part begins in the folded text, ascending. Parts that folded to nothing are not there."""
    starts: tuple[int, ...]
    """Where each part begins in the original."""
    ends: tuple[int, ...]
    """Where it ends there."""
    kept: tuple[bool, ...]
    """Whether it stands as it was, so that offsets inside it count on."""

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the original that a range of the folded text, not empty, came from."""
        first, last = bisect_right(self.places, start) - 1, bisect_left(self.places, end) - 1
        begin = self.starts[first] + (start - self.places[first] if self.kept[first] else 0)
        return begin, self.starts[last] + end - self.places[last] if self.kept[last] else self.ends[last]

    def into(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the folded text that a range of the original became; it may be empty."""
        return self._into(start, after=False), self._into(end, after=True)

    def _into(self, place: int, *, after: bool) -> int:
        """Return where an offset of the original went; one inside a folded part goes to its end if `after`."""
        part = bisect_right(self.starts, place) - 1
        if after and part >= 0 and self.starts[part] == place:
            part -= 1
        if part < 0:
            return 0
        limit = self.places[part + 1] if part + 1 < len(self.places) else len(self.text)
        if self.kept[part]:
            return min(self.places[part] + place - self.starts[part], limit)
        return limit if after or place >= self.ends[part] else self.places[part]


def fold(text: str) -> Folded:
    """Fold a text. The blank line between paragraphs becomes one line end, so that nothing matches across it."""
    parts: list[str] = []
    places: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    kept: list[bool] = []
    length = 0

    def add(start: int, end: int, new: str, *, same: bool) -> None:
        nonlocal length
        if new:
            parts.append(new)
            places.append(length)
            starts.append(start)
            ends.append(end)
            kept.append(same)
            length += len(new)

    def add_plain(start: int, end: int) -> None:
        """Add what needs no folding but may have to be composed."""
        plain = text[start:end]
        if unicodedata.is_normalized("NFC", plain):
            add(start, end, plain, same=True)
            return
        for at, cluster in _clusters(plain):
            new = unicodedata.normalize("NFC", cluster)
            add(start + at, start + at + len(cluster), new, same=new == cluster)

    done = 0
    for match in _FOLDS.finditer(text):
        add_plain(done, match.start())
        add(match.start(), match.end(), _INTO[match.lastgroup or ""], same=False)
        done = match.end()
    add_plain(done, len(text))
    return Folded("".join(parts), tuple(places), tuple(starts), tuple(ends), tuple(kept))


def _clusters(text: str) -> list[tuple[int, str]]:
    """Part a text that is not composed where composing never reaches across, as (offset, part)."""
    cuts = [0]
    for place in range(1, len(text)):
        before, here = text[cuts[-1] : place], text[place]
        apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", here)
        if not unicodedata.combining(here) and unicodedata.normalize("NFC", before + here) == apart:
            cuts.append(place)
    return [(start, text[start:end]) for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
