"""Ways: where one can walk now, which links are open, and the routes over them.

Rules bar cells, and open and shut gates, only through these functions, so that routes know at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.city.city import LinkKind
from undergrid.city.routes.routes import Routes
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle
from undergrid.core.tables import I32, I64, U8
from undergrid.world.log.kinds import Kind

if TYPE_CHECKING:
    from undergrid.world.world import World


class Ways(Cache):
    """Where one can walk, as barriers and gates have it.

    walk: (cells,) 1 where a cell can be entered. link_open: (links,) 1 where a link can be taken: all but closed gates
    and lifts that have stopped.
    gate_of: (links,) the gate that bars a link; -1 for none. route_of: (citizens,) the number that `routes` last gave
    the goal of each walker; -1 for none. boards: (links,) 1 for lifts that people have to wait for. shield: (width *
    height,) 1 where nothing flies through, on whatever level; empty for a city without shields. routes: `city/routes`.
    handle: these arrays, the lengths of links and the tables of routes, for kernels: `next_direction(cell, number,
    ways)`.
    """

    def __init__(self, world: World) -> None:
        city, gates = world.city, world.gates
        self.walk: U8 = city.walkable()
        self.walk[world.barriers.cell[world.barriers.rows()]] = 0
        self.walk[world.shielded.cell[_shielded(world)]] = 0
        self.gate_of: I32 = np.full(len(city.links), -1, np.int32)
        self.gate_of[gates.link] = np.arange(gates.n)
        self.link_open: U8 = np.array([link.kind != LinkKind.GATE for link in city.links], np.uint8)
        self.link_open[gates.link] = gates.open
        nodes = world.nodes
        self.link_open[nodes.link[(nodes.link >= 0) & (nodes.failed | ~nodes.works)]] = 0
        self.shield: U8 = np.zeros(city.area if world.shielded.n_used else 0, np.uint8)
        _raise(world, self.shield)
        self.boards: U8 = np.zeros(len(city.links), np.uint8)
        self.boards[world.lifts.link] = 1
        self.route_of: I32 = np.full(world.citizens.n, -1, np.int32)
        self.routes = Routes(
            city, self.walk, self.link_open, link_open=self.link_open, gate_of=self.gate_of, route_of=self.route_of,
            link_mm=city.link_mm, shield=self.shield, boards=self.boards,
        )  # fmt: skip
        self.handle: Handle = self.routes.tables


def bar(world: World, cell: int, cause: int) -> int:
    """Bar a cell from now on, because of the event `cause`; routes know at once. Returns the event WAY_BARRED.

    Raises ValueError where nobody could walk anyway.
    """
    ways = world.cache(Ways)
    if not ways.walk[cell]:
        raise ValueError(f"nobody can walk on cell {cell} as it is: there is nothing to bar")
    event = world.events.one(Kind.WAY_BARRED, where=cell, cause=cause)
    slot = world.barriers.take(1)
    world.barriers.cell[slot] = cell
    world.barriers.cause[slot] = event
    ways.walk[cell] = 0
    ways.routes.changed(cell)
    return event


def set_gate(world: World, gate: int, is_open: bool) -> None:
    """Open or shut a gate; routes know at once. The rule `gates` deals with people on their way through."""
    ways, link = world.cache(Ways), int(world.gates.link[gate])
    world.gates.open[gate] = is_open
    ways.link_open[link] = is_open
    ways.routes.link_changed(link)


def set_lift(world: World, link: int) -> None:
    """Stop a lift or let it run, as its node has it now; routes know at once."""
    ways, nodes = world.cache(Ways), world.nodes
    runs = not (nodes.failed | ~nodes.works)[nodes.link == link].any()
    if bool(ways.link_open[link]) != runs:
        ways.link_open[link] = runs
        ways.routes.link_changed(link)


def set_shield(world: World, node: int) -> None:
    """Let a shield bar its cells or not, as its node has it now; routes know at once.

    What else bars a cell goes on barring it. Whoever stands in a shield that rises again can walk out of it.
    """
    ways, shielded = world.cache(Ways), world.shielded
    walk = world.city.walkable()
    walk[world.barriers.cell[world.barriers.rows()]] = 0
    walk[shielded.cell[_shielded(world)]] = 0
    _raise(world, ways.shield)
    for cell in shielded.cell[shielded.of(node)].tolist():
        if ways.walk[cell] != walk[cell]:
            ways.walk[cell] = walk[cell]
            ways.routes.changed(cell)


def _shielded(world: World) -> I64:
    """The slots of `shielded` whose shields stand."""
    slots, nodes = world.shielded.rows(), world.nodes
    return slots[(nodes.works & ~nodes.failed)[world.shielded.node[slots]]]


def _raise(world: World, shield: U8) -> None:
    """Write where nothing flies through."""
    shield[:] = 0
    if len(shield):
        shield[world.shielded.cell[_shielded(world)] % world.city.area] = 1
