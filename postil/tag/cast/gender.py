"""Settle each person's pronouns: from cast.yaml, titles and nouns, first names, and the pronouns after their names.

Never guessed: without a title, a listed first name or clear pronouns, it stays None.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from postil.tag.cast.ground import Ground
from postil.tag.cast.lexicon import either, lexicon
from postil.tag.cast.people import Someone
from postil.tag.found import MentionFound
from postil.tags import Pronouns

_PRONOUN = re.compile(
    rf"\b(?:(he|his|himself)|(she|hers|herself|her(?=[ ](?!(?:{either('unowned')})\b)[a-z]))|(its|itself))\b",
    re.IGNORECASE,
)
_IS_A = re.compile(r"(?:,|[ ](?:is|was))[ ]an?[ ]((?:[a-z-]+,?[ ]){0,3}[a-z]+)\b")
_NAMED_SO = re.compile(r"\b(?:an?|the)[ ]((?:[a-z-]+,?[ ]){0,3}?[a-z]+)[ ](?:named|called)[ ]$")
_WHOM = re.compile(r"\b(?:whom|that|which|who)[ ]$")
_THEY_ALONE = re.compile(r"[^\n]*?(?:[.!?;][\"]?[ ]{1,2}They|,[ ]and[ ]they|,[ ]but[ ]they)\b")
_TOGETHER = re.compile(r"\b(?:and|or|with|nor)[ ]+$")
_SEVERAL = re.compile(r"\b(?:and|both|two|all|we|us|with|others|people|men|women|children)\b(?! they)")
_MANY = re.compile(r"\b[a-z]{3,}s\b")
_THEY = 3
"""So often must "they" be someone alone, and so many times as often as "he" and "she", to be his pronoun."""
_SAYS = 48
"""What it counts that a noun tells."""
_WINDOW = 120
"""How many characters after a name its pronoun is looked for."""
_RIVAL = 400
"""How many characters before it someone of the pronoun's gender may be meant instead."""
_WHOLE = 16
_WORTH = {"he": 4, "she": 4, "himself": 8, "herself": 8}
_OWNING, _CONTESTED = 1, 1
"""What a pronoun counts, in sixteenths of "he": "Lois took his hand" says nothing of Lois, and is common."""
_LEAST, _SHARE = 1.0, 0.75
"""How many pronouns it takes, and what share of them must agree."""
_PRIOR, _OUTVOTED = 4.0, 4.0
"""How many pronouns, and how many to one, must speak against a first name's gender ("Charlie … she")."""
_OTHER: dict[str, Pronouns] = {"he": "she", "she": "he"}


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
    he, she, it = seen["he"] / _WHOLE, seen["she"] / _WHOLE, seen["it"] / _WHOLE
    if person.name_gender:
        mine, other = (he, she) if person.name_gender == "he" else (she, he)
        return _OTHER[person.name_gender] if other >= _PRIOR and other > _OUTVOTED * mine else person.name_gender
    if seen["they"] >= _THEY and he + she < seen["they"] / _THEY:
        return "they"
    if it <= 2 * (he + she):
        it = 0.0
    best = max(he, she, it)
    if best < _LEAST or best < _SHARE * (he + she + it):
        return None
    return "he" if best == he else "she" if best == she else "it"


def count_pronouns(
    ground: Ground, mentions: Sequence[MentionFound], people: Mapping[str, Someone]
) -> dict[str, Counter[str]]:
    """Count, for each person, the pronouns after their mentions in narration, up to anyone else's mention.

    Only pronouns that can be of the clause's subject count ("Lois looked at him" says nothing of Lois), and those that
    may be of someone else named shortly before count little.
    """
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    text, said = ground.text, ground.said
    last: dict[str, tuple[int, str]] = {}
    before: MentionFound | None = None
    for mention, after in zip_longest(mentions, mentions[1:]):
        told = people[mention.character].title_gender or people[mention.character].name_gender
        if not said[mention.start]:
            if kind := _predicate(text, mention.start, mention.end):
                votes[mention.character][kind] += _SAYS
            until = after.start if after else len(text)
            votes[mention.character]["they"] += not told and _is_they(ground, mention.start, mention.end, until)
            for found in _pronouns_after(ground, mention.end, until):
                kind = ("he", "she", "it")[(found.lastindex or 1) - 1]
                if told in _OTHER and kind in _OTHER and kind != told:  # "Biscuit woke before Nora did. He yawned."
                    if before is not None and _of_no_sex(people[before.character]) and _near(text, before, mention):
                        votes[before.character][kind] += _WHOLE // 2
                    continue
                at, rival = last.get(kind, (-_RIVAL, ""))
                worth = _WORTH.get(found.group().lower(), _OWNING)
                contested = rival not in ("", mention.character) and mention.start - at < _RIVAL
                votes[mention.character][kind] += worth * (_CONTESTED if contested and told != kind else _WHOLE // 4)
        if told:
            last[told] = (mention.start, mention.character)
        before = mention
    return votes


def _is_they(ground: Ground, start: int, end: int, stop: int) -> bool:
    """Whether "they" after a name can be nobody but its one owner: "Ash laughed. They had a good laugh"."""
    found = _THEY_ALONE.match(ground.text, end, min(stop, end + _WINDOW))
    if found is None or ground.said[found.end() - 1] or _TOGETHER.search(ground.text, max(0, start - 8), start):
        return False
    return not any(
        w.group() in ground.words and w.group()[:-1] in ground.words
        for w in _MANY.finditer(ground.text, end, found.end())
    ) and not _SEVERAL.search(ground.text, end, found.end())


def _predicate(text: str, start: int, end: int) -> str | None:
    """Return what a noun says beside a name: "Lindqvist was a tall woman", "a girl named Ash"."""
    found = _IS_A.match(text, end) or _NAMED_SO.search(text, max(0, start - 40), start)
    for word in found.group(1).replace(",", "").split() if found else ():
        noun = lexicon().nouns.get(word)
        if noun:
            return None if noun.plural else noun.gender
    return None


def _of_no_sex(person: Someone) -> bool:
    return not (person.title_gender or person.name_gender or person.fixed or person.plural)


def _near(text: str, one: MentionFound, other: MentionFound) -> bool:
    return other.start - one.end < _WINDOW and "\n" not in text[one.end : other.start]


def _pronouns_after(ground: Ground, start: int, stop: int) -> Iterator[re.Match[str]]:
    """Yield the pronouns of narration between a mention and the next, in the same paragraph, up to the first "he"."""
    stop = min(stop, start + _WINDOW)
    line = ground.text.find("\n", start, stop)
    for found in _PRONOUN.finditer(ground.text, start, stop if line < 0 else line):
        if not ground.said[found.start()]:
            if _WHOM.search(ground.text, start, found.start()):  # "Teo, whom she hardly knew"
                return
            yield found
            if found.group().lower() in _WORTH:
                return
