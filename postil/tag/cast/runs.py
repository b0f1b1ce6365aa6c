"""Find runs of capitalised words that may be names, and trim off what is capitalised only for standing first."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from postil.tag.cast.ground import Ground
from postil.tag.cast.lexicon import Lexicon

UPPER = "A-ZÀ-ÖØ-ÞŁŚŠŽŻČĆĐĎŇŘŤĞİŐŰŞ"
WORD = rf"[{UPPER}]\w*(?:'(?!(?:s|t|ll|d|ve|re|m)\b)\w+|-(?=\w)\w+)*\b(?!'t\b)"
_DOTTED = r"(?:Mr|Mrs|Ms|Mx|Dr|St|Capt|Col|Lt|Sgt|Rev|Prof|Gen|Maj|Hon|Messrs|MM?|Mme|Mlle|Cmdr|Adm|Cpl|Pvt|Fr)\."
_INITIAL = rf"[{UPPER}]\.(?=[ ]*[{UPPER}])"
_PART = rf"(?:{_DOTTED}|{_INITIAL}|{WORD})"
_LINK = r"(?:de|du|des|la|le|van|von|der|den|da|di|del|della|al|el|bin|ibn|y|ter|zu)"
_RUN = re.compile(rf"(?<![\w'])(?:d'|O')?{_PART}(?:[ ]{{1,8}}(?:(?:{_LINK}[ ]){{0,2}}(?:d')?{_PART}))*")
_OF = re.compile(rf"[ ]{{1,4}}(?:of|the|in)[ ](?:the[ ])?(?:{WORD})(?:[ ]{WORD})?")
_THE = re.compile(r"\b([Tt]he)[ ]{1,4}$")
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


def find_runs(ground: Ground, lexicon: Lexicon) -> list[Run]:
    """Return the runs of capitalised words outside headings, in order."""
    raw = _raw_runs(ground, lexicon)
    inside = Counter(" ".join(words) for _, words, first, _ in raw if not first)
    return [
        run
        for start, words, first, article in raw
        for run in _trim(ground, lexicon, inside, start, words, first, article)
    ]


def _raw_runs(ground: Ground, lexicon: Lexicon) -> list[tuple[list[int], list[str], bool, int]]:
    text = ground.text
    found = []
    for i, (begin, end) in enumerate(ground.paragraphs):
        if i in ground.given.headings:
            continue
        at = begin
        while match := _RUN.search(text, at, end):
            stop = match.end()
            if (more := _OF.match(text, stop, end)) and _is_epithet(match.group(), more.group(), lexicon):
                stop = more.end()
            at = stop
            words = [(w.start(), w.group()) for w in re.finditer(r"\S+", text[match.start() : stop])]
            article = _THE.search(text, max(begin, match.start() - 8), match.start())
            found.append(
                (
                    [match.start() + offset for offset, _ in words],
                    [word for _, word in words],
                    _is_first(text, begin, match.start()) or (article is not None and article.group(1) == "The"),
                    article.start() if article else -1,
                )
            )
    return found


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


def _trim(
    ground: Ground,
    lexicon: Lexicon,
    inside: Counter[str],
    starts: list[int],
    words: list[str],
    first: bool,
    article: int,
) -> list[Run]:
    """Take off what is no part of the name; nothing may be left."""
    text = ground.text
    left, right = 0, len(words)
    while right > left and words[right - 1].lower() in lexicon.alone and not _titled(words[left : right - 1], lexicon):
        right -= 1
    while left < right:
        low = words[left].lower()
        rest = right - left > 1
        attested = not (left == 0 and first) or inside[" ".join(words[left:right])] > 0
        if attested and (low in lexicon.titles or low in lexicon.given) and (rest or low not in lexicon.alone):
            break
        opener = left == 0 and first and rest and low not in lexicon.titles and not attested
        if low in lexicon.alone or (opener and _is_opener(low, ground, lexicon)):
            left += 1
        else:
            break
    if left >= right:
        return []
    start = starts[left]
    end = starts[right - 1] + len(words[right - 1])
    name = " ".join(words[left:right])
    return [
        Run(
            start,
            end,
            name,
            first and left == 0 and not (article >= 0 and text[article] == "t"),
            article if left == 0 else -1,
        )
    ]


def _titled(words: list[str], lexicon: Lexicon) -> bool:
    """Whether the words are only a title, so that any capitalised word after them is a name ("Miss Long")."""
    return len(words) == 1 and words[0].lower() in lexicon.titles


def _is_opener(low: str, ground: Ground, lexicon: Lexicon) -> bool:
    """Whether a sentence's first word is likely only its first word ("Imagining Lois …")."""
    if low in lexicon.given and low not in lexicon.alone:
        return False
    return low in lexicon.alone or ground.words.get(low, 0) > 0 or low.endswith(_LY)
