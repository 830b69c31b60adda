"""Control: which nodes have a path to the Core, and what took it from those that have none.

Rules break, mend and switch wires and nodes only through `set_wire`, `set_switch`, `set_node` and `set_failed`. They
keep the paths up to date, and write down for every node that has lost its own which event took it: `nodes.lost`. What
becomes of devices without control is the business of the rule `control`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core import graphs
from undergrid.core.caches import Cache
from undergrid.core.graphs import Reach
from undergrid.core.tables import I32, I64, U8
from undergrid.world.network.mains import maybe_changed
from undergrid.world.tables.network import Carries, Lack, NodeKind, Nodes, Wires
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

Bits = npt.NDArray[np.bool_]
Tell = Callable[[int], int]

DEVICES = frozenset(NodeKind) - {NodeKind.CORE, NodeKind.HUB, NodeKind.CELL, NodeKind.SUBSTATION}
"""The kinds of nodes that are things of the city."""
CONTROLLERS = (NodeKind.CORE, NodeKind.HUB, NodeKind.CELL)
"""The kinds that give orders and hand them on: they need power for that."""
_BY_THEMSELVES = (NodeKind.PLANT, NodeKind.PODS)  # they need control only where a wire of control leads to them
_IS_DEVICE = np.isin(np.arange(256), [int(kind) for kind in DEVICES])
_IS_CONTROLLER = np.isin(np.arange(256), [int(kind) for kind in CONTROLLERS])


class Cores(Cache):
    """The nodes that are Cores, ascending: nodes stay what they are."""

    def __init__(self, world: World) -> None:
        self.rows: list[int] = np.flatnonzero(world.nodes.kind == NodeKind.CORE).tolist()


class Control(Cache):
    """Who has a path to the Core over what is in order.

    reach: None without a Core; reached: (nodes,) u8, 1 for those with a path; needs: (nodes,) bool, those that do
    something only while they have one: devices, but neither servers, nor plants and pods without a wire of control.
    stale: whether `nodes.lost` or `dark` has changed since the rule `control` last looked; due: when the next autonomy
    ends, NEVER for never. moves: how often anything of the network has changed since this was made.
    """

    def __init__(self, world: World) -> None:
        nodes, wires = world.nodes, world.wires
        cores = world.cache(Cores).rows
        self.reach: Reach | None = None
        self.reached: U8 = np.zeros(nodes.n, np.uint8)
        if len(cores):
            graph = graphs.from_edges(nodes.n, wires.a, wires.b)
            self.reach = Reach(graph, cores[0])
            self.reach.lose_edges(np.flatnonzero(~passes(wires)))
            self.reach.lose_nodes(np.flatnonzero(~is_up(nodes)))
            self.reached = self.reach.reached
        wired = np.zeros(nodes.n, bool)
        for ends in (wires.a, wires.b):
            wired[ends[wires.carries == Carries.CONTROL]] = True
        alone = np.isin(nodes.kind, _BY_THEMSELVES) & ~wired | (nodes.kind == NodeKind.SERVER)
        self.needs: Bits = _IS_DEVICE[nodes.kind] & ~alone
        self.stale = True
        self.moves = 0
        self.due = next_end(world)

    def nbytes(self) -> int:
        if self.reach is None:
            return 0
        graph = self.reach.graph
        return int(graph.start.nbytes + graph.to.nbytes + graph.weight.nbytes + graph.edge.nbytes) + int(
            self.reached.nbytes + self.reach.edge_on.nbytes + self.reach.node_on.nbytes
        )


def passes(wires: Wires, row: int | slice = slice(None)) -> Bits:
    """Whether control passes over wires."""
    found: Bits = wires.works[row] & ~wires.open[row] & (wires.carries[row] == Carries.CONTROL)
    return found


def is_up(nodes: Nodes, row: int | slice = slice(None)) -> Bits:
    """Whether control passes through nodes: those that hand it on do so while they have not failed."""
    found: Bits = nodes.works[row] & ~(nodes.failed[row] & _IS_CONTROLLER[nodes.kind[row]])
    return found


def in_order(world: World, node: int) -> bool:
    """Whether a node neither is broken nor has failed."""
    return bool(world.nodes.works[node]) and not world.nodes.failed[node]


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
    world.nodes.lost[world.cache(Control).reached == 0] = world.scenario_event


def controlled(world: World, node: int) -> bool:
    """Whether a node has a path to the Core, and is in order itself."""
    return bool(world.cache(Control).reached[node])


def what_it_lacks(world: World) -> tuple[I64, I64]:
    """((nodes,) the event since which each does without something that it needs, 0 for none; (nodes,) Lack).

    What a substation feeds goes without power when that is dark, but nothing of the substation itself fails. What is in
    the hand of others than the authority has its control from them, and what an echo runs from that.
    """
    nodes = world.nodes
    lost = np.where(world.cache(Control).needs, nodes.lost, 0)
    if world.in_hand.n_used:
        lost[world.in_hand.node[world.in_hand.rows()]] = 0
    if world.holdings.n_used:
        rows = world.holdings.rows()
        run = world.holdings.node[rows[world.holdings.echo[rows] >= 0]]
        lost[run[nodes.works[run]]] = 0
    dark = np.where(nodes.kind == NodeKind.SUBSTATION, 0, nodes.dark)
    first = (dark != 0) & ((lost == 0) | (dark < lost))  # ids of events ascend with time
    return np.where(first, dark, lost), np.where(first, Lack.POWER, Lack.CONTROL).astype(np.int64)


def set_wire(world: World, wire: int, works: bool, tell: Tell) -> None:
    """Break a wire or mend it. `tell` is given for how many devices that is the end of control, or its return.

    It returns the event by which that comes about. Nothing happens, and nothing is told, of a wire that is so already.
    """
    _set(world, world.wires, world.wires.works, wire, works, tell)


def set_switch(world: World, wire: int, is_open: bool, tell: Tell) -> None:
    """Open the switch of a wire or close it; `tell` as for `set_wire`."""
    _set(world, world.wires, world.wires.open, wire, is_open, tell)


def set_node(world: World, node: int, works: bool, tell: Tell) -> None:
    """Break a node or mend it; `tell` as for `set_wire`. A device that is broken has no control."""
    event = _set(world, world.nodes, world.nodes.works, node, works, tell)
    if event and not works:  # had it no path before, what broke it is why it does nothing now
        world.nodes.lost[node], world.cache(Control).stale = event, True


def set_failed(world: World, node: int, failed: bool, tell: Tell) -> int:
    """Let a node fail or work again; `tell` as for `set_wire`. Returns its event; through a hub nothing passes then."""
    return _set(world, world.nodes, world.nodes.failed, node, failed, tell)


def break_nodes(world: World, rows: I32, tell: Tell) -> int:
    """Break many nodes at once; `tell` as for `set_wire`. Returns its event; what is broken has failed by that."""
    control, nodes = world.cache(Control), world.nodes
    rows = rows[nodes.works[rows]]
    before, up = control.reached.copy(), rows[is_up(nodes)[rows]]
    nodes.works[rows] = False
    control.moves += 1
    if control.reach is not None:
        first = up == control.reach.source  # without the source nothing is reached, and nothing need be looked for
        control.reach.lose_nodes(np.concatenate([up[first], up[~first]]))
    event = _note(world, control, before, tell)
    nodes.cause[rows] = nodes.lost[rows] = event
    control.stale = True
    maybe_changed(world)
    return event


def _set(world: World, table: Nodes | Wires, column: Bits, row: int, value: bool, tell: Tell) -> int:
    """Write one flag of `nodes` or `wires`, and see to the paths; returns the event, 0 where it is so already."""
    control, of_wires = world.cache(Control), table is world.wires

    def conducts() -> bool:
        return bool(passes(world.wires, row) if of_wires else is_up(world.nodes, row))

    if bool(column[row]) == value:
        return 0
    reach, passed = control.reach, conducts()
    column[row] = value
    control.moves += 1
    if reach is None or conducts() == passed:
        event = tell(0)
    else:
        before = control.reached.copy()
        edges, nodes = ([row], ()) if of_wires else ((), [row])
        if passed:
            reach.lose_edges(edges)
            reach.lose_nodes(nodes)
        else:
            reach.mend(edges=edges, nodes=nodes)
        event = _note(world, control, before, tell)
    table.cause[row] = event
    maybe_changed(world)
    return event


def _note(world: World, control: Control, before: U8, tell: Tell) -> int:
    """Write down what took the path of those that had one `before`, and who has one again; returns what `tell` does.

    What gave a node its path back is what last became of it.
    """
    nodes, after = world.nodes, control.reached
    moved = np.flatnonzero(before != after)
    event = tell(int(np.count_nonzero(_IS_DEVICE[nodes.kind[moved]])))
    nodes.lost[moved] = np.where(after[moved] != 0, 0, event)
    nodes.cause[moved[after[moved] != 0]] = event
    control.stale = control.stale or len(moved) > 0
    return event
