"""Say of each utterance who may have spoken it, and what speaks for and against each: named features with values.

The features are general cues of English fiction; how much each counts is in postil/data/dialogue/weights.txt. Most are crossed
with the kind of cue the utterance has, since being named in the paragraph before means little beside "said Ann" and much
where nothing else is known.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from math import log1p

from postil.tag.dialogue.cues import Cues
from postil.tag.dialogue.idiolect import Idiolects
from postil.tag.dialogue.narration import Actor
from postil.tag.dialogue.scene import Scene
from postil.tag.found import Person

NOBODY = ""
"""The candidate who is no character of the cast."""
MOST = 14
"""Candidates of one utterance, at most."""
_BACK, _AHEAD, _TAGGED, _FREQUENT = 25, 4, 12, 4
_WORD = re.compile(r"[\w'-]+")
_NEARBY, _SAMPLE = 6, 60
"""Paragraphs either way that count as near; mentions looked at, at most."""
Features = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One utterance's candidates and what speaks for each."""

    candidates: tuple[str, ...]
    """Ids of characters; NOBODY is always the last."""
    features: tuple[Features, ...]
    """One list a candidate."""
    setting: tuple[str, ...]
    """What holds for the utterance as a whole: features of the step from the speakers before."""


def choices(scene: Scene) -> Iterator[Choice]:
    """Yield the choice of each utterance of `scene`, in order."""
    weigher = _Weigher(scene)
    for n in range(len(scene.utterances)):
        yield weigher.choice(n)


class _Weigher:
    """Looks along the scene; made once a Doc."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.people: dict[str, Person] = {p.id: p for p in scene.cast.people}
        self.where = [p.paragraph for p in scene.presences]
        self.tagged = [_tagged(cue, scene.cast.narrator) for cue in scene.cues]
        self.idiolects = Idiolects(scene, self.tagged)
        counts: dict[str, int] = {}
        for who in self.tagged:
            if who:
                counts[who] = counts.get(who, 0) + 1
        self.counts = counts
        self.total = log1p(sum(counts.values())) or 1.0
        self.frequent = sorted(counts, key=lambda c: (-counts[c], c))[:_FREQUENT]
        self.spoken = {u.first: n for n, u in enumerate(scene.utterances)} | {
            u.last: n for n, u in enumerate(scene.utterances)
        }
        self.actors = _last_actors(scene)
        self.company = _Company(scene)

    def word(self, at: int) -> str:
        """Return the word that begins at `at`, in lower case."""
        found = _WORD.match(self.scene.text, at)
        return found.group().lower() if found else ""

    def choice(self, n: int) -> Choice:
        """Return the choice of utterance `n`."""
        view = _View(self, n)
        candidates = view.candidates()
        setting = tuple(self.setting(n, view.cue))
        narrator = self.scene.cast.narrator
        if view.cue.kind == "i" and narrator:
            return Choice((narrator,), ([],), setting)
        features = [list(view.features(who)) for who in candidates]
        return Choice((*candidates, NOBODY), (*features, list(view.nobody())), setting)

    def setting(self, n: int, cue: Cues) -> Iterator[str]:
        """Yield the features of the step to utterance `n` from the ones before."""
        gap = self.scene.utterances[n].gap
        bucket = "0" if gap == 0 else "1" if gap == 1 else "2" if gap == 2 else "4" if gap <= 4 else "9"
        kind = cue.kind
        yield "any"
        yield f"gap{bucket}"
        yield kind
        yield f"{kind}.gap{bucket}"
        if n and self.scene.cues[n - 1].asks and gap == 1:
            yield "answers"
        if n and self.scene.utterances[n - 1].gap != 1 and gap == 1:
            yield "second"
        if n and gap <= 2:
            before = self.scene.cues[n - 1]
            yield f"after.{before.kind}" + (".acts" if before.after and before.tag is None else "")
        company = {who for who in self.tagged[max(0, n - 8) : n + 9] if who}
        yield (
            "alone" if len(company) < 2 else "pair" if len(company) == 2 else "three" if len(company) == 3 else "crowd"
        )
        if self.scene.lengths[n] <= 20:
            yield "short"


class _Company:
    """How much oftener a character is about where somebody is spoken of by a description than elsewhere.

    "The painter" is the man who is there whenever there is a painter.
    """

    def __init__(self, scene: Scene) -> None:
        self._where: dict[str, list[int]] = {}
        for presence in scene.presences:
            if presence.kind != "pronoun":
                self._where.setdefault(presence.character, []).append(presence.paragraph)
        self._paragraphs = max(1, len(scene.paragraphs))
        self._known: dict[tuple[str, str], float] = {}

    def share(self, described: str, who: str) -> float:
        """Return the share of mentions of `described` near which `who` is named, less the share to be expected."""
        key = described, who
        if key not in self._known:
            places, own = self._where.get(described, [])[:_SAMPLE], self._where.get(who, [])
            near = sum(1 for p in places if bisect_left(own, p - _NEARBY) < bisect_left(own, p + _NEARBY + 1))
            expected = min(1.0, len(own) * (2 * _NEARBY + 1) / self._paragraphs)
            self._known[key] = near / len(places) - expected if len(places) > 1 else 0.0
        return self._known[key]


@dataclass(slots=True)
class _View:
    """What can be seen from one utterance."""

    weigher: _Weigher
    n: int
    cue: Cues
    near: dict[str, int]
    """Paragraphs back to the last mention in narration before the utterance's own paragraphs."""
    order: list[str]
    """Those characters, latest mention first."""
    names: list[str]
    """The same, mentions by pronoun left out."""
    actors: list[str]
    """The same, of those who were subjects of verbs."""
    ahead: dict[str, int]
    tags: dict[str, int]
    """Tags by name within a few utterances either way."""

    def __init__(self, weigher: _Weigher, n: int) -> None:
        self.weigher, self.n = weigher, n
        scene = weigher.scene
        self.cue = scene.cues[n]
        utterance = scene.utterances[n]
        where, presences = weigher.where, scene.presences
        begin = bisect_left(where, utterance.first)
        self.near, self.order, self.names, self.actors, self.ahead, self.tags = {}, [], [], [], {}, {}
        for k in range(begin - 1, -1, -1):
            back = utterance.first - where[k]
            if back > _BACK:
                break
            presence = presences[k]
            who = presence.character
            if who not in self.near:
                self.near[who] = back
                self.order.append(who)
            if presence.kind != "pronoun" and who not in self.names:
                self.names.append(who)
            if presence.acts and who not in self.actors:
                self.actors.append(who)
        for k in range(bisect_left(where, utterance.last + 1), len(where)):
            if where[k] - utterance.last > _AHEAD:
                break
            self.ahead.setdefault(presences[k].character, where[k] - utterance.last)
        for m in range(max(0, n - _TAGGED), min(len(weigher.tagged), n + _TAGGED + 1)):
            who_tagged = weigher.tagged[m]
            if m != n and who_tagged and abs(scene.utterances[m].first - utterance.first) <= 4 * _TAGGED:
                self.tags[who_tagged] = self.tags.get(who_tagged, 0) + 1

    def neighbour(self, step: int, reach: int = 2) -> Cues | None:
        """Return the cues of the utterance `step` away, if it is of the same conversation, at most `reach` paragraphs a step."""
        m = self.n + step
        scene = self.weigher.scene
        if not 0 <= m < len(scene.cues):
            return None
        low, high = min(m, self.n), max(m, self.n)
        if any(scene.utterances[k].gap > reach for k in range(low + 1, high + 1)):
            return None
        return scene.cues[m]

    def candidates(self) -> list[str]:
        """Return who may have spoken, the likelier first."""
        cue, known = self.cue, self.weigher.people
        found: dict[str, None] = {}
        for actor in (cue.tag and cue.tag.actor, cue.after, cue.before):
            if actor and actor.character:
                found[actor.character] = None
        for step in (-1, 1):
            other = self.neighbour(step)
            if other:
                found.update(dict.fromkeys(sorted(other.addressed)))
        found.update(dict.fromkeys(sorted(cue.others)))
        found.update(dict.fromkeys(self.order[:5]))
        found.update(dict.fromkeys(sorted(self.tags, key=lambda c: (-self.tags[c], c))[:5]))
        narrator = self.weigher.scene.cast.narrator
        if narrator:
            found[narrator] = None
        found.update(dict.fromkeys(self.ahead))
        found.update(dict.fromkeys(self.order[5:]))
        for step in (-2, 2, -3):
            other = self.neighbour(step)
            if other:
                found.update(dict.fromkeys(sorted(other.addressed)))
        found.update(dict.fromkeys(self.weigher.frequent))
        found.update(dict.fromkeys(sorted(cue.addressed)))
        if narrator and cue.kind in ("pronoun", "noun", "name"):
            found.pop(narrator, None)  # who tells the story says "I"
        return [who for who in found if who in known][: MOST - 1]

    def nobody(self) -> Iterator[tuple[str, float]]:
        """Yield what speaks for somebody outside the cast."""
        cue = self.cue
        yield "nobody", 1.0
        yield f"nobody.{cue.kind}", 1.0
        if cue.kind == "noun":
            yield "nobody.alone" if not self.order else "nobody.company", 1.0

    def features(self, who: str) -> Iterator[tuple[str, float]]:
        """Yield what speaks for and against `who`."""
        kind = self.cue.kind
        person = self.weigher.people[who]
        for name, value in self._evidence(who, person):
            yield name, value
            if kind not in ("name", "i"):
                yield f"{kind}:{name}", value
        if kind != "name":
            value = self.weigher.idiolects.score(self.n, who)
            if value:
                yield "idiolect", value
                yield f"{kind}:idiolect", value

    def _evidence(self, who: str, person: Person) -> Iterator[tuple[str, float]]:
        yield from self._tagged_as(who, person)
        yield from self._around(who)
        yield from self._in_speech(who, person)
        yield from self._at_large(who, person)

    def _tagged_as(self, who: str, person: Person) -> Iterator[tuple[str, float]]:
        """The tag and the beats in the utterance's own paragraphs."""
        cue = self.cue
        if cue.tag:
            for name in self._is(cue.tag.actor, who, person):
                yield f"tag.{name}.{cue.tag.said}", 1.0
            if cue.kind in ("pronoun", "noun") and cue.tag.actor.pronoun in ("he", "she"):
                yield from self._rank(cue.tag.actor.pronoun, who)
            if cue.kind == "noun" and _same_title(self.weigher.word(cue.tag.actor.at), person):
                yield "title", 1.0
            if cue.kind == "noun" and cue.tag.actor.character and not person.described:
                yield "company", self.weigher.company.share(cue.tag.actor.character, who)
        if cue.after and not (cue.tag and cue.tag.actor is cue.after):
            for name in self._is(cue.after, who, person):
                yield f"after.{name}", 1.0
        if cue.before and not (cue.tag and cue.tag.actor is cue.before):
            lead = "leads" if cue.leads else "before"
            for name in self._is(cue.before, who, person):
                yield f"{lead}.{name}", 1.0
        if who == cue.lead:
            yield "lead", 1.0
        if who in cue.others:
            yield "here", 1.0

    def _is(self, actor: Actor, who: str, person: Person) -> Iterator[str]:
        """Yield how `actor` and `who` go together."""
        if who == actor.of:
            yield "of"
        if actor.kind == "pronoun":
            if actor.character == who:
                yield "likely"
            if actor.pronoun == "i":
                yield "narrator" if who == self.weigher.scene.cast.narrator else "not"
            else:
                yield agreement(actor.pronoun, person)
        elif actor.character == who:
            yield f"is.{actor.kind}"
        elif actor.kind == "name":
            yield "not"
        elif actor.pronoun:
            yield "noun." + agreement(actor.pronoun, person)

    def _rank(self, pronoun: str, who: str) -> Iterator[tuple[str, float]]:
        """How late `who` was last seen, named or acting in narration, among those the pronoun fits."""
        people, narrator = self.weigher.people, self.weigher.scene.cast.narrator
        for label, order in (("rank", self.order), ("namerank", self.names), ("actrank", self.actors)):
            rank = 0
            for other in order:
                person = people.get(other)
                if person is None or other == narrator or agreement(pronoun, person) == "clash":
                    continue
                if other == who:
                    yield f"{label}{rank}", 1.0
                    break
                rank += 1
                if rank > 2:
                    break

    def _around(self, who: str) -> Iterator[tuple[str, float]]:
        """Where else in narration `who` is."""
        back = self.near.get(who)
        if back is not None:
            yield "near1" if back == 1 else "near3" if back <= 3 else "near10" if back <= 10 else "near25", 1.0
            if self.order[0] == who:
                yield "latest", 1.0
        ahead = self.ahead.get(who)
        if ahead is not None:
            yield "ahead1" if ahead == 1 else "ahead4", 1.0
        weigher = self.weigher
        utterance = weigher.scene.utterances[self.n]
        before = weigher.actors.get(utterance.first - 1)
        if before and before[1] == who:
            spoken = utterance.first - 1 in weigher.spoken
            yield "prior.spoken" if spoken else "prior.leads" if before[2] else "prior.acts", 1.0
        following = weigher.actors.get(utterance.last + 1)
        if following and following[0] == who and utterance.last + 1 not in weigher.spoken:
            yield "next.acts", 1.0
        previous = self.neighbour(-1)
        if previous and who in previous.others and not (previous.tag and previous.tag.actor.character == who):
            yield "other.prev", 1.0

    def _in_speech(self, who: str, person: Person) -> Iterator[tuple[str, float]]:
        """Who is addressed and named inside this and the neighbouring speeches."""
        for step, label in ((0, "own"), (-1, "prev"), (1, "next"), (-2, "prev2"), (2, "next2")):
            cue = self.cue if step == 0 else self.neighbour(step)
            if cue is None:
                continue
            if who in cue.addressed:
                yield f"{label}.addressed.{'edge' if cue.addressed[who] else 'mid'}", 1.0
            elif who in cue.named:
                yield f"{label}.named", 1.0
            if cue.address and abs(step) == 1:
                yield f"{label}.address.{agreement(cue.address, person)}", 1.0

    def _at_large(self, who: str, person: Person) -> Iterator[tuple[str, float]]:
        """What holds of `who` in the whole story and in this stretch of it."""
        weigher = self.weigher
        tags = self.tags.get(who, 0)
        if tags:
            yield "tags", log1p(tags)
        yield "prior", log1p(weigher.counts.get(who, 0)) / weigher.total
        if person.described:
            yield "described" if person.count >= 5 else "described.rare", 1.0
        if person.plural:
            yield "plural", 1.0
        if who == weigher.scene.cast.narrator:
            yield "narrator", 1.0


_TITLES = {
    "doctor": "dr", "mister": "mr", "captain": "capt", "colonel": "col", "professor": "prof", "sergeant": "sgt",
    "lieutenant": "lt", "general": "gen", "reverend": "rev", "senator": "sen", "president": "president",
}  # fmt: skip


def _same_title(noun: str, person: Person) -> bool:
    """Return whether a noun that stands for a person is among their names ("the doctor", Dr. Hall)."""
    words = {word.strip(".").lower() for name in (person.name, *person.aliases) for word in name.split()}
    return noun in words or _TITLES.get(noun, noun) in words


def agreement(pronoun: str, person: Person) -> str:
    """Return whether a pronoun may stand for a person: agree, unknown or clash."""
    own = "they" if person.plural else person.pronouns
    if own is None:
        return "unknown" if pronoun in ("he", "she") else "clash"
    return "agree" if own == pronoun else "clash"


def _tagged(cue: Cues, narrator: str | None) -> str | None:
    """Return who a tag names outright."""
    if cue.tag is None:
        return None
    if cue.tag.actor.pronoun == "i":
        return narrator
    return cue.tag.actor.character if cue.tag.actor.kind in ("name", "noun") and cue.tag.said == 2 else None


def _last_actors(scene: Scene) -> dict[int, tuple[str, str, bool]]:
    """Return for each paragraph with acting characters the first and the last of them, and whether it ends on a colon or comma."""
    found: dict[int, tuple[str, str, bool]] = {}
    for presence in scene.presences:
        if not presence.acts:
            continue
        first = found[presence.paragraph][0] if presence.paragraph in found else presence.character
        end = scene.paragraphs[presence.paragraph][1] if presence.paragraph < len(scene.paragraphs) else 0
        leads = (
            scene.text[max(0, end - 3) : end].rstrip("-—– ").endswith((":", ","))
            or scene.text[max(0, end - 2) : end] == "--"
        )
        found[presence.paragraph] = (first, presence.character, leads)
    return found
