"""Shelter: doors are locked, barricaded and forced, and whoever comes in may find somebody there.

A door holds by its lock and by what stands behind it. A thing of mass m that stands there has to be pushed through a
gap d against friction, and only a share of each blow does that: it adds m g mu d / share joules. Those who force the
door, hunters too, work on it together until nothing holds it; every few seconds a blow is heard.

Leaving by a door that is merely locked unlocks it; a barricade has to be taken away first (`world/places/shelters.py`,
which movement asks). What was built in is not lost: it lies there again once the door is open.

Reads   citizens.intent (LOCK, UNLOCK, BARRICADE, UNBAR, BREACH), target, cause, wake, alive, able, doing, cell, inside,
        luck; tasks.owner, verb, target, amount, until, cause; shelters.building, locked, bolt, barricade, furniture,
        piled, worn, assault, blow; watchers.duty, cell, cause; bonds.a, b; members.owner, band; knowledge.knower,
        topic, subject, cell; clinics.building; Occupancy.newcomers; Doors.shut; whose base a building is and who is
        `at_home_together`; what stands in the way, as `world/reasons` has it
Writes  shelters.furniture, piled, worn, forced, sealed, assault, blow; locks and barricades as `set_door` does; what is
        built in as `build_in` and `put_aside` do; knowledge (PLACE, PERSON); watchers.cause; citizens.wake; what they
        are at as `tasks.begin`, `finish` and `drop_intent` do; blows are heard as `make_noise` has it
Emits   LOCKED, UNLOCKED, BARRICADED(amount J), UNBARRED, BREACH_BEGAN (citizen, building; cause: the order),
        BREACHED(amount s; cause: the beginning; because HELPER: that of the others), SIEGE_BEGAN(watcher, building;
        cause: the watcher's duty), SIEGE_WON(the same as BREACHED), SURPRISED(citizen, citizen; cause: what led there),
        INTERRUPTED, REFUSED
Units   work in J, its rate in W, masses in kg, levels in dB
Source  Friction of wood on concrete 0.6 and g are textbook values; the work of kicks and shoulders, the share of it
        that moves a barricade, masses and levels: assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.core.bits import any_set
from undergrid.core.jit import kernel
from undergrid.world.body import burdens
from undergrid.world.items import kit
from undergrid.world.log.events import TICK_SHIFT, split_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import Attempts, Pause, amount_of, drop_intent, log_refusal
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.places.shelters import (
    Doors,
    build_in,
    door_holds,
    put_aside,
    set_door,
    shelter_row,
    strength,
)
from undergrid.world.reasons.places import doors, load_for
from undergrid.world.senses.earshot import at_door
from undergrid.world.senses.noises import make_noise
from undergrid.world.society.factions import at_home, at_home_together
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("shelter")
FOUND = luck.stream("shelter/found")

_LOCK, _BARRICADE, _BREACH = int(Verb.LOCK), int(Verb.BARRICADE), int(Verb.BREACH)
_SIEGE = int(Duty.SIEGE)
_TASKS = (Verb.BARRICADE, Verb.UNBAR)
_ASKED, _DONE, _PRESSED, _CAME_IN = 1, 2, 4, 8  # what `_look` reports
_GRAVITY = 9.81  # m/s2 [standard gravity]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.shelter`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    friction: float = Field(
        0.6, ge=0.01, le=2, description="of what stands behind a door, on the floor [wood, concrete]"
    )
    gap_m: float = Field(
        0.6, ge=0.01, le=3, description="how far it has to be pushed to let somebody through, m [assumed]"
    )
    moved: float = Field(0.05, ge=0.01, le=1, description="share of a blow's work that moves it [assumed]")
    place_kg_per_s: float = Field(1.0, ge=0.01, le=100, description="how fast things are put there, kg/s [assumed]")
    clear_kg_per_s: float = Field(2.0, ge=0.01, le=100, description="how fast they are taken away, kg/s [assumed]")
    breach_w: float = Field(50, ge=0.01, le=10_000, description="work on a door by kicks and shoulder, W [assumed]")
    ram: float = Field(2.0, ge=1, le=20, description="how much faster with a beam for a ram [assumed]")
    siege_w: float = Field(80, ge=0.01, le=10_000, description="work on a door by an equipped soldier, W [assumed]")
    blow_every: int = Field(3, ge=1, le=600, description="a blow is heard once in, s [assumed]")
    blow_db: float = Field(100, ge=0, le=160, description="sound power of a blow against a door, dB [assumed]")

    @cached_property
    def joules_per_kg(self) -> float:
        """Work that each kilogram behind a door costs those who want in."""
        return self.friction * _GRAVITY * self.gap_m / self.moved


def step(world: World, params: Params) -> None:
    """Begin and end what people do to doors, go on with forcing them, and let newcomers find who is inside."""
    shelters, watchers, attempts = world.shelters.handle, world.watchers.handle, world.cache(Attempts).handle
    occupancy, n_shut = world.cache(Occupancy).handle, world.cache(Doors).n_shut
    look = _look(world.tasks.handle, shelters, watchers, attempts, occupancy, n_shut, world.tick)
    if not look:
        return
    if look & _ASKED:
        verbs = world.citizens.intent[(rows := world.cache(Attempts).intending.rows())]
        for who in rows[(verbs >= _LOCK) & (verbs <= _BREACH)].tolist():
            _begin(world, params, who)
    if look & _DONE:
        _end_tasks(world, params)
    if look & (_PRESSED | _ASKED):
        _force(world, params)
    if look & _CAME_IN:
        _greet(world)


# -- from inside


def _begin(world: World, params: Params, who: int) -> None:
    """Do, begin or refuse what somebody is about to try at a door."""
    people, shelters = world.citizens, world.shelters
    verb, building, cause = Verb(int(people.intent[who])), int(people.target[who]), int(people.cause[who])
    row = shelter_row(world, building)
    refusal = doors(world, who, verb, building, amount_of(world, who))
    if refusal is None and verb == Verb.BREACH and not door_holds(world, building):
        refusal = Refusal.NOT_NEEDED
    if refusal is not None:
        log_refusal(world, who, building, refusal)
    elif verb == Verb.LOCK:
        event = world.events.one(Kind.LOCKED, who, building, int(people.cell[who]), cause=cause)
        set_door(world, building, event, locked=True)
    elif verb == Verb.UNLOCK:
        event = world.events.one(Kind.UNLOCKED, who, building, int(people.cell[who]), cause=cause)
        set_door(world, building, event, locked=False)
    elif verb == Verb.BARRICADE:
        amount = amount_of(world, who)
        load = load_for(world, who, amount)
        assert load is not None  # `doors` has checked it
        tasks.begin(world, who, verb, building, round(load[2] / params.place_kg_per_s), cause, amount)
        return
    elif verb == Verb.UNBAR:
        kg = int(shelters.barricade[row]) / params.joules_per_kg
        tasks.begin(world, who, verb, building, round(kg / params.clear_kg_per_s), cause)
        return
    else:
        event = world.events.one(Kind.BREACH_BEGAN, who, building, int(people.cell[who]), cause=cause)
        tasks.begin(world, who, verb, building, NEVER - world.tick, event)
        shelters.assault[row] = shelters.assault[row] or event
        return
    drop_intent(world, who)
    if people.wake[who] == NEVER:
        people.wake[who] = world.tick + world.shared(Pause).ticks


def _end_tasks(world: World, params: Params) -> None:
    """End the tasks whose time is up; a draw gives their order."""
    people, shelters, table = world.citizens, world.shelters, world.tasks
    for slot in tasks.done_in_turn(world, _TASKS, STREAM):
        who, building, verb = int(table.owner[slot]), int(table.target[slot]), Verb(int(table.verb[slot]))
        cause, here = int(table.cause[slot]), people.inside[who] == building
        load = load_for(world, who, int(table.amount[slot])) if here and verb == Verb.BARRICADE else None
        if load is not None:
            _build(world, params, who, building, load, cause)
        elif here and verb == Verb.UNBAR and shelters.barricade[shelter_row(world, building)]:
            event = world.events.one(Kind.UNBARRED, who, building, int(people.cell[who]), cause=cause)
            put_aside(world, building)
            set_door(world, building, event, barricade=0)
        else:
            world.events.one(Kind.INTERRUPTED, who, where=int(people.cell[who]), amount=int(verb), cause=cause)
        tasks.finish(world, slot)


def _build(world: World, params: Params, who: int, building: int, load: tuple[int, int, int], cause: int) -> None:
    """Put a load behind the door; what stands there already stays, and the work adds."""
    shelters, row = world.shelters, shelter_row(world, building)
    slot, n, kg = load
    if slot < 0:
        shelters.furniture[row] -= kg
        shelters.piled[row] += kg
    else:
        build_in(world, slot, n, building)
    work = max(1, round(kg * params.joules_per_kg))
    event = world.events.one(Kind.BARRICADED, who, building, int(world.city.doors[building]), work, cause)
    set_door(world, building, event, barricade=int(shelters.barricade[row]) + work)


# -- from outside


def _force(world: World, params: Params) -> None:
    """Add a second of work by everybody who is forcing a door, and carry out what comes of it."""
    shelters = world.shelters
    at_work = _breachers(world, params)
    for row in _soldiers(world):
        building = _before(world, int(world.watchers.cell[row]))
        at_work.setdefault(building, []).append((int(world.watchers.cause[row]), round(params.siege_w)))
    for row in np.flatnonzero(shelters.assault).tolist():
        if int(shelters.building[row]) not in at_work:
            shelters.assault[row] = 0  # given up: what is broken stays broken
    for building in sorted(at_work):
        row, crew = shelter_row(world, building), at_work[building]
        began = [event for event, _ in crew]
        if shelters.assault[row] not in began:
            shelters.assault[row] = min(began)
        shelters.worn[row] += sum(work for _, work in crew)
        if world.tick >= shelters.blow[row]:
            shelters.blow[row] = world.tick + params.blow_every
            assault = int(shelters.assault[row])
            _, kind, subject, _ = split_id(assault)
            maker = subject if kind == Kind.BREACH_BEGAN else -1
            make_noise(world, int(world.city.doors[building]), params.blow_db, assault, maker)
        if shelters.locked[row] and shelters.worn[row] >= shelters.bolt[row]:
            shelters.worn[row] -= shelters.bolt[row]
            shelters.forced[row] = True
            assault = int(shelters.assault[row])
            set_door(world, building, assault, locked=False)
            shelters.assault[row] = assault  # `set_door` clears it where only the lock held
        if strength(world, building) == 0:
            _break_in(world, building, began)


def _breachers(world: World, params: Params) -> dict[int, list[tuple[int, int]]]:
    """(BREACH_BEGAN, work in J) of all who force a door, by building; who is no longer at a shut door breaks off."""
    people, table = world.citizens, world.tasks
    crews: dict[int, list[tuple[int, int]]] = {}
    slots = table.where(verb=Verb.BREACH)
    for slot in slots[np.argsort(table.owner[slots], kind="stable")].tolist():
        who, building, cause = int(table.owner[slot]), int(table.target[slot]), int(table.cause[slot])
        if people.doing[who] != Activity.TENDING:
            continue
        if not at_door(world, who, building) or not world.cache(Doors).shut[building]:
            world.events.one(Kind.INTERRUPTED, who, where=int(people.cell[who]), amount=int(Verb.BREACH), cause=cause)
            tasks.finish(world, slot)
            continue
        work = (
            params.breach_w * int(people.able[who]) / 100 * (params.ram if kit.count(world, who, ItemKind.BEAM) else 1)
        )
        crews.setdefault(building, []).append((cause, max(1, round(work))))
    return crews


def _soldiers(world: World) -> list[int]:
    """The watchers at work on a door that holds, by row; whoever has just come to one begins a siege."""
    watchers, rows = world.watchers, []
    for row in np.flatnonzero(world.watchers.duty == Duty.SIEGE).tolist():
        cause, building = int(watchers.cause[row]), _before(world, int(watchers.cell[row]))
        if building < 0:
            continue
        if split_id(cause)[1] != Kind.SIEGE_BEGAN:
            watchers.cause[row] = world.events.one(
                Kind.SIEGE_BEGAN, row, building, int(watchers.cell[row]), cause=cause
            )
        rows.append(row)
    return rows


def _before(world: World, cell: int) -> int:
    """The building with a door at a cell that holds; -1 where there is none."""
    found = np.flatnonzero((world.city.doors == cell) & (world.cache(Doors).shut > 0))
    return int(found[0]) if len(found) else -1


def _break_in(world: World, building: int, began: list[int]) -> None:
    """Let the door give way: everybody can enter, those at work on it are done. `began`: their events of beginning."""
    shelters, watchers, row = world.shelters, world.watchers, shelter_row(world, building)
    first, door = int(shelters.assault[row]), int(world.city.doors[building])
    _, kind, subject, _ = split_id(first)
    won = Kind.BREACHED if kind == Kind.BREACH_BEGAN else Kind.SIEGE_WON
    seconds = world.tick + 1 - (first >> TICK_SHIFT)
    event = world.events.one(won, subject, building, door, seconds, first)
    others = [other for other in sorted(began) if other != first]
    if others:
        world.events.because(event, np.array(others), Role.HELPER)
    shelters.forced[row], shelters.sealed[row] = True, False
    put_aside(world, building)
    set_door(world, building, event, locked=False, barricade=0)
    table = world.tasks
    for slot in table.where(verb=Verb.BREACH, target=building).tolist():
        tasks.finish(world, slot)
    at_it = (watchers.duty == Duty.SIEGE) & (watchers.cell == door)
    watchers.cause[at_it] = event


# -- coming in


def _greet(world: World) -> None:
    """Let those who came into a shelter they knew of remember it as of now, and take note of whom they find there."""
    people, known = world.citizens, world.knowledge
    rows = world.cache(Occupancy).newcomers.rows()
    world.cache(Occupancy).newcomers.clear()
    rows = rows[world.cache(Doors).shelter_of[people.inside[rows]] >= 0]
    if not len(rows):
        return
    new = set(rows.tolist())
    for who in rows.tolist():
        building = int(people.inside[who])
        place = known.where(knower=who, topic=Topic.PLACE, subject=building)
        if not len(place):
            continue
        known.at[place], known.source[place] = world.tick, -1
        there = np.flatnonzero((people.inside == building) & people.alive)
        if strangers := [row for row in there.tolist() if row not in new and not _expected(world, who, row)]:
            _find(world, who, strangers)


def _expected(world: World, who: int, other: int) -> bool:
    """Whether somebody expects another here: they haul or knew of them, are bound to them, share a band or a base."""
    known, bonds, members = world.knowledge, world.bonds, world.members
    if burdens.hauler_of(world, other) == who or at_home_together(world, who, other):
        return True
    if known.has(knower=who, topic=Topic.PERSON, subject=other, cell=world.citizens.cell[other]):
        return True
    if bonds.has(a=who, b=other) or bonds.has(a=other, b=who):
        return True
    return bool(np.isin(members.band[members.of(other)], members.band[members.of(who)]).any())


def _said_to_be_empty(world: World, building: int) -> bool:
    """Whether who has heard of a building expects nobody there: it is disused, no clinic, and nobody's base."""
    use, taken = world.city.buildings[building].use, bool((world.clinics.building == building).any())
    return use == Use.DISUSED and not taken and at_home(world, building) < 0


def _find(world: World, who: int, strangers: list[int]) -> None:
    """Let somebody know of each of those they find; where they expected nobody, log that: the first by a draw."""
    people, known, key = world.citizens, world.knowledge, world.key(FOUND)
    event = int(people.cause[who])
    if _said_to_be_empty(world, int(people.inside[who])):
        first = min(strangers, key=lambda row: (luck.u32(key, luck.pair(people.luck[who], people.luck[row])), row))
        event = world.events.one(Kind.SURPRISED, who, first, int(people.cell[who]), cause=event)
    for other in strangers:
        slots = known.where(knower=who, topic=Topic.PERSON, subject=other)
        slots = slots if len(slots) else known.take(1)
        known.knower[slots], known.topic[slots], known.subject[slots] = who, Topic.PERSON, other
        known.cell[slots], known.at[slots], known.source[slots] = people.cell[who], world.tick, -1
        known.cause[slots] = event


@kernel
def _look(tasks, shelters, watchers, attempts, occupancy, n_shut, now):
    """What there is to do: orders, tasks that are over, doors that are being forced, people who came in."""
    found = _ASKED if any_set(attempts.intending) else 0
    if any_set(occupancy.newcomers):
        found |= _CAME_IN
    for slot in range(len(tasks.used)):
        if tasks.used[slot] and _BARRICADE <= tasks.verb[slot] <= _BREACH:
            if tasks.verb[slot] == _BREACH:
                found |= _PRESSED
            elif tasks.until[slot] <= now:
                found |= _DONE
    for row in range(len(shelters.assault)):
        if shelters.assault[row] != 0:
            found |= _PRESSED
    for row in range(len(watchers.duty) if n_shut > 0 else 0):
        if watchers.duty[row] == _SIEGE:
            found |= _PRESSED
    return found
