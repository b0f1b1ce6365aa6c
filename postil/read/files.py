"""The edge of the reader: the only module of it that opens files and lists folders."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from postil.problems import Where
from postil.read.report import Report

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Source:
    """A file a person wrote, as text: no byte-order mark, a line feed at each line end, no control characters."""

    path: str
    """As in `Where.path`."""
    text: str
    above: int = 0
    """Lines of the file above the text, if it is a piece of one."""

    def at(self, line: int) -> Where:
        """Return the place of a line of the text, counted from 1."""
        return Where(self.path, self.above + line)


def read_source(file: Path, shown: str, report: Report) -> Source | None:
    """Read a file; None if it cannot be opened. Bytes that are no UTF-8 are a problem, and read as Windows-1252."""
    try:
        data = file.read_bytes()
    except OSError as error:
        report.add(
            "file.unreadable",
            Where(shown),
            f"The file cannot be opened: {error.strerror}.",
            "Check its name and rights.",
        )
        return None
    return Source(shown, decode(data, shown, report))


def decode(data: bytes, shown: str, report: Report) -> str:
    """Return the text of a file's bytes, line ends and byte-order mark folded away."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _decode_anyway(data, error, shown, report)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    control = _CONTROL.search(text)
    if control is None:
        return text
    line = text.count("\n", 0, control.start()) + 1
    report.add(
        "file.control",
        Where(shown, line),
        f"There is a control character (U+{ord(control.group()):04X}) in the text; it is read as a space.",
        "Delete it, or retype the line; it often comes with text pasted from a PDF.",
    )
    return _CONTROL.sub(" ", text)


def _decode_anyway(data: bytes, error: UnicodeDecodeError, shown: str, report: Report) -> str:
    if data.startswith(_UTF16):
        report.add("file.encoding", Where(shown), "The file is UTF-16, not UTF-8.", "Save it again as UTF-8.")
        return data.decode("utf-16", "replace").removeprefix("\ufeff")
    before = data[: error.start]
    line = before.count(b"\n") + 1
    column = error.start - before.rfind(b"\n")
    place = f"byte {error.start + 1} (line {line}, byte {column} of it)"
    report.add(
        "file.encoding",
        Where(shown, line),
        f"The file is not UTF-8: {place} is 0x{data[error.start]:02X}.",
        "Save the file again as UTF-8 (in Word: Save as, Plain text, Other encoding, Unicode UTF-8).",
    )
    return data.removeprefix(codecs.BOM_UTF8).decode("cp1252", "replace")


def entries(folder: Path) -> tuple[Path, ...]:
    """Return what is in a folder, by name; names that begin with a dot or an underscore are nobody's business."""
    return tuple(sorted((p for p in folder.iterdir() if p.name[0] not in "._"), key=lambda p: p.name))
