"""Overlapping layers become flat pieces that spell the paragraph again, and few elements."""

from __future__ import annotations

import doctest
import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil import segments
from postil.segments import Branch, Cover, Node, Segment, cut, flatten, nest

ORDER = ("speech", "note", "feeling", "character", "inline")
STACKED = ("inline",)


@st.composite
def layered(draw: st.DrawFn) -> tuple[str, list[Cover[int]]]:
    """A paragraph and anything that may cover it: wide, empty, equal, crossing; images and footnotes anywhere."""
    text = draw(st.text(alphabet="ab é’…\n", max_size=24))
    place = st.integers(0, len(text))
    covers = []
    for value in range(draw(st.integers(0, 9))):
        start, end = sorted((draw(place), draw(place)))
        item = draw(st.integers(0, 3)) == 0
        kind = "inline" if item else draw(st.sampled_from(ORDER))
        covers.append(Cover(kind, start, start if item else end, value, item))
    return text, covers


@given(layered())
def test_pieces_spell_the_paragraph(case: tuple[str, list[Cover[int]]]) -> None:
    text, covers = case
    pieces = cut(len(text), covers)
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    assert [a.end for a in pieces[:-1]] == [b.start for b in pieces[1:]], "a gap or an overlap"


@given(layered())
def test_only_items_have_no_width_and_each_is_there_once(case: tuple[str, list[Cover[int]]]) -> None:
    text, covers = case
    pieces = cut(len(text), covers)
    assert all((piece.start == piece.end) == (piece.item is not None) for piece in pieces)
    shown = [piece.item.value for piece in pieces if piece.item is not None]
    assert shown == [c.value for c in sorted((c for c in covers if c.item), key=lambda c: c.start)]


@given(layered())
def test_every_cover_lies_over_exactly_the_text_inside_it(case: tuple[str, list[Cover[int]]]) -> None:
    text, covers = case
    words = [piece for piece in cut(len(text), covers) if piece.item is None]
    for cover in covers:
        over = [piece for piece in words if any(c is cover for c in piece.covers)]
        assert over == [piece for piece in words if cover.start <= piece.start and piece.end <= cover.end]
        assert sum(piece.end - piece.start for piece in over) == cover.end - cover.start


@given(layered())
def test_an_item_lies_under_what_goes_past_it(case: tuple[str, list[Cover[int]]]) -> None:
    text, covers = case
    for piece in cut(len(text), covers):
        if piece.item is None:
            continue
        here = piece.start
        past = {c.value for c in covers if c.start < here < c.end}
        edge = {c.value for c in piece.covers} - past
        assert past <= {c.value for c in piece.covers}
        assert all(c.kind == "inline" and c.start == here for c in covers if c.value in edge)


@given(layered())
def test_two_text_pieces_side_by_side_differ(case: tuple[str, list[Cover[int]]]) -> None:
    """Not one cut more than needed."""
    text, covers = case
    pieces = cut(len(text), covers)
    for one, two in itertools.pairwise(pieces):
        assert one.item or two.item or one.covers != two.covers


@given(layered())
def test_cutting_again_by_the_pieces_changes_nothing(case: tuple[str, list[Cover[int]]]) -> None:
    text, covers = case
    pieces = cut(len(text), covers)
    again = list({id(c): c for piece in pieces for c in piece.covers}.values())
    again.sort(key=lambda c: c.value)
    items = [piece.item for piece in pieces if piece.item is not None]
    merged = sorted([*again, *items], key=lambda c: c.value)
    assert cut(len(text), merged) == pieces


@given(layered(), st.permutations(ORDER))
def test_a_tree_flattened_is_its_pieces(case: tuple[str, list[Cover[int]]], order: list[str]) -> None:
    text, covers = case
    pieces = cut(len(text), covers)
    assert tuple(flatten(nest(pieces, order, STACKED))) == pieces


@given(layered(), st.permutations(ORDER))
def test_each_branch_holds_what_lies_under_its_covers(case: tuple[str, list[Cover[int]]], order: list[str]) -> None:
    text, covers = case
    tree = nest(cut(len(text), covers), order, STACKED)

    def check(nodes: Iterable[Node[int]], around: tuple[Cover[int], ...], level: int) -> None:
        for node in nodes:
            if isinstance(node, Segment):
                assert {id(c) for c in node.covers} == {id(c) for c in around}, "elements and covers disagree"
                continue
            assert node.covers
            assert order.index(node.kind) >= level, "an outer layer inside an inner one"
            assert len(node.covers) == 1 or node.kind not in STACKED
            check(node.nodes, around + node.covers, order.index(node.kind))

    check(tree, (), 0)


@given(layered())
def test_neighbours_under_the_same_cover_share_its_element(case: tuple[str, list[Cover[int]]]) -> None:
    text, covers = case

    def check(nodes: tuple[Node[int], ...]) -> None:
        for one, two in itertools.pairwise(nodes):
            if isinstance(one, Branch) and isinstance(two, Branch) and one.kind == two.kind:
                assert one.covers != two.covers
        for node in nodes:
            if isinstance(node, Branch):
                check(node.nodes)

    check(nest(cut(len(text), covers), ORDER, STACKED))


def show(nodes: Iterable[Node[str]], text: str) -> str:
    """Write a tree as brackets: [kind=values words]."""
    parts = []
    for node in nodes:
        if isinstance(node, Branch):
            parts.append(f"[{node.kind}={'+'.join(c.value for c in node.covers)} {show(node.nodes, text)}]")
        else:
            parts.append(f"<{node.item.value}>" if node.item else text[node.start : node.end])
    return "".join(parts)


def covers_of(drawing: str) -> tuple[str, list[Cover[str]]]:
    """Read a paragraph and its layers from a drawing: the text, then under it one line a cover, `kind value  ~~~~`."""
    lines = drawing.strip("\n").splitlines()
    margin = len(lines[0]) - len(lines[0].lstrip())
    covers = []
    for line in lines[1:]:
        kind, value = line[:margin].split()
        drawn = line[margin:]
        start = len(drawn) - len(drawn.lstrip())
        item = drawn.strip() == "^"
        covers.append(Cover(kind, start, start if item else len(drawn.rstrip()), value, item))
    return lines[0][margin:], covers


@pytest.mark.parametrize(
    ("drawing", "tree"),
    [
        pytest.param(
            """
                  “Ten,” said Maren
speech maren      ~~~~~~
note   ten        ~~~~~~~~~~~~~~~~~
character maren               ~~~~~
""",
            "[speech=maren [note=ten “Ten,”]][note=ten  said [character=maren Maren]]",
            id="a note across speech and a name",
        ),
        pytest.param(
            """
                  took hold of the rope
note   a          ~~~~~~~~~
note   b               ~~~~~~~~~~~~~~~~
feeling love      ~~~~~~~~~~~~~~~~~~~~~
""",
            "[note=a [feeling=love took ]][note=a+b [feeling=love hold]][note=b [feeling=love  of the rope]]",
            id="two notes that overlap share the middle",
        ),
        pytest.param(
            """
                  He never said it
inline em            ~~~~~~~~~~
inline strong              ~~~~
""",
            "He [inline=em never [inline=strong said]] it",
            id="markup stands one in another",
        ),
        pytest.param(
            """
                  the lamp was lit
note   lamp       ~~~~~~~~
inline 1                  ^
""",
            "[note=lamp the lamp]<1> was lit",
            id="a footnote's number after marked words is not marked",
        ),
        pytest.param(
            """
                  the lamp was lit
note   lamp       ~~~~~~~~~~~~
inline 1                  ^
""",
            "[note=lamp the lamp<1> was] lit",
            id="a footnote's number inside marked words is inside the mark",
        ),
        pytest.param(
            """
                  the lamp
note   lamp       ~~~~~~~~
inline link       ~~~~~~~~
inline picture    ^
""",
            "[inline=link <picture>][note=lamp [inline=link the lamp]]",
            id="a picture that begins a link is in the link",
        ),
    ],
)
def test_tree(drawing: str, tree: str) -> None:
    text, covers = covers_of(drawing)
    assert show(nest(cut(len(text), covers), ORDER, STACKED), text) == tree


def test_a_link_round_a_picture_alone_is_kept() -> None:
    link, picture = Cover("inline", 0, 0, "link"), Cover("inline", 0, 0, "picture", item=True)
    assert show(nest(cut(0, [link, picture]), ORDER, STACKED), "") == "[inline=link <picture>]"


def test_a_mark_tells_that_it_holds_a_link() -> None:
    covers = [Cover("note", 0, 8, "n"), Cover("inline", 4, 6, "link"), Cover("note", 8, 9, "m")]
    one, two = nest(cut(9, covers), ORDER, STACKED)
    assert isinstance(one, Branch)
    assert isinstance(two, Branch)
    assert one.holds(lambda cover: cover.value == "link")
    assert not two.holds(lambda cover: cover.value == "link")


@pytest.mark.parametrize(
    "cover", [Cover("note", -1, 2, 0), Cover("note", 2, 1, 0), Cover("note", 0, 4, 0), Cover("inline", 0, 1, 0, True)]
)
def test_a_cover_that_does_not_fit_is_refused(cover: Cover[int]) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        cut(3, [cover])


def test_the_example_in_the_docstring_is_true() -> None:
    assert doctest.testmod(segments).failed == 0
