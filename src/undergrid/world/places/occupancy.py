"""Occupancy: who is outdoors, how many stand on each cell, and how bodies enter, leave and change cells.

Rules move people through these functions, so that the columns `citizens.cell` and `inside` agree with the caches over
them: the bitmap `outdoors` and the number of `bodies` on each cell. (For walkers, `movement` updates cells and bodies
itself.) In kernels `who` is a row of citizens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.bits import Active, clear_bit, set_bit
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import U8

if TYPE_CHECKING:
    from undergrid.world.world import World

CROWDED = 21  # bodies on one cell of 4 m2 at which nobody more can enter: 5.4 / m2 [Weidmann 1993]


class Occupancy(Cache):
    """Who stands where.

    outdoors: those out of doors. bodies: (cells,) u8, how many of them stand on each cell. newcomers: those who
    came indoors by movement in this tick; `shelter` empties it. handle: all three, the first and last as bitmaps.
    """

    def __init__(self, world: World) -> None:
        people = world.citizens
        out = people.inside < 0
        self.outdoors = Active(people.n)
        self.outdoors.fill(out)
        self.newcomers = Active(people.n)
        self.bodies: U8 = np.zeros(world.city.n_cells, np.uint8)
        cells, counts = np.unique(people.cell[out], return_counts=True)
        self.bodies[cells] = np.minimum(counts, 255)
        self.handle: Handle = record(outdoors=self.outdoors.bits, bodies=self.bodies, newcomers=self.newcomers.bits)


def move_body(world: World, who: int, building: int) -> None:
    """Move a body, from indoors or outdoors, into a building."""
    door = world.city.buildings[building].door
    _carry(world.citizens.handle, world.cache(Occupancy).handle, who, building, door)


@kernel(inline=True)
def step_out(people, occupancy, who):
    """Move a body out of the door, which is at its cell; False, and nothing changes, while too many stand there."""
    here = int(people.cell[who])
    if occupancy.bodies[here] >= CROWDED:
        return False
    people.inside[who] = -1
    set_bit(occupancy.outdoors, who)
    occupancy.bodies[here] = np.uint8(occupancy.bodies[here] + 1)
    return True


@kernel(inline=True)
def step_in(people, occupancy, who, building):
    """Move a body into a building whose door is at its cell."""
    here = int(people.cell[who])
    people.inside[who] = building
    clear_bit(occupancy.outdoors, who)
    occupancy.bodies[here] = np.uint8(occupancy.bodies[here] - 1)


@kernel(inline=True)
def step_to(people, occupancy, who, to):
    """Move a body from one cell outdoors to another; the caller has made sure that there is room."""
    here = int(people.cell[who])
    occupancy.bodies[here] = np.uint8(occupancy.bodies[here] - 1)
    occupancy.bodies[to] = np.uint8(occupancy.bodies[to] + 1)
    people.cell[who] = to


@kernel
def _carry(people, occupancy, who, building, door):
    """Move a body, from indoors or outdoors, into a building with that door."""
    if people.inside[who] < 0:
        here = int(people.cell[who])
        occupancy.bodies[here] = np.uint8(occupancy.bodies[here] - 1)
        clear_bit(occupancy.outdoors, who)
    people.inside[who] = building
    people.cell[who] = door


@kernel
def bring(people, occupancy, who, to, building):
    """Move a body along with another: to a cell outdoors (building -1), however many stand there, or indoors."""
    if people.inside[who] < 0:
        here = int(people.cell[who])
        occupancy.bodies[here] = np.uint8(occupancy.bodies[here] - 1)
    if building < 0:
        set_bit(occupancy.outdoors, who)
        occupancy.bodies[to] = np.uint8(min(255, int(occupancy.bodies[to]) + 1))
    else:
        clear_bit(occupancy.outdoors, who)
    people.inside[who] = building
    people.cell[who] = to
