"""A reader with a keyboard, or with a screen reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Reader, ask, tell

FULL = "the-full-margin/index.html"


def here(page: Page) -> str:
    """Return the id of what has the focus; empty for the page itself."""
    return str(page.evaluate("document.activeElement === document.body ? '' : document.activeElement.id"))


def lit(page: Page) -> list[str]:
    found: list[str] = page.evaluate("[...document.querySelectorAll('.note.lit')].map(note => note.dataset.note)")
    return found


@pytest.fixture
def page(reader: Callable[..., Reader], stress: Path) -> Page:
    return reader(1280).open(stress / FULL)


def test_every_note_s_words_are_reached_by_tab(page: Page) -> None:
    wanted = set(page.evaluate("[...document.querySelectorAll('mark a[id]')].map(link => link.id)"))
    reached = set()
    for _ in range(600):
        page.keyboard.press("Tab")
        at = here(page)
        reached.add(at)
        if at == "" and len(reached) > 2 and page.evaluate("document.activeElement === document.body"):
            break
    tell([f"Tab never comes to #{one}" for one in sorted(wanted - reached)])


def test_the_first_tab_offers_to_skip_to_the_story(page: Page) -> None:
    page.keyboard.press("Tab")
    first = page.locator(":focus")
    assert first.inner_text() == "To the story"
    box = first.bounding_box()
    assert box and box["y"] >= 0, "the skip link has the focus, and is not in sight"
    page.keyboard.press("Enter")
    assert here(page) == "story", "the skip link does not lead to the story"


def test_from_words_to_note_and_back_takes_a_key_each(page: Page) -> None:
    link = page.locator("mark a[id]").nth(4)
    words, note = link.get_attribute("id"), link.get_attribute("aria-details")
    link.focus()
    page.keyboard.press("Enter")
    assert here(page) == note, "Enter on the words does not go to the note"
    page.keyboard.press("Enter")
    assert here(page) == words, "Enter on the note does not go back to the words"


def test_without_a_script_links_lead_from_words_to_note_and_back(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader(1280, script=False).open(stress / FULL)
    link = page.locator("mark a[id]").nth(4)
    words, note = link.get_attribute("id"), link.get_attribute("aria-details")
    link.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#{note}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#{words}"), "the first link of a note is not the way back to its words"


def test_words_and_notes_are_joined_for_screen_readers(page: Page) -> None:
    tell(ask(page, "unjoined"))


def test_a_note_is_announced_once_as_a_note_by_its_person_and_kind(page: Page) -> None:
    assert page.get_by_role("note").count() == 40
    said = page.locator("#note-n1").aria_snapshot().splitlines()
    assert said[0].startswith('- note "Ada, Craft"'), said[0]
    assert sum("Ada, Craft" in line for line in said) == 1, "\n".join(said)


def test_n_and_p_go_from_note_to_note_in_order(page: Page) -> None:
    order = page.evaluate("[...document.querySelectorAll('.note')].map(note => note.dataset.note)")
    seen = []
    for _ in range(12):
        page.keyboard.press("n")
        seen += lit(page)[:1]
    assert seen == order[:12], "n leaves out notes, or takes them out of order"
    for _ in range(11):
        page.keyboard.press("p")
    assert lit(page)[:1] == order[:1], "p does not come back to the first note"
    page.keyboard.press("p")
    assert lit(page)[:1] == order[:1], "before the first note there is none"


def test_the_chosen_note_is_in_sight(page: Page) -> None:
    wrong = []
    for _ in range(40):
        page.keyboard.press("n")
        chosen = lit(page)[0]
        box = page.locator(f"#note-{chosen}").bounding_box()
        if not box or not -1 <= box["y"] <= 890:
            wrong.append(f"n chose note {chosen}, which is not in sight: {box}")
    tell(wrong)


def test_where_the_notes_end_is_said(page: Page) -> None:
    page.locator("mark a[id]").last.focus()
    for _ in range(8):
        page.keyboard.press("n")
    said = page.get_by_role("status").filter(has_text="note")
    assert "last note" in said.inner_text(), "the next note was asked for, there is none, and nothing says so"
    page.locator("mark a[id]").first.focus()
    page.keyboard.press("p")
    assert "first note" in said.inner_text()


def test_a_note_is_two_stops_of_tab_the_words_and_the_way_back(page: Page) -> None:
    page.locator("mark a[id]").first.focus()
    words = page.evaluate("[...document.querySelectorAll('mark a[id]')].length")
    stops = page.locator(".note a:not([tabindex='-1']):not(.body a)").count()
    assert stops == 40 and words <= 40, f"{words} words and {stops} links of 40 notes stop Tab"


def test_b_and_shift_b_go_from_beat_to_beat(page: Page) -> None:
    at: list[int] = []
    for key in "bbbBb":
        page.keyboard.press(key)
        under = [i for i, top in enumerate(ask(page, "beatsBelowBar")) if -2 <= top <= 60]
        at += under[:1]
    first = at[0]
    assert at == [first, first + 1, first + 2, first + 1, first + 2], f"b, b, b, B, b led to the beats {at}"


def test_escape_lets_go_of_a_note(page: Page) -> None:
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    assert not lit(page)
    assert here(page) == ""


def test_the_question_mark_shows_the_keys_and_escape_closes_them(page: Page) -> None:
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog")
    assert help_.is_visible()
    told = help_.inner_text()
    assert not [key for key in ("n", "p", "b", "B", "c", "s", "Escape", "Enter") if f"{key}\t" not in told], told
    page.keyboard.press("Escape")
    assert not help_.is_visible()


def test_s_opens_the_settings_and_escape_closes_them(page: Page) -> None:
    page.keyboard.press("s")
    assert page.locator("#panel").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#panel").is_visible()


@pytest.mark.parametrize(
    ("key", "what"), [("1", ".note"), ("2", ".who"), ("3", ".beatname")], ids=["notes", "speakers", "feelings"]
)
def test_a_number_turns_a_layer_off_and_on(page: Page, key: str, what: str) -> None:
    before = page.locator(f"{what}:visible").count()
    text = page.locator("article p[data-n]").first.inner_text()
    page.keyboard.press(key)
    assert page.locator(f"{what}:visible").count() == 0, f"{key} leaves {what} in sight"
    assert page.locator("article p[data-n]:visible").count() == page.locator("article p[data-n]").count()
    page.keyboard.press(key)
    assert page.locator(f"{what}:visible").count() == before
    assert page.locator("article p[data-n]").first.inner_text() == text


def test_characters_are_shown_when_asked_for(page: Page) -> None:
    line = "getComputedStyle(document.querySelector('article [data-character]')).borderBottomStyle"
    assert page.evaluate(line) == "none"
    page.keyboard.press("4")
    assert page.evaluate(line) != "none", "4 does not show the characters"


def test_a_letter_typed_into_a_field_is_no_command(page: Page) -> None:
    page.keyboard.press("s")
    page.locator("#panel select[name=kind]").focus()
    page.keyboard.press("n")
    assert not lit(page)


def test_letter_keys_can_be_turned_off(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_label("Use the letter keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert not lit(page)
    page.reload()
    page.keyboard.press("n")
    assert not lit(page), "the choice is forgotten on the next page"


def test_pointing_at_words_lights_their_note_and_the_other_way_round(page: Page) -> None:
    link = page.locator("mark a[id]").first
    note = page.locator(f"#{link.get_attribute('aria-details')}")
    link.hover()
    assert "lit" in (note.get_attribute("class") or ""), "the note stays dark when its words are pointed at"
    page.mouse.move(2, 2)
    note.hover()
    assert link.evaluate("link => link.closest('mark').classList.contains('lit')"), "the words stay dark"


def test_a_passage_is_cited_in_four_ways_with_its_address(page: Page) -> None:
    paragraph = page.locator("article p[data-n]").nth(2)
    paragraph.hover()
    paragraph.locator(".at").click(force=True)
    told = page.locator("#cite").inner_text()
    address = f"https://example.org/made-up/{FULL}#{paragraph.get_attribute('id')}"
    assert not [form for form in ("Plain", "MLA", "Chicago", "BibTeX", address) if form not in told], told
    assert "undefined" not in told
    page.keyboard.press("Escape")
    assert not page.locator("#cite").is_visible()


def test_chosen_words_become_a_note_begun_for_the_reader(page: Page) -> None:
    """Four words of a paragraph chosen: the link opens a new file with their sentence, the words in bold."""
    chosen = page.evaluate("""() => {
        const plain = p => p.firstChild.nodeType === 3 && p.firstChild.length > 40;
        const p = [...document.querySelectorAll("article p[data-n]")].find(plain);
        const words = p.firstChild.data.split(" ").slice(0, 4).join(" "), range = document.createRange();
        range.setStart(p.firstChild, 0);
        range.setEnd(p.firstChild, words.length);
        getSelection().addRange(range);
        return words;
    }""")
    tool = page.locator("#tool")
    tool.wait_for(state="visible")
    link = tool.get_by_role("link", name="Suggest a note")
    address = link.evaluate("a => { a.addEventListener('click', e => e.preventDefault()); a.click(); return a.href; }")
    begun = parse_qs(urlsplit(address).query)["value"][0]
    assert address.startswith("https://github.com/example/made-up/new/"), address
    assert f"> **{chosen}**" in begun, begun


def test_s_leads_into_the_settings_and_escape_back(page: Page) -> None:
    page.keyboard.press("n")
    before = here(page)
    page.keyboard.press("s")
    assert page.evaluate("!!document.activeElement.closest('#panel')"), (
        "the settings are open, and Tab goes on in the text"
    )
    page.keyboard.press("Escape")
    assert here(page) == before


@pytest.mark.parametrize("field", ["input[name=theme]:checked", "input[value=speech]", "select[name=kind]"])
def test_the_settings_close_from_any_of_their_fields(page: Page, field: str) -> None:
    page.keyboard.press("s")
    page.locator(f"#panel {field}").focus()
    page.keyboard.press("Escape" if "select" in field else "s")
    assert not page.locator("#panel").is_visible()


def test_a_reply_lights_the_words_it_is_about(page: Page) -> None:
    reply = page.locator(".note.reply").first
    words = str(reply.locator(".back").first.get_attribute("href"))
    reply.hover()
    assert page.locator(words).evaluate("link => link.closest('mark').classList.contains('lit')")


def test_tab_in_the_bar_does_not_scroll_the_page(page: Page) -> None:
    page.evaluate("scrollTo(0, 1800)")
    page.wait_for_timeout(200)
    y = page.evaluate("scrollY")
    assert y > 1000
    page.locator(".bar [popovertarget]").focus()
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
    assert page.evaluate("!!document.activeElement.closest('.bar')")
    assert page.evaluate("scrollY") == y, "the story moved while its bar was walked through"


def test_the_next_note_is_found_although_notes_were_off(page: Page) -> None:
    page.keyboard.press("1")
    assert not page.locator(".note:visible").count()
    page.keyboard.press("n")
    assert here(page).startswith("w-"), "the next note was asked for, and nothing happened"
    assert page.locator(".note:visible").count()
