"""Who is in mind at a point of the story, and how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from postil.tag.cast.people import Someone

DECAY, LEAST = 0.5, 2.0
"""Salience halves with each sentence; below LEAST nobody is meant."""
_MOST = 200.0
_FAR = 12
"""After so many sentences someone is out of mind."""

NOBODY = {
    "?he": Someone("?he", "a man", pronouns="he", described=True),
    "?she": Someone("?she", "a woman", pronouns="she", described=True),
    "?": Someone("?", "someone", described=True),
}
"""Stand-ins for people who come in as "a man", and have no other name: the pronouns after them are theirs, not a hero's."""


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
        return self.raised[key] * DECAY**age if age < _FAR else 0.0

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
        """A scene breaks: nobody is there yet."""
        self.raised.clear()
        self.seen.clear()
        self.subject = self.last_subject = None
