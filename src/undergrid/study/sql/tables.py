"""A run's tables in a database in memory, which answers SQL and reaches nothing else.

Segments are read as every reader of a run reads them, looked through and by their digests, and put into the database;
then it is shut: no statement opens, writes or lists a file, and no setting can be changed. What SQL could spoil is
therefore this copy alone.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core import plain
from undergrid.core.errors import UsageError
from undergrid.runs import Log
from undergrid.runs.contents import SERIES
from undergrid.study.sql import standing
from undergrid.study.sql.views import INNER, VIEWS
from undergrid.world.log.events import COLUMNS
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.orders import TARGETS
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.view.names import MEMBERS, Names, words

Columns = Mapping[str, Any]

_LOG = {"id": "bigint", "tick": "integer", "kind": "smallint", "who": "integer", "whom": "integer",
        "where": "integer", "amount": "bigint", "cause": "bigint", "stream": "bigint", "odds": "bigint"}  # fmt: skip
_SHOW_TABLES = re.compile(r"\s*show\s+(all\s+)?tables\s*;?\s*", re.IGNORECASE)
_LISTED = f"select unnest([{', '.join(repr(name) for name in sorted(view.name for view in VIEWS))}]) as name"
"""What `show tables` answers: DuckDB's own lists the tables too of which the views are made."""
_SHUT = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}
_LOCKS = ("set temp_directory = ''", "set enable_external_access = false", "set lock_configuration = true")


class QueryError(UsageError):
    """SQL that cannot be answered: `str()` has the line and what is wrong in it."""


def open_run(path: str | Path) -> Tables:
    """The tables of a run on disk, also of one that is being recorded: as far as its segments are closed.

    Raises RunError where there is no run or it cannot be read.
    """
    return Tables(Log(path))


class Tables:
    """The tables of one run. `sql` answers with a relation: `.fetchall()`, `.df()`, `.pl()`, `.to_arrow_table()`."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self._duckdb: Any = importlib.import_module("duckdb")
        self._database = self._duckdb.connect(config=_SHUT)
        self._read = 0  # the tick up to which the log is in the database
        self._n_events = 0
        self._stands = -1  # the tick as of which people are in it
        self._make()
        for lock in _LOCKS:
            self._database.execute(lock)

    def __repr__(self) -> str:
        views = ", ".join(view.name for view in VIEWS)
        return f"<Tables of {plain.line(self.log.folder.path)}: {views}>"

    def sql(self, query: str) -> Any:
        """What a query gives, as a relation of DuckDB. Raises QueryError where it is wrong, RunError for a segment."""
        query = _LISTED if _SHOW_TABLES.fullmatch(query) else query
        statements = self._statements(query)
        if len(statements) != 1:
            raise QueryError(f"{len(statements)} statements: expected one")
        if statements[0].type != self._duckdb.StatementType.SELECT:
            kind = statements[0].type.name
            raise QueryError(f"{kind}: a run is only read", hint="expected a SELECT, DESCRIBE, SHOW or SUMMARIZE")
        try:
            self._get(query)
            return self._database.sql(query)
        except self._duckdb.Error as wrong:
            raise QueryError(_said(self._with_its_line(query, wrong))) from None

    def _with_its_line(self, query: str, wrong: Exception) -> Exception:
        """The same error with the line in which it is: DuckDB shows that of what it executes, not of a relation."""
        try:
            self._database.execute(query)
        except self._duckdb.Error as told:
            return Exception(told)
        return wrong

    def rows(self, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """(names of columns, rows) that a query gives. Raises as `sql` does."""
        relation = self.sql(query)
        try:
            return list(relation.columns), relation.fetchall()
        except self._duckdb.Error as wrong:  # such as a value that cannot be read as a number
            raise QueryError(_said(wrong)) from None

    def numbers(self, query: str) -> dict[str, npt.NDArray[Any]]:
        """The columns that a query over the plain numbers of the log gives, as arrays."""
        self._load()
        found: dict[str, npt.NDArray[Any]] = self._database.execute(query).fetchnumpy()
        return found

    def n_events(self) -> int:
        """How many events there are, as far as the run had come when it was last looked at."""
        self._load()
        return self._n_events

    def _statements(self, query: str) -> list[Any]:
        try:
            return list(self._duckdb.extract_statements(query))
        except self._duckdb.Error as wrong:
            raise QueryError(_said(wrong)) from None

    def _get(self, query: str) -> None:
        """Take into the database what a query asks for and is not there yet."""
        asked = {name.lower() for name in self._database.get_table_names(query)}
        if asked & {"log", "series", "kept_tracks", *(view.name for view in VIEWS if view.of_the_log)}:
            self._load()
        if asked & {*standing.TABLES} and self._stands != self.log.meta.tick:
            for name, columns in standing.tables(self.log).items():
                self._database.execute(f"delete from {name}")
                self._fill(name, columns)
            self._stands = self.log.meta.tick

    # -- filling

    def _make(self) -> None:
        names, database = self.log.names, self._database
        for name, types in {"log": _LOG, "series": dict.fromkeys(SERIES, "bigint"), **INNER}.items():
            self._create(name, types)
        for view in VIEWS:
            if view.types:
                self._create(view.name, dict(zip(view.columns, view.types.split(), strict=True)))
        self._fill("clock", {"starts": [names.starts], "width": [names.width], "height": [names.height]})
        self._fill("kinds", _kinds())
        self._fill("verbs", _columns(("verb", "target_is"), ((int(verb), table) for verb, table in TARGETS.items())))
        self._fill("words", _columns(("meaning", "amount", "word"), _words(names)))
        self._fill("things", _columns(("is", "row", "name"), _things(names)))
        for view in VIEWS:
            if view.sql:
                database.execute(f"create view {view.name} as {view.sql}")

    def _create(self, name: str, types: Mapping[str, str]) -> None:
        columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
        self._database.execute(f"create table {name} ({columns})")

    def _fill(self, name: str, columns: Columns) -> None:
        if not columns or not len(next(iter(columns.values()))):
            return
        arrays = {column: standing.array(values) for column, values in columns.items()}
        self._database.register("filling", arrays)
        listed = ", ".join(f'"{column}"' for column in arrays)
        self._database.execute(f"insert into {name} ({listed}) select {listed} from filling")
        self._database.unregister("filling")

    def _load(self) -> None:
        """Take into the database what it does not have yet of the log."""
        since, until = self._read, self.log.meta.tick
        if since >= until:
            return
        cells = [np.zeros(0, np.int64)]
        for columns in self.log.columns(since):
            self._fill("log", {name: columns[name] for name in COLUMNS})
            cells.append(np.unique(columns["where"]))
            self._n_events += len(columns["id"])
        for columns in self.log.further(since):
            roles = np.array([words(Role(role).name) for role in columns["role"].tolist()], object)
            self._fill("because", {"event": columns["event"], "cause": columns["cause"], "role": roles})
        series = self.log.series()
        fresh = series["tick"] >= since
        self._fill("series", {name: values[fresh] for name, values in series.items()})
        for columns in self.log.tracks(since):
            self._fill("kept_tracks", columns)
            cells.append(np.unique(columns["cell"]))
        found = np.unique(np.concatenate(cells))
        known = self._database.execute("select cell from spots").fetchnumpy()["cell"]
        found = np.setdiff1d(found[found >= 0], known)
        self._fill("spots", {"cell": found, **standing.where(self.log.names, found)})
        self._read = until

    def refresh(self) -> bool:
        """Take note of what has been recorded meanwhile; whether there is anything new."""
        before = self.log.meta.tick
        self.log.refresh()
        return self.log.meta.tick > before


def _said(wrong: Exception) -> str:
    """What DuckDB says, plain; it shows the line and where in it."""
    return plain.text(str(wrong)).strip()


def _columns(names: Sequence[str], rows: Iterator[tuple[Any, ...]] | Sequence[tuple[Any, ...]]) -> Columns:
    found = list(rows)
    return {name: [row[n] for row in found] for n, name in enumerate(names)}


def _kinds() -> Columns:
    rows = [(int(kind), words(kind.name), kind.who, kind.whom, kind.amount) for kind in Kind]
    return _columns(("number", "kind", "who_is", "whom_is", "amount_is"), rows)


def _words(names: Names) -> Iterator[tuple[str, int, str]]:
    """(what amounts of a kind stand for, an amount, its word), where there are only so many."""
    for meaning, members in MEMBERS.items():
        of: Any = members
        for member in of:
            yield meaning, int(member), words(member.name)
    for meaning, told in (
        ("ending", names.endings), ("law", names.laws), ("fragment", names.fragments), ("canon aim", names.aims),
    ):  # fmt: skip
        yield from ((meaning, number, name) for number, name in enumerate(told))
    for cell, name in names.places.items():
        yield "cell", cell, name
    for row in names.citizens:
        for meaning in ("citizen vouched for", "citizen asked after", "citizen who died", "citizen sought"):
            yield meaning, row, names.citizen(row)
    for meaning, of in (("activity", Activity), ("posture", Posture)):
        yield from ((meaning, int(member), words(member.name)) for member in of)
    yield "direction", 0, "outwards"
    yield "direction", 1, "inwards"


def _things(names: Names) -> Iterator[tuple[str, int, str]]:
    for row in names.citizens:
        yield "citizen", row, names.citizen(row)
    for table in ("watcher", "gate", "facility", "building", "node", "wire", "window", "mind", "faction", "law"):
        known: tuple[str, ...] = names.facilities if table == "facility" else getattr(names, f"{table}s")
        for row, name in enumerate(known):
            yield table, row, name
    for cell, name in names.places.items():
        yield "cell", cell, name
