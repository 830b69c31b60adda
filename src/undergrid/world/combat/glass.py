"""Glass: what a blast or a crash breaks on one level rains onto the level right below.

Panes stand in cells of glass, and along the edge of a level, where one looks down: its walkable cells beside nothing.
Each breaks once. What breaks falls onto the cells right below it and those beside them, if they lie under the open sky;
whoever is outdoors there may be cut, and nobody else. The frames stay: nobody sees or walks through that did not
before.

Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City, Ground
from undergrid.core import luck
from undergrid.core.grid import cells_in
from undergrid.world.combat.hits import strike
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import squares
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses.noises import make_noise
from undergrid.world.tables.body import WoundKind

if TYPE_CHECKING:
    from undergrid.world.world import World

CUTS = luck.stream("combat/glass")

_CUTS = 0.6  # chance that it cuts whoever stands below [assumed]
_SPREADS_M = 2  # it falls beside what is right below up to, m [assumed]
_LEAST, _MOST = 5, 22  # tenths of damage [assumed]
_DECIBELS = 100  # sound power of glass that breaks on the ground, dB [assumed]


def panes(city: City, level: int) -> npt.NDArray[np.int64]:
    """The cells of a level that have glass which can fall onto the level below it, ascending; none where it cannot."""
    first = level * city.area
    lower = city.below(first)
    if lower < 0 or not city.skies[lower // city.area] or city.lawful[lower // city.area] != city.lawful[level]:
        return np.zeros(0, np.int64)
    ground = city.ground[first : first + city.area].reshape(city.height, city.width)
    nothing = np.pad(ground == Ground.VOID, 1)
    beside = nothing[:-2, 1:-1] | nothing[2:, 1:-1] | nothing[1:-1, :-2] | nothing[1:-1, 2:]
    walkable = city.walkable()[first : first + city.area].reshape(ground.shape) != 0
    return first + np.flatnonzero((ground == Ground.GLASS) | (walkable & beside)).astype(np.int64)


def shatter(world: World, cell: int, metres: float, cause: int) -> int:
    """Break the glass within so many m of a cell, by the event `cause`, and let it fall.

    Returns the event GLASS_FELL, 0 where no glass falls.
    """
    city, table = world.city, world.panes
    found = panes(city, cell // city.area)
    far = squares(found, cell, city.width, city.height)
    found = found[far * city.cell_mm**2 <= (1000 * metres) ** 2]
    found = found[~np.isin(found, table.cell[table.rows()])]
    if not len(found):
        return 0
    below = footprint(city, found)
    people, cut = world.citizens, struck_below(world, below, CUTS, luck.chance(_CUTS))
    lands = city.below(cell)
    event = world.events.one(Kind.GLASS_FELL, where=lands, amount=len(cut), cause=cause)
    slots = table.take(len(found))
    table.cell[slots], table.cause[slots] = found, event
    make_noise(world, lands, _DECIBELS, event)
    for who in cut:
        lucky = int(people.luck[who])
        damage = _LEAST + int(luck.below(world.key(CUTS), lucky, _MOST - _LEAST + 1, 1))
        strike(world, who, WoundKind.CUT, damage, event, luck.pair(lucky, cell))
    return event


def struck_below(world: World, cells: npt.NDArray[np.int64], stream: int, odds: int) -> list[int]:
    """Who of those outdoors on some cells is struck by what comes down there: a draw for each; rows, ascending."""
    people, out, key = world.citizens, world.cache(Occupancy).outdoors.rows(), world.key(stream)
    under = out[np.isin(people.cell[out], cells) & people.alive[out].astype(bool)]
    return [who for who in under.tolist() if luck.u32(key, int(people.luck[who])) < odds]


def footprint(city: City, broken: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The cells onto which the glass of these cells, of one level, falls: right below them and beside, ascending."""
    return beside(city, np.array([city.below(cell) for cell in broken.tolist()], np.int64))


def beside(city: City, cells: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Some cells, of one level, and those beside them over which what comes down there spreads; ascending."""
    around = cells_in(_SPREADS_M, city.cell_mm)
    level, x, y = cells // city.area, cells % city.width, cells % city.area // city.width
    found = []
    for dy in range(-around, around + 1):
        for dx in range(-around, around + 1):
            inside = (x + dx >= 0) & (x + dx < city.width) & (y + dy >= 0) & (y + dy < city.height)
            found.append(((level * city.height + y + dy) * city.width + x + dx)[inside])
    return np.unique(np.concatenate(found))
