"""The spaCy component `postil_cast`: who is in the story, under which names, and where they are mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language

from postil.tag.cast.find import find_cast
from postil.tag.found import CAST, MENTIONS, CastFound
from postil.tag.given import given

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["CastFinder", "create_cast"]


@Language.factory(CAST)
def create_cast(nlp: Language, name: str) -> CastFinder:
    """Make the component; it needs nothing from the pipeline, and uses a parse and entities where there are any."""
    return CastFinder(name)


class CastFinder:
    """Find the people of a story, which the Doc holds as a whole."""

    def __init__(self, name: str = CAST) -> None:
        self.name = name

    def match(self, doc: Doc) -> CastFound:
        """Return the cast of a Doc, and leave the Doc as it is."""
        return find_cast(doc, given(doc))

    def __call__(self, doc: Doc) -> Doc:
        """Leave the cast in `doc.user_data` and the mentions in `doc.spans`, labelled by kind, with the person's id."""
        found = self.match(doc)
        doc.user_data[CAST] = found
        spans = (
            doc.char_span(m.start, m.end, label=m.kind, span_id=m.character, alignment_mode="expand")
            for m in found.mentions
        )
        doc.spans[MENTIONS] = [span for span in spans if span is not None]
        return doc
