"""Heat: watchers with heat sensors sweep their beams over the streets and pick out the warmth of those out there.

Each scanner looks every few seconds at the suspects that its beam has just swept (`world/senses/thermal.py`), and may
or may not pick them out. It minds one warm body at a time, the nearest it finds, until it has lost it; then it minds
none for a while. It cannot tell who that is, and reports where. At times a sensor fails for some seconds, and its beam
flickers out. It does not mind people for whom a tag answers (`world/authority/suspects.py`): the tag answers at once.

People with a mind of their own notice a beam that passes over them and does not find them, if its odds were high enough
(`swept_share`); only they come to know of that event.

Reads   citizens.doing, pace, posture, cell, luck, cause; watchers.senses, duty, cell, luck, impaired, faulty, warm,
        warm_at, warm_told, warm_event, cause; sky.curfew; who is a suspect as `suspects` has it; what is worn, what
        burns and the air as `Scanning` has them; who has a mind as `Attempts` has it
Writes  watchers.faulty, warm, warm_at, warm_told, warm_event; reports as `report` files them
Emits   HEAT_SEEN(watcher, citizen; amount: range, through what, which way; cause: the watcher's duty; because
        CONDITION: what the citizen is about, where they are up and about it; stream, odds), SWEPT(watcher, citizen;
        amount: the same; cause: the watcher's duty; stream, odds: what it escaped), FLICKERED_OUT(watcher; amount s;
        stream, odds)
Units   ranges in m; suspicion in points; chances as thresholds of 2^32
Source  Science behind the chance: see world/senses/thermal.py. What is suspicious, faults, how long things take:
        assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.bits import test_bit
from undergrid.core.buckets import BITS, bucket_of, columns_of, heads, span
from undergrid.core.caches import Cache
from undergrid.core.grid import isqrt, sees_over
from undergrid.core.handles import change, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority.reporting import report, times
from undergrid.world.authority.suspects import Permits, Suspects, suspects
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import Attempts
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses.optics import reach
from undergrid.world.senses.thermal import SCANNER, Scanning, Thermal, arc, chance_at, pack, sides, within
from undergrid.world.tables.authority import Duty, Sense, Senses
from undergrid.world.tables.people import UP_AND_ABOUT, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("heat")
FAULT = luck.stream("heat.fault")

_HEAT, _OFF, _WALKING = int(Senses.HEAT), int(Duty.OFF), int(Activity.WALKING)
_SEEN, _REPORT, _SWEPT, _FAILED = 1, 2, 4, 8
_AT_ONCE = 8  # events of a kind about one person in one tick, and of one scanner in one look


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.heat`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    lost_after: int = Field(60, ge=1, le=3600, description="warmth is lost after so long unseen, s [assumed]")
    again_after: int = Field(120, ge=1, le=86_400, description="other warmth is minded only after, s [assumed]")
    report_every: int = Field(15, ge=1, le=3600, description="warmth in view is reported once in, s [assumed]")
    report_delay: int = Field(5, ge=0, le=3600, description="from look to the authority, s [assumed]")
    points: int = Field(20, ge=0, le=1000, description="suspicion that such a report carries [assumed]")
    swept_share: float = Field(0.1, ge=0, le=1, description="odds from which on a beam comes near one [assumed]")
    faults_per_hour: float = Field(1.0, ge=0, le=3600, description="how often a sensor fails [assumed]")
    fault_s: int = Field(8, ge=1, le=3600, description="how long: half to one and a half of so many s [assumed]")


class _Desk(Cache):
    """What heat works with in one world between ticks: no state, only room and tables.

    The knobs of the kernels are those of `Params`, near and fault as thresholds, and the room. spots: (suspects, 6) the
    cell, x, y, bucket and row of each, and whether they have a mind. first, following: the suspects in each bucket
    (`core/buckets.py`). beam: (suspects, 5) of each in the beam of one scanner: which suspect, squared range in cells,
    odds, through what, and whether picked out.
    """

    def __init__(self, world: World, params: Params) -> None:
        thermal = world.shared(Thermal)
        self.scanning = Scanning(world)
        self.room = 0
        self.knobs = record(
            every=thermal.look_every, around=thermal.sweep_s, lost_after=params.lost_after,
            again_after=params.again_after, report_every=params.report_every, near=luck.chance(params.swept_share),
            fault=luck.rate_per_tick(params.faults_per_hour, units.HOUR // thermal.look_every), fault_s=params.fault_s,
            first=heads(world.city.width, world.city.height, len(world.city.levels)),
            following=np.zeros(0, np.int32), spots=np.zeros((0, 6), np.int64), beam=np.zeros((0, 5), np.int64),
        )  # fmt: skip

    def expect(self, suspects: int) -> None:
        """Make room for so many suspects."""
        if suspects > self.room:
            self.room = max(256, suspects + suspects // 4)
            change(
                self.knobs, following=np.zeros(self.room, np.int32), spots=np.full((self.room, 6), -1, np.int64),
                beam=np.zeros((self.room, 5), np.int64),
            )  # fmt: skip


class _News(Out):
    """What the scanners find: what (_SEEN, _REPORT, _SWEPT, _FAILED), watcher, citizen, squared range in cells, odds,
    through what, seconds of a fault.
    """

    what: I64
    watcher: I64
    citizen: I64
    squared: I64
    odds: I64
    through: I64
    seconds: I64


def step(world: World, params: Params) -> None:
    """Let the scanners whose turn it is look where their beams have been, and log and report what they find."""
    watchers, every = world.watchers, world.shared(Thermal).look_every
    turn = world.tick % every
    if watchers.n <= turn << 6 or not _scanners(watchers.senses, turn, every):
        return
    desk, standing, people = world.cache(_Desk, params), world.cache(Occupancy), world.citizens
    suspected = world.out(Suspects, standing.room)
    n_suspects = suspects(
        people.handle, standing.handle, world.shared(Permits).knobs, int(world.sky.curfew[0]), world.second_of_day //
        60, 0, 1, suspected.handle,
    )  # fmt: skip
    desk.expect(n_suspects)
    desk.scanning.refresh(world)
    news, keys = world.out(_News, (2 + _AT_ONCE) * watchers.n), world.keys(look=STREAM, fault=FAULT)
    city, scan = world.city.handle, desk.scanning.handle
    _gather(n_suspects, suspected.handle, people.handle, world.cache(Attempts).handle, city, desk.knobs)
    n = _sweep(people.handle, watchers.handle, scan, city, desk.knobs, world.tick, keys, news.handle)
    _scatter(n_suspects, desk.knobs)
    if n:
        _tell(world, params, news.rows(n))


def _tell(world: World, params: Params, found: list[tuple[int, ...]]) -> None:
    """Log what the scanners found, and send their reports. Columns of `found`: as `_News` says."""
    people, watchers, log, cell_mm = world.citizens, world.watchers, world.events, world.city.cell_mm
    told = []
    for what, scanner, whom, squared, odds, through, seconds in found:
        duty, here = int(watchers.cause[scanner]), int(watchers.cell[scanner])
        if what == _FAILED:
            log.one(Kind.FLICKERED_OUT, scanner, where=here, amount=seconds, stream=FAULT, odds=odds)
            continue
        if what == _REPORT:
            told.append((scanner, whom))
            continue
        there = int(people.cell[whom])
        (_, hx, hy), (_, x, y) = world.city.where(here), world.city.where(there)
        amount = pack(isqrt(squared * cell_mm**2) // 1000, through, x - hx, y - hy)
        if what == _SWEPT:
            log.one(Kind.SWEPT, scanner, whom, there, amount, duty, STREAM, odds)
            continue
        event = log.one(Kind.HEAT_SEEN, scanner, whom, there, amount, duty, STREAM, odds)
        watchers.warm_event[scanner] = event
        told.append((scanner, whom))
        if UP_AND_ABOUT[people.doing[whom]] and people.cause[whom] not in (0, world.scenario_event):
            log.because(event, int(people.cause[whom]), Role.CONDITION)
    if told:
        scanners, whoms = (np.array(rows, np.int64) for rows in zip(*told, strict=True))
        events = watchers.warm_event[scanners]
        report(world, -1, scanners, Sense.HEAT, people.cell[whoms], params.report_delay, params.points, events)


@kernel
def _scanners(senses, turn, every):
    """Whether any watcher whose turn it is has a heat sensor."""
    for chunk in range(turn, (len(senses) + 63) >> 6, every):
        for w in range(chunk << 6, min(len(senses), (chunk + 1) << 6)):
            if senses[w] & _HEAT:
                return True
    return False


@kernel
def _gather(n, suspected, people, attempts, city, knobs):
    """Put the n suspects into their buckets."""
    for i in range(n - 1, -1, -1):
        who = suspected.row[i]
        there = np.int64(people.cell[who])
        if knobs.spots[i, 0] != there:  # most have not moved since the last look
            rest = there % city.area
            knobs.spots[i, 0], knobs.spots[i, 1], knobs.spots[i, 2] = there, rest % city.width, rest // city.width
            knobs.spots[i, 3] = bucket_of(there, city.width, city.area)
        knobs.spots[i, 4], knobs.spots[i, 5] = who, 1 if test_bit(attempts.minded, who) else 0
        bucket = knobs.spots[i, 3]
        knobs.following[i] = knobs.first[bucket]
        knobs.first[bucket] = i


@kernel
def _scatter(n, knobs):
    """Empty the buckets."""
    for i in range(n):
        knobs.first[knobs.spots[i, 3]] = -1


@kernel
def _sweep(people, watchers, scan, city, knobs, now, keys, news):
    """One look of the scanners whose turn it is at the suspects; returns how many rows of `news` it wrote."""
    n, n_watchers = 0, len(watchers.senses)
    for chunk in range(now % knobs.every, (n_watchers + 63) >> 6, knobs.every):
        for w in range(chunk << 6, min(n_watchers, (chunk + 1) << 6)):
            if not _scans(watchers, w, city, now):
                continue
            if watchers.warm[w] >= 0 and now - watchers.warm_at[w] >= knobs.lost_after:
                watchers.warm[w] = -1
            if watchers.faulty[w] > now:
                continue
            if luck.u32(keys.fault, watchers.luck[w]) < knobs.fault:
                n = _fail(watchers, w, knobs, now, keys.fault, news, n)
                continue
            low, high = arc(np.int64(watchers.luck[w]), now, knobs.every, knobs.around)
            n_view = _in_view(scan, city, knobs, np.int64(watchers.cell[w]), low, high)
            _look(people, watchers, w, scan, city, knobs, n_view, keys.look)
            n = _pass_over(knobs, n_view, w, news, n)
            n = _mind(watchers, w, knobs, n_view, now, news, n)
    return n


@kernel(inline=True)
def _scans(watchers, w, city, now):
    """Whether a watcher has a heat sensor, and can use it where it is."""
    if watchers.senses[w] & _HEAT == 0 or watchers.duty[w] == _OFF or watchers.impaired[w] > now:
        return False
    return city.flags[np.int64(watchers.cell[w]) // city.area] & 2 != 0


@kernel(inline=True)
def _fail(watchers, w, knobs, now, key, news, n):
    """Let a sensor fail for some seconds; returns how many rows of `news` there are then."""
    lasts = np.int64((knobs.fault_s + 1) // 2 + luck.below(key, watchers.luck[w], knobs.fault_s, 1))
    watchers.faulty[w] = now + lasts
    n = _write(news, n, _FAILED, w, -1, 0, knobs.fault, 0)
    news.seconds[n - 1] = lasts
    return n


@kernel(inline=True)
def _in_view(scan, city, knobs, here, low, high):
    """Write into `knobs.beam` the suspects in an arc around a cell, in range and plain view; returns how many."""
    width, spots, n_view = city.width, knobs.spots, 0
    squared_reach, columns = reach(scan.optics, SCANNER), columns_of(city.width)
    cells, base = isqrt(squared_reach), here // city.area * city.area
    y, x = (here - base) // width, (here - base) % width
    bucket, across, down = span(here, cells, width, city.area)
    left, top = max(np.int64(0), x - cells) >> BITS, max(np.int64(0), y - cells) >> BITS
    for b in range(across * down):
        i = knobs.first[bucket + b // across * columns + b % across]
        if i < 0 or not _meets(scan.heat, low, high, left + b % across, top + b // across, x, y):
            continue
        while i >= 0:
            dx, dy = spots[i, 1] - x, spots[i, 2] - y
            squared = dx * dx + dy * dy
            swept = squared <= squared_reach and within(scan.heat, low, high, dx, dy)
            # in a city most lines are blocked: this test drops most at the least cost
            if swept and sees_over(city.opaque, width, base, x, y, x + dx, y + dy):
                knobs.beam[n_view, 0], knobs.beam[n_view, 1] = i, squared
                n_view += 1
            i = knobs.following[i]
    return n_view


@kernel
def _meets(heat, low, high, column, row, x, y):
    """Whether a bucket may meet the arc seen from (x, y): not if its corners all lie beyond one edge of the arc."""
    if column == x >> BITS and row == y >> BITS:
        return True
    beyond_low = short_of_high = False
    for corner in range(4):
        dx = ((column + (corner & 1)) << BITS) - (corner & 1) - x
        dy = ((row + (corner >> 1)) << BITS) - (corner >> 1) - y
        after, before = sides(heat, low, high, dx, dy)
        beyond_low, short_of_high = beyond_low or after, short_of_high or before
    return beyond_low and short_of_high


@kernel(inline=True)
def _look(people, watchers, w, scan, city, knobs, n_view, key):
    """Add to `knobs.beam` the odds of a scanner for each, through what it looks, and whether it picks them out."""
    for k in range(n_view):
        s = knobs.spots[knobs.beam[k, 0], 4]
        moving = 1 + np.int64(people.pace[s]) if people.doing[s] == _WALKING else np.int64(0)
        odds, through = chance_at(
            scan, city, np.int64(people.cell[s]), knobs.beam[k, 1], np.int64(people.posture[s]), moving,
            np.int64(scan.clothes[s]), np.int64(-1),
        )  # fmt: skip
        found = odds > 0 and luck.draw_between(key, watchers.luck[w], people.luck[s], np.int64(0)) < odds
        knobs.beam[k, 2], knobs.beam[k, 3], knobs.beam[k, 4] = odds, through, 1 if found else 0


@kernel(inline=True)
def _pass_over(knobs, n_view, w, news, n):
    """Write rows for those with a mind whom a beam passed and nearly found; returns how many rows there are then."""
    told = 0
    for k in range(n_view):
        i, odds = knobs.beam[k, 0], knobs.beam[k, 2]
        if knobs.beam[k, 4] or odds == 0 or odds < knobs.near or told >= _AT_ONCE or not knobs.spots[i, 5]:
            continue
        who = knobs.spots[i, 4]
        if times(news, n, _SWEPT, who) < _AT_ONCE:
            n = _write(news, n, _SWEPT, w, who, knobs.beam[k, 1], odds, knobs.beam[k, 3])
            told += 1
    return n


@kernel(inline=True)
def _mind(watchers, w, knobs, n_view, now, news, n):
    """Let a scanner mind the body that it minds already, or else the nearest; returns how many rows there are then."""
    best, again = _nearest(knobs, n_view, watchers.warm[w])
    if again:
        watchers.warm_at[w] = now
        if now - watchers.warm_told[w] >= knobs.report_every:
            watchers.warm_told[w] = now
            n = _write(news, n, _REPORT, w, watchers.warm[w], 0, 0, 0)
        return n
    free = watchers.warm[w] < 0 and (watchers.warm_told[w] < 0 or now - watchers.warm_told[w] >= knobs.again_after)
    if best < 0 or not free:
        return n
    who = knobs.spots[knobs.beam[best, 0], 4]
    if times(news, n, _SEEN, who) < _AT_ONCE:
        watchers.warm[w], watchers.warm_at[w], watchers.warm_told[w] = who, now, now
        n = _write(news, n, _SEEN, w, who, knobs.beam[best, 1], knobs.beam[best, 2], knobs.beam[best, 3])
    return n


@kernel(inline=True)
def _nearest(knobs, n_view, minded):
    """(which in view is the nearest that was picked out, -1 for none; whether the body minded already was)."""
    best, nearest, again = -1, np.int64(0), False
    for k in range(n_view):
        if not knobs.beam[k, 4]:
            continue
        who = knobs.spots[knobs.beam[k, 0], 4]
        order = knobs.beam[k, 1] << 32 | who  # among equals the lowest row
        if who == minded:
            again = True
        elif best < 0 or order < nearest:
            best, nearest = k, order
    return best, again


@kernel(inline=True)
def _write(news, n, what, watcher, citizen, squared, odds, through):
    """Add a row to `news`; returns how many there are then."""
    news.what[n], news.watcher[n], news.citizen[n] = what, watcher, citizen
    news.squared[n], news.odds[n], news.through[n], news.seconds[n] = squared, odds, through, 0
    return n + 1
