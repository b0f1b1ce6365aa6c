"""What can be seen of a story from one of its utterances: who was near, who acts, who is tagged about here."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from math import log1p

from postil.tag.cast.lexicon import lexicon
from postil.tag.dialogue.cues import Cues
from postil.tag.dialogue.idiolect import Idiolects, words_said
from postil.tag.dialogue.narration import Actor
from postil.tag.dialogue.presence import Room
from postil.tag.dialogue.scene import Scene
from postil.tag.found import Person
from postil.tag.wordlists import read_lines

_BACK, _AHEAD, _TAGGED, _FREQUENT = 25, 4, 12, 4
_TURN = 2
"""Paragraphs from one utterance to the next, at most, for them to be of one exchange."""
_DOUBT = 4.0
"""Keeps a short story's few tags from telling much of who speaks most."""
_NAMESAKES = 3
"""People who share a word of their names, at most, for it to tell of one."""
_NEARBY, _SAMPLE = 6, 60
"""Paragraphs either way that count as near; mentions looked at, at most."""
_WORD = re.compile(r"[\w'-]+")


@cache
def _silence() -> re.Pattern[str]:
    ways = "|".join(read_lines("dialogue/silence.txt"))
    return re.compile(rf"\b(?:{ways})\b[^.!?]*[.!?]?\W*$", re.IGNORECASE)


def _silences(scene: Scene, spoken: Container[int]) -> Iterator[int]:
    """Yield the paragraphs without speech, right before some, that end on somebody's saying nothing."""
    for p in {utterance.first - 1 for utterance in scene.utterances}:
        if p >= 0 and p not in spoken and _silence().search(scene.text, *scene.paragraphs[p]):
            yield p


class Overview:
    """What is counted over the whole scene; made once a Doc."""

    def __init__(self, scene: Scene, fixed: Mapping[int, str]) -> None:
        self.scene = scene
        self.fixed = fixed
        """Utterances put right by hand: as good as tags."""
        self.narrator = scene.cast.narrator
        self.people: dict[str, Person] = {p.id: p for p in scene.cast.people}
        self.having = _by_words(scene.cast.people)
        self.where = [p.paragraph for p in scene.presences]
        self.tagged = [fixed.get(n) or _tagged(cue, self.narrator) for n, cue in enumerate(scene.cues)]
        """Who each utterance's tag names outright."""
        self.idiolects = Idiolects(words_said(scene), self.tagged)
        self.counts: dict[str, int] = {}
        for who in self.tagged:
            if who:
                self.counts[who] = self.counts.get(who, 0) + 1
        self._total = log1p(sum(self.counts.values())) + _DOUBT
        self.frequent = sorted(self.counts, key=lambda c: (-self.counts[c], c))[:_FREQUENT]
        self.spoken = {p: n for n, u in enumerate(scene.utterances) for p in (u.first, u.last)}
        """The last utterance of each paragraph that has one."""
        self.guessed = frozenset(p.id for p in scene.cast.people if p.id not in scene.seeded and _guessed(p))
        """Whose pronouns only the words near tell."""
        self.met: dict[str, int] = {}
        for presence in scene.presences:
            self.met.setdefault(presence.character, presence.paragraph)
        self.actors = _first_and_last_actors(scene)
        self.silences = frozenset(_silences(scene, self.spoken))
        """Paragraphs in which somebody takes a turn by saying nothing."""
        self.company = Company(scene)
        self.room = Room(scene, self.tagged)
        """Who, by a tag, addresses anybody by each word."""
        self._breaks = sorted(scene.breaks)

    def scene_of(self, paragraph: int) -> tuple[int, int]:
        """Return the paragraphs of the scene that `paragraph` is in, as a half-open range."""
        at = bisect_right(self._breaks, paragraph)
        last = len(self.scene.paragraphs)
        return (self._breaks[at - 1] if at else 0), (self._breaks[at] if at < len(self._breaks) else last)

    def prior(self, who: str) -> float:
        """Return how much of what tags give by name is given to `who`, as a ratio of logarithms."""
        return log1p(self.counts.get(who, 0)) / self._total

    def word(self, at: int) -> str:
        """Return the word that begins at `at`, in lower case."""
        found = _WORD.match(self.scene.text, at)
        return found.group().lower() if found else ""


def _by_words(people: Iterable[Person]) -> dict[str, list[str]]:
    """Return who has each word in a name, in lower case: "duchess", of the Duchess."""
    found: dict[str, list[str]] = {}
    for person in people:
        if not person.described:
            for word in {word.strip(".").lower() for name in (person.name, *person.aliases) for word in name.split()}:
                found.setdefault(word, []).append(person.id)
    return {word: ids for word, ids in found.items() if len(ids) <= _NAMESAKES}


def _guessed(person: Person) -> bool:
    """Return whether neither title nor first name nor description tells a person's pronouns."""
    if person.described or person.plural or person.pronouns not in ("he", "she"):
        return False
    words = [word.strip(".").lower() for name in (person.name, *person.aliases) for word in name.split()]
    known = lexicon()
    return not any(known.given.get(w) or (w in known.titles and known.titles[w].gender) for w in words)


class Company:
    """How much oftener a character is about where somebody is spoken of by a description than elsewhere.

    "The painter" is the man who is there whenever there is a painter.
    """

    def __init__(self, scene: Scene) -> None:
        self._where: dict[str, list[int]] = {}
        for presence in scene.presences:
            if presence.kind != "pronoun":
                self._where.setdefault(presence.character, []).append(presence.paragraph)
        for utterance, cue in zip(scene.utterances, scene.cues, strict=True):
            if cue.kind == "noun" and cue.tag and cue.tag.actor.character is None:
                self._where.setdefault(described(scene.text, cue.tag.actor), []).append(utterance.first)
        self._paragraphs = max(1, len(scene.paragraphs))
        self._known: dict[tuple[str, str], float] = {}

    def share(self, whom: str, who: str) -> float:
        """Return the share of mentions of `whom` near which `who` is named, less the share to be expected."""
        key = whom, who
        if key not in self._known:
            places, own = self._where.get(whom, [])[:_SAMPLE], self._where.get(who, [])
            near = sum(1 for p in places if bisect_left(own, p - _NEARBY) < bisect_left(own, p + _NEARBY + 1))
            expected = min(1.0, len(own) * (2 * _NEARBY + 1) / self._paragraphs)
            self._known[key] = near / len(places) - expected if len(places) > 1 else 0.0
        return self._known[key]


def described(text: str, actor: Actor) -> str:
    """Return a key for a description that is no character's: its noun, and whose it is ("aunt of ann")."""
    found = _WORD.match(text, actor.at)
    return f"{found.group().lower() if found else ''} of {actor.of or ''}"


class View:
    """What can be seen from one utterance.

    `near`: paragraphs back to each character's last mention in narration; `order`: those characters, latest first;
    `names`: the same, without mentions by pronoun; `actors`: the same, of those who were subjects of verbs; `ahead`:
    paragraphs on to the next mention; `tags`: tags by name within a few utterances either way; `called`: speeches there
    that address each.
    """

    def __init__(self, story: Overview, n: int) -> None:
        self.story, self.n = story, n
        self.cue = story.scene.cues[n]
        self.utterance = story.scene.utterances[n]
        self.begin, self.end = story.scene_of(self.utterance.first)
        self.near: dict[str, int] = {}
        self.order: list[str] = []
        self.names: list[str] = []
        self.actors: list[str] = []
        self.ahead: dict[str, int] = {}
        self.tags: dict[str, int] = {}
        self.called: dict[str, int] = {}
        self._neighbours: dict[int, Cues | None] = {}
        self._look_back()
        self._look_ahead()
        self._count_tags()

    def _look_back(self) -> None:
        where, presences = self.story.where, self.story.scene.presences
        for k in range(bisect_left(where, self.utterance.first) - 1, -1, -1):
            back = self.utterance.first - where[k]
            if back > _BACK or where[k] < self.begin:
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

    def rivals(self, pronoun: str) -> bool:
        """Return whether somebody seen just before has this pronoun for sure."""
        people = self.story.people
        return any(people[who].pronouns == pronoun for who in self.order if who in people and self.near[who] <= _TURN)

    def before_break(self) -> frozenset[str]:
        """Return who spoke by name just before the break this conversation begins after."""
        n = self.n
        utterances = self.story.scene.utterances
        if utterances[n].gap <= _BACK // 2:
            return frozenset()
        found: list[str] = []
        for m in range(n - 1, max(-1, n - 1 - _TAGGED), -1):
            who = self.story.tagged[m]
            if who and who not in found:
                found.append(who)
            if len(found) == 2 or (m < n - 1 and utterances[m + 1].gap > _BACK // 2):
                break
        return frozenset(found)

    def _look_ahead(self) -> None:
        where, last = self.story.where, self.utterance.last
        for k in range(bisect_left(where, last + 1), len(where)):
            if where[k] - last > _AHEAD or where[k] >= self.end:
                break
            self.ahead.setdefault(self.story.scene.presences[k].character, where[k] - last)

    def _count_tags(self) -> None:
        utterances, tagged = self.story.scene.utterances, self.story.tagged
        for m in range(max(0, self.n - _TAGGED), min(len(tagged), self.n + _TAGGED + 1)):
            if m == self.n or not self.begin <= utterances[m].first < self.end:
                continue
            who = tagged[m]
            if who:
                self.tags[who] = self.tags.get(who, 0) + 1
            for listener in self.story.scene.cues[m].addressed:
                self.called[listener] = self.called.get(listener, 0) + 1

    def neighbour(self, step: int) -> Cues | None:
        """Return the cues of the utterance `step` away, if no pause parts them."""
        if step not in self._neighbours:
            self._neighbours[step] = self._beside(step)
        return self._neighbours[step]

    def _beside(self, step: int) -> Cues | None:
        m = self.n + step
        scene = self.story.scene
        if not 0 <= m < len(scene.cues):
            return None
        low, high = min(m, self.n), max(m, self.n)
        if any(scene.utterances[k].gap > _TURN for k in range(low + 1, high + 1)):
            return None
        return scene.cues[m]

    def candidates(self, most: int) -> list[str]:
        """Return who may have spoken, the likelier first, at most so many."""
        cue, story = self.cue, self.story
        found: dict[str, None] = {}
        for actor in (cue.tag and cue.tag.actor, cue.after, cue.before):
            if actor and actor.character:
                found[actor.character] = None
        found.update(dict.fromkeys(sorted(cue.introduces)))
        if cue.kind == "noun" and cue.tag:
            found.update(dict.fromkeys(story.having.get(story.word(cue.tag.actor.at), ())))
        self._add_addressed(found, (-1, 1))
        found.update(dict.fromkeys(sorted(cue.others)))
        found.update(dict.fromkeys(self.order[:5]))
        found.update(dict.fromkeys(sorted(self.tags, key=lambda c: (-self.tags[c], c))[:5]))
        if story.narrator:
            found[story.narrator] = None
        found.update(dict.fromkeys(sorted(self.before_break())))
        found.update(dict.fromkeys(self.ahead))
        found.update(dict.fromkeys(sorted(self.called)))
        found.update(dict.fromkeys(self.order[5:]))
        self._add_addressed(found, (-2, 2, -3))
        found.update(dict.fromkeys(story.frequent))
        found.update(dict.fromkeys(story.room.about(story, self.n)))
        found.update(dict.fromkeys(sorted(cue.addressed)))
        if len(story.people) <= most:
            found.update(dict.fromkeys(story.people))
        if story.narrator and cue.kind in ("pronoun", "noun", "name"):
            found.pop(story.narrator, None)  # who tells the story says "I"
        return [who for who in found if who in story.people][:most]

    def _add_addressed(self, found: dict[str, None], steps: tuple[int, ...]) -> None:
        for step in steps:
            other = self.neighbour(step)
            if other:
                found.update(dict.fromkeys(sorted(other.addressed)))


def _tagged(cue: Cues, narrator: str | None) -> str | None:
    """Return who a tag names outright."""
    if cue.tag is None:
        return None
    if cue.tag.actor.pronoun == "i":
        return narrator
    return cue.tag.actor.character if cue.tag.actor.kind in ("name", "noun") and cue.tag.said == 2 else None


def _first_and_last_actors(scene: Scene) -> dict[int, tuple[str, str, bool]]:
    """Return for each paragraph the first and the last who act in it, and whether it ends on a colon or comma."""
    found: dict[int, tuple[str, str, bool]] = {}
    for presence in scene.presences:
        if not presence.acts:
            continue
        first = found[presence.paragraph][0] if presence.paragraph in found else presence.character
        end = scene.paragraphs[presence.paragraph][1] if presence.paragraph < len(scene.paragraphs) else 0
        tail = scene.text[max(0, end - 3) : end]
        leads = tail.rstrip("-—– ").endswith((":", ",")) or tail.endswith("--")
        found[presence.paragraph] = (first, presence.character, leads)
    return found
