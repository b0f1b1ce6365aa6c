"""Draft a cast.yaml from what was found, for its writer to mend."""

from __future__ import annotations

import json
import re
from collections import Counter

from postil.tags import Character, Tags

_PLAIN = re.compile(r"[^\W\d_][\w .'’-]*[\w.]")
_MEANT = frozenset(("yes", "no", "true", "false", "null", "on", "off", "y", "n", "none"))
_LONG = 88
_MINOR = 2
"""Whoever is mentioned no more often, and never speaks, is only noted."""
_HEAD = """\
# Who is who, as the machine found it. Yours to mend: what stands here overrules the machine.
# Join two who are one person by moving the one's names to the other's aliases; take out whom you do not need;
# say who is no character in a line `- not: [Metropolis]`, and who tells the story in a line `- narrator: Jake Barnes`.
"""


def draft_cast(tags: Tags) -> str:
    """Return a cast.yaml that lists the characters of a tags document, most mentioned first.

    Above each stands, as a comment, how often they are mentioned and speak, and a line of the story. Those mentioned
    only in passing are comments altogether.
    """
    lines = Counter(quote.speaker for quote in tags.quotes if quote.speaker)
    parts = [_HEAD]
    teller = _narrator(tags)
    if teller:
        parts.append(f"- narrator: {_scalar(teller.name)}\n")
    minor = []
    for character in sorted(tags.characters, key=lambda c: (-_named(c), -lines[c.id], c.id)):
        if lines[character.id] or _named(character) > _MINOR or character is teller:
            parts.append(_entry(character, tags, lines[character.id]))
        elif _named(character):
            minor.append(f"#   {character.name} ({_named(character)})")
    if minor:
        parts.append("# Also named:\n" + "\n".join(minor) + "\n")
    return "\n".join(parts)


def _named(character: Character) -> int:
    """Return how often someone is mentioned by name or noun."""
    return sum(mention.kind != "pronoun" for mention in character.mentions)


def _narrator(tags: Tags) -> Character | None:
    """Return who is "I" outside speech: to whom most of these belong."""
    said = bytearray(len(tags.text))
    for quote in tags.quotes:
        said[quote.start : quote.end] = b"\1" * (quote.end - quote.start)
    told = {
        character.id: sum(tags.text[m.start : m.end] == "I" and not said[m.start] for m in character.mentions)
        for character in tags.characters
    }
    best = max(tags.characters, key=lambda c: told[c.id], default=None)
    return best if best is not None and told[best.id] > 2 else None


def _entry(character: Character, tags: Tags, lines: int) -> str:
    named = _named(character)
    counts = f"# mentioned {named} time{'s' * (named != 1)}, speaks {lines} time{'s' * (lines != 1)}"
    entry = [counts, f"# {_example(character, tags)}", f"- name: {_scalar(character.name)}"]
    if aliases := [name for name in character.aliases if name != "I"]:  # the line "narrator" says that
        entry.append(f"  aliases: [{', '.join(map(_scalar, aliases))}]")
    if character.pronouns:
        entry.append(f"  pronouns: {character.pronouns}")
    return "\n".join(entry) + "\n"


def _example(character: Character, tags: Tags) -> str:
    """Return the first thing someone says, or else the words around their first mention, on one line."""
    text = tags.text
    quote = next((quote for quote in tags.quotes if quote.speaker == character.id), None)
    if quote is not None:
        return _short(" ".join(text[quote.start : quote.end].split()))
    if not character.mentions:
        return "not found in the text"
    first = next((m for m in character.mentions if m.kind != "pronoun"), character.mentions[0])
    start = max(text.rfind("\n\n", 0, first.start), text.rfind(". ", 0, first.start) + 1, first.start - 60, 0)
    return _short(" ".join(text[start : first.end + 60].split()))


def _short(line: str) -> str:
    return line if len(line) <= _LONG else line[:_LONG].rsplit(" ", 1)[0] + " …"


def _scalar(text: str) -> str:
    """Return a text as YAML inside a list: plain where that is safe, else quoted."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _MEANT
    return text if plain else json.dumps(text, ensure_ascii=False)
