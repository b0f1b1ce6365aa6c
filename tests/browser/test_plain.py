"""Without a script, on paper, in other lights: the page stays readable, and its settings work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Reader, ask, tell

FULL = "the-full-margin/index.html"
PART = "three-parts/01-part.html"


def light(colour: str) -> float:
    """Return how light an rgb() colour is, 0 to 255."""
    return sum(float(part) for part in colour.strip("rgba()").split(",")[:3]) / 3


def test_without_a_script_all_is_there(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader(script=False).open(stress / FULL)
    things = ("article p[data-n]", ".note", ".who", ".beatname", ".top nav a")
    seen = {what: (page.locator(f"{what}:visible").count(), page.locator(what).count()) for what in things}
    wrong = [f"of {all_} {what} {some} are in sight" for what, (some, all_) in seen.items() if some < all_ or not all_]
    if page.locator(".needs-js:visible").count():
        wrong.append(f"shown, but does nothing: {page.locator('.needs-js:visible').first.inner_text()}")
    tell(wrong)


def test_without_a_script_chapters_are_found_and_turned(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader(script=False).open(stress / "index.html")
    page.get_by_role("link", name="Three Parts").click()
    page.get_by_role("link", name="The Quay").click()
    page.locator("a[rel=next]").click()
    assert page.locator("h1").inner_text() == "The Yard"


@pytest.mark.parametrize("theme", ["Light", "Sepia", "Dark"])
def test_without_a_script_the_paper_can_be_chosen(reader: Callable[..., Reader], stress: Path, theme: str) -> None:
    page = reader(script=False, color_scheme="light" if theme == "Dark" else "dark").open(stress / FULL)
    before = ask(page, "ground")
    page.get_by_role("button", name="Reading settings").first.click()
    page.locator("#panel label", has_text=theme).click()
    after = ask(page, "ground")
    assert after != before and (light(after) > 128) == (theme != "Dark"), (
        f"{theme} gives {after}, before it was {before}"
    )


@pytest.mark.parametrize("label", ["Larger", "Open", "Wide", "Sans"])
def test_without_a_script_the_letters_can_be_chosen(reader: Callable[..., Reader], stress: Path, label: str) -> None:
    someone = reader(script=False)
    page = someone.open(stress / PART)
    before = ask(page, "look")
    page.get_by_role("button", name="Reading settings").first.click()
    page.locator("#panel").get_by_text(label, exact=True).click()
    assert ask(page, "look") != before, f"{label} changes nothing"
    tell([f"{what}: {some[:2]}" for what, some in ask(page, "overlaps").items() if some])


@pytest.mark.parametrize(("label", "what"), [("Notes", ".note"), ("Speakers", ".who"), ("Feelings", ".beatname")])
def test_without_a_script_layers_can_be_put_away(
    reader: Callable[..., Reader], stress: Path, label: str, what: str
) -> None:
    page = reader(script=False).open(stress / FULL)
    page.get_by_role("button", name="Reading settings").first.click()
    page.locator("#panel").get_by_text(label, exact=True).click()
    assert not page.locator(f"{what}:visible").count()
    assert page.locator("article p[data-n]:visible").count() == page.locator("article p[data-n]").count()


LIT = "one => getComputedStyle(one).backgroundColor"


def test_without_a_script_words_and_note_light_together(reader: Callable[..., Reader], stress: Path) -> None:
    """Pointed at, focused, or come to by a link: each note with its own words, and no other's."""
    page = reader(script=False).open(stress / FULL)
    ink = ask(page, "colour", "article p[data-n]")
    wrong = []
    for note in page.locator(".notes .note:not(.reply)").all()[:16]:
        name = str(note.get_attribute("data-note"))
        words = page.locator(f'mark[data-notes~="{name}"]').first
        page.mouse.move(2, 2)
        dark = words.evaluate(LIT)
        words.hover()
        of = str(words.get_attribute("data-notes")).split()
        lit = page.locator(".notes .note").evaluate_all(
            f"all => all.filter(n => getComputedStyle(n).color === '{ink}').map(n => n.dataset.note)"
        )
        if lit != of:
            wrong.append(f"the words of {of} light the notes {lit}")
        note.hover()
        if words.evaluate(LIT) == dark:
            wrong.append(f"the words of {name} stay dark when their note is pointed at")
    link = page.locator("mark a[id]").nth(3)
    link.focus()
    page.keyboard.press("Enter")
    page.mouse.move(2, 2)
    if link.evaluate("a => getComputedStyle(a.closest('mark')).backgroundColor") == dark:
        wrong.append("the words of the note one came to are dark")
    tell(wrong)


def test_without_a_script_the_arc_ahead_is_covered(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader(script=False).open(stress / FULL)
    cover = "new DOMMatrix().scale(parseFloat(getComputedStyle(document.querySelector('.arc'), '::after').scale)).a"
    assert page.evaluate(cover) > 0.95, "the arc gives the story away"
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    page.wait_for_timeout(150)
    if page.evaluate(cover) > 0.95:  # not drawn yet, where the machine is busy
        page.wait_for_timeout(2000)
    assert 0.3 < page.evaluate(cover) < 0.7


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_light_or_dark_as_the_system_is(reader: Callable[..., Reader], stress: Path, scheme: str) -> None:
    page = reader(color_scheme=scheme).open(stress / PART)
    assert (light(ask(page, "ground")) > 128) == (scheme == "light"), (
        f"a {scheme} system has a page of {ask(page, 'ground')}"
    )


def test_less_motion_means_none(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader(reduced_motion="reduce").open(stress / FULL)
    moving = ask(page, "moving")
    assert not moving, f"what moves: {moving}"


def test_forced_colours_leave_marks_notes_and_families_to_be_seen(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader(forced_colors="active").open(stress / FULL)
    told = ask(page, "forced")
    assert all(told.values()), told


def on_paper(reader: Callable[..., Reader], path: Path, query: str = "") -> Page:
    """Return a page as it goes to an A4 printer: 17.8 cm between the margins."""
    someone = reader(673, 900)
    page = someone.open(path, query)
    page.emulate_media(media="print")
    page.wait_for_timeout(100)
    return page


def test_paper_has_the_text_and_its_notes(reader: Callable[..., Reader], stress: Path) -> None:
    page = on_paper(reader, stress / FULL)
    wrong = [f"{what} is missing" for what in ("article p[data-n]", ".note")
             if page.locator(f"{what}:visible").count() != page.locator(what).count()]  # fmt: skip
    wrong += [
        f"{what} is printed"
        for what in (".top nav", ".bar", "#panel", ".end", ".back")
        if page.locator(f"{what}:visible").count()
    ]
    overlaps = ask(page, "overlaps")
    wrong += [f"{what}: {some[:2]}" for what, some in overlaps.items() if some and what.startswith("notes")]
    if folded := [n for n in page.locator(".note details.more > *:not(summary)").all() if not n.is_visible()]:
        wrong.append(f"{len(folded)} long notes are printed without their end")
    tell(wrong)


def test_paper_has_the_notes_one_chose(reader: Callable[..., Reader], stress: Path) -> None:
    page = on_paper(reader, stress / FULL, "?by=ben")
    shown = page.evaluate(
        "[...document.querySelectorAll('.note')].filter(n => n.checkVisibility({ visibilityProperty: true }))"
        ".map(n => n.dataset.by)"
    )
    assert set(shown) == {"ben"}


@pytest.mark.parametrize("kind", ["craft", "theme", "question"])
def test_on_paper_the_notes_one_chose_do_not_meet(reader: Callable[..., Reader], stress: Path, kind: str) -> None:
    """Each hangs from the one above it, which may be one that was not chosen."""
    for path in (FULL, "the-crowded-margin/index.html"):
        page = on_paper(reader, stress / path, f"?kind={kind}")
        tell([f"{what}: {some[:2]}" for what, some in ask(page, "overlaps").items() if some and "on notes" in what])


def test_paper_says_what_was_chosen_and_who_is_followed(reader: Callable[..., Reader], stress: Path) -> None:
    page = on_paper(reader, stress / FULL, "?by=ben&follow=wren")
    sign = page.locator(".bar .sign")
    assert sign.is_visible(), "the paper does not say that only some notes are on it"
    assert "Only by Ben: 5 of 40 notes. Following Wren." in sign.inner_text()
    assert not page.locator(".sign button:visible").count(), "a button is printed"
    colours = {ask(page, "colour", f"article {one}") for one in ("p[data-n]", "p [data-character=wren]")}
    assert len(colours) == 2, "the paper does not show who is followed"


def test_on_paper_notes_stand_at_the_height_of_their_words(reader: Callable[..., Reader], stress: Path) -> None:
    notes = sorted(ask(on_paper(reader, stress / FULL), "margin"), key=lambda note: note["top"])
    wrong = []
    for above, note in zip([None, *notes], notes, strict=False):
        by = note["top"] - note["words"]
        if by < -12 or (by > 12 and not (above and note["top"] - above["bottom"] < 20)):
            wrong.append(f"note {note['id']} is printed {by:.0f} px from its words, and no note above pushes it")
    tell(wrong)


def test_paper_is_white_even_at_night(reader: Callable[..., Reader], stress: Path) -> None:
    someone = reader(673, 900, color_scheme="dark")
    page = someone.open(stress / FULL)
    page.emulate_media(media="print", color_scheme="dark")
    assert ask(page, "ground") == "rgb(255, 255, 255)"
    ink = page.evaluate("getComputedStyle(document.querySelector('article p')).color")
    assert light(ink) < 60, f"ink on paper is {ink}"


def test_a_chapter_can_be_printed(reader: Callable[..., Reader], stress: Path) -> None:
    page = reader().open(stress / PART)
    pdf = page.pdf(format="A4")
    assert pdf.startswith(b"%PDF") and pdf.count(b"/Type /Page\n") >= 2, "a chapter of 900 words fits on one sheet?"
