"""The beats page: the beat sheet, and the arc as plots, whole and for each leading character."""

from __future__ import annotations

import itertools
from collections import Counter

from postil.layout.book import SURE_FEELING, Book, words_in
from postil.layout.felt import felt_views
from postil.layout.pages import BeatsPage
from postil.layout.site import split_label, story_fields
from postil.layout.typeset import print_marks
from postil.layout.views import BeatRow, Link, Plot, Point, StoryHead
from postil.tags import Beat

LEADING = 6
"""So many characters have a plot of their own."""
FEWEST = 3
"""A plot has at least so many points."""


def lay_out_beats(book: Book, head: StoryHead) -> BeatsPage:
    """Return the story's beats page."""
    rows = tuple(_row(book, number, beat) for number, beat in enumerate(book.tags.beats, 1))
    return BeatsPage(**story_fields(book, head, "beats"), rows=rows, plots=_plots(book))


def _row(book: Book, number: int, beat: Beat) -> BeatRow:
    felt = [f for f in book.feelings_in(beat.start, beat.end) if f.confidence >= SURE_FEELING]
    felt_here, detail = split_label(print_marks(beat.label))
    chapter = ""
    if len(book.files) > 1 and book.paragraphs:
        index = book.index_at(beat.start)
        new = index == 0 or book.chapter_of[index] != book.chapter_of[index - 1]
        chapter = book.story.chapters[book.chapter_of[index]].title if new else ""
    return BeatRow(
        number=number,
        family=beat.family or "",
        label=felt_here,
        detail=detail,
        who=tuple(Link(f"cast.html#c-{who}", book.name(who)) for who in beat.who if who in book.characters),
        who_ids=" ".join(beat.who),
        turn=print_marks(beat.turn),
        valence=round(beat.valence, 2),
        place=book.place(beat.start),
        words=words_in(book.story.text[beat.start : beat.end]),
        feelings=felt_views(book, felt),
        channels=" ".join(sorted({f.channel for f in felt})),
        chapter=chapter,
    )


def _plots(book: Book) -> tuple[Plot, ...]:
    """Return the whole story's plot, then one for each character who holds enough beats, by number of beats."""
    numbered = list(enumerate(book.tags.beats, 1))
    if len(numbered) < FEWEST:
        return ()
    holders = Counter(beat.who[0] for _, beat in numbered if beat.who)
    plots = [_plot(book, "", book.story.title, numbered)]
    for who, count in sorted(holders.items(), key=lambda pair: (-pair[1], pair[0]))[:LEADING]:
        if count >= FEWEST and who in book.characters:
            plots.append(
                _plot(book, who, book.name(who), [(n, beat) for n, beat in numbered if beat.who[:1] == (who,)])
            )
    return tuple(plots)


def _plot(book: Book, who: str, name: str, beats: list[tuple[int, Beat]]) -> Plot:
    """Return a plot: each beat at the middle of its text, as high as its valence among the story's."""
    length = max(1, len(book.story.text))
    points = []
    for number, beat in beats:
        x = round(100 * (beat.start + beat.end) / 2 / length, 2)
        y = round(50 - 46 * book.height(beat.valence), 1)
        place = book.place(beat.start)
        points.append(Point(x, y, beat.family or "", print_marks(beat.label), number, place.href, place.start))
    return Plot(who, name, tuple(points), _curve([(p.x * 10, p.y * 2) for p in points]))


def _curve(points: list[tuple[float, float]]) -> str:
    """Return an SVG path through points that never swings past them (Fritsch and Carlson's monotone cubic, 1980).

    The path is in a box of 1000 by 200.
    """
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) if b[0] > a[0] else 0.0 for a, b in itertools.pairwise(points)]
    tangents = [slopes[0]] if slopes else [0.0]
    for left, right in itertools.pairwise(slopes):
        tangents.append(0.0 if left * right <= 0 else 2 * left * right / (left + right))
    tangents.append(slopes[-1] if slopes else 0.0)
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for rank, (a, b) in enumerate(itertools.pairwise(points)):
        third = (b[0] - a[0]) / 3
        parts.append(
            f"C{a[0] + third:.1f} {a[1] + third * tangents[rank]:.1f} "
            f"{b[0] - third:.1f} {b[1] - third * tangents[rank + 1]:.1f} {b[0]:.1f} {b[1]:.1f}"
        )
    return "".join(parts)
