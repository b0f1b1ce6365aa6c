"""What people put right by hand: cast.yaml seeds the cast, corrections overrule single mentions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from postil.models import Cast, CastEntry
from postil.tag.cast.cluster import Group
from postil.tag.cast.forms import take_apart
from postil.tag.cast.ground import Ground
from postil.tag.cast.lexicon import Lexicon, Noun, elders, words
from postil.tag.cast.people import Someone, slug, unique
from postil.tag.cast.runs import Run
from postil.tag.found import MentionFound
from postil.tag.given import Given, PlacedCorrection
from postil.tags import MentionKind

_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_INDEFINITE = re.compile(r"^an?\s", re.IGNORECASE)
_FOND = re.compile(r"^(?:my\s+)?(?:dear|dearest)\s+", re.IGNORECASE)
_WORD = re.compile(r"[\w'-]+")
_OF_SOMEBODY = re.compile(r"(.+?)(?:'s|(?<=s)')\s+(\w+)")
_CURLY = str.maketrans("‘’", "''")
_ANYBODY = frozenset(words("anybody"))
_PRONOUN = re.compile(
    r"(?:I|me|my|mine|myself|he|him|his|himself|she|hers?|herself|they|them|theirs?|themsel\w+|it|its|itself|you|yours?|we|us|our)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Seeds:
    """cast.yaml, set against the names that stand in the text."""

    groups: tuple[Group, ...]
    epithets: frozenset[str]
    """Names in the text that are written with "the" in cast.yaml."""
    nouns: Mapping[str, tuple[str, ...]]
    """Descriptions ("stranger", "man"), lower case, with the ids of those who are called so."""
    lasting: frozenset[str]
    """Those of them that mean the same one wherever they stand: "boy" of "the boy"; "a woman", too, if written so."""
    heads: Mapping[str, Noun]
    """Nouns among them that no list of ours holds ("envoy", "voice")."""
    kin: Mapping[tuple[str, str], str]
    """Who is whose what, by names like "Nell's mother": (id, noun) to id."""
    literal: Mapping[str, str]
    """Longer descriptions ("the man with the black beard"), lower case, without article, with the id."""
    never: frozenset[str]
    """Names that are no character's, lower case."""


_NEVER = frozenset(
    [
        "i",
        "me",
        "my",
        "mine",
        "you",
        "your",
        "he",
        "him",
        "his",
        "she",
        "her",
        "it",
        "its",
        "they",
        "them",
        "we",
        "us",
        "sir",
        "madam",
        "ma'am",
        "miss",
        "mr",
        "mrs",
    ]
)


def odd_names(cast: Cast) -> frozenset[str]:
    """Return the names of one word in cast.yaml, lower case, pronouns and forms of address left out."""
    names = {_ARTICLE.sub("", name).lower() for entry in cast.entries for name in (entry.name, *entry.aliases)}
    return frozenset(name for name in names if " " not in name and name not in _NEVER)


def plant(cast: Cast, runs: Sequence[Run], lexicon: Lexicon) -> Seeds:
    """Set cast.yaml against the names that stand in the text. An alias of several entries is the first one's."""
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for run in runs:
        written[run.name.lower()][run.name] += 1
    groups: list[Group] = []
    epithets: set[str] = set()
    nouns: defaultdict[str, list[str]] = defaultdict(list)
    literal: dict[str, str] = {}
    lasting: set[str] = set()
    heads: dict[str, Noun] = {}
    taken: set[str] = set()
    for entry in cast.entries:
        counts: Counter[str] = Counter()
        for alias in (entry.name, *entry.aliases):
            plain = _FOND.sub("", _ARTICLE.sub("", alias)).lower().translate(_CURLY)
            if plain in taken or not plain:
                continue
            small = " " not in plain and _is_small(alias, lexicon) and (alias == entry.name or plain not in _ANYBODY)
            if small:
                lasting.update((plain, f"a {plain}") if _INDEFINITE.match(alias) else (plain,))
                if plain not in lexicon.nouns:
                    gender = entry.pronouns if entry.pronouns in ("he", "she") else None
                    heads[plain] = Noun(plain, gender, "role", plural=False)
            if small or _is_description(plain, lexicon):
                (nouns[plain].append(entry.id) if " " not in plain else literal.setdefault(plain, entry.id))
            if (small or plain in lexicon.nouns) and plain not in written:
                continue
            taken.add(plain)
            found = written.get(plain) if plain not in _NEVER else None
            counts.update(found if found is not None else {_FOND.sub("", _ARTICLE.sub("", alias)): 0})
            if found is not None and _ARTICLE.match(alias):
                epithets.update(found)
        named = [name for name in counts if not _is_description(name.lower(), lexicon) or counts[name]]
        forms = take_apart({name: counts[name] for name in named}, {}, [n for n in named if n in epithets], lexicon)
        groups.append(Group(list(forms), entry.id))
    never = frozenset(_ARTICLE.sub("", name).lower() for name in cast.not_characters)
    called = {key: tuple(ids) for key, ids in nouns.items()}
    kin = dict(_kin(cast, lexicon))
    return Seeds(tuple(groups), frozenset(epithets), called, frozenset(lasting), heads, kin, literal, never)


def _kin(cast: Cast, lexicon: Lexicon) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield who is whose what, by names like "Nell's mother"; her mum is she, too."""
    called = {
        _ARTICLE.sub("", name).lower(): entry.id for entry in cast.entries for name in (entry.name, *entry.aliases)
    }
    for entry in cast.entries:
        for name in (entry.name, *entry.aliases):
            match = _OF_SOMEBODY.fullmatch(_ARTICLE.sub("", name).lower().translate(_CURLY))
            owner = called.get(match.group(1)) if match else None
            noun = lexicon.nouns.get(match.group(2)) if match else None
            if owner and noun and owner != entry.id:
                for lemma in {noun.lemma, *(elder for elder, of in elders().items() if of == elders().get(noun.lemma))}:
                    yield (owner, lemma), entry.id


def _is_small(alias: str, lexicon: Lexicon) -> bool:
    """Whether an alias of one word is written as a description, in lower case: "the boy", "the envoy"."""
    word = _ARTICLE.sub("", alias)
    return word.islower() and (word != alias or word in lexicon.nouns or word in lexicon.beings) and word not in _NEVER


def _is_description(plain: str, lexicon: Lexicon) -> bool:
    """Whether an alias is a description that the text writes in lower case: its head is a noun for people."""
    words = plain.split()
    for k, word in enumerate(words):
        if word in ("with", "of", "in", "on", "at", "who", "whom") and k:
            words = words[:k]
            break
    head = words[-1]
    return (head in lexicon.nouns or head in lexicon.beings) and words[0].rstrip(".") not in lexicon.titles


def literal_mentions(ground: Ground, literal: Mapping[str, str]) -> list[MentionFound]:
    """Return where longer descriptions of cast.yaml stand, whatever their case; the longest wins."""
    by_first: defaultdict[str, list[tuple[list[str], str]]] = defaultdict(list)
    for phrase, who in sorted(literal.items(), key=lambda item: -len(item[0])):
        words = _WORD.findall(phrase)
        by_first[words[0]].append((words, who))
    if not by_first:
        return []
    text = ground.text
    first = re.compile(
        rf"(?<![\w'-])(?:{'|'.join(map(re.escape, sorted(by_first, key=len, reverse=True)))})(?![\w'-])", re.IGNORECASE
    )
    found: list[MentionFound] = []
    end = 0
    for match in first.finditer(text):
        if match.start() < end:
            continue
        for words, who in by_first[match.group().lower()]:
            rest = re.compile(r"[\s,]+".join(map(re.escape, words)) + r"(?![\w-])", re.IGNORECASE).match(
                text, match.start()
            )
            if rest:
                found.append(MentionFound(match.start(), rest.end(), "name", who))
                end = rest.end()
                break
    return found


def entry_person(entry: CastEntry) -> Someone:
    """Return someone as cast.yaml describes him."""
    return Someone(entry.id, entry.name, pronouns=entry.pronouns, fixed=entry.pronouns is not None, seed=True)


def find_person(wanted: str, people: Mapping[str, Someone]) -> str | None:
    """Return the id of who is called so: by id, name or alias, whatever the case."""
    if wanted in people:
        return wanted
    plain = _ARTICLE.sub("", wanted).lower()
    for person in people.values():
        if plain == _ARTICLE.sub("", person.name).lower() or any(plain == name.lower() for name in person.names):
            return person.id
    return None


def corrected(given: Given, text: str, people: dict[str, Someone]) -> list[MentionFound]:
    """Return the mentions that corrections.md names; someone it alone knows joins `people`."""
    mentions = []
    for correction in given.corrections:
        if correction.character:
            who = find_person(correction.character, people)
            if who is None:
                who = unique(slug(correction.character), set(people))
                people[who] = Someone(who, correction.character)
            mentions.append(MentionFound(correction.start, correction.end, _kind(text, correction), who))
    return mentions


def _kind(text: str, correction: PlacedCorrection) -> MentionKind:
    words = text[correction.start : correction.end]
    if _PRONOUN.fullmatch(words):
        return "pronoun"
    return "name" if any(word[0].isupper() for word in words.split()[-2:]) else "noun"


def refused(given: Given) -> list[tuple[int, int]]:
    """Return the spans that stand for no character."""
    return [(c.start, c.end) for c in given.corrections if c.not_ == "character"]


def without(mentions: Iterable[MentionFound], spans: Sequence[tuple[int, int]]) -> list[MentionFound]:
    """Return the mentions that overlap none of the spans."""
    return (
        [m for m in mentions if not any(m.start < end and start < m.end for start, end in spans)]
        if spans
        else list(mentions)
    )
