"""Preview: serve the site, and build it again whenever something it is made of changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path


def serve(rebuild: Callable[[], None], watched: Sequence[Path], site: Path, host: str, port: int) -> None:
    """Serve `site` until interrupted; open pages reload after each rebuild.

    `rebuild` must not raise on bad content: a person is in the middle of writing it.
    """
    from livereload import Server

    server = Server()
    for folder in watched:
        server.watch(str(folder), rebuild)
    server.serve(root=str(site), host=host, port=port, open_url_delay=None)
