"""Pursuit: hunters on foot go where wanted people are believed to be, look round there, go in after them, arrest them.

On fresh news of a wanted person the nearest free hunters are called. They find their way round walls and over rubble as
people do. The second of them goes to where the way leads on, by the last two reports, to cut it off. A hunter who sees
the quarry runs after them. One who reaches the believed place and sees nobody goes to a door near by, and believes the
quarry behind it. Hunters lay siege to a door that holds (the rule of shelter breaks it). Through a door that does not
hold they go in, try after try, and arrest the wanted people they find; who has come after somebody unknown reports, by
name, whom it finds there without a tag that vouches for them. Where there is no door, or nobody behind it, they search
round the place on foot, give up after a while, walk back to where their beat begins, and join the beat when the
timetable comes past there. Hunters who follow a trail or lie in ambush are not called.

An order to hunt somebody who is not wanted sends one hunter. It keeps them in view from a distance while little speaks
against them, else it comes up to them and stops them, to ask who they are; with who lies helpless the order falls.
Whom it did not believe it follows at a distance for a while, and then asks again. It forces no door.

Reads   dossiers.subject, wanted, cell; watchers.kind, duty, cell, beat, leg, goal, datum, quarry, until, impaired,
        luck, cause, and what `cases`, `hunts`, `setting_out` and `on_foot` read; citizens.alive, doing, inside,
        posture, pace, wanted, luck, and cell of whom a hunter sees; reports.subject, watcher; doors and what holds
        them; walk, routes; whose tag answers, as `reasons` has it; whom hunters only watch, as `is_watched` has it;
        what sends them and where, as `sent_by` and `cut_off` have it; whether the authority `gives_orders`
Writes  watchers.duty, leg, goal, datum, until, and what `hunts` and `on_foot` write; of the arrested what
        `world/authority/arrests.py` does, of the stopped what `questions.stop` does
Emits   HUNT_BEGAN(watcher, citizen; cause: what last changed the dossier, or the order to hunt them; because CONDITION:
        the news that says where), STOPPED(watcher, citizen; cause: the hunt, or that they were not believed),
        SEARCH_BEGAN, HUNT_ENDED (each by the one before), ARRESTED(watcher, citizen; cause: the sighting or the hunt;
        stream, odds), SLIPPED_AWAY(citizen, watcher; the same), CAUGHT_UP(watcher, citizen; cause: the hunt)
Units   cells; mm and mm/s; ticks of 1 s
Source  search pattern: IAMSAR manual vol. II; walking speed: Weidmann 1993; times and chances are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority import hunts
from undergrid.world.authority.arrests import lay_hold
from undergrid.world.authority.calling import afoot, at_hand, nearest, sent_by, served
from undergrid.world.authority.cases import (
    DossierOf,
    any_sought,
    any_wanted,
    cases,
    follows_to,
    is_case,
    ordered,
    where_to,
)
from undergrid.world.authority.cutoffs import cut_off
from undergrid.world.authority.hunts import ARRIVES, ASKS, ENDS, GRABS, IN_VAIN, LOSES, RESUMES, TRIES
from undergrid.world.authority.on_foot import LOST, THERE, forget_way, march
from undergrid.world.authority.questions import ask
from undergrid.world.authority.reporting import report
from undergrid.world.authority.search_patterns import Pattern, next_stop
from undergrid.world.authority.setting_out import Going, set_out
from undergrid.world.authority.shadowing import in_view, is_watched, keep_back
from undergrid.world.authority.suspects import Permits, reasons
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import place_near, squares
from undergrid.world.network.regime import gives_orders
from undergrid.world.places.shelters import door_holds
from undergrid.world.places.ways import Ways
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.people import Activity, Pace, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("pursuit/arrest")
CALLED = luck.stream("pursuit/called")
CLAIM = luck.stream("pursuit/claim")
FIND = luck.stream("pursuit/find")

_POST, _HUNT, _SEARCH, _RETURN, _SIEGE = map(int, (Duty.POST, Duty.HUNT, Duty.SEARCH, Duty.RETURN, Duty.SIEGE))
_HELD, _RECLAIMED = int(Activity.HELD), int(Activity.RECLAIMED)
_CALL_EVERY = 5  # ticks between looks at the dossiers
_STOPS = 8  # stops of a search that are tried at once for one that can be entered


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.pursuit`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    march_speed: float = Field(1.7, ge=0.01, le=20, description="a hunter on the way somewhere, m/s [assumed]")
    run_speed: float = Field(3, ge=0.01, le=20, description="a hunter after somebody in view, m/s [assumed]")
    glimpse_seconds: int = Field(6, ge=1, le=600, description="somebody glimpsed counts as in view for, s [assumed]")
    walk_speed: float = Field(1.34, ge=0.01, le=20, description="who searches or goes back, m/s [Weidmann 1993]")
    hunters: int = Field(3, ge=0, le=100, description="hunters on foot for one wanted person [assumed]")
    cut_off_m: int = Field(300, ge=0, le=100_000, description="the second hunter cuts off ways on within, m [assumed]")
    by_order: int = Field(1, ge=0, le=100, description="hunters for somebody hunted by order alone [assumed]")
    order_m: int = Field(40, ge=1, le=100_000, description="that hunter is called from within, m [assumed]")
    question_at: int = Field(30, ge=0, le=1_000_000, description="suspicion from which they are asked [assumed]")
    question_seconds: int = Field(90, ge=1, le=3600, description="that takes, s [assumed]")
    follow_minutes: float = Field(8, ge=0, le=1440, description="those not believed are followed for, min [assumed]")
    follow_m: int = Field(24, ge=1, le=1000, description="from a distance of, m [assumed]")
    call_m: int = Field(600, ge=1, le=100_000, description="hunters are called from within, m [assumed]")
    fresh_minutes: float = Field(20, ge=0.01, le=1440, description="news is worth a hunt for, min [assumed]")
    hunt_minutes: float = Field(30, ge=0.01, le=1440, description="a hunter gives up without news after, min [assumed]")
    search_minutes: float = Field(10, ge=0.01, le=1440, description="a search lasts, min [assumed]")
    lost_minutes: float = Field(5, ge=0, le=1440, description="found again within, it is one hunt, min [assumed]")
    again_minutes: float = Field(60, ge=0, le=1440, description="whom they let be is let be for, min [assumed]")
    siege_minutes: float = Field(45, ge=0.01, le=1440, description="they stay before a door, min [assumed]")
    spacing_m: int = Field(16, ge=2, le=2000, description="between the tracks of a search, m [assumed]")
    search_m: int = Field(80, ge=2, le=20_000, description="a search reaches from its middle, m [assumed]")
    door_m: int = Field(6, ge=0, le=100, description="a door within that of the believed place is tried, m [assumed]")
    reach_m: float = Field(3, ge=0.01, le=100, description="a hunter can lay hold of somebody within, m [assumed]")
    grip: float = Field(0.7, ge=0, le=1, description="chance to hold somebody who walks or stands [assumed]")
    grip_running: float = Field(0.4, ge=0, le=1, description="the same, running [assumed]")
    grip_low: float = Field(0.9, ge=0, le=1, description="the same, low, asleep or without senses [assumed]")
    regrip_seconds: int = Field(5, ge=1, le=3600, description="until a hunter can try again, s [assumed]")
    find: float = Field(0.5, ge=0, le=1, description="chance of one try to find somebody inside [assumed]")
    try_seconds: int = Field(10, ge=1, le=3600, description="between tries inside, s [assumed]")
    tries: int = Field(6, ge=1, le=1000, description="tries inside before they look elsewhere [assumed]")
    found_points: int = Field(150, ge=0, le=1000, description="suspicion of an unknown found inside [assumed]")
    report_delay: int = Field(5, ge=1, le=3600, description="from a hunter inside to the authority, s [assumed]")
    pursue: int = Field(600, ge=0, le=1_000_000, description="suspicion that is followed beyond the wall [assumed]")


class _Desk(Cache):
    """What pursuit works with in one world: its knobs in cells and ticks."""

    def __init__(self, world: World, params: Params) -> None:
        city = world.city
        self.call = (params.call_m * 1000 // city.cell_mm) ** 2
        self.near = (params.order_m * 1000 // city.cell_mm) ** 2
        self.knobs: Handle = record(
            levels=where_to(city.levels, underground=True),
            pursue=params.pursue,
            reach=(units.mm(params.reach_m) // city.cell_mm) ** 2,
            patience=round(params.hunt_minutes * 60),
            lost=round(params.lost_minutes * 60),
            again=round(params.again_minutes * 60),
            besieging=round(params.siege_minutes * 60),
            tries=params.try_seconds,
            glimpsed=params.glimpse_seconds,
            march=units.mm(params.march_speed),
            walk=units.mm(params.walk_speed),
            run=units.mm(params.run_speed),
            question_at=params.question_at,
            following=round(params.follow_minutes * 60),
            distance=(params.follow_m * 1000 // city.cell_mm) ** 2,
            pattern=int(Pattern.SQUARE),
            spacing=max(1, params.spacing_m * 1000 // city.cell_mm),
            radius=max(1, params.search_m * 1000 // city.cell_mm),
            width=city.width,
            area=city.area,
        )


class _Leads(Out):
    """Where its eyes or news lead each hunter that is called away, in the order of the hunters."""

    slot: I64  # of the dossier of its quarry; -1 for none
    sees: I64  # whether it has its quarry in view
    place: I64  # the cell that it is led to; -1 for none
    watched: I64  # whether it is only to keep its quarry in view
    what: I64  # ENDS, IN_VAIN, ... of `hunts`; 0 for nothing


def step(world: World, params: Params) -> None:
    """Let the hunters that are called away go on, and call others."""
    desk = world.cache(_Desk, params)
    rows, n_free = afoot(world.watchers.handle, world.tick)
    if len(rows):
        _go_on(world, params, desk, rows)
    if not n_free or world.tick % _CALL_EVERY or not world.dossiers.n_used or not gives_orders(world):
        return
    since, city = world.tick - round(params.fresh_minutes * 60), world.city.handle
    if any_wanted(world.dossiers.handle):
        found = cases(world.dossiers.handle, world.citizens.handle, city, desk.knobs, since)
        _call(world, params, found, params.hunters, desk.call)
    if any_sought(world.dossiers.handle):
        found = ordered(world.dossiers.handle, world.citizens.handle, city, desk.knobs, since)
        _call(world, params, found, params.by_order, desk.near)


def _go_on(world: World, params: Params, desk: _Desk, rows: I64) -> None:
    """Let every hunter that is called away decide and move, and log what has changed."""
    watchers, dossiers, city = world.watchers, world.dossiers, world.city
    before = watchers.goal[rows].copy()
    leads = world.out(_Leads, len(rows))
    _look_up(
        rows, watchers.handle, world.citizens.handle, dossiers.handle, world.cache(DossierOf).slot, desk.knobs,
        world.tick, leads.handle,
    )  # fmt: skip
    _decide(
        rows, leads.handle, watchers.handle, dossiers.handle, world.cache(Ways).handle, city.handle, desk.knobs,
        world.tick,
    )  # fmt: skip
    outcome = leads.what[: len(rows)]
    claims: dict[int, list[int]] = {}
    inside: dict[int, list[int]] = {}
    news = np.flatnonzero(outcome)
    for row, what in zip(rows[news].tolist(), outcome[news].tolist(), strict=True):
        if what == GRABS:
            hunts.resume_if_searching(world, row)
            claims.setdefault(int(watchers.quarry[row]), []).append(row)
        elif what == ASKS:
            _ask(world, params, row)
        elif what == TRIES:
            inside.setdefault(int(watchers.cell[row]), []).append(row)
        elif what == ARRIVES:
            _arrive(world, params, row)
        elif what == RESUMES:
            hunts.resume(world, row)
        elif what == LOSES:
            hunts.loses(world, row)
        else:
            hunts.end(world, row, what == IN_VAIN)
    for quarry in sorted(claims):
        lay_hold(world, quarry, claims[quarry], _grip(world, params, quarry), params.regrip_seconds, STREAM, CLAIM)
    for door in sorted(inside):
        _go_in(world, params, door, inside[door])
    left = before != watchers.goal[rows]
    for goal in np.unique(before[left]).tolist() if left.any() else ():
        forget_way(world, goal)
    _move(world, params, desk, rows)


def _move(world: World, params: Params, desk: _Desk, rows: I64) -> None:
    """Move the hunters that walk, and act on where each has come to."""
    watchers, going = world.watchers, world.out(Going, len(rows))
    n, n_viewed = set_out(rows, watchers.handle, desk.knobs, world.tick, going.handle)
    if not n:
        return
    rows, speeds = going.row[:n], going.speed[:n]
    if n_viewed:
        speeds[(going.viewed[:n] != 0) & keep_back(world, rows, desk.knobs)] = 0
    state = march(world, rows, going.goal[:n], speeds)
    duty = going.duty[:n].tolist()
    for k in np.flatnonzero(state).tolist():
        row = int(rows[k])
        if duty[k] == _SEARCH:
            _look_on(world, desk, row)
        elif duty[k] == _HUNT and state[k] == LOST:
            hunts.search(world, row, world.tick + round(params.search_minutes * 60))
        elif duty[k] == _RETURN and state[k] == THERE and watchers.beat[row] < 0:
            watchers.duty[row] = _POST


def _ask(world: World, params: Params, row: int) -> None:
    """Let a hunter who has come up to somebody hunted by order ask them who they are, if they can answer."""
    who = int(world.watchers.quarry[row])
    hunts.resume_if_searching(world, row)
    if not ask(world, row, who, params.question_seconds):
        hunts.end(world, row, in_vain=True)


def _arrive(world: World, params: Params, row: int) -> None:
    """Send a hunter who sees nobody at the believed place to a door near by, or let it search round the place.

    `datum` is the door that it has made for, or where it was to cut somebody off.
    """
    watchers, city = world.watchers, world.city
    here = int(watchers.cell[row])
    if watchers.datum[row] == here and here in city.doors:
        until = world.tick + round(params.siege_minutes * 60)
        watchers.duty[row], watchers.leg[row], watchers.until[row] = _SIEGE, 0, until
        return
    slot = int(world.cache(DossierOf).slot[watchers.quarry[row]]) if watchers.quarry[row] >= 0 else -1
    # an order to hunt somebody for what they are forces no doors
    if watchers.datum[row] != here and slot >= 0 and world.dossiers.wanted[slot] and len(city.doors):
        far = squares(world.city.doors, here, city.width, city.height)
        far = np.where(world.city.doors // city.area == here // city.area, far, np.int64(1) << 40)
        nearest = int(np.argmin(far))
        if far[nearest] <= (params.door_m * 1000 // city.cell_mm) ** 2:
            watchers.goal[row] = watchers.datum[row] = world.city.doors[nearest]
            return
    hunts.search(world, row, world.tick + round(params.search_minutes * 60))


def _go_in(world: World, params: Params, door: int, rows: list[int]) -> None:
    """Let the hunters at a door that does not hold look through the building once more."""
    watchers, people = world.watchers, world.citizens
    building = int(np.flatnonzero(world.city.doors == door)[0])
    if door_holds(world, building):
        return
    after_unknown = {row for row in rows if watchers.quarry[row] < 0}
    found = people.alive & (people.inside == building) & (people.wanted if not after_unknown else True)
    hiding = np.flatnonzero(found & ((people.doing < _HELD) | (people.doing > _RECLAIMED)))
    key, odds = world.key(FIND), luck.chance(params.find)
    for who in hiding.tolist():
        draws = {row: luck.u32(key, luck.pair(watchers.luck[row], people.luck[who])) for row in rows}
        finders = [row for row in rows if draws[row] < odds and (people.wanted[who] or row in after_unknown)]
        if finders and not people.wanted[who]:
            _recognise(world, params, who, min(finders, key=lambda row: (draws[row], row)))
        elif finders:
            lay_hold(world, who, finders, _grip(world, params, who), params.regrip_seconds, STREAM, CLAIM)
    for row in rows:
        watchers.leg[row] += 1
        if watchers.leg[row] >= params.tries:
            hunts.search(world, row, world.tick + round(params.search_minutes * 60))


def _recognise(world: World, params: Params, who: int, row: int) -> None:
    """Let a hunter who has come after somebody unknown report whom it finds, if nothing vouches for them: CAUGHT_UP."""
    door, told = int(world.watchers.cell[row]), world.reports.where(subject=who, watcher=row)
    if len(told) or not reasons(world.citizens.handle, who, world.shared(Permits).knobs, 0, 0):
        return
    event = world.events.one(Kind.CAUGHT_UP, row, who, door, cause=int(world.watchers.cause[row]))
    report(world, who, row, Sense.SIGHT, door, params.report_delay, params.found_points, np.array([event]))


def _grip(world: World, params: Params, who: int) -> int:
    """The threshold to hold somebody."""
    people = world.citizens
    if people.posture[who] != Posture.STANDING or people.doing[who] > _RECLAIMED:
        return luck.chance(params.grip_low)
    running = people.doing[who] == Activity.WALKING and people.pace[who] == Pace.RUN
    return luck.chance(params.grip_running if running else params.grip)


def _look_on(world: World, desk: _Desk, row: int) -> None:
    """The next stop of a search on foot: the next of the pattern that can be entered."""
    watchers = world.watchers
    for _ in range(_STOPS):
        goal, watchers.leg[row] = next_stop(watchers.handle, row, world.city.handle, desk.knobs, world.key(FIND))
        there = place_near(world, goal)
        if there >= 0:
            before, watchers.goal[row] = int(watchers.goal[row]), there
            forget_way(world, before)
            return


def _call(world: World, params: Params, slots: I64, hunters: int, reach: int) -> None:
    """Send free hunters after those in the dossiers `slots` who live and are not hunted enough.

    reach: in cells squared, from how far off they are called.
    """
    watchers, dossiers, lucky = world.watchers, world.dossiers, world.citizens.luck
    slots = slots[world.citizens.alive[dossiers.subject[slots]]]
    if not len(slots):
        return
    near = at_hand(slots, watchers.handle, dossiers.handle, world.city.handle, reach, hunters, world.tick)
    for slot in served(world, slots[near], CALLED):
        subject, place = int(dossiers.subject[slot]), place_near(world, int(dossiers.cell[slot]))
        hunting = int(np.count_nonzero((watchers.quarry == subject) & (watchers.kind == WatcherKind.HUNTER)))
        free = nearest(world, WatcherKind.HUNTER, place, reach, int(lucky[subject]), CALLED) if place >= 0 else []
        cause, seen = sent_by(world, slot)
        ahead = cut_off(world, slot, params.cut_off_m * 1000 // world.city.cell_mm) if hunters > 1 else -1
        for nth, row in enumerate(free[: max(0, hunters - hunting)]):
            second = hunting + nth == 1 and ahead >= 0  # the first goes there, the second is where the way leads on
            goal = ahead if second else place
            hunts.send(world, row, subject, goal, cause, round(params.hunt_minutes * 60), seen)
            watchers.datum[row] = goal if second else -1


@kernel
def _look_up(rows, watchers, people, dossiers, dossier_of, knobs, now, leads):
    """Where each of `rows`, all called away, is led; a hunt ends whose quarry is dead, in custody or not wanted."""
    for n in range(len(rows)):
        row = rows[n]
        leads.slot[n], leads.sees[n], leads.place[n], leads.watched[n], leads.what[n] = -1, 0, -1, 0, 0
        who = int(watchers.quarry[row])
        if who < 0 or watchers.duty[row] == _RETURN or watchers.impaired[row] > now:
            continue
        slot = int(dossier_of[who])
        gone = not people.alive[who] or _HELD <= people.doing[who] <= _RECLAIMED
        if slot < 0 or not is_case(dossiers, slot) or gone:
            leads.what[n] = ENDS
            continue
        sees = in_view(watchers, row, people, who, knobs, now)
        leads.slot[n], leads.sees[n] = slot, sees
        leads.watched[n] = 1 if is_watched(dossiers, slot, people, knobs, now) else 0
        leads.place[n] = hunts.lead(watchers, people, dossiers, row, slot, sees, knobs)


@kernel
def _decide(rows, leads, watchers, dossiers, ways, city, knobs, now):
    """What each of `rows` does next where its case has not ended: sets goals, turns searches into hunts."""
    for n in range(len(rows)):
        row = rows[n]
        if watchers.duty[row] == _RETURN or watchers.impaired[row] > now or leads.what[n] == ENDS:
            continue
        place, sees = leads.place[n], leads.sees[n]
        if place >= 0 and not ways.walk[place]:
            place = -1  # nobody can stand there: the hunter goes on as before
        if place >= 0 and not follows_to(dossiers, leads.slot[n], place, city, knobs):
            leads.what[n] = IN_VAIN
            continue
        what, slot = 0, leads.slot[n]
        if slot >= 0 and not dossiers.wanted[slot]:
            what = hunts.shadow(watchers, row, place, sees, city, knobs, now)
            if what == GRABS:
                what = 0 if leads.watched[n] else ASKS
        else:
            what = hunts.follow(watchers, row, place, sees, city, knobs, now)
        if not sees and what != RESUMES:
            stays = hunts.stays_by(watchers, row, knobs, now) if slot >= 0 and not dossiers.wanted[slot] else -1
            what = stays if stays >= 0 else hunts.come_to(watchers, row, now)
            if what == 0 and watchers.duty[row] == _SIEGE and (watchers.until[row] - now) % knobs.tries == 0:
                what = TRIES
        leads.what[n] = what
