"""Clock: the hours of the City. Curfew begins and ends, daylight and the warmth of the air follow the sun.

Nobody calls it where the authority gives no orders. It never gets darker than the glare of firestorms at the horizon.

Reads   the time of day; sky.glare, curfew, curfew_cause; whether the authority `gives_orders`
Writes  sky.light, temperature, curfew, curfew_cause
Emits   CURFEW_BEGAN(cause: the scenario), CURFEW_ENDED(cause: its beginning)
Units   light in 1/255 of noon under the open sky; temperature in 1/100 C
Source  Daylight is a half sine from sunrise to sunset, then fades over civil twilight: about 30 min at mid latitudes
        [assumed: an equinox]. Warmth: Parton & Logan, see world/sky/air.py; under a dome it is kept even. The curfew is
        a rule of the City [assumed].
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.world.log.kinds import Kind
from undergrid.world.network.regime import gives_orders
from undergrid.world.sky.air import warmth

if TYPE_CHECKING:
    from undergrid.world.world import World

_NOON = 255


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.clock`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    curfew_begins: str = Field("22:00", pattern=units.CLOCK_TIME, description="curfew begins, time of day [assumed]")
    curfew_ends: str = Field(
        "05:00", pattern=units.CLOCK_TIME, description="and ends; the same time for none at all [assumed]"
    )
    sunrise: str = Field("06:00", pattern=units.CLOCK_TIME, description="sunrise, time of day [assumed: an equinox]")
    sunset: str = Field(
        "18:00", pattern=units.CLOCK_TIME, description="sunset, later the same day [assumed: an equinox]"
    )
    twilight_minutes: int = Field(30, ge=0, le=180, description="dawn and dusk last so long, min [assumed]")
    light_at_sunset: int = Field(40, ge=0, le=255, description="daylight as the sun goes, 1/255 of noon [assumed]")
    coldest_c: float = Field(20, ge=-60, le=60, description="air at its coldest, near sunrise, C [assumed: a dome]")
    warmest_c: float = Field(20, ge=-60, le=60, description="air at its warmest, after noon, C [assumed: a dome]")


def step(world: World, params: Params) -> None:
    if world.second % 60 and world.tick:
        return
    now, sky = world.second_of_day, world.sky
    sky.light[0] = max(_daylight(params)[now // 60], int(sky.glare[0]))
    sky.temperature[0] = _warmth(params)[now // 60]
    begins, ends = units.clock(params.curfew_begins), units.clock(params.curfew_ends)
    curfew = (now - begins) % units.DAY < (ends - begins) % units.DAY
    curfew = curfew and (bool(sky.curfew[0]) or gives_orders(world))
    if curfew and not sky.curfew[0]:
        sky.curfew_cause[0] = world.events.one(Kind.CURFEW_BEGAN, cause=world.scenario_event)
    elif sky.curfew[0] and not curfew:
        world.events.one(Kind.CURFEW_ENDED, cause=int(sky.curfew_cause[0]) or world.scenario_event)
        sky.curfew_cause[0] = 0
    sky.curfew[0] = curfew


@functools.lru_cache(maxsize=8)
def _daylight(params: Params) -> tuple[int, ...]:
    """Daylight by the minute of the day, 1/255 of noon."""
    rises, sets = units.clock(params.sunrise) // 60, units.clock(params.sunset) // 60
    low = params.light_at_sunset
    table = []
    for minute in range(units.DAY // 60):
        if rises <= minute <= sets:
            light = low + (_NOON - low) * math.sin(math.pi * (minute - rises) / max(1, sets - rises))
        else:
            dark = min((minute - sets) % 1440, (rises - minute) % 1440)  # minutes after sunset, or before sunrise
            light = low * max(0.0, 1 - dark / max(1, params.twilight_minutes))
        table.append(round(light))
    return tuple(table)


@functools.lru_cache(maxsize=8)
def _warmth(params: Params) -> tuple[int, ...]:
    """The temperature of the air by the minute of the day, 1/100 C."""
    rises, sets = units.clock(params.sunrise) / units.HOUR, units.clock(params.sunset) / units.HOUR
    range_c = params.coldest_c, params.warmest_c
    return tuple(round(100 * warmth(minute / 60, rises, sets, *range_c)) for minute in range(units.DAY // 60))
