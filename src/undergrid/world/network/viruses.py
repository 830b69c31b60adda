"""Viruses on the control network: which nodes carry one, over which lines it can pass, and who lives on in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import graphs
from undergrid.core.caches import Cache
from undergrid.core.graphs import Graph
from undergrid.core.graphs.contagion import mean_excess
from undergrid.core.tables import I64
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.network.control import passes
from undergrid.world.tables.viruses import Infection

if TYPE_CHECKING:
    from undergrid.world.world import World

_LIVES_ON_S = 600  # s after the outbreak from which on somebody is said to live on in it [assumed]


class Web(Cache):
    """The control network as a graph: its edges are the rows of `wires`."""

    def __init__(self, world: World) -> None:
        self.graph: Graph = graphs.from_edges(world.nodes.n, world.wires.a, world.wires.b)

    def nbytes(self) -> int:
        graph = self.graph
        return int(graph.start.nbytes + graph.to.nbytes + graph.weight.nbytes + graph.edge.nbytes)


def infection_of(world: World, node: int) -> int:
    """The slot of what a node carries, or was patched against; -1 for neither."""
    return world.infections.first(node=node) if world.infections.n_used else -1


def shows_infection(world: World, node: int) -> int:
    """The event by which it is known that a node carries a virus; 0 for none."""
    slot = infection_of(world, node)
    active = slot >= 0 and world.infections.stage[slot] == Infection.ACTIVE
    return int(world.infections.shown[slot]) if active else 0


def carriers(world: World, virus: int) -> I64:
    """The slots of the nodes on which a virus is awake, ascending by node."""
    slots = world.infections.where(virus=virus, stage=Infection.ACTIVE)
    return slots[np.argsort(world.infections.node[slots], kind="stable")]


def lives_on(world: World, who: int) -> bool:
    """Whether somebody is dead, and has been out on the network for a while, and farther than where they were put."""
    if world.citizens.alive[who] or not world.viruses.n:
        return False
    for virus in np.flatnonzero((world.viruses.owner == who) & (world.viruses.ended == 0)).tolist():
        woke, slots = int(world.viruses.woke[virus]), carriers(world, virus)
        if woke and world.tick - (woke >> TICK_SHIFT) >= _LIVES_ON_S and (world.infections.by[slots] >= 0).any():
            return True
    return False


def outbreak_of(world: World, who: int) -> int:
    """The event by which the virus that somebody has left broke out; 0 for none."""
    return int(world.viruses.woke[world.viruses.owner == who].max(initial=0))


def reproduction(world: World, passes_per_hour: float, boots_per_hour: float) -> float:
    """R0 of a virus on the control network as it is: how many nodes one of them infects where none is immune.

    That it passes over a line before the carrier is clean again, times the further lines of a node to which one leads.
    """
    on = passes(world.wires)
    web = graphs.from_edges(world.nodes.n, world.wires.a[on], world.wires.b[on])
    return passes_per_hour / (passes_per_hour + boots_per_hour) * mean_excess(web)
