"""Find the cast of a story: the steps, in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from postil.tag.cast import address, gender, links, narrator, reveal, seeds
from postil.tag.cast.antecedent import Seen
from postil.tag.cast.cluster import Group, cluster, display_name, names_apart
from postil.tag.cast.evidence import Tally, accept, is_vocative, tally
from postil.tag.cast.forms import take_apart
from postil.tag.cast.ground import Ground, ground
from postil.tag.cast.join import Joined, Known, join
from postil.tag.cast.letters import by_letter
from postil.tag.cast.lexicon import Lexicon, lexicon
from postil.tag.cast.nouns import Phrase, described, find_phrases, kin_of_teller, unlisted
from postil.tag.cast.people import Someone, slug, titled, unique
from postil.tag.cast.pronouns import Resolver
from postil.tag.cast.runs import Run, find_runs
from postil.tag.found import CastFound, MentionFound, Person
from postil.tag.given import Given

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SIDE_BY_SIDE = re.compile(r"[ ]+(?:and|or|nor)[ ]+(?:the[ ])?")
_FOND = re.compile(r"(?<![\w'])(?:my[ ]+)?(?:(?:dear|dearest|poor|darling|old|young|little)[ ]+){1,2}$", re.IGNORECASE)
"""What belongs to a name's noun phrase: "my dear Miss Eliza", "old Mr. Bell"."""

_PASSING = 2
"""An epithet that stands no more often may be of someone with a name."""


def find_cast(doc: Doc, given: Given, seen: Seen | None = None) -> CastFound:
    """Return who is in the story of a Doc, and where; `seen` is told of what speaks for whom at each pronoun."""
    words = lexicon()
    base = ground(doc, given)
    named = _names(base, words)
    people = {person.id: person for person in named.people}
    phrases = find_phrases(base, replace(words, nouns={**words.nouns, **unlisted(base, words), **named.seeds.heads}))
    phrases = [p for p in phrases if not named.seeds.never & {p.key, p.noun.lemma}]
    fixed = seeds.corrected(given, base.text, people)
    mentions = seeds.without(named.mentions, [(m.start, m.end) for m in fixed])
    mentions = sorted(seeds.without([*mentions, *fixed], seeds.refused(given)))
    phrases = _free(phrases, mentions, seeds.refused(given))
    shown = reveal.bound(base, phrases, mentions, people)
    mentions = sorted([*mentions, *seeds.without(shown, seeds.refused(given))])
    phrases = _free(phrases, shown, [])
    gender.settle(people, gender.count_pronouns(base, mentions, people))
    offices = titled(people.values(), words)
    known = _describe(base, phrases, mentions, people, named, offices)
    first_person = narrator.is_first_person(base)
    if first_person:
        known.update(_kin(base, phrases, people, known))
    joined = join(Known(base, words, phrases, mentions, people, known, named.tallies, first_person))
    known, mentions = _joined(joined, people, known, mentions)
    teller = _teller(base, mentions, people, given, joined, first_person=first_person)
    if teller:
        mine = [*joined.mine, *narrator.other_names(base, mentions, people, teller, [])]
        others = {teller, *(who for key, who in known.items() if key.startswith("my "))}  # my mother is not "I"
        if mine := [who for who in dict.fromkeys(mine) if who in people.keys() - others and not people[who].seed]:
            teller, mentions = _as_teller(base, words, teller, mine, people, mentions)
            known = {key: who if who in people else teller for key, who in known.items()}
    resolver = Resolver(
        base,
        people,
        teller,
        known,
        named.seeds,
        offices,
        _rare(mentions, people, base),
        _absent(mentions, people, base),
        seen=seen,
    )
    resolved = resolver.run(mentions, phrases)
    mentions = [replace(m, character=resolver.moved.get(m.start, m.character)) for m in mentions]
    mentions = by_letter(base, people, [*mentions, *seeds.without(resolved, seeds.refused(given))])
    return CastFound(_persons(people, mentions), tuple(mentions), teller)


@dataclass(frozen=True, slots=True)
class _Named:
    """People with names, and where the names stand."""

    people: tuple[Someone, ...]
    mentions: tuple[MentionFound, ...]
    seeds: seeds.Seeds
    tallies: Mapping[str, Tally]


def _names(base: Ground, words: Lexicon) -> _Named:
    """Find the names, and put together which are one person's."""
    runs = find_runs(base, words, seeds.odd_names(base.given.cast))
    tallies = tally(base, words, runs)
    planted = seeds.plant(base.given.cast, runs, words)
    sure = {form.text for group in planted.groups for form in group.forms}
    sure.update(correction.character for correction in base.given.corrections if correction.character)
    names = accept(tallies, base.words, words, sure)
    linked = links.aliases(base, runs, names)
    names |= {name for pair in linked for name in pair if name in tallies}
    names = {name for name in names if name.lower() not in planted.never}
    epithets = {
        name for name in names if name in tallies and 2 * tallies[name].article > tallies[name].total
    } | planted.epithets
    counts = {name: tallies[name].total for name in names}
    groups = cluster(
        take_apart(counts, {name: tallies[name].spoken for name in names}, epithets, words),
        words,
        apart=names_apart(_side_by_side(base, runs, names)),
        same=[*linked, *links.equated(base, words, runs, names, epithets)],
        seeds=planted.groups,
    )
    people, of_name = _people(base, groups, epithets)
    mentions = name_mentions(runs, of_name, epithets, base)
    literal = seeds.literal_mentions(base, planted.literal)
    owned = [m for m in literal if "'s " in base.text[m.start : m.end]]  # Nell's mother is not Nell
    mentions = _free_of(mentions, owned)
    mentions = sorted([*mentions, *owned, *_free_of([m for m in literal if m not in owned], mentions)])
    return _Named(tuple(people), tuple(mentions), planted, tallies)


def _joined(
    joined: Joined, people: dict[str, Someone], known: Mapping[str, str], mentions: Sequence[MentionFound]
) -> tuple[dict[str, str], list[MentionFound]]:
    """Make one of those who are; return who each description is then, and the mentions."""
    moved: dict[str, str] = {}

    def now(who: str) -> str:
        while who in moved:
            who = moved[who]
        return who

    for who, first in joined.owners.items():
        owner = now(first)
        if owner == who or owner not in people or who not in people:
            continue  # two that are each other's are one already
        kept, gone = (who, owner) if people[owner].described else (owner, who)
        moved[gone] = kept
        other = people.pop(gone)
        if not other.described:
            people[kept].names.update(other.names)
        people[kept].name_gender = people[kept].name_gender or other.name_gender
        people[kept].pronouns = people[kept].pronouns or other.pronouns
    for who in joined.passing:
        people.pop(who, None)
    mentions = [m for m in mentions if m.character not in joined.passing]
    for who, sex in joined.sexes.items():
        person = people.get(now(who))
        if person:
            person.pronouns = person.pronouns or ("he" if sex == "he" else "she")
    known = {key: now(who) for key, who in known.items()}
    return known, [replace(m, character=now(m.character)) for m in mentions]


def _side_by_side(base: Ground, runs: Sequence[Run], names: set[str]) -> list[tuple[str, str]]:
    """Return the pairs of names that "and" joins."""
    return [
        (one.name, other.name)
        for one, other in pairwise(runs)
        if other.start - one.end < 12
        and one.name in names
        and other.name in names
        and _SIDE_BY_SIDE.fullmatch(base.text, one.end, other.start)
    ]


def _people(base: Ground, groups: Sequence[Group], epithets: set[str]) -> tuple[list[Someone], dict[str, str]]:
    """Return someone for each group, and who each name is."""
    entries = {entry.id: entry for entry in base.given.cast.entries}
    people: list[Someone] = []
    of_name: dict[str, str] = {}
    taken = set(entries)
    for group in sorted(groups, key=lambda g: (-g.count, min((f.text for f in g.forms), default=""))):
        if group.seed:
            person = seeds.entry_person(entries[group.seed])
        else:
            name = display_name(group, dict.fromkeys(epithets, True))
            person = Someone(unique(slug(name), taken), name)
        titled = {form.gender for form in group.forms if (form.title or form.epithet) and form.gender}
        plain = {form.gender for form in group.forms if not form.title and not form.epithet and form.gender}
        person.title_gender = titled.pop() if len(titled) == 1 else group.gender if titled else None
        person.name_gender = plain.pop() if len(plain) == 1 else None
        person.epithet = bool(group.forms) and all(form.epithet and " " in form.text for form in group.forms)
        person.firsts = frozenset(form.given for form in group.forms if form.given and not form.epithet)
        person.families = frozenset(group.families)
        person.titles = frozenset(group.titles)
        person.styled = frozenset((form.title, form.family) for form in group.forms if form.title and form.family)
        people.append(person)
        for form in group.forms:
            person.names[form.text] = form.count
            of_name[form.text] = person.id
    return people, of_name


def name_mentions(
    runs: Sequence[Run], of_name: Mapping[str, str], epithets: set[str], base: Ground
) -> list[MentionFound]:
    """Return where the names stand, in order; "the" belongs to an epithet, and no name after "the" is a person's."""
    mentions = []
    plain = {run.name for run in runs if not _FOND.search(base.text, max(0, run.start - 16), run.start)}
    places = _places(runs, of_name, base)
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
        elif run.name in plain and (fond := _FOND.search(base.text, max(0, run.start - 16), run.start)):
            start = fond.start()
        mentions.append(MentionFound(start, places.get(run.start, run.end), "name", who))
    return mentions


def _places(runs: Sequence[Run], of_name: Mapping[str, str], base: Ground) -> dict[int, int]:
    """Return the ends of names that go on with a place more than once ("Anne of Green Gables"), by their starts."""
    found: dict[int, tuple[str, int]] = {}
    for run, after in pairwise(runs):
        if (
            run.name in of_name
            and after.name not in of_name
            and base.text[run.end : after.start].split() in (["of"], ["of", "the"])
        ):
            found[run.start] = (" ".join(base.text[run.start : after.end].split()), after.end)
    counts = Counter(name for name, _ in found.values())
    return {start: end for start, (name, end) in found.items() if counts[name] > 1}


def _describe(
    base: Ground,
    phrases: Sequence[Phrase],
    mentions: Sequence[MentionFound],
    people: dict[str, Someone],
    named: _Named,
    offices: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """Return who each description is: someone whose name stands beside it, or someone new, who joins `people`."""
    known = links.by_company(base, phrases, mentions, people)
    known.update(links.appositions(base, phrases, mentions))
    known.update({key: ids[0] for key, ids in named.seeds.nouns.items() if len(ids) == 1})
    taken = set(people)
    for key, phrase in described(phrases).items():
        if key not in known and len(offices.get(key, ())) != 1:
            person = Someone(
                unique(slug(key), taken), f"the {key}", described=True, bare=phrase.bare, plural=phrase.noun.plural
            )
            person.pronouns = "they" if phrase.noun.plural else phrase.noun.gender
            people[person.id] = person
            known[key] = person.id
    return known


def _kin(
    base: Ground, phrases: Sequence[Phrase], people: dict[str, Someone], known: Mapping[str, str]
) -> dict[str, str]:
    """Return who "my mother" is, of who tells the story: someone new, who joins `people`."""
    found = {}
    taken = set(people)
    for key, phrase in kin_of_teller(phrases, base).items():
        if key not in known:
            person = Someone(unique(slug(key), taken), key, described=True)
            person.pronouns = phrase.noun.gender
            people[person.id] = person
            found[key] = person.id
    return found


def _free(
    phrases: Sequence[Phrase], mentions: Sequence[MentionFound], refused: Sequence[tuple[int, int]]
) -> list[Phrase]:
    """Return the phrases that overlap no mention and no span that is refused."""
    taken = sorted([*((m.start, m.end) for m in mentions), *refused])
    free, k = [], 0
    for phrase in sorted(phrases, key=lambda p: p.start):
        while k < len(taken) and taken[k][1] <= phrase.start:
            k += 1
        if k == len(taken) or taken[k][0] >= phrase.end:
            free.append(phrase)
    return free


def _free_of(wanted: Sequence[MentionFound], mentions: Sequence[MentionFound]) -> list[MentionFound]:
    """Return the mentions of `wanted` that overlap none of `mentions`; both are in order."""
    free, k = [], 0
    for mention in wanted:
        while k < len(mentions) and mentions[k].end <= mention.start:
            k += 1
        if k == len(mentions) or mentions[k].start >= mention.end:
            free.append(mention)
    return free


def _rare(mentions: Sequence[MentionFound], people: Mapping[str, Someone], base: Ground) -> frozenset[str]:
    """Return who is known by a passing epithet alone ("the Man of Steel", once): it may be of someone who is there."""
    counts = Counter(m.character for m in mentions)
    told = {m.character for m in mentions if base.said[m.start]}
    return frozenset(
        who
        for who, count in counts.items()
        if count <= _PASSING
        and who not in told
        and people[who].epithet
        and people[who].title_gender
        and not people[who].seed
    )


def _absent(mentions: Sequence[MentionFound], people: Mapping[str, Someone], base: Ground) -> frozenset[str]:
    """Return who is only ever spoken of: never told of by name, and never addressed."""
    there = {
        m.character
        for m in mentions
        if not base.said[m.start] or is_vocative(base, m.start, m.end) or links.is_introduced(base, m.start)
    }
    return frozenset(m.character for m in mentions if m.character not in there and not people[m.character].seed)


def _teller(
    base: Ground,
    mentions: Sequence[MentionFound],
    people: dict[str, Someone],
    given: Given,
    joined: Joined,
    *,
    first_person: bool,
) -> str | None:
    """Return who "I" is outside speech; someone without a name joins `people`."""
    if given.cast.narrator in people:
        return given.cast.narrator
    if not first_person:
        return None
    if joined.mine:
        counts = Counter(m.character for m in mentions)
        return max(joined.mine, key=lambda who: (counts[who], who))
    untold = _untold(base, mentions, people)
    if untold is not None:
        return untold
    others = joined.undecided | joined.sexes.keys() | joined.owners.keys() | set(joined.owners.values())
    teller = narrator.find_narrator(base, [m for m in mentions if m.character not in others], people)
    if teller is None:
        teller = unique("narrator", set(people))
        people[teller] = Someone(teller, "the narrator", described=True)
        people[teller].names["I"] += 1
    return teller


def _untold(base: Ground, mentions: Sequence[MentionFound], people: Mapping[str, Someone]) -> str | None:
    """Return the one person of cast.yaml whom the narration never names, though it names others of them; or None."""
    told = {m.character for m in mentions if not base.said[m.start]}
    seeds = [who for who, person in people.items() if person.seed]
    never = [who for who in seeds if who not in told]
    return never[0] if len(never) == 1 and len(seeds) > 1 else None


def _as_teller(
    base: Ground,
    words: Lexicon,
    teller: str,
    mine: Sequence[str],
    people: dict[str, Someone],
    mentions: Sequence[MentionFound],
) -> tuple[str, list[MentionFound]]:
    """Give who says "I" the names that the others call him; the names' own people leave `people`."""
    if people[teller].described and not people[teller].seed:
        people.pop(teller)
        counts = Counter(m.character for m in mentions)
        teller = max(mine, key=lambda who: (counts[who], who))
    gone = address.of_teller(base, words, [teller, *mine], people)
    for who in gone:
        person, other = people[teller], people.pop(who)
        person.names.update(other.names)
        person.pronouns = person.pronouns or other.pronouns
    return teller, [replace(m, character=teller) if m.character in gone else m for m in mentions]


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
        if counts[person.id] or person.seed or person.id.startswith("narrator")
    )
