"""Bodies in space: out of a building, into one, from cell to cell.

Whoever moves somebody does it here, so that `citizens.cell` and `inside` and the caches over them, the bitmap of those
`outdoors` and the `occupancy` of cells, always say the same. Kernels take plain columns; `who` is a row.
"""

from __future__ import annotations

import numpy as np

from undergrid.core.bits import clear_bit, set_bit
from undergrid.core.jit import kernel

CROWDED = 21  # bodies on one cell of 4 m2 at which nobody more can enter: 5.4 / m2 [Weidmann 1993]


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
def carry(who, building, door, cell, inside, outdoors, occupancy):
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
