"""Hearing: Sentinels, drones and hunters hear people who move about without a permit, less well in the rain.

A sound of power Lw has the level Lp = Lw - 20 log10 r - 8 at r metres over ground, less behind a wall. It is heard when
it stands out of the background: the murmur of the day or the quiet under curfew, rain and wind, added as powers. A
listener reports that there was somebody, not who, and not quite where; then it reports nothing for a while. It does not
listen to people for whom a tag answers (`world/authority/suspects.py`).

Reads   citizens.doing, pace, cell, luck, cause; hauls.hauler, mode; watchers.kind, duty, cell, luck, impaired,
        heard_at, cause; sky.curfew; what a sound must reach as `Acoustics.needed` has it; who is a suspect as
        `suspects` has it
Writes  watchers.heard_at; reports as `report` files them
Emits   HEARD(watcher, citizen; amount dB; cause: what the citizen is about)
Units   levels in dB, in tables in 1/100 dB
Source  Spreading over ground: ISO 9613-2's geometry, hemispherical, Lw - 20 log10 r - 8. Levels of steps: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.buckets import columns_of, heads, join, leave, span
from undergrid.core.caches import Cache
from undergrid.core.grid import cells_in, isqrt, squared_apart_on
from undergrid.core.handles import record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority.reporting import misplaced, report
from undergrid.world.authority.suspects import Permits, Suspects, anybody, suspects
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses.acoustics import Acoustics, falls
from undergrid.world.senses.optics import clear
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("hearing")

_SENTINEL, _DRONE, _HUNTER = int(WatcherKind.SENTINEL), int(WatcherKind.DRONE), int(WatcherKind.HUNTER)
_OFF = int(Duty.OFF)
_WALKING = int(Activity.WALKING)
_AT_ONCE = 8  # listeners that hear one person in one tick; others have to listen again


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.hearing`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    run_db: float = Field(72, ge=0, le=140, description="sound power of running steps, dB [assumed]")
    walk_db: float = Field(55, ge=0, le=140, description="sound power of walking steps, dB [assumed]")
    sneak_db: float = Field(38, ge=0, le=140, description="sound power of careful steps, dB [assumed]")
    drag_db: float = Field(64, ge=0, le=140, description="sound power of dragging a body by the hands, dB [assumed]")
    tarp_db: float = Field(60, ge=0, le=140, description="sound power of dragging one on a tarp, dB [assumed]")
    laden_db: float = Field(57, ge=0, le=140, description="that of carrying or holding up somebody, dB [assumed]")
    listen_every: int = Field(4, ge=1, le=60, description="each mover is listened to once in, s [assumed]")
    again_after: int = Field(60, ge=1, le=3600, description="a listener reports again only after, s [assumed]")
    report_delay: int = Field(5, ge=0, le=3600, description="from listener to the authority, s [assumed]")
    off_m: float = Field(8, ge=0, le=200, description="the reported place is off by up to, m either way [assumed]")
    points: int = Field(5, ge=0, le=1000, description="suspicion that such a report carries [assumed]")


def powers_of(params: Params) -> I64:
    """(7,) how loud people are who walk, by Pace, then by the HaulMode in which they move somebody: 1/100 dB."""
    steps = (params.sneak_db, params.walk_db, params.run_db)
    burdens = (params.drag_db, params.tarp_db, params.laden_db, params.laden_db)
    return np.rint(100 * np.array(steps + burdens)).astype(np.int64)


class _Desk(Cache):
    """What hearing works with in one world between ticks: no state, only room and tables.

    The knobs of the kernels, levels in 1/100 dB: powers, by Pace, then by HaulMode; fall, by squared distance in cells;
    wall, rotor; again and off as in `Params`. first, following: the listeners in each bucket (`core/buckets.py`).
    loudest, source: (watchers,) the level that each hears, and whom.
    """

    def __init__(self, world: World, params: Params) -> None:
        city, sound = world.city, world.shared(Acoustics)
        powers = powers_of(params)
        least = min(sound.quiet_db, sound.busy_db) + sound.needed_db
        metres = 10 ** ((powers.max() / 100 - 8 - least) / 20)
        self.n_watchers = world.watchers.n
        self.knobs = record(
            powers=powers, fall=falls(min(metres, 1000.0), city.cell_mm), wall=round(100 * sound.wall_db),
            rotor=round(100 * sound.drone_deaf_db), again=params.again_after, off=cells_in(params.off_m, city.cell_mm),
            first=heads(city.width, city.height, len(city.levels)), following=np.zeros(self.n_watchers, np.int32),
            loudest=np.zeros(self.n_watchers, np.int64), source=np.zeros(self.n_watchers, np.int64),
        )  # fmt: skip


class _News(Out):
    """Who has heard whom, how loud it was in 1/100 dB, and the place that is reported."""

    watcher: I64
    citizen: I64
    level: I64
    place: I64


def step(world: World, params: Params) -> None:
    """Let whoever has ears listen to the movers whose turn it is, and log and report what they hear."""
    watchers, people, sky, standing = world.watchers, world.citizens, world.sky, world.cache(Occupancy)
    turn = world.tick % params.listen_every
    if not watchers.n or not anybody(standing.outdoors.bits, turn, params.listen_every):
        return
    curfew, suspected = int(sky.curfew[0]), world.out(Suspects, standing.room)
    n = suspects(
        people.handle, standing.handle, world.shared(Permits).knobs, curfew, world.second_of_day // 60, turn,
        params.listen_every, suspected.handle,
    )  # fmt: skip
    if not n or not _anybody_walks(n, suspected.handle, people.handle):
        return
    desk, city = world.cache(_Desk, params), world.city.handle
    if watchers.n != desk.n_watchers:
        desk = world.renew(_Desk, params)
    masked = world.shared(Acoustics).needed(sky)
    news = world.out(_News, watchers.n)
    _gather(watchers.handle, city, desk.knobs, world.tick)
    _listen(n, suspected.handle, people.handle, world.hauls.handle, watchers.handle, city, desk.knobs, masked)
    heard = _note(people.handle, watchers.handle, city, desk.knobs, world.tick, world.key(STREAM), news.handle)
    if heard:
        who, whom = news.watcher[:heard], news.citizen[:heard]
        cause = np.where(people.cause[whom] == 0, watchers.cause[who], people.cause[whom])
        events = world.events.add(Kind.HEARD, who, whom, people.cell[whom], news.level[:heard] // 100, cause)
        report(world, -1, who, Sense.HEARING, news.place[:heard], params.report_delay, params.points, events)


@kernel
def _anybody_walks(n, suspected, people):
    """Whether any of the n suspects is on their feet."""
    for i in range(n):
        if people.doing[suspected.row[i]] == _WALKING:
            return True
    return False


@kernel
def _gather(watchers, city, knobs, now):
    """Put those who listen into their buckets; they have heard nothing yet."""
    for w in range(len(watchers.kind) - 1, -1, -1):
        knobs.source[w], knobs.loudest[w] = -1, 0
        kind, post = watchers.kind[w], np.int64(watchers.cell[w])
        ears = kind == _SENTINEL or kind == _DRONE or kind == _HUNTER
        rested = watchers.heard_at[w] < 0 or now - watchers.heard_at[w] >= knobs.again
        ready = watchers.duty[w] != _OFF and watchers.impaired[w] <= now
        if ears and rested and ready and city.flags[post // city.area] & 2:
            join(knobs.first, knobs.following, w, post, city.width, city.area)


@kernel
def _listen(n, suspected, people, hauls, watchers, city, knobs, masked):
    """Let every listener hear the loudest of the n suspects who walk: `knobs.source` of each watcher, -1 for none.

    masked: the level that is needed to be heard over the background, 1/100 dB.
    """
    width, columns, cells = city.width, columns_of(city.width), isqrt(len(knobs.fall) - 1)
    for i in range(n):
        who = suspected.row[i]
        if people.doing[who] != _WALKING:
            continue
        power, here = _power(people, hauls, who, knobs), np.int64(people.cell[who])
        bucket, across, down = span(here, cells, width, city.area)
        for b in range(across * down):
            w = knobs.first[bucket + b // across * columns + b % across]
            while w >= 0:
                level = _level_at(watchers, w, city, knobs, masked, here, power)
                if level > knobs.loudest[w]:
                    knobs.loudest[w], knobs.source[w] = level, who
                w = knobs.following[w]


@kernel(inline=True)
def _power(people, hauls, who, knobs):
    """How loud somebody's steps are, or the body that they haul if it is louder, 1/100 dB."""
    power = knobs.powers[people.pace[who]]
    for slot in range(len(hauls.used)):
        if hauls.used[slot] and hauls.hauler[slot] == who:
            power = max(power, knobs.powers[3 + hauls.mode[slot]])
    return power


@kernel(inline=True)
def _level_at(watchers, w, city, knobs, masked, here, power):
    """How loud a sound from cell `here` is to a listener, 1/100 dB; 0 where they do not hear it."""
    post = np.int64(watchers.cell[w])
    squared = squared_apart_on(post, here, city.width, city.area)
    if squared >= len(knobs.fall):
        return np.int64(0)
    level = power - knobs.fall[squared]
    needed = masked + (knobs.rotor if watchers.kind[w] == _DRONE else 0)
    if level < needed or level <= knobs.loudest[w]:
        return np.int64(0)
    if not clear(city, post, here):
        level -= knobs.wall
    return level if level >= needed else np.int64(0)


@kernel
def _note(people, watchers, city, knobs, now, key, news):
    """Empty the buckets, and write down who has heard whom, and where they take it to come from; returns how many."""
    n = 0
    for w in range(len(watchers.kind)):
        if watchers.cell[w] >= 0:
            leave(knobs.first, np.int64(watchers.cell[w]), city.width, city.area)
        who = knobs.source[w]
        if who < 0 or _times(news, n, who) >= _AT_ONCE:
            continue
        watchers.heard_at[w] = now
        pair = luck.pair(watchers.luck[w], people.luck[who])
        place = misplaced(key, pair, np.int64(0), np.int64(people.cell[who]), knobs.off, city)
        news.watcher[n], news.citizen[n], news.level[n], news.place[n] = w, who, knobs.loudest[w], place
        n += 1
    return n


@kernel(inline=True)
def _times(news, n, whom):
    """How many have heard somebody already."""
    times = 0
    for row in range(n):
        times += 1 if news.citizen[row] == whom else 0
    return times
