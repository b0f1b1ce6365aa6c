"""Find the single words of the lists by lemma and part of speech; join a shown feeling with the word that names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from postil.emotion import CHANNELS
from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.entries import Sense
from postil.tag.feelings.lexicon import LETTER, Lexicon
from postil.tag.feelings.nearby import HIS_HER
from postil.tag.feelings.people import POSSESSIVE, People

_PARTICIPLE: Final = ("ed", "ing", "en", "rn", "un", "pt", "ft", "ck")
_NEAR: Final = 6
SHOWN: Final = frozenset(CHANNELS) - {"named", "thought", "speech"}


def find_words(people: People, lexicon: Lexicon) -> Iterator[Candidate]:
    """Yield a candidate for each listed word."""
    v = people.v
    words, forms, inflections = lexicon.words, lexicon.forms, lexicon.inflections
    for i, form in enumerate(v.forms):
        lemma = v.lemmas[i]
        if form not in words and lemma not in words and form not in forms and form not in inflections:
            continue
        sense = _sense(people, lexicon, i)
        if sense is None or (sense.channel == "speech" and v.quoted[i] < 0):
            continue
        if lemma in people.lists.loud and v.pos[i] == "VERB" and v.beside_speech(i):
            continue
        if sense.only and v.pos[i]:
            fits = _of_person(people, i)
            if sense.only == "person" and not fits:
                continue
            if sense.only == "thing" and not fits:
                sense = replace(sense, tier="appraisal")
        if not _is_nobodys(people, i, sense):
            yield Candidate(i, i, i, sense, 1)


def _is_nobodys(people: People, i: int, sense: Sense) -> bool:
    """Tell whether a listed word is nobody's feeling here: a kind man, she missed the bus, the gate groaned, "Run!"."""
    v = people.v
    if sense.tier == "appraisal":
        return _is_character(people, i)
    if v.pos[i] == "VERB":
        shown = sense.channel in SHOWN and (_done_by_thing(people, i) or _is_order(people, i))
        return shown or _of_things(people, i)
    above = v.heads[i]
    softly = v.pos[i] == "ADV" and v.deps[i] == "advmod" and v.pos[above] == "VERB" and sense.family != "surprise"
    return softly and _done_by_thing(people, above)


def _sense(people: People, lexicon: Lexicon, i: int) -> Sense | None:
    v = people.v
    form, lemma, pos = v.forms[i], v.lemmas[i], v.pos[i]
    if not pos:
        entry = (
            lexicon.words.get(form) or lexicon.words.get(lexicon.inflections.get(form, "")) or lexicon.forms.get(form)
        )
        return next(iter(entry.values())) if entry and not _inner_capital(people, i) else None
    if pos == "PROPN" or _inner_capital(people, i):
        return _shouted(people, lexicon, i)
    letter = LETTER.get(pos)
    if letter is None:
        return None
    for table, word in ((lexicon.words, form), (lexicon.words, lemma), (lexicon.forms, form)):
        sense = table.get(word, {}).get(letter)
        if sense is not None:
            return sense
    flips = form.endswith(_PARTICIPLE) or (v.deps[i] in ("ccomp", "xcomp") and v.tags[i] not in ("VB", "VBP"))
    return _flipped(people, lexicon, i) if flips else None


def _flipped(people: People, lexicon: Lexicon, i: int) -> Sense | None:
    """Look up an -ed or -ing word under the other part of speech: the model takes one for the other."""
    v = people.v
    form, lemma = v.forms[i], v.lemmas[i]
    if v.pos[i] == "VERB":
        return lexicon.words.get(form, {}).get("a") or lexicon.forms.get(form, {}).get("a")
    if v.pos[i] == "ADJ":
        return lexicon.words.get(lemma, {}).get("v") or lexicon.forms.get(form, {}).get("a")
    if v.pos[i] == "NOUN" and v.deps[i] in ("ccomp", "xcomp"):  # made Tom cry
        return lexicon.words.get(form, {}).get("v")
    if v.pos[i] == "NOUN" and form.endswith("ing"):
        return lexicon.forms.get(form, {}).get("a")
    return None


def _inner_capital(people: People, i: int) -> bool:
    """Tell whether a capital stands where none is due, as in a name."""
    v = people.v
    if not v.capital[i] or v.forms[i] == "i":
        return False
    first = v.bounds[v.sentence[i]][0]
    return i > first and v.forms[i - 1] not in ('"', "'", "`", "(", "-", "--", "—", ":", "...", "…", ".", "!", "?")


def _shouted(people: People, lexicon: Lexicon, i: int) -> Sense | None:
    """Return the sense of an opening word that the model takes for a name, though it is nobody's: "Sighing, he …"."""
    v = people.v
    if v.mention[i] >= 0 or _inner_capital(people, i):
        return None
    form = v.forms[i]
    if form.endswith(("ing", "ed")) or not v.capital[i]:
        entry = (
            lexicon.words.get(form) or lexicon.forms.get(form) or lexicon.words.get(lexicon.inflections.get(form, ""))
        )
        return next(iter(entry.values())) if entry else None
    return None if v.entities[i] else lexicon.words.get(form, {}).get("n")  # Panic was climbing


def _of_things(people: People, i: int) -> bool:
    """Tell whether a verb that is a feeling only about people is said of something else: she missed the bus."""
    v = people.v
    obj = v.kid(i, "dobj", "nsubjpass")
    if v.lemmas[i] not in people.lists.about_people or obj < 0 or people.is_person(obj):
        return False
    owner = people.owner(obj)
    subject = people.subject(i)
    if owner >= 0 and people.is_person(owner):  # she missed his laugh; but: she missed her stop
        return subject >= 0 and v.forms[owner] in POSSESSIVE and _own(people, subject, owner)
    return v.lemmas[obj] not in people.lists.dear


def _own(people: People, subject: int, owner: int) -> bool:
    v = people.v
    one, other = v.character(subject), v.character(owner)
    return one == other if one and other else v.forms[subject] == HIS_HER.get(v.forms[owner], "i")


def _is_order(people: People, i: int) -> bool:
    """Tell whether a verb in speech orders it: "Smile!", "Yell at me"."""
    v = people.v
    if v.quoted[i] < 0 or v.forms[i] != v.lemmas[i] or v.kid(i, "nsubj", "nsubjpass", "aux") >= 0:
        return False
    return v.deps[i] in ("ROOT", "ccomp", "parataxis") and v.tags[i] in ("VB", "VBP")


def _done_by_thing(people: People, i: int) -> bool:
    """Tell whether a thing is what cries or trembles: the receiver spat, the gate groaned."""
    v = people.v
    subject = people.subject(i)
    if subject < 0 or v.pos[subject] != "NOUN" or v.mention[subject] >= 0:
        return False
    return people.somebody(subject) < 0 and not people.is_body(subject)


def _is_character(people: People, i: int) -> bool:
    """Tell whether the narration says what somebody is like: a charming man; that is nobody's feeling."""
    v = people.v
    return v.deps[i] == "amod" and v.quoted[i] < 0 and people.is_person(v.heads[i])


def _of_person(people: People, i: int) -> bool:
    """Tell whether a quality is said of a person, a body part or a manner."""
    v = people.v
    if v.pos[i] == "ADV":
        return True
    if v.pos[i] == "ADJ":
        if v.deps[i] == "amod":
            return people.is_person(v.heads[i]) or people.is_body(v.heads[i])
        at = i
        while v.deps[at] == "conj" and v.pos[v.heads[at]] == "ADJ":
            at = v.heads[at]
        if v.deps[at] == "amod":
            return people.is_person(v.heads[at]) or people.is_body(v.heads[at])
    subject = people.subject(i)
    return subject >= 0 and (people.is_person(subject) or people.is_body(subject))


def joined(people: People, found: list[Candidate]) -> list[Candidate]:
    """Make one of a shown feeling and the word that says which it is: a sad smile, cried with joy, laughed bitterly.

    The naming word gives family and shade, the shown one the channel and the place in the parse.
    """
    at = {c.head: c for c in found if c.weight == 1}
    found = [c for c in found if not _only_strengthens(people, c, at)]
    v, made = people.v, list[Candidate]()
    for c in found:
        if c.sense.channel != "named" or c.weight != 1 or (c.sense.family == "surprise" and v.pos[c.head] == "ADV"):
            continue  # suddenly yelled: no surprise
        other = at.get(carrier(people, c.head))
        if other is None or other.sense.channel in ("named", "thought", "speech"):
            continue
        first, last = min(c.first, other.first), max(c.last, other.last)
        if last - first > _NEAR:
            continue
        strength = max(c.sense.strength, other.sense.strength)
        sense = replace(c.sense, channel=other.sense.channel, strength=strength, tier="feeling")
        made.append(Candidate(first, last, other.head, sense, 2))
    return [*found, *made]


def _only_strengthens(people: People, c: Candidate, at: dict[int, Candidate]) -> bool:
    """Tell whether an adverb only says how much another feels: unbearably annoying, painfully shy."""
    v = people.v
    above = v.heads[c.head]
    if v.pos[c.head] != "ADV" or v.deps[c.head] != "advmod" or above not in at:
        return False
    said_so = v.forms[above].endswith("ed") and c.head + 1 == above and c.sense.family != "surprise"
    return v.pos[above] in ("ADJ", "ADV") or said_so


def carrier(people: People, i: int) -> int:
    """Return the token whose feeling word `i` tells: its noun, its verb, or the verb before "with"; -1 for none."""
    v = people.v
    dep, above = v.deps[i], v.heads[i]
    if (v.pos[i] == "ADJ" and dep == "amod") or (v.pos[i] == "ADV" and dep == "advmod"):
        return above
    if v.pos[i] == "NOUN" and dep == "pobj" and v.lemmas[above] in ("with", "of", "in", "for", "from"):
        return v.heads[above]
    return -1
