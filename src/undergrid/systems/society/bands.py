"""Bands: people who travel in groups set out at their time and walk to their goal together.

All walk to the same goal at their own pace; whoever is too far ahead of the last waits, so that a band goes as fast as
its slowest. Nobody waits for members who are far from the leader, cannot walk or have been arrested. When a drone comes
near the leader all stand still until it has gone, or until they have waited too long. If the leader cannot go on, the
next member leads. At the goal they go into the building there; the band has arrived once nobody with it is still on the
way. A band that has been routed scatters: everybody runs to the nearest shelter whose door does not hold; after a while
they rally and go on. The rule leaves alone members with a mind of their own, and those about something else until they
have been idle for a while.

Reads   bands.leader, goal, building, sets_out, stage, still, routed, cause; members.owner, band; citizens.alive, able,
        doing, since, cell, inside, intent, target, cause; conditions.owner, kind (who is trapped);
        watchers.kind, duty, cell (drones); doors and what holds them; routes
Writes  bands.leader, stage, sets_out, still, routed, cause; citizens.intent, target, enter, cause, wake; those who are
        routed as `run_for_shelter` does
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
from undergrid.core.caches import Cache
from undergrid.core.fields import diagonal_of
from undergrid.core.grid import NO_WAY, is_near, octile, squared_apart_on
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.fleeing import run_for_shelter
from undergrid.world.orders.attempts import Attempts, intend, is_minded, some_may_try
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
_LEAVES, _COMES, _ROUTED = 1, 2, 3  # news of a band


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.bands`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    look_every: int = Field(5, ge=1, le=60, description="each band looks to itself once in, s [assumed]")
    spread_m: int = Field(16, ge=2, le=1000, description="who is further ahead of the last waits, m [assumed]")
    lost_m: int = Field(120, ge=2, le=10_000, description="who is further from the leader is not waited for [assumed]")
    arrive_m: int = Field(6, ge=0, le=1000, description="one is there within, m [assumed]")
    drone_m: int = Field(60, ge=0, le=1000, description="they stand still for a drone within, m [assumed]")
    drone_minutes: float = Field(5, ge=0.01, le=1440, description="they stand still for at most, min [assumed]")
    idle_seconds: int = Field(60, ge=0, le=3600, description="who has been idle for that joins in again, s [assumed]")
    retry_minutes: float = Field(10, ge=0.01, le=1440, description="where no way leads they try again after [assumed]")
    shelter_m: int = Field(300, ge=0, le=10_000, description="routed, they know shelters within, m [assumed]")
    rally_minutes: float = Field(30, ge=0.01, le=1440, description="after a rout they go on after, min [assumed]")


class _Desk(Cache):
    """What bands work with in one world: their knobs in cells, mm and ticks."""

    def __init__(self, world: World, params: Params) -> None:
        cell_mm = world.city.cell_mm
        self.knobs: Handle = record(
            every=params.look_every,
            spread=params.spread_m * 1000,
            lost=(params.lost_m * 1000 // cell_mm) ** 2,
            there=(params.arrive_m * 1000 // cell_mm) ** 2,
            near=(params.drone_m * 1000 // cell_mm) ** 2,
            patience=round(params.drone_minutes * 60),
            idle=params.idle_seconds,
            diagonal=diagonal_of(cell_mm),
        )


class _Muster(Out):
    """How the bands stand whose turn it is and who have something to do, by their slots."""

    due: I64  # whether a band is one of these; later, whether it travels on
    first: I64  # the first member who can go on; -1 nobody
    living: I64
    fit: I64  # how many can go on
    leads: I64  # whether the leader can go on
    halted: I64  # whether they stand still for a drone
    shut: I64  # whether the door of the building that they go to holds
    come: I64  # how many of the fit are at the goal,
    with_it: I64  # and how many others are not lost from sight
    last: I64  # mm that the last of these others has to go


class _Walkers(Out):
    """The members of those bands who can go on, in the order of `members`."""

    who: I64
    band: I64
    far: I64  # mm to the goal across open ground
    there: I64  # whether they are at the goal
    stuck: I64  # apart: bands whose leader has stopped short of the goal


class _News(Out):
    """What becomes of a band, and how many people that concerns."""

    band: I64
    what: I64
    people: I64


def step(world: World, params: Params) -> None:
    """Lead the bands whose turn it is."""
    now, bands, people = world.tick, world.bands.handle, world.citizens.handle
    if not world.bands.n or not _any_turn(bands, now, params.look_every):
        return
    city, knobs = world.city.handle, world.cache(_Desk, params).knobs
    muster, news = world.out(_Muster, world.bands.n), world.out(_News, world.bands.n)
    walkers = world.out(_Walkers, world.members.n)
    n = _muster(bands, world.members.handle, people, _buried(world), knobs, now, muster.handle, walkers.handle)
    _look_out(bands, people, world.watchers.handle, city, knobs, now, muster.handle)
    _measure(bands, people, city, knobs, n, muster.handle, walkers.handle)
    n_news = _take_stock(bands, world.cache(Doors).shut, knobs, now, muster.handle, news.handle)
    some_may_try(world)
    n_stuck = _lead(bands, people, world.cache(Attempts).handle, knobs, now, n, muster.handle, walkers.handle)
    for band, what, n in news.rows(n_news):
        if what == _LEAVES:
            _set_out(world, params, band, n)
        elif what == _COMES:
            _arrive(world, band, n)
        else:
            _scatter(world, params, band)
    for band in walkers.stuck[:n_stuck].tolist():
        if _way(world, band) == NO_WAY:
            world.bands.stage[band], world.bands.sets_out[band] = _GATHERED, now + round(params.retry_minutes * 60)


def _buried(world: World) -> npt.NDArray[np.int32]:
    """Who lies under debris."""
    held = world.conditions
    return held.owner[held.where(kind=_TRAPPED)]


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
    rows = members.owner[members.where(band=band)]
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
    """Let everybody run to the nearest shelter within `shelter_m` that is not shut, else away."""
    bands = world.bands
    bands.stage[band], bands.still[band] = _SCATTERED, -1
    bands.sets_out[band] = world.tick + round(params.rally_minutes * 60)
    cause = int(bands.cause[band]) or world.scenario_event
    reach = (params.shelter_m * 1000 // world.city.cell_mm) ** 2
    run_for_shelter(world, _fit(world, band), cause, reach, STREAM)


@kernel
def _any_turn(bands, now, every):
    """Whether any band whose turn it is has something to do."""
    for band in range(now % every, len(bands.used), every):
        if bands.used[band] and _is_due(bands, band, now):
            return True
    return False


@kernel(inline=True)
def _is_due(bands, band, now):
    """Whether a band has something to do: it travels, is to set out, is routed, or is to rally."""
    stage = bands.stage[band]
    if stage == _TRAVELLING:
        return True
    if stage == _GATHERED:
        return bands.routed[band] or bands.sets_out[band] <= now
    return stage == _SCATTERED and (not bands.routed[band] or bands.sets_out[band] <= now)


@kernel
def _muster(bands, members, people, down, knobs, now, muster, walkers):
    """Count the members of the bands that have something to do, and write who can go on; returns how many can.

    down: who lies under debris.
    """
    for b in range(len(bands.used)):
        muster.due[b] = now % knobs.every == b % knobs.every and bands.used[b] and _is_due(bands, b, now)
        muster.first[b], muster.last[b] = -1, 0
        muster.living[b] = muster.fit[b] = muster.leads[b] = muster.halted[b] = muster.come[b] = muster.with_it[b] = 0
    n = 0
    for m in range(len(members.used)):
        b = members.band[m]
        if not members.used[m] or not muster.due[b]:
            continue
        who = members.owner[m]
        muster.living[b] += 1 if people.alive[who] else 0
        if _can_go(people, down, who):
            muster.fit[b] += 1
            muster.first[b] = who if muster.first[b] < 0 else muster.first[b]
            muster.leads[b] |= who == bands.leader[b]
            walkers.who[n], walkers.band[n] = who, b
            n += 1
    return n


@kernel(inline=True)
def _can_go(people, down, who):
    """Whether somebody is alive, free, has their senses and legs, and lies under nothing."""
    doing = people.doing[who]
    if not people.alive[who] or people.able[who] == 0 or _HELD <= doing <= _RECLAIMED or doing >= _SLEEPING:
        return False
    for k in range(len(down)):
        if down[k] == who:
            return False
    return True


@kernel
def _look_out(bands, people, watchers, city, knobs, now, muster):
    """Give each band a leader who can go on, and see whether it stands still for a drone near that leader."""
    for b in range(now % knobs.every, len(bands.used), knobs.every):
        if not muster.due[b] or muster.fit[b] == 0:
            continue
        if not muster.leads[b]:
            bands.leader[b] = muster.first[b]
        leader, near = bands.leader[b], False
        here = int(people.cell[leader])
        for w in range(len(watchers.kind)):
            if watchers.kind[w] == _DRONE and watchers.duty[w] != _OFF and people.inside[leader] < 0:
                near = near or squared_apart_on(int(watchers.cell[w]), here, city.width, city.area) <= knobs.near
        if not near:
            bands.still[b] = -1
        elif bands.still[b] < 0:
            bands.still[b] = now
        muster.halted[b] = near and now - bands.still[b] <= knobs.patience


@kernel
def _measure(bands, people, city, knobs, n, muster, walkers):
    """How far each of the first `n` walkers has to go, and how their bands are spread."""
    for k in range(n):
        who, b = walkers.who[k], walkers.band[k]
        here, goal = int(people.cell[who]), int(bands.goal[b])
        walkers.far[k] = _to_go(here, goal, city, knobs.diagonal)
        walkers.there[k] = _is_there(people, who, bands.building[b], goal, city, knobs.there)
        if walkers.there[k]:
            muster.come[b] += 1
        elif squared_apart_on(here, int(people.cell[bands.leader[b]]), city.width, city.area) <= knobs.lost:
            muster.with_it[b] += 1
            muster.last[b] = max(muster.last[b], walkers.far[k])


@kernel(inline=True)
def _to_go(here, goal, city, diagonal):
    """How far it is to the goal across open ground, mm."""
    width, height = city.width, city.height
    across, down = here % width - goal % width, here // width % height - goal // width % height
    return octile(across, down, city.cell_mm, diagonal)


@kernel(inline=True)
def _is_there(people, who, building, goal, city, near):
    """Whether somebody is at the goal: in the building there, or within `near` cells squared of it outdoors."""
    if people.inside[who] >= 0:
        return people.inside[who] == building
    here = int(people.cell[who])
    return is_near(here, goal, near, city.width, city.area)


@kernel
def _take_stock(bands, shut, knobs, now, muster, news):
    """Decide which bands set out, have arrived, are routed or are no more; returns how many rows of news there are.

    `due` says from now on which of them travel on. shut: whether the door of a building holds.
    """
    n = 0
    for b in range(now % knobs.every, len(bands.used), knobs.every):
        if not muster.due[b]:
            continue
        what = 0
        if muster.living[b] == 0:
            bands.stage[b] = _OVER
        elif muster.fit[b] == 0:
            what = 0  # nobody can go on
        elif bands.routed[b] and bands.stage[b] != _SCATTERED:
            what = _ROUTED
        elif bands.stage[b] != _TRAVELLING:
            what = _LEAVES
        elif muster.come[b] > 0 and muster.with_it[b] == 0:
            what = _COMES
        muster.due[b] = what == 0 and bands.stage[b] == _TRAVELLING
        muster.shut[b] = bands.building[b] >= 0 and shut[bands.building[b]] != 0
        if what:
            news.band[n], news.what[n] = b, what
            news.people[n] = muster.come[b] if what == _COMES else muster.fit[b]
            n += 1
    return n


@kernel
def _lead(bands, people, attempts, knobs, now, n, muster, walkers):
    """Let the first `n` walkers go on, wait or try the door, except minds, the busy and those about something else.

    Returns for how many bands the leader has stopped short of the goal; `stuck` says which.
    """
    n_stuck = 0
    for k in range(n):
        who, b = walkers.who[k], walkers.band[k]
        doing = people.doing[who]
        if not muster.due[b] or test_bit(attempts.minded, who) or people.intent[who] != 0 or doing == _TENDING:
            continue
        walks = doing == _WALKING or doing == _CROSSING
        if people.cause[who] != bands.cause[b] and (walks or people.since[who] + knobs.idle > now):
            continue  # about something else
        people.wake[who] = NEVER
        verb = _next(bands, people, knobs, now, k, muster, walkers)
        if verb == 0:
            continue
        failed = people.target[who] == bands.goal[b]  # it was on its way, and stopped short
        if verb == _WALK and who == bands.leader[b] and failed and not walkers.there[k]:
            walkers.stuck[n_stuck] = b
            n_stuck += 1
        people.intent[who], people.cause[who] = verb, bands.cause[b]
        people.target[who] = bands.goal[b] if verb == _WALK else -1
        people.enter[who] = bands.building[b] if verb == _WALK else -1
        set_bit(attempts.intending, who)
    return n_stuck


@kernel(inline=True)
def _next(bands, people, knobs, now, k, muster, walkers):
    """What a walker does next, as a Verb; 0 for nothing but what they are at."""
    who, b = walkers.who[k], walkers.band[k]
    doing, idle = people.doing[who], now - people.since[who]
    ahead = muster.last[b] - walkers.far[k]  # of the last, in mm
    if doing == _WALKING:
        return _WAIT if muster.halted[b] or (not walkers.there[k] and ahead > knobs.spread) else 0
    if doing == _CROSSING:
        return 0
    if walkers.there[k]:
        # those before the door, full or shut, try again now and then
        outside = bands.building[b] >= 0 and people.inside[who] != bands.building[b]
        return _WALK if outside and not muster.shut[b] and idle >= knobs.idle else 0
    waits = muster.halted[b] or ahead > knobs.spread // 2 or idle < knobs.every
    return 0 if waits else _WALK
