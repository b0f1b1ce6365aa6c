"""The reading page: the hooks that themes, tests and other programs go by, and where notes stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from postil.layout import lay_out
from postil.layout.pages import NotesPage, ReadingPage
from postil.models import Note, PlacedNote, Placements, Story
from postil.problems import Where
from postil.read import read_content
from postil.tags import Feeling, Tags
from tests.render.page_reader import Element, prose, read
from tests.render.sample import content, drawn, placements, tags, told

WHERE = Where("content/ten-past-four/notes/ada.md", 3)


@pytest.fixture(scope="module")
def story() -> Story:
    return content().stories[0]


def reading(story: Story, found: Tags, placed: Placements | None = None) -> Element:
    one = told(story, found)
    pages, _ = lay_out(content().library, [replace(one, placements=placed) if placed else one])
    return read(drawn(next(page for page in pages if isinstance(page, ReadingPage))))


@pytest.fixture(scope="module")
def page(story: Story) -> Element:
    return reading(story, tags())


def words(elements: list[Element]) -> list[str]:
    return ["".join(prose(one)) for one in elements]


def back_to(note: Element) -> str:
    """Return the id of the words that a note's way back leads to."""
    (back,) = note.has_class("back")
    return back.attributes["href"].removeprefix("#")


def test_each_paragraph_is_a_p_with_its_id_and_number(page: Element, story: Story) -> None:
    shown = [(p.attributes["id"], p.attributes["data-n"]) for p in page.all("p", data_n=True)]
    assert shown == [(p.id, str(p.n)) for p in story.paragraphs]


def test_each_note_is_one_element_after_its_paragraph_in_order(page: Element, story: Story) -> None:
    shown = [one.attributes["data-note"] for one in page.has_class("note")]
    assert shown == [placed.note.id for placed in placements(story).notes]


def test_a_note_s_words_are_marked_and_lead_to_it_and_back(page: Element, story: Story) -> None:
    for placed in placements(story).notes:
        if placed.depth:
            continue
        marked = [mark for mark in page.all("mark") if placed.note.id in mark.attributes["data-notes"].split()]
        assert "".join(words(marked)) == "".join(
            placed.paragraph.text[a:b] for a, b in placed.ranges if placed.paragraph
        )
        (note,) = page.all(data_note=placed.note.id)
        (link,) = page.all("a", id=back_to(note))
        assert link.attributes["href"].startswith("#note-")


def test_notes_that_begin_at_one_place_share_a_link(page: Element) -> None:
    assert {back_to(page.all(data_note=one)[0]) for one in ("ten", "ten-q")} == {"w-ten"}


def test_the_article_holds_its_own_heading(page: Element) -> None:
    (article,) = page.all("article")
    (heading,) = article.all("h1")
    assert heading.text, "someone who leaps from article to article hears no title"


def test_a_reply_stands_under_what_it_answers_and_goes_back_to_its_words(page: Element) -> None:
    (reply,) = page.all(data_note="rope-2")
    assert "reply" in reply.classes
    assert back_to(reply) == "w-rope"


def test_every_speech_name_feeling_and_beat_has_its_hook(page: Element) -> None:
    found = tags()
    text = found.text
    assert words(page.all("span", data_speaker=True)) == [text[q.start : q.end] for q in found.quotes]
    shown = sorted(words(page.all("span", data_character=True)))
    assert shown == sorted(text[m.start : m.end] for c in found.characters for m in c.mentions)
    felt = page.all("span", data_family=True)
    assert sorted(words(felt)) == sorted(text[f.start : f.end] for f in found.feelings)
    assert all("data-channel" in one.attributes for one in felt)
    assert [one.attributes["data-beat"] for one in page.all(data_beat=True)] == [
        str(n + 1) for n in range(len(found.beats))
    ]


def test_a_speaker_is_named_once_a_paragraph_and_with_a_question_mark_if_unsure(page: Element, story: Story) -> None:
    names = [one.text for one in page.has_class("who")]
    assert "Maren?" in names
    fourth_last = [one.text for one in page.all("p", data_n="47")[0].has_class("who")]
    assert fourth_last == ["Isak"], "a speech in three parts has its speaker's name once"


def test_two_speakers_who_begin_near_each_other_share_a_label(story: Story) -> None:
    found = tags()
    quotes = tuple(
        replace(q, speaker="isak") if found.text[q.start :].startswith("“For the other one") else q
        for q in found.quotes
    )
    page = reading(story, replace(found, quotes=quotes))
    assert "Maren, Isak" in [one.text for one in page.has_class("who")]


def test_what_is_denied_or_unsure_says_so(story: Story) -> None:
    p = story.paragraphs[2]
    felt = Feeling(p.start, p.start + 4, "joy", "hope", 0.5, True, "face", None, None, 0.2)
    page = reading(story, replace(tags(), feelings=(felt,)))
    (one,) = page.all("span", data_family="joy")
    assert "data-negated" in one.attributes
    assert "data-unsure" in one.attributes
    assert "data-feels" not in one.attributes


def test_a_note_on_a_link_of_the_writer_s_own_still_has_a_way_to_it() -> None:
    (story,) = read_content(Path(__file__).parents[1] / "layout" / "prose" / "one").stories
    paragraph = next(p for p in story.paragraphs if "the page" in p.text)
    at = paragraph.text.index("the page")
    note = Note("n", "Ada", "craft", (), "Which page?", WHERE)
    placed = Placements((PlacedNote(note, "exact", "n", 0, 0, paragraph, ((at, at + 8),)),), ())
    page = reading(story, told(story).tags, placed)
    (link,) = page.all("a", id="w-n")
    assert link.attributes["href"] == "#note-n"
    assert "label" in link.classes


def test_a_lost_note_is_told_of_and_stands_on_the_notes_page(story: Story) -> None:
    note = Note("gone", "Ada", "craft", (), "Still said.", WHERE)
    placed = placements(story)
    lost = Placements((*placed.notes, PlacedNote(note, "lost", "gone")), ())
    page = reading(story, tags(), lost)
    assert "1 note could not be placed" in page.all("main")[0].text
    pages, _ = lay_out(content().library, [replace(told(story, tags()), placements=lost)])
    notes = read(drawn(next(one for one in pages if isinstance(one, NotesPage))))
    (section,) = notes.all("section", id="lost")
    assert "Still said." in section.text
    assert [one.attributes["data-note"] for one in section.has_class("note")] == ["gone"]


def test_the_notes_page_says_of_a_moved_note_that_its_words_have_changed(story: Story) -> None:
    first, *others = placements(story).notes
    moved = Placements((replace(first, state="moved"), *others), ())
    pages, _ = lay_out(content().library, [replace(told(story, tags()), placements=moved)])
    notes = read(drawn(next(one for one in pages if isinstance(one, NotesPage))))
    told_of = [one.attributes["data-note"] for one in notes.has_class("note") if "have changed" in one.text]
    assert told_of == [first.note.id]


def test_a_chapter_with_more_notes_than_margin_is_set_tight(story: Story) -> None:
    first = placements(story).notes[0]
    notes = []
    for number in range(60):
        note = replace(first.note, id=f"n{number}", body="A few words that fill the margin. " * 3)
        notes.append(replace(first, note=note, root=note.id))
    page = reading(story, tags(), Placements(tuple(notes), ()))
    assert "tight" in page.all("article")[0].classes
    assert len(page.has_class("note")) == 60


def test_a_link_that_leads_nowhere_is_a_problem_with_what_comes_nearest(story: Story) -> None:
    note = replace(story.notes[0], body="See [[Isac]].\n\nAnd [[spon]], [[nothing of the kind]], [[Peder]], `[[x]]`.")
    first = replace(placements(story).notes[0], note=note)
    pages, problems = lay_out(
        content().library,
        [replace(told(story, tags()), placements=Placements((first, *placements(story).notes[1:]), ()))],
    )
    assert [(p.code, p.severity) for p in problems] == [("link.unknown", "warning")] * 3
    assert [p.hint for p in problems][:2] == ["Did you mean [[Isak]]?", "Did you mean [[spoon]]?"]
    assert problems[1].where.line == problems[0].where.line + 2
    html = drawn(next(page for page in pages if isinstance(page, ReadingPage)))
    assert "See Isac." in html
    assert '<a href="cast.html#c-peder">Peder</a>' in html


def test_a_reader_is_given_a_file_begun_for_their_note(story: Story) -> None:
    library = replace(content().library, repository="ada/lamps")
    pages, _ = lay_out(library, [told(story, tags())])
    html = drawn(next(page for page in pages if isinstance(page, ReadingPage)))
    assert "https://github.com/ada/lamps/new/main/content/ten-past-four?filename=notes/your-name.md" in html


def test_the_branch_is_the_library_s(story: Story) -> None:
    library = replace(content().library, repository="ada/lamps", branch="notes/winter")
    pages, _ = lay_out(library, [told(story, tags())])
    html = drawn(next(page for page in pages if isinstance(page, ReadingPage)))
    assert "https://github.com/ada/lamps/new/notes/winter/content/ten-past-four?" in html
    assert "/main/" not in html


def test_a_scene_opens_in_small_capitals_that_change_no_letter(page: Element) -> None:
    first = page.all("p", data_n="1")[0]
    assert "".join(words(first.has_class("sc"))) == "The lamp was in the window"
    assert "first" in first.classes
    assert all("first" in p.classes for p in page.all("p", data_n=True) if p.has_class("sc"))


def test_words_say_which_of_the_paragraph_s_notes_are_theirs(page: Element) -> None:
    """So that the sheet can light them together without a script: no rank is the first."""
    wrong = []
    for p in page.all("p", data_n=True):
        siblings = p.parent.inside if p.parent else []
        after = next((one for one in siblings[siblings.index(p) + 1 :] if isinstance(one, Element)), None)
        notes = [n.attributes["data-note"] for n in after.has_class("note")] if after is not None else []
        for mark in p.all("mark"):
            ranks = [int(rank) for rank in mark.attributes.get("data-r", "1").split()]
            if [notes[rank - 1] for rank in ranks] != mark.attributes["data-notes"].split():
                wrong.append(f"{words([mark])} is of {mark.attributes['data-notes']}, and lights {ranks} of {notes}")
    assert not wrong
