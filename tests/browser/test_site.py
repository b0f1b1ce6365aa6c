"""Every page of both sites: valid HTML, links that lead somewhere, one h1, the chapter's text; and little asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.browser.conftest import Reader, ask, tell

SITES = pytest.mark.parametrize("which", ["sample", "stress"])


@pytest.fixture
def site(request: pytest.FixtureRequest, which: str) -> Path:
    folder: Path = request.getfixturevalue(which)
    return folder


def pages(site: Path) -> Iterator[tuple[Path, Element]]:
    for path in sorted(site.rglob("*.html")):
        yield path, document(path)


@cache
def document(path: Path) -> Element:
    """Return a page as a browser reads it; an error of parsing is an exception."""
    return parser().parse(path.read_bytes())


def parser(*, strict: bool = False) -> Any:
    return html5lib.HTMLParser(strict=strict, namespaceHTMLElements=False)


@SITES
def test_the_html_has_no_parse_error(site: Path) -> None:
    wrong = []
    for path in sorted(site.rglob("*.html")):
        reader = parser()
        reader.parse(path.read_bytes())
        wrong += [f"{path.relative_to(site)}, line {at[0]}: {code} {more}" for at, code, more in reader.errors]
    tell(wrong)


@SITES
def test_every_link_leads_somewhere(site: Path) -> None:
    known = {path: {one.get("id") for one in page.iter() if one.get("id")} for path, page in pages(site)}
    wrong = []
    for path, page in pages(site):
        for one in page.iter():
            for address in filter(None, (one.get("href"), one.get("src"))):
                parts = urlsplit(address)
                if parts.scheme or path.name == "404.html":  # that one is shown at any depth
                    continue
                to = (path.parent / unquote(parts.path)).resolve() if parts.path else path
                if not to.is_file():
                    wrong.append(f"{path.relative_to(site)} links to {address}, which is no file")
                elif parts.fragment and to.suffix == ".html" and unquote(parts.fragment) not in known[to]:
                    wrong.append(f"{path.relative_to(site)} links to {address}, where nothing has that id")
    tell(wrong)


@SITES
def test_a_page_is_one_document(site: Path) -> None:
    """Unique ids, a language, one h1, headings that leave no level out, a skip link, one main."""
    wrong = []
    for path, page in pages(site):
        ids = [one.get("id") for one in page.iter() if one.get("id")]
        said = [f"the id {one} is given twice" for one in sorted({i for i in ids if ids.count(i) > 1})]
        levels = [
            int(one.tag[1]) for one in page.iter() if isinstance(one.tag, str) and re.fullmatch("h[1-6]", one.tag)
        ]
        if levels[:1] != [1] or levels.count(1) != 1:
            said.append(f"its headings are {levels}, and not one h1 first")
        said += [f"h{b} follows h{a}" for a, b in pairwise(levels) if b > a + 1]
        if not page.get("lang"):
            said.append("no language is given")
        if len(list(page.iter("main"))) != 1:
            said.append("there is not one main")
        links = list(page.iter("a"))
        if not links or links[0].get("class") != "skip":
            said.append("the first link is not the one to skip to the story")
        if not "".join(next(page.iter("title")).itertext()).strip():
            said.append("it has no title")
        wrong += [f"{path.relative_to(site)}: {one}" for one in said]
    tell(wrong)


@SITES
def test_a_page_is_at_most_six_times_its_text(site: Path) -> None:
    """Its text is what one can read on it: the story, notes, labels."""
    wrong = []
    for path, page in pages(site):
        if next(page.iter("article"), None) is None:
            continue
        body = next(page.iter("body"))
        read = re.sub(r"\s+", " ", "".join(body.itertext()))
        times = path.stat().st_size / len(read.encode())
        if times > 6:
            wrong.append(f"{path.relative_to(site)} has {times:.1f} times the bytes of its text")
    tell(wrong)


@SITES
def test_the_page_has_the_chapter_s_text_to_the_letter(reader: Callable[..., Reader], site: Path) -> None:
    someone = reader()
    wrong = []
    for tags in sorted(site.glob("*/tags.json")):
        chapters = [path for path, page in pages(tags.parent) if next(page.iter("article"), None) is not None]
        chapters.sort(key=lambda path: int(next(document(path).iter("article")).get("data-start", "0")))
        text = "\n\n".join(ask(someone.open(path), "prose").strip("\n") for path in chapters)
        story = json.loads(tags.read_text(encoding="utf-8"))["text"]
        if text != story:
            at = next(
                (i for i, (a, b) in enumerate(zip(text, story, strict=False)) if a != b), min(len(text), len(story))
            )
            wrong.append(
                f"{tags.parent.name}: the page has {text[at - 30 : at + 30]!r}, the story {story[at - 30 : at + 30]!r}"
            )
    tell(wrong)


def test_no_page_complains_asks_elsewhere_or_scrolls_sideways(reader: Callable[..., Reader], sample: Path) -> None:
    """Opened from disk, and at 320 px too: a window of 1280 at 400 % zoom."""
    wrong = []
    someone = reader(disk=True)
    for path in sorted(sample.rglob("*.html")):
        name = path.relative_to(sample)
        someone.requests.clear()
        page = someone.open(path)
        asked = [url for url in someone.requests if not url.startswith("data:")]
        wrong += [f"{name} asks for {url}" for url in asked if not url.startswith("file://")]
        if len(asked) > 4:
            wrong.append(f"{name} asks for {len(asked)} files: {asked}")
        for width in (320, 390, 760, 1280):
            page.set_viewport_size({"width": width, "height": 640})
            if (over := ask(page, "sideways")) > 0:
                wrong.append(f"{name} is {over} px too wide at {width}: {ask(page, 'widest')}")
        page.close()
    tell(wrong + someone.messages)
