"""Build a parsed Doc without a model: one line a token, `text lemma POS dep head`."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc


def built(*rows: str) -> Doc:
    """Return a Doc of the rows; heads are token numbers."""
    parts = [row.split() for row in rows]
    texts, lemmas, pos, deps, heads = (list(column) for column in zip(*parts, strict=True))
    spaces = [following not in {".", ",", "'s", "!", "?", '"'} for following in [*texts[1:], "."]]
    return Doc(
        spacy.blank("en").vocab,
        words=texts,
        spaces=spaces,
        lemmas=lemmas,
        pos=pos,
        deps=deps,
        heads=list(map(int, heads)),
    )
