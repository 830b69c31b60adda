"""Routine: the days of the crowd. Most lie in their pods and dream; those with work walk there, work and walk home.

Everybody without a mind of their own is looked at when `wake` has come: at home they plug in and sleep until it is time
to leave for the shift; at work they work the shift; outdoors they go where they were going, home at the latest when
curfew begins. Whoever is wanted hurries home and stays there. Whoever sees a wanted face out of doors may inform. This
rule carries out PLUG, UNPLUG and WORK for everybody (`world/orders/daily.py`).

Reads   the time of day; sky.curfew, curfew_cause; dossiers.wanted_cause; bonds.a, b; citizens.alive, doing, since,
        intent, enter, wake, cell, inside, home, work, shift, speed, pace, plugged, wanted, expires, productivity, luck;
        doors, Ways.walk; who sees a wanted face, as `denounced` has it
Writes  citizens.intent, target, enter, wake, cause, doing, since, productivity; what has been ordered as `daily.obey`
        does; reports as `report` files them
Emits   SHIFT_WORKED(citizen; amount points; stream, odds), INFORMED(citizen, whom; cause: what the authority
        made known of them; stream, odds), UNPLUGGED(citizen; cause: the order), REFUSED(citizen; cause: the order)
Units   seconds of the day, ticks of 1 s; points of productivity
Source  83 % of the employed work on a weekday: American Time Use Survey 2012. The rest is a rule of the story: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.bits import set_bit, test_bit
from undergrid.core.caches import Cache
from undergrid.core.fields import diagonal_of
from undergrid.core.grid import octile
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.denouncing import Denouncing, denounced
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.strolls import stroll_from
from undergrid.world.orders import daily
from undergrid.world.orders.attempts import Attempts, Pause, anybody_tries, some_may_try
from undergrid.world.people.ledger import percent_of
from undergrid.world.places.ways import Ways
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity, Pace

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("routine")
INFORM = luck.stream("routine/inform")

_ATTENDS, _EARLY, _LINGERS, _GOES_HOME, _WHERE = range(5)  # draws of the first stream; where to stroll takes several
_DAY, _HOUR = units.DAY, units.HOUR
_LONG = 6 * _HOUR  # seconds after which those who stay in their pods are looked at again
_MOST_POINTS = 30_000

_RESTING, _PLUGGED, _WORKING, _WALKING, _PRESENTING, _CROSSING, _HELD = map(
    int,
    (
        Activity.RESTING, Activity.PLUGGED, Activity.WORKING, Activity.WALKING, Activity.PRESENTING, Activity.CROSSING,
        Activity.HELD,
    ),
)  # fmt: skip
_WALK, _RUN, _RUNS = int(Verb.WALK), int(Verb.RUN), int(Pace.RUN)
_LAWFUL = 2  # of `city.flags`


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.routine`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    shift_hours: float = Field(8, ge=0.01, le=24, description="a shift lasts, hours [assumed]")
    points: int = Field(10, ge=0, le=1000, description="productivity that a usual shift earns, points [assumed]")
    attends: float = Field(0.83, ge=0, le=1, description="share of shifts that their worker comes to [ATUS 2012]")
    early_minutes: int = Field(15, ge=0, le=240, description="people arrive at work early by up to, min [assumed]")
    detour: float = Field(1.3, ge=1, le=5, description="a walk is longer than as the crow flies by a factor [assumed]")
    lingers: float = Field(0.1, ge=0, le=1, description="share who stroll near home after their shift [assumed]")
    stroll_m: int = Field(60, ge=2, le=1000, description="a stroll leads so far from one's door at most, m [assumed]")
    linger_minutes: float = Field(20, ge=0.01, le=1440, description="a stroll lasts on average, min [assumed]")
    inform_per_hour: float = Field(
        0.7, ge=0, le=1, description="chance per hour in sight that the most obedient inform [assumed]"
    )


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
            informs=luck.per_tick(params.inform_per_hour, 60),
            recognise=world.shared(Denouncing).recognise_m * 1000 // cell_mm,
            stroll=params.stroll_m * 1000 // cell_mm,
            pause=world.shared(Pause).ticks,
            diagonal=diagonal_of(cell_mm),
            period=period,
            starts=world.starts,
            seed=world.seed & 0x7FFFFFFFFFFFFFFF,
            scenario=world.scenario_event,
        )


class _Turn(Out):
    """Whose turn and time it is, by what there is to decide: rows of citizens, ascending."""

    hurrying: I64  # the wanted who are out of doors
    outdoors: I64  # the others who are out of doors
    at_work: I64
    leaving: I64  # those at work whose shift is over, or begins much later
    at_home: I64


class _Shifts(Out):
    """Who has worked a shift, and what it has earned them."""

    who: I64
    points: I64


def step(world: World, params: Params) -> None:
    """Carry out PLUG, UNPLUG and WORK, then look at those of this turn whose time has come."""
    knobs = world.cache(_Desk, params, world.period).knobs
    if anybody_tries(world):
        daily.obey(world, knobs)
    if not world.has_turn(world.citizens.n) or not _any_due(world.citizens.wake, world.tick, world.period):
        return
    some_may_try(world)
    turn = world.out(_Turn, ((world.citizens.n >> 6) // world.period + 1) << 6)  # as many as can have their turn
    people, attempts, city = world.citizens.handle, world.cache(Attempts).handle, world.city.handle
    n_hurrying, n_out, n_at_work, n_at_home = _look(people, attempts, city, knobs, world.tick, turn.handle)
    if n_hurrying:
        dossiers, dossier_of = world.dossiers.handle, world.cache(DossierOf).slot
        _hurry(turn.hurrying[:n_hurrying], people, dossiers, dossier_of, attempts, city, knobs)
    key, outdoors = world.key(STREAM), turn.outdoors[:n_out]
    if n_out:
        _go_about(outdoors, people, world.sky.handle, attempts, city, knobs, key)
    if n_at_work:
        _work(world, knobs, turn, n_at_work)
    if n_at_home:
        _stay_or_leave(turn.at_home[:n_at_home], people, attempts, city, knobs, world.tick, key)
    for who, whom, odds in denounced(world, outdoors, knobs, world.key(INFORM)) if n_out else ():
        _inform(world, who, whom, odds)


def _work(world: World, knobs: Handle, turn: _Turn, n: int) -> None:
    """Let those at work go on or end their shift; who ends it leaves for home, some with a stroll before."""
    people, attempts = world.citizens, world.cache(Attempts).handle
    shifts, at_work = world.out(_Shifts, n), turn.at_work[:n]
    n_shifts, n_leaving = _end_shifts(at_work, people.handle, attempts, knobs, world.tick, turn.handle, shifts.handle)
    if n_leaving:
        sky, ways, city = world.sky.handle, world.cache(Ways).handle, world.city.handle
        leaving, key = turn.leaving[:n_leaving], world.key(STREAM)
        _leave_work(leaving, people.handle, sky, ways, attempts, city, knobs, key)
    if n_shifts:
        who = shifts.who[:n_shifts]
        world.events.add(
            Kind.SHIFT_WORKED, who, where=people.cell[who], amount=shifts.points[:n_shifts], stream=STREAM,
            odds=knobs.attends,
        )  # fmt: skip


def _inform(world: World, who: int, whom: int, odds: int) -> None:
    """Let somebody denounce a wanted person they see, unless they are bound to them."""
    cell = int(world.citizens.cell[whom])
    if world.bonds.has(a=who, b=whom):
        return
    known = int(world.dossiers.wanted_cause[world.cache(DossierOf).slot[whom]]) or world.scenario_event
    event = world.events.one(Kind.INFORMED, who, whom, cell, cause=known, stream=INFORM, odds=odds)
    told = world.shared(Denouncing)
    report(world, whom, -1, Sense.INFORMER, cell, told.seconds, told.weight, np.array([event], np.int64))


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
def _look(people, attempts, city, knobs, now, turn):
    """Sort those whose turn and time it is by where they are; returns how many (hurry, are out, at work, at home).

    Those in a building that is not theirs go home. Whoever has nothing to decide is looked at again in an hour, the
    dead never.
    """
    n_hurrying = n_out = n_at_work = n_at_home = 0
    n_rows = len(people.wake)
    for chunk in range(now % knobs.period, (n_rows + 63) >> 6, knobs.period):
        for who in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            if people.wake[who] > now:
                continue
            inside, house = people.inside[who], people.home[who]
            if not people.alive[who]:
                people.wake[who] = NEVER
            elif people.doing[who] >= _HELD:
                people.wake[who] = now + _HOUR
            elif not _decides(people, attempts, who):
                pass  # another rule decides what they do, and when they are looked at again
            elif inside < 0 and not _has_way_home(people, city, who):
                people.wake[who] = now + _HOUR
            elif inside < 0 and people.wanted[who]:
                turn.hurrying[n_hurrying] = who
                n_hurrying += 1
            elif inside < 0:
                turn.outdoors[n_out] = who
                n_out += 1
            elif inside == people.work[who]:
                turn.at_work[n_at_work] = who
                n_at_work += 1
            elif inside == house:
                turn.at_home[n_at_home] = who
                n_at_home += 1
            elif house >= 0:
                _send(people, attempts, who, city.doors[house], house, _WALK, knobs.scenario)
            else:
                people.wake[who] = now + _HOUR
    return n_hurrying, n_out, n_at_work, n_at_home


@kernel(inline=True)
def _decides(people, attempts, who):
    """Whether routine decides for somebody: without an order, at no gate, and of the crowd or at work."""
    if people.doing[who] == _PRESENTING or people.intent[who] != 0:
        return False
    return people.doing[who] == _WORKING or not test_bit(attempts.minded, who)


@kernel(inline=True)
def _has_way_home(people, city, who):
    """Whether somebody out of doors has a home to go to: nobody beyond the wall goes back to a home within."""
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
        why = dossiers.wanted_cause[dossier_of[who]] if dossier_of[who] >= 0 else knobs.scenario
        _send(people, attempts, who, city.doors[house], house, _RUN, why)


@kernel
def _go_about(rows, people, sky, attempts, city, knobs, key):
    """Let those out of doors go on; they go home under curfew, or when they have strolled enough.

    Under curfew those on the way home or to work go on.
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
    """Let those at work work until their shift ends; returns how many (shifts have ended, people leave for home).

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
    """The points of a shift that ends now: by how long it was and how diligent its worker is; none without a ledger."""
    if people.expires[who] == NEVER:
        return 0
    percent = percent_of(people.luck[who], knobs.seed)
    return knobs.points * percent * min(now - int(people.since[who]), knobs.shift) // (100 * knobs.shift)


@kernel
def _leave_work(rows, people, sky, ways, attempts, city, knobs, key):
    """Send those home whose shift is over; some stroll near their door before, unless under curfew or wanted."""
    for who in rows:
        house, place = int(people.home[who]), -1
        if not sky.curfew[0] and not people.wanted[who] and luck.u32(key, people.luck[who], _LINGERS) < knobs.lingers:
            place = stroll_from(int(city.doors[house]), knobs.stroll, people.luck[who], ways.walk, city, key, _WHERE)
        if place >= 0:
            _send(people, attempts, who, place, -1, _WALK, knobs.scenario)
        else:
            _send(people, attempts, who, int(city.doors[house]), house, _WALK, knobs.scenario)


@kernel
def _stay_or_leave(rows, people, attempts, city, knobs, now, key):
    """Let those at home plug in and sleep until they have to leave for the shift; a draw says whether they go."""
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


@kernel(inline=True)
def _send(people, attempts, who, place, building, verb, why):
    """Let somebody set out for a cell, and into a building there if it is not -1."""
    people.intent[who], people.target[who], people.enter[who], people.cause[who] = verb, place, building, why
    set_bit(attempts.intending, who)
