"""Run spaCy's pipe over pieces of text: on two cores where there are two, half of the pieces each.

A forked process has the loaded model at once, so even a short story gains; spaCy's own `n_process` sends the pieces to
processes it must first fill, and pays only on a novel.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from spacy.language import Language
    from spacy.tokens import Doc

_WORTH_A_FORK: Final = 2_000
"""Characters of a text from which half of it takes longer than to start a process (`speed.py --words 500`)."""
_WORTH_A_START: Final = 400_000
"""Characters from which a second process pays where it must load the model anew (Windows, macOS)."""


def run(nlp: Language, pieces: Sequence[str], progress: Callable[[int], None] | None = None) -> list[Doc]:
    """Return the Docs of all pieces, in their order; several pieces may come back as one Doc.

    `progress` is called with the number of characters done since its last call. What the model's inner layers say
    (`Doc.tensor`) is left out: nobody reads it, and on a novel it is most of the memory.
    """
    size = sum(map(len, pieces))
    told = progress or (lambda _done: None)
    if _cores() < 2 or size < (_WORTH_A_FORK if _forks() else _WORTH_A_START):
        return list(_alone(nlp, pieces, told))
    if not _forks():
        return list(_alone(nlp, pieces, told, processes=2))
    return _halved(nlp, pieces, _half(pieces, size), told)


def _cores() -> int:
    """Return how many cores this process may use: one if it is itself one of a pool, which may start no others."""
    if multiprocessing.current_process().daemon:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _forks() -> bool:
    """Whether a process may be forked; on a Mac it may, but its own libraries do not bear it."""
    return "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"


def _half(pieces: Sequence[str], size: int) -> int:
    """Return the number of pieces that hold the first half of the characters."""
    done = 0
    for i, piece in enumerate(pieces):
        if done >= size / 2:
            return i
        done += len(piece)
    return len(pieces)


def _alone(nlp: Language, pieces: Sequence[str], progress: Callable[[int], None], processes: int = 1) -> Iterator[Doc]:
    """Yield a Doc a piece."""
    import numpy

    for piece, doc in zip(pieces, nlp.pipe(pieces, batch_size=64, n_process=processes), strict=True):
        doc.tensor = numpy.zeros(0, dtype="float32")
        yield doc
        progress(len(piece))


def _halved(nlp: Language, pieces: Sequence[str], half: int, progress: Callable[[int], None]) -> list[Doc]:
    """Return the Docs of the pieces, those from `half` on, as one, made by a forked process; if it dies, made here.

    The two halves take about as long, so what is done of the one is told as done of both.
    """
    from spacy.tokens import Doc

    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    other = context.Process(target=_send, args=(nlp, pieces[half:], there), daemon=True)
    other.start()
    there.close()
    docs = list(_alone(nlp, pieces[:half], lambda done: progress(2 * done)))
    try:
        docs.append(Doc(nlp.vocab).from_bytes(here.recv_bytes()))
    except EOFError:
        docs += _alone(nlp, pieces[half:], lambda _done: None)
    here.close()
    other.join()
    return docs


def _send(nlp: Language, pieces: Sequence[str], to: Connection) -> None:
    """Send the Docs of the pieces as one."""
    from spacy.tokens import Doc

    docs = list(_alone(nlp, pieces, lambda _done: None))
    to.send_bytes(Doc.from_docs(docs, ensure_whitespace=False).to_bytes(exclude=["user_data"]))
