"""Find words joined by grammar: a verb and its object, a body part and what it does, an adjective and its noun.

Looked up in dicts by the lemma that governs, then by the lemma governed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.entries import PatternEntry, Sense
from postil.tag.feelings.find_beside import find_beside
from postil.tag.feelings.hit import Hit, fits
from postil.tag.feelings.lexicon import Index
from postil.tag.feelings.people import POSSESSIVE, REFLEXIVE, People

_COMPLEMENTS: Final = frozenset(
    ("prt", "advmod", "prep", "acomp", "oprd", "attr", "npadvmod", "xcomp", "dobj", "advcl", "ccomp", "amod")
)
_COPULAS: Final = ("acomp", "attr", "oprd", "xcomp", "advcl", "ccomp", "conj", "ROOT")
_MOST_WORDS: Final = 8
_ADVERBS: Final = ("prt", "advmod", "acomp", "oprd", "npadvmod", "ccomp", "advcl", "amod")
_HERS: Final = frozenset(("hers", "theirs", "mine", "yours", "ours"))
"""They stand for what is somebody's: he pressed his forehead to hers."""


Seconds = Mapping[str, tuple[PatternEntry, ...]]
"""Entries by the second lemma."""


class Patterns:
    """Looks for the entries of an index in one View."""

    __slots__ = ("index", "people", "v", "verb_of")

    def __init__(self, people: People, index: Mapping[str, Index], verb_of: Mapping[str, str]) -> None:
        self.people, self.v, self.index, self.verb_of = people, people.v, index, verb_of

    def find(self) -> Iterator[Hit]:
        """Yield every match in which the right person does it to the right person's body."""
        return (hit for hit in self._find() if fits(self.people, hit))

    def _find(self) -> Iterator[Hit]:
        v = self.v
        verbs = [(self.index[kind], look) for kind, look in self._by_verb().items() if kind in self.index]
        for i, pos in enumerate(v.pos):
            if pos in ("VERB", "AUX"):
                for index, look in verbs:
                    if v.lemmas[i] in index:
                        yield from look(i, index[v.lemmas[i]])
            yield from self._by_adjective_or_noun(i)
            yield from find_beside(self.people, self.index, self.verb_of, i)

    def _by_adjective_or_noun(self, i: int) -> Iterator[Hit]:
        v, pos = self.v, self.v.pos[i]
        if pos in ("VERB", "ADJ"):
            adjectives = self.index.get("A", {})
            for word in dict.fromkeys((v.lemmas[i], v.forms[i])):
                if word in adjectives:
                    yield from self._adjectives(i, adjectives[word])
            if v.deps[i] == "amod" and v.forms[i] in self.verb_of:
                yield from self._participle(i, self.verb_of[v.forms[i]])
        elif pos == "NOUN" and v.lemmas[i] in self.index.get("N", {}):
            yield from self._noun(i, self.index["N"][v.lemmas[i]])

    def _by_verb(self) -> dict[str, Callable[[int, Seconds], Iterator[Hit]]]:
        return {
            "": self._plain,
            "S": lambda i, seconds: self._nouns(i, seconds, self.people.subjects(i), owned=True),
            "O": lambda i, seconds: self._nouns(i, seconds, self.people.objects(i), owned=False),
            "P": self._prepositions,
            "V": self._complements,
        }

    def _plain(self, i: int, seconds: Seconds) -> Iterator[Hit]:
        objects = self.people.objects(i)
        found = list(self._nouns(i, seconds, objects, owned=False))
        if not found and self.v.kid(i, "dobj") < 0:
            found = list(self._nouns(i, seconds, self.people.subjects(i), owned=True))
        yield from found

    def _nouns(self, i: int, seconds: Seconds, nouns: list[int], *, owned: bool) -> Iterator[Hit]:
        for noun in nouns:
            if noun == i:
                continue
            for entry in self._listed(seconds, noun, i):
                rest = self._after_verb(i, entry)
                if rest is not None:
                    yield Hit(entry, (i, noun, *rest), i, noun, owned, noun)

    def _after_verb(self, verb: int, entry: PatternEntry) -> tuple[int, ...] | None:
        """Find what an entry asks for beyond noun and verb; None if it is not there."""
        if len(entry.groups) == 2:
            return ()
        for k in self.v.kids[verb]:
            if self.v.deps[k] in _COMPLEMENTS and self._in_group(k, entry.groups[2]):
                rest = self._beyond(verb, k, entry.groups[3:])
                if rest is not None:
                    return (k, *rest)
        return None

    def _listed(self, seconds: Seconds, noun: int, verb: int) -> tuple[PatternEntry, ...]:
        """Return the entries for a noun: by its lemma if it is a thing or somebody's body, as SOMEONE if a person."""
        v, people = self.v, self.people
        if v.lemmas[noun] in seconds:
            body = people.body.get(v.lemmas[noun])
            if body is None or not body.part or people.of_person(noun, verb):
                return seconds[v.lemmas[noun]]
        if "REFL" in seconds and v.forms[noun] in REFLEXIVE:
            return seconds["REFL"]
        if "SOMEONE" in seconds and people.is_person(noun) and v.forms[noun] not in REFLEXIVE:
            return seconds["SOMEONE"]
        return ()

    def _participle(self, i: int, verb: str) -> Iterator[Hit]:
        """Match "clenched fists" and "trembling hands"."""
        for kind in ("", "S") if self.v.forms[i].endswith("ing") else ("",):
            seconds = self.index.get(kind, {}).get(verb)
            if seconds is not None:
                yield from self._nouns(i, seconds, [self.v.heads[i]], owned=True)

    def _prepositions(self, i: int, seconds: Seconds) -> Iterator[Hit]:
        v = self.v
        for noun in self.people.objects(i):
            for entry in self._listed(seconds, noun, i):
                for prep in (*v.kids[i], *v.kids[noun]):
                    if prep <= min(i, noun) or v.lemmas[prep] not in entry.groups[2]:
                        continue
                    end = self._reached(prep, entry)
                    if end is not None:
                        person = end if end >= 0 and self.people.is_person(end) else noun
                        yield Hit(entry, (i, noun, prep, *([end] if end >= 0 else [])), i, noun, False, person)
                        break

    def _reached(self, prep: int, entry: PatternEntry) -> int | None:
        """Return the noun a preposition must lead to; None if it leads elsewhere, -1 if it leads nowhere and may."""
        v, people = self.v, self.people
        end = v.kid(prep, "pobj", "pcomp")
        wanted = entry.groups[3] if len(entry.groups) > 3 else frozenset(("SOMEONE",))
        if end < 0:
            below = [k for k in v.kids[prep] if v.deps[k] == "prep"]  # from behind her
            end = v.kid(below[0], "pobj") if below else -1
        if end < 0:
            return -1 if len(entry.groups) == 3 and v.deps[prep] in _ADVERBS else None  # pulled her close
        if self._in_group(end, wanted):
            return end
        body_of = "SOMEONE" in wanted and people.is_body(end) and people.owner(end) >= 0 and people.of_person(end)
        return end if body_of else None

    def _complements(self, i: int, seconds: Seconds) -> Iterator[Hit]:
        v = self.v
        for k in v.kids[i]:
            for entry in self._complement(seconds, k):
                rest = self._beyond(i, k, entry.groups[2:])
                if rest is not None:
                    yield Hit(entry, (i, k, *rest), i, -1, False, rest[-1] if rest else -1)

    def _complement(self, seconds: Seconds, k: int) -> tuple[PatternEntry, ...]:
        v = self.v
        if v.deps[k] not in _COMPLEMENTS:
            return ()
        if "REFL" in seconds and v.forms[k] in REFLEXIVE:
            return seconds["REFL"]
        return seconds.get(v.lemmas[k], ()) or seconds.get(v.forms[k], ())

    def _beyond(self, verb: int, k: int, groups: tuple[frozenset[str], ...]) -> tuple[int, ...] | None:
        """Find a token for each further group: below the one before it, or below the verb and after it."""
        v, found = self.v, []
        for group in groups:
            below = [*v.kids[k], *(j for j in v.kids[verb] if j > k and v.deps[j] in _COMPLEMENTS)]
            k = next((j for j in below if self._in_group(j, group)), -1)
            if k < 0:
                return None
            found.append(k)
        return tuple(found)

    def _in_group(self, j: int, group: frozenset[str]) -> bool:
        v = self.v
        return (
            v.lemmas[j] in group
            or v.forms[j] in group
            or ("REFL" in group and v.forms[j] in REFLEXIVE)
            or (
                "SOMEONE" in group
                and self.people.is_person(j)
                and v.forms[j] not in POSSESSIVE - {"her", "his"} - _HERS
            )
        )

    def _adjectives(self, i: int, seconds: Seconds) -> Iterator[Hit]:
        v, people = self.v, self.people
        at = i
        while v.deps[at] == "conj" and v.pos[v.heads[at]] in ("ADJ", "VERB") and v.kid(at, "nsubj") < 0:
            at = v.heads[at]
        nouns: list[int] = []
        if v.deps[at] == "amod" or (v.deps[at] in ("acl", "appos") and v.pos[v.heads[at]] == "NOUN"):
            nouns = [v.heads[at]]
        elif v.deps[at] in _COPULAS or v.kid(at, "nsubj", "nsubjpass") >= 0:
            nouns = people.subjects(at)
        for noun in nouns:
            for entry in self._listed(seconds, noun, -1):
                yield Hit(entry, (i, noun), i, noun, True, -1)

    def _noun(self, i: int, seconds: Seconds) -> Iterator[Hit]:
        v = self.v
        preps = [k for k in v.kids[i] if v.deps[k] == "prep"]
        above = v.heads[i]
        if v.deps[i] in (
            "nsubj",
            "attr",
            "dobj",
            "nsubjpass",
        ):  # there were tears in his eyes; a lump rose in her throat
            preps += [k for k in v.kids[above] if v.deps[k] == "prep" and k > i]
        for prep in preps:
            for entry in seconds.get(v.lemmas[prep], ()):
                end = v.kid(prep, "pobj")
                if end >= 0 and {v.forms[k] for j in (i, end) if (k := v.kid(j, "poss")) >= 0} == {"his", "her"}:
                    continue  # his face in her hands
                if end >= 0 and (
                    v.lemmas[end] in entry.groups[2] or ("SOMEONE" in entry.groups[2] and self.people.is_person(end))
                ):
                    yield Hit(entry, (i, prep, end), i, end, True, -1)


def candidate(people: People, hit: Hit, sense: Sense) -> Candidate:
    """Make the candidate of a hit: its words as one span, cut to the verb where that grows too long."""
    v = people.v
    first, last = min(hit.tokens), max(hit.tokens)
    k = v.kid(last, "pobj") if last == hit.tokens[-1] and v.deps[last] == "prep" else -1
    last = max(last, k) if 0 <= k <= last + 2 else last
    if last - first + 1 > _MOST_WORDS:
        near = [t for t in hit.tokens if abs(t - hit.governor) < _MOST_WORDS]
        first, last = min(near), max(near)
        if last - first + 1 > _MOST_WORDS:
            first = last = hit.governor
    holder = -1
    if hit.entry.object_feels:
        holder = people.somebody(hit.person)
    elif hit.owned and hit.noun >= 0:
        holder = people.owner(hit.noun)
        if holder < 0 < hit.noun and v.forms[hit.noun - 1] in POSSESSIVE:
            holder = hit.noun - 1  # his voice breaking: the parse gives the possessive to another
    return Candidate(
        first, last, hit.governor, sense, 1 + len(hit.entry.groups), holder, hit.noun, hit.entry.object_feels
    )
