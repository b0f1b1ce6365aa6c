"""What people write about the story, as HTML: notes' bodies, summaries, what the cast file says of someone.

CommonMark with raw HTML shown as text, no pictures, and two kinds of links of our own: `[[lamp]]` to a note, `[[Clark
Kent]]` to a character; `[[lamp|the first lamp]]` gives the words to show.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

from postil.layout.typeset import PRINTED, glyphs
from postil.layout.views import Body

LONG: Final = 75
"""A note of more words than this is cut."""
REST: Final = 20
"""What is folded away has at least so many words, or it is not worth a fold."""

Resolve = Callable[[str], tuple[str, str] | None]
"""From the words between [[ and ]] to an address and the words to show, or None if there is no such thing."""

_LINK: Final = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
_BREAKS: Final = ("softbreak", "hardbreak")
_STANDS: Final = ("", " ")
"""What a token that is no text stands for when quotes are told apart: nothing, or the space of a line's end."""
_SENTENCE: Final = re.compile(r"(?<=[.!?…][”’\"')])\s+|(?<=[.!?…])\s+")


def links_plugin(md: MarkdownIt) -> None:
    """Make `[[…]]` a link by `env["resolve"]`; words it does not know are left as text."""
    md.inline.ruler.before("link", "postil_link", _link_rule)


def _link_rule(state: StateInline, silent: bool) -> bool:
    match = _LINK.match(state.src, state.pos, state.posMax)
    if match is None or state.linkLevel:
        return False
    if not silent:
        found = state.env["resolve"](match[1].strip()) if "resolve" in state.env else None
        words = (match[2] or (found[1] if found else match[1])).strip()
        if found:
            state.push("link_open", "a", 1).attrs = {"href": found[0]}
        state.push("text", "", 0).content = words
        if found:
            state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def marks_plugin(md: MarkdownIt) -> None:
    """Replace typewriter marks by print marks outside of code, as `postil.layout.typeset` tells them."""
    md.core.ruler.push("postil_marks", _marks_rule)


def _marks_rule(state: StateCore) -> None:
    for block in state.tokens:
        children = block.children or []
        texts = [child.content if child.type == "text" else _STANDS[child.type in _BREAKS] for child in children]
        starts = [0, *accumulate(len(text) for text in texts)]
        for start, end, name in reversed(glyphs("".join(texts))):
            rank = bisect_right(starts, start) - 1
            child, at = children[rank], starts[rank]
            if child.type == "text" and end - at <= len(child.content):
                child.content = child.content[: start - at] + PRINTED[name] + child.content[end - at :]


def _markdown() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False}).disable("image")
    links_plugin(md)
    marks_plugin(md)
    return md


_MD: Final = _markdown()


def to_html(source: str, resolve: Resolve = lambda _: None) -> Markup:
    """Return Markdown as HTML blocks."""
    env = {"resolve": resolve}
    return _render(_parse(source, env), env)


def to_inline(source: str) -> Markup:
    """Return a paragraph of Markdown as HTML without an element around it."""
    return Markup(_MD.renderInline(source, {}))  # noqa: S704  (raw HTML is off)


def to_body(source: str, resolve: Resolve) -> Body:
    """Return a note's Markdown as HTML, a long one in two parts, cut after a block or in one after a sentence."""
    env = {"resolve": resolve}
    blocks = list(_blocks(_parse(source, env)))
    sizes = [_words(block) for block in blocks]
    if sum(sizes) <= LONG:
        return Body(_render([token for block in blocks for token in block], env), Markup(""), 0)
    keep, shown = 1, sizes[0]
    while keep < len(blocks) and shown + sizes[keep] <= LONG:
        shown += sizes[keep]
        keep += 1
    if keep > 1 and _leads_on(blocks[keep - 1]):
        keep -= 1
    head, rest = [t for b in blocks[:keep] for t in b], [t for b in blocks[keep:] for t in b]
    if keep == 1 and sizes[0] > LONG * 1.3:
        first, second = _split(blocks[0])
        head, rest = first, second + rest
    if _words(rest) < REST:
        return Body(_render(head + rest, env), Markup(""), 0)
    return Body(_render(head, env), _render(rest, env), _words(rest))


def _parse(source: str, env: dict[str, Any]) -> list[Token]:
    """Parse, with headings turned into bold paragraphs: a note has no part in the page's outline."""
    tokens = _MD.parse(source, env)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "p"
            token.attrSet("class", "head") if token.nesting == 1 else None
    return tokens


def _render(tokens: Sequence[Token], env: dict[str, Any]) -> Markup:
    return Markup(_MD.renderer.render(tokens, _MD.options, env).strip())  # noqa: S704  (raw HTML is off)


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Give the top blocks of a document, each with everything in it."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _words(tokens: Sequence[Token]) -> int:
    return sum(len(token.content.split()) for token in tokens if token.type in ("inline", "fence", "code_block"))


def _leads_on(block: Sequence[Token]) -> bool:
    """Tell whether a block says that something follows, as a line before a list does."""
    return any(token.type == "inline" and token.content.rstrip().endswith(":") for token in block)


def _split(block: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Cut a long paragraph after the last sentence that ends, outside of markup, within the length shown."""
    if block[0].type != "paragraph_open" or block[1].children is None:
        return list(block), []
    inline = block[1]
    children: list[Token] = inline.children or []
    shown, level, cut = 0, 0, None
    for rank, child in enumerate(children):
        if child.type == "text" and level == 0:
            for gap in _SENTENCE.finditer(child.content):
                if shown + len(child.content[: gap.start()].split()) <= LONG:
                    cut = (rank, gap.start(), gap.end())
        level += child.nesting
        shown += len(child.content.split())
    if cut is None:
        return list(block), []
    rank, end, start = cut
    first, second = children[rank].copy(), children[rank].copy()
    first.content, second.content = first.content[:end], second.content[start:]
    return _around(block, [*children[:rank], first]), _around(block, [second, *children[rank + 1 :]])


def _around(block: Sequence[Token], children: list[Token]) -> list[Token]:
    """Return a paragraph like `block` with other contents."""
    inline = block[1].copy()
    inline.children, inline.content = children, "".join(child.content or " " for child in children)
    return [block[0].copy(), inline, block[2].copy()]
