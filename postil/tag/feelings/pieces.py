"""Cut words into the pieces of a fixed vocabulary, as WordPiece does: the longest piece that fits, from the left.

After Schuster and Nakajima (2012) and the BERT of Devlin et al. (2019), whose vocabulary the network was made with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from unicodedata import category, normalize

UNKNOWN: Final = "[UNK]"
_INSIDE: Final = "##"
"""Stands before a piece that does not begin a word."""
_PARTS: Final = re.compile(r"[^\W_]+|\S")


def pieces(form: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Return the numbers of the pieces of a lower-case form; accents are dropped, punctuation stands by itself."""
    plain = "".join(c for c in normalize("NFD", form) if category(c) != "Mn")
    return [n for part in _PARTS.findall(plain) for n in _cut(part, vocabulary)] or [vocabulary[UNKNOWN]]


def _cut(part: str, vocabulary: Mapping[str, int]) -> list[int]:
    cut, at = [], 0
    while at < len(part):
        before = _INSIDE if at else ""
        end = next((end for end in range(len(part), at, -1) if before + part[at:end] in vocabulary), at)
        if end == at:
            return [vocabulary[UNKNOWN]]
        cut.append(vocabulary[before + part[at:end]])
        at = end
    return cut
