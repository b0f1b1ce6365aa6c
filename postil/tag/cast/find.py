"""Find the cast of a story: the steps, in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from postil.tag.cast import gender, narrator, pronouns
from postil.tag.cast.cluster import Group, cluster, display_name, names_apart
from postil.tag.cast.evidence import Tally, accept, tally
from postil.tag.cast.forms import take_apart
from postil.tag.cast.ground import Ground, ground
from postil.tag.cast.lexicon import Lexicon, lexicon
from postil.tag.cast.people import Someone, slug, unique
from postil.tag.cast.runs import Run, find_runs
from postil.tag.found import CastFound, MentionFound, Person
from postil.tag.given import Given

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SIDE_BY_SIDE = re.compile(r"[ ]+(?:and|or|nor)[ ]+(?:the[ ])?")

_FOND = re.compile(
    r"(?<![\w'])(?:my[ ]+)?(?:(?:dear|dearest|poor|old|young|little|sweet|darling)[ ]+){1,2}$", re.IGNORECASE
)
"""What belongs to a name's noun phrase: "my dear Miss Eliza", "poor Jim"."""


def find_cast(doc: Doc, given: Given) -> CastFound:
    """Return who is in the story of a Doc, and where."""
    words = lexicon()
    base = ground(doc, given)
    runs = find_runs(base, words)
    tallies = tally(base, words, runs)
    names = accept(tallies, base.words, words)
    epithets = {name for name in names if 2 * tallies[name].article > tallies[name].total}
    groups = cluster(
        take_apart(
            {name: tallies[name].total for name in names},
            {name: tallies[name].spoken for name in names},
            epithets,
            words,
        ),
        names_apart(_side_by_side(base, runs, names)),
        words,
    )
    people, of_name = _people(groups, epithets)
    mentions = name_mentions(runs, of_name, epithets, base)
    votes = gender.count_pronouns(base, mentions)
    gender.settle(people, votes)
    teller = None
    if narrator.is_first_person(base):
        teller = narrator.find_narrator(base, mentions, people)
        if teller is None:
            teller = unique("narrator", set(people))
            people[teller] = Someone(teller, "the narrator", described=True)
    mentions = sorted([*mentions, *pronouns.resolve(base, mentions, people, teller)])
    return CastFound(_persons(people, mentions), tuple(mentions), teller)


def _side_by_side(base: Ground, runs: Sequence[Run], names: set[str]) -> list[tuple[str, str]]:
    """Return the pairs of names that "and" joins."""
    return [
        (one.name, other.name)
        for one, other in zip(runs, runs[1:], strict=False)
        if other.start - one.end < 12
        and one.name in names
        and other.name in names
        and _SIDE_BY_SIDE.fullmatch(base.text, one.end, other.start)
    ]


def _people(groups: Sequence[Group], epithets: set[str]) -> tuple[dict[str, Someone], dict[str, str]]:
    """Return someone for each group, and who each name is."""
    people: dict[str, Someone] = {}
    of_name: dict[str, str] = {}
    taken: set[str] = set()
    for group in sorted(groups, key=lambda g: (-g.count, g.forms[0].text)):
        name = display_name(group, dict.fromkeys(epithets, True))
        person = Someone(unique(slug(name), taken), name)
        titled = {form.gender for form in group.forms if (form.title or form.epithet) and form.gender}
        plain = {form.gender for form in group.forms if not form.title and not form.epithet and form.gender}
        person.title_gender = titled.pop() if len(titled) == 1 else group.gender if titled else None
        person.name_gender = plain.pop() if len(plain) == 1 else None
        people[person.id] = person
        for form in group.forms:
            person.names[form.text] = form.count
            of_name[form.text] = person.id
    return people, of_name


def name_mentions(
    runs: Sequence[Run], of_name: Mapping[str, str], epithets: set[str], base: Ground
) -> list[MentionFound]:
    """Return where the names stand, in order; "the" belongs to an epithet, and no name after "the" is a person's."""
    mentions = []
    for run in runs:
        who = of_name.get(run.name)
        if who is None:
            continue
        start = run.start
        if run.article >= 0:
            if run.name in epithets:
                start = run.article
            elif re.match(r"[ ][a-z]", base.text[run.end : run.end + 2]):
                continue
        elif fond := _FOND.search(base.text, max(0, run.start - 24), run.start):
            start = fond.start()
        mentions.append(MentionFound(start, run.end, "name", who))
    return mentions


def _persons(people: Mapping[str, Someone], mentions: Sequence[MentionFound]) -> tuple[Person, ...]:
    """Return the people as found, most mentioned first."""
    counts = Counter(m.character for m in mentions if m.kind != "pronoun")
    return tuple(
        Person(
            person.id,
            person.name,
            tuple(name for name, _ in person.names.most_common() if name != person.name.removeprefix("the ")),
            person.pronouns,
            person.plural,
            person.described,
            counts[person.id],
        )
        for person in sorted(people.values(), key=lambda p: (-counts[p.id], p.id))
    )
