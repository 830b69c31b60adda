"""Closed Parquet segments: events, their further causes, a series of counts, tracks. Each can be read while the run
goes on.

Whoever reads them does so through `Segments`, which looks through each one as it is first read (`contents.py`).
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.jit import kernel
from undergrid.runs import contents
from undergrid.runs.contents import SERIES, TYPES, Columns, Sizes
from undergrid.runs.folder import DiskFullError, Folder, RunError, is_about_full_disk, replacing
from undergrid.runs.meta import FORMAT
from undergrid.runs.remains import KINDS
from undergrid.world.network.freedom import free_rows
from undergrid.world.network.wired import wired_rows
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

_KEPT = 1_000_000  # rows that are kept in memory once they have been read


class Series:
    """Counts over the whole city, a row a minute, held until a segment is written."""

    def __init__(self) -> None:
        self.rows: list[npt.NDArray[np.int64]] = []

    def look(self, world: World) -> None:
        """Add a row for the present tick."""
        row = np.zeros(len(SERIES), np.int64)
        row[0] = world.tick
        _count(world.citizens.handle, row)
        row[-4:] = len(wired_rows(world)), len(free_rows(world)), world.sky.rain[0], world.sky.light[0]
        self.rows.append(row)

    def take(self) -> Columns:
        """The rows so far as columns, and forget them."""
        table = np.array(self.rows, np.int64).reshape(-1, len(SERIES))
        self.rows = []
        return {name: np.ascontiguousarray(table[:, n]) for n, name in enumerate(SERIES)}


_WORKING, _WALKING, _HIDING, _HELD, _PLUGGED = (
    int(a) for a in (Activity.WORKING, Activity.WALKING, Activity.HIDING, Activity.HELD, Activity.PLUGGED)
)


@kernel
def _count(people, row):
    """Counts of the living, and sums of their accounts and strength; `row` as `SERIES` names it."""
    for who in range(len(people.alive)):
        if not people.alive[who]:
            continue
        row[1] += 1
        row[2] += people.inside[who] < 0
        row[3] += people.doing[who] == _PLUGGED
        row[4] += people.doing[who] == _WORKING
        row[5] += people.doing[who] == _WALKING
        row[6] += people.doing[who] == _HIDING
        row[7] += people.doing[who] == _HELD
        row[8] += people.wanted[who]
        row[9] += not people.tagged[who]
        row[10] += people.refused[who]
        row[11] += people.obedience[who]
        row[12] += people.productivity[who]
        row[13] += people.strength[who]


def _duckdb() -> Any:
    """DuckDB, imported when it is first needed: that takes a quarter of a second."""
    return importlib.import_module("duckdb")


@functools.cache
def _database(process: int) -> Any:
    """This process's own database in memory: to open one takes five times as long as to write a segment."""
    return _duckdb().connect(config={"threads": 1})


def _cursor() -> Any:
    return _database(os.getpid()).cursor()


def write(folder: Folder, kind: str, first: int, last: int, columns: Columns) -> None:
    """Write columns as one Parquet file, whole or not at all, and close it.

    Raises DiskFullError or RunError where that fails.
    """
    duckdb, path = _duckdb(), folder.segment(kind, first, last)
    with replacing(path) as temporary, _reachable(temporary) as reached, _cursor() as database:
        database.register("rows", columns)
        target = reached.replace("'", "''")
        kept = f"format parquet, compression zstd, kv_metadata {{undergrid: '{FORMAT}'}}"
        try:
            database.execute(f"copy (select * from rows) to '{target}' ({kept})")
            database.unregister("rows")
        except duckdb.Error as wrong:
            if is_about_full_disk(str(wrong)):
                raise DiskFullError(f"{path}: the disk is full") from None
            raise RunError(f"{path}: cannot be written: {wrong}") from None
    folder.close(path)


class Segments:
    """The closed segments of a run. Each is looked through when it is first read: no reader goes around that.

    The first `kept` rows stay in memory: who asks why, or after several people, reads the same ones again.
    """

    def __init__(self, folder: Folder, sizes: Sizes, kept: int = _KEPT) -> None:
        self.folder, self.sizes = folder, sizes
        self._room, self._kept = kept, dict[Path, Columns]()
        self._whole: set[Path] = set()  # those that have been looked through
        self._n: dict[Path, int] = {}  # their rows

    def read(self, kind: str, since: int = 0) -> Iterator[Columns]:
        """The rows of all segments of a kind that hold ticks from `since` on, segment by segment.

        Raises RunError that names the segment where one is damaged, or holds what no run of this city writes.
        """
        for first, last, path in self.folder.segments(kind):
            if last > since:
                yield self._columns(path, first, last)

    def at(self, kind: str, tick: int) -> Columns | None:
        """The rows of the segment in which a tick lies; None where there is none. Raises RunError as `read` does."""
        for first, last, path in self.folder.segments(kind):
            if first <= tick < last:
                return self._columns(path, first, last)
        return None

    def spans(self, kind: str) -> Iterator[tuple[int, int, int]]:
        """(first tick, rows before it, rows in it) of each segment of a kind, in their order."""
        before = 0
        for first, _, path in self.folder.segments(kind):
            n = self._n.get(path)
            if n is None:
                n = self._n[path] = _rows(self.folder, path)
            yield first, before, n
            before += n

    def wrong_with(self, path: Path, first: int, last: int) -> str:
        """What is wrong with a segment or with its rows; "" for nothing."""
        if wrong := self.folder.wrong_with(path):
            return wrong
        try:
            self._columns(path, first, last)
        except RunError as odd:
            return odd.message.removeprefix(f"{path}: ")
        return ""

    def _columns(self, path: Path, first: int, last: int) -> Columns:
        if path in self._kept:
            return self._kept[path]
        _check(self.folder, path)
        kind = path.name.partition("-")[0]
        try:
            columns = contents.typed(kind, _found(path, kind))
        except ValueError as wrong:
            raise RunError(f"{path}: not a segment of {kind}: {wrong}") from None
        if path not in self._whole:
            if odd := contents.wrong(kind, columns, first, last, self.sizes):
                raise RunError(f"{path}: {odd}")
            self._whole.add(path)
        n = len(next(iter(columns.values())))
        if n <= self._room:
            self._room -= n
            self._kept[path] = columns
        return columns


def _found(path: Path, kind: str) -> dict[str, Any]:
    """The columns of a file as they stand in it. Raises ValueError where it is none of ours."""
    duckdb = _duckdb()
    names = ", ".join(f'"{name}"' for name in TYPES[kind])
    query = f"select {names} from read_parquet($file, file_row_number = true, hive_partitioning = false)"
    with _cursor() as database, _reachable(path) as reached:
        try:
            found: dict[str, Any] = database.execute(
                f"{query} order by file_row_number", {"file": _as_pattern(reached)}
            ).fetchnumpy()
        except duckdb.Error as wrong:
            raise ValueError(str(wrong).splitlines()[0]) from None
    return found


@contextlib.contextmanager
def _reachable(path: Path) -> Iterator[str]:
    """A file's path as DuckDB can open it, with all its folders; a folder's name that is no UTF-8 it cannot."""
    named = str(path.absolute())
    if named.encode(errors="ignore").decode() == named:
        yield named
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _as_pattern(path: str) -> str:
    """A path as DuckDB has to be given it where it takes it for a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", path)


def _check(folder: Folder, path: Path) -> None:
    """Raise RunError where a segment is not as it was written; it names all of its kind that are not."""
    if not folder.wrong_with(path):
        return
    rows = [other for _, _, other in folder.segments(path.name.partition("-")[0])]
    wrong = {other: what for other in rows if (what := folder.wrong_with(other))}
    raise RunError(
        ", ".join(f"{other}: {what}" for other, what in wrong.items()),
        hint=f"{_whole(len(rows) - len(wrong), path.name.partition('-')[0])}; "
        f"what is missing is made again by: undergrid resume {shlex.quote(str(folder.path))}",
    )


def _whole(n: int, kind: str) -> str:
    """How many segments of a kind are as they were written."""
    if n == 0:
        return f"no other segment of {kind} is whole"
    return f"the other {n} {kind} segments are whole" if n > 1 else f"the other {kind} segment is whole"


def gap(folder: Folder, until: int) -> int | None:
    """The first tick before `until` that no segment of events, or of their further causes, covers; None for none."""
    for kind in ("events", "because"):
        tick = 0
        for first, last, _ in folder.segments(kind):
            if first > tick:
                return tick
            tick = last
        if tick < until:
            return tick
    return None


def whole_until(segments: Segments) -> tuple[int, list[str]]:
    """(the tick up to which all segments are as they were written, what is wrong with the first that is not)."""
    until, wrong = [], []
    for kind in KINDS:
        tick = 0
        for first, last, path in segments.folder.segments(kind):
            gone = first != tick or not path.exists()
            odd = "" if gone else segments.wrong_with(path, first, last)
            if gone or odd:
                wrong.append(f"no segment of {kind} from tick {tick:,}" if gone else f"{path}: {odd}")
                break
            tick = last
        until.append(tick)
    return min(until), wrong


def count(folder: Folder, kind: str) -> int:
    """The rows in all segments of a kind."""
    return sum(_rows(folder, path) for _, _, path in folder.segments(kind))


def _rows(folder: Folder, path: Path) -> int:
    """The rows in one segment."""
    _check(folder, path)
    query = "select count(*) from read_parquet($file, hive_partitioning = false)"
    with _cursor() as database, _reachable(path) as reached:
        return int(database.execute(query, {"file": _as_pattern(reached)}).fetchone()[0])
