"""Find the noun phrases that stand for people ("the old waiter", "his wife"), and say which are someone's only name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from postil.tag.cast.ground import Ground
from postil.tag.cast.lexicon import Lexicon, Noun, words

_DETERMINER = re.compile(
    r"(?<![\w'])(the|an?|his|her|my|your|their|our|this|that|another|one|two|three|some|both|[A-Z]\w+'s?|[A-Z]\w+s')"
    r"[ ]{1,4}"
    r"(?=([A-Za-z][\w'-]*(?:(?:,?[ ]{1,4})[A-Za-z][\w'-]*){0,4}))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'-]+")
_WITH = re.compile(r"[ ]with[ ](?:a|an|the|his|her)[ ](?:[a-z][a-z-]*[ ]){0,2}[a-z]+\b")
_VERB = re.compile(r"[ ]{1,4}(?:(?:had|has|was|is|could|would|did|then|only|just|also|\w+ly)[ ]){0,2}([a-z]+)")
_SAID = re.compile(r"([a-z]+)[ ]{1,4}$")
_STOP = frozenset(words("stop"))
_ORDER, _COMPARED, _ANOTHER = (frozenset(words(name)) for name in ("order", "compared", "another"))
_TALKATIVE = 6
"""Once in so many places at least a thing must speak to be someone."""
_AFTER = "from|with|in|at|to|by|on|behind|beside|beneath|above|over|who|as|when|and|again|for|under|through|back"
_MANY = frozenset(("two", "three", "some", "both"))
_INDEFINITE = frozenset(("a", "an", "another", "one", "some", "two", "three"))
_OWNERS = frozenset(("his", "her", "my", "your", "their", "our"))


_MUTE, _NO_MAN = frozenset(words("mute")), frozenset(words("no_man"))
_SEX = re.compile(r"[a-z-]+?(?:(wom[ae]n|girl)|(m[ae]n|boy))")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase that stands for someone."""

    start: int
    """Of the phrase; a possessor ("his", "Clark's") is left out, for it is a mention by itself."""
    end: int
    at: int
    """Where its noun stands."""
    key: str
    """What it is known by: "waiter", "first policeman", "man with a black beard"."""
    noun: Noun
    owner: str
    """"his", "her", "my" …, "'s" after a name, or empty."""
    definite: bool
    bare: bool
    """It tells no more than its noun ("the man", "the young man"): it points back to someone."""
    plain: bool
    """No adjective tells it from another of its kind ("the other boy", "the second boy")."""
    speaks: bool
    acts: bool


def unlisted(ground: Ground, lexicon: Lexicon) -> dict[str, Noun]:
    """Return nouns for people that no list holds: "…-man" and "…-woman", and whatever speaks ("said the ship")."""
    found = {}
    for word in ground.words:
        match = _SEX.fullmatch(word)
        if match and word not in lexicon.nouns and word not in _NO_MAN:
            one = re.sub("men$", "man", word)
            found[word] = Noun(one, "she" if match.group(1) else "he", "role", plural=one != word)
    verbs = "|".join(sorted(lexicon.speech))
    many = r"((?:[a-z-]+[ ]){0,2}?[a-z-]+)"
    tag = re.compile(
        rf"[\"'][ ]{{1,3}}(?:{verbs})[ ](?:the|an?)[ ]{many}(?=[ ]*[.,;:!?—–]|[ ](?:{_AFTER})\b|[ ]\w+ly\b)"
        rf"|(?:[\"'.!?][ ]{{1,3}}|^)(?:The|the|An?|an?)[ ]{many}[ ](?:{verbs})[,:][ ]{{1,3}}[\"']"
        rf"|[\"'][ ]{{1,3}}(?:the|an?)[ ]{many}[ ](?:{verbs})\b",
        re.MULTILINE,
    )
    tags: Counter[str] = Counter()
    for match in tag.finditer(ground.text):
        head = match.group(match.lastindex or 1).rsplit(" ", maxsplit=1)[-1]
        known = head in lexicon.nouns or head in found or head in lexicon.speech
        known = known or head in _MUTE or head in _STOP or head.endswith("ly")
        noun = not known and _is_noun(ground, match.end(match.lastindex or 1) - 1)
        tags[head] += noun and b"\1" in ground.said[max(0, match.start() - 1) : match.end()]
    for head, count in tags.items():
        if count and ground.words.get(head, 0) <= _TALKATIVE * count:
            found[head] = Noun(head, None, "role", plural=head.endswith("s") and head[:-1] in ground.words)
    return found


def _is_noun(ground: Ground, at: int) -> bool:
    """Whether the parser, if there is one, takes a word for a noun."""
    parse = ground.parse
    if parse is None or not parse.pos[parse.at(at)]:
        return True
    return parse.strings[int(parse.pos[parse.at(at)])] in ("NOUN", "PROPN", "ADJ")


def find_phrases(ground: Ground, lexicon: Lexicon) -> list[Phrase]:
    """Return the noun phrases for people outside headings, in order."""
    found: list[Phrase] = []
    for i, (start, end) in enumerate(ground.paragraphs):
        if i not in ground.given.headings:
            found += _in_paragraph(ground, lexicon, start, end)
    return found


def _in_paragraph(ground: Ground, lexicon: Lexicon, start: int, end: int) -> Iterator[Phrase]:
    for match in _DETERMINER.finditer(ground.text, start, end):
        head = _head(match.group(2), lexicon)
        if head is not None and not _is_attribute(ground, match.end() + head.at):
            yield _phrase(ground, lexicon, match, head)


@dataclass(frozen=True, slots=True)
class _Head:
    """The noun of a phrase."""

    before: tuple[str, ...]
    """The words before it."""
    noun: Noun
    at: int
    """Where it stands after the determiner."""
    length: int


def _head(words: str, lexicon: Lexicon) -> _Head | None:
    """Return the noun among the words after a determiner; None if there is none."""
    before: list[str] = []
    best: _Head | None = None
    for word in _WORD.finditer(words):
        if best is not None and "," in words[best.at : word.start()]:
            break
        low = word.group().lower().removesuffix("'s").rstrip("'")
        noun = lexicon.nouns.get(low)
        capital = word.group()[0].isupper()
        if noun is not None and not (capital and (before or low in lexicon.tail)):
            best = _Head(tuple(before), noun, word.start(), len(low))
            if word.group() != low:
                break
        elif best is not None or low in _STOP or capital or len(before) == 3:
            break
        before.append(low)
    return best


def _phrase(ground: Ground, lexicon: Lexicon, match: re.Match[str], head: _Head) -> Phrase:
    text, det, noun = ground.text, match.group(1).lower(), head.noun
    at = match.end() + head.at
    end = at + head.length
    owner = det if det in _OWNERS else "'s" if det.endswith(("'s", "s'")) else ""
    after = _WITH.match(text, end) if noun.kind == "general" else None
    general = noun.kind == "general"
    telling = [word for word in head.before if (word not in _COMPARED if general else word in _ORDER)]
    name = text[at:end].lower() if noun.plural else noun.lemma
    stop = after.end() if after else end
    speaks, acts = _deeds(ground, lexicon, match.start(), stop)
    return Phrase(
        start=match.end() if owner else match.start(),
        end=stop,
        at=at,
        key=" ".join([*telling, name]) + (after.group() if after else ""),
        noun=noun,
        owner=owner,
        definite=det not in _INDEFINITE,
        bare=general and not after and all(word in _ORDER or word in _COMPARED for word in head.before),
        plain=not any(word in _ANOTHER for word in head.before),
        speaks=speaks,
        acts=acts,
    )


def _is_attribute(ground: Ground, at: int) -> bool:
    """Whether the noun only qualifies another ("the guest room")."""
    parse = ground.parse
    if parse is None:
        return False
    token = parse.at(at)
    return (
        bool(parse.dep[token])
        and parse.strings[int(parse.dep[token])] in ("compound", "amod", "nmod")
        and parse.head[token] > token
    )


def _deeds(ground: Ground, lexicon: Lexicon, start: int, end: int) -> tuple[bool, bool]:
    """Whether the phrase is the subject of a speech verb beside speech, and of any verb that people are subjects of."""
    if ground.said[start]:
        return False, False
    verb = _VERB.match(ground.text, end)
    word = verb.group(1) if verb else ""
    near = b"\1" in ground.said[max(0, start - 60) : end + 60]
    if word in lexicon.speech:
        return near, True
    before = _SAID.search(ground.text, max(0, start - 20), start)
    if before and before.group(1) in lexicon.speech and b"\1" in ground.said[max(0, start - 40) : start]:
        return True, True
    return False, word in lexicon.acts


@dataclass(slots=True)
class _Use:
    """How a key is used over the story."""

    total: int = 0
    speaks: int = 0
    acts: int = 0
    owned: int = 0
    phrase: Phrase | None = None


def kin_of_teller(phrases: Sequence[Phrase], ground: Ground) -> dict[str, Phrase]:
    """Return the relations of who says "I" that act or speak, by "my mother", with an example."""
    kept: dict[str, Phrase] = {}
    for phrase in phrases:
        mine = phrase.owner == "my" and not ground.said[phrase.at] and not phrase.noun.plural
        if mine and phrase.noun.kind != "general" and (phrase.speaks or phrase.acts):
            kept.setdefault(f"my {phrase.key}", phrase)
    return kept


def described(phrases: Sequence[Phrase]) -> dict[str, Phrase]:
    """Return the keys that are someone's only name, with an example: those who speak, or are often told of as acting.

    Kinship words are left out: they point, through their possessor, to someone with a name.
    """
    uses: defaultdict[str, _Use] = defaultdict(_Use)
    for phrase in phrases:
        use = uses[phrase.key]
        use.total += 1
        use.speaks += phrase.speaks
        use.acts += phrase.acts
        use.owned += bool(phrase.owner)
        use.phrase = phrase if use.phrase is None or phrase.definite else use.phrase
    kept = {}
    for key, use in uses.items():
        if use.phrase is None or 2 * use.owned > use.total:
            continue
        if use.phrase.noun.kind == "kin" and not use.speaks:
            continue
        if use.speaks or (
            not use.phrase.noun.plural and (use.acts > 1 or ((" " in key or "-" in key) and use.total > 4))
        ):
            kept[key] = use.phrase
    return kept
