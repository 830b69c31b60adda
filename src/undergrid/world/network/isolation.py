"""Isolation: which lines the Core would open to save the rest, by what it believes, and which of them stay open.

The Core believes of each node what it last heard of it: that a node obeys, until it has missed it; that a substation
draws what it drew, whatever has been made of it since.

Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from undergrid.core import graphs
from undergrid.core.tables import I64
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.network.captures import CONTROLLERS
from undergrid.world.network.control import Control, is_up
from undergrid.world.network.flow import Grid
from undergrid.world.network.mains import Mains
from undergrid.world.network.regime import gives_orders
from undergrid.world.tables.network import Carries, NodeKind

if TYPE_CHECKING:
    from undergrid.world.world import World

_MOST_SHED = 64  # lines that one plan gives up [assumed]
_KEPT = (*CONTROLLERS, NodeKind.PLANT, NodeKind.SUBSTATION, NodeKind.PODS, NodeKind.SERVER)  # what is not given up


class Break(NamedTuple):
    """A line to be opened at the switch at one of its ends, and the event for which."""

    wire: int
    end: int
    cause: int


def captured_as_known(world: World) -> I64:
    """The slots of `captures` of which the Core knows, ascending."""
    captures = world.captures
    rows = captures.rows()
    return rows[(captures.noticed[rows] != 0) & (captures.captor[rows] >= 0)]


def around_captured(world: World) -> list[Break]:
    """The lines by which what the Core trusts hangs together with what it knows to be captured, as it believes."""
    reach, slots = world.cache(Control).reach, captured_as_known(world)
    lost = world.captures.node[slots].astype(np.int64)
    if reach is None or not len(lost) or reach.source in lost:
        return []
    trusted = is_up(world.nodes).astype(np.uint8)
    trusted[lost] = 0
    if not trusted[reach.source]:
        return []
    inside = np.zeros(world.nodes.n, bool)
    inside[graphs.breadth_first(reach.graph, [reach.source], trusted, reach.edge_on).order] = True
    known = dict(zip(lost.tolist(), world.captures.noticed[slots].tolist(), strict=True))
    a, b = world.wires.a, world.wires.b
    found = []
    for wire in np.flatnonzero(reach.edge_on).tolist():
        for here, there in ((int(a[wire]), int(b[wire])), (int(b[wire]), int(a[wire]))):
            if inside[here] and there in known:
                found.append(Break(wire, here, known[there]))
    return found


def to_shed(world: World) -> list[Break]:
    """The lines to consumers that the Core would give up so that no line carries too much, as it believes.

    Those it hears from can be given up, what wants most first; none where nothing it could give up would do.
    """
    mains, control = world.cache(Mains), world.cache(Control)
    grid, lines, nodes, wires = mains.grid, mains.lines, world.nodes, world.wires
    if grid is None:
        return []
    believed = _as_believed(world, grid)
    on, limit = mains.state.on.copy(), wires.limit[lines]
    limit = np.where(limit < 0, np.iinfo(np.int64).max, limit)
    given_up = (control.reached != 0) & (nodes.load > 0) & ~np.isin(nodes.kind, _KEPT)
    ends = np.where(given_up[grid.a], grid.a, np.where(given_up[grid.b], grid.b, -1)).astype(np.int64)
    wants = np.where(ends >= 0, nodes.load[ends], 0)
    every, stopped = np.ones(nodes.n, np.uint8), np.flatnonzero(~nodes.live & (nodes.capacity > 0))
    pushed = wires.pushed[lines]
    plan: list[Break] = []
    while len(plan) < _MOST_SHED:
        over = np.flatnonzero(np.abs(believed.flow(every, on, stopped).watts) > limit)
        if not len(over):
            return plan
        part = graphs.components(grid.graph, every, on)
        open_to = (ends >= 0) & (on != 0) & (part[grid.a] == part[grid.a[over[0]]])
        if not open_to.any():
            return []
        line = int(np.argmax(np.where(open_to, wants, -1)))
        on[line] = 0
        end = int(grid.b[line]) if int(ends[line]) == int(grid.a[line]) else int(grid.a[line])
        plan.append(Break(int(lines[line]), end, int(pushed[over].max() or pushed.max())))
    return []


def _as_believed(world: World, grid: Grid) -> Grid:
    """A grid as the Core believes it to be: without what those in other hands draw more than before."""
    held = world.in_hand
    rows = held.rows()
    if not held.n_used or not held.more[rows].any():
        return grid
    load = world.nodes.load.copy()
    load[held.node[rows]] -= held.more[rows]
    return Grid(grid.a, grid.b, 1.0 / grid.conducts, load, world.nodes.capacity)


def kept_open(world: World, wire: int) -> bool:
    """Whether a line is to stay open for now.

    One that the Core has opened is, until what it leads to obeys again; a line to a consumer, until no other power line
    is out of order. One to a server that stands by is, as long as the authority gives orders.
    """
    wires, ends = world.wires, (world.wires.a[wire], world.wires.b[wire])
    if np.isin(ends, world.servers.node[world.servers.standby]).any() and gives_orders(world):
        return True
    if wires.carries[wire] == Carries.CONTROL:
        lost = world.captures.node[captured_as_known(world)] if world.captures.n_used else ()
        return int(wires.a[wire]) in lost or int(wires.b[wire]) in lost
    if kind_of(int(wires.cause[wire])) != Kind.LINE_ISOLATED:
        return False
    out = np.flatnonzero((wires.carries == Carries.POWER) & (wires.open | ~wires.works)).tolist()
    return any(kind_of(int(wires.cause[other])) != Kind.LINE_ISOLATED for other in out)
