"""Each thing that can be wrong in people's files, as they would see it told. See README.md here."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from postil.catalogue import CATALOGUE, NEW, READ
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


def test_the_catalogue_explains_the_codes_that_are_used_and_no_others() -> None:
    areas = "|".join(sorted({code.partition(".")[0] for code in CATALOGUE}))
    codes = re.compile(rf'"((?:{areas})\.[a-z-]+)"')
    engine = HERE.parents[1] / "postil"
    files = (file for file in engine.rglob("*.py") if file.name != "catalogue.py")
    used = {code for file in files for code in codes.findall(file.read_text(encoding="utf-8"))}
    names_of_files = {code for code in used if code.endswith((".md", ".yaml", ".json", ".html"))} - {"prose.html"}
    assert used - names_of_files <= set(CATALOGUE)
    assert {code.code for code in (*READ, *NEW)} <= used
