"""Content that would like to run: nothing of it does, and all of it is there to be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import library
from tests.browser.conftest import Reader, ask, tell

SCRIPT = "<script>window.hacked = 1</script>"
IMAGE = '<img src=x onerror="window.hacked = 2">'
CLOSED = "</title></script><script>window.hacked = 3</script>"
QUOTED = '" onmouseover="window.hacked = 4" x="'
JINJA = "{{ 7 * 7 }} {% for x in y %} {# gone #}"
RTL = "שלום עולם"
BIDI = "\u202eback to front\u202c"
EMOJI = "👩🏽‍🚀🏳️‍🌈"
NASTY = (SCRIPT, IMAGE, CLOSED, QUOTED, JINJA, RTL, BIDI, EMOJI)


def yaml(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


STORY = f"""---
title: {yaml("Title " + SCRIPT + QUOTED)}
author: {yaml("Author " + IMAGE)}
summary: {yaml("Summary " + CLOSED + " [run](javascript:window.hacked=5)")}
rating: {yaml("Rating " + QUOTED)}
tags: [{yaml("tag " + SCRIPT)}]
source: {yaml("Source " + JINJA)}
licence: {yaml("Licence " + IMAGE)}
---

Maud said: {SCRIPT} and nobody ran.

Maud saw {IMAGE} on the wall, and {JINJA} under it.

“{CLOSED}” said Maud. {QUOTED}

[A link](javascript:window.hacked=6) and [another](data:text/html,<script>window.hacked=7</script>)
and ![a picture](javascript:window.hacked=8).

Maud wrote {RTL} and {BIDI} and {EMOJI}, one & the other, 1 < 2 > 0.

`{SCRIPT}`

<svg onload="window.hacked = 9"><a href="javascript:window.hacked=10">here</a></svg>

Maud smiled at the last line.[^1]

[^1]: A footnote {SCRIPT} [x](javascript:window.hacked=11).
"""
NOTES = f"""---
by: {yaml("Ada " + SCRIPT + QUOTED)}
kind: {yaml("kind" + QUOTED)}
tags: [{yaml("weather " + IMAGE)}]
---

> Maud saw <img

Body {SCRIPT} {IMAGE} {CLOSED} {JINJA} {RTL} {EMOJI}

<details ontoggle="window.hacked = 12" open>x</details>

[run](javascript:window.hacked=13) [[{IMAGE}]] ![p](x" onerror="window.hacked=14)

---

> Maud smiled at the **last line**

Second {QUOTED}.
"""
CAST = f"""- name: Maud
  about: {yaml("About " + SCRIPT + IMAGE + " [x](javascript:window.hacked=15)")}
- name: {yaml("Bo " + SCRIPT + QUOTED)}
  aliases: [{yaml(IMAGE)}]
"""
LIBRARY = f"""title: {yaml("Library " + CLOSED + QUOTED)}
author: {yaml("Author " + SCRIPT)}
licence: {yaml("Licence " + IMAGE)}
kinds:
  craft: {{label: {yaml("Label " + SCRIPT)}, colour: '#123456'}}
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    library.put(folder / "content/library.yaml", LIBRARY)
    library.put(folder / "content/the-trap/story.md", STORY)
    library.put(folder / "content/the-trap/notes/ada.md", NOTES)
    library.put(folder / "content/the-trap/cast.yaml", CAST)
    library.build(folder / "content", folder / "site", errors=True)
    return folder / "site"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_nothing_that_people_wrote_is_run(reader: Callable[..., Reader], hostile: Path, script: bool) -> None:
    someone = reader(script=script)
    wrong = []
    for path in sorted(hostile.rglob("*.html")):
        page = someone.open(path)
        page.mouse.move(300, 300)
        if script:
            for key in "nbsc?":
                page.keyboard.press(key)
                page.keyboard.press("Escape")
        page.wait_for_timeout(50)
        if (ran := page.evaluate("window.hacked")) is not None:
            wrong.append(f"{path.name}: number {ran} has run")
        wrong += [f"{path.name} has {what}" for what in ask(page, "running")]
    tell(wrong)


def straight(text: str) -> str:
    """Undo what the page does to typewriter quotation marks."""
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


def test_all_of_it_is_there_to_be_read(reader: Callable[..., Reader], hostile: Path) -> None:
    page = reader().open(hostile / "the-trap" / "index.html")
    parts = ("article", ".note", "h1")
    read = {part: straight(page.locator(part).first.evaluate("one => one.textContent")) for part in parts}
    in_notes = (SCRIPT, IMAGE, CLOSED, JINJA, RTL, EMOJI)
    wrong = [f"the story lacks {one!r}" for one in NASTY if one not in read["article"]]
    wrong += [f"the note lacks {one!r}" for one in in_notes if one not in read[".note"]]
    if read["h1"] != f"Title {SCRIPT}{QUOTED}".rstrip():
        wrong.append(f"the title is {read['h1']!r}")
    tell(wrong)


def test_words_read_from_right_to_left_do_not_turn_the_page(reader: Callable[..., Reader], hostile: Path) -> None:
    someone = reader(390)
    page = someone.open(hostile / "the-trap" / "index.html")
    assert ask(page, "sideways") <= 0, ask(page, "widest")
    assert page.evaluate("getComputedStyle(document.querySelector('article')).direction") == "ltr"
