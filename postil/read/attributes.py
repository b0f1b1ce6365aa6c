"""The line in braces above a note: `{#id .kind key="value" key=value}`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from postil.problems import Where
from postil.read.report import Report, short

_LINE = re.compile(r"\s*\{(.*)\}\s*$")
_PART = re.compile(
    r"""\#(?P<id>[^\s}]+)
      | \.(?P<kind>[^\s=}]+)
      | (?P<key>[A-Za-z][\w-]*)\s*=\s*(?:"(?P<a>[^"]*)"|“(?P<b>[^”]*)”|'(?P<c>[^']*)'|(?P<d>[^\s"'“”]*))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands between the braces."""

    where: Where
    id: str = ""
    kind: str = ""
    values: dict[str, str] = field(default_factory=dict)


def is_attributes(line: str) -> bool:
    """Return whether a line looks like attributes, well formed or not."""
    return line.lstrip().startswith("{")


def read_attributes(line: str, where: Where, report: Report) -> Attributes:
    """Read a line of attributes; what cannot be read is a problem, and the rest is kept."""
    inside = _LINE.match(line)
    if inside is None:
        report.add(
            "note.attributes", where, "The braces that open here are not closed on this line.", "End the line with }."
        )
    text = inside[1] if inside else line.strip().strip("{}")
    names: dict[str, list[str]] = {"id": [], "kind": []}
    values: dict[str, str] = {}
    for part in _PART.finditer(text):
        if part["key"]:
            value = next((part[group] for group in "abcd" if part[group] is not None), "")
            if part["key"] in values:
                report.add("note.attributes", where, f"{part['key']} is here twice.", "Keep one of them.")
            values.setdefault(part["key"], " ".join(value.split()))
        else:
            names["id" if part["id"] else "kind"].append(part["id"] or part["kind"])
    left = " ".join(_PART.sub(" ", text).split())
    if left:
        hint = 'Inside the braces stand #id, .kind and key="value", with spaces between them.'
        report.add("note.attributes", where, f"{short(left)} in the braces cannot be read.", hint)
    for what, found in names.items():
        if len(found) > 1:
            report.add(
                "note.attributes", where, f"There are two of {what}: {found[0]} and {found[1]}.", "Keep one of them."
            )
    name, kind = (found[0] if found else "" for found in names.values())
    return Attributes(where, name, kind, values)
