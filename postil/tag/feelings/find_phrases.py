"""Find the word sequences of the lists: `lump in POSS throat`, with up to three light words between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.entries import Item, PhraseEntry
from postil.tag.feelings.hit import of_another, thing_acts
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.people import PERSONAL, POSSESSIVE, REFLEXIVE, People
from postil.tag.feelings.view import View

_LIGHT_POS: Final = frozenset(("ADV", "ADJ", "DET", "AUX", "PART", "NUM"))
_LIGHT: Final = frozenset(
    "a an the his her my your our their this that very so too be have had was were is to not n't 's all more up".split()  # noqa: SIM905
)
_GAP: Final = 3
_MOST_WORDS: Final = 8
_OF_BODY: Final = ("touch", "gesture", "posture")
_OUTSIDE: Final = frozenset((".", ",", ";", "and"))
"""What ends a phrase and is no part of it."""
_ARTICLES: Final = frozenset(("the", "a", "an", "one", "each"))

Index = dict[str, tuple[tuple[PhraseEntry, int], ...]]


class Step(NamedTuple):
    """An item placed on the text: its tokens, and the person it names."""

    first: int
    last: int
    person: int


def find_phrases(people: People, index: Index) -> Iterator[tuple[PhraseEntry, Candidate | None, int, int]]:
    """Yield (entry, candidate, first token, last token); the candidate is None for entries without a sense."""
    for entry, at, i in _near(people.v, index):
        if not _may_stand(people, entry, at, i):
            continue
        steps = _match(people, entry.items, at, i)
        if steps is None:
            continue
        placed = [s for s in steps if s is not None]
        first, last = min(s.first for s in placed), max(s.last for s in placed)
        if last - first >= _MOST_WORDS:
            continue
        candidate = _candidate(people, entry, steps, first, last)
        if candidate is None or _fits(people, candidate, steps):
            yield entry, candidate, first, last


def _near(v: View, index: Index) -> Iterator[tuple[PhraseEntry, int, int]]:
    """Yield (entry, item, token) where the token is that item and its sentence has all words the phrase needs."""
    for first, last in v.bounds:
        forms, lemmas = v.forms[first:last], v.lemmas[first:last]
        here = {*forms, *lemmas}
        for i, form, lemma in zip(range(first, last), forms, lemmas, strict=True):
            for word in (lemma,) if form == lemma else (lemma, form):
                for entry, at in index.get(word, ()):
                    if not any(map(here.isdisjoint, entry.needs)):
                        yield entry, at, i


def _candidate(people: People, entry: PhraseEntry, steps: list[Step | None], first: int, last: int) -> Candidate | None:
    if entry.sense is None or _of_two(people, entry, steps):
        return None
    v = people.v
    words = [s for s, item in zip(steps, entry.items, strict=True) if s is not None and not item.slot]
    inside = range(first, last + 1)
    head = next(
        (s.first for s in words if v.heads[s.first] not in inside or v.heads[s.first] == s.first), words[0].first
    )
    holder = -1
    for step, item in zip(steps, entry.items, strict=True):
        if step is not None and (item.holder or (item.slot == "POSS" and holder < 0)):
            holder = step.person
    while last > head and v.forms[last] in _OUTSIDE:
        last -= 1
    return Candidate(first, last, head, entry.sense, 10 + len(words), holder)


def _fits(people: People, c: Candidate, steps: list[Step | None]) -> bool:
    """Tell whether the persons of a phrase of the body fit: a thing feels nothing, gestures are one's own."""
    v, channel = people.v, c.sense.channel
    if channel not in _OF_BODY or not v.parsed or v.pos[c.head] != "VERB":
        return True
    persons = [s.person for s in steps if s is not None and s.person >= 0]
    if (channel != "gesture" or persons) and thing_acts(people, c.head) and people.subject(c.head) < c.first:
        return False
    return channel == "touch" or not any(
        v.deps[p] == "poss" and of_another(people, c.head, v.heads[p]) and people.is_body(v.heads[p]) for p in persons
    )


def _of_two(people: People, entry: PhraseEntry, steps: list[Step | None]) -> bool:
    """Tell whether two possessives of a phrase are of two people: his face in her hands."""
    v = people.v
    placed = zip(steps, entry.items, strict=True)
    owners = {v.forms[s.person] for s, item in placed if s is not None and item.slot == "POSS" and s.person >= 0}
    return {"his", "her"} <= owners


def _may_stand(people: People, entry: PhraseEntry, at: int, i: int) -> bool:
    """Tell cheaply whether a phrase can stand round token `i`: its next word must be near, speech inside speech."""
    v = people.v
    if entry.sense is not None and entry.sense.channel == "speech" and v.quoted[i] < 0:
        return False
    way = 1 if at + 1 < len(entry.items) else -1
    if not 0 <= at + way < len(entry.items):
        return True
    beside = entry.items[at + way]
    if beside.slot or beside.maybe:
        return True
    tight = beside.tight if way > 0 else entry.items[at].tight
    for gap in range(1, 2 if tight else _GAP + 2):
        j = i + way * gap
        if 0 <= j < len(v.forms) and (v.forms[j] in beside.lemmas or v.lemmas[j] in beside.lemmas):
            return True
    return False


def _match(people: People, items: tuple[Item, ...], at: int, i: int) -> list[Step | None] | None:
    """Place the items around token `i`, which must be item `at`."""
    here = _place(people, items[at], i, 1)
    if here is None:
        return None
    room = range(*people.v.bounds[people.v.sentence[i]])
    left = _walk(people, items, at - 1, here.first, -1, room)
    if left is None:
        return None
    right = _walk(people, items, at + 1, here.last, 1, room)
    return None if right is None else [*reversed(left), here, *right]


def _walk(people: People, items: tuple[Item, ...], k: int, at: int, way: int, room: range) -> list[Step | None] | None:
    """Place item `k` and those beyond it, left (way -1) or right (way 1) of token `at`, inside the sentence."""
    if not 0 <= k < len(items):
        return []
    item = items[k]
    tight = item.tight if way > 0 else items[k + 1].tight
    for gap in range(1 if tight else _GAP + 1):
        j = at + way * (gap + 1)
        if j not in room:
            break
        step = _place(people, item, j, way)
        if step is not None:
            rest = _walk(people, items, k + way, step.last if way > 0 else step.first, way, room)
            if rest is not None:
                return [step, *rest]
        if not _is_light(people, j):
            break
    if item.maybe:
        rest = _walk(people, items, k + way, at, way, room)
        return None if rest is None else [None, *rest]
    return None


def _is_light(people: People, j: int) -> bool:
    v = people.v
    if v.pos[j] == "ADJ" and v.lemmas[j] in lexicon().words:
        return False
    if v.pos[j]:
        return v.pos[j] in _LIGHT_POS or v.deps[j] == "poss" or v.tags[j] == "POS"
    return v.forms[j] in _LIGHT


def _place(people: People, item: Item, j: int, way: int) -> Step | None:
    """Place one item at token `j`: by its slot, else by its words."""
    v = people.v
    found = _fill(people, item.slot, j, way) if item.slot else None
    if found is None and (not item.slot or len(item.lemmas) > 1):
        fits = v.forms[j] in item.lemmas or (not item.exact and v.lemmas[j] in item.lemmas)
        return Step(j, j, -1) if fits else None
    return found


def _fill(people: People, slot: str, j: int, way: int) -> Step | None:
    v = people.v
    if slot in ("POSS", "THEIR"):
        return _possessive(people, j, way)
    if slot == "REFL":
        return Step(j, j, -1) if v.forms[j] in REFLEXIVE else None
    if slot == "SOMEONE":
        whose = v.forms[j] in POSSESSIVE and v.forms[j] != "her" and (v.forms[j] != "his" or v.deps[j] == "poss")
        fits = people.is_person(j) and not whose
        return Step(j, j, j) if fits else None
    return Step(j, j, -1) if v.pos[j] == {"N": "NOUN", "ADJ": "ADJ", "VERB": "VERB"}[slot] else None


def _possessive(people: People, j: int, way: int) -> Step | None:
    v = people.v
    if v.forms[j] in POSSESSIVE and v.forms[j] in PERSONAL:
        return Step(j, j, j)
    if v.forms[j] in _ARTICLES:
        return Step(j, j, -1)
    mark = j if way < 0 else j + 1
    if 0 < mark < len(v.forms) and v.forms[mark] in ("'s", "'") and people.is_person(mark - 1):
        return Step(mark - 1, mark, mark - 1)
    return None
