"""A real browser on real sites: the sample library as the model tags it, and made-up chapters as full as can be."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from _pytest.runner import runtestprotocol
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import library

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).parent / "probe.js"
PROBE = SCRIPT.read_text(encoding="utf-8")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the browser; what reads the sample library needs the model too."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
            if "sample" in (*getattr(item, "fixturenames", ()), *parameters):
                item.add_marker(pytest.mark.model)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Ask a browser a second time before a test of it has failed: a busy Chromium now and then loses its memory."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    if any(report.failed for report in reports):
        item._initrequest()  # type: ignore[attr-defined]
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Make a folder once for all workers of a run; the others wait for the first."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"postil-{name}"
    done, failed = folder.with_suffix(".done"), folder.with_suffix(".failed")
    try:
        folder.mkdir()
    except FileExistsError:
        for _ in range(3000):
            if done.exists() or failed.exists():
                break
            time.sleep(0.1)
        assert done.exists(), f"the {name} site could not be built (see the first failure)"
        return folder
    try:
        make(folder)
    except BaseException:
        failed.touch()
        raise
    done.touch()
    return folder


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, built as a newcomer builds it: with the real model, from nothing."""

    def make(folder: Path) -> None:
        import build
        from postil import pipeline

        shutil.copytree(ROOT / "content", folder / "content")
        settings = pipeline.Settings(folder / "content", folder / "site", (ROOT / "templates",))
        report = pipeline.build(settings, build.Bar())
        assert report.written, report.problems

    return once(tmp_path_factory, "sample", make) / "site"


@pytest.fixture(scope="session")
def stress(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Chapters of 10,000 words with 60 notes, of 4,000 and of 1,500 with 40, and a story in three parts."""

    def make(folder: Path) -> None:
        library.write_stress(folder / "content")
        library.build(folder / "content", folder / "site")

    return once(tmp_path_factory, "stress", make) / "site"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a module: $POSTIL_CHROMIUM, or the one installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("POSTIL_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail(
            "No Chromium is installed (chromium, chromium-browser, google-chrome), and $POSTIL_CHROMIUM is empty"
        )
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield one
        one.close()


def tell(wrong: list[str]) -> None:
    """Fail with what a reader would see wrong, if anything."""
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def ask(page: Page, what: str, *values: Any) -> Any:
    """Ask the page one of the questions of probe.js."""
    return page.evaluate(f"values => {{ {PROBE}; return probe.{what}(...values); }}", list(values))


MEMORY = """() => {
    try { return JSON.stringify(Object.entries(localStorage).sort()); } catch { return ""; }
}"""
"""All that a page finds in its memory; nothing where it has none."""


def go(page: Page, url: str, last: Page | None = None, until: Literal["load", "commit"] = "load") -> None:
    """Open an address with the memory the last page left, this one if none is named.

    A busy Chromium may hand a page's memory on late; a reader would not turn the page so fast.
    """
    last = last or page
    last.wait_for_timeout(500)  # a page writes where one is a little later
    memory = last.evaluate(MEMORY)
    page.goto(url, wait_until=until)
    for _ in range(40):
        if page.evaluate("window.found") == memory:
            break
        page.wait_for_timeout(250)
        page.reload(wait_until=until)


@dataclass
class Reader:
    """Someone with a browser: opens pages, each reader with a memory of their own; `messages` is what went wrong."""

    context: BrowserContext
    messages: list[str]
    requests: list[str]
    script: bool = True

    def open(self, path: Path, query: str = "") -> Page:
        """Open a page from disk and wait until it has settled; `query` may hold a search and a fragment."""
        last = self.context.pages[-1] if self.context.pages and self.script else None
        page = self.context.new_page()
        page.on("console", lambda m: self.messages.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        if last:
            go(page, path.as_uri() + query, last)
        else:
            page.goto(path.as_uri() + query)
        self.settle(page)
        return page

    def settle(self, page: Page) -> None:
        """Wait for four frames, in which observers and animation frames have run. Without a script nothing waits."""
        if self.script:
            ask(page, "frames", 4)


@pytest.fixture
def reader(browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Call it for a reader: `reader(width, height, script=…, …)`, other words go to Playwright's new_context.

    They ask for less motion, so that what is seen is where it stays, unless a test says otherwise.
    """
    contexts: list[BrowserContext] = []

    def someone(width: int = 1280, height: int = 900, *, script: bool = True, **more: Any) -> Reader:
        options = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce", **more}
        context = browser.new_context(java_script_enabled=script, **options)
        context.set_default_timeout(20_000)
        context.add_init_script(f"window.found = ({MEMORY})();")
        contexts.append(context)
        return Reader(context, [], [], script)

    yield someone
    for context in contexts:
        context.close()
