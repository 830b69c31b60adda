"""Control: which nodes have a path to the Core, and what took it from those that have none.

Rules break and mend wires and nodes only through `set_wire` and `set_node`. They keep the paths up to date, and write
down for every node that has lost its own which event took it: `nodes.lost`. What becomes of devices without control
is the business of the rule `control`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import graphs
from undergrid.core.caches import Cache
from undergrid.core.graphs import Reach
from undergrid.core.tables import U8
from undergrid.world.tables.network import NodeKind, Nodes, Wires
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

DEVICES = frozenset(kind for kind in NodeKind if kind > NodeKind.CELL)
"""The kinds of nodes that are things of the city."""
_FIRST_DEVICE = int(NodeKind.DRONE)


class Control(Cache):
    """Who has a path to the Core over what is in order.

    reach: None without a Core; reached: (nodes,) u8, 1 for those with a path. stale: whether `nodes.lost` has changed
    since the rule `control` last looked; due: when the next autonomy ends, NEVER for never.
    """

    def __init__(self, world: World) -> None:
        nodes, wires = world.nodes, world.wires
        cores = np.flatnonzero(nodes.kind == NodeKind.CORE)
        self.reach: Reach | None = None
        self.reached: U8 = np.zeros(nodes.n, np.uint8)
        if len(cores):
            graph = graphs.from_edges(nodes.n, wires.a, wires.b)
            self.reach = Reach(graph, int(cores[0]))
            self.reach.lose_edges(np.flatnonzero(~wires.works))
            self.reach.lose_nodes(np.flatnonzero(~nodes.works))
            self.reached = self.reach.reached
        self.stale = True
        self.due = next_end(world)

    def nbytes(self) -> int:
        if self.reach is None:
            return 0
        graph = self.reach.graph
        return int(graph.start.nbytes + graph.to.nbytes + graph.weight.nbytes + graph.edge.nbytes) + int(
            self.reached.nbytes + self.reach.edge_on.nbytes + self.reach.node_on.nbytes
        )


def next_end(world: World) -> int:
    """When the next autonomy ends of a device that has not failed yet; NEVER for never."""
    nodes = world.nodes
    return int(nodes.ends[~nodes.failed].min(initial=NEVER))


def sky_is_blank(world: World) -> bool:
    """Whether weather cannot be projected: there are projectors, and none of them works."""
    nodes = world.nodes
    projectors = nodes.kind == NodeKind.PROJECTOR
    return bool(projectors.any()) and not (nodes.works & ~nodes.failed)[projectors].any()


def begin_control(world: World) -> None:
    """Write down which nodes have no path to the Core from the start on, because of the scenario."""
    nodes = world.nodes
    nodes.lost[world.cache(Control).reached == 0] = world.scenario_event


def controlled(world: World, node: int) -> bool:
    """Whether a node has a path to the Core, and is in order itself."""
    return bool(world.cache(Control).reached[node])


def set_wire(world: World, wire: int, works: bool, tell: Callable[[int], int]) -> None:
    """Break a wire or mend it. `tell` is given for how many devices that is the end of control, or its return.

    It returns the event by which that comes about. Nothing happens, and nothing is told, of a wire that is so already.
    """
    _set(world, world.wires, wire, works, tell)


def set_node(world: World, node: int, works: bool, tell: Callable[[int], int]) -> None:
    """Break a node or mend it; `tell` as for `set_wire`. A device that is broken has no control."""
    event = _set(world, world.nodes, node, works, tell)
    if event and not works:  # had it no path before, what broke it is why it does nothing now
        world.nodes.lost[node], world.cache(Control).stale = event, True


def _set(world: World, table: Nodes | Wires, row: int, works: bool, tell: Callable[[int], int]) -> int:
    """The same of a row of `nodes` or `wires`; returns the event, 0 where it is so already."""
    control = world.cache(Control)
    if bool(table.works[row]) == works:
        return 0
    before, reach, of_wires = control.reached.copy(), control.reach, table is world.wires
    table.works[row] = works
    if reach is not None and works:
        reach.mend(edges=[row] if of_wires else (), nodes=() if of_wires else [row])
    elif reach is not None:
        (reach.lose_edges if of_wires else reach.lose_nodes)([row])
    table.cause[row] = event = _note(world, control, before, tell)
    return event


def _note(world: World, control: Control, before: U8, tell: Callable[[int], int]) -> int:
    """Write down what took the path of those that had one `before`, and who has one again; returns what `tell` does.

    What gave a node its path back is what last became of it.
    """
    nodes, after = world.nodes, control.reached
    changed = np.flatnonzero(before != after)
    event = tell(int(np.count_nonzero(nodes.kind[changed] >= _FIRST_DEVICE)))
    nodes.lost[changed] = np.where(after[changed] != 0, 0, event)
    nodes.cause[changed[after[changed] != 0]] = event
    control.stale = control.stale or len(changed) > 0
    return event
