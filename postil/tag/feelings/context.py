"""What the words around do to a feeling: deny it, make it unreal, strengthen or weaken it.

Denial is read off the parse: from the feeling up to its verb and that verb's governors, as far as a denial reaches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.people import People

_CHAIN: Final = frozenset(
    ("acomp", "attr", "oprd", "dobj", "advmod", "pobj", "prep", "amod", "xcomp", "conj", "nsubj", "nsubjpass", "aux",
     "pcomp", "npadvmod")
)  # fmt: skip
_COMPLEMENTS: Final = frozenset(("xcomp", "dobj", "pobj", "ccomp", "prep", "advcl"))
_DENYING: Final = frozenset(("neg", "det", "preconj", "cc", "advmod", "nsubj", "predet"))
_NOBODY: Final = frozenset(("nobody", "none", "nothing", "no-one"))
_ONLY: Final = frozenset(("only", "just", "merely", "simply", "that"))
_TURNS: Final = frozenset(("but", ";", "yet", "and", "only", "just", ":", "--", "—"))
_THROUGH: Final = frozenset(("seem", "appear", "look", "feel", "be", "have", "go", "get", "begin", "start", "become"))
"""Verbs whose denial reaches the infinitive under them: he did not seem to mind."""
_LACKS: Final = frozenset(("lack", "absence", "free", "devoid", "empty", "instead", "rid"))
_ABLE: Final = frozenset(("see", "feel", "hear", "help", "tell", "hide", "sense", "notice"))
_MODIFIERS: Final = frozenset(("advmod", "amod", "det", "npadvmod", "quantmod"))
_VERBS: Final = ("VERB", "AUX")
_UTTERED: Final = ("speech", "thought")
_MORE: Final = frozenset(("so", "such", "this", "that", "as", "more", "quite", "before"))
"""With "never" and a perfect these deny every other time and not this one: never so angry, never hated him before."""
_UP: Final = 5
_WINDOW: Final = 3


@dataclass(frozen=True, slots=True)
class Context:
    """What is said about a feeling."""

    negated: bool
    unreal: bool
    """Tried, wished, asked, supposed: it need not be."""
    factor: float
    """On its strength."""


def context(people: People, c: Candidate) -> Context:
    """Return the context of a candidate; in text without a parse, from the three words before it."""
    if not people.v.parsed:
        return Context(_denied_before(people, c), False, _factor(people, c))
    return Context(_negated(people, c), _unreal(people, c), _factor(people, c))


def _denied_before(people: People, c: Candidate) -> bool:
    v, negators = people.v, people.lists.negators
    a = max(v.bounds[v.sentence[c.first]][0], c.first - _WINDOW)
    return any(v.forms[j] in negators for j in range(a, c.first))


def _negated(people: People, c: Candidate) -> bool:
    v, i = people.v, c.head
    inside = range(c.first, c.last + 1)
    denied = _denier(people, i, inside)
    if v.pos[i] == "ADV" and v.pos[v.heads[i]] in _VERBS and c.first == i:
        return denied or (i > 0 and v.forms[i - 1] in ("not", "n't", "never"))
    if _not_that(people, i):
        return not denied
    at, hidden = i, False
    for above in v.up(i, steps=_UP):
        dep = v.deps[at]
        if not _passes(people, at, above):
            break
        if v.pos[above] in _VERBS:
            here = _denier(people, above, inside)
            settled = _settled(people, dep, above, here=here, hidden=hidden)
            if settled is not None:
                return settled
            hidden = hidden or (v.lemmas[above] in people.lists.keeps and dep in ("dobj", "pobj"))
            denied = denied or (here and not (dep in ("nsubj", "prep") and v.lemmas[above] != "be"))
            if _not_that(people, above):
                return not denied
            if _stops(people, dep, above):
                break
        else:
            denied = denied or _denied_by(people, above, inside)
        at = above
    return denied


def _passes(people: People, at: int, above: int) -> bool:
    """Tell whether a denial may come down to token `at` from the one above."""
    v = people.v
    dep = v.deps[at]
    if dep == "conj":
        return _joined_by_or(people, above, at)
    return dep in _CHAIN or (dep == "ccomp" and v.lemmas[above] in people.lists.raises)


def _settled(people: People, dep: str, verb: int, *, here: bool, hidden: bool) -> bool | None:
    """Return the answer where the verb above settles it: could not help smiling (felt), failed to smile (not felt)."""
    lemma = people.v.lemmas[verb]
    if here and lemma in people.lists.keeps and dep in _COMPLEMENTS:
        return False
    if dep in ("xcomp", "dobj") and lemma in people.lists.denies:
        return not here and not hidden  # failed to hide his joy: felt
    return None


def _not_that(people: People, verb: int) -> bool:
    """Tell whether "not that" denies the clause of a verb: it was not that he was angry."""
    v = people.v
    marks = (k for k in v.kids[verb] if v.deps[k] == "mark" and v.forms[k] == "that")
    return any(v.forms[k - 1] in ("not", "n't") for k in marks if k > 0)


def _stops(people: People, dep: str, verb: int) -> bool:
    """Tell whether denials above a verb no longer reach what hangs on it."""
    lemma = people.v.lemmas[verb]
    if dep == "xcomp":
        return lemma not in people.lists.raises and lemma not in _THROUGH
    return dep in ("nsubj", "nsubjpass", "ccomp")


def _denied_by(people: People, above: int, inside: range) -> bool:
    """Tell whether a noun, adjective or preposition above denies: without anger, a lack of shame, no look of joy."""
    v = people.v
    if v.pos[above] != "ADP":
        return _denier(people, above, inside)
    governor = v.lemmas[v.heads[above]]
    return v.lemmas[above] == "without" or (v.lemmas[above] in ("of", "from") and governor in _LACKS)


def _denier(people: People, i: int, inside: range) -> bool:
    """Tell whether a negator hangs on token `i`; "not only", "no doubt", "hardly" deny nothing."""
    v = people.v
    return any(k not in inside and _is_denier(people, i, k) for k in v.kids[i])


def _is_denier(people: People, i: int, k: int) -> bool:
    v, lists = people.v, people.lists
    lemma = v.lemmas[k]
    if v.deps[k] == "advmod" and v.forms[k] in ("longer", "more"):  # no longer
        return v.kid(k, "neg", "det", "advmod") >= 0 and v.forms[k - 1] == "no"
    if v.deps[k] not in _DENYING or lemma not in lists.negators or lemma in lists.barely:
        return False
    if (v.deps[k] == "nsubj" and lemma not in _NOBODY) or (lemma == "never" and _only_now(people, i, k)):
        return False
    following = v.forms[k + 1] if k + 1 < len(v.forms) else ""
    return following not in _ONLY and not (lemma == "no" and v.lemmas[i] in ("wonder", "doubt"))


def _only_now(people: People, verb: int, never: int) -> bool:
    """Tell whether "never" says that it was never so much: had never been happier, never been this angry before."""
    v = people.v
    if not any(v.lemmas[k] == "have" and v.deps[k] == "aux" for k in v.kids[verb]):
        return False
    for k in range(never + 1, v.bounds[v.sentence[verb]][1]):
        if v.pos[k] == "PUNCT":  # "she had never liked him, so she left" denies all
            return False
        if v.forms[k] in _MORE or v.tags[k] in ("JJR", "RBR"):
            return True
    return False


def _joined_by_or(people: People, first: int, second: int) -> bool:
    """Tell whether a pair is denied together: under or, nor and a comma it is; "not angry but hurt" is a turn."""
    between = people.v.forms[first:second]
    return "neither" in between or not any(word in _TURNS for word in between)


def _unreal(people: People, c: Candidate) -> bool:
    """Tell whether a feeling is asked about, tried, wished, supposed or yet to come."""
    v = people.v
    a, b = v.bounds[v.sentence[c.first]]
    own = range(c.first, c.last + 1)  # should have known, are you all right: that is how they say it
    if "?" in v.forms[max(a, b - 2) : b] and not (c.sense.source == "phrase" and c.sense.channel in _UTTERED):
        return True
    marked = _marked(people, c.head, own)
    at = c.head
    for above in v.up(c.head, steps=_UP):
        if marked is not None:
            return marked
        if v.deps[at] in ("xcomp", "ccomp", "pcomp") and v.lemmas[above] in people.lists.unreal:
            return True
        marked = _marked(people, above, own) if v.pos[above] in _VERBS else None
        if v.deps[at] in ("relcl", "nsubj", "parataxis", "advcl", "acl"):
            break
        at = above
    return bool(marked)


def _marked(people: People, verb: int, own: range) -> bool | None:
    """Return whether a modal or "if" on a verb makes it unreal, not one of its own words; None if it has neither."""
    v, lists = people.v, people.lists
    for k in v.kids[verb]:
        if k not in own and v.deps[k] in ("aux", "mark") and (v.lemmas[k] in lists.modal or v.lemmas[k] in lists.as_if):
            return not _certain(people, k)
    return None


def _certain(people: People, k: int) -> bool:
    """Tell whether a modal or mark leaves its verb real: "could see" is an ability, "though" and "as" are facts."""
    v = people.v
    if v.lemmas[k] in ("could", "can"):
        return v.lemmas[v.heads[k]] in _ABLE
    if v.forms[k] not in ("though", "as", "like"):
        return False
    following = v.forms[k + 1] if k + 1 < len(v.forms) else ""
    return following != "if" and not (k > 0 and v.forms[k - 1] == "as")


def _factor(people: People, c: Candidate) -> float:
    """Return the product of the strengtheners and weakeners that stand by the feeling."""
    v, lists = people.v, people.lists
    if v.parsed:
        near = {k for k in v.kids[c.head] if v.deps[k] in _MODIFIERS and not c.first <= k <= c.last}
        if v.deps[c.head] == "pobj" and v.lemmas[v.heads[c.head]] == "of":  # a trace of fear
            near.add(v.heads[v.heads[c.head]])
    else:
        near = set(range(max(0, c.first - 2), c.first))
    factor = 1.0
    for j in near:
        factor *= lists.scale.get(v.forms[j], 0.5 if v.lemmas[j] in lists.barely else 1.0)
    return factor
