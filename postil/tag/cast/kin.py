"""Say who "his wife" and "her mother" are: by what stands beside them, by family names, and by who else is there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from postil.tag.cast.lexicon import words
from postil.tag.cast.nouns import Phrase
from postil.tag.cast.people import Someone
from postil.tag.cast.salience import Salience

_COUPLE = frozenset(words("couple"))
_PARENT = {**dict.fromkeys(words("mothers"), "she"), **dict.fromkeys(words("fathers"), "he")}
_MARRIED, _HEADS = frozenset(("mrs", "lady")), frozenset(("mr", "sir", "lord"))
_SURE, _LIKELY, _GIVEN = 6, 1, 100_000
_AGREED = 0.6
"""Which share of the places must agree on who is meant."""
_PRESENT = 25.0
"""How salient someone must be to be there."""


@dataclass(slots=True)
class Kin:
    """Votes on who is whose what, counted while the story is read, and settled at its end."""

    people: Mapping[str, Someone]
    votes: defaultdict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def learn(self, owner: str, lemma: str, who: str, *, sure: bool) -> None:
        """Take a vote; husband and wife are each other's."""
        weight = _SURE if sure else _LIKELY
        if owner == who:
            return
        if lemma in _COUPLE:
            self.votes[owner, "partner"][who] += weight
            self.votes[who, "partner"][owner] += weight
        else:
            self.votes[owner, lemma][who] += weight

    def tell(self, owner: str, lemma: str, who: str) -> None:
        """Take the editor's word, against which no vote counts."""
        self.votes[owner, "partner" if lemma in _COUPLE else lemma][who] += _GIVEN

    def guess(self, owner: str, phrase: Phrase, state: Salience) -> str | None:
        """Return who is meant here, as far as can be told yet, and take it for a vote."""
        lemma = phrase.noun.lemma
        known = self.settled(owner, lemma)
        if known:
            return known
        family = self._by_family(owner, lemma)
        if family:
            self.learn(owner, lemma, family, sure=True)
            return family
        if lemma not in _COUPLE:
            return None
        gender = phrase.noun.gender
        there = [
            key
            for key in state.raised
            if key != owner
            and not state.who(key).described
            and state.who(key).pronouns in ((gender,) if gender else ("he", "she"))
        ]
        ranked = sorted(((state.value(key), key) for key in there), reverse=True)
        if not ranked or ranked[0][0] < _PRESENT or (len(ranked) > 1 and ranked[1][0] * 2 > ranked[0][0]):
            return None
        self.learn(owner, lemma, ranked[0][1], sure=False)
        return ranked[0][1]

    def settled(self, owner: str, lemma: str) -> str | None:
        """Return who is meant wherever it says so, if enough places agree."""
        votes = self.votes.get((owner, "partner" if lemma in _COUPLE else lemma))
        if not votes:
            return None
        who, count = votes.most_common(1)[0]
        return who if count >= _AGREED * sum(votes.values()) else None

    def _by_family(self, owner: str, lemma: str) -> str | None:
        """Return the one married woman or man of the owner's family name."""
        person = self.people.get(owner)
        if person is None or not person.families:
            return None
        parents = {
            sex: [
                p.id
                for p in self.people.values()
                if p.id != owner and any(title in titles and name in person.families for title, name in p.styled)
            ]
            for sex, titles in (("he", _HEADS), ("she", _MARRIED))
        }
        married = bool(person.titles & (_MARRIED | {"mr"}))
        if lemma in ("wife", "husband") and married:
            found = parents["she" if lemma == "wife" else "he"]
        elif lemma in _PARENT and not person.titles & _MARRIED:
            found = parents[_PARENT[lemma]]
        else:
            return None
        return found[0] if len(found) == 1 else None
