"""What can be wrong in people's files, as values: a code, a place, what is wrong, and the cure.

The engine never prints and never exits; it returns problems, and `build.py` shows all of a run's together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file a person wrote."""

    path: str
    """Path as the person would type it, with forward slashes: `content/the-lamp/notes/ada.md`."""
    line: int = 1
    """Line, counted from 1."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong, told so that its writer can mend it."""

    where: Where
    code: str
    """Stable, dotted, lower case: `note.lost`, `yaml.broken`. One test folder per code."""
    text: str
    """What is wrong, in one sentence, naming the words concerned."""
    hint: str
    """What to do about it, in one sentence; holds the near miss ("Did you mean …?") where there is one."""
    severity: Severity = "error"


class PostilError(Exception):
    """A failure that no file is to blame for (no such folder, no such model); `build.py` shows its text and hint."""

    def __init__(self, text: str, hint: str) -> None:
        super().__init__(text)
        self.text = text
        self.hint = hint
