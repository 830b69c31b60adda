"""Heat: watchers with heat sensors sweep their beams over the streets and pick out the warmth of those out there.

Each scanner looks every few seconds at the suspects that its beam has just swept (`world/senses/thermal.py`), and may
or may not pick them out. It minds one warm body at a time, the nearest it finds, until it has lost it; then it minds
other things for a while. It cannot tell who that is, and reports where. At times a sensor fails for some seconds, and
its beam flickers out. Those for whom their tags answer are not minded (`world/authority/suspects.py`): the tag answers
at once.

Whoever keeps knowledge of watchers notices a beam that passes over them without finding them, if it came near finding
them; that it passed is an event for them alone, as what they notice is.

Reads   citizens.alive, doing, pace, posture, cell, tagged, being, wanted, work, shift, luck, cause; watchers.senses,
        duty, cell, luck, impaired, cause; exposure.clothing; items; fires; shelters; sky; plans.owner
Writes  watchers.faulty, warm, warm_at, warm_told, warm_event; reports
Emits   HEAT_SEEN(watcher, citizen; amount: range, through what, which way; cause: what the citizen is about; because
        CONDITION: the watcher's duty; stream, odds), SWEPT(watcher, citizen; amount: the same; cause: the watcher's
        duty; stream, odds: what it escaped), FLICKERED_OUT(watcher; amount s; cause: its duty; stream, odds)
Units   ranges in m; suspicion in points; chances as thresholds of 2^32
Source  Science behind the chance: see world/senses/thermal.py. What is suspicious, faults, how long things take:
        assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from undergrid.core import luck, units
from undergrid.core.bits import test_bit
from undergrid.core.buckets import BITS, bucket_of, columns_of, heads, span
from undergrid.core.caches import Cache
from undergrid.core.grid import isqrt, sees
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.authority.reporting import report
from undergrid.world.authority.suspects import Permits, suspects
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import Attempts
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses.optics import draw_between, reach
from undergrid.world.senses.thermal import SCANNER, Heat, Scanning, arc, chance_at, pack, sides, within
from undergrid.world.tables.authority import Duty, Sense, Senses
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("heat")
FAULT = luck.stream("heat.fault")

_HEAT, _OFF, _WALKING = int(Senses.HEAT), int(Duty.OFF), int(Activity.WALKING)
_SEEN, _REPORT, _SWEPT, _FAILED = 1, 2, 4, 8
_AT_ONCE = 8  # events of a kind about one person in one tick, and of one scanner in one look


class Params(Heat, Permits):
    """The knobs a scenario may turn, under `rules.heat`."""

    lost_after: int = Field(60, ge=1, le=3600, description="warmth is lost after so long unseen, s [assumed]")
    again_after: int = Field(120, ge=1, le=86_400, description="other warmth is minded only after, s [assumed]")
    report_every: int = Field(15, ge=1, le=3600, description="warmth in view is reported once in, s [assumed]")
    report_delay: int = Field(5, ge=0, le=3600, description="from look to the authority, s [assumed]")
    points: int = Field(20, ge=0, le=1000, description="suspicion that such a report carries [assumed]")
    swept_share: float = Field(0.1, ge=0, le=1, description="odds from which on a beam comes near one [assumed]")
    faults_per_hour: float = Field(1.0, ge=0, le=3600, description="how often a sensor fails [assumed]")
    fault_s: int = Field(8, ge=1, le=3600, description="how long: half to one and a half of so many s [assumed]")


class _Desk(Cache):
    """What heat works with in one world between ticks: no state, only room and tables."""

    def __init__(self, world: World, params: Params) -> None:
        self.scanning = Scanning(world, params)
        self.heads = heads(world.city.width, world.city.height, len(world.city.levels))
        self.near = luck.chance(params.swept_share)
        self.fault = luck.rate_per_tick(params.faults_per_hour, units.HOUR // params.look_every)
        self.make_room(256, world.watchers.n)

    def make_room(self, people: int, n_watchers: int) -> None:
        self.n_watchers = n_watchers
        self.rows, self.whys, self.following = (np.zeros(people, np.int32) for _ in range(3))
        self.spots = np.full((people, 4), -1, np.int64)  # cell, x, y and bucket of each suspect
        self.found = np.zeros(((2 + _AT_ONCE) * n_watchers, 7), np.int64)


def step(world: World, params: Params) -> None:
    """Let the scanners whose turn it is look where their beams have been, and log and report what they find."""
    watchers, turn = world.watchers, world.tick % params.look_every
    if watchers.n <= turn << 6 or not _scanners(watchers.senses, turn, params.look_every):
        return
    desk = world.cache(_Desk, params)
    out = world.cache(Occupancy).outdoors.count
    if out > len(desk.rows) or watchers.n != desk.n_watchers:
        desk.make_room(max(out + out // 4, 256), watchers.n)
    people, city, view = world.citizens, world.city, desk.scanning
    outdoors = world.cache(Occupancy).outdoors.bits
    n = suspects(
        outdoors, 0, len(outdoors), 1, people.alive, people.doing, people.tagged, people.being, people.wanted,
        people.work, people.shift, bool(world.sky.curfew[0]), world.second_of_day // 60, params.permit_before,
        params.permit_after, desk.rows, desk.whys,
    )  # fmt: skip
    view.refresh(world)
    n_found = _sweep(
        n, desk.rows, desk.following, desk.spots, desk.heads, people.cell, people.posture, people.doing, people.pace,
        people.luck, view.clothes, world.cache(Attempts).minded.bits, watchers.senses, watchers.duty, watchers.cell,
        watchers.luck, watchers.impaired, watchers.faulty, watchers.warm, watchers.warm_at, watchers.warm_told,
        world.city.opaque, city.ground, view.flags, world.cache(Occupancy).bodies, view.fires, view.scene, view.optics,
        view.table, city.width, city.area, world.tick, params.look_every, params.sweep_s, params.lost_after,
        params.again_after, params.report_every, desk.near, desk.fault, params.fault_s, world.key(STREAM),
        world.key(FAULT), desk.found,
    )  # fmt: skip
    if n_found:
        _tell(world, params, desk, desk.found[:n_found])


def _tell(world: World, params: Params, desk: _Desk, found: I64) -> None:
    """Log what the scanners found, and send their reports. Columns of `found`: as `_sweep` says."""
    people, watchers, log, cell_mm = world.citizens, world.watchers, world.events, world.city.cell_mm
    for what, scanner, whom, squared, odds, through, seconds in found.tolist():
        duty, here = int(watchers.cause[scanner]), int(watchers.cell[scanner])
        if what == _FAILED:
            log.one(Kind.FLICKERED_OUT, scanner, where=here, amount=seconds, cause=duty, stream=FAULT, odds=odds)
            continue
        if what == _REPORT:
            continue
        there = int(people.cell[whom])
        (_, hx, hy), (_, x, y) = world.city.where(here), world.city.where(there)
        amount = pack(isqrt(squared * cell_mm**2) // 1000, through, x - hx, y - hy)
        if what == _SWEPT:
            log.one(Kind.SWEPT, scanner, whom, there, amount, duty, STREAM, odds)
            continue
        cause = int(people.cause[whom]) or duty
        event = log.one(Kind.HEAT_SEEN, scanner, whom, there, amount, cause, STREAM, odds)
        watchers.warm_event[scanner] = event
        if duty not in (0, cause, world.scenario_event):
            log.because(event, duty, Role.CONDITION)
    told = found[(found[:, 0] == _SEEN) | (found[:, 0] == _REPORT)]
    if len(told):
        scanner, whom = told[:, 1], told[:, 2]
        events = watchers.warm_event[scanner]
        report(world, -1, scanner, Sense.HEAT, people.cell[whom], params.report_delay, params.points, events)


@kernel
def _scanners(senses, turn, every):
    """Whether any watcher whose turn it is has a heat sensor."""
    for chunk in range(turn, (len(senses) + 63) >> 6, every):
        for w in range(chunk << 6, min(len(senses), (chunk + 1) << 6)):
            if senses[w] & _HEAT:
                return True
    return False


@kernel
def _sweep(n, rows, following, spots, first, cell, posture, doing, pace, lucky, clothes, minded, senses, duty, post,
           post_luck, impaired, faulty, warm, warm_at, warm_told, opaque, ground, flags, occupancy, fires, scene,
           optics_table, heat, width, area, tick, every, around, lost_after, again_after, report_every, near, fault,
           fault_s, key, fault_key, found):  # fmt: skip
    """One look of the scanners whose turn it is at the n suspects; returns how many rows of `found` it wrote.

    A row: what (_SEEN, _REPORT, _SWEPT, _FAILED), watcher, citizen, squared range in cells, odds, through what,
    seconds of a fault.
    """
    n_found = 0
    for i in range(n - 1, -1, -1):
        spot, there = spots[i], np.int64(cell[rows[i]])
        if spot[0] != there:  # few have moved since the last look
            level = there // area
            y = (there - level * area) // width
            spot[0], spot[1], spot[2] = there, there - level * area - y * width, y
            spot[3] = bucket_of(there, width, area)
        following[i] = first[spot[3]]
        first[spot[3]] = i
    columns, squared_reach = columns_of(width), reach(optics_table, SCANNER)
    cells, n_watchers = isqrt(squared_reach), len(senses)
    for chunk in range(tick % every, (n_watchers + 63) >> 6, every):
        for w in range(chunk << 6, min(n_watchers, (chunk + 1) << 6)):
            here = np.int64(post[w])
            if senses[w] & _HEAT == 0 or duty[w] == _OFF or impaired[w] > tick or flags[here // area] & 2 == 0:
                continue
            if warm[w] >= 0 and tick - warm_at[w] >= lost_after:
                warm[w] = -1
            if faulty[w] > tick:
                continue
            if luck.u32(fault_key, post_luck[w]) < fault:
                lasts = np.int64((fault_s + 1) // 2 + luck.below(fault_key, post_luck[w], fault_s, 1))
                faulty[w] = tick + lasts
                n_found = _write(found, n_found, _FAILED, w, -1, 0, fault, 0, lasts)
                continue
            low, high = arc(np.int64(post_luck[w]), tick, every, around)
            base = here // area * area
            y, x = (here - base) // width, (here - base) % width
            bucket, across, down = span(here, cells, width, area)
            left, top = max(np.int64(0), x - cells) >> BITS, max(np.int64(0), y - cells) >> BITS
            best, best_squared, best_odds, best_through, again, told = -1, squared_reach + 1, 0, 0, False, 0
            for b in range(across * down):
                i = first[bucket + b // across * columns + b % across]
                if i < 0 or not _meets(heat, low, high, left + b % across, top + b // across, x, y):
                    continue
                while i >= 0:
                    dx, dy, s = spots[i, 1] - x, spots[i, 2] - y, np.int64(rows[i])
                    i = following[i]
                    squared = dx * dx + dy * dy
                    if squared > squared_reach or not within(heat, low, high, dx, dy):
                        continue
                    if not sees(opaque, width, base, x, y, x + dx, y + dy):
                        continue  # in a city most lines are blocked, and that is found out soonest
                    moving = 1 + np.int64(pace[s]) if doing[s] == _WALKING else np.int64(0)
                    odds, through = chance_at(
                        optics_table, heat, ground, flags, occupancy, fires, scene, width, area, np.int64(cell[s]),
                        squared, np.int64(posture[s]), moving, np.int64(clothes[s]), np.int64(-1),
                    )  # fmt: skip
                    if odds == 0:
                        continue
                    if draw_between(key, post_luck[w], lucky[s], np.int64(0)) < odds:
                        if s == warm[w]:
                            again = True
                        elif squared < best_squared or (squared == best_squared and s < best):
                            best, best_squared, best_odds, best_through = s, squared, odds, through
                    elif odds >= near and told < _AT_ONCE and _may_tell(minded, found, n_found, s):
                        told += 1
                        n_found = _write(found, n_found, _SWEPT, w, s, squared, odds, through, 0)
            if again:
                warm_at[w] = tick
                if tick - warm_told[w] >= report_every:
                    warm_told[w] = tick
                    n_found = _write(found, n_found, _REPORT, w, warm[w], 0, 0, 0, 0)
                continue
            free = warm[w] < 0 and (warm_told[w] < 0 or tick - warm_told[w] >= again_after)
            if best >= 0 and free and _times(found, n_found, _SEEN, best) < _AT_ONCE:
                warm[w], warm_at[w], warm_told[w] = best, tick, tick
                n_found = _write(found, n_found, _SEEN, w, best, best_squared, best_odds, best_through, 0)
    for i in range(n):
        first[spots[i, 3]] = -1
    return n_found


@kernel
def _may_tell(minded, found, n_found, who):
    """Whether somebody keeps knowledge of beams that pass, and has not been told of too many already."""
    return test_bit(minded, who) and _times(found, n_found, _SWEPT, who) < _AT_ONCE


@kernel
def _meets(heat, low, high, column, row, x, y):
    """Whether any of a bucket may lie in the arc seen from (x, y): not if its corners are all beyond one edge of it."""
    if column == x >> BITS and row == y >> BITS:
        return True
    beyond_low = short_of_high = False
    for corner in range(4):
        dx = ((column + (corner & 1)) << BITS) - (corner & 1) - x
        dy = ((row + (corner >> 1)) << BITS) - (corner >> 1) - y
        after, before = sides(heat, low, high, dx, dy)
        beyond_low, short_of_high = beyond_low or after, short_of_high or before
    return beyond_low and short_of_high


@kernel
def _write(found, n_found, what, watcher, citizen, squared, odds, through, seconds):
    """Add a row to `found`; returns how many there are then."""
    row = found[n_found]
    row[0], row[1], row[2], row[3], row[4], row[5], row[6] = what, watcher, citizen, squared, odds, through, seconds
    return n_found + 1


@kernel
def _times(found, n_found, what, whom):
    """How often `what` about `whom` has been found already."""
    n = 0
    for row in range(n_found):
        n += 1 if found[row, 0] == what and found[row, 2] == whom else 0
    return n
