"""A real browser on real sites: the sample library as the model tags it, and made-up chapters as full as can be."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
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


class Quiet(SimpleHTTPRequestHandler):
    """Serves any file of this machine by its path, and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Where pages are served, as the web serves them, on this machine only.

    Not opened from disk: there Chromium 156 gives a page that asks for its memory early now and then an empty one.
    """
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory="/")) as one:
        Thread(target=one.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{one.server_port}"
        one.shutdown()


@dataclass
class Reader:
    """Someone with a browser: opens pages, each reader with a memory of their own; `messages` is what went wrong.

    `server` is where pages are asked for; where it is empty, they are opened from disk.
    """

    context: BrowserContext
    server: str
    messages: list[str]
    requests: list[str]
    script: bool = True

    def address(self, path: Path) -> str:
        """Where a page is."""
        return self.server + quote(str(path)) if self.server else path.as_uri()

    def open(self, path: Path, query: str = "") -> Page:
        """Open a page in a new tab and wait until it has settled; `query` may hold a search and a fragment."""
        page = self.context.new_page()
        page.on("console", lambda m: self.messages.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(self.address(path) + query)
        self.settle(page)
        return page

    def settle(self, page: Page) -> None:
        """Wait for four frames, in which observers and animation frames have run. Without a script nothing waits."""
        if self.script:
            ask(page, "frames", 4)


@pytest.fixture
def reader(browser: Browser, server: str) -> Iterator[Callable[..., Reader]]:
    """Call it for a reader: `reader(width, height, script=…, disk=…, …)`, other words go to Playwright's new_context.

    They ask for less motion, so that what is seen is where it stays, unless a test says otherwise.
    """
    contexts: list[BrowserContext] = []

    def someone(
        width: int = 1280, height: int = 900, *, script: bool = True, disk: bool = False, **more: Any
    ) -> Reader:
        options = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce", **more}
        context = browser.new_context(java_script_enabled=script, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        return Reader(context, "" if disk else server, [], [], script)

    yield someone
    for context in contexts:
        context.close()
