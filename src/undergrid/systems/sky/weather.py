"""Weather: what the Weather Authority projects under the dome; wind, ash in the air, firestorms at the horizon.

There is one sky: the weather projected over the City holds beyond the wall too, unless the rule `beyond` has weather
there. The programme changes from slot to slot; its author is the projector that shows it, and a projector that is
altered, by who has it in hand or by a fault, paints over the others. Where no Weather Authority projects, or no
projector has control, no programme is shown: no clouds, no rain.

Ash and wind drift about their usual amounts by a draw a minute; a firestorm at the horizon lasts for some hours, lights
the night a little (the rule `clock`) and puts more ash into the air. A sandstorm comes when the scenario has it coming:
it raises dust and wind, which lie down again when it is over.

Reads   sky; storms; projections.node, programme, by, shows, cause; nodes.cell, cause; the author as `author_of` has it;
        whether anything can be projected as `sky_is_blank` has it; whether the authority `gives_orders`
Writes  sky.programme, rain, since, cause, ash, air, wind, glare, burning, fire_cause; storms.rages, cause;
        projections.shows
Emits   PROGRAMME_CHANGED(author, programme; stream, odds; also as `clear_sky` does), SKY_ALTERED(author, by whom,
        programme; cause: the command or the fault), FIRESTORM_BEGAN(stream, odds), FIRESTORM_ENDED(cause: its
        beginning), SANDSTORM_BEGAN(amount mg/m3; cause: the scenario), SANDSTORM_ENDED(cause: its beginning),
        ASH_CHANGED(amount mg/m3, when the air is of another class; cause: the storm, else the stream)
Units   rain in mm/h, ash in mg/m3, wind in dm/s
Source  Rates of rain lie in the classes of the WMO, Guide to Instruments (WMO-No. 8): drizzle below 2.5 mm/h, moderate
        rain 2.5 to 10, heavy rain 10 to 50. Classes of dust: see world/sky/air.py. Drift: the discrete form of G.
        Uhlenbeck and L. Ornstein, Phys. Rev. 36 (1930) 823. What is shown and carried how often and how much is
        assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import sky_is_blank
from undergrid.world.network.regime import gives_orders
from undergrid.world.network.skies import altered, author_of, clear_sky
from undergrid.world.sky.air import DUSTIEST, AirClass, air_class
from undergrid.world.tables.sky import Programme

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("weather")
ASH = luck.stream("weather.ash")
WIND = luck.stream("weather.wind")
FIRESTORM = luck.stream("weather.firestorm")

_SKY = luck.key_of("sky")
_MINUTE = 60  # ticks between turns, as in the schedule
_GALE = 255  # dm/s, the most that is told apart


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.weather`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    projects: bool = Field(True, description="whether a Weather Authority projects a programme at all [assumed]")
    slot_hours: float = Field(3, ge=0.1, le=240, description="a programme is shown for, hours [assumed]")
    clear: float = Field(3, ge=0, le=1000, description="share of slots with a clear sky, against the others [assumed]")
    clouds: float = Field(4, ge=0, le=1000, description="share of slots with clouds [assumed]")
    drizzle: float = Field(1.5, ge=0, le=1000, description="share of slots with drizzle [assumed]")
    rain: float = Field(1.2, ge=0, le=1000, description="share of slots with rain [assumed]")
    storm: float = Field(0.3, ge=0, le=1000, description="share of slots with a storm [assumed]")
    drizzle_mm: int = Field(1, ge=0, le=255, description="rain in drizzle, mm/h [WMO-No. 8: below 2.5]")
    rain_mm: int = Field(5, ge=0, le=255, description="rain in rain, mm/h [WMO-No. 8: 2.5 to 10]")
    storm_mm: int = Field(25, ge=0, le=255, description="rain in a storm, mm/h [WMO-No. 8: 10 to 50]")
    ash: int = Field(0, ge=0, lt=DUSTIEST, description="ash in the air as a rule, mg/m3 [assumed: none]")
    ash_swing: float = Field(0.3, ge=0, le=1, description="how far it drifts about that, share (sd) [assumed]")
    ash_minutes: float = Field(
        30, ge=1, le=100_000, description="a drift of ash is forgotten in, min (time constant) [assumed]"
    )
    wind: float = Field(0, ge=0, le=20, description="wind as a rule, m/s [assumed: none under a dome]")
    wind_swing: float = Field(0.4, ge=0, le=1, description="how far it drifts about that, share (sd) [assumed]")
    wind_minutes: float = Field(10, ge=1, le=100_000, description="a drift of wind is forgotten in, min [assumed]")
    firestorms_per_day: float = Field(0, ge=0, le=100, description="how often a firestorm begins, a day [assumed]")
    firestorm_hours: float = Field(
        3, ge=0.01, le=100, description="how long it rages: half to one and a half of [assumed]"
    )
    firestorm_ash: int = Field(120, ge=0, lt=DUSTIEST, description="ash that it adds, mg/m3 [assumed]")
    firestorm_glare: int = Field(10, ge=0, le=255, description="light that it gives, 1/255 of noon [assumed]")


def step(world: World, params: Params) -> None:
    sky = world.sky
    if world.tick == 0:
        sky.ash[0], sky.wind[0] = params.ash, round(10 * params.wind)
        sky.air[0] = air_class(params.ash, AirClass.CLEAR)
    if world.projections.n_used:
        _paint_over(world, params)
    due = params.projects and world.tick - sky.since[0] >= params.slot_hours * units.HOUR
    if due and altered(world) < 0 and not sky_is_blank(world) and gives_orders(world):
        _project(world, params)
    dust, gust, storm = _storm(world) if world.storms.n else (0, 0, 0)
    if params.firestorms_per_day or sky.burning[0] >= 0:
        _burn(world, params)
    aim = params.ash + dust + (params.firestorm_ash if sky.burning[0] >= 0 else 0)
    if aim or sky.ash[0]:
        sky.ash[0] = _drift(world, ASH, int(sky.ash[0]), aim, params.ash_swing, params.ash_minutes, DUSTIEST - 1)
        now = air_class(int(sky.ash[0]), AirClass(int(sky.air[0])))
        if now != sky.air[0]:
            cause = storm or int(sky.fire_cause[0]) if now > sky.air[0] else 0  # it falls by itself
            sky.air[0], stream = now, 0 if cause else ASH
            world.events.one(Kind.ASH_CHANGED, amount=int(sky.ash[0]), cause=cause, stream=stream)
    aim = round(10 * params.wind) + gust
    if aim or (world.storms.n and sky.wind[0]):
        sky.wind[0] = _drift(world, WIND, int(sky.wind[0]), aim, params.wind_swing, params.wind_minutes, _GALE)


def _paint_over(world: World, params: Params) -> None:
    """Let the sky show what an altered projector shows, or nothing where the one that did so is broken."""
    sky, table, slot = world.sky, world.projections, altered(world)
    before = table.where(shows=1)
    if slot in before.tolist():
        return
    table.shows[before] = False
    if slot >= 0:
        node, programme = int(table.node[slot]), Programme(int(table.programme[slot]))
        table.shows[slot] = True
        sky.programme[0], sky.rain[0] = programme, rain_in(programme, params)
        sky.cause[0] = world.events.one(
            Kind.SKY_ALTERED, node, int(table.by[slot]), int(world.nodes.cell[node]), programme, int(table.cause[slot])
        )
    elif len(before):
        node = int(table.node[before[0]])
        clear_sky(world, node, int(world.nodes.cause[node]))


def _storm(world: World) -> tuple[int, int, int]:
    """(dust in mg/m3, wind in dm/s, beginning) of the sandstorms that rage now; tells which begin and end."""
    storms, dust, gust, began = world.storms, 0, 0, 0
    for row in range(storms.n):
        rages = bool(storms.starts[row] <= world.tick < storms.ends[row])
        if rages and not storms.rages[row]:
            storms.cause[row] = world.events.one(
                Kind.SANDSTORM_BEGAN, amount=int(storms.dust[row]), cause=world.scenario_event
            )
        elif storms.rages[row] and not rages:
            world.events.one(Kind.SANDSTORM_ENDED, cause=int(storms.cause[row]))
        storms.rages[row] = rages
        if rages:
            dust, gust, began = dust + int(storms.dust[row]), gust + int(storms.wind[row]), int(storms.cause[row])
    return dust, gust, began


def _project(world: World, params: Params) -> None:
    """Draw the programme of the next slot."""
    sky = world.sky
    shares = (params.clear, params.clouds, params.drizzle, params.rain, params.storm)  # in the order of Programme
    total = sum(shares)
    below = [luck.chance(sum(shares[: n + 1]) / total) if total else luck.CERTAIN for n in range(len(shares))]
    draw = luck.u32(world.key(STREAM), _SKY)
    programme = next(p for p in Programme if draw < below[p])  # never static: that is nobody's programme
    odds = below[programme] - (below[programme - 1] if programme else 0)
    sky.since[0] = world.tick
    if programme != sky.programme[0]:
        sky.programme[0] = programme
        sky.rain[0] = rain_in(programme, params)
        sky.cause[0] = world.events.one(
            Kind.PROGRAMME_CHANGED,
            whom=author_of(world),
            amount=programme,
            stream=STREAM,
            odds=odds,
        )


def _burn(world: World, params: Params) -> None:
    """Let a firestorm begin, or end."""
    sky, log, key = world.sky, world.events, world.key(FIRESTORM)
    if sky.burning[0] >= 0:
        if world.tick >= sky.burning[0]:
            log.one(Kind.FIRESTORM_ENDED, cause=int(sky.fire_cause[0]))
            sky.burning[0], sky.glare[0], sky.fire_cause[0] = -1, 0, 0
        return
    odds = luck.rate_per_tick(params.firestorms_per_day / 24, units.HOUR // _MINUTE)
    if luck.u32(key, _SKY) < odds:
        lasts = round(params.firestorm_hours * units.HOUR)
        sky.burning[0] = world.tick + lasts // 2 + luck.below(key, _SKY, lasts, 1)
        sky.glare[0] = params.firestorm_glare
        sky.fire_cause[0] = log.one(Kind.FIRESTORM_BEGAN, stream=FIRESTORM, odds=odds)


def _drift(world: World, stream: int, now: int, aim: int, swing: float, minutes: float, most: int) -> int:
    """Where something that drifts about `aim` is a minute later: a pull back, a push by chance, a fair rounding."""
    key = world.key(stream)
    pull = round(1000 * (aim - now) / minutes)
    push = round(1000 * swing * aim * (6 / minutes) ** 0.5) * (luck.below(key, _SKY, 2001) - 1000) // 1000
    return min(most, max(0, (1000 * now + pull + push + luck.below(key, _SKY, 1000, 1)) // 1000))


def rain_in(programme: Programme, params: Params) -> int:
    """How hard it rains in a programme, mm/h."""
    return (0, 0, params.drizzle_mm, params.rain_mm, params.storm_mm, 0)[programme]
