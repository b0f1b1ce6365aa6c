"""Collect what the words say about who speaks: tags, action beside speech, who is addressed, who is named.

A *tag* is narration that tells of the speaking itself ("said Ann", "he asked"); a *beat* is other narration in the
speech's paragraph. Nothing is decided here: cues are evidence, weighed by `features`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from postil.models import Span
from postil.tag.dialogue.narration import Actor, Clause, Said, Tokens, actor_at, owns, said
from postil.tag.speech import Speech
from postil.tag.wordlists import read_lines

Listener = Literal["told", "faced"]
CueKind = Literal["name", "noun", "pronoun", "i", "beat", "bare"]
_NEAR = 4
"""Tokens between the quotation mark and the tag's first word, at most."""
_REACH = {1: 8, 2: 18}
"""Tokens between a verb of speech and the speech it leads to, at most, by how surely it is one."""
_TOWARDS = frozenset(("to", "at", "toward", "towards", "on"))
_FACES = frozenset(read_lines("dialogue/faces.txt"))
_TELLS = frozenset(read_lines("dialogue/tells.txt"))
_AHEAD = frozenset(("before", "when", "until", "till", "if", "unless"))
_NOTHING = frozenset(("not", "n't", "never", "nothing", "no"))
_ANOTHER = re.compile(r"(?:[,;:—–-]\s*|^)(?:and|but|so|then)\b[^,;:]*$", re.IGNORECASE)
_STOPS = re.compile(r"[.!?…]['\"”’)]*\s")
_BEFORE_VOCATIVE = re.compile(
    r"(?:^|[,.!?;:—–…\"“'‘(_*-]|\b(?:oh|o|ah|dear|my|poor|well|yes|no|now|hey|hi|hello|goodbye|thanks|thank you|please|"
    r"old|come|good night|goodnight|good morning|sorry|okay|ok|young))[\s_*\"“'‘]*$",
    re.IGNORECASE,
)
_AFTER_VOCATIVE = re.compile(r"[\s_*]*(?:$|[,.!?;:—–…\"”’-])")


@dataclass(frozen=True, slots=True)
class Tag:
    """Narration that tells who speaks."""

    actor: Actor
    said: Said
    place: Literal["after", "before"]
    """Where it stands, from the speech."""


@dataclass(slots=True)
class Cues:
    """What the words around and inside one utterance say about its speaker."""

    tag: Tag | None = None
    after: Actor | None = None
    """Who first acts in the narration after its first speech, in its paragraphs."""
    before: Actor | None = None
    """Who last acts in the narration that leads to it, in its paragraph."""
    lead: str | None = None
    """The character whose mention ends the narration that leads to it ("accosted by Ann,")."""
    leads: bool = False
    """The narration before it ends on a colon or a comma."""
    others: set[str] = field(default_factory=set)
    """Characters in its paragraphs' narration, the tag's and beats' among them."""
    addressed: dict[str, str] = field(default_factory=dict)
    """Characters it addresses, and where in a sentence: edge, mid or alone."""
    named: set[str] = field(default_factory=set)
    """Characters it names without addressing them."""
    told: dict[str, Listener] = field(default_factory=dict)
    """Characters that its narration says it is told to ("said to Ann"), or that are turned to or looked at."""
    address: str = ""
    """The pronoun of the one it addresses by a word that is no name ("sir"), or empty."""
    introduces: set[str] = field(default_factory=set)
    """Characters whose name it gives as the speaker's own ("I'm Ann")."""
    asks_name: bool = False
    """It asks who somebody is."""
    tail: int = 0
    """Characters of narration after its last stretch, in its paragraph."""
    broadcast: bool = False
    """It reads like a broadcast, and something that broadcasts is near."""
    asks: bool = False
    """It ends on a question mark."""
    cut: bool = False
    """It breaks off."""
    parted: Literal["sure", "maybe"] | None = None
    """It is parted from the speech before in its paragraph, and how surely another's."""

    @property
    def kind(self) -> CueKind:
        """The strongest cue there is."""
        if self.tag is None:
            return "beat" if self.after or self.before else "bare"
        actor = self.tag.actor
        if actor.pronoun == "i":
            return "i"
        if actor.kind == "pronoun":
            return "pronoun"
        return "noun" if actor.kind == "noun" or actor.character is None else "name"


_LEADS = re.compile(r"(?:[,:]|--|[—–])[\s_*]*$")


def gaps(text: str, speeches: Sequence[Speech], paragraphs: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Return for each speech the narration before and after it in its paragraph, up to the speeches beside it.

    A speech that opens its paragraph has before it the narration of the paragraph before, where that leads to it:
    ends on a comma, a colon or a dash.
    """
    found = []
    for n, speech in enumerate(speeches):
        start, end = paragraphs[speech.paragraph]
        if n and speeches[n - 1].paragraph == speech.paragraph:
            start = speeches[n - 1].end
        elif start == speech.start and speech.paragraph and not speech.continued:
            above = paragraphs[speech.paragraph - 1]
            if _LEADS.search(text, max(above[0], above[1] - 6), above[1]):
                spoken = n and speeches[n - 1].paragraph == speech.paragraph - 1
                start = speeches[n - 1].end if spoken else above[0]
        if n + 1 < len(speeches) and speeches[n + 1].paragraph == speech.paragraph:
            end = speeches[n + 1].start
        found.append(((start, speech.start), (speech.end, end)))
    return found


def as_person(actor: Actor) -> Actor:
    """Return the actor of a speech verb: whatever word it is, it stands for somebody ("the courier announced")."""
    return replace(actor, kind="noun") if actor.kind == "other" else actor


class Reader:
    """Finds the tags and beats of speeches; made once a Doc."""

    def __init__(self, tokens: Tokens, clauses: Sequence[Clause]) -> None:
        self.tokens = tokens
        self.text = tokens.text
        # Who "did not answer" did nothing that tells who speaks.
        self.clauses = [c for c in clauses if not (c.said and self._denied(tokens.at(c.verb_at)))]
        self.starts = [clause.start for clause in self.clauses]

    def within(self, span: Span) -> Sequence[Clause]:
        """Return the clauses that begin in `span`."""
        return self.clauses[bisect_left(self.starts, span[0]) : bisect_left(self.starts, span[1])]

    def tag_after(self, speech: Speech, gap: Span) -> Tag | None:
        """Return the tag that follows a speech."""
        if not any(map(str.isalpha, self.text[gap[0] : gap[1]])):
            return None
        first = self.tokens.at(gap[0])
        while first < len(self.tokens.begin) and not self.text[self.tokens.begin[first]].isalnum():
            first += 1
        if first == len(self.tokens.begin):
            return None
        inside = self.text[speech.start : speech.end].rstrip("\"'”’»_* ")
        needed = 2 if inside.endswith((".", "…")) and not inside.endswith("...") else 1
        inverted = said(self.tokens.word(first)) >= needed and not self._denied(first)
        for clause in self.within(gap)[:1]:
            away = self.tokens.at(clause.start) - first
            if inverted and clause.verb_at != self.tokens.begin[first]:
                break
            if away <= _NEAR and clause.said >= needed and self._tells(clause, first, away):
                # The parse may take "dreamily" for who says it in "said Ann dreamily"; the words know better.
                told = self._pattern(first, gap[1], needed) if clause.actor.kind == "other" else None
                return told or Tag(as_person(clause.actor), clause.said, "after")
        return self._pattern(first, gap[1], needed)

    def _tells(self, clause: Clause, first: int, away: int) -> bool:
        """Return whether a clause `away` tokens after a speech tells of that speech: not "before Ann could answer"."""
        verb = self.tokens.at(clause.verb_at)
        if self.tokens.word(min(verb + 1, len(self.tokens.begin) - 1)) == "that":
            return False
        return not any(self.tokens.word(i) in _AHEAD for i in range(first, first + away))

    def _denied(self, verb: int) -> bool:
        """Return whether the verb at a token says that nothing is said."""
        around = range(max(0, verb - 2), min(verb + 2, len(self.tokens.begin)))
        return any(self.tokens.word(i) in _NOTHING for i in around if self.tokens.speech[i] < 0)

    def _pattern(self, first: int, end: int, needed: int) -> Tag | None:
        """Return the tag that begins at token `first`, by its words alone: "said the man", "Ann softly said"."""
        tokens = self.tokens
        last = min(first + _NEAR + 2, tokens.at(end))
        if first >= last:
            return None
        strength = said(tokens.word(first))
        if strength >= needed and not self._denied(first):
            named = (self._named(i) for i in self._words(first + 1, last) if not self._leads_up(i))
            actor = next((a for a in named if a.kind != "other"), None)
            return Tag(actor, strength, "after") if actor else None
        actor = actor_at(tokens, first)
        if actor.kind in ("name", "pronoun"):
            for i in self._words(first + 1, last):
                strength = said(tokens.word(i))
                if strength >= needed and not tokens.word(i).endswith("ing"):
                    return None if self._denied(i) else Tag(actor, strength, "after")
        return None

    def _leads_up(self, i: int) -> bool:
        """Return whether token `i` is of a description, and before its noun: "the young" of "the young man"."""
        mention = self.tokens.mention_of(i)
        nouns = (self.tokens.doc.vocab.strings["NOUN"], self.tokens.doc.vocab.strings["PROPN"])
        return mention is not None and mention.kind == "noun" and self.tokens.pos[i] not in nouns

    def _named(self, i: int) -> Actor:
        """Return who token `i` stands for, and not its owner, where it has one: "said Ann's mother"."""
        tokens = self.tokens
        if i + 2 < len(tokens.begin) and tokens.word(i + 1) in ("'s", "’s", "'", "’"):
            relation = actor_at(tokens, i + 2, i)
            if relation.kind == "noun":
                return relation
        return actor_at(tokens, i, i - 1 if owns(tokens.word(i - 1)) else None)

    def listeners(self, gap: Span) -> Iterator[tuple[str, Listener]]:
        """Yield who is spoken to in the narration in `gap`, or turned to or looked at."""
        tokens, strings = self.tokens, self.tokens.doc.vocab.strings
        first, last = tokens.at(gap[0]), tokens.at(gap[1])
        for i in range(first, last):
            mention = tokens.mention_of(i)
            if mention is None or (mention.kind == "pronoun" and tokens.word(i) != "me"):
                continue
            head = int(tokens.heads[i])
            if tokens.dep[i] == strings["pobj"] and tokens.word(head) in _TOWARDS:
                verb = tokens.word(int(tokens.heads[head]))
                if said(verb) == 2:
                    yield mention.character, "told"
                elif verb in _FACES:
                    yield mention.character, "faced"
            elif tokens.dep[i] in (strings["dobj"], strings["dative"]) and tokens.word(head) in _TELLS:
                yield mention.character, "told"

    def _words(self, first: int, last: int) -> Iterator[int]:
        """Yield the tokens from `first` up to `last` or to the first that is no word."""
        for i in range(first, last):
            yield i
            if not self.text[self.tokens.begin[i]].isalpha():
                return

    def tag_before(self, gap: Span, *, tagged: bool) -> Tag | None:
        """Return the tag that leads to a speech: the last clause before it, if that tells of speaking.

        `tagged` says that the narration begins with the tag of the speech before.
        """
        lead = self.text[gap[0] : gap[1]].rstrip(" \n_*")
        if not lead or lead[-1] in ".!?;":
            return None
        stop = max((m.end() for m in _STOPS.finditer(lead)), default=0)
        for clause in reversed(self.within((gap[0] + stop, gap[1]))):
            verb = self.tokens.at(clause.verb_at)
            reach = self.tokens.at(gap[0] + len(lead)) - verb
            near = reach <= _REACH[1] if lead[-1] in ",:" else reach <= 1
            if not ((clause.said == 2 and reach <= _REACH[2]) or (clause.said == 1 and near)):
                continue
            if tagged and not stop and not _ANOTHER.search(self.text[gap[0] : clause.start]):
                return None  # still the tag of the speech before
            return Tag(as_person(clause.actor), clause.said, "before")
        return None


Place = Literal["mid", "edge", "alone"]


def addresses(text: str, speech: Speech, start: int, end: int) -> Place | None:
    """Return whether words inside `speech`, from `start` to `end`, address somebody, and where in the sentence.

    At a sentence's head or end (`edge`) most vocatives do; `alone` they are a sentence.
    """
    before = text[max(speech.start, start - 14) : start]
    after = text[end : min(speech.end, end + 6)]
    if not _BEFORE_VOCATIVE.search(before) or not _AFTER_VOCATIVE.match(after):
        return None
    left, right = before.strip(" \n_*\"“'‘"), after.strip(" \n_*")
    opens = not left or left[-1] in ".!?…—–:-"
    closes = not right or right[0] in ".!?…—–-\"”'"
    return "alone" if opens and closes else "edge" if opens or closes else "mid"


_INTRODUCES = re.compile(r"\b(?:I['’]?m|I\s+am|name\s+is|name['’]s|call\s+me|it['’]s\s+me,)\s+$", re.IGNORECASE)
_ASKS_NAME = re.compile(
    r"\b(?:names?|(?:call|called)\s+you|you\s+called|who(?:\s+are|['’]re)\s+you|who['’]s\s+(?:this|that|there))\b[^?]*\?",
    re.IGNORECASE,
)


def introduces(text: str, speech: Speech, start: int) -> bool:
    """Return whether the name at `start` in `speech` is given as the speaker's own."""
    return bool(_INTRODUCES.search(text, max(speech.start, start - 14), start))


def asks_name(text: str, speech: Speech) -> bool:
    """Return whether `speech` asks somebody's name."""
    return bool(_ASKS_NAME.search(text, max(speech.start, speech.end - 80), speech.end))


_PERSONAL = re.compile(r"\b(?:I|I'm|I've|I'll|you|your|me|my)\b", re.IGNORECASE)
_LONG = 60


@cache
def _devices() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, read_lines('dialogue/devices.txt')))})\b", re.IGNORECASE)


def is_broadcast(text: str, speech: Speech, before: Span, after: Span) -> bool:
    """Return whether `speech` reads like a broadcast and the spans beside it tell of what broadcasts."""
    said = text[speech.start : speech.end]
    if len(said) < _LONG or _PERSONAL.search(said):
        return False
    return bool(_devices().search(text, *before) or _devices().search(text, *after))


@cache
def _address_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    table = {line.rsplit(maxsplit=1)[0]: line.rsplit(maxsplit=1)[1] for line in read_lines("dialogue/address.txt")}
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(table, key=len, reverse=True))
    head = r"(?:[,.!?;:—–…\"“'‘(-]|^|\b(?:yes|no|oh|dear|my|please|well|you|thank you))\s*"
    return re.compile(rf"{head}(?:my\s+|dear\s+)*({words})(?=\s*[,.!?;:—–…\"”-])", re.IGNORECASE), table


def addressed_as(text: str, speech: Speech) -> str:
    """Return the pronoun of the one addressed in `speech` by a word that is no name, or ""."""
    pattern, table = _address_pattern()
    found = pattern.search(text, speech.start, speech.end)
    return table[re.sub(r"\s+", " ", found.group(1).lower())] if found else ""
