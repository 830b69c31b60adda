"""Purging: how far the pulse of a Heart Engine runs over the network, whom it kills, and what firing one costs.

The pulse begins whole at the node to which the engine is linked, and runs over lines of control that are whole and
switched on, through nodes that are in order. Each hop takes a part of it, until nothing is left: so an open switch, a
cut line or a node that is down stops it, as does mere distance. Every node that it reaches burns out.

Whoever is wired is reached where they are wired: by the node of their pods, or by their nerves, through the Core.

    dose = pulse there x depth of the feed x (1 + per_augment x augments)

They die of a dose from their own tolerance on. People differ in that, and each has one for good: it follows from the
seed and their luck key, and no draw at the firing has a say in it. So what will happen can be foretold, and is, by the
very functions that decide it. The operator's end alone is drawn, against odds by their augments.

Units   pulse, dose and tolerance in 1/1000; seconds
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import graphs, luck
from undergrid.core.jit import kernel
from undergrid.core.tables import I16, I32, I64
from undergrid.world.network import wired
from undergrid.world.network.control import Control, is_up, passes
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

PORTS = (NodeKind.CORE, NodeKind.HUB, NodeKind.CELL, NodeKind.SERVER)
"""The kinds of nodes to which an engine can be linked."""
TOLERANCE = luck.stream("purging/tolerance")
_WHOLE = 1000


class Purging(BaseModel):
    """The knobs under `rules.purging`: the pulse of a Heart Engine, whom it kills, and what it costs to fire one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    per_hop: float = Field(0.005, ge=0, le=1, description="share of the whole pulse that each hop takes [assumed]")
    per_augment: float = Field(0.25, ge=0, le=10, description="a dose is greater by, for each augment [assumed]")
    least_tolerance: float = Field(0.3, ge=0, le=10, description="the frailest die from this dose on [assumed]")
    tolerance_spread: float = Field(0.5, ge=0, le=10, description="the toughest bear so much more [assumed]")
    operator_dies: float = Field(0.05, ge=0, le=1, description="odds that who fires it dies, unaugmented [assumed]")
    operator_per_augment: float = Field(
        0.5, ge=0, le=1, description="share of the odds to live that each augment of theirs takes [assumed]"
    )
    link_seconds: int = Field(240, ge=1, le=86_400, description="to link one takes the unaugmented, s [assumed]")
    fire_seconds: int = Field(60, ge=1, le=86_400, description="to fire one takes them, s [assumed]")
    quicker: float = Field(0.5, ge=0, le=10, description="one is faster by, for each augment [assumed]")


class Pulse(NamedTuple):
    """What the pulse of an engine reaches.

    reached: (k,) i32 nodes, the nearest first; left: (nodes,) i16 what is left of it at each, 1/1000, less than 0 for
    those that are down.
    """

    reached: I32
    left: I16


class Harm(NamedTuple):
    """What a pulse does to those who are wired.

    who: (k,) i64 whom it reaches, ascending; dose: (k,) i64 1/1000; dies: (k,) bool.
    """

    who: I64
    dose: I64
    dies: npt.NDArray[np.bool_]


def pulse_from(world: World, node: int) -> Pulse:
    """What the pulse of an engine linked to a node would reach now; nothing from a node that is down."""
    control, nodes, wires = world.cache(Control), world.nodes, world.wires
    if control.reach is not None:
        graph, edge_on = control.reach.graph, control.reach.edge_on
    else:
        graph, edge_on = graphs.from_edges(nodes.n, wires.a, wires.b), passes(wires).astype(np.uint8)
    left, reached = -(~is_up(nodes)).astype(np.int16), np.empty(nodes.n, np.int32)
    lost = round(_WHOLE * world.shared(Purging).per_hop)
    n = _run(graph.handle, edge_on, node, lost, left, reached)
    return Pulse(reached[:n], left)


@kernel
def _run(graph, edge_on, source, lost, left, reached):
    """Let a pulse run from a node over what is on, each hop taking so much of it; returns how many nodes it reaches.

    left: at first 0, less for nodes that are down.
    """
    if left[source] < 0:
        return 0
    left[source], reached[0] = _WHOLE, source
    n, done = 1, 0
    while done < n:
        node = np.int64(reached[done])
        done += 1
        more = left[node] - lost
        if more <= 0:
            break  # those that follow have no more left
        for i in range(graph.start[node], graph.start[node + 1]):
            there = graph.to[i]
            if left[there] == 0 and edge_on[graph.edge[i]]:
                left[there], reached[n] = more, there
                n += 1
    return n


def harm_of(world: World, pulse: Pulse) -> Harm:
    """What a pulse would do to those who are wired now."""
    knobs, who = world.shared(Purging), wired.wired_rows(world)
    there, depth = _wiring(world, who)
    force = np.where(there >= 0, pulse.left[there].astype(np.int64), 0)
    who, depth, force = who[force > 0], depth[force > 0], force[force > 0]
    more = _WHOLE + round(_WHOLE * knobs.per_augment) * _augments(world)[who]
    dose = force * depth * more // (100 * _WHOLE)
    return Harm(who, dose, dose >= tolerance(world, who))


def tolerance(world: World, who: I64) -> I64:
    """(k,) i64 the dose from which on each of some people dies, 1/1000: for good, by the seed and their luck keys."""
    knobs, key = world.shared(Purging), luck.make_key(world.seed, 0, TOLERANCE)
    least, spread = round(_WHOLE * knobs.least_tolerance), round(_WHOLE * knobs.tolerance_spread)
    draws = np.empty(len(who), np.int64)
    luck.draws(key, world.citizens.luck[who], draws)
    found: I64 = least + ((spread + 1) * draws >> 32)
    return found


def _wiring(world: World, who: I64) -> tuple[I64, I64]:
    """((k,) the node by which each of the wired is so, -1 for none; (k,) how far the network reaches into them, %).

    All who dream in one building are wired alike, and so are all who are wired by their nerves: one stands for all.
    """
    people, nodes = world.citizens, world.nodes
    dreams = (people.doing[who] == Activity.PLUGGED) & (people.inside[who] == people.home[who])
    group = np.where(dreams, people.inside[who], -1)
    kinds, first, which = np.unique(group, return_index=True, return_inverse=True)
    cores = np.flatnonzero(nodes.kind == NodeKind.CORE)
    there, depth = np.full(len(kinds), cores[0] if len(cores) else -1), np.zeros(len(kinds), np.int64)
    reached = world.cache(Control).reached
    for k, one in enumerate(who[first].tolist()):
        depth[k], pods = wired.depth_of(world, one), wired.pod_of(world, one) if kinds[k] >= 0 else -1
        if pods >= 0 and reached[pods] and not nodes.failed[pods]:
            there[k] = pods
    return there[which], depth[which]


def _augments(world: World) -> I64:
    """(citizens,) i64 how many augments of each are in order."""
    augments = world.augments
    rows = augments.rows()
    return np.bincount(augments.owner[rows[augments.works[rows]]], minlength=world.citizens.n).astype(np.int64)


def ghosts_in(world: World, reached: I32) -> int:
    """How many ghosts live on some nodes."""
    minds = world.minds
    if not minds.n_used:
        return 0
    homes = np.unique(minds.node[minds.where(host=Host.SERVER)])
    return sum(wired.ghosts_on(world, node) for node in np.intersect1d(homes, reached).tolist())


def seconds_for(world: World, who: int, seconds: int) -> int:
    """How long something takes somebody at an engine that takes the unaugmented so many seconds."""
    faster = _WHOLE + round(_WHOLE * world.shared(Purging).quicker) * wired.n_augments(world, who)
    return max(1, seconds * _WHOLE // faster)


def operator_odds(world: World, who: int) -> int:
    """The odds that whoever fires an engine dies of that, of 2^32: shown before, and drawn against."""
    knobs = world.shared(Purging)
    lives = luck.CERTAIN - luck.chance(knobs.operator_dies)
    for _ in range(min(32, wired.n_augments(world, who))):
        lives = lives * (luck.CERTAIN - luck.chance(knobs.operator_per_augment)) >> 32
    return luck.CERTAIN - lives
