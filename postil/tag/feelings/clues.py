"""The clues by which one tells how sure a feeling is: what the list says of it, and what stands around it.

Each is a name a reader can understand; `data/feelings/confidence.txt` has a weight for each, and confidence.py adds
them up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.context import Context
from postil.tag.feelings.people import FIRST, People

_FAINT, _STRONG = 0.55, 0.65
"""Strengths below and above which a word that names a feeling is told apart: an outright one is nearly always right."""
_NAMED: Final = ("named", "thought", "speech")
_WORDS: Final = 5
"""Words of an expression that its own clue is made of."""
_BESIDE: Final = 40
"""Tokens within which other feelings of the paragraph are counted."""
_MANY: Final = 3
_ARGUMENTS: Final = ("nsubj", "nsubjpass", "dobj")


def clues(
    people: People, c: Candidate, who: int, around: Context, channel: str, found: Sequence[Candidate]
) -> list[str]:
    """Return the clues to a candidate.

    `who` is the token of its holder, or -1; `found` are all candidates of the text, in order.
    """
    return [
        *_listed(people, c, channel, class_of(people, c, who)),
        *(["unreal"] if around.unreal else []),
        *(["denied"] if around.negated else []),
        *_felt_by(people, c, who),
        *_placed(people, c),
        *_company(people, c, found),
    ]


def class_of(people: People, c: Candidate, who: int) -> str:
    """Return the class of evidence of a candidate."""
    if c.sense.tier != "feeling":
        return c.sense.tier
    if c.sense.source != "word":
        return c.sense.source
    if c.sense.channel not in _NAMED:
        return "shown"
    if people.v.quoted[c.head] >= 0 and not (who >= 0 and people.v.forms[who] in FIRST):
        return "said"  # a feeling word in speech, not of who speaks
    return "named-faint" if c.sense.strength < _FAINT else "named-strong" if c.sense.strength > _STRONG else "named"


def _listed(people: People, c: Candidate, channel: str, kind: str) -> Iterator[str]:
    """Yield what the list says: class, shade, channel, strength, and the words themselves."""
    v, s = people.v, c.sense
    where = "said" if v.quoted[c.head] >= 0 else "told"
    yield from (f"class {kind}", f"shade {s.shade}", f"family {s.family}", f"channel {channel}", f"listed {s.channel}")
    yield from (f"{s.source} {s.channel}", f"{s.source} {s.shade}", f"{where} {kind}", f"{where} {channel}")
    yield f"strength {round(s.strength * 5)}"
    yield f"words {'_'.join(v.lemmas[c.first : c.last + 1][:_WORDS])}"
    yield f"head {v.lemmas[c.head]}/{v.pos[c.head]}"
    if s.source != "word":
        yield f"length {min(_MANY + 1, c.last - c.first)}"
        yield f"head of {s.source} {v.lemmas[c.head]}"


def _felt_by(people: People, c: Candidate, who: int) -> Iterator[str]:
    """Yield what names the holder, and how far off it stands."""
    v = people.v
    if who < 0:
        yield "holder nobody"
        return
    kind = "character" if v.character(who) else "name" if v.pos[who] == "PROPN" else "noun"
    yield f"holder {v.forms[who] if v.pos[who] == 'PRON' else kind}"
    yield f"holder away {min(_MANY + 1, abs(who - c.head) // 3)}"


def _placed(people: People, c: Candidate) -> Iterator[str]:
    """Yield the grammar of the head: its part of speech, what it hangs on, its subject and object and prepositions."""
    v, i = people.v, c.head
    yield f"is {v.pos[i]} {v.deps[i]}"
    yield f"under {v.pos[v.heads[i]]} {v.deps[i]}"
    for k in v.kids[i]:
        if c.first <= k <= c.last:
            continue
        yield f"has {v.deps[k]}"
        if v.deps[k] in _ARGUMENTS:
            yield from (f"{v.deps[k]} {_kind(people, k)}", f"{v.deps[k]} {_kind(people, k)} of {c.sense.source}")
        elif v.deps[k] == "prep" and (inner := v.kid(k, "pobj")) >= 0:
            yield f"{v.lemmas[k]} {_kind(people, inner)}"
    if v.deps[i] == "amod":
        yield f"says of {_kind(people, v.heads[i])}"
    elif v.deps[i] in ("acomp", "attr") and (subject := v.kid(v.heads[i], "nsubj")) >= 0:
        yield f"said of {_kind(people, subject)}"


def _kind(people: People, i: int) -> str:
    return "person" if people.is_person(i) else "body" if people.is_body(i) else "thing"


def _company(people: People, c: Candidate, found: Sequence[Candidate]) -> Iterator[str]:
    """Yield how many feelings of the same family and of others stand near in the paragraph."""
    v = people.v
    near = [o for o in found if o is not c and abs(o.head - c.head) < _BESIDE and v.same_paragraph(o.head, c.head)]
    same = sum(o.sense.family == c.sense.family for o in near)
    yield f"like it near {min(_MANY, same)}"
    yield f"unlike it near {min(_MANY, len(near) - same)}"
