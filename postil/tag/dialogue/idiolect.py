"""How each character talks: naive Bayes over the words of the speech that tags give them by name.

Evidence of the text itself, not of other books: who says "my dear" here, who talks of trains.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

from postil.tag.dialogue.scene import Scene

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[?!]|--|\.\.\.")
_PRIOR = 400.0
"""Words of the story at large that every character is taken to have said before we listen."""
_LEAST = 60
"""Words we must have heard of a character to say anything."""
_LIMIT = 3.0


class Idiolects:
    """Word counts of the characters; made once a Doc."""

    def __init__(self, scene: Scene, tagged: Sequence[str | None]) -> None:
        self._words = [
            _WORD.findall(" ".join(scene.text[s.start : s.end] for s in u.parts).lower().replace("’", "'"))
            for u in scene.utterances
        ]
        everything: Counter[str] = Counter()
        said: dict[str, Counter[str]] = {}
        for words, who in zip(self._words, tagged, strict=True):
            everything.update(words)
            if who:
                said.setdefault(who, Counter()).update(words)
        total = sum(everything.values()) or 1
        self._share = {word: count / total for word, count in everything.items()}
        self._said = {who: counts for who, counts in said.items() if sum(counts.values()) >= _LEAST}
        self._size = {who: sum(counts.values()) for who, counts in self._said.items()}
        self._ratios: dict[str, dict[str, float]] = {who: {} for who in self._said}

    def score(self, n: int, who: str) -> float:
        """Return how much likelier `who` is than anybody to say the words of utterance `n`: a tempered log ratio."""
        counts = self._said.get(who)
        words = self._words[n]
        if counts is None or not words:
            return 0.0
        known = self._ratios[who]
        total = 0.0
        for word in words:
            ratio = known.get(word)
            if ratio is None:
                ratio = self._ratio(word, counts[word], self._size[who])
                known[word] = ratio
            total += ratio
        return max(-_LIMIT, min(_LIMIT, total / sqrt(len(words))))

    def _ratio(self, word: str, count: int, size: int) -> float:
        share = self._share[word]
        return log((count + _PRIOR * share) / ((size + _PRIOR) * share))
