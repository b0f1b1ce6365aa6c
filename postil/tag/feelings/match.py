"""Put the feelings of a Doc together: what the lists find, whose it is, how it comes, how sure it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from postil.models import Span
from postil.tag.feelings.bystanders import bystanders
from postil.tag.feelings.candidates import Candidate, best
from postil.tag.feelings.correct import corrected
from postil.tag.feelings.experiencer import Case, Scene, chosen, scene
from postil.tag.feelings.find_patterns import Patterns, candidate
from postil.tag.feelings.find_phrases import find_phrases
from postil.tag.feelings.find_words import find_words, joined
from postil.tag.feelings.holder import holder
from postil.tag.feelings.lexicon import Lexicon, lexicon
from postil.tag.feelings.people import People
from postil.tag.feelings.pointing import named_by
from postil.tag.feelings.run_on import run_on
from postil.tag.feelings.sure import Felt, sure
from postil.tag.feelings.syntax import syntax
from postil.tag.feelings.told_by import told_by_words
from postil.tag.feelings.view import View, view
from postil.tag.feelings.whose import Focus, whose
from postil.tag.found import CAST, CastFound, FeelingsFound, found
from postil.tags import Feeling

if TYPE_CHECKING:
    from spacy.tokens import Doc


_FEW = 2
"""Words after its first of which a phrase may be cancelled by any."""


def feelings_of(doc: Doc) -> FeelingsFound:
    """Return the feelings of a Doc in order, and who feels that the cast does not know; feelings do not overlap.

    Corrections by hand overrule.
    """
    v = view(doc)
    people = People(v, syntax(), lexicon().body)
    felt, read = sure(people, candidates(people, lexicon()))
    around = scene(people, Focus(people), read)
    cast = found(doc, CAST, CastFound)
    kept = bystanders(
        people,
        [_feeling(around, f) for f in felt],
        {person.id: person.name for person in cast.people} if cast else {},
    )
    whole = run_on(doc.text, kept.feelings)
    return FeelingsFound(corrected(doc, [*whole], kept.people), kept.people, kept.mentions)


def candidates(people: People, lists: Lexicon) -> list[Candidate]:
    """Return what the lists find, one candidate an expression, in order; nothing in headings or in cancelled words."""
    v = people.v
    words = list(find_words(people, lists))
    found = joined(people, words)
    found += [c for _, c, _, _ in find_phrases(people, lists.phrases) if c is not None]
    hits = Patterns(people, lists.patterns, lists.participles).find()
    found += [candidate(people, hit, hit.entry.sense) for hit in hits if hit.entry.sense is not None]
    cancelled = _cancelled(people, lists)
    kept = best([c for c in found if not _is_cancelled(v, c, cancelled) and not _in_heading(v, c)])
    return told_by_words(people, [_closed(v, c) for c in kept])


def _cancelled(people: People, lists: Lexicon) -> dict[int, frozenset[str]]:
    """Return for tokens in fixed phrases the words that are no feeling there."""
    cancelled: dict[int, frozenset[str]] = {}
    for entry, _, first, last in find_phrases(people, lists.unless_phrases):
        for i in range(first, last + 1):
            cancelled[i] = cancelled.get(i, frozenset()) | entry.cancels
    for hit in Patterns(people, lists.unless_patterns, lists.participles).find():
        for i in hit.tokens:
            cancelled[i] = cancelled.get(i, frozenset()) | hit.entry.cancels
    return cancelled


def _is_cancelled(v: View, c: Candidate, cancelled: dict[int, frozenset[str]]) -> bool:
    """Tell whether a fixed phrase says that a candidate is no feeling; of many words ("started to shake") the head."""
    return any(
        i in cancelled and not cancelled[i].isdisjoint((v.lemmas[i], v.forms[i], "*") if _counts(c, i) else ("*",))
        for i in range(c.first, c.last + 1)
    )


def _counts(c: Candidate, i: int) -> bool:
    return c.sense.source == "word" or i == c.head or c.last - c.first < _FEW


def _closed(v: View, c: Candidate) -> Candidate:
    """Return a candidate without the words at its end that only lead to the next: "for fear of" a lamp."""
    last = c.last
    while last > c.head and v.parsed and v.opens(last):
        last -= 1
    return replace(c, last=last)


def _in_heading(v: View, c: Candidate) -> bool:
    at = v.starts[c.first]
    return any(a <= at < b for a, b in v.headings)


def _feeling(around: Scene, felt: Felt) -> tuple[Feeling, int]:
    """Return a candidate as a feeling, and the token of who feels it, or -1."""
    v, how = around.people.v, felt.around
    c = felt.candidate
    by, case = case_of(around, felt)
    feels = chosen(around, case) if v.parsed else case.said
    strength = min(1.0, max(0.05, c.sense.strength * how.factor * (0.8 if how.unreal else 1.0)))
    feeling = Feeling(
        start=v.starts[c.first],
        end=v.ends[c.last],
        family=c.sense.family,
        shade=c.sense.shade,
        intensity=round(strength, 2),
        negated=how.negated,
        channel=felt.channel,
        feels=feels,
        by=None if feels != case.said and case.who >= 0 and named_by(v, case.who) not in (None, feels) else by,
        confidence=felt.confidence,
    )
    return feeling, case.who


def case_of(around: Scene, felt: Felt) -> tuple[Span | None, Case]:
    """Return the words that name who feels, and whom the rules mean by them."""
    who = holder(around.people, felt.candidate)
    by, said = whose(around.people, around.focus, felt.candidate, who)
    return by, Case(felt.candidate, felt.channel, who, said)
