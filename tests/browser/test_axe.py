"""axe finds nothing on any sort of page, in any theme, with settings and help open; target size included."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Reader, ask, tell

STORY = "a-person-to-sit-still"
PAGES = ("index.html", "404.html", f"{STORY}/index.html", f"{STORY}/03-wind-off.html", "ten-past-four/index.html",
         *(f"{STORY}/{name}.html" for name in ("cast", "beats", "script", "notes")))  # fmt: skip
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
BARS = re.compile(r'^<a[^>]* class="(pt |f-|flat )')
"""Bars and points are as wide as their beat. WCAG 2.2, 2.5.8 lets them: the beat sheet has the same links, larger."""
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}


def found(page: Page, options: Any, inside: str = "") -> list[str]:
    """Return what axe finds, in a line each, on the page or inside one thing of it."""
    violations = Axe().run(page, context=inside or None, options=options).response["violations"]
    equivalent = [v for v in violations if v["id"] == "target-size"]
    for one in equivalent:
        one["nodes"] = [node for node in one["nodes"] if not BARS.search(node["html"])]
    violations = [v for v in violations if v["nodes"]]
    return [f"{v['id']}: {v['help']}: {[node['html'][:120] for node in v['nodes'][:3]]}" for v in violations]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(reader: Callable[..., Reader], sample: Path, path: str) -> None:
    someone = reader()
    page = someone.open(sample / path)
    if (lift := page.locator("#bound button")).count() and lift.is_visible():
        lift.click()
    wrong = found(page, RULES)
    for theme in ("sepia", "dark"):
        if path == "404.html":  # no settings there; the theme chosen elsewhere holds
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        else:
            ask(page, "choose", "theme", theme)
        someone.settle(page)
        wrong += [f"{theme}: {one}" for one in found(page, COLOURS)]
    tell(wrong)


@pytest.mark.parametrize("width", [390, 820])
def test_axe_finds_nothing_on_narrow_pages(reader: Callable[..., Reader], sample: Path, width: int) -> None:
    page = reader(width).open(sample / STORY / "03-wind-off.html")
    for fold in page.locator(".notes > summary:visible").all():
        fold.click()
    tell(found(page, RULES))


@pytest.mark.parametrize("theme", ["light", "sepia", "dark"])
@pytest.mark.parametrize("key", ["s", "?", "c"], ids=["settings", "help", "citation"])
def test_axe_finds_nothing_with_a_panel_open(reader: Callable[..., Reader], stress: Path, key: str, theme: str) -> None:
    someone = reader()
    page = someone.open(stress / "three-parts" / "01-part.html")
    ask(page, "choose", "theme", theme)
    page.keyboard.press(key)
    someone.settle(page)
    tell(found(page, RULES, "#panel" if key == "s" else "dialog[open]"))


def test_axe_finds_nothing_where_only_some_notes_are_shown(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader().open(stress / "three-parts" / "01-part.html", "?kind=craft&follow=wren")
    tell(found(page, RULES))
