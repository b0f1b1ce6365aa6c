"""Who is in mind at a point of the story, and how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from postil.tag.cast.people import Someone

DECAY, LEAST = 0.5, 0.02
"""Salience halves with each sentence; below LEAST nobody is meant."""
_MOST = 200.0
_FAR = 7
"""After so many sentences salience is hardly lost any more."""

NOBODY = {
    "?he": Someone("?he", "a man", pronouns="he", described=True),
    "?she": Someone("?she", "a woman", pronouns="she", described=True),
    "?": Someone("?", "someone", described=True),
}
"""Stand-ins for people who are only "a man" and "a woman": the pronouns after them are theirs, not a hero's."""


@dataclass(slots=True)
class Salience:
    """Everyone in mind. Goes through the story sentence by sentence."""

    people: Mapping[str, Someone]
    raised: dict[str, float] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    """The sentence in which each was last made salient."""
    sentence: int = 0
    subject: str | None = None
    """Subject of the clause."""
    last_subject: str | None = None
    """Subject of the main clause before."""
    embedded: bool = False
    """The clause is a subordinate one: its subject is not what the sentence is about."""

    def who(self, key: str) -> Someone:
        """Return someone by id."""
        return NOBODY[key] if key in NOBODY else self.people[key]

    def value(self, key: str) -> float:
        """Return how salient someone is now."""
        age = self.sentence - self.seen[key]
        return self.raised[key] * (DECAY**age if age < _FAR else DECAY**_FAR * _FAR / age)

    def lift(self, key: str, amount: float) -> None:
        """Make someone more salient."""
        before = self.value(key) if key in self.raised else 0.0
        self.raised[key] = min(before + amount, _MOST)
        self.seen[key] = self.sentence

    def end_sentence(self) -> None:
        """Go on to the next sentence."""
        self.sentence += 1
        self.end_clause(embedded=False)
        if self.sentence % 16 == 0:
            for key in [k for k in self.raised if self.value(k) < LEAST]:
                del self.raised[key], self.seen[key]

    def end_clause(self, *, embedded: bool) -> None:
        """Go on to the next clause, a subordinate one or not."""
        if self.subject and not self.embedded:
            self.last_subject = self.subject
        self.subject = None
        self.embedded = embedded

    def forget(self) -> None:
        """Break the scene: nobody is there yet."""
        self.raised.clear()
        self.seen.clear()
        self.subject = self.last_subject = None


@dataclass(slots=True)
class Turns:
    """Who speaks in turn, as a guess: it makes "he said" after a speech mean who did not make it."""

    last: str | None = None
    """Who spoke in the paragraph of speech before."""
    before: str | None = None
    """Who spoke before that."""
    called: frozenset[str] = frozenset()
    """Whom this paragraph's speech addresses."""
    called_before: frozenset[str] = frozenset()
    """Whom the speech before addressed."""
    spoken_of: frozenset[str] = frozenset()
    """Whom this paragraph's speech names."""
    speaks: bool = False
    """Someone speaks in this paragraph."""
    follows: bool = False
    """This paragraph of narration follows one of speech."""

    def begin(self, called: set[str], spoken_of: set[str]) -> None:
        """Begin a paragraph of speech."""
        self.called_before = self.called if self.speaks else frozenset()
        self.called, self.spoken_of, self.speaks = frozenset(called), frozenset(spoken_of), True

    def end(self, speaker: str | None) -> None:
        """End it; where nothing told who spoke, the turn went to whoever spoke before the last."""
        self.last, self.before = speaker or self.before, self.last
