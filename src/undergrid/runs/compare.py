"""Compare two runs: where they first part (tick, system, row), and what differs by the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from undergrid.runs import orders as order_files
from undergrid.runs import segments, snapshots
from undergrid.runs.folder import Folder, Meta, RunError
from undergrid.runs.record import Progress, sim_of
from undergrid.runs.replay import by_tick, live
from undergrid.sim import Sim
from undergrid.world.events import Kind
from undergrid.world.names import Names, words
from undergrid.world.orders import Order
from undergrid.world.world import State

_STRIDE = 512  # ticks between looks while the parting is narrowed down


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
    rows: dict[str, int] = field(default_factory=dict)  # table -> rows that differ at the last common keyframe
    events: dict[str, tuple[int, int]] = field(default_factory=dict)  # kind -> how many in each, where not equal
    endings: tuple[dict[str, int], dict[str, int]] = ({}, {})
    at: int = 0  # the tick of that keyframe


class _Side:
    """One of the two runs, ready to be lived again from any keyframe."""

    def __init__(self, path: str | Path) -> None:
        self.folder, self.meta = Folder.open(path)
        self.orders: dict[int, list[Order]] = by_tick(order_files.recorded(self.folder))
        fork = self.meta.forked
        self.sim = sim_of(self.folder, self.meta)
        # before its fork a branch lived by the rules of its stem
        self.changes_at = int(fork["at"]) if fork else 0

    def at(self, tick: int) -> Sim:
        snapshots.load(self.folder.snapshot(tick), self.sim.world)
        return self.sim


def diff(a: str | Path, b: str | Path, progress: Progress | None = None) -> Difference:
    """Find where run `b` first parts from run `a`, and what differs by the end. Raises RunError for runs of other cities."""
    one, two = _Side(a), _Side(b)
    if (
        one.sim.world.citizens.n != two.sim.world.citizens.n
        or one.sim.world.city.digest() != two.sim.world.city.digest()
    ):
        raise RunError(f"{a} and {b} are runs of different cities: nothing in them can be compared row by row")
    first = _parting(one, two, progress)
    last = _last_common(one.meta, two.meta)
    rows = _rows(one.at(last).world.state(), two.at(last).world.state()) if first else {}
    return Difference(first, rows, _kinds(one.folder, two.folder), (one.meta.endings, two.meta.endings), last)


def _last_common(a: Meta, b: Meta) -> int:
    return max(tick for tick in a.keyframes if tick in b.keyframes)


def _parting(one: _Side, two: _Side, progress: Progress | None) -> Parting | None:
    common = sorted(tick for tick in one.meta.keyframes if tick in two.meta.keyframes)
    if not common:
        raise RunError("the two runs have no keyframe in common")
    same = [tick for tick in common if one.meta.keyframes[tick] == two.meta.keyframes[tick]]
    parted = [tick for tick in common if tick not in same]
    if not same:
        state = one.at(common[0]).world.state()
        return _difference(state, two.at(common[0]).world.state(), common[0], "the start", one.sim.names())
    if not parted:
        return None
    begin = max(tick for tick in same if tick < parted[0])
    # a branch parts at its fork at the earliest, and its fork is a keyframe of its own
    begin = max([begin, *(tick for tick in (one.changes_at, two.changes_at) if begin < tick < parted[0])])
    left, right = _bring(one, begin), _bring(two, begin)
    while True:
        states = left.world.state(), right.world.state()
        tick = left.tick
        if progress:
            progress(tick - begin, parted[0] - begin)
        end = min(tick + _STRIDE, parted[0])
        live(left, end, one.orders)
        live(right, end, two.orders)
        if left.digest() != right.digest():
            break
    for sim, state in zip((left, right), states, strict=True):
        sim.world.restore(tick, state)
    return _by_system(left, right, one.orders, two.orders)


def _bring(side: _Side, tick: int) -> Sim:
    """The side's Sim at a tick, from its last snapshot before it."""
    start, _ = snapshots.load_latest(side.folder, side.sim.world, tick)
    if start < tick:
        live(side.sim, tick, side.orders)
    return side.sim


def _by_system(left: Sim, right: Sim, a: dict[int, list[Order]], b: dict[int, list[Order]]) -> Parting:
    """Step both until a tick ends differently, then that tick again, table by table after each system."""
    while True:
        tick = left.tick
        states = left.world.state(), right.world.state()
        left.advance(a.get(tick, ()))
        right.advance(b.get(tick, ()))
        if left.digest() != right.digest():
            break
    traces: list[list[tuple[str, State]]] = []
    for sim, state, orders in zip((left, right), states, (a, b), strict=True):
        sim.world.restore(tick, state)
        trace: list[tuple[str, State]] = []
        sim.advance(
            orders.get(tick, ()), after=lambda name, sim=sim, trace=trace: trace.append((name, sim.world.state()))
        )
        trace.append(("minds", sim.world.state()))
        traces.append(trace)
    names = left.names()
    for (system, one), (_, two) in zip(*traces, strict=True):
        found = _difference(one, two, tick, system, names)
        if found:
            return found
    raise AssertionError("a tick ended differently though no system wrote anything else")


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


def _kinds(a: Folder, b: Folder) -> dict[str, tuple[int, int]]:
    counts = [np.bincount(segments.read(folder, "events")["kind"].astype(np.int64), minlength=512) for folder in (a, b)]
    return {
        words(Kind(kind).name): (int(counts[0][kind]), int(counts[1][kind]))
        for kind in np.flatnonzero(counts[0] != counts[1]).tolist()
    }
