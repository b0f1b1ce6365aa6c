"""Where a text may be cut without tearing what a reader sees as one character.

An approximation of the extended grapheme clusters of Unicode Standard Annex 29 from what Python's `unicodedata` knows:
combining marks, joined and tinted emoji, flags, Hangul letters, and CR LF stay whole.
"""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range widened so that neither end tears a character; an empty one stays empty."""
    if start >= end:
        return start, end
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    return start, end


def _joined(text: str, place: int) -> bool:
    """Tell whether the characters on both sides of a place are parts of one."""
    before, after = text[place - 1], text[place]
    if before < "\u0300" and after < "\u0300":
        return before == "\r" and after == "\n"
    if after == _JOINER or unicodedata.category(after)[0] == "M" or "\U0001f3fb" <= after <= "\U0001f3ff":
        return before not in "\r\n"
    if "\U000e0020" <= after <= "\U000e007f":
        return True
    if before == _JOINER:
        return unicodedata.category(after) == "So"
    if _is_flag_letter(before) and _is_flag_letter(after):
        first = place - 1
        while first > 0 and _is_flag_letter(text[first - 1]):
            first -= 1
        return (place - first) % 2 == 1
    return _hangul(before, after)


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _hangul(before: str, after: str) -> bool:
    """Tell whether two conjoining Hangul letters make one syllable."""
    if "\u1160" <= after <= "\u11a7":
        return "\u1100" <= before <= "\u11a7" or (_is_syllable(before) and (ord(before) - 0xAC00) % 28 == 0)
    if "\u11a8" <= after <= "\u11ff":
        return "\u1160" <= before <= "\u11ff" or _is_syllable(before)
    return "\u1100" <= after <= "\u115f" and "\u1100" <= before <= "\u115f"


def _is_syllable(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3"
