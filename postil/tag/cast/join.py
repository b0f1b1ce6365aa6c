"""Join those who are one person under two names: whom the others call, who is told of by a description, who says "I".

`prior` says who may be joined at all, `bearers` weighs whom each place of a name can mean; here names are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from postil.tag.cast.address import TELLER, Finder, is_called_only, nicknames
from postil.tag.cast.bearers import NEW, Bearer, Place, places_of, weigh
from postil.tag.cast.evidence import Tally
from postil.tag.cast.ground import Ground
from postil.tag.cast.lexicon import Lexicon, joins
from postil.tag.cast.narrator import differ
from postil.tag.cast.nouns import Phrase
from postil.tag.cast.people import Someone
from postil.tag.cast.prior import Prior, by_title, elders_of, kin_called
from postil.tag.cast.turns import I, Turns, heard_as, read_turns
from postil.tag.found import MentionFound

_W = joins()
_SURE = {I: _W["sure.teller"], "he": _W["sure.pronoun"], "she": _W["sure.pronoun"]}


@dataclass(frozen=True, slots=True)
class Joined:
    """What the evidence joins."""

    owners: Mapping[str, str]
    """Whose the names are that stand only in speech, by the id they have been found under."""
    mine: tuple[str, ...]
    """Whose names are those of who says "I", the surest first."""
    sexes: Mapping[str, str]
    """The pronoun by which the narration tells of somebody whom only speech names."""
    undecided: frozenset[str]
    """Whose names stand only in speech, and are nobody's."""
    passing: frozenset[str]
    """Those of them whom a long story calls "Papa" now and then: somebody who is told of by a name."""


def actors(
    ground: Ground, phrases: Sequence[Phrase], mentions: Sequence[MentionFound], known: Mapping[str, str]
) -> list[tuple[int, str]]:
    """Return where narration tells of whom, in order: ids, or "?" for who is nobody's."""
    found = [(m.start, m.character) for m in mentions if not ground.said[m.start]]
    for phrase in phrases:
        if not ground.said[phrase.at]:
            key = f"my {phrase.key}" if phrase.owner == "my" else "" if phrase.owner else phrase.key
            found.append((phrase.start, known.get(key, "?")))
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a story's people before anybody is joined."""

    ground: Ground
    lexicon: Lexicon
    phrases: Sequence[Phrase]
    mentions: Sequence[MentionFound]
    people: Mapping[str, Someone]
    descriptions: Mapping[str, str]
    """Who each description is ("waiter", "my mother")."""
    tallies: Mapping[str, Tally]
    first_person: bool

    def called(self) -> dict[str, Someone]:
        """Return whose names stand only in speech."""
        return {
            who: person
            for who, person in self.people.items()
            if not person.described and not person.seed and is_called_only(person, self.tallies, self.lexicon)
        }


def join(story: Known) -> Joined:
    """Return whose the names are that stand only in speech."""
    ground, people, called = story.ground, story.people, story.called()
    turns = read_turns(
        ground, people, story.mentions, actors(ground, story.phrases, story.mentions, story.descriptions)
    )
    places = places_of(ground, story.mentions, [start for start, _ in ground.paragraphs])
    titled = by_title(people, story.descriptions)
    kin = {who: next(iter(bearers)) for who, bearers in titled.items() if len(bearers) == 1}
    kin.update(kin_called(called, people))
    left = nicknames(ground, story.lexicon, story.mentions, story.tallies, list(people.values()))
    prior = Prior(
        Finder(ground, story.lexicon, story.mentions, people),
        called,
        titled,
        {who: owner for who, owner in left.items() if owner != TELLER},
        story.first_person,
    )
    weighed = {who: _weigh(turns, places.get(who, ()), prior, who) for who in called if who not in kin}
    given = _give(weighed, prior, kin)
    undecided = frozenset(called.keys() - given.keys() - kin.keys())
    sexes = _sexes(turns, given)
    passing = {who for who in undecided | sexes.keys() if who in called and _is_passing(ground, called[who], places)}
    return Joined(
        {**kin, **{who: owner for who, owner in given.items() if owner not in (I, "he", "she")}},
        tuple(who for who, owner in given.items() if owner == I),
        sexes,
        undecided,
        frozenset(passing),
    )


def _weigh(turns: Turns, places: Sequence[Place], prior: Prior, who: str) -> list[Bearer]:
    """Return how likely anybody bears a name, the likeliest first."""
    like = [
        p.id
        for p in turns.people.values()
        if p.id not in prior.called and not p.described and prior.finder.alike(turns.people[who], p)
    ]
    return weigh(turns, who, places, partial(prior.may_bear, who), [I, *like])


def _sexes(turns: Turns, given: Mapping[str, str]) -> dict[str, str]:
    """Return the pronouns of those of whom only the turns tell them."""
    unknown = {w for w, person in turns.people.items() if not (turns.sex(w) or person.plural or person.fixed)}
    sexes = {who: owner for who, owner in given.items() if owner in ("he", "she")}
    for who, heard in heard_as(turns, unknown).items():
        best = max(heard, key=lambda pronoun: heard[pronoun])
        count = heard[best]
        if count >= _W["heard"] and count >= _W["heard.share"] * sum(heard.values()):
            sexes.setdefault(who, best)
    return sexes


def _is_passing(ground: Ground, person: Someone, places: Mapping[str, Sequence[Place]]) -> bool:
    """Whether somebody is an elder of a family with no other name, and called too seldom to be one for himself."""
    alone = all(" " not in name for name in person.names)
    return (
        alone and bool(elders_of(person)) and len(places.get(person.id, ())) * _W["teller.called"] < len(ground.speech)
    )


def _give(weighed: Mapping[str, Sequence[Bearer]], prior: Prior, kin: Mapping[str, str]) -> dict[str, str]:
    """Return who bears each name, the surest first: nobody bears two that cannot be one person's."""
    names: dict[str, list[str]] = {}
    for who, owner in kin.items():
        names.setdefault(owner, []).append(who)
    given: dict[str, str] = {}
    for who in sorted(weighed, key=lambda w: (-weighed[w][0].share, w)):
        left = [b for b in weighed[who] if all(_both(prior.finder, who, other) for other in names.get(b.who, ()))]
        whole = sum(b.share for b in left)
        best = left[0]
        sure = _W["sure.left"] if best.who == prior.left.get(who) else _SURE.get(best.who, _W["sure"])
        if best.who != NEW and best.share >= whole * sure:
            given[who] = best.who
            if best.who not in ("he", "she"):
                names.setdefault(best.who, []).append(who)
    return given


def _both(finder: Finder, one: str, other: str) -> bool:
    """Whether somebody may bear both names."""
    a, b = finder.people[one], finder.people[other]
    return finder.may_be(a, b) and (finder.alike(a, b) or not differ(a, b))
