"""Routine: the days of the crowd. Most lie in their pods and dream; those with work walk there, work and walk home.

Everybody without a mind of their own is looked at when `wake` has come: at home they plug in and sleep until it is time
to leave for the shift; at work they work the shift; outdoors they go where they were going, home at the latest when
curfew begins. Whoever is wanted hurries home and stays there. Whoever sees a wanted face out of doors may inform.
PLUG, UNPLUG and WORK are carried out here, whoever asks for them.

Reads   the time of day; sky.curfew, curfew_cause; dossiers.subject, wanted, event; bonds.a, b; citizens.alive, doing,
        since, intent, target, enter, wake, cause, cell, inside, home, work, shift, speed, pace, plugged, wanted,
        obedience, productivity, luck; doors, Ways.walk
Writes  citizens.intent, target, enter, wake, cause, doing, since, plugged, productivity; reports as `report` files them
Emits   SHIFT_WORKED(citizen; amount points; cause: the scenario), INFORMED(citizen, whom; cause: what the authority
        made known of them; stream, odds), UNPLUGGED(citizen; cause: the order), REFUSED(citizen; cause: the order)
Units   seconds of the day, ticks of 1 s; points of productivity
Source  83 % of the employed work on a weekday: American Time Use Survey 2012. The rest is a rule of the story: assumed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.bits import clear_bit, each_set, set_bit, test_bit
from undergrid.core.caches import Cache
from undergrid.core.fields import diagonal_of
from undergrid.core.grid import octile, sees, squared_distance
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts
from undergrid.world.places.ways import Ways
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Pace

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("routine")
INFORM = luck.stream("routine/inform")

_ATTENDS, _EARLY, _LINGERS, _GOES_HOME, _WHERE = range(5)  # draws of the first stream
_STROLLS = 8  # places that are tried for a stroll, each with a draw of its own from _WHERE on
_DAY, _HOUR = units.DAY, units.HOUR
_LONG = 6 * _HOUR  # seconds after which those who stay in their pods are looked at again
_MOST_POINTS = 30_000
_LEAST_DILIGENT, _DILIGENCE = 70, 61  # a person's points a shift are 70 to 130 % of the usual [assumed]

_RESTING, _PLUGGED, _WORKING, _WALKING, _HIDING, _PRESENTING, _CROSSING, _HELD = (
    int(Activity.RESTING), int(Activity.PLUGGED), int(Activity.WORKING), int(Activity.WALKING), int(Activity.HIDING),
    int(Activity.PRESENTING), int(Activity.CROSSING), int(Activity.HELD),
)  # fmt: skip
_WALK, _RUN, _PLUG, _UNPLUG, _WORK = int(Verb.WALK), int(Verb.RUN), int(Verb.PLUG), int(Verb.UNPLUG), int(Verb.WORK)
_RUNS = int(Pace.RUN)
_LAWFUL = 2  # of `city.flags`
_NOT_HERE, _OUTDOORS, _NOT_YOURS = int(Refusal.NOT_HERE), int(Refusal.OUTDOORS), int(Refusal.NOT_YOURS)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.routine`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    shift_hours: float = Field(8, gt=0, le=24, description="a shift lasts, hours [assumed]")
    points: int = Field(10, ge=0, le=1000, description="productivity that a usual shift earns, points [assumed]")
    attends: float = Field(0.83, ge=0, le=1, description="share of shifts that their worker comes to [ATUS 2012]")
    early_minutes: int = Field(15, ge=0, le=240, description="people arrive at work early by up to, min [assumed]")
    detour: float = Field(1.3, ge=1, le=5, description="a walk is longer than as the crow flies by a factor [assumed]")
    lingers: float = Field(0.1, ge=0, le=1, description="share who stroll near home after their shift [assumed]")
    stroll_m: int = Field(60, ge=2, le=1000, description="a stroll leads so far from one's door at most, m [assumed]")
    linger_minutes: float = Field(20, gt=0, le=1440, description="a stroll lasts on average, min [assumed]")
    recognise_m: int = Field(15, ge=1, le=200, description="a wanted face is known at, m [assumed]")
    inform_per_hour: float = Field(
        0.7, ge=0, le=1, description="chance per hour in sight that the most obedient inform [assumed]"
    )
    inform_weight: int = Field(40, ge=1, le=1000, description="what a denunciation weighs, points [assumed]")
    inform_seconds: int = Field(60, ge=1, le=86_400, description="a denunciation is read after, s [assumed]")
    pause_minutes: int = Field(10, ge=0, le=1440, description="routine lets be who has done as ordered, min [assumed]")


class _Desk(Cache):
    """What routine works with in one world: its knobs in ticks and cells."""

    def __init__(self, world: World, params: Params, period: int) -> None:
        cell_mm = world.city.cell_mm
        self.knobs: Handle = record(
            shift=round(params.shift_hours * _HOUR),
            points=params.points,
            early=params.early_minutes * 60,
            detour=round(params.detour * 100),
            attends=luck.chance(params.attends),
            lingers=luck.chance(params.lingers),
            ends=luck.rate_per_tick(60 / params.linger_minutes, 60),
            informs=_informs(params.inform_per_hour),
            recognise=params.recognise_m * 1000 // cell_mm,
            stroll=params.stroll_m * 1000 // cell_mm,
            pause=params.pause_minutes * 60,
            diagonal=diagonal_of(cell_mm),
            period=period,
            starts=world.starts,
            seed=world.seed & 0x7FFFFFFFFFFFFFFF,
            scenario=world.scenario_event,
        )


@cache
def _informs(per_hour: float) -> int:
    """The threshold that the most obedient inform in a minute, by the chance in an hour."""
    return luck.per_tick(per_hour, 60)


class _Turn(Out):
    """Whose turn and time it is, by what there is to decide: rows of citizens, ascending."""

    hurrying: I64  # the wanted who are out of doors
    outdoors: I64  # the others who are
    at_work: I64
    leaving: I64  # those at work whose shift is over, or has not begun for long
    at_home: I64
    elsewhere: I64  # in a building that is neither


class _Faces(Out):
    """Whom the authority wants of those who can be met in the streets."""

    who: I64


class _Shifts(Out):
    """Who has worked a shift, and what it has earned them."""

    who: I64
    points: I64


class _Told(Out):
    """Who denounces whom."""

    who: I64
    whom: I64


class _Obeyed(Out):
    """What has come of PLUG, UNPLUG and WORK: the first two columns belong together, the third is apart."""

    refused: I64
    why: I64
    unplugged: I64


def step(world: World, params: Params) -> None:
    """Carry out what is routine's to do, then look at those of this turn whose time has come."""
    people = world.citizens
    desk = world.cache(_Desk, params, world.period)
    if world.cache(Attempts).intending.any:
        _obey(world, desk)
    if not _any_due(people.wake, world.tick, world.period):
        return
    turn = world.out(_Turn, ((people.n >> 6) // world.period + 1) << 6)  # as many as can have their turn
    attempts, city, now = world.cache(Attempts).handle, world.city.handle, world.tick
    n_hurrying, n_out, n_at_work, n_at_home, n_elsewhere = _look(
        people.handle, attempts, city, now, world.period, turn.handle
    )
    key = world.key(STREAM)
    if n_hurrying:
        _hurry(
            turn.hurrying[:n_hurrying], people.handle, world.dossiers.handle, world.cache(DossierOf).slot, attempts,
            city, desk.knobs,
        )  # fmt: skip
    if n_out:
        _go_about(turn.outdoors[:n_out], people.handle, world.sky.handle, attempts, city, desk.knobs, key)
    if n_at_work:
        _work(world, desk, turn, n_at_work)
    if n_at_home:
        _stay_or_leave(turn.at_home[:n_at_home], people.handle, attempts, city, desk.knobs, now, key)
    if n_elsewhere:
        _go_home(turn.elsewhere[:n_elsewhere], people.handle, attempts, city, desk.knobs)
    if n_out:
        _denounce(world, params, desk, turn.outdoors[:n_out])


def _work(world: World, desk: _Desk, turn: _Turn, n: int) -> None:
    """Those at work go on or end their shift; the latter leave for home, some with a stroll before."""
    people, attempts = world.citizens, world.cache(Attempts).handle
    shifts = world.out(_Shifts, n)
    n_shifts, n_leaving = _end_shifts(
        turn.at_work[:n], people.handle, attempts, desk.knobs, world.tick, turn.handle, shifts.handle
    )
    if n_leaving:
        _leave_work(
            turn.leaving[:n_leaving], people.handle, world.sky.handle, world.cache(Ways).handle, attempts,
            world.city.handle, desk.knobs, world.key(STREAM),
        )  # fmt: skip
    if n_shifts:
        who = shifts.who[:n_shifts]
        world.events.add(
            Kind.SHIFT_WORKED, who, where=people.cell[who], amount=shifts.points[:n_shifts], cause=world.scenario_event
        )


def _denounce(world: World, params: Params, desk: _Desk, passers_by: I64) -> None:
    """Whoever is out of doors and sees a wanted face may inform."""
    people, dossiers = world.citizens, world.dossiers
    faces = world.out(_Faces, dossiers.n)
    n_faces = _wanted_outdoors(dossiers.handle, people.handle, faces.handle)
    if not n_faces:
        return
    told = world.out(_Told, len(passers_by))
    n = _recognise(
        passers_by, faces.who[:n_faces], people.handle, world.city.handle, desk.knobs, world.key(INFORM), told.handle
    )
    for who, whom in told.rows(n):
        _inform(world, params, who, whom)


def _inform(world: World, params: Params, who: int, whom: int) -> None:
    """Somebody denounces a wanted person they see; nobody does so to one they are bound to."""
    people, bonds = world.citizens, world.bonds
    if bonds.n and (bonds.used & (bonds.a == who) & (bonds.b == whom)).any():
        return
    cell = int(people.cell[whom])
    odds = _informs(params.inform_per_hour) * min(1000, max(0, int(people.obedience[who]))) // 1000
    known = int(world.dossiers.event[world.cache(DossierOf).slot[whom]]) or world.scenario_event
    event = world.events.one(Kind.INFORMED, who, whom, cell, cause=known, stream=INFORM, odds=odds)
    report(
        world, whom, -1, Sense.INFORMER, cell, params.inform_seconds, params.inform_weight, np.array([event], np.int64)
    )


def _obey(world: World, desk: _Desk) -> None:
    """Carry out PLUG, UNPLUG and WORK, whoever asks for them."""
    people, attempts = world.citizens, world.cache(Attempts)
    obeyed = world.out(_Obeyed, attempts.intending.count)
    n_refused, n_unplugged = _carry_out(people.handle, attempts.handle, desk.knobs, world.tick, obeyed.handle)
    if n_refused:
        who = obeyed.refused[:n_refused]
        world.events.add(
            Kind.REFUSED, who, people.target[who], people.cell[who], obeyed.why[:n_refused], people.cause[who]
        )
    if n_unplugged:
        who = obeyed.unplugged[:n_unplugged]
        world.events.add(Kind.UNPLUGGED, who, where=people.cell[who], cause=people.cause[who])


@kernel
def _carry_out(people, attempts, knobs, now, obeyed):
    """Carry out PLUG, UNPLUG and WORK; returns how many are (refused, unplugged now)."""
    n_refused = n_unplugged = 0
    for who in each_set(attempts.intending):
        verb, why = int(people.intent[who]), 0
        if verb not in (_PLUG, _UNPLUG, _WORK) or not people.alive[who] or people.doing[who] >= _HELD:
            continue  # another system's to do, or to refuse
        begins = -1
        if verb == _UNPLUG:
            if people.doing[who] != _PLUGGED and not people.plugged[who]:
                why = _NOT_HERE
            else:
                people.plugged[who] = False
                begins = _RESTING if people.doing[who] == _PLUGGED else -1
                obeyed.unplugged[n_unplugged] = who
                n_unplugged += 1
        elif people.inside[who] < 0:
            why = _OUTDOORS
        elif people.inside[who] != (people.home[who] if verb == _PLUG else people.work[who]):
            why = _NOT_YOURS
        elif verb == _PLUG:
            people.plugged[who] = True
            begins = _PLUGGED
        else:
            begins = _WORKING
        if begins >= 0:
            people.doing[who], people.since[who] = begins, now
        if why != 0:
            obeyed.refused[n_refused], obeyed.why[n_refused] = who, why
            n_refused += 1
        people.intent[who] = 0
        clear_bit(attempts.intending, who)
        if begins == _WORKING:
            people.wake[who] = now + _still_on((now + knobs.starts) % _DAY, people.shift[who], knobs.shift)
        elif people.wake[who] == NEVER:
            people.wake[who] = now + knobs.pause
    return n_refused, n_unplugged


@kernel(inline=True)
def _still_on(second, begins, lasts):
    """Seconds for which somebody who starts to work now works: to the end of the shift, outside it as long as one."""
    into = (second - int(begins) * 60) % _DAY
    return lasts - into if into < lasts else lasts


@kernel
def _any_due(wake, tick, period):
    """Whether the time of anybody whose turn it is has come."""
    n_rows = len(wake)
    for chunk in range(tick % period, (n_rows + 63) >> 6, period):
        for who in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            if wake[who] <= tick:
                return True
    return False


@kernel
def _look(people, attempts, city, now, period, turn):
    """Sort everybody whose turn and time it is by where they are; returns how many, as `_Turn` has them.

    Whoever has nothing to decide is looked at again in an hour, the dead never.
    """
    n_hurrying = n_out = n_at_work = n_at_home = n_elsewhere = 0
    n_rows = len(people.wake)
    for chunk in range(now % period, (n_rows + 63) >> 6, period):
        for who in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            if people.wake[who] > now:
                continue
            if not people.alive[who]:
                people.wake[who] = NEVER
            elif people.doing[who] >= _HELD:
                people.wake[who] = now + _HOUR
            elif not _decides(people, attempts, who):
                pass  # what they do is another's business, and so is when they are looked at again
            elif people.inside[who] < 0:
                if not _has_way_home(people, city, who):
                    people.wake[who] = now + _HOUR
                elif people.wanted[who]:
                    turn.hurrying[n_hurrying] = who
                    n_hurrying += 1
                else:
                    turn.outdoors[n_out] = who
                    n_out += 1
            elif people.inside[who] == people.work[who]:
                turn.at_work[n_at_work] = who
                n_at_work += 1
            elif people.inside[who] == people.home[who]:
                turn.at_home[n_at_home] = who
                n_at_home += 1
            elif people.home[who] >= 0:
                turn.elsewhere[n_elsewhere] = who
                n_elsewhere += 1
            else:
                people.wake[who] = now + _HOUR
    return n_hurrying, n_out, n_at_work, n_at_home, n_elsewhere


@kernel(inline=True)
def _decides(people, attempts, who):
    """Whether routine decides for somebody: whoever is about nothing else, and has no mind of their own or works."""
    if people.doing[who] == _PRESENTING or people.intent[who] != 0:
        return False
    return people.doing[who] == _WORKING or not test_bit(attempts.minded, who)


@kernel(inline=True)
def _has_way_home(people, city, who):
    """Whether somebody out of doors has a home to go to: who is beyond the wall and free does not go back within."""
    house = int(people.home[who])
    if house < 0:
        return False
    within = city.flags[city.doors[house] // city.area] & _LAWFUL != 0
    return not within or city.flags[int(people.cell[who]) // city.area] & _LAWFUL != 0


@kernel
def _hurry(rows, people, dossiers, dossier_of, attempts, city, knobs):
    """The wanted who are out of doors run home, unless they do so already."""
    for who in rows:
        house, doing = int(people.home[who]), people.doing[who]
        if people.enter[who] == house and people.pace[who] == _RUNS and (doing == _WALKING or doing == _CROSSING):
            continue
        why = dossiers.event[dossier_of[who]] if dossier_of[who] >= 0 else knobs.scenario
        _send(people, attempts, who, city.doors[house], house, _RUN, why)


@kernel
def _go_about(rows, people, sky, attempts, city, knobs, key):
    """Those out of doors go where they were going, home at the latest under curfew, or when they have strolled enough.

    Under curfew whoever is on the way home or to work goes on.
    """
    for who in rows:
        house, doing = int(people.home[who]), people.doing[who]
        goes_home, why = False, knobs.scenario
        under_way = doing == _WALKING or doing == _CROSSING
        if sky.curfew[0]:
            enters = people.enter[who]
            goes_home = not (under_way and (enters == house or enters == people.work[who] >= 0))
            why = sky.curfew_cause[0]
        elif not under_way:
            goes_home = luck.u32(key, people.luck[who], _GOES_HOME) < knobs.ends
        if goes_home:
            _send(people, attempts, who, city.doors[house], house, _WALK, why)


@kernel
def _end_shifts(rows, people, attempts, knobs, now, turn, shifts):
    """Those at work work until their shift ends; returns how many (shifts have ended, people leave for home).

    Whoever comes early waits for the shift to begin.
    """
    n_shifts = n_leaving = 0
    second = (now + knobs.starts) % _DAY
    for who in rows:
        into = (second - int(people.shift[who]) * 60) % _DAY
        works = people.doing[who] == _WORKING
        if into < knobs.shift:
            if not works:
                people.doing[who], people.since[who] = _WORKING, now
            people.wake[who] = now + knobs.shift - into
            continue
        if not works and _DAY - into <= knobs.early + _HOUR // 2:
            people.wake[who] = now + _DAY - into
            continue
        if works:
            earned = _earned(people, who, knobs, now)
            people.productivity[who] = min(_MOST_POINTS, int(people.productivity[who]) + earned)
            shifts.who[n_shifts], shifts.points[n_shifts] = who, earned
            n_shifts += 1
            people.doing[who], people.since[who] = _RESTING, now
        if people.home[who] >= 0 and not test_bit(attempts.minded, who):
            turn.leaving[n_leaving] = who
            n_leaving += 1
        else:
            people.wake[who] = now + _HOUR
    return n_shifts, n_leaving


@kernel(inline=True)
def _earned(people, who, knobs, now):
    """The points of a shift that ends now: by how long it was, and by how diligent its worker is."""
    percent = _LEAST_DILIGENT + (luck.pair(people.luck[who], knobs.seed) & 0xFFFF) * _DILIGENCE // 65536
    return knobs.points * percent * min(now - int(people.since[who]), knobs.shift) // (100 * knobs.shift)


@kernel
def _leave_work(rows, people, sky, ways, attempts, city, knobs, key):
    """Those whose shift is over go home; some stroll near their door before, unless there is curfew or a hunt."""
    for who in rows:
        house, place = int(people.home[who]), -1
        if not sky.curfew[0] and not people.wanted[who] and luck.u32(key, people.luck[who], _LINGERS) < knobs.lingers:
            place = _stroll(int(city.doors[house]), ways.walk, people.luck[who], city, knobs, key)
        if place >= 0:
            _send(people, attempts, who, place, -1, _WALK, knobs.scenario)
        else:
            _send(people, attempts, who, int(city.doors[house]), house, _WALK, knobs.scenario)


@kernel
def _stay_or_leave(rows, people, attempts, city, knobs, now, key):
    """Those at home plug in and sleep until it is time to leave for the shift, if they go there this time at all."""
    second = (now + knobs.starts) % _DAY
    for who in rows:
        does = _PLUGGED if people.plugged[who] else _RESTING
        if people.doing[who] != does:
            people.doing[who], people.since[who] = does, now
        if people.work[who] < 0 or people.wanted[who]:
            people.wake[who] = now + _LONG
            continue
        here, there = int(people.cell[who]), int(city.doors[people.work[who]])
        width, area = city.width, city.area
        far = octile(
            there % width - here % width, there % area // width - here % area // width, city.cell_mm, knobs.diagonal
        )
        travel = far * knobs.detour // 100 // max(1, int(people.speed[who])) + knobs.period
        until = (int(people.shift[who]) * 60 - second) % _DAY
        if until > travel + knobs.early:
            people.wake[who] = now + until - travel - luck.below(key, people.luck[who], knobs.early + 1, _EARLY)
        elif luck.u32(key, people.luck[who], _ATTENDS) < knobs.attends:
            _send(people, attempts, who, there, people.work[who], _WALK, knobs.scenario)
        else:
            people.wake[who] = now + until + 1


@kernel
def _go_home(rows, people, attempts, city, knobs):
    """Those in a building that is not theirs go home."""
    for who in rows:
        house = int(people.home[who])
        _send(people, attempts, who, city.doors[house], house, _WALK, knobs.scenario)


@kernel(inline=True)
def _send(people, attempts, who, place, building, verb, why):
    """Let somebody set out for a cell, and into a building there if it is not -1."""
    people.intent[who], people.target[who], people.enter[who], people.cause[who] = verb, place, building, why
    set_bit(attempts.intending, who)


@kernel
def _wanted_outdoors(dossiers, people, faces):
    """Whom the authority wants of those who can be met in the streets; returns how many."""
    n = 0
    for slot in range(len(dossiers.used)):
        if dossiers.used[slot] and dossiers.wanted[slot]:
            who = int(dossiers.subject[slot])
            if people.inside[who] < 0 and people.doing[who] < _HELD and people.doing[who] != _HIDING:
                faces.who[n] = who
                n += 1
    return n


@kernel
def _recognise(rows, faces, people, city, knobs, key, told):
    """Which of `rows` know a wanted face near by and, by a draw, denounce it: one each. Returns how many."""
    n = 0
    for who in rows:
        odds = knobs.informs * min(1000, max(0, int(people.obedience[who]))) // 1000
        for whom in faces:
            if not _knows(int(people.cell[who]), int(people.cell[whom]), city, knobs.recognise):
                continue
            if luck.u32(key, luck.pair(people.luck[who], people.luck[whom])) < odds:
                told.who[n], told.whom[n] = who, whom
                n += 1
                break
    return n


@kernel(inline=True)
def _knows(here, there, city, recognise):
    """Whether a face can be known from one cell to another: near enough, and in sight."""
    level = here // city.area
    if there // city.area != level:
        return False
    x, y = here % city.width, here % city.area // city.width
    other_x, other_y = there % city.width, there % city.area // city.width
    if squared_distance(x, y, other_x, other_y) > recognise * recognise:
        return False
    return sees(city.opaque, city.width, level * city.area, x, y, other_x, other_y)


@kernel(inline=True)
def _stroll(door, walk, lucky, city, knobs, key):
    """A cell near a door to stroll to, or -1 where some tries find none."""
    row = door // city.width
    x, y, level = door % city.width, row % city.height, row // city.height
    for k in range(_STROLLS):
        draw = luck.u32(key, lucky, _WHERE + k)
        at_x = x - knobs.stroll + (draw & 0xFFFF) * (2 * knobs.stroll + 1) // 65536
        at_y = y - knobs.stroll + (draw >> 16) * (2 * knobs.stroll + 1) // 65536
        if 0 <= at_x < city.width and 0 <= at_y < city.height:
            place = (level * city.height + at_y) * city.width + at_x
            if walk[place] != 0 and place != door:
                return place
    return -1
