"""Say what the gathering tells of a candidate: who is there, who acts between two speeches, who calls others how."""

from __future__ import annotations

from collections.abc import Sequence
from math import log1p

from postil.tag.dialogue.evidence import Evidence, related
from postil.tag.dialogue.narration import Actor
from postil.tag.dialogue.view import View

_RANKS = 4
_BETWEEN = 3
"""Paragraphs of narration before a speech that lead to it, at most."""


def room(view: View, who: str) -> Evidence:
    """Yield what the gathering tells of `who` as the speaker."""
    yield from _there(view, who)
    person = view.story.people[who]
    for label, actors in (("mid", before(view)), ("then", after(view)), ("rest", rest(view))):
        for where, actor in ends(actors):
            for name in related(view, actor, who, person):
                yield f"{label}.{where}.{name}", 1.0
    for term in sorted(view.cue.terms):
        users = view.story.calls.get(term)
        if users:
            yield "calls.so" if who in users else "calls.other", 1.0


def between(view: View, who: str) -> Evidence:
    """Yield what tells of `who` speaking on, or answering."""
    person = view.story.people[who]
    for label, actors in (("mid", before(view)), ("rest", rest(view))):
        for where, actor in ends(actors):
            for name in related(view, actor, who, person):
                yield f"{label}.{where}.{name}", 1.0
    for label, beat in (("after", view.cue.after), ("before", view.cue.before)):
        if beat and not (view.cue.tag and view.cue.tag.actor is beat):
            for name in related(view, beat, who, person):
                yield f"{label}.{name}", 1.0
    if who == view.story.narrator:
        yield "narrator", 1.0


def _there(view: View, who: str) -> Evidence:
    """Yield how much `who` is there."""
    about = view.story.room.about(view.story, view.n)
    seen = view.story.room.seen(who, *view.story.room.around(view.story, view.n))
    if seen.presence:
        yield "there", log1p(seen.presence)
    else:
        yield "away.named" if seen.named else "away", 1.0
    if who in about[:_RANKS]:
        yield f"there.rank{about.index(who)}", 1.0
    if len(about) == 2:
        yield "of.two" if who in about else "not.of.two", 1.0


def ends(actors: Sequence[Actor]) -> list[tuple[str, Actor]]:
    """Return the first and the last of some actors."""
    if not actors:
        return []
    return [("only", actors[0])] if len(actors) == 1 else [("first", actors[0]), ("last", actors[-1])]


def before(view: View) -> tuple[Actor, ...]:
    """Return who acts in the paragraphs of narration that lead to an utterance, in order."""
    scene, first = view.story.scene, view.utterance.first
    above = scene.utterances[view.n - 1].last + 1 if view.n else 0
    start = max(above, view.begin, first - _BETWEEN)
    return tuple(actor for p in range(start, first) for actor in scene.acting.get(p, ()))


def after(view: View) -> tuple[Actor, ...]:
    """Return who acts in the paragraph of narration that follows an utterance, in order."""
    following = view.utterance.last + 1
    if following >= view.end or following in view.story.spoken:
        return ()
    return view.story.scene.acting.get(following, ())


def rest(view: View) -> tuple[Actor, ...]:
    """Return who acts after the last words of the speech in the paragraph before, in order."""
    if not view.n or view.utterance.gap != 1:
        return ()
    previous = view.story.scene.utterances[view.n - 1]
    end = previous.parts[-1].end
    tag = view.story.scene.cues[view.n - 1].tag
    acting = view.story.scene.acting.get(previous.last, ())
    return tuple(a for a in acting if a.at >= end and not (tag and a.at == tag.actor.at))
