"""Whose feeling it is: read off the parse where grammar says, else whoever is near.

The rules and their order come from accuracies measured on REMAN (Kim and Klinger 2018), leaving authors out: subject of
a verb, object of a verb that moves one, subject of an adjective, owner of a body part. A thing never feels.
"""

from __future__ import annotations

from typing import Final

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.nearby import HIS_HER, another, likened, nearest, onlooker, plural_before, speaker
from postil.tag.feelings.people import FIRST, PERSONAL, SECOND, THIRD, People

_WITHIN: Final = frozenset(
    (
        "in",
        "of",
        "on",
        "into",
        "from",
        "through",
        "over",
        "across",
        "behind",
        "within",
        "upon",
        "up",
        "down",
        "round",
        "around",
        "among",
        "amongst",
        "between",
    )
)
_COMES: Final = frozenset(("come", "occur", "return", "happen", "appear"))
_HAS: Final = frozenset(
    ("feel", "have", "take", "derive", "find", "know", "suffer", "show", "bear", "be", "hold", "wear", "get")
)
_HELD: Final = frozenset(("be", "come", "rise", "show", "see", "hear", "read", "have"))
_NOBODY: Final = frozenset(("it", "itself", "which", "that", "this"))
_COMPLEMENTS: Final = frozenset(
    ("acomp", "attr", "oprd", "advcl", "xcomp", "ccomp", "conj", "npadvmod", "dep", "advmod")
)
_OBJECTS: Final = frozenset(("dobj", "attr", "nsubjpass", "oprd", "npadvmod", "dep", "nsubj", "ccomp"))
_INSIDE: Final = frozenset(("conj", "compound", "amod", "nmod", "appos"))
_SAME_PERSON: Final = (
    FIRST & {"i", "me", "my", "mine", "myself"},
    frozenset(("you", "your", "yours", "yourself")),
    frozenset(("he", "him", "his", "himself")),
    frozenset(("she", "her", "hers", "herself")),
    frozenset(("we", "us", "our", "ours", "ourselves")),
    frozenset(("they", "them", "their", "theirs", "themselves")),
)
_MOVES: Final = frozenset(("go", "continue", "begin", "return", "add", "snap"))
"""Verbs of speech that are as often something else: the cold went through her coat."""
_DONE_TO: Final = ("dobj", "pobj", "dative")
_SAID: Final = ("speech", "thought")
_DEEP: Final = 4
_NEAR: Final = 4
"""Words after a touch in which the one touched is named."""


def holder(people: People, c: Candidate) -> int:
    """Return the token that names who feels, or -1."""
    v = people.v
    other = _toucher(people, c) if c.sense.channel == "touch" and v.parsed else -1
    if other >= 0:
        return other
    judges = v.quoted[c.head] >= 0 and (c.sense.tier == "appraisal" or _moving(people, c.head))
    if judges and (said_by := speaker(people, c.head)) >= 0:
        return said_by
    own = _said_by_entry(people, c)
    if own < 0 and v.parsed:
        own = _by_grammar(people, c)
        if own < 0 and c.sense.source == "read" and c.sense.channel != "touch":
            own = _inside(people, c)
        if own == c.noun >= 0 and v.pos[own] == "PROPN" and v.mention[own] < 0:
            own = _around(people, own, c.head)  # Shame crawled up his neck
    if judges and own >= 0 and (v.forms[own] in SECOND or own in (v.heads[c.head], v.kid(c.head, "dobj"))):
        return -1  # you great stubborn idiot: not who is called so
    if own >= 0 and v.parsed:
        own = _not_likened(people, c, own)
    own = people.meant(own)
    if _says_it(people, c, own):
        return speaker(people, c.first)  # are you out of your mind: who says it has the feeling
    if own >= 0 and v.forms[own] not in _NOBODY and not (v.forms[own] == "one" and v.kid(own, "prep") < 0):
        return own
    return nearest(people, c.first, c.last, without=_no_holders(people, c.head))


def _inside(people: People, c: Candidate) -> int:
    """Return the first in the words themselves who does something or owns something: *Nell's* mouth sort of wobbled."""
    v = people.v
    acts = (j for j in range(c.first, c.last + 1) if v.deps[j] in ("nsubj", "poss") and v.forms[j] != "they")
    return next(filter(people.is_person, acts), -1)


def _not_likened(people: People, c: Candidate, own: int) -> int:
    """Return who feels where the words for it are a likeness or a body's: *he* turned, as a man does.

    Of "her hands lay there; they shook" it is the owner.
    """
    v = people.v
    if likened(people, own):
        return nearest(people, min(own, c.first), c.last, without=frozenset((own,)))
    if v.forms[own] == "they" and (part := plural_before(people, own)) >= 0 and people.is_body(part):
        owner = people.somebody(people.owner(part))
        return owner if owner >= 0 else own
    return own


def _says_it(people: People, c: Candidate, own: int) -> bool:
    """Tell whether words in a speech are the feeling of whoever says them ("Are you out of your mind?")."""
    v = people.v
    if c.sense.channel not in _SAID or v.quoted[c.first] < 0:
        return False
    if own < 0 or c.sense.channel == "speech":
        return own < 0 or v.forms[own] not in FIRST
    return v.forms[own] not in FIRST and v.deps[own] != "poss"


def _toucher(people: People, c: Candidate) -> int:
    """Return whose hands or lips touch somebody where it is not said: a hand was rubbing *his* back; -1 for others."""
    v = people.v
    hand = people.subject(c.head)
    if hand < 0 or not people.is_body(hand) or people.owner(hand) >= 0:
        return -1
    after = range(max(c.head, hand) + 1, min(c.last + _NEAR, v.bounds[v.sentence[c.head]][1]))
    touched = next((j for j in after if v.deps[j] == "poss" and v.forms[j] in PERSONAL), -1)
    return another(people, hand, v.character(touched)) if touched >= 0 else -1


def _no_holders(people: People, i: int) -> frozenset[int]:
    """Return who cannot have a feeling: who hears or sees it, and whom it is felt about (angry with *me*)."""
    v = people.v
    found = {_perceiver(people, i)}
    at = i
    while v.deps[at] in ("ccomp", "oprd", "xcomp", "conj"):
        at = v.heads[at]
        if v.lemmas[at] in people.lists.perceives:
            found.add(people.subject(at))
    for k in v.kids[i]:
        if v.deps[k] in ("prep", "dobj"):
            found |= {k, v.kid(k, "pobj")}
    return frozenset(found)


def _perceiver(people: People, i: int) -> int:
    """Return who only hears or sees a feeling: *he* heard a peal of laughter; -1 for nobody."""
    v = people.v
    at = v.heads[v.heads[i]] if v.deps[i] == "pobj" and v.lemmas[v.heads[i]] == "of" else i
    above = v.heads[at]
    heard = v.deps[at] == "dobj" and v.lemmas[above] in people.lists.perceives
    return people.subject(above) if heard else -1


def _said_by_entry(people: People, c: Candidate) -> int:
    """Return whom a phrase or a pattern itself makes the holder, or its "I"; -1 for nobody."""
    v = people.v
    own = people.somebody(c.holder) if c.holder >= 0 else -1
    if c.sense.source != "phrase":
        return own
    if own >= 0 and v.parsed and _done_to(people, c.head, own):
        own = -1  # she snuggled into his shoulder
    if own >= 0 and v.parsed and _hers(people, c.head, own):
        own = people.subject(c.head)
    if own < 0 and c.sense.channel not in _SAID and v.parsed and v.pos[c.head] == "VERB":
        subject = people.subject(c.head)
        if subject >= 0 and people.is_person(subject) and v.forms[subject] not in FIRST:
            return -1  # she got hold of my sleeve; he looked at me as if I had shouted
    first = (j for j in range(c.first, c.last + 1) if v.forms[j] in FIRST and v.deps[j] not in _DONE_TO)  # my fault
    return own if own >= 0 else next(first, -1)


def _by_grammar(people: People, c: Candidate) -> int:
    v, i = people.v, c.head
    owner = people.somebody(people.owner(c.noun)) if c.noun >= 0 and people.is_body(c.noun) else -1
    if owner >= 0 and _touched(people, c, owner):
        subject, named = _clause_subject(people, i), v.character(owner)
        return another(people, owner, named) if subject >= 0 and v.character(subject) == named else subject
    if owner >= 0 and not _done_to(people, i, owner):
        return owner
    if c.sense.tier == "appraisal" or _moving(people, i):
        seen_by = onlooker(people, i)
        if seen_by >= 0:
            return seen_by
    if v.pos[i] in ("VERB", "AUX"):
        return _verb(people, c, i)
    return {"ADJ": _adjective, "ADV": _adverb}.get(v.pos[i], _noun)(people, i)


def _moving(people: People, i: int) -> bool:
    """Tell whether a participle says what a thing does to others: an amusing, irritating boy."""
    v = people.v
    moves = v.forms[i].endswith("ing") and v.lemmas[i] in people.lists.object_feels
    return moves and (v.pos[i] == "ADJ" or v.deps[i] == "amod" or v.forms[i - 1] == "you")


def _touched(people: People, c: Candidate, owner: int) -> bool:
    """Tell whether a body part with a name before it is touched, by whomever: tucked *Tom's* head under his chin."""
    v = people.v
    return c.sense.channel == "touch" and v.deps[c.noun] in _DONE_TO and v.forms[owner] not in PERSONAL


def _done_to(people: People, verb: int, owner: int) -> bool:
    """Tell whether a body part belongs to another than the verb's subject: she stroked *his* cheek."""
    v = people.v
    subject = people.subject(verb) if v.pos[verb] == "VERB" else -1
    if subject < 0 or subject == owner or not people.is_person(subject):
        return False
    one, other = v.character(subject), v.character(owner)
    if v.forms[owner] not in PERSONAL:
        return one is None or one != other
    gender = v.genders.get(one or "")
    if gender in ("he", "she") and v.forms[owner] in HIS_HER:
        return gender != HIS_HER[v.forms[owner]]
    return not _may_be(v.forms[subject], v.forms[owner])


def _hers(people: People, verb: int, owner: int) -> bool:
    """Tell whether a body part that a verb moves is its subject's by the words: Nell put *her* arms round Ada."""
    v = people.v
    part = v.heads[owner]
    if v.deps[owner] != "poss" or v.forms[owner] not in HIS_HER or v.deps[part] != "dobj" or v.heads[part] != verb:
        return False
    subject = people.subject(verb)
    if subject < 0 or v.forms[subject] in PERSONAL or v.quoted[subject] != v.quoted[owner]:
        return False
    return people.is_person(subject) and people.is_body(part)


def _may_be(subject: str, owner: str) -> bool:
    """Tell whether an owner's pronoun may mean the subject: he … his, Clark … his, but not I … his nor Clark … my."""
    group = next((g for g in _SAME_PERSON if owner in g), None)
    return group is None or subject in group or (subject not in PERSONAL and owner in THIRD)


def _verb(people: People, c: Candidate, i: int) -> int:
    v = people.v
    if v.deps[i] == "amod" and people.is_body(v.heads[i]):
        return _noun(people, v.heads[i])
    passive = v.kid(i, "nsubjpass") >= 0 or v.deps[i] == "acl"
    if c.sense.source == "word" and v.lemmas[i] in people.lists.object_feels:
        obj = v.kid(i, "dobj")
        if not passive and obj >= 0:
            return people.somebody(obj)
    elif passive:  # loved by all
        agent = v.kid(i, "agent")
        who = people.somebody(v.kid(agent, "pobj")) if agent >= 0 else -1
        if who >= 0:
            return who
    return _clause_subject(people, i)


def _clause_subject(people: People, i: int) -> int:
    """Return the subject of a verb if somebody, or whose it is; for a thing as subject, whom it happens to."""
    v = people.v
    subject = people.subject(i)
    if subject < 0:
        return -1
    who = people.somebody(subject)
    if who >= 0:
        return who
    speaks = v.lemmas[i] in people.lists.said and (v.beside_speech(i) or v.lemmas[i] not in _MOVES)
    if speaks and v.pos[subject] in ("NOUN", "PROPN") and not people.is_body(subject):
        return subject  # whatever speaks is somebody
    if v.lemmas[i] in ("be", "have"):
        return -1
    obj = people.somebody(v.kid(i, "dobj", "dative"))
    return obj if obj >= 0 else _in_somebody(people, i, i, stirred=False)  # something twisted behind Eli's ribs


def _adjective(people: People, i: int) -> int:
    """Return the subject of an adjective, the person or the owner of the thing it stands by."""
    v, at = people.v, i
    if v.lemmas[i - 1] == "be" and (copied := people.somebody(v.kid(i - 1, "nsubj"))) >= 0:
        return copied  # I am afraid people are not so; where the model has it: afraid people
    while v.deps[at] == "conj" and v.pos[v.heads[at]] in ("ADJ", "VERB") and v.kid(at, "nsubj") < 0:
        at = v.heads[at]
    own = v.kid(at, "nsubj", "nsubjpass")
    dep, above = v.deps[at], v.heads[at]
    if own >= 0:
        return people.somebody(own)
    if dep == "amod":
        return above if people.is_person(above) and not v.forms[i].endswith("ing") else _noun(people, above)
    if dep in ("acl", "appos", "relcl") and v.pos[above] in ("NOUN", "PROPN", "PRON"):
        return people.somebody(above)
    return _complement(people, i, at, above) if above != at and dep in _COMPLEMENTS else -1


def _complement(people: People, i: int, at: int, above: int) -> int:
    """Return who is so: he seemed sad; it made *him* sad; it was hard *for her*."""
    v = people.v
    if v.deps[at] in ("oprd", "ccomp", "xcomp"):
        obj = v.kid(above, "dobj", "dative")
        if obj >= 0 and people.is_person(obj):
            return obj
    subject = people.subject(above) if v.pos[above] in ("VERB", "AUX") else above
    who = people.somebody(subject)
    if who >= 0 and not v.forms[i].endswith("ing"):
        return who
    for k in (*v.kids[at], *v.kids[above]):
        obj = v.kid(k, "pobj") if v.deps[k] == "prep" and v.lemmas[k] in ("to", "for") else -1
        if obj >= 0 and people.is_person(obj):
            return obj
    return -1


def _adverb(people: People, i: int) -> int:
    v = people.v
    above = v.heads[i]
    if above != i and v.pos[above] == "ADJ":
        return _adjective(people, above)
    verb = above if v.pos[above] in ("VERB", "AUX") else people.governor(i)
    return _clause_subject(people, verb) if verb >= 0 else -1


def _noun(people: People, i: int, depth: int = 0) -> int:
    """Return whose a noun of feeling is: its owner, or who feels, has, gives or is seized by it."""
    v = people.v
    dep, above = v.deps[i], v.heads[i]
    had = dep == "dobj" and v.lemmas[above] in ("have", "show")  # the courage of a lion
    owner = people.somebody(people.owner(i, of=not had and v.lemmas[i] not in people.lists.toward))
    if owner < 0 and dep != "attr":
        owner = people.somebody(v.kid(i, "nsubj"))  # made Tom cry, where cry is taken for a noun
    if owner < 0:
        owner = _told_after(people, i)
    if owner >= 0 or above == i or depth > _DEEP:
        return owner
    if dep in _INSIDE:
        return _noun(people, above, depth + 1)
    if dep == "pobj":
        while v.deps[above] == "prep" and v.deps[v.heads[above]] == "prep":  # out of kindness
            above = v.heads[above]
        return _after_preposition(people, v.heads[above], v.lemmas[above], depth)
    if v.pos[above] not in ("VERB", "AUX"):
        return -1
    return _around(people, i, above) if dep in _OBJECTS else _clause_subject(people, above)


def _told_after(people: People, i: int) -> int:
    """Return who has a feeling by its relative clause: the joy *he* took in it; the smile that came over *her* face."""
    v = people.v
    verb = v.kid(i, "relcl")
    if verb < 0:
        return -1
    subject = v.kid(verb, "nsubj")
    if subject >= 0 and v.forms[subject] not in ("that", "which"):
        return people.somebody(subject) if v.lemmas[verb] in _HAS else -1
    return _in_somebody(people, i, verb, stirred=True)


def _after_preposition(people: People, above: int, preposition: str, depth: int) -> int:
    """Return who: a look *of* dread, sick *with* fear, he shook *with* rage, it filled her *with* dread."""
    v = people.v
    if v.pos[above] == "NOUN":
        if people.is_person(above) and preposition == "with" and v.deps[above] in _DONE_TO:
            doer = people.somebody(people.subject(people.governor(above)))
            return doer if doer >= 0 else above  # she looked at the man with disgust
        return above if people.is_person(above) else _noun(people, above, depth + 1)
    if v.pos[above] == "ADJ":
        return _adjective(people, above)
    if v.pos[above] in ("PRON", "DET", "NUM"):  # with all of the love she had
        return _noun(people, above, depth + 1)
    if v.pos[above] not in ("VERB", "AUX"):
        return -1
    obj = v.kid(above, "dobj")
    moved = (preposition == "with" and v.lemmas[above] in people.lists.stirs) or (
        preposition in ("to", "into") and v.lemmas[above] in people.lists.object_feels
    )
    return people.somebody(obj) if obj >= 0 and moved else _clause_subject(people, above)


def _around(people: People, i: int, verb: int) -> int:
    """Look round the verb that a feeling is subject or object of, for whoever has it."""
    v = people.v
    subject = v.deps[i] == "nsubj"
    stirred = v.lemmas[verb] in people.lists.stirs
    given = v.kid(verb, "dative")
    if stirred and given >= 0 and not people.is_body(i):  # it gave him joy; but: she gave him a look
        inner = v.kid(given, "pobj")
        who = people.somebody(inner if inner >= 0 else given)
        if who >= 0:
            return who
    if subject:  # anger seized him
        who = people.somebody(v.kid(verb, "dobj"))
        if who >= 0:
            return who
    if subject or stirred or v.lemmas[verb] in _HELD or v.lemmas[verb] in people.lists.perceives:
        who = _in_somebody(people, i, verb, stirred=stirred)
        if who >= 0:
            return who
    return -1 if subject or v.lemmas[verb] in people.lists.perceives else _clause_subject(people, verb)


def _in_somebody(people: People, i: int, verb: int, *, stirred: bool) -> int:
    """Return whose eyes, voice or heart a feeling is in; to whom it comes."""
    v = people.v
    below = v.kid(verb, "xcomp")
    stirred = stirred or v.lemmas[verb] in _COMES or (below >= 0 and v.lemmas[below] in _COMES)
    had = v.lemmas[verb] == "have"  # the courage of a lion
    for k in (*v.kids[verb], *v.kids[i], *(v.kids[below] if below >= 0 else ())):
        if v.deps[k] == "prep" and (v.lemmas[k] in _WITHIN or (stirred and v.lemmas[k] in ("to", "for"))):
            who = people.somebody(v.kid(k, "pobj"))
            if who >= 0 and (v.lemmas[k] != "of" or not (had or v.lemmas[i] in people.lists.toward)):
                return who
    return -1
