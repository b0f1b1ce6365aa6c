"""The tag stage: a text and what is given beside it in, its tags out.

spaCy's own pipe runs paragraph by paragraph; the three components, the arc and the beats see the whole story as one
Doc. spaCy is imported by `load`, and by nothing that runs when no story changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from postil import __version__
from postil.problems import PostilError
from postil.tag.found import (
    CAST,
    DIALOGUE,
    FEELINGS,
    CastFound,
    DialogueFound,
    FeelingsFound,
    MentionFound,
    found,
)
from postil.tag.given import Given
from postil.tags import Character, Mention, Tags

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NEEDED = ("tagger", "parser", "ner")
"""What a spaCy pipeline must have to be our model."""


def made_by(model: str) -> tuple[tuple[str, str], ...]:
    """Return the versions that a story's tags depend on, without importing spaCy."""
    return (("spacy", version("spacy")), ("model", f"{model} {_version_of(model)}".strip()), ("postil", __version__))


def _version_of(model: str) -> str:
    """Return the installed version of a model's package; a pipeline in a folder has none."""
    try:
        return version(model)
    except PackageNotFoundError:
        return ""


@dataclass(frozen=True)
class Tagger:
    """A loaded pipeline with our components; made once a run by `load`."""

    nlp: Language
    model: str
    components: tuple[Callable[[Doc], Doc], ...]

    def tag(self, text: str, given: Given, progress: Callable[[int], None] | None = None) -> Tags:
        """Return the tags of a text.

        `given` counts its offsets in `text`; `progress` is called with the number of characters parsed since
        its last call.
        """
        from postil.tag.arc import arc
        from postil.tag.beats import beats
        from postil.tag.pipe import parse

        doc = parse(self.nlp, text, given, progress)
        for component in self.components:
            doc = component(doc)
        cast = found(doc, CAST, CastFound) or CastFound((), ())
        dialogue = found(doc, DIALOGUE, DialogueFound) or DialogueFound((), cast.mentions)
        felt = found(doc, FEELINGS, FeelingsFound) or FeelingsFound(())
        feelings = felt.feelings
        points = arc(doc, feelings)
        return Tags(
            text=text,
            made_by=made_by(self.model),
            characters=_characters(text, cast, felt, (*dialogue.mentions, *felt.mentions)),
            quotes=dialogue.quotes,
            feelings=feelings,
            arc=points,
            beats=beats(doc, given, feelings, points),
        )


def load(model: str) -> Tagger:
    """Load a spaCy pipeline by name and set up our components beside it.

    Raises PostilError if it is not installed, or has no tagger, parser and entity recogniser.
    """
    import spacy

    try:
        nlp = spacy.load(model)
    except OSError as error:
        raise PostilError(
            f"The spaCy model {model!r} is not installed.",
            f"Install it with `python -m pip install {model}`, or name another under `model:` in library.yaml.",
        ) from error
    missing = [name for name in NEEDED if name not in nlp.pipe_names]
    if missing:
        raise PostilError(
            f"The spaCy model {model!r} has no {' and no '.join(missing)}.",
            "Name an English pipeline with a tagger, a parser and an entity recogniser under `model:` in library.yaml.",
        )
    return Tagger(nlp, model, components_of(nlp))


def components_of(nlp: Language) -> tuple[Callable[[Doc], Doc], ...]:
    """Return our three components, made for a pipeline but beside it: they want the whole story, it a paragraph."""
    # Importing a component's module registers its factory; an installed Postil does the same by its entry points.
    import postil.tag.cast
    import postil.tag.dialogue
    import postil.tag.feelings  # noqa: F401

    return tuple(nlp.create_pipe(name) for name in (CAST, DIALOGUE, FEELINGS))


def _characters(
    text: str, cast: CastFound, felt: FeelingsFound, mentions: Iterable[MentionFound]
) -> tuple[Character, ...]:
    """Join the people with their mentions, as the tags document has them. Who tells the story is also called "I"."""
    of: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in sorted(mentions):
        of[mention.character].append(Mention(mention.start, mention.end, mention.kind))
    teller = cast.narrator if any(text[m.start : m.end] == "I" for m in of[cast.narrator or ""]) else None
    return tuple(
        Character(
            person.id,
            person.name,
            person.aliases + (("I",) if person.id == teller and "I" not in person.aliases else ()),
            person.pronouns,
            tuple(of[person.id]),
        )
        for person in (*cast.people, *felt.people)
    )
