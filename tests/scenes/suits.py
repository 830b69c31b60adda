"""People in suits, with fusion cells, where there is no air and where there is some."""

from __future__ import annotations

from collections.abc import Sequence

from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.systems.body import breath
from undergrid.systems.items import fusion
from undergrid.world.items import kit, power
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.world import World

LOCK, HALL = 0, 1  # buildings: the first has air and a socket, the second has neither
FULL = 100_000  # J, what the cells of these scenes hold


def suited(*joules: int | Sequence[int], airless: bool = True, seed: int = 1) -> World:
    """People side by side, each in a suit with a cell that holds so much, or with several; no air outdoors."""
    city = make_city(field(20, 8), buildings=[(Use.DISUSED, 0, 5, 5), (Use.DISUSED, 0, 9, 5)])
    world = make_world(city, [(2 + n, 2) for n in range(len(joules))], seed=seed)
    for who, given in enumerate(joules):
        kit.add(world, who, ItemKind.SUIT, 1, world.scenario_event)
        for n, one in enumerate([given] if isinstance(given, int) else given):
            item = kit.add(world, who, ItemKind.FUSION_CELL, 1, world.scenario_event)
            world.items.luck[item] = luck.key_of(f"test/cell/{who}/{n}")
            power.add_cell(world, item, one, FULL)
    world.sockets.grow(1)
    world.sockets.building[0] = LOCK
    if airless:
        world.airless.grow(2)
        world.airless.level[0], world.airless.building[1] = 0, HALL
    world.rebuild()
    return world


def ask(world: World, who: int, verb: Verb, target: int = -1, amount: int = 0) -> int:
    """Let somebody be about to do something, as ordered; returns the event of the order."""
    order = world.events.one(Kind.ORDERED, who, target, amount=int(verb))
    intend(world, who, verb, target, order, amount=amount)
    return order


def live(world: World, ticks: int = 1) -> None:
    """Let power and breath go on."""
    for _ in range(ticks):
        fusion.step(world)
        breath.step(world)
        world.tick += 1
        world.events.begin(world.tick)


def events(world: World, *kinds: Kind) -> list[Event]:
    """What has happened of some kinds."""
    return [event for event in world.events.rows() if event.kind in kinds]


def joules(world: World, who: int) -> list[int]:
    """What somebody's cells hold now, the fullest first."""
    return [power.stored(world, row) for row in power.cells_of(world, who)]
