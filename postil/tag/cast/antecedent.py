"""Say whom a pronoun of the narration stands for: of everyone in mind, who has the most signs for him.

A log-linear choice among candidates (as Denis and Baldridge 2008 rank antecedents), greedy from left to right. What
each sign counts is fitted by benchmarks/fit_pronouns.py on the holders of feelings in stories labelled by hand.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log, log1p, sqrt

import numpy as np

from postil.tag.cast.ground import Ground
from postil.tag.cast.people import Someone
from postil.tag.cast.salience import NOBODY, Salience, Turns
from postil.tag.cast.trail import Role, Trail
from postil.tag.found import MentionFound
from postil.tag.wordlists import read_lines

Sign = tuple[str, float]
Seen = Callable[[int, "Place", Sequence[str], Sequence[Sequence[Sign]], str], str | None]

_ENDS = re.compile(r"[.!?…]+[\"')]*(?=\s|$)|\n")
_AT_ONCE = 25
"""Characters after a pronoun: who is named there may be who stands beside it ("her, Nell")."""
_FAR, _ABOUT = 1500, 600
"""Characters before and after a pronoun in which one looks for names, and for how often each is named about it."""
_TAG = 12
"""Characters between a speech and the pronoun of its tag; as many again after it, for the verb."""
_UP = 6
"""Steps up the parse."""
_SUBJECTS = ("nsubj", "nsubjpass")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pronoun stands."""

    start: int
    end: int
    kind: str
    """he, she or they."""
    role: Role
    fresh: bool
    """No pronoun has stood in the paragraph yet."""


@cache
def weights() -> Mapping[str, float]:
    """Return what each sign counts, by its name in postil/data/cast/pronouns.txt."""
    return {name: float(value) for value, name in (line.split(None, 1) for line in read_lines("cast/pronouns.txt"))}


@dataclass(slots=True)
class Ahead:
    """Where names stand, and the subjects of the parse: what can be seen past a pronoun, and above it."""

    ground: Ground
    names: list[tuple[int, int, str]]
    starts: list[int] = field(init=False)
    subject: dict[int, int] = field(default_factory=dict)
    """The subject of each verb, by tokens."""
    token: dict[int, str] = field(default_factory=dict)
    """Who is named by each token."""
    share: dict[str, float] = field(default_factory=dict)
    """The share of each in all names, its square root."""

    def __post_init__(self) -> None:
        self.names.sort()
        counts = Counter(who for _, _, who in self.names)
        self.share = {who: sqrt(count / len(self.names)) for who, count in counts.items()}
        self.starts = [start for start, _, _ in self.names]
        parse = self.ground.parse
        if parse is None:
            return
        keys = np.array([parse.strings[dep] for dep in _SUBJECTS], dtype=np.uint64)
        for i in reversed(np.flatnonzero(np.isin(parse.dep, keys)).tolist()):
            self.subject[int(parse.head[i])] = i
        for _, end, who in self.names:
            self.token[parse.at(end - 1)] = who

    def take(self, mention: MentionFound) -> None:
        """Take in a pronoun or noun that was given to someone."""
        if self.ground.parse is not None and self.subject:
            self.token[self.ground.parse.at(mention.start)] = mention.character

    def governors(self, start: int) -> tuple[str | None, str | None]:
        """Return who is the subject of a pronoun's own clause, if it is not, and of the clause above that."""
        parse = self.ground.parse
        if parse is None or not self.subject:
            return None, None
        i = parse.at(start)
        found: list[str | None] = []
        above, is_subject = int(parse.head[i]), False
        for _ in range(_UP):
            subject = self.subject.get(above, -1)
            is_subject = is_subject or (subject == i and not found)
            if subject >= 0 and subject != i:
                found.append(self.token.get(subject) if subject < i else None)
            if int(parse.head[above]) == above:
                break
            above = int(parse.head[above])
        found = [None, *found] if is_subject else found
        same, up = [*found, None, None][:2]
        return same, up

    def named_after(self, place: Place) -> tuple[set[str], set[str], str | None]:
        """Return who is named later in the sentence, though not at once, in the paragraph, and first in it."""
        text = self.ground.text
        far = min(len(text), place.end + _FAR)  # a paragraph may be as long as a novel
        stop, line = _ENDS.search(text, place.end, far), text.find("\n", place.end, far)
        ends, last = stop.start() if stop else far, line if line >= 0 else far
        first = None
        sentence, paragraph = set(), set()
        for k in range(bisect_left(self.starts, place.end), len(self.names)):
            start, _, who = self.names[k]
            if start >= last:
                break
            first = first or who
            paragraph.add(who)
            if place.end + _AT_ONCE <= start < ends:
                sentence.add(who)
        return sentence, paragraph, first

    def beside_speech(self, place: Place) -> bool:
        """Return whether a pronoun stands right by what is said, as that of "she said" does."""
        text, said = self.ground.text, self.ground.said
        first = max(place.start - _TAG, text.rfind("\n", 0, place.start) + 1)
        last = place.end + 2 * _TAG
        line = text.find("\n", place.end, last)
        return b"\1" in said[first : place.start] or b"\1" in said[place.end : line if line >= 0 else last]

    def near(self, place: Place) -> Counter[str]:
        """Return how often each is named about here, before and after."""
        low = bisect_left(self.starts, place.start - _ABOUT)
        return Counter(who for _, _, who in self.names[low : bisect_left(self.starts, place.start + _ABOUT)])

    def last_named(self, place: Place, among: Sequence[str]) -> str | None:
        """Return who of some was named last before a pronoun."""
        for k in range(bisect_left(self.starts, place.start) - 1, -1, -1):
            if place.start - self.starts[k] > _FAR:
                return None
            if self.names[k][2] in among:
                return self.names[k][2]
        return None


@dataclass(slots=True)
class Choice:
    """Chooses among those in mind; `seen`, if given, may overrule it (the fitting does)."""

    state: Salience
    trail: Trail
    ahead: Ahead
    turns: Turns
    seen: Seen | None = None

    def best(self, place: Place, keys: Sequence[str]) -> str | None:
        """Return who of `keys`, which are not none, a pronoun stands for."""
        signs = [list(found) for found in self._signs(place, keys)]
        known = weights()
        scores = [sum([known.get(name, 0.0) * value for name, value in found]) for found in signs]
        best = keys[max(range(len(keys)), key=scores.__getitem__)]
        if self.seen is not None:
            return self.seen(place.start, place, keys, signs, best) or best
        return best

    def _signs(self, place: Place, keys: Sequence[str]) -> Iterator[Iterable[Sign]]:
        """Yield what speaks for and against each candidate."""
        state = self.state
        values = [state.value(key) for key in keys]
        order = sorted(range(len(keys)), key=lambda k: -values[k])
        same, up = self.ahead.governors(place.start)
        sentence, paragraph, first = self.ahead.named_after(place)
        last = self.ahead.last_named(place, keys)
        near = self.ahead.near(place)
        self.trail.at_sentence(state.sentence)
        for k, key in enumerate(keys):
            signs = [
                *self._mind(key, values[k], order.index(k)),
                *self._syntax(key, same, up),
                *self._told(place, key),
                *self._turns(place, key),
            ]
            if key in sentence:
                signs.append(("named later in the sentence", 1.0))
            if key in paragraph:
                signs.append(("named later in the paragraph", 1.0))
            if self.ahead.share:
                signs.append(("share of the names", self.ahead.share.get(key, 0.0)))
                signs.append(("times named about here", log1p(near[key])))
            if key == first:
                signs.append(("named next", 1.0))
            if key == last:
                signs.append(("named last", 1.0))
            yield [*signs, *((f"{place.role}: {name}", value) for name, value in signs if name in _BY_ROLE)]

    def _mind(self, key: str, value: float, rank: int) -> Iterator[Sign]:
        """Yield how salient someone is, and what is known of them."""
        who: Someone = self.state.who(key)
        yield "salience", log(value + 0.01)
        yield "rank", min(rank, 4)
        if rank == 0:
            yield "most salient", 1.0
        if key in NOBODY:
            yield "nobody known", 1.0
        elif who.described:
            yield "described", 1.0
        if who.pronouns is None:
            yield "gender unknown", 1.0

    def _syntax(self, key: str, same: str | None, up: str | None) -> Iterator[Sign]:
        """Yield where someone stands in this sentence and the one before."""
        state, trail = self.state, self.trail
        for name, who in (
            ("subject of the clause", state.subject),
            ("subject before", state.last_subject),
            ("opened the sentence", trail.opened),
            ("opened the sentence before", trail.opened_before),
            ("subject above, by the parse", up),
            ("subject of its verb, by the parse", same),
        ):
            if who == key:
                yield name, 1.0

    def _told(self, place: Place, key: str) -> Iterator[Sign]:
        """Yield how the narration has told of someone so far."""
        trail = self.trail
        last = trail.last.get(key)
        ago = self.state.sentence - last.sentence if last else 99
        yield f"told {'6 or more' if ago > 5 else '3 to 5' if ago > 2 else max(ago, 0)} sentences ago", 1.0
        if last and last.paragraph >= trail.paragraph - 1:
            yield ("in this paragraph" if last.paragraph == trail.paragraph else "in the paragraph before"), 1.0
        yield "share of all", sqrt(trail.count[key] / max(trail.total, 1))
        yield "share of pronouns", (trail.pronouns[key] + 1) / (trail.count[key] + 2)
        yield "times in this paragraph", log1p(trail.here[key])
        yield "times by name in this paragraph", log1p(trail.named[key])
        yield "pronouns since a name", log1p(trail.since[key])
        if trail.heard.get(place.kind) == key:
            yield "the last he or she", 1.0
        if place.fresh and trail.began_before == key:
            yield "began the paragraph before", 1.0

    def _turns(self, place: Place, key: str) -> Iterator[Sign]:
        """Yield whose turn it is where someone speaks, or has just spoken."""
        turns = self.turns
        if turns.speaks:
            # "She said" is not whom she talks to or of; further off it may be: they see each other.
            way = "" if self.ahead.beside_speech(place) else "in passing: "
            for name, some in (
                ("spoke last", (turns.last,)),
                ("spoke before that", (turns.before,)),
                ("called here", turns.called),
                ("called before", turns.called_before),
                ("spoken of here", turns.spoken_of - turns.called),
            ):
                if key in some:
                    yield way + name, 1.0
        elif turns.follows:
            for name, who in (
                ("after speech, spoke last", turns.last),
                ("after speech, spoke before that", turns.before),
            ):
                if who == key:
                    yield name, 1.0


_BY_ROLE = frozenset(
    (
        "subject of the clause",
        "subject before",
        "opened the sentence",
        "opened the sentence before",
        "subject of its verb, by the parse",
        "subject above, by the parse",
        "most salient",
        "named later in the sentence",
        "spoke last",
        "spoke before that",
        "the last he or she",
    )
)
"""Signs that count otherwise for a subject, an object and an owner."""
