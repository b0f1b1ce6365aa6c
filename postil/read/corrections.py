"""corrections.md: single tags put right by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from postil.emotion import CHANNELS, FAMILIES, SHADES, family_of
from postil.models import Correction
from postil.problems import Where
from postil.read.attributes import Attributes, is_attributes
from postil.read.fields import Fields, parse_yaml
from postil.read.files import Source
from postil.read.front import split_front
from postil.read.near import did_you_mean, listed, near
from postil.read.notes import KEYS
from postil.read.pieces import Piece, read_pieces
from postil.read.report import Report, short

ATTRIBUTES = ("speaker", "character", "feels", "emotion", "shade", "channel", "not")
_FEELING = ("feels", "emotion", "shade", "channel")
_NOT = ("feeling", "character", "speech")
_GROUPS = 'A correction is one of {speaker="…"}, {character="…"}, {feels="…" emotion=… shade=… channel=…} and {not=…}.'


@dataclass(frozen=True, slots=True)
class Known:
    """What names a correction may use."""

    names: tuple[str, ...]
    """Of cast.yaml: names, aliases and ids."""
    text: str
    """The story's: the machine may find anyone who is named in it."""


def read_corrections(source: Source, known: Known, report: Report) -> tuple[Correction, ...]:
    """Read corrections.md; a correction with anything wrong is left out, for half of one would be another."""
    split = split_front(source, report)
    if split.front:
        Fields(parse_yaml(split.front, report), source.path, KEYS, report, "The head of corrections.md")
    pieces = read_pieces(split.body, report)
    return tuple(made for piece in pieces if (made := _correction(piece, known, report)) is not None)


def _correction(piece: Piece, known: Known, report: Report) -> Correction | None:
    before = len(report.problems)
    attributes = piece.attributes
    _check_names(attributes, report)
    values = {key: value for key, value in attributes.values.items() if key in ATTRIBUTES}
    _check_values(values, attributes.where, report)
    _check_groups(values, attributes.where, report)
    _check_parts(piece, report)
    if any(problem.severity == "error" for problem in report.problems[before:]) or piece.quotation is None:
        return None
    for key in ("speaker", "character", "feels"):
        if values.get(key):
            _check_person(values[key], known, attributes.where, report)
    return Correction(
        quotation=piece.quotation,
        where=piece.where,
        speaker=values.get("speaker"),
        character=values.get("character"),
        feels=values.get("feels"),
        emotion=values.get("emotion") or family_of(values.get("shade", "")),
        shade=values.get("shade"),
        channel=values.get("channel"),
        not_=cast("Literal['feeling', 'character', 'speech'] | None", values.get("not")),
    )


def _check_names(attributes: Attributes, report: Report) -> None:
    unknown = [key for key in attributes.values if key not in ATTRIBUTES]
    unknown += [f"#{attributes.id}"] if attributes.id else []
    unknown += [f".{attributes.kind}"] if attributes.kind else []
    for key in unknown:
        hint = did_you_mean(key, ATTRIBUTES, _GROUPS)
        report.add("correction.attribute", attributes.where, f"A correction has no attribute {short(key)}.", hint)


def _check_values(values: dict[str, str], where: Where, report: Report) -> None:
    family = values.get("emotion", "")
    every = [shade for shades in SHADES.values() for shade in shades]
    allowed = {
        "emotion": list(FAMILIES),
        "shade": [family, *SHADES[family]] if family in SHADES else [*FAMILIES, *every],
        "channel": list(CHANNELS),
        "not": list(_NOT),
    }
    for key, choice in allowed.items():
        value = values.get(key)
        if value is None or value in choice:
            continue
        text = f"{short(value)} is no {key}." if key != "not" else f"{short(value)} cannot stand after not=."
        otherwise = f"Write {listed(dict.fromkeys(choice))}."
        if key == "shade" and family in SHADES and family_of(value):
            text, otherwise = (
                f"{value} is a shade of {family_of(value)}, not of {family}.",
                f"Write emotion={family_of(value)}.",
            )
            report.add("correction.value", where, text, otherwise)
            continue
        if key == "emotion" and family_of(value):
            otherwise = f"Write emotion={family_of(value)} shade={value}."
            report.add("correction.value", where, f"{value} is a shade, not a family of emotion.", otherwise)
            continue
        report.add("correction.value", where, text, did_you_mean(value, choice, otherwise))
    for key in ("character", "feels"):
        if values.get(key) == "":
            report.add("correction.value", where, f"{key} is empty.", "Write whose name belongs there.")


def _check_groups(values: dict[str, str], where: Where, report: Report) -> None:
    groups = {"feels" if key in _FEELING else key for key in values}
    if len(groups) == 1 and values.keys() != {"channel"}:
        return
    if not groups:
        text = "The correction corrects nothing."
    elif values.keys() == {"channel"}:
        text = "A channel alone corrects nothing."
    else:
        text = f"The correction is about several things at once: {listed(sorted(groups), 'and')}."
    report.add("correction.group", where, text, _GROUPS)


def _check_parts(piece: Piece, report: Report) -> None:
    if piece.quotation is None:
        hint = "Copy the words it is on under the braces, each line with > before it."
        report.add("correction.quotation", piece.where, "The correction has no quotation.", hint)
    if piece.body.text:
        hint = "A correction has no text of its own; to say something about the words, write a note."
        if is_attributes(piece.body.text):
            hint = "Put the line in braces above the quotation."
        text = f"There is text under the correction: {short(piece.body.text, 40)}."
        report.add("correction.body", piece.body.at(1), text, hint)


def _check_person(name: str, known: Known, where: Where, report: Report) -> None:
    if name in known.names or name.casefold() in known.text.casefold():
        return
    close: Sequence[str] = tuple(filter(None, (near(name, known.names),)))
    hint = (
        f"Did you mean “{close[0]}”?" if close else "Write the name as it stands in the story, or add it to cast.yaml."
    )
    report.add("correction.name", where, f"{short(name)} is neither in cast.yaml nor in the story.", hint)
