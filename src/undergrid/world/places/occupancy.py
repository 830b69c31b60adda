"""Occupancy: who is outdoors, how many stand on each cell, and how a body comes out of a building, in, or on.

Whoever moves somebody does it here, so that `citizens.cell` and `inside` and the caches over them, the bitmap of those
`outdoors` and the number of `bodies` on each cell, always say the same. Kernels take plain columns; `who` is a row.
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

    outdoors: those out of doors. bodies: (cells,) u8, how many of them stand on each cell. newcomers: who has come
    indoors by movement in this tick, emptied by `shelter`. handle: the three, the first and last as bitmaps.
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
    """Carry a body, from indoors or out, into a building."""
    people, standing, door = world.citizens, world.cache(Occupancy), world.city.buildings[building].door
    _carry(who, building, door, people.cell, people.inside, standing.outdoors.bits, standing.bodies)


@kernel(inline=True)
def step_out(who, cell, inside, outdoors, occupancy):
    """Out of the door, which stays where the body's cell is; False, and nothing done, while too many stand there."""
    here = int(cell[who])
    if occupancy[here] >= CROWDED:
        return False
    inside[who] = -1
    set_bit(outdoors, who)
    occupancy[here] = np.uint8(occupancy[here] + 1)
    return True


@kernel(inline=True)
def step_in(who, building, cell, inside, outdoors, occupancy):
    """Into a building whose door is at the body's cell."""
    here = int(cell[who])
    inside[who] = building
    clear_bit(outdoors, who)
    occupancy[here] = np.uint8(occupancy[here] - 1)


@kernel(inline=True)
def step_to(who, to, cell, occupancy):
    """From a cell outdoors to another; whether there is room is the caller's business."""
    here = int(cell[who])
    occupancy[here] = np.uint8(occupancy[here] - 1)
    occupancy[to] = np.uint8(occupancy[to] + 1)
    cell[who] = to


@kernel
def _carry(who, building, door, cell, inside, outdoors, occupancy):
    """A body that others carry off, from wherever it is, into a building with that door."""
    if inside[who] < 0:
        here = int(cell[who])
        occupancy[here] = np.uint8(occupancy[here] - 1)
        clear_bit(outdoors, who)
    inside[who] = building
    cell[who] = door


@kernel
def bring(who, to, building, cell, inside, outdoors, occupancy):
    """A body that goes where another goes: to a cell outdoors (building -1), however many stand there, or indoors."""
    if inside[who] < 0:
        here = int(cell[who])
        occupancy[here] = np.uint8(occupancy[here] - 1)
    if building < 0:
        set_bit(outdoors, who)
        occupancy[to] = np.uint8(min(255, int(occupancy[to]) + 1))
    else:
        clear_bit(outdoors, who)
    inside[who] = building
    cell[who] = to
