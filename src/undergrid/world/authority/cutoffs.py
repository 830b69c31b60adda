"""Cut-offs: where somebody on the move can be headed off, by where they were seen last and before that.

From two observations follows where they are going; from that, the way that they will most likely take; from that, and
from how fast they and whoever heads them off are, the first place of it where one can be before them.

Source  Interception of who follows a known path at a known speed: the first point of the path which the pursuer
        reaches no later than they do (R. Isaacs, Differential games, 1965, for a quarry that does not evade).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.city.city import ground_column
from undergrid.core.fields import diagonal_of
from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY
from undergrid.core.tables import I64
from undergrid.world.movement.near import place_near, squares
from undergrid.world.places.ways import Ways

if TYPE_CHECKING:
    from undergrid.world.world import World

_NARROW = 3, 4  # a way leads on where it lies within 30 degrees of straight ahead: cos² 30° = 3/4 [assumed]
_WIDE = 1, 4  # somebody makes for a door or a way within 60 degrees of that: cos² 60° = 1/4 [assumed]
_PACE = ground_column("pace")


def cut_off(world: World, slot: int, reach: int) -> int:
    """The cell where the subject of a dossier can be headed off, within `reach` cells of where they are believed to be.

    It is the nearest way that leads on from there, as they went between the last two reports: a gate, a stair, a
    tunnel. Where there is none it is straight ahead, half as far. -1 without two reports from one level.
    """
    dossiers = world.dossiers
    before, last = int(dossiers.came_from[slot]), int(dossiers.cell[slot])
    if reach <= 0:
        return -1
    ends = np.unique(world.city.end_cells).astype(np.int64)
    return _makes_for(world, before, last, reach, ends, _NARROW)


def predicted_way(world: World, before: int, here: int, reach: int) -> list[int]:
    """The cells that somebody will most likely come to, in order, who is seen at `here` and has come from `before`.

    They are taken to make for the nearest door or way on that lies ahead of them within `reach` cells, else straight
    on, and to go there as people find their way. Empty where nothing follows from the two.
    """
    city, ways = world.city, world.cache(Ways)
    ends = np.unique(np.concatenate((city.end_cells, city.doors[world.shelters.building]))).astype(np.int64)
    goal = _makes_for(world, before, here, reach, ends, _WIDE)
    if goal < 0 or goal == here:
        return []
    number, cell = ways.routes.goal(goal), here
    cells: list[int] = []
    while len(cells) < 4 * reach:
        way = ways.routes.direction(cell, number)
        if way == ARRIVED or way >= BY_LINK:
            break
        cell = int(cell + DY[way] * city.width + DX[way])
        cells.append(cell)
    return cells


def meeting(world: World, way: list[int], here: int, speed: int, start: int, mm_s: int, lead: int) -> tuple[int, int]:
    """(cell, seconds ahead) of the first place on a way where one can be before whoever goes it; (-1, 0) for none.

    way: as of `predicted_way`, gone from `here` at `speed`, mm/s on even ground. Whoever heads them off flies from the
    cell `start` at `mm_s`, and takes `lead` seconds more to come down.
    """
    city = world.city
    cells = np.array([here, *way], np.int64)
    if len(cells) < 2:
        return -1, 0
    apart = cells[1:] - cells[:-1]
    straight = (np.abs(apart) == 1) | (np.abs(apart) == city.width)
    lengths = np.where(straight, city.cell_mm, diagonal_of(city.cell_mm))
    paces = speed * _PACE[city.ground[cells[:-1]]].astype(np.int64) // 100
    theirs = np.cumsum(lengths * 1000 // np.maximum(1, paces))  # ms
    ours = _flight_ms(world, cells[1:], start, mm_s) + 1000 * lead
    before = np.flatnonzero(ours <= theirs)
    if not len(before):
        return -1, 0
    first = int(before[0])
    return int(cells[1 + first]), int(theirs[first] - ours[first]) // 1000


def _flight_ms(world: World, cells: I64, start: int, mm_s: int) -> I64:
    """How long it takes to fly from a cell to others, in ms: straight, over all that stands there."""
    city = world.city
    far = np.sqrt(squares(cells, start, city.width, city.height)) * city.cell_mm
    return np.ceil(far * 1000 / mm_s).astype(np.int64)


def _makes_for(world: World, before: int, last: int, reach: int, ends: I64, within: tuple[int, int]) -> int:
    """Where somebody is going who went from one cell to another: to the nearest of `ends` ahead, else straight on.

    within: cos² of the angle up to which something is ahead, as (part, whole). -1 for cells of which nothing follows.
    """
    city = world.city
    if before < 0 or last < 0 or before == last or before // city.area != last // city.area:
        return -1
    level, x, y = city.where(last)
    _, from_x, from_y = city.where(before)
    dx, dy = x - from_x, y - from_y
    ends = ends[ends // city.area == level]
    to_x, to_y = ends % city.width - x, ends % city.area // city.width - y
    far, along = squares(ends, last, city.width, city.height), to_x * dx + to_y * dy
    part, whole = within
    ahead = (along > 0) & (far <= reach * reach) & (whole * along * along >= part * far * (dx * dx + dy * dy))
    if ahead.any():
        ends, far = ends[ahead], far[ahead]
        return int(ends[np.lexsort((ends, far))[0]])
    length = max(1, round((dx * dx + dy * dy) ** 0.5))
    there_x = min(city.width - 1, max(0, x + dx * reach // (2 * length)))
    there_y = min(city.height - 1, max(0, y + dy * reach // (2 * length)))
    return place_near(world, city.cell(level, there_x, there_y))
