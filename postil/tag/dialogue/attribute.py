"""Give each utterance its speaker: evidence, weights, the conversation as a whole, and what was put right by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from postil.tag.dialogue.again import SEEN_AGAIN, again
from postil.tag.dialogue.chain import Floats, lattice, links, sums
from postil.tag.dialogue.confidence import calibrated
from postil.tag.dialogue.cues import Cues
from postil.tag.dialogue.features import NOBODY, Choice, choices
from postil.tag.dialogue.narration import Tokens
from postil.tag.dialogue.scene import Scene, survey
from postil.tag.dialogue.units import conversations
from postil.tag.dialogue.weights import Weights, counting, scores
from postil.tag.found import CastFound
from postil.tag.given import Given, text_of
from postil.tag.speech import Speech, find_speech
from postil.tags import How

if TYPE_CHECKING:
    from spacy.tokens import Doc

_NOBODY_FROM = 0.85
"""Share of all ways from which an utterance is given to nobody in the cast."""
LOOKS = 2
"""How often we look again."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A Doc's speech, ready to be attributed."""

    tokens: Tokens
    scene: Scene
    choices: tuple[Choice, ...]
    fixed: Mapping[int, str]
    """Utterances put right by hand, with their speaker or NOBODY."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The speaker of one utterance."""

    speaker: str | None
    how: How
    confidence: float
    share: float
    """The probability the chain gives the speaker, before it is calibrated."""


def prepare(doc: Doc, given: Given, cast: CastFound) -> Prepared:
    """Return what is known about the speech of `doc` before anybody is given any."""
    speeches = _speeches(given.text or text_of(doc), given)
    hands = _by_hand(speeches, given, cast)
    tokens = Tokens(doc, cast, speeches)
    scene = survey(tokens, given, cast, speeches, hands)
    fixed: dict[int, str] = {}
    n = 0
    for i, utterance in enumerate(scene.utterances):
        for k in range(n, n + len(utterance.parts)):
            if k in hands:
                fixed.setdefault(i, hands[k])
        n += len(utterance.parts)
    return Prepared(tokens, scene, tuple(choices(scene, fixed)), fixed)


def _speeches(text: str, given: Given) -> tuple[Speech, ...]:
    """Return the speeches, without those that a correction says are none."""
    unsaid = [(c.start, c.end) for c in given.corrections if c.not_ == "speech"]
    found = find_speech(text, given.paragraphs, given.headings)
    if not unsaid:
        return found
    return tuple(s for s in found if not any(a < s.end and s.start < b for a, b in unsaid))


def _by_hand(speeches: Sequence[Speech], given: Given, cast: CastFound) -> dict[int, str]:
    """Return the speeches whose speaker was put right, with the character's id or NOBODY."""
    ids: dict[str, str] = {}
    for person in cast.people:
        for name in (person.id, person.name, *person.aliases):
            ids.setdefault(name.casefold(), person.id)
    fixed = {}
    for correction in given.corrections:
        if correction.speaker is None:
            continue
        who = ids.get(correction.speaker.casefold(), NOBODY)
        for k, speech in enumerate(speeches):
            if correction.start < speech.end and speech.start < correction.end:
                fixed[k] = who
    return fixed


def attribute(prepared: Prepared, weights: Weights) -> list[Attribution]:
    """Return the speaker of each utterance."""
    share = shares(prepared.scene, prepared.choices, weights)
    return [
        _decide(prepared, n, choice, cue, share[n])
        for n, (choice, cue) in enumerate(zip(prepared.choices, prepared.scene.cues, strict=True))
    ]


def shares(scene: Scene, found: Sequence[Choice], weights: Weights, looks: int = LOOKS) -> Floats:
    """Return the probability of each candidate of each utterance (utterances, K).

    At first by what the text says; then we look again so many times, by who most likely says what so far.
    """
    candidates = [choice.candidates for choice in found]
    numbers: dict[str, int] = {}
    ids = [[numbers.setdefault(who, len(numbers)) for who in some] for some in candidates]
    grid = lattice(ids, conversations(scene.utterances))
    linked = links(grid)
    score, same, back = scores(found, weights)
    share = sums(grid, score, same, back, linked).share
    counts = {cue: np.array([[counting(weights, cue, c.kind)] for c in scene.cues]) for cue in SEEN_AGAIN}
    if looks and any(count.any() for count in counts.values()):
        looking = again(scene, candidates)
        for _ in range(looks):
            more = sum(counts[cue] * table for cue, table in looking.look(share).items())
            share = sums(grid, score + more, same, back, linked).share
    return share


def _decide(prepared: Prepared, n: int, choice: Choice, cue: Cues, share: Floats) -> Attribution:
    """Return the answer for one utterance."""
    if n in prepared.fixed:
        return Attribution(prepared.fixed[n] or None, "corrected", 1.0, 1.0)
    known = len(choice.candidates) - (choice.candidates[-1] == NOBODY)
    best = int(np.argmax(share[:known])) if known else -1
    nobody = float(share[known]) if known < len(choice.candidates) else 0.0
    outside = cue.kind == "noun" or cue.broadcast
    if best < 0 or (outside and nobody >= _NOBODY_FROM):
        return Attribution(None, _how(cue, None, prepared.scene, n), calibrated(cue.kind, nobody), nobody)
    who, sure = choice.candidates[best], float(share[best])
    return Attribution(who, _how(cue, who, prepared.scene, n), calibrated(cue.kind, sure), sure)


def _how(cue: Cues, who: str | None, scene: Scene, n: int) -> How:
    """Return what the answer rests on most."""
    if cue.tag:
        if cue.kind == "pronoun":
            return "pronoun"
        if cue.tag.actor.character == who or cue.kind in ("i", "noun"):
            return "named"
    if who and who in {actor.character for actor in (cue.after, cue.before) if actor}:
        return "context"
    beside = scene.utterances[n].gap <= 2 or (n + 1 < len(scene.utterances) and scene.utterances[n + 1].gap <= 2)
    return "turn" if beside else "context"
