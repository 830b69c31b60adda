"""What can be looked for in a run on disk: its events, asked of the database kind by kind, and what they came of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from undergrid.setup.file.pattern import Plan, Step
from undergrid.study.arcs.candidates import I64, Rows
from undergrid.study.arcs.links import Links
from undergrid.study.sql import Tables

_COLUMNS = ("id", "tick", "kind", "who", "whom", "where", "amount", "cause")
_LISTED = ", ".join(f'"{name}"' for name in _COLUMNS)


@dataclass(frozen=True)
class _Ground:
    width: int
    area: int
    district_of: Any


class Kept:
    """The events of one run, each kind read when it is first asked for, and its new ones when the run has grown."""

    def __init__(self, tables: Tables) -> None:
        names = tables.log.names
        self.tables = tables
        self.ground = _Ground(names.width, names.width * names.height, names.district_of)
        self.cast: Sequence[int] = tuple(names.citizens)
        self._kinds: dict[int, tuple[int, Rows]] = {}  # by kind: rows of the log that were looked at, those of the kind
        self._links: tuple[int, Links] | None = None

    @property
    def n(self) -> int:
        """How many events there are by now."""
        return self.tables.n_events()

    def of(self, step: Step) -> Rows:
        parts = [self._of_kind(kind) for kind in step.kinds]
        if len(parts) == 1:
            return parts[0]
        order = np.concatenate([part.order for part in parts])
        by = np.argsort(order, kind="stable")
        columns = {name: np.concatenate([part.columns[name] for part in parts])[by] for name in _COLUMNS}
        return Rows(columns, order[by])

    def _of_kind(self, kind: int) -> Rows:
        n = self.n
        seen, rows = self._kinds.get(kind, (0, None))
        if rows is None or seen < n:
            found = self.tables.numbers(
                f"select rowid as row, {_LISTED} from log where kind = {int(kind)} and rowid >= {seen} order by rowid"
            )
            order = found["tick"].astype(np.int64) << 32 | found["row"]
            if rows is None:
                rows = Rows({name: found[name] for name in _COLUMNS}, order)
            else:
                columns = {name: np.concatenate((rows.columns[name], found[name])) for name in _COLUMNS}
                rows = Rows(columns, np.concatenate((rows.order, order)))
            self._kinds[kind] = n, rows
        return rows

    def was(self, state: str, tick: int, row: int) -> bool:
        raise AssertionError("a log does not say what somebody was doing")

    def causes(self, events: I64) -> tuple[I64, I64]:
        n = self.n
        if self._links is None or self._links[0] < n:
            log = self.tables.numbers("select id, cause from log where cause != 0")
            more = self.tables.numbers("select event, cause from because")
            self._links = n, Links(log["id"], log["cause"], more["event"], more["cause"])
        return self._links[1].of(events)


def needs_a_track(plan: Plan) -> bool:
    """Whether a plan asks where the cast was second by second, which is in no log."""
    return any(map(_asks_where, (*plan.steps, *plan.never_again)))


def _asks_where(step: Step) -> bool:
    return bool(step.of or step.while_who or step.while_whom) or any(map(_asks_where, (*step.without, *step.either)))
