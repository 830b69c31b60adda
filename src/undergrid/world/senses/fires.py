"""Fires: where they warm the open, for whoever looks for warmth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.jit import kernel
from undergrid.core.tables import I64

if TYPE_CHECKING:
    from undergrid.world.world import World


def burning(world: World) -> I64:
    """The cells of fires in the open, and of the doors of shelters whose fire warms the outside."""
    found: I64 = _burning(world.fires.handle, world.shelters.handle, world.city.handle, world.tick)
    return found


@kernel
def _burning(fires, shelters, city, now):
    """As `burning`: the fires in the open, in the order of their slots, then those in shelters."""
    n, cells = 0, np.empty(len(fires.used) + len(shelters.fire), np.int64)
    for slot in range(len(fires.used)):
        if fires.used[slot] and fires.until[slot] > now:
            cells[n] = fires.cell[slot]
            n += 1
    for row in range(len(shelters.fire)):
        if shelters.fire[row] > now and not shelters.sealed[row]:
            cells[n] = city.doors[shelters.building[row]]
            n += 1
    return cells[:n].copy()
