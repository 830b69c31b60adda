"""Snapshots: the whole state before a tick, with a digest that tells whether it came back whole."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.runs.folder import FORMAT, Folder, RunError, replacing
from undergrid.world.world import State, World


def save(folder: Folder, world: World) -> str:
    """Write the state of `world` before its present tick; returns its digest."""
    digest = world.digest()
    head = {"format": FORMAT, "tick": world.tick, "seed": str(world.seed), "digest": digest}
    columns: dict[str, Any] = {
        f"{table}.{name}": values for table, t in world.tables.items() for name, values in t.items()
    }
    with replacing(folder.snapshot(world.tick)) as temporary, temporary.open("wb") as file:
        _write(file, {"head": np.array(json.dumps(head)), **columns})
    return digest


def _write(file: Any, arrays: dict[str, Any]) -> None:
    """As `np.savez_compressed`, at the quickest level: most columns of a sleeping city compress well at any level."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, values in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, np.asanyarray(values), allow_pickle=False)


_UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error
)  # fmt: skip


def _damaged(path: Path) -> RunError:
    gone = "damaged, not a readable snapshot" if path.exists() else "there is no such snapshot"
    return RunError(f"{path}: {gone}")


def columns(path: Path, names: Sequence[str]) -> list[npt.NDArray[Any]]:
    """Some columns of a saved state, each by `table.column`. Raises RunError where they cannot be read."""
    try:
        with path.open("rb") as file, np.load(file) as saved:
            return [saved[name] for name in names]
    except _UNREADABLE:
        raise _damaged(path) from None


def load(path: Path, world: World) -> str:
    """Put `world` into a saved state; returns its digest.

    Raises RunError where the file is gone, damaged or of another version.
    """
    try:
        with path.open("rb") as file, np.load(file) as saved:
            head = json.loads(str(saved["head"]))
            if head["format"] != FORMAT:
                raise RunError(f"{path}: a snapshot of format {head['format']}, this version reads format {FORMAT}")
            state: State = {table: {} for table in world.tables}
            for key in saved.files:
                if key != "head":
                    table, _, name = key.partition(".")
                    state.setdefault(table, {})[name] = saved[key]
            tick, digest = int(head["tick"]), str(head["digest"])
    except _UNREADABLE:
        raise _damaged(path) from None
    try:
        world.restore(tick, state)
    except (ValueError, KeyError, IndexError) as wrong:
        raise RunError(f"{path}: a snapshot of another version: {wrong}") from None
    if world.digest() != digest:
        raise RunError(f"{path}: damaged, its state does not match its digest")
    return digest


def saved(folder: Folder) -> list[int]:
    """The ticks of the snapshots on disk, ascending."""
    return sorted(int(path.stem) for path in folder.snapshots.glob("*.npz") if path.stem.isdigit())


def load_latest(folder: Folder, world: World, at_most: int) -> list[str]:
    """Put `world` into the latest whole snapshot up to a tick; returns what was wrong with later ones.

    Raises RunError where none is whole.
    """
    damaged: list[str] = []
    for tick in reversed([tick for tick in saved(folder) if tick <= at_most]):
        try:
            load(folder.snapshot(tick), world)
        except RunError as wrong:
            damaged.append(str(wrong))
        else:
            return damaged
    raise RunError(
        f"{folder.path}: no snapshot can be read" + "".join(f"; {what}" for what in damaged),
        hint="the segments of events and series can still be read; to have the run again, run its scenario again",
    )
