"""Say whom the pronouns of narration stand for, by salience.

After Lappin and Leass (1994): every mention makes its person salient, a subject more than an object, an object more
than a possessor; salience halves with each sentence; a pronoun stands for the most salient person whose gender fits and
whom its own clause does not rule out ("Lois looked at her": not Lois). What is said aloud has no pronouns here: who "I"
and "you" are depends on who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from postil.tag.cast.ground import Ground
from postil.tag.cast.people import Someone
from postil.tag.found import MentionFound

_TOKEN = re.compile(
    r"(?P<he>\b[Hh](?:e|im|is|imself)\b)|(?P<she>\b(?:[Ss]he|[Hh]er|[Hh]ers|[Hh]erself)\b)|(?P<they>\b[Tt]he(?:y|m|ir|irs|mselves|mself)\b)"
    r"|(?P<i>\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b(?!\.[A-Z]))|(?P<stop>[.!?…]+(?=[\"')\s]|$)|\n\s*\n)|(?P<clause>[,;:—–]|--|\b(?:and|but|when|while|as|because|before|after|that|who|which|if|so|until|though|although|since|where|than)\b)"
)
_SUBJECT, _OBJECT, _OWNER, _SPOKEN, _CALLED = 80.0, 50.0, 45.0, 20.0, 35.0
_PRONOUN_SUBJECT, _PRONOUN_OBJECT, _PRONOUN_OWNER = 60.0, 35.0, 30.0
_DECAY, _LEAST = 0.5, 2.0
_PARALLEL = 1.35
"""A subject pronoun prefers the last subject."""
_TURN = 0.45
"""In a new paragraph of speech, who spoke last is less likely the one who speaks."""
_OBJECTIVE = frozenset(("him", "them", "me"))
_OWNING = frozenset(("his", "their", "my", "theirs", "hers", "mine"))
_REFLEXIVE = re.compile(r"sel(?:f|ves)$")
_AFTER_POSSESSIVE = re.compile(
    r"[ ]+(?!(?:to|and|with|in|at|for|from|as|but|that|so|a|an|the|by|on|up|down|away|back|again|he|she|into|out|off|over|when|if|how|what|about|before|after|until|like|or|through|across|toward|towards|around|then|than|was|were|is|had|there|here|go|be|eyes?(?= widen))\b)[\w]"
)
_VERB_NEXT = re.compile(
    r"[ ]+(?:(?:had|has|was|is|could|would|did|does|didn't|never|only|just|then|also|still|\w+ly)[ ]+)*[a-z]+"
)
_MARKS = '"“”'


@dataclass(slots=True)
class _State:
    """Who is salient at a point of the story."""

    people: Mapping[str, Someone]
    salience: dict[str, float] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    """The sentence in which each was last made salient."""
    sentence: int = 0
    subject: str | None = None
    """Subject of the clause."""
    last_subject: str | None = None
    """Subject of the clause before."""

    def value(self, who: str) -> float:
        """Return how salient someone is now."""
        age = self.sentence - self.seen[who]
        return self.salience[who] * (_DECAY**age if age < 12 else 0.0)

    def raise_(self, who: str, amount: float) -> None:
        """Make someone more salient."""
        before = self.value(who) if who in self.salience else 0.0
        self.salience[who] = min(before + amount, 200.0)
        self.seen[who] = self.sentence

    def end_sentence(self) -> None:
        """Go on to the next sentence."""
        self.sentence += 1
        self.last_subject = self.subject or self.last_subject
        self.subject = None
        if self.sentence % 16 == 0:
            for who in [w for w in self.salience if self.value(w) < _LEAST]:
                del self.salience[who], self.seen[who]

    def end_clause(self) -> None:
        """Go on to the next clause of the sentence."""
        if self.subject:
            self.last_subject, self.subject = self.subject, None

    def forget(self) -> None:
        """A scene breaks: nobody is there yet."""
        self.salience.clear()
        self.seen.clear()
        self.subject = self.last_subject = None


def resolve(
    ground: Ground, mentions: Sequence[MentionFound], people: Mapping[str, Someone], narrator: str | None
) -> list[MentionFound]:
    """Return the pronouns of narration that stand for someone known, in order."""
    state = _State(people)
    found: list[MentionFound] = []
    k = 0
    last_speaker: str | None = None
    for i, (start, end) in enumerate(ground.paragraphs):
        if i in ground.given.headings:
            continue
        if i in ground.given.breaks:
            state.forget()
        state.end_sentence()
        while k < len(mentions) and mentions[k].start < start:
            k += 1
        stop = k
        while stop < len(mentions) and mentions[stop].start < end:
            stop += 1
        speaks = b"\1" in ground.said[start:end]
        made = _paragraph(ground, state, start, end, mentions[k:stop], narrator, last_speaker if speaks else None)
        found += made
        if speaks:
            last_speaker = _speaker(ground, [*mentions[k:stop], *made]) or last_speaker
        k = stop
    return found


def _speaker(ground: Ground, mentions: Sequence[MentionFound]) -> str | None:
    """Return a guess at who speaks in a paragraph: the first in its narration."""
    told = [m for m in mentions if not ground.said[m.start]]
    return min(told).character if told else None


def _paragraph(
    ground: Ground,
    state: _State,
    start: int,
    end: int,
    mentions: Sequence[MentionFound],
    narrator: str | None,
    spoke: str | None,
) -> list[MentionFound]:
    text, said = ground.text, ground.said
    found: list[MentionFound] = []
    k = 0
    for token in _TOKEN.finditer(text, start, end):
        at = token.start()
        while k < len(mentions) and mentions[k].start <= at:
            _mention(ground, state, mentions[k])
            k += 1
        if k and at < mentions[k - 1].end:
            continue
        kind = token.lastgroup
        if said[at]:
            continue
        if kind == "stop":
            state.end_sentence()
        elif kind == "clause":
            state.end_clause()
        elif kind == "i":
            if narrator:
                state.raise_(narrator, _PRONOUN_SUBJECT / 2)
                found.append(MentionFound(at, token.end(), "pronoun", narrator))
                if token.group() == "I":
                    state.subject = narrator
        elif who := _pronoun(ground, state, token, kind or "", spoke):
            found.append(MentionFound(at, token.end(), "pronoun", who))
    for mention in mentions[k:]:
        _mention(ground, state, mention)
    return found


def _mention(ground: Ground, state: _State, mention: MentionFound) -> None:
    """Let a name or noun make its person salient."""
    text, who = ground.text, mention.character
    if ground.said[mention.start]:
        state.raise_(who, _SPOKEN)
        return
    if text.startswith("'s", mention.end):
        state.raise_(who, _OWNER)
    elif state.subject is None and _is_subject(ground, mention.start, mention.end):
        state.raise_(who, _SUBJECT)
        state.subject = who
    else:
        state.raise_(who, _OBJECT)


def _is_subject(ground: Ground, start: int, end: int) -> bool:
    parse = ground.parse
    if parse is not None:
        dep = parse.strings[int(parse.dep[parse.at(end - 1)])]
        if dep:
            return dep in ("nsubj", "nsubjpass", "conj", "ROOT", "appos", "compound")
    return bool(_VERB_NEXT.match(ground.text, end))


def _pronoun(ground: Ground, state: _State, token: re.Match[str], kind: str, spoke: str | None) -> str | None:
    word = token.group().lower()
    reflexive = bool(_REFLEXIVE.search(word))
    owner = word in _OWNING or (word == "her" and bool(_AFTER_POSSESSIVE.match(ground.text, token.end())))
    objective = word in _OBJECTIVE or (word == "her" and not owner) or reflexive
    if reflexive and state.subject and _agrees(state.people[state.subject], kind):
        state.raise_(state.subject, _PRONOUN_OBJECT)
        return state.subject
    best, most = None, _LEAST
    for who in state.salience:
        if not _agrees(state.people[who], kind) or (objective and not reflexive and who == state.subject):
            continue
        value = state.value(who)
        if not objective and not owner and who == state.last_subject:
            value *= _PARALLEL
        if owner and who == state.subject:
            value *= _PARALLEL
        if spoke == who and not objective and not owner:
            value *= _TURN
        if value > most:
            best, most = who, value
    if best is None:
        return None
    state.raise_(best, _PRONOUN_OWNER if owner else _PRONOUN_OBJECT if objective else _PRONOUN_SUBJECT)
    if not objective and not owner:
        state.subject = best
    return best


def _agrees(person: Someone, kind: str) -> bool:
    """Whether a pronoun can stand for someone: of the same gender, or of none that is known."""
    if kind == "they":
        return person.pronouns == "they"
    return person.pronouns == kind or (person.pronouns is None and not person.plural)
