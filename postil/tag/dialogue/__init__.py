"""The component `postil_dialogue`: what is said, and who says it. See docs/tags.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language

from postil.tag.dialogue.attribute import attribute, prepare
from postil.tag.dialogue.mentions import all_mentions
from postil.tag.dialogue.weights import Weights, shipped_weights
from postil.tag.found import CAST, DIALOGUE, QUOTES, CastFound, DialogueFound, found
from postil.tag.given import given
from postil.tags import Quote

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Dialogue", "create_dialogue"]


class Dialogue:
    """Finds direct speech and its speakers on a Doc that `postil_cast` has been over.

    Without a cast every speech is found and nobody is given any.
    """

    def __init__(self, weights: Weights | None = None) -> None:
        self.weights = weights or shipped_weights()

    def match(self, doc: Doc) -> DialogueFound:
        """Return the quotes of `doc` and all its mentions, changing nothing."""
        cast = found(doc, CAST, CastFound) or CastFound((), ())
        prepared = prepare(doc, given(doc), cast)
        attributions = attribute(prepared, self.weights)
        quotes = tuple(
            Quote(part.start, part.end, a.speaker, a.how, a.confidence)
            for utterance, a in zip(prepared.scene.utterances, attributions, strict=True)
            for part in utterance.parts
        )
        return DialogueFound(quotes, all_mentions(prepared, attributions))

    def __call__(self, doc: Doc) -> Doc:
        """Leave what `match` finds in `doc.user_data` and `doc.spans`."""
        matched = self.match(doc)
        doc.user_data[DIALOGUE] = matched
        spans = [
            doc.char_span(q.start, q.end, label=q.how, span_id=q.speaker or "", alignment_mode="expand")
            for q in matched.quotes
        ]
        doc.spans[QUOTES] = [span for span in spans if span is not None]
        return doc


@Language.factory("postil_dialogue")
def create_dialogue(nlp: Language, name: str) -> Dialogue:
    """Make the component for `nlp.add_pipe("postil_dialogue")`."""
    return Dialogue()
