"""Values that several files have: addresses, languages, colours, kinds of notes."""

from __future__ import annotations

import hashlib
import re

from slugify import slugify

from postil.problems import Where
from postil.read.report import Report, short

_SMALL = ("a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to")
"""Words that English titles leave in lower case."""
_MARKS = re.compile(r"[\W_]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COLOUR = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def slug_of(text: str) -> str:
    """Return `text` as an address: lower case ASCII letters, digits and hyphens; may be empty."""
    return slugify(text.replace("'", "").replace("’", ""))


def title_of(name: str) -> str:
    """Return the name of a file or folder as a title: `the-long-way-home` is "The Long Way Home"."""
    decoded = name.encode("utf-8", "replace").decode("utf-8")  # a file's name may hold bytes that are no UTF-8
    words = decoded.replace("-", " ").replace("_", " ").split()
    return " ".join(word if i and word in _SMALL else word[:1].upper() + word[1:] for i, word in enumerate(words))


def digest(text: str) -> str:
    """Return six characters that stand for a text's letters and digits, case and marks aside."""
    letters = _MARKS.sub("", text.casefold()) or text
    return hashlib.blake2b(letters.encode("utf-8", "replace"), digest_size=3).hexdigest()


def unique(wanted: str, taken: set[str]) -> str:
    """Return `wanted`, or with the first number from 2 that makes it new, and remember it as taken."""
    made, number = wanted, 1
    while made in taken:
        number += 1
        made = f"{wanted}-{number}"
    taken.add(made)
    return made


def kind_of(text: str) -> str:
    """Return the key of a kind of note: `Close reading` is `close-reading`."""
    return "-".join(text.casefold().split())


def language_of(text: str, where: Where, report: Report, default: str) -> str:
    """Return a language code, or `default` if there is none or it is no code."""
    if not text or _LANGUAGE.fullmatch(text):
        return text or default
    report.add(
        "language.bad",
        where,
        f"{short(text)} is no language code.",
        "Write “en” for English, “en-GB” for British English.",
    )
    return default


def colour_of(text: str, where: Where, report: Report) -> str | None:
    """Return a colour in lower case, or None if it is none."""
    if _COLOUR.fullmatch(text):
        return text.lower()
    what = f"{short(text)} is no colour." if text else "The colour is empty: without quotes, # begins a comment."
    report.add("colour.bad", where, what, 'Write # and six of 0-9 and a-f, in quotes: "#8a5a00".')
    return None
