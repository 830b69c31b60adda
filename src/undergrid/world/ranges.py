"""Ranges: which values a column may hold, by its unit. A state from a file is checked against them before it is lived.

A column whose unit is a table (`citizen`), a part of the city (`cell`) or an enumeration (`Activity`) is an index, and
kernels do not check indices. A column with another unit that is an index too, into a short table of numbers, says its
bounds where it is declared: `u8(1, "class", "...", within=(1, 4))`. A quantity has bounds by its unit, far beyond what
any rule writes: within them no sum or product that a rule makes of it leaves its type.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import IntEnum, IntFlag
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City
from undergrid.core.jit import python
from undergrid.core.tables import Column, SlotTable, Table
from undergrid.world.log.events import TICK_SHIFT, kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import TARGETS
from undergrid.world.tables.people import NEVER

Allowed = tuple[int, int] | frozenset[int] | None
"""The least and the most, or all values, that a column may hold; None for any that its type holds."""

_ROWS_OF = {
    "citizen": "citizens", "watcher": "watchers", "gate": "gates", "item": "items", "wound": "wounds", "band": "bands",
    "trace": "traces", "intention": "intentions", "clinic": "clinics", "node": "nodes", "wire": "wires",
    "charge": "charges", "window": "windows", "mark": "marks", "mind": "minds",
    "faction": "factions", "base": "bases", "council": "councils", "preparation": "preparations", "law": "laws",
    "facility": "facilities", "virus": "viruses", "raid": "raids", "refuge": "refuges",
}  # fmt: skip
_MUCH = 1_000_000_000
_PLAIN: dict[str, Allowed] = {
    "%": (0, 100), "tick": (-(1 << 24), NEVER),  # a tick before the start is at most a run's length before it
    "direction": frozenset((*range(9), 255)), "serial": (0, NEVER), "stop": (0, 1 << 14),
    "mm": (0, _MUCH), "J": (0, _MUCH), "W": (0, _MUCH), "s": (1, _MUCH), "mL": (1, 100_000), "mL/h": (0, 10_000_000),
    "1 / 1000": (-_MUCH, _MUCH), "1 / 1000000": (0, 100_000_000), "1 / 1000 mL": (0, _MUCH),
    "1 / 1000 mL/h": (0, _MUCH), "1 / 1000 J/kg": (0, _MUCH), "1 / 1000 C": (-100_000, 100_000),
    "points": (-_MUCH, _MUCH), "2^-40 half-lives": (0, 1 << 62), "units": (0, 1 << 53),
}  # fmt: skip
_ABOUT = {  # what the subject of knowledge is, by its topic
    Topic.WATCHER: "watcher", Topic.PERSON: "citizen", Topic.GATE: "gate", Topic.PLACE: "building",
    Topic.TRACE: "trace", Topic.BODY: "citizen", Topic.CALL: "citizen", Topic.SECRET: "citizen",
    Topic.LINE: "wire", Topic.WINDOW: "window", Topic.PERIL: "building",
}  # fmt: skip
_AIMED = {"citizens": "intent", "tasks": "verb"}  # tables with a target, and the column that says what it is


def wrong(tables: Mapping[str, Table], city: City, tick: int, more: Mapping[str, int]) -> str:
    """The first value out of its range, as `citizens.home[17]: 9, expected -1 to 5`; "" for none.

    tables: before a tick; more: how many there are of what stands in neither tables nor city, by the unit.
    """
    sizes = {**sizes_of(tables, city), **more}
    for name, table in tables.items():
        for column, declared in table.columns.items():
            values = getattr(table, column)
            found = _out_of(values, allowed(declared, type(table), sizes))
            if not found and declared.unit == "event":
                found = _no_event(values, tick)
            owned = isinstance(table, SlotTable) and column in (table.OWNER, table.ONE_EACH) and not table.UNOWNED
            if not found and owned and isinstance(table, SlotTable):
                found = _out_of(values, (0, sizes.get(declared.unit, NEVER) - 1), table.used)
            if not found and isinstance(table, SlotTable) and column == table.ONE_EACH:
                found = _twice(values, table.used)
            if found:
                return f"{name}.{column}{found}"
    return _aims(tables, sizes)


def wrong_column(table: type[Table], name: str, values: npt.NDArray[Any], n: int, sizes: Mapping[str, int]) -> str:
    """What is wrong with a column of `n` rows that is read alone, without a world; "" for nothing."""
    declared = table.columns[name]
    if values.dtype != declared.dtype:
        return f": {values.dtype}, expected {declared.dtype}"
    if values.shape != (n,):
        return f": of shape {values.shape}, expected {(n,)}"
    return _out_of(values, allowed(declared, table, sizes))


def sizes_of(tables: Mapping[str, Table], city: City) -> dict[str, int]:
    """How many rows, cells and so on there are, by the word that a unit has for one of them."""
    rows = {word: tables[name].n for word, name in _ROWS_OF.items()}
    in_city = {"cell": city.n_cells, "building": len(city.buildings), "link": len(city.links), "post": len(city.posts),
               "district": len(city.districts)}  # fmt: skip
    return rows | in_city


def allowed(column: Column, table: type[Table], sizes: Mapping[str, int]) -> Allowed:
    """What a column of a table may hold, where there are so many of everything."""
    if column.within is not None:
        return column.within
    if column.unit == "teller":
        return -2, sizes["citizen"] - 1  # as `knowledge.source` has it
    if column.unit in sizes:
        return min(column.start, 0), sizes[column.unit] - 1  # -1 is nowhere, for what may be nowhere when it is made
    if column.unit in _PLAIN:
        return _PLAIN[column.unit]
    if column.unit == "Verb":
        return None  # makers have verbs of their own
    return _enumerations(table.__module__).get(column.unit)


@cache
def _enumerations(module: str) -> dict[str, Allowed]:
    """The values of every enumeration that the module of a table knows; a set of flags may be any of their sums."""
    found: dict[str, Allowed] = {}
    for name, kind in vars(sys.modules[module]).items():
        if isinstance(kind, type) and issubclass(kind, IntFlag):
            found[name] = 0, sum(int(one) for one in kind)
        elif isinstance(kind, type) and issubclass(kind, IntEnum):
            found[name] = frozenset(int(one) for one in kind)
    return found


def _aims(tables: Mapping[str, Table], sizes: Mapping[str, int]) -> str:
    """The first target or subject out of the range of what it is one of; "" for none."""
    known: Any = tables["knowledge"]
    for topic, word in _ABOUT.items():
        found = _out_of(known.subject, (-1, sizes[word] - 1), known.used & (known.topic == topic))
        if found:
            return f"knowledge.subject{found}"
    for name, says in _AIMED.items():
        table: Any = tables[name]
        for verb, word in TARGETS.items():
            found = _out_of(table.target, (-1, sizes.get(word, 0) - 1), getattr(table, says) == verb)
            if found:
                return f"{name}.target{found}"
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


def _twice(values: npt.NDArray[Any], used: npt.NDArray[np.bool_]) -> str:
    """Where a row in use has what another has already, and what; "" for nowhere."""
    rows = np.flatnonzero(used)
    first = np.unique(values[rows], return_index=True)[1]
    again = np.delete(rows, first)
    return f"[{again[0]}]: {values[again[0]]}, expected what no other row has" if len(again) else ""


def _no_event(ids: npt.NDArray[np.int64], tick: int) -> str:
    """Where a column has the id of an event that cannot have happened before a tick, and which; "" for nowhere."""
    kinds = python(kind_of)(ids)
    odd = (ids != 0) & ((ids < 0) | (ids >> TICK_SHIFT > tick) | ~np.isin(kinds, np.array([int(one) for one in Kind])))
    at = np.flatnonzero(odd)
    return f"[{at[0]}]: {ids[at[0]]}, expected the id of an event" if len(at) else ""
