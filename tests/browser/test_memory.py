"""What the device keeps: the look, the layers, the place, and how far one has read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Reader, ask, tell

LONG = "the-long-chapter/index.html"
PARTS = "three-parts"
NOTICED = """at => {
    const told = key => key.startsWith("postil:place:") && JSON.parse(localStorage[key]).id === at;
    try { return Object.keys(localStorage).some(told); }
    catch { return true; }
}"""
"""The paragraph is kept as the place one is at, or nothing is kept."""
LOOK = {"theme": "dark", "size": "l", "leading": "loose", "measure": "narrow", "face": "sans"}


@pytest.mark.parametrize("name", LOOK)
def test_a_setting_changes_the_page_and_is_kept(reader: Callable[..., Reader], stress: Path, name: str) -> None:
    someone = reader()
    page = someone.open(stress / PARTS / "01-part.html")
    before = ask(page, "look")
    ask(page, "choose", name, LOOK[name])
    chosen = ask(page, "look")
    assert chosen != before, f"{name} = {LOOK[name]} changes nothing"
    assert ask(someone.open(stress / PARTS / "02-part.html"), "look") == chosen, (
        f"{name} is forgotten in the next chapter"
    )
    back = someone.open(stress / PARTS / "01-part.html")
    assert back.locator(f"#panel [name={name}][value={LOOK[name]}]").is_checked(), "the settings do not say so"


def test_what_is_chosen_in_one_tab_holds_in_the_other(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    one = someone.open(stress / PARTS / "01-part.html")
    other = someone.open(stress / PARTS / "02-part.html")
    ask(one, "choose", "theme", "dark")
    other.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert other.locator("#panel [name=theme][value=dark]").is_checked(), "the settings of the other tab do not say so"
    ask(other, "choose", "face", "sans")
    one.wait_for_function("document.documentElement.dataset.face === 'sans'")
    kept = one.evaluate("JSON.parse(localStorage['postil:look'])")
    assert kept == {"theme": "dark", "face": "sans"}, "a choice in one tab undoes that in the other"


def test_a_page_one_comes_back_to_looks_as_was_chosen_since(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader().open(stress / PARTS / "01-part.html")
    page.evaluate("localStorage['postil:look'] = JSON.stringify({ theme: 'dark' })")
    page.evaluate("localStorage['postil:layers'] = JSON.stringify(['notes'])")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")  # as Back does
    assert page.evaluate("document.documentElement.dataset.theme") == "dark", "Back shows the old look"
    assert not page.locator(".who:visible").count(), "Back shows the speakers that were turned off"


def test_a_chosen_theme_is_there_on_every_sort_of_page(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    ask(someone.open(stress / PARTS / "01-part.html"), "choose", "theme", "sepia")
    ground = "getComputedStyle(document.body).backgroundColor"
    grounds = {}
    for path in ("index.html", *(f"{PARTS}/{n}.html" for n in ("index", "cast", "beats", "script", "notes"))):
        grounds[path] = someone.open(stress / path).evaluate(ground)
    assert len(set(grounds.values())) == 1 and "rgb(243, 232, 211)" in grounds.values(), grounds


def test_layers_are_kept(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    page = someone.open(stress / PARTS / "01-part.html")
    for key in "24":
        page.keyboard.press(key)
    page = someone.open(stress / PARTS / "02-part.html")
    assert not page.locator(".who:visible").count(), "the speakers are back"
    assert page.locator("#panel [name=layer][value=characters]").is_checked()
    assert page.locator(".note:visible").count(), "the notes were not turned off, and are gone"


def read_to(page: Page, share: float) -> str:
    """Scroll to a share of the page as a reader does, wait until it is noticed, and return the paragraph in view."""
    page.evaluate(
        "share => scrollTo({ top: (document.body.scrollHeight - innerHeight) * share, behavior: 'instant' })", share
    )
    page.wait_for_timeout(700)
    for _ in range(50):  # a busy browser notices later
        if page.evaluate(NOTICED, ask(page, "inView")):
            break
        page.wait_for_timeout(100)
    return str(ask(page, "inView"))


@pytest.mark.parametrize("where", ["index.html", LONG])
def test_one_is_offered_to_go_on_where_one_stopped(reader: Callable[..., Reader], stress: Path, where: str) -> None:
    someone = reader()
    page = someone.open(stress / LONG)
    at = read_to(page, 0.5)
    page.close()
    back = someone.open(stress / where)
    link = back.locator("a", has_text="Continue at")
    assert link.count() == 1, f"{where} does not offer to go on"
    assert str(link.get_attribute("href")).endswith(f"#{at}"), (
        f"{link.get_attribute('href')} is not where one stopped, #{at}"
    )
    link.click()
    back.wait_for_timeout(100)
    box = back.locator(f"#{at}").bounding_box()
    assert box and 0 < box["y"] < 900, "the link does not lead there"


def test_a_story_in_parts_offers_the_chapter_one_was_in(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    read_to(someone.open(stress / PARTS / "02-part.html"), 0.4)
    link = someone.open(stress / PARTS / "index.html").locator("#resume a")
    assert "02-part.html#" in str(link.get_attribute("href"))


def test_a_story_read_to_its_end_is_not_offered_again(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    read_to(someone.open(stress / PARTS / "03-part.html"), 1.0)
    assert not someone.open(stress / "index.html").locator("a", has_text="Continue at").count()


def test_the_bar_tells_the_minutes_left(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader().open(stress / LONG)
    told = page.locator("#left")
    first = int(told.inner_text().split()[0])
    assert 35 <= first <= 55, f"10,000 words are said to take {first} minutes"
    read_to(page, 0.6)
    assert int(told.inner_text().split()[0]) < first * 0.6
    read_to(page, 1.0)
    assert told.inner_text() == "read"


@pytest.mark.parametrize("name", ["cast", "beats"])
def test_nothing_past_the_reader_s_place_is_told_until_asked(
    reader: Callable[..., Reader], stress: Path, name: str
) -> None:
    someone = reader()
    chapter = someone.open(stress / PARTS / "01-part.html")
    read_to(chapter, 0.5)
    far = chapter.evaluate(f"localStorage['postil:far:{PARTS}']")
    page = someone.open(stress / PARTS / f"{name}.html")
    ahead = [at for at in ask(page, "told") if at > int(far)]
    assert not ahead, f"{name}.html tells of {len(ahead)} things past {far}"
    sign = page.locator("#bound")
    assert "hidden" in sign.inner_text(), "nothing says that something is hidden"
    sign.get_by_role("button").click()
    assert any(at > int(far) for at in ask(page, "told")), "one click does not lift the bound"
    assert any(at > int(far) for at in ask(someone.open(stress / PARTS / f"{name}.html"), "told")), "it is back at once"
    page.locator("#bound button").click()
    assert not [at for at in ask(page, "told") if at > int(far)], "it cannot be put back"


def test_nor_by_the_totals_and_strips_of_the_cast(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    read_to(someone.open(stress / PARTS / "01-part.html"), 0.5)
    page = someone.open(stress / PARTS / "cast.html")
    told = page.locator("main").inner_text()
    assert " mentions" not in told, "a total tells how often someone will be named"
    strips = page.locator(".presence i")
    assert 0 < strips.locator("visible=true").count() < strips.count()
    page.locator("#bound button").click()
    assert " mentions" in page.locator("main").inner_text()
    assert strips.locator("visible=true").count() == strips.count()


def test_nor_by_the_arcs_of_the_contents(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    read_to(someone.open(stress / PARTS / "01-part.html"), 0.5)
    page = someone.open(stress / PARTS / "index.html")
    named, drawn = ask(page, "barsTold")
    assert named == drawn and 0 < len(named) < page.locator(".chapters > li:first-child .arc a").count(), (named, drawn)


def test_nor_by_the_names_one_may_ask_for(reader: Callable[..., Reader], sample: Path) -> None:
    """The lists of the filter: who has not come yet is not in them."""
    someone = reader()
    page = someone.open(sample / "a-person-to-sit-still" / "01-a-card-in-the-window.html")
    named = "[...document.querySelector('#panel [name={}]').options].filter(o => !o.hidden).length"
    for field in ("character", "follow"):
        few, all_ = page.evaluate(named.format(field)), page.locator(f"#panel [name={field}] option").count()
        assert few < all_, f"{field} names all {all_} people on the first page"
    first = page.url
    page.goto(someone.address(sample / "a-person-to-sit-still" / "03-wind-off.html"))
    read_to(page, 1)
    page.goto(first)
    assert page.evaluate(named.format("follow")) == page.locator("#panel [name=follow] option").count()


def test_nor_by_the_curve(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    read_to(someone.open(stress / PARTS / "01-part.html"), 0.5)
    page = someone.open(stress / PARTS / "beats.html")
    clip = "getComputedStyle(document.querySelector('.plot svg')).clipPath"
    assert "%" in page.evaluate(clip), "the curve is drawn to the story's end"
    page.locator("#bound button").click()
    assert page.evaluate(clip) == "none", "the whole curve was asked for, and is cut"


def test_the_bound_moves_on_with_the_reader_and_not_back(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    page = someone.open(stress / PARTS / "01-part.html")
    read_to(page, 0.3)
    few = len(ask(someone.open(stress / PARTS / "beats.html"), "told"))
    page.bring_to_front()
    read_to(page, 0.9)
    more = len(ask(someone.open(stress / PARTS / "beats.html"), "told"))
    page.bring_to_front()
    read_to(page, 0.1)
    assert few < more == len(ask(someone.open(stress / PARTS / "beats.html"), "told"))


def test_the_arc_does_not_name_the_beats_ahead(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader().open(stress / LONG)
    bars = page.locator(".arc a")
    assert "not yet read" in bars.last.inner_text()
    assert "not yet read" not in bars.first.inner_text()
    page.keyboard.press("s")
    page.locator("#panel label", has_text="What lies ahead").click()
    assert "not yet read" not in bars.last.inner_text()


@pytest.mark.parametrize("name", ["cast", "beats"])
def test_without_a_script_all_is_folded_away_and_one_touch_opens_it(
    reader: Callable[..., Reader], stress: Path, name: str
) -> None:
    page = reader(script=False).open(stress / PARTS / f"{name}.html")
    there = page.locator("#whole [data-from]:not(.lines *)")
    assert there.count() and not there.locator("visible=true").count(), "the story is given away before anybody asked"
    page.get_by_text("This page tells all of the story").click()
    assert there.count() == there.locator("visible=true").count()
    assert not page.locator("#bound").is_visible()


@pytest.mark.parametrize("name", ["cast", "beats"])
def test_what_is_ahead_is_never_painted_although_the_page_waits_for_no_script(
    reader: Callable[..., Reader], stress: Path, name: str
) -> None:
    """The script never comes; the page is there at once, without what is ahead."""
    someone = reader()
    page = someone.open(stress / PARTS / "01-part.html")
    read_to(page, 0.5)
    page.route("**/postil.js*", lambda route: None)
    page.goto(someone.address(stress / PARTS / f"{name}.html"), wait_until="commit")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    page.locator("footer.end").wait_for(state="attached")
    assert page.locator("h1").is_visible(), "the page waits for the script"
    far = int(page.evaluate(f"localStorage['postil:far:{PARTS}']"))
    told = ask(page, "told")
    assert told and not [at for at in told if at > far], f"{name}.html shows what lies past {far}"


def test_nor_by_the_arcs_of_the_library(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    strips = "#story [data-story=three-parts] .arc > i"
    there = f"[...document.querySelectorAll('{strips}')]"
    drawn = f"{there}.filter(i => getComputedStyle(i, '::before').opacity > 0).length"
    page = someone.open(stress / "index.html")
    assert page.locator(strips).count() > 3 and page.evaluate(drawn) <= 1
    read_to(someone.open(stress / PARTS / "01-part.html"), 0.9)
    read = someone.open(stress / "index.html").evaluate(drawn)
    assert 1 < read < page.locator(strips).count(), f"{read} beats are drawn of a story read to a third"


def test_a_browser_that_keeps_nothing_still_reads(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader()
    someone.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page = someone.open(stress / LONG)
    page.keyboard.press("1")
    assert not page.locator(".note:visible").count()
    read_to(page, 0.2)
    tell(someone.messages)
