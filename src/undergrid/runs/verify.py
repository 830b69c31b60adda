"""Verify a run: whether every file of it is as it was written, and no other lies among them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from undergrid.runs import orders as order_files
from undergrid.runs import segments, snapshots
from undergrid.runs.folder import FILE, Folder, RunError
from undergrid.runs.meta import Meta

Fault = tuple[str, str]
"""A file, by its name within the run's folder, and what is wrong with it."""


def verify(path: str | Path) -> list[Fault]:
    """Everything that is wrong with a run's files, in the order of their names; nothing of it is changed.

    Raises RunError where there is no run, or one of another format.
    """
    try:
        folder, meta = Folder.open(path, alone=False)
    except RunError as unread:
        file = Path(path) / FILE
        if not file.is_file() or "written in format" in str(unread):
            raise
        return [(FILE, str(unread).removeprefix(f"{file}: "))]
    faults = {folder.name(file): "no file of this run" for file in folder.strangers(meta.tick)}
    faults |= {name: wrong for name in meta.files if (wrong := folder.wrong_with(folder.path / name))}
    for name, what in (*_of_orders(folder, meta), *_of_scenario(folder), *_of_snapshots(folder, meta)):
        faults.setdefault(name, what)
    gap = segments.gap(folder, meta.tick)
    if gap is not None:
        faults[FILE] = f"it names no segment from tick {gap:,} on"
    return sorted(faults.items())


def _of_orders(folder: Folder, meta: Meta) -> Iterator[Fault]:
    try:
        order_files.recorded(folder, meta)
    except RunError as wrong:
        yield folder.name(folder.orders), str(wrong).removeprefix(str(folder.orders)).lstrip(": ")


def _of_scenario(folder: Folder) -> Iterator[Fault]:
    for file in folder.scenario.rglob("*"):
        if file.is_file() and folder.name(file) not in folder.files:
            yield folder.name(file), "no file of this run"


def _of_snapshots(folder: Folder, meta: Meta) -> Iterator[Fault]:
    for tick in folder.saved():
        file = folder.snapshot(tick)
        if not folder.wrong_with(file):
            try:
                snapshots.check_head(folder, tick, meta.seed, meta)
            except RunError as wrong:
                yield folder.name(file), str(wrong).removeprefix(f"{file}: ")
