"""The last stage: files in memory become files in site/.

All is gathered before anything is written, each file is put in place by a rename, and a file that would not change is
not touched: so a build that fails or is stopped leaves the last good site. What an earlier build made and this one did
not is removed, by a list kept in the site; anything else in the folder is somebody's own and is left alone.
"""

from __future__ import annotations

import hashlib
import json
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from postil.problems import PostilError

LIST = ".postil.json"
"""What the build made, by path and digest."""
_STAGE = ".postil-new"


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did, by path from the site's folder."""

    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def write(files: Mapping[str, bytes], site: Path) -> Written:
    """Make `site` hold `files` (path with forward slashes: contents) beside whatever else a person put there.

    Raises PostilError if a file that Postil did not make stands where one of `files` must go; nothing is written then.
    """
    before = _made_before(site)
    changed = tuple(path for path, data in files.items() if not _holds(site / path, data))
    for path in changed:
        if path not in before and (site / path).exists():
            raise PostilError(
                f"{(site / path).as_posix()} is in the way, and Postil did not make it.",
                "Move it elsewhere (or delete it, if an earlier Postil made it), then build again.",
            )
    gone = tuple(path for path in before if path not in files)
    _stage(files, changed, site)
    for path in changed:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
    with _unstopped():
        for path in changed:
            (site / _STAGE / path).replace(site / path)
        for path in gone:
            _remove(site, path, before[path])
        made = {path: _digest(data) for path, data in sorted(files.items())}
        if changed or gone or made != before:
            _put(site / LIST, json.dumps(made, indent=0).encode())
    _clear_stage(site)
    return Written(changed, gone, len(files) - len(changed))


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except (FileNotFoundError, NotADirectoryError):
        return False


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _made_before(site: Path) -> dict[str, str]:
    """Return what the last build made. A list that cannot be read counts as none: nothing is removed on its word."""
    try:
        made = json.loads((site / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(made, dict):
        return {}
    return {path: digest for path, digest in made.items() if _inside(site, path)}


def _inside(site: Path, path: str) -> bool:
    return (site / path).resolve().is_relative_to(site.resolve())


def _stage(files: Mapping[str, bytes], paths: tuple[str, ...], site: Path) -> None:
    """Write the new files beside their places, so that only renames are left to do."""
    _clear_stage(site)
    for path in paths:
        _put(site / _STAGE / path, files[path])


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)


def _remove(site: Path, path: str, digest: str) -> None:
    """Take away a file of an earlier build, unless a person has changed it since; then the folders it leaves empty."""
    file = site / path
    with suppress(FileNotFoundError, NotADirectoryError):
        if _digest(file.read_bytes()) == digest:
            file.unlink()
    folder = file.parent
    while folder != site and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _clear_stage(site: Path) -> None:
    stage = site / _STAGE
    if not stage.exists():
        return
    for path in sorted(stage.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    stage.rmdir()


@contextmanager
def _unstopped() -> Iterator[None]:
    """Hold back Ctrl-C while files are being put in place; it is obeyed right after. Only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[tuple[int, FrameType | None]] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: asked.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
    if asked and callable(handler):
        handler(*asked[0])
