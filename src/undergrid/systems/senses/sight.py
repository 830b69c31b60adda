"""Sight: cameras, Sentinels and drones glimpse people whose tag does not vouch for them, keep them in sight, lose them.

A watcher glimpses every few seconds at every suspect in range with a clear line of sight, and may or may not notice
(`world/senses/optics.py`). It minds one suspect at a time: the wanted before others, then whom it has in sight already,
then the nearest. It reports whom it sights, at once as an unknown, with a name as soon as it recognises them, and goes
on reporting where a wanted person is. A report may name a neighbour instead, or be a few cells off.

Reads   citizens.alive, doing, cell, posture, profession, tagged, being, wanted, work, shift, luck, cause;
        watchers.kind, senses, duty, cell, luck, impaired, cause; sky
Writes  watchers.in_sight, seen_at, recognised, sighting; reports
Emits   SIGHTED(watcher, citizen; amount m; cause: what the citizen is about; because CONDITION: the watcher's duty, the
        curfew; stream, odds), LOST_SIGHT(watcher, citizen; amount s; cause: the sighting)
Units   ranges in m; suspicion in points; chances per glimpse as thresholds of 2^32
Source  Science behind the chance: see world/senses/optics.py. What is suspicious, how much and how fast: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from undergrid.core import luck
from undergrid.core.bits import each_set
from undergrid.core.buckets import columns_of, heads, join, leave, span
from undergrid.core.caches import Cache
from undergrid.core.grid import isqrt, sees, squared_apart_on
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.authority.reporting import misplaced, report
from undergrid.world.authority.suspects import COMPANION, CURFEW, UNTAGGED, WANTED, Permits, suspects
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses import optics
from undergrid.world.senses.optics import (
    CERTAIN,
    Sensors,
    chance_of,
    cycles,
    detection_chance,
    draw_between,
    haze,
    level_flags,
    light_on,
    reach,
)
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.people import Profession

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("sight")
RECOGNITION = luck.stream("sight.recognition")
ERROR = luck.stream("sight.error")

_READER, _OFF, _EYES = int(WatcherKind.READER), int(Duty.OFF), int(Senses.EYES)
_LOST, _SIGHTED, _REPORT = 1, 2, 4
_AT_ONCE = 8  # events of a kind about one person in one tick; further watchers have to look again


class Params(Sensors, Permits):
    """The knobs a scenario may turn, under `rules.sight`."""

    glimpse_every: int = Field(3, ge=1, le=3600, description="each watcher glimpses once in, s [assumed]")
    lost_after: int = Field(20, ge=1, le=3600, description="a suspect is lost after so long unseen, s [assumed]")
    report_every: int = Field(
        10, ge=1, le=3600, description="a wanted person in sight is reported once in, s [assumed]"
    )
    report_delay: int = Field(5, ge=0, le=3600, description="from glimpse to the authority, s [assumed]")
    hiding: float = Field(0.4, ge=0, le=1, description="share of the chance left against an auditor's skill [assumed]")
    mistaken: float = Field(0.01, ge=0, le=1, description="chance that a neighbour is taken for the suspect [assumed]")
    mistaken_m: int = Field(10, ge=1, le=1000, description="how near such a neighbour is, m [assumed]")
    displaced: float = Field(0.05, ge=0, le=1, description="chance that the reported place is off [assumed]")
    displaced_cells: int = Field(3, ge=1, le=100, description="by how many cells at most either way [assumed]")
    untagged_points: int = Field(40, ge=0, le=1000, description="suspicion for having no tag [assumed]")
    companion_points: int = Field(60, ge=0, le=1000, description="suspicion for being a companion unit [assumed]")
    curfew_points: int = Field(5, ge=0, le=1000, description="suspicion for being out under curfew [assumed]")
    wanted_points: int = Field(10, ge=0, le=1000, description="suspicion added for being wanted [assumed]")


class _Desk(Cache):
    """What sight works with in one world between ticks: no state, only room and tables."""

    def __init__(self, world: World, params: Params) -> None:
        self.optics = optics.tables(params, world.city.cell_mm)
        self.recognise = optics.log_cycles(optics.RECOGNISE)
        self.flags = level_flags(world.city)
        self.heads = heads(world.city.width, world.city.height, len(world.city.levels))
        self.shares = np.full(len(Profession), CERTAIN, np.int64)
        self.shares[Profession.AUDITOR] = round(params.hiding * CERTAIN)
        self.points = np.zeros(16, np.int64)
        for why, points in ((UNTAGGED, params.untagged_points), (COMPANION, params.companion_points),
                            (CURFEW, params.curfew_points), (WANTED, params.wanted_points)):  # fmt: skip
            self.points[np.arange(16) & why > 0] += points
        self.mistaken, self.displaced = luck.chance(params.mistaken), luck.chance(params.displaced)
        self.near = (params.mistaken_m * 1000 // world.city.cell_mm) ** 2
        self.make_room(256, world.watchers.n)
        self.expect(256)

    def make_room(self, people: int, n_watchers: int) -> None:
        self.n_watchers = n_watchers
        self.rows, self.whys = (np.zeros(people, np.int32) for _ in range(2))
        self.found = np.zeros((2 * n_watchers, 7), np.int64)

    def expect(self, suspects: int) -> None:
        self.following = np.zeros(suspects, np.int32)
        self.spots = np.zeros((suspects, 5), np.int64)


def step(world: World, params: Params) -> None:
    """Let the watchers whose turn it is glimpse at the suspects, and log and report what they find."""
    watchers, turn = world.watchers, world.tick % params.glimpse_every
    if watchers.n <= turn << 6:
        return  # nobody's turn
    out = world.cache(Occupancy).outdoors.count
    if not out and not _watching(watchers.in_sight, world.tick, params.glimpse_every):
        return  # nobody to see, or to lose
    desk = world.cache(_Desk, params)
    if out > len(desk.rows) or watchers.n != desk.n_watchers:
        desk.make_room(max(out + out // 4, 256), watchers.n)
    people, sky, city = world.citizens, world.sky, world.city
    outdoors = world.cache(Occupancy).outdoors.bits
    n = suspects(
        outdoors, 0, len(outdoors), 1, people.alive, people.doing, people.tagged, people.being, people.wanted,
        people.work, people.shift, bool(sky.curfew[0]), world.second_of_day // 60, params.permit_before,
        params.permit_after, desk.rows, desk.whys,
    )  # fmt: skip
    if not n and not _watching(watchers.in_sight, world.tick, params.glimpse_every):
        return
    if n > len(desk.following):
        desk.expect(n + n // 4)
    n_found = _glimpse(
        n, desk.rows, desk.whys, desk.following, desk.spots, desk.heads, people.cell, people.posture, people.profession,
        people.wanted, people.luck, watchers.kind, watchers.senses, watchers.duty, watchers.cell, watchers.luck,
        watchers.impaired, watchers.in_sight, watchers.seen_at, watchers.recognised, watchers.sighting,
        world.city.opaque, city.ground, desk.flags, desk.optics, desk.shares, city.width, city.area, int(sky.light[0]),
        haze(desk.optics, sky), world.tick, params.glimpse_every, params.lost_after, params.report_every,
        desk.recognise, world.key(STREAM), world.key(RECOGNITION), desk.found,
    )  # fmt: skip
    if n_found:
        _tell(world, params, desk, desk.found[:n_found])


def _tell(world: World, params: Params, desk: _Desk, found: I64) -> None:
    """Log what the watchers found, and send their reports. Columns of `found`: as `_glimpse` says."""
    people, watchers, log, cell_mm = world.citizens, world.watchers, world.events, world.city.cell_mm
    lost = found[found[:, 0] == _LOST]
    if len(lost):
        log.add(Kind.LOST_SIGHT, lost[:, 1], lost[:, 2], watchers.cell[lost[:, 1]], lost[:, 3], lost[:, 4])
    new = found[found[:, 0] & _SIGHTED > 0]
    if len(new):
        who, whom = new[:, 1], new[:, 2]
        duty = watchers.cause[who]
        cause = np.where(people.cause[whom] == 0, duty, people.cause[whom])
        metres = np.sqrt(new[:, 3] * cell_mm**2).astype(np.int64) // 1000
        events = log.add(Kind.SIGHTED, who, whom, people.cell[whom], metres, cause, STREAM, new[:, 4])
        watchers.sighting[who] = events
        moved = (duty != 0) & (duty != cause) & (duty != world.scenario_event)
        if moved.any():
            log.because(events[moved], duty[moved], Role.CONDITION)
        if world.sky.curfew_cause[0] != 0:
            out = new[:, 5] & CURFEW > 0
            log.because(events[out], np.broadcast_to(world.sky.curfew_cause[:1], out.sum()), Role.CONDITION)
    told = found[found[:, 0] & _REPORT > 0]
    if len(told):
        subject, where = told[:, 3].copy(), told[:, 4].copy()
        _observe(
            told, people.cell, people.luck, watchers.luck, world.cache(Occupancy).outdoors.bits, world.city.opaque,
            world.city.width, world.city.area, desk.near, desk.mistaken, desk.displaced, params.displaced_cells,
            world.key(ERROR), subject, where,
        )  # fmt: skip
        weight = np.where(told[:, 6] == 2, 0, desk.points[told[:, 5]])
        sighting = watchers.sighting[told[:, 1]]
        report(world, subject, told[:, 1], Sense.SIGHT, where, params.report_delay, weight, sighting)


@kernel
def _watching(in_sight, tick, every):
    """Whether any watcher whose turn it is has somebody in sight."""
    for chunk in range(tick % every, (len(in_sight) + 63) >> 6, every):
        for w in range(chunk << 6, min(len(in_sight), (chunk + 1) << 6)):
            if in_sight[w] >= 0:
                return True
    return False


@kernel
def _glimpse(n, rows, whys, following, spots, first, cell, posture, profession, wanted, lucky, kind, senses, duty, post,
             post_luck, impaired, in_sight, seen_at, recognised, sighting, opaque, ground, flags, table, shares, width,
             area, sky_light, dim, tick, every, lost_after, report_every, recognise, key, recognition,
             found):  # fmt: skip
    """One glimpse of the watchers whose turn it is at the n suspects; returns how many rows of `found` it wrote.

    A row: what (_LOST, or _SIGHTED and _REPORT), watcher, citizen, then for _LOST seconds in sight and the sighting,
    for the others squared range in cells and odds, why (reasons), and whether it is known who (0 no, 1 now, 2 before).
    """
    n_found = 0
    for i in range(n - 1, -1, -1):
        s = rows[i]
        there = np.int64(cell[s])
        level = there // area
        y = (there - level * area) // width
        kind_of_ground = np.int64(ground[there])
        light = light_on(table, kind_of_ground, sky_light, flags[level] & 1)
        spot = spots[i]
        spot[0], spot[1], spot[2], spot[3], spot[4] = there - level * area - y * width, y, kind_of_ground, light, s
        join(first, following, i, there, width, area)
    columns = columns_of(width)
    n_watchers = len(kind)
    for chunk in range(tick % every, (n_watchers + 63) >> 6, every):
        for w in range(chunk << 6, min(n_watchers, (chunk + 1) << 6)):
            here, sensor, current = np.int64(post[w]), np.int64(kind[w]), np.int64(in_sight[w])
            if sensor == _READER or senses[w] & _EYES == 0:
                continue
            best, best_score, best_draw, best_odds, best_i = -1, 0, 0, 0, 0
            if n > 0 and duty[w] != _OFF and impaired[w] <= tick and flags[here // area] & 2:
                squared_reach = reach(table, sensor)
                base = here // area * area
                y = (here - base) // width
                x = here - base - y * width
                bucket, across, down = span(here, isqrt(squared_reach), width, area)
                for b in range(across * down):
                    i = first[bucket + b // across * columns + b % across]
                    while i >= 0:
                        spot = spots[i]
                        dx, dy = spot[0] - x, spot[1] - y
                        squared = dx * dx + dy * dy
                        if squared <= squared_reach:
                            s = np.int64(spot[4])
                            odds = detection_chance(
                                table,
                                sensor,
                                np.int64(posture[s]),
                                squared,
                                spot[3],
                                spot[2],
                                dim,
                                shares[profession[s]],
                            )
                            # in a city most lines are blocked, and that is found out sooner than luck
                            draw = odds
                            if odds > 0 and sees(opaque, width, base, x, y, spot[0], spot[1]):
                                draw = draw_between(key, post_luck[w], lucky[s], np.int64(0))
                            if draw < odds:
                                order = (0 if whys[i] & WANTED else 2) + (0 if s == current else 1)
                                score = (order << 40) + squared
                                if best < 0 or score < best_score or (score == best_score and draw < best_draw):
                                    best, best_score, best_draw, best_odds, best_i = s, score, draw, odds, i
                        i = following[i]
            if best >= 0 and best != current:
                # it lets go of somebody for a worse one only, or when that one has been out of sight for long
                held = current >= 0 and tick - seen_at[w] < lost_after and (wanted[current] or not wanted[best])
                if held or _times(found, n_found, _SIGHTED, best) >= _AT_ONCE:
                    best = -1
            lost = current >= 0 and best != current and (best >= 0 or tick - seen_at[w] >= lost_after)
            if lost and _times(found, n_found, _LOST, current) >= _AT_ONCE:
                continue
            if lost:
                began = sighting[w] >> TICK_SHIFT
                found[n_found, 0], found[n_found, 1], found[n_found, 2] = _LOST, w, current
                found[n_found, 3], found[n_found, 4] = seen_at[w] - began, sighting[w]
                n_found += 1
                in_sight[w], recognised[w] = -1, False
            if best < 0:
                continue
            squared = best_score & ((1 << 40) - 1)
            what, known = 0, 2 if recognised[w] else 0
            if best != current:
                what, known = _SIGHTED | _REPORT, 0
                in_sight[w] = best
            elif known == 2 and whys[best_i] & WANTED:
                began = sighting[w] >> TICK_SHIFT
                if (tick - began) // report_every > (seen_at[w] - began) // report_every:
                    what = _REPORT
            if known == 0:
                light, there = spots[best_i, 3], spots[best_i, 2]
                spanned = cycles(table, sensor, np.int64(posture[best]), squared, light, there, dim)
                if draw_between(recognition, post_luck[w], lucky[best], np.int64(0)) < chance_of(
                    table, spanned, recognise
                ):
                    what, known = what | _REPORT, 1
            recognised[w] = known > 0
            seen_at[w] = tick
            if what:
                found[n_found, 0], found[n_found, 1], found[n_found, 2] = what, w, best
                found[n_found, 3], found[n_found, 4] = squared, best_odds
                found[n_found, 5], found[n_found, 6] = whys[best_i], known
                n_found += 1
    for i in range(n):
        leave(first, np.int64(cell[rows[i]]), width, area)
    return n_found


@kernel
def _times(found, n_found, what, whom):
    """How often `what` about `whom` has been found already."""
    n = 0
    for row in range(n_found):
        if found[row, 2] == whom and found[row, 0] & what:
            n += 1
    return n


@kernel
def _observe(told, cell, lucky, post_luck, outdoors, opaque, width, area, near, mistaken, displaced, off, key, subject,
             where):  # fmt: skip
    """Write whom and where each report says: the truth, a neighbour (`near` squared), or a place near by."""
    for row in range(len(told)):
        who = told[row, 2]
        here = np.int64(cell[who])
        watcher, person = post_luck[told[row, 1]], lucky[who]
        subject[row] = who if told[row, 6] > 0 else -1
        if told[row, 6] > 0 and draw_between(key, watcher, person, np.int64(0)) < mistaken:
            nearest = near + 1
            for other in each_set(outdoors):
                there = np.int64(cell[other])
                if (
                    other != who
                    and there // area == here // area
                    and squared_apart_on(here, there, width, area) < nearest
                ):
                    nearest = squared_apart_on(here, there, width, area)
                    subject[row] = other
        where[row] = here
        if draw_between(key, watcher, person, np.int64(1)) < displaced:
            where[row] = misplaced(key, watcher, person, np.int64(2), here, off, opaque, width, area)
