"""Find who "I" is outside speech: whom others call by name, and whom the narration hardly names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from postil.tag.cast.evidence import is_vocative
from postil.tag.cast.ground import Ground
from postil.tag.cast.people import Someone
from postil.tag.found import MentionFound

FIRST = re.compile(r"\b(?:I|me|my|mine|myself|Me|My|Mine|Myself)\b(?!')|\bI(?='(?:m|ve|d|ll)\b)")
_I = re.compile(r"\bI\b(?!\.[A-Z])")
_HE = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
_LEAST, _PER_WORD = 4, 0.004
"""A story is told by "I" if narration has this many, and this share of its words."""


def is_first_person(ground: Ground) -> bool:
    """Whether "I" tells the story: stands in narration often, and over much of it."""
    narrated = _narrated(ground)
    counted = len(_I.findall(narrated))
    if counted < _LEAST or counted < _PER_WORD * len(narrated) / 5.5:
        return False
    places = sum(1 for a, b in ground.paragraphs if _told_by_i(ground, a, b))
    return places >= 2 and places * 25 >= len(ground.paragraphs)


def _narrated(ground: Ground) -> str:
    parts, at = [], 0
    for part in ground.speech:
        parts.append(ground.text[at : part.start])
        at = part.end
    parts.append(ground.text[at:])
    return " ".join(parts)


def _told_by_i(ground: Ground, start: int, end: int) -> bool:
    return any(not ground.said[m.start()] for m in _I.finditer(ground.text, start, end))


def find_narrator(ground: Ground, mentions: Sequence[MentionFound], people: Mapping[str, Someone]) -> str | None:
    """Return the id of the person who tells the story; None if no name is clearly the narrator's.

    Others call the narrator by name; the narration says "I" for him and hardly ever his name. So each name is
    weighed by how often it addresses someone, against how often narration uses it.
    """
    called: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for mention in mentions:
        if mention.kind != "name":
            continue
        if not ground.said[mention.start]:
            told[mention.character] += 1
        elif is_vocative(ground, mention.start, mention.end) and not _by_i(ground, mention):
            called[mention.character] += 1
    scored = sorted(
        (
            (called[who] - 1.5 * told[who], called[who], who)
            for who in called
            if not people[who].described and not people[who].plural
        ),
        key=lambda t: (-t[0], t[2]),
    )
    if not scored or scored[0][0] <= 0:
        return None
    return scored[0][2]


_I_SAID = re.compile(r"[ ]*(?:I \w+(?:ed|id|ld|ew|ook|an)\b|\w+ I\b)")


def _by_i(ground: Ground, mention: MentionFound) -> bool:
    """Whether the narrator says the speech that the mention stands in: it does not address him."""
    end = mention.end
    while end < len(ground.said) and ground.said[end]:
        end += 1
    return bool(_I_SAID.match(ground.text, end))
