"""Each thing that can be wrong with where a note stands, as its writer sees it told: folders of tests/problems."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from postil.catalogue import PLACED
from postil.place import place
from postil.read import read_content

FOLDERS = Path(__file__).parents[1] / "problems"
CODES = [code.code for code in PLACED]
OVER_ENDS = Path(__file__).parent / "over-ends"
"""What the reader cannot see: a quotation in one piece of words from two paragraphs."""


@pytest.mark.parametrize(("folder", "code"), [*((FOLDERS / c, c) for c in CODES), (OVER_ENDS, "note.paragraphs")])
def test_the_problem_is_told_as_expected(
    folder: Path, code: str, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    shutil.copytree(folder / "in", tmp_path / "content")
    content = read_content(tmp_path / "content")
    problems = sorted({*content.problems, *(p for story in content.stories for p in place(story).problems)})
    assert code in {problem.code for problem in problems}
    lines = (f"{p.where.path}:{p.where.line} {p.code} {p.severity} {p.text} -> {p.hint}\n" for p in problems)
    golden(folder / "expected.txt", "".join(lines))


def test_the_catalogue_says_how_bad_each_is() -> None:
    severities = {code.code: code.severity for code in PLACED}
    for folder in CODES:
        for line in (FOLDERS / folder / "expected.txt").read_text(encoding="utf-8").splitlines():
            _, code, severity, *_ = line.split(" ")
            assert severities.get(code, severity) == severity
