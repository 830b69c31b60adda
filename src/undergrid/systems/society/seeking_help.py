"""Seeking help: who is hurt and sees somebody whose sign says that they heal goes to them.

Where the sign is covered, few guess what somebody is. It is the crowd's rule: who has a mind of their own decides for
themselves, and who cannot walk, is held, is being seen to or is near already stays where they are.

Reads   blood (who is wounded); profiles (signs); citizens.alive, able, doing, inside, cell, goal, luck; opaque
Writes  citizens.intent, target, enter, cause, wake
Emits   SOUGHT_HELP(citizen, citizen; cause: what the wounded one is about; stream, odds)
Units   m; chances per look as thresholds of 2^32, a minute's in the knobs
Source  none published: ranges and rates are assumed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.bits import test_bit
from undergrid.core.grid import sees
from undergrid.core.jit import kernel
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
_NEAR = 2  # cells from a healer at which one is with them


_a_look = cache(luck.per_tick)  # the chance of one look, by that of a minute and the looks in it


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.seeking_help`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sight_m: int = Field(40, ge=2, le=1000, description="a sign of help is seen up to, m [assumed]")
    per_minute: float = Field(0.3, ge=0, le=1, description="chance a minute in sight to go to them [assumed]")
    covered: float = Field(0.05, ge=0, le=1, description="share of that where the sign is covered [assumed]")
    stays_minutes: int = Field(10, ge=1, le=1440, description="one stays with them for, min [assumed]")


def step(world: World, params: Params) -> None:
    """Let the wounded whose turn it is look for somebody who heals."""
    blood, profiles, people, city = world.blood, world.profiles, world.citizens, world.city
    chunk = world.tick % world.period
    if not profiles.n or blood.n <= chunk << 6:
        return
    healers, chances = world.scratch(profiles.n, 2)
    odds = _a_look(params.per_minute, max(1, 60 // world.period))
    n_healers = _healers(
        profiles.used, profiles.owner, profiles.insignia, profiles.covered, profiles.category, people.alive,
        people.inside, people.doing, odds, round(odds * params.covered), healers, chances,
    )  # fmt: skip
    if not n_healers:
        return
    healers, chances = healers[:n_healers].copy(), chances[:n_healers].copy()
    room = ((blood.n >> 6) // world.period + 1) << 6
    (found,) = world.scratch(3 * room, 1)
    n = _seek(
        blood.used, blood.owner, healers, chances, people.alive, people.able, people.doing,
        people.inside, people.cell, people.goal, people.intent, people.luck, world.cache(Attempts).minded.bits,
        world.city.opaque, city.width, city.area, params.sight_m * 1000 // city.cell_mm, world.tick,
        world.period, world.key(STREAM), found,
    )  # fmt: skip
    if not n:
        return
    for who, healer, chance in found[: 3 * n].reshape(-1, 3).tolist():
        here = int(people.cell[who])
        cause = int(people.cause[who]) or world.scenario_event
        event = world.events.one(Kind.SOUGHT_HELP, who, healer, here, 0, cause, STREAM, chance)
        intend(world, who, Verb.WALK, int(people.cell[healer]), event, world.tick + params.stays_minutes * 60)


@kernel
def _healers(used, owner, insignia, covered, category, alive, inside, doing, odds, covertly, healers, chances):
    """Who stands outdoors and wears the sign of a healer, and how likely it draws somebody; returns how many."""
    n = 0
    for slot in range(len(used)):
        if used[slot] and insignia[slot] and category[slot] == _HEALER:
            who = int(owner[slot])
            if alive[who] and inside[who] < 0 and (doing[who] < _HELD or doing[who] > _RECLAIMED):
                healers[n], chances[n] = who, covertly if covered[slot] else odds
                n += 1
    return n


@kernel
def _seek(used, owner, healers, chances, alive, able, doing, inside, cell, goal, intent, lucky, minded, opaque, width,
          area, reach, tick, period, key, found):  # fmt: skip
    """Which of the wounded whose turn it is go to whom: rows of (wounded, healer, odds), the nearest that draws them.

    Returns how many.
    """
    n = 0
    for chunk in range(tick % period, (len(used) + 63) >> 6, period):
        for slot in range(chunk << 6, min(len(used), (chunk + 1) << 6)):
            if not used[slot]:
                continue
            who = np.int64(owner[slot])
            if not alive[who] or able[who] == 0 or inside[who] >= 0 or intent[who] != 0 or test_bit(minded, who):
                continue
            if doing[who] >= _PRESENTING:
                continue  # at something else, or not free to go
            here = np.int64(cell[who])
            x, y, base = here % width, here % area // width, here // area * area
            nearest, best, odds = reach * reach + 1, -1, 0
            for k in range(len(healers)):
                healer = healers[k]
                there = np.int64(cell[healer])
                if healer == who or there // area * area != base:
                    continue
                to_x, to_y = there % width, there % area // width
                far = (to_x - x) * (to_x - x) + (to_y - y) * (to_y - y)
                under_way = doing[who] == _WALKING and goal[who] == there
                if far <= _NEAR * _NEAR or under_way:
                    best = -1
                    break  # with somebody who heals already, or nearly so
                draw = luck.u32(key, luck.pair(lucky[who], lucky[healer])) if far < nearest else chances[k]
                if draw < chances[k] and sees(opaque, width, base, x, y, to_x, to_y):
                    nearest, best, odds = far, healer, chances[k]
            if best >= 0:
                found[3 * n], found[3 * n + 1], found[3 * n + 2] = who, best, odds
                n += 1
    return n
