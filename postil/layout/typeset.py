"""Fine typography that leaves the text alone: what stays on one line, which typewriter marks are drawn as print marks.

Nothing here changes a character. A mark that should look otherwise is a range with the name of its glyph; the sheet
draws the glyph over it, so the page's text, its anchors and what a reader copies stay the author's own. Opening and
closing quotes are told by what stands around them; elisions by the list below, as Standard Ebooks' typogrify does it.
Small capitals are a range too.
"""

from __future__ import annotations

import re
from typing import Final

Glyph = tuple[int, int, str]
"""Start, end, and the class of the glyph: ql and qr (double quotes), sl and sr (single), em (dash), el (ellipsis)."""

_KEEP: Final = re.compile(r"[^\s—–]{1,24}[—–…]+[”’\"')\]]*(?=\s|$)")
"""A dash or ellipsis at the end of a speech stays with its word, and its quotation mark with it."""

_TYPEWRITER: Final = re.compile(r"[\"']|(?<!-)-{2,3}(?!-)|(?<!\.)\.{3}(?!\.)")
_OPENS_AFTER: Final = frozenset(" \t\n([{—–-“‘\"'/")
_ELISION: Final = re.compile(
    r"'(?:tis|twas|twere|twill|tisn|em|til|till|cause|bout|round|neath|n|gainst|kay|\d\ds?)\b", re.IGNORECASE
)
"""Words that begin with an apostrophe: common elisions of English fiction and decades ('90s)."""


def keeps(text: str) -> list[tuple[int, int]]:
    """Return the ranges that must not be broken over two lines."""
    return [match.span() for match in _KEEP.finditer(text)]


def glyphs(text: str) -> list[Glyph]:
    """Return the typewriter marks of a text with the glyphs they stand for, in order."""
    return [(match.start(), match.end(), _glyph(text, match)) for match in _TYPEWRITER.finditer(text)]


OPENING: Final = 26
"""A chapter's or a scene's opening words have at most about so many letters: as far as its first pause, or a word that
does not lean on the next."""
_PAUSE: Final = re.compile(r"[,;:.!?…—–][”’\"')\]]*(?=\s|$)|\s?[—–]|--|\n")
_LEANS: Final = re.compile(
    r"(?:an?|the|his|her|its|their|my|our|your|this|that|these|those|no|every|some|and|or|but|nor|so|if|as|than|who|"
    r"which|when|where|while|because|of|in|on|at|to|for|from|by|with|into|over|under|about|after|before|through|off|"
    r"up|out|very|too|not|is|was|were|are|be|had|has|have|did|does|do|would|could|should|will|can|may|might|must|Mrs?\.|"
    r"Dr\.|Ms\.|Miss|St\.)",
    re.IGNORECASE,
)
"""Words that lean on the next one: a line of capitals that ends with them looks cut off."""


def opening(text: str) -> int:
    """Return where the opening words of a chapter end; 0 if there are not two of them, or hardly more than these."""
    if len(text) < 2 * OPENING:
        return 0
    pause = _PAUSE.search(text, min(10, len(text)), OPENING + 8)
    if pause:
        end = pause.start()
    else:
        ends = [m.start() for m in re.finditer(" ", text[: OPENING + 1])]
        ends = [at for at in ends if not _LEANS.fullmatch(text[:at].rpartition(" ")[2])] or ends[-1:]
        end = ends[-1] if ends else 0
    return end if " " in text[:end].strip() else 0


PRINTED: Final = {"ql": "“", "qr": "”", "sl": "‘", "sr": "’", "em": "—", "el": "…"}
"""The character of each glyph; the stylesheet has the same."""


def print_marks(text: str) -> str:
    """Return a text with its typewriter marks replaced: for lists and titles, which nothing is anchored in."""
    parts, done = [], 0
    for start, end, name in glyphs(text):
        parts += [text[done:start], PRINTED[name]]
        done = end
    return "".join((*parts, text[done:]))


def _glyph(text: str, match: re.Match[str]) -> str:
    mark, start, end = match.group(), match.start(), match.end()
    if mark[0] == "-":
        return "em"
    if mark[0] == ".":
        return "el"
    opens = (start == 0 or text[start - 1] in _OPENS_AFTER) and end < len(text) and not text[end].isspace()
    if opens and text[start - 1 : start] in ("'", '"') and not _opened(text, start - 1):
        opens = False
    if mark == '"':
        return "ql" if opens else "qr"
    return "sl" if opens and not _ELISION.match(text, start) else "sr"


def _opened(text: str, start: int) -> bool:
    """Tell whether the quotation mark at `start` is one that opens: what comes before it decides."""
    return start == 0 or text[start - 1] in _OPENS_AFTER - {"'", '"'}
