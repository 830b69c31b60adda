"""Bands: people who travel in groups set out at their time and walk to their goal together.

All walk to the same goal at their own pace; who has got too far ahead of the last waits for them, so that a band goes
as fast as its slowest. Who is lost from sight far behind, cannot walk or has been taken is not waited for. When a drone
comes near the leader all stand still until it has gone, or until they have waited too long. If the leader is lost the
next takes over. At the goal they go into the building there, and the band has arrived once all who are with it are
there. A band that has been routed scatters: everybody runs to the nearest shelter whose door does not hold; in time
they rally and go on. Who has a mind of their own, or is about something else, is let be, and joins in again once idle.

Reads   bands.leader, goal, building, routed; members; citizens.alive, able, doing, since, cell, inside;
        conditions (who is trapped); watchers (drones); doors and what holds them; routes
Writes  bands.leader, state, sets_out, still, routed, cause; citizens.intent, target, enter, cause, wake
Emits   BAND_SET_OUT(leader; amount people; cause: what they are about), BAND_ARRIVED(leader; amount people; cause:
        BAND_SET_OUT)
Units   cells; ticks of 1 s
Source  none published for bands in flight: distances and times are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.bits import set_bit, test_bit
from undergrid.core.fields import diagonal_of
from undergrid.core.grid import NO_WAY, octile
from undergrid.core.jit import kernel
from undergrid.world.authority.search_patterns import squared_apart
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.fleeing import run_for_shelter
from undergrid.world.orders.attempts import Attempts, intend, is_minded
from undergrid.world.places.shelters import Doors
from undergrid.world.places.ways import Ways
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity, ConditionKind
from undergrid.world.tables.society import BandState

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("bands")

_GATHERED, _TRAVELLING, _ARRIVED, _SCATTERED, _OVER = map(int, BandState)
_WALKING, _CROSSING, _HELD, _RECLAIMED, _TENDING, _SLEEPING = map(
    int,
    (Activity.WALKING, Activity.CROSSING, Activity.HELD, Activity.RECLAIMED, Activity.TENDING, Activity.SLEEPING),
)
_WALK, _WAIT = int(Verb.WALK), int(Verb.WAIT)
_DRONE, _OFF = int(WatcherKind.DRONE), int(Duty.OFF)
_TRAPPED, _NOBODY = int(ConditionKind.TRAPPED), np.empty(0, np.int32)
_LEAVES, _COMES, _ROUTED, _GOES_ON = 1, 2, 3, 4  # news of `_lead`


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.bands`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    look_every: int = Field(5, ge=1, le=60, description="each band looks to itself once in, s [assumed]")
    spread_m: int = Field(16, ge=2, le=1000, description="who is further ahead of the last waits, m [assumed]")
    lost_m: int = Field(120, ge=2, le=10_000, description="who is further from the leader is not waited for [assumed]")
    arrive_m: int = Field(6, ge=0, le=1000, description="one is there within, m [assumed]")
    drone_m: int = Field(60, ge=0, le=1000, description="they stand still for a drone within, m [assumed]")
    drone_minutes: float = Field(5, gt=0, le=1440, description="they stand still for at most, min [assumed]")
    idle_seconds: int = Field(60, ge=0, le=3600, description="who has been idle for that joins in again, s [assumed]")
    retry_minutes: float = Field(10, gt=0, le=1440, description="where no way leads they try again after [assumed]")
    shelter_m: int = Field(300, ge=0, le=10_000, description="routed, they know shelters within, m [assumed]")
    rally_minutes: float = Field(30, gt=0, le=1440, description="after a rout they go on after, min [assumed]")


def step(world: World, params: Params) -> None:
    """Let the bands whose turn it is look to themselves."""
    bands = world.bands
    if not bands.n or not _any_turn(
        bands.used, bands.stage, bands.routed, bands.sets_out, world.tick, params.look_every
    ):
        return
    people, members, watchers, city = world.citizens, world.members, world.watchers, world.city
    down = _buried(world)
    (news,) = world.scratch(3 * bands.n, 1)
    n_news = _lead(
        bands.used, bands.stage, bands.leader, bands.goal, bands.building, bands.sets_out, bands.still, bands.routed,
        bands.cause, members.used, members.owner, members.band, people.alive, people.able, people.doing, people.since,
        people.cell, people.inside, people.intent, people.target, people.enter, people.cause, people.wake,
        world.cache(Attempts).minded.bits, world.cache(Attempts).intending.bits, down, world.cache(Doors).shut,
        watchers.kind, watchers.duty, watchers.cell, city.width, city.height, city.cell_mm, diagonal_of(city.cell_mm),
        params.spread_m * 1000, (params.lost_m * 1000 // city.cell_mm) ** 2, (params.arrive_m * 1000 // city.cell_mm) **
        2, (params.drone_m * 1000 // city.cell_mm) ** 2, round(params.drone_minutes * 60), params.idle_seconds,
        world.tick, params.look_every, news,
    )  # fmt: skip
    for band, what, n in news[: 3 * n_news].reshape(-1, 3).tolist():
        if what == _LEAVES:
            _set_out(world, params, band, n)
        elif what == _COMES:
            _arrive(world, band, n)
        elif what == _ROUTED:
            _scatter(world, params, band)
        elif _way(world, band) == NO_WAY:  # the leader has stopped short of the goal
            bands.stage[band], bands.sets_out[band] = _GATHERED, world.tick + round(params.retry_minutes * 60)


def _buried(world: World) -> npt.NDArray[np.int32]:
    """Who lies under debris."""
    held = world.conditions
    return held.owner[held.used & (held.kind == _TRAPPED)] if held.n else _NOBODY


def _way(world: World, band: int) -> int:
    """The first step of the leader's way to the goal; NO_WAY where none leads there."""
    bands = world.bands
    return world.cache(Ways).routes.direction(
        int(world.citizens.cell[bands.leader[band]]), world.cache(Ways).routes.goal(int(bands.goal[band]))
    )


def _set_out(world: World, params: Params, band: int, n: int) -> None:
    bands, people, leader = world.bands, world.citizens, int(world.bands.leader[band])
    if _way(world, band) == NO_WAY:
        bands.sets_out[band] = world.tick + round(params.retry_minutes * 60)
        return
    event = world.events.one(
        Kind.BAND_SET_OUT, leader, -1, int(people.cell[leader]), n, int(bands.cause[band]) or world.scenario_event
    )
    bands.stage[band], bands.cause[band], bands.routed[band], bands.still[band] = _TRAVELLING, event, False, -1
    goal, building = int(bands.goal[band]), int(bands.building[band])
    for who in _fit(world, band):
        if building < 0 or people.inside[who] != building:
            intend(world, who, Verb.WALK, goal, event)
            people.enter[who] = building


def _fit(world: World, band: int) -> list[int]:
    """The members of a band who can be told to walk: alive, able, free, without a mind of their own or other orders."""
    people, members = world.citizens, world.members
    rows = members.owner[members.used & (members.band == band)]
    doing = people.doing[rows]
    free = (doing < _HELD) | ((doing > _RECLAIMED) & (doing != _TENDING) & (doing < _SLEEPING))
    rows = rows[people.alive[rows] & (people.able[rows] > 0) & free & (people.intent[rows] == 0)]
    down = _buried(world)
    return [int(who) for who in rows if not is_minded(world, int(who)) and who not in down]


def _arrive(world: World, band: int, n: int) -> None:
    bands, leader = world.bands, int(world.bands.leader[band])
    event = world.events.one(Kind.BAND_ARRIVED, leader, -1, int(world.citizens.cell[leader]), n, int(bands.cause[band]))
    bands.stage[band], bands.cause[band] = _ARRIVED, event
    for who in _fit(world, band):
        world.citizens.wake[who], world.citizens.cause[who] = world.tick + 1, event


def _scatter(world: World, params: Params, band: int) -> None:
    """Everybody runs to the nearest shelter that they know and that is not shut, else away."""
    bands = world.bands
    bands.stage[band], bands.still[band] = _SCATTERED, -1
    bands.sets_out[band] = world.tick + round(params.rally_minutes * 60)
    cause = int(bands.cause[band]) or world.scenario_event
    reach = (params.shelter_m * 1000 // world.city.cell_mm) ** 2
    run_for_shelter(world, _fit(world, band), cause, reach, STREAM)


@kernel
def _any_turn(used, state, routed, sets_out, tick, every):
    """Whether any band whose turn it is has something to look to."""
    for band in range(tick % every, len(used), every):
        if used[band] and _is_due(state[band], routed[band], sets_out[band], tick):
            return True
    return False


@kernel
def _is_due(state, routed, sets_out, tick):
    """Whether a band has something to look to: it travels, is to set out, or is to rally."""
    if state == _TRAVELLING:
        return True
    if state == _GATHERED:
        return routed or sets_out <= tick
    return state == _SCATTERED and (not routed or sets_out <= tick)


@kernel
def _lead(used, state, leader, goal, building, sets_out, still, routed, band_cause, member, owner, band, alive, able,
          doing, since, cell, inside, intent, target, enter, cause, wake, minded, intending, down, shut, kind, duty,
          post, width, height, straight, diagonal, spread, lost, there, near, patience, idle, tick, every,
          news):  # fmt: skip
    """Let the bands whose turn it is look to themselves; returns how many news (band, what, people) it wrote."""
    n_bands = len(used)
    mine = np.zeros(n_bands, np.bool_)
    for b in range(tick % every, n_bands, every):
        mine[b] = used[b] and _is_due(state[b], routed[b], sets_out[b], tick)
    first, living, fit, with_it, come = (
        np.full(n_bands, -1, np.int64), np.zeros(n_bands, np.int64), np.zeros(n_bands, np.int64),
        np.zeros(n_bands, np.int64), np.zeros(n_bands, np.int64),
    )  # fmt: skip
    leads, halted, last = np.zeros(n_bands, np.bool_), np.zeros(n_bands, np.bool_), np.zeros(n_bands, np.int64)
    for m in range(len(member)):
        b = band[m]
        if not member[m] or not mine[b]:
            continue
        who = owner[m]
        living[b] += 1 if alive[who] else 0
        if _can_go(who, alive, able, doing, down):
            fit[b] += 1
            first[b] = who if first[b] < 0 else first[b]
            leads[b] = leads[b] or who == leader[b]
    for b in range(tick % every, n_bands, every):
        if not mine[b] or fit[b] == 0:
            continue
        if not leads[b]:
            leader[b] = first[b]
        here = int(cell[leader[b]])
        for w in range(len(kind)):
            if kind[w] == _DRONE and duty[w] != _OFF and inside[leader[b]] < 0:
                halted[b] = halted[b] or squared_apart(int(post[w]), here, width, height) <= near
        if not halted[b]:
            still[b] = -1
        elif still[b] < 0:
            still[b] = tick
        halted[b] = halted[b] and tick - still[b] <= patience
    for m in range(len(member)):
        b = band[m]
        if member[m] and mine[b] and _can_go(owner[m], alive, able, doing, down):
            who, here = owner[m], int(cell[owner[m]])
            if _is_there(who, cell, inside, building[b], goal[b], there, width, height):
                come[b] += 1
            elif squared_apart(here, int(cell[leader[b]]), width, height) <= lost:
                with_it[b] += 1
                last[b] = max(last[b], _to_go(here, int(goal[b]), width, height, straight, diagonal))
    n_news = 0
    for b in range(tick % every, n_bands, every):
        if not mine[b]:
            continue
        what = 0
        if living[b] == 0:
            state[b] = _OVER
        elif fit[b] == 0:
            what = 0  # nobody can go on
        elif routed[b] and state[b] != _SCATTERED:
            what = _ROUTED
        elif state[b] != _TRAVELLING:
            what = _LEAVES
        elif come[b] > 0 and with_it[b] == 0:
            what = _COMES
        mine[b] = what == 0 and state[b] == _TRAVELLING
        if what:
            news[3 * n_news], news[3 * n_news + 1] = b, what
            news[3 * n_news + 2] = come[b] if what == _COMES else fit[b]
            n_news += 1
    for m in range(len(member)):
        b = band[m]
        if not member[m] or not mine[b] or not _can_go(owner[m], alive, able, doing, down):
            continue
        who = owner[m]
        if test_bit(minded, who) or intent[who] != 0 or doing[who] == _TENDING:
            continue
        walks = doing[who] == _WALKING or doing[who] == _CROSSING
        if cause[who] != band_cause[b] and (walks or since[who] + idle > tick):
            continue  # about something else
        wake[who] = NEVER
        far = _to_go(int(cell[who]), int(goal[b]), width, height, straight, diagonal)
        arrived = _is_there(who, cell, inside, building[b], goal[b], there, width, height)
        verb = 0
        if walks:
            if doing[who] == _WALKING and (halted[b] or (not arrived and far < last[b] - spread)):
                verb = _WAIT
        elif arrived:
            # before the door: it was full or shut, they try again now and then
            outside = building[b] >= 0 and inside[who] != building[b]
            verb = _WALK if outside and not shut[building[b]] and since[who] + idle <= tick else 0
        elif not halted[b] and far >= last[b] - spread // 2 and since[who] + every <= tick:
            verb = _WALK
        if verb == 0:
            continue
        failed = target[who] == goal[b]  # it was on its way, and stopped short
        intent[who], cause[who] = verb, band_cause[b]
        target[who] = goal[b] if verb == _WALK else -1
        enter[who] = building[b] if verb == _WALK else -1
        set_bit(intending, who)
        if verb == _WALK and who == leader[b] and failed and not arrived:
            news[3 * n_news], news[3 * n_news + 1], news[3 * n_news + 2] = b, _GOES_ON, fit[b]
            n_news += 1
    return n_news


@kernel
def _can_go(who, alive, able, doing, down):
    """Whether somebody is alive, free, has their senses and legs, and lies under nothing."""
    if not alive[who] or able[who] == 0 or _HELD <= doing[who] <= _RECLAIMED or doing[who] >= _SLEEPING:
        return False
    for k in range(len(down)):
        if down[k] == who:
            return False
    return True


@kernel
def _is_there(who, cell, inside, building, goal, near, width, height):
    """Whether somebody is at the goal: in the building there, or within `near` cells squared of it outdoors."""
    if inside[who] >= 0:
        return inside[who] == building
    here = int(cell[who])
    return here // (width * height) == goal // (width * height) and (
        squared_apart(here, int(goal), width, height) <= near
    )


@kernel
def _to_go(here, goal, width, height, straight, diagonal):
    """How far it is to the goal across open ground, mm."""
    return octile(here % width - goal % width, here // width % height - goal // width % height, straight, diagonal)
