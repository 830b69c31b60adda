"""Clinic: a house that treats whoever comes wounded, with a staff in two shifts, beds, and stores that run out.

Its staff are those of the crowd who live there and know how to treat people. Half of them are on duty from morning to
evening, the others through the night; who is off duty sleeps. Whoever is inside and wounded is admitted to a bed while
one is free; the others are told that there is none, and wait for one. The staff treat those in beds, the worst first,
by the rules of treatment and with the skill they have, out of the stores, and give the thirsty water; who needs nothing
more and can walk is discharged. Wounded people of the crowd who know of it, are near and free to go make for it. Once a
day the stores are filled up.

Reads   clinics; patients; wounds.cause; blood.owner, klass, tended; citizens.alive, doing, home, inside, cell, able,
        intent, enter, luck; tasks.target; items; knowledge.knower, topic, subject; profiles.owner, medicine;
        exposure.parched; whose exposure is whose as `exposure.slot_of` has it; who bleeds and hurts as `blood_loss`
        tells; what stands in the way, as `world/reasons` has it; those with minds as `is_minded` has them; time of day
Writes  patients; clinics.filled, cause; citizens.enter; citizens as `intend` does; things as `kit.hand` and `store` do;
        exposure.alert; people as `posture.lay_down`, `get_up` and `wake_up` do
Emits   ADMITTED(citizen, building; beds left; cause: the gravest wound), NO_BED(citizen, building; beds; cause: the
        admission of who came last), DISCHARGED(citizen, building; cause: the last treatment, or the admission),
        MADE_FOR_CLINIC(citizen, building; cause: the gravest wound; stream, odds), STORES_FILLED(building; things;
        cause: what was used up first), TOOK(citizen; thing; cause: the admission), WOKE(citizen; cause: the scenario)
Units   m; s; chances per look as thresholds of 2^32, a minute's in the knobs
Source  none published: hours, ranges and rates are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.bits import test_bit
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.body import blood_loss, care, exposure, injuries, posture
from undergrid.world.body.blood_rows import BloodOf, blood_slot
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, intend, is_minded
from undergrid.world.places.stores import store
from undergrid.world.reasons.body import nursing, treating
from undergrid.world.tables.body import Waking
from undergrid.world.tables.economy import STOCKED
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("clinic")

_FREE = {int(Activity.RESTING), int(Activity.WAITING)}  # who is at nothing else
_ON_DUTY = _FREE | {int(Activity.TENDING)}
_PRESENTING = int(Activity.PRESENTING)
_STEPS = (Verb.FREE, Verb.TOURNIQUET, Verb.DRESS, Verb.STABILISE, Verb.INJECT, Verb.WATER)  # in this order
_ON_WOUNDS = (Verb.FREE, Verb.DRESS, Verb.STABILISE)
_TAKES: dict[Verb, tuple[tuple[ItemKind, Refusal], ...]] = {
    Verb.TOURNIQUET: ((ItemKind.TOURNIQUET, Refusal.NO_SUPPLIES),),
    Verb.DRESS: ((ItemKind.GAUZE, Refusal.NO_SUPPLIES),),
    Verb.STABILISE: ((ItemKind.GAUZE, Refusal.NO_SUPPLIES),),
    Verb.INJECT: ((ItemKind.MORPHINE, Refusal.NO_DOSE), (ItemKind.SYRINGE, Refusal.NO_TOOL)),
    Verb.WATER: ((ItemKind.WATER, Refusal.NO_SUPPLIES),),
}  # what a treatment takes, and how it is refused without
_CUP = 5  # tenths of a litre of water that are taken from the stores at once [assumed]
_OOZES = 20  # mL/h up to which wounds that have been seen to may bleed on at home [assumed]
_BREATHES = 700  # 1/1000 of the drive to breathe that morphine should leave [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.clinic`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    day_begins: str = Field("06:00", pattern=units.CLOCK_TIME, description="the day shift, time of day [assumed]")
    day_ends: str = Field("18:00", pattern=units.CLOCK_TIME, description="and its end, time of day [assumed]")
    skill: int = Field(2, ge=1, le=10, description="skill at medicine from which on one is of its staff [assumed]")
    pain: int = Field(300, ge=0, le=1000, description="pain from which on morphine is given, 1/1000 [assumed]")
    drawn_m: int = Field(150, ge=0, le=10_000, description="the wounded make for it from within, m [assumed]")
    per_minute: float = Field(0.2, ge=0, le=1, description="chance a minute that they do [assumed]")
    fill_hours: float = Field(24, ge=0.01, le=1000, description="the stores are filled up once in, h [assumed]")


def step(world: World, params: Params) -> None:
    """Change shifts, admit and discharge, and let the staff go to work."""
    for clinic in range(world.clinics.n):
        building = int(world.clinics.building[clinic])
        staff = _staff(world, params, building)
        on_duty = _change_shifts(world, params, staff)
        _let_go(world, clinic, building)
        _admit(world, clinic, building, staff)
        _treat(world, params, clinic, on_duty)
        _fill(world, params, clinic, building)
        _draw(world, params, building)


def _staff(world: World, params: Params, building: int) -> list[int]:
    """Who of the crowd works there: those who live there, are in, and can treat people; rows, ascending."""
    minded = world.cache(Attempts).handle.minded
    rows: I64 = _trained(world.profiles.handle, world.citizens.handle, minded, building, params.skill)
    return sorted(rows.tolist())


def _change_shifts(world: World, params: Params, staff: list[int]) -> list[int]:
    """Wake who is on duty, and let those off duty lie down; returns who is on duty and awake.

    By turns, in the order of their rows, they work by day and by night. Who is alone works by day and is woken for all.
    """
    begins, ends = units.clock(params.day_begins), units.clock(params.day_ends)
    by_day = (world.second_of_day - begins) % units.DAY < (ends - begins) % units.DAY
    people, awake, found = world.citizens, [], []
    for nth, who in enumerate(staff):
        doing = int(people.doing[who])
        if len(staff) > 1 and (nth % 2 == 0) != by_day:
            if doing in _FREE and not people.intent[who] and exposure.slot_of(world, who) >= 0:
                intend(world, who, Verb.SLEEP, -1, world.scenario_event)
            continue
        if doing == Activity.SLEEPING or (doing == Activity.LYING and blood_slot(world, who) < 0):
            posture.wake_up(world, who, Waking.VOICE, world.scenario_event)
        awake.append(who)
        if int(people.doing[who]) in _ON_DUTY:
            found.append(who)
    for who in awake:  # nobody on duty falls asleep against their will
        slot = exposure.slot_of(world, who)
        if slot >= 0:
            world.exposure.alert[slot] = world.tick + posture.ALERT
    return found


# ---------------------------------------------------------------- patients


def _needs(world: World, who: int) -> bool:
    """Whether somebody is so badly off that a clinic keeps them: hurt, and not treated yet, weak, or off their feet."""
    slot = blood_slot(world, who)
    if slot < 0 or not world.citizens.alive[who]:
        return False
    if world.citizens.able[who] == 0 or world.blood.klass[slot] > 2:
        return True
    open_still = sum(blood_loss.bleeds(world, wound) for wound in blood_loss.wounds_of(world, who)) > _OOZES
    return open_still or any(_called_for(world, verb, who) for verb in _ON_WOUNDS)


def _called_for(world: World, verb: Verb, whom: int) -> bool:
    """Whether somebody's wounds call for a treatment, whatever there is to do it with."""
    return injuries.trapped(world, whom) if verb == Verb.FREE else care.wound_for(world, whom, verb) >= 0


def _let_go(world: World, clinic: int, building: int) -> None:
    """Discharge those who need nothing more and can walk; forget those who have left, or died."""
    people, patients = world.citizens, world.patients
    for slot in patients.where(clinic=clinic).tolist():
        who, bed = int(patients.owner[slot]), bool(patients.bed[slot])
        here = people.inside[who] == building and people.alive[who]
        if here and _needs(world, who):
            continue
        since = int(patients.cause[slot])
        patients.free(np.array([slot]))
        if not here or not bed:
            continue
        cause = int(world.blood.tended[blood_slot(world, who)]) or since
        event = world.events.one(Kind.DISCHARGED, who, building, int(people.cell[who]), cause=cause)
        if people.doing[who] == Activity.LYING:
            posture.get_up(world, who, event)


def _admit(world: World, clinic: int, building: int, staff: list[int]) -> None:
    """Give whoever is in and wounded a bed, or tell them, once, that there is none."""
    people, patients, clinics = world.citizens, world.patients, world.clinics
    beds = int(clinics.beds[clinic])
    hurt: I64 = _hurt_inside(people.handle, world.cache(BloodOf).handle, patients.handle, building)
    for who in hurt.tolist():
        if who in staff or people.doing[who] == Activity.HAULED or not _needs(world, who):
            continue
        known = patients.first(owner=who)
        taken = int(patients.bed[patients.where(clinic=clinic)].sum())
        slot = known if known >= 0 else int(patients.take(1)[0])
        patients.owner[slot], patients.clinic[slot] = who, clinic
        if taken < beds:
            cause = int(world.wounds.cause[blood_loss.gravest(world, who)])
            event = world.events.one(Kind.ADMITTED, who, building, int(people.cell[who]), beds - taken - 1, cause)
            patients.bed[slot], patients.cause[slot], clinics.cause[clinic] = True, event, event
            if not is_minded(world, who) and int(people.doing[who]) in _FREE:
                posture.lay_down(world, who, Activity.LYING, event)
        elif known < 0:
            cause = int(clinics.cause[clinic]) or world.scenario_event
            patients.cause[slot] = world.events.one(Kind.NO_BED, who, building, int(people.cell[who]), beds, cause)


def _treat(world: World, params: Params, clinic: int, on_duty: list[int]) -> None:
    """Let those on duty who are free treat those in beds, the worst first."""
    people, patients, blood = world.citizens, world.patients, world.blood
    rows = [slot for slot in patients.where(clinic=clinic).tolist() if patients.bed[slot]]
    free = [who for who in on_duty if int(people.doing[who]) in _FREE and not people.intent[who]] if rows else []
    if not free:
        return
    attended = set(world.tasks.target[world.tasks.rows()].tolist())
    rows.sort(
        key=lambda slot: (-int(blood.klass[blood_slot(world, int(patients.owner[slot]))]), int(patients.cause[slot]))
    )
    for slot in rows:
        whom, cause = int(patients.owner[slot]), int(patients.cause[slot])
        if not free or whom in attended:
            continue
        for verb in _STEPS:
            if _is_due(world, params, verb, whom) and _provided(world, free[0], verb, whom, cause):
                intend(world, free.pop(0), verb, whom, cause)
                break


def _is_due(world: World, params: Params, verb: Verb, whom: int) -> bool:
    if verb == Verb.WATER:
        slot = exposure.slot_of(world, whom)
        return slot >= 0 and world.exposure.parched[slot] > 0 and posture.hears(world, whom)
    if verb != Verb.INJECT:
        return _called_for(world, verb, whom)
    breathes = blood_loss.drive(blood_loss.dose(world, whom) + blood_loss.ONE, shock=False) >= _BREATHES
    return blood_loss.pain(world, whom) >= params.pain and breathes and care.bears_a_dose(world, whom)


def _provided(world: World, who: int, verb: Verb, whom: int, cause: int) -> bool:
    """Whether nothing stands in the way of a treatment, once somebody has taken from the stores what it needs."""
    for _ in _TAKES.get(verb, ()):
        why = _why_not(world, who, verb, whom)
        kind = next((kind for kind, missing in _TAKES[verb] if missing == why), None)
        slots = kit.to_be_taken(world, who, -1, kind) if kind is not None else []
        if kind is None or not slots:
            break
        event = world.events.one(Kind.TOOK, who, -1, int(world.citizens.cell[who]), int(kind), cause)
        for _ in range(min(_CUP, int(world.items.count[slots[0]])) if kind == ItemKind.WATER else 1):
            kit.hand(world, slots[0], who, event)
    return _why_not(world, who, verb, whom) is None


def _why_not(world: World, who: int, verb: Verb, whom: int) -> Refusal | None:
    return (nursing if verb == Verb.WATER else treating)(world, who, verb, whom, 0)


# ---------------------------------------------------------------- the house


def _fill(world: World, params: Params, clinic: int, building: int) -> None:
    """Once in a while, bring in what the stores lack."""
    clinics, items = world.clinics, world.items
    if world.tick - int(clinics.filled[clinic]) < params.fill_hours * units.HOUR:
        return
    clinics.filled[clinic] = world.tick
    lacking = []
    for kind in STOCKED:
        rows = items.where(kind=kind, building=building)
        there = int(items.count[rows[items.holder[rows] < 0]].sum())
        lacking.append((kind, int(getattr(clinics, kind.name.lower())[clinic]) - there))
    brought = sum(n for _, n in lacking if n > 0)
    if not brought:
        return
    cause = int(clinics.cause[clinic]) or world.scenario_event
    event = world.events.one(
        Kind.STORES_FILLED, building, where=int(world.city.doors[building]), amount=brought, cause=cause
    )
    for kind, n in lacking:
        if n > 0:
            store(world, building, kind, n, event)


def _draw(world: World, params: Params, building: int) -> None:
    """Let the wounded of the crowd who know of it, are near and free to go make for it, by a draw."""
    people = world.citizens
    door, near = int(world.city.doors[building]), params.drawn_m * 1000 // world.city.cell_mm
    odds = luck.per_tick(params.per_minute, max(1, 60 // world.period))
    drawn: I64 = _drawn(world.blood.handle, people.handle, odds, world.key(STREAM))
    for who in sorted(drawn.tolist()):
        gone = people.enter[who] == building or world.city.apart(int(people.cell[who]), door) > near
        if gone or is_minded(world, who) or not _knows(world, who, building) or not _needs(world, who):
            continue
        cause = int(world.wounds.cause[blood_loss.gravest(world, who)])
        event = world.events.one(Kind.MADE_FOR_CLINIC, who, building, int(people.cell[who]), 0, cause, STREAM, odds)
        intend(world, who, Verb.WALK, door, event, world.tick + units.HOUR)
        people.enter[who] = building


def _knows(world: World, who: int, building: int) -> bool:
    """Whether somebody has been told of a clinic."""
    return world.knowledge.has(knower=who, topic=Topic.PLACE, subject=building)


# ---------------------------------------------------------------- who comes into question at all


@kernel
def _trained(profiles, people, minded, building, skill):
    """Those of the crowd who live in a building, are in and can treat people: rows, in the order of their profiles."""
    n, rows = 0, np.empty(len(profiles.used), np.int64)
    for slot in range(len(profiles.used)):
        who = profiles.owner[slot]
        if not profiles.used[slot] or profiles.medicine[slot] < skill or not people.alive[who]:
            continue
        there = people.home[who] == building and people.inside[who] == building
        if there and not test_bit(minded, who):
            rows[n] = who
            n += 1
    return rows[:n]


@kernel
def _hurt_inside(people, blood, patients, building):
    """Those in a building who have ever been wounded and lie in no bed: rows, ascending."""
    n = 0
    for who in range(len(blood.slot)):
        n += people.inside[who] == building and blood.slot[who] >= 0 and people.alive[who]
    rows = np.empty(n, np.int64)
    if n == 0:
        return rows
    n = 0
    for who in range(len(blood.slot)):
        hurt = people.inside[who] == building and blood.slot[who] >= 0 and people.alive[who]
        if hurt and not _lies_in(patients, who):
            rows[n] = who
            n += 1
    return rows[:n]


@kernel(inline=True)
def _lies_in(patients, who):
    """Whether somebody has a bed in a clinic."""
    for slot in range(len(patients.used)):
        if patients.used[slot] and patients.owner[slot] == who:
            return patients.bed[slot]
    return False


@kernel
def _drawn(blood, people, odds, key):
    """Those out of doors who have been wounded, can walk, are at nothing else and would now make for a clinic: rows, in
    the order of `blood`.
    """
    n, rows = 0, np.empty(len(blood.used), np.int64)
    for slot in range(len(blood.used)):
        who = blood.owner[slot]
        if not blood.used[slot] or people.inside[who] >= 0 or not people.alive[who] or people.able[who] <= 0:
            continue
        idle = people.intent[who] == 0 and people.doing[who] < _PRESENTING
        if idle and luck.u32(key, people.luck[who]) < odds:
            rows[n] = who
            n += 1
    return rows[:n]
