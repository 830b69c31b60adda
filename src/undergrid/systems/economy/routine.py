"""Routine: the days of the crowd. Most lie in their pods and dream; those with work walk there, work and walk home.

Everybody without a mind of their own is looked at when `wake` has come: at home they plug in and sleep until it is time
to leave for the shift; at work they work the shift; outdoors they go where they were going, home at the latest when
curfew begins. Whoever is wanted hurries home and stays there. Whoever sees a wanted face out of doors may inform.
PLUG, UNPLUG and WORK are carried out here, whoever asks for them.

Reads   the time of day; sky.curfew; dossiers; bonds; city; citizens.alive, home, work, shift, wanted, obedience, luck
Writes  citizens.intent, target, enter, wake, cause, doing, since, plugged, productivity; reports
Emits   SHIFT_WORKED(citizen; amount points; cause: the scenario), INFORMED(citizen, whom; cause: what the authority
        made known of them; stream, odds), UNPLUGGED(citizen; cause: the order), REFUSED(citizen; cause: the order)
Units   seconds of the day, ticks of 1 s; points of productivity
Source  83 % of the employed work on a weekday: American Time Use Survey 2012. The rest is a rule of the story: assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.bits import clear_bit, each_set, set_bit, test_bit
from undergrid.core.fields import diagonal_of
from undergrid.core.grid import octile, sees, squared_distance
from undergrid.core.jit import kernel
from undergrid.world.authority.cases import DossierOf
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

    @cached_property
    def chances(self) -> tuple[int, int, int, int]:
        """Of coming to work, of a stroll, of ending it in a minute, and of informing in a minute: thresholds."""
        return (
            luck.chance(self.attends),
            luck.chance(self.lingers),
            luck.rate_per_tick(60 / self.linger_minutes, 60),
            luck.per_tick(self.inform_per_hour, 60),
        )


def step(world: World, params: Params) -> None:
    """Carry out what is routine's to do, then look at those of this turn whose time has come."""
    people = world.citizens
    if world.cache(Attempts).intending.any:
        _obey(world, params)
    if not _any_due(people.wake, world.tick, world.period):
        return
    city, sky, books = world.city, world.sky, world.dossiers
    room = ((people.n >> 6) // world.period + 1) << 6  # as many as can have their turn
    shifts, points, informers, informed_on, wanted = world.scratch(max(room, books.n), 5)
    n_wanted = _wanted_outdoors(books.used, books.wanted, books.subject, people.inside, people.doing, wanted)
    attends, lingers, ends, informs = params.chances
    n_shifts, n_informers = _decide(
        world.tick, world.period, world.second_of_day, int(sky.curfew[0]), int(sky.curfew_cause[0]),
        world.scenario_event, round(params.shift_hours * _HOUR), params.points, params.early_minutes * 60,
        round(params.detour * 100), attends, lingers, ends, informs, params.recognise_m * 1000 // city.cell_mm,
        params.stroll_m * 1000 // city.cell_mm, world.seed & 0x7FFFFFFFFFFFFFFF, world.key(STREAM), world.key(INFORM),
        people.wake, people.alive, people.doing, people.since, people.intent, people.target, people.enter, people.cause,
        people.cell, people.inside, people.home, people.work, people.shift, people.speed, people.pace, people.plugged,
        people.wanted, people.obedience, people.productivity, people.luck, world.cache(Attempts).minded.bits,
        world.cache(Attempts).intending.bits, world.city.doors, world.cache(Ways).walk, world.city.opaque,
        world.city.lawful, city.width, city.height, city.cell_mm, diagonal_of(city.cell_mm),
        world.cache(DossierOf).slot, books.event, wanted, n_wanted, shifts, points, informers, informed_on,
    )  # fmt: skip
    if n_shifts:
        who = shifts[:n_shifts]
        world.events.add(
            Kind.SHIFT_WORKED, who, where=people.cell[who], amount=points[:n_shifts], cause=world.scenario_event
        )
    for who, whom in zip(informers[:n_informers].tolist(), informed_on[:n_informers].tolist(), strict=True):
        _inform(world, params, who, whom)


def _inform(world: World, params: Params, who: int, whom: int) -> None:
    """Somebody denounces a wanted person they see; nobody does so to one they are bound to."""
    people, bonds, reports = world.citizens, world.bonds, world.reports
    if bonds.n and (bonds.used & (bonds.a == who) & (bonds.b == whom)).any():
        return
    cell = int(people.cell[whom])
    odds = params.chances[3] * min(1000, max(0, int(people.obedience[who]))) // 1000
    known = int(world.dossiers.event[world.cache(DossierOf).slot[whom]]) or world.scenario_event
    event = world.events.one(Kind.INFORMED, who, whom, cell, cause=known, stream=INFORM, odds=odds)
    slot = reports.take(1)
    reports.subject[slot], reports.sense[slot], reports.cell[slot] = whom, Sense.INFORMER, cell
    reports.at[slot], reports.arrives[slot] = world.tick, world.tick + params.inform_seconds
    reports.weight[slot], reports.event[slot] = params.inform_weight, event


def _obey(world: World, params: Params) -> None:
    people = world.citizens
    n = world.cache(Attempts).intending.count
    refused, reasons, unplugged = world.scratch(n, 3)
    n_refused, n_unplugged = _carry_out(
        world.cache(Attempts).intending.bits, people.alive, people.intent, people.doing, people.since, people.wake,
        people.inside, people.home, people.work, people.shift, people.plugged, world.tick, world.second_of_day,
        round(params.shift_hours * _HOUR), params.pause_minutes * 60, refused, reasons, unplugged,
    )  # fmt: skip
    if n_refused:
        who = refused[:n_refused]
        world.events.add(
            Kind.REFUSED, who, people.target[who], people.cell[who], reasons[:n_refused], people.cause[who]
        )
    if n_unplugged:
        who = unplugged[:n_unplugged]
        world.events.add(Kind.UNPLUGGED, who, where=people.cell[who], cause=people.cause[who])


@kernel
def _carry_out(intending, alive, intent, doing, since, wake, inside, home, work, shift, plugged, tick, second, shift_s,
               pause, refused, reasons, unplugged):  # fmt: skip
    """Carry out PLUG, UNPLUG and WORK; returns how many are (refused, unplugged now)."""
    n_refused = n_unplugged = 0
    for who in each_set(intending):
        verb, why = int(intent[who]), 0
        if verb not in (_PLUG, _UNPLUG, _WORK) or not alive[who] or doing[who] >= _HELD:
            continue  # another system's to do, or to refuse
        now = -1
        if verb == _UNPLUG:
            if doing[who] != _PLUGGED and not plugged[who]:
                why = _NOT_HERE
            else:
                plugged[who] = False
                now = _RESTING if doing[who] == _PLUGGED else -1
                unplugged[n_unplugged] = who
                n_unplugged += 1
        elif inside[who] < 0:
            why = _OUTDOORS
        elif inside[who] != (home[who] if verb == _PLUG else work[who]):
            why = _NOT_YOURS
        elif verb == _PLUG:
            plugged[who] = True
            now = _PLUGGED
        else:
            now = _WORKING
        if now >= 0:
            doing[who] = now
            since[who] = tick
        if why != 0:
            refused[n_refused] = who
            reasons[n_refused] = why
            n_refused += 1
        intent[who] = 0
        clear_bit(intending, who)
        if now == _WORKING:
            wake[who] = tick + _still_on(second, shift[who], shift_s)
        elif wake[who] == NEVER:
            wake[who] = tick + pause
    return n_refused, n_unplugged


@kernel(inline=True)
def _still_on(second, shift, shift_s):
    """Seconds for which somebody who starts to work now works: to the end of the shift, outside it as long as one."""
    into = (second - int(shift) * 60) % _DAY
    return shift_s - into if into < shift_s else shift_s


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
def _wanted_outdoors(used, wanted, subject, inside, doing, rows):
    """Whom the authority wants of those who can be met in the streets; returns how many."""
    n = 0
    for slot in range(len(used)):
        if used[slot] and wanted[slot]:
            who = int(subject[slot])
            if inside[who] < 0 and doing[who] < _HELD and doing[who] != _HIDING:
                rows[n] = who
                n += 1
    return n


@kernel
def _decide(
    tick, period, second, curfew, curfew_cause, scenario, shift_s, points_a_shift, early_s, detour, attends, lingers,
    ends, informs, recognise, stroll, seed, key, inform_key, wake, alive, doing, since, intent, target, enter, cause,
    cell, inside, home, work, shift, speed, pace, plugged, wanted, obedience, productivity, lucky, minded, intending,
    doors, walk, opaque, lawful, width, height, straight, diagonal, dossier_of, known, faces, n_faces, shifts, points,
    informers, informed_on,
):  # fmt: skip
    """Everybody whose turn and time it is decides what to do next; returns how many (shifts end, people inform)."""
    n_shifts = n_informers = 0
    area, n_rows = width * height, len(wake)
    for chunk in range(tick % period, (n_rows + 63) >> 6, period):
        for who in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            if wake[who] > tick:
                continue
            what, house = int(doing[who]), int(home[who])
            if not alive[who]:
                wake[who] = NEVER
                continue
            if what >= _HELD:
                wake[who] = tick + _HOUR
                continue
            free = not test_bit(minded, who)  # no mind of its own
            if what == _PRESENTING or intent[who] != 0 or not (free or what == _WORKING):
                continue
            here = int(cell[who])
            # where to go next: nowhere, home, on a stroll first
            goes_home, runs, why = False, False, scenario
            if inside[who] < 0:
                if house < 0 or (lawful[doors[house] // area] and not lawful[here // area]):
                    wake[who] = tick + _HOUR  # nowhere to go, or beyond the wall and free
                elif wanted[who]:
                    runs = True
                    goes_home = not (enter[who] == house and pace[who] == _RUNS and what in (_WALKING, _CROSSING))
                    why = known[dossier_of[who]] if dossier_of[who] >= 0 else scenario
                else:
                    under_way = what in (_WALKING, _CROSSING)
                    if curfew:
                        goes_home = not (under_way and (enter[who] == house or enter[who] == work[who] >= 0))
                        why = curfew_cause
                    elif not under_way:
                        goes_home = luck.u32(key, lucky[who], _GOES_HOME) < ends
                    for k in range(n_faces):
                        whom = faces[k]
                        if _knows(here, int(cell[whom]), width, area, recognise, opaque):
                            odds = informs * min(1000, max(0, int(obedience[who]))) // 1000
                            if luck.u32(inform_key, luck.pair(lucky[who], lucky[whom])) < odds:
                                informers[n_informers] = who
                                informed_on[n_informers] = whom
                                n_informers += 1
                                break
            elif inside[who] == work[who]:
                into = (second - int(shift[who]) * 60) % _DAY
                if into < shift_s:
                    if what != _WORKING:
                        doing[who] = _WORKING
                        since[who] = tick
                    wake[who] = tick + shift_s - into
                elif what != _WORKING and _DAY - into <= early_s + _HOUR // 2:
                    wake[who] = tick + _DAY - into
                else:
                    if what == _WORKING:
                        percent = _LEAST_DILIGENT + (luck.pair(lucky[who], seed) & 0xFFFF) * _DILIGENCE // 65536
                        earned = points_a_shift * percent * min(tick - int(since[who]), shift_s) // (100 * shift_s)
                        productivity[who] = min(_MOST_POINTS, int(productivity[who]) + earned)
                        shifts[n_shifts] = who
                        points[n_shifts] = earned
                        n_shifts += 1
                        doing[who] = _RESTING
                        since[who] = tick
                    goes_home = free and house >= 0
                    if not goes_home:
                        wake[who] = tick + _HOUR
                    elif not curfew and not wanted[who] and luck.u32(key, lucky[who], _LINGERS) < lingers:
                        place = _stroll(int(doors[house]), stroll, key, lucky[who], walk, width, height)
                        if place >= 0:
                            _send(who, place, -1, _WALK, scenario, intent, target, enter, cause, intending)
                            goes_home = False
            elif inside[who] == house:
                now = _PLUGGED if plugged[who] else _RESTING
                if what != now:
                    doing[who] = now
                    since[who] = tick
                if work[who] < 0 or wanted[who]:
                    wake[who] = tick + _LONG
                    continue
                there = int(doors[work[who]])
                far = octile(
                    there % width - here % width, there % area // width - here % area // width, straight, diagonal
                )
                travel = far * detour // 100 // max(1, int(speed[who])) + period
                until = (int(shift[who]) * 60 - second) % _DAY
                if until > travel + early_s:
                    wake[who] = tick + until - travel - luck.below(key, lucky[who], early_s + 1, _EARLY)
                elif luck.u32(key, lucky[who], _ATTENDS) < attends:
                    _send(who, there, work[who], _WALK, scenario, intent, target, enter, cause, intending)
                else:
                    wake[who] = tick + until + 1
            elif house >= 0:
                goes_home = True
            else:
                wake[who] = tick + _HOUR
            if goes_home:
                _send(who, doors[house], house, _RUN if runs else _WALK, why, intent, target, enter, cause, intending)
    return n_shifts, n_informers


@kernel(inline=True)
def _send(who, place, building, verb, why, intent, target, enter, cause, intending):
    """Let somebody set out for a cell, and into a building there if it is not -1."""
    intent[who] = verb
    target[who] = place
    enter[who] = building
    cause[who] = why
    set_bit(intending, who)


@kernel(inline=True)
def _knows(here, there, width, area, recognise, opaque):
    """Whether a face can be known from one cell to another: near enough, and in sight."""
    level = here // area
    if there // area != level:
        return False
    x, y = here % width, here % area // width
    other_x, other_y = there % width, there % area // width
    if squared_distance(x, y, other_x, other_y) > recognise * recognise:
        return False
    return sees(opaque, width, level * area, x, y, other_x, other_y)


@kernel
def _stroll(door, stroll, key, lucky, walk, width, height):
    """A cell near a door to stroll to, or -1 where some tries find none."""
    row = door // width
    x, y, level = door % width, row % height, row // height
    for k in range(_STROLLS):
        draw = luck.u32(key, lucky, _WHERE + k)
        at_x = x - stroll + (draw & 0xFFFF) * (2 * stroll + 1) // 65536
        at_y = y - stroll + (draw >> 16) * (2 * stroll + 1) // 65536
        if 0 <= at_x < width and 0 <= at_y < height:
            place = (level * height + at_y) * width + at_x
            if walk[place] != 0 and place != door:
                return place
    return -1
