"""Verify a run: whether every file of it is as it was written, and no other lies among them.

Segments are read as well: rows that no run of this city writes are a fault whoever vouches for the file. Of a snapshot
only the head is looked at; its state is checked when somebody goes on from it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from undergrid.runs import orders as order_files
from undergrid.runs import rules, segments, snapshots
from undergrid.runs.contents import Sizes
from undergrid.runs.folder import Folder, RunError
from undergrid.runs.meta import Meta
from undergrid.runs.reading import names_of
from undergrid.runs.remains import FILE, KINDS
from undergrid.runs.segments import Segments

_STRANGE = "no file of this run"

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
        if not file.is_file() or "written in format" in unread.message:
            raise
        return [(FILE, unread.message.removeprefix(f"{file}: "))]
    faults = {folder.name(file): _STRANGE for file in folder.strangers(meta)}
    faults |= {part.name: "no folder" for part in (folder.snapshots, folder.scenario) if part.is_file()}
    faults |= {name: wrong for name in meta.files if (wrong := folder.wrong_with(folder.path / name))}
    looks = _of_orders(folder, meta), _of_scenario(folder), _of_snapshots(folder, meta), _of_segments(folder, meta)
    for name, what in itertools.chain(*looks):
        faults.setdefault(name, what)
    gap = segments.gap(folder, meta.tick)
    if gap is not None:
        faults[FILE] = f"it names no segment from tick {gap:,} on"
    return sorted(faults.items())


def _of_orders(folder: Folder, meta: Meta) -> Iterator[Fault]:
    try:
        order_files.recorded(folder, meta)
    except RunError as wrong:
        yield folder.name(folder.orders), wrong.message.removeprefix(str(folder.orders)).lstrip(": ")


def _of_scenario(folder: Folder) -> Iterator[Fault]:
    for file in folder.scenario.rglob("*"):
        if file.is_file() and folder.name(file) not in folder.files:
            yield folder.name(file), _STRANGE


def _of_snapshots(folder: Folder, meta: Meta) -> Iterator[Fault]:
    for tick in folder.saved():
        file = folder.snapshot(tick)
        if not folder.wrong_with(file):
            try:
                snapshots.check_head(folder, tick, meta.seed, meta)
            except RunError as wrong:
                yield folder.name(file), wrong.message.removeprefix(f"{file}: ")


def _of_segments(folder: Folder, meta: Meta) -> Iterator[Fault]:
    try:
        names = names_of(folder)
    except RunError as unread:
        yield folder.name(folder.names), unread.message.removeprefix(f"{folder.names}: ")
        return  # nobody can say which rows and cells there are
    rules.declare(meta.systems)
    rows = Segments(folder, Sizes.of(names, meta.citizens), kept=0)
    for kind in KINDS:
        for first, last, path in folder.segments(kind):
            if wrong := rows.wrong_with(path, first, last):
                yield folder.name(path), wrong


def can_be_made_again(faults: Iterable[Fault]) -> bool:
    """Whether `resume` mends these faults: segments, snapshots and names it makes again, where all else is whole."""
    listed = list(faults)
    return bool(listed) and all(
        name.endswith((".parquet", ".npz")) and what != _STRANGE and not what.startswith("cannot be read")
        for name, what in listed
    )
