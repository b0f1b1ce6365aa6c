"""Settle each person's pronouns: from cast.yaml, titles and nouns, first names, and the pronouns that follow their names.

Never guessed: without a title, a listed first name or clear pronouns, it stays None.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from postil.tag.cast.ground import Ground
from postil.tag.cast.people import Someone
from postil.tag.found import MentionFound
from postil.tags import Pronouns

_NOT_OWNED = "to|and|with|in|at|for|from|as|but|that|so|a|an|the|by|on|up|down|away|back|again|he|she|into|out|off|over|when|if|how|what|about"
_PRONOUN = re.compile(
    rf"\b(?:(he|his|himself)|(she|hers|herself|her(?=[ ](?!(?:{_NOT_OWNED})\b)[a-z]))|(its|itself))\b", re.IGNORECASE
)
_WINDOW = 120
"""How many characters after a name its pronoun is looked for."""
_PRIOR = 6.0
"""How many pronouns a first name's gender is worth."""
_WORTH = {"he": 4, "she": 4, "himself": 8, "herself": 8}
_OWNING = 1
"""What each pronoun counts, in quarters: "Lois took his hand" says nothing of Lois, and is common."""
_LEAST, _SHARE = 2.0, 0.7
"""How many pronouns it takes, and what share of them must agree."""


def settle(people: Mapping[str, Someone], votes: Mapping[str, Counter[str]]) -> None:
    """Set the pronouns of everyone whom the text tells them of."""
    for person in people.values():
        if not person.fixed:
            person.pronouns = _pronouns(person, votes.get(person.id, Counter()))


def _pronouns(person: Someone, seen: Counter[str]) -> Pronouns | None:
    if person.plural:
        return "they"
    if person.title_gender:
        return person.title_gender
    he, she, it = seen["he"] / 4, seen["she"] / 4, seen["it"] / 4
    if person.name_gender:
        he += _PRIOR * (person.name_gender == "he")
        she += _PRIOR * (person.name_gender == "she")
        it = 0.0
    total = he + she + (it if it > 2 * (he + she) else 0.0)
    best = max(he, she, it if it > 2 * (he + she) else 0.0)
    if best < _LEAST or best < _SHARE * total:
        return None
    return "he" if best == he else "she" if best == she else "it"


def count_pronouns(ground: Ground, mentions: Sequence[MentionFound]) -> dict[str, Counter[str]]:
    """Count, for each person, the first pronouns after their mentions in narration, up to anyone else's mention.

    Only pronouns that can be of the clause's subject count: "Lois looked at him" says nothing of Lois.
    """
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    text, said = ground.text, ground.said
    for mention, after in zip(mentions, [*mentions[1:], None], strict=False):  # none: no pairs
        if said[mention.start]:
            continue
        stop = mention.end + _WINDOW
        if after is not None and after.start < stop:
            stop = after.start
        line = text.find("\n", mention.end, stop)
        for found in _PRONOUN.finditer(text, mention.end, stop if line < 0 else line):
            if not said[found.start()]:
                kind = ("he", "she", "it")[(found.lastindex or 1) - 1]
                votes[mention.character][kind] += _WORTH.get(found.group().lower(), _OWNING)
                break
    return votes
