"""Look again, once it is known who most likely says what: how everybody talks, and who takes part in the talk here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np

from postil.tag.dialogue.chain import Floats
from postil.tag.dialogue.features import NOBODY
from postil.tag.dialogue.idiolect import Idiolects, Words, words_said
from postil.tag.dialogue.scene import Scene
from postil.tag.dialogue.units import conversations

SEEN_AGAIN = ("heard", "about")
"""heard: how somebody's talk goes with an utterance; about: how much they speak in those around it."""
_SURE = 0.7
"""Share of all ways from which somebody is thought to have said something."""
_AROUND = 12
"""Utterances either way, of one conversation, that are around one."""
_FAINT = 0.02
"""A smaller share is nobody's."""


@dataclass(frozen=True, slots=True)
class Again:
    """What a second look goes by; made once a Doc."""

    scene: Scene
    candidates: Sequence[Sequence[str]]
    """Of each utterance; NOBODY is no character."""
    words: Words

    def look(self, share: Floats) -> dict[str, Floats]:
        """Return the tables (utterances, K) of SEEN_AGAIN by the probability of each candidate; by a name's tag, 0."""
        return {"heard": self._heard(share), "about": self._about(share)}

    def _open(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the utterances that no tag names the speaker of, with their candidates."""
        for n, (who, cue) in enumerate(zip(self.candidates, self.scene.cues, strict=True)):
            if cue.kind != "name" and len(who) > 1:
                yield n, who

    def _heard(self, share: Floats) -> Floats:
        best = share.argmax(axis=1).tolist()
        sure = (share.max(axis=1) >= _SURE).tolist()
        speakers = [who[k] or None if ok else None for who, k, ok in zip(self.candidates, best, sure, strict=True)]
        idiolects = Idiolects(self.words, speakers)
        table = np.zeros(share.shape)
        for n, who in self._open():
            table[n, : len(who)] = [idiolects.score(n, one) for one in who]
        return table

    def _about(self, share: Floats) -> Floats:
        parts = [
            {one: part for one, part in zip(who, row, strict=False) if one != NOBODY and part > _FAINT}
            for who, row in zip(self.candidates, share.tolist(), strict=True)
        ]
        span = {n: (a, b) for a, b in conversations(self.scene.utterances) for n in range(a, b)}
        table = np.zeros(share.shape)
        for n, who in self._open():
            around: dict[str, float] = {}
            for m in range(max(span[n][0], n - _AROUND), min(span[n][1], n + _AROUND + 1)):
                if m != n:
                    for one, part in parts[m].items():
                        around[one] = around.get(one, 0.0) + part
            table[n, : len(who)] = [log1p(around.get(one, 0.0)) for one in who]
        return table


def again(scene: Scene, candidates: Sequence[Sequence[str]]) -> Again:
    """Return what a second look at a scene goes by."""
    return Again(scene, candidates, words_said(scene))
