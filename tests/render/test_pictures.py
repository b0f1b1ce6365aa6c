"""The pictures of a story: measured, so that a page keeps their place free."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from postil.layout import Told, lay_out
from postil.layout.pages import ReadingPage
from postil.pictures import collect, measure
from postil.place import place
from postil.read import read_content
from tests.render.page_reader import read
from tests.render.sample import drawn, no_tags

LAMPS = {
    "a lamp.png": (
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAD0lEQVR4nGP4//8/AwwAAC/9A/2H8z1rAAAAAElFTkSuQmCC",
        (3, 2),
    ),
    "lamp.gif": ("R0lGODlhBQAEAIAAAAAAAP///yH5BAEAAAAALAAAAAAFAAQAAAIEhI+pWwA7", (5, 4)),
    "lamp.webp": ("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AA/uaGAAA=", (1, 1)),
}
"""Pictures of a few bytes, and how many pixels wide and high they are."""


@pytest.mark.parametrize("name", LAMPS)
def test_a_picture_is_measured_by_its_header(name: str) -> None:
    data, size = LAMPS[name]
    assert measure({f"the-lamp/{name}": base64.b64decode(data)}) == {f"the-lamp/{name}": size}


def test_a_file_that_is_no_picture_has_no_size() -> None:
    assert measure({"the-lamp/lamp.png": b"not a picture", "the-lamp/empty.png": b""}) == {}


def test_the_page_keeps_the_place_of_its_pictures_free(tmp_path: Path) -> None:
    folder = tmp_path / "the-lamp"
    folder.mkdir()
    (tmp_path / "library.yaml").write_text("title: Lamps\n")
    (folder / "a lamp.png").write_bytes(base64.b64decode(LAMPS["a lamp.png"][0]))
    (folder / "lamp.gif").write_bytes(base64.b64decode(LAMPS["lamp.gif"][0]))
    prose = 'One ![a lamp](a%20lamp.png).\n\nTwo.[^1]\n\n[^1]: Seen ![another](./lamp.gif "at night") here.\n'
    (folder / "story.md").write_text(f"---\ntitle: The Lamp\n---\n\n{prose}")
    content = read_content(tmp_path)
    files, missing = collect(tmp_path, content.stories)
    assert not missing
    assert sorted(files) == ["the-lamp/a lamp.png", "the-lamp/lamp.gif"], "a footnote's picture is left behind"
    (story,) = content.stories
    pages, _ = lay_out(content.library, [Told(story, no_tags(story), place(story))], measure(files))
    page = read(drawn(next(one for one in pages if isinstance(one, ReadingPage))))
    sizes = [(one.attributes["width"], one.attributes["height"]) for one in page.all("img")]
    assert sizes == [("3", "2"), ("5", "4")]
