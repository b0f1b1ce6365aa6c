"""The components in somebody else's pipeline: added by name, found through the package's entry points."""

from importlib.metadata import entry_points

import pytest
import spacy

NAMES = ("postil_cast", "postil_dialogue", "postil_feelings")
STORY = "“You’re late,” said Oskar.\n\n“I know,” said Ines. Oskar was furious."


def test_each_component_is_an_entry_point_of_the_package() -> None:
    there = {point.name for point in entry_points(group="spacy_factories")}
    assert set(NAMES) <= there, "spaCy would not find the components by name"


@pytest.fixture
def nlp() -> spacy.Language:
    pipeline = spacy.blank("en")
    for name in NAMES:
        pipeline.add_pipe(name)
    return pipeline


def test_they_leave_what_they_found_in_the_spans(nlp: spacy.Language) -> None:
    doc = nlp(STORY)
    assert [(span.text, span.id_) for span in doc.spans["postil_quotes"]] == [
        ("“You’re late,”", "oskar"),
        ("“I know,”", "ines"),
    ]
    assert {(span.text, span.id_) for span in doc.spans["postil_mentions"] if span.label_ == "name"} == {
        ("Oskar", "oskar"),
        ("Ines", "ines"),
    }
    assert [(span.text, span.label_, span.id_) for span in doc.spans["postil_feelings"]] == [
        ("furious", "anger", "oskar")
    ]


def test_a_pipeline_with_them_can_be_made_again_from_its_config(nlp: spacy.Language) -> None:
    again = type(nlp).from_config(nlp.config)
    doc = again(STORY)
    assert [span.text for span in doc.spans["postil_quotes"]] == ["“You’re late,”", "“I know,”"]


@pytest.mark.parametrize("text", ["", "\n\n", "“", "Nobody."])
def test_texts_with_nothing_in_them_are_no_trouble(nlp: spacy.Language, text: str) -> None:
    doc = nlp(text)
    assert len(doc.spans["postil_quotes"]) <= 1
