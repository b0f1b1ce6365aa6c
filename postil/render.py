"""Pages become files in memory: each by its template, and the assets as they are.

Templates are Jinja, always escaped, and may use only the fields of their page: a name that is not there is an error
that tells the template and line. A reader's own folder of templates comes first on the search path, and can build on
ours, the last: `{% extends "postil/reading.html" %}`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateError

from postil.layout.book import plural, slug
from postil.layout.pages import Page, TagsFile
from postil.problems import PostilError
from postil.tags import Tags, to_json

ASSETS = "assets"


def render(pages: Iterable[Page | TagsFile], templates: Path | Sequence[Path]) -> dict[str, bytes]:
    """Return the site's files: path from its folder, with forward slashes, and contents.

    `templates` are folders, searched in order. Raises PostilError if a template is missing or wrong.
    """
    folders = [templates] if isinstance(templates, Path) else list(templates)
    assets = read_assets(folders)
    environment = make_environment(folders, assets)
    files = {}
    for page in pages:
        if isinstance(page, TagsFile):
            files[page.path] = _json(page.tags)
        else:
            files[page.path] = draw(environment, page)
    return {**files, **{f"{ASSETS}/{name}": data for name, data in assets.items()}}


def context(page: Page) -> dict[str, Any]:
    """Return what a page's template sees: its fields, by name."""
    return {field.name: getattr(page, field.name) for field in fields(page)}


def draw(environment: Environment, page: Page) -> bytes:
    """Return one page. Raises PostilError if its template is missing or wrong."""
    try:
        return environment.get_template(page.template).render(context(page)).encode()
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        name = getattr(error, "name", None) or page.template
        place = f"{name}, line {line}" if line else name
        raise PostilError(
            f"The template {place} cannot draw {page.path}: {error.message or type(error).__name__}.",
            f"Mend the template; it may use these names: {', '.join(context(page))}.",
        ) from error


def make_environment(folders: Sequence[Path], assets: Mapping[str, bytes]) -> Environment:
    """Return Jinja as the templates find it; `assets` are the files they may name by `asset(name)`."""
    own = FileSystemLoader(folders[-1])
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folders), PrefixLoader({"postil": own})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    versions = {name: hashlib.sha256(data).hexdigest()[:8] for name, data in assets.items()}

    def asset(name: str) -> str:
        """Return an asset's address from the site's folder, with a mark that changes when the file does."""
        return f"{ASSETS}/{name}?v={versions[name]}"

    environment.globals["asset"] = asset
    environment.filters.update(plural=plural, slug=slug)
    return environment


def read_assets(folders: Sequence[Path]) -> dict[str, bytes]:
    """Return the files in the folders' assets/, the first folder's where several have one."""
    found: dict[str, bytes] = {}
    for folder in reversed(folders):
        base = folder / ASSETS
        for path in sorted(base.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                found[path.relative_to(base).as_posix()] = path.read_bytes()
    return dict(sorted(found.items()))


def _json(tags: Tags) -> bytes:
    return (json.dumps(to_json(tags), ensure_ascii=False, separators=(",", ":")) + "\n").encode()
