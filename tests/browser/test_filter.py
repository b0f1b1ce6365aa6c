"""One filter drives marks, margin, arc and lists, is in the address, and says what it hides."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Reader, ask, tell

FULL = "the-full-margin/index.html"
CHOICES = {
    "by": ("ben", "by"),
    "kind": ("theme", "kind"),
    "tag": ("silence", "tags"),
    "character": ("wren", "about"),
    "family": ("sadness", "felt"),
    "channel": ("posture", "shown"),
}
EACH = pytest.mark.parametrize(("field", "value", "data"), [(k, *v) for k, v in CHOICES.items()], ids=CHOICES)


def choose(someone: Reader, page: Page, field: str, value: str) -> Any:
    ask(page, "choose", field, value)
    someone.settle(page)
    return ask(page, "filtered")


@EACH
def test_a_choice_drives_margin_marks_and_address_and_says_so(
    reader: Callable[..., Reader], stress: Path, field: str, value: str, data: str
) -> None:
    someone = reader()
    page = someone.open(stress / FULL)
    state = choose(someone, page, field, value)
    seen = {note["id"] for note in state["notes"] if note["shown"]}
    fitting = {note["id"] for note in state["notes"] if value in note["data"].get(data, "").split()}
    wrong = []
    if seen != fitting or not 0 < len(seen) < 40:
        wrong.append(f"{field}={value} shows the notes {sorted(seen ^ fitting)} wrongly; {len(seen)} are shown")
    wrong += [
        f"the words of {mark['notes']} are {'not ' if mark['quiet'] else ''}marked"
        for mark in state["marks"]
        if mark["quiet"] == bool(seen & set(mark["notes"]))
    ]
    said = f"{len(seen)} of 40 notes"
    wrong += [
        f"{what} does not say “{said}”: {state[what]!r}"
        for what in ("sign", "count")
        if said not in (state[what] or "")
    ]
    if state["search"] != f"?{field}={value}":
        wrong.append(f"the address says {state['search']!r}")
    if state["hidden"]:
        wrong.append(f"{state['hidden']} paragraphs of the story are hidden")
    if not any(state["dim"]) or all(state["dim"]):
        wrong.append("the arc shows nothing of the choice")
    wrong += [f"{what}: {some[:2]}" for what, some in ask(page, "overlaps").items() if some and "nobody" not in what]
    tell(wrong)


@EACH
def test_the_address_brings_the_choice_back(
    reader: Callable[..., Reader], stress: Path, field: str, value: str, data: str
) -> None:
    someone = reader()
    page = someone.open(stress / FULL)
    chosen = choose(someone, page, field, value)
    again = someone.open(stress / FULL, f"?{field}={value}")
    there = ask(again, "filtered")
    assert [n["shown"] for n in there["notes"]] == [n["shown"] for n in chosen["notes"]]
    assert there["sign"] == chosen["sign"]


def test_choices_join(reader: Callable[..., Reader], stress: Path) -> None:
    state = ask(reader().open(stress / FULL, "?by=ada&family=sadness"), "filtered")
    for note in state["notes"]:
        fits = note["data"].get("by") == "ada" and "sadness" in note["data"].get("felt", "").split()
        assert note["shown"] == fits, f"note {note['id']} is {'shown' if note['shown'] else 'hidden'}"


def test_show_all_again_takes_everything_back(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    page = someone.open(stress / FULL, "?kind=theme&follow=wren")
    page.locator(".bar .sign button").click()
    state = ask(page, "filtered")
    assert all(note["shown"] for note in state["notes"])
    assert (state["search"], state["sign"], state["count"]) == ("", "", "40 notes")


def test_the_choice_goes_along_to_the_notes_page_and_its_lists(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    page = someone.open(stress / FULL, "?by=ben")
    page.get_by_role("navigation", name="This story").get_by_role("link", name="Notes").click()
    page.wait_for_load_state()
    assert page.url.endswith("notes.html?by=ben")
    state = ask(page, "filtered")
    assert {note["data"]["by"] for note in state["notes"] if note["shown"]} == {"ben"}
    assert "Ben" in state["sign"]


@pytest.mark.parametrize("name", ["cast", "beats", "script"])
def test_lists_show_the_character_asked_for_only(reader: Callable[..., Reader], stress: Path, name: str) -> None:
    page = reader().open(stress / "the-full-margin" / f"{name}.html", "?character=wren")
    if (lift := page.locator("#bound button")).is_visible():
        lift.click()
    shown = page.evaluate(
        "[...document.querySelectorAll('main [data-about]')].filter(t => t.checkVisibility()).map(t => t.dataset.about)"
    )
    assert shown and all("wren" in about.split() for about in shown), f"{name}.html?character=wren shows {set(shown)}"


def test_following_a_character_makes_the_rest_recede(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    page = someone.open(stress / FULL)
    state = choose(someone, page, "follow", "tobias-hale")
    where = {"name": "p [data-character=tobias-hale]", "speech": "p [data-speaker=tobias-hale]", "text": "p"}
    colours = {name: ask(page, "colour", f"article {selector}") for name, selector in where.items()}
    assert colours["name"] == colours["speech"] != colours["text"], colours
    assert "Following Tobias Hale" in state["sign"]
    assert state["search"] == "?follow=tobias-hale"
    assert all(note["shown"] for note in state["notes"]), "following hides notes"


def test_the_cast_page_leads_to_following_someone(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader().open(stress / "the-full-margin" / "cast.html")
    if (lift := page.locator("#bound button")).is_visible():
        lift.click()
    page.get_by_role("link", name=re.compile("Follow Wren")).click()
    assert "Following Wren" in page.locator(".sign").inner_text()


def test_nonsense_in_the_address_filters_nothing(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    page = someone.open(stress / FULL, "?by=nobody&family=%22%5D%7B%7D&follow=%3Cb%3E&x=1")
    state = ask(page, "filtered")
    assert all(note["shown"] for note in state["notes"])
    assert state["sign"] == ""
    tell(someone.messages)


def test_the_address_of_a_hidden_note_shows_it(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader().open(stress / FULL, "?by=ben#note-n1")
    assert page.locator("#note-n1").is_visible(), "the link leads to a note that the filter hides"


def test_a_page_without_notes_does_not_say_that_it_shows_one_person_s(
    reader: Callable[..., Reader], stress: Path
) -> None:
    page = reader().open(stress / "the-full-margin/index.html")
    page.locator("#panel [name=by]").evaluate(
        "s => { s.selectedIndex = 1; s.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    assert "Only by" in page.locator(".sign").inner_text()
    page.locator(".top nav a", has_text="Beats").click()
    page.wait_for_load_state()
    assert "by=" in page.url, "the choice does not go along"
    assert "Only" not in (page.locator(".sign").text_content() or "")
