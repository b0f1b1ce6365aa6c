"""`build.py tag`: the tags of single files, outside any library."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from postil.models import Cast, Library
from postil.problems import PostilError, Problem, Where
from postil.progress import Progress
from postil.read import read_cast, read_plain
from postil.tag.given import Given
from postil.tag.tagger import load
from postil.tags import to_json


def targets(files: Sequence[Path], output: Path) -> dict[Path, Path]:
    """Return where the tags of each file go: `output` itself for one file, `output`/<stem>.json for several.

    Raises PostilError if two would go to one place, or `output` is of the wrong sort.
    """
    if len(files) == 1 and not output.is_dir():
        return {files[0]: output}
    if output.exists() and not output.is_dir():
        raise PostilError(f"{output} is a file.", "For several files, name a folder by -o.")
    places = {file: output / f"{file.stem}.json" for file in files}
    if len(set(places.values())) < len(places):
        raise PostilError("Two of the files have one name.", "Rename one of them, or tag them one by one.")
    return places


def tag_files(
    places: Mapping[Path, Path], cast_file: Path | None, model: str | None, progress: Progress
) -> tuple[Problem, ...]:
    """Tag each file and write its document; a file that cannot be read is a problem, and the others are done."""
    cast, problems = read_cast(cast_file) if cast_file else (Cast(), ())
    found = list(problems)
    texts = {}
    for file in places:
        plain, wrong = read_plain(file)
        found += wrong
        if plain is not None:
            texts[file] = plain
    if not texts:
        return tuple(found)
    tagger = load(model or Library("", Where("")).model)
    for file, plain in texts.items():
        given = Given(plain.paragraphs, plain.breaks, plain.headings, cast)
        tags = tagger.tag(plain.text, given, progress.begin(f"Tagging {file.name}", len(plain.text)))
        places[file].parent.mkdir(parents=True, exist_ok=True)
        places[file].write_text(json.dumps(to_json(tags), ensure_ascii=False), encoding="utf-8")
    return tuple(found)
