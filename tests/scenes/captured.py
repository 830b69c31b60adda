"""A street whose network somebody takes over: who can, a node that is taken, and what it is told."""

from __future__ import annotations

from scenes.wired import CELL, CORE, HUB, NodeKind, live, of_kind, order, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.systems.network import captures
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb

MINUTE = 60
HUB_, CELL_, CAMERA, LAMPS, DRONE = 1, 2, 3, 4, 5
SURE = {"device": 1, "cell": 1, "hub": 1, "core": 1, "by_wire": 1}
"""Odds by which whoever has a skill of 10 never fails."""


def skilled(world, who=0, engineering=10, terminal=True):
    slot = world.crafts.take(1)
    world.crafts.owner[slot], world.crafts.engineering[slot] = who, engineering
    if terminal:
        kit.add(world, who, ItemKind.TERMINAL, 1, world.scenario_event)
    return world


def street(people=((30, 5),), **camera):
    """Core - hub (30, 4) - cell (45, 4), on which a camera, lamps and a drone hang. Wires 0 to 4."""
    city = make_city(field(60, 12))
    seers = [(WatcherKind.CAMERA, city.cell(0, 50, 8)), (WatcherKind.DRONE, city.cell(0, 40, 2))]
    world = make_world(city, list(people), seers)
    world.watchers.duty[:] = [Duty.POST, Duty.PATROL]
    nodes = [
        (CORE, city.cell(0, 2, 4)),
        (HUB, city.cell(0, 30, 4)),
        (CELL, city.cell(0, 45, 4)),
        (NodeKind.CAMERA, city.cell(0, 50, 8), {"watcher": 0, **camera}),
        (NodeKind.LIGHTS, city.cell(0, 58, 8), {"district": 0}),
        (NodeKind.DRONE, city.cell(0, 40, 2), {"watcher": 1}),
    ]
    return wire_up(skilled(world), nodes, [(0, 1), (1, 2), (2, 3), (2, 4), (2, 5)])


def take(world, node, who=0, ticks=60, **turned):
    """Let somebody take a node over; returns the event, and what else happened."""
    order(world, who, Verb.CAPTURE, node)
    told = live(world, ticks, captures, capturing={**SURE, "try_seconds": 20}, captures=turned)
    return of_kind(told, Kind.NODE_CAPTURED), told


def tell(world, node, bid=0, ticks=10, *more, who=0, **turned):
    """Let somebody tell a node what to do."""
    world.events.begin(world.tick)
    event = world.events.one(Kind.ORDERED, who, node, amount=int(Verb.COMMAND))
    intend(world, who, Verb.COMMAND, node, event, amount=int(bid))
    return live(world, ticks, captures, *more, captures=turned)
