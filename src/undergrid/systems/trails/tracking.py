"""Tracking: whoever crosses a trail may notice it, and follow it, the right way or the wrong one.

The named and the watchers on foot look at the ground they cross; the odds depend on how plain a trace is, how skilled
they are and how light it is. Watchers read on as they walk, which takes a plain trail; people search on the spot, and
to read on is as likely for them as to notice it, but what somebody has covered counts twice. They tell which way a
trail leads from steps in order: from five on rather well, from fewer not at all. A follower goes from one trace to the
next that was made a little later (or, the wrong way, earlier); a false trail leads astray, and where nothing more can
be read the trail is lost. This rule walks the watchers along; people walk as their minds order, and read on where they
stand. A trail ends where its maker is. Watchers report the place that they have come to; dispatch does the rest. Who
has only read a trail does not know whose it is: it reports somebody unknown, and a name only of whom it comes upon in
plain view. Behind the door to which a trail leads is somebody unknown too: a hunter lays siege to it. People do not
notice the trails of those near them or bound to them.

Reads   citizens.alive, inside, cell, luck; traces.cell, kind, maker, made, covered, false, cause, luck;
        trackings.follower, watcher, maker, cell, until, cause; knowledge.at; watchers.kind, duty, cell, impaired, luck;
        sky.light, glare; who notices what as `noticing` has it, who reads on as `following` does
Writes  trackings; knowledge (topic TRACE); traces.followed; watchers.duty, quarry, goal, datum, progress, until, cause
        (of those who track); where they are as `march` does; suspicion as `report` files it
Emits   TRAIL_FOUND(citizen, citizen; amount trace; cause: what its maker was about; stream, odds), TRAIL_LOST and
        TRACED(citizen, citizen; cause: the finding); TRACKED(watcher, citizen; amount trace; cause: what its maker was
        about; stream, odds), TRACK_LOST and CAUGHT_UP(watcher, citizen; cause: the finding), TRACKED_IN(watcher,
        building; cause: the finding), HUNT_BEGAN(watcher; cause: TRACKED_IN)
Units   cells; s; chances per second as thresholds of 2^32
Source  Five steps in order, not three: P. Hepper, D. Wells, Chem. Senses 30 (2005) 291, of dogs. The rest: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.world.authority import hunts
from undergrid.world.authority.on_foot import LOST, march
from undergrid.world.authority.reporting import report
from undergrid.world.body import posture
from undergrid.world.body.blood_rows import BloodOf
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import light_on
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.trails import trails
from undergrid.world.trails.following import Ahead, Followed, come_to, hold_up, known_of, next_traces, stir
from undergrid.world.trails.noticing import Lookers, lit, look_down, notice, plainest

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("tracking")
WAY = luck.stream("tracking/way")
READ = luck.stream("tracking/read")

_HUNTER = int(WatcherKind.HUNTER)
_RETURN, _TRACK = int(Duty.RETURN), int(Duty.TRACK)
_ONE = 1000


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.tracking`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    notice: float = Field(0.5, ge=0, le=1, description="chance a second to notice the plainest trail [assumed]")
    read: float = Field(0.8, ge=0, le=1, description="chance a second to read on, of the plainest trail [assumed]")
    unskilled: float = Field(0.4, ge=0, le=1, description="share of that without skill; all with skill 10 [assumed]")
    in_the_dark: float = Field(0.5, ge=0, le=1, description="share of that without any light [assumed]")
    prints_too: bool = Field(
        False, description="whether footprints alone are taken for a trail worth following [assumed]"
    )
    hunter_skill: int = Field(6, ge=0, le=10, description="how skilled hunters are [assumed]")
    sentinel_skill: int = Field(3, ge=0, le=10, description="how skilled Sentinels are [assumed]")
    way: float = Field(0.7, ge=0.5, le=1, description="chance to tell the way from five steps, unskilled [assumed]")
    way_skill: float = Field(0.03, ge=0, le=0.05, description="more of it for each grade of skill [assumed]")
    doubt: float = Field(0.08, ge=0, le=0.1, description="a false trace is seen through, per grade of skill [assumed]")
    stride_cells: int = Field(2, ge=1, le=10, description="traces are looked for within, cells [assumed]")
    patience: int = Field(30, ge=1, le=3600, description="a trail is lost after nothing for, s [assumed]")
    again_minutes: int = Field(
        60, ge=1, le=1440, description="a trail lost or ended is news again after, min [assumed]"
    )
    forget_minutes: int = Field(120, ge=1, le=1440, description="a trail not followed is forgotten, min [assumed]")
    reach_m: int = Field(12, ge=1, le=200, description="whoever is so near a maker has found them, m [assumed]")
    track_speed: float = Field(1.0, ge=0.01, le=10, description="a watcher who follows a trail, m/s [assumed]")
    found_points: int = Field(150, ge=0, le=1000, description="suspicion of who is found at a trail's end [assumed]")
    lost_points: int = Field(20, ge=0, le=1000, description="suspicion that a lost trail carries, points [assumed]")
    report_delay: int = Field(5, ge=1, le=3600, description="from watcher to the authority, s [assumed]")

    def skilled(self, skill: int) -> int:
        """What a grade of skill, 0 to 10, leaves of a chance, 1/1000."""
        return round(1000 * (self.unskilled + (1 - self.unskilled) * skill / 10))

    def odds_of_way(self, steps: int, skill: int) -> int:
        """The chance (u32 threshold) to take a trail the way it was made, from so many steps in order."""
        return luck.chance(min(1.0, self.way + self.way_skill * skill) if steps >= trails.STEPS else 0.5)


class _Desk(Cache):
    """What the kernels take as knobs: optics; shares and chances in 1/1000, lengths in mm, times in ticks."""

    def __init__(self, world: World, params: Params) -> None:
        self.knobs: Handle = record(
            optics=tables_now(world),
            notice=round(_ONE * params.notice),
            unskilled=round(_ONE * params.unskilled),
            hunters=params.skilled(params.hunter_skill),
            sentinels=params.skilled(params.sentinel_skill),
            dark=round(_ONE * params.in_the_dark),
            prints_too=int(params.prints_too),
            reach_mm=1000 * params.reach_m,
            patience=params.patience,
            forget=60 * params.forget_minutes,
        )


def step(world: World, params: Params) -> None:
    """Let those who follow a trail go on, and others come across one."""
    if world.trackings.n_used:
        _go_on(world, params)
    if world.traces.n and (world.plans.n or world.watchers.n):
        _cross(world, params)


# ---------------------------------------------------------------- coming across


def _cross(world: World, params: Params) -> None:
    """Let the named and the watchers on foot look at the ground where they are."""
    people, watchers, traces, city = world.citizens, world.watchers, world.traces, world.city
    knobs = world.cache(_Desk, params).knobs
    lookers, index = world.out(Lookers, world.plans.n + watchers.n), trails.index(world).handle
    n = look_down(
        people.handle, world.plans.handle, world.profiles.handle, watchers.handle, index, knobs, world.tick,
        lookers.handle,
    )  # fmt: skip
    if n:
        n = plainest(
            traces.handle, world.weathering.handle, index, world.bonds.handle, world.trackings.handle, knobs,
            lookers.handle, n,
        )  # fmt: skip
    if n:
        light, key = _daylight(world), world.key(STREAM)
        n = notice(people.handle, traces.handle, city.handle, knobs, light, key, lookers.handle, n)
    for follower, slot, odds, *_ in lookers.rows(n):
        _find(world, params, follower, slot, odds)


def _daylight(world: World) -> int:
    return min(255, int(world.sky.light[0]) + int(world.sky.glare[0]))


def _find(world: World, params: Params, follower: int, slot: int, odds: int) -> None:
    """Let somebody who has noticed a trace follow it: `follower` is a citizen, or a watcher as -1 - row."""
    traces, watchers, follows = world.traces, world.watchers, world.trackings
    maker, cell, made = int(traces.maker[slot]), int(traces.cell[slot]), int(traces.made[slot])
    who, row = (follower, -1) if follower >= 0 else (-1, -1 - follower)
    kind, first = (Kind.TRAIL_FOUND, who) if row < 0 else (Kind.TRACKED, row)
    event = world.events.one(kind, first, maker, cell, int(traces.kind[slot]), int(traces.cause[slot]), STREAM, odds)
    steps, skill = trails.in_order(world, maker, cell), _skill(world, params, who, row)
    pair = luck.pair(int(world.citizens.luck[who]) if row < 0 else int(watchers.luck[row]), world.citizens.luck[maker])
    taken = int(follows.take(1)[0])
    follows.follower[taken], follows.watcher[taken], follows.maker[taken] = who, row, maker
    follows.cell[taken], follows.made[taken], follows.cause[taken] = cell, made, event
    follows.onward[taken] = luck.u32(world.key(WAY), pair) < params.odds_of_way(steps, skill)
    follows.until[taken] = world.tick + params.patience
    if row < 0:
        _know(world, taken, slot)
        return
    watchers.duty[row], watchers.quarry[row], watchers.cause[row] = _TRACK, -1, event
    watchers.goal[row], watchers.datum[row], watchers.until[row] = cell, -1, world.tick + params.patience
    watchers.progress[row] = 0
    _mark(world, slot)


def _skill(world: World, params: Params, who: int, row: int) -> int:
    if row < 0:
        return background.skill_soldiering(world, who)
    return params.hunter_skill if world.watchers.kind[row] == _HUNTER else params.sentinel_skill


def _know(world: World, tracking: int, slot: int) -> None:
    """Let a follower know where the trail has led them so far."""
    follows, known = world.trackings, world.knowledge
    who, maker = int(follows.follower[tracking]), int(follows.maker[tracking])
    row = _knowledge(world, who, maker)
    if row < 0:
        row = int(known.take(1)[0])
    known.knower[row], known.topic[row], known.subject[row] = who, Topic.TRACE, slot
    known.cell[row], known.at[row], known.source[row] = world.traces.cell[slot], world.tick, -1
    known.strength[row], known.cause[row] = _ONE, follows.cause[tracking]


def _knowledge(world: World, who: int, maker: int) -> int:
    """The slot in which somebody knows of the trail of a maker; -1 for none."""
    return int(known_of(world.trackings.handle, world.knowledge.handle, who, maker))


def _mark(world: World, slot: int) -> None:
    """Note that the authority has followed a trace, and what else that maker left there."""
    traces = world.traces
    for other in trails.at(world, int(traces.cell[slot])):
        if traces.maker[other] == traces.maker[slot]:
            traces.followed[other] = True


# ---------------------------------------------------------------- going on


def _go_on(world: World, params: Params) -> None:
    follows, watchers, people = world.trackings, world.watchers, world.citizens
    found = world.out(Followed, follows.n)
    hold_up(follows.handle, people.handle, world.blood.handle, world.cache(BloodOf).handle, found.handle)
    n_ended, n_busy = stir(
        follows.handle, world.knowledge.handle, people.handle, world.city.handle, world.cache(_Desk, params).knobs,
        world.tick, found.handle,
    )  # fmt: skip
    rows = found.busy[:n_busy].copy()
    if n_ended:
        follows.free(found.ended[:n_ended].copy())
    if not n_busy:
        return
    walking = rows[follows.watcher[rows] >= 0]
    walking = walking[watchers.duty[follows.watcher[walking]] == _TRACK]
    walking = walking[watchers.cell[follows.watcher[walking]] != follows.cell[walking]]
    strayed: set[int] = set()
    if len(walking):
        going = follows.watcher[walking].astype(np.int64)
        speed = np.full(len(going), units.mm(params.track_speed))
        came = march(world, going, follows.cell[walking].astype(np.int64), speed)
        strayed = set(walking[came == LOST].tolist())
    for slot in rows.tolist():
        if follows.watcher[slot] >= 0:
            _watcher_goes_on(world, params, slot, slot in strayed)
        else:
            _person_goes_on(world, params, slot)


def _watcher_goes_on(world: World, params: Params, slot: int, strayed: bool) -> None:
    follows, watchers = world.trackings, world.watchers
    row, maker = int(follows.watcher[slot]), int(follows.maker[slot])
    if watchers.duty[row] != _TRACK:
        _end(world, params, slot)  # called away
    elif watchers.impaired[row] > world.tick:
        follows.until[slot] += 1
    elif _there(world, params, int(watchers.cell[row]), maker, int(follows.cell[slot])):
        _come_upon(world, params, slot, row, maker)
    elif strayed or follows.until[slot] <= world.tick:
        event = _told(world, slot, Kind.TRACK_LOST, row, int(watchers.cell[row]))
        _tell(world, params, row, -1, int(follows.cell[slot]), params.lost_points, event)
        _turn_back(world, params, slot, event)
    elif watchers.cell[row] == follows.cell[slot]:
        read = _read_on(world, params, slot, int(watchers.luck[row]), _skill(world, params, -1, row))
        if read >= 0:
            watchers.goal[row] = follows.cell[slot]
            _mark(world, read)


def _come_upon(world: World, params: Params, slot: int, row: int, maker: int) -> None:
    """A watcher has come to the end of a trail: to somebody in plain view, or to a door with somebody behind it."""
    watchers, there, building = world.watchers, int(world.citizens.cell[maker]), int(world.citizens.inside[maker])
    if building < 0:
        event = _told(world, slot, Kind.CAUGHT_UP, row, there)
        _tell(world, params, row, maker, there, params.found_points, event)
        _turn_back(world, params, slot, event)
        return
    event = world.events.one(Kind.TRACKED_IN, row, building, there, 0, int(world.trackings.cause[slot]))
    _tell(world, params, row, -1, there, params.found_points, event)
    if watchers.kind[row] != _HUNTER:
        _turn_back(world, params, slot, event)
        return
    hunts.send(world, row, -1, there, event, params.patience)
    watchers.datum[row] = there  # the door that it lays siege to
    _end(world, params, slot)


def _person_goes_on(world: World, params: Params, slot: int) -> None:
    follows, people = world.trackings, world.citizens
    who, maker, here = (
        int(follows.follower[slot]),
        int(follows.maker[slot]),
        int(people.cell[int(follows.follower[slot])]),
    )
    known = _knowledge(world, who, maker)
    age = world.tick - int(world.knowledge.at[known]) if known >= 0 else 0
    if known < 0 or not people.alive[who] or age > params.forget_minutes * 60:
        _end(world, params, slot)
    elif people.inside[who] >= 0 or not posture.hears(world, who):
        follows.until[slot] = world.tick + params.patience
    elif _there(world, params, here, maker, int(follows.cell[slot])):
        _told(world, slot, Kind.TRACED, who, int(people.cell[maker]))
        _end(world, params, slot)
    elif not world.city.beside(here, int(follows.cell[slot])):
        follows.until[slot] = world.tick + params.patience
    elif follows.until[slot] <= world.tick:
        _told(world, slot, Kind.TRAIL_LOST, who, here)
        _end(world, params, slot)
    else:
        read = _read_on(world, params, slot, int(people.luck[who]), _skill(world, params, who, -1))
        if read >= 0:
            _know(world, slot, read)


def _read_on(world: World, params: Params, slot: int, lucky: int, skill: int) -> int:
    """Look for the next trace from where the last was read; its slot if it is found now, else -1."""
    follows, traces, city = world.trackings, world.traces, world.city
    ahead, index = world.out(Ahead, 2), trails.index(world).handle
    n = next_traces(
        follows.handle, traces.handle, world.weathering.handle, index, city.handle, slot, params.stride_cells,
        ahead.handle,
    )  # fmt: skip
    if not n:
        return -1
    here = int(follows.cell[slot])
    knobs, sky = world.cache(_Desk, params).knobs, city.levels[here // city.area].sky
    light = int(light_on(knobs.optics, int(city.ground[here]), here, _daylight(world), sky))
    share = params.skilled(skill) * int(lit(light, knobs.dark)) // _ONE
    key, doubt = world.key(READ), luck.chance(params.doubt * skill)
    for other, plain in ahead.rows(n):
        pair = luck.pair(lucky, traces.luck[other])
        if traces.false[other] and luck.u32(key, pair, 1) < doubt:
            continue
        # who searches on the spot knows where to look, but for what somebody has covered; a watcher reads as it walks
        sure = plain if follows.watcher[slot] >= 0 else _ONE - int(traces.covered[other])
        if luck.u32(key, pair) < luck.chance(params.read * plain * sure * share / _ONE**3):
            follows.cell[slot], follows.made[slot] = traces.cell[other], traces.made[other]
            follows.until[slot] = world.tick + params.patience
            return other
    return -1


def _there(world: World, params: Params, here: int, maker: int, end: int) -> bool:
    """Whether a follower at `here` has come to the maker of the trail: in view near by, or behind the door here."""
    there, indoors = int(world.citizens.cell[maker]), int(world.citizens.inside[maker])
    return bool(come_to(world.city.handle, here, there, end, indoors, 1000 * params.reach_m))


def _told(world: World, slot: int, kind: Kind, who: int, cell: int) -> int:
    return world.events.one(kind, who, int(world.trackings.maker[slot]), cell, 0, int(world.trackings.cause[slot]))


def _tell(world: World, params: Params, row: int, subject: int, cell: int, points: int, event: int) -> None:
    report(world, subject, row, Sense.SIGHT, cell, params.report_delay, points, np.array([event]))


def _turn_back(world: World, params: Params, slot: int, event: int) -> None:
    watchers, row = world.watchers, int(world.trackings.watcher[slot])
    watchers.duty[row], watchers.quarry[row], watchers.cause[row] = _RETURN, -1, event
    watchers.goal[row] = watchers.datum[row] = -1
    watchers.progress[row] = 0
    _end(world, params, slot)


def _end(world: World, params: Params, slot: int) -> None:
    """Let nobody follow a trail any longer; for a while the follower does not notice it again."""
    follows = world.trackings
    if follows.follower[slot] >= 0:
        known = _knowledge(world, int(follows.follower[slot]), int(follows.maker[slot]))
        if known >= 0:
            world.knowledge.free(np.array([known]))
    follows.over[slot], follows.until[slot] = True, world.tick + params.again_minutes * 60
