"""What is kept between runs, in a folder that may be deleted at any time: tags, and where each note last stood.

Tags are kept per story under a key of everything they depend on, so that a build in which no story changed never loads
spaCy. A file that cannot be read counts as missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import postil
from postil.place import Remembered
from postil.tag.given import Given
from postil.tags import Tags, from_json, to_json

FOLDER = ".postil"


def key(text: str, given: Given, made_by: Iterable[tuple[str, str]]) -> str:
    """Return the name of all that the tags of a story depend on: its words, what is given, versions, our code."""
    parts = [text, _plain(given), list(made_by), _engine()]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _plain(given: Given) -> dict[str, Any]:
    fields = asdict(given)
    for entry in fields["cast"]["entries"]:
        # What the page says of someone, and where the file says it, does not change who they are.
        for aside in ("where", "about", "colour"):
            del entry[aside]
    return {**fields, "breaks": sorted(given.breaks), "headings": sorted(given.headings)}


@cache
def _engine() -> str:
    """Digest of the tagging code and its data, so that a cache never outlives the code that filled it."""
    root = Path(postil.__file__).parent
    digest = hashlib.sha256()
    for part in ("tag", "data"):
        for file in sorted(path for path in (root / part).rglob("*") if path.is_file() and path.suffix != ".pyc"):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def load_tags(folder: Path, slug: str, wanted: str) -> Tags | None:
    """Return the kept tags of a story if they are the ones wanted."""
    document = _read(folder / "tags" / f"{slug}.json")
    try:
        return from_json(document["tags"]) if document.get("key") == wanted else None
    except (KeyError, TypeError, AttributeError):
        return None


def save_tags(folder: Path, slug: str, wanted: str, tags: Tags) -> None:
    """Keep the tags of a story."""
    _write(folder / "tags" / f"{slug}.json", {"key": wanted, "tags": to_json(tags)})


def load_places(folder: Path, slug: str) -> dict[str, Remembered]:
    """Return where each note of a story stood in the last build, by the note's id."""
    try:
        return {note: Remembered(**place) for note, place in _read(folder / "places" / f"{slug}.json").items()}
    except TypeError:
        return {}


def save_places(folder: Path, slug: str, places: Mapping[str, Remembered]) -> None:
    """Keep where each note of a story stands."""
    _write(folder / "places" / f"{slug}.json", {note: asdict(place) for note, place in sorted(places.items())})


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


def _write(path: Path, document: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
