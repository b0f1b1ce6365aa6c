"""Whole pages, byte for byte: a small library with its tags kept, built, and held to the pages of tests/golden/site.

`pytest tests/golden --save-golden` saves what comes out as what is expected; then read `git diff`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from postil.layout import Told, lay_out
from postil.place import place
from postil.read import read_content
from postil.render import render
from postil.tags import from_json

HERE = Path(__file__).parent
SITE = HERE / "site"


@pytest.fixture(scope="module")
def built() -> dict[str, str]:
    """Return the site's files but for its assets, whose digests are left out of the pages' links to them."""
    content = read_content(HERE / "content")
    told = []
    for story in content.stories:
        tags = from_json(json.loads((HERE / "tags" / f"{story.slug}.json").read_text(encoding="utf-8")))
        assert tags.text == story.text, f"{story.slug} was changed: run python tests/golden/make_tags.py"
        told.append(Told(story, tags, place(story)))
    pages, _ = lay_out(content.library, told)
    files = render(pages, HERE.parents[1] / "templates")
    return {
        path: re.sub(r"(assets/\S+?\?v=)[0-9a-f]+", r"\1…", data.decode())
        for path, data in files.items()
        if not path.startswith("assets/")
    }


def expected() -> list[str]:
    return sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*") if path.is_file())


def test_the_site_has_these_pages_and_no_others(request: pytest.FixtureRequest, built: dict[str, str]) -> None:
    if request.config.getoption("--save-golden"):
        for gone in sorted(set(expected()) - set(built)):
            (SITE / gone).unlink()
        return
    missing, more = sorted(set(expected()) - set(built)), sorted(set(built) - set(expected()))
    assert not missing and not more, f"missing: {missing}, unexpected: {more}"


OF_A_STORY = ("index.html", "cast.html", "beats.html", "script.html", "notes.html", "tags.json")
PAGES = (
    *("index.html", "404.html", "two-tides/01-out.html", "two-tides/02-in.html"),
    *(f"{story}/{name}" for story in ("the-gate", "two-tides") for name in OF_A_STORY),
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_as_it_was(golden: Callable[[Path, str], None], built: dict[str, str], page: str) -> None:
    golden(SITE / page, built[page])
