"""How long work tells how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Progress(Protocol):
    """Told how far a long piece of work has come; what shows it is at the edge."""

    def begin(self, what: str, size: int) -> Callable[[int], None]:
        """Announce work of `size` steps; the function returned is called with the steps done since its last call."""
