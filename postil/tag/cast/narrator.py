"""Find who "I" is outside speech: whom others call by name, and whom the narration hardly names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from postil.tag.cast.evidence import is_vocative
from postil.tag.cast.ground import Ground, paragraph_of
from postil.tag.cast.people import Someone
from postil.tag.cast.whose_turn import turns_of_i
from postil.tag.found import MentionFound

FIRST = re.compile(r"\b(?:I|me|my|mine|myself|Me|My|Mine|Myself)\b(?!')|\bI(?='(?:m|ve|d|ll)\b)")
_I = re.compile(r"\bI\b(?!\.[A-Z])")
_HE = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
_LEAST, _PER_WORD = 4, 0.004
"""A story is told by "I" if narration has this many, and this share of its words."""
_TOLD, _BY_SOMEONE, _BY_ME = 2.0, 0.6, 2.0
"""What it counts against a name that narration uses it; for it, that someone is called by it, we know not by whom; and
against it, that it seems to be the narrator who calls."""
_LEAST_CALLED, _CLEAR = 0.2, 0.3
"""So much must speak for a name, and so much more than for any other that cannot be the same person's."""
_SURELY = 0.8
"""So much tells of a second name of the narrator's."""


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
    weighed by how often others address someone by it, against how often narration uses it.
    """
    scored = _scores(ground, mentions, people)
    if not scored:
        return None
    times = Counter(m.character for m in mentions)
    best = max(scored, key=lambda who: (scored[who], times[who], who))
    rivals = [w for w in scored if w != best and scored[w] > scored[best] - _CLEAR and differ(people[w], people[best])]
    return None if rivals or scored[best] <= _LEAST_CALLED else best


def other_names(
    ground: Ground, mentions: Sequence[MentionFound], people: Mapping[str, Someone], teller: str, likely: Sequence[str]
) -> list[str]:
    """Return who else is called where the narrator is spoken to, and never told of: surely so, or if `likely`, at all.

    Where the narrator has no name, only the likely are taken.
    """
    told = {m.character for m in mentions if m.kind == "name" and not ground.said[m.start]}
    scored = _scores(ground, mentions, people)
    first = [who for who in likely if scored.get(who, 0.0) > _LEAST_CALLED]
    if not people[teller].names:
        return first
    found = list(first)
    spoken_of = {
        m.character
        for m in mentions
        if m.kind == "name" and scored.get(m.character, 0.0) >= _SURELY and not is_vocative(ground, m.start, m.end)
    }  # the Miuras: bulls
    for who in sorted(scored, key=lambda w: (-scored[w], w)):
        new = who not in told | spoken_of and who not in (teller, *first)
        if new and scored[who] >= _SURELY and not any(differ(people[who], people[w]) for w in (teller, *found)):
            found.append(who)
    return found


def _scores(ground: Ground, mentions: Sequence[MentionFound], people: Mapping[str, Someone]) -> dict[str, float]:
    """Return how much each name that someone is called by looks like the narrator's."""
    turns = turns_of_i(ground, mentions)
    starts = [start for start, _ in ground.paragraphs]
    scored: defaultdict[str, float] = defaultdict(float)
    called: set[str] = set()
    counted: set[tuple[str, int]] = set()
    for mention in mentions:
        if mention.kind != "name" or people[mention.character].described or people[mention.character].plural:
            continue
        if not ground.said[mention.start]:
            scored[mention.character] -= _TOLD
        elif is_vocative(ground, mention.start, mention.end):
            i = paragraph_of(ground, starts, mention.start)
            if (mention.character, i) in counted:
                continue
            called.add(mention.character)
            counted.add((mention.character, i))
            turn = 1.0 if _by_i(ground, mention) else turns[i]
            scored[mention.character] += _BY_SOMEONE - turn * (_BY_ME if turn > 0 else 1 - _BY_SOMEONE)
    return {who: score for who, score in scored.items() if who in called and not _is_my_kin(ground, people[who])}


def _is_my_kin(ground: Ground, person: Someone) -> bool:
    """Whether someone is called by a word of kinship that the narrator says "my" with: Aunt Cosima, "my aunt"."""
    return any(
        not ground.said[m.start()]
        for word in {name.split()[0].lower() for name in person.names if " " in name}
        for m in re.finditer(rf"\b[Mm]y {re.escape(word)}\b", ground.text)
    )


def differ(one: Someone, other: Someone) -> bool:
    """Whether two names cannot be one person's: they have one part each of the same kind, or titles both."""
    parts = ((one.firsts, other.firsts), (one.families, other.families), (one.titles, other.titles))
    sexes = {one.title_gender or one.name_gender, other.title_gender or other.name_gender} - {None}
    return len(sexes) > 1 or any(a and b and not a & b for a, b in parts)


_I_SAID = re.compile(r"[ ]*(?:I \w+(?:ed|id|ld|ew|ook|an)\b|\w+ I\b)")


def _by_i(ground: Ground, mention: MentionFound) -> bool:
    """Whether the narrator says the speech that the mention stands in: it does not address him."""
    end = mention.end
    while end < len(ground.said) and ground.said[end]:
        end += 1
    return bool(_I_SAID.match(ground.text, end))
