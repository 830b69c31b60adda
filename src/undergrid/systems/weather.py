"""Weather: what the Weather Authority projects under the dome, changed by its programme from slot to slot.

There is one sky: what is projected over the City is also what those beyond the wall are counted as being under.

Reads   sky.since
Writes  sky.programme, rain, since, cause
Emits   PROGRAMME_CHANGED(programme; cause: the scenario; stream, odds)
Units   rain in mm/h
Source  Rates of rain lie in the classes of the WMO, Guide to Instruments (WMO-No. 8): drizzle below 2.5 mm/h, moderate
        rain 2.5 to 10, heavy rain 10 to 50. What is shown how often is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.world.city_life import Programme
from undergrid.world.kinds import Kind

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("weather")

_SKY = luck.key_of("sky")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.weather`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    slot_hours: float = Field(3, ge=0.1, le=240, description="a programme is shown for, hours [assumed]")
    clear: float = Field(3, ge=0, description="share of slots with a clear sky, against the others [assumed]")
    clouds: float = Field(4, ge=0, description="share of slots with clouds [assumed]")
    drizzle: float = Field(1.5, ge=0, description="share of slots with drizzle [assumed]")
    rain: float = Field(1.2, ge=0, description="share of slots with rain [assumed]")
    storm: float = Field(0.3, ge=0, description="share of slots with a storm [assumed]")
    drizzle_mm: int = Field(1, ge=0, le=255, description="rain in drizzle, mm/h [WMO-No. 8: below 2.5]")
    rain_mm: int = Field(5, ge=0, le=255, description="rain in rain, mm/h [WMO-No. 8: 2.5 to 10]")
    storm_mm: int = Field(25, ge=0, le=255, description="rain in a storm, mm/h [WMO-No. 8: 10 to 50]")


def step(world: World, params: Params) -> None:
    sky = world.sky
    if world.tick - sky.since[0] < params.slot_hours * units.HOUR:
        return
    shares = (params.clear, params.clouds, params.drizzle, params.rain, params.storm)  # in the order of Programme
    total = sum(shares)
    below = [luck.chance(sum(shares[: n + 1]) / total) if total else luck.CERTAIN for n in range(len(shares))]
    draw = luck.u32(world.key(STREAM), _SKY)
    programme = next(p for p in Programme if draw < below[p])
    odds = below[programme] - (below[programme - 1] if programme else 0)
    sky.since[0] = world.tick
    if programme != sky.programme[0]:
        sky.programme[0] = programme
        sky.rain[0] = rain_in(programme, params)
        sky.cause[0] = world.events.one(
            Kind.PROGRAMME_CHANGED,
            amount=programme,
            cause=world.scenario_event,
            stream=STREAM,
            odds=odds,
        )


def rain_in(programme: Programme, params: Params) -> int:
    """How hard it rains in a programme, mm/h: for the sky that a scenario starts with, too."""
    return (0, 0, params.drizzle_mm, params.rain_mm, params.storm_mm)[programme]
