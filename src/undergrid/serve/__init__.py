"""Watch a run in a browser: a server on loopback, and the process that lives the city for it.

serving("runs/expiry-1", port=0)    a context: the address of the page, for as long as it lasts
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from undergrid.core.errors import UndergridError
from undergrid.serve import client

HOST = "127.0.0.1"
KEYFRAME = 1800  # ticks between keyframes of a run that is to be watched: any of its ticks is soon there

_NICE = 5  # whoever records the run goes before whoever answers pages


@contextmanager
def serving(path: str | Path, port: int = 0, scenario: str = "", beside: str | Path | None = None) -> Iterator[str]:
    """Serve the run in a folder, finished or being written, from a process of its own; gives the page's address.

    beside: the folder of another run of the same city, to be shown beside it.

    Raises NoPageError where the page has not been built, UndergridError where the port is taken.
    """
    client.files()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    given = (theirs, str(path), scenario, port, being_recorded(path), str(beside or ""))
    process = context.Process(target=_serve, args=given)
    process.start()
    theirs.close()
    try:
        try:
            kind, said = ours.recv()
        except EOFError:
            kind, said = "wrong", "it ended at once"
        if kind != "port":
            raise UndergridError(f"no server on port {port}: {said}", hint="give another --port, or none")
        yield f"http://{HOST}:{said}/"
    finally:
        ours.close()
        process.join(5)
        if process.is_alive():
            process.kill()


def being_recorded(path: str | Path) -> bool:
    """Whether somebody may be writing a run."""
    from undergrid.runs.folder import Folder

    try:
        return Folder.open(path, alone=False)[1].status != "ended"
    except UndergridError:
        return False


def _serve(pipe: Connection, path: str, scenario: str, port: int, gives_way: bool, beside: str) -> None:
    """The process of the server; it gives way before it has loaded anything."""
    if gives_way and hasattr(os, "nice"):
        os.nice(_NICE)
    from undergrid.serve.server import serve_run

    serve_run(pipe, path, scenario, port, beside)


__all__ = ["HOST", "KEYFRAME", "serving"]
