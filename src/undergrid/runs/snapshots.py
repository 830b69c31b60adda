"""Snapshots: the whole state before a tick, with a digest that tells whether it came back whole."""

from __future__ import annotations

import functools
import io
import json
import tokenize
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.tables import SlotTable, Table
from undergrid.runs.contents import Sizes
from undergrid.runs.folder import Folder, RunError, replacing
from undergrid.runs.meta import FORMAT, Meta
from undergrid.world import ranges
from undergrid.world.world import TABLES, State, World

_AT_ONCE = 1 << 20  # bytes that are written at once
_HEAD = 128  # bytes of the head of an array, as NumPy writes it for columns
_WIDE = 1 << 30  # bytes of an array from which a zip archive gives its size in 64 bits: it must from 2 GiB on


def save(folder: Folder, world: World) -> str:
    """Write the state of `world` before its present tick; returns its digest."""
    digest = world.digest()
    head = {"format": FORMAT, "tick": world.tick, "seed": str(world.seed), "digest": digest}
    columns: dict[str, Any] = {
        f"{table}.{name}": values for table, t in world.tables.items() for name, values in t.items()
    }
    with replacing(folder.snapshot(world.tick)) as temporary, temporary.open("wb", _AT_ONCE) as file:
        _write(_Onward(file), {"head": np.array(json.dumps(head)), **columns})
    folder.close(folder.snapshot(world.tick))
    return digest


class _Onward:
    """A file that can only be written on: a zip archive goes back to none of its heads, and few large writes remain."""

    def __init__(self, file: Any) -> None:
        self.write, self.flush = file.write, file.flush


def _write(file: Any, arrays: dict[str, Any]) -> None:
    """As `np.savez_compressed`, at the quickest level: most columns of a sleeping city compress well at any level."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, values in arrays.items():
            array = np.asanyarray(values)
            with archive.open(f"{name}.npy", "w", force_zip64=array.nbytes > _WIDE) as entry:
                entry.write(_head_for(array.shape, array.dtype))
                if array.nbytes:
                    entry.write(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)


@functools.lru_cache(256)
def _head_for(shape: tuple[int, ...], dtype: np.dtype[Any]) -> bytes:
    """The head of an array as NumPy writes it: that of most columns of a city is the same."""
    file = io.BytesIO()
    told = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, told)
    return file.getvalue()


UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, MemoryError, OverflowError,
    zipfile.BadZipFile, zlib.error, tokenize.TokenError, SyntaxError,
)  # fmt: skip
"""What NumPy and zipfile raise over a file that is none of theirs."""


def columns(
    folder: Folder, meta: Meta, table: type[Table], names: Sequence[str], n: int | None, sizes: Sizes
) -> list[npt.NDArray[Any]]:
    """Some columns, of `n` rows, of a table at the end of what is on disk; n is None where rows come and go.

    Raises RunError where they cannot be read, or are none of this run: it is checked as it is for `load`.
    """
    path = folder.snapshot(meta.tick)
    folder.check(path)
    called = next(name for name, kind in TABLES.items() if kind is table)
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            _check_head(path, archive, meta.tick, meta.seed, meta)
            if not any(member.startswith(f"{called}.") for member in archive.namelist()):
                raise RunError(f"{path}: a snapshot of another version: without {called}")
            found = [_array(archive, f"{called}.{name}") for name in names]
    except UNREADABLE:
        raise RunError(f"{path}: damaged, not a readable snapshot") from None
    for name, values in zip(names, found, strict=True):
        rows = len(found[0]) if n is None else n
        if wrong := ranges.wrong_column(table, name, values, rows, {**sizes.rows, "cell": sizes.cells}):
            raise RunError(f"{path}: damaged, out of range: {called}.{name}{wrong}")
    return found


def load(folder: Folder, tick: int, world: World, meta: Meta | None = None) -> None:
    """Put `world` into the state before a tick.

    Raises RunError where the file is gone, damaged, of another version, or not of the run that `meta` tells of; the
    state of `world` is then of no use until another is loaded.
    """
    path = folder.snapshot(tick)
    folder.check(path)
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            digest = _check_head(path, archive, tick, world.seed, meta)
            state = _state(archive, world)
    except UNREADABLE:
        raise RunError(f"{path}: damaged, not a readable snapshot") from None
    try:
        _check_rows(world, state)
        world.restore(tick, state)
    except ValueError as other:
        raise RunError(f"{path}: a snapshot of another version: {other}") from None
    if wrong := world.out_of_range():
        raise RunError(f"{path}: damaged, out of range: {wrong}")
    if world.digest() != digest:
        raise RunError(f"{path}: damaged, its state does not match its digest")


def _check_rows(world: World, state: State) -> None:
    """Raise ValueError where a table whose rows never come or go has another number of them than the city's."""
    for name, table in world.tables.items():
        odd = {values.shape for values in state.get(name, {}).values()} - {(table.n,)}
        if odd and not isinstance(table, SlotTable):
            raise ValueError(f"{name} has columns of shape {min(odd)}, expected {(table.n,)}")


def check_head(folder: Folder, tick: int, seed: int, meta: Meta | None) -> str:
    """The digest that a snapshot says its state has. Raises RunError where it is of another tick, seed or keyframe."""
    path = folder.snapshot(tick)
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            return _check_head(path, archive, tick, seed, meta)
    except UNREADABLE:
        raise RunError(f"{path}: damaged, not a readable snapshot") from None


def _check_head(path: Path, archive: zipfile.ZipFile, tick: int, seed: int, meta: Meta | None) -> str:
    """As `check_head`, of a file that is open; may raise what is `UNREADABLE` besides."""
    head, (n, _, _) = json.loads(str(_array(archive, "head"))), _head(archive, "citizens.alive")
    of = int(head["tick"]), int(head["seed"]), str(head["digest"])
    written = head["format"]
    if written != FORMAT:
        raise RunError(f"{path}: a snapshot of format {written}, this version reads format {FORMAT}")
    expected = tick, seed, meta.keyframes.get(tick) if meta else of[2]
    if of != expected:
        raise RunError(
            f"{path}: not the snapshot of this run: it is of tick {of[0]:,}, seed {of[1]} and digest {of[2]}, expected "
            f"tick {tick:,}, seed {seed} and digest {expected[2]}"
        )
    if meta and n != (meta.citizens,):
        raise RunError(
            f"{path}: not the snapshot of this run: it has citizens of shape {n}, expected {meta.citizens:,}"
        )
    return of[2]


def _head(archive: zipfile.ZipFile, name: str) -> tuple[tuple[int, ...], np.dtype[Any], int]:
    """(shape, type, bytes of the head) of an array of a snapshot."""
    with archive.open(f"{name}.npy") as file:
        return _told(file.read(_HEAD))


@functools.lru_cache(256)
def _told(start: bytes) -> tuple[tuple[int, ...], np.dtype[Any], int]:
    """(shape, type, bytes of the head) of an array that starts like this, head and all."""
    file = io.BytesIO(start)
    version = np.lib.format.read_magic(file)
    read_head = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read_head(file)
    return shape, dtype, file.tell()


def _state(archive: zipfile.ZipFile, world: World) -> State:
    """The columns of all tables in a snapshot."""
    state: State = {table: {} for table in world.tables}
    for name in archive.namelist():
        key = name.removesuffix(".npy")
        if key != "head":
            table, _, column = key.partition(".")
            state.setdefault(table, {})[column] = _array(archive, key)
    return state


def _array(archive: zipfile.ZipFile, name: str) -> npt.NDArray[Any]:
    """One array of a snapshot. Raises ValueError where its head promises more than the file holds."""
    member = archive.getinfo(f"{name}.npy")
    with archive.open(member) as file:
        start = file.read(_HEAD)
        shape, dtype, head = _told(start)
        size = int(np.prod(shape, dtype=np.float64)) * dtype.itemsize if not dtype.hasobject else -1
        if size != member.file_size - head:
            raise ValueError(f"{name}: another size than its head says")
        content = bytearray(start[head:])
        content += file.read()
    if len(content) != size:
        raise ValueError(f"{name}: it ends before its time")
    return np.frombuffer(content, dtype).reshape(shape)


def load_latest(folder: Folder, world: World, at_most: int, meta: Meta) -> list[str]:
    """Put `world` into the latest whole snapshot up to a tick; returns what was wrong with later ones.

    Raises RunError where none is whole.
    """
    damaged: list[str] = []
    for tick in reversed([tick for tick in folder.saved() if tick <= at_most]):
        try:
            load(folder, tick, world, meta)
        except RunError as wrong:
            damaged.append(wrong.message)
        else:
            return damaged
    raise RunError(
        f"{folder.path}: no snapshot can be read" + "".join(f"; {what}" for what in damaged),
        hint="the segments of events and series can still be read; to have the run again, run its scenario again",
    )
