"""The mains: what flows over the power lines of a city, what has changed since, and what makes a line carry too much.

Power flows as `world/network/flow.py` has it: in each part that hangs together, generation and demand are scaled down
to the smaller of the two. `nodes.live` and `wires.live` say what was in order when the rule `mains` last worked the
flows out; what is so no longer, or again, has changed since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from undergrid.core import graphs
from undergrid.core.caches import Cache
from undergrid.core.tables import I64, U8
from undergrid.world.network.flow import Flow, Grid
from undergrid.world.network.pushes import pushed_by
from undergrid.world.tables.network import Carries
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

Bits = npt.NDArray[np.bool_]


class Change(NamedTuple):
    """Something of the grid is not as it was: a node where that is, and the event by which."""

    node: int
    event: int


class State(NamedTuple):
    """A grid at one time. on: (lines,) u8, what conducts; part: (nodes,) the lowest node of each part."""

    on: U8
    part: I64
    flow: Flow


class Mains(Cache):
    """The power grid of a city.

    lines: (power lines,) rows of `wires`; grid: None in a city without; state: what flows, by `live`; stale: whether
    something may have changed; due: when the next line trips, NEVER for never; loads: what draws more or less than
    when the rule `mains` last looked.
    """

    def __init__(self, world: World) -> None:
        wires = world.wires
        self.lines: I64 = np.flatnonzero(wires.carries == Carries.POWER)
        self.grid: Grid | None = None
        self.loads: list[Change] = []
        self.stale, self.due = len(self.lines) > 0, NEVER
        if self.stale:
            self.grid = _grid(world, self.lines)
            self.state = look(world, self, self.grid)
            self.due = next_trip(world)

    def nbytes(self) -> int:
        grid = self.grid
        return 0 if grid is None else int(self.lines.nbytes + grid.graph.to.nbytes * 2 + self.state.part.nbytes * 4)


def _grid(world: World, lines: I64) -> Grid:
    """The lines that carry power, with what nodes want and can generate."""
    wires, nodes = world.wires, world.nodes
    reactance = (wires.reactance[lines] / 1_000_000).astype(np.float64)
    return Grid(wires.a[lines], wires.b[lines], reactance, nodes.load, nodes.capacity)


def set_load(world: World, node: int, watts: int, event: int) -> None:
    """Let a node want so much power from now on, by the event `event`; the rule `mains` works the flows out anew."""
    mains = world.cache(Mains)
    world.nodes.load[node] = watts
    if mains.grid is not None:
        mains.grid, mains.stale = _grid(world, mains.lines), True
        mains.loads.append(Change(node, event))


def look(world: World, mains: Mains, grid: Grid) -> State:
    """What flows over what is `live`."""
    nodes, on = world.nodes, world.wires.live[mains.lines].astype(np.uint8)
    every = np.ones(nodes.n, np.uint8)
    part = graphs.components(grid.graph, every, on).astype(np.int64)
    return State(on, part, grid.flow(every, on, np.flatnonzero(~nodes.live & (nodes.capacity > 0))))


def note_changes(world: World, mains: Mains) -> list[Change]:
    """Bring `nodes.live` and `wires.live` up to date; returns what has changed, in the order of the events.

    A line conducts while it is whole and switched on and the nodes at both ends are in order; a plant that has failed
    generates nothing.
    """
    nodes, wires, lines = world.nodes, world.wires, mains.lines
    a, b = wires.a[lines], wires.b[lines]
    on = wires.works[lines] & ~wires.open[lines] & nodes.works[a] & nodes.works[b]
    up: Bits = nodes.works & ~(nodes.failed & (nodes.capacity > 0))
    found = [Change(int(wires.a[wire]), _changer(world, wire)) for wire in lines[wires.live[lines] != on].tolist()]
    found += [Change(node, int(nodes.cause[node])) for node in np.flatnonzero(nodes.live != up).tolist()]
    found += mains.loads
    wires.live[lines], nodes.live[:], mains.loads = on, up, []
    return sorted(found, key=lambda change: (change.event, change.node))


def _changer(world: World, wire: int) -> int:
    """The event by which a line conducts no more, or again: of its own, or of the node at one of its ends."""
    nodes, wires = world.nodes, world.wires
    ends = (int(wires.a[wire]), int(wires.b[wire]))
    broken = [node for node in ends if not nodes.works[node]]
    if wires.works[wire] and not wires.open[wire] and broken:
        return int(nodes.cause[broken[0]])
    # whole again: by whatever came last
    mended = (int(nodes.cause[node]) for node in ends if nodes.live[node] != nodes.works[node])
    return max(int(wires.cause[wire]), *mended, 0)


def next_trip(world: World) -> int:
    """When the next line trips that carries too much; NEVER for never."""
    return int(world.wires.trips.min(initial=NEVER))


def maybe_changed(world: World) -> None:
    """Let the rule `mains` see whether something of the grid has changed."""
    mains = world.cache(Mains)
    mains.stale = mains.grid is not None


def blamed(world: World, changes: list[Change], part: I64, node: int) -> int:
    """Which of some changes has to do with a node: the last in its part of the grid as that was before; else the last.

    Returns its event; where nothing has changed, that of the scenario.
    """
    for change in reversed(changes):
        if part[change.node] == part[node]:
            return change.event
    return changes[-1].event if changes else world.scenario_event


def overloaded_by(world: World, mains: Mains, over: I64, before: State, changes: list[Change]) -> list[int]:
    """By which event each of these lines (numbers among `mains.lines`) has come to carry too much.

    That by which the line was lost that pushed most onto it; where none did, the change in its part of the grid.
    """
    grid, now = mains.grid, mains.state
    assert grid is not None
    gone = np.flatnonzero((before.on != 0) & (now.on == 0))
    by = np.full(len(over), -1, np.int64)
    if len(gone):
        every = np.ones(world.nodes.n, np.uint8)
        by = pushed_by(grid, (every, before.on), gone, over, (before.flow.watts, now.flow.watts)).by
    return [
        _changer(world, int(mains.lines[line])) if line >= 0 else blamed(world, changes, before.part, int(grid.a[whom]))
        for line, whom in zip(by.tolist(), over.tolist(), strict=True)
    ]
