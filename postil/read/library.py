"""library.yaml."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from postil.models import Kind, Library
from postil.problems import Where
from postil.read.fields import Fields, Mapping, Node, Scalar, Yaml, parse_yaml
from postil.read.files import Source
from postil.read.report import Report, short
from postil.read.values import colour_of, kind_of, language_of

KEYS = ("title", "url", "language", "author", "repository", "branch", "licence", "model", "kinds")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_BRANCH = re.compile(r"[^\s~^:?*\[\\]+")


def read_library(source: Source | None, where: Where, report: Report) -> Library:
    """Read library.yaml; without one (None), a library that has only a name."""
    if source is None:
        hint = "Write a file library.yaml beside your stories with at least “title: …”."
        report.add("library.missing", where, "There is no library.yaml.", hint)
        return Library("Library", where)
    before = len(report.problems)
    fields = Fields(parse_yaml(Yaml(source.text, source.path), report), source.path, KEYS, report, "library.yaml")
    title = fields.text("title")
    # A file that cannot be read, or a misspelt key, has been told of: the missing title is the same mistake.
    if not title and len(report.problems) == before:
        report.add("library.title", where, "The library has no title.", "Write “title: …” in it.")
    return Library(
        title=title or "Library",
        where=where,
        url=_url(fields, report),
        language=language_of(fields.text("language"), fields.where("language"), report, "en"),
        author=fields.text("author"),
        repository=_repository(fields, report),
        branch=_branch(fields, report),
        licence=fields.text("licence"),
        model=fields.text("model") or Library("", where).model,
        kinds=_kinds(fields, report),
    )


def _url(fields: Fields, report: Report) -> str:
    url = fields.text("url").rstrip("/")
    try:
        parts = urlsplit(url)
        good = not url or (parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in url)
    except ValueError:
        good = False
    if not good:
        hint = "Write the whole address: https://your-name.github.io/your-repository."
        report.add("library.url", fields.where("url"), f"{short(url)} is no web address.", hint)
    return url if good else ""


def _repository(fields: Fields, report: Report) -> str:
    said = fields.text("repository")
    if not said or _REPOSITORY.fullmatch(said):
        return said
    bare = said.removeprefix("https://").removeprefix("github.com/").removesuffix(".git").strip("/")
    hint = f"Did you mean “{bare}”?" if _REPOSITORY.fullmatch(bare) else "Write “your-name/your-repository”."
    report.add("library.repository", fields.where("repository"), f"{short(said)} is not owner/name.", hint)
    return ""


def _branch(fields: Fields, report: Report) -> str:
    said = fields.text("branch")
    if said and not _BRANCH.fullmatch(said):
        hint = "Write the name that GitHub shows above the list of files, as a rule “main”."
        report.add("library.branch", fields.where("branch"), f"{short(said)} is no name of a branch.", hint)
        return "main"
    return said or "main"


def _kinds(fields: Fields, report: Report) -> tuple[Kind, ...]:
    node = fields.node("kinds")
    if node is None:
        return ()
    if not isinstance(node, Mapping):
        hint = 'Write under “kinds:”, two spaces in, lines of “craft: {label: Craft, colour: "#8a5a00"}”.'
        report.add("yaml.value", fields.where("kinds"), "Kinds should be names with a label and a colour.", hint)
        return ()
    made: dict[str, Kind] = {}
    for key, value in node.pairs:
        kind = _kind(key, value, fields, report)
        if kind.key in made:
            report.add(
                "key.twice", fields.at(key.line), f"The kind {short(key.text)} is here twice.", "Keep one of them."
            )
        made.setdefault(kind.key, kind)
    return tuple(made.values())


def _kind(key: Scalar, value: Node, fields: Fields, report: Report) -> Kind:
    name = kind_of(key.text)
    label = key.text if key.text != name else name.replace("-", " ").capitalize()
    if isinstance(value, Scalar):
        return Kind(name, " ".join(value.text.split()) if not value.null else label)
    inner = Fields(value, fields.path, ("label", "colour"), report, f"The kind {short(key.text)}")
    colour = inner.text("colour")
    stated = isinstance(value, Mapping) and any(k.text == "colour" for k, _ in value.pairs)
    return Kind(
        name, inner.text("label") or label, colour_of(colour, inner.where("colour"), report) if stated else None
    )
