"""Take the pictures of docs/pictures anew, from the sample library as the machine tags it.

    python benchmarks/pictures.py [NAME...]        all, or those whose names begin so: reader-1280

WebP by the browser itself, so that nothing more is needed to make them, each well under 250 KB.
"""

from __future__ import annotations

import base64
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, sync_playwright

from benchmarks.reader import chromium
from postil import pipeline
from tests.browser.conftest import FLAGS

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
QUALITY = 82
THEMES = ("light", "dark", "sepia")
HEIGHTS = {390: 844, 820: 1100, 1280: 860, 1680: 1050}


@dataclass(frozen=True)
class Picture:
    """What is on a picture."""

    name: str
    path: str
    width: int = 1280
    theme: str = "light"
    down: int = 0
    """Pixels scrolled."""


MIDDLE = 1913
"""Where the first story is fullest, cut between two lines."""
ALL = (
    *(Picture(f"reader-{w}-{theme}", "ten-past-four/index.html", w, theme) for w in (390, 820) for theme in THEMES[:2]),
    *(Picture(f"reader-1280-{theme}", "ten-past-four/index.html", 1280, theme, MIDDLE) for theme in THEMES),
    *(Picture(f"reader-1680-{theme}", "ten-past-four/index.html", 1680, theme) for theme in THEMES[:2]),
    Picture("library-1280", "index.html"),
    *(Picture(f"{name}-1280", f"ten-past-four/{name}.html") for name in ("beats", "script", "notes")),
    Picture("cast-1280", "a-person-to-sit-still/cast.html"),
)


class Silent:
    """No progress."""

    def begin(self, what: str, size: int) -> Callable[[int], None]:
        """Take no notice."""
        return lambda steps: None


def main(names: list[str]) -> None:
    """Build the sample library and take the pictures wanted."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        content, site = Path(folder) / "content", Path(folder) / "site"
        shutil.copytree(ROOT / "content", content)
        pipeline.build(pipeline.Settings(content, site, (ROOT / "templates",)), Silent())
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, "--hide-scrollbars"])
        for picture in ALL:
            if not names or picture.name.startswith(tuple(names)):
                data = take(browser, site, picture)
                (PICTURES / f"{picture.name}.webp").write_bytes(data)
                print(f"{picture.name}.webp  {len(data) / 1024:.0f} KB")
        browser.close()


def take(browser: Browser, site: Path, picture: Picture) -> bytes:
    """Return one picture, of a reader who has asked for all and whose page has settled."""
    size = {"width": picture.width, "height": HEIGHTS[picture.width]}
    page = browser.new_context(viewport=size, device_scale_factor=1.5, reduced_motion="reduce").new_page()
    story = picture.path.partition("/")[0]
    page.add_init_script(f"""localStorage["postil:look"] = '{{"theme": "{picture.theme}"}}';
        localStorage["postil:ahead:{story}"] = "true";""")
    page.goto((site / picture.path).as_uri())
    page.wait_for_timeout(400)
    page.mouse.wheel(0, picture.down)
    page.wait_for_timeout(400)
    shot = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    page.context.close()
    return base64.b64decode(shot["data"])


if __name__ == "__main__":
    main(sys.argv[1:])
