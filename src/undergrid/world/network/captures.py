"""Captures: nodes that obey somebody else than the authority, what hangs on them, and the odds of taking one over.

A captured node, and all that has a path to it and none to the Core that avoids captured nodes, is in its captor's hand.
Where no line of control leads, or one is cut or switched off, nothing passes: what stands behind such a gap can only be
taken over by hands that reach it.

Source  assumed.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import graphs, luck
from undergrid.core.caches import Cache
from undergrid.core.tables import I64, U8
from undergrid.world.body import care
from undergrid.world.network.control import Control, is_up
from undergrid.world.network.lines import nodes_at
from undergrid.world.people.background import skill_engineering
from undergrid.world.tables.network import Bid, NodeKind
from undergrid.world.tables.sky import Programme

if TYPE_CHECKING:
    from undergrid.world.world import World

CONTROLLERS = (NodeKind.CORE, NodeKind.HUB, NodeKind.CELL)
EYES = (NodeKind.DRONE, NodeKind.READER, NodeKind.CAMERA)
"""What reports to the authority, or to nobody."""
_OFF_AND_ON = (
    NodeKind.LIGHTS, NodeKind.LIFT, NodeKind.SHIELD, NodeKind.PROJECTOR, NodeKind.PLANT, NodeKind.PODS,
    NodeKind.SERVER,
)  # fmt: skip
BIDS: dict[NodeKind, tuple[Bid, Bid]] = {
    NodeKind.GATE: (Bid.OPEN, Bid.SHUT),
    NodeKind.SUBSTATION: (Bid.SURGE, Bid.EASE),
    **dict.fromkeys(_OFF_AND_ON, (Bid.OFF, Bid.ON)),
}
"""What kinds of nodes can be told to do: two things, each the contrary of the other."""
SHOWS: dict[Bid, Programme] = {
    Bid.SHOW_CLEAR: Programme.CLEAR,
    Bid.SHOW_CLOUDS: Programme.CLOUDS,
    Bid.SHOW_DRIZZLE: Programme.DRIZZLE,
    Bid.SHOW_RAIN: Programme.RAIN,
    Bid.SHOW_STORM: Programme.STORM,
    Bid.SHOW_STATIC: Programme.STATIC,
}
"""What a projector can be told to show besides."""
_SKILLS = 11  # from 0 to 10 [assumed]


class Capturing(BaseModel):
    """The knobs under `rules.capturing`: the odds of taking nodes over, and how long a try takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    device: float = Field(0.95, ge=0, le=1, description="of tries by the best this share takes a device over [assumed]")
    cell: float = Field(0.8, ge=0, le=1, description="a cell [assumed]")
    hub: float = Field(0.6, ge=0, le=1, description="a hub [assumed]")
    core: float = Field(0.2, ge=0, le=1, description="the Core [assumed]")
    by_wire: float = Field(0.5, ge=0, le=1, description="share of that left over a wire, not by hand [assumed]")
    wary: float = Field(
        0.5, ge=0, le=1, description="share of that left for each time that the node has been taken back [assumed]"
    )
    try_seconds: int = Field(90, ge=1, le=86_400, description="a try takes at a skill of 5, s [assumed]")


class Hands(Cache):
    """In whose hand nodes are.

    root: (nodes,) the captured node by which each is in hand, its own row where it is captured itself, -1 for those
    that obey the authority; loyal: (nodes,) u8, 1 for those to which the Core has a path that it can trust; part:
    (nodes,) the lowest node of the part of the network that each is in, of what is in hand alone, -1 for the others;
    moves, captured: what the network and `captures` were like when this was worked out.
    """

    def __init__(self, world: World) -> None:
        self.look(world)

    def look(self, world: World) -> None:
        """Work it all out anew."""
        control, captures = world.cache(Control), world.captures
        taken = captures.node[captures.rows()][captures.captor[captures.rows()] >= 0].astype(np.int64)
        self.moves, self.captured = control.moves, taken.tolist()
        self.root: I64 = np.full(world.nodes.n, -1, np.int64)
        self.part: I64 = self.root.copy()
        self.loyal: U8 = np.zeros(world.nodes.n, np.uint8)
        if not len(taken):
            return
        self.root[taken] = taken
        if control.reach is None:
            return
        reach = control.reach
        up = is_up(world.nodes).astype(np.uint8)
        trusted = up.copy()
        trusted[taken] = 0
        if trusted[reach.source]:
            tree = graphs.breadth_first(reach.graph, [reach.source], trusted, reach.edge_on)
            self.loyal[tree.order] = 1
            up[tree.order] = 0
        sources = taken[up[taken] != 0]
        tree = graphs.breadth_first(reach.graph, sources, up, reach.edge_on)
        for node in tree.order.tolist():
            if self.root[node] < 0:
                self.root[node] = self.root[tree.back[node]]
        within = ((self.root >= 0) & (up != 0)).astype(np.uint8)
        self.part[:] = graphs.components(reach.graph, within, reach.edge_on)

    def nbytes(self) -> int:
        return int(self.root.nbytes + self.part.nbytes)


def hands(world: World) -> Hands:
    """In whose hand nodes are now."""
    found, captures = world.cache(Hands), world.captures
    rows = captures.rows()
    taken = captures.node[rows][captures.captor[rows] >= 0].tolist()
    if found.moves != world.cache(Control).moves or found.captured != taken:
        found.look(world)
    return found


def capture_of(world: World, node: int) -> int:
    """The slot of a node in `captures`; -1 where nobody has ever taken it over."""
    return world.captures.first(node=node) if world.captures.n_used else -1


def captor_of(world: World, node: int) -> int:
    """In whose hand a node is; -1 for the authority's."""
    if not world.captures.n_used:
        return -1
    root = int(hands(world).root[node])
    return int(world.captures.captor[capture_of(world, root)]) if root >= 0 else -1


def held_by(world: World, who: int) -> list[int]:
    """All nodes that are in somebody's hand, ascending."""
    if not world.captures.n_used:
        return []
    captures, root = world.captures, hands(world).root
    own = captures.node[captures.where(captor=who)]
    return np.flatnonzero(np.isin(root, own) & (root >= 0)).tolist()


def at_terminal(world: World, who: int) -> set[int]:
    """The parts of the network in somebody's hand to which they have access where they stand, by their lowest nodes."""
    if not world.captures.n_used or world.citizens.inside[who] >= 0:
        return set()
    near, held, part = nodes_at(world, int(world.citizens.cell[who])), held_by(world, who), hands(world).part
    return {int(part[node]) for node in set(near).intersection(held) if part[node] >= 0}


def linked(world: World, who: int) -> list[int]:
    """The nodes that a live line joins to what is in somebody's hand, where they have access to that; ascending."""
    parts, reach = at_terminal(world, who), world.cache(Control).reach
    if not parts or reach is None:
        return []
    found, nodes, up = hands(world), world.nodes, is_up(world.nodes)
    a, b = world.wires.a, world.wires.b
    beside: set[int] = set()
    for wire in np.flatnonzero(reach.edge_on).tolist():
        for here, there in ((int(a[wire]), int(b[wire])), (int(b[wire]), int(a[wire]))):
            if int(found.part[here]) in parts and nodes.kind[here] in CONTROLLERS and up[there]:
                beside.add(there)
    return sorted(beside)


def commanded(world: World, who: int) -> list[int]:
    """The nodes that somebody can tell what to do where they stand: their own at hand, and what is joined to those."""
    if not world.captures.n_used or world.citizens.inside[who] >= 0:
        return []
    near, part, parts = set(nodes_at(world, int(world.citizens.cell[who]))), hands(world).part, at_terminal(world, who)
    return [node for node in held_by(world, who) if node in near or int(part[node]) in parts]


def odds_of(world: World, who: int, node: int, by_wire: bool, lost: int) -> int:
    """The odds that somebody takes a node over in one try, of 2^32. lost: how often it has been taken back before."""
    knobs = world.shared(Capturing)
    kind = NodeKind(int(world.nodes.kind[node]))
    share = {NodeKind.CORE: knobs.core, NodeKind.HUB: knobs.hub, NodeKind.CELL: knobs.cell}.get(kind, knobs.device)
    found = luck.chance(share) * (1 + skill_engineering(world, who)) // _SKILLS
    for less in [knobs.by_wire] * by_wire + [knobs.wary] * min(lost, 32):
        found = found * luck.chance(less) >> 32
    return found


def believed_odds(world: World, who: int, node: int) -> int:
    """`odds_of`, as somebody can tell: only who had a node themselves knows that it has been taken back."""
    slot, captures = capture_of(world, node), world.captures
    known = slot >= 0 and int(captures.by[slot]) == who
    return odds_of(world, who, node, not at_hand(world, who, node), int(captures.lost[slot]) if known else 0)


def true_odds(world: World, who: int, node: int) -> int:
    """`odds_of`, as things are."""
    slot = capture_of(world, node)
    lost = int(world.captures.lost[slot]) if slot >= 0 else 0
    return odds_of(world, who, node, not at_hand(world, who, node), lost)


def leads_to(world: World, node: int) -> bool:
    """Whether a live line joins a node to one that obeys the Core, so that it can be booted anew from there."""
    found, reach = hands(world), world.cache(Control).reach
    if reach is None or not is_up(world.nodes)[node]:
        return False
    a, b, on = world.wires.a, world.wires.b, reach.edge_on != 0
    beside = np.concatenate([b[on & (a == node)], a[on & (b == node)]])
    return bool(found.loyal[beside].any())


def freed_by(world: World, node: int) -> int:
    """The event by which a node is in nobody's hand any more, though nobody has taken back what it hung on: what came
    last to the Core's way to it, or, where it has none, what cut it off or broke it.
    """
    reach, nodes, wires, found = world.cache(Control).reach, world.nodes, world.wires, hands(world)
    a, b, own = wires.a.astype(np.int64), wires.b.astype(np.int64), int(nodes.cause[node])
    if reach is None or not is_up(nodes)[node]:
        return own
    if not found.loyal[node]:
        part = graphs.components(reach.graph, is_up(nodes).astype(np.uint8), reach.edge_on)
        border = (part[a] == part[node]) != (part[b] == part[node])
        return max(own, int(wires.cause[border].max(initial=0)))
    back, way = graphs.breadth_first(reach.graph, [reach.source], found.loyal, reach.edge_on).back, [node]
    while way[-1] != reach.source:
        way.append(int(back[way[-1]]))
    steps = np.array([nodes.n * min(step) + max(step) for step in pairwise(way)], np.int64)
    on_it = (reach.edge_on != 0) & np.isin(nodes.n * np.minimum(a, b) + np.maximum(a, b), steps)
    return max(int(nodes.cause[way].max()), int(wires.cause[on_it].max(initial=0)))


def at_hand(world: World, who: int, node: int) -> bool:
    """Whether somebody outdoors could lay hands on a node."""
    return world.citizens.inside[who] < 0 and node in nodes_at(world, int(world.citizens.cell[who]))


def seconds_for(world: World, who: int) -> int:
    """How long somebody takes for a try."""
    return care.seconds(world.shared(Capturing).try_seconds, skill_engineering(world, who))


def opposite(world: World, node: int) -> Bid:
    """What a node is told by whoever names nothing: the other way than it is; NONE for what does nothing by itself."""
    kind, slot = NodeKind(int(world.nodes.kind[node])), world.in_hand.first(node=node)
    if kind not in BIDS:
        return Bid.NONE
    first, second = BIDS[kind]
    if kind == NodeKind.GATE:
        gate = int(world.nodes.gate[node])
        return second if gate >= 0 and world.gates.open[gate] else first
    return second if slot >= 0 and int(world.in_hand.bid[slot]) == first else first
