"""What a full chapter asks of a browser: 10,000 words with 60 notes, all layers on.

    python benchmarks/reader.py [--rounds 5] [--slower 1]

Prints, for the made-up chapter of the browser tests: the weight of page, sheet and script; the milliseconds of script,
style and layout until the page is ready (medians of the rounds, by Chromium's own counters); those that a change of
size, a resize and a scroll through the whole chapter take; and the long tasks (over 50 ms) of that scroll. `--slower 4`
slows the processor down four times, as a cheap phone would be.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.browser import library
from tests.browser.conftest import FLAGS, ask

PARTS = {"script": "ScriptDuration", "style": "RecalcStyleDuration", "layout": "LayoutDuration"}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="What a full chapter asks of a browser.")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--slower", type=float, default=1)
    wanted = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        library.write_stress(root / "content")
        library.build(root / "content", root / "site")
        chapter = root / "site/the-long-chapter/index.html"
        weigh(chapter, root / "site/assets")
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        rounds = [one_round(browser, chapter, wanted.slower) for _ in range(wanted.rounds)]
        browser.close()
    print(f"\n{'median ms':24}" + "".join(f"{part:>9}" for part in PARTS))
    for step in rounds[0]:
        figures = [statistics.median(one[step][part] for one in rounds) for part in range(len(PARTS) + 1)]
        tasks = f"   {figures[-1]:.0f} long tasks" if figures[-1] else ""
        print(f"{step:24}" + "".join(f"{figure:9.1f}" for figure in figures[:-1]) + tasks)


def chromium() -> str:
    """Return the browser: $POSTIL_CHROMIUM, or the one installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("POSTIL_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        sys.exit("No Chromium is installed, and $POSTIL_CHROMIUM is empty.")
    return found


def weigh(chapter: Path, assets: Path) -> None:
    """Print bytes as they are and by gzip."""
    for path in (chapter, assets / "postil.css", assets / "postil.js"):
        data = path.read_bytes()
        print(f"{path.name:24}{len(data) / 1024:9.1f} KB{len(gzip.compress(data, mtime=0)) / 1024:9.1f} KB gzip")


def one_round(browser: Browser, chapter: Path, slower: float) -> dict[str, list[float]]:
    """Return what each step takes, in the order of PARTS, and its long tasks."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.add_init_script("""window.long = []; new PerformanceObserver(list => long.push(...list.getEntries()
        .map(task => task.duration))).observe({ type: "longtask", buffered: true });""")
    steps: dict[str, Callable[[], object]] = {
        "until ready": lambda: page.goto(chapter.as_uri()),
        "another size": lambda: ask(page, "choose", "size", "l"),
        "a narrower window": lambda: page.set_viewport_size({"width": 1020, "height": 800}),
        "a scroll to the end": lambda: scroll(page),
    }
    taken = {name: step_time(page, cdp, step) for name, step in steps.items()}
    page.context.close()
    return taken


def step_time(page: Page, cdp: CDPSession, step: Callable[[], object]) -> list[float]:
    """Return the milliseconds of each part that a step takes, until the page has settled, and its long tasks."""
    before, tasks = counters(cdp), 0 if page.url == "about:blank" else page.evaluate("long.length")
    step()
    ask(page, "frames", 6)
    page.wait_for_timeout(300)
    after = counters(cdp)
    return [*(1000 * (after[name] - before[name]) for name in PARTS.values()), page.evaluate("long.length") - tasks]


def counters(cdp: CDPSession) -> dict[str, float]:
    """Return Chromium's counters, in seconds."""
    return {one["name"]: one["value"] for one in cdp.send("Performance.getMetrics")["metrics"]}


def scroll(page: Page) -> None:
    """Scroll by screens, as with a space bar held down."""
    for _ in range(40):
        page.mouse.wheel(0, 700)
        ask(page, "frames", 3)


if __name__ == "__main__":
    main()
