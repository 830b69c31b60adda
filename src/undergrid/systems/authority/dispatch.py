"""Dispatch: drones fly their beats by the timetable, and are called away to where a wanted person is believed to be.

On its beat a watcher's place is a function of the tick alone (world/authority/timetable.py). On fresh news of a wanted
person the nearest free drones go to the place where the authority believes them to be, not the true one; there they
follow the person if they see them, or search in a pattern until time is up, and fly back to where their beat is by
then. Whom they find again within minutes they have never lost. Whom an order has hunted, a drone keeps in view
for a while, and no more; then drones leave them alone for long. A Sentinel leaves its gate on
foot for somebody near it under grave suspicion. A watcher within reach of the person it sees may arrest them. Watchers
do not follow beyond the wall, unless the case is grave. A report of something unknown draws one drone to look; warmth
near where one has looked draws none for hours. A call for help waits where no drone is free.

Reads   dossiers.subject, wanted, cell, suspicion; reports.subject, sense, arrives, weight, cell, event (of unknowns);
        watchers.kind, duty, cell, home, link, goal, progress, quarry, impaired, and what `cases`, `hunts.lead` and
        `patrols` read; judgements.guard, stage; beacons.waits, believed, trace; looks; citizens.alive, doing, posture,
        pace, luck, and cell of whom a watcher sees at this tick; timetable; walk; what sends them as `sent_by` has it;
        whether the authority `gives_orders`
Writes  watchers.duty, cell, leg, progress, goal; beacons.waits; looks; what `hunts` and `patrols` write; of the
        arrested what `world/authority/arrests.py` does
Emits   HUNT_BEGAN(watcher, citizen; cause: what last changed the dossier, the order to hunt them, or the noise or call;
        because CONDITION: the news that says where), SEARCH_BEGAN, HUNT_ENDED (each by the one before),
        ARRESTED(watcher, citizen; cause: the sighting; stream, odds), SLIPPED_AWAY(citizen, watcher; the same),
        ON_WATCH(watcher; cause: what called it back)
Units   cells; mm and mm/s; ticks of 1 s
Source  search patterns: IAMSAR manual vol. II; speeds, times and chances are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.caches import Cache
from undergrid.core.grid import squared_apart_on
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority import hunts
from undergrid.world.authority.arrests import lay_hold
from undergrid.world.authority.calling import nearest, sent_by, served
from undergrid.world.authority.cases import (
    ALWAYS,
    DossierOf,
    any_case,
    any_sought,
    cases,
    follows_to,
    is_case,
    ordered,
    where_to,
)
from undergrid.world.authority.hunts import ARRIVES, ENDS, GRABS, IN_VAIN, LOSES, RESUMES
from undergrid.world.authority.patrols import fly_out, patrol, walk_near
from undergrid.world.authority.search_patterns import Pattern, next_stop
from undergrid.world.authority.timetable import Timetable
from undergrid.world.authority.watches import go_back_to_watch
from undergrid.world.movement.near import squares
from undergrid.world.network.regime import gives_orders
from undergrid.world.places.ways import Ways
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.people import Activity, Pace, Posture
from undergrid.world.tables.places import Stage

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("dispatch/arrest")
CALLED = luck.stream("dispatch/called")
CLAIM = luck.stream("dispatch/claim")
TURNS = luck.stream("dispatch/search")

_POST, _HUNT, _SEARCH, _RETURN = map(int, (Duty.POST, Duty.HUNT, Duty.SEARCH, Duty.RETURN))
_DRONE, _SENTINEL = int(WatcherKind.DRONE), int(WatcherKind.SENTINEL)
_HELD = int(Activity.HELD)
_LOOK_EVERY = 5  # ticks between looks at whom an order has hunted
_CALL_EVERY = 60  # ticks between looks at the calls for help that wait
_NONE: I64 = np.zeros(0, np.int64)
_STRIDES = 5  # cells between the tracks of a search on foot [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.dispatch`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    beat_speed: float = Field(6, ge=0.01, le=60, description="a drone on its beat, m/s [assumed]")
    hunt_speed: float = Field(14, ge=0.01, le=60, description="a drone on a hunt or on its way back, m/s [assumed]")
    walk_speed: float = Field(1.34, ge=0.01, le=20, description="a Sentinel on its beat, m/s [Weidmann 1993, people]")
    run_speed: float = Field(3, ge=0.01, le=20, description="a Sentinel on a hunt, m/s [assumed]")
    hunters: int = Field(2, ge=0, le=100, description="drones for one wanted person [assumed]")
    by_order: int = Field(1, ge=0, le=100, description="drones for somebody hunted by order alone [assumed]")
    call_m: int = Field(1500, ge=1, le=100_000, description="drones are called from within, m [assumed]")
    fresh_minutes: float = Field(20, ge=0.01, le=1440, description="news is worth a hunt for, min [assumed]")
    hunt_minutes: float = Field(15, ge=0.01, le=1440, description="a hunter gives up without news after, min [assumed]")
    search_minutes: float = Field(8, ge=0.01, le=1440, description="a search lasts, min [assumed]")
    lost_minutes: float = Field(5, ge=0, le=1440, description="found again within, it is one hunt, min [assumed]")
    again_minutes: float = Field(120, ge=0, le=1440, description="whom they watched is left alone for, min [assumed]")
    pattern: Literal["square", "random"] = Field("square", description="how a search goes [IAMSAR vol. II]")
    spacing_m: int = Field(40, ge=2, le=2000, description="between the tracks of a search, m [assumed]")
    search_m: int = Field(240, ge=2, le=20_000, description="a search reaches from its middle, m [assumed]")
    reach_m: float = Field(4, ge=0.01, le=100, description="a watcher can lay hold of somebody within, m [assumed]")
    grip: float = Field(0.6, ge=0, le=1, description="chance to hold somebody who walks or stands [assumed]")
    grip_running: float = Field(0.4, ge=0, le=1, description="the same, running [assumed]")
    grip_low: float = Field(0.8, ge=0, le=1, description="the same, crouched or flat [assumed]")
    regrip_seconds: int = Field(5, ge=1, le=3600, description="until it can try again, s [assumed]")
    sentinel_m: int = Field(80, ge=0, le=2000, description="a Sentinel hunts round its gate within, m [assumed]")
    sentinel_at: int = Field(250, ge=0, le=1_000_000, description="suspicion for which it leaves its gate [assumed]")
    pursue: int = Field(600, ge=0, le=1_000_000, description="suspicion that is followed beyond the wall [assumed]")
    look_m: int = Field(300, ge=0, le=100_000, description="an unknown draws a drone from within, m [assumed]")
    look_weight: int = Field(5, ge=0, le=1000, description="least weight of a report that does, points [assumed]")
    look_minutes: float = Field(1, ge=0.01, le=1440, description="it looks for, min [assumed]")
    warm_minutes: float = Field(120, ge=0, le=1440, description="warmth where one looked draws none for, min [assumed]")
    warm_m: int = Field(100, ge=0, le=2000, description="nor does warmth within so much of it, m [assumed]")


class _Desk(Cache):
    """What dispatch works with in one world: its knobs in cells, mm/s and ticks."""

    def __init__(self, world: World, params: Params) -> None:
        city = world.city
        tether = params.sentinel_m * 1000 // city.cell_mm
        self.levels = where_to(city.levels)
        self.knobs: Handle = record(
            levels=self.levels,
            pursue=params.pursue,
            reach=(units.mm(params.reach_m) // city.cell_mm) ** 2,
            tether=tether**2,
            patience=round(params.hunt_minutes * 60),
            lost=round(params.lost_minutes * 60),
            again=round(params.again_minutes * 60),
            besieging=0,  # drones and Sentinels lay siege to no door
            beat_speed=units.mm(params.beat_speed),
            hunt_speed=units.mm(params.hunt_speed),
            pattern=int(Pattern[params.pattern.upper()]),
            spacing=max(1, params.spacing_m * 1000 // city.cell_mm),
            radius=max(1, params.search_m * 1000 // city.cell_mm),
        )
        self.on_foot: Handle = record(pattern=int(Pattern.SQUARE), spacing=_STRIDES, radius=tether)


class _Called(Out):
    """The watchers that are called away, ascending."""

    row: I64


def step(world: World, params: Params) -> None:
    """Place the patrols, move the watchers that are called away, call others."""
    watchers, now = world.watchers, world.tick
    if not watchers.n:
        return
    desk, called = world.cache(_Desk, params), world.out(_Called, watchers.n)
    flown, walked = now * units.mm(params.beat_speed), now * units.mm(params.walk_speed)
    n_called = patrol(watchers.handle, world.cache(Timetable).handle, flown, walked, called.handle)
    go_back_to_watch(world)
    if n_called:
        _go_on(world, params, desk, called.row[:n_called])
    if (world.dossiers.n_used or world.beacons.n_used or world.reports.n_used) and gives_orders(world):
        _answer(world, params, desk)


def _answer(world: World, params: Params, desk: _Desk) -> None:
    """Send watchers after the wanted, and drones to where something unknown is, or somebody calls."""
    if world.dossiers.n_used:
        _call(world, params, desk)
    asked = world.beacons.where(waits=True) if world.tick % _CALL_EVERY == 0 and world.beacons.n_used else _NONE
    if len(asked) or (world.reports.n_used and _any_noise(world.reports.handle, world.tick, params.look_weight)):
        _listen(world, params, desk, asked)


def _go_on(world: World, params: Params, desk: _Desk, rows: I64) -> None:
    """Let every watcher that is called away decide and move, and log what has changed."""
    watchers, city = world.watchers, world.city.handle
    outcome = _decide(
        rows, watchers.handle, world.citizens.handle, world.dossiers.handle, world.cache(DossierOf).slot, city,
        desk.knobs, world.tick,
    )  # fmt: skip
    claims: dict[int, list[int]] = {}
    news = np.flatnonzero(outcome)
    for row, what in zip(rows[news].tolist(), outcome[news].tolist(), strict=True) if len(news) else ():
        if what == GRABS:
            hunts.resume_if_searching(world, row)
            claims.setdefault(int(watchers.quarry[row]), []).append(row)
        elif what == ARRIVES and watchers.quarry[row] < 0:
            hunts.look_round(world, row, world.tick + round(params.look_minutes * 60))
        elif what == ARRIVES:
            hunts.search(world, row, world.tick + round(params.search_minutes * 60))
        elif what == RESUMES:
            hunts.resume(world, row)
        elif what == LOSES:
            hunts.loses(world, row)
        else:
            hunts.end(world, row, what == IN_VAIN)
    for quarry in sorted(claims):
        _grab(world, params, quarry, claims[quarry])
    beats, ways = world.cache(Timetable).handle, world.cache(Ways).handle
    fly_out(rows, watchers.handle, beats, ways, city, desk.knobs, world.tick, world.key(TURNS))
    for row in rows[watchers.kind[rows] == _SENTINEL].tolist():
        _walk(world, params, desk, row)


def _grab(world: World, params: Params, quarry: int, claimants: list[int]) -> None:
    """Let one of the watchers that reach for the same person try to hold them."""
    people = world.citizens
    low = people.posture[quarry] != Posture.STANDING
    grip = params.grip_low if low else params.grip_running if people.pace[quarry] == Pace.RUN else params.grip
    lay_hold(world, quarry, claimants, luck.chance(grip), params.regrip_seconds, STREAM, CLAIM)


def _call(world: World, params: Params, desk: _Desk) -> None:
    """Send drones and Sentinels after people of whom there is fresh news and who are not hunted enough."""
    dossiers, people, city = world.dossiers.handle, world.citizens.handle, world.city.handle
    since = world.tick - round(params.fresh_minutes * 60)
    if any_case(dossiers, people, city, desk.knobs, since):
        _send(world, params, cases(dossiers, people, city, desk.knobs, since), params.hunters)
    if world.tick % _LOOK_EVERY == 0 and params.by_order and any_sought(dossiers):
        slots = ordered(dossiers, people, city, desk.knobs, since)
        slots = slots[world.citizens.alive[world.dossiers.subject[slots]]]
        if len(slots):
            _send(world, params, slots, params.by_order)


def _send(world: World, params: Params, slots: I64, drones: int) -> None:
    """Send so many drones after each of those in the dossiers `slots`, Sentinels too where the case is grave."""
    watchers, dossiers, lucky = world.watchers, world.dossiers, world.citizens.luck
    trials, rows, patience = world.judgements, world.judgements.rows(), round(params.hunt_minutes * 60)
    judging = trials.guard[rows[trials.stage[rows] < Stage.RECOVERING]]
    for slot in served(world, slots, CALLED):
        subject, place = int(dossiers.subject[slot]), int(dossiers.cell[slot])
        cause, seen = sent_by(world, slot)
        hunting = (watchers.quarry == subject) & (watchers.kind == _DRONE)
        missing = drones - int(np.count_nonzero(hunting))
        if missing > 0:
            for row in _nearest(world, place, params.call_m, int(lucky[subject]))[:missing]:
                hunts.send(world, row, subject, place, cause, patience, seen)
        grave = dossiers.wanted[slot] and dossiers.suspicion[slot] >= params.sentinel_at
        for row in _guards_near(world, place, params.sentinel_m).tolist() if grave else ():
            if row not in judging:
                hunts.send(world, row, subject, place, cause, patience)


def _nearest(world: World, place: int, within_m: int, lucky: int) -> list[int]:
    """Free drones by their distance from a place, nearest first; equals by a draw."""
    reach = (within_m * 1000 // world.city.cell_mm) ** 2
    return nearest(world, WatcherKind.DRONE, place, reach, lucky, CALLED)


def _guards_near(world: World, place: int, within_m: int) -> npt.NDArray[np.int64]:
    """Gate Sentinels at their posts, on the level of a place and near it."""
    watchers, city = world.watchers, world.city
    rows = np.flatnonzero((watchers.kind == _SENTINEL) & (watchers.link >= 0) & (watchers.duty == _POST))
    rows = rows[(watchers.impaired[rows] <= world.tick) & (watchers.home[rows] // city.area == place // city.area)]
    far = squares(watchers.home[rows], place, city.width, city.height)
    return rows[far <= (within_m * 1000 // city.cell_mm) ** 2]


def _listen(world: World, params: Params, desk: _Desk, calls: I64) -> None:
    """Send drones to look where something unknown was noticed, and where those call (slots of beacons) who wait."""
    reports, beacons = world.reports, world.beacons
    rows = reports.where(subject=-1)
    rows = rows[(reports.arrives[rows] <= world.tick) & (reports.weight[rows] >= params.look_weight)]
    warm = reports.sense[rows] == Sense.HEAT
    warm[warm] = [_looked_at(world, params, place) for place in reports.cell[rows[warm]].tolist()]
    rows = rows[~warm]  # who lies there is known by now
    noticed = [*zip(reports.cell[rows].tolist(), reports.event[rows].tolist(), strict=True)]
    noticed += zip(beacons.believed[calls].tolist(), beacons.trace[calls].tolist(), strict=True)
    for place, event in sorted(noticed):
        beacons.waits[beacons.where(trace=event)] = not _look(world, params, desk, place, event)


def _looked_at(world: World, params: Params, place: int) -> bool:
    """Whether a drone was sent to look near a place not long ago; what was longer ago is forgotten."""
    looks, city = world.looks, world.city
    slots = looks.rows()
    looks.free(slots[looks.at[slots] + params.warm_minutes * 60 <= world.tick])
    slots = looks.rows()
    slots = slots[looks.cell[slots] // city.area == place // city.area]
    far = squares(looks.cell[slots], place, city.width, city.height)
    return bool((far <= (params.warm_m * 1000 // city.cell_mm) ** 2).any())


def _look(world: World, params: Params, desk: _Desk, place: int, event: int) -> bool:
    """Send the nearest free drone to look at a place, unless one looks near by already; whether one is sent."""
    watchers, city = world.watchers, world.city
    if desk.levels[place // city.area] != ALWAYS:
        return False
    reach = (params.look_m * 1000 // city.cell_mm) ** 2
    looking = np.flatnonzero((watchers.quarry < 0) & ((watchers.duty == _HUNT) | (watchers.duty == _SEARCH)))
    if (squares(watchers.goal[looking], place, city.width, city.height) <= reach).any():
        return False
    near = _nearest(world, place, params.look_m, place)
    if len(near):
        patience = round(params.hunt_minutes * 60)
        hunts.send(world, near[0], -1, place, event or world.scenario_event, patience)
        (slot,) = world.looks.take(1)
        world.looks.cell[slot], world.looks.at[slot] = place, world.tick
    return len(near) > 0


def _walk(world: World, params: Params, desk: _Desk, row: int) -> None:
    """Move a Sentinel that is off its post one tick on foot."""
    watchers, city = world.watchers, world.city
    if watchers.impaired[row] > world.tick:
        return
    duty, home = watchers.duty[row], int(watchers.home[row])
    tether, goal = params.sentinel_m * 1000 // city.cell_mm, home if duty == _RETURN else int(watchers.goal[row])
    budget = int(watchers.progress[row]) + units.mm(params.run_speed)
    cell, left, there = walk_near(city, world.cache(Ways).walk, home, tether, int(watchers.cell[row]), goal, budget)
    watchers.cell[row], watchers.progress[row] = cell, left
    if duty == _HUNT and there and cell != goal:  # no way leads there: the Sentinel looks around where it is
        hunts.search(world, row, world.tick + round(params.search_minutes * 60))
    elif duty == _RETURN and there:
        watchers.cell[row], watchers.duty[row] = home, _POST
    elif duty == _SEARCH and there:
        watchers.goal[row], watchers.leg[row] = next_stop(
            watchers.handle, row, city.handle, desk.on_foot, world.key(TURNS)
        )


@kernel
def _decide(rows, watchers, people, dossiers, dossier_of, city, knobs, now):
    """What each of `rows`, all called away, does next: sets goals, turns searches into hunts, returns the news."""
    news = np.zeros(len(rows), np.int64)
    for n in range(len(rows)):
        row = rows[n]
        if watchers.duty[row] == _RETURN or watchers.impaired[row] > now:
            continue
        who, sees, slot = int(watchers.quarry[row]), 0, -1
        if who >= 0:
            slot = int(dossier_of[who])
            if slot < 0 or not is_case(dossiers, slot) or people.doing[who] == _HELD:
                news[n] = ENDS
                continue
            sees = hunts.has_in_view(watchers, row, now)
            place = hunts.lead(watchers, people, dossiers, row, slot, sees, knobs)
            if place >= 0 and not _may_go(watchers, dossiers, row, slot, place, city, knobs):
                news[n] = IN_VAIN  # it stops here; only newer news will call it again
                continue
            if dossiers.wanted[slot]:
                news[n] = hunts.follow(watchers, row, place, sees, city, knobs, now)
            else:  # kept in view, and no more
                news[n] = hunts.shadow(watchers, row, place, sees, city, knobs, now)
                news[n] = 0 if news[n] == GRABS else news[n]
        if not sees and news[n] != RESUMES:
            stays = hunts.stays_by(watchers, row, knobs, now) if who >= 0 and not dossiers.wanted[slot] else -1
            news[n] = stays if stays >= 0 else hunts.come_to(watchers, row, now)
    return news


@kernel(inline=True)
def _may_go(watchers, dossiers, row, slot, place, city, knobs):
    """Whether a watcher may follow somebody to a cell: a Sentinel stays near its gate, a drone where drones go."""
    if watchers.kind[row] != _SENTINEL:
        return follows_to(dossiers, slot, place, city, knobs)
    same_level = place // city.area == watchers.cell[row] // city.area
    return same_level and squared_apart_on(int(watchers.home[row]), place, city.width, city.area) <= knobs.tether


@kernel
def _any_noise(reports, now, least):
    """Whether a report of something unknown has arrived at this tick that weighs enough to be looked into."""
    for slot in range(len(reports.used)):
        unknown = reports.used[slot] and reports.subject[slot] < 0
        if unknown and reports.arrives[slot] <= now and reports.weight[slot] >= least:
            return True
    return False
