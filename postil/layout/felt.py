"""Feelings as lists tell of them."""

from __future__ import annotations

from collections.abc import Iterable

from postil.layout.book import SURE_FEELING, Book
from postil.layout.typeset import print_marks
from postil.layout.views import FeltView
from postil.tags import Feeling


def through(channel: str) -> str:
    """Return how a feeling shows, in words: "by voice"; one that is named needs no sign."""
    return "in words" if channel == "named" else f"by {channel}"


def felt_views(book: Book, feelings: Iterable[Feeling]) -> tuple[FeltView, ...]:
    """Return feelings with the words that carry them and a link to where they stand."""
    return tuple(
        FeltView(
            family=f.family,
            shade=f.shade,
            channel=f.channel,
            by=through(f.channel),
            who=book.labels.get(f.feels or "", ""),
            who_id=f.feels or "",
            negated=f.negated,
            unsure=f.confidence < SURE_FEELING,
            text=print_marks(" ".join(book.story.text[f.start : f.end].split())),
            place=book.place(f.start),
        )
        for f in feelings
    )
