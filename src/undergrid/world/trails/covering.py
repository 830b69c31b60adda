"""Covering tracks: which traces somebody has within reach, and where they could lay a false trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.grid import DX, DY
from undergrid.world.places.ways import Ways
from undergrid.world.trails import trails

if TYPE_CHECKING:
    from undergrid.world.world import World


def within_reach(world: World, here: int) -> list[int]:
    """The slots of the traces on a cell and those around it, ascending."""
    level, x, y = world.city.where(here)
    return sorted(
        slot
        for there_y in range(max(0, y - 1), min(world.city.height, y + 2))
        for there_x in range(max(0, x - 1), min(world.city.width, x + 2))
        for slot in trails.at(world, world.city.cell(level, there_x, there_y))
    )


def false_way(world: World, here: int, target: int, most: int) -> list[tuple[int, int]]:
    """(cell, direction) of up to so many steps towards a cell, as straight as walls let one go."""
    city, walk, way = world.city, world.cache(Ways).walk, list[tuple[int, int]]()
    if here // city.area != target // city.area:
        return way
    _, goal_x, goal_y = city.where(target)
    while len(way) < most and here != target:
        _, x, y = city.where(here)
        dx, dy = int(np.sign(goal_x - x)), int(np.sign(goal_y - y))
        for step_x, step_y in ((dx, dy), (dx, 0), (0, dy)):
            ahead = here + step_y * city.width + step_x
            beside = walk[here + step_x] and walk[here + step_y * city.width]
            if ahead != here and walk[ahead] and beside:
                heading = next(d for d in range(8) if (DX[d], DY[d]) == (step_x, step_y))
                way.append((ahead, heading))
                here = ahead
                break
        else:
            break
    return way
