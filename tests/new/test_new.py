"""New stories: what `build.py new` would write, and that no word of a text is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postil.models import Story
from postil.new import Files, new_story
from postil.problems import Problem
from postil.read import read_content

CASES = Path(__file__).parent / "cases"


def write(made: Files) -> None:
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def story_from(text: str, folder: Path, name: str = "in.txt", slug: str = "a-story") -> Story:
    (folder / name).write_text(text, encoding="utf-8")
    made, problems = new_story(folder / "content", slug, folder / name)
    assert made, problems
    write(made)
    content = read_content(folder / "content")
    assert not [p for p in content.problems if p.severity == "error"]
    return content.stories[0]


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize("file", sorted(CASES.glob("*.txt")), ids=lambda file: file.stem)
def test_a_text_becomes_the_expected_files(file: Path, tmp_path: Path, golden: Callable[[Path, str], None]) -> None:
    made, problems = new_story(tmp_path, file.stem, file)
    assert not problems
    prose = {path.relative_to(tmp_path): text for path, text in made.items() if path.parent.name != "notes"}
    golden(file.with_suffix(".expected"), "".join(f"===== {path.as_posix()}\n{text}" for path, text in prose.items()))


PARTS = st.sampled_from(
    (
        *(Path(__file__).parent / "parts.txt").read_text(encoding="utf-8").split(),
        *("* * *", "Chapter I", "CHAPTER II", "II.", "\n", "\n", "\n\n", "\n    ", "\t", "a" * 50),
    )
)
TEXTS = st.lists(PARTS, min_size=1, max_size=60).map(" ".join)


def words(text: str) -> list[str]:
    """The words of a text: marks of emphasis and scene breaks are none."""
    return [word for word in re.sub(r"[*_]", "", text).split() if any(c.isalnum() for c in word)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=200)
@given(TEXTS)
def test_the_story_has_the_words_of_the_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    if not text.strip():
        return
    if not words(text):
        text += "\n\nThe end."
    story = story_from(text, tmp_path_factory.mktemp("new"))
    chapters = [chapter for chapter in story.chapters if chapter.slug]
    told = [w for c in chapters for w in words(f"{c.title} {' '.join(p.text for p in c.paragraphs)}")]
    kept = told if chapters else words(story.text)
    assert [w.strip(".") for w in kept if w != "Opening"] == [w.strip(".") for w in words(text)]


def test_an_empty_story_is_friendly_and_has_no_problem(tmp_path: Path) -> None:
    made, problems = new_story(tmp_path / "content", "the-long-way-home")
    write(made)
    content = read_content(tmp_path / "content")
    assert not problems
    assert codes(content.problems) == ["library.missing"]
    assert content.stories[0].title == "The Long Way Home"
    assert content.stories[0].paragraphs


def test_the_example_note_is_a_note_once_its_signs_are_taken_away(tmp_path: Path) -> None:
    made, _ = new_story(tmp_path, "lamp")
    text = next(text for path, text in made.items() if path.parent.name == "notes")
    example = "\n".join(line.lstrip("#").strip() for line in text.split("\n") if line.startswith("#     "))
    (tmp_path / "lamp/notes").mkdir(parents=True)
    (tmp_path / "lamp/notes/me.md").write_text(f"---\nby: Me\n---\n{example}\n", encoding="utf-8")
    (tmp_path / "lamp/story.md").write_text("# Lamp\n\nIt was low.\n", encoding="utf-8")
    notes = read_content(tmp_path).stories[0].notes
    assert len(notes) == 2
    assert all(note.quotation and note.body for note in notes)


def test_a_markdown_file_is_taken_with_its_front_matter(tmp_path: Path) -> None:
    text = "---\ntitle: The Kettle\nauthor: Ines\n---\n\nIt *sang*.\n"
    (tmp_path / "kettle.md").write_text(text, encoding="utf-8")
    made, _ = new_story(tmp_path / "content", "the-kettle", tmp_path / "kettle.md")
    assert made[tmp_path / "content/the-kettle/story.md"] == text


@pytest.mark.parametrize("text", ["It sang.\n", "---\nauthor: Ines\n---\n\nIt sang.\n"])
def test_a_markdown_file_without_a_title_gets_one(tmp_path: Path, text: str) -> None:
    story = story_from(text, tmp_path, "in.md", "the-kettle")
    assert story.title == "The Kettle"
    assert story.text == "It sang."


@pytest.mark.parametrize(
    ("slug", "hint"),
    [("My Story", "Did you mean “my-story”?"), ("été", "Did you mean “ete”?"), ("!", "Use"), ("assets", "Use")],
)
def test_a_bad_address_is_told_with_a_good_one(tmp_path: Path, slug: str, hint: str) -> None:
    made, problems = new_story(tmp_path, slug)
    assert not made
    assert codes(problems) == ["new.address"]
    assert problems[0].hint.startswith(hint)


def test_nothing_is_written_over_a_story_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "My Story").mkdir()
    made, problems = new_story(tmp_path, "my-story")
    assert not made
    assert codes(problems) == ["new.exists"]


def test_a_word_document_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "story.docx").write_bytes(b"PK\x03\x04")
    made, problems = new_story(tmp_path / "content", "lamp", tmp_path / "story.docx")
    assert not made
    assert codes(problems) == ["new.format"]


def test_an_empty_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(" \n", encoding="utf-8")
    made, problems = new_story(tmp_path / "content", "lamp", tmp_path / "in.txt")
    assert not made
    assert codes(problems) == ["new.empty"]


def test_a_text_of_another_encoding_is_taken_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_bytes("“No,” said Zoë.\r\n".encode("cp1252"))
    made, problems = new_story(tmp_path / "content", "lamp", tmp_path / "in.txt")
    assert codes(problems) == ["new.encoding"]
    assert problems[0].severity == "warning"
    assert "“No,” said Zoë." in made[tmp_path / "content/lamp/story.md"]
