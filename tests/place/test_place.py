"""Notes stand on the words they quote, or nowhere; replies and corrections with them."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from postil.models import Correction, PlacedNote
from postil.place import Remembered, place, remember
from postil.problems import Where
from tests.place.stories import cases, note, quote, story, without_brackets


def where_it_stands(drawn: str, placed: PlacedNote) -> str:
    """Draw where a note stands as the cases do: the story with ⟦ ⟧ round the words."""
    text, _ = without_brackets(drawn)
    if placed.paragraph is None:
        return text
    offset = placed.paragraph.start
    for start, end in ((offset + a, offset + b) for a, b in reversed(placed.ranges)):
        text = f"{text[:start]}⟦{text[start:end]}⟧{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("title", "drawn", "quoted", "expected"), [pytest.param(*c, id=c[0]) for c in cases("cases.txt")]
)
def test_case(title: str, drawn: str, quoted: str, expected: str) -> None:
    text, _ = without_brackets(drawn)
    placements = place(story(text, notes=[note("n", quoted)]))
    (placed,) = placements.notes
    assert where_it_stands(drawn, placed) == drawn, title
    assert " ".join([placed.state, *(p.code for p in placements.problems)]) == expected


@pytest.mark.parametrize(
    ("title", "before", "drawn", "quoted", "state"), [pytest.param(*c, id=c[0]) for c in cases("memory.txt")]
)
def test_case_with_memory(title: str, before: str, drawn: str, quoted: str, state: str) -> None:
    last = story(before, notes=[note("n", quoted)])
    memory = remember(place(last), last)
    assert memory, "the note did not stand in the last build"
    text, _ = without_brackets(drawn)
    (placed,) = place(story(text, notes=[note("n", quoted)]), memory).notes
    assert where_it_stands(drawn, placed) == drawn, title
    assert placed.state == state


def test_notes_come_in_order_of_the_text_with_replies_after_what_they_answer_and_lost_ones_last() -> None:
    notes = [
        note("gone", "no such words"),
        note("to-gone", None, "gone"),
        note("late", "the second day"),
        note("to-reply", None, "reply"),
        note("reply", None, "early"),
        note("reply-2", None, "early"),
        note("early", "the first day"),
    ]
    placed = place(story("It was the first day.", "It was the second day.", notes=notes)).notes
    assert [(p.note.id, p.depth, p.state, p.chapter) for p in placed] == [
        ("early", 0, "exact", 0),
        ("reply", 1, "exact", 0),
        ("to-reply", 2, "exact", 0),
        ("reply-2", 1, "exact", 0),
        ("late", 0, "exact", 1),
        ("gone", 0, "lost", None),
        ("to-gone", 1, "lost", None),
    ]
    assert {p.root for p in placed[:4]} == {"early"}
    assert len({(p.paragraph, p.ranges) for p in placed[:4]}) == 1, "a reply stands where its root stands"


def test_a_note_without_quotation_is_lost_without_a_second_problem() -> None:
    placements = place(story("It was late.", notes=[note("n", None)]))
    assert placements.notes[0].state == "lost"
    assert not placements.problems


def test_a_correction_covers_each_of_its_bold_parts() -> None:
    correction = Correction(
        quote("**He** gripped the rail, and **he** let go."), Where("content/s/corrections.md"), character="Clark"
    )
    made = story("First.\n\nHe gripped the rail, and he let go.", corrections=[correction])
    spans = [span for _, span in place(made).corrections]
    assert [made.text[a:b] for a, b in spans] == ["He", "he"]


def test_lost_corrections_are_told_as_such() -> None:
    corrections = [
        Correction(quote("no such words at all"), Where("content/s/corrections.md"), not_="feeling"),
        Correction(quote("It was late."), Where("content/s/corrections.md"), not_="feeling"),
    ]
    placements = place(story("It was late.\n\nIt was late.", corrections=corrections))
    assert not placements.corrections
    assert sorted(p.code for p in placements.problems) == ["correction.lost", "correction.twice"]


def test_twice_says_where_and_offers_quotations_that_are_unique() -> None:
    text = "Then Nora closed the door.\n\nIn the end Tom closed the door."
    (problem,) = place(story("Once.", text, notes=[note("n", "closed the door")])).problems
    assert "stands 2 times" in problem.text
    assert "paragraph 1 of chapter 2 (content/s/chapters/2.md line 5)" in problem.text
    assert "paragraph 2 of chapter 2 (content/s/chapters/2.md line 7)" in problem.text
    offered = [part.split("”")[0] for part in problem.hint.split("“")[1:]]
    for words, n in zip(offered, (1, 2), strict=True):
        (placed,) = place(story("Once.", text, notes=[note("n", words)])).notes
        assert placed.state == "exact"
        assert placed.text == "closed the door"
        assert placed.paragraph is not None
        assert placed.paragraph.n == n


def test_lost_says_what_comes_nearest_and_where() -> None:
    text = "It rained.\n\nShe put the lamp down on the sill, and nobody asked."
    (problem,) = place(story(text, notes=[note("n", "She put the lamp down on the shelf,")])).problems
    assert (problem.code, problem.severity) == ("note.lost", "error")
    assert "“She put the lamp down on the sill,”, paragraph 2 (content/s/chapters/1.md line 7)" in problem.hint


def test_moved_says_the_words_it_stands_on_now_and_is_a_warning() -> None:
    text = "She closed the door, and went down to the harbour again."
    placements = place(story(text, notes=[note("n", "She closed the door and went **down to the harbour** again.")]))
    (problem,) = placements.problems
    assert (problem.code, problem.severity) == ("note.moved", "warning")
    assert "it now stands on “down to the harbour”" in problem.text
    assert "“She closed the door, and went **down to the harbour** again.”" in problem.hint


def test_memory_is_plain_json_and_is_kept_for_lost_notes() -> None:
    first = story("It had rained. She closed the door. He sat down.", notes=[note("n", "She closed the door.")])
    memory = remember(place(first), first)
    again = {
        key: Remembered(**value)
        for key, value in json.loads(json.dumps({k: asdict(v) for k, v in memory.items()})).items()
    }
    assert again == memory
    without = story("It had rained. He sat down.", notes=first.notes)
    assert remember(place(without, memory), without, memory) == memory
    assert remember(place(without, memory), without) == {}


def test_a_new_quotation_is_looked_for_without_the_memory_of_the_old() -> None:
    first = story("It had rained. She closed the door. He sat down.", notes=[note("n", "She closed the door.")])
    memory = remember(place(first), first)
    text = "It had rained. She closed the door. He sat, down by the fire in the other room."
    (placed,) = place(story(text, notes=[note("n", "He sat down by the fire in the other room.")]), memory).notes
    assert placed.state == "moved"


def test_a_story_with_no_text_and_a_quotation_of_nothing() -> None:
    assert place(story("")).notes == ()
    for nothing in ("…", "**…**", "*", "—", " "):
        (placed,) = place(story("It was late.", notes=[note("n", nothing)])).notes
        assert placed.state == "lost"
