"""Earshot: who can hear whom, who is near when somebody talks, and why somebody cannot be talked to.

Quiet speech carries three cells outdoors, through a whole building inside, and through a door to whoever stands at it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.bits import each_set
from undergrid.core.caches import Cache
from undergrid.core.grid import cells_apart
from undergrid.core.jit import kernel
from undergrid.core.tables import I32, I64
from undergrid.world.body.posture import hears
from undergrid.world.orders.attempts import Pause, drop_intent, is_minded
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World


EARSHOT = 3  # cells: 6 m, quiet speech [assumed]
AWAKE = np.isin(  # by Activity: whether people can talk and listen meanwhile
    np.arange(256),
    (
        Activity.RESTING, Activity.WORKING, Activity.WAITING, Activity.WALKING, Activity.HIDING, Activity.LYING,
        Activity.TENDING,
    ),
)  # fmt: skip


class Workmates(Cache):
    """Who works where; workplaces do not change in a run."""

    def __init__(self, world: World) -> None:
        work = world.citizens.work
        self._by_work: I32 = np.argsort(work, kind="stable").astype(np.int32)
        self._ends = np.searchsorted(work[self._by_work], np.arange(-1, len(world.city.buildings) + 1))

    def of(self, building: int) -> I32:
        """Who has a workplace in a building: rows, ascending."""
        return self._by_work[self._ends[building + 1] : self._ends[building + 2]]


def around(world: World, tellers: list[int]) -> list[I64]:
    """For each teller, who can hear them: rows, ascending."""
    people, city = world.citizens, world.city
    inside = [int(people.inside[teller]) for teller in tellers]
    at_work = [here >= 0 and here == people.work[teller] for teller, here in zip(tellers, inside, strict=True)]
    asked = np.zeros(len(city.buildings), bool)
    asked[[here for here, works in zip(inside, at_work, strict=True) if here >= 0 and not works]] = True
    indoors = _in_any(people.inside, asked) if asked.any() else np.empty(0, np.int64)
    hearers = []
    for teller, here, works in zip(tellers, inside, at_work, strict=True):
        if here < 0:
            near = outdoors_near(
                world.cache(Occupancy).outdoors.bits,
                people.cell,
                int(people.cell[teller]),
                city.width,
                city.area,
                EARSHOT,
            )
        else:
            near = world.cache(Workmates).of(here) if works else indoors
            near = near[people.inside[near] == here]
        hearers.append(near[(near != teller) & people.alive[near] & AWAKE[people.doing[near]]])
    return hearers


@kernel
def outdoors_near(outdoors, cell, here, width, area, reach):
    """The rows of those outdoors within `reach` cells of a cell, on its level, ascending."""
    n, found = 0, np.empty(16, np.int64)
    for row in each_set(outdoors):
        there = int(cell[row])
        if cells_apart(here, there, width, area) <= reach:
            if n == len(found):
                wider = np.empty(2 * n, np.int64)
                wider[:n] = found
                found = wider
            found[n] = row
            n += 1
    return found[:n]


@kernel
def _in_any(inside, asked):
    """The rows of those in any of the buildings asked for, ascending."""
    n = 0
    for row in range(len(inside)):
        n += 1 if inside[row] >= 0 and asked[inside[row]] else 0
    found = np.empty(n, np.int64)
    n = 0
    for row in range(len(inside)):
        if inside[row] >= 0 and asked[inside[row]]:
            found[n] = row
            n += 1
    return found


def within_earshot(world: World, a: int, b: int) -> bool:
    """Whether quiet speech carries from one person to another, awake or not."""
    people, city = world.citizens, world.city
    inside, other = int(people.inside[a]), int(people.inside[b])
    if inside >= 0 and other >= 0:
        return inside == other
    here, there = int(people.cell[a]), int(people.cell[b])
    if inside >= 0 or other >= 0:
        return here == there  # the cell of somebody indoors is that of the door
    return city.apart(here, there) <= EARSHOT


def cannot_talk(world: World, who: int, whom: int) -> Refusal | None:
    """Why somebody cannot talk to `whom`: dead, too far, or without senses; None where they can."""
    if not world.citizens.alive[whom]:
        return Refusal.TARGET_DEAD
    if not within_earshot(world, who, whom):
        return Refusal.NOT_HERE
    return None if listens(world, whom) else Refusal.NO_ANSWER


def listens(world: World, who: int) -> bool:
    """Whether somebody could answer: alive, with their senses, and not in the DreamNet."""
    return hears(world, who) and world.citizens.doing[who] != Activity.PLUGGED


def said(world: World, who: int) -> None:
    """Drop the intent to speak once somebody has spoken; what else they are doing goes on."""
    drop_intent(world, who)
    if world.citizens.wake[who] == NEVER and not is_minded(world, who):
        world.citizens.wake[who] = world.tick + world.shared(Pause).ticks


def awake_inside(world: World, building: int) -> list[int]:
    """The rows of those in a building who are awake, ascending."""
    return [who for who in np.flatnonzero(world.citizens.inside == building).tolist() if listens(world, who)]
