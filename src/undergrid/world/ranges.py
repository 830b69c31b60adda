"""Ranges: which values a column may hold, by its unit. A state from a file is checked against them before it is lived.

A column whose unit is a table (`citizen`), a part of the city (`cell`) or an enumeration (`Activity`) is an index, and
kernels do not check indices. A column with another unit that is an index too, into a short table of numbers, says its
bounds where it is declared: `u8(1, "class", "...", within=(1, 4))`.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from enum import IntEnum, IntFlag
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City
from undergrid.core.jit import python
from undergrid.core.tables import Column, Table
from undergrid.world.log.events import TICK_SHIFT, kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.tables import authority, body, economy, items, minds, orders, people, places, sky, society, trails
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import TARGETS
from undergrid.world.tables.people import NEVER

Columns = Mapping[str, npt.NDArray[Any]]
Allowed = tuple[int, int] | frozenset[int] | None
"""The least and the most, or all values, that a column may hold; None for any that its type holds."""

_ROWS_OF = {
    "citizen": "citizens", "watcher": "watchers", "gate": "gates", "item": "items", "wound": "wounds", "band": "bands",
}  # fmt: skip
_PLAIN = {"%": (0, 100), "tick": (-(1 << 24), NEVER)}  # a tick before the start is at most a run's length before it
_ABOUT = {  # what the subject of knowledge is, by its topic
    Topic.WATCHER: "watcher", Topic.PERSON: "citizen", Topic.GATE: "gate", Topic.PLACE: "building",
    Topic.TRACE: "trace", Topic.BODY: "citizen", Topic.CALL: "citizen", Topic.SECRET: "citizen",
}  # fmt: skip
_AIMED = {"citizens": "intent", "tasks": "verb"}  # tables with a target, and the column that says what it is
_MODULES = (authority, body, economy, items, minds, orders, people, places, sky, society, trails)


def wrong(state: Mapping[str, Columns], kinds: Mapping[str, type[Table]], city: City, tick: int) -> str:
    """The first value out of its range, as `citizens.home[17]: 9, expected -1 to 5`; "" for none.

    state: columns by table, before a tick; kinds: the tables' classes by the same names.
    """
    sizes = _sizes(state, city)
    for table, columns in state.items():
        for name, column in kinds[table].columns.items():
            found = _out_of(columns[name], _allowed(column, sizes))
            if not found and column.unit == "event":
                found = _no_event(columns[name], tick)
            if not found and name == getattr(kinds[table], "OWNER", None):
                found = _out_of(columns[name], (0, sizes.get(column.unit, NEVER) - 1), columns["used"])
            if found:
                return f"{table}.{name}{found}"
    return _aims(state, sizes)


def _sizes(state: Mapping[str, Columns], city: City) -> dict[str, int]:
    """How many rows, cells and so on there are, by the word that a unit has for one of them."""
    rows = {word: len(next(iter(state[table].values()))) for word, table in _ROWS_OF.items() if table in state}
    traces = len(state["traces"]["used"]) if "traces" in state else 0
    in_city = {"cell": city.n_cells, "building": len(city.buildings), "link": len(city.links), "post": len(city.posts)}
    return rows | in_city | {"trace": traces}


def _allowed(column: Column, sizes: Mapping[str, int]) -> Allowed:
    if column.within is not None:
        return column.within
    if column.unit in sizes:
        return -1, sizes[column.unit] - 1
    if column.unit in _PLAIN:
        return _PLAIN[column.unit]
    return None if column.unit == "Verb" else _enumerations().get(column.unit)  # makers have verbs of their own


@cache
def _enumerations() -> dict[str, Allowed]:
    """The values of every enumeration of the tables, by its name; a set of flags may be any of their sums."""
    found: dict[str, Allowed] = {}
    for module in _MODULES:
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, IntFlag):
                found[name] = 0, sum(int(one) for one in kind)
            elif issubclass(kind, IntEnum):
                found[name] = frozenset(int(one) for one in kind)
    return found


def _aims(state: Mapping[str, Columns], sizes: Mapping[str, int]) -> str:
    """The first target or subject out of the range of what it is one of; "" for none."""
    known = state.get("knowledge", {})
    for topic, word in _ABOUT.items() if known else ():
        found = _out_of(known["subject"], (-1, sizes[word] - 1), known["used"] & (known["topic"] == topic))
        if found:
            return f"knowledge.subject{found}"
    for table, says in _AIMED.items():
        columns = state.get(table, {})
        for verb, word in TARGETS.items() if columns else ():
            found = _out_of(columns["target"], (-1, sizes.get(word, 0) - 1), columns[says] == verb)
            if found:
                return f"{table}.target{found}"
    return ""


def _out_of(values: npt.NDArray[Any], allowed: Allowed, rows: npt.NDArray[np.bool_] | None = None) -> str:
    """Where a column has a value that it may not have, and which; "" for nowhere. rows: those that are looked at."""
    if allowed is None:
        return ""
    if isinstance(allowed, frozenset):
        odd, said = ~np.isin(values, sorted(allowed)), "one of " + ", ".join(map(str, sorted(allowed)))
    else:
        odd, said = (values < allowed[0]) | (values > allowed[1]), f"{allowed[0]} to {allowed[1]}"
    at = np.flatnonzero(odd if rows is None else odd & rows)
    return f"[{at[0]}]: {values[at[0]]}, expected {said}" if len(at) else ""


def _no_event(ids: npt.NDArray[np.int64], tick: int) -> str:
    """Where a column has the id of an event that cannot have happened before a tick, and which; "" for nowhere."""
    kinds = python(kind_of)(ids)
    odd = (ids != 0) & ((ids < 0) | (ids >> TICK_SHIFT > tick) | ~np.isin(kinds, np.array([int(one) for one in Kind])))
    at = np.flatnonzero(odd)
    return f"[{at[0]}]: {ids[at[0]]}, expected the id of an event" if len(at) else ""
