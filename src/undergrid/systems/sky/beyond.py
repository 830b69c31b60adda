"""Beyond: the weather outside the wall, where nothing is projected and nobody is asked.

It holds for a while, and then turns: each spell is drawn by itself, and lasts half to one and a half of the usual time.
There is none unless a scenario has it: then what is projected over the City holds beyond the wall too.

Reads   beyond.programme, until
Writes  beyond
Emits   WEATHER_CHANGED(what it is like; stream, odds)
Units   rain in mm/h
Source  Rates of rain lie in the classes of the WMO, Guide to Instruments (WMO-No. 8), as in `weather`. How often it is
        like what is assumed: grey more often than not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.sky import Programme

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("beyond")
LASTS = luck.stream("beyond/lasts")

_SKY = luck.key_of("beyond")
_RAIN = (0, 0, 1, 5, 25)  # mm/h, by Programme [WMO-No. 8: drizzle below 2.5, moderate 2.5 to 10, heavy 10 to 50]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.beyond`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    natural: bool = Field(False, description="whether the weather beyond the wall is its own [assumed]")
    spell_hours: float = Field(4, ge=0.1, le=240, description="a spell of it lasts on average, hours [assumed]")
    clear: float = Field(1, ge=0, le=1000, description="share of spells under a clear sky, beside the others [assumed]")
    clouds: float = Field(4, ge=0, le=1000, description="share of spells with clouds [assumed]")
    drizzle: float = Field(1, ge=0, le=1000, description="share of spells with drizzle [assumed]")
    rain: float = Field(1, ge=0, le=1000, description="share of spells with rain [assumed]")
    storm: float = Field(1, ge=0, le=1000, description="share of spells with a storm [assumed]")


def step(world: World, params: Params) -> None:
    """Let the weather turn where its spell is over."""
    if not params.natural:
        return
    beyond = world.beyond
    first = not beyond.n_used
    if first:
        beyond.take(1)
        beyond.cause[0] = world.scenario_event
    elif world.tick < beyond.until[0]:
        return
    shares = (params.clear, params.clouds, params.drizzle, params.rain, params.storm)  # in the order of Programme
    total = sum(shares)
    below = [luck.chance(sum(shares[: n + 1]) / total) if total else luck.CERTAIN for n in range(len(shares))]
    draw = luck.u32(world.key(STREAM), _SKY)
    now = next(n for n in range(len(shares)) if draw < below[n])
    usual = round(params.spell_hours * units.HOUR)
    beyond.until[0] = world.tick + usual // 2 + luck.below(world.key(LASTS), _SKY, usual)
    beyond.rain[0] = _RAIN[now]
    if first or now != beyond.programme[0]:
        odds = below[now] - (below[now - 1] if now else 0)
        beyond.programme[0] = Programme(now)
        beyond.cause[0] = world.events.one(Kind.WEATHER_CHANGED, amount=now, stream=STREAM, odds=odds)
