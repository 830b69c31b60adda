"""Burning: what burns in a building on fire, and how hot it is by now.

The fire grows with the square of time, until no more air comes in by the door; from then on it burns as much as that
lets it, and goes out once all its fuel has burnt. What has burnt at any second is worked out in whole grams from that
alone, so nothing is kept from tick to tick, and no gram burns that was not there.

    heat    Q = a t^2, at most  m H         a the growth, m what air lets burn, H the heat of combustion
    burnt   a t^3 / 3 H, from then on m more in each second

Source  Fires that grow with the square of time: NFPA 72, Annex B (fast: 46.9 W/s2). What one opening lets burn,
        0.09 A sqrt(H) kg/s of wood: K. Kawagoe, Fire behaviour in rooms (1958); a door of 0.9 by 2 m: 0.23 kg/s.
"""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.tables import I64
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import mark_shut, on_fire, shelter_row
from undergrid.world.tables.items import ItemKind

if TYPE_CHECKING:
    from undergrid.world.world import World

ONE = 1000  # of the most heat that a fire can give


class Combustion(BaseModel):
    """The knobs under `rules.combustion`: what burns in a building, and how fast."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    growth: float = Field(
        46.9, ge=0.1, le=1000, description="of the heat, with the square of time, W/s2 [NFPA 72: fast]"
    )
    air_kg_s: float = Field(0.23, ge=0.001, le=100, description="the door lets burn at most, kg/s [Kawagoe 1958]")
    heat_mj_kg: float = Field(16, ge=0.01, le=60, description="heat of burning, MJ/kg [dry wood]")
    bedding_kg: float = Field(5, ge=0, le=1000, description="what burns with each bed, kg [assumed]")

    def heat(self, seconds: int) -> int:
        """How hot a fire is after so many seconds, in 1/1000 of the most that it can be."""
        most = self._growth * self._full**2
        return min(ONE, ONE * self._growth * min(seconds, self._full) ** 2 // max(1, most))

    def burnt(self, seconds: int) -> int:
        """What a fire has burnt after so many seconds, in g, if there is so much."""
        rising = min(seconds, self._full)
        return self._growth * rising**3 // (3000 * self._per_gram) + self._air * max(0, seconds - self._full)

    def lasts(self, fuel: int) -> int:
        """The second by which so many grams have burnt."""
        low, high = 0, self._full + fuel // self._air + 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.burnt(middle) >= fuel else (middle + 1, high)
        return low

    @property
    def _growth(self) -> int:
        return round(1000 * self.growth)  # mW/s2

    @property
    def _per_gram(self) -> int:
        return round(1000 * self.heat_mj_kg)  # J/g

    @property
    def _air(self) -> int:
        return max(1, round(1000 * self.air_kg_s))  # g/s

    @property
    def _full(self) -> int:
        """The second from which a fire is as hot as its air lets it be."""
        return max(1, isqrt(1000 * self._air * self._per_gram // self._growth))


def blaze_in(world: World, building: int) -> int:
    """The slot of the fire that a building is in, or that has burnt it out; -1 for none."""
    return world.blazes.first(building=building) if building >= 0 and world.blazes.n_used else -1


def heat_in(world: World, building: int) -> int:
    """How hot the fire is that a building is in, in 1/1000 of the most; 0 where none burns."""
    if not on_fire(world, building):
        return 0
    return world.shared(Combustion).heat(world.tick - int(world.blazes.since[blaze_in(world, building)]))


def fuel_in(world: World, building: int) -> int:
    """What there is in a shelter that burns, in g: furniture, bedding, fuel that lies there; 0 where it has burnt."""
    row = shelter_row(world, building)
    if row < 0 or blaze_in(world, building) >= 0:
        return 0
    shelters, items = world.shelters, world.items
    beds = 1000 * world.shared(Combustion).bedding_kg * world.city.buildings[building].capacity
    wood = int(shelters.furniture[row]) + int(shelters.piled[row]) + int(items.count[_stock(world, building)].sum())
    return round(beds) + 1000 * wood


def ignite(world: World, building: int, cause: int, stream: int = 0, odds: int = 0) -> int:
    """Set fire to a shelter, because of the event `cause`; returns the event CAUGHT_FIRE, 0 where nothing burns.

    stream, odds: the draw that decided it, where one did. It shows at the door as a fire in the open does.
    """
    fuel, blazes, fires = fuel_in(world, building), world.blazes, world.fires
    if not fuel:
        return 0
    door = int(world.city.doors[building])
    event = world.events.one(
        Kind.CAUGHT_FIRE, building, where=door, amount=fuel // 1000, cause=cause, stream=stream, odds=odds
    )
    slot = int(blazes.take(1)[0])
    blazes.luck[slot], blazes.building[slot] = luck.key_of(f"blaze/{building}"), building
    blazes.fuel[slot], blazes.since[slot], blazes.cause[slot] = fuel, world.tick, event
    blazes.until[slot] = world.tick + max(1, world.shared(Combustion).lasts(fuel))
    mark_shut(world, building)
    shows = int(fires.take(1)[0])
    fires.cell[shows], fires.until[shows], fires.cause[shows] = door, blazes.until[slot], event
    return event


def burn_out(world: World, slot: int) -> None:
    """Let a fire that has burnt all its fuel be out: BURNT_OUT. Nothing of that is left."""
    blazes, shelters, items = world.blazes, world.shelters, world.items
    building, cause = int(blazes.building[slot]), int(blazes.cause[slot])
    row = shelter_row(world, building)
    shelters.furniture[row] = shelters.piled[row] = 0
    stock = _stock(world, building)
    items.count[stock] = 0
    items.free(stock)
    world.fires.free(world.fires.where(cause=cause))
    mark_shut(world, building)
    kg, door = int(blazes.fuel[slot]) // 1000, int(world.city.doors[building])
    blazes.cause[slot] = world.events.one(Kind.BURNT_OUT, building, where=door, amount=kg, cause=cause)


def _stock(world: World, building: int) -> I64:
    """The slots of `items` of the fuel that lies in a building."""
    items = world.items
    rows = items.where(building=building, kind=ItemKind.FUEL)
    return rows[np.asarray(items.holder[rows] < 0)]
