"""Sight: watchers with eyes glimpse people whose tag does not vouch for them, keep them in sight, and lose them.

A watcher glimpses every few seconds at every suspect in range with a clear line of sight, and may or may not notice
(`world/senses/optics.py`). It minds one suspect at a time: the wanted and its quarry before others, then whom it has in
sight already, then the nearest. It reports whom it sights, at once as an unknown, with a name as soon as it recognises
them, and of the wanted goes on reporting where they are. A report may name a neighbour instead, or be a few cells off.

Reads   citizens.cell, inside, doing, posture, profession, wanted, luck, cause; watchers.kind, senses, duty, luck, cell,
        quarry, impaired, in_sight, seen_at, recognised, sighting, lost_cause, cause; sky.curfew; who is a suspect as
        `suspects` has it; what `log_sightings` goes by; light and air as `optics.refresh` has them
Writes  watchers.in_sight, seen_at, recognised, lost_cause, and sighting as `log_sightings` has it; reports as `report`
        files them
Emits   SIGHTED(watcher, citizen; amount m; cause: what the watcher is about; because CONDITION: what the citizen is
        about, where they are up and about it, the curfew; stream, odds), LOST_SIGHT(watcher, citizen; amount s; cause:
        what took the one from the other by the first glimpse in vain, else the stream; because CONDITION: the sighting)
Units   ranges in m; suspicion in points; chances per glimpse as thresholds of 2^32
Source  Science behind the chance: see world/senses/optics.py. What is suspicious, how much and how fast: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.buckets import columns_of, heads, join, leave, span
from undergrid.core.caches import Cache
from undergrid.core.grid import isqrt
from undergrid.core.handles import change, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority.reporting import REPORT, observe, report, times
from undergrid.world.authority.suspects import COMPANION, CURFEW, UNTAGGED, WANTED, Permits, Suspects, suspects
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses import optics
from undergrid.world.senses.gaze import log_sightings
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import (
    CERTAIN,
    between,
    chance_of,
    clear,
    cycles,
    detection_chance,
    light_on,
    reach,
    refresh,
)
from undergrid.world.senses.wrecks import in_plain_view
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.people import Activity, Profession

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("sight")
RECOGNITION = luck.stream("sight.recognition")
ERROR = luck.stream("sight.error")

_WALKING, _CROSSING, _HAULED = int(Activity.WALKING), int(Activity.CROSSING), int(Activity.HAULED)
_READER, _OFF, _EYES = int(WatcherKind.READER), int(Duty.OFF), int(Senses.EYES)
_LOST, _SIGHTED = 1, 2  # and REPORT
_SQUARED_BITS = 40  # of a score: squared range in cells
_SQUARED = (1 << _SQUARED_BITS) - 1
_AT_ONCE = 8  # events of a kind about one person in one tick; further watchers have to look again


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.sight`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
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
    """What sight works with in one world between ticks: no state, only room and tables.

    The knobs of the kernels are those of `Params` and: optics; light and dim (as of `haze`), of the tick; recognise, as
    `log_cycles`; shares, by Profession, what is left of the chance. spots: (suspects, 6) of each x, y, ground and light
    there, their row, and why they are suspect. first, following: the suspects in each bucket (`core/buckets.py`).
    """

    def __init__(self, world: World, params: Params) -> None:
        city = world.city
        shares = np.full(len(Profession), CERTAIN, np.int64)
        shares[Profession.AUDITOR] = round(params.hiding * CERTAIN)
        self.points = np.zeros(16, np.int64)
        for why, points in ((UNTAGGED, params.untagged_points), (COMPANION, params.companion_points),
                            (CURFEW, params.curfew_points), (WANTED, params.wanted_points)):  # fmt: skip
            self.points[np.arange(16) & why > 0] += points
        self.errors = record(
            mistaken=luck.chance(params.mistaken), near=(params.mistaken_m * 1000 // city.cell_mm) ** 2,
            displaced=luck.chance(params.displaced), off=params.displaced_cells,
        )  # fmt: skip
        self.room = 0
        self.knobs = record(
            optics=tables_now(world), light=0, dim=0, shares=shares,
            recognise=optics.log_cycles(optics.RECOGNISE), every=params.glimpse_every, lost_after=params.lost_after,
            report_every=params.report_every, first=heads(city.width, city.height, len(city.levels)),
            following=np.zeros(0, np.int32), spots=np.zeros((0, 6), np.int64),
        )  # fmt: skip

    def expect(self, suspects: int) -> None:
        """Make room for so many suspects."""
        if suspects > self.room:
            self.room = max(256, suspects + suspects // 4)
            change(self.knobs, following=np.zeros(self.room, np.int32), spots=np.zeros((self.room, 6), np.int64))


class _News(Out):
    """What the watchers find: what (_LOST, or _SIGHTED and REPORT), watcher, citizen. Of those lost: seconds in sight,
    their sighting, and what took them out of sight. Of the others: squared range in cells, odds, why (reasons),
    whether it is known who (0 no, 1 now, 2 before). Where that is reported: whom it names, and which place.
    """

    what: I64
    watcher: I64
    citizen: I64
    seconds: I64
    sighting: I64
    taken: I64
    squared: I64
    odds: I64
    why: I64
    known: I64
    subject: I64
    place: I64


def step(world: World, params: Params) -> None:
    """Let the watchers whose turn it is glimpse at the suspects, and log and report what they find."""
    watchers, turn, standing = world.watchers, world.tick % params.glimpse_every, world.cache(Occupancy)
    if watchers.n <= turn << 6:
        return  # nobody's turn
    out = standing.outdoors.count
    if not out and not _watching(watchers.in_sight, world.tick, params.glimpse_every):
        return  # nobody to see, or to lose
    people, sky, suspected = world.citizens, world.sky, world.out(Suspects, out)
    n_suspects = suspects(
        people.handle, standing.handle, world.shared(Permits).knobs, int(sky.curfew[0]), world.second_of_day // 60, 0,
        1, suspected.handle,
    )  # fmt: skip
    if not n_suspects and not _watching(watchers.in_sight, world.tick, params.glimpse_every):
        return
    desk, city = world.cache(_Desk, params), world.city.handle
    desk.expect(n_suspects)
    refresh(desk.knobs, sky)
    news, keys = world.out(_News, 2 * watchers.n), world.keys(glimpse=STREAM, recognise=RECOGNITION)
    _gather(n_suspects, suspected.handle, people.handle, city, desk.knobs)
    n = _glimpse(n_suspects, people.handle, watchers.handle, city, desk.knobs, world.tick, keys, news.handle)
    _scatter(n_suspects, people.handle, city, desk.knobs)
    if n:
        _tell(world, params, desk, news, n)


def _tell(world: World, params: Params, desk: _Desk, news: _News, n: int) -> None:
    """Log what the watchers found, and send their reports."""
    people, watchers, what = world.citizens, world.watchers, news.what[:n]
    lost, new, told = (np.flatnonzero(what & bit) for bit in (_LOST, _SIGHTED, REPORT))
    if len(lost):
        _log_losses(world, news, lost)
    if len(new):
        who, whom, curfew = news.watcher[new], news.citizen[new], news.why[new] & CURFEW
        log_sightings(world, who, whom, news.squared[new], curfew, STREAM, news.odds[new])
    if len(told):
        observe(
            people.handle, watchers.handle, world.cache(Occupancy).handle, world.city.handle, desk.errors,
            world.key(ERROR), n, news.handle,
        )  # fmt: skip
        who, weight = news.watcher[told], np.where(news.known[told] == 2, 0, desk.points[news.why[told]])
        subject, place = news.subject[told], news.place[told]
        report(world, subject, who, Sense.SIGHT, place, params.report_delay, weight, watchers.sighting[who])


def _log_losses(world: World, news: _News, rows: I64) -> None:
    """Log whom watchers have lost sight of: by what took the one from the other, else by the luck of glimpses."""
    watchers, log, taken = world.watchers, world.events, news.taken[rows]
    for some, cause, stream in ((rows[taken != 0], taken[taken != 0], 0), (rows[taken == 0], 0, STREAM)):
        who = news.watcher[some]
        lost = log.add(Kind.LOST_SIGHT, who, news.citizen[some], watchers.cell[who], news.seconds[some], cause, stream)
        if len(lost):
            log.because(lost, news.sighting[some], Role.CONDITION)


@kernel
def _watching(in_sight, tick, every):
    """Whether any watcher whose turn it is has somebody in sight."""
    for chunk in range(tick % every, (len(in_sight) + 63) >> 6, every):
        for w in range(chunk << 6, min(len(in_sight), (chunk + 1) << 6)):
            if in_sight[w] >= 0:
                return True
    return False


@kernel
def _gather(n, suspected, people, city, knobs):
    """Put the n suspects into their buckets, and note where each of them stands in what light."""
    for i in range(n - 1, -1, -1):
        who, spot = suspected.row[i], knobs.spots[i]
        there = np.int64(people.cell[who])
        rest = there % city.area
        spot[0], spot[1], spot[2] = rest % city.width, rest // city.width, city.ground[there]
        spot[3] = light_on(knobs.optics, spot[2], there, knobs.light, city.flags[there // city.area] & 1)
        spot[4], spot[5] = who, suspected.why[i]
        join(knobs.first, knobs.following, i, there, city.width, city.area)


@kernel
def _scatter(n, people, city, knobs):
    """Empty the buckets."""
    for i in range(n):
        leave(knobs.first, np.int64(people.cell[knobs.spots[i, 4]]), city.width, city.area)


@kernel
def _glimpse(n_suspects, people, watchers, city, knobs, now, keys, news):
    """One glimpse of the watchers whose turn it is at the suspects; returns how many rows of `news` it wrote."""
    n, n_watchers = 0, len(watchers.kind)
    for chunk in range(now % knobs.every, (n_watchers + 63) >> 6, knobs.every):
        for w in range(chunk << 6, min(n_watchers, (chunk + 1) << 6)):
            if watchers.kind[w] == _READER or watchers.senses[w] & _EYES == 0:
                continue
            i, who, score, odds = -1, np.int64(-1), np.int64(0), np.int64(0)
            if n_suspects > 0 and _looks(watchers, w, city, now):
                i, score, odds = _best_in_view(people, watchers, w, city, knobs, keys.glimpse)
            if i >= 0:
                who = knobs.spots[i, 4]
            current = np.int64(watchers.in_sight[w])
            if who >= 0 and who != current:
                held = _holds(people, watchers, w, who, knobs, now)
                if held or times(news, n, _SIGHTED, who) >= _AT_ONCE:
                    who = np.int64(-1)
            if current >= 0 and who != current and now - watchers.seen_at[w] <= knobs.every:
                watchers.lost_cause[w] = _what_took(people, watchers, w, current, who >= 0, city, knobs)
            if current >= 0 and who != current and (who >= 0 or now - watchers.seen_at[w] >= knobs.lost_after):
                if times(news, n, _LOST, current) >= _AT_ONCE:
                    continue
                n = _lose(watchers, w, news, n)
            if who < 0:
                continue
            squared = score & _SQUARED
            what, known = _keep(people, watchers, w, i, squared, knobs, now, keys.recognise)
            if what:
                news.what[n], news.watcher[n], news.citizen[n], news.known[n] = what, w, who, known
                news.squared[n], news.odds[n], news.why[n] = squared, odds, knobs.spots[i, 5]
                n += 1
    return n


@kernel(inline=True)
def _looks(watchers, w, city, now):
    """Whether a watcher is on duty, undisturbed and within the wall."""
    if watchers.duty[w] == _OFF or watchers.impaired[w] > now:
        return False
    return city.flags[np.int64(watchers.cell[w]) // city.area] & 2 != 0


@kernel(inline=True)
def _best_in_view(people, watchers, w, city, knobs, key):
    """(which of the suspects a watcher notices and minds before the others, -1 for none; its score; at which odds).

    The lowest score is minded first: the wanted and the quarry, then whom it has in sight already, then the nearest.
    """
    best, best_score, best_draw, best_odds = -1, np.int64(0), np.int64(0), np.int64(0)
    width, spots, sensor, current = city.width, knobs.spots, np.int64(watchers.kind[w]), watchers.in_sight[w]
    squared_reach, here = reach(knobs.optics, sensor), np.int64(watchers.cell[w])
    base = here // city.area * city.area
    y, x = (here - base) // width, (here - base) % width
    bucket, across, down = span(here, isqrt(squared_reach), width, city.area)
    for b in range(across * down):
        following = knobs.first[bucket + b // across * columns_of(width) + b % across]
        while following >= 0:
            i, following = following, knobs.following[following]
            squared = (spots[i, 0] - x) ** 2 + (spots[i, 1] - y) ** 2
            if squared > squared_reach:
                continue
            odds = _odds(people, sensor, i, squared, knobs)
            # in a city most lines are blocked, and that costs less to find out than a draw
            low = people.posture[spots[i, 4]]
            if odds == 0 or not in_plain_view(city, sensor, low, base, x, y, spots[i, 0], spots[i, 1]):
                continue
            draw = luck.draw_between(key, watchers.luck[w], people.luck[spots[i, 4]], np.int64(0))
            if draw >= odds:
                continue
            first = spots[i, 5] & WANTED or spots[i, 4] == watchers.quarry[w]
            order = (0 if first else 2) + (0 if spots[i, 4] == current else 1)
            score = (order << _SQUARED_BITS) + squared
            if best < 0 or score < best_score or (score == best_score and draw < best_draw):
                best, best_score, best_draw, best_odds = i, score, draw, odds
    return best, best_score, best_odds


@kernel(inline=True)
def _odds(people, sensor, i, squared, knobs):
    """The chance to notice a suspect in plain view, by their posture and what their skill leaves of it."""
    who, ground, light = knobs.spots[i, 4], knobs.spots[i, 2], knobs.spots[i, 3]
    target, share = np.int64(people.posture[who]), knobs.shares[people.profession[who]]
    return detection_chance(knobs.optics, sensor, target, squared, light, ground, knobs.dim, share)


@kernel(inline=True)
def _holds(people, watchers, w, who, knobs, now):
    """Whether a watcher goes on minding whom it has in sight, and not `who`.

    It lets go of that person only for a wanted one or its quarry, or when it has not seen them for long.
    """
    current, after = watchers.in_sight[w], watchers.quarry[w]
    if current < 0 or now - watchers.seen_at[w] >= knobs.lost_after:
        return False
    return people.wanted[current] or current == after or not (people.wanted[who] or who == after)


@kernel(inline=True)
def _what_took(people, watchers, w, who, turns, city, knobs):
    """The event that takes somebody out of a watcher's sight at its first glimpse in vain; 0 where only luck does.

    Out of range or behind something, it is what they are about if they walk or are carried, else the watcher's own way,
    as it is if it `turns` to somebody wanted. Indoors, it is what led there; in plain view, what they have just begun.
    """
    did = people.cause[who]
    if turns or people.inside[who] >= 0:
        return watchers.cause[w] if turns else did
    here, there = np.int64(watchers.cell[w]), np.int64(people.cell[who])
    squared, _ = between(knobs.optics, city, np.int64(watchers.kind[w]), here, there, 0)
    if squared < 0 or not clear(city, here, there):
        return did if people.doing[who] in (_WALKING, _CROSSING, _HAULED) else watchers.cause[w]
    return did if did >> TICK_SHIFT > watchers.seen_at[w] - knobs.every else 0


@kernel(inline=True)
def _lose(watchers, w, news, n):
    """Let a watcher lose sight of somebody; returns how many rows of `news` there are then."""
    news.what[n], news.watcher[n], news.citizen[n] = _LOST, w, watchers.in_sight[w]
    news.seconds[n] = watchers.seen_at[w] - (watchers.sighting[w] >> TICK_SHIFT)
    news.sighting[n], news.taken[n] = watchers.sighting[w], watchers.lost_cause[w]
    watchers.in_sight[w], watchers.recognised[w] = -1, False
    return n + 1


@kernel(inline=True)
def _keep(people, watchers, w, i, squared, knobs, now, key):
    """Let a watcher have suspect i in sight; returns (what is new, whether it is known who: 0 no, 1 now, 2 before).

    A wanted person whom it knows is reported again every few seconds.
    """
    who, why = knobs.spots[i, 4], knobs.spots[i, 5]
    what, known = 0, 2 if watchers.recognised[w] else 0
    if watchers.in_sight[w] != who:
        what, known = _SIGHTED | REPORT, 0
        watchers.in_sight[w] = who
    elif known == 2 and why & WANTED:
        began = watchers.sighting[w] >> TICK_SHIFT
        if (now - began) // knobs.report_every > (watchers.seen_at[w] - began) // knobs.report_every:
            what = REPORT
    if known == 0 and _recognises(people, watchers, w, i, squared, knobs, key):
        what, known = what | REPORT, 1
    watchers.recognised[w] = known > 0
    watchers.seen_at[w], watchers.lost_cause[w] = now, 0
    return what, known


@kernel(inline=True)
def _recognises(people, watchers, w, i, squared, knobs, key):
    """Whether a watcher tells who suspect i is."""
    who, ground, light = knobs.spots[i, 4], knobs.spots[i, 2], knobs.spots[i, 3]
    sensor, target = np.int64(watchers.kind[w]), np.int64(people.posture[who])
    spanned = cycles(knobs.optics, sensor, target, squared, light, ground, knobs.dim)
    odds = chance_of(knobs.optics, spanned, knobs.recognise)
    return luck.draw_between(key, watchers.luck[w], people.luck[who], np.int64(0)) < odds
