"""Take away: a run as one page that needs no server, as a picture, or as a moving one.

html("runs/expiry-36", "expiry-36.html")    cast, watchers and how many are about; timeline and why included
png("runs/expiry-36", "expiry.png", 16380, Wanted(who="rex"))    the city at a tick; gif and webm: at many
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from undergrid.runs.folder import Folder, RunError, replacing
from undergrid.serve import client
from undergrid.serve.export.page import within
from undergrid.serve.export.pictures import PICTURES, Wanted, gif, png, webm
from undergrid.serve.export.recording import record

Progress = Callable[[int, int], None]


def lived(path: str | Path) -> int:
    """The last tick of a run that is on disk. Raises RunError where there is none yet."""
    _, meta = Folder.open(path, alone=False)
    if meta.tick < 1:
        raise RunError(f"{path}: nothing of it is on disk yet", hint="try again in a while")
    return meta.tick


def html(run: str | Path, out: str | Path, *, last: int = 0, progress: Progress | None = None) -> int:
    """Write a run up to the tick `last` (0: as far as it is on disk) as one page; returns how many bytes that takes.

    The page shows the named, the watchers and how many are out of doors in any browser, with the timeline and *why*,
    and asks nobody for anything. The file is written whole or not at all. Raises RunError where the run cannot be
    lived again, DiskFullError, NoPageError where the page has not been built.
    """
    files, end = client.files(), lived(run)
    recorded = record(Path(run), min(last or end, end), progress or (lambda done, total: None))
    content = within(files, Folder.open(run, alone=False)[1].scenario or "a run", "recorded", recorded).encode()
    with replacing(Path(out)) as part:
        part.write_bytes(content)
    return len(content)


__all__ = ["PICTURES", "Wanted", "gif", "html", "lived", "png", "webm"]
