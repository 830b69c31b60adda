"""Shelters: buildings that people hold by their doors, and what goes on in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.city.city import Use
from undergrid.core.tables import I16, I32, I64, Flag, Table, flag, i16, i32, i64

if TYPE_CHECKING:
    from undergrid.world.world import World

SHELTERING = (Use.REFUGE, Use.STATION, Use.DISUSED)


class Shelters(Table):
    """One row for each disused building, refuge and station, in the order of the city's buildings."""

    building: I32 = i32(-1, "building", "which one")
    door: Flag = flag(1, "", "whether there is a door that shuts")
    lock: Flag = flag(0, "", "whether it has a lock that works")
    locked: Flag = flag(0, "", "whether it is locked")
    barricade: I32 = i32(0, "J", "work it takes to break what stands behind the door")
    worn: I32 = i32(0, "J", "how much of lock and barricade has been broken already")
    sealed: Flag = flag(0, "", "whether its gaps are stopped")
    fire: I32 = i32(-1, "tick", "until when a fire burns; -1 none")
    warmth: I16 = i16(0, "1 / 100 C", "how much warmer it is inside as of `warm_at`")
    warm_at: I32 = i32(0, "tick", "as of when")
    forced: Flag = flag(0, "", "whether the door has been broken")
    cause: I64 = i64(0, "event", "what last changed the door")
    fire_cause: I64 = i64(0, "event", "who lit the fire")


def found_shelters(world: World) -> None:
    """Give every building that people can hold a row, when a world is built."""
    shelters = world.shelters
    buildings = [n for n, building in enumerate(world.city.buildings) if building.use in SHELTERING]
    shelters.grow(len(buildings))
    shelters.building[:] = buildings
    shelters.cause[:] = world.scenario_event
