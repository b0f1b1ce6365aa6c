"""The form of what is said and thought: a cry, an order, a sentence broken off, a bare question, a stammer.

Each sentence of speech, and each short one of the narration that may be somebody's thought, is told by a set of marks.
The lines of displays/ that begin with `F:` ask for them (hints.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final, NamedTuple

from postil.tag.feelings.entries import lines
from postil.tag.feelings.people import FIRST, SECOND, People
from postil.tag.feelings.view import View

_MOST: Final = 24
"""Tokens of an utterance that are marked, from its first."""
_THOUGHT: Final = 12
"""Words of a sentence of the narration that may be a thought."""
_ENDS: Final = {"!": "cry", "?": "ask", "...": "trail", "…": "trail", "—": "cut", "--": "cut", "–": "cut", "-": "cut"}
_FINITE: Final = frozenset(("VBD", "VBZ", "VBP", "MD"))
_TWICE: Final = frozenset(("had", "that", "very"))
"""Words said twice by anybody."""
_REACH: Final = 6
"""Words from a speech to the verb of its tag."""
_SOUNDS: Final = frozenset(
    "whisper croak sob wail howl shriek scream holler roar snap gasp cry moan rasp hiss breathe plead beg choke".split()  # noqa: SIM905
)


class Utterance(NamedTuple):
    """A sentence of speech or of the narration. Tokens; the last is inclusive."""

    first: int
    last: int
    said: bool
    marks: frozenset[str]


def utterances(people: People) -> Iterator[Utterance]:
    """Yield each sentence of speech, and each short one of the narration beside which nobody speaks, in order."""
    v = people.v
    for a, b in v.bounds:
        i = a
        while i < b:
            j = i
            while j < b and v.quoted[j] == v.quoted[i]:
                j += 1
            words = [k for k in range(i, j) if v.forms[k][:1].isalnum()]
            said = v.quoted[i] >= 0
            if words and (said or (j - i == b - a and len(words) <= _THOUGHT)):
                marks = {*_form(v, j, words), *_mood(people, words), *(_tag(people, i, j) if said else ())}
                last = words[-1]
                while last + 1 < j and v.forms[last + 1] in _ENDS:
                    last += 1
                yield Utterance(words[0], min(last, words[0] + _MOST), said, frozenset(marks))
            i = j


def _form(v: View, end: int, words: list[int]) -> Iterator[str]:
    """Yield what the form of a sentence says: its length, how it ends, what is broken or said again in it."""
    count = len(words)
    yield "one" if count == 1 else "few" if count <= 3 else "short" if count <= 7 else "long"
    yield from (_ENDS[v.forms[k]] for k in range(words[-1] + 1, end) if v.forms[k] in _ENDS)
    if any(_ENDS.get(v.forms[k]) == "cut" for k in range(words[0], words[-1])):
        yield "broken"
    forms = [v.forms[k] for k in words]
    near = (*pairwise(forms), *zip(forms, forms[2:], strict=False))
    if any(x == y and x not in _TWICE for x, y in near):
        yield "stammer"
    content = [v.lemmas[k] for k in words if v.pos[k] in ("VERB", "NOUN", "ADJ", "INTJ", "PROPN")]
    if len(content) != len(set(content)):
        yield "again"
    yield from (f"opens {c}" for c in _classes("open").get(forms[0], ()))
    listed = _classes("word")
    yield from (f"has {c}" for k in words for c in listed.get(v.lemmas[k], ()))
    if not any(v.tags[k] in _FINITE for k in words):
        yield "fragment"
    if any(v.tags[k] in ("JJS", "RBS") for k in words):
        yield "most"


def _mood(people: People, words: list[int]) -> Iterator[str]:
    """Yield the mood and the persons of a sentence: an order, a denial, you, me, a modal verb."""
    v = people.v
    denied = any(v.deps[k] == "neg" for k in words)
    if denied:
        yield "denied"
    head = words[2] if v.lemmas[words[0]] == "do" and len(words) > 2 else words[0]
    if any(v.tags[k] == "VB" and v.kid(k, "nsubj") < 0 for k in (words[0], head)):
        yield "order"
    forms = {v.forms[k] for k in words}
    if forms & FIRST:
        yield "me"
    if forms & SECOND:
        yield "you"
    called = any("idiot" in _classes("word").get(v.lemmas[k], ()) for k in words[1:4])
    if v.forms[words[0]] in SECOND and called:
        yield "you thing"  # you absolute fool
    for k in words:
        if v.tags[k] == "MD":
            yield from (f"modal {c}" for c in _classes("modal").get(v.forms[k], ()))


def _tag(people: People, a: int, b: int) -> Iterator[str]:
    """Yield what the verb of a speech's tag says of its voice."""
    v = people.v
    first, last = a, b - 1
    while first > 0 and v.quoted[first - 1] == v.quoted[a]:
        first -= 1
    while last + 1 < len(v.quoted) and v.quoted[last + 1] == v.quoted[a]:
        last += 1
    for j in (*range(last + 1, last + 1 + _REACH), *range(first - 1, first - 1 - _REACH, -1)):
        if 0 <= j < len(v.quoted) and v.quoted[j] < 0 and v.pos[j] == "VERB" and v.lemmas[j] in people.lists.said:
            if v.lemmas[j] in _SOUNDS:
                yield "voiced"
            return


@cache
def _classes(sort: str) -> Mapping[str, tuple[str, ...]]:
    """Return the classes of each word of one sort (open, word, modal) in classes.txt."""
    text = (files("postil") / "data" / "feelings" / "displays" / "classes.txt").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for name, rest, _ in lines(text, "displays/classes.txt"):
        of, _, own = name.partition(".")
        if of == sort:
            found.update((word, (*found.get(word, ()), own)) for word in rest.split())
    return found
