"""Cut-offs: where somebody on the move can be headed off, by where they were reported last and before that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.world.movement.near import place_near, squares

if TYPE_CHECKING:
    from undergrid.world.world import World

_NARROW = 3, 4  # a way leads on where it lies within 30 degrees of straight ahead: cos² 30° = 3/4 [assumed]


def cut_off(world: World, slot: int, reach: int) -> int:
    """The cell where the subject of a dossier can be headed off, within `reach` cells of where they are believed to be.

    It is the nearest way that leads on from there, as they went between the last two reports: a gate, a stair, a
    tunnel. Where there is none it is straight ahead, half as far. -1 without two reports from one level.
    """
    dossiers, city = world.dossiers, world.city
    before, last = int(dossiers.came_from[slot]), int(dossiers.cell[slot])
    if reach <= 0 or before < 0 or last < 0 or before == last or before // city.area != last // city.area:
        return -1
    level, x, y = city.where(last)
    _, from_x, from_y = city.where(before)
    dx, dy = x - from_x, y - from_y
    ends = np.unique(city.end_cells).astype(np.int64)
    ends = ends[ends // city.area == level]
    to_x, to_y = ends % city.width - x, ends % city.area // city.width - y
    far, along = squares(ends, last, city.width, city.height), to_x * dx + to_y * dy
    part, whole = _NARROW
    ahead = (along > 0) & (far <= reach * reach) & (whole * along * along >= part * far * (dx * dx + dy * dy))
    if ahead.any():
        ends, far = ends[ahead], far[ahead]
        return int(ends[np.lexsort((ends, far))[0]])
    length = max(1, round((dx * dx + dy * dy) ** 0.5))
    there_x = min(city.width - 1, max(0, x + dx * reach // (2 * length)))
    there_y = min(city.height - 1, max(0, y + dy * reach // (2 * length)))
    return place_near(world, city.cell(level, there_x, there_y))
