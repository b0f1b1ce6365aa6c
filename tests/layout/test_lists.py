"""Cast, beats, script and library: what is told of a story besides its text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postil.layout import Page, TagsFile, lay_out
from postil.layout.beats import _curve
from postil.layout.pages import BeatsPage, CastPage, LibraryPage, NotesPage, ScriptPage
from postil.tags import Mention
from tests.render.sample import content, tags, told


@pytest.fixture(scope="module")
def pages() -> dict[type, Page | TagsFile]:
    sample = content()
    return {type(page): page for page in lay_out(sample.library, [told(sample.stories[0], tags())])[0]}


def test_each_character_has_what_they_say_in_order_with_its_place(pages: dict[type, Page]) -> None:
    cast = pages[CastPage]
    assert isinstance(cast, CastPage)
    isak = next(one for one in cast.characters if one.id == "isak")
    found = [q for q in tags().quotes if q.speaker == "isak"]
    assert [line.text for line in isak.lines] == [tags().text[q.start : q.end] for q in found]
    assert isak.lines[0].place.text == "¶ 4"
    assert isak.first
    assert isak.first.start == 0
    assert (isak.families[0].text, isak.families[0].number) == ("love", 6)
    assert isak.company[0].key == "maren"
    maren = next(one for one in cast.characters if one.id == "maren")
    assert [line.text for line in maren.lines if line.unsure] == ["“I’m not hungry.”"]


def test_each_piece_of_the_cast_page_says_how_far_one_must_have_read(pages: dict[type, Page]) -> None:
    cast = pages[CastPage]
    assert isinstance(cast, CastPage)
    begins = [p.start for p in content().stories[0].paragraphs]
    for one in cast.characters:
        mentions = next(c.mentions for c in tags().characters if c.id == one.id)
        assert sum(part.number for part in one.where) == len(mentions)
        for part in one.where:
            assert part.start in begins, "a strip waits for a place that no reader is ever at"
        last = max([m.start for m in mentions] + [line.place.start for line in one.lines])
        assert one.told in begins
        assert one.told >= max(b for b in begins if b <= last), f"the totals of {one.name} are shown before the last"
        assert [name.start for name in one.names] == sorted(name.start for name in one.names)


def test_those_who_are_only_named_come_last_and_by_name_alone(pages: dict[type, Page]) -> None:
    sample, found = content(), tags()
    extra = replace(found.characters[0], id="orm", name="Orm", aliases=(), mentions=(Mention(10, 14, "name"),))
    found = replace(found, characters=(extra, *found.characters))
    all_pages, _ = lay_out(sample.library, [told(sample.stories[0], found)])
    cast = next(page for page in all_pages if isinstance(page, CastPage))
    assert [one.name for one in cast.minor] == ["Orm"]


def test_a_speech_in_parts_is_one_line_of_the_script(pages: dict[type, Page]) -> None:
    script = pages[ScriptPage]
    assert isinstance(script, ScriptPage)
    spoken = [line for line in script.lines if not line.heading]
    last = spoken[-1]
    assert (last.who, last.text) == ("Isak", "Yes. I’m slow, but I can count.")
    assert [line.manner for line in spoken if line.text.startswith("Ten")] == ["guilt"]
    assert [line.heading for line in script.lines if line.heading][:2] == [
        "Maren: dread, in posture",
        "Isak: tenderness, in touch",
    ]


def test_the_beat_sheet_has_each_turn_with_the_words_that_carry_it(pages: dict[type, Page]) -> None:
    beats = pages[BeatsPage]
    assert isinstance(beats, BeatsPage)
    assert [row.number for row in beats.rows] == list(range(1, 15))
    sixth = beats.rows[5]
    assert (sixth.label, sixth.detail) == ("rage", "Maren, in touch")
    assert [f.text for f in sixth.feelings] == ["so hot", "had him by the collar"]
    assert [plot.name for plot in beats.plots] == ["Ten Past Four", "Maren", "Isak"]
    lowest = max(beats.plots[0].points, key=lambda point: point.y)
    assert lowest.number == 5
    assert lowest.y == 96.0, "the strongest beat reaches the edge of the plot"


def test_a_curve_goes_through_its_points_and_never_past_them() -> None:
    path = _curve([(0, 100), (100, 20), (200, 20), (300, 180)])
    assert path.startswith("M0.0 100.0C")
    numbers = [float(number) for number in path.replace("M", "").replace("C", " ").split()]
    assert all(20 <= y <= 180 for y in numbers[1::2])


def test_the_library_tells_of_each_story(pages: dict[type, Page]) -> None:
    library = pages[LibraryPage]
    assert isinstance(library, LibraryPage)
    (head,) = library.stories
    assert (head.words, head.minutes, head.notes, head.people) == (1402, 6, 18, ("Ada", "Ben"))
    assert sum(bar.share for bar in head.chapters[0].bars) == pytest.approx(100, abs=0.2)


def test_notes_are_found_by_person_kind_and_tag(pages: dict[type, Page]) -> None:
    notes = pages[NotesPage]
    assert isinstance(notes, NotesPage)
    assert {group.text: len(group.notes) for group in notes.people} == {"Ada": 9, "Ben": 9}
    assert sum(len(group.notes) for group in notes.kinds) == 17, "a reply is of no kind"
    assert not notes.lost


def test_a_long_name_is_shortened_in_the_margin_to_what_the_story_uses() -> None:
    sample, found = content(), tags()
    text = found.text
    renamed = replace(found.characters[0], name="Maren of the Skears", aliases=("Maren",))
    pages, _ = lay_out(
        sample.library, [told(sample.stories[0], replace(found, characters=(renamed, *found.characters[1:])))]
    )
    script = next(page for page in pages if isinstance(page, ScriptPage))
    assert "Maren" in text
    assert {line.who for line in script.lines if line.who_id == "maren"} == {"Maren"}
