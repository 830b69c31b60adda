"""Hearing: Sentinels, drones and hunters hear those who move about and have no business to, less so in the rain.

A sound of power Lw has the level Lp = Lw - 20 log10 r - 8 at r metres over ground, less behind a wall. It is heard when
it stands out of the background: the murmur of the day or the quiet under curfew, and the rain, added as powers. A
listener reports that there was somebody, not who, and not quite where; then it minds other things for a while. Those
for whom their tags answer are not listened to (`world/authority/suspects.py`).

Reads   hauls; citizens.alive, doing, pace, cell, tagged, being, wanted, work, shift, luck, cause; watchers.kind, duty,
        cell, luck, impaired, cause; sky
Writes  watchers.heard_at; reports
Emits   HEARD(watcher, citizen; amount dB; cause: what the citizen is about)
Units   levels in dB, in tables in 1/100 dB
Source  Spreading over ground: ISO 9613-2's geometry, hemispherical, Lw - 20 log10 r - 8. Levels of steps: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from undergrid.core import luck
from undergrid.core.buckets import columns_of, heads, join, leave, span
from undergrid.core.caches import Cache
from undergrid.core.grid import isqrt, sees
from undergrid.core.jit import kernel
from undergrid.world.authority.reporting import misplaced, report
from undergrid.world.authority.suspects import Permits, suspects
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses.acoustics import falls, rising, together
from undergrid.world.senses.optics import level_flags
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("hearing")

_SENTINEL, _DRONE, _HUNTER = int(WatcherKind.SENTINEL), int(WatcherKind.DRONE), int(WatcherKind.HUNTER)
_OFF = int(Duty.OFF)
_WALKING = int(Activity.WALKING)
_AT_ONCE = 8  # listeners that hear one person in one tick; others have to listen again


class Params(Permits):
    """The knobs a scenario may turn, under `rules.hearing`."""

    run_db: float = Field(72, ge=0, le=140, description="sound power of running steps, dB [assumed]")
    walk_db: float = Field(55, ge=0, le=140, description="sound power of walking steps, dB [assumed]")
    sneak_db: float = Field(38, ge=0, le=140, description="sound power of careful steps, dB [assumed]")
    drag_db: float = Field(64, ge=0, le=140, description="sound power of dragging a body by the hands, dB [assumed]")
    tarp_db: float = Field(60, ge=0, le=140, description="sound power of dragging one on a tarp, dB [assumed]")
    laden_db: float = Field(57, ge=0, le=140, description="that of carrying or holding up somebody, dB [assumed]")
    busy_db: float = Field(55, ge=0, le=140, description="background by day, dB [assumed]")
    quiet_db: float = Field(32, ge=0, le=140, description="background under curfew, dB [assumed]")
    rain_db: float = Field(38, ge=0, le=140, description="level of 1 mm/h of rain on streets, dB [assumed]")
    rain_decade_db: float = Field(14, ge=0, le=40, description="louder by that for ten times the rain, dB [assumed]")
    needed_db: float = Field(3, ge=-10, le=40, description="what a sound must have over the background, dB [assumed]")
    wall_db: float = Field(20, ge=0, le=100, description="lost where walls stand between, dB [assumed]")
    rotor_db: float = Field(10, ge=0, le=100, description="a drone's own noise hides so much more, dB [assumed]")
    listen_every: int = Field(4, ge=1, le=60, description="each mover is listened to once in, s [assumed]")
    again_after: int = Field(60, ge=1, le=3600, description="a listener reports again only after, s [assumed]")
    report_delay: int = Field(5, ge=0, le=3600, description="from listener to the authority, s [assumed]")
    off_cells: int = Field(4, ge=0, le=50, description="the reported place is off by up to, cells either way [assumed]")
    points: int = Field(5, ge=0, le=1000, description="suspicion that such a report carries [assumed]")


class _Desk(Cache):
    """What hearing works with in one world between ticks: no state, only room and tables."""

    def __init__(self, world: World, params: Params) -> None:
        self.flags = level_flags(world.city)
        self.heads = heads(world.city.width, world.city.height, len(world.city.levels))
        steps = (params.sneak_db, params.walk_db, params.run_db)  # by Pace,
        burdens = (params.drag_db, params.tarp_db, params.laden_db, params.laden_db)  # then by HaulMode
        self.powers = np.rint(100 * np.array(steps + burdens)).astype(np.int64)
        quiet, busy = backgrounds(params)
        self.quiet, self.busy = quiet, busy
        least = min(quiet[0], busy[0]) / 100 + params.needed_db
        metres = 10 ** ((self.powers.max() / 100 - 8 - least) / 20)
        self.fall = falls(min(metres, 1000.0), world.city.cell_mm)
        self.make_room(256, world.watchers.n)

    def make_room(self, people: int, n_watchers: int) -> None:
        self.people, self.n_watchers = people, n_watchers
        self.rows, self.whys = (np.zeros(people, np.int32) for _ in range(2))
        self.following, self.loudest, self.source, self.where = (np.zeros(n_watchers, np.int32) for _ in range(4))


def backgrounds(params: Params) -> tuple[np.ndarray, np.ndarray]:
    """What masks sounds under curfew and by day, each (256,) i64 in 1/100 dB by rain in mm/h."""
    rain = rising(params.rain_db, params.rain_decade_db)
    both = [together(level, rain) for level in (params.quiet_db, params.busy_db)]
    quiet, busy = (np.rint(100 * level).astype(np.int64) for level in both)
    return quiet, busy


def step(world: World, params: Params) -> None:
    """Let whoever has ears listen to the movers whose turn it is, and log and report what they hear."""
    watchers, people, sky, city = world.watchers, world.citizens, world.sky, world.city
    words, turn = len(world.cache(Occupancy).outdoors.bits), world.tick % params.listen_every
    out = world.cache(Occupancy).outdoors.count
    if not watchers.n or not out or words <= turn:
        return
    desk = world.cache(_Desk, params)
    if out > desk.people or watchers.n != desk.n_watchers:
        desk.make_room(max(out + out // 4, 256), watchers.n)
    curfew = bool(sky.curfew[0])
    n = suspects(
        world.cache(Occupancy).outdoors.bits, turn, words, params.listen_every, people.alive, people.doing,
        people.tagged, people.being, people.wanted, people.work, people.shift, curfew, world.second_of_day // 60,
        params.permit_before, params.permit_after, desk.rows, desk.whys,
    )  # fmt: skip
    if not n:
        return
    masked = int((desk.quiet if curfew else desk.busy)[sky.rain[0]]) + round(100 * params.needed_db)
    n_heard = _listen(
        n, desk.rows, people.doing, people.pace, world.hauls.used, world.hauls.hauler, world.hauls.mode, people.cell,
        people.luck, watchers.kind, watchers.duty, watchers.cell, watchers.luck, watchers.impaired, watchers.heard_at,
        world.city.opaque, desk.flags, city.width, city.area, desk.powers, desk.fall, masked, round(100 *
        params.wall_db), round(100 * params.rotor_db), world.tick, params.again_after, params.off_cells,
        world.key(STREAM), desk.heads, desk.following, desk.loudest, desk.source, desk.where,
    )  # fmt: skip
    if n_heard:
        who = np.flatnonzero(desk.source >= 0)
        whom = desk.source[who]
        cause = np.where(people.cause[whom] == 0, watchers.cause[who], people.cause[whom])
        events = world.events.add(Kind.HEARD, who, whom, people.cell[whom], desk.loudest[who] // 100, cause)
        report(world, -1, who, Sense.HEARING, desk.where[who], params.report_delay, params.points, events)


@kernel
def _listen(n, rows, doing, pace, hauls, hauler, mode, cell, lucky, kind, duty, post, post_luck, impaired, heard_at,
            opaque, flags, width, area, powers, fall, masked, wall, rotor, tick, again_after, off, key, first,
            following, loudest, source, where):  # fmt: skip
    """Let every listener hear the loudest of the movers among n suspects: `source` of each watcher, -1 for none.

    `loudest` is its level in 1/100 dB, `where` the place that is reported. Returns how many have heard somebody.
    """
    moving = 0
    for i in range(n):
        moving += 1 if doing[rows[i]] == _WALKING else 0
    if moving == 0:
        return 0
    for w in range(len(kind) - 1, -1, -1):
        source[w], loudest[w] = -1, 0
        ears = kind[w] == _SENTINEL or kind[w] == _DRONE or kind[w] == _HUNTER
        rested = heard_at[w] < 0 or tick - heard_at[w] >= again_after
        if ears and rested and duty[w] != _OFF and impaired[w] <= tick and flags[np.int64(post[w]) // area] & 2:
            join(first, following, w, np.int64(post[w]), width, area)
    columns = columns_of(width)
    cells = isqrt(len(fall) - 1)
    for i in range(n):
        who = np.int64(rows[i])
        if doing[who] != _WALKING:
            continue
        power = powers[pace[who]]
        for slot in range(len(hauls)):
            if hauls[slot] and hauler[slot] == who:
                power = max(power, powers[3 + mode[slot]])
        here = np.int64(cell[who])
        base = here // area * area
        y, x = (here - base) // width, (here - base) % width
        bucket, across, down = span(here, cells, width, area)
        for b in range(across * down):
            w = first[bucket + b // across * columns + b % across]
            while w >= 0:
                post_y, post_x = (np.int64(post[w]) - base) // width, (np.int64(post[w]) - base) % width
                squared = (post_x - x) * (post_x - x) + (post_y - y) * (post_y - y)
                if squared < len(fall):
                    level = power - fall[squared]
                    needed = masked + (rotor if kind[w] == _DRONE else 0)
                    if level >= needed and level > loudest[w]:
                        if not sees(opaque, width, base, post_x, post_y, x, y):
                            level -= wall
                        if level >= needed and level > loudest[w]:
                            loudest[w], source[w] = level, who
                w = following[w]
    heard = 0
    for w in range(len(kind)):
        if post[w] >= 0:
            leave(first, np.int64(post[w]), width, area)
        if source[w] >= 0:
            alike = 0
            for other in range(w):
                alike += 1 if source[other] == source[w] else 0
            if alike >= _AT_ONCE:
                source[w] = -1
                continue
            heard += 1
            heard_at[w] = tick
            where[w] = misplaced(
                key, post_luck[w], lucky[source[w]], np.int64(0), np.int64(cell[source[w]]), off, opaque, width, area
            )
    return heard
