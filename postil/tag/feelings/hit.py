"""A pattern found in the text, and whether its persons fit: who acts, and whose body it is done to."""

from __future__ import annotations

from typing import Final, NamedTuple

from postil.tag.feelings.entries import PatternEntry
from postil.tag.feelings.people import People

_OF_PERSONS: Final = ("touch", "posture", "face", "sensation", "voice")
"""Channels in which only a person, or a part of one, can be the subject."""
_ONES_OWN: Final = ("gesture", "posture", "face")
"""Channels in which one moves one's own body."""
_NAMED_BY: Final = ("NOUN", "PRON", "DET")
_WHO: Final = {
    "he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she", "i": "i", "my": "i", "me": "i",
    "we": "we", "our": "we", "you": "you", "your": "you", "they": "they", "their": "they",
}  # fmt: skip


class Hit(NamedTuple):
    """An entry and the tokens that matched it."""

    entry: PatternEntry
    tokens: tuple[int, ...]
    governor: int
    noun: int
    """The noun whose owner may feel; -1 if none."""
    owned: bool
    """The noun's owner feels, rather than the verb's subject."""
    person: int
    """Whom it is done to; -1 if nobody."""


def fits(people: People, hit: Hit) -> bool:
    """Tell whether the persons of a match fit: the bus did not pull away in hurt; she wiped *his* eyes in no grief."""
    entry = hit.entry
    if hit.owned or entry.sense is None or entry.kind in ("A", "N", "S"):
        return True
    channel = entry.sense.channel
    acts = entry.kind == "V" and channel in _OF_PERSONS
    acts = acts or channel == "touch" or "SOMEONE" in entry.groups[1]
    if acts and not entry.object_feels and thing_acts(people, hit.governor):
        return False
    if entry.kind in ("O", "P") and "SOMEONE" in entry.groups[1] and people.v.deps[hit.noun] == "nsubjpass":
        return entry.object_feels  # he was hit
    if entry.kind == "V" and channel == "posture" and people.v.kid(hit.governor, "dobj") not in (-1, *hit.tokens):
        return False  # he drew it back
    theirs = [t for t in hit.tokens if of_another(people, hit.governor, t)]
    if any("THEIR" in group for group in entry.groups):
        return bool(theirs)
    return channel not in _ONES_OWN or entry.kind == "V" or not any(people.is_body(t) for t in theirs)


def thing_acts(people: People, verb: int) -> bool:
    """Tell whether a thing is the subject of a verb."""
    subject = people.subject(verb)
    if subject < 0 or people.v.pos[subject] not in _NAMED_BY:
        return False
    return not people.is_person(subject) and not people.is_body(subject)


def of_another(people: People, verb: int, noun: int) -> bool:
    """Tell whether a noun surely belongs to another than the verb's subject."""
    v = people.v
    owner = people.owner(noun)
    subject = people.subject(verb) if owner >= 0 and people.is_person(owner) else -1
    if subject < 0:
        return False
    one, other = v.character(subject), v.character(owner)
    if one and other:
        return one != other
    first = _WHO.get(v.forms[subject]) or v.genders.get(one or "")
    second = _WHO.get(v.forms[owner]) or v.genders.get(other or "")
    return bool(first and second) and first != second
