"""Earshot: who can hear whom, who is near when somebody talks, and why somebody cannot be talked to.

A quiet word carries some metres outdoors (`rules.acoustics.speech_m`), less far in loud weather and hardly behind
walls; through a whole building inside; and through a door to whoever stands at it (`rules.acoustics.door_m`). Whatever
asks whether somebody hears one asks here, be it a rule, a mind or a view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.bits import each_set
from undergrid.core.caches import Cache
from undergrid.core.grid import is_near, squared_apart_on
from undergrid.core.jit import kernel
from undergrid.core.tables import I32, I64
from undergrid.world.body import machine
from undergrid.world.body.posture import GONE, SENSELESS, has_senses, hears
from undergrid.world.orders.attempts import Pause, drop_intent, is_minded
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.places.shelters import door_holds
from undergrid.world.senses.acoustics import Acoustics
from undergrid.world.senses.optics import clear
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.units import UnitPart

if TYPE_CHECKING:
    from undergrid.world.world import World


AWAKE = np.isin(  # by Activity: whether people can talk and listen meanwhile
    np.arange(256),
    (
        Activity.RESTING, Activity.WORKING, Activity.WAITING, Activity.WALKING, Activity.HIDING, Activity.LYING,
        Activity.TENDING,
    ),
)  # fmt: skip

LISTENS = ~np.isin(
    np.arange(256), (*SENSELESS, *GONE, Activity.PLUGGED)
)  # by Activity: whether the living could answer
_PLUGGED = int(Activity.PLUGGED)


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
    people = world.citizens
    inside = [int(people.inside[teller]) for teller in tellers]
    at_work = [here >= 0 and here == people.work[teller] for teller, here in zip(tellers, inside, strict=True)]
    asked = np.zeros(len(world.city.buildings), bool)
    asked[[here for here, works in zip(inside, at_work, strict=True) if here >= 0 and not works]] = True
    indoors = _in_any(people.inside, asked) if asked.any() else np.empty(0, np.int64)
    hearers: list[I64] = []
    near: I32 | I64
    for teller, here, works in zip(tellers, inside, at_work, strict=True):
        if here < 0:
            near = outdoors_around(world, int(people.cell[teller]))
        else:
            near = world.cache(Workmates).of(here) if works else indoors
            near = near[people.inside[near] == here]
        hearers.append(near[(near != teller) & people.alive[near] & AWAKE[people.doing[near]]])
    return hearers


def outdoors_around(world: World, here: int) -> I64:
    """Those outdoors to whom a quiet word carries from a cell: rows, ascending; whoever speaks is among them."""
    far, behind = reach_of_speech(world)
    outdoors = world.cache(Occupancy).outdoors.bits
    found: I64 = _outdoors_near(outdoors, world.citizens.cell, here, world.city.handle, far, behind)
    return found


def reach_of_speech(world: World) -> tuple[int, int]:
    """How far a quiet word carries outdoors now, in cells squared, for `carries`."""
    return world.shared(Acoustics).speech(world.sky, world.city.cell_mm)


def word_carries(world: World, here: int, there: int) -> bool:
    """Whether a quiet word carries from one cell outdoors to another, and back."""
    return bool(carries(world.city.handle, here, there, *reach_of_speech(world)))


@kernel
def carries(city, here, there, far, behind):
    """Whether a sound carries between two cells that are `far` apart at most, or `behind` where walls stand between.

    Both in cells squared; nothing carries from level to level.
    """
    if not is_near(here, there, far, city.width, city.area):
        return False
    return is_near(here, there, behind, city.width, city.area) or clear(city, here, there)


@kernel
def _outdoors_near(outdoors, cell, here, city, far, behind):
    """The rows of those outdoors to whom a sound `carries` from a cell, ascending."""
    n, found = 0, np.empty(16, np.int64)
    for row in each_set(outdoors):
        there = int(cell[row])
        if carries(city, here, there, far, behind):
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
    people = world.citizens
    inside, other = int(people.inside[a]), int(people.inside[b])
    if inside >= 0 and other >= 0:
        return inside == other
    if inside >= 0 or other >= 0:
        return at_door(world, b if inside >= 0 else a, max(inside, other))
    return word_carries(world, int(people.cell[a]), int(people.cell[b]))


def at_door(world: World, who: int, building: int) -> bool:
    """Whether somebody stands before the door of a building, near enough to knock at it and to talk through it."""
    people, city = world.citizens, world.city
    if people.inside[who] >= 0:
        return False
    near = world.shared(Acoustics).at_door(city.cell_mm)
    return bool(carries(city.handle, int(people.cell[who]), int(city.doors[building]), near, 0))


def shut_door_at(world: World, who: int) -> int:
    """The building before whose shut door somebody stands, the nearest of several; -1 for none."""
    people, city = world.citizens, world.city
    if people.inside[who] >= 0:
        return -1
    near = _doors_near(int(people.cell[who]), city.handle, world.shared(Acoustics).at_door(city.cell_mm))
    return next((building for building in near.tolist() if door_holds(world, building)), -1)


@kernel
def _doors_near(here, city, far):
    """The buildings whose doors are `far` cells squared from a cell at most, and not behind walls, nearest first."""
    n = 0
    found, apart = np.empty(len(city.doors), np.int64), np.empty(len(city.doors), np.int64)
    for building in range(len(city.doors)):
        door = int(city.doors[building])
        if carries(city, here, door, far, 0):
            found[n], apart[n] = building, squared_apart_on(here, door, city.width, city.area)
            n += 1
    return found[:n][np.argsort(apart[:n], kind="mergesort")]


def cannot_talk(world: World, who: int, whom: int) -> Refusal | None:
    """Why somebody cannot talk to `whom`: dead, too far, or without senses; None where they can."""
    if not world.citizens.alive[whom]:
        return Refusal.TARGET_DEAD
    if not machine.works(world, who, UnitPart.VOICE):
        return Refusal.NO_VOICE
    if not within_earshot(world, who, whom):
        return Refusal.NOT_HERE
    return None if listens(world, whom) else Refusal.NO_ANSWER


def listens(world: World, who: int) -> bool:
    """Whether somebody could answer: alive, with their senses, and not in the DreamNet."""
    return hears(world, who) and int(world.citizens.doing[who]) != _PLUGGED


def said(world: World, who: int) -> None:
    """Drop the intent to speak once somebody has spoken; what else they are doing goes on."""
    drop_intent(world, who)
    if world.citizens.wake[who] == NEVER and not is_minded(world, who):
        world.citizens.wake[who] = world.tick + world.shared(Pause).ticks


def awake_inside(world: World, building: int) -> list[int]:
    """The rows of those in a building who are awake, ascending."""
    people = world.citizens
    inside = np.flatnonzero(people.inside == building)
    return [who for who in inside[LISTENS[people.doing[inside]]].tolist() if has_senses(world, who)]
