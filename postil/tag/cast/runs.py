"""Find runs of capitalised words that may be names, and trim off what is capitalised only for standing first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from postil.tag.cast.ground import Ground
from postil.tag.cast.lexicon import Lexicon, either

UPPER = "A-ZÀ-ÖØ-ÞŁŚŠŽŻČĆĐĎŇŘŤĞİŐŰŞ"
WORD = rf"[{UPPER}]\w*(?:'(?!(?:s|t|ll|d|ve|re|m)\b)\w+|-(?=\w)\w+)*\b(?!'t\b)"
_DOTTED = r"(?:Mr|Mrs|Ms|Mx|Dr|St|Capt|Col|Lt|Sgt|Rev|Prof|Gen|Maj|Hon|Messrs|MM?|Mme|Mlle|Cmdr|Adm|Cpl|Pvt|Fr)\."
_INITIAL = rf"[{UPPER}]\.(?=[ ]*[{UPPER}])"
_PART = rf"(?:{_DOTTED}|{_INITIAL}|{WORD})"
_LINK = r"(?:de|du|des|la|le|van|von|der|den|da|di|del|della|al|el|bin|ibn|y|ter|zu)"
_RUN = re.compile(rf"(?<![\w'])(?:d'|O')?{_PART}(?:[ ]{{1,8}}(?:(?:{_LINK}[ ]){{0,2}}(?:d')?{_PART}))*")
_OF = re.compile(rf"[ ]{{1,4}}(?:of|the|in)[ ](?:the[ ])?(?:{WORD})(?:[ ]{WORD})?")
_THE = re.compile(r"\b([Tt]he)[ ]{1,4}$")
_ANY = re.compile(r"\S+")
_LETTER, _GOES_ON = re.compile(rf"[{UPPER}]\.?"), re.compile(r"\.[ ][a-z]")
_FOLLOWS = re.compile(rf"(?!')[ ]+(?:(?:{either('auxiliaries')}|\w+ly)[ ])*([\w']+)")
_PRONOUNS = frozenset(("i", "he", "she", "it", "we", "they", "you", "one", "another"))
_MODAL = frozenset(("will", "may"))
_COUPLED = frozenset(("and", "is", "was", "had", "has", "who"))
_LY = ("ing", "ly", "ed")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of capitalised words, trimmed."""

    start: int
    """Of the name; the article of "the Duchess" stands before it."""
    end: int
    """Without a possessive ending."""
    name: str
    """Its words parted by single spaces."""
    first: bool
    """It begins a sentence or a speech, where anything is capitalised."""
    article: int
    """Where "the" before it starts, or -1."""


@dataclass(frozen=True, slots=True)
class _Words:
    """A run before it is trimmed."""

    starts: tuple[int, ...]
    words: tuple[str, ...]
    first: bool
    article: int


def find_runs(ground: Ground, lexicon: Lexicon, kept: Collection[str] = ()) -> list[Run]:
    """Return the runs of capitalised words outside headings, in order.

    `kept` are words, in lower case, that are names although they look like none ("Five").
    """
    odd = lexicon.alone & lexicon.common | lexicon.alone & set(kept) | _speaking(ground, lexicon)
    lexicon = replace(lexicon, alone=lexicon.alone - odd)
    raw = list(_raw_runs(ground, lexicon))
    inside = Counter(" ".join(run.words) for run in raw if not run.first)
    trimmed = (_trim(ground, lexicon, inside, run) for run in raw)
    return [run for run in trimmed if run is not None and not (run.first and _is_word(ground, lexicon, odd, run))]


def _speaking(ground: Ground, lexicon: Lexicon) -> set[str]:
    """Return the odd words that are names here, for they speak again and again: "…" said Five."""
    said = re.compile(rf"[\"'][ ](?:{'|'.join(sorted(lexicon.speech))})[ ]({WORD})(?=[ ]*[,.;:—-])")
    tags = Counter(found.group(1).lower() for found in said.finditer(ground.text))
    return {word for word, count in tags.items() if count > 1 and word in lexicon.alone and word not in _PRONOUNS}


def _is_word(ground: Ground, lexicon: Lexicon, odd: Collection[str], run: Run) -> bool:
    """Whether an odd name ("Will", "Five") that opens a sentence is the plain word: nothing that people do follows."""
    if run.name.lower() not in odd:
        return False
    follows = _FOLLOWS.match(ground.text, run.end)
    word = follows.group(1) if follows else ""
    return bool(word) and word not in lexicon.acts and not word.endswith("ed") and word not in _COUPLED


def _raw_runs(ground: Ground, lexicon: Lexicon) -> Iterator[_Words]:
    text = ground.text
    for i, (begin, end) in enumerate(ground.paragraphs):
        if i in ground.given.headings:
            continue
        at = begin
        while match := _RUN.search(text, at, end):
            stop = match.end()
            if (more := _OF.match(text, stop, end)) and _is_epithet(match.group(), more.group(), lexicon):
                stop = more.end()
            at = stop
            words = [(match.start() + w.start(), w.group()) for w in _ANY.finditer(text[match.start() : stop])]
            if len(words) < 4 and all(word.isupper() and len(word) > 2 for _, word in words):
                words = [(start, _unshout(word, ground)) for start, word in words]
            article = _THE.search(text, max(begin, match.start() - 8), match.start())
            first = article is None and _is_first(text, begin, match.start())
            where = article.start() if article else -1
            for part in _split_at_titles(words, lexicon):
                yield _Words(tuple(s for s, _ in part), tuple(w for _, w in part), first, where)
                first, where = False, -1


def _unshout(word: str, ground: Ground) -> str:
    """Return a word in capitals as it is written elsewhere: "CLARK!" is Clark."""
    calm = word.capitalize()
    return calm if calm in ground.words else word


def _split_at_titles(words: list[tuple[int, str]], lexicon: Lexicon) -> Iterator[list[tuple[int, str]]]:
    """Part a run before a title that other words stand before: "Australia Mrs. Rachel" is no one name."""
    at = 0
    for k in range(1, len(words)):
        title = lexicon.titles.get(words[k][1].lower())
        if title and title.kind in ("civil", "miss", "wife") and words[k - 1][1].lower() not in lexicon.titles:
            yield words[at:k]
            at = k
    yield words[at:]


def _is_epithet(run: str, more: str, lexicon: Lexicon) -> bool:
    """Whether "of Steel" belongs to what stands before it: "Man of Steel", but not "Clark of Smallville"."""
    head = run.rsplit(maxsplit=1)[-1].lower()
    if " the " in more[:6] and " of" not in more:
        return len(run.split()) == 1 and head in lexicon.given
    return " in " not in more[:5] and (head in lexicon.beings or head in lexicon.titles)


def _is_first(text: str, begin: int, at: int) -> bool:
    """Whether a word stands where anything is capitalised."""
    k = at - 1
    while k >= begin and text[k] in " (['":
        k -= 1
    return k < begin or text[k] in '.!?:"“”—–…' or text[k - 1 : k + 1] == "--"


def _trim(ground: Ground, lexicon: Lexicon, inside: Counter[str], run: _Words) -> Run | None:
    """Take off what is no part of the name; nothing may be left."""
    words = run.words
    left, right = 0, len(words)
    while right > left and words[right - 1].lower() in lexicon.alone and not _titled(words[left : right - 1], lexicon):
        right -= 1
    while left < right and _is_dropped(ground, lexicon, inside, run, left, right):
        left += 1
    if left >= right:
        return None
    article = run.article if left == 0 else run.starts[left - 1] if words[left - 1] == "The" else -1
    end = run.starts[right - 1] + len(words[right - 1])
    if right - left == 1 and _LETTER.fullmatch(words[left]):  # "K." ends no sentence where it goes on
        dotted = ground.text[end - 1] == "." or _GOES_ON.match(ground.text, end) is not None
        name, end = words[left][0], end + (dotted and ground.text[end - 1] != ".")
        return Run(run.starts[left], end, name, run.first and left == 0, article)
    return Run(run.starts[left], end, " ".join(words[left:right]), run.first and left == 0, article)


def _is_dropped(ground: Ground, lexicon: Lexicon, inside: Counter[str], run: _Words, left: int, right: int) -> bool:
    """Whether the first of the words left is capitalised only for standing first, or is no part of any name."""
    low = run.words[left].lower()
    more = right - left > 1
    if more and low in lexicon.time and inside[" ".join(run.words[left + 1 : right])]:  # "In June Kitty left"
        return True
    attested = not (left == 0 and run.first) or inside[" ".join(run.words[left:right])] > 0
    title = lexicon.titles.get(low)
    if title and more and (attested or title.kind != "first"):
        return False
    if attested and low in lexicon.given and (more or low not in lexicon.alone):
        return False
    opens = left == 0 and run.first and more and low not in lexicon.titles and not attested
    return low in lexicon.alone or (opens and _is_opener(low, ground, lexicon))


def _titled(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the words are only a title, so that any capitalised word after them is a name ("Miss Long")."""
    return len(words) == 1 and words[0].lower() in lexicon.titles


def _is_opener(low: str, ground: Ground, lexicon: Lexicon) -> bool:
    """Whether a sentence's first word is likely only its first word ("Imagining Lois …")."""
    if low in lexicon.given and low not in lexicon.alone and low not in _MODAL:
        return False
    return low in lexicon.alone or ground.words.get(low, 0) > 0 or low.endswith(_LY)
