"""Collected: what functions gave at certain ticks of something that lives, as a frame that grows.

A value is one number, one truth value, one text, or None for nothing; all of a series are of one of these sorts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from undergrid.core import numbers
from undergrid.core.errors import UsageError
from undergrid.core.frames import Array, Frame
from undergrid.core.plain import cut

_SORTS = {bool: "a truth value", int: "a number", float: "a number", str: "a text", type(None): ""}
_SUCH = "a function of the Sim, such as people=lambda sim: len(sim.citizens)"


class Collected(Frame):
    """Series that are collected while a city lives: a row for each tick at which they were looked at.

    `tick` is the first column; the others are named as they were asked for. It grows while the city lives on.
    """

    def __init__(self, series: Mapping[str, Callable[[Any], object]], every: int, since: int) -> None:
        """Collect what functions give, every so many ticks from `since` on. Raises UsageError for what is none."""
        if not series:
            raise UsageError(f"there is no series to collect, expected {_SUCH}")
        for name, function in series.items():
            if name.lower() == "tick":
                raise UsageError(f"{name}: the first column has this name, expected another for a series")
            if not callable(function):
                raise UsageError(f"{name}: {cut(function)}, expected {_SUCH}")
        if len({name.lower() for name in series}) < len(series):  # which SQL would not tell apart
            raise UsageError(f"{', '.join(series)}: expected names that differ by more than capitals")
        self._series = dict(series)
        self._every, self._since = every, since
        self._rows: dict[str, list[Any]] = {name: [] for name in ("tick", *series)}
        self._sorts = {"tick": "a number"}  # of the series of which there is a value

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self._rows)

    def __len__(self) -> int:
        return len(self._rows["tick"])

    def __repr__(self) -> str:
        return f"{len(self):,} rows of {', '.join(self.columns)}"

    def is_due(self, tick: int) -> bool:
        """Whether the series are looked at before this tick."""
        return (tick - self._since) % self._every == 0

    def look(self, at: object, tick: int) -> None:
        """Add a row, whole or not at all. Raises UsageError for a value that a series cannot hold."""
        row: dict[str, Any] = {"tick": tick}
        for name, function in self._series.items():
            try:
                value = function(at)
            except Exception as error:
                error.add_note(f"in the series {name} at tick {tick}")
                raise
            row[name] = self._taken(name, value, tick)
        for name, value in row.items():
            self._rows[name].append(value)

    def _taken(self, name: str, value: Any, tick: int) -> Any:
        one = value.item() if isinstance(value, np.generic | np.ndarray) and value.ndim == 0 else value
        sort = _SORTS.get(type(one))
        if sort is None or (type(one) is int and abs(one) > numbers.MOST):
            raise UsageError(
                f"{name} at tick {tick:,}: {cut(value)}, expected one number, a truth value, a text or None"
            )
        if sort and sort != self._sorts.setdefault(name, sort):
            raise UsageError(f"{name} at tick {tick:,}: {cut(value)}, expected {self._sorts[name]} as before")
        return one

    def _column(self, name: str) -> Array:
        values, sort = self._rows[name], self._sorts.get(name)
        if sort == "a text" or (None in values and sort != "a number"):
            return np.array(values, object)
        return np.array([np.nan if value is None else value for value in values] if None in values else values)
