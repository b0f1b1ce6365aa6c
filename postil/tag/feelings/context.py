"""What the words around do to a feeling: deny it, make it unreal, strengthen or weaken it."""

from __future__ import annotations

from dataclasses import dataclass

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.people import People

_CHAIN = frozenset(
    (
        "acomp",
        "attr",
        "oprd",
        "dobj",
        "advmod",
        "pobj",
        "prep",
        "amod",
        "xcomp",
        "conj",
        "nsubj",
        "nsubjpass",
        "aux",
        "pcomp",
        "npadvmod",
    )
)


@dataclass(frozen=True, slots=True)
class Context:
    """What is said about a feeling."""

    negated: bool
    unreal: bool
    """Tried, wished, asked, supposed: it need not be."""
    factor: float
    """On its strength."""


def context(people: People, c: Candidate) -> Context:
    """Read the context of a candidate from the parse; without one, from the three words before it."""
    if not people.v.parsed:
        return Context(_denied_before(people, c), False, _factor(people, c))
    return Context(_negated(people, c), _unreal(people, c), _factor(people, c))


def _denied_before(people: People, c: Candidate) -> bool:
    v, negators = people.v, people.lists.negators
    a = max(v.bounds[v.sentence[c.first]][0], c.first - 3)
    return any(v.forms[j] in negators for j in range(a, c.first))


def _negated(people: People, c: Candidate) -> bool:
    """Follow the heads from the feeling to its verb, and that verb's governors, and count what denies."""
    v, lists = people.v, people.lists
    i = c.head
    inside = range(c.first, c.last + 1)
    denied = _denier(people, i, inside)
    if v.pos[i] == "ADV" and v.pos[v.heads[i]] in ("VERB", "AUX") and c.first == i:
        return denied or v.forms[max(0, i - 1)] in ("not", "n't", "never")
    at, hidden = i, False
    for above in v.up(i, steps=5):
        dep = v.deps[at]
        if dep == "conj" and not _joined_by_or(people, above, at):
            break
        if dep not in _CHAIN and not (dep == "ccomp" and v.lemmas[above] in lists.raises):
            break
        lemma = v.lemmas[above]
        if v.pos[above] in ("VERB", "AUX"):
            here = _denier(people, above, inside)
            kept = lemma in lists.keeps and dep in ("dobj", "pobj")
            if here and lemma in lists.keeps and dep in ("xcomp", "dobj", "pobj", "ccomp", "prep", "advcl"):
                return False
            if dep in ("xcomp", "dobj") and lemma in lists.denies:
                return not here and not hidden
            hidden = hidden or kept
            if here and not _crosses(people, dep, above):
                denied = True
            if dep in ("nsubj", "nsubjpass") or (
                dep == "xcomp"
                and lemma
                not in lists.raises | {"seem", "appear", "look", "feel", "be", "have", "go", "get", "begin", "start"}
            ):
                break
            if dep == "ccomp":
                break
        elif v.pos[above] == "ADP":
            if v.lemmas[above] == "without":
                denied = True
            if v.lemmas[above] in ("of", "from") and v.lemmas[v.heads[above]] in (
                "lack",
                "absence",
                "free",
                "devoid",
                "empty",
                "instead",
                "rid",
            ):
                denied = True
        elif _denier(people, above, inside):
            denied = True
        at = above
    return denied


def _crosses(people: People, dep: str, verb: int) -> bool:
    """A denied verb leaves what hangs on it by a preposition alone: he did not look at her angrily / in anger."""
    v = people.v
    return dep in ("nsubj", "prep") and v.lemmas[verb] not in ("be", "there")


def _denier(people: People, i: int, inside: range) -> bool:
    """Tell whether a negator hangs on token `i`; "not only", "not just", "no doubt" deny nothing."""
    v, lists = people.v, people.lists
    for k in v.kids[i]:
        if k in inside or not (
            v.deps[k] in ("neg", "det", "preconj", "cc", "advmod", "nsubj", "predet", "prep")
            and v.lemmas[k] in lists.negators | {"longer"}
        ):
            if v.deps[k] != "advmod" or v.lemmas[k] != "long":
                continue
            if v.kid(k, "neg", "det") < 0:
                continue
        if v.deps[k] in ("nsubj", "prep") and v.lemmas[k] not in ("nobody", "none", "nothing", "no-one"):
            continue
        if k + 1 < len(v.forms) and v.forms[k + 1] in ("only", "just", "merely", "simply", "even", "that"):
            if v.forms[k + 1] != "even":
                continue
        if v.lemmas[k] in lists.barely:
            continue
        if v.lemmas[k] == "no" and v.lemmas[i] in ("wonder", "doubt"):
            continue
        return True
    return False


def _joined_by_or(people: People, first: int, second: int) -> bool:
    """A denied pair stays denied under or/nor and a comma; "not angry but hurt", "not angry; hurt" are a turn."""
    v = people.v
    between = v.forms[first:second]
    return (
        not any(w in ("but", ";", "yet", "and", "only", "just", ":", "--", "—") for w in between)
        or "neither" in between
    )


def _unreal(people: People, c: Candidate) -> bool:
    v, lists = people.v, people.lists
    a, b = v.bounds[v.sentence[c.first]]
    if v.forms[b - 1] == "?" or (b - a > 1 and v.forms[b - 2] == "?"):
        return True
    at = c.head
    for k in v.kids[at]:
        if v.deps[k] in ("aux", "mark") and v.lemmas[k] in lists.modal | lists.as_if:
            return not _certain(people, k)
    for above in v.up(c.head, steps=5):
        dep = v.deps[at]
        if dep in ("xcomp", "ccomp", "pcomp") and v.lemmas[above] in lists.unreal:
            return True
        if v.pos[above] in ("VERB", "AUX"):
            for k in v.kids[above]:
                if v.deps[k] in ("aux", "mark") and v.lemmas[k] in lists.modal | lists.as_if:
                    return not _certain(people, k)
        if dep in ("relcl", "nsubj", "parataxis", "advcl", "acl"):
            return False
        at = above
    return False


def _certain(people: People, k: int) -> bool:
    """ "could see", "could not help": an ability, not a guess; "though", "as he spoke": not unreal."""
    v = people.v
    verb = v.heads[k]
    return (v.lemmas[k] in ("could", "can") and v.lemmas[verb] in ("see", "feel", "hear", "help", "tell", "hide")) or (
        v.forms[k] in ("though", "as", "like")
        and not (k + 1 < len(v.forms) and v.forms[k + 1] == "if")
        and not (k > 0 and v.forms[k - 1] == "as")
    )


def _factor(people: People, c: Candidate) -> float:
    v, scale = people.v, people.lists.scale
    near = set(range(max(0, c.first - 2), c.first)) if not v.parsed else set()
    near.update(
        k
        for k in v.kids[c.head]
        if v.deps[k] in ("advmod", "amod", "det", "npadvmod", "quantmod") and not c.first <= k <= c.last
    )
    if v.parsed and v.deps[c.head] == "pobj" and v.lemmas[v.heads[c.head]] == "of":  # a trace of fear
        near.add(v.heads[v.heads[c.head]])
    factor = 1.0
    for j in near:
        factor *= scale.get(v.forms[j], 1.0)
        if v.lemmas[j] in people.lists.barely:
            factor *= 0.5
    return factor
