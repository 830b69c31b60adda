"""Burning: a building on fire drives out who is in it, and harms who stays; it spreads to what burns near by.

How hot a fire is follows from its fuel and its age (`world/places/burning.py`). In proportion to that it burns people
inside, and its smoke kills them. Whoever sleeps there wakes sooner or later. All who can run for the door, which lets
only so many through in a second; a draw says who comes first. Another shelter whose door is near may catch fire, if
there is anything in it that burns. A fire ends once all its fuel has burnt.

Reads   blazes; citizens.inside, alive, doing, luck; shelters.building; what burns where as
        `fuel_in` has it; doors
Writes  what `ignite` and `burn_out` do; people as `wound`, `die`, `wake_up` and `rush_out` do
Emits   CAUGHT_FIRE(building; amount kg; cause: the fire that has spread; stream, odds), BURNT_OUT(building; amount kg;
        cause: its CAUGHT_FIRE), FLED(citizen, building; the cell that they run for; cause: the fire); WOUNDED, DIED,
        WOKE by it
Units   chances per minute as thresholds of 2^32; persons/s
Source  A door of 0.9 m lets 1.2 persons/s through: 1.3 persons/(m s), SFPE Handbook of Fire Protection Engineering
        (1995). The rest is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.grid import squared_cells
from undergrid.world.body import blood_loss, injuries
from undergrid.world.body.posture import wake_up
from undergrid.world.movement.fleeing import rush_out
from undergrid.world.movement.near import squares
from undergrid.world.places.burning import ONE, burn_out, fuel_in, heat_in, ignite
from undergrid.world.tables.body import Death, Waking, WoundKind
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

SMOKE = luck.stream("burning/smoke")
BURNS = luck.stream("burning/burns")
WAKES = luck.stream("burning/wakes")
SPREADS = luck.stream("burning/spreads")
FLIGHT = luck.stream("burning/flight")
DOOR = luck.stream("burning/door")

_LOOK_S = 10  # seconds between draws of harm
_LOOKS = 60 // _LOOK_S  # of them in a minute
_PART, _DEEP = 1, 2  # draws of whoever is burnt, beside the first


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.burning`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    door_s: float = Field(1.2, ge=0.01, le=100, description="a door lets through, persons/s [SFPE: 1.3 for each m]")
    burns: float = Field(0.5, ge=0, le=1, description="chance a minute to be burnt where it is hottest [assumed]")
    deep: float = Field(0.2, ge=0, le=1, description="of burns that are deep, share [assumed]")
    smoke: float = Field(0.3, ge=0, le=1, description="chance a minute to die of smoke where it is hottest [assumed]")
    wakes: float = Field(0.9, ge=0, le=1, description="chance a minute that a fire wakes a sleeper [assumed]")
    spread_m: float = Field(12, ge=0, le=1000, description="it spreads to doors within, m [assumed]")
    spreads: float = Field(0.05, ge=0, le=1, description="chance a minute of that where it is hottest [assumed]")
    shelter_m: int = Field(300, ge=0, le=10_000, description="who runs knows shelters within, m [assumed]")


def step(world: World, params: Params) -> None:
    """Go on with every building on fire."""
    blazes = world.blazes
    if not blazes.n_used:
        return
    rows = blazes.rows()
    rows = rows[blazes.until[rows] >= world.tick]
    for slot in rows[np.argsort(blazes.building[rows])].tolist():
        if blazes.until[slot] == world.tick:
            burn_out(world, slot)
        else:
            _burn(world, params, slot)


def _burn(world: World, params: Params, slot: int) -> None:
    """One tick of a fire: people run from it, and it harms those who stay."""
    blazes, people = world.blazes, world.citizens
    building, cause, age = int(blazes.building[slot]), int(blazes.cause[slot]), world.tick - int(blazes.since[slot])
    rate = round(1000 * params.door_s)
    most = (age + 1) * rate // 1000 - age * rate // 1000
    reach = squared_cells(params.shelter_m, world.city.cell_mm)
    if age % _LOOK_S == 0:
        heat = heat_in(world, building)
        for who in np.flatnonzero((people.inside == building) & people.alive).tolist():
            _harm(world, params, who, heat, cause)
        _spread(world, params, slot, building, heat)
    if most:
        rush_out(world, building, most, cause, reach, FLIGHT, DOOR)


def _harm(world: World, params: Params, who: int, heat: int, cause: int) -> None:
    """Let a fire of some heat do its part to somebody in it: smoke, burns, an end to sleep."""
    people, lucky = world.citizens, int(world.citizens.luck[who])
    smoke = luck.per_tick(params.smoke, _LOOKS) * heat // ONE
    if luck.u32(world.key(SMOKE), lucky) < smoke:
        blood_loss.die(world, who, Death.SUFFOCATION, cause, blood_loss.behind(world, who), SMOKE, smoke)
        return
    burns, key = luck.per_tick(params.burns, _LOOKS) * heat // ONE, world.key(BURNS)
    if luck.u32(key, lucky) < burns:
        part = injuries.PLACES[luck.below(key, lucky, len(injuries.PLACES), _PART)]
        depth = 3 if luck.u32(key, lucky, _DEEP) < luck.chance(params.deep) else 2
        injuries.wound(world, who, WoundKind.BURN, part, depth, False, cause, stream=BURNS, odds=burns)
    wakes = luck.u32(world.key(WAKES), lucky) < luck.per_tick(params.wakes, _LOOKS)
    if wakes and people.alive[who] and people.doing[who] == Activity.SLEEPING:
        wake_up(world, who, Waking.NOISE, cause)


def _spread(world: World, params: Params, slot: int, building: int, heat: int) -> None:
    """Let a fire spread to shelters near by, each by a draw of its own."""
    city, buildings = world.city, world.shelters.building.astype(np.int64)
    door = int(city.doors[building])
    doors = city.doors[buildings].astype(np.int64)
    near = squares(doors, door, city.width, city.height) <= squared_cells(params.spread_m, city.cell_mm)
    near &= (doors // city.area == door // city.area) & (buildings != building)
    odds = luck.per_tick(params.spreads, _LOOKS) * heat // ONE
    for other in buildings[near].tolist():
        pair = luck.pair(int(world.blazes.luck[slot]), luck.key_of(f"blaze/{other}"))
        if fuel_in(world, other) and luck.u32(world.key(SPREADS), pair) < odds:
            ignite(world, other, int(world.blazes.cause[slot]), SPREADS, odds)
