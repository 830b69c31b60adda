"""A street with a network, to which Lyra is wired by her nerves; Kael, who loves her, has a radio, as have others."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from scenes.engines import augment
from scenes.wired import CELL, CORE, HUB, NodeKind, wire_up
from scenes.wired import live as let_live
from scenes.worlds import field, make_city, make_world

from undergrid.systems.network import echo
from undergrid.world.body.blood_loss import die
from undergrid.world.items import kit
from undergrid.world.log.events import Event
from undergrid.world.society import regard
from undergrid.world.tables.body import Death
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.society import BondKind
from undergrid.world.world import World

LYRA, KAEL, MARA, GUARD = range(4)
CORE_, HUB_, CELL_, LAMPS, CAMERA, VAULT = range(6)  # nodes
SURE = {"remains": 1.0, "wakes_hours": 0.1, "every_hours": 0.05, "restart_minutes": 1}
MINUTE = 60


def street(
    seed: int = 1, n: int = 4, holds: int = 100, nerves: bool = True, vault: dict[str, int] | None = None
) -> World:
    """Core (5, 5) - hub (20, 5) - cell (35, 5) - lamps and a camera; a server (40, 5) on the hub. All stand near by.

    Kael loves Lyra, Mara is her friend, the guard escorts her. vault: columns of the line to the server.
    """
    city = make_city(field(60, 12))
    world = make_world(city, [(10, 6), (12, 6), (14, 6), (16, 6), *[(18, 6)] * (n - 4)], seed=seed)
    nodes = [
        (CORE, city.cell(0, 5, 5)),
        (HUB, city.cell(0, 20, 5)),
        (CELL, city.cell(0, 35, 5)),
        (NodeKind.LIGHTS, city.cell(0, 30, 5), {"district": 0, "autonomy": 0}),
        (NodeKind.CAMERA, city.cell(0, 36, 5), {"autonomy": 0}),
        (NodeKind.SERVER, city.cell(0, 40, 5)),
    ]
    wire_up(world, nodes, [(0, 1), (1, 2), (2, 3), (2, 4), (1, 5, vault or {})])
    world.servers.grow(1)
    world.servers.node[0], world.servers.holds[0] = VAULT, holds
    if nerves:
        connect(world, LYRA)
    for who, kind, strength in (
        (KAEL, BondKind.LOVE, 800),
        (MARA, BondKind.FRIEND, 300),
        (GUARD, BondKind.ESCORT, 900),
    ):
        regard.bind(world, who, LYRA, kind, strength, world.scenario_event)
        kit.add(world, who, ItemKind.RADIO, 1, world.scenario_event)
    return world


def connect(world: World, who: int, host: Host = Host.BODY) -> int:
    """Let somebody have nerves that are machines, and a mind of which the network knows; returns its slot."""
    augment(world, who)
    slot = int(world.minds.take(1)[0])
    world.minds.owner[slot], world.minds.host[slot], world.minds.luck[slot] = who, host, 77 + who
    world.minds.cause[slot] = world.scenario_event
    return slot


def live(world: World, ticks: int, *more: ModuleType, **turned: Any) -> list[Event]:
    """Let echoes, control and other rules live on; returns what happened."""
    return let_live(world, ticks, *more, echo, **{"echo": SURE, **turned})


def kill(world: World, who: int = LYRA, deep: int = 100) -> int:
    """Let somebody die between ticks, whom the network has reached as deep as said if at all; returns the event."""
    slots = world.minds.where(owner=who)
    world.minds.deep[slots[world.minds.deep[slots] > 0]] = deep
    world.events.begin(world.tick)
    return die(world, who, Death.BLOOD_LOSS, world.scenario_event)


def echoes(world: World) -> list[tuple[int, int]]:
    """(whose, on which node) of all echoes."""
    minds = world.minds
    return [(int(minds.owner[slot]), int(minds.node[slot])) for slot in minds.where(host=Host.ECHO)]
