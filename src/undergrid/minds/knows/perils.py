"""Perils: the buildings that somebody would not hide in, as far as they know: where it burns or has burnt, where
raiders have been, or where watchers stand at the door; and the ways that they know to be barred. Below, *one* is the
mind's owner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from undergrid.core import units
from undergrid.core.grid import cells_apart
from undergrid.core.jit import kernel
from undergrid.core.tables import I32
from undergrid.minds.bids import Threat
from undergrid.world.senses.optics import clear
from undergrid.world.society.knowledge import learn
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.world import World

LATELY = 600  # seconds: a watcher seen on foot so lately may still be there [assumed]
_LASTS = 12 * units.HOUR  # for which one shuns a building: for the rest of the night at least [assumed]
_ON_FOOT = (Verb.WALK, Verb.SNEAK, Verb.RUN)
_AT_DOOR = 5  # cells from a door at which a watcher stands before it [assumed]
_NOWHERE: I32 = np.zeros(0, np.int32)


def alight(world: World, sees: Callable[[int], bool]) -> frozenset[int]:
    """The buildings that one sees are on fire. sees: whether one sees a door."""
    blazes, doors = world.blazes, world.city.doors
    rows: list[int] = blazes.rows().tolist() if blazes.n_used else []
    found = (int(blazes.building[row]) for row in rows if blazes.until[row] > world.tick)
    return frozenset(one for one in found if sees(int(doors[one])))


def remember(world: World, who: int, burning: frozenset[int]) -> None:
    """Keep in mind what one sees burn: when the fire is out, the house is still none to hide in."""
    for building in sorted(burning):
        event = int(world.blazes.cause[world.blazes.first(building=building)])
        learn(world, who, Topic.PERIL, building, int(world.city.doors[building]), -1, 1000, event)


def known(world: World, who: int) -> frozenset[int]:
    """The buildings that one knows to have burnt or to have been raided of late."""
    table = world.knowledge
    rows = table.where(knower=who, topic=Topic.PERIL)
    return frozenset(table.subject[rows[world.tick - table.at[rows] < _LASTS]].tolist())


def barred(world: World, who: int, within: int) -> I32:
    """(n,) the cells of ways that one sees are barred, within so many cells, or to which no way led when one set out
    for them.
    """
    bars, tried = world.barriers, world.vain
    if not bars.n_used:
        return _NOWHERE
    rows = tried.where(owner=who, reason=Refusal.NO_WAY).tolist()
    in_vain = np.array([tried.target[row] for row in rows if tried.verb[row] in _ON_FOOT], np.int64)
    here = int(world.citizens.cell[who])
    found: I32 = _bars_known(bars.handle, world.city.handle, here, within, in_vain)
    return found


def watched(world: World, threats: Sequence[Threat]) -> frozenset[int]:
    """The shelters at whose doors one knows one of these watchers to be."""
    if not threats:
        return frozenset()
    city, buildings = world.city, world.shelters.building
    cells = np.array([threat.cell for threat in threats], np.int64)
    return frozenset(buildings[_before(city.doors[buildings], cells, _AT_DOOR, city.width, city.area)].tolist())


@kernel
def _before(doors, cells, within, width, area):
    """(doors,) whether one of the cells is within so many of a door."""
    near = np.zeros(len(doors), np.bool_)
    for n in range(len(doors)):
        for cell in cells:
            near[n] |= cells_apart(cell, doors[n], width, area) <= within
    return near


@kernel
def _bars_known(barriers, city, here, within, in_vain):
    """(n,) the cells of the barriers that one sees from here, within so many cells, or that are among `in_vain`."""
    found, n = np.empty(len(barriers.used), np.int32), 0
    for row in range(len(barriers.used)):
        if not barriers.used[row]:
            continue
        bar = np.int64(barriers.cell[row])
        known = cells_apart(here, bar, city.width, city.area) <= within and clear(city, here, bar)
        for cell in in_vain:
            known |= cell == bar
        if known:
            found[n] = bar
            n += 1
    return found[:n]
