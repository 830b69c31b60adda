"""Hazards underfoot: who walks over rusted scaffolding falls and is hurt now and then; leaking pipes wet who is below.

A fall comes by the way that is walked, so many to a kilometre; on a street there are none. Whoever falls gets up again
with a wound in a leg or an arm. Water comes by time, whatever one does there, and clothes dry by themselves.

Reads   citizens.alive, doing, inside, cell, heading, pace, speed, able, luck
Writes  wounds as `injuries.wound` does; who is wet as `wet.drench` and `dry_out` do
Emits   FELL(citizen; stream, odds), WOUNDED(citizen; cause: FELL), DRENCHED(citizen; stream, odds)
Units   chances per turn as thresholds of 2^32; mm, ticks of 1 s
Source  assumed throughout. For comparison: walking a kilometre of street takes 12 min and hurts nobody here.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import Ground, ground_column
from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body import injuries, wet
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.walking import Gaits
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

FALLS = luck.stream("hazards/falls")
HURT = luck.stream("hazards/hurt")
WATER = luck.stream("hazards/water")

_TURNS = 60  # an hour, in each of which a fall or water may come: the rule's period in the schedule
_WALKING = int(Activity.WALKING)
_ON_LINK = 8  # as a heading
_SCAFFOLD, _SEEP = int(Ground.SCAFFOLD), int(Ground.SEEP)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.hazards`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    falls_per_km: float = Field(1.0, ge=0, le=100, description="falls on 1000 m of scaffolding [assumed]")
    deep: float = Field(0.2, ge=0, le=1, description="how many go into the flesh, the others graze, share [assumed]")
    rusty: float = Field(0.6, ge=0, le=1, description="how many wounds get dirt into them, share [assumed]")
    drenched_per_hour: float = Field(6.0, ge=0, le=60, description="under leaking pipes one is wet so often [assumed]")
    dry_minutes: float = Field(90, ge=1, le=10_000, description="clothes dry in, min [assumed]")

    @cached_property
    def knobs(self) -> Handle:
        """falls: odds of a mm of scaffolding, in 2^-10 of a threshold. water: odds of a turn. pace: by Ground, %."""
        return record(
            falls=round(self.falls_per_km * luck.CERTAIN * 1024 / 1_000_000),
            water=luck.rate_per_tick(self.drenched_per_hour, _TURNS),
            pace=ground_column("pace", np.int64),
        )


class _Dangerous(Cache):
    """Whether there is any ground in the city that hurts or wets."""

    def __init__(self, world: World) -> None:
        self.anywhere = bool(np.isin(world.city.ground, (_SCAFFOLD, _SEEP)).any())

    def nbytes(self) -> int:
        return 0


class _News(Out):
    """Who falls or is wetted: who, whether it is a fall, and the odds."""

    who: I64
    fall: I64
    odds: I64


def step(world: World, params: Params) -> None:
    """Let those whose turn it is fall, or be wetted; let others dry."""
    people = world.citizens
    if world.soaked.n_used:
        wet.dry_out(world)
    if not world.cache(_Dangerous).anywhere or not world.has_turn(people.n):
        return
    gaits, keys = world.shared(Gaits), world.keys(falls=FALLS, water=WATER)
    news = world.out(_News, (((people.n + 63) >> 6) // world.period + 1) << 6)
    n = _tread(
        people.handle, world.city.handle, params.knobs, gaits.speeds, world.tick, world.period, keys, news.handle
    )
    for who, fall, odds in news.rows(n):
        where = int(people.cell[who])
        if fall:
            event = world.events.one(Kind.FELL, who, where=where, stream=FALLS, odds=odds)
            _hurt(world, params, who, event)
        elif not wet.is_wet(world, who):
            event = world.events.one(Kind.DRENCHED, who, where=where, stream=WATER, odds=odds)
            wet.drench(world, who, world.tick + round(60 * params.dry_minutes), event)


def _hurt(world: World, params: Params, who: int, cause: int) -> None:
    """Give somebody the wound of a fall: where, how deep and how clean it is, is drawn."""
    key, lucky = world.key(HURT), int(world.citizens.luck[who])
    part = BodyPart.LEG if luck.u32(key, lucky) < luck.CERTAIN // 2 else BodyPart.ARM
    depth = 2 if luck.u32(key, lucky, 1) < luck.chance(params.deep) else 1
    dirty = luck.u32(key, lucky, 2) < luck.chance(params.rusty)
    injuries.wound(world, who, WoundKind.CUT, part, depth, bool(dirty), cause)


@kernel
def _tread(people, city, knobs, gaits, now, period, keys, news):
    """Draw for the rows whose turn it is; writes who falls and who is wetted, returns how many."""
    n_rows, n = len(people.alive), 0
    for chunk in range(now % period, (n_rows + 63) >> 6, period):
        for row in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            if not people.alive[row] or people.inside[row] >= 0 or people.heading[row] == _ON_LINK:
                continue
            ground = city.ground[people.cell[row]]
            if ground == _SEEP:
                fall, odds, draw = 0, knobs.water, luck.u32(keys.water, people.luck[row])
            elif ground == _SCAFFOLD and people.doing[row] == _WALKING:
                speed = (
                    people.speed[row] * gaits[people.pace[row]] * people.able[row] * knobs.pace[ground] // 10_000_000
                )
                odds = min((speed * period * knobs.falls) >> 10, np.int64(luck.CERTAIN))
                fall, draw = 1, luck.u32(keys.falls, people.luck[row])
            else:
                continue
            if draw < odds:
                news.who[n], news.fall[n], news.odds[n] = row, fall, odds
                n += 1
    return n
