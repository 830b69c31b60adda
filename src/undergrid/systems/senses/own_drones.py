"""Own drones: a drone that somebody has made fly again follows them or goes where they send it, and shows what it sees.

It flies in a straight line over roofs. Its eyes are those of the authority's drones, in the same light and air; what
watchers it makes out become known to its maker, wherever that is, and to nobody else: it makes no report. It follows a
maker who is outdoors on its level, and waits for any other.

Reads   citizens.intent (SEND, RECALL), target, cause, cell, inside, alive; watchers.kind, duty, cell, luck;
        own_drones.maker, cell, goal, cause; optics as `tables_now` and `haze` have them; sky.light; what stands
        in the way, as `world/reasons` has it
Writes  own_drones.cell, goal, cause; knowledge as `contacts.mark` does; citizens.wake; intents as `drop_intent` does
Emits   DRONE_SENT(citizen; cell; cause: the order), DRONE_RECALLED(citizen; cause: the order), DRONE_SHOWED(citizen,
        watcher; range in m; cause: what the drone is about; stream, odds), REFUSED
Units   metres, seconds
Source  Sight: world/senses/optics.py. How fast it flies is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.grid import isqrt
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.items.wrecks import own_drones_of
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import attempts
from undergrid.world.orders.attempts import anybody_tries, asked, drop_intent, is_minded, refuse
from undergrid.world.reasons.salvage import commanding
from undergrid.world.senses import contacts
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import Sensor, Target, chance_between, haze
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("own_drones")

_EVERY = 5  # s between its looks, and between its moves [assumed]
_DRONE, _AS_WATCHER, _OFF = int(Sensor.DRONE), np.int64(Target.READER), int(Duty.OFF)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.own_drones`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    speed: float = Field(8, ge=0.1, le=100, description="how fast it flies, m/s [assumed]")


class _Seen(Out):
    """A watcher that a drone makes out: of which drone, which watcher, how far off in cells squared, and the odds."""

    drone: I64
    watcher: I64
    squared: I64
    odds: I64


def step(world: World, params: Params) -> None:
    """Do as ordered; every few seconds let all of them fly on, and look."""
    if anybody_tries(world):
        for who in asked(world, Verb.SEND, Verb.RECALL):
            _command(world, who)
    if not world.own_drones.n_used or world.tick % _EVERY:
        return
    own, sky = world.own_drones, world.sky
    cells = max(1, round(params.speed * _EVERY * 1000 / world.city.cell_mm))
    for row in own.rows().tolist():
        own.cell[row] = _flown(world, row, cells)
    optics = tables_now(world)
    seen = world.out(_Seen, own.n_used * world.watchers.n)
    n = _look(
        own.handle, world.watchers.handle, world.city.handle, optics, int(sky.light[0]), haze(optics, sky),
        world.key(STREAM), seen.handle,
    )  # fmt: skip
    for row, watcher, squared, odds in seen.rows(n):
        who, metres = int(own.maker[row]), isqrt(squared * world.city.cell_mm**2) // 1000
        if world.citizens.alive[who]:
            drawn = contacts.Drawn(int(own.cause[row]), int(STREAM), odds)
            contacts.mark(world, Kind.DRONE_SHOWED, who, watcher, metres, drawn)


def _command(world: World, who: int) -> None:
    """Send a drone somewhere, or call all of them back. It stops nobody on their way."""
    people, own = world.citizens, world.own_drones
    verb, target, order = Verb(int(people.intent[who])), int(people.target[who]), int(people.cause[who])
    why = commanding(world, who, verb, target, 0)
    if why is not None:
        refuse(world, who, why)
        return
    rows, where = own_drones_of(world, who), int(people.cell[who])
    if verb == Verb.SEND:
        event = world.events.one(Kind.DRONE_SENT, who, where=where, amount=target, cause=order)
        own.goal[rows[0]], own.cause[rows[0]] = target, event
    else:
        event = world.events.one(Kind.DRONE_RECALLED, who, where=where, cause=order)
        own.goal[rows], own.cause[rows] = -1, event
    drop_intent(world, who)
    if not is_minded(world, who):
        people.wake[who] = world.tick + world.shared(attempts.Pause).ticks


def _flown(world: World, row: int, cells: int) -> int:
    """The cell over which a drone is once it has flown on by so many cells."""
    own, people, city = world.own_drones, world.citizens, world.city
    here, goal, maker = int(own.cell[row]), int(own.goal[row]), int(own.maker[row])
    if goal < 0:
        goal = int(people.cell[maker]) if people.inside[maker] < 0 else here
    level, x, y = city.where(here)
    there, gx, gy = city.where(goal)
    if there != level:
        return here
    far = isqrt((gx - x) ** 2 + (gy - y) ** 2)
    if far <= cells:
        return goal
    return city.cell(level, x + (gx - x) * cells // far, y + (gy - y) * cells // far)


@kernel
def _look(own, watchers, city, optics, light, dim, key, seen):
    """Let drones look at watchers; writes those that they make out, returns how many."""
    n = 0
    for row in range(len(own.used)):
        if not own.used[row]:
            continue
        for watcher in range(len(watchers.cell)):
            if watchers.duty[watcher] == _OFF:
                continue
            here, there = np.int64(own.cell[row]), np.int64(watchers.cell[watcher])
            target = _AS_WATCHER + np.int64(watchers.kind[watcher])
            odds = chance_between(optics, city, _DRONE, target, here, there, light, dim)
            if odds == 0 or luck.draw_between(key, own.luck[row], watchers.luck[watcher], np.int64(0)) >= odds:
                continue
            x = here % city.width - there % city.width
            y = here // city.width - there // city.width
            seen.drone[n], seen.watcher[n], seen.squared[n], seen.odds[n] = row, watcher, x * x + y * y, odds
            n += 1
    return n
