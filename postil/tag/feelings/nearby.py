"""Who is near a feeling where grammar does not say whose it is: the onlooker, the speaker, the nearest person."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from postil.tag.feelings.people import ANYONE, FIRST, PERSONAL, REFLEXIVE, THIRD, People

_BACK: Final = 2
"""Sentences to look back for a person when there is none in the feeling's own."""
_REACH: Final = 6
"""Words from a speech to the verb of its tag."""
NOT_HERE: Final = frozenset(("god", "lord", "heaven", "christ"))
_OWNS: Final = frozenset(("his", "her", "their"))
_ANY: Final = frozenset(("one", "other", "all", "none", "person", "neither", "nobody", "most", "few", "many", "some"))
_NONE: Final = frozenset(("none", "neither", "nobody", "nothing"))
HIS_HER: Final = {"his": "he", "her": "she"}
_FAR: Final = 80
"""Tokens to look back for the other one."""
_PLURAL: Final = 40
"""Tokens before "they" in which one looks for whom or what it means."""
_UP: Final = 4
"""Words above a noun among which one looks for what it is likened by."""
_SPEAKS: Final = ("PRON", "PROPN", "NOUN", "DET", "ADJ", "")


def onlooker(people: People, i: int) -> int:
    """Return who sees a thing or a person so: not the one described, but whoever speaks, tells or looks on; or -1."""
    v = people.v
    if v.quoted[i] >= 0:
        return speaker(people, i)
    if v.deps[i] != "amod" or people.is_body(v.heads[i]):
        return -1
    a, b = v.bounds[v.sentence[i]]
    teller = next((j for j in range(a, b) if v.quoted[j] < 0 and v.forms[j] in FIRST), -1)
    if teller >= 0:
        return teller
    verb = people.governor(i)
    subject = people.somebody(people.subject(verb)) if verb >= 0 else -1
    return subject if subject != v.heads[i] else -1


def speaker(people: People, i: int) -> int:
    """Return the words for who speaks where token `i` stands: the speech's "I", or the subject of its tag; else -1."""
    v = people.v
    first, last = _speech(people, i)
    own = [j for j in range(first, last + 1) if v.forms[j] in FIRST]
    return min(own, key=lambda j: abs(j - i)) if own else tag_subject(people, i)


def tag_subject(people: People, i: int) -> int:
    """Return the subject of the verb of speech just after or before the speech of token `i`, or -1."""
    v = people.v
    first, last = _speech(people, i)
    for j in (*range(last + 1, last + 1 + _REACH), *range(first - 1, first - 1 - _REACH, -1)):
        if 0 <= j < len(v.quoted) and v.quoted[j] < 0 and v.pos[j] == "VERB" and v.lemmas[j] in people.lists.said:
            return people.somebody(people.subject(j))
    return -1


def _speech(people: People, i: int) -> tuple[int, int]:
    """Return the first and the last token of the speech that token `i` stands in."""
    quoted = people.v.quoted
    first, last = i, i
    while first > 0 and quoted[first - 1] == quoted[i]:
        first -= 1
    while last + 1 < len(quoted) and quoted[last + 1] == quoted[i]:
        last += 1
    return first, last


def nearest(people: People, first: int, last: int, *, without: frozenset[int]) -> int:
    """Return the nearest person to the left in the sentence, else to the right, else in the sentences before; or -1.

    Inside speech only those inside it; then the speaker's tag. Tokens in `without` are passed over.
    """
    v = people.v
    a, b = v.bounds[v.sentence[first]]
    gone = {who for j in without if j >= 0 and (who := v.character(j)) is not None}
    near = chain(range(first - 1, a - 1, -1), range(last + 1, b))
    fits = (j for j in near if j not in without and v.character(j) not in gone and _stands(people, j, first))
    found = people.meant(next(fits, -1))
    if found < 0 and v.quoted[first] >= 0:
        return tag_subject(people, first)
    if found < 0:
        found = people.meant(next((j for j in _before(people, first) if _stands(people, j, first)), -1))
    return found


def another(people: People, i: int, who: str | None) -> int:
    """Return the last words before token `i` for a character other than `who`, in narration or as the "I" of speech."""
    v = people.v
    for j in range(i - 1, max(-1, i - 1 - _FAR), -1):
        here = v.character(j)
        if who is not None and here not in (None, who) and (v.quoted[j] < 0 or v.forms[j] in FIRST):
            return j
    return -1


def _before(people: People, i: int) -> Iterator[int]:
    """Yield the tokens of the sentences before token `i`: the nearest sentence first, each from its start."""
    v, sentence = people.v, people.v.sentence[i]
    for s in range(sentence - 1, max(-1, sentence - 1 - _BACK), -1):
        yield from range(*v.bounds[s])


def _stands(people: People, j: int, i: int) -> bool:
    v = people.v
    if v.quoted[j] != v.quoted[i] or v.lemmas[j] in NOT_HERE:
        return False
    if v.pos[j] not in _SPEAKS and (
        v.mention[j] < 0 or not v.capital[j]
    ):  # a name is one, whatever the model takes it for
        return False
    if v.forms[j] in ANYONE or v.lemmas[j] in _ANY or _in_likeness(people, j):
        return False  # as though someone had him by the throat
    if v.deps[j] == "poss" and v.pos[j] == "PROPN" and not people.is_body(v.heads[j]):
        return False  # in Dee's old coat, with both hands round a mug
    return people.is_person(j) and not (v.lemmas[j] == "other" and v.forms[j - 1] == "each")


def _in_likeness(people: People, j: int) -> bool:
    """Tell whether a noun is only what somebody is likened to, or is named to say that nobody is: none of *them*."""
    v = people.v
    if v.deps[j] != "pobj":
        return False
    above = v.heads[j]
    return v.lemmas[above] in ("like", "unlike") or (v.lemmas[above] == "of" and v.forms[v.heads[above]] in _NONE)


def likened(people: People, i: int) -> bool:
    """Tell whether somebody is there only for a likeness: as if *someone* had hit him; like a starving *man*."""
    v = people.v
    some = v.forms[i] in ANYONE or (v.pos[i] == "NOUN" and v.mention[i] < 0 and (k := v.kid(i, "det")) >= 0 and k < i)
    if not some or v.quoted[i] >= 0:
        return False
    if v.forms[i] not in ANYONE and v.forms[v.kid(i, "det")] not in ("a", "an"):
        return False
    if any(_compares(people, above) for above in v.up(i, steps=_UP)):
        return True
    j = i - 1
    while j > v.bounds[v.sentence[i]][0] and v.pos[j] in ("DET", "ADJ"):
        j -= 1
    return v.forms[j] in ("like", "as", "though") or (v.forms[j] == "if" and v.forms[j - 1] == "as")


def _compares(people: People, i: int) -> bool:
    """Tell whether a word opens a likeness or is the verb of one: as if it had been *handed* to him by a stranger."""
    v = people.v
    if v.deps[i] == "prep" and v.lemmas[i] in ("like", "unlike"):
        return True
    return any(v.deps[k] == "mark" and (v.forms[k] == "like" or v.forms[k - 1] == "as") for k in v.kids[i])


def plural_before(people: People, i: int) -> int:
    """Return the last noun in the plural before token `i` in the narration, a few sentences off at most; or -1."""
    v = people.v
    for j in range(i - 1, max(-1, i - 1 - _PLURAL), -1):
        if v.quoted[j] < 0 and v.pos[j] == "NOUN" and v.forms[j] != v.lemmas[j] and _counts(people, j):
            return j
    return -1


def _counts(people: People, j: int) -> bool:
    return people.is_body(j) or people.is_person(j)


def named(people: People, who: int) -> int:
    """Return the name a pronoun stands for, if it stands before it in the sentence: *Zador* … his."""
    v = people.v
    if v.forms[who] in THIRD and (v.forms[who] not in _OWNS or v.deps[who] != "poss"):
        return _antecedent(people, who)
    if v.forms[who] not in _OWNS:
        return who
    verb = people.governor(who)
    if verb >= 0 and v.lemmas[verb] in people.lists.perceives:  # Clara heard the fear in his voice
        return who
    a = v.bounds[v.sentence[who]][0]
    subject = people.subject(verb) if verb >= 0 else -1
    for j in (subject, *(j for j in range(who - 1, a - 1, -1) if v.pos[j] == "PROPN")):
        if j not in (-1, who) and v.forms[j] not in PERSONAL and people.is_person(j) and _same(people, j, who):
            return j
    return who


def _antecedent(people: People, who: int) -> int:
    """Return the name before a pronoun that the cast knows to be the same; of "himself" the subject; else itself."""
    v = people.v
    if v.forms[who] in REFLEXIVE:
        subject = people.subject(people.governor(who))
        return subject if subject >= 0 and people.is_person(subject) and v.forms[subject] not in PERSONAL else who
    one, a = v.character(who), v.bounds[v.sentence[who]][0]
    if one is None:
        return who
    return next((j for j in range(who - 1, a - 1, -1) if v.pos[j] == "PROPN" and v.character(j) == one), who)


def _same(people: People, name: int, pronoun: int) -> bool:
    """Tell whether a name may be what a pronoun stands for; where the cast knows both, whether it is."""
    v = people.v
    one, other = v.character(name), v.character(pronoun)
    if one is not None and other is not None:
        return one == other
    if v.quoted[name] != v.quoted[pronoun]:
        return False
    gender = v.genders.get(one or "")
    return gender is None or v.forms[pronoun] == "their" or gender == HIS_HER.get(v.forms[pronoun], gender)
