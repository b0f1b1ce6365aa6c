"""What all tests share: golden files. `pytest --save-golden` saves what came out as what is expected; read git diff."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--save-golden", action="store_true", help="write golden files instead of comparing with them")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare text with a golden file: `golden(path, got)`; the failure is a diff, - expected, + came out."""

    def compare(path: Path, got: str) -> None:
        if request.config.getoption("--save-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(got, encoding="utf-8", newline="\n")
            return
        expected = path.read_text(encoding="utf-8") if path.exists() else ""
        if got != expected:
            diff = difflib.unified_diff(expected.splitlines(), got.splitlines(), path.name, "came out", lineterm="")
            pytest.fail("\n".join((f"{path} (--save-golden to accept):", *diff)), pytrace=False)

    return compare
