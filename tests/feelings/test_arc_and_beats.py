"""The arc has a point a sentence; beats tile the story and are told in words."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import spacy
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from postil.emotion import FAMILIES
from postil.tag.arc import arc
from postil.tag.beats import beats, split
from postil.tag.feelings import Feelings
from postil.tag.feelings.label import Course, Name, course, turn
from postil.tag.found import CAST, CastFound, MentionFound, Person
from postil.tag.given import KEY, Given, split_paragraphs
from postil.tags import Beat, Feeling

BLANK = spacy.blank("en")


def tagged(text: str, **more: object) -> tuple[Doc, Given, tuple[Feeling, ...]]:
    doc = BLANK(text)
    given = Given(split_paragraphs(text), **more)  # type: ignore[arg-type]
    doc.user_data[KEY] = given
    return doc, given, Feelings().match(doc).feelings


def told(text: str, **more: object) -> tuple[Beat, ...]:
    doc, given, feelings = tagged(text, **more)
    return beats(doc, given, feelings, arc(doc, feelings))


# --- the arc


@pytest.mark.parametrize(
    ("darker", "brighter"),
    [
        ("He wept.", "He laughed."),
        ("They buried her in the rain.", "They danced in the sunshine."),
        ("She was not happy.", "She was happy."),
        ("The murderer came back.", "The postman came back."),
    ],
)
def test_a_sad_sentence_lies_below_a_happy_one(darker: str, brighter: str) -> None:
    low, high = (arc(*tagged(text)[::2])[0].valence for text in (darker, brighter))
    assert low < high


def test_each_sentence_has_a_point_and_none_crosses_paragraphs() -> None:
    text = "One. Two!\n\nA heading without a stop\n\nThree?"
    doc, given, feelings = tagged(text)
    points = arc(doc, feelings)
    assert [text[p.start : p.end] for p in points] == ["One.", "Two!", "A heading without a stop", "Three?"]
    assert all(any(a <= p.start and p.end <= b for a, b in given.paragraphs) for p in points)


def test_an_empty_text_has_neither_arc_nor_beats() -> None:
    doc, given, feelings = tagged("")
    assert arc(doc, feelings) == ()
    assert beats(doc, given, feelings, ()) == ()


# --- beats

SENTENCES = [
    "He wept.",
    "She laughed aloud.",
    "They walked home.",
    "I was afraid.",
    "Rain.",
    "He was furious with her.",
]


@settings(max_examples=80, deadline=None)
@examples(
    st.lists(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12), min_size=1, max_size=25),
    st.sets(st.integers(0, 24)),
    st.sets(st.integers(0, 24)),
    st.sampled_from(["", "\n", "\n\n  "]),
)
def test_beats_tile_the_story_and_begin_with_paragraphs(
    paragraphs: list[list[str]], breaks: set[int], headings: set[int], tail: str
) -> None:
    text = "\n\n".join(" ".join(p) for p in paragraphs) + tail
    found = told(text, breaks=frozenset(breaks), headings=frozenset(headings))
    assert found[0].start == 0
    assert found[-1].end == len(text)
    assert all(a.end == b.start for a, b in pairwise(found))
    starts = [a for a, _ in split_paragraphs(text)]
    assert all(b.start in starts for b in found)
    assert all(b.label for b in found)
    assert found[0].turn == ""
    assert all(b.turn for b in found[1:])
    assert all(-1 <= b.valence <= 1 for b in found)
    assert all(b.family is None or b.family in FAMILIES for b in found)


def test_a_scene_break_ends_a_beat() -> None:
    calm = " ".join(["They walked along the road to the mill."] * 10)
    text = "\n\n".join([calm] * 4)
    assert len(told(text)) == 1
    ends = told(text, breaks=frozenset([2]))
    assert [b.start for b in ends] == [0, split_paragraphs(text)[2][0]]


def test_a_heading_begins_the_beat_of_what_follows_it() -> None:
    calm = " ".join(["They walked along the road to the mill."] * 10)
    text = f"{calm}\n\nChapter Two\n\n{calm}"
    found = told(text, breaks=frozenset([1]), headings=frozenset([1]))
    assert [text[b.start : b.start + 11] for b in found][1] == "Chapter Two"


def test_a_flat_stretch_says_so() -> None:
    (flat,) = told("They walked along the road to the mill. The road was white. It was noon.")
    assert (flat.label, flat.family) == ("level", None)


def test_a_beat_ends_where_feeling_turns() -> None:
    angry = " ".join(["He was furious."] + ["The cart went on along the lane past the mill."] * 4)
    sad = " ".join(["He wept with grief."] + ["The cart went on along the lane past the mill."] * 4)
    text = "\n\n".join([angry] * 5 + [sad] * 5)
    found = told(text)
    assert [b.family for b in found] == ["anger", "sadness"]
    assert found[1].start == split_paragraphs(text)[5][0]


def test_a_long_chapter_is_split_in_time_with_its_length() -> None:
    rows = np.random.default_rng(7).random((6000, 11))
    firsts = split(rows, [50] * 6000)
    assert firsts[0] == 0
    assert firsts == sorted(set(firsts))
    assert 1200 <= len(firsts) <= 2200


# --- words for them

NAMES = {"ada": Name("Ada", "she"), "ben": Name("Ben", "he"), "kit": Name("Kit", None)}


def felt(family: str, shade: str, channel: str, who: str | None, strength: float = 0.6) -> Feeling:
    return Feeling(0, 1, family, shade, strength, False, channel, who, None, 0.8)


def label(*found: Feeling) -> str:
    return course(found, NAMES, (), level=False).label


def test_a_label_says_who_what_and_how_it_shows() -> None:
    assert label(felt("anger", "rage", "gesture", "ben"), felt("anger", "rage", "voice", "ben")) == (
        "Ben: rage, in hands and voice"
    )
    assert label(felt("anger", "anger", "named", "ben")) == "Ben: anger"


def test_a_label_tells_a_turn_inside_the_beat() -> None:
    found = [felt("anger", "anger", "named", "ben")] * 3 + [felt("sadness", "guilt", "thought", "ben")] * 3
    assert label(*found) == "Ben: anger turning to guilt, in thought"


def test_a_label_names_two_who_feel_alike_together_and_two_who_do_not_apart() -> None:
    assert label(felt("love", "tenderness", "touch", "ben"), felt("love", "tenderness", "touch", "ada")) == (
        "Ada and Ben: tenderness, in touch"
    )
    two = label(felt("sadness", "hurt", "named", "ben", 0.9), felt("fear", "dread", "named", "ada"))
    assert two == "Ben: hurt; Ada: dread"


def test_a_feeling_of_nobody_known_is_told_without_a_name() -> None:
    assert label(felt("fear", "panic", "voice", None)) == "panic, in voice"


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (("anger", "anger", "ben", 0.5), ("sadness", "guilt", "ben", 0.5), "from Ben's anger to his guilt"),
        (("anger", "anger", "ben", 0.5), ("fear", "dread", "ada", 0.5), "from Ben's anger to Ada's dread"),
        (("anger", "anger", "kit", 0.5), ("sadness", "guilt", "kit", 0.5), "from Kit's anger to Kit's guilt"),
        (("anger", "anger", "ben", 0.3), ("anger", "anger", "ben", 0.5), "Ben's anger deepens"),
        (("anger", "anger", "ben", 0.5), (None, "", None, 0.0), "Ben's anger settles"),
        ((None, "", None, 0.0), ("fear", "dread", "ada", 0.5), "feeling rises: Ada's dread"),
        (("fear", "panic", None, 0.5), ("joy", "relief", "ada", 0.5), "from panic to Ada's relief"),
    ],
)
def test_a_turn_is_told_in_words(
    before: tuple[str | None, str, str | None, float], now: tuple[str | None, str, str | None, float], words: str
) -> None:
    one, other = (Course(f, s, s, (), who, strength, "") for f, s, who, strength in (before, now))
    assert turn(one, other, NAMES) == words


def test_people_are_called_as_the_story_calls_them() -> None:
    text = "Clark wept. Clark wept again. Clark Kent wept."
    doc, given, _ = tagged(text)
    mentions = (
        MentionFound(0, 5, "name", "ck"),
        MentionFound(12, 17, "name", "ck"),
        MentionFound(30, 40, "name", "ck"),
    )
    doc.user_data[CAST] = CastFound((Person("ck", "Clark Kent", ("Clark",), "he"),), mentions)
    feelings = Feelings().match(doc).feelings
    (beat,) = beats(doc, given, feelings, arc(doc, feelings))
    assert beat.label.startswith("Clark: ")
    assert beat.who == ("ck",)
