"""The beats: runs of paragraphs in which feeling holds one course.

Each scene is split where that lowers the squared distance of its paragraphs from the mean of their run the most: by
optimal partitioning (Jackson and others 2005), a beat's price set so that it has about 180 words. A
paragraph is what is felt in it by family, its valence, and by whom. On a hand-marked story this was nearer to the marks
than rules of a changing leader or of depth (WindowDiff .31 against .39 to .48; docs/tags.md).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from postil.emotion import FAMILIES
from postil.tag.feelings.label import Course, Name, course, turn, weight
from postil.tag.found import CAST, DIALOGUE, CastFound, DialogueFound, MentionFound, found
from postil.tag.given import Given, text_of
from postil.tags import ArcPoint, Beat, Feeling

if TYPE_CHECKING:
    from spacy.tokens import Doc

BEAT_WORDS: Final = 180
"""Words a beat has about; 2,500 words make some 14 beats."""
_SHORT: Final = 60
"""Words below which a beat must be paid for by a sharp turn."""
_BAND: Final = 60
"""Paragraphs a beat has at most, unless the scene leaves no choice."""
_LONG: Final = 900
"""Words a beat has at most, unless a paragraph alone is longer."""
_JOINED: Final = 2 * BEAT_WORDS
"""Words up to which neighbours that would be told alike are made one."""
_VALENCE, _HOLDER, _HOLDERS = 0.5, 0.3, 4
_SMOOTH: Final = (0.25, 0.5, 1.0, 0.5, 0.25)
_LEVEL: Final = 0.2
"""Weight of feelings per hundred words below which a stretch is level."""

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph with the headings before it."""

    start: int
    opens: bool
    """A scene break or a chapter's beginning stands before it."""
    words: int


def beats(doc: Doc, given: Given, feelings: Sequence[Feeling], arc: Sequence[ArcPoint]) -> tuple[Beat, ...]:
    """Return the beats of a Doc, in order; they tile its text, and each begins where a paragraph does.

    `feelings` and `arc` are what the feelings component and the arc made of the same Doc. A text without a paragraph
    has no beat.
    """
    text = text_of(doc)
    units = _units(text, given)
    if not units:
        return ()
    rows = _rows(units, feelings, arc)
    firsts: list[int] = []
    edges = [i for i, u in enumerate(units) if u.opens or i == 0] + [len(units)]
    for a, b in pairwise(edges):
        firsts += [a + k for k in split(rows[a:b], [u.words for u in units[a:b]])]
    starts = [0 if k == 0 else units[i].start for k, i in enumerate(firsts)]
    spans = list(zip(starts, [*starts[1:], len(text)], [units[i].opens for i in firsts], strict=True))
    return tuple(_told(_Found(doc, feelings, arc), spans))


def _units(text: str, given: Given) -> list[_Unit]:
    """Return the paragraphs as the pieces beats are made of; a heading goes with what follows it."""
    units: list[_Unit] = []
    start, opens = -1, False
    for i, (a, b) in enumerate(given.paragraphs):
        start = a if start < 0 else start
        opens = opens or i in given.breaks or (i in given.headings and start == a)
        if i not in given.headings or i + 1 == len(given.paragraphs):
            units.append(_Unit(start, opens, len(text[a:b].split())))
            start, opens = -1, False
    return units


def _rows(units: Sequence[_Unit], feelings: Sequence[Feeling], arc: Sequence[ArcPoint]) -> Rows:
    """Return a row a paragraph: weight of each family, valence, and weight of the story's most feeling characters."""
    starts = [u.start for u in units]
    holders = Counter[str]()
    for f in feelings:
        if f.feels is not None:
            holders[f.feels] += weight(f)  # type: ignore[assignment]
    columns = {name: i for i, name in enumerate(FAMILIES)}
    valence = len(columns)
    for who, _ in sorted(holders.items(), key=lambda kv: (-kv[1], kv[0]))[:_HOLDERS]:
        columns[f"={who}"] = len(columns) + 1
    rows = np.zeros((len(units), valence + 1 + _HOLDERS))
    for f in feelings:
        at = max(0, bisect_right(starts, f.start) - 1)
        rows[at, columns[f.family]] += weight(f)
        if f"={f.feels}" in columns:
            rows[at, columns[f"={f.feels}"]] += _HOLDER * weight(f)
    for point in arc:
        at = max(0, bisect_right(starts, point.start) - 1)
        rows[at, valence] += _VALENCE * point.valence
    return rows


def split(rows: Rows, words: Sequence[int]) -> list[int]:
    """Split a scene into beats: return the index of each beat's first paragraph, the first always 0.

    `rows` has a row a paragraph, `words` its number of words. Takes time linear in the paragraphs.
    """
    count = len(words)
    wanted = max(1, round(sum(words) / BEAT_WORDS))
    if count == 1 or wanted == 1:
        return [0]
    costs = _costs(_smoothed(rows), words)
    low, high = 0.0, float(np.sum((rows - rows.mean(axis=0)) ** 2)) + 1.0
    best = _cheapest(costs, count, low)
    for _ in range(24):  # the dearer a beat, the fewer there are
        price = (low + high) / 2
        tried = _cheapest(costs, count, price)
        if abs(len(tried) - wanted) < abs(len(best) - wanted):
            best = tried
        if len(tried) == wanted:
            return tried
        low, high = (price, high) if len(tried) > wanted else (low, price)
    return best


def _smoothed(rows: Rows) -> Rows:
    """Return each row as the weighted mean of itself and the two on either side, inside the scene."""
    half = len(_SMOOTH) // 2
    total, weights = np.zeros_like(rows), np.zeros(len(rows))
    for offset, share in enumerate(_SMOOTH, -half):
        a, b = max(0, -offset), min(len(rows), len(rows) - offset)
        if a < b:
            total[a:b] += share * rows[a + offset : b + offset]
            weights[a:b] += share
    smoothed: Rows = total / weights[:, None]
    return smoothed


def _costs(rows: Rows, words: Sequence[int]) -> list[Rows]:
    """Return for each end the cost of the beats of 1, 2, … paragraphs that end there, as far as they may be long."""
    count = len(rows)
    sums = np.vstack([np.zeros(rows.shape[1]), np.cumsum(rows, axis=0)])
    squares = np.concatenate([[0.0], np.cumsum(np.sum(rows * rows, axis=1))])
    told = np.concatenate([[0], np.cumsum(words)])
    band = min(count, _BAND)
    costs = np.full((count + 1, band), np.inf)
    spread = squares[-1] / count
    for length in range(1, band + 1):
        ends = np.arange(length, count + 1)
        mean = sums[ends] - sums[ends - length]
        cost = squares[ends] - squares[ends - length] - np.sum(mean * mean, axis=1) / length
        long = told[ends] - told[ends - length]
        cost = cost + spread * np.maximum(0, _SHORT - long) / _SHORT
        if length > 1:
            cost = np.where(long > _LONG, np.inf, cost)
        costs[ends, length - 1] = cost
    return [row[: min(end, band)] for end, row in enumerate(costs)]


def _cheapest(costs: Sequence[Rows], count: int, price: float) -> list[int]:
    """Return the first paragraphs of the beats whose costs, and the price of each, make the least sum."""
    back, came = np.zeros(count + 1), [0] * (count + 1)  # back: the sums from the last end to the first
    for end in range(1, count + 1):
        sums = back[count - end + 1 :][: len(costs[end])] + costs[end]
        length = int(sums.argmin())
        back[count - end] = sums[length] + price
        came[end] = length + 1
    firsts, at = [], count
    while at > 0:
        at -= came[at]
        firsts.append(at)
    return firsts[::-1]


class _Found:
    """What was found in a Doc, to be asked for by stretch."""

    __slots__ = ("arc", "arc_at", "feelings", "felt_at", "mention_at", "mentions", "names", "text")

    def __init__(self, doc: Doc, feelings: Sequence[Feeling], arc: Sequence[ArcPoint]) -> None:
        cast, dialogue = found(doc, CAST, CastFound), found(doc, DIALOGUE, DialogueFound)
        self.text = text_of(doc)
        self.feelings, self.felt_at = feelings, [f.start for f in feelings]
        self.arc, self.arc_at = arc, [p.start for p in arc]
        self.mentions = dialogue.mentions if dialogue else cast.mentions if cast else ()
        self.mention_at = [m.start for m in self.mentions]
        self.names = _names(cast, self.mentions, self.text)

    def course(self, start: int, end: int) -> Course:
        """Return the course of a stretch."""
        felt = self.feelings[bisect_left(self.felt_at, start) : bisect_left(self.felt_at, end)]
        near = self.mentions[bisect_left(self.mention_at, start) : bisect_left(self.mention_at, end)]
        present = [who for who, _ in Counter(m.character for m in near).most_common()]
        level = sum(weight(f) for f in felt) * 100 / self.words(start, end) < _LEVEL
        return course(felt, self.names, present, level=level, valence=self.valence(start, end))

    def words(self, start: int, end: int) -> int:
        """Return about how many words a stretch has."""
        return 1 + self.text.count(" ", start, end)

    def valence(self, start: int, end: int) -> float:
        """Return the mean valence of the sentences of a stretch."""
        points = self.arc[bisect_left(self.arc_at, start) : bisect_left(self.arc_at, end)]
        return round(sum(p.valence for p in points) / len(points), 3) if points else 0.0


def _names(cast: CastFound | None, mentions: Sequence[MentionFound], text: str) -> dict[str, Name]:
    """Return how each character is called in labels: as the story calls them most."""
    called: dict[str, Counter[str]] = {}
    for m in mentions:
        if m.kind == "name":
            called.setdefault(m.character, Counter())[" ".join(text[m.start : m.end].split())] += 1
    names = {}
    for person in cast.people if cast else ():
        own = {person.name, *person.aliases}
        used = [(n, name) for name, n in called.get(person.id, Counter()).items() if name in own]
        most = max(used, key=lambda u: (u[0], u[1] == person.name, u[1]))[1] if used else person.name
        names[person.id] = Name(most, person.pronouns)
    return names


def _told(known: _Found, spans: Sequence[tuple[int, int, bool]]) -> Iterator[Beat]:
    """Give each stretch its label and its turn; neighbours told alike, with no scene break between, are one beat."""
    joined: list[tuple[int, int, Course]] = []
    for start, end, opens in spans:
        now = known.course(start, end)
        alike = bool(joined) and joined[-1][2].label == now.label and known.words(joined[-1][0], end) <= _JOINED
        if alike and not opens:
            joined[-1] = (joined[-1][0], end, known.course(joined[-1][0], end))
        else:
            joined.append((start, end, now))
    before: Course | None = None
    for start, end, now in joined:
        turned = turn(before, now, known.names) if before else ""
        yield Beat(start, end, now.label, now.family, now.who, known.valence(start, end), turned)
        before = now
