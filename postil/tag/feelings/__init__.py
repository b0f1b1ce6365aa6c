"""Feelings: what is felt, by whom, through which channel. The component `postil_feelings`.

In: a Doc, with what `postil_cast` and `postil_dialogue` left on it if they ran. Out: `FeelingsFound` in
`doc.user_data[FEELINGS]`, and the same spans in `doc.spans[FELT]`, labelled by family.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language

from postil.tag.feelings.match import feelings_of
from postil.tag.found import FEELINGS, FELT, FeelingsFound

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Feelings", "create_feelings"]


class Feelings:
    """The component: finds feelings and leaves them on the Doc."""

    def match(self, doc: Doc) -> FeelingsFound:
        """Return the feelings of a Doc, without changing it."""
        return feelings_of(doc)

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.user_data[FEELINGS]` and `doc.spans[FELT]`."""
        found = self.match(doc)
        doc.user_data[FEELINGS] = found
        spans = (
            doc.char_span(f.start, f.end, label=f.family, alignment_mode="expand", span_id=f.feels or "")
            for f in found.feelings
        )
        doc.spans[FELT] = [span for span in spans if span is not None]
        return doc


@Language.factory("postil_feelings", assigns=["doc.spans"])
def create_feelings(nlp: Language, name: str) -> Feelings:
    """Make the component; `nlp.add_pipe("postil_feelings")` calls this."""
    return Feelings()
