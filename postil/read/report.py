"""The one place where the reader's problems come together; what each code means stands in `postil.catalogue`."""

from __future__ import annotations

from dataclasses import dataclass, field

from postil.catalogue import CATALOGUE
from postil.problems import Problem, Where

_LONGEST = 60


@dataclass(slots=True)
class Report:
    """Problems found so far, in the order in which they were met."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, where: Where, text: str, hint: str) -> None:
        """Note a problem; how bad it is stands in the catalogue."""
        self.problems.append(Problem(where, code, text, hint, CATALOGUE[code].severity))

    def sorted(self) -> tuple[Problem, ...]:
        """Return all problems, each once, in order of file and line."""
        return tuple(sorted(set(self.problems)))


def short(text: str, longest: int = _LONGEST) -> str:
    """Return `text` on one line, quoted, its end left out when it is long: how a message names words of a file."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= longest else line[: longest - 1].rstrip() + '…'}”"
