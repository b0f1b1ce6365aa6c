"""Who is who in a clause: persons, subjects, objects and owners, read off the parse.

holder.py puts the answers together.
"""

from __future__ import annotations

from typing import Final

from postil.tag.feelings.lexicon import Body
from postil.tag.feelings.syntax import Syntax
from postil.tag.feelings.view import View

WE: Final = frozenset("we us our ours ourselves".split())  # noqa: SIM905
FIRST: Final = frozenset("i me my mine myself".split()) | WE  # noqa: SIM905
SECOND: Final = frozenset("you your yours yourself yourselves ye thou thee thy thine thyself".split())  # noqa: SIM905
THIRD: Final = frozenset("he him his himself she her hers herself they them their theirs themselves".split())  # noqa: SIM905
PERSONAL: Final = FIRST | SECOND | THIRD
POSSESSIVE: Final = frozenset("my mine our ours your yours thy thine his her hers their theirs whose".split())  # noqa: SIM905
REFLEXIVE: Final = frozenset(
    "myself ourselves yourself yourselves thyself himself herself themselves themself oneself".split()  # noqa: SIM905
)
ANYONE: Final = frozenset(
    "someone somebody anyone anybody everyone everybody nobody no-one".split()  # noqa: SIM905
)
_DONE_TO: Final = frozenset(("me", "us", "him", "them"))
_PLACES: Final = frozenset(("GPE", "LOC", "FAC", "DATE", "TIME", "LANGUAGE", "EVENT", "WORK_OF_ART", "MONEY"))
_MANY: Final = frozenset("both all others each neither one who whom some many few several most".split())  # noqa: SIM905
"""Persons only as subjects."""
_SUBJECT: Final = ("nsubj", "nsubjpass")
_BY_NOUN: Final = ("acl", "relcl", "amod")
_DEEP: Final = 6
_OBJECT_CONTROL: Final = frozenset(
    ("make", "let", "see", "hear", "watch", "feel", "leave", "find", "cause", "force", "keep", "get", "have", "bid",
     "help", "notice", "set", "send", "want", "ask", "tell", "beg")
)  # fmt: skip
"""Verbs whose object is the subject of what follows: she heard him weep."""
_CAUGHT: Final = frozenset(("find", "catch", "leave", "spot", "see"))
"""Verbs whose object is what a participle after them is about."""
_STANDS: Final = frozenset(("stand", "sit", "lie", "come", "hang", "kneel", "wait", "crouch", "loom"))
"""Verbs that have no object, so that who stands after them is their subject."""
_CLIMB: Final = frozenset(
    ("conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "parataxis", "aux", "auxpass", "dep", "acomp", "attr", "oprd")
)


class People:
    """Answers about persons in one View."""

    __slots__ = ("body", "lists", "v")

    def __init__(self, v: View, lists: Syntax, body: dict[str, Body]) -> None:
        self.v, self.lists, self.body = v, lists, body

    def is_person(self, i: int) -> bool:
        """Tell whether a token stands for somebody: a pronoun, a name, a noun for people."""
        v = self.v
        if v.forms[i] in PERSONAL or v.mention[i] >= 0:
            return True
        if v.forms[i] in ANYONE or v.forms[i] in _MANY:
            return v.pos[i] != "DET" and (v.forms[i] in ANYONE or v.deps[i] in _SUBJECT)
        if v.pos[i] == "PROPN" and v.capital[i]:
            if v.mentions and i == v.bounds[v.sentence[i]][0] and v.entities[i] != "PERSON":
                return False  # Heat crawled up his neck: the cast knows the names that open a sentence
            return v.entities[i] not in _PLACES and (v.entities[i] == "PERSON" or not self._with_article(i))
        return v.pos[i] in ("NOUN", "ADJ", "PROPN", "") and v.lemmas[i] in self.lists.persons

    def _with_article(self, i: int) -> bool:
        """Tell whether a capitalised word is no person's name but a thing's: the Gate, the Heights."""
        v = self.v
        article = v.kid(i, "det")
        return article >= 0 and v.forms[article] == "the" and v.lemmas[i] not in self.lists.persons

    def is_body(self, i: int) -> bool:
        """Tell whether a token is a noun for a part of a body, or what a body shows."""
        return self.v.lemmas[i] in self.body and self.v.pos[i] in ("NOUN", "")

    def owner(self, i: int, *, of: bool = True) -> int:
        """Return the possessor of noun `i` (his hand, Clark's hand; with `of` the hand of a man), or -1."""
        v = self.v
        k = v.kid(i, "poss")
        if k >= 0:
            return k
        for k in v.kids[i]:
            if of and v.deps[k] == "prep" and v.lemmas[k] == "of":
                whole = v.kid(k, "pobj")
                if whole >= 0:
                    inner = v.kid(whole, "poss")
                    return inner if self.is_body(whole) and inner >= 0 else whole
        if v.deps[i] == "conj":  # his hands and face
            k = v.kid(v.heads[i], "poss")
            if k >= 0 and v.kid(i, "det") < 0:
                return k
        return -1

    def subject(self, i: int, depth: int = 0) -> int:
        """Return the subject of verb `i`: its own, its antecedent's, or that of the verb it hangs on; -1 for none."""
        v = self.v
        own = v.kid(i, *_SUBJECT)
        if own < 0 and (helper := v.kid(i, "aux", "auxpass")) >= 0:
            own = v.kid(helper, *_SUBJECT)  # you're sulking, where the model hangs "you" on the auxiliary
        if own < 0 and v.pos[i] == "VERB" and (name := v.kid(i, "poss")) >= 0 and self.is_person(name):
            own = name  # Sana's smiling, where the model takes the verb for a thing of hers
        if own >= 0 and v.quoted[i] < 0 <= v.quoted[own]:
            return self._beside(i)  # "Goodnight, Superman," Lois teased
        if own >= 0:
            return self._antecedent(self._past_preposition(own), i)
        if (after := self._inverted(i)) >= 0:
            return after
        found = self._from_above(i, depth) if depth <= _DEEP and v.heads[i] != i else -1
        return found if found >= 0 else self._of_clause_before(i)

    def _past_preposition(self, own: int) -> int:
        """Return who acts where the model takes whom a preposition names for it: behind Maren, *Isak* had stopped."""
        v, left = self.v, own
        while left and v.heads[left - 1] == own:
            left -= 1
        if not left or v.deps[left - 1] != "prep" or v.kid(own, "cc") >= 0:
            return own
        after = v.kid(own, "conj")
        return after if after >= 0 and v.forms[after - 1] == "," and self.is_person(after) else own

    def _inverted(self, verb: int) -> int:
        """Return who stands after the verb, where a place stands before it: in the lane stood *the mother*; or -1."""
        v = self.v
        if v.lemmas[verb] not in _STANDS or not any(v.deps[k] in ("prep", "advmod") and k < verb for k in v.kids[verb]):
            return -1
        after = v.kid(verb, "dobj", "attr")
        return after if after > verb and self.is_person(after) else -1

    def _from_above(self, i: int, depth: int) -> int:
        """Return the subject of verb `i` as the word it hangs on tells it; -1 for none."""
        v = self.v
        dep, above = v.deps[i], v.heads[i]
        if dep == "amod" and v.pos[above] == "PRON" and above > i:
            return self.subject(self.governor(i), depth + 1)  # I hated everyone
        if dep in _BY_NOUN:
            verb = -1 if dep == "amod" or self.somebody(above) >= 0 else self.governor(above)
            return above if verb < 0 else self.subject(verb, depth + 1)  # he had no reason to weep
        if dep in ("xcomp", "ccomp") and v.lemmas[above] in _OBJECT_CONTROL:
            obj = v.kid(above, "dobj")
            if obj >= 0:
                return obj
        if dep == "advcl" and v.lemmas[above] in _CAUGHT and v.forms[i].endswith("ing"):
            obj = v.kid(above, "dobj")
            if 0 <= obj < i and self.is_person(obj):
                return obj  # she found him in the study, gazing at the clock
        return self.subject(above, depth + 1) if dep in _CLIMB else -1

    def _of_clause_before(self, verb: int) -> int:
        """Return the subject of the clause before, if the model hangs that under this verb: *Tom* rose, bowed low."""
        v = self.v
        k = v.kid(verb, "ccomp")
        own = v.kid(k, *_SUBJECT) if 0 <= k < verb and v.quoted[k] == v.quoted[verb] else -1
        return own if own < verb else -1

    def _beside(self, verb: int) -> int:
        """Return the person beside a verb of speech; what the model took for its subject is inside the speech."""
        own = [k for k in self.v.kids[verb] if self.v.deps[k] in _SUBJECT and self.v.quoted[k] < 0]
        if own:
            return own[0]
        near = (verb - 1, verb - 2, verb + 1, verb + 2, verb + 3, verb - 3)
        inside = (j for j in near if 0 <= j < len(self.v.forms) and self.v.quoted[j] < 0)
        return next((j for j in inside if self.is_person(j) and self.v.forms[j] not in _DONE_TO), -1)

    def _antecedent(self, subject: int, verb: int) -> int:
        v = self.v
        if v.forms[subject] not in ("who", "that", "which"):
            return subject
        while v.deps[verb] == "conj":  # Tom, who was eight, and who feared dogs
            verb = v.heads[verb]
        if v.pos[verb] in ("NOUN", "PROPN"):
            return verb
        return v.heads[verb] if v.deps[verb] == "relcl" else subject

    def meant(self, i: int) -> int:
        """Return whom "who" means, by the parse or as the last who was named: Tom, *who* came; another token itself."""
        v = self.v
        if i < 0 or v.forms[i] != "who":
            return i
        found = self._antecedent(i, v.heads[i]) if v.deps[i] in _SUBJECT else i
        if found != i and self.is_person(found):
            return found
        before = range(i - 1, v.bounds[v.sentence[i]][0] - 1, -1)
        return next((j for j in before if v.pos[j] != "PRON" and self.is_person(j) and v.quoted[j] == v.quoted[i]), i)

    def governor(self, i: int) -> int:
        """Return the verb that governs token `i`, climbing through nouns, prepositions and adjectives; -1 for none."""
        v = self.v
        for above in v.up(i):
            if v.pos[above] in ("VERB", "AUX"):
                return above
        return -1

    def somebody(self, i: int) -> int:
        """Return `i` if it is a person, else the person it belongs to (her heart), else -1."""
        if i < 0:
            return -1
        if self.is_person(i):
            return i
        owner = self.owner(i)
        return owner if owner >= 0 and self.is_person(owner) else -1

    def objects(self, i: int) -> list[int]:
        """Return the direct objects of verb `i`, joined ones too, or the subject of its passive."""
        v = self.v
        return [j for k in v.kids[i] if v.deps[k] in ("dobj", "nsubjpass") for j in (k, *self.joined(k))]

    def subjects(self, i: int) -> list[int]:
        """Return all subjects of verb `i`."""
        first = self.subject(i)
        return [first, *self.joined(first)] if first >= 0 else []

    def joined(self, i: int) -> list[int]:
        """Return what is joined to token `i` by and/or, as far as it goes."""
        v, found, at = self.v, [], i
        while (at := v.kid(at, "conj")) >= 0:
            found.append(at)
        return found

    def of_person(self, noun: int, verb: int = -1) -> bool:
        """Tell whether a body part can be somebody's: owned by no thing, and the verb's subject no thing."""
        owner = self.owner(noun)
        if owner >= 0:
            return self.is_person(owner) or self.v.forms[owner] in POSSESSIVE
        if verb >= 0:
            subject = self.subject(verb)
            return subject < 0 or subject == noun or self.is_person(subject) or self.is_body(subject)
        return True
