"""A paragraph becomes HTML: its words once, in order, under every layer that covers them.

The hooks are fixed (DESIGN.md, 7). Speech is outermost, then what is kept on one line, a note's words, the writer's own
markup, feelings, characters, opening words, and glyphs; where they overlap they are cut (`postil.segments`), so taking
the labels out of the result always gives the paragraph's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from postil.layout.book import SURE_FEELING, SURE_SPEAKER, Book
from postil.layout.typeset import glyphs, keeps, opening
from postil.models import Inline, Paragraph, PlacedNote, Size
from postil.segments import Branch, Cover, Node, Segment, cut, nest
from postil.tags import Feeling, Quote

ORDER: Final = ("speech", "keep", "note", "inline", "feeling", "character", "opening", "glyph")
STACKED: Final = ("inline", "feeling")
SAFE: Final = ("", "http", "https", "mailto")
"""Links of other schemes are shown as their words: the reader of the files drops them, and nothing may slip by."""
NEAR: Final = 90
"""Two speakers whose speech begins within so many characters may begin on one line: their names share a label."""

_TAGS: Final[Mapping[str, str]] = {"em": "em", "strong": "strong", "code": "code"}
_CLASSES: Final[Mapping[str, str]] = {"keep": "nb", "opening": "sc"}
"""Of what has only a class: words kept on a line, and opening words in small capitals."""


@dataclass(frozen=True, slots=True)
class Who:
    """A speaker's name beside the text; an item between pieces of text."""

    names: str


@dataclass(frozen=True, slots=True)
class Spelt:
    """A paragraph as HTML."""

    html: Markup
    words: Mapping[str, str]
    """For each note that begins here the id of the note whose link stands on the first piece of its words."""


Value = Quote | Feeling | Inline | Who | str | None


@dataclass(slots=True)
class _Speller:
    """Writes one paragraph."""

    text: str
    code: bool
    anchors: Mapping[str, int]
    ranks: Mapping[str, int]
    cited: set[str]
    size: Callable[[str], Size | None]
    out: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)

    def nodes(self, nodes: Iterable[Node[Value]]) -> None:
        for node in nodes:
            if isinstance(node, Branch):
                if node.kind == "note":
                    self.note(node)
                else:
                    self.around(_element(node), node.nodes)
            else:
                self.segment(node)

    def segment(self, piece: Segment[Value]) -> None:
        if piece.item is not None:
            self.out.append(self.item(piece.item.value))
            return
        words = str(escape(self.text[piece.start : piece.end]))
        self.out.append(words if self.code else words.replace("\n", "<br>\n"))

    def around(self, element: tuple[str, str], nodes: Sequence[Node[Value]]) -> None:
        """Write pieces inside an element; a link leaves out what is a link itself (a footnote in its words)."""
        begin, end = element
        runs = groupby(nodes, key=_holds_link) if begin.startswith("<a ") else [(False, nodes)]
        for outside, run in runs:
            self.out.append("" if outside else begin)
            self.nodes(run)
            self.out.append("" if outside else end)

    def item(self, value: Value) -> str:
        """Return what has no width in the text: a speaker's name, a picture, a footnote's number."""
        if isinstance(value, Who):
            return f'<span class="label who">{escape(value.names)}</span>'
        if not isinstance(value, Inline):
            raise TypeError(f"{value} cannot stand between pieces of text")
        if value.kind == "image":
            return picture(value, self.size(value.target))
        key = escape(value.target)
        anchor = "" if value.target in self.cited else f' id="fnref-{key}"'
        self.cited.add(value.target)
        return f'<sup class="label"><a{anchor} href="#fn-{key}" role="doc-noteref">{key}</a></sup>'

    def note(self, node: Branch[Value]) -> None:
        """Write a piece of notes' words: the first piece of a note is its link, but for what is a link already."""
        ids = [str(cover.value) for cover in node.covers]
        new = [one for one in ids if one not in self.words]
        self.out.append(f'<mark data-notes="{escape(" ".join(ids))}"{self.ranked(ids)}>')
        if new:
            self.words.update(dict.fromkeys(new, new[0]))
            self.linked(node.nodes, new[0])
        else:
            self.nodes(node.nodes)
        self.out.append("</mark>")

    def ranked(self, ids: Sequence[str]) -> str:
        """Return what tells the sheet which notes of the paragraph these words are of; nothing: the first."""
        ranks = " ".join(str(self.ranks[one]) for one in ids)
        return "" if ranks == "1" else f' data-r="{ranks}"'

    def linked(self, nodes: Sequence[Node[Value]], note: str) -> None:
        link = _link(note, self.anchors[note])
        free = [not _holds_link(node) for node in nodes]
        if not any(free):
            self.out.append(f'{link} class="label ref">note</a>')
            self.nodes(nodes)
            return
        first = free.index(True)
        last = next((i for i in range(first, len(nodes)) if not free[i]), len(nodes))
        self.nodes(nodes[:first])
        self.out.append(f"{link}>")
        self.nodes(nodes[first:last])
        self.out.append("</a>")
        self.nodes(nodes[last:])


def spell(
    book: Book,
    paragraph: Paragraph,
    notes: Sequence[PlacedNote],
    anchors: Mapping[str, int],
    cited: set[str],
    *,
    first: bool = False,
) -> Spelt:
    """Return a paragraph of the story as HTML.

    `notes` are those placed in it; `anchors` numbers the notes of the page, for their CSS anchor names. `cited` holds
    the footnotes that the page has referred to so far: the way back leads to the first; this paragraph's are added.
    `first` says that a chapter or a scene opens with it.
    """
    covers = [*_written(paragraph), *_found(book, paragraph), *_noted(paragraph, notes)]
    if first and (end := opening(paragraph.text)):
        covers.append(Cover("opening", 0, end, None))
    ranks = {placed.note.id: rank for rank, placed in enumerate(notes, 1)}
    return _spell(covers, _Speller(paragraph.text, paragraph.kind == "code", anchors, ranks, cited, book.size))


def spell_plain(book: Book, paragraph: Paragraph) -> Markup:
    """Return a paragraph that nothing was found in (a footnote's) as HTML."""
    speller = _Speller(paragraph.text, paragraph.kind == "code", {}, {}, set(), book.size)
    return _spell(_written(paragraph), speller).html


def _spell(covers: Sequence[Cover[Value]], speller: _Speller) -> Spelt:
    there = {cover.kind for cover in covers}
    order = [kind for kind in ORDER if kind in there]
    speller.nodes(nest(cut(len(speller.text), covers), order, STACKED))
    return Spelt(Markup("".join(speller.out)), speller.words)  # noqa: S704  (each piece was escaped)


def _written(paragraph: Paragraph) -> list[Cover[Value]]:
    """Return what the writer's own text asks for."""
    covers: list[Cover[Value]] = [
        Cover("inline", one.start, one.end, one, one.kind in ("image", "footnote")) for one in paragraph.inlines
    ]
    if paragraph.kind != "code":
        covers += [Cover("keep", start, end, None) for start, end in keeps(paragraph.text)]
        covers += [Cover("glyph", start, end, name) for start, end, name in glyphs(paragraph.text)]
    return covers


def _found(book: Book, paragraph: Paragraph) -> list[Cover[Value]]:
    """Return what the machine found in a paragraph, and the speakers' names."""
    base, end = paragraph.start, paragraph.end
    quotes = book.quotes_in(base, end)
    covers: list[Cover[Value]] = [Cover("speech", q.start - base, min(q.end, end) - base, q) for q in quotes]
    covers += [Cover("who", at - base, at - base, Who(names), True) for at, names in _names(book, quotes)]
    covers += [Cover("feeling", f.start - base, min(f.end, end) - base, f) for f in book.feelings_in(base, end)]
    covers += [
        Cover("character", m.start - base, min(m.end, end) - base, who) for m, who in book.mentions_in(base, end)
    ]
    return covers


def _noted(paragraph: Paragraph, notes: Sequence[PlacedNote]) -> list[Cover[Value]]:
    return [
        Cover("note", start, end, placed.note.id)
        for placed in notes
        if not placed.depth
        for start, end in placed.ranges
    ]


def _names(book: Book, quotes: Sequence[Quote]) -> list[tuple[int, str]]:
    """Return where a speaker's name stands: at the first of a run of their quotes; names too near share a place."""
    labels: list[tuple[int, list[str]]] = []
    last: str | None = None
    for quote in quotes:
        if quote.speaker is None or quote.speaker == last:
            continue
        last = quote.speaker
        name = book.labels.get(quote.speaker, "") + ("?" if quote.confidence < SURE_SPEAKER else "")
        if labels and quote.start - labels[-1][0] < NEAR:
            if name not in labels[-1][1]:
                labels[-1][1].append(name)
        else:
            labels.append((quote.start, [name]))
    return [(at, ", ".join(names)) for at, names in labels]


def _holds_link(node: Node[Value]) -> bool:
    def is_link(cover: Cover[Value]) -> bool:
        return isinstance(cover.value, Inline) and cover.value.kind in ("link", "footnote", "image")

    if isinstance(node, Branch):
        return any(is_link(cover) for cover in node.covers) or node.holds(is_link)
    return node.item is not None and is_link(node.item)


def _link(note: str, number: int) -> str:
    """Return the opening tag, but for its end, of the link to a note."""
    key = escape(note)
    return f'<a id="w-{key}" href="#note-{key}" aria-details="note-{key}" style="--a:--w{number}"'


def _element(node: Branch[Value]) -> tuple[str, str]:
    """Return the tags around the pieces of a branch."""
    value = node.covers[0].value
    if isinstance(value, Quote):
        unsure = " data-unsure" if value.speaker and value.confidence < SURE_SPEAKER else ""
        return f'<span data-speaker="{escape(value.speaker or "")}"{unsure}>', "</span>"
    if isinstance(value, Feeling):
        return _feeling(value), "</span>"
    if isinstance(value, Inline):
        return _inline(value)
    if node.kind in _CLASSES:
        return f'<span class="{_CLASSES[node.kind]}">', "</span>"
    if node.kind == "glyph":
        return f'<i class="{value}">', "</i>"
    return f'<span data-character="{escape(value)}">', "</span>"


def _inline(inline: Inline) -> tuple[str, str]:
    """Return the tags of the writer's own markup."""
    if inline.kind == "link" and urlsplit(inline.target).scheme not in SAFE:
        return "<span>", "</span>"
    if inline.kind == "link":
        title = f' title="{escape(inline.title)}"' if inline.title else ""
        return f'<a class="out" href="{escape(inline.target)}"{title}>', "</a>"
    return f"<{_TAGS[inline.kind]}>", f"</{_TAGS[inline.kind]}>"


def _feeling(feeling: Feeling) -> str:
    holder = f' data-feels="{escape(feeling.feels)}"' if feeling.feels else ""
    negated = " data-negated" if feeling.negated else ""
    unsure = " data-unsure" if feeling.confidence < SURE_FEELING else ""
    kind = f'data-family="{escape(feeling.family)}" data-channel="{escape(feeling.channel)}"'
    return f"<span {kind}{holder}{negated}{unsure}>"


def picture(image: Inline, size: Size | None) -> str:
    """Return an image, and the room it takes. One from elsewhere is a link: a page asks nobody but its own site."""
    alt, title = escape(image.alt), f' title="{escape(image.title)}"' if image.title else ""
    if urlsplit(image.target).scheme or image.target.startswith("//"):
        return f'<a class="label out" href="{escape(image.target)}"{title}>{alt or "picture"}</a>'
    room = f' width="{size[0]}" height="{size[1]}"' if size else ""
    return f'<img src="{escape(image.target)}" alt="{alt}"{title}{room} loading="lazy" decoding="async">'
