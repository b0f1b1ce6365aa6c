"""Find what is said: the stretches of direct speech of a text, with the marks that open and close them.

How a text marks speech is decided once, by counts, since the same mark is a quotation mark in one book and an
apostrophe in the next: double marks ("…", “…”, «…»), single marks ('…', ‘…’), or a dash at the head of the paragraph.
Works on a text as it was written and on the same text with its curly marks made straight.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from postil.models import Span
from postil.tag.wordlists import read_lines, speech_verb_forms

Style = Literal["double", "single", "dash"]
Side = Literal["open", "close", "either"]

_DOUBLE = re.compile(r"[\"“”„‟«»]|``|''")
_SINGLE = re.compile(r"['‘’‹›]")
_DASH = re.compile(r"[ \t]*(?:[—–―]|--|-(?=\s))[ \t]*(?=[^\s—–―-])")
_SAID_DOUBLE = re.compile(r"[\"“„«]\s?\w[^\"“”„«»]*[.,!?…—-]['’]?\s?[\"”“»]")
_SAID_SINGLE = re.compile(r"(?<![\w'’])['‘]\w[^'‘’\"“”]*(?:(?<=\w)['’]\w[^'‘’\"“”]*)*[.,!?…—-]['’](?!\w)")
_CLOSES_SINGLE = re.compile(r"[.,!?…—-]['’](?!\w)")
_OPENS_SINGLE = re.compile(r"(?<=\s)['‘](?=\w)")
_ELIDED = re.compile(rf"(?:{'|'.join(read_lines('dialogue/elided.txt'))})\b", re.IGNORECASE)
_CUT_SHORT = re.compile(r"(?:s|in|o|an|th|wi|ol|mo|t|fo|po|yo|lil|y|ha)$", re.IGNORECASE)
_EMPHASIS = "_*"
_OPENERS = "([{<—–-―…/"
_ENDS = ".,!?;:…—–-―"
_CLAUSE = re.compile(r"[,.!?;](?=\s)")
_QUOTED_AFTER = frozenset(read_lines("dialogue/quoted_after.txt"))
_WRITTEN = frozenset(("read", "reads", "reading", "recited", "sang", "sing", "singing", "wrote", "written", "hummed"))

_FORMS = speech_verb_forms()
_VERBS = "|".join(sorted(map(re.escape, _FORMS), key=lambda v: (-len(v), v)))
_TOLD = "|".join(sorted((v for v, base in _FORMS.items() if v != base.lstrip("~") and not v.endswith("ing")), key=len))
_PERSON = r"(?:I|he|she|they|we|it|(?:the |an? |his |her |my )?[\w.-]+(?: [A-Z][\w.-]+){0,2})"
_TAG = re.compile(
    rf"(?:(?P<stop>[,.!?…])\s+|\s*(?:[—–―]|--|\s-\s)\s*)(?:{_PERSON} (?:{_TOLD})\b|(?:{_TOLD}) {_PERSON}(?!\w))"
    r"[^.,—–―]*?(?:[.,]|(?=\s*[—–―])|$)"
)
_LEADS_ON = frozenset(_FORMS) | {"with", "like", "thus", "but"}
"""Words that speech may follow without a stop."""
_LAST_WORD = re.compile(r"[\w-]*$")
_SAID_AFTER = re.compile(rf"[\s_*]*(?:[—–―-]+\s*)?(?:(?:{_VERBS})\b|{_PERSON} (?:{_VERBS})\b)")


@dataclass(frozen=True, slots=True, order=True)
class Speech:
    """A stretch of direct speech inside one paragraph, its marks included (a dash is not: it marks the paragraph)."""

    start: int
    end: int
    paragraph: int
    """Index of its paragraph."""
    continues: bool = False
    """It is left open at the paragraph's end, and the next paragraph goes on with it."""
    continued: bool = False
    """It goes on with what the paragraph before left open."""


def find_speech(text: str, paragraphs: Sequence[Span], headings: Collection[int] = frozenset()) -> tuple[Speech, ...]:
    """Return the direct speech of `text` in order, each stretch inside one of `paragraphs`; none in a heading.

    Quoted words that nobody says (a title, a word held at arm's length) are left out. Never raises.
    """
    style = quoting_style(text, paragraphs)
    found: list[Speech] = []
    open_before = False
    for i, (start, end) in enumerate(paragraphs):
        if i in headings:
            continue
        spans, left_open = _paragraph(text, start, end, style)
        spoken = [Speech(a, b, i) for a, b in spans if (left_open and b == end) or _is_said(text, a, b, start, end)]
        if open_before and found:
            goes_on = bool(spoken) and spans[0][0] == spoken[0].start and not text[start : spans[0][0]].strip(_EMPHASIS)
            found[-1] = replace(found[-1], continues=goes_on)
            if goes_on:
                spoken[0] = replace(spoken[0], continued=True)
        found += spoken
        open_before = left_open
    return tuple(found)


def quoting_style(text: str, paragraphs: Sequence[Span]) -> Style:
    """Return how `text` marks speech: the marks that most often close on a comma, stop or dash, as speech does."""
    double = sum(1 for _ in _SAID_DOUBLE.finditer(text))
    single = sum(1 for _ in _SAID_SINGLE.finditer(text))
    dash = sum(1 for a, b in paragraphs if _DASH.match(text, a, b))
    if dash >= 2 and dash > double + single:
        return "dash"
    return "single" if single > double else "double"


def _paragraph(text: str, start: int, end: int, style: Style) -> tuple[list[Span], bool]:
    """Return the marked spans of a paragraph, and whether the last is left open."""
    if style == "dash":
        dash = _DASH.match(text, start, end)
        if dash:
            return list(_dashed(text, dash.end(), end)), False
    if style == "single":
        spans, left_open = _single(text, start, end)
        others, _ = _double(text, start, end)
        outside = [s for s in others if not any(a < s[1] and s[0] < b for a, b in spans)]
        return sorted(spans + outside), left_open
    return _double(text, start, end)


def _double(text: str, start: int, end: int) -> tuple[list[Span], bool]:
    """Return the outermost spans between double marks, and whether the last is left open."""
    marks = [(m.start(), m.end(), _side(text, m, start, end)) for m in _DOUBLE.finditer(text, start, end)]
    if not marks:
        return [], False
    nested = _nested(marks)
    return (nested, False) if nested is not None else _alternate(text, marks, start, end)


def _side(text: str, mark: re.Match[str], start: int, end: int) -> Side:
    """Return which side of speech a double mark stands on: by its own form, else by the space beside it."""
    if mark.group() in ("“", "„", "``"):
        german = mark.group() == "“" and text.find("„", start, mark.start()) >= 0
        return "close" if german else "open"
    before, after = _beside(text, mark.start(), mark.end(), start, end)
    opens = (before.isspace() or before in _OPENERS) and not after.isspace()
    closes = not before.isspace() and (after.isspace() or not (after.isalnum() or after in "([$£€#"))
    if mark.group() in ("”", "''"):
        return "either" if opens and not closes else "close"
    if opens == closes:
        return "open" if mark.group() == "«" else "close" if mark.group() == "»" else "either"
    return "open" if opens else "close"


def _beside(text: str, a: int, b: int, start: int, end: int) -> tuple[str, str]:
    """Return the characters before `a` and after `b`, emphasis looked through; a blank at the paragraph's ends."""
    a -= 1
    while a >= start and text[a] in _EMPHASIS:
        a -= 1
    while b < end and text[b] in _EMPHASIS:
        b += 1
    return (text[a] if a >= start else " "), (text[b] if b < end else " ")


def _nested(marks: list[tuple[int, int, Side]]) -> list[Span] | None:
    """Return the outermost spans if the marks, all of one clear side, balance with one inside another; else None."""
    depth, spans, begin, deepest = 0, [], 0, 0
    for a, b, side in marks:
        if side == "either":
            return None
        depth += 1 if side == "open" else -1
        deepest = max(deepest, depth)
        if depth < 0:
            return None
        if side == "open" and depth == 1:
            begin = a
        if side == "close" and depth == 0:
            spans.append((begin, b))
    return spans if depth == 0 and deepest > 1 else None


def _alternate(text: str, marks: list[tuple[int, int, Side]], start: int, end: int) -> tuple[list[Span], bool]:
    """Pair marks in turn; an opening mark inside an open speech ends it where its first clause ends, and opens anew."""
    spans: list[Span] = []
    begin: int | None = None
    for n, (a, b, side) in enumerate(marks):
        if begin is None:
            if side != "close":
                begin = a
            elif n == 0 and text[a - 1] in _ENDS and a > start:  # the opening mark was lost
                spans.append((start, b))
        elif side == "open":
            clause = _CLAUSE.search(text, begin + 1, a)
            spans.append((begin, clause.end() if clause else a))
            begin = a
        else:
            spans.append((begin, b))
            begin = None
    if begin is None:
        return spans, False
    return [*spans, (begin, end)], True


def _single(text: str, start: int, end: int) -> tuple[list[Span], bool]:
    """Return the spans between single marks, apostrophes passed over, and whether the last is left open."""
    spans: list[Span] = []
    at = start
    while (begin := _single_open(text, at, start, end)) is not None:
        close = _single_close(text, begin + 1, start, end)
        if close is None:
            opens_paragraph = not text[start:begin].strip(_EMPHASIS)
            return ([*spans, (begin, end)], True) if opens_paragraph or not spans else (spans, False)
        spans.append((begin, close))
        at = close
    return spans, False


def _single_open(text: str, at: int, start: int, end: int) -> int | None:
    """Return where the next single mark that opens speech stands."""
    for mark in _SINGLE.finditer(text, at, end):
        before, after = _beside(text, mark.start(), mark.end(), start, end)
        if mark.group() in "’›" or not (before.isspace() or before in _OPENERS or before in '"“”'):
            continue
        if after.isspace():
            continue
        if mark.group() == "'" and _ELIDED.match(text, mark.end()) and not _heads(text, mark.start(), start, end):
            continue
        return mark.start()
    return None


def _heads(text: str, at: int, start: int, end: int) -> bool:
    """Return whether speech may open here though the word is often elided: a new clause, a sure end to come."""
    if text[start:at].strip(_EMPHASIS) and text[start:at].rstrip()[-1:] not in ",:.?!":
        return False
    closes = _CLOSES_SINGLE.search(text, at + 1, end)
    return bool(closes) and not _OPENS_SINGLE.search(text, at + 1, closes.start() if closes else end)


def _single_close(text: str, at: int, start: int, end: int) -> int | None:
    """Return where the speech open before `at` ends: after a mark that follows punctuation, else a word."""
    likely: int | None = None
    for mark in _SINGLE.finditer(text, at, end):
        before, after = _beside(text, mark.start(), mark.end(), start, end)
        if mark.group() == "‘" or after.isalnum() or before.isspace():
            if mark.group() in "‘'" and before.isspace() and likely is not None:
                return likely
            continue
        if not before.isalnum():
            return mark.end()
        if likely is None and not (
            mark.group() in "'’" and _CUT_SHORT.search(text, max(at, mark.start() - 4), mark.start())
        ):
            likely = mark.end()
    return likely


def _dashed(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield what is said in a paragraph that a dash opens: all but its tags, and the narration after a full stop."""
    at = start
    for tag in _TAG.finditer(text, start, end):
        if tag.start() <= at:
            continue
        yield at, tag.start() + len(tag.group("stop") or "")
        after = _DASH.match(text, tag.end(), end)
        if not after and text[tag.end() - 1] != ",":
            return
        at = after.end() if after else tag.end()
        while at < end and (text[at].isspace() or text[at] in ".,"):
            at += 1
    if at < end:
        yield at, end


def _is_said(text: str, a: int, b: int, start: int, end: int) -> bool:
    """Return whether somebody says the marked words; not so for a short quoted word or title inside a sentence."""
    inside = text[a:b].strip("\"“”„‟«»'‘’`_* \n")
    if not inside:
        return False
    if not text[start:a].strip(_EMPHASIS):
        return True
    before = text[max(start, a - 40) : a]
    last = before.split()[-1:] or [""]
    runs_on = not _leads_to_speech(before)
    if len(inside.split()) > 6:
        return not (runs_on and inside[0].islower() and not _DOUBLE.search(text, start, a))
    word = last[0].lower().strip("_*\"'(")
    if word in _QUOTED_AFTER or (word in _WRITTEN and inside.istitle()):
        return False
    return inside[-1] in _ENDS or not runs_on or bool(_SAID_AFTER.match(text, b, end))


def _leads_to_speech(before: str) -> bool:
    """Return whether narration ends as it does before speech: at a stop, or with a verb of speech."""
    before = before.rstrip(" \t\r\n_*").rstrip("\"'’”)")
    if before.endswith(tuple(_ENDS)):
        return True
    # A set, not one pattern of a thousand verbs: that took a tenth of the whole of finding speakers.
    word = _LAST_WORD.search(before)
    last = word.group().lower() if word else ""
    return last in _LEADS_ON or last.rpartition("-")[2] in _LEADS_ON
