"""Fleeing: people run for the nearest shelter that is not shut, and where they know none, away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.core.grid import DX, DY
from undergrid.world.movement.near import place_near, squares
from undergrid.world.orders.attempts import intend
from undergrid.world.places.shelters import Doors
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

_FAR = 30  # cells that people run who know no shelter [assumed]


def run_for_shelter(world: World, people: list[int], cause: int, reach: int, stream: luck.Stream) -> None:
    """Let people outdoors run for cover because of the event `cause`.

    They know shelters up to `reach`, in cells squared; without one, they run in a direction drawn from `stream`.
    """
    citizens, city, shelters = world.citizens, world.city, world.shelters
    refuges = shelters.building[world.cache(Doors).shut[shelters.building] == 0]
    doors = world.city.doors[refuges]
    for who in people:
        if citizens.inside[who] >= 0:
            continue
        here = int(citizens.cell[who])
        far = squares(doors, here, city.width, city.height)
        far = np.where(doors // city.area == here // city.area, far, reach + 1)
        best = int(np.argmin(far)) if len(far) else -1
        if best >= 0 and far[best] <= reach:
            intend(world, who, Verb.RUN, int(doors[best]), cause)
            citizens.enter[who] = refuges[best]
            continue
        way = luck.below(world.key(stream), int(citizens.luck[who]), 8)
        level, x, y = city.where(here)
        x = min(city.width - 1, max(0, x + _FAR * int(DX[way])))
        y = min(city.height - 1, max(0, y + _FAR * int(DY[way])))
        there = place_near(world, city.cell(level, x, y))
        if there >= 0:
            intend(world, who, Verb.RUN, there, cause)
