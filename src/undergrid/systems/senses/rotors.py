"""Rotors: the named hear drones before they see them, unless wind, rain or the murmur of the city drown them.

A drone's rotors have the sound power Lw; they are heard where Lp stands out of the background; walls between take some
off. Whoever hears a drone knows that it is about, and roughly where. To hear one for the first time, or again after a
while, is an event. Hearing never replaces what was just seen.

Reads   plans.owner; citizens.inside, cell, luck, cause; watchers.kind, duty, cell, luck, cause; knowledge.knower,
        topic, subject, at, strength; what rotors must reach as `Acoustics.needed` has it; who has their senses as
        `hears` has it
Writes  knowledge (topic WATCHER: one row for each knower and watcher)
Emits   ROTORS_HEARD(citizen, watcher; amount m; cause: what the watcher is about)
Units   levels in dB, in tables in 1/100 dB
Source  world/senses/acoustics.py: ISO 9613-2. Sound power of small drones of 90 to 100 dB(A) is what their makers
        declare by EU 2019/945. The rest is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.grid import cells_in, isqrt, squared_apart_on
from undergrid.core.handles import record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority.reporting import misplaced
from undergrid.world.body.posture import hears
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.acoustics import Acoustics, falls
from undergrid.world.senses.optics import clear
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Topic

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("rotors")

_DRONE, _OFF = int(WatcherKind.DRONE), int(Duty.OFF)
_FARTHEST = 600  # m, beyond which no rotors are heard [assumed]
_AT_ONCE = 8  # drones that one person tells apart at once


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.rotors`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rotor_db: float = Field(0, ge=0, le=140, description="sound power of a drone, dB; 0: silent ones [assumed]")
    listen_every: int = Field(5, ge=1, le=600, description="one minds what one hears once in, s [assumed]")
    again_after: int = Field(600, ge=1, le=86_400, description="a drone is news again after, s [assumed]")
    vague: float = Field(0.6, ge=0.01, le=1, description="how firmly what was only heard is believed [assumed]")
    off_m: float = Field(8, ge=0, le=200, description="it is taken to be off by up to, m either way [assumed]")


class _Desk(Cache):
    """What rotors work with in one world between ticks: no state, only tables."""

    def __init__(self, world: World) -> None:
        wall = round(100 * world.shared(Acoustics).wall_db)
        self.knobs = record(fall=falls(_FARTHEST, world.city.cell_mm), wall=wall)


class _News(Out):
    """Who hears which drone, at what squared distance in cells."""

    who: I64
    watcher: I64
    squared: I64


def step(world: World, params: Params) -> None:
    """Let the named hear drones, and write down what they come to know."""
    if params.rotor_db == 0 or world.tick % params.listen_every or not world.plans.n or not world.watchers.n:
        return
    desk = world.cache(_Desk)
    left = round(100 * params.rotor_db) - world.shared(Acoustics).needed(world.sky)
    news = world.out(_News, world.plans.n * _AT_ONCE)
    n = _listen(
        world.citizens.handle, world.watchers.handle, world.city.handle, desk.knobs, left, world.plans.handle,
        news.handle,
    )  # fmt: skip
    if not n:
        return
    listening = {who for who in set(news.who[:n].tolist()) if hears(world, who)}
    for who, watcher, squared in news.rows(n):
        if who in listening:
            _learn(world, params, who, watcher, squared)


def _learn(world: World, params: Params, who: int, watcher: int, squared: int) -> None:
    """Let somebody know of a drone that they hear, so many cells squared away."""
    people, watchers, known, city = world.citizens, world.watchers, world.knowledge, world.city
    rows = known.where(knower=who, topic=Topic.WATCHER, subject=watcher)
    news = not len(rows) or world.tick - int(known.at[rows[0]]) >= params.again_after
    vague = round(1000 * params.vague)
    if len(rows) and world.tick - int(known.at[rows[0]]) < 2 * params.listen_every and known.strength[rows[0]] > vague:
        return  # it was seen just now
    pair = luck.pair(int(people.luck[who]), int(watchers.luck[watcher]))
    off = cells_in(params.off_m, city.cell_mm)
    where = misplaced(world.key(STREAM), pair, 0, int(watchers.cell[watcher]), off, city.handle)
    slot = int(rows[0]) if len(rows) else int(known.take(1)[0])
    if news:
        cause = int(watchers.cause[watcher]) or int(people.cause[who])
        metres = int(isqrt(squared * city.cell_mm**2)) // 1000
        known.cause[slot] = world.events.one(Kind.ROTORS_HEARD, who, watcher, where, metres, cause)
    known.knower[slot], known.topic[slot], known.subject[slot] = who, Topic.WATCHER, watcher
    known.cell[slot], known.at[slot], known.source[slot], known.strength[slot] = where, world.tick, -1, vague


@kernel
def _listen(people, watchers, city, knobs, left, plans, news):
    """Write which drones reach the ears of the named, the first few for each; returns how many rows of `news` it wrote.

    left: what a drone's power has over the level that is needed, 1/100 dB.
    """
    n = 0
    for owner in plans.owner:
        who, begun = np.int64(owner), n
        if who < 0:
            continue
        for w in range(len(watchers.kind)):
            if watchers.kind[w] != _DRONE or watchers.duty[w] == _OFF or n - begun == _AT_ONCE:
                continue
            squared = _heard(people, who, city, knobs, left, np.int64(watchers.cell[w]))
            if squared >= 0:
                news.who[n], news.watcher[n], news.squared[n] = who, w, squared
                n += 1
    return n


@kernel(inline=True)
def _heard(people, who, city, knobs, left, there):
    """The squared distance in cells of a drone over cell `there` that somebody hears; -1 where they do not."""
    here = np.int64(people.cell[who])
    if there // city.area != here // city.area:
        return np.int64(-1)
    squared = squared_apart_on(there, here, city.width, city.area)
    if squared >= len(knobs.fall) or knobs.fall[squared] > left:
        return np.int64(-1)
    plain = people.inside[who] < 0 and clear(city, here, there)
    return squared if plain or knobs.fall[squared] + knobs.wall <= left else np.int64(-1)
