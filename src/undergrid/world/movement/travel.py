"""Travel: how long a walk takes, worked out beforehand with the kernel that walks.

It assumes that the street is empty and that nothing changes: nobody can tell who will be in the way. Looking ahead
changes nothing but the trees that routes keep ready.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.grid import NO_WAY
from undergrid.core.handles import record
from undergrid.core.jit import kernel
from undergrid.world.movement.walking import ASKS, BARRED, LAME, LOST, STAYS, WANTS, Gaits, Walkers, go_on
from undergrid.world.places.ways import Ways
from undergrid.world.tables.people import Activity, Pace

if TYPE_CHECKING:
    from undergrid.world.world import World

_WALKING = int(Activity.WALKING)
_LONGEST = 200_000  # ticks after which a walk is assumed never to end


def eta(world: World, who: int, cell: int, pace: Pace = Pace.WALK) -> int:
    """How many ticks somebody needs to a cell if they set out now and nothing delays them; -1 if they cannot get there.

    Wounds and burdens count, and so do the ground, stairs, and gates that are shut now.
    """
    people, city, ways = world.citizens, world.city, world.cache(Ways)
    here = int(people.cell[who])
    if here == cell:
        return 0
    number = ways.routes.goal(cell)
    walker = record(
        cell=np.array([here], np.int32), goal=np.array([cell], np.int32), doing=np.array([_WALKING], np.uint8),
        since=np.zeros(1, np.int32), heading=np.array([NO_WAY], np.uint8), progress=np.zeros(1, np.int32),
        speed=people.speed[who : who + 1].copy(), able=people.able[who : who + 1].copy(),
        pace=np.array([pace], np.uint8), luck=people.luck[who : who + 1].copy(),
    )  # fmt: skip
    alone = record(bodies=np.zeros(city.n_cells, np.uint16), room=1, span=1, each=0, fit=0)
    gaits, free = world.shared(Gaits), np.full(1, 65536, np.int64)
    knobs = record(gaits=gaits.speeds, slopes=gaits.slopes, crowd=free, close=1, evades=0, crammed=1)
    walked = Walkers(1)
    walked.who[0], walked.route[0] = 0, number
    ticks = 0
    ways.routes.prepare([number], [here])
    while ticks < _LONGEST:
        more, there = _alone(walker, alone, ways.handle, city.handle, knobs, _LONGEST - ticks, walked.handle)
        ticks += more
        if there >= 0:
            return ticks if there else -1
        ways.routes.prepare([number], walker.cell)
    return -1


@kernel
def _alone(people, occupancy, ways, city, knobs, most, walkers):
    """Let a single walker go on for `most` ticks at most: (ticks gone, 1 arrived, 0 in vain, -1 routes not ready)."""
    for tick in range(most):
        walkers.to[0] = ASKS
        if go_on(people, occupancy, ways, city, knobs, tick, walkers, 0):
            return tick, -1
        to = walkers.to[0]
        if to == LOST or to == BARRED or to == LAME or to <= WANTS:
            return tick, 0
        if to != STAYS:
            people.cell[0] = to
            if walkers.via[0] >= 0:
                people.doing[0] = _WALKING
            if people.cell[0] == people.goal[0]:
                return tick + 1, 1
    return most, 0
