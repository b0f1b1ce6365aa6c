"""Who is in the room: who acts, speaks and is spoken to around an utterance."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from postil.tag.dialogue.cues import Cues
from postil.tag.dialogue.scene import Scene

if TYPE_CHECKING:
    from postil.tag.dialogue.view import Overview

_WINDOW = 30
"""Paragraphs either way that are one gathering, at most."""
_FAINT = 0.15
"""Of the presence of whoever is there most: the least for somebody to be there."""


class Room:
    """Where each character acts, speaks and is addressed; made once a Doc."""

    def __init__(self, scene: Scene, tagged: Sequence[str | None]) -> None:
        acts: dict[str, list[int]] = {}
        speaks: dict[str, list[int]] = {}
        called: dict[str, list[int]] = {}
        self._places = ((acts, 1), (speaks, 2), (called, 1))
        """With what one such place counts."""
        for presence in scene.presences:
            if presence.acts:
                acts.setdefault(presence.character, []).append(presence.paragraph)
        for utterance, cue, told in zip(scene.utterances, scene.cues, tagged, strict=True):
            who = told or _beside(cue)
            if who:
                speaks.setdefault(who, []).append(utterance.first)
            for one in cue.addressed:
                called.setdefault(one, []).append(utterance.first)
        self._known: dict[tuple[int, int], tuple[str, ...]] = {}

    def _presence(self, who: str, begin: int, end: int) -> int:
        """Return how much `who` is there in the paragraphs from `begin` to `end`."""
        return sum(worth * _within(places.get(who, ()), begin, end) for places, worth in self._places)

    def _around(self, story: Overview, n: int) -> tuple[int, int]:
        """Return the paragraphs of the gathering that utterance `n` is of."""
        utterance = story.scene.utterances[n]
        begin, end = story.scene_of(utterance.first)
        return max(begin, utterance.first - _WINDOW), min(end, utterance.last + _WINDOW + 1)

    def about(self, story: Overview, n: int) -> tuple[str, ...]:
        """Return who is there around utterance `n`, who most first."""
        begin, end = self._around(story, n)
        if (begin, end) not in self._known:
            everyone = {who for places, _ in self._places for who in places if who in story.people}
            presence = {who: self._presence(who, begin, end) for who in everyone}
            least = max(1.0, _FAINT * max(presence.values(), default=0))
            there = sorted((who for who in everyone if presence[who] >= least), key=lambda w: (-presence[w], w))
            self._known[begin, end] = tuple(there)
        return self._known[begin, end]


def _beside(cue: Cues) -> str | None:
    """Return who acts by name beside speech that has no tag."""
    actors = (a for a in (cue.after, cue.before) if a and a.kind == "name") if cue.tag is None else ()
    return next((actor.character for actor in actors), None)


def _within(places: Sequence[int], begin: int, end: int) -> int:
    return bisect_left(places, end) - bisect_left(places, begin)
