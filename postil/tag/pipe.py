"""Run spaCy's own pipe over the paragraphs of a text, in batches, and give back the whole as one Doc.

The Doc's text has the same length as the text given, character for character, so offsets in the one are offsets in the
other; what spaCy's model was not trained on (curly quotes, hard-wrapped lines, apostrophes lost to a bad conversion) is
folded to what it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from postil.models import Span
from postil.tag.cores import run
from postil.tag.given import KEY, Given, keep_text

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_FOLD = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\n": " ", "\t": " "})

_STEMS = "do|does|did|ca|wo|is|are|was|were|has|have|had|would|could|should|might|must|need|ought|ai|sha|dare|may"
_WHO = "I|you|he|she|it|we|they|who|what|that|there|how|why|where"
_LOST = re.compile(
    rf"(\b(?:{_STEMS})n)[ \n](?=t\b)|(\bI)[ \n](?=m\b)|(\b(?:{_WHO}))[ \n](?=(?:d|ll|ve|re)\b)|(\w)[ \n](?=s\b)",
    re.IGNORECASE,
)
_NOT = re.compile(rf"\b(?:{_STEMS})n(?:([ \n])|['’])t\b", re.IGNORECASE)


def normalise(text: str, *, lost: bool = False) -> str:
    """Return the text of a paragraph as spaCy's model knows text, of the same length.

    With `lost`, apostrophes that a bad conversion left as spaces ("don t", "the boy s hat") are put back.
    """
    folded = text.translate(_FOLD)
    return _LOST.sub(lambda m: f"{m[m.lastindex or 0]}'", folded) if lost else folded


def lost_apostrophes(text: str) -> bool:
    """Whether a text has lost its apostrophes: it says "don t" more than once, and hardly ever "don't"."""
    found = [m.lastindex is not None for m in _NOT.finditer(text)]
    lost = sum(found)
    return lost > 1 and lost > 20 * (len(found) - lost)


def parse(nlp: Language, text: str, given: Given, progress: Callable[[int], None] | None = None) -> Doc:
    """Parse each paragraph of `text` by itself and return one Doc over the whole text, `given` in its user data.

    `progress` is called with the number of characters done since the last call.
    """
    from spacy.tokens import Doc

    lost = lost_apostrophes(text)
    pieces = [normalise(text[a:b], lost=lost) + gap for (a, b), gap in _with_gaps(text, given.paragraphs)]
    docs = run(nlp, pieces, progress)
    doc = (docs and Doc.from_docs(docs, ensure_whitespace=False)) or Doc(nlp.vocab)
    doc.user_data[KEY] = replace(given, text=text)
    keep_text(doc, "".join(pieces))
    return doc


def _with_gaps(text: str, paragraphs: Sequence[Span]) -> Iterator[tuple[Span, str]]:
    """Yield each paragraph with the white space after it; the first starts at 0, so that no text is left out."""
    for i, (start, end) in enumerate(paragraphs):
        following = paragraphs[i + 1][0] if i + 1 < len(paragraphs) else len(text)
        yield (0 if i == 0 else start, end), text[end:following]
