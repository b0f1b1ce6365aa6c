"""Lay out the choice of each utterance: its candidates, what speaks for each, and what holds for the step to it.

Most features are also crossed with the kind of cue the utterance has, since being named in the paragraph before means
little beside "said Ann" and much where nothing else is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from postil.tag.dialogue.evidence import against_all, evidence
from postil.tag.dialogue.scene import Scene
from postil.tag.dialogue.view import Overview, View

NOBODY = ""
"""The candidate who is no character of the cast."""
MOST = 12
"""Candidates of one utterance, at most."""
_COMPANY = 8
"""Utterances either way whose tags tell how many take part."""
_SHORT = 20
"""Characters of a short answer, at most."""
_LONG = 400
"""Characters of a long speech, at least."""
Features = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One utterance's candidates and what speaks for each."""

    candidates: tuple[str, ...]
    """Ids of characters; NOBODY is the last, where anything in the words may speak for it."""
    features: tuple[Features, ...]
    """One list a candidate."""
    setting: tuple[str, ...]
    """What holds for the utterance as a whole: features of the step from the speakers before."""


def choices(scene: Scene, fixed: Mapping[int, str]) -> Iterator[Choice]:
    """Yield the choice of each utterance of `scene`, in order; `fixed` are those put right by hand, who leave none."""
    story = Overview(scene, fixed)
    for n in range(len(scene.utterances)):
        yield Choice((fixed[n],), ([],), tuple(_setting(story, n))) if n in fixed else _choice(story, n)


def _choice(story: Overview, n: int) -> Choice:
    view = View(story, n)
    setting = tuple(_setting(story, n))
    if view.cue.kind == "i" and story.narrator:
        return Choice((story.narrator,), ([],), setting)
    candidates = view.candidates(MOST - 1)
    features = [_features(view, who) for who in candidates]
    if candidates and view.cue.kind == "bare" and not view.cue.broadcast:
        return Choice(tuple(candidates), tuple(features), setting)
    return Choice((*candidates, NOBODY), (*features, list(against_all(view))), setting)


def _features(view: View, who: str) -> Features:
    """Return the features of a candidate, alone and crossed with the kind of cue."""
    kind = view.cue.kind
    found = list(evidence(view, who))
    if kind != "name":
        found += [(f"{kind}:{name}", value) for name, value in found]
        value = view.story.idiolects.score(view.n, who)
        if value:
            found += [("idiolect", value), (f"{kind}:idiolect", value)]
    return found


def _setting(story: Overview, n: int) -> Iterator[str]:
    """Yield the features of the step to utterance `n` from the ones before."""
    scene = story.scene
    gap, kind = scene.utterances[n].gap, scene.cues[n].kind
    bucket = "0" if gap == 0 else "1" if gap == 1 else "2" if gap == 2 else "4" if gap <= 4 else "9"
    yield "any"
    yield f"gap{bucket}"
    yield kind
    yield f"{kind}.gap{bucket}"
    if scene.cues[n].parted:
        yield f"parted.{scene.cues[n].parted}"
    if n:
        yield from _since(story, n, gap)
        if gap == 2 and scene.utterances[n].first - 1 in story.silences:
            yield "silent"
    company = {who for who in story.tagged[max(0, n - _COMPANY) : n + _COMPANY + 1] if who}
    yield "pair" if len(company) <= 2 else "three" if len(company) == 3 else "crowd"
    if scene.lengths[n] <= _SHORT:
        yield "short"
    opening = _opening(story, n)
    if _REPLIES.match(opening):
        yield "replies"
    elif _GOES_ON.match(opening):
        yield "goes.on"


_WORD = re.compile(r"[a-z]{5,}")
_REPLIES = re.compile(
    r"[\W_]*(?:yes|no|yeah|nope|sure|of course|certainly|indeed|perhaps|maybe|really|thanks|thank you|right|okay|ok|"
    r"not|never|i do|i don|i did|i know|i am|i can)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[\W_]*(?:and|then|so|now|besides|anyway)\b", re.IGNORECASE)


def _opening(story: Overview, n: int) -> str:
    """Return the first words of an utterance."""
    start = story.scene.utterances[n].parts[0].start
    return story.scene.text[start : start + 60]


def _echoes(story: Overview, n: int) -> bool:
    """Return whether utterance `n` begins with a word that the one before ends on."""
    last = story.scene.utterances[n - 1].parts[-1].end
    ended = story.scene.text[max(story.scene.utterances[n - 1].parts[0].start, last - 60) : last].lower()
    return not set(_WORD.findall(_opening(story, n).lower())).isdisjoint(_WORD.findall(ended))


def _since(story: Overview, n: int, gap: int) -> Iterator[str]:
    """Yield what the utterance before `n` was like."""
    before = story.scene.cues[n - 1]
    if before.asks and gap == 1:
        yield "answers"
    if gap <= 2 and _echoes(story, n):
        yield "echo"
    if before.cut and gap == 1:
        yield "cut"
    if gap <= 2:
        told, tells = (story.scene.lengths[k] > _LONG for k in (n - 1, n))
        if told or tells:
            yield "long.long" if told and tells else "after.long" if told else "long"
    if story.scene.utterances[n - 1].gap != 1 and gap == 1:
        yield "second"
    if gap <= 2:
        kind = "name" if n - 1 in story.fixed else before.kind
        yield f"after.{kind}" + (".acts" if before.after and before.tag is None else "")
    if gap == 1:
        tail = before.tail
        yield "tail0" if not tail else "tail1" if tail < 80 else "tail2" if tail < 250 else "tail3"
