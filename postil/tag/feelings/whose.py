"""The words that name a holder, and the character they stand for; where nobody is named, whose side the story tells."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from math import exp
from typing import Final

from postil.models import Span
from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.nearby import HIS_HER, named
from postil.tag.feelings.people import ANYONE, FIRST, SECOND, WE, People
from postil.tag.feelings.view import View

_BY_WORDS: Final = 4
_SENTENCE: Final = 200
"""Characters from a speech within which its speaker is named."""
_BEFORE, _AFTER, _FADES = 150, 60, 60.0
"""Tokens before and after a feeling that tell whose side is told, and over how many their weight falls to a third."""
_INNER: Final = 3.0
"""How much more one tells who thinks, sees and feels than who only does something."""
_PARAGRAPH: Final = 12
"""Tokens between a speech and what its speaker does beside it."""
_SCENE, _OUTER = 2000, 0.2
"""Tokens before and after that tell whose inner life is told, and how much what one does counts for it."""
_ONLY_INSIDE: Final = ("sensation", "thought")
"""Channels that only the one whose side is told can know of."""
_BESIDE: Final = 60
"""Tokens from a speech within which its paragraph tells what the speaker does."""
_ACTS: Final = ("nsubj", "nsubjpass", "poss")
_NAMED_BEFORE: Final = 400
"""Tokens before a he or she in speech in which one looks for the name."""
_TURNS: Final = 4
"""Speeches to look before and after one for who listens to it."""
GENDER: Final = {**HIS_HER, "he": "he", "him": "he", "himself": "he", "she": "she", "hers": "she", "herself": "she"}


class Focus:
    """Whose side the narration tells at a place: the teller, or who there thinks, sees and does the most."""

    __slots__ = ("at", "hands", "hero", "in_letters", "own", "people", "persons", "teller", "told_to", "weights")

    def __init__(self, people: People) -> None:
        v = people.v
        self.people = people
        self.at: list[int] = []
        self.persons: list[str] = []
        self.weights: list[float] = []
        self.own: list[int] = []
        """Where the narration says "I", and who that is."""
        self.hands: list[str] = []
        own = second = False
        for i, form in enumerate(v.forms):
            if v.quoted[i] >= 0:
                continue
            own, second = own or form == "i", second or form == "you"
            who = v.character(i)
            if who is not None:
                if form == "i":
                    self.own.append(i)
                    self.hands.append(who)
                inner = v.deps[i] == "nsubj" and v.lemmas[v.heads[i]] in people.lists.inner
                self.at.append(i)
                self.persons.append(who)
                self.weights.append(_INNER if inner else 1.0 if v.deps[i] == "nsubj" else 0.3)
        self.teller = v.narrator if own else None
        self.told_to = (v.told_to or (None if own else v.narrator)) if second else None
        """The "you" of a story told to its hero, or to somebody."""
        self.in_letters = len(set(self.hands)) > 1
        self.hero = self.teller or (self.told_to if not own else None)

    def character(self, i: int) -> str | None:
        """Return the id of the character whose side is told at token `i`, or None."""
        if self.hero:
            return self._hand(i)
        sums: defaultdict[str, float] = defaultdict(float)
        for k in range(bisect_left(self.at, i - _BEFORE), bisect_left(self.at, i + _AFTER)):
            sums[self.persons[k]] += self.weights[k] * exp(-abs(self.at[k] - i) / _FADES)
        return max(sorted(sums), key=lambda who: sums[who]) if sums else None

    def inner(self, i: int) -> str | None:
        """Return the id of the character whose inner life the scene around token `i` tells, or None."""
        if self.hero:
            return self._hand(i)
        sums: defaultdict[str, float] = defaultdict(float)
        for k in range(bisect_left(self.at, i - _SCENE), bisect_left(self.at, i + _SCENE)):
            weight = self.weights[k] if self.weights[k] == _INNER else _OUTER * self.weights[k]
            sums[self.persons[k]] += weight * exp(-2 * abs(self.at[k] - i) / _SCENE)
        return max(sorted(sums), key=lambda who: sums[who]) if sums else None

    def _hand(self, i: int) -> str | None:
        """Return the hero; of a story told in letters by several who say "I", who does so nearest to token `i`."""
        if not self.in_letters:
            return self.hero
        k = bisect_left(self.own, i)
        near = [n for n in (k - 1, k) if 0 <= n < len(self.own)]
        return self.hands[min(near, key=lambda n: abs(self.own[n] - i))]

    def of_gender(self, i: int, gender: str) -> str | None:
        """Return the id of the last character of a gender that the narration names before token `i`, not far off."""
        for k in range(bisect_left(self.at, i) - 1, bisect_left(self.at, i - _BEFORE) - 1, -1):
            if self.people.v.genders.get(self.persons[k]) == gender:
                return self.persons[k]
        return None


def whose(people: People, focus: Focus, c: Candidate, who: int) -> tuple[Span | None, str | None]:
    """Return the words that name the holder of a candidate, and the id of the character; `who` is -1 for nobody."""
    v = people.v
    speech = v.quoted[c.head]
    speaker = v.quotes[speech].speaker if speech >= 0 else None
    if who >= 0 and _uttered(v, c, who, speaker):
        who = -1
    if who >= 0 and (thinks := _thinks(people, focus, c, who)) is not None:
        return None, thinks
    if who < 0:
        return (_tag(v, speech, speaker), speaker) if speech >= 0 else (None, _unnamed(people, focus, c))
    name = named(people, who)
    feels = _told(people, focus, c, who) or v.character(who) or v.character(name)
    if feels is None and v.quoted[who] < 0 <= speech:  # the subject of the speech's tag
        feels = speaker
    return _noun_phrase(people, name), feels or _meant(people, focus, who)


def _uttered(v: View, c: Candidate, who: int, speaker: str | None) -> bool:
    """Tell whether words of a speech are its speaker's feeling, whomever they name: "Poor Tom!"."""
    return speaker is not None and c.sense.channel == "speech" and v.forms[who] not in FIRST


def _thinks(people: People, focus: Focus, c: Candidate, who: int) -> str | None:
    """Return whose thought a passage of the narration is, if not that of whom it names: *she had no right*."""
    v = people.v
    if c.sense.channel != "thought" or v.quoted[c.head] >= 0 or v.forms[who] in FIRST | SECOND:
        return None
    hero = focus.inner(c.first)
    return hero if hero != v.character(named(people, who)) else None


def _told(people: People, focus: Focus, c: Candidate, who: int) -> str | None:
    """Return whom a he or she of the narration means by what is felt and who speaks; None to leave it to the cast."""
    v, one = people.v, people.v.character(who)
    if v.quoted[who] >= 0 or v.forms[who] not in GENDER:
        return None
    before = range(v.bounds[v.sentence[who]][0], who)
    if one is not None and any(v.character(j) == one and v.forms[j] not in GENDER for j in before):
        return None  # Tom's head swam, and he
    gender = GENDER[v.forms[who]]
    hero = focus.inner(c.first) if one is not None and c.sense.channel in _ONLY_INSIDE else None
    if hero is not None and v.genders.get(hero) == gender:
        return hero
    speaker = speaks_beside(v, who) if v.deps[who] in _ACTS else None
    return speaker if speaker is not None and v.genders.get(speaker) == gender else None


def speaks_beside(v: View, i: int) -> str | None:
    """Return the one speaker of a paragraph, near token `i`: what is done there is done by who speaks."""
    near = range(max(0, i - _BESIDE), min(len(v.forms), i + _BESIDE))
    speakers = {v.quotes[v.quoted[j]].speaker for j in near if v.quoted[j] >= 0 and v.same_paragraph(i, j)}
    return speakers.pop() if len(speakers) == 1 else None


def _meant(people: People, focus: Focus, who: int) -> str | None:
    """Return whom a pronoun means that the cast left open; None for other words."""
    v, form = people.v, people.v.forms[who]
    speech = v.quoted[who]
    if form in FIRST:
        together = form in WE and speech < 0  # no one of them
        return v.quotes[speech].speaker if speech >= 0 else None if together else v.narrator or focus.character(who)
    if speech >= 0:
        return _told_of(people.v, who, GENDER[form]) if form in GENDER else None
    if form in SECOND:
        return focus.told_to or focus.character(who)  # so light it would break your heart
    if form in ANYONE or v.lemmas[who] == "other":  # charming to everybody, and it was loathsome
        return focus.character(who) if v.deps[who] not in ("nsubj", "nsubjpass") else None
    return focus.of_gender(who, GENDER[form]) if form in GENDER else None


def _told_of(v: View, i: int, gender: str) -> str | None:
    """Return whom a he or she in speech means: the last of that gender who is named and neither speaks nor listens."""
    speech = v.quoted[i]
    talk = {v.quotes[speech].speaker, listener(v, speech)}
    for j in range(i - 1, max(-1, i - _NAMED_BEFORE), -1):
        who = v.character(j)
        if who is None or who in talk:
            continue
        if v.genders.get(who) == gender:
            return who
    return None


def listener(v: View, speech: int) -> str | None:
    """Return who spoke last before somebody spoke, or else speaks next after."""
    own = v.quotes[speech].speaker
    near = (*range(speech - 1, max(-1, speech - _TURNS), -1), *range(speech + 1, min(len(v.quotes), speech + _TURNS)))
    return next((who for k in near if (who := v.quotes[k].speaker) not in (None, own)), None)


def _unnamed(people: People, focus: Focus, c: Candidate) -> str | None:
    """Return who feels where nobody is named near: who speaks beside it, else whose side is told."""
    v = people.v
    if c.sense.channel not in ("named", "thought"):
        for way in (range(c.last + 1, c.last + _PARAGRAPH), range(c.first - 1, c.first - _PARAGRAPH, -1)):
            for j in way:
                if 0 <= j < len(v.forms) and v.quoted[j] >= 0 and v.same_paragraph(j, c.first):
                    return v.quotes[v.quoted[j]].speaker
    return focus.character(c.first)


def _tag(v: View, speech: int, speaker: str | None) -> tuple[int, int] | None:
    """Return the speaker's mention nearest to a speech and outside it, at most a sentence away."""
    quote = v.quotes[speech]
    first = bisect_left(v.mentions, quote.start - _SENTENCE, key=lambda m: m.start)
    beyond = bisect_left(v.mentions, quote.end + _SENTENCE, key=lambda m: m.start)
    near = [m for m in v.mentions[first:beyond] if m.character == speaker and not quote.start <= m.start < quote.end]
    if not near:
        return None
    m = min(near, key=lambda m: max(m.start - quote.end, quote.start - m.end))
    return m.start, m.end


def _noun_phrase(people: People, i: int) -> tuple[int, int]:
    """Return the code points of a holder: its mention, or the noun with what stands before it, at most four words."""
    v = people.v
    if v.mention[i] >= 0:
        m = v.mentions[v.mention[i]]
        tokens = [
            j for j in range(max(0, i - _BY_WORDS), min(len(v.forms), i + _BY_WORDS)) if v.mention[j] == v.mention[i]
        ]
        if len(tokens) <= _BY_WORDS:
            return m.start, m.end
    if v.pos[i] not in ("NOUN", "PROPN", "ADJ"):
        return v.span(i)
    left = i
    wanted = ("det", "poss", "amod", "compound", "nummod")
    while left - 1 >= 0 and i - left < _BY_WORDS - 1 and v.heads[left - 1] == i and v.deps[left - 1] in wanted:
        left -= 1
    return v.starts[left], v.ends[i]
