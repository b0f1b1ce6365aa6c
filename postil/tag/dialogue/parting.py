"""Part a paragraph's speech where its narration tells of two who speak; nearly every other paragraph has one speaker.

A parted speech is an utterance of its own, with its own cues; the chain still weighs whether one person says both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from postil.models import Span
from postil.tag.dialogue.cues import Reader, Tag
from postil.tag.dialogue.narration import Actor
from postil.tag.found import CastFound, Person
from postil.tag.speech import Speech

Tags = Sequence[tuple[Tag | None, Tag | None]]
"""The tags after and before each speech."""
Parted = Literal["sure", "maybe"]
"""sure: by two names, or "I" and a name; maybe: two descriptions that may be of one person, or by who acts between."""
_SENTENCE = re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bMs)(?<!\bSt)[.!?…]['\"”’)]*\s")


def parted(
    reader: Reader,
    speeches: Sequence[Speech],
    around: Sequence[tuple[Span, Span]],
    tags: Tags,
    cast: CastFound,
    by_hand: Mapping[int, str],
) -> dict[int, Parted]:
    """Return the speeches that begin another's utterance in their paragraph, and how sure that is.

    `around` is the narration before and after each; `by_hand` are those whose speaker was put right.
    """
    people = {person.id: person for person in cast.people}
    found: dict[int, Parted] = {}
    holder: Actor | None = None
    held: str | None = None
    for n, (speech, (after, before)) in enumerate(zip(speeches, tags, strict=True)):
        own = after or before
        actor = own.actor if own else None
        hand = by_hand.get(n)
        if not n or speeches[n - 1].paragraph != speech.paragraph:
            holder, held = actor or _first(reader, around[n][1]), hand
            continue
        how: Parted | None = None
        if hand is not None or held is not None:
            how = "sure" if hand is not None and held is not None and hand != held else None
        elif holder:
            how = _apart(holder, actor, people, cast.narrator) if actor else None
            if not how and (actor is None or actor.kind == "pronoun"):
                between = _last(reader, around[n][0], skip=tags[n - 1][0] is not None)
                if between and _apart(holder, between, people, cast.narrator) == "sure":
                    how, actor = "maybe", actor or between
        if how:
            found[n] = how
            holder, held = actor, hand
        else:
            holder, held = holder or actor, held if held is not None else hand
    return found


def _first(reader: Reader, gap: Span) -> Actor | None:
    """Return whoever acts by name in the first clause after a speech without a tag."""
    actors = [c.actor for c in reader.within(gap)[:1] if c.actor.kind == "name" or c.actor.pronoun == "i"]
    return actors[0] if actors and not actors[0].possessor else None


def _last(reader: Reader, gap: Span, *, skip: bool) -> Actor | None:
    """Return whoever acts right before the speech that ends `gap`; with `skip` not in the gap's first sentence."""
    start = gap[0]
    if skip:
        stop = _SENTENCE.search(reader.text, *gap)
        if stop is None:
            return None
        start = stop.end()
    actors = [c.actor for c in reader.within((start, gap[1])) if c.actor.kind in ("name", "pronoun")]
    outright = [a for a in actors if (a.kind == "name" or a.pronoun == "i") and not a.possessor]
    likely = outright or actors
    return likely[-1] if likely else None


def _apart(a: Actor, b: Actor, people: Mapping[str, Person], narrator: str | None) -> Parted | None:
    """Return whether the second of two actors is another than the first, or None if they may well be one."""
    if a.pronoun == b.pronoun == "i":
        return None
    who = [narrator if actor.pronoun == "i" else _named(actor) for actor in (a, b)]
    if all(who):
        if who[0] == who[1]:
            return None
        described = any(people[w].described for w in who if w and w in people)
        return "maybe" if described or "noun" in (a.kind, b.kind) else "sure"
    if "i" in (a.pronoun, b.pronoun):
        return "sure" if "it" not in (a.pronoun, b.pronoun) else None
    if {_gender(actor, people) for actor in (a, b)} >= {"he", "she"}:
        return "sure"
    return "maybe" if b.kind in ("name", "noun") and not (a.kind == "noun" and _named(a)) else None


def _named(actor: Actor) -> str | None:
    return actor.character if actor.kind in ("name", "noun") else None


def _gender(actor: Actor, people: Mapping[str, Person]) -> str | None:
    who = people.get(_named(actor) or "")
    return (who.pronouns or "" if who else "") or actor.pronoun
