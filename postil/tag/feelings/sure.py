"""How sure each candidate is, and what only the network finds: the lists and the network, weighed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from postil.emotion import CHANNELS, FAMILIES
from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.channel import channel
from postil.tag.feelings.clues import clues
from postil.tag.feelings.confidence import LEAST, LEAST_READ, confidence, listed_signs, unlisted_signs, weighed
from postil.tag.feelings.context import Context, context
from postil.tag.feelings.holder import holder
from postil.tag.feelings.network import Array, Readings, network
from postil.tag.feelings.older import is_older
from postil.tag.feelings.people import People
from postil.tag.feelings.unlisted import marks, unlisted

_FEWEST: Final = 40
"""Tokens of the shortest text that the network is asked about."""
_OTHERWISE: Final = 0.3
"""How likely another family must be for the network to overrule the lists."""
_SHOWN: Final = 0.5
"""How likely a channel must be for the same. Both were chosen on the passages that weigh.py is fitted on."""

_GUILT: Final = 0.45
"""How sure the lists must be of guilt in free indirect thought ("It was all his fault.") for it to stay, though unsure,
where the network denies it: it has met few such. It costs nothing, by the labels of second readers."""


@dataclass(frozen=True, slots=True)
class Felt:
    """A candidate that is sure enough."""

    candidate: Candidate
    around: Context
    channel: str
    confidence: float


def sure(people: People, listed: Sequence[Candidate]) -> tuple[list[Felt], Readings | None]:
    """Return the candidates that are sure enough, in order: the lists' own, and what only the network reads.

    And what the network says of each token, if it is asked.

    What is denied is no feeling of anybody's, so it is unlikely by its nature; it stays, and is marked.
    """
    around = [context(people, c) for c in listed]
    alone = [by_lists(people, c, what, listed) for c, what in zip(listed, around, strict=True)]
    read = reading(people, listed, around)
    if read is None:
        found = [Felt(c, what, channel(people, c), p) for c, what, p in zip(listed, around, alone, strict=True)]
        return [f for f in found if f.around.negated or f.confidence >= LEAST], None
    found = [_weighed(people, read, *of) for of in zip(listed, around, alone, strict=True)]
    found = [f for f in found if f.around.negated or f.confidence >= LEAST_READ]
    for c in unlisted(people.v, read, [f.candidate for f in found]):
        what, likely = context(people, c), weighed(unlisted_signs(*rows_of(read, c)))
        if likely >= LEAST_READ and not what.negated:
            found.append(Felt(c, what, c.sense.channel, likely))
    return sorted(found, key=lambda f: f.candidate.first), read


def _weighed(people: People, read: Readings, c: Candidate, around: Context, by_lists: float) -> Felt:
    """Return a listed candidate with what the network says of it: of which family, how it shows, how sure it is."""
    rows, own = rows_of(read, c)
    best = 1 + int(rows[:, 1:].max(axis=0).argmax())
    if best != own and rows[:, best].max() >= _OTHERWISE and not around.negated:
        family = FAMILIES[best - 1]
        c = replace(c, sense=replace(c.sense, family=family, shade=family, source="read"))
        likely = weighed(unlisted_signs(rows, best))
    else:
        likely = weighed(listed_signs(by_lists, rows, own))
        if c.sense.channel == "thought" and c.sense.shade == "guilt" and by_lists >= _GUILT:
            likely = max(likely, LEAST_READ)
    shown = read.channels[c.first : c.last + 1].mean(axis=0)
    if shown.max() < _SHOWN:
        return Felt(c, around, channel(people, c), likely)
    how = CHANNELS[int(shown.argmax())]
    return Felt(replace(c, sense=replace(c.sense, channel=how)), around, how, likely)  # whose it is hangs on it, too


def by_lists(people: People, c: Candidate, around: Context, listed: Sequence[Candidate]) -> float:
    """Return how likely a listed candidate is a feeling, by the lists and the words around."""
    return confidence(clues(people, c, holder(people, c), around, channel(people, c), listed))


def reading(people: People, listed: Sequence[Candidate], around: Sequence[Context]) -> Readings | None:
    """Return what the network says of each token, told what the lists find; None where it is not asked.

    It learnt from passages, and from prose of our time: a sentence or two tell it too little, and in older prose it
    finds nothing that the lists do not. Where nothing is parsed the lists find little for it to go by.
    """
    v = people.v
    if not v.parsed or len(v.forms) < _FEWEST or is_older(v.forms):
        return None
    return network().read(v.forms, v.bounds, marks(v, listed, [what.negated for what in around]))


def rows_of(read: Readings, c: Candidate) -> tuple[Array, int]:
    """Return the network's rows for a candidate's tokens, and the column of its family there."""
    return read.families[c.first : c.last + 1], 1 + FAMILIES.index(c.sense.family)
