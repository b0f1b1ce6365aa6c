"""The command line as a person types it, on a small library, with a tagger that needs no model."""

from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from click.testing import CliRunner, Result

import build
from postil import pipeline, tagfile
from postil.tag import tagger as stage

STORY = """---
title: The Kettle
author: A. Writer
---

She put the kettle on before she took her coat off.

“You’re late,” said Oskar. He did not look up.

“I know,” Ines said. She was afraid of the quiet.
"""

NOTE = """---
by: Me
kind: craft
---

> She put the **kettle** on before

The coat is the news.
"""

LIBRARY = "title: Our stories\n"


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tag by patterns on a blank pipeline: quick, and the commands are the same."""

    def load_blank(model: str) -> stage.Tagger:
        nlp = spacy.blank("en")
        nlp.add_pipe("sentencizer")
        return stage.Tagger(nlp, model, stage.components_of(nlp))

    monkeypatch.setattr(pipeline, "load", load_blank)
    monkeypatch.setattr(tagfile, "load", load_blank)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one story and one note on it; it is also the working folder."""
    write(
        tmp_path,
        {
            "content/library.yaml": LIBRARY,
            "content/the-kettle/story.md": STORY,
            "content/the-kettle/notes/me.md": NOTE,
        },
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def postil() -> Callable[..., Result]:
    """Run `python build.py …` and return what it printed and its status."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(build.main, list(arguments))

    return run


def write(root: Path, files: dict[str, str]) -> None:
    """Write files of a small library."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
