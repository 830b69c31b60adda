"""Tasks: actions that take time. Somebody at a task is TENDING until it is done, or until something breaks it off.

The system that owns a verb begins its tasks with `begin`, and at each tick decides the outcome of those that `done`
finds. A new order, a blow or sleep ends a task without an outcome, and nothing is spent.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.index import NO_SLOTS
from undergrid.core.jit import kernel
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Pause, drop_intent, is_minded, refuse
from undergrid.world.orders.halting import halt, stand
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

_TENDING = int(Activity.TENDING)


class _Seen(Cache):
    """quiet: the last tick in which it was seen that no task is over."""

    def __init__(self, world: World) -> None:
        self.quiet = -1


def begin(world: World, who: int, verb: Verb, target: int, ticks: int, cause: int, amount: int = 0) -> None:
    """Let somebody begin a task of so many ticks (at least one), kneeling; the task before is broken off."""
    people, tasks = world.citizens, world.tasks
    drop(world, who)
    slot = int(tasks.take(1)[0])
    tasks.owner[slot], tasks.verb[slot], tasks.target[slot], tasks.amount[slot] = who, verb, target, amount
    tasks.since[slot], tasks.until[slot], tasks.cause[slot] = world.tick, world.tick + max(1, ticks), cause
    people.doing[who], people.since[who], people.posture[who] = Activity.TENDING, world.tick, Posture.CROUCHED
    people.wake[who] = NEVER
    halt(people.handle, who)
    drop_intent(world, who)


def done(world: World, verbs: tuple[Verb, ...]) -> npt.NDArray[np.int64]:
    """The slots of tasks of these verbs that are over by now and have not been broken off, by their owners' rows."""
    return _those(world, verbs, world.tick) if _any_over(world) else NO_SLOTS


def _any_over(world: World) -> bool:
    """Whether any task is over by now. Twenty rules ask that in every tick: that none is, is looked up once, and holds
    for as long, as no task that is begun is over at once.
    """
    tasks = world.tasks
    if not tasks.n_used:
        return False
    seen = world.cache(_Seen)
    if seen.quiet == world.tick:
        return False
    if _is_over(tasks.until, world.tick):
        return True
    seen.quiet = world.tick
    return False


def done_in_turn(world: World, verbs: tuple[Verb, ...], stream: luck.Stream) -> list[int]:
    """The same in the order of a draw, so that of two who want the same thing no row number decides who is first."""
    rows = done(world, verbs).tolist()
    if len(rows) > 1:
        key, lucky, owner = world.key(stream), world.citizens.luck, world.tasks.owner
        rows.sort(key=lambda slot: luck.u32(key, int(lucky[owner[slot]])))
    return rows


def begin_or_refuse(
    world: World, who: int, why: Refusal | None, verb: Verb, target: int, ticks: int, amount: int = 0
) -> None:
    """Let somebody begin what they are about to do, or refuse it where something stands in the way."""
    if why is not None:
        refuse(world, who, why)
    else:
        begin(world, who, verb, target, ticks, int(world.citizens.cause[who]), amount)


def at(world: World, verb: Verb) -> npt.NDArray[np.int64]:
    """The slots of tasks of a verb that have not been broken off, over or not, by their owners' rows."""
    return _those(world, (verb,), NEVER)


def _those(world: World, verbs: tuple[Verb, ...], until: int) -> npt.NDArray[np.int64]:
    tasks = world.tasks
    if not tasks.n_used:
        return NO_SLOTS
    rows: npt.NDArray[np.int64] = _find(
        tasks.used, tasks.owner, tasks.verb, tasks.until, world.citizens.doing, _by_number(verbs), until
    )  # fmt: skip
    return rows[np.argsort(tasks.owner[rows], kind="stable")] if len(rows) > 1 else rows


@lru_cache(maxsize=64)
def _by_number(verbs: tuple[Verb, ...]) -> npt.NDArray[np.bool_]:
    """(256,) whether each verb is one of these."""
    asked = np.zeros(256, np.bool_)
    asked[list(verbs)] = True
    return asked


def finish(world: World, slot: int) -> None:
    """End a task; its owner is free for something else."""
    tasks, people = world.tasks, world.citizens
    who = int(tasks.owner[slot])
    tasks.free(np.array([slot]))
    if people.doing[who] == Activity.TENDING:
        stand(world, who)
        if not is_minded(world, who):
            people.wake[who] = world.tick + 1


def interrupt(world: World, slot: int) -> int:
    """End a task without an outcome, with nothing spent; returns the event INTERRUPTED."""
    doing, people = world.tasks, world.citizens
    who = int(doing.owner[slot])
    event = world.events.one(
        Kind.INTERRUPTED, who, where=int(people.cell[who]), amount=int(doing.verb[slot]), cause=int(doing.cause[slot])
    )
    finish(world, slot)
    return event


def task_of(world: World, who: int) -> int:
    """The slot of somebody's task; -1 for none."""
    return world.tasks.first(owner=who)


def drop(world: World, who: int) -> None:
    """Break off somebody's task, if there is one."""
    slot = task_of(world, who)
    if slot >= 0:
        world.tasks.free(np.array([slot]))


def stand_still(world: World, who: int) -> None:
    """Let somebody stop for an action that takes no time: their walk or task ends, and so does the intent."""
    people = world.citizens
    drop(world, who)
    if people.doing[who] in (Activity.WALKING, Activity.TENDING, Activity.HIDING):
        stand(world, who)
        halt(people.handle, who)
    people.wake[who] = NEVER if is_minded(world, who) else world.tick + world.shared(Pause).ticks
    drop_intent(world, who)


def sweep(world: World) -> None:
    """Free the tasks whose owners have turned to something else, and the amounts of intents that are over."""
    tasks, asked, people = world.tasks, world.asked, world.citizens
    if tasks.n_used:
        over: npt.NDArray[np.int64] = _left(tasks.used, tasks.owner, people.doing, _TENDING, True)
        if len(over):
            tasks.free(over)
    if asked.n_used:
        over = _left(asked.used, asked.owner, people.intent, int(Verb.NONE), False)
        if len(over):
            asked.free(over)


@kernel
def _left(used, owner, column, value, wanted):
    """The slots whose owners have another value in a column where `wanted`, else those whose owners have that value."""
    n = 0
    for slot in range(len(used)):
        if used[slot] and (column[owner[slot]] == value) != wanted:
            n += 1
    rows = np.empty(n, np.int64)
    n = 0
    for slot in range(len(used)):
        if used[slot] and (column[owner[slot]] == value) != wanted:
            rows[n] = slot
            n += 1
    return rows


@kernel
def _is_over(until, tick):
    """Whether any task is over by a tick; slots not in use never are."""
    for slot in range(len(until)):
        if until[slot] <= tick:
            return True
    return False


@kernel
def _find(used, owner, verb, until, doing, asked, tick):
    """The slots of tasks over by a tick and not broken off, of the verbs whose numbers are `asked` for."""
    n = 0
    for slot in range(len(used)):
        if used[slot] and until[slot] <= tick and asked[verb[slot]] and doing[owner[slot]] == _TENDING:
            n += 1
    rows = np.empty(n, np.int64)
    n = 0
    for slot in range(len(used)):
        if used[slot] and until[slot] <= tick and asked[verb[slot]] and doing[owner[slot]] == _TENDING:
            rows[n] = slot
            n += 1
    return rows
