"""Through which channel a feeling comes: its word's own, that of the body it is seen in, or speech."""

from __future__ import annotations

from typing import Final

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.people import People

_OF_HEAD: Final = frozenset(("face", "gaze", "voice"))
_SEEN: Final = frozenset(("in", "on", "into", "across", "over", "from", "with", "of", "at", "through"))
_CRIES: Final = frozenset(("god", "oh", "lord", "christ", "jesus", "ah", "damn", "heavens", "alas"))
_LOOKS: Final = frozenset(("look", "stare", "gaze", "glance", "glare", "peer", "watch", "eye", "regard"))


def channel(people: People, c: Candidate) -> str:
    """Return the channel of a candidate."""
    own = c.sense.channel
    if own in _OF_HEAD and c.sense.source != "word" and people.v.pos[c.head] != "VERB":  # fear in his voice
        ends = people.body.get(people.v.lemmas[c.last])
        own = ends.channel if ends is not None and ends.part and ends.channel in _OF_HEAD else own
    if own not in ("named", "thought"):
        return own
    if people.v.quoted[c.head] >= 0:
        return "speech"
    if own == "thought" or not people.v.parsed:
        return own
    return _of_body(people, c.head) or ("thought" if _exclaimed(people, c.head) else own)


def _exclaimed(people: People, i: int) -> bool:
    """Tell whether the narration cries out, as it does in somebody's thoughts: God, he had loved her."""
    v = people.v
    a, b = v.bounds[v.sentence[i]]
    return v.pos[a] == "INTJ" or v.forms[a] in _CRIES or v.forms[b - 1] == "!"


def _of_body(people: People, i: int) -> str:
    """Return the channel of the voice, eyes, face or hands that a named feeling is told of; empty for none."""
    v = people.v
    dep, above = v.deps[i], v.heads[i]
    if above == i:
        return ""
    if dep == "amod":
        return _body(people, above)
    if dep == "advmod" and v.pos[i] == "ADV":
        return _of_verb(people, above) or _of_touch(people, above)
    return _seen_in(people, i) or _of_clause(people, i, above)


def _of_verb(people: People, verb: int) -> str:
    """Return the channel of speaking and looking, or of a body part that does what the verb says; empty for none."""
    v = people.v
    if v.lemmas[verb] in people.lists.said:
        return "voice"
    return "gaze" if v.lemmas[verb] in _LOOKS else _body(people, v.kid(verb, "nsubj"))


def _of_touch(people: People, verb: int) -> str:
    """Return "touch" where the verb has a person or a body part for its object: she gently pried his hands away."""
    obj = people.v.kid(verb, "dobj")
    return "touch" if obj >= 0 and (people.is_body(obj) or people.is_person(obj)) else ""


def _seen_in(people: People, i: int) -> str:
    """Return the channel of the body noun after a preposition on token `i`: anger *in his eyes*."""
    v = people.v
    seen = (_body(people, v.kid(k, "pobj")) for k in v.kids[i] if v.deps[k] == "prep" and v.lemmas[k] in _SEEN)
    return next((channel for channel in seen if channel), "")


def _of_clause(people: People, i: int, above: int) -> str:
    """Return the channel the clause tells: a look of anger; his eyes swam with sadness; his voice was sad."""
    v = people.v
    dep = v.deps[i]
    if dep == "pobj":
        governor = v.heads[above]
        if v.pos[governor] == "NOUN":
            return _body(people, governor)
        return _of_verb(people, governor) if v.pos[governor] == "VERB" else ""
    if dep in ("acomp", "attr", "oprd", "dobj"):
        return _body(people, v.kid(above, "nsubj"))
    return _seen_in(people, above) if dep == "nsubj" else ""  # anger flashed in his eyes


def _body(people: People, noun: int) -> str:
    """Return the channel of a body noun; a heart or a soul in which one feels is no showing."""
    if noun < 0:
        return ""
    body = people.body.get(people.v.lemmas[noun])
    return body.channel if body is not None and body.channel != "sensation" else ""
