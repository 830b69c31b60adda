"""On links: who is on the way through a gate, a lift or a tunnel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.bits import each_set
from undergrid.core.grid import BY_LINK
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_CROSSING, _BY_LINK = int(Activity.CROSSING), int(BY_LINK)


def people_on(world: World, link: int) -> I64:
    """Those outdoors who are on the way through a link, ascending."""
    a, b = int(world.city.link_a[link]), int(world.city.link_b[link])
    rows: I64 = _on_link(world.cache(Occupancy).handle, world.citizens.handle, a, b)
    return rows


@kernel
def _on_link(occupancy, people, a, b):
    """Those outdoors who are on the way through the link between cells a and b, ascending."""
    n_rows = 0
    for row in each_set(occupancy.outdoors):
        if _crosses(people, row, a, b):
            n_rows += 1
    rows = np.empty(n_rows, np.int64)
    n_rows = 0
    for row in each_set(occupancy.outdoors):
        if _crosses(people, row, a, b):
            rows[n_rows] = row
            n_rows += 1
    return rows


@kernel(inline=True)
def _crosses(people, who, a, b):
    """Whether somebody is on the way through the link between two cells."""
    crossing = people.heading[who] == _BY_LINK and people.doing[who] == _CROSSING
    return crossing and (people.cell[who] == a or people.cell[who] == b)
