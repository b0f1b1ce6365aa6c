"""Reads a page as a browser would, as far as tests ask: elements, the main text, what is wrong with the markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "circle", "path", "line"}
)
NO_BLOCKS_IN = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = frozenset(
    {"p", "div", "ul", "ol", "li", "blockquote", "details", "section", "table", "hr", "h1", "h2", "h3", "pre", "figure"}
)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None = field(default=None, repr=False)
    inside: list[Element | str] = field(default_factory=list, repr=False)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.inside)

    def walk(self) -> Iterator[Element]:
        yield self
        for part in self.inside:
            if isinstance(part, Element):
                yield from part.walk()

    def all(self, tag: str = "", **attributes: str | bool) -> list[Element]:
        """Return the elements with a tag and attributes; True asks only that an attribute is there."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            one
            for one in self.walk()
            if (not tag or one.tag == tag)
            and all(
                name in one.attributes and (value is True or one.attributes[name] == value)
                for name, value in wanted.items()
            )
        ]

    def has_class(self, name: str) -> list[Element]:
        return [one for one in self.walk() if name in one.classes]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("#document", {})
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.wrong.append(f"<{tag}> has an attribute twice, line {self.getpos()[0]}")
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        chain = self._chain()
        if tag == "a" and "a" in chain:
            self.wrong.append(f"a link in a link, line {self.getpos()[0]}")
        if tag in BLOCKS and chain and chain[0] in NO_BLOCKS_IN:
            self.wrong.append(f"<{tag}> in <{chain[0]}>, line {self.getpos()[0]}")
        self.here.inside.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.inside.append(Element(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.here.tag != tag:
            self.wrong.append(f"</{tag}> closes <{self.here.tag}>, line {self.getpos()[0]}")
        if self.here.parent is not None:
            self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.inside.append(data)

    def _chain(self) -> list[str]:
        chain, one = [], self.here
        while one.parent is not None:
            chain.append(one.tag)
            one = one.parent
        return chain


def read(html: bytes | str) -> Element:
    """Return the document."""
    builder = _Builder()
    builder.feed(html.decode() if isinstance(html, bytes) else html)
    builder.close()
    return builder.root


def faults(html: bytes | str) -> list[str]:
    """Return what is wrong with the markup: tags that cross, links in links, ids given twice, blocks in paragraphs."""
    builder = _Builder()
    builder.feed(html.decode() if isinstance(html, bytes) else html)
    builder.close()
    ids = [one.attributes["id"] for one in builder.root.walk() if "id" in one.attributes]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    return [*builder.wrong, *(f"the id {one} is given twice" for one in twice)]


def main_text(page: Element) -> str:
    """Return the text of <main> with notes and labels taken out: by the design, the chapter's text."""
    (main,) = page.all("main")
    return "".join(prose(main))


def prose(element: Element) -> Iterator[str]:
    """Give the text of an element but for notes and labels."""
    for part in element.inside:
        if isinstance(part, str):
            yield part
        elif not {"notes", "label"} & set(part.classes):
            yield from prose(part)
