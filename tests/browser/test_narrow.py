"""Tablets and phones: notes under their paragraph with a count; on a phone folded, opened by touch and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Reader, ask, tell

FULL = "the-full-margin/index.html"
WAYS = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
PHONE = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@WAYS
@pytest.mark.parametrize("width", [600, 820, 990])
def test_below_1000_notes_stand_under_their_paragraph_with_a_count(
    reader: Callable[..., Reader], stress: Path, width: int, script: bool
) -> None:
    someone = reader(width, script=script)
    page = someone.open(stress / FULL)
    groups = ask(page, "folds")
    assert groups, "there is no note on the page"
    wrong = []
    for one in groups:
        if not one["foot"] - 1 <= one["first"] or not one["last"] <= one["next"] + 1:
            wrong.append(f"the notes on #{one['of']} do not stand between it and the next paragraph")
        if not one["drawn"] or f"{one['many']} note" not in one["count"]:
            wrong.append(f"#{one['of']} has {one['many']} notes, and says {one['count']}")
    tell(wrong)


@WAYS
def test_on_a_phone_notes_are_folded_behind_a_count(reader: Callable[..., Reader], stress: Path, script: bool) -> None:
    someone = reader(390, 844, script=script)
    page = someone.open(stress / FULL)
    folds = page.locator(".notes")
    many = sum(int(text.split()[0]) for text in folds.locator("> summary").all_inner_texts())
    assert many == 40, f"the counts in sight come to {many} of 40 notes"
    assert not page.locator(".note:visible").count(), "notes are open before anybody asked"
    heights = page.evaluate(
        "[...document.querySelectorAll('.notes > summary')].map(s => s.getBoundingClientRect().height)"
    )
    assert min(heights) >= 24, f"a count is only {min(heights):.0f} px high to touch"


@WAYS
def test_a_touch_on_the_count_opens_the_notes(reader: Callable[..., Reader], stress: Path, script: bool) -> None:
    page = reader(390, 844, script=script, **PHONE).open(stress / FULL)
    fold = page.locator(".notes").first
    fold.locator("> summary").tap()
    assert fold.locator(".note").first.is_visible(), "the count was touched, and nothing opened"
    fold.locator("> summary").tap()
    assert not fold.locator(".note").first.is_visible(), "a second touch does not fold the notes"


def test_a_touch_on_the_words_opens_their_note_in_place(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader(390, 844, **PHONE).open(stress / FULL)
    link = page.locator("mark a[id]").first
    link.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    link.tap()
    note = page.locator(f"#{link.get_attribute('aria-details')}")
    assert note.is_visible(), "the words were touched, and their note is still folded"
    assert abs(page.evaluate("scrollY") - before) < 844 / 2, "the page leapt away from the words"


@WAYS
def test_the_keyboard_opens_the_notes_of_a_phone_page(
    reader: Callable[..., Reader], stress: Path, script: bool
) -> None:
    page = reader(390, 844, script=script).open(stress / FULL)
    fold = page.locator(".notes").first
    fold.locator("> summary").focus()
    page.keyboard.press("Enter")
    assert fold.locator(".note").first.is_visible(), "Enter on the count opens nothing"


@WAYS
def test_an_address_of_a_folded_note_opens_it(reader: Callable[..., Reader], stress: Path, script: bool) -> None:
    page = reader(390, 844, script=script).open(stress / FULL, "#note-n9")
    assert page.locator("#note-n9").is_visible(), "the link to the note shows a fold"
    top = page.locator("#note-n9").bounding_box()
    assert top and 0 <= top["y"] < 844, f"the note is out of sight: {top}"


@pytest.mark.parametrize("size", ["l", "xl"])
def test_the_largest_letters_fit_a_phone(reader: Callable[..., Reader], stress: Path, size: str) -> None:
    someone = reader(320, 640)
    page = someone.open(stress / "three-parts" / "01-part.html")
    ask(page, "choose", "size", size)
    someone.settle(page)
    tell([f"{what}: {some}" for what, some in ask(page, "overlaps").items() if some])


def test_a_phone_tells_the_minutes_left(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader(320, 640, **PHONE).open(stress / FULL)
    left = page.locator("#left")
    assert left.is_visible()
    assert "min left" in left.inner_text()
    assert ask(page, "sideways") <= 0


def test_on_a_phone_the_links_come_back_when_one_scrolls_up(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader(390, 844, **PHONE).open(stress / FULL)
    cast = page.get_by_role("link", name="Cast")

    def scroll(step: int, times: int) -> float:
        for _ in range(times):
            page.evaluate(f"scrollBy({{ top: {step}, behavior: 'instant' }})")
            page.wait_for_timeout(30)
        page.wait_for_timeout(250)
        box = cast.bounding_box()
        return float(box["y"]) if box else -1

    assert scroll(150, 12) < 0, "the links stand in the way of reading"
    assert 0 <= scroll(-30, 3) < 100, "one scrolls up, and the links do not come"
    bar = page.locator(".bar").bounding_box()
    assert bar and bar["y"] >= page.locator(".top").evaluate("top => top.getBoundingClientRect().bottom") - 1
    assert scroll(30, 3) < 0, "one reads on, and the links stay"
    cast.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.wait_for_timeout(250)
    box = cast.bounding_box()
    assert box and 0 <= box["y"] < 100, "a link has the focus, and is out of sight"


def test_on_a_phone_help_is_in_the_settings_and_speaks_of_touch(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader(390, 844, **PHONE).open(stress / FULL)
    page.get_by_role("button", name="Reading settings").first.tap()
    page.get_by_role("button", name="How this page reads").tap()
    told = page.get_by_role("dialog").inner_text()
    assert "touch them" in told and "Press long" in told, told
    assert "On the right" not in told, "help speaks of a margin that is not there"
