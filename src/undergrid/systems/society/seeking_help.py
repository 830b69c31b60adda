"""Seeking help: whoever is hurt and sees somebody with the sign of a healer goes to them.

Few guess at a sign that is covered. The rule is for the crowd: people with a mind of their own decide for themselves.
Those who cannot walk, are held, are lying, busy or near a healer already stay where they are.

Reads   blood.owner (who is wounded); wounds.cause; profiles.owner, insignia, covered, category; citizens.alive, able,
        doing, inside, cell, goal, intent, luck; opaque
Writes  citizens as `intend` does
Emits   SOUGHT_HELP(citizen, citizen; cause: the gravest wound; stream, odds)
Units   m; chances per look as thresholds of 2^32, a minute's in the knobs
Source  none published: ranges and rates are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.bits import test_bit
from undergrid.core.caches import Cache
from undergrid.core.grid import sees
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body.blood_loss import gravest
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, intend
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("approach")

_HELD, _RECLAIMED, _PRESENTING, _WALKING = map(
    int, (Activity.HELD, Activity.RECLAIMED, Activity.PRESENTING, Activity.WALKING)
)
_HEALER = int(Category.HEALER)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.seeking_help`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sight_m: int = Field(40, ge=2, le=1000, description="a sign of help is seen up to, m [assumed]")
    per_minute: float = Field(0.3, ge=0, le=1, description="chance a minute in sight to go to them [assumed]")
    covered: float = Field(0.05, ge=0, le=1, description="share of that where the sign is covered [assumed]")
    near_m: int = Field(4, ge=2, le=100, description="within that of a healer one is with them, m [assumed]")
    stays_minutes: int = Field(10, ge=1, le=1440, description="one stays with them for, min [assumed]")


class _Desk(Cache):
    """What seeking help works with in one world: its knobs in cells, and chances of one look."""

    def __init__(self, world: World, params: Params, period: int) -> None:
        odds = luck.per_tick(params.per_minute, max(1, 60 // period))
        self.knobs: Handle = record(
            odds=odds,
            covertly=round(odds * params.covered),
            reach=params.sight_m * 1000 // world.city.cell_mm,
            near=params.near_m * 1000 // world.city.cell_mm,
        )


class _Healers(Out):
    """Who wears the sign of a healer, and how likely it draws somebody."""

    who: I64
    odds: I64


class _Found(Out):
    """The wounded who look for help, the healer to whom each goes, and at which odds."""

    who: I64
    healer: I64
    odds: I64


def step(world: World, params: Params) -> None:
    """Let the wounded whose turn it is look for a healer."""
    blood, people, period = world.blood, world.citizens, world.period
    if not world.profiles.n or blood.n <= world.tick % period << 6:
        return
    knobs, healers = world.cache(_Desk, params, period).knobs, world.out(_Healers, world.profiles.n)
    n_healers = _healers(world.profiles.handle, people.handle, knobs, healers.handle)
    if not n_healers:
        return
    found = world.out(_Found, ((blood.n >> 6) // period + 1) << 6)
    n = _looking(blood.handle, people.handle, world.cache(Attempts).handle, world.tick, period, found.handle)
    n = _seek(n, n_healers, people.handle, world.city.handle, knobs, world.key(STREAM), healers.handle, found.handle)
    for who, healer, odds in found.rows(n):
        here = int(people.cell[who])
        cause = int(world.wounds.cause[gravest(world, who)])
        event = world.events.one(Kind.SOUGHT_HELP, who, healer, here, 0, cause, STREAM, odds)
        intend(world, who, Verb.WALK, int(people.cell[healer]), event, world.tick + params.stays_minutes * 60)


@kernel
def _healers(profiles, people, knobs, healers):
    """Who stands outdoors and wears the sign of a healer, and how likely it draws somebody; returns how many."""
    n = 0
    for slot in range(len(profiles.used)):
        if profiles.used[slot] and profiles.insignia[slot] and profiles.category[slot] == _HEALER:
            who = int(profiles.owner[slot])
            free = people.doing[who] < _HELD or people.doing[who] > _RECLAIMED
            if people.alive[who] and people.inside[who] < 0 and free:
                healers.who[n], healers.odds[n] = who, knobs.covertly if profiles.covered[slot] else knobs.odds
                n += 1
    return n


@kernel
def _looking(blood, people, attempts, now, period, found):
    """Which of the wounded whose turn it is are of the crowd, out of doors, and free to go; returns how many."""
    n, n_rows = 0, len(blood.used)
    for chunk in range(now % period, (n_rows + 63) >> 6, period):
        for slot in range(chunk << 6, min(n_rows, (chunk + 1) << 6)):
            if not blood.used[slot]:
                continue
            who = np.int64(blood.owner[slot])
            if not people.alive[who] or people.able[who] == 0 or people.inside[who] >= 0 or people.intent[who] != 0:
                continue
            if people.doing[who] >= _PRESENTING or test_bit(attempts.minded, who):
                continue  # busy, not free to go, or with a mind of their own
            found.who[n] = who
            n += 1
    return n


@kernel
def _seek(n, n_healers, people, city, knobs, key, healers, found):
    """Which of the first `n` wounded go to whom: the nearest healer who draws them. Returns how many do."""
    n_found = 0
    for k in range(n):
        who = found.who[k]
        healer, odds = _choose(who, n_healers, people, city, knobs, key, healers)
        if healer >= 0:
            found.who[n_found], found.healer[n_found], found.odds[n_found] = who, healer, odds
            n_found += 1
    return n_found


@kernel(inline=True)
def _choose(who, n_healers, people, city, knobs, key, healers):
    """(the nearest healer in sight to whom somebody is drawn, at which odds); -1 for none, or where they are with one.

    Whoever is on the way to a healer counts as being with them.
    """
    width, area = city.width, city.area
    here = np.int64(people.cell[who])
    x, y, base = here % width, here % area // width, here // area * area
    nearest, best, odds = knobs.reach * knobs.reach + 1, -1, 0
    for k in range(n_healers):
        healer = healers.who[k]
        there = np.int64(people.cell[healer])
        if healer == who or there // area * area != base:
            continue
        to_x, to_y = there % width, there % area // width
        far = (to_x - x) * (to_x - x) + (to_y - y) * (to_y - y)
        under_way = people.doing[who] == _WALKING and people.goal[who] == there
        if far <= knobs.near * knobs.near or under_way:
            return -1, 0
        if far >= nearest or luck.u32(key, luck.pair(people.luck[who], people.luck[healer])) >= healers.odds[k]:
            continue
        if sees(city.opaque, width, base, x, y, to_x, to_y):
            nearest, best, odds = far, healer, healers.odds[k]
    return best, odds
