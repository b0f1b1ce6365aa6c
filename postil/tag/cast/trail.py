"""What the narration has told so far of each person: as much as tells who a pronoun is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Role = Literal["subject", "object", "owner"]


class Last(NamedTuple):
    """Where someone was last told of."""

    sentence: int
    paragraph: int


@dataclass(slots=True)
class Trail:
    """Goes through the narration with the resolver; what is said aloud counts only as a place."""

    last: dict[str, Last] = field(default_factory=dict)
    count: Counter[str] = field(default_factory=Counter)
    pronouns: Counter[str] = field(default_factory=Counter)
    total: int = 0
    here: Counter[str] = field(default_factory=Counter)
    """How often each was told of in this paragraph."""
    named: Counter[str] = field(default_factory=Counter)
    """How often by name."""
    since: Counter[str] = field(default_factory=Counter)
    """Pronouns of each since the last name or noun."""
    paragraph: int = 0
    sentence: int = -1
    opened: str | None = None
    """The first subject of the sentence."""
    opened_before: str | None = None
    """That of the sentence before."""
    began: str | None = None
    """The first subject of the paragraph."""
    began_before: str | None = None
    heard: dict[str, str] = field(default_factory=dict)
    """Who was last meant by each pronoun ("he")."""

    def new_paragraph(self) -> None:
        """Go on to the next paragraph."""
        self.paragraph += 1
        self.began, self.began_before = None, self.began
        self.here.clear()
        self.named.clear()

    def at_sentence(self, sentence: int) -> None:
        """Be in a sentence, by its number."""
        if sentence != self.sentence:
            self.opened_before = self.opened if sentence == self.sentence + 1 else None
            self.opened, self.sentence = None, sentence

    def tell(self, who: str, sentence: int, role: Role | None, *, pronoun: bool, name: bool = False) -> None:
        """Take in that someone is told of; `role` is None for someone who is only spoken of."""
        self.at_sentence(sentence)
        self.last[who] = Last(sentence, self.paragraph)
        self.since[who] = self.since[who] + 1 if pronoun else 0
        if role is None:
            return
        self.count[who] += 1
        self.total += 1
        self.here[who] += 1
        self.pronouns[who] += pronoun
        self.named[who] += name
        if role == "subject":
            self.opened = self.opened or who
            self.began = self.began or who
