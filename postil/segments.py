"""Overlapping layers over a paragraph, cut into flat pieces that spell it again exactly, and nested into few elements.

A note may lie across two speeches that hold three names; HTML elements may not. `cut` takes everything that covers a
paragraph (`Cover`: its layer's name, its range, and whatever the caller wants back) and gives pieces (`Segment`) that
follow each other without a gap, each carrying everything that covers it:

    "".join(text[s.start : s.end] for s in cut(len(text), covers)) == text

Things without a width (an image, a footnote's number) are covers with `item=True`; each becomes a piece of its own.
`nest` then groups neighbours that lie under the same cover, layer by layer, outermost first:

    >>> speech, note = Cover("speech", 0, 6, "isak"), Cover("note", 3, 9, "lamp")
    >>> for node in nest(cut(9, [speech, note]), ("speech", "note")):
    ...     print(node.kind, node.start, node.end, [(n.start, n.end) for n in node.nodes])
    speech 0 6 [(0, 3), (3, 6)]
    note 6 9 [(6, 9)]

Nothing here knows what a layer means: the page's layout says which there are and in what order they nest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar, Union

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Cover(Generic[V]):
    """A range of the paragraph in one layer."""

    kind: str
    """Name of the layer: "speech", "note", "inline" …"""
    start: int
    end: int
    value: V
    """What the caller wants back: a tag, a note's id, an `Inline`."""
    item: bool = False
    """Has no width and is shown itself: an image, a footnote's number. `start` equals `end`."""


@dataclass(frozen=True, slots=True)
class Segment(Generic[V]):
    """A piece of the paragraph that no cover begins or ends inside of."""

    start: int
    end: int
    covers: tuple[Cover[V], ...] = ()
    """Everything it lies under, outer (earlier, longer) before inner."""
    item: Cover[V] | None = None
    """The thing without a width that this piece is; then `start` equals `end`. None for a piece of text."""

    def under(self, kind: str) -> tuple[Cover[V], ...]:
        """Return the covers of one layer that it lies under."""
        return tuple(cover for cover in self.covers if cover.kind == kind)


@dataclass(frozen=True, slots=True)
class Branch(Generic[V]):
    """Neighbours that lie under the same covers of one layer: one element of the page."""

    kind: str
    covers: tuple[Cover[V], ...]
    """At least one; several where covers of a layer overlap (two notes on the same words). One at a time if stacked."""
    nodes: tuple[Node[V], ...]
    """What is inside, in order; at least one."""

    @property
    def start(self) -> int:
        """Offset where it begins."""
        return self.nodes[0].start

    @property
    def end(self) -> int:
        """Offset where it ends."""
        return self.nodes[-1].end

    def holds(self, test: Callable[[Cover[V]], bool]) -> bool:
        """Tell whether anything inside lies under (or is) a cover that passes the test.

        A note's words that hold a link of the writer's own must not be a link themselves (HTML forbids it):
        `branch.holds(lambda cover: cover.kind == "inline" and cover.value.kind == "link")`.
        """
        return any(
            any(test(cover) for cover in piece.covers) or (piece.item is not None and test(piece.item))
            for piece in flatten(self.nodes)
        )


Node = Union[Branch[V], Segment[V]]  # noqa: UP007  (Python 3.10 cannot subscript X | Y with a type variable)


def cut(length: int, covers: Iterable[Cover[V]]) -> tuple[Segment[V], ...]:
    """Cut a paragraph of `length` code points where any cover begins or ends, and at each item.

    Pieces of text are never empty. Items at one place keep the order they are given in, and stand before the text that
    begins there. An item lies under the covers that go past it on both sides; at the edge of a cover it stands outside,
    so that a footnote's number after marked words is not marked. One exception: it is inside a cover of its own layer
    that begins at the item and is given before it, as `[![lamp](lamp.png) the lamp](lamp.html)` is; that cover may
    have no width itself. Other covers without a width have nothing to cover and are left out.

    A cover outside the paragraph, one that ends before it begins, and an item with a width are ValueErrors.
    """
    given = list(covers)
    for cover in given:
        if not 0 <= cover.start <= cover.end <= length or (cover.item and cover.start != cover.end):
            raise ValueError(f"{cover} does not fit a paragraph of {length} code points")
    wide = sorted((c for c in given if c.start < c.end), key=lambda c: (c.start, -c.end))
    items = [(cover, _around(cover, given[:rank])) for rank, cover in enumerate(given) if cover.item]
    edges = sorted({0, length, *(e for c in wide for e in (c.start, c.end)), *(c.start for c, _ in items)})
    over: list[list[Cover[V]]] = [[] for _ in edges]
    for cover in wide:
        for place in range(bisect_left(edges, cover.start), bisect_left(edges, cover.end)):
            over[place].append(cover)
    pieces: list[Segment[V]] = []
    for place, start in enumerate(edges):
        for item, around in items:
            if item.start == start:
                past = [c for c in over[place] if c.start < start or any(c is a for a in around)]
                empty = [c for c in around if c.start == c.end]
                pieces.append(Segment(start, start, (*past, *empty), item))
        if start < length:
            pieces.append(Segment(start, edges[place + 1], tuple(over[place])))
    return tuple(pieces)


def _around(item: Cover[V], before: Sequence[Cover[V]]) -> list[Cover[V]]:
    """Return the covers of the item's layer that begin where it stands and were given before it."""
    return [c for c in before if not c.item and c.kind == item.kind and c.start == item.start]


def nest(segments: Iterable[Segment[V]], order: Sequence[str], stacked: Collection[str] = ()) -> tuple[Node[V], ...]:
    """Group neighbours that lie under the same covers, by the layers in `order`, outermost first.

    Layers not named in `order` make no branches (their covers are still on the segments). Overlapping covers of one
    layer share a branch, as in `<mark data-notes="a b">`; those of a layer in `stacked` stand one in another instead,
    as `<em>` and `<strong>` do. `flatten` gives the segments back.
    """
    return _nest(tuple(segments), tuple(order), frozenset(stacked), 0)


def _nest(
    segments: tuple[Segment[V], ...], order: tuple[str, ...], stacked: frozenset[str], depth: int
) -> tuple[Node[V], ...]:
    """Nest by the first layer of `order`, of which `depth` stacked covers are spent already."""
    if not order:
        return segments
    kind, is_stack = order[0], order[0] in stacked

    def shared(segment: Segment[V]) -> tuple[Cover[V], ...]:
        mine = segment.under(kind)
        return mine[depth : depth + 1] if is_stack else mine

    nodes: list[Node[V]] = []
    for _, run in groupby(segments, key=lambda segment: [id(cover) for cover in shared(segment)]):
        inside = tuple(run)
        here = shared(inside[0])
        if not here:
            nodes.extend(_nest(inside, order[1:], stacked, 0))
        elif is_stack:
            nodes.append(Branch(kind, here, _nest(inside, order, stacked, depth + 1)))
        else:
            nodes.append(Branch(kind, here, _nest(inside, order[1:], stacked, 0)))
    return tuple(nodes)


def flatten(nodes: Iterable[Node[V]]) -> Iterator[Segment[V]]:
    """Give the segments of a tree in order: the inverse of `nest`."""
    for node in nodes:
        if isinstance(node, Branch):
            yield from flatten(node.nodes)
        else:
            yield node
