"""Noise: what was loud at the last tick wakes sleepers, alarms people with minds, and draws watchers with ears.

A noise is a row of `noises`, made by whatever breaks, falls or is struck (`noises.make_noise`), and heard once. Its
level falls with distance and in the air; a wall between takes some, and so does a building that it comes out of or goes
into. It is heard where it stands out of the murmur, the rain and the wind; indoors walls keep those out as well.
Sleepers wake from a certain level on and not below it. Steps, and the sounds of hauling, are no rows here:
`systems/senses/hearing.py` listens to those.

Those with a mind of their own learn that something was heard, and about where. The watcher who hears a loud one best
reports it, so that somebody is sent to look; watchers with graver duties take no notice.

Reads   noises; exposure.owner, alert; plans.owner; citizens.alive, doing, cell, inside, luck; watchers.kind, duty,
        cell, senses, impaired, luck, heard_at; knowledge.knower, topic, cell, cause; what a noise must reach as
        `Acoustics.needed` has it, from how near its place is plain as `Acoustics.at_door`; walls of shelters as
        `through_walls_db` has them
Writes  noises; watchers.heard_at; exposure.alert; knowledge (topic NOISE: one row for each knower); reports as `report`
        files them; those who wake as `wake_up` lets them
Emits   WOKE(citizen; amount Waking.NOISE; cause: what made the noise), NOISE_HEARD(citizen, who made it; amount dB;
        cause: the same), NOISE_DREW(watcher, who made it; amount dB; cause: the same)
Units   levels in dB, in tables in 1/100 dB; cells
Source  ISO 9613-1 and -2 by world/senses/acoustics.py, in the band of 1 kHz. Awakenings set in at 42 dB inside: WHO,
        Night Noise Guidelines for Europe (2009), table 5.1; from what level on everybody wakes is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.grid import cells_in, is_near, squared_apart_on
from undergrid.core.handles import record
from undergrid.core.jit import kernel
from undergrid.world.authority.reporting import misplaced, report
from undergrid.world.body.exposure import slot_of
from undergrid.world.body.posture import ALERT, hears, wake_up
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import is_minded
from undergrid.world.places.shelters import through_walls_db
from undergrid.world.senses.acoustics import BROADBAND, Acoustics, absorption, falls
from undergrid.world.senses.optics import clear
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.body import Waking
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("noise")

_FREE = np.isin(np.arange(256), (Duty.POST, Duty.PATROL, Duty.RETURN))  # duties that a noise draws a watcher from
_LISTENS = np.isin(np.arange(256), (WatcherKind.SENTINEL, WatcherKind.DRONE, WatcherKind.HUNTER))
_DRONE = int(WatcherKind.DRONE)
_EARS = int(Senses.EARS)
_FARTHEST = 1000  # m, beyond which no noise is heard [assumed]
_FIRM = 1000  # strength of what was heard oneself


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.noise`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    wake_db: float = Field(55, ge=0, le=140, description="a sleeper wakes at, dB [assumed; WHO 2009: from 42]")
    loud_db: float = Field(50, ge=0, le=140, description="a watcher goes by what it hears at, dB [assumed]")
    room_db: float = Field(25, ge=0, le=140, description="a quiet room, dB [assumed]")
    room_m: float = Field(4, ge=0.01, le=100, description="how far off a noise in the same building is, m [assumed]")
    again_after: int = Field(60, ge=1, le=3600, description="a noise from about there is news again after, s [assumed]")
    off_m: float = Field(8, ge=0, le=200, description="the place it seems to come from is off by up to, m [assumed]")
    report_delay: int = Field(5, ge=0, le=3600, description="from a watcher to the authority, s [assumed]")
    points: int = Field(10, ge=0, le=1000, description="what a reported noise weighs, points [assumed]")


class _Desk(Cache):
    """What noise works with in one world between ticks: no state, only tables; levels in 1/100 dB.

    The knobs of the kernels: fall, by squared distance in cells; wall, rotor; again, s; listens, by WatcherKind; free,
    by Duty, whether a noise draws a watcher from it. off, in cells: how far a place is misjudged. plain, in cells
    squared: from within that, at the door or in the room, it is not.
    """

    def __init__(self, world: World, params: Params) -> None:
        sound = world.shared(Acoustics)
        air = absorption(BROADBAND, sound.celsius, sound.humidity)
        self.off = cells_in(params.off_m, world.city.cell_mm)
        self.plain = sound.at_door(world.city.cell_mm)
        self.fall = falls(_FARTHEST, world.city.cell_mm, air)
        self.room = round(100 * (20 * float(np.log10(max(1.0, params.room_m))) + 8))
        self.knobs = record(
            fall=self.fall, wall=round(100 * sound.wall_db), rotor=round(100 * sound.drone_deaf_db),
            again=params.again_after, listens=_LISTENS, free=_FREE,
        )  # fmt: skip


class Noise(NamedTuple):
    """One noise, as a row of `noises` has it."""

    cell: int
    building: int
    power: int  # 1/100 dB
    maker: int
    cause: int


def step(world: World, params: Params) -> None:
    """Let all noises since the last turn be heard, then drop them."""
    noises = world.noises
    if not noises.n_used:
        return
    desk = world.cache(_Desk, params)
    slots = noises.rows()
    columns = (noises.cell, noises.building, noises.power.astype(np.int64) * 10, noises.maker, noises.cause)
    heard = [Noise(*row) for row in zip(*(column[slots].tolist() for column in columns), strict=True)]
    noises.free(slots)
    _let_people_hear(world, params, desk, heard)
    if world.watchers.n:
        for noise in heard:
            _draw(world, params, desk, noise)


def _let_people_hear(world: World, params: Params, desk: _Desk, heard: list[Noise]) -> None:
    """Let each sleeper and each mind hear the loudest of the noises that reach them."""
    people, exposure = world.citizens, world.exposure
    owners = exposure.owner[exposure.rows()]
    asleep = owners[people.doing[owners] == Activity.SLEEPING]
    minded = world.plans.owner[world.plans.owner >= 0]
    listeners = np.union1d(asleep, minded).astype(np.int64)
    if not len(listeners):
        return
    sound = world.shared(Acoustics)
    outdoors, indoors = sound.needed(world.sky), round(100 * (params.room_db + sound.needed_db))
    wakes = round(100 * params.wake_db)
    noises = np.array([(n.cell, n.power) for n in heard], np.int64)
    over = np.where(people.inside[listeners] >= 0, indoors, outdoors)
    over = np.where(people.doing[listeners] == Activity.SLEEPING, np.maximum(over, wakes), over)
    who, which = _within(people.handle, world.city.handle, desk.knobs, listeners, over, noises)
    loudest: dict[int, tuple[int, int]] = {}
    for row, nth in zip(who.tolist(), which.tolist(), strict=True):
        noise = heard[nth]
        if noise.maker == row:
            continue
        level, least = level_at(world, desk, noise, row), outdoors
        if people.inside[row] >= 0:
            least = max(indoors, outdoors - round(100 * through_walls_db(world, int(people.inside[row]))))
        if people.doing[row] == Activity.SLEEPING:
            least = max(least, wakes)
        elif not hears(world, row):
            continue
        if level >= least and level > loudest.get(row, (-1_000_000, 0))[0]:
            loudest[row] = level, nth
    for row in sorted(loudest):
        level, nth = loudest[row]
        _hear(world, params, desk, row, heard[nth], level)


def level_at(world: World, desk: _Desk, noise: Noise, who: int) -> int:
    """How loud a noise is where somebody is, 1/100 dB; they are on its level and within reach."""
    people, city = world.citizens, world.city
    inside, here = int(people.inside[who]), int(people.cell[who])
    if inside >= 0 and inside == noise.building:
        return noise.power - desk.room
    level = noise.power - int(desk.fall[int(squared_apart_on(here, noise.cell, city.width, city.area))])
    level -= round(100 * (through_walls_db(world, inside) + through_walls_db(world, noise.building)))
    if not clear(city.handle, here, noise.cell):
        level -= round(100 * world.shared(Acoustics).wall_db)
    return level


def _hear(world: World, params: Params, desk: _Desk, who: int, noise: Noise, level: int) -> None:
    """Let somebody hear a noise: they wake; with a mind of their own they are wary for a while, and know of it."""
    people, exposure = world.citizens, world.exposure
    woken = people.doing[who] == Activity.SLEEPING
    if woken:
        wake_up(world, who, Waking.NOISE, noise.cause)
    if not is_minded(world, who):
        return
    slot = slot_of(world, who)
    if slot >= 0:
        exposure.alert[slot] = max(int(exposure.alert[slot]), world.tick + ALERT)
    known, city, there = world.knowledge, world.city, noise.cell
    if not is_near(int(people.cell[who]), noise.cell, desk.plain, city.width, city.area):
        pair = luck.pair(int(people.luck[who]), noise.cell)
        there = int(misplaced(world.key(STREAM), pair, 0, noise.cell, desk.off, city.handle))
    rows = known.where(knower=who, topic=Topic.NOISE)
    row = int(rows[0]) if len(rows) else int(known.take(1)[0])
    event, near = int(known.cause[row]), (2 * desk.off + 1) ** 2
    fresh = len(rows) > 0 and world.tick - (event >> TICK_SHIFT) < params.again_after
    if woken or not fresh or squared_apart_on(int(known.cell[row]), noise.cell, city.width, city.area) > near:
        event = world.events.one(Kind.NOISE_HEARD, who, noise.maker, noise.cell, level // 100, noise.cause)
    known.knower[row], known.topic[row], known.subject[row] = who, Topic.NOISE, -1
    known.cell[row], known.at[row], known.source[row] = there, world.tick, -1
    known.strength[row], known.cause[row] = _FIRM, event


def _draw(world: World, params: Params, desk: _Desk, noise: Noise) -> None:
    """Let the watcher who hears a loud noise best, of those free to do so, report it."""
    watchers, city = world.watchers, world.city.handle
    outside = noise.power - round(100 * through_walls_db(world, noise.building))
    least = max(world.shared(Acoustics).needed(world.sky), round(100 * params.loud_db))
    watcher, level = _best_ear(watchers.handle, city, desk.knobs, world.tick, noise.cell, outside, least)
    if watcher < 0:
        return
    watchers.heard_at[watcher] = world.tick
    pair = luck.pair(int(watchers.luck[watcher]), noise.cell)
    place = misplaced(world.key(STREAM), pair, 2, noise.cell, desk.off, city)
    event = world.events.add(Kind.NOISE_DREW, np.array([watcher]), noise.maker, noise.cell, level // 100, noise.cause)
    report(world, -1, watcher, Sense.HEARING, int(place), params.report_delay, params.points, event)


@kernel
def _within(people, city, knobs, listeners, over, noises):
    """(rows of listeners, numbers of noises): who might hear which of the noises (cell, 1/100 dB) were there no walls;
    over: the level that each listener needs.
    """
    who, which = np.empty(len(listeners) * len(noises), np.int64), np.empty(len(listeners) * len(noises), np.int64)
    n = 0
    for i in range(len(listeners)):
        row = listeners[i]
        if not people.alive[row]:
            continue
        here = int(people.cell[row])
        for nth in range(len(noises)):
            there = noises[nth, 0]
            if here // city.area != there // city.area:
                continue
            squared = squared_apart_on(here, there, city.width, city.area)
            if squared < len(knobs.fall) and noises[nth, 1] - knobs.fall[squared] >= over[i]:
                who[n], which[n] = row, nth
                n += 1
    return who[:n], which[:n]


@kernel
def _best_ear(watchers, city, knobs, now, place, power, least):
    """(the watcher who hears a noise best, the first among equals, its level there in 1/100 dB), or (-1, 0)."""
    best, loudest = -1, 0
    for w in range(len(watchers.kind)):
        here = int(watchers.cell[w])
        if here // city.area != place // city.area or not _has_ears(watchers, w, knobs, now):
            continue
        squared = squared_apart_on(here, place, city.width, city.area)
        if squared >= len(knobs.fall):
            continue
        level = power - knobs.fall[squared]
        needed = least + (knobs.rotor if watchers.kind[w] == _DRONE else 0)
        if level < needed or level <= loudest:
            continue
        if not clear(city, here, place):
            level -= knobs.wall
        if level >= needed and level > loudest:
            best, loudest = w, level
    return best, loudest


@kernel(inline=True)
def _has_ears(watchers, w, knobs, now):
    """Whether a watcher listens at all, is free to act on what it hears, and has not done so just now."""
    if not knobs.listens[watchers.kind[w]] or not knobs.free[watchers.duty[w]] or not watchers.senses[w] & _EARS:
        return False
    rested = watchers.heard_at[w] < 0 or now - watchers.heard_at[w] >= knobs.again
    return watchers.impaired[w] <= now and rested
