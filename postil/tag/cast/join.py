"""Join those who are one person under two names: whom the others call, who is told of by a description, who says "I".

The weights of the evidence are those of `bearers`; here stands who may be joined at all, and from which share on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from postil.tag.cast import address, narrator
from postil.tag.cast.bearers import NEW, Bearer, Place, places_of, weigh
from postil.tag.cast.evidence import Tally
from postil.tag.cast.ground import Ground
from postil.tag.cast.lexicon import Lexicon, elders, words
from postil.tag.cast.nouns import Phrase
from postil.tag.cast.people import Someone
from postil.tag.cast.turns import I, heard_as, read_turns
from postil.tag.found import MentionFound

_ALIKE, _NAMELESS, _BY_LAST_NAME, _NAMED, _SECOND = 40.0, 0.8, 0.5, 0.5, 0.2
"""How likely somebody has one more name: one that begins like it, no name yet, no first name yet, any name
("Sparks"), a second first name."""
_LEFT = 30.0
"""How many times likelier it is somebody who alone is left: the others speak where it is called, or have other names."""
_ELDER_TELLS = 0.2
"""How likely who tells the story is somebody's mother."""
_HEARD, _HEARD_SHARE = 0.8, 0.8
"""How many "he" beside speech must be somebody's, and which share of all pronouns there, for it to be his pronoun."""
_TELLER_CALLED = 80
"""In so many speeches at least once, who tells the story is called."""
_ANOTHER = 0.4
"""How likely "he" is somebody else than those who are told of by name or description."""
_SURE = {"I": 0.5, "he": 0.6, "she": 0.6}
_SURE_OF_ANYONE, _SURE_OF_LEFT = 0.75, 0.55
"""The share from which a name is someone's; the second where nobody else is left to be called so."""


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


def join(
    ground: Ground,
    lexicon: Lexicon,
    phrases: Sequence[Phrase],
    mentions: Sequence[MentionFound],
    people: Mapping[str, Someone],
    known: Mapping[str, str],
    tallies: Mapping[str, Tally],
    *,
    first_person: bool,
) -> Joined:
    """Return whose the names are that stand only in speech."""
    called = {
        who: person
        for who, person in people.items()
        if not person.described and not person.seed and address.is_called_only(person, tallies, lexicon)
    }
    turns = read_turns(ground, people, mentions, actors(ground, phrases, mentions, known))
    places = places_of(ground, mentions, [start for start, _ in ground.paragraphs])
    finder = address.Finder(ground, lexicon, mentions, people)
    titled = _by_title(people, known)
    kin = {who: next(iter(bearers)) for who, bearers in titled.items() if len(bearers) == 1}
    kin.update(_kin_called(called, people))
    rule = address.nicknames(ground, lexicon, mentions, tallies, list(people.values()))
    others = [p for p in people.values() if p.id not in called and not p.described]
    always = [I] if first_person else []
    weighed = {
        who: weigh(
            turns,
            who,
            places.get(who, ()),
            _prior(finder, person, called, rule.get(who), titled.get(who, frozenset()), first_person=first_person),
            [*always, *(p.id for p in others if finder.alike(person, p))],
        )
        for who, person in called.items()
        if who not in kin
    }
    given = _give(weighed, finder, kin, rule)
    unknown = {who for who, person in people.items() if not turns.sex(who) and not person.plural and not person.fixed}
    sexes = {who: owner for who, owner in given.items() if owner in ("he", "she")}
    for who, heard in heard_as(turns, unknown).items():
        best, count = heard.most_common(1)[0]
        if count >= _HEARD and count >= _HEARD_SHARE * sum(heard.values()):
            sexes.setdefault(who, best)
    return Joined(
        {**kin, **{who: owner for who, owner in given.items() if owner not in (I, "he", "she")}},
        tuple(who for who, owner in given.items() if owner == I),
        sexes,
        undecided := frozenset(called.keys() - given.keys() - kin.keys()),
        frozenset(who for who in undecided | sexes.keys() if who in called and _is_passing(ground, called[who], places)),
    )


def _is_passing(ground: Ground, person: Someone, places: Mapping[str, Sequence[Place]]) -> bool:
    """Whether somebody is an elder of a family with no other name, and called too seldom to be one for himself."""
    alone = all(" " not in name for name in person.names)
    return alone and bool(elders_of(person)) and len(places.get(person.id, ())) * _TELLER_CALLED < len(ground.speech)


def _give(
    weighed: Mapping[str, Sequence[Bearer]], finder: address.Finder, kin: Mapping[str, str], rule: Mapping[str, str]
) -> dict[str, str]:
    """Return who bears each name, the surest first: nobody bears two that cannot be one person's."""
    names: dict[str, list[str]] = {}
    for who, owner in kin.items():
        names.setdefault(owner, []).append(who)
    given: dict[str, str] = {}
    for who in sorted(weighed, key=lambda w: (-weighed[w][0].share, w)):
        left = [b for b in weighed[who] if all(_both(finder, who, other) for other in names.get(b.who, ()))]
        whole = sum(b.share for b in left)
        best = left[0]
        sure = _SURE_OF_LEFT if best.who == rule.get(who) else _SURE.get(best.who, _SURE_OF_ANYONE)
        if best.who != NEW and best.share >= whole * sure:
            given[who] = best.who
            if best.who not in ("he", "she"):
                names.setdefault(best.who, []).append(who)
    return given


def _both(finder: address.Finder, one: str, other: str) -> bool:
    """Whether somebody may bear both names."""
    a, b = finder.people[one], finder.people[other]
    return finder.may_be(a, b) and (finder.alike(a, b) or not narrator.differ(a, b))


def _by_title(people: Mapping[str, Someone], known: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return who may be called by nothing but a title ("Sergeant"): those who bear it, or are told of by it."""
    same = dict(pair.split("=") for pair in words("same"))
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    for person in people.values():
        for title in person.titles:
            bearers[same.get(title, title)].add(person.id)
    for key, who in known.items():
        bearers[key].add(who)
    return {
        who: frozenset(bearers[title] - {who})
        for who, person in people.items()
        if not person.seed and not person.described and (title := _bare_title(person, same))
    }


def _bare_title(person: Someone, same: Mapping[str, str]) -> str | None:
    """Return the title that is somebody's only name, in its one spelling."""
    called = {name.lower().rstrip(".") for name in person.names}
    word = called.pop() if len(called) == 1 else ""
    return same.get(word, word) or None


def _kin_called(called: Mapping[str, Someone], people: Mapping[str, Someone]) -> dict[str, str]:
    """Return whose the names of kin are that the narration tells of as "my mother"."""
    mine = [person for person in people.values() if person.described and person.name.startswith("my ")]
    found = {}
    for who, person in called.items():
        alike = [other.id for other in mine if elders_of(other) & elders_of(person)]
        if len(alike) == 1:
            found[who] = alike[0]
    return found


def elders_of(person: Someone) -> frozenset[str]:
    """Return as which elder of a family somebody is known: Mum, Aunt Cosima, "my grandmother"."""
    kinds = elders()
    names = [name.lower().split() for name in (*person.names, person.name)]
    found = {kinds.get(name[0]) if name[0] != "my" else kinds.get(name[-1]) for name in names}
    return frozenset(kind for kind in found if kind)


def _prior(
    finder: address.Finder,
    person: Someone,
    called: Mapping[str, Someone],
    rule: str | None,
    titled: Collection[str],
    *,
    first_person: bool,
) -> Callable[[str], float]:
    """Return how likely anybody has one more name, that of `person`; `rule` is who alone is left to be called so."""

    elder = elders_of(person)
    often = min(1.0, _TELLER_CALLED / max(1, len(finder.ground.speech)))

    def may_be(who: str) -> float:
        if who == I:
            mine = elder and any(elders_of(p) & elder for p in finder.people.values() if p.name.startswith("my "))
            return 0.0 if mine or not first_person else (_ELDER_TELLS if elder else _NAMELESS) * often
        if who in ("he", "she"):
            return 0.0 if {person.title_gender or person.name_gender, who} == {"he", "she"} else _ANOTHER
        other = finder.people[who]
        if titled:
            return _ALIKE if who in titled else 0.0
        if who in called or other.plural:
            return 0.0
        if elder and (theirs := elders_of(other)):
            return _ALIKE if elder & theirs and other.name.startswith("my ") else 0.0
        if other.described:
            sexes = {person.title_gender or person.name_gender, other.pronouns} - {None}
            return _NAMELESS if len(sexes) < 2 else 0.0
        if finder.alike(person, other):
            return _ALIKE
        if not finder.may_be(person, other):
            return 0.0
        given = finder.lexicon.given
        if elder or not person.firsts & given.keys():
            return _BY_LAST_NAME if elder else _NAMED
        return _BY_LAST_NAME if not other.firsts else _SECOND

    return lambda who: may_be(who) * (_LEFT if who == rule != I else 1.0)
