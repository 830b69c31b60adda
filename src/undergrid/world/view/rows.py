"""Rows: a table of the world as a frame, for whoever studies a city. It shows the present, and nothing is copied."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from enum import IntEnum, IntFlag

import numpy as np

from undergrid.core.frames import Array, Frame
from undergrid.core.tables import Table
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER
from undergrid.world.view.names import words


class Rows(Frame):
    """The rows of a table of the world: their numbers as the first column, then the table's own.

    An array is a view of the present: the values in it change as the city lives on. As a frame the rows are a copy in
    which codes are words ("walking"), and nowhere (-1) and never (2147483647) are nothing.
    """

    def __init__(self, table: Table, row: str, **computed: Callable[[], Array]) -> None:
        """A view of a table, `row` being the name of the first column; last come those `computed` when asked for."""
        self._table, self._row, self._computed = table, row, computed
        self._columns = (row, *table.columns, *computed)

    @property
    def columns(self) -> tuple[str, ...]:
        return self._columns

    def __len__(self) -> int:
        return self._table.n

    def __repr__(self) -> str:
        return f"{len(self):,} rows of {', '.join(self.columns)}"

    def _column(self, name: str) -> Array:
        if name == self._row:
            return np.arange(len(self))
        if name in self._computed:
            return self._computed[name]()
        found: Array = getattr(self._table, name)
        return found

    def _words(self, name: str) -> Mapping[int, str]:
        if name == self._row or name in self._computed:
            return {}
        unit = self._table.columns[name].unit
        known = Verb if unit == "Verb" else vars(sys.modules[type(self._table).__module__]).get(unit)
        if not isinstance(known, type) or not issubclass(known, IntEnum) or issubclass(known, IntFlag):
            return {}
        return {int(member): words(member.name) for member in sorted(known)}

    def _none(self, name: str) -> int | None:
        if name == self._row:
            return None
        if name in self._computed:
            return -1
        start = self._table.columns[name].start
        return start if start in (-1, NEVER) else None  # of what may be nowhere, and of what may never come
