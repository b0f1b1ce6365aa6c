"""Choose who feels, of all who are told of around: what the rules say, weighed with what the scene tells.

whose.py reads one person off the words. That is right where grammar says it; where it is a "he" of two, or "the boy",
who acts, speaks and is named about there tells more. A log-linear choice among them and nobody (as Denis and Baldridge
2008 rank antecedents), with the weights of data/feelings/experiencer.txt, which benchmarks/fit_experiencers.py fits on
the holders of feelings labelled by hand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

from postil.tag.cast.lexicon import lexicon
from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.network import Readings
from postil.tag.feelings.people import FIRST, SECOND, WE, People
from postil.tag.feelings.pointing import Named, named, shares
from postil.tag.feelings.view import View
from postil.tag.feelings.whose import GENDER, Focus, listener, speaks_beside
from postil.tag.wordlists import read_lines
from postil.tags import MentionKind

Signs: TypeAlias = dict[str | None, list[str]]
"""What speaks for each who may feel it, by id; for None, that it is nobody in the cast."""

_BEFORE, _AFTER = 250, 40
"""Tokens before and after a feeling in which people are told of."""
_SPEECHES: Final = 4
"""Speeches to look back for another speaker than the last."""
_BODY: Final = frozenset(("face", "gaze", "gesture", "posture", "sensation"))
"""Channels that are one to the weights."""
_LEVELS: Final = (0.95, 0.85, 0.7, 0.5, 0.3, 0.15, 0.06, 0.02)
"""Shares of the network's pointing that the weights tell apart."""
_OWNING: Final = ("his", "her", "their")
_NO_NOUN: Final = ("PRON", "PROPN")


@dataclass(frozen=True, slots=True)
class Case:
    """One feeling: what the rules read off the words, and how it comes."""

    candidate: Candidate
    channel: str
    who: int
    """The token that names who feels, or -1."""
    said: str | None
    """Whom the rules mean."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Who is told of in the narration of a text, and where; `at`, `person` and `kind` have an item a mention."""

    people: People
    focus: Focus
    at: Sequence[int]
    """The last token of each, which is its noun, in order."""
    person: Sequence[str]
    kind: Sequence[MentionKind]
    speeches: Sequence[int]
    """Where each speech begins, in code points."""
    read: Readings | None
    """What the network says of each token, if it was asked."""
    named: Named
    """Whom it may point at."""


def scene(people: People, focus: Focus, read: Readings | None) -> Scene:
    """Return who is told of in a text, and where; `read` is what the network says of it, if it was asked."""
    v, after = people.v, [*people.v.mention[1:], -1]
    lasts = [i for i, m in enumerate(v.mention) if m >= 0 and v.quoted[i] < 0 and after[i] != m]
    told = [v.mentions[v.mention[i]] for i in lasts]
    person, kind = [m.character for m in told], [m.kind for m in told]
    return Scene(people, focus, lasts, person, kind, [q.start for q in v.quotes], read, named(v))


def chosen(around: Scene, case: Case) -> str | None:
    """Return the id of who feels, or None for nobody in the cast.

    Words that are a feeling by being said are the speaker's.
    """
    told = signs(around, case) if not _is_said(around.people, case) else {}
    if not told:
        return case.said
    count = counts(*context(around.people, case))
    scores = {person: sum(count[sign] for sign in own) for person, own in told.items()}
    return max(scores, key=lambda person: (scores[person], person == case.said))


def _is_said(people: People, case: Case) -> bool:
    """Tell whether a feeling stands in somebody's own words, and the dialogue knows whose."""
    v, speech = people.v, people.v.quoted[case.candidate.head]
    return case.channel == "speech" and speech >= 0 and v.quotes[speech].speaker == case.said is not None


def context(people: People, case: Case) -> tuple[str, str]:
    """Return what a sign's weight depends on: how who feels is called, how the feeling comes; each in speech or not."""
    v, who = people.v, case.who
    how = "body" if case.channel in _BODY else case.channel
    said = ", said" if v.quoted[case.candidate.head] >= 0 else ""
    if who < 0:
        return "nobody", how + said
    return _called(people, who) + (", said" if v.quoted[who] >= 0 else ""), how + said


def _called(people: People, who: int) -> str:
    v, form = people.v, people.v.forms[who]
    if v.mention[who] >= 0 and v.pos[who] == "PROPN":
        return "name"
    for word, forms in (("we", WE), ("I", FIRST), ("you", SECOND), ("they", ("they", "them", "their"))):
        if form in forms:
            return word
    if form in GENDER:
        return "he" if form in ("he", "she") else "his" if v.deps[who] == "poss" else "him"
    return "noun" if v.mention[who] < 0 else "noun of the cast"


def signs(around: Scene, case: Case) -> Signs:
    """Return everyone who may feel it, nobody among them unless the cast knows the word, with what speaks for each."""
    v = around.people.v
    told = _told(around, case)
    known = case.who >= 0 and v.mention[case.who] >= 0  # then it is not somebody whom the cast does not know
    everyone: Signs = {} if known and told else {None: [*_nobody(around.people, case)]}
    everyone.update(told)
    if around.read is not None:
        said = shares(around.read, around.named, case.candidate)
        for one, own in everyone.items():
            own.append(pointed(said, one))
    return everyone


def _told(around: Scene, case: Case) -> dict[str, list[str]]:
    """Return what speaks for each of the cast who is told of there."""
    v = around.people.v
    told: dict[str, list[str]] = {}
    for sign, one in (*_told_of(around, case.candidate), *_answers(around, case)):
        if one is not None:
            told.setdefault(one, []).append(sign)
    for one, own in told.items():
        if one in v.sorts:
            own.append(v.sorts[one])
    if gender := _gender(around.people, case.who):
        same = [one for one in told if v.genders.get(one) == gender]
        for one, own in told.items():
            own.append(
                "of no known gender" if one not in v.genders else f"of {'the' if one in same else 'another'} gender"
            )
        if len(same) == 1:
            told[same[0]].append("alone of the gender")
    return told


def pointed(said: Mapping[str | None, float], one: str | None) -> str:
    """Return how much the network points at somebody, of those named near; or at none of them."""
    level = next((level for level in _LEVELS if said.get(one, said[None]) >= level), 0)
    return f"{'pointed at' if one is None else 'pointed at one' if one in said else 'pointed at, not named'}: {level}"


def _gender(people: People, who: int) -> str | None:
    """Return the gender that a pronoun or a noun for people tells."""
    if who < 0:
        return None
    form = people.v.forms[who]
    return GENDER.get(form) or (lexicon().beings.get(form) if people.v.pos[who] == "NOUN" else None)


def _nobody(people: People, case: Case) -> Iterator[str]:
    """Yield what speaks for and against somebody whom the cast does not know."""
    v, who = people.v, case.who
    yield "nobody"
    if case.said is None:
        yield "nobody, by the rules"
    if who >= 0 and v.mention[who] < 0 and v.pos[who] not in _NO_NOUN:
        yield from _stranger(v, who)


def _stranger(v: View, who: int) -> Iterator[str]:
    """Yield what a noun tells of whether it is somebody whom the cast does not know."""
    article = v.kid(who, "det", "poss")
    if article >= 0:
        yield f"nobody, {v.forms[article] if v.deps[article] == 'det' or v.forms[article] in _OWNING else 'my'}"
    if v.tags[who] == "NNS":
        yield "nobody, many"
    if v.kid(who, "amod") >= 0:
        yield "nobody, told of more closely"
    if (noun := lexicon().nouns.get(v.forms[who])) is not None:
        yield f"nobody, a noun for {noun.kind}"
        yield f"nobody, a {noun.lemma}"


def _told_of(around: Scene, c: Candidate) -> Iterator[tuple[str, str]]:
    """Yield how each was told of last before a feeling, and who is told of in its paragraph and sentence."""
    at, person = around.at, around.person
    first, last = _paragraph(around, c)
    k, far = bisect_left(at, c.first), bisect_left(at, c.first - _BEFORE)
    before, opens = range(k - 1, far - 1, -1), max(far, bisect_left(at, first))
    here, out = before[: k - opens], before[k - opens :]
    after = range(bisect_left(at, c.last + 1, k), bisect_left(at, min(last, c.last + _AFTER)))
    latest: dict[str, int] = {}
    for n in before:
        latest.setdefault(person[n], n)
    for one, n in latest.items():
        yield f"told of last by {around.kind[n]}", one
    if (named := next((n for n in before if around.kind[n] == "name"), None)) is not None:
        yield "named last", person[named]
    if here:
        yield "opened the paragraph", person[here[-1]]
    if out:
        yield "ended the paragraph before", person[out[0]]
    for one in dict.fromkeys(person[n] for n in (*here, *after)):
        yield "in the paragraph", one
    yield from _in_sentence(around, c, here, after)


def _in_sentence(around: Scene, c: Candidate, before: range, after: range) -> Iterator[tuple[str, str]]:
    """Yield as what each is told of in a feeling's own sentence, among mentions before and after it."""
    v = around.people.v
    opens, closes = v.bounds[v.sentence[c.head]]
    for n in before:
        if around.at[n] >= opens:
            yield f"in the sentence: {v.deps[around.at[n]]}", around.person[n]
    for n in after:
        if around.at[n] < closes:
            yield f"in the sentence, after: {v.deps[around.at[n]]}", around.person[n]


def _paragraph(around: Scene, c: Candidate) -> tuple[int, int]:
    """Return the first token of a feeling's paragraph, and the one after its last."""
    v = around.people.v
    k = bisect_left(v.paragraphs, v.starts[c.first] + 1)
    first = bisect_left(v.starts, v.paragraphs[k - 1]) if k else 0
    return first, bisect_left(v.starts, v.paragraphs[k]) if k < len(v.paragraphs) else len(v.starts)


def _answers(around: Scene, case: Case) -> Iterator[tuple[str, str | None]]:
    """Yield whom each way of telling means: the rules, the parse, the cast, whose side is told, who speaks there."""
    people, c, who = around.people, case.candidate, case.who
    v = people.v
    yield "by the rules", case.said
    verb = c.head if v.pos[c.head] in ("VERB", "AUX") else people.governor(c.head)
    subject = people.subject(verb) if verb >= 0 else -1
    if subject >= 0:
        asks = "?" in v.forms[verb : v.bounds[v.sentence[verb]][1]]  # how dare she?
        yield f"subject of the {'question' if asks else 'clause'}", v.character(subject)
    yield "inner life told", around.focus.inner(c.first)
    yield "tells the story", v.narrator
    if who >= 0:
        yield "by the cast", v.character(who)
        yield "speaks beside the word", speaks_beside(v, who)
    yield "speaks beside it", speaks_beside(v, c.head)
    yield from _speakers(around, c, v.quoted[c.head])


def _speakers(around: Scene, c: Candidate, speech: int) -> Iterator[tuple[str, str | None]]:
    """Yield who speaks before and after a feeling, or says it."""
    v = around.people.v
    k = bisect_left(around.speeches, v.starts[c.head]) if speech < 0 else speech
    if speech >= 0:
        yield "says it", v.quotes[speech].speaker
        yield "is spoken to", listener(v, speech)
    spoke = [v.quotes[n].speaker for n in range(k - 1, max(-1, k - 1 - _SPEECHES), -1)]
    if spoke:
        yield "spoke last", spoke[0]
        yield "spoke before that", next((person for person in spoke if person != spoke[0]), None)
    after = k if speech < 0 else speech + 1
    if after < len(v.quotes):
        yield "speaks next", v.quotes[after].speaker


class Counts(dict[str, float]):
    """What each sign counts where one is called in one way and the feeling comes in another; 0 for unknown ones."""

    def __init__(self, called: str, how: str) -> None:
        super().__init__()
        self.called, self.how = called, how

    def __missing__(self, sign: str) -> float:
        table = weights()
        self[sign] = sum(table.get(name, 0.0) for name in names(sign, self.called, self.how))
        return self[sign]


def names(sign: str, called: str, how: str) -> tuple[str, str, str]:
    """Return the names of the weights of a sign: by itself, by how who feels is called, by how the feeling comes."""
    return sign, f"{sign} [{called}]", f"{sign} [{how}]"


@cache
def counts(called: str, how: str) -> Counts:
    """Return what signs count in a context, looked up once."""
    return Counts(called, how)


@cache
def weights() -> dict[str, float]:
    """Return the weights of data/feelings/experiencer.txt, by name."""
    rows = (line.split(None, 1) for line in read_lines("feelings/experiencer.txt"))
    return {name: float(value) for value, name in rows}
