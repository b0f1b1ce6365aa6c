"""Whose feeling it is: read off the parse where grammar says, else the nearest person to the left.

The rules and their order come from the accuracies measured on REMAN by authors (FEELINGS trial; benchmarks/fit_feelings.py):
subject of a verb, object of a verb that moves one, subject of an adjective, owner of a body part. A thing never feels.
"""

from __future__ import annotations

from typing import Final

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.people import FIRST, PERSONAL, People

_SHOWN: Final = frozenset("face gaze voice touch gesture posture sensation".split())  # noqa: SIM905
_WITHIN: Final = frozenset(("in", "of", "on", "into", "from", "through", "over", "across", "behind", "within"))


def holder(people: People, c: Candidate) -> int:
    """Return the token that names who feels, or -1."""
    v = people.v
    own = people.somebody(c.holder) if c.holder >= 0 else -1
    if own < 0 and c.sense.source == "phrase":  # it was my fault
        own = next((j for j in range(c.first, c.last + 1) if v.forms[j] in FIRST), -1)
    if own < 0 and v.parsed:
        own = _by_grammar(people, c)
    if own >= 0:
        return _speaking(people, c.head, own)
    return _nearest(people, c)


def _by_grammar(people: People, c: Candidate) -> int:
    v, i = people.v, c.head
    if c.noun >= 0 and people.is_body(c.noun):
        owner = people.somebody(people.owner(c.noun))
        if owner >= 0 and not _done_to(people, i, owner):
            return owner
    pos = v.pos[i]
    if pos in ("VERB", "AUX"):
        found = _verb(people, c, i)
    elif pos == "ADJ":
        found = _onlooker(people, i) if c.sense.tier == "appraisal" or v.forms[i].endswith("ing") else -1
        found = found if found >= 0 else _adjective(people, i)
    elif pos == "ADV":
        found = _adverb(people, i)
    else:
        found = _noun(people, i)
    return found


def _done_to(people: People, verb: int, owner: int) -> bool:
    """Tell whether a body part belongs to another than the verb's subject: she stroked *his* cheek."""
    v = people.v
    subject = people.subject(verb) if v.pos[verb] == "VERB" else -1
    if subject < 0 or subject == owner or not people.is_person(subject):
        return False
    one, other = v.character(subject), v.character(owner)
    if v.forms[owner] not in PERSONAL:
        return one is None or one != other
    if one is not None and v.genders.get(one) in _GENDERED and v.forms[owner] in _HIS_HER:
        return v.genders[one] != _HIS_HER[v.forms[owner]]
    return not _may_be(v.forms[subject], v.forms[owner])


_HIS_HER: Final = {"his": "he", "her": "she"}
_GENDERED: Final = frozenset(("he", "she"))
_GROUPS: Final = tuple(
    frozenset(g.split()) for g in (
        "i me my mine myself", "you your yours yourself", "he him his himself", "she her hers herself",
        "we us our ours ourselves", "they them their theirs themselves",
    )
)  # fmt: skip


def _may_be(subject: str, owner: str) -> bool:
    """Tell whether an owner's pronoun may mean the subject: he … his, Clark … his, but not I … his."""
    for group in _GROUPS:
        if owner in group:
            return subject in group or subject not in PERSONAL or subject == "who"
    return True


def _verb(people: People, c: Candidate, i: int) -> int:
    v, lists = people.v, people.lists
    if c.sense.source == "word" and v.lemmas[i] in lists.object_feels:
        passive = v.kid(i, "nsubjpass") >= 0 or (
            v.deps[i] in ("acl", "amod", "acomp", "oprd", "advcl", "conj") and v.forms[i].endswith("ed")
        )
        obj = v.kid(i, "dobj")
        if not passive and obj >= 0:
            return people.somebody(obj)
        if not passive and v.deps[i] == "amod" and v.forms[i].endswith("ing"):
            return -1
    elif v.kid(i, "nsubjpass") >= 0 or v.deps[i] == "acl":  # loved by all
        agent = v.kid(v.kid(i, "agent"), "pobj") if v.kid(i, "agent") >= 0 else -1
        if agent >= 0 and people.somebody(agent) >= 0:
            return people.somebody(agent)
    if v.deps[i] == "amod" and people.is_body(v.heads[i]):
        return _noun(people, v.heads[i])
    return _clause_subject(people, i)


def _clause_subject(people: People, i: int) -> int:
    """Return the subject of a verb if somebody; of a thing as subject, whose it is; past a thing, whom it happens to."""
    v = people.v
    subject = people.subject(i)
    if subject < 0:
        return -1
    who = people.somebody(subject)
    if who >= 0:
        return who
    speaks = v.lemmas[i] in people.lists.said and v.pos[subject] in ("NOUN", "PROPN")
    if speaks and not people.is_body(subject):  # whatever speaks is somebody
        return subject
    obj = v.kid(i, "dobj", "dative")
    if obj >= 0 and people.somebody(obj) >= 0 and v.lemmas[i] not in ("be", "have"):
        return people.somebody(obj)
    return -1


def _adjective(people: People, i: int) -> int:
    v = people.v
    at = i
    while v.deps[at] == "conj" and v.pos[v.heads[at]] in ("ADJ", "VERB") and v.kid(at, "nsubj") < 0:
        at = v.heads[at]
    own = v.kid(at, "nsubj", "nsubjpass")
    if own >= 0:
        return people.somebody(own)
    causes = v.forms[i].endswith("ing")
    dep, above = v.deps[at], v.heads[at]
    if dep == "amod":
        if people.is_body(above):
            return _noun(people, above)
        if people.is_person(above) and not causes:
            return above
        return _noun(people, above)
    if dep in ("acl", "appos", "relcl") and v.pos[above] in ("NOUN", "PROPN", "PRON"):
        return people.somebody(above)
    if above != at and dep in ("acomp", "attr", "oprd", "advcl", "xcomp", "ccomp", "conj", "npadvmod", "dep", "advmod"):
        for k in v.kids[above]:  # it made him sad; it was sad for him
            if v.deps[k] in ("dobj", "dative") and dep in ("oprd", "ccomp", "xcomp") and people.is_person(k):
                return k
        who = people.somebody(people.subject(above)) if v.pos[above] in ("VERB", "AUX") else people.somebody(above)
        if who >= 0 and not causes:
            return who
        return _beneficiary(people, at, above)
    return -1


def _onlooker(people: People, i: int) -> int:
    """Return who sees a thing or a person so: not the one described, but whoever looks on or speaks."""
    v = people.v
    if v.deps[i] != "amod":
        return -1
    described = v.heads[i]
    if people.is_body(described):
        return -1
    a, b = v.bounds[v.sentence[i]]
    speech = v.quoted[i]
    if speech >= 0:
        return next((j for j in range(a, b) if v.quoted[j] == speech and v.forms[j] in FIRST), -1)
    verb = people.governor(i)
    subject = people.somebody(people.subject(verb)) if verb >= 0 else -1
    return subject if subject != described else -1


def _beneficiary(people: People, at: int, above: int) -> int:
    """It was hard *for her*; strange *to me*."""
    v = people.v
    for k in (*v.kids[at], *v.kids[above]):
        if v.deps[k] == "prep" and v.lemmas[k] in ("to", "for"):
            obj = v.kid(k, "pobj")
            if obj >= 0 and people.is_person(obj):
                return obj
    return -1


def _adverb(people: People, i: int) -> int:
    v = people.v
    above = v.heads[i]
    if above == i:
        return -1
    if v.pos[above] == "ADJ":
        return _adjective(people, above)
    verb = above if v.pos[above] in ("VERB", "AUX") else people.governor(i)
    return _clause_subject(people, verb) if verb >= 0 else -1


def _noun(people: People, i: int, depth: int = 0) -> int:
    """Return whose a noun of feeling is: its owner, or who feels, has, gives or is seized by it."""
    v, lists = people.v, people.lists
    owner = people.somebody(people.owner(i))
    own = people.somebody(v.kid(i, "nsubj"))  # made Tom cry, where cry is taken for a noun
    if owner >= 0 or (own >= 0 and v.deps[i] != "attr"):
        return owner if owner >= 0 else own
    dep, above = v.deps[i], v.heads[i]
    if above == i or depth > 4:
        return -1
    if dep == "conj":
        return _noun(people, above, depth + 1)
    if dep in ("compound", "amod", "nmod", "appos"):
        return _noun(people, above, depth + 1)
    if dep == "pobj":
        return _after_preposition(people, i, v.heads[above], v.lemmas[above], depth)
    if v.pos[above] not in ("VERB", "AUX"):
        return -1
    if dep in ("dobj", "attr", "nsubjpass", "oprd", "npadvmod", "dep", "nsubj", "ccomp"):
        return _around(people, i, above, subject=dep == "nsubj", stirred=v.lemmas[above] in lists.stirs)
    return _clause_subject(people, above)


def _after_preposition(people: People, i: int, above: int, preposition: str, depth: int) -> int:
    v = people.v
    if v.pos[above] == "NOUN":
        return above if people.is_person(above) else _noun(people, above, depth + 1)
    if v.pos[above] == "ADJ":
        return _adjective(people, above)
    if v.pos[above] not in ("VERB", "AUX"):
        return -1
    obj = v.kid(above, "dobj")
    if preposition == "with" and v.lemmas[above] in people.lists.stirs and obj >= 0:  # filled her with dread
        return people.somebody(obj)
    to = people.lists.object_feels
    if preposition in ("to", "into") and obj >= 0 and v.lemmas[above] in to:  # moved him to tears
        return people.somebody(obj)
    return _clause_subject(people, above)


def _around(people: People, i: int, verb: int, *, subject: bool, stirred: bool) -> int:
    """Look round the verb a feeling is subject or object of, for whoever has it."""
    v = people.v
    given = v.kid(verb, "dative")
    if given >= 0 and not people.is_body(i):  # she gave him joy, but: she gave him a look
        to = v.kid(given, "pobj") if v.deps[given] == "dative" and v.kid(given, "pobj") >= 0 else given
        if stirred and people.somebody(to) >= 0:
            return people.somebody(to)
    if subject:
        for k in v.kids[verb]:
            if v.deps[k] == "dobj" and people.somebody(k) >= 0:
                return people.somebody(k)
    if subject or v.lemmas[verb] in ("be", "come", "rise", "show", "see", "hear", "read", "have") or stirred:
        for k in (*v.kids[verb], *v.kids[i]):
            if v.deps[k] == "prep" and v.lemmas[k] in _WITHIN | {"to", "for", "upon"}:
                obj = v.kid(k, "pobj")
                if obj >= 0 and people.somebody(obj) >= 0 and not (v.lemmas[k] in ("to", "for") and not stirred):
                    return people.somebody(obj)
    return -1 if subject else _clause_subject(people, verb)


def _speaking(people: People, i: int, found: int) -> int:
    """Keep a person of the clause; relatives and "one" are no answer."""
    v = people.v
    return -1 if v.forms[found] in ("it", "itself", "which", "that", "this") else found


def _nearest(people: People, c: Candidate) -> int:
    """Return the nearest person to the left in the sentence, else to the right; inside speech, only inside it."""
    v = people.v
    a, b = v.bounds[v.sentence[c.first]]
    inside = v.quoted[c.first]
    for j in (*range(c.first - 1, a - 1, -1), *range(c.last + 1, b)):
        if v.quoted[j] == inside and people.is_person(j) and (v.pos[j] in ("PRON", "PROPN", "NOUN", "DET", "")):
            return j
    return -1


def named(people: People, who: int) -> int:
    """Return the words that name the owner a possessive stands for, if they stand before it in the sentence: *Zador* … his."""
    v = people.v
    if v.forms[who] not in _OWNS or v.deps[who] != "poss":
        return who
    verb = people.governor(who)
    subject = people.subject(verb) if verb >= 0 else -1
    a = v.bounds[v.sentence[who]][0]
    if verb >= 0 and v.lemmas[verb] in people.lists.perceives:  # Clara heard the fear in his voice
        return who
    names = [subject, *(j for j in range(who - 1, a - 1, -1) if v.pos[j] == "PROPN")]
    for j in names:
        if 0 <= j < who and v.forms[j] not in PERSONAL and people.is_person(j) and _same(people, j, who):
            return j
    return who


_OWNS: Final = frozenset(("his", "her", "their"))


def _same(people: People, name: int, pronoun: int) -> bool:
    """Tell whether a name may be what a pronoun stands for; where the cast knows both, whether it is."""
    v = people.v
    one, other = v.character(name), v.character(pronoun)
    if one is not None and other is not None:
        return one == other
    if v.quoted[name] != v.quoted[pronoun]:
        return False
    gender = v.genders.get(one or "")
    return gender is None or v.forms[pronoun] == "their" or gender == _HIS_HER.get(v.forms[pronoun], gender)
