"""The margin with forty notes, at eight widths and three sizes, with the script and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Reader, ask, tell

WIDTHS = (390, 600, 820, 1000, 1280, 1440, 1680, 2200)
SIZES = ("s", "m", "xl")
FULL = "the-full-margin/index.html"
CROWDED = "the-crowded-margin/index.html"
"""More notes than margin: each is two lines until it is wanted."""
WAYS = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@WAYS
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_lies_on_anything(reader: Callable[..., Reader], stress: Path, width: int, script: bool) -> None:
    someone = reader(width, script=script)
    tell(look(someone, someone.open(stress / FULL), width))


@WAYS
@pytest.mark.parametrize("width", [1000, 1440])
def test_nor_where_there_are_more_notes_than_margin(
    reader: Callable[..., Reader], stress: Path, width: int, script: bool
) -> None:
    someone = reader(width, script=script)
    tell(look(someone, someone.open(stress / CROWDED), width))


def look(someone: Reader, page: Page, width: int) -> list[str]:
    """Return what lies on what, in three sizes."""
    wrong = []
    for size in SIZES:
        ask(page, "choose", "size", size)
        someone.settle(page)
        found = ask(page, "overlaps")
        wrong += [f"size {size}, {what}: {some[:3]} ({len(some)} in all)" for what, some in found.items() if some]
        seen = len(ask(page, "notes"))
        if width >= 600 and seen != 40:
            wrong.append(f"size {size}: {seen} of 40 notes are seen")
    return wrong


@pytest.mark.parametrize("width", [1000, 1280, 2200])
def test_with_the_script_notes_are_as_near_their_words_as_the_others_allow(
    reader: Callable[..., Reader], stress: Path, width: int
) -> None:
    near, touching = 16, 24
    someone = reader(width)
    notes = ask(someone.open(stress / FULL), "margin")
    notes.sort(key=lambda note: note["top"])
    away = {note["id"]: note["top"] - note["words"] for note in notes}
    wrong, pushed = [], {"up": 0, "down": 0}
    for i, note in enumerate(notes):
        by = away[note["id"]]
        if by < -near:
            pushed["up"] += 1
            if i + 1 == len(notes) or notes[i + 1]["top"] - note["bottom"] > touching:
                wrong.append(f"note {note['id']} stands {-by:.0f} px above its words, and nothing below pushes it")
        if by > near:
            pushed["down"] += 1
            if i == 0 or note["top"] - notes[i - 1]["bottom"] > touching:
                wrong.append(f"note {note['id']} stands {by:.0f} px below its words, and nothing above pushes it")
    if not all(pushed.values()):
        wrong.append(f"crowded notes are pushed one way only: {pushed}")
    plain = reader(width, script=False)
    late = [abs(n["top"] - n["words"]) for n in ask(plain.open(stress / FULL), "margin")]
    if sum(map(abs, away.values())) >= sum(late):
        wrong.append(
            f"the script brings notes no nearer: {sum(map(abs, away.values())):.0f} px, without {sum(late):.0f} px"
        )
    tell(wrong)


def test_the_note_in_hand_stands_at_its_words(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader(1280)
    page = someone.open(stress / FULL)
    wrong = []
    for _ in range(20):
        page.keyboard.press("n")
        someone.settle(page)
        lit = page.evaluate("document.querySelector('.note.lit')?.dataset.note")
        notes = {note["id"]: note for note in ask(page, "margin")}
        if lit is None or notes[lit]["reply"]:
            continue
        by = notes[lit]["top"] - notes[lit]["words"]
        if abs(by) > 12:
            wrong.append(f"note {lit} is chosen, and stands {by:.0f} px from its words")
        if found := [some for what, some in ask(page, "overlaps").items() if what.startswith("notes") and some]:
            wrong.append(f"with note {lit} chosen: {found[0][:2]}")
    tell(wrong)


def test_long_notes_open_where_they_are_and_push_the_others(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader(1280)
    page = someone.open(stress / FULL)
    folds = page.locator(".note details.more > summary")
    assert folds.count(), "no note is long enough to be folded"
    first = folds.first
    first.click()
    someone.settle(page)
    overlaps = ask(page, "overlaps")
    tell([f"after opening a long note, {what}: {some[:2]}" for what, some in overlaps.items() if some])


def test_a_note_cut_to_two_lines_opens_when_it_is_wanted(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader(1280)
    page = someone.open(stress / CROWDED)
    height = "note => note.getBoundingClientRect().height"
    cut = page.locator("#note-n20")
    before = cut.evaluate(height)
    cut.locator(".by b").click()
    someone.settle(page)
    assert cut.evaluate(height) > before, "the note was chosen, and is still cut"
    overlaps = ask(page, "overlaps")
    tell([f"with a note open, {what}: {some[:2]}" for what, some in overlaps.items() if some])
