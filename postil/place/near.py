"""Look for a quotation whose passage was changed since, and judge whether what is found is that passage.

Without a memory only changes that a writer makes while polishing pass (`changes`), and nothing else in the story may
come close. With the memory of a build in which the note stood, the words around decide: where they are the same on both
sides, half of the quotation may have changed; where they are on neither side, no likeness is enough
(hypothesis/client#7571).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from postil.models import Span
from postil.place.align import Alignment, align
from postil.place.book import Book, Words
from postil.place.changes import price_of_end, price_of_gap, price_of_replacing, price_of_run, scale, small_words
from postil.place.exact import Needle
from postil.place.memory import Remembered

_MANY_HITS = 1000
"""Occurrences looked at for one quotation; the rarest words come first."""
_STRETCHES = 5
"""Stretches of the story that are looked at closely."""
_LONGEST = 400
"""Words of a quotation that are compared; of a longer one, the first and the last."""
_LEFT_OUT = 400
"""Words that an ellipsis may leave out, as far as near matches go."""

_NEXT_TO = 3
"""Words remembered on one side that stand right beside the quotation."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: a quotation's words, and the words around it if they are remembered."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    """Of the quotation's words, in the needle; the words around have none."""
    ends: tuple[int, ...]
    open_after: frozenset[int]
    before: int = 0
    """How many of the words are from before the quotation."""
    after: int = 0


@dataclass(frozen=True, slots=True)
class Find:
    """A place that is more or less like a quotation."""

    query: Query
    alignment: Alignment
    """Its words of the story are counted from `first`."""
    first: int
    """Number of the first word of the stretch that was looked at."""
    price: float
    """What the changes count, on the scale of `changes`; endless if it crosses paragraphs."""
    kept: float
    """Share of the quotation's words that are there, small words counting less."""

    @property
    def words(self) -> Span:
        """The words of the story, by number, that it lies on."""
        return self.first + self.alignment.first, self.first + self.alignment.last


def look(book: Book, needle: Needle, remembered: Remembered | None) -> tuple[Find | None, Find | None]:
    """Return where a quotation that is not in the story now stands, and what comes nearest to it, if anything."""
    query = query_of(needle)
    if not query.words:
        return None, None
    finds = sorted(_finds(book, needle, query), key=lambda find: find.price)
    nearest = max(finds, key=lambda find: (find.kept, -find.price), default=None)
    if remembered is not None:
        return _where_it_stood(book, needle, query, remembered, finds), nearest
    return _alone(finds, scale().allowed(len(query.words))), nearest


def query_of(needle: Needle) -> Query:
    """Return the words of a quotation to look for."""
    words = Words.of(needle.text)
    ends_of_parts = [end for _, end in needle.parts[:-1]]
    open_after = {max((i for i, e in enumerate(words.ends) if e <= end), default=0) for end in ends_of_parts}
    keep = range(len(words.texts))
    if len(keep) > _LONGEST:
        half = _LONGEST // 2
        keep_list = [*keep[:half], *keep[-half:]]
        open_after = {half - 1}
    else:
        keep_list = list(keep)
    return Query(
        tuple(words.texts[i] for i in keep_list),
        tuple(words.starts[i] for i in keep_list),
        tuple(words.ends[i] for i in keep_list),
        frozenset(open_after),
    )


def _alone(finds: Sequence[Find], allowed: float) -> Find | None:
    """Return the best place if it is good enough and the second best is not nearly as good."""
    if not finds or finds[0].price > allowed:
        return None
    return None if any(find.price < finds[0].price + scale().rival for find in finds[1:]) else finds[0]


def _where_it_stood(
    book: Book, needle: Needle, query: Query, remembered: Remembered, finds: Sequence[Find]
) -> Find | None:
    """Return the place with the words around it that the note had."""
    before, after = remembered.before.split(), remembered.after.split()
    wider = Query(
        (*before, *query.words, *after),
        query.starts,
        query.ends,
        frozenset(i + len(before) for i in query.open_after),
        len(before),
        len(after),
    )
    # Where the next sentence begins like the quotation, or the last ends like it, only all of the words around tell.
    twins_beside = _alike(after, query.words) or _alike(before[::-1], query.words[::-1])
    for find in sorted(_finds(book, needle, wider, within=False), key=lambda find: find.alignment.cost):
        sides = [_share(find.alignment, wider, book, find.first, side) for side in ("before", "after")]
        same = [share >= (scale().twin_share if twins_beside else scale().context_share) for share in sides]
        inner = _inner(book, needle, query, find)
        if inner is None or inner.price == float("inf"):
            continue
        if all(same) and inner.kept >= scale().kept_share:
            return inner
        if any(same) and not twins_beside and inner.price <= scale().allowed(len(query.words)):
            others = [other for other in finds if not _overlap(other.words, inner.words)]
            return _alone([inner, *others], scale().allowed(len(query.words)))
    return None


def _alike(words: Sequence[str], others: Sequence[str]) -> bool:
    pairs = [(a.lower(), b.lower()) for a, b in zip(words, others, strict=False)]
    return bool(pairs) and sum(a == b for a, b in pairs) * 2 >= len(pairs)


def _share(alignment: Alignment, query: Query, book: Book, first: int, side: str) -> float:
    """Return the share of the words remembered on one side that are there; none then means none now."""
    count = query.before if side == "before" else query.after
    if not count:
        at_edge = first + alignment.first == 0 if side == "before" else first + alignment.last == len(book.words.texts)
        return float(at_edge)
    numbers = range(count) if side == "before" else range(len(query.words) - count, len(query.words))
    # Those next to the quotation for themselves: else they could have become the quotation, where it echoes them.
    next_to = numbers[-_NEXT_TO:] if side == "before" else numbers[:_NEXT_TO]
    there = {
        a
        for a, b, c, d in alignment.steps
        if b - a == d - c == 1 and query.words[a].lower() == book.words.texts[first + c].lower()
    }
    return min(len(there.intersection(these)) / len(these) for these in (numbers, next_to))


def _inner(book: Book, needle: Needle, query: Query, find: Find) -> Find | None:
    """Return the quotation's own part of a find that has the words around it too."""
    low, high = find.query.before, find.query.before + len(query.words)
    steps = [
        (a - low, b - low, c, d)
        for a, b, c, d in find.alignment.steps
        if low <= a and b <= high and (a < b or low < a < high)
    ]
    paired = [step for step in steps if step[0] < step[1] and step[2] < step[3]]
    if not paired:
        return None
    return _judge(book, needle, query, Alignment(find.alignment.cost, tuple(steps)), find.first)


def _finds(book: Book, needle: Needle, query: Query, *, within: bool = True) -> list[Find]:
    """Return the places that are most like a query, none over another; `within`: each in one paragraph."""
    finds: list[Find] = []
    for start, end in _stretches(book, query, within=within):
        here = _best_in(book, needle, query, start, end)
        if here is None or any(_overlap(here.words, other.words) for other in finds):
            continue
        finds.append(here)
        if not within or here.kept < scale().kept_share:
            continue
        # A twin may stand right beside it.
        for low, high in ((start, here.words[0]), (here.words[1], end)):
            beside = _best_in(book, needle, query, low, high) if high - low >= len(query.words) // 2 else None
            if beside is not None and beside.kept >= scale().kept_share:
                finds.append(beside)
    return finds


def _best_in(book: Book, needle: Needle, query: Query, start: int, end: int) -> Find | None:
    stretch = book.words.texts[start:end]
    if not stretch:
        return None
    alignment = align(query.words, stretch, query.open_after, book.forms)
    if alignment.first == alignment.last:
        return None
    if query.before or query.after:
        return Find(query, alignment, start, alignment.cost, 0.0)
    return _judge(book, needle, query, alignment, start)


def _overlap(one: Span, two: Span) -> bool:
    return one[0] < two[1] and two[0] < one[1]


def _stretches(book: Book, query: Query, *, within: bool) -> Iterator[Span]:
    """Yield the stretches of the story, by numbers of words, that hold most of a query's rarer words, best first."""
    numbers = sorted({word.lower() for word in query.words} & book.index.keys(), key=lambda w: len(book.index[w]))
    hits: list[tuple[int, str]] = []
    for rank, word in enumerate(numbers):
        if rank and len(hits) + len(book.index[word]) > _MANY_HITS:
            break
        hits += [(place, word) for place in book.index[word][:_MANY_HITS]]
    hits.sort()
    width = len(query.words) + 10 + (_LEFT_OUT if query.open_after else 0)
    weights = {word: 1 / (1 + len(book.index[word])) ** 0.5 for word in numbers}
    groups = groupby(hits, key=lambda hit: book.paragraph_at(book.words.starts[hit[0]]) if within else 0)
    scored = sorted((run for _, group in groups for run in _scored(list(group), weights, width)), reverse=True)
    taken: list[Span] = []
    for _, low, high in scored:
        if len(taken) == _STRETCHES:
            break
        start, end = max(0, high - width), min(len(book.words.texts), low + width)
        if within:
            start, end = _clip(book, start, end, low)
        if not any(one <= low < two for one, two in taken):
            taken.append((start, end))
            yield start, end


def _scored(hits: Sequence[tuple[int, str]], weights: dict[str, float], width: int) -> Iterator[tuple[float, int, int]]:
    """Yield (weight of the different words, first, last) of each run of hits that fits the width."""
    inside: Counter[str] = Counter()
    weight = 0.0
    left = 0
    for right, (place, word) in enumerate(hits):
        inside[word] += 1
        weight += weights[word] if inside[word] == 1 else 0.0
        while hits[left][0] <= place - width:
            gone = hits[left][1]
            inside[gone] -= 1
            weight -= weights[gone] if not inside[gone] else 0.0
            left += 1
        if right + 1 == len(hits) or hits[right + 1][0] > hits[left][0] + width:
            yield round(weight, 9), hits[left][0], place


def _clip(book: Book, start: int, end: int, inside: int) -> Span:
    """Cut a stretch down to the paragraph of a word inside it."""
    low, high = book.edges[book.paragraph_at(book.words.starts[inside])]
    while book.words.starts[start] < low:
        start += 1
    while book.words.ends[end - 1] > high:
        end -= 1
    return start, end


def _judge(book: Book, needle: Needle, query: Query, alignment: Alignment, first: int) -> Find:
    """Price the changes between a quotation and a place."""
    words = book.words
    start, end = words.starts[first + alignment.first], words.ends[first + alignment.last - 1]
    crosses = book.paragraph_at(start) != book.paragraph_at(end - 1)
    price = float("inf") if crosses else _price_of_words(book, query, alignment, first)
    return Find(
        query,
        alignment,
        first,
        price + _price_of_signs(book, needle, query, alignment, first),
        _kept(book, query, alignment, first),
    )


def _price_of_words(book: Book, query: Query, alignment: Alignment, first: int) -> float:
    price = 0.0
    gone: list[str] = []
    came: list[str] = []

    def settle() -> float:
        run = price_of_run(gone) if gone else 0.0
        run += price_of_run(came) if came else 0.0
        gone.clear()
        came.clear()
        return run

    for a, b, c, d in alignment.steps:
        if a == b:
            came.extend(() if a - 1 in query.open_after else book.words.texts[first + c : first + d])
        elif c == d:
            gone.extend(query.words[a:b])
        elif b - a == d - c:
            price += settle() + _replaced(book, query.words[a], first + c)
        else:
            price += settle() + scale().joined
    return price + settle()


def _replaced(book: Book, quoted: str, number: int) -> float:
    return price_of_replacing(quoted, book.words.texts[number], quoted in book.forms)


def _price_of_signs(book: Book, needle: Needle, query: Query, alignment: Alignment, first: int) -> float:
    """Price the changed signs between words that are both there, and before the first and after the last."""
    words = book.words
    pairs = [(a, b, first + c, first + d) for a, b, c, d in alignment.steps if a < b and c < d]
    price = 0.0
    for (_, b, _, d), (a, _, c, _) in pairwise(pairs):
        if a == b and c == d and b - 1 not in query.open_after:
            quoted = needle.text[query.ends[b - 1] : query.starts[a]]
            price += price_of_gap(quoted, book.text[words.ends[d - 1] : words.starts[c]])
    if not pairs:
        return price
    low, high = book.edges[book.paragraph_at(words.starts[pairs[0][2]])]
    if pairs[0][0] == 0 and (lead := needle.text[: query.starts[0]].strip()):
        there = book.text[low : words.starts[pairs[0][2]]].rstrip()
        price += 0.0 if there.endswith(lead) else scale().punctuation
    if pairs[-1][1] == len(query.words) and (tail := needle.text[query.ends[-1] :].strip()):
        last = pairs[-1][3]
        following = words.starts[last] if last < len(words.starts) else high
        there = book.text[words.ends[last - 1] : min(following, high)].strip()
        price += 0.0 if there.startswith(tail) else price_of_end(tail, there)
    return price


def _kept(book: Book, query: Query, alignment: Alignment, first: int) -> float:
    def weight(word: str) -> float:
        return scale().small_weight if word.lower() in small_words() else 1.0

    kept = sum(
        weight(query.words[a])
        for a, b, c, d in alignment.steps
        if a < b and c < d
        and (b - a != d - c or _replaced(book, query.words[a], first + c) <= 1)
    )  # fmt: skip
    return kept / sum(map(weight, query.words))


def passage(book: Book, find: Find) -> Span:
    """Return the range of the folded story that a find lies on."""
    first, last = find.words
    return book.words.starts[first], book.words.ends[last - 1]


def project(book: Book, needle: Needle, find: Find) -> tuple[Span, ...]:
    """Return where the marked parts of a quotation now stand; without those of which no word is left."""
    spans = []
    query, words = find.query, book.words
    for start, end in needle.marked:
        inside = [i for i, (a, b) in enumerate(zip(query.starts, query.ends, strict=True)) if a < end and b > start]
        under = [s for s in find.alignment.steps if s[2] < s[3] and any(s[0] <= i < s[1] for i in inside)]
        if not under:
            continue
        begin, finish = words.starts[find.first + under[0][2]], words.ends[find.first + under[-1][3] - 1]
        lead = needle.text[start : query.starts[inside[0]]]
        tail = needle.text[query.ends[inside[-1]] : end]
        if lead and book.text.endswith(lead, 0, begin):
            begin -= len(lead)
        if tail and book.text.startswith(tail, finish):
            finish += len(tail)
        spans.append((begin, finish))
    return tuple(spans)
