"""Each thing that can be wrong in people's files, as they would see it told. See README.md here."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from postil.catalogue import READ
from postil.problems import Problem
from postil.read import read_content

HERE = Path(__file__).parent


def code_of(folder: str) -> str:
    """`yaml.broken+tab` is another case of `yaml.broken`."""
    return folder.partition("+")[0]


CODES = {code.code for code in READ}
FOLDERS = sorted(f.name for f in HERE.iterdir() if (f / "in").is_dir() and code_of(f.name) in CODES)


def told(problem: Problem) -> str:
    where = f"{problem.where.path}:{problem.where.line}"
    return f"{where} {problem.code} {problem.severity} {problem.text} -> {problem.hint}\n"


@pytest.mark.parametrize("code", FOLDERS)
def test_the_problem_is_told_as_expected(code: str, tmp_path: Path, golden: Callable[[Path, str], None]) -> None:
    content = tmp_path / "content"
    shutil.copytree(HERE / code / "in", content)
    problems = read_content(content).problems
    assert code_of(code) in {problem.code for problem in problems}
    golden(HERE / code / "expected.txt", "".join(map(told, problems)))


def test_every_code_of_the_reader_has_a_folder() -> None:
    missing = CODES - set(FOLDERS)
    assert not missing
