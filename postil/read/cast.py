"""cast.yaml: who is who."""

from __future__ import annotations

from typing import Literal, cast

from postil.models import Cast, CastEntry
from postil.read.blocks import checked
from postil.read.fields import Fields, Mapping, Node, Scalar, Sequence, Yaml, parse_yaml
from postil.read.files import Source
from postil.read.near import did_you_mean, near
from postil.read.report import Report, short
from postil.read.values import colour_of, digest, slug_of, unique

KEYS = ("name", "aliases", "pronouns", "about", "colour")
_ALONE = ("not", "narrator")
"""Keys of a list item that is about no one person."""
_I = "I"
_PRONOUNS = ("he", "she", "they", "it")


def read_cast_source(source: Source, report: Report) -> Cast:
    """Read a cast.yaml. Whoever has a name is kept, whatever else is wrong."""
    root = parse_yaml(Yaml(source.text, source.path), report, salvage=False)
    people: list[CastEntry] = []
    nobody: list[str] = []
    narrator: Scalar | None = None
    taken: set[str] = set()
    for node in _items(root, source, report):
        keys = {key.text for key, _ in node.pairs} if isinstance(node, Mapping) else set()
        if keys and keys <= set(_ALONE):
            fields = Fields(node, source.path, _ALONE, report, "This line of the cast")
            nobody += fields.texts("not")
            narrator = (
                Scalar(fields.text("narrator"), fields.where("narrator").line) if "narrator" in keys else narrator
            )
        else:
            entry = _entry(node, source, taken, report)
            people += [entry] if entry else []
    _same_names(people, report)
    people, who = _narrator(people, narrator, taken, source, report)
    return Cast(tuple(people), tuple(dict.fromkeys(nobody)), who)


def _items(root: Node | None, source: Source, report: Report) -> tuple[Node, ...]:
    """Return the entries: a list's items. A mapping is taken as one entry, so that what it says is not lost."""
    if root is None or isinstance(root, Sequence):
        return root.items if root else ()
    report.add(
        "yaml.shape",
        source.at(root.line),
        "cast.yaml should be a list.",
        "Begin each person with a dash: “- name: Clark Kent”.",
    )
    return (root,) if isinstance(root, Mapping) else ()


def _entry(node: Node, source: Source, taken: set[str], report: Report) -> CastEntry | None:
    if isinstance(node, Scalar):
        node = Mapping(((Scalar("name", node.line), node),), node.line)
    if isinstance(node, Mapping):
        node = _without_lines_of_their_own(node, source, report)
    fields = Fields(node, source.path, KEYS, report, "Someone in cast.yaml")
    name = fields.text("name")
    if not name:
        report.add("cast.name", source.at(node.line), "Someone here has no name.", "Write “- name: …” first.")
        return None
    colour = fields.text("colour")
    stated = isinstance(node, Mapping) and any(key.text == "colour" for key, _ in node.pairs)
    return CastEntry(
        id=unique(slug_of(name) or f"c-{digest(name)}", taken),
        name=name,
        where=fields.where("name"),
        aliases=tuple(alias for alias in fields.texts("aliases") if alias != name),
        pronouns=_pronouns(fields, name, report),
        about=checked(fields, "about", report),
        colour=colour_of(colour, fields.where("colour"), report) if stated else None,
    )


def _without_lines_of_their_own(node: Mapping, source: Source, report: Report) -> Mapping:
    for key, _ in node.pairs:
        if key.text in _ALONE:
            text = f"“{key.text}” is no property of a person."
            report.add("key.unknown", source.at(key.line), text, f"Put it on a line of its own: “- {key.text}: …”.")
    return Mapping(tuple(pair for pair in node.pairs if pair[0].text not in _ALONE), node.line)


def _pronouns(fields: Fields, name: str, report: Report) -> Literal["he", "she", "they", "it"] | None:
    said = fields.text("pronouns")
    folded = said.casefold()
    if not said or folded in _PRONOUNS:
        return cast("Literal['he', 'she', 'they', 'it']", folded) if said else None
    first = folded.replace("/", " ").split()[0] if folded.replace("/", " ").split() else ""
    hint = (
        f"Did you mean “{first}”?"
        if first in _PRONOUNS
        else did_you_mean(said, _PRONOUNS, "Write he, she, they or it.")
    )
    report.add("cast.pronouns", fields.where("pronouns"), f"The pronouns of {name} are {short(said)}.", hint)
    return None


def _same_names(people: list[CastEntry], report: Report) -> None:
    """Report names that stand for two people; both keep them, and the tagger goes by what is near."""
    names: dict[str, CastEntry] = {}
    for entry in people:
        first = names.setdefault(entry.name.casefold(), entry)
        if first is not entry:
            text = f"{entry.name} is in the cast twice; the first time on line {first.where.line}."
            report.add("cast.twice", entry.where, text, "Make one entry of the two, or give one of them another name.")
    for entry in people:
        for alias in entry.aliases:
            other = names.setdefault(alias.casefold(), entry)
            if other is not entry:
                text = f"{short(alias)} is a name of {other.name} and of {entry.name}."
                report.add("cast.alias", entry.where, text, "Leave it to the one who is mostly called so.")


def _narrator(
    people: list[CastEntry], narrator: Scalar | None, taken: set[str], source: Source, report: Report
) -> tuple[list[CastEntry], str | None]:
    """Return the people with the narrator among them, and the narrator's id: as told, or whoever is also called I."""
    if narrator is None or not narrator.text:
        return people, next((entry.id for entry in people if _I in (entry.name, *entry.aliases)), None)
    wanted = narrator.text.casefold()
    for entry in people:
        if wanted in (entry.id, entry.name.casefold(), *(alias.casefold() for alias in entry.aliases)):
            return people, entry.id
    known = [name for entry in people for name in (entry.name, *entry.aliases)]
    if near(narrator.text, known):
        text = f"The narrator {short(narrator.text)} is nobody in the cast."
        report.add("cast.narrator", source.at(narrator.line), text, did_you_mean(narrator.text, known, ""))
        return people, None
    identity = unique(slug_of(narrator.text) or f"c-{digest(narrator.text)}", taken)
    return [*people, CastEntry(identity, narrator.text, source.at(narrator.line))], identity
