"""How each character talks: naive Bayes over the words they are known, or thought, to have said.

Evidence of the text itself, not of other books: who says "my dear" here, who talks of trains. First we go by what tags
give by name; once everybody has been given what they most likely say, by that too (`again`), since most speech has no
tag by name. A speech is never judged by its own words. Only words that come again and again count: of a rare one it
says little who has not used it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
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


def words_said(scene: Scene) -> list[list[str]]:
    """Return the words of each utterance, and its marks that tell of a manner."""
    return [
        _WORD.findall(" ".join(scene.text[s.start : s.end] for s in u.parts).lower().replace("’", "'"))
        for u in scene.utterances
    ]


class Idiolects:
    """Word counts of the characters, by who is thought to say each utterance, where anybody is."""

    def __init__(self, words_of: Sequence[Sequence[str]], speakers: Sequence[str | None]) -> None:
        self._speakers = speakers
        self._words = words_of
        everything = Counter(word for words in self._words for word in words)
        total = sum(everything.values()) or 1
        least = max(_AGAIN, _OFTEN * total)
        self._share = {word: count / total for word, count in everything.items() if count >= least}
        said: dict[str, Counter[str]] = {}
        for words, who in zip(self._words, speakers, strict=True):
            if who:
                said.setdefault(who, Counter()).update(words)
        self._said = {who: counts for who, counts in said.items() if sum(counts.values()) >= _LEAST}
        self._size = {who: sum(counts.values()) for who, counts in self._said.items()}
        self._ratios: dict[str, dict[str, float]] = {who: {} for who in self._said}

    def score(self, n: int, who: str) -> float:
        """Return how much likelier `who` is than anybody to say the words of utterance `n`: a tempered log ratio."""
        words = self._words[n]
        if who not in self._said or not words:
            return 0.0
        total = self._without(n, who) if self._speakers[n] == who else self._sum(words, who)
        return max(-_LIMIT, min(_LIMIT, total / sqrt(len(words))))

    def _sum(self, words: Sequence[str], who: str) -> float:
        known, counts, size = self._ratios[who], self._said[who], self._size[who]
        total = 0.0
        for word in words:
            ratio = known.get(word)
            if ratio is None:
                known[word] = ratio = self._ratio(word, counts[word], size)
            total += ratio
        return total

    def _without(self, n: int, who: str) -> float:
        """Return what the sum is by all that `who` says but utterance `n`."""
        words, own = self._words[n], Counter(self._words[n])
        size = self._size[who] - len(words)
        if size < _LEAST:
            return 0.0
        counts = self._said[who]
        return sum(times * self._ratio(word, counts[word] - times, size) for word, times in own.items())

    def _ratio(self, word: str, count: int, size: int) -> float:
        share = self._share.get(word)
        return log((count + _PRIOR * share) / ((size + _PRIOR) * share)) if share else 0.0
