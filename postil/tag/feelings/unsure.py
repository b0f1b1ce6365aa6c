"""The second pass: feelings that are shown or said without a word that tells which, decided by what is felt around.

The lines of displays/ that match at one place (hints.py, utterances.py) make a clue. How sure it is that a clue is a
feeling is a sum, squashed (logistic regression): what its surest line says, how many lines there are, how much is felt
around. Which family it is of follows from the shares its lines give to each, times the votes of the surer feelings
near, those of the same character before others (multinomial). The weights stand in displays/weights.txt;
benchmarks/fit_displays.py fits them.

What the first pass found is never changed nor overlapped. A text that shows little, as older books do, gets no second
pass: there these signs are mostly action.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log, log1p
from typing import Final

from postil.emotion import FAMILIES
from postil.models import Span
from postil.tag.feelings.candidates import Candidate
from postil.tag.feelings.entries import Sense, lines
from postil.tag.feelings.hints import Hint, Prior, find_hints, of_form
from postil.tag.feelings.holder import holder
from postil.tag.feelings.people import People
from postil.tag.feelings.utterances import utterances
from postil.tag.feelings.whose import Focus, whose
from postil.tags import Feeling

LEAST: Final = 0.28
"""Least chance of being right, in feeling and family, at which a clue is given where nothing is felt yet."""
_MORE: Final = 0.003
"""What is added for each sure feeling in a thousand words: the more is told already, the less is left to find."""
_SUREST: Final = 0.45
"""Most that is claimed for a clue: on texts left out hardly more than half of the likeliest were right."""
_DENSE, _WORDS, _SHOWN = 8.0, 250, 4
"""Shown feelings per thousand words from which a text shows its feelings; words counted at least; feelings at least."""
_FADES, _FAR, _NEAR = 40.0, 250, 12
"""Words over which a vote falls to a third, from which it is not counted, and within which it counts as near."""
_SAME: Final = 3.0
"""How much more the feelings of the same character count."""
_TRUST: Final = 0.8
"""On what the lists say, for they were written before anything was counted."""
_BASE, _SMALL = (0.25, 0.1, 0.04, 0.13, 0.27, 0.21), 0.02
"""Shares of the families where nothing is felt around (our labelled passages), and what keeps a share from nothing."""
_VOTES, _NEAR_VOTES = 0.3, 0.5
"""How much the base counts beside the votes."""
_STRENGTH: Final = 0.3
_TOLD: Final = ("speech", "thought")


@dataclass(frozen=True, slots=True)
class Clue:
    """A stretch that may carry a feeling, with all that is known of it. Tokens; the last is inclusive."""

    first: int
    last: int
    channel: str
    marks: Mapping[str, float]
    logit: float
    """What the surest of its lines says."""
    priors: tuple[Prior, ...]
    votes: tuple[float, ...]
    near: tuple[float, ...]
    by: Span | None
    feels: str | None


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted table. A mark's row: its weight for being a feeling, then for each family."""

    marks: Mapping[str, tuple[float, ...]]
    votes: float
    near: float


def second_pass(people: People, focus: Focus, sure: Sequence[Feeling]) -> list[Feeling]:
    """Return the unsure feelings of a text, which do not overlap the sure ones; none where little is shown."""
    if not shows(people, sure):
        return []
    bar = least(people, sure)
    found = [(*weigh(clue, weights()), clue) for clue in clues(people, focus, sure)]
    kept, taken = [], set[int]()
    for chance, family, clue in sorted(found, key=lambda c: (-c[0], c[2].first)):
        span = range(clue.first, clue.last + 1)
        if chance >= bar and taken.isdisjoint(span):
            taken.update(span)
            kept.append(_feeling(people, clue, family, chance))
    return kept


def least(people: People, sure: Sequence[Feeling]) -> float:
    """Return the least chance at which a clue of this text is given."""
    words = sum(form[:1].isalnum() for form in people.v.forms)
    return LEAST + _MORE * 1000 * len(sure) / max(words, _WORDS)


def shows(people: People, sure: Sequence[Feeling]) -> bool:
    """Tell whether a text shows its feelings, by body and voice, as modern fiction does."""
    shown = sum(f.channel not in ("named", *_TOLD) and not f.negated for f in sure)
    words = sum(form[:1].isalnum() for form in people.v.forms)
    return shown >= _SHOWN and shown * 1000 >= _DENSE * max(words, _WORDS)


def _feeling(people: People, clue: Clue, family: str, chance: float) -> Feeling:
    v = people.v
    return Feeling(
        start=v.starts[clue.first],
        end=v.ends[clue.last],
        family=family,
        shade=family,
        intensity=_STRENGTH,
        negated=False,
        channel=clue.channel,
        feels=clue.feels,
        by=clue.by,
        confidence=round(min(chance, _SUREST), 2),
    )


def clues(people: People, focus: Focus, sure: Sequence[Feeling]) -> Iterator[Clue]:
    """Yield all that may carry a feeling outside the sure ones and outside headings, likely or not."""
    v = people.v
    around = _Around(people, sure)
    apart = [*((f.start, f.end) for f in sure), *v.headings]
    taken = {i for start, end in apart for i in range(bisect_right(v.ends, start), bisect_left(v.starts, end))}
    for first, last, hinted in _places(people):
        if not taken.isdisjoint(range(first, last + 1)):
            continue
        best = max(hinted, key=lambda h: h.prior.sure)
        by, feels = _whose(people, focus, first, last, best)
        votes, near = around.votes(first, feels)
        priors = tuple(dict.fromkeys(h.prior for h in hinted))
        marks = dict.fromkeys((*(p.line for p in priors), f"in {best.channel}", "all"), 1.0)
        marks["felt around"] = log1p(sum(votes))
        marks["felt near"] = float(any(near))
        marks["hinted again"] = float(min(len(priors) - 1, 2))
        yield Clue(first, last, best.channel, marks, _TRUST * _logit(best.prior.sure), priors, votes, near, by, feels)


def _places(people: People) -> Iterator[tuple[int, int, list[Hint]]]:
    """Yield first and last token of each place with the lines that match there.

    What is said or thought is taken by the sentence; displays that overlap are one, in the words of the surest line.
    """
    found = sorted(find_hints(people), key=lambda h: (h.first, h.last))
    told, firsts, used = [h for h in found if h.channel in _TOLD], [], set[int]()
    firsts = [h.first for h in told]
    for u in utterances(people):
        inside = range(bisect_left(firsts, u.first), bisect_right(firsts, u.last))
        used.update(inside)
        hinted = [*(told[k] for k in inside), *of_form(u)]
        if hinted:
            yield u.first, u.last, hinted
    yield from ((h.first, h.last, [h]) for k, h in enumerate(told) if k not in used)
    group: list[Hint] = []
    for h in (h for h in found if h.channel not in _TOLD):
        if group and h.first > max(g.last for g in group):
            yield _as_one(group)
            group = []
        group.append(h)
    if group:
        yield _as_one(group)


def _as_one(group: list[Hint]) -> tuple[int, int, list[Hint]]:
    best = max(group, key=lambda h: h.prior.sure)
    return best.first, best.last, group


def _whose(people: People, focus: Focus, first: int, last: int, hint: Hint) -> tuple[Span | None, str | None]:
    """Return the words that name who feels, and the character: who does it, who speaks, or whose side is told."""
    sense = Sense(FAMILIES[0], FAMILIES[0], _STRENGTH, hint.channel, "feeling", 0.0, "", "", "phrase")
    c = Candidate(first, last, hint.head, sense, 1, hint.who)
    if hint.channel in _TOLD:
        return whose(people, focus, c, -1)
    return whose(people, focus, c, hint.who if hint.who >= 0 else holder(people, c))


class _Around:
    """The sure feelings, to be asked what is felt near a place."""

    __slots__ = ("at", "felt", "place")

    def __init__(self, people: People, sure: Sequence[Feeling]) -> None:
        v, count = people.v, 0
        self.place: list[int] = []
        """The number of words before each token."""
        for form in v.forms:
            self.place.append(count)
            count += form[:1].isalnum()
        self.felt = sorted((f for f in sure if not f.negated), key=lambda f: f.start)
        self.at = [self.place[min(len(v.forms) - 1, bisect_left(v.starts, f.start))] for f in self.felt]

    def votes(self, token: int, feels: str | None) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return the votes for each family, faded with distance, and those of the nearest words alone."""
        here = self.place[token]
        votes, near = dict.fromkeys(FAMILIES, 0.0), dict.fromkeys(FAMILIES, 0.0)
        for k in range(bisect_left(self.at, here - _FAR), bisect_left(self.at, here + _FAR)):
            f, far = self.felt[k], abs(self.at[k] - here)
            weight = f.confidence * (_SAME if feels is not None and f.feels == feels else 1.0)
            votes[f.family] += weight * f.intensity * exp(-far / _FADES)
            if far <= _NEAR:
                near[f.family] += weight
        return tuple(votes.values()), tuple(near.values())


def leanings(clue: Clue) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """Return for each family the logarithm of its share of the votes, of the votes near, and of what the lines say."""
    told = tuple(
        _TRUST * sum(log(0.8 * p.shares[k] + 0.2 / len(FAMILIES)) for p in clue.priors) / max(1, len(clue.priors))
        for k in range(len(FAMILIES))
    )
    return _shares(clue.votes, _VOTES), _shares(clue.near, _NEAR_VOTES), told


def _shares(votes: Sequence[float], base: float) -> tuple[float, ...]:
    total = sum(votes) + base
    return tuple(log((vote + base * b) / total + _SMALL) for vote, b in zip(votes, _BASE, strict=True))


def weigh(clue: Clue, table: Weights) -> tuple[float, str]:
    """Return the chance that a clue is a feeling of its likeliest family, and that family."""
    rows = [(x, table.marks[m]) for m, x in clue.marks.items() if m in table.marks]
    felt = clue.logit + sum(x * row[0] for x, row in rows)
    far, near, told = leanings(clue)
    logits = [
        table.votes * far[k] + table.near * near[k] + told[k] + sum(x * row[1 + k] for x, row in rows)
        for k in range(len(FAMILIES))
    ]
    most = max(logits)
    share = 1 / sum(exp(value - most) for value in logits)
    return share / (1 + exp(-felt)), FAMILIES[logits.index(most)]


def _logit(p: float) -> float:
    return log(p / (1 - p))


@cache
def weights() -> Weights:
    """Return the table that comes with Postil."""
    text = (files("postil") / "data" / "feelings" / "displays" / "weights.txt").read_text(encoding="utf-8")
    rows = {name: tuple(float(x) for x in head.split()) for head, name, _ in lines(text, "displays/weights.txt")}
    return Weights(rows, rows["votes"][0], rows["near votes"][0])
