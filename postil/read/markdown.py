"""The Markdown that people write: CommonMark and footnotes, with the few traps for writers of prose taken out.

Raw HTML is text; a paragraph may be indented (CommonMark would make it code); a line of dashes under a paragraph is a
scene break (CommonMark would make the paragraph a heading); a line of tildes is one too, and opens no block of code.
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, fence, lheading
from mdit_py_plugins.footnote import footnote_plugin

DEEPEST = 100
"""Levels of quotations and lists within each other; markdown-it leaves out what lies deeper."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_CODE = re.compile(r"(javascript|vbscript|data):")
_SAFE = ("http:", "https:", "mailto:")
_TILDES = re.compile(r"~{3,}\s*")
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+|%0[9ad]|%00", re.IGNORECASE)


@cache
def parser() -> MarkdownIt:
    """Return the parser for prose, quotations and the bodies of notes. It takes any link; ask `is_safe` of each."""
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST, "store_labels": True})
    footnote_plugin(md, move_to_end=False)
    md.disable("code")
    md.block.ruler.at("lheading", _heading_above_equals_signs)
    md.block.ruler.at("fence", _fence_of_backticks, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    return md


def is_safe(address: str) -> bool:
    """Return whether a link may go into a page: a web or mail address, or one without a scheme."""
    scheme = _SCHEME.match(_IGNORED.sub("", address).lower())
    return scheme is None or scheme.group() in _SAFE


def runs_code(address: str) -> bool:
    """Return whether a browser would run a text as a program if it were a link."""
    return _CODE.match(_IGNORED.sub("", address).lower()) is not None


def _heading_above_equals_signs(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a line of equals signs as the mark of a heading, but never a line of dashes."""
    for line in range(start + 1, end):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
        if not text or set(text) == {"-"}:
            return False
        if set(text) == {"="}:
            return lheading(state, start, end, silent)
    return False


def _fence_of_backticks(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take three backticks as the beginning of a block of code, but three tildes as a scene break."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not _TILDES.fullmatch(line):
        return line.startswith("```") and fence(state, start, end, silent)
    if not silent:
        state.line = start + 1
        token = state.push("hr", "hr", 0)
        token.map = [start, state.line]
    return True
