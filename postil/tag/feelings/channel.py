"""Through which channel a feeling comes: its word's own, that of the body it is seen in, or speech."""

from __future__ import annotations

from typing import Final

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.holder import holder
from postil.tag.feelings.people import FIRST, People

_OF_HEAD: Final = frozenset(("face", "gaze", "voice"))
_SEEN: Final = frozenset(("in", "on", "into", "across", "over", "from", "with", "of", "at", "through"))
_CRIES: Final = frozenset(("god", "oh", "lord", "christ", "jesus", "ah", "damn", "heavens", "alas"))
_ALOUD: Final = frozenset(("sob", "bawl", "blubber", "wail", "howl"))
"""Verbs of crying that one hears."""
_SHOWN_BY: Final = ("face", "gesture", "sensation")
"""Body parts that tell more than a posture does: his lip trembled, her hands shook, her hair stood up."""
_TAG: Final = 5
"""Words from a verb of speech to an adverb at the end of its tag: said Mrs Pym's brother *coldly*."""
_LOOKS: Final = frozenset(("look", "stare", "gaze", "glance", "glare", "peer", "watch", "eye", "regard"))


def channel(people: People, c: Candidate) -> str:
    """Return the channel of a candidate."""
    own = _of_words(people, c)
    if people.v.quoted[c.head] >= 0 and own in ("named", "thought", "speech"):
        return _in_speech(people, c, own)
    if own != "named" or not people.v.parsed:
        return own
    return _of_body(people, c.head) or ("thought" if _is_thought(people, c) else own)


def _of_words(people: People, c: Candidate) -> str:
    """Return the channel that the words tell by themselves: that of the entry, or of the body part they name."""
    own, v = c.sense.channel, people.v
    if own == "posture" and v.parsed:
        return _of_part(people, c) or own
    if own == "face" and (v.lemmas[c.head] in _ALOUD or _is_tag(people, c)):
        return "voice"
    if own in _OF_HEAD and c.sense.source != "word" and v.pos[c.head] != "VERB":  # fear in his voice
        ends = people.body.get(v.lemmas[c.last])
        return ends.channel if ends is not None and ends.part and ends.channel in _OF_HEAD else own
    return own


def _of_part(people: People, c: Candidate) -> str:
    """Return the channel of the face or the hands whose posture it is: her lip began to tremble; empty for none."""
    v = people.v
    part = people.subject(c.head) if v.pos[c.head] in ("VERB", "AUX") else c.noun
    shown = _part(people, part) or (_part(people, c.noun) if part != c.noun else "")
    return shown if shown in _SHOWN_BY else ""


def _part(people: People, i: int) -> str:
    if i < 0 or not people.is_body(i):
        return ""
    body = people.body[people.v.lemmas[i]]
    return body.channel if body.part else ""


def _is_tag(people: People, c: Candidate) -> bool:
    """Tell whether a candidate is the verb of a tag, or says how one speaks: he wept; she said through her teeth."""
    v = people.v
    if not v.parsed or v.quoted[c.head] >= 0:
        return False
    if c.sense.source == "word":
        return v.lemmas[c.head] == "weep" and v.beside_speech(c.head, within=2)
    verb = v.heads[c.head] if v.pos[c.first] == "ADP" else c.head
    return v.pos[c.first] == "ADP" and v.lemmas[verb] in people.lists.said


def _in_speech(people: People, c: Candidate, own: str) -> str:
    """Return how a feeling comes in speech: vented ("I hate you!"), or told of others or of the past ("he was sad")."""
    v = people.v
    if not v.parsed or own != "named" or c.sense.tier != "feeling":
        return "speech"
    who = holder(people, c)
    if who < 0 or v.quoted[who] < 0:
        return "speech"  # of whoever says it
    return "named" if v.forms[who] not in FIRST or _before_now(people, c.head) else "speech"


def _before_now(people: People, i: int) -> bool:
    """Tell whether the clause of a word is in the past or the perfect."""
    v = people.v
    for j in (i, *v.up(i)):
        finite = [k for k in (*v.kids[j], j) if k == j or v.deps[k] in ("aux", "auxpass")]
        for k in finite:
            if v.tags[k] == "VBD" or (v.lemmas[k] == "have" and v.deps[k] == "aux"):
                return True
            if v.tags[k] in ("VBP", "VBZ", "MD"):
                return False
    return False


def _is_thought(people: People, c: Candidate) -> bool:
    """Tell whether narration judges for the one whose side it tells, or cries out: it was delicious; God, how odd."""
    return c.sense.tier == "appraisal" or _exclaimed(people, c.head)


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
    if v.pos[i] == "ADV" and _ends_tag(people, i):
        return "voice"
    if dep == "advmod" and v.pos[i] == "ADV":
        return _of_verb(people, above) or _of_touch(people, above)
    return _seen_in(people, i) or _of_clause(people, i, above)


def _of_verb(people: People, verb: int) -> str:
    """Return the channel of speaking and looking, or of a body part that does what the verb says; empty for none."""
    v = people.v
    if v.lemmas[verb] in people.lists.said:
        return "voice"
    return "gaze" if v.lemmas[verb] in _LOOKS else _body(people, v.kid(verb, "nsubj"))


def _ends_tag(people: People, i: int) -> bool:
    """Tell whether an adverb ends the tag of a speech, whatever the model hangs it on: "No," said Tom crossly."""
    v = people.v
    for j in range(i - 1, max(-1, i - 1 - _TAG), -1):
        if v.quoted[j] >= 0 or v.pos[j] in ("PUNCT", "CCONJ", "ADP", "SCONJ"):
            return False
        if v.lemmas[j] in people.lists.said and v.pos[j] == "VERB":
            return v.beside_speech(j)
    return False


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
        return "gaze" if v.lemmas[governor] in _LOOKS else ""  # "No," he said with contempt, is named
    if dep in ("acomp", "oprd") and v.lemmas[above] == "sound":
        return "voice"
    if dep in ("acomp", "attr", "oprd", "dobj"):
        return _body(people, v.kid(above, "nsubj"))
    return _seen_in(people, above) if dep == "nsubj" else ""  # anger flashed in his eyes


def _body(people: People, noun: int) -> str:
    """Return the channel of a body noun; a heart or a soul in which one feels is no showing."""
    if noun < 0:
        return ""
    body = people.body.get(people.v.lemmas[noun])
    return body.channel if body is not None and body.channel != "sensation" else ""
