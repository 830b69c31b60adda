"""Compare two runs: where they first part (tick, system, row), and what differs by the end.

Runs with other rules of makers, or other tables, are said to be so; what both have is compared all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

import numpy as np
import numpy.typing as npt

from undergrid.core import units
from undergrid.core.errors import UsageError
from undergrid.runs import rules, touch
from undergrid.runs.contents import Sizes
from undergrid.runs.folder import Folder, RunError
from undergrid.runs.life import Life, Progress
from undergrid.runs.meta import Change
from undergrid.runs.segments import Segments
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
    """What sets two runs apart. `first` is None where they are the same for as long as both last, in what both have."""

    first: Parting | None
    at: int  # the last tick that both runs reach: `rows` are compared there
    ends: tuple[int, int]  # how far each of them goes
    rows: dict[str, int] = field(default_factory=dict)  # table -> rows that differ
    events: dict[str, tuple[int, int]] = field(default_factory=dict)  # kind -> how many in each, where not equal
    endings: tuple[dict[str, int], dict[str, int]] = ({}, {})
    others: tuple[str, ...] = ()  # rules, tables and columns that only one of them has, or that are not the same
    damaged: tuple[str, ...] = ()  # what is wrong with snapshots that were passed over

    @property
    def same(self) -> bool:
        """Whether nothing sets them apart for as long as both last."""
        return self.first is None and not self.others


def diff(a: str | Path, b: str | Path, progress: Progress | None = None) -> Difference:
    """Find where run `b` first parts from run `a`, and what differs by the end of the shorter one.

    Raises UsageError for runs of different cities, RunError where one does not come out as it was recorded.
    """
    left, right = lives(a, b)
    ends = left.meta.tick, right.meta.tick
    end, endings = min(ends), (left.meta.endings, right.meta.endings)
    others = tuple(_others(left, right))
    first = _parting(left, right, end, progress)
    if first is None:
        apart = _logs_apart(left, right, end)
        if apart is None:
            return Difference(None, end, ends, endings=endings, others=others)
        first = _between(left, right, apart)
    if first is None:
        others = (*others, f"their logs differ from tick {apart:,} on, though nothing in the city does")
        return Difference(None, end, ends, events=_kinds(left, right, end), endings=endings, others=others)
    damaged: list[str] = []
    for life in (left, right):
        damaged += life.load_latest(end)
        life.live(end)
    rows = _rows(left.sim.world.state(), right.sim.world.state())
    kinds = _kinds(left, right, end)
    return Difference(first, end, ends, rows, kinds, endings, others, tuple(damaged))


def lives(a: str | Path, b: str | Path) -> tuple[Life, Life]:
    """Two runs at their beginnings. Raises UsageError for runs of different cities."""
    left, right = (Life(*Folder.open(path)) for path in (a, b))
    cities = [(life.sim.world.citizens.n, life.sim.world.city.digest()) for life in (left, right)]
    if cities[0] != cities[1]:
        raise UsageError(f"{a} and {b} are runs of different cities: nothing in them can be compared row by row")
    return left, right


def parting(left: Life, right: Life) -> Parting | None:
    """Where two lives of `lives` first part, as far as both are on disk; None where they do not."""
    return _parting(left, right, min(left.meta.tick, right.meta.tick), None)


def _others(left: Life, right: Life) -> Iterator[str]:
    """What only one of two runs has, and makers' rules that are not the same, each in words."""
    lives = left, right
    paths = [life.folder.path for life in lives]
    rules = [{entry["rule"]: entry for entry in life.meta.systems} for life in lives]
    states = [life.sim.world.tables for life in lives]
    columns = [{f"{name}.{column}" for name, table in tables.items() for column in table.columns} for tables in states]
    for n, path in enumerate(paths):
        for name, entry in rules[n].items():
            if name not in rules[1 - n]:
                yield f"only {path} has the rule {name} ({entry['as']})"
        yield from (f"only {path} has the table {name}" for name in states[n] if name not in states[1 - n])
        for name in sorted(columns[n] - columns[1 - n]):
            if name.partition(".")[0] in states[1 - n]:
                yield f"only {path} has the column {name}"
    for name, entry in rules[0].items():
        if name in rules[1] and entry["digest"] != rules[1][name]["digest"]:
            yield f"the rule {name} is not the same in both"
    orders = [[name for name in life.meta.order if all(name in other.meta.order for other in lives)] for life in lives]
    if orders[0] != orders[1]:
        yield "the rules that both have take their turns in another order"
    yield from _given(left, right)


def _given(left: Life, right: Life) -> Iterator[str]:
    """What two runs were given that is not the same: their scenario, a canon, rules, and what forks change."""
    one, two = left.meta, right.meta
    if one.scenario_digest != two.scenario_digest and one.systems == two.systems:  # else that says why
        yield "their scenarios are not the same, to the letter"
    if one.canon != two.canon:
        yield f"only {(left if one.canon else right).folder.path} follows the canon"
    for tick in sorted({era["from"] for era in (*one.eras, *two.eras)}):
        ours, theirs = one.rules(tick), two.rules(tick)
        if ours != theirs:
            names = sorted(name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name))
            yield f"from {units.spell_duration(tick)} on, other rules: {', '.join(names)}"
            break
    for life, other in ((left, right), (right, left)):
        for change in life.meta.changes:
            if change not in other.meta.changes:
                yield f"only in {life.folder.path}: {_changed(life, change)}"


def _changed(life: Life, change: Change) -> str:
    """A change of a fork in words."""
    names = life.sim.names()
    when = f"at {names.time(change['at'])}"
    if "set" in change:
        return f"{when}, {', '.join(f'{name} = {touch.said(names, name, n)}' for name, n in change['set'].items())}"
    if "who" in change:
        return f"{when}, {names.citizen(change['who'])} decides otherwise"
    return f"{when}, a draw of {change['stream']} comes out otherwise"


def _logs_apart(left: Life, right: Life, end: int) -> int | None:
    """The tick of the first event before tick `end` that two logs do not share; None where they are the same."""
    logs = [_before(life, end) for life in (left, right)]
    for a, b in zip_longest(*logs):
        if a != b:
            return min(row[1] for row in (a, b) if row is not None)
    return None


def _before(life: Life, end: int) -> Iterator[tuple[int, ...]]:
    """The events of a run before a tick, row by row."""
    segments = Segments(life.folder, Sizes.of(life.sim.names(), life.meta.citizens), kept=0)
    for columns in segments.read("events"):
        yield from zip(*(column[columns["tick"] < end].tolist() for column in columns.values()), strict=True)


def _between(left: Life, right: Life, apart: int) -> Parting | None:
    """The first difference about the tick in which two logs part, of runs that are alike at all keyframes."""
    for life in (left, right):
        life.load_latest(apart)
        life.live(max(life.sim.tick, apart))
    return _by_system(left, right, _columns(left) == _columns(right), apart + _STRIDE)


def _parting(left: Life, right: Life, end: int, progress: Progress | None) -> Parting | None:
    """The first difference before tick `end`: between keyframes by digests, then tick by tick, then by system."""
    keyframes = left.meta.keyframes, right.meta.keyframes
    common = sorted(tick for tick in keyframes[0] if tick in keyframes[1] and tick <= end)
    parted = [tick for tick in common if keyframes[0][tick] != keyframes[1][tick]]
    comparable = _columns(left) == _columns(right)
    if not comparable:  # then digests say nothing about what both have
        common, parted = [], []
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
        if not _alike(left, right, comparable):
            for life, state in zip((left, right), states, strict=True):
                life.put(tick, state)
            found = _by_system(left, right, comparable, end)
            assert found is not None  # a tick has ended differently
            return found
    if parted:
        raise RunError(
            f"{left.folder.path} and {right.folder.path} have other digests at tick {end:,}, but do not differ when "
            "they are lived again",
            hint="one of them does not come out as it was recorded: `undergrid replay DIR` says which",
        )
    return None


def _columns(life: Life) -> list[tuple[str, list[str]]]:
    """All tables of a run with their columns, in the order of the digest."""
    return [(name, list(table.columns)) for name, table in life.sim.world.tables.items()]


def _alike(left: Life, right: Life, comparable: bool) -> bool:
    """Whether two lives are in the same state, as far as both have the same tables."""
    if comparable:
        return left.sim.digest() == right.sim.digest()
    states = left.sim.world.state(), right.sim.world.state()
    return _difference(*states, left.sim.tick, "", left.sim.names()) is None


def _by_system(left: Life, right: Life, comparable: bool, until: int) -> Parting | None:
    """Step both until a tick ends differently, then live that tick again and compare all tables after each system.

    None where no tick does before `until`, or before the end of one of them.
    """
    while left.sim.tick < min(until, left.meta.tick, right.meta.tick):
        tick = left.sim.tick
        states = left.sim.world.state(), right.sim.world.state()
        for life in (left, right):
            life.step()
        if not _alike(left, right, comparable):
            break
    else:
        return None
    traces: list[list[tuple[str, State]]] = []
    for life, state in zip((left, right), states, strict=True):
        life.put(tick, state)
        traces.append([("the beginning of the tick", state), *_trace(life)])
    names = left.sim.names()
    for system, one, two in _side_by_side(*traces):
        found = _difference(one, two, tick, system, names)
        if found:
            return found
    raise AssertionError("a tick ended differently though no system wrote anything else")


def _side_by_side(one: list[tuple[str, State]], two: list[tuple[str, State]]) -> Iterator[tuple[str, State, State]]:
    """Each system that has had its turn, by name, with both states after it: as it was, where one has none such."""
    mine, others = ([name for name, _ in trace] for trace in (one, two))
    for what, a, a_end, b, b_end in SequenceMatcher(None, mine, others, autojunk=False).get_opcodes():
        if what == "equal":
            yield from ((one[a + n][0], one[a + n][1], two[b + n][1]) for n in range(a_end - a))
        else:
            yield from ((name, state, two[b - 1][1]) for name, state in one[a:a_end])
            yield from ((name, one[a_end - 1][1], state) for name, state in two[b:b_end])


def _trace(life: Life) -> list[tuple[str, State]]:
    """Live through a tick; returns the state after each system."""
    trace: list[tuple[str, State]] = []

    def after(system: str) -> None:
        trace.append((system, life.sim.world.state()))

    life.step(after)
    after("the end of the tick")  # endings, and what minds take note of
    return trace


def _difference(one: State, two: State, tick: int, system: str, names: Names) -> Parting | None:
    """The first cell, in the order of tables and columns that both have, in which two states differ."""
    for table, column in _common(one, two):
        values, other = one[table][column], two[table][column]
        if len(values) != len(other):
            row = min(len(values), len(other))
            return Parting(tick, system, table, column, row, _row(table, row, names), len(values), len(other))
        differ = np.flatnonzero(values != other)
        if len(differ):
            row = int(differ[0])
            return Parting(tick, system, table, column, row, _row(table, row, names), int(values[row]), int(other[row]))
    return None


def _common(one: State, two: State) -> list[tuple[str, str]]:
    """Each (table, column) that both of two states have."""
    return [(name, column) for name, columns in one.items() for column in columns if column in two.get(name, {})]


def _row(table: str, row: int, names: Names) -> str:
    return names.thing(
        {
            "citizens": "citizen",
            "watchers": "watcher",
            "gates": "gate",
            "facilities": "facility",
            "nodes": "node",
            "wires": "wire",
        }.get(table, table),
        row,
    )


def _rows(one: State, two: State) -> dict[str, int]:
    """How many rows of each table that both have differ."""
    odd: dict[str, npt.NDArray[np.bool_]] = {}
    longer: dict[str, int] = {}
    for table, column in _common(one, two):
        values, other = one[table][column], two[table][column]
        n = min(len(values), len(other))
        odd.setdefault(table, np.zeros(n, bool))
        odd[table] |= values[:n] != other[:n]
        longer[table] = max(len(values), len(other)) - n
    counts = {table: int(differ.sum()) + longer[table] for table, differ in odd.items()}
    return {table: n for table, n in counts.items() if n}


def _kinds(left: Life, right: Life, end: int) -> dict[str, tuple[int, int]]:
    """How many events of each kind there are before tick `end`, where the two differ."""
    counts = np.zeros((2, 1 << KIND_BITS), np.int64)
    for n, life in enumerate((left, right)):
        rules.declare(life.meta.systems)  # two makers may have given one number to kinds of their own
        segments = Segments(life.folder, Sizes.of(life.sim.names(), life.meta.citizens), kept=0)
        for columns in segments.read("events"):
            counts[n] += np.bincount(columns["kind"][columns["tick"] < end], minlength=counts.shape[1])
    return {
        words(Kind(kind).name): (int(counts[0, kind]), int(counts[1, kind]))
        for kind in np.flatnonzero(counts[0] != counts[1]).tolist()
    }
