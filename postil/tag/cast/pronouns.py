"""Say whom the pronouns and the pointing nouns of narration stand for.

After Lappin and Leass (1994): every mention makes its person salient, a subject more than an object, an object more
than a possessor; salience halves with each sentence. Of those whose gender fits, antecedent.py chooses. What is said
aloud has no pronouns here: who "I" and "you" are depends on who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from postil.tag.cast.antecedent import Ahead, Choice, Place, Seen
from postil.tag.cast.evidence import is_vocative
from postil.tag.cast.ground import Ground
from postil.tag.cast.kin import Kin
from postil.tag.cast.lexicon import either
from postil.tag.cast.nouns import Phrase
from postil.tag.cast.people import Someone
from postil.tag.cast.salience import LEAST, NOBODY, Salience, Turns
from postil.tag.cast.seeds import Seeds
from postil.tag.cast.trail import Role, Trail
from postil.tag.found import MentionFound
from postil.tags import MentionKind

_TOKEN = re.compile(
    r"(?P<he>\b[Hh](?:e|im|is|imself)\b)|(?P<she>\b(?:[Ss]he|[Hh]er|[Hh]ers|[Hh]erself)\b)"
    r"|(?P<they>\b[Tt]he(?:y|m|ir|irs|mselves|mself)\b)|(?P<i>\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b(?!\.[A-Z]))"
    r"|(?P<stop>[.!?…]+(?=[\"')\s]|$))"
    r"|(?P<sub>\b(?:when|while|as|because|before|after|that|who|which|whom|whose|if|until|till|though|although|since|where|than|what|how|why|whether)\b)"
    r"|(?P<clause>[,;:—–]|--|\b(?:and|but|or|so|then|yet)\b)"
)
_SUBJECT, _EMBEDDED, _OBJECT, _OWNER, _SPOKEN = 80.0, 50.0, 50.0, 45.0, 20.0
_STRANGER, _ASIDE = 50.0, 15.0
"""What a mention adds: of someone with a name or a description, and of someone without ("a man")."""
_PRONOUN: Mapping[Role, float] = {"subject": 60.0, "object": 35.0, "owner": 30.0}
_RECENT = 8
"""For so many sentences "the girl" is who came in as "a girl"."""
_CLEARLY = 1.5
"""A noun ("the man") stands for the most salient person only if no other is nearly as salient."""
_NEAR = 5.0
"""How salient someone must be for a description in cast.yaml ("the man") to mean him."""
_OBJECTIVE = frozenset(("him", "them", "me"))
_OWNING = frozenset(("his", "their", "my", "theirs", "hers", "mine"))
_OWNED = re.compile(rf"[ ]+(?!(?:{either('unowned')})\b)\w")
_BESIDE, _AFTER_NAME = re.compile(r",?[ ]"), re.compile(r",[ ](?:his|her|my|their)[ ]")
_LIKENED = re.compile(
    r"\b(?:like|as|be|(?<!It )(?<!it )(?<!There )(?<!there )was|were|is|are|been|being|such|of|than|no)[ ]+$"
)
_VERB_NEXT = re.compile(rf"[ ]+(?:(?:{either('auxiliaries')}|\w+ly)[ ]+)*(?!(?:and|or|of|in|to|with|at|for)\b)[a-z]+")


@dataclass(frozen=True, slots=True)
class _Event:
    """Something in the text that makes someone salient."""

    at: int
    mention: MentionFound | None
    phrase: Phrase | None


@dataclass(slots=True)
class Resolver:
    """Goes through the story once."""

    ground: Ground
    people: Mapping[str, Someone]
    narrator: str | None
    known: Mapping[str, str]
    """Who each description is ("waiter")."""
    seeds: Seeds
    """Whom cast.yaml calls by a description: a name, then, where it is lasting or one of them is in mind."""
    offices: Mapping[str, Sequence[str]]
    """Who bears each title ("captain")."""
    rare: frozenset[str] = frozenset()
    """Who is known by a passing epithet alone: who is there may be meant."""
    absent: frozenset[str] = frozenset()
    """Who is only ever spoken of: the narration's pronouns hardly mean them."""
    moved: dict[int, str] = field(default_factory=dict)
    """Whom such an epithet stands for, by where it stands."""
    state: Salience = field(init=False)
    kin: Kin = field(init=False)
    found: list[MentionFound] = field(default_factory=list)
    met: dict[str, int] = field(default_factory=dict)
    """In which sentence someone came in by a noun ("a girl"): soon after, "the girl" is she, and nobody with a name."""
    heard: dict[str, str] = field(default_factory=dict)
    """The first pronoun that stood for each: of someone of unknown gender, the next is likely the same."""
    turns: Turns = field(default_factory=Turns)
    trail: Trail = field(default_factory=Trail)
    seen: Seen | None = None
    """Told of every choice (by the fitting), and may overrule it."""
    ahead: Ahead = field(init=False)
    owned: list[tuple[str, Phrase]] = field(default_factory=list)
    """Kin phrases with their owners, to be settled at the end."""
    _owner: str | None = None
    _last_kin: tuple[str, Phrase] | None = None
    _previous: MentionFound | None = None
    _fresh: bool = True
    """No pronoun has stood in this paragraph yet."""

    def __post_init__(self) -> None:
        self.state = Salience(self.people)
        self.kin = Kin(self.people)
        for (owner, lemma), who in self.seeds.kin.items():
            self.kin.tell(owner, lemma, who)

    def run(self, mentions: Sequence[MentionFound], phrases: Sequence[Phrase]) -> list[MentionFound]:
        """Return the pronouns and nouns that stand for someone known, in order."""
        self.ahead = Ahead(
            self.ground, [(m.start, m.end, m.character) for m in mentions if not self.ground.said[m.start]]
        )
        events = [*(_Event(m.start, m, None) for m in mentions), *(_Event(p.at, None, p) for p in phrases)]
        events.sort(key=lambda event: event.at)
        k = 0
        for i, (start, end) in enumerate(self.ground.paragraphs):
            if i in self.ground.given.headings:
                continue
            if i in self.ground.given.breaks:
                self.state.forget()
                self.turns = Turns()
                self.met.clear()
            stop = k
            while stop < len(events) and events[stop].at < end:
                stop += 1
            said = self.ground.said[start:end]
            if b"\0" in said.strip(b"\1"):
                self.state.end_sentence()
            if b"\1" in said:
                self._speech(start, end, events[k:stop])
            else:
                self.turns.follows, self.turns.speaks = self.turns.speaks, False
                self._paragraph(start, end, events[k:stop])
            k = stop
        self._settle_kin()
        return sorted(m for m in self.found if m.character not in NOBODY)

    def _speech(self, start: int, end: int, events: Sequence[_Event]) -> None:
        """Read a paragraph that someone speaks in, and guess who."""
        said = self.ground.said
        heard = [e.mention for e in events if e.mention and said[e.at]]
        self.turns.begin(
            {m.character for m in heard if is_vocative(self.ground, m.start, m.end)}, {m.character for m in heard}
        )
        before = len(self.found)
        self._paragraph(start, end, events)
        told = [e.mention for e in events if e.mention and not said[e.at]]
        told += [m for m in self.found[before:] if not said[m.start]]
        self.turns.end(min(told).character if told else None)

    def _paragraph(self, start: int, end: int, events: Sequence[_Event]) -> None:
        text, said, state = self.ground.text, self.ground.said, self.state
        self._previous = None
        self._fresh = True
        self.trail.new_paragraph()
        k = 0
        past = start
        for token in _TOKEN.finditer(text, start, end):
            at = token.start()
            while k < len(events) and events[k].at <= at:
                past = max(past, self._event(events[k]))
                k += 1
            kind = token.lastgroup or ""
            if at < past or said[at]:
                continue
            if kind == "stop":
                state.end_sentence()
            elif kind in ("clause", "sub"):
                state.end_clause(embedded=kind == "sub" or (state.embedded and token.group() in ("and", "or")))
            elif kind == "i":
                self._first_person(token)
            else:
                self._pronoun(token, kind)
        for event in events[k:]:
            self._event(event)

    def _first_person(self, token: re.Match[str]) -> None:
        if self.narrator:
            self.state.lift(self.narrator, _PRONOUN["subject"] / 2)
            self.found.append(MentionFound(token.start(), token.end(), "pronoun", self.narrator))
            self._owner = self.narrator if token.group().lower() == "my" else None
            if token.group() == "I":
                self.state.subject = self.narrator

    def _event(self, event: _Event) -> int:
        """Take in a name or a noun; return where its words end."""
        if event.mention:
            self._mention(event.mention)
            self._previous = event.mention
            return event.mention.end
        if event.phrase:
            self._phrase(event.phrase)
            return event.phrase.end
        return event.at

    def _mention(self, mention: MentionFound) -> None:
        """Let a name make its person salient; one beside a kinship word tells who that is ("his wife, Irene,")."""
        if self._last_kin and _BESIDE.fullmatch(self.ground.text, self._last_kin[1].end, mention.start):
            self.kin.learn(self._last_kin[0], self._last_kin[1].noun.lemma, mention.character, sure=True)
        self._last_kin = None
        state, who = self.state, mention.character
        meant = self._most_salient(self.people[who].title_gender) if who in self.rare else None
        if meant and meant in self.people and self.people[meant].pronouns == self.people[who].title_gender:
            self.people[meant].names[self.people[who].name.removeprefix("the ")] += 1
            who = self.moved[mention.start] = meant
        if self.ground.said[mention.start]:
            if who not in self.absent:
                state.lift(who, _SPOKEN)
            self.trail.tell(who, state.sentence, None, pronoun=False)
        elif self.ground.text.startswith("'s", mention.end):
            state.lift(who, _OWNER)
            self.trail.tell(who, state.sentence, "owner", pronoun=False, name=True)
        else:
            self._lift(who, mention.end, name=True)

    def _lift(self, who: str, end: int, *, name: bool) -> None:
        """Make someone who is named or described salient, as a subject or not."""
        state = self.state
        subject = state.subject is None and self._is_subject(end)
        state.lift(who, _OBJECT if not subject else _EMBEDDED if state.embedded else _SUBJECT)
        if subject:
            state.subject = who
        self.trail.tell(who, state.sentence, "subject" if subject else "object", pronoun=False, name=name)

    def _is_subject(self, end: int) -> bool:
        parse = self.ground.parse
        if parse is not None:
            dep = int(parse.dep[parse.at(end - 1)])
            if dep:
                return parse.strings[dep] in ("nsubj", "nsubjpass", "conj", "ROOT", "appos", "compound")
        return bool(_VERB_NEXT.match(self.ground.text, end))

    def _phrase(self, phrase: Phrase) -> None:
        """Take in a noun phrase: someone described, someone's kin, or one that points back."""
        said = self.ground.said[phrase.at]
        owner, self._owner = self._owner, None
        if phrase.owner:
            if not said:
                self._owned_phrase(phrase, owner)
            return
        if ids := self._called(phrase):
            if who := self._hinted(phrase, ids):
                self._note(phrase, who, "name")
            return
        met = self.state.sentence - self.met.get(phrase.noun.lemma, -_RECENT) < _RECENT
        if met:
            self.met[phrase.noun.lemma] = self.state.sentence
        if phrase.bare and not met and not said and phrase.definite and (who := self._points_to(phrase)):
            self._note(phrase, who)
            return
        known = self._office(phrase) or (
            self.known.get(phrase.key) if phrase.plain or phrase.key not in self.seeds.lasting else None
        )
        if known and (not phrase.bare or phrase.speaks or met or known in self.state.raised):
            if not said and self.people[known].described:
                self.met[phrase.noun.lemma] = self.state.sentence
            self._note(phrase, known)
        elif not said:
            self._stranger(phrase)

    def _owned_phrase(self, phrase: Phrase, owner: str | None) -> None:
        """Take in "his wife": of the pronoun's owner, or of the name before."""
        if phrase.owner == "my" and (known := self.known.get(f"my {phrase.key}")):
            self._note(phrase, known)
            return
        if phrase.owner == "'s":
            owner = self._previous.character if self._previous and self._previous.end >= phrase.start - 4 else None
        if owner and owner not in NOBODY and not phrase.noun.plural:
            self._kin(owner, phrase)

    def _called(self, phrase: Phrase) -> Sequence[str]:
        """Return whom cast.yaml calls so; "the wounded boy" may be "the boy", "the other boy" is not."""
        seeds, lemma = self.seeds, phrase.noun.lemma
        if not phrase.definite and f"a {phrase.key}" not in seeds.lasting:
            return ()
        if phrase.key in seeds.nouns and (phrase.plain or phrase.key not in seeds.lasting):
            return seeds.nouns[phrase.key]
        return seeds.nouns[lemma] if lemma in seeds.lasting and not phrase.noun.plural and phrase.plain else ()

    def _hinted(self, phrase: Phrase, ids: Sequence[str]) -> str | None:
        """Return which of those called so is meant: who is most in mind; of "the man" only someone who is in mind."""
        best = max(ids, key=lambda key: self.state.value(key) if key in self.state.raised else 0.0)
        there = best in self.state.raised and self.state.value(best) > _NEAR
        lasting = phrase.key in self.seeds.lasting or phrase.noun.lemma in self.seeds.lasting
        return best if there or lasting or phrase.noun.kind == "role" else None

    def _office(self, phrase: Phrase) -> str | None:
        """Return which bearer of a title "the captain" is: the only one, or who is most in mind."""
        plain = phrase.plain and phrase.definite and not phrase.noun.plural
        ids = self.offices.get(phrase.noun.lemma, ()) if plain else ()
        if len(ids) == 1:
            return ids[0]
        there = [(self.state.value(key), key) for key in ids if key in self.state.raised]
        best = max(there, default=(0.0, ""))
        return best[1] if best[0] > _NEAR else None

    def _note(self, phrase: Phrase, who: str, kind: MentionKind = "noun") -> None:
        """Let a noun stand for someone."""
        self.found.append(MentionFound(phrase.start, phrase.end, kind, who))
        if self.ground.said[phrase.at]:
            self.trail.tell(who, self.state.sentence, None, pronoun=False)
        else:
            self._lift(who, phrase.end, name=False)

    def _kin(self, owner: str, phrase: Phrase) -> None:
        self._last_kin = (owner, phrase)
        if self._previous and _AFTER_NAME.fullmatch(self.ground.text, self._previous.end, phrase.start):
            self.kin.learn(owner, phrase.noun.lemma, self._previous.character, sure=True)
        who = self.kin.guess(owner, phrase, self.state)
        self.owned.append((owner, phrase))
        if who:
            self.state.lift(who, _OBJECT)
        else:
            self._stranger(phrase)

    def _stranger(self, phrase: Phrase) -> None:
        """Call someone without a name to mind, unless it only likens ("like a child") or tells ("was a man")."""
        if phrase.noun.plural or _LIKENED.search(self.ground.text, max(0, phrase.start - 16), phrase.start):
            return
        self.met[phrase.noun.lemma] = self.state.sentence
        subject = self.state.subject is None and self._is_subject(phrase.end)
        who = f"?{phrase.noun.gender or ''}"
        self.state.lift(who, _STRANGER if subject else _ASIDE)
        role: Role = "subject" if subject else "object"
        self.trail.tell(who, self.state.sentence, role, pronoun=False)

    def _settle_kin(self) -> None:
        """Give each kin phrase to whom the whole story says it means."""
        for owner, phrase in self.owned:
            who = self.kin.settled(owner, phrase.noun.lemma) or self.known.get(f"{owner}'s {phrase.noun.lemma}")
            if who:
                self.found.append(MentionFound(phrase.start, phrase.end, "noun", who))

    def _points_to(self, phrase: Phrase) -> str | None:
        """Return whom "the man" stands for: clearly the most salient of that gender, and not the clause's subject."""
        return None if phrase.noun.plural else self._most_salient(phrase.noun.gender)

    def _most_salient(self, gender: str | None) -> str | None:
        """Return who of a gender is clearly most in mind, and not the clause's subject."""
        if gender is None:
            return None
        state = self.state
        ranked = sorted(
            (
                (state.value(key), key)
                for key in state.raised
                if key not in (state.subject, self.narrator)
                and key not in self.rare
                and not state.who(key).bare
                and _agrees(state.who(key), gender)
                and self.heard.get(key, gender) == gender
            ),
            reverse=True,
        )
        if not ranked or ranked[0][0] < _OBJECT / 2 or (len(ranked) > 1 and ranked[1][0] * _CLEARLY > ranked[0][0]):
            return None
        return ranked[0][1]

    def _pronoun(self, token: re.Match[str], kind: str) -> None:
        word = token.group().lower()
        owner = word in _OWNING or (word == "her" and bool(_OWNED.match(self.ground.text, token.end())))
        objective = not owner and (word in _OBJECTIVE or word == "her" or word.endswith(("self", "selves")))
        role: Role = "owner" if owner else "object" if objective else "subject"
        place = Place(token.start(), token.end(), kind, role, self._fresh)
        who = self._whom(place, itself=word.endswith(("self", "selves")))
        self._fresh = False
        self._owner = who if owner else None
        if who is None:
            return
        state = self.state
        self.heard.setdefault(who, kind)
        self.trail.tell(who, state.sentence, role, pronoun=True)
        self.trail.heard[kind] = who
        if who not in NOBODY:
            state.lift(who, _PRONOUN[role])
        if role == "subject":
            state.subject = who
        mention = MentionFound(token.start(), token.end(), "pronoun", who)
        self.ahead.take(mention)
        self.found.append(mention)

    def _whom(self, place: Place, *, itself: bool) -> str | None:
        """Return whom a pronoun stands for, None if nobody is salient enough."""
        state, kind = self.state, place.kind
        if itself and state.subject and _agrees(state.who(state.subject), kind):
            return state.subject
        there = [
            key
            for key in state.raised
            if key != self.narrator and _agrees(state.who(key), kind) and state.value(key) > LEAST
        ]
        alike = [key for key in there if self.heard.get(key, kind) == kind]
        return (
            Choice(state, self.trail, self.ahead, self.turns, self.seen).best(place, alike or there) if there else None
        )


def _agrees(person: Someone, kind: str) -> bool:
    """Whether a pronoun can stand for someone: of the same gender, or of none that is known."""
    if kind == "they":
        return person.pronouns == "they"
    return person.pronouns == kind or (person.pronouns is None and not person.plural)
