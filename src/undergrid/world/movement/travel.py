"""Travel: how long a walk takes, worked out beforehand with the kernel that walks.

The street is taken to be empty and everything to stay as it is: who is in the way, and what comes between, nobody can
tell. Looking ahead changes nothing but the ways that routes keep ready.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.city.city import ground_column
from undergrid.core.fields import diagonal_of
from undergrid.core.grid import NO_WAY
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.movement.walking import BARRED, LAME, LOST, STAYS, WANTS, gaits, go_on
from undergrid.world.places.ways import Ways
from undergrid.world.tables.people import Activity, Pace

if TYPE_CHECKING:
    from undergrid.world.world import World

_GROUND_PACE = ground_column("pace")
_WALKING = int(Activity.WALKING)
_LONGEST = 200_000  # ticks, after which a walk is taken never to end


def eta(world: World, who: int, cell: int, pace: Pace = Pace.WALK, speeds: I64 | None = None) -> int:
    """In how many ticks somebody who sets out now is at a cell, if nothing comes between; -1 if they cannot get there.

    `speeds` are the gaits of the scenario (`walking.gaits`), the usual ones if nothing is said. What their wounds and
    burdens leave of their speed counts, and so do the ground, stairs, and gates that are shut now.
    """
    people, city, routes = world.citizens, world.city, world.cache(Ways).routes
    here = int(people.cell[who])
    if here == cell:
        return 0
    number = routes.goal(cell)
    ticks = 0
    walker = (
        np.array([here], np.int32), np.array([cell], np.int32), np.array([_WALKING], np.uint8), np.zeros(1, np.int32),
        np.array([NO_WAY], np.uint8), np.zeros(1, np.int32), people.speed[who : who + 1].copy(),
        people.able[who : who + 1].copy(), np.array([pace], np.uint8), np.array([number], np.int32),
    )  # fmt: skip
    alone, free = np.ones(city.n_cells, np.uint8), np.full(2, 65536, np.int64)
    routes.prepare([number], [here])
    while ticks < _LONGEST:
        walked, there = _alone(
            *walker, routes.tables, city.ground, alone, _GROUND_PACE, gaits() if speeds is None else speeds, free,
            world.city.end_cells, world.city.end_links, world.city.link_a, world.city.link_b, world.city.link_mm,
            world.cache(Ways).gate_of, world.gates.open, city.cell_mm, diagonal_of(city.cell_mm), _LONGEST - ticks,
        )  # fmt: skip
        ticks += walked
        if there >= 0:
            return ticks if there else -1
        routes.prepare([number], walker[0])
    return -1


@kernel
def _alone(cell, goal, doing, since, heading, progress, speed, able, pace, route_of, tables, ground, occupancy,
           ground_pace, gaits, crowd, end_cells, end_links, link_a, link_b, link_mm, gate_of, gate_open, straight,
           diagonal, most):  # fmt: skip
    """Let a single walker go on for `most` ticks at most: ticks gone, and 1 arrived, 0 in vain, -1 ways are missing."""
    rows, to, via = np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64)
    for tick in range(most):
        asked = go_on(0, rows, cell, goal, doing, since, heading, progress, speed, able, pace, route_of, tables, ground,
                      occupancy, ground_pace, gaits, crowd, end_cells, end_links, link_a, link_b, link_mm, gate_of,
                      gate_open, straight, diagonal, tick, to, via)  # fmt: skip
        if asked:
            return tick, -1
        if to[0] == LOST or to[0] == BARRED or to[0] == LAME or to[0] <= WANTS:
            return tick, 0
        if to[0] != STAYS:
            cell[0] = to[0]
            if via[0] >= 0:
                doing[0] = _WALKING
            if cell[0] == goal[0]:
                return tick + 1, 1
    return most, 0
