"""The component itself: what it leaves on a Doc, cast.yaml, corrections, and the draft."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import spacy
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from postil.models import Cast, CastEntry
from postil.problems import Where
from postil.read.cast import read_cast_source
from postil.read.files import Source
from postil.read.report import Report
from postil.tag.cast import CastFinder
from postil.tag.cast.draft import draft_cast
from postil.tag.cast.find import _joined
from postil.tag.cast.join import Joined
from postil.tag.cast.people import Someone
from postil.tag.found import CAST, MENTIONS, CastFound, MentionFound
from postil.tag.given import Given, PlacedCorrection, split_paragraphs
from postil.tag.pipe import lost_apostrophes, normalise, parse
from postil.tags import Character, Mention, Quote, Tags

NLP = spacy.blank("en")
HERE = Where("cast.yaml")


def find(text: str, cast: Cast | None = None, *corrections: PlacedCorrection) -> CastFound:
    beside = Given(split_paragraphs(text), cast=cast or Cast(), corrections=corrections)
    return CastFinder().match(parse(NLP, text, beside))


def told(text: str, found: CastFound) -> dict[str, list[str]]:
    """The words that stand for each character."""
    words: dict[str, list[str]] = {}
    for mention in found.mentions:
        words.setdefault(mention.character, []).append(text[mention.start : mention.end])
    return words


def at(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


class TestComponent:
    def test_it_can_be_added_to_any_pipeline_by_name(self) -> None:
        nlp = spacy.blank("en")
        nlp.add_pipe("postil_cast")
        doc = nlp('"Sit," said Vexley. Vexley sat.')
        assert doc.user_data[CAST].people[0].name == "Vexley"
        assert [(s.text, s.label_, s.id_) for s in doc.spans[MENTIONS]] == [("Vexley", "name", "vexley")] * 2

    def test_match_leaves_the_doc_as_it_is(self) -> None:
        doc = NLP("Vexley said no.")
        CastFinder().match(doc)
        assert CAST not in doc.user_data
        assert MENTIONS not in doc.spans

    @pytest.mark.parametrize("text", ["", "   ", "\n\n", "…", "the", '"', "I"])
    def test_hardly_any_text_has_no_cast(self, text: str) -> None:
        assert find(text).people == ()

    def test_an_entity_label_alone_makes_no_person_of_a_town(self) -> None:
        words = ["They", "lived", "in", "Brackenford", "."]
        doc = Doc(NLP.vocab, words, deps=["nsubj", "ROOT", "prep", "pobj", "punct"], heads=[1, 1, 1, 2, 1])
        doc.ents = [Span(doc, 3, 4, "PERSON")]
        assert CastFinder().match(doc).people == ()

    def test_a_person_under_any_label_is_found(self) -> None:
        words = ["Then", "Chloe", "nodded", "."]
        doc = Doc(NLP.vocab, words, deps=["advmod", "nsubj", "ROOT", "punct"], heads=[2, 2, 2, 2])
        doc.ents = [Span(doc, 1, 2, "ORG")]
        assert [person.name for person in CastFinder().match(doc).people] == ["Chloe"]

    def test_people_come_most_mentioned_first_with_their_counts(self) -> None:
        found = find("Ada sat. Tom ran. Tom fell. Tom wept. Ada sighed.")
        assert [(p.name, p.count) for p in found.people] == [("Tom", 3), ("Ada", 2)]

    def test_headings_name_nobody(self) -> None:
        text = "Harald Comes Home\n\nAda sat down and sighed."
        beside = Given(split_paragraphs(text), headings=frozenset({0}))
        found = CastFinder().match(parse(NLP, text, beside))
        assert [person.name for person in found.people] == ["Ada"]

    def test_after_a_scene_break_she_is_nobody_from_before(self) -> None:
        text = "Ada sat down and sighed.\n\nShe woke at noon."
        spans = split_paragraphs(text)
        for breaks, expected in ((frozenset(), ["Ada", "She"]), (frozenset({1}), ["Ada"])):
            found = CastFinder().match(parse(NLP, text, Given(spans, breaks=frozenset(breaks))))
            assert told(text, found)["ada"] == expected


class TestCastFile:
    CAST = Cast((
        CastEntry("kal", "Kal Dorn", HERE, ("the Hawk", "Farmboy"), "he"),
        CastEntry("rue", "Rue", HERE, (), "they"),
    ))  # fmt: skip
    TEXT = 'Kal landed. The Hawk folded his wings. "Farmboy," said Rue, "you are late." Rue laughed. Mira waved.'

    def test_it_names_and_joins(self) -> None:
        words = told(self.TEXT, find(self.TEXT, self.CAST))
        assert words["kal"][:2] == ["Kal", "The Hawk"]
        assert "Farmboy" in words["kal"]

    def test_it_does_not_close_the_cast(self) -> None:
        assert "Mira" in {person.name for person in find(self.TEXT, self.CAST).people}

    @pytest.mark.parametrize(
        ("listed", "names"),
        [
            ("Pippa", ["Pippa", "Pippa Lyle", "Miss Pippa Lyle"]),
            ("Ovelle", ["Ovelle", "Ovelle Grigg"]),
            ("Will", ["Will", "Mr Will", "Mr. Will"]),
            ("Mr Ruiz", ["Mr. Ruiz", "Ruiz"]),
            ("Mrs Aldridge", ["Mrs P Aldridge", "Mrs. Aldridge", "Mrs Aldridge"]),
        ],
    )
    def test_a_name_of_it_is_known_in_other_dress(self, listed: str, names: list[str]) -> None:
        text = "\n\n".join(f'"Well," said {name}. {name} sat down, and {name} slept.' for name in names)
        found = find(text, Cast((CastEntry("who", listed, HERE),)))
        assert {m.character for m in found.mentions if m.kind == "name"} == {"who"}

    def test_its_pronouns_overrule_the_text(self) -> None:
        people = {person.id: person for person in find(self.TEXT, self.CAST).people}
        assert people["rue"].pronouns == "they"

    def test_whom_it_lists_is_in_the_cast_though_never_named(self) -> None:
        people = {person.id: person for person in find("Nobody came.", self.CAST).people}
        assert (people["kal"].name, people["kal"].count) == ("Kal Dorn", 0)

    def test_who_is_no_character_is_not_found(self) -> None:
        text = '"Go," said Metropolis. Metropolis laughed.'
        assert find(text).people
        assert find(text, Cast(not_characters=("Metropolis",))).people == ()

    def test_a_description_that_is_no_character_is_not_found(self) -> None:
        text = '"Late," said the clock-tower. Ada looked up. "Late," said the clock-tower again.'
        assert told(text, find(text, Cast(not_characters=("the clock-tower",)))) == {"ada": ["Ada"]}

    def test_it_says_who_tells_the_story(self) -> None:
        text = "I sat by the water with Rue, and I wrote.\n\nRue slept."
        assert find(text, Cast(self.CAST.entries, narrator="kal")).narrator == "kal"

    def test_who_of_it_the_narration_never_names_tells_the_story(self) -> None:
        text = "I came to the mill. I had walked all day, and I knocked.\n\nGriff let me in. I saw him."
        text += "\n\nI saw the table. I saw the bread, and I ate it. I slept."
        cast = Cast((CastEntry("griff", "Griff", HERE), CastEntry("nell", "Nell", HERE)))
        assert find(text, cast).narrator == "nell"
        assert find(text, Cast(cast.entries[:1])).narrator != "griff"

    def test_whom_my_mother_calls_mamma_is_not_who_tells_the_story(self) -> None:
        text = "Lidia had choked. Everyone began to talk at once. My grandmother took no notice. She caught my eye.\n\n"
        text += '"Mamma, no," my mother whispered. All her colour had gone.\n\n'
        text += "I could not swallow. I thought of my cousin Beppe. My uncle put a hand across his mouth.\n\n"
        text += "I do not know who was first. My mother was on her knees. Franco heaved. It was Lidia I looked at.\n\n"
        text += '"Oh, my treasure," said Nonna.'
        entries = [CastEntry(name.lower(), name, HERE) for name in ("Nonna", "Lidia", "Franco", "Beppe", "Ester")]
        found = find(text, Cast(tuple(entries)))
        mother = [m for m in found.mentions if text[m.start : m.end] == "mother"]
        assert found.narrator == "ester"
        assert mother
        assert "ester" not in {m.character for m in mother}

    def test_a_description_in_lower_case_is_found(self) -> None:
        cast = Cast((CastEntry("x", "Griff", HERE, ("the stranger", "the man with the limp"), "he"),))
        text = "The stranger ate. Nobody knew the stranger. Then the man with the limp paid."
        assert told(text, find(text, cast))["x"][:3] == ["The stranger", "the stranger", "man with the limp"]

    def test_a_description_is_found_wherever_it_stands(self) -> None:
        cast = Cast(
            (
                CastEntry("kid", "the kid", HERE, (), "he"),
                CastEntry("tarn", "Tarn", HERE, ("the envoy",)),
                CastEntry("prince", "the prince", HERE, (), "he"),
                CastEntry("wailing", "a woman", HERE, (), "she"),
            )
        )
        text = (
            "The kid ate. A woman wept. The wounded kid looked at the other kid.\n\n"
            '"Is it for the envoy?" the woman asked. The prince bowed, and the kid\'s face fell.'
        )
        assert told(text, find(text, cast)) == {
            "kid": ["The kid", "The wounded kid", "the kid"],
            "wailing": ["A woman", "the woman"],
            "tarn": ["the envoy"],
            "prince": ["The prince"],
        }

    def test_the_man_is_meant_only_where_he_is_in_mind(self) -> None:
        cast = Cast((CastEntry("x", "Griff", HERE, ("the man",), "he"),))
        text = "A dog barked at the man next door."
        assert told(text, find(text, cast)) == {}
        text = "Griff sat down. Nobody greeted the man."
        assert told(text, find(text, cast))["x"] == ["Griff", "the man"]

    def test_an_odd_word_may_be_a_name(self) -> None:
        cast = Cast((CastEntry("five", "Five", HERE),))
        text = '"Look out," said Five. It was five o\'clock.'
        assert told(text, find(text, cast)) == {"five": ["Five"]}


class TestCorrections:
    TEXT = "Ada met Tove on the stairs. She was out of breath."

    def test_a_pronoun_is_given_to_whom_it_is_said_to_be(self) -> None:
        fix = PlacedCorrection(*at(self.TEXT, "She"), character="Tove")
        assert told(self.TEXT, find(self.TEXT, None, fix))["tove"] == ["Tove", "She"]

    def test_words_that_are_no_character_are_none(self) -> None:
        fix = PlacedCorrection(*at(self.TEXT, "Tove"), not_="character")
        assert "tove" not in told(self.TEXT, find(self.TEXT, None, fix))

    def test_someone_only_a_correction_knows_joins_the_cast(self) -> None:
        text = "Something moved behind the grey curtain."
        fix = PlacedCorrection(*at(text, "Something"), character="The Cat")
        found = find(text, None, fix)
        assert [(p.name, p.count) for p in found.people] == [("The Cat", 1)]


class TestLostApostrophes:
    def test_they_are_put_back_at_the_same_length(self) -> None:
        text = "I don t know. It s the boy s hat, and he ll say I m wrong; they won\nt."
        assert normalise(text, lost=True) == "I don't know. It's the boy's hat, and he'll say I'm wrong; they won't."

    def test_only_a_text_that_lost_them_is_mended(self) -> None:
        assert lost_apostrophes("I don t know. He can t say.")
        assert not lost_apostrophes("I don't know what a don t is. I can't say.")
        assert not lost_apostrophes("The letters s and t are on the door.")

    @each(st.text(alphabet="Idontwhes '’\n", max_size=60))
    @settings(max_examples=200)
    def test_the_length_never_changes(self, text: str) -> None:
        assert len(normalise(text, lost=True)) == len(text)


WORDS = [
    "Ada",
    "Tom",
    "Mr. Pell",
    "she",
    "He",
    "the waiter",
    "said",
    "saw",
    '"',
    ".",
    ",",
    "\n\n",
    "his wife",
    "and",
    "IRIS",
]


class TestAlways:
    @each(st.lists(st.sampled_from(WORDS), max_size=40))
    @settings(max_examples=150, deadline=None)
    def test_mentions_are_in_order_apart_and_of_someone_in_the_cast(self, words: list[str]) -> None:
        text = " ".join(words)
        found = find(text)
        ids = {person.id for person in found.people}
        assert len(ids) == len(found.people)
        end = 0
        for mention in found.mentions:
            assert end <= mention.start < mention.end <= len(text)
            assert mention.character in ids
            end = mention.end

    @each(st.lists(st.sampled_from(WORDS), max_size=30))
    @settings(max_examples=50, deadline=None)
    def test_the_same_text_has_the_same_cast(self, words: list[str]) -> None:
        assert find(" ".join(words)) == find(" ".join(words))


class TestJoined:
    def test_two_who_are_each_others_become_one(self) -> None:
        people = {key: Someone(key, key.title(), Counter({key.title(): 1})) for key in ("rhun", "prince", "envoy")}
        joined = Joined({"rhun": "prince", "prince": "rhun", "envoy": "rhun"}, (), {}, frozenset(), frozenset())
        mentions = [MentionFound(n, n + 1, "name", who) for n, who in enumerate(people)]
        known, moved = _joined(joined, people, {"young man": "prince"}, mentions)
        (one,) = people
        assert {m.character for m in moved} == {known["young man"]} == {one}, "a mention is of somebody who is gone"


class TestDraft:
    TEXT = '"No," said Ada Lund. Ada Lund shut the door. Ada laughed. Ben Holm ran off.'
    TAGS = Tags(
        TEXT,
        (),
        (
            Character("ada", "Ada Lund", ("Ada", "Mrs. L: \"A\""), "she", tuple(
                Mention(m.start(), m.end(), "name") for m in re.finditer(r"Ada(?: Lund)?", TEXT)
            )),
            Character("ben", "Ben Holm", (), None, (Mention(*at(TEXT, "Ben Holm"), "name"),)),
        ),
        (Quote(0, 5, "ada", "named", 0.9),),
        (), (), (),
    )  # fmt: skip

    def test_it_counts_and_quotes(self) -> None:
        draft = draft_cast(self.TAGS)
        assert '# mentioned 3 times, speaks 1 time\n# "No,"\n- name: Ada Lund' in draft

    def test_whoever_is_named_in_passing_is_a_comment(self) -> None:
        assert "#   Ben Holm (1)" in draft_cast(self.TAGS)
        assert "name: Ben Holm" not in draft_cast(self.TAGS)

    def test_it_reads_back_as_a_cast_without_problems(self) -> None:
        report = Report()
        cast = read_cast_source(Source("cast.yaml", draft_cast(self.TAGS)), report)
        assert [(e.name, e.aliases, e.pronouns) for e in cast.entries] == [("Ada Lund", ("Ada", 'Mrs. L: "A"'), "she")]
        assert not report.problems

    def test_of_no_tags_there_is_only_the_heading(self) -> None:
        draft = draft_cast(Tags("", (), (), (), (), (), ()))
        assert all(line.startswith("#") for line in draft.splitlines())


class TestLetters:
    LETTERS = (
        "Dear Nell,\n\nI have your parcel. My thanks.\n\nYours ever,\nGriff\n\n"
        "My dear old Griff,\n\nI sent no parcel.\n\nNell\n\nP.S. Mine was a hat.\n\n"
        "Nell,\n\nThen I am wearing somebody's hat.\n\nG."
    )
    CAST = Cast((CastEntry("griff", "Griff", HERE), CastEntry("nell", "Nell", HERE)))

    @pytest.mark.parametrize("cast", [CAST, Cast(CAST.entries, narrator="nell"), Cast()])
    def test_who_signs_a_letter_says_i_in_it(self, cast: Cast) -> None:
        found = find(self.LETTERS, cast)
        words = [(self.LETTERS[m.start : m.end], m.character) for m in found.mentions if m.kind == "pronoun"]
        assert [w for w in words if w[0] in ("I", "My", "Mine")] == [
            ("I", "griff"), ("My", "griff"), ("My", "nell"), ("I", "nell"), ("Mine", "nell"), ("I", "griff"),
        ]  # fmt: skip

    def test_after_the_signature_the_story_goes_on_as_before(self) -> None:
        text = 'I found it.\n\nDear Nell,\n\nI am sorry.\n\nGriff\n\nI read it. I wept.\n\n"Griff," said Nell.'
        found = find(text, Cast(self.CAST.entries, narrator="nell"))
        assert [m.character for m in found.mentions if text[m.start : m.end] == "I"] == [
            "nell",
            "griff",
            "nell",
            "nell",
        ]

    def test_a_heading_may_say_whose_a_letter_is(self) -> None:
        text = "*Griff to Nell. 9 May, 12.30*\n\nI laughed.\n\nNell, I sat down.\n\n*Nell to Griff. 10 May*\n\nI see."
        found = find(text, self.CAST)
        assert [m.character for m in found.mentions if text[m.start : m.end] == "I"] == ["griff", "griff", "nell"]

    def test_somebody_s_mother_is_found_by_whose_she_is(self) -> None:
        text = "Nell's mother came in. Nell slept. Nell dreamt that her mum sang.\n\nPip slept. His mother knocked."
        cast = Cast((
            CastEntry("nell", "Nell", HERE, (), "she"),
            CastEntry("pip", "Pip", HERE, (), "he"),
            CastEntry("hers", "Nell’s mother", HERE, (), "she"),
        ))  # fmt: skip
        words = told(text, find(text, cast))
        assert words["hers"] == ["Nell's mother", "mum"], "Nell's mother is not Nell, and Nell's mum is she"
        assert "His" in words["pip"]
