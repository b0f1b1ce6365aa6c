"""The margin with forty notes, at eight widths and three sizes, with the script and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Reader, tell

WIDTHS = (390, 600, 820, 1000, 1280, 1440, 1680, 2200)
SIZES = ("s", "m", "xl")
FULL = "the-full-margin/index.html"
WAYS = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@WAYS
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_lies_on_anything(reader: Callable[..., Reader], stress: Path, width: int, script: bool) -> None:
    someone = reader(width, script=script)
    page = someone.open(stress / FULL)
    wrong = []
    for size in SIZES:
        someone.ask(page, "choose", "size", size)
        someone.settle(page)
        found = someone.ask(page, "overlaps")
        wrong += [f"size {size}, {what}: {some[:3]} ({len(some)} in all)" for what, some in found.items() if some]
        seen = len(someone.ask(page, "notes"))
        if width >= 600 and seen != 40:
            wrong.append(f"size {size}: {seen} of 40 notes are seen")
    tell(wrong)
