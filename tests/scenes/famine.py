"""Houses and works of a city that is short of food, for the rules of hunger and of what hungry people do."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.world.body.meals import LOOK
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

PODS, VATS, FAR_VATS, FARM = range(4)


def housed(n: int, **columns: Any) -> World:
    """So many people at home and awake in one house, with two vats and a farm in the street; all works run."""
    where = [(Use.PODS, 0, 0, 0), (Use.VATS, 0, 12, 0), (Use.VATS, 0, 28, 0), (Use.FARM, 0, 4, 0)]
    city = make_city(field(30, 6), buildings=where)
    world = make_world(
        city, n, **{"home": PODS, "inside": PODS, "cell": city.doors[PODS], "doing": Activity.RESTING, **columns}
    )
    world.facilities.workers[:], world.facilities.raw[:] = 1, 1
    world.facilities.taken_in[:] = 1
    return world


def short(world: World, missing: int = 100, asked: int = 100, building: int = -1) -> int:
    """Let food be short from now on; returns the event that says so."""
    event = world.events.one(Kind.SHORTAGE, 0, amount=missing, cause=world.scenario_event)
    slot = int(world.shortages.take(1)[0])
    world.shortages.building[slot], world.shortages.cause[slot] = building, event
    world.shortages.missing[slot], world.shortages.asked[slot] = missing, asked
    return event


def plenty(world: World) -> None:
    """Let food be short no more."""
    world.shortages.free(world.shortages.rows())


def live(world: World, looks: int, *systems: ModuleType, apart: int = LOOK, **params: Any) -> None:
    """Live through so many looks, `apart` ticks from each other: each rule has its turn at each."""
    for _ in range(looks):
        for system in systems:
            run(system, world, **params if hasattr(system, "Params") else {})
            world.tick -= 1
        world.tick += apart


def of(world: World, *kinds: Kind) -> list[Event]:
    return [event for event in world.events.rows() if event.kind in kinds]
