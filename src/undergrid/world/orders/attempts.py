"""Attempts: who is about to try something, and how it is refused, broken off or done at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core.bits import each_set
from undergrid.core.jit import kernel
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World


PAUSE = 600  # s that routine lets be who has done as ordered [assumed, as movement does]


def asked(world: World, low: Verb, high: Verb) -> list[int]:
    """Who is about to do something from `low` to `high`, by the numbers of the verbs: rows, ascending."""
    rows: npt.NDArray[np.int64] = _asked(world.intending.bits, world.citizens.intent, int(low), int(high))
    return [int(row) for row in rows]


def refuse(world: World, who: int, why: Refusal) -> int:
    """Let what somebody was about to try come to nothing, with the reason; returns the event REFUSED.

    Whoever is not minded is routine's business again.
    """
    people = world.citizens
    event = world.events.one(
        Kind.REFUSED, who, int(people.target[who]), int(people.cell[who]), why, int(people.cause[who])
    )
    world.drop_intent(who)
    if not world.is_minded(who):
        people.wake[who] = world.tick + PAUSE
    return event


def interrupt(world: World, slot: int) -> int:
    """End a task without anything having come of it or been spent; returns the event INTERRUPTED."""
    doing, people = world.tasks, world.citizens
    who = int(doing.owner[slot])
    event = world.events.one(
        Kind.INTERRUPTED, who, where=int(people.cell[who]), amount=int(doing.verb[slot]), cause=int(doing.cause[slot])
    )
    tasks.finish(world, slot)
    return event


def stand_still(world: World, who: int) -> None:
    """Let somebody do a thing that takes no time: what they were at, a walk or a task, is over; so is the intent."""
    people = world.citizens
    tasks.drop(world, who)
    if people.doing[who] in (Activity.WALKING, Activity.TENDING, Activity.HIDING):
        people.doing[who] = Activity.WAITING if people.inside[who] < 0 else Activity.RESTING
        people.posture[who], people.since[who] = Posture.STANDING, world.tick
        people.goal[who] = people.enter[who] = -1
        people.heading[who], people.progress[who] = 255, 0
    people.wake[who] = NEVER if world.is_minded(who) else world.tick + PAUSE
    world.drop_intent(who)


@kernel
def _asked(bits, intent, low, high):
    """The set rows whose intent lies from `low` to `high`, ascending."""
    n = 0
    for row in each_set(bits):
        if low <= intent[row] <= high:
            n += 1
    rows = np.empty(n, np.int64)
    n = 0
    for row in each_set(bits):
        if low <= intent[row] <= high:
            rows[n] = row
            n += 1
    return rows
