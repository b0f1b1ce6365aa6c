"""Say what speaks for and against a candidate: named features with values.

The features are general cues of English fiction. What each counts is in postil/data/dialogue/weights.txt, under the
names they have here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from math import log1p

from postil.tag.dialogue.narration import Actor
from postil.tag.dialogue.view import View, described
from postil.tag.found import Person
from postil.tag.wordlists import read_lines

Evidence = Iterator[tuple[str, float]]
_OFTEN = 5
"""Mentions from which a described person is taken for a character of their own."""
_SOON = 4
"""Paragraphs from a speech to its speaker's first mention, at most."""
_TAIL = 250
"""Characters of narration after a speech that make its paragraph as much action as speech."""


def evidence(view: View, who: str) -> Evidence:
    """Yield what speaks for and against `who` as the speaker."""
    person = view.story.people[who]
    yield from _by_tag(view, who, person)
    yield from _by_beats(view, who, person)
    yield from _around(view, who)
    yield from _in_speech(view, who, person)
    yield from _at_large(view, who, person)


def against_all(view: View) -> Evidence:
    """Yield what speaks for somebody outside the cast."""
    cue = view.cue
    yield "nobody", 1.0
    yield f"nobody.{cue.kind}", 1.0
    if cue.broadcast:
        yield "nobody.broadcast", 1.0
    if cue.kind == "noun":
        if cue.tag:
            yield f"nobody.{description(view, cue.tag.actor)}", 1.0
        yield "nobody.alone" if not view.order else "nobody.company", 1.0


def agreement(pronoun: str, person: Person) -> str:
    """Return whether a pronoun may stand for a person: agree, unknown, open (who may be a they or an it) or clash."""
    own = "they" if person.plural else person.pronouns
    if own is None:
        return "unknown" if pronoun in ("he", "she") else "open"
    return "agree" if own == pronoun else "clash"


def _by_tag(view: View, who: str, person: Person) -> Evidence:
    """Yield what the tag says."""
    cue = view.cue
    if not cue.tag:
        return
    actor = cue.tag.actor
    for name in related(view, actor, who, person):
        yield f"tag.{name}.{cue.tag.said}", 1.0
    if actor.pronoun in ("he", "she") and person.pronouns is None and view.rivals(actor.pronoun):
        yield "tag.unknown.rival", 1.0
    if actor.pronoun in ("he", "she") and who in view.story.guessed:
        yield f"guessed.{agreement(actor.pronoun, person)}", 1.0
    if cue.kind in ("pronoun", "noun") and actor.pronoun in ("he", "she", "they"):
        yield from _rank(view, actor.pronoun, who)
    if cue.kind == "noun":
        if _same_title(view.story.word(actor.at), person):
            yield "title", 1.0
        yield from _by_description(view, actor, who, person)
        if not person.described:
            whom = actor.character or described(view.story.scene.text, actor)
            yield "company", view.story.company.share(whom, who)


def _by_description(view: View, actor: Actor, who: str, person: Person) -> Evidence:
    """Yield how a description goes with `who`: anybody may be "the man", a waiter is mostly himself."""
    what = description(view, actor)
    if actor.character == who:
        yield f"{'described' if person.described else 'named'}.as.{what}", 1.0
    elif not person.described:
        yield f"named.for.{what}", 1.0


def description(view: View, actor: Actor) -> str:
    """Return of what sort a description is: by relation, a title, a noun for anybody, or a role; and whether new."""
    if actor.of or actor.possessor:
        return "relation"
    if view.story.word(actor.at) in view.story.having:
        return "title"
    sort = "anybody" if view.story.word(actor.at) in anybody() else "role"
    start = max(0, actor.at - 40)
    told = _ARTICLE.findall(view.story.scene.text[start : actor.at])
    return f"{sort}.new" if told and told[-1].lower() in ("a", "an", "another", "one", "some") else sort


_ARTICLE = re.compile(r"\b(?:the|an?|another|one|some|this|that|his|her|their|my|our)\b", re.IGNORECASE)


@cache
def anybody() -> frozenset[str]:
    """Return the nouns that anybody may be called by."""
    return frozenset(read_lines("dialogue/anybody.txt"))


def _by_beats(view: View, who: str, person: Person) -> Evidence:
    """Yield what the rest of the narration in its paragraphs says."""
    cue = view.cue
    tagger = cue.tag.actor if cue.tag else None
    if cue.after and tagger is not cue.after:
        for name in related(view, cue.after, who, person):
            yield f"after.{name}", 1.0
    if cue.before and tagger is not cue.before:
        lead = "leads" if cue.leads else "before"
        for name in related(view, cue.before, who, person):
            yield f"{lead}.{name}", 1.0
    if who == cue.lead:
        yield "lead", 1.0
    if who in cue.others:
        yield "here", 1.0


def related(view: View, actor: Actor, who: str, person: Person) -> Iterator[str]:
    """Yield how `actor` and `who` go together."""
    if who == actor.of:
        yield "of"
    if actor.kind == "pronoun":
        if actor.character == who:
            yield "likely"
        if actor.pronoun == "i":
            yield "narrator" if who == view.story.narrator else "not"
        else:
            yield agreement(actor.pronoun, person)
    elif actor.character == who:
        yield f"is.{actor.kind}"
    elif actor.kind == "name":
        yield "not"
    elif actor.pronoun:
        yield "noun." + agreement(actor.pronoun, person)


def _rank(view: View, pronoun: str, who: str) -> Evidence:
    """Yield how late `who` was last seen, named or acting in narration, among those the pronoun fits."""
    people, narrator = view.story.people, view.story.narrator
    for label, order in (("rank", view.order), ("namerank", view.names), ("actrank", view.actors)):
        fitting = (o for o in order if o in people and o != narrator and agreement(pronoun, people[o]) != "clash")
        for rank, other in zip(range(3), fitting, strict=False):
            if other == who:
                yield f"{label}{rank}", 1.0
                break


def _same_title(noun: str, person: Person) -> bool:
    """Return whether a noun that stands for a person is among their names ("the duchess", the Duchess)."""
    if person.described:
        return False
    return any(noun == word.strip(".").lower() for name in (person.name, *person.aliases) for word in name.split())


def _around(view: View, who: str) -> Evidence:
    """Yield where else in narration `who` is."""
    if view.story.met.get(who, 0) > view.utterance.last + _SOON:
        yield "unmet", 1.0
    back = view.near.get(who)
    if back is not None:
        yield "near1" if back == 1 else "near3" if back <= 3 else "near10" if back <= 10 else "near25", 1.0
        if view.order[0] == who:
            yield "latest", 1.0
    elif who not in view.ahead and who not in view.cue.others and who not in view.called:
        yield "absent", 1.0
    ahead = view.ahead.get(who)
    if ahead is not None:
        yield "ahead1" if ahead == 1 else "ahead4", 1.0
    yield from _beside(view, who)
    previous = view.neighbour(-1)
    if previous and who in previous.others and not (previous.tag and previous.tag.actor.character == who):
        yield "other.prev", 1.0


def _beside(view: View, who: str) -> Evidence:
    """Yield whether `who` acts at the end of the paragraph before, or at the head of the one after."""
    story, utterance = view.story, view.utterance
    before = story.actors.get(utterance.first - 1)
    if before and before[0] == who != before[1] and utterance.first - 1 not in story.spoken:
        yield "prior.first", 1.0
    if before and before[1] == who:
        spoken = story.spoken.get(utterance.first - 1)
        if spoken is None and utterance.first - 1 in story.silences:
            yield "prior.silent", 1.0
        elif spoken is None:
            again = ".again" if view.n and utterance.gap == 2 and story.tagged[view.n - 1] == who else ""
            yield f"prior.leads{again}" if before[2] else f"prior.acts{again}", 1.0
        else:
            cue = story.scene.cues[spoken]
            listener = cue.tag is not None and cue.tag.actor.character not in (who, None)
            where = "tail" if cue.tail > _TAIL else "spoken"
            yield f"prior.{where}.listener" if listener else f"prior.{where}", 1.0
    following = story.actors.get(utterance.last + 1)
    if following and following[0] == who and utterance.last + 1 not in story.spoken:
        yield "next.acts", 1.0


def _in_speech(view: View, who: str, person: Person) -> Evidence:
    """Yield how `who` is addressed and named inside this and the neighbouring speeches."""
    for step, label in ((0, "own"), (-1, "prev"), (1, "next"), (-2, "prev2"), (2, "next2")):
        cue = view.cue if step == 0 else view.neighbour(step)
        if cue is None:
            continue
        if who in cue.introduces:
            yield f"{label}.introduced", 1.0
        elif step == 0 and cue.addressed.get(who) == "alone" and _asked_name(view):
            yield "own.gives", 1.0
        elif who in cue.addressed:
            yield f"{label}.addressed.{cue.addressed[who]}", 1.0
        elif who in cue.named:
            yield f"{label}.named", 1.0
        if who in cue.told:
            yield f"{label}.{cue.told[who]}", 1.0
        if cue.address and abs(step) == 1:
            yield f"{label}.address.{agreement(cue.address, person)}", 1.0


def _asked_name(view: View) -> bool:
    """Return whether the speech before asks somebody's name."""
    previous = view.neighbour(-1)
    return previous is not None and previous.asks_name


def _at_large(view: View, who: str, person: Person) -> Evidence:
    """Yield what holds of `who` in the whole story and in this stretch of it."""
    tags = view.tags.get(who, 0)
    if tags:
        yield "tags", log1p(tags)
    called = view.called.get(who, 0)
    if called:
        yield "called", log1p(called)
    if who in view.story.scene.seeded:
        yield "seeded", 1.0
    elif view.story.scene.seeded and not (view.cue.tag and view.cue.tag.actor.character == who):
        yield "unseeded", 1.0
    if who in view.before_break():
        yield "before.break", 1.0
    yield "prior", view.story.prior(who)
    if person.described:
        yield "described" if person.count >= _OFTEN else "described.rare", 1.0
    if person.plural:
        yield "plural", 1.0
    if who == view.story.narrator:
        yield "narrator", 1.0
