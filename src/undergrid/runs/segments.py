"""Closed Parquet segments: events, their further causes, and a series of counts, each readable while the run goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from undergrid.core.jit import kernel
from undergrid.runs.folder import FORMAT, Folder, RunError, replacing
from undergrid.world.citizens import Activity
from undergrid.world.events import BECAUSE, COLUMNS
from undergrid.world.world import World

KINDS = ("events", "because", "series")
SERIES = ("tick", "alive", "outdoors", "plugged", "working", "walking", "hiding", "held", "wanted", "untagged", "refused",
          "obedience", "productivity", "strength", "rain", "light")  # fmt: skip

Columns = dict[str, npt.NDArray[Any]]


class Series:
    """Counts over the whole city, a row a minute, until they are written."""

    def __init__(self) -> None:
        self.rows: list[npt.NDArray[np.int64]] = []

    def look(self, world: World) -> None:
        """Add a row for the present tick."""
        people, row = world.citizens, np.zeros(len(SERIES), np.int64)
        row[0] = world.tick
        _count(people.alive, people.inside, people.doing, people.wanted, people.tagged, people.refused, people.obedience,
               people.productivity, people.strength, row)  # fmt: skip
        row[-2], row[-1] = world.sky.rain[0], world.sky.light[0]
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
def _count(alive, inside, doing, wanted, tagged, refused, obedience, productivity, strength, row):
    """Counts of the living, and sums of their accounts and strength."""
    for who in range(len(alive)):
        if not alive[who]:
            continue
        row[1] += 1
        row[2] += inside[who] < 0
        row[3] += doing[who] == _PLUGGED
        row[4] += doing[who] == _WORKING
        row[5] += doing[who] == _WALKING
        row[6] += doing[who] == _HIDING
        row[7] += doing[who] == _HELD
        row[8] += wanted[who]
        row[9] += not tagged[who]
        row[10] += refused[who]
        row[11] += obedience[who]
        row[12] += productivity[who]
        row[13] += strength[who]


def write(path: Path, columns: Columns) -> None:
    """Write columns as one Parquet file, whole or not at all."""
    with replacing(path) as temporary, duckdb.connect() as database:
        database.register("rows", columns)
        target = str(temporary).replace("'", "''")
        database.execute(
            f"copy (select * from rows) to '{target}' (format parquet, compression zstd, kv_metadata {{undergrid: '{FORMAT}'}})"
        )


def sources(folder: Folder, kind: str) -> list[str]:
    """The readable segments of a kind, oldest first."""
    return [str(path) for _, _, path in folder.segments(kind)]


def read(folder: Folder, kind: str, where: str = "true", values: tuple[Any, ...] = ()) -> Columns:
    """The rows of all segments of a kind for which the SQL condition `where` holds, in their order.

    Raises RunError that names the segment where one is damaged.
    """
    files = sources(folder, kind)
    names = {"events": COLUMNS, "because": BECAUSE, "series": SERIES}[kind]
    if not files:
        return {name: np.empty(0, np.int64) for name in names}
    try:
        return _query(files, names, where, values)
    except duckdb.Error:
        torn = [file for file in files if not _sound(file)]
        if not torn:
            raise
        raise _torn(torn, len(files)) from None


def read_file(path: Path, names: tuple[str, ...]) -> Columns:
    """All rows of one segment. Raises RunError where it is damaged."""
    try:
        return _query([str(path)], names, "true", ())
    except duckdb.Error:
        raise _torn([str(path)], 1) from None


def _torn(torn: list[str], n_files: int) -> RunError:
    others = f" ({len(torn) - 1} more)" if len(torn) > 1 else ""
    return RunError(
        f"{torn[0]}: damaged, cannot be read{others}",
        hint=f"{n_files - len(torn)} of {n_files} segments asked for are whole; `undergrid resume` makes the others again",
    )


def _query(files: list[str], names: tuple[str, ...], where: str, values: tuple[Any, ...]) -> Columns:
    columns = ", ".join(f'"{name}"' for name in names)
    with duckdb.connect() as database:
        found: Columns = database.execute(
            f"select {columns} from read_parquet($files, file_row_number = true, filename = true) "
            f"where {where} order by filename, file_row_number",
            {"files": files} | {f"v{n}": value for n, value in enumerate(values)},
        ).fetchnumpy()
    return {name: np.asarray(found[name]) for name in names}


def _sound(file: str) -> bool:
    with duckdb.connect() as database:
        try:
            database.execute("select max(hash(columns(*))) from read_parquet($file)", {"file": file}).fetchall()
        except duckdb.Error:
            return False
    return True


def first_torn(folder: Folder) -> int | None:
    """The first tick of the earliest segment that cannot be read; None where all are whole."""
    torn = [first for kind in KINDS for first, _, path in folder.segments(kind) if not _sound(str(path))]
    return min(torn, default=None)


def count(folder: Folder, kind: str) -> int:
    """The rows in all segments of a kind."""
    files = sources(folder, kind)
    if not files:
        return 0
    with duckdb.connect() as database:
        found = database.execute("select count(*) from read_parquet($files)", {"files": files}).fetchone()
    return int(found[0]) if found else 0


def drop_after(folder: Folder, tick: int) -> None:
    """Take away segments that end after `tick`: they are about to be made again."""
    for kind in KINDS:
        for _, last, path in folder.segments(kind):
            if last > tick:
                path.unlink()
