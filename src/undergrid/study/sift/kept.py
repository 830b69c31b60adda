"""What can be looked for in a run on disk: its events, asked of the database kind by kind, what they came of, and where
the cast was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.setup.file.pattern import Plan, Step
from undergrid.study.arcs.candidates import I64, Rows, Whereabouts
from undergrid.study.arcs.chains import SECOND
from undergrid.study.arcs.links import Links
from undergrid.study.record import Track
from undergrid.study.sql import Tables

_COLUMNS = ("id", "tick", "kind", "who", "whom", "where", "amount", "cause")
_LISTED = ", ".join(f'"{name}"' for name in _COLUMNS)


@dataclass(frozen=True)
class _Ground:
    width: int
    area: int
    cell_mm: int
    district_of: Any


class Kept:
    """The events of one run, each kind read when it is first asked for, and its new ones when the run has grown."""

    def __init__(self, tables: Tables) -> None:
        names = tables.log.names
        self.tables = tables
        self.ground = _Ground(names.width, names.width * names.height, names.cell_mm, names.district_of)
        self.cast: Sequence[int] = tuple(names.citizens)
        self._track = Track(self.cast, 0)
        self._whereabouts = Whereabouts(self._track, self.ground)
        self._kinds: dict[int, Rows] = {}  # by kind, of the first `_upto` events
        self._upto = 0
        self._counted: tuple[int, dict[int, int]] = (-1, {})  # of how many events, how many are of each kind
        self._links: tuple[int, Links] | None = None

    @property
    def n(self) -> int:
        """How many events there are by now."""
        return self.tables.n_events()

    def n_of(self, kind: int) -> int:
        """How many events of a kind there are by now."""
        if self._counted[0] != self.n:
            found = self.tables.numbers("select kind, count(*) as n from log group by kind")
            self._counted = self.n, dict(zip(found["kind"].tolist(), found["n"].tolist(), strict=True))
        return self._counted[1].get(kind, 0)

    @property
    def track(self) -> Track:
        """Where the cast was by now, second by second."""
        if self._track.catch_up(self.tables.log):
            self._whereabouts = Whereabouts(self._track, self.ground)
        return self._track

    def of(self, step: Step) -> Rows:
        if step.of and self.track.n:
            return self._whereabouts.of(step.of)
        parts = [self._of_kind(kind) for kind in step.kinds]
        if len(parts) == 1:
            return parts[0]
        order = np.concatenate([part.order for part in parts])
        by = np.argsort(order, kind="stable")
        columns = {name: np.concatenate([part.columns[name] for part in parts])[by] for name in _COLUMNS}
        return Rows(columns, order[by])

    def _of_kind(self, kind: int) -> Rows:
        self._catch_up()
        if kind not in self._kinds:
            found = self._read(f"kind = {int(kind)} and rowid < {self._upto}")
            self._kinds[kind] = Rows({name: found[name] for name in _COLUMNS}, _order(found))
        return self._kinds[kind]

    def _catch_up(self) -> None:
        """Take what the run has grown by, of all kinds that have been asked for."""
        n = self.n
        if self._kinds and self._upto < n:
            listed = ", ".join(map(str, map(int, self._kinds)))
            found = self._read(f"kind in ({listed}) and rowid >= {self._upto}")
            order = _order(found)
            for kind in np.unique(found["kind"]).tolist():
                new, rows = found["kind"] == kind, self._kinds[kind]
                columns = {name: np.concatenate((rows.columns[name], found[name][new])) for name in _COLUMNS}
                self._kinds[kind] = Rows(columns, np.concatenate((rows.order, order[new])))
        self._upto = n

    def _read(self, which: str) -> dict[str, npt.NDArray[Any]]:
        return self.tables.numbers(f"select rowid as row, {_LISTED} from log where {which} order by rowid")

    def was(self, state: str, tick: int, row: int) -> bool:
        return self.track.was(state, tick, row)

    def causes(self, events: I64) -> tuple[I64, I64]:
        n = self.n
        if self._links is None or self._links[0] < n:
            log = self.tables.numbers("select id, cause from log where cause != 0")
            more = self.tables.numbers("select event, cause from because")
            self._links = n, Links(log["id"], log["cause"], more["event"], more["cause"])
        return self._links[1].of(events)


def _order(found: dict[str, npt.NDArray[Any]]) -> I64:
    order: I64 = found["tick"].astype(np.int64) << SECOND | found["row"]
    return order


def kinds_of(plan: Plan) -> frozenset[int]:
    """All kinds of events that a plan speaks of."""
    return frozenset(kind for step in (*plan.steps, *plan.never_again) for kind in _kinds_of(step))


def _kinds_of(step: Step) -> list[int]:
    return [*step.kinds, *(kind for one in (*step.without, *step.either) for kind in _kinds_of(one))]


def looks(plan: Plan) -> bool:
    """Whether a plan asks where the cast was every ten seconds, as if that were an event."""
    return any(map(_looks, plan.steps))


def _looks(step: Step) -> bool:
    return bool(step.of) or any(map(_looks, step.either))


def needs_a_track(plan: Plan) -> bool:
    """Whether a plan asks where the cast was second by second."""
    return any(map(_asks_where, (*plan.steps, *plan.never_again)))


def _asks_where(step: Step) -> bool:
    return bool(step.of or step.while_who or step.while_whom) or any(map(_asks_where, (*step.without, *step.either)))
