"""Who says "I" in a letter: whoever signs it. A story may be told in letters, each by another hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from postil.models import Span
from postil.tag.cast.ground import Ground
from postil.tag.cast.people import Someone
from postil.tag.found import MentionFound

_MARKS = "*_ \t"
_GREETING = re.compile(
    r"(?:(?:My )?(?:(?:dear|own|old) )*(?:Dear(?:est)?|Darling|Beloved|To)\b.{0,50}|(?:\w[\w.'’-]*\s?){1,4})[,:—–-]",
    re.IGNORECASE,
)
"""A paragraph that is no more than a greeting: "Dear Mr. Quill,"; "Mags,"."""
_HEADED = re.compile(
    r"(?:From )?(?P<by>\w[\w'’-]*(?: [\w'’-]+){0,2}) to (?P<to>\w[\w'’-]*(?: [\w'’-]+){0,2})(?:[.,:;(].{0,60})?"
)
"""A paragraph that says no more than whose a letter is: "Paolo to Liezel. 12 August"."""
_SIGNED = 4
"""Words of the line that a letter ends with, at most: "Your own Leo"."""
_INITIALS = re.compile(r"(?:[A-Z]\.? ?){1,3}")
_POSTSCRIPT = re.compile(r"\W*P\.? ?S\b")
_QUOTED = re.compile(r"[\"“”]")
_MY = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b")


@dataclass(frozen=True, slots=True)
class Letter:
    """From its greeting to the next letter, break or heading."""

    span: Span
    by: str
    """The id of who signs it."""


def by_letter(ground: Ground, people: Mapping[str, Someone], mentions: Iterable[MentionFound]) -> list[MentionFound]:
    """Return the mentions, in order, with every "I" and "my" of a signed letter given to who signs it."""
    found = list(mentions)
    for letter in letters(ground, people):
        first, end = letter.span
        own = [
            MentionFound(m.start(), m.end(), "pronoun", letter.by)
            for m in _MY.finditer(ground.text, first, end)
            if not ground.said[m.start()]
        ]
        here = {m.start for m in own}
        found = [m for m in found if m.start not in here] + own
    return sorted(found)


def letters(ground: Ground, people: Mapping[str, Someone]) -> list[Letter]:
    """Return the letters of a story whose hand is known, each from its greeting to its signature, or a P.S.

    One headed "Paolo to Liezel" is Paolo's as far as it goes.
    """
    single = [person for person in people.values() if not person.plural]
    names = {name.lower(): person.id for person in single for name in (person.name, *person.names)}
    written = [(span, by, list(_last_lines(ground, span))) for span, by in _spans(ground, names)]
    by_name = [next(((end, who) for end, line in lines if (who := _named(line, names))), None) for *_, lines in written]
    hands = {signed[1] for signed in by_name if signed}
    found = []
    for (span, by, lines), signed in zip(written, by_name, strict=True):
        initials = ((end, who) for end, line in lines if (who := _by_initials(line, people, hands)))
        if by:
            found.append(Letter(span, by))
        elif signed := signed or next(initials, None):
            found.append(Letter((span[0], _with_postscript(ground, signed[0])), signed[1]))
    return found


def _spans(ground: Ground, names: Mapping[str, str]) -> Iterator[tuple[Span, str | None]]:
    """Yield what may be letters, from a greeting or a heading to what comes before the next, or a scene break.

    With each comes who its heading says wrote it.
    """
    given, first, by = ground.given, -1, None
    for i, (start, end) in enumerate(ground.paragraphs):
        line = ground.text[start:end].strip(_MARKS)
        m = _HEADED.fullmatch(line)
        headed = names.get(m["by"].lower()) if m and m["to"].lower() in names else None
        begins = headed is not None or bool(_GREETING.fullmatch(line))
        if first >= 0 and ((begins and (headed or by is None)) or i in given.breaks or i in given.headings):
            yield (first, start), by
            first = -1
        if begins and first < 0:
            first, by = start, headed
    if first >= 0:
        yield (first, len(ground.text)), by


def _last_lines(ground: Ground, span: Span) -> Iterator[tuple[int, str]]:
    """Yield where each paragraph of a letter ends, and its last line, if it is as short as a signature."""
    text = ground.given.text or ground.text
    for start, end in ground.paragraphs:
        if span[0] < start and end <= span[1]:
            line = text[start:end].strip().split("\n")[-1].strip(_MARKS)
            if 0 < len(line.split()) <= _SIGNED and not _QUOTED.search(line):
                yield end, line


def _named(line: str, names: Mapping[str, str]) -> str | None:
    """Return who is named at the end of a line."""
    words = line.rstrip(".").lower().split()
    return next((who for k in range(len(words)) if (who := names.get(" ".join(words[k:])))), None)


def _by_initials(line: str, people: Mapping[str, Someone], hands: Iterable[str]) -> str | None:
    """Return the one of those who sign other letters whose initials a line is: "L."; "B.Q."."""
    fits = [who for who in hands if any(name[:1] == line[0] for name in (people[who].name, *people[who].names))]
    return fits[0] if _INITIALS.fullmatch(line) and len(fits) == 1 else None


def _with_postscript(ground: Ground, end: int) -> int:
    """Return where a letter ends that is signed at `end`: what is added below belongs to it."""
    for first, last in ground.paragraphs:
        if first > end and not _POSTSCRIPT.match(ground.text, first):
            break
        end = max(end, last)
    return end
