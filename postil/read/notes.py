"""notes/*.md: what people say about the words of a story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from postil.models import Kind, Note, Quotation
from postil.problems import Where
from postil.read.attributes import Attributes
from postil.read.blocks import parse_blocks
from postil.read.fields import Fields, parse_yaml
from postil.read.files import Source
from postil.read.front import split_front
from postil.read.near import did_you_mean, listed, near
from postil.read.pieces import Piece, read_pieces
from postil.read.report import Report, short
from postil.read.values import digest, kind_of, slug_of, title_of, unique

KEYS = ("by", "kind", "tags", "date")
ATTRIBUTES = ("by", "tags", "reply-to", "date")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_FENCE = re.compile(r" {0,3}(`{3,})")
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_LINK = re.compile(r"\[\[([^\[\]\n]+)\]\]")
_LATER_QUOTE = re.compile(r"^ {0,3}>", re.MULTILINE)
_BRACES = re.compile(r"\{[^}\n]*[#.=][^}\n]*\}[ \t]*(\n|$)")
_WORDS_IN_ID = 4
_LONGEST_ID = 48


@dataclass(frozen=True, slots=True)
class _Draft:
    """A note whose id is not settled."""

    note: Note
    wanted: str
    """The id its writer gave it; empty if none."""


def read_notes(files: Sequence[Source], kinds: Sequence[Kind], report: Report) -> tuple[Note, ...]:
    """Read all notes of a story, in order of files and lines.

    What comes out can be relied on: ids are unique, each `reply_to` names one of the notes, no replies go in a ring.
    """
    drafts = [draft for source in files for draft in _file(source, kinds, report)]
    notes = _named(drafts, report)
    return _linked(notes, report)


def links_in(body: str) -> tuple[tuple[str, int], ...]:
    """Return the targets of the [[links]] in a note's body, each with its line's offset from the body's first line.

    What stands in code is no link.
    """
    found = []
    fence = ""
    for offset, line in enumerate(body.split("\n")):
        ticks = _FENCE.match(line)
        if ticks and (not fence or len(ticks[1]) >= len(fence)):
            fence = "" if fence else ticks[1]
        elif not fence:
            found += [
                (" ".join(m[1].split()), offset) for m in _LINK.finditer(_CODE_SPAN.sub("", line)) if m[1].strip()
            ]
    return tuple(found)


def _file(source: Source, kinds: Sequence[Kind], report: Report) -> Iterator[_Draft]:
    split = split_front(source, report)
    node = parse_yaml(split.front, report) if split.front else None
    front = Fields(node, source.path, KEYS, report, "The head of a file of notes")
    pieces = read_pieces(split.body, report)
    by = front.text("by")
    default = title_of(source.path.rpartition("/")[2].removesuffix(".md"))
    if not by and any(not piece.attributes.values.get("by") for piece in pieces):
        hint = "Begin the file with a line ---, a line “by: Your Name”, and a line ---."
        report.add(
            "note.by", source.at(1), f"Nobody is named as the writer; {default} is taken, from the file's name.", hint
        )
    head = Note("", by or default, kind_of(front.text("kind")), front.texts("tags"), "", source.at(1))
    head = replace(head, date=front.text("date"))
    _check_kind(head.kind, front.where("kind"), kinds, report)
    for piece in pieces:
        yield _note(piece, head, kinds, report)


def _note(piece: Piece, head: Note, kinds: Sequence[Kind], report: Report) -> _Draft:
    attributes = piece.attributes
    _check_attributes(attributes, report)
    kind = kind_of(attributes.kind)
    if kind:
        _check_kind(kind, attributes.where, kinds, report)
    tags = (tag for tag in (" ".join(t.split()) for t in attributes.values.get("tags", "").split(",")) if tag)
    parse_blocks(piece.body, report)
    note = Note(
        id="",
        by=attributes.values.get("by") or head.by,
        kind=kind or head.kind or ("reply" if "reply-to" in attributes.values else "note"),
        tags=tuple(dict.fromkeys((*head.tags, *tags))),
        body=piece.body.text,
        where=piece.where,
        quotation=piece.quotation,
        reply_to=attributes.values.get("reply-to"),
        date=attributes.values.get("date") or head.date,
        body_where=piece.body.at(1) if piece.body.text else None,
    )
    _check_parts(note, report)
    return _Draft(note, attributes.id)


def _check_parts(note: Note, report: Report) -> None:
    if note.quotation is None and note.reply_to is None:
        text = f"The note {short(note.body, 40)} has no quotation." if note.body else "There is no quotation here."
        hint = "Above it, copy the words it is on, each line with > before it; or answer a note with {reply-to=its-id}."
        if _LATER_QUOTE.search(note.body):
            hint = "The quotation comes first, under the line in braces if there is one; what you say comes below it."
        report.add("note.quotation", note.where, text, hint)
    if _BRACES.match(note.body) and note.reply_to is None:
        where = note.body_where or note.where
        text = f"The line {short(note.body.split(chr(10))[0], 40)} stands under the quotation, so it is read as text."
        report.add("note.attributes", where, text, "Put the line in braces above the quotation.")
    if not note.body:
        what = f"on {short(note.quotation.text, 40)} " if note.quotation else ""
        report.add("note.body", note.where, f"The note {what}says nothing.", "Write under it what you have to say.")


def _check_attributes(attributes: Attributes, report: Report) -> None:
    for key in attributes.values:
        if key in ATTRIBUTES:
            continue
        otherwise = f"Notes have #id, .kind, {listed(ATTRIBUTES, 'and')}; what puts a tag right goes in corrections.md."
        hint = "A kind is written with a dot: .craft." if key == "kind" else did_you_mean(key, ATTRIBUTES, otherwise)
        report.add("note.attribute", attributes.where, f"A note has no attribute {short(key)}.", hint)


def _check_kind(kind: str, where: Where, kinds: Sequence[Kind], report: Report) -> None:
    """Kinds are open: only one that is nearly a known one is likely to be a slip."""
    known = [known.key for known in kinds]
    if kind not in known and near(kind, known, cutoff=0.75):
        text = f"The kind {short(kind)} is not in library.yaml."
        report.add("note.kind", where, text, did_you_mean(kind, known, ""))


def _named(drafts: Sequence[_Draft], report: Report) -> list[Note]:
    """Give each note its id: its writer's, or else one from who wrote it and the words it is on."""
    given: dict[str, int] = {}
    for index, draft in enumerate(drafts):
        if not draft.wanted:
            continue
        if not _ID.fullmatch(draft.wanted):
            hint = f"Did you mean “{slug_of(draft.wanted) or 'note-1'}”?"
            report.add("note.id", draft.note.where, f"{short(draft.wanted)} cannot be an id.", hint)
        elif draft.wanted in given:
            first = drafts[given[draft.wanted]].note.where
            text = f"The id {short(draft.wanted)} is taken by another note ({first.path}, line {first.line})."
            report.add("note.id-twice", draft.note.where, text, "Give one of the two another id.")
        else:
            given[draft.wanted] = index
    taken = set(given)
    holders = {index: wanted for wanted, index in given.items()}
    return [replace(d.note, id=holders.get(i) or _made_id(d.note, taken)) for i, d in enumerate(drafts)]


def _made_id(note: Note, taken: set[str]) -> str:
    """Make an id that stays when other notes change; two notes alike are told apart by all their words."""
    words = " ".join(_words_of(note).split()[:_WORDS_IN_ID])
    plain = slug_of(f"{note.by} {words}")[:_LONGEST_ID].strip("-") or "note"
    if plain not in taken:
        return unique(plain, taken)
    return unique(f"{plain}-{digest(_words_of(note) + note.body)}", taken)


def _words_of(note: Note) -> str:
    quotation: Quotation | None = note.quotation
    if quotation is None:
        return note.body
    marked = " ".join(quotation.text[a:b] for a, b in quotation.marked)
    return marked or quotation.text


def _linked(notes: Sequence[Note], report: Report) -> tuple[Note, ...]:
    """Take away replies to nobody, and break rings of replies where they begin."""
    known = {note.id for note in notes}
    targets: dict[str, str] = {}
    for note in notes:
        if note.reply_to is None:
            continue
        if note.reply_to in known:
            targets[note.id] = note.reply_to
        else:
            text = f"The note replies to {short(note.reply_to)}, and there is no such note."
            hint = did_you_mean(
                note.reply_to, sorted(known), "Give the note it answers an id, {#like-this}, and name it here."
            )
            report.add("note.reply", note.where, text, hint)
    for note in notes:
        ring = _ring(note.id, targets)
        if ring:
            text = f"Notes reply to each other in a ring: {' to '.join((*ring, ring[0]))}."
            report.add(
                "note.cycle", note.where, text, "Let one of them begin the talk, with a quotation and no reply-to."
            )
            del targets[note.id]
    return tuple(replace(note, reply_to=targets.get(note.id)) for note in notes)


def _ring(start: str, targets: dict[str, str]) -> tuple[str, ...]:
    """Return the notes of the ring of replies that `start` is on, or nothing."""
    seen = [start]
    while (following := targets.get(seen[-1])) is not None:
        if following == start:
            return tuple(seen)
        if following in seen:
            return ()
        seen.append(following)
    return ()
