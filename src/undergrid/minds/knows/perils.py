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
from undergrid.world.society.knowledge import learn
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.world import World

LATELY = 600  # seconds: a watcher seen on foot so lately may still be there [assumed]
_LASTS = 12 * units.HOUR  # for which one shuns a building: for the rest of the night at least [assumed]
_ON_FOOT = (Verb.WALK, Verb.SNEAK, Verb.RUN)
_AT_DOOR = 5  # cells from a door at which a watcher stands before it [assumed]


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


def barred(world: World, who: int, sees: Callable[[int], bool]) -> I32:
    """(n,) the cells of ways that one sees are barred, or to which no way led when one set out for them."""
    tried = world.vain
    rows = tried.of(who)
    rows = rows[(tried.reason[rows] == Refusal.NO_WAY) & np.isin(tried.verb[rows], _ON_FOOT)]
    in_vain, bars = tried.target[rows].tolist(), world.barriers.cell[world.barriers.rows()].tolist()
    return np.array([bar for bar in bars if bar in in_vain or sees(bar)], np.int32)


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
