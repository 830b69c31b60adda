"""Preparation: before a deadline, the people of a faction who are in its base put things in order, each at one of them.

It begins when a council has carried what it was about, or at the hour that the scenario names. Then everything is
counted that is not in order of those who are there: the engine's cube, suits, armour, fusion cells, canteens, and
drones that have fallen near by. Hands that are free take what is most needed, the most skilled first; who sleeps is
woken. They do what anybody could do by order, and use up what that uses up. What nobody can do now is tried again
later. Those who have a mind of their own see to it by themselves, and whatever brings a thing in order finishes it. At
the deadline it is told how much is done.

Reads   factions.base, prepares, deadline; councils.faction, stage, cause; votes.council, owner, dissent;
        preparations; chores; citizens.cell, inside, alive, doing, intent, wake, luck; what there is to do and whether
        it is in order, as `chores` has it; who belongs as `members` has it; what stands in the way, as `world/reasons`
        has it; those with minds as `is_minded` has them
Writes  preparations; chores; factions.prepares; citizens.enter, wake; citizens as `intend` does; people as
        `posture.wake_up` does
Emits   TASK_DONE(citizen, citizen whose thing it is; amount Chore; cause: what it was begun for), PREPARED(faction;
        what is done of all there was to do, 1/1000; cause: the same), WOKE(citizen; cause: the same)
Units   s; readiness in 1/1000
Source  assumed throughout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.world.body import posture
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend, is_minded
from undergrid.world.people.background import skill_engineering
from undergrid.world.reasons import why_not
from undergrid.world.senses.earshot import listens
from undergrid.world.society import chores as science
from undergrid.world.society.chores import Todo
from undergrid.world.society.factions import members
from undergrid.world.tables.body import Waking
from undergrid.world.tables.council import Chore, CouncilState, Dissent
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

HANDS = luck.stream("preparation/hands")

_FREE = (Activity.RESTING, Activity.WAITING)  # who is at nothing else
_SLEEPING = int(Activity.SLEEPING)
_AT_HAND = np.isin(np.arange(256), (*_FREE, _SLEEPING))  # by Activity: who can be given something to do
_GONE = (Activity.HELD, Activity.SHUT_DOWN, Activity.UNCONSCIOUS, Activity.HAULED, Activity.SLEEPING)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.preparation`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    again_minutes: float = Field(10, ge=0.1, le=1440, description="what cannot be done is left for, min [assumed]")


def step(world: World, params: Params) -> None:
    """Begin what is due, see to what goes on, and tell what is over."""
    if not world.factions.n:
        return
    for faction, cause in _due(world):
        _begin(world, faction, cause)
    if not world.chores.n_used and not (~world.preparations.over[world.preparations.rows()]).any():
        return
    for row in world.preparations.where(over=False).tolist():
        _go_on(world, params, row)
        if world.tick >= world.preparations.until[row]:
            _end(world, row)


# ---------------------------------------------------------------- beginning and end


def _due(world: World) -> list[tuple[int, int]]:
    """The factions that begin to prepare now, and for what."""
    factions, councils, known = world.factions, world.councils, world.preparations
    found = [
        (int(councils.faction[row]), int(councils.cause[row]))
        for row in (councils.where(stage=CouncilState.CARRIED).tolist() if councils.n_used else ())
        if not known.has(faction=int(councils.faction[row]), cause=int(councils.cause[row]))
    ]
    for faction in np.flatnonzero(factions.prepares <= world.tick).tolist():
        factions.prepares[faction] = NEVER
        found.append((faction, world.scenario_event))
    return [(faction, cause) for faction, cause in found if factions.base[faction] >= 0]


def _begin(world: World, faction: int, cause: int) -> None:
    """Count what there is to do, until the deadline that comes next."""
    people, base = world.citizens, int(world.factions.base[faction])
    there = [one for one in members(world, faction) if people.inside[one] == base]
    todos = [todo for todo in science.to_do(world, base, there) if not science.in_order(world, todo)]
    row, table = int(world.preparations.take(1)[0]), world.preparations
    left = (int(world.factions.deadline[faction]) - world.second_of_day) % units.DAY
    table.faction[row], table.until[row], table.cause[row] = faction, world.tick + (left or units.DAY), cause
    table.tasks[row] = len(todos)
    slots, chores = world.chores.take(len(todos)), world.chores
    chores.preparation[slots], chores.kind[slots] = row, [todo.kind for todo in todos]
    chores.whom[slots], chores.thing[slots] = [todo.whom for todo in todos], [todo.thing for todo in todos]


def _end(world: World, row: int) -> None:
    """Tell how much is done, and let everybody go."""
    table = world.preparations
    faction, tasks, done = int(table.faction[row]), int(table.tasks[row]), int(table.done[row])
    where = int(world.city.doors[world.factions.base[faction]])
    ready = 1000 * done // tasks if tasks else 1000
    world.events.one(Kind.PREPARED, faction, where=where, amount=ready, cause=int(table.cause[row]))
    table.over[row] = True
    world.chores.free(world.chores.where(preparation=row))


# ---------------------------------------------------------------- work


def _go_on(world: World, params: Params, row: int) -> None:
    """Note what is done, let those at work go on, and give what is left to hands that are free."""
    chores = world.chores
    for slot in chores.where(preparation=row).tolist():
        if chores.done[slot]:
            continue
        if science.in_order(world, _todo(world, slot)):
            _finish(world, row, slot)
        elif chores.worker[slot] >= 0:
            _work(world, params, slot, int(world.preparations.cause[row]))
    rows = chores.where(preparation=row, worker=-1, done=False).tolist()
    open_ones = [slot for slot in rows if chores.again[slot] <= world.tick]
    if open_ones and world.tick < world.preparations.until[row]:
        _share_out(world, params, row, open_ones)


def _todo(world: World, slot: int) -> Todo:
    chores = world.chores
    return Todo(Chore(int(chores.kind[slot])), int(chores.whom[slot]), int(chores.thing[slot]))


def _finish(world: World, row: int, slot: int) -> None:
    """Let a task be done, by whoever was at it, else by whose thing it is; who is out goes in again."""
    chores, people = world.chores, world.citizens
    who, whom = int(chores.worker[slot]), int(chores.whom[slot])
    by, cause = who if who >= 0 else whom, int(world.preparations.cause[row])
    where = int(people.cell[by]) if by >= 0 else -1
    world.events.one(Kind.TASK_DONE, by, whom, where, int(chores.kind[slot]), cause)
    chores.done[slot], chores.worker[slot] = True, -1
    world.preparations.done[row] += 1
    if who >= 0 and people.inside[who] < 0 and people.alive[who]:
        base = int(world.factions.base[world.preparations.faction[row]])
        intend(world, who, Verb.WALK, int(world.city.doors[base]), cause, world.tick + units.HOUR)
        people.enter[who] = base


def _work(world: World, params: Params, slot: int, cause: int) -> None:
    """Let somebody do the next thing for their task; where that cannot be done, leave it for a while."""
    chores, people = world.chores, world.citizens
    who = int(chores.worker[slot])
    doing = int(people.doing[who])
    if not people.alive[who] or doing in _GONE:
        chores.worker[slot] = -1
        return
    if doing not in _FREE or people.intent[who]:
        return
    step = science.next_step(world, _todo(world, slot), who)
    if why_not(world, who, step.verb, step.target, step.amount) is not None:
        chores.worker[slot], chores.again[slot] = -1, world.tick + round(60 * params.again_minutes)
    elif step.verb == Verb.WAIT:
        people.wake[who] = max(int(people.wake[who]), world.tick + 60)  # stays by it
    else:
        intend(world, who, step.verb, step.target, cause, amount=step.amount)


def _share_out(world: World, params: Params, row: int, open_ones: list[int]) -> None:
    """Give each hand that is free one task, what is most needed first."""
    chores, cause = world.chores, int(world.preparations.cause[row])
    hands = _hands(world, row)
    for slot in sorted(open_ones, key=lambda slot: (int(chores.kind[slot]), slot)):
        todo = _todo(world, slot)
        fit = [one for one in hands if science.may_do(todo, one)]
        who = next((one for one in fit if _can(world, todo, one)), -1)
        if fit and who < 0:
            chores.again[slot] = world.tick + round(60 * params.again_minutes)
        if who < 0:
            continue
        hands.remove(who)
        if world.citizens.doing[who] == Activity.SLEEPING:
            posture.wake_up(world, who, Waking.VOICE, cause)
        chores.worker[slot] = who
        _work(world, params, slot, cause)


def _can(world: World, todo: Todo, who: int) -> bool:
    """Whether somebody could do the next thing for a task, once they are awake."""
    step = science.next_step(world, todo, who)
    return why_not(world, who, step.verb, step.target, step.amount) in (None, Refusal.ASLEEP)


def _hands(world: World, row: int) -> list[int]:
    """Those of the crowd who are in the base and free: those awake first, then by skill; a draw decides the rest.

    Those who have voted against it, and will not bear with that, do nothing for it.
    """
    people, table = world.citizens, world.preparations
    faction, cause = int(table.faction[row]), int(table.cause[row])
    base, busy = int(world.factions.base[faction]), set(world.chores.worker[world.chores.rows()].tolist())
    unwilling = _unwilling(world, faction, cause)
    rows = np.array(members(world, faction), np.int64)
    rows = rows[(people.inside[rows] == base) & (people.intent[rows] == 0) & _AT_HAND[people.doing[rows]]]
    ready = [
        who for who in rows.tolist()
        if who not in busy and who not in unwilling and not is_minded(world, who)
        and (people.doing[who] == _SLEEPING or listens(world, who))
    ]  # fmt: skip
    key = world.key(HANDS)
    return sorted(
        ready,
        key=lambda who: (
            people.doing[who] == _SLEEPING, -skill_engineering(world, who), luck.u32(key, int(people.luck[who]))
        ),
    )  # fmt: skip


def _unwilling(world: World, faction: int, cause: int) -> set[int]:
    """Those who will not bear with what a council has carried."""
    councils, votes = world.councils, world.votes
    row = councils.first(faction=faction, cause=cause)
    seats = votes.where(council=row) if row >= 0 else np.empty(0, np.int64)
    return set(votes.owner[seats[votes.dissent[seats] != Dissent.NONE]].tolist())
