"""What [[links]] in notes lead to, on which page, and which lead nowhere."""

from __future__ import annotations

import difflib

from postil.layout.book import Book
from postil.layout.markdown import Resolve
from postil.models import PlacedNote
from postil.problems import Problem, Where
from postil.read import links_in


def resolver(book: Book, page: str) -> Resolve:
    """Return what turns a link's words into an address, seen from the page with this file name.

    A note's id comes before a character's id, name or alias; names are taken in any case.
    """
    notes = {placed.note.id: placed for placed in book.placements.notes}
    people = names(book)

    def resolve(words: str) -> tuple[str, str] | None:
        if words in notes:
            return note_href(book, notes[words], page), words.replace("-", " ").replace("_", " ")
        if words.casefold() in people:
            return f"cast.html#c-{people[words.casefold()]}", words
        return None

    return resolve


def note_href(book: Book, placed: PlacedNote, page: str) -> str:
    """Return the address of a note seen from a page: beside its words, or on the notes page if it has none."""
    home = "notes.html" if page == "notes.html" or placed.chapter is None else book.files[placed.chapter]
    return f"{'' if home == page else home}#note-{placed.note.id}"


def names(book: Book) -> dict[str, str]:
    """Return the character's id for each name that a link may use, in lower case."""
    found: dict[str, str] = {}
    for character in book.tags.characters:
        for name in (character.id, character.name, *character.aliases):
            found.setdefault(name.casefold(), character.id)
    for entry in book.story.cast.entries:
        if entry.id in book.characters:
            for name in (entry.name, *entry.aliases):
                found.setdefault(name.casefold(), entry.id)
    return found


def unknown_links(book: Book) -> tuple[Problem, ...]:
    """Return a problem for each link in a note that leads nowhere, with the nearest that would."""
    notes = {placed.note.id for placed in book.placements.notes}
    people = names(book)
    spelt = [name for c in book.tags.characters for name in (c.name, *c.aliases)]
    problems = []
    for placed in book.placements.notes:
        start = placed.note.body_where or placed.note.where
        for target, line in links_in(placed.note.body):
            words = target.partition("|")[0].strip()
            if words in notes or words.casefold() in people:
                continue
            near = difflib.get_close_matches(words, [*notes, *spelt], n=1, cutoff=0.6)
            hint = (
                f"Did you mean [[{near[0]}]]?"
                if near
                else "Write a character's name, or the id of a note of this story."
            )
            text = f"The link [[{words}]] leads to no note and no character."
            problems.append(Problem(Where(start.path, start.line + line), "link.unknown", text, hint, "warning"))
    return tuple(problems)
