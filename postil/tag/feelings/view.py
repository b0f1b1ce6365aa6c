"""The words of a Doc as plain Python lists, for a stage that looks at each of them many times.

spaCy makes a Token object at each access; lists made once from `Doc.to_array` are several times faster to read.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from postil.models import Span
from postil.tag.feelings.forms import mended
from postil.tag.found import CAST, DIALOGUE, CastFound, DialogueFound, MentionFound, found
from postil.tag.given import Given, given
from postil.tags import Quote

if TYPE_CHECKING:
    from spacy.strings import StringStore
    from spacy.tokens import Doc

_STRAIGHT: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_ENDS: Final = frozenset({".", "!", "?", "...", "…"})
_CLOSERS: Final = frozenset({'"', "'", ")", ".", "!", "?", "...", "…"})
_KEPT: Final = "postil view"
_KINDS: Final = (
    "int64",
    "int64",
    "uint64",
    "uint64",
    "uint64",
    "uint64",
    "uint64",
    "uint64",
    "int64",
    "int64",
    "uint64",
)
"""Types of the columns: hashes are unsigned, offsets of heads may be negative."""


@dataclass(frozen=True, slots=True)
class View:
    """Columns over the tokens of a Doc. Heads are token indices; a root is its own head."""

    starts: Sequence[int]
    ends: Sequence[int]
    forms: Sequence[str]
    """Lower case, straight quotes."""
    capital: Sequence[bool]
    """Has a capital letter."""
    lemmas: Sequence[str]
    """Lower case; the form where the Doc has no lemmas."""
    pos: Sequence[str]
    tags: Sequence[str]
    deps: Sequence[str]
    entities: Sequence[str]
    """Types of the named entities; empty outside them."""
    heads: Sequence[int]
    kids: Sequence[Sequence[int]]
    sentence: Sequence[int]
    """Index of the token's sentence."""
    bounds: Sequence[tuple[int, int]]
    """Token ranges of the sentences; none crosses a paragraph."""
    quoted: Sequence[int]
    """Index into `quotes` of the speech a token stands in; -1 for narration."""
    quotes: Sequence[Quote]
    mention: Sequence[int]
    """Index into `mentions` of the mention a token belongs to; -1 for none."""
    mentions: Sequence[MentionFound]
    narrator: str | None
    told_to: str | None
    """Who the cast says is called "you"."""
    genders: Mapping[str, str]
    """The pronouns of the characters that have any: he, she, they, it."""
    sorts: Mapping[str, str]
    """Of the characters that are not somebody with a name: "described", or "many" for a group."""
    headings: Sequence[tuple[int, int]]
    """Code point ranges."""
    parsed: bool
    paragraphs: Sequence[int]
    """Where each begins."""

    def same_paragraph(self, i: int, j: int) -> bool:
        """Tell whether two tokens stand in one paragraph."""
        first, last = sorted((self.starts[i], self.starts[j]))
        return bisect_right(self.paragraphs, first) == bisect_right(self.paragraphs, last)

    def kid(self, i: int, *deps: str) -> int:
        """Return the first child of token `i` with one of the relations, or -1."""
        for k in self.kids[i]:
            if self.deps[k] in deps:
                return k
        return -1

    def up(self, i: int, *, steps: int = 12) -> Iterator[int]:
        """Yield the heads above token `i`, nearest first."""
        for _ in range(steps):
            above = self.heads[i]
            if above == i:
                return
            yield above
            i = above

    def beside_speech(self, i: int, *, within: int = 4) -> bool:
        """Tell whether a token of the narration stands within a few words of speech, as the verb of a tag does."""
        if self.quoted[i] >= 0:
            return False
        near = range(max(0, i - within), min(len(self.quoted), i + within + 1))
        return any(self.quoted[j] >= 0 for j in near)

    def opens(self, i: int) -> bool:
        """Tell whether a token only leads to the word it hangs on, further on: "a" lamp, "your" hat, "to" go."""
        return self.tags[i] in ("DT", "PRP$", "TO") and self.heads[i] > i

    def character(self, i: int) -> str | None:
        """Return the id of the character a token stands for, if known."""
        return self.mentions[self.mention[i]].character if self.mention[i] >= 0 else None

    def span(self, i: int) -> Span:
        """Return the code points of a token."""
        return self.starts[i], self.ends[i]


def view(doc: Doc) -> View:
    """Return the columns of a Doc, with what the cast and the dialogue left on it; made once, for feelings and arc."""
    seen = (given(doc), found(doc, CAST, CastFound), found(doc, DIALOGUE, DialogueFound))
    kept = doc.user_data.get(_KEPT)
    if kept and all(a is b for a, b in zip(kept[0], seen, strict=True)):
        made: View = kept[1]
        return made
    made = _view(doc, *seen)
    doc.user_data[_KEPT] = seen, made
    return made


def _view(doc: Doc, around: Given, cast: CastFound | None, dialogue: DialogueFound | None) -> View:
    from spacy.attrs import DEP, ENT_TYPE, HEAD, IDX, LEMMA, LENGTH, LOWER, ORTH, POS, SENT_START, TAG

    n = len(doc)
    rows = doc.to_array([IDX, LENGTH, ORTH, LOWER, LEMMA, POS, TAG, DEP, HEAD, SENT_START, ENT_TYPE])
    columns: list[list[int]] = [rows[:, c].astype(kind).tolist() for c, kind in enumerate(_KINDS)] if n else [[]] * 11
    starts, lengths, orth, lower, lemma, pos, tags, deps, offsets, opens, entities = columns
    text = _Texts(doc.vocab.strings)
    forms = [text[k] for k in lower]
    parsed = any(deps)
    heads = [i + h for i, h in enumerate(offsets)] if parsed else list(range(n))
    kids = _children(heads)
    spans = around.paragraphs
    split = any(opens[1:])
    sentence, bounds = _sentences(starts, forms, [o == 1 for o in opens] if split else None, spans)
    quotes = dialogue.quotes if dialogue else _quotes(starts, forms, spans, starts[-1] + lengths[-1] if n else 0)
    mentions = dialogue.mentions if dialogue else cast.mentions if cast else ()
    return View(
        starts=starts,
        ends=[a + b for a, b in zip(starts, lengths, strict=True)],
        forms=forms,
        capital=[o != low for o, low in zip(orth, lower, strict=True)],
        lemmas=[_lemma(form, text[k].lower(), text[p]) for form, k, p in zip(forms, lemma, pos, strict=True)],
        pos=[text[k] for k in pos],
        tags=[text[k] for k in tags],
        deps=[text[k] for k in deps],
        entities=[text[k] for k in entities],
        heads=heads,
        kids=kids,
        sentence=sentence,
        bounds=bounds,
        quoted=_cover(starts, [(q.start, q.end) for q in quotes]),
        quotes=quotes,
        mention=_cover(starts, [(m.start, m.end) for m in mentions]),
        mentions=mentions,
        narrator=cast.narrator if cast else None,
        told_to=_called(cast, "you") if cast else None,
        genders={p.id: p.pronouns for p in cast.people if p.pronouns} if cast else {},
        sorts={p.id: "many" if p.plural else "described" for p in cast.people if p.plural or p.described}
        if cast
        else {},
        headings=[spans[i] for i in sorted(around.headings) if i < len(spans)],
        parsed=parsed,
        paragraphs=[a for a, _ in spans],
    )


def _called(cast: CastFound, name: str) -> str | None:
    """Return the id of the person who has a name, in whatever case, or None."""
    return next((p.id for p in cast.people if name in (n.lower() for n in (p.name, *p.aliases))), None)


def _lemma(form: str, lemma: str, pos: str) -> str:
    return mended(form, lemma) if pos == "VERB" and lemma else lemma or form


def _children(heads: Sequence[int]) -> list[Sequence[int]]:
    """Return the children of each token, in order."""
    found: dict[int, list[int]] = {}
    for i, h in enumerate(heads):
        if h != i:
            found.setdefault(h, []).append(i)
    return [found.get(i, ()) for i in range(len(heads))]


class _Texts(dict[int, str]):
    """Strings of the vocabulary, straight quotes, looked up once each."""

    def __init__(self, strings: StringStore) -> None:
        super().__init__({0: ""})
        self.strings = strings

    def __missing__(self, key: int) -> str:
        self[key] = value = self.strings[key].translate(_STRAIGHT)
        return value


def _sentences(
    starts: Sequence[int], forms: Sequence[str], opens: Sequence[bool] | None, paragraphs: Sequence[Span]
) -> tuple[list[int], list[tuple[int, int]]]:
    """Return each token's sentence number and the sentences; without any, one ends after . ! ? and closing marks."""
    firsts = {bisect_left(starts, a) for a, _ in paragraphs} | {0}
    sentence, bounds, first = [], [], 0
    for i, form in enumerate(forms):
        new = i in firsts or (opens[i] if opens else i > 0 and forms[i - 1] in _ENDS and form not in _CLOSERS)
        if new and i > first:
            bounds.append((first, i))
            first = i
        sentence.append(len(bounds))
    if forms:
        bounds.append((first, len(forms)))
    return sentence, bounds


def _quotes(starts: Sequence[int], forms: Sequence[str], paragraphs: Sequence[Span], size: int) -> tuple[Quote, ...]:
    """Find speech between double quotation marks, for a Doc that `postil_dialogue` has not seen."""
    quotes, opened, p = [], -1, 0
    for start, form in zip(starts, forms, strict=True):
        while p + 1 < len(paragraphs) and start >= paragraphs[p + 1][0]:
            if opened >= 0:
                quotes.append(Quote(opened, paragraphs[p][1], None, "context", 0.0))
            opened, p = -1, p + 1
        if form == '"':
            if opened >= 0:
                quotes.append(Quote(opened, start + 1, None, "context", 0.0))
            opened = start if opened < 0 else -1
    if opened >= 0:
        quotes.append(Quote(opened, size, None, "context", 0.0))
    return tuple(quotes)


def _cover(starts: Sequence[int], spans: Sequence[Span]) -> list[int]:
    """Return for each token the index of the span it stands in, or -1. The spans are in order and do not overlap."""
    cover = [-1] * len(starts)
    for number, (a, b) in enumerate(spans):
        for i in range(bisect_left(starts, a), bisect_left(starts, b)):
            cover[i] = number
    return cover
