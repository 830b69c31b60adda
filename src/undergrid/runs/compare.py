"""Compare two runs: where they first part (tick, system, row), and what differs by the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from undergrid.core.errors import UsageError
from undergrid.runs import segments
from undergrid.runs.folder import Folder
from undergrid.runs.life import Life, Progress
from undergrid.world.log.events import KIND_BITS
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import Names, words
from undergrid.world.world import State

_STRIDE = 512  # ticks between digests while the search narrows the parting down


@dataclass(frozen=True)
class Parting:
    """The first difference between two runs: which system wrote it, into which row of which table and column."""

    tick: int
    system: str
    table: str
    column: str
    row: int
    name: str
    a: int
    b: int


@dataclass(frozen=True)
class Difference:
    """What sets two runs apart. `first` is None where they are the same for as long as both last."""

    first: Parting | None
    at: int  # the last tick that both runs reach: `rows` are compared there
    ends: tuple[int, int]  # how far each of them goes
    rows: dict[str, int] = field(default_factory=dict)  # table -> rows that differ
    events: dict[str, tuple[int, int]] = field(default_factory=dict)  # kind -> how many in each, where not equal
    endings: tuple[dict[str, int], dict[str, int]] = ({}, {})


def diff(a: str | Path, b: str | Path, progress: Progress | None = None) -> Difference:
    """Find where run `b` first parts from run `a`, and what differs by the end of the shorter one.

    Raises UsageError for runs of different cities.
    """
    left, right = (Life(*Folder.open(path)) for path in (a, b))
    cities = [(life.sim.world.citizens.n, life.sim.world.city.digest()) for life in (left, right)]
    if cities[0] != cities[1]:
        raise UsageError(f"{a} and {b} are runs of different cities: nothing in them can be compared row by row")
    ends = left.meta.tick, right.meta.tick
    end = min(ends)
    first = _parting(left, right, end, progress)
    if first is None:
        return Difference(None, end, ends)
    for life in (left, right):
        life.load_latest(end)
        life.live(end)
    rows = _rows(left.sim.world.state(), right.sim.world.state())
    kinds = _kinds(left.folder, right.folder, end)
    return Difference(first, end, ends, rows, kinds, (left.meta.endings, right.meta.endings))


def _parting(left: Life, right: Life, end: int, progress: Progress | None) -> Parting | None:
    """The first difference before tick `end`: between keyframes by digests, then tick by tick, then by system."""
    keyframes = left.meta.keyframes, right.meta.keyframes
    common = sorted(tick for tick in keyframes[0] if tick in keyframes[1] and tick <= end)
    parted = [tick for tick in common if keyframes[0][tick] != keyframes[1][tick]]
    same = [tick for tick in common if not parted or tick < parted[0]]
    end = parted[0] if parted else end
    begin = max(same, default=0)
    if same and begin == end:
        return None
    for life in (left, right):
        life.load(begin)
    if not same:
        found = _difference(left.sim.world.state(), right.sim.world.state(), begin, "the start", left.sim.names())
        if found:
            return found
    while left.sim.tick < end:
        tick = left.sim.tick
        if progress:
            progress(tick - begin, end - begin)
        states = left.sim.world.state(), right.sim.world.state()
        for life in (left, right):
            life.live(min(tick + _STRIDE, end))
        if left.sim.digest() != right.sim.digest():
            for life, state in zip((left, right), states, strict=True):
                life.put(tick, state)
            return _by_system(left, right)
    return None


def _by_system(left: Life, right: Life) -> Parting:
    """Step both until a tick ends differently, then live that tick again and compare all tables after each system."""
    while True:
        tick = left.sim.tick
        states = left.sim.world.state(), right.sim.world.state()
        for life in (left, right):
            life.step()
        if left.sim.digest() != right.sim.digest():
            break
    traces: list[list[tuple[str, State]]] = []
    for life, state in zip((left, right), states, strict=True):
        life.put(tick, state)
        traces.append(_trace(life))
    names = left.sim.names()
    for (system, one), (_, two) in zip(*traces, strict=True):
        found = _difference(one, two, tick, system, names)
        if found:
            return found
    raise AssertionError("a tick ended differently though no system wrote anything else")


def _trace(life: Life) -> list[tuple[str, State]]:
    """Live through a tick; returns the state after each system."""
    trace: list[tuple[str, State]] = []

    def after(system: str) -> None:
        trace.append((system, life.sim.world.state()))

    life.step(after)
    after("the end of the tick")  # endings, and what minds take note of
    return trace


def _difference(one: State, two: State, tick: int, system: str, names: Names) -> Parting | None:
    """The first cell, in the order of tables and columns, in which two states differ."""
    for table, columns in one.items():
        for column, values in columns.items():
            other = two[table][column]
            if len(values) != len(other):
                row = min(len(values), len(other))
                return Parting(tick, system, table, column, row, _row(table, row, names), len(values), len(other))
            differ = np.flatnonzero(values != other)
            if len(differ):
                row = int(differ[0])
                return Parting(
                    tick, system, table, column, row, _row(table, row, names), int(values[row]), int(other[row])
                )
    return None


def _row(table: str, row: int, names: Names) -> str:
    return names.thing(
        {"citizens": "citizen", "watchers": "watcher", "gates": "gate", "facilities": "facility"}.get(table, table), row
    )


def _rows(one: State, two: State) -> dict[str, int]:
    """How many rows of each table differ."""
    counts = {}
    for table, columns in one.items():
        lengths = [len(next(iter(state[table].values()))) for state in (one, two)]
        common = min(lengths)
        differ = np.zeros(common, bool)
        for column, values in columns.items():
            differ |= values[:common] != two[table][column][:common]
        counts[table] = int(differ.sum()) + max(lengths) - common
    return {table: n for table, n in counts.items() if n}


def _kinds(a: Folder, b: Folder, end: int) -> dict[str, tuple[int, int]]:
    """How many events of each kind there are before tick `end`, where the two differ."""
    counts = np.zeros((2, 1 << KIND_BITS), np.int64)
    for n, folder in enumerate((a, b)):
        for columns in segments.read(folder, "events", "tick < $v0", [end]):
            counts[n] += np.bincount(columns["kind"], minlength=counts.shape[1])
    return {
        words(Kind(kind).name): (int(counts[0, kind]), int(counts[1, kind]))
        for kind in np.flatnonzero(counts[0] != counts[1]).tolist()
    }
