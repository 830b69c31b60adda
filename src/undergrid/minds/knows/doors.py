"""What a mind can tell about doors: of the shelters that its owner knows of, and of the building they are in. `One` is
the owner.
"""

from __future__ import annotations

from typing import NamedTuple

from undergrid.world.body.closed_air import base_of, out_at
from undergrid.world.places import shelters
from undergrid.world.society.knowledge import learn
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.world import World

_WANTS_FIRE = 1000  # 1/100 C [assumed]


class BadAir(NamedTuple):
    """The air of the base that one is in, where it is low."""

    building: int
    door: int  # the cell before it
    lasts: int  # seconds until it is out, as things stand
    event: int  # by which it is low, or out


class Doors:
    """What one person can tell about doors, and what stands behind them."""

    def __init__(self, world: World, who: int) -> None:
        self._world, self.who = world, who

    def expects_somebody(self) -> bool:
        """Whether somebody outside is in a parley at the door of the building one is in."""
        return self._world.parleys.has(building=int(self._world.citizens.inside[self.who]))

    def best_shelter(self, *but: int) -> tuple[int, int]:
        """(building, door) of the best shelter that one knows of other than those in `but`; (-1, -1) for none."""
        found = shelters.best_shelter(self._world, self.who, but)
        return (found.building, found.door) if found else (-1, -1)

    def nearest_shelter(self, within: int) -> int:
        """The nearest shelter, known or not, whose door is within so many cells of one; a building, -1 for none."""
        here, best = int(self._world.citizens.cell[self.who]), (within + 1, -1)
        for building in self._world.shelters.building.tolist():
            best = min(best, (self._world.city.apart(here, self.door_of(building)), building))
        return best[1]

    def door_of(self, building: int) -> int:
        """The cell of a building's door."""
        return int(self._world.city.doors[building])

    @property
    def bad_air(self) -> BadAir | None:
        """The air about one, where it is low or out, as everybody feels it and can read it in there."""
        world, building = self._world, int(self._world.citizens.inside[self.who])
        base = base_of(world, building) if world.bases.n else -1
        if base < 0 or not world.bases.low[base]:
            return None
        event = int(world.bases.out[base] or world.bases.low[base])
        return BadAir(building, self.door_of(building), out_at(world, base) - world.tick, event)

    def shun_for_air(self, air: BadAir) -> None:
        """Keep in mind that a base is no place to hide in, for the rest of the night."""
        learn(self._world, self.who, Topic.PERIL, air.building, air.door, -1, 1000, air.event)

    def door_holds(self, building: int) -> bool:
        return shelters.door_holds(self._world, building)

    def barred(self, building: int) -> bool:
        """Whether something stands behind the door of the building one is in."""
        return shelters.hold(self._world, building) == shelters.Hold.BARRED

    def lockable(self, building: int) -> bool:
        """Whether the door of the building one is in has a lock that works."""
        row = shelters.shelter_row(self._world, building)
        return row >= 0 and bool(self._world.shelters.lock[row]) and not self._world.shelters.forced[row]

    def at_hand(self, kind: ItemKind) -> bool:
        """Whether one carries such a thing, or it lies about in the building."""
        return bool(shelters.at_hand(self._world, self.who, kind))

    def sealed(self, building: int) -> bool:
        row = shelters.shelter_row(self._world, building)
        return row >= 0 and bool(self._world.shelters.sealed[row])

    def burns(self, building: int) -> bool:
        return shelters.burns(self._world, building)

    @property
    def chilly(self) -> bool:
        """Whether it is cold enough where one is to want a fire."""
        building = int(self._world.citizens.inside[self.who])
        return shelters.inside_temperature(self._world, building) < _WANTS_FIRE
