"""How each character talks: naive Bayes over the words they are known, or thought, to have said.

Evidence of the text itself, not of other books: who says "my dear" here, who talks of trains. First we go by what tags
give by name; once everybody has been given what they most likely say, by that too (`again`), since most speech has no
tag by name. A speech is never judged by its own words. Only words that come again and again count: of a rare one it
says little who has not used it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from postil.tag.dialogue.scene import Scene

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[?!]|--|\.\.\.")
_PRIOR = 200.0
"""Words of the story at large that every character is taken to have said before we listen."""
_LEAST = 60
"""Words we must have heard of a character to say anything."""
_AGAIN, _OFTEN = 5, 1 / 2000
"""How often, and in what part of all words said, a word must come to count."""
_LIMIT = 3.0


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in each utterance; made once a Doc."""

    said: Sequence[Mapping[str, int]]
    """How often each word that counts comes in it."""
    lengths: Sequence[int]
    """All its words."""
    share: Mapping[str, float]
    """What part each word that counts is of all that is said."""


def words_said(scene: Scene) -> Words:
    """Return the words of each utterance, and its marks that tell of a manner."""
    said = [
        Counter(_WORD.findall(" ".join(scene.text[s.start : s.end] for s in u.parts).lower().replace("’", "'")))
        for u in scene.utterances
    ]
    everything: dict[str, int] = {}
    for words in said:
        for word, count in words.items():
            everything[word] = everything.get(word, 0) + count
    total = sum(everything.values()) or 1
    least = max(_AGAIN, _OFTEN * total)
    share = {word: count / total for word, count in everything.items() if count >= least}
    lengths = [sum(words.values()) for words in said]
    return Words([{w: count for w, count in words.items() if w in share} for words in said], lengths, share)


class Idiolects:
    """Word counts of the characters, by who is thought to say each utterance, where anybody is."""

    def __init__(self, words: Words, speakers: Sequence[str | None]) -> None:
        self._words, self._speakers = words, speakers
        self._size: dict[str, int] = {}
        self._said: dict[str, dict[str, int]] = {}
        for own, length, who in zip(words.said, words.lengths, speakers, strict=True):
            if who:
                self._size[who] = self._size.get(who, 0) + length
                counts = self._said.setdefault(who, {})
                for word, count in own.items():
                    counts[word] = counts.get(word, 0) + count
        self._ratios: dict[str, dict[str, float]] = {who: {} for who in self._said}

    def score(self, n: int, who: str) -> float:
        """Return how much likelier `who` is than anybody to say the words of utterance `n`: a tempered log ratio."""
        length = self._words.lengths[n]
        if self._size.get(who, 0) < _LEAST or not length:
            return 0.0
        total = self._without(n, who) if self._speakers[n] == who else self._sum(n, who)
        return max(-_LIMIT, min(_LIMIT, total / sqrt(length)))

    def _sum(self, n: int, who: str) -> float:
        known, counts, size = self._ratios[who], self._said[who], self._size[who]
        total = 0.0
        for word, times in self._words.said[n].items():
            ratio = known.get(word)
            if ratio is None:
                known[word] = ratio = self._ratio(word, counts.get(word, 0), size)
            total += times * ratio
        return total

    def _without(self, n: int, who: str) -> float:
        """Return what the sum is by all that `who` says but utterance `n`."""
        size = self._size[who] - self._words.lengths[n]
        if size < _LEAST:
            return 0.0
        counts = self._said[who]
        own = self._words.said[n].items()
        return sum(times * self._ratio(word, counts[word] - times, size) for word, times in own)

    def _ratio(self, word: str, count: int, size: int) -> float:
        share = self._words.share[word]
        return log((count + _PRIOR * share) / ((size + _PRIOR) * share))
