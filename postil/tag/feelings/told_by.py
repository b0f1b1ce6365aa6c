"""A shown feeling is what the words of its sentence say it is: hands that shake with anger, a face red with rage.

find_words.py joins such words where both are single words (a sad smile); here what shows is a pattern or a phrase. The
naming word gives family and shade, what shows gives the channel and who feels. "So angry that he shook" tells too, and
a cry is of joy, of anger or of fear as what is done or said with it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.find_words import carrier
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.people import People

_TOLD: Final = ("named", "thought", "speech")
_NEAR: Final = 8
"""Tokens from the first to the last of what is made one."""
_OF_CRIES: Final = {"joy": "joy", "love": "joy", "anger": "anger", "fear": "fear"}
_BESIDE: Final = 12
"""Tokens from a cry to what is done or said with it."""
_SO: Final = 8
"""Tokens from "so angry" to what follows from it."""
_ENDS: Final = frozenset((",", ";", ":", "-", "--", "—", "–", "but", "and", "as", '"'))
"""Words after which it follows no more."""


def told_by_words(people: People, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates, in order, with the family that a word of the sentence names; a near word is taken in."""
    kept = list(found)
    for n in found:
        if not _names(people, n):
            continue
        k = next((k for k, c in enumerate(kept) if c is not n and _tells(people, n, c)), -1)
        if k < 0 or kept[k].sense.family == n.sense.family:
            continue
        c = kept[k]
        strength = max(c.sense.strength, n.sense.strength)
        sense = replace(c.sense, family=n.sense.family, shade=n.sense.shade, valence=n.sense.valence, strength=strength)
        first, last = min(c.first, n.first), max(c.last, n.last)
        others = [o for o in kept if o is not c and o is not n]
        if last - first <= _NEAR and not any(o.first <= last and first <= o.last for o in others):
            kept[k] = replace(c, sense=sense, first=first, last=last)
            kept.remove(n)
        else:
            kept[k] = replace(c, sense=sense)
    return [_cry(people, c, kept) for c in kept]


def _cry(people: People, c: Candidate, found: Sequence[Candidate]) -> Candidate:
    """Return a cry with the family of what is done or said with it: she screamed and hugged him."""
    v, i = people.v, c.head
    if v.lemmas[i] not in people.lists.cries or v.pos[i] != "VERB" or c.sense.source != "word":
        return c
    beside = [o for o in found if o is not c and abs(o.head - i) < _BESIDE and v.same_paragraph(o.head, i)]
    done = [o for o in beside if v.deps[o.head] in ("conj", "advcl") and v.heads[o.head] == i]
    done += [o for o in beside if v.deps[i] == "conj" and v.heads[i] == o.head]
    said = [o for o in beside if v.quoted[o.head] >= 0] if v.beside_speech(i) else []
    families = {_OF_CRIES.get(o.sense.family, "") for o in (*(o for o in done if v.kid(o.head, "nsubj") < 0), *said)}
    family = families.pop() if len(families) == 1 else ""
    if not family or family == c.sense.family:
        return c
    return replace(
        c, sense=replace(c.sense, family=family, shade=family, valence=lexicon().shades[family] * c.sense.strength)
    )


def _names(people: People, n: Candidate) -> bool:
    """Tell whether a candidate is a word that names a feeling and may say it of another: anger, coldly, furious."""
    v, i = people.v, n.head
    if n.sense.source != "word" or n.weight != 1 or n.sense.tier != "feeling" or n.first != n.last:
        return False
    if v.pos[i] == "ADV":
        return n.sense.channel in ("named", "voice") and n.sense.family != "surprise"  # suddenly
    if any(v.deps[k] in ("poss", "neg") or v.forms[k] == "no" for k in v.kids[i]):
        return False  # he shrank from her anger
    with_laughter = n.sense.channel == "voice" and v.forms[v.heads[i]] in ("with", "of")
    return n.sense.channel == "named" or with_laughter


def _tells(people: People, n: Candidate, c: Candidate) -> bool:
    """Tell whether a naming word says what a shown feeling is."""
    v, i = people.v, n.head
    if c.sense.channel in _TOLD or v.sentence[i] != v.sentence[c.head]:
        return False
    if c.first <= carrier(people, i) <= c.last:
        return not (v.pos[i] == "ADJ" and people.is_body(v.heads[i]) and people.body[v.lemmas[v.heads[i]]].part)
    if v.pos[i] != "ADJ":
        return False
    if v.deps[i] == "conj" and c.first <= v.heads[i] <= c.last:
        return True  # his voice was low and furious
    if v.deps[i] == "acomp" and v.lemmas[v.heads[i]] in ("be", "sound") and v.kid(v.heads[i], "nsubj") == c.head:
        return True  # her smile was icy
    so = i > 0 and v.forms[i - 1] == "so"
    return so and i < c.first < i + _SO and _ENDS.isdisjoint(v.forms[i : c.first])
