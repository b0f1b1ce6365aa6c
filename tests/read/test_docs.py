"""What the documents say about writing holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from postil.catalogue import CATALOGUE
from postil.emotion import CHANNELS, SHADES
from postil.read import read_content

DOCS = Path(__file__).parents[2] / "docs"
_EXAMPLE = re.compile(r"^In `(content/\S+)`:\n\n((?:    .*\n|\n)+)", re.MULTILINE)


def test_the_examples_of_the_guide_are_a_library_without_a_problem(tmp_path: Path) -> None:
    guide = (DOCS / "notes.md").read_text(encoding="utf-8")
    for name, example in _EXAMPLE.findall(guide):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(re.sub("^    ", "", example, flags=re.MULTILINE), encoding="utf-8")
    content = read_content(tmp_path / "content")
    story = content.stories[0]
    assert not content.problems
    assert (len(story.paragraphs), len(story.notes), len(story.corrections)) == (4, 5, 3)
    assert [entry.name for entry in story.cast.entries] == ["Nora Vale", "Tom"]
    assert all(shade in guide for shades in SHADES.values() for shade in shades)
    assert ", ".join(CHANNELS) in guide


def test_every_problem_is_in_the_list_of_problems(golden: Callable[[Path, str], None]) -> None:
    lines = [
        "# Problems",
        "",
        "Everything that Postil may tell you is wrong with your files. An error keeps the site from being built (the",
        "last good one stays); a warning does not. Each is told with its file and line, and with what to do. Where a",
        "quotation found no place, it is an error to `check` and with `--strict`, and a warning in a build.",
        "",
        "| code | | when it comes up |",
        "|---|---|---|",
        *(f"| `{code.code}` | {code.severity} | {code.meaning} |" for code in CATALOGUE.values()),
    ]
    golden(DOCS / "problems.md", "\n".join(lines) + "\n")
