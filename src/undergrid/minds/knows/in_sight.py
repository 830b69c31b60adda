"""In sight: the nearest of some things that lie about, as who looks around outdoors sees them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from undergrid.world.senses.optics import clear
from undergrid.world.tables.items import ItemKind
from undergrid.world.world import World


def thing_in_sight(world: World, who: int, kind: ItemKind, within: int) -> int:
    """The cell of the nearest such thing that lies outdoors in sight within so many cells; -1 for none."""
    items = world.items
    rows = items.where(kind=kind)
    rows = rows[(items.holder[rows] < 0) & (items.building[rows] < 0)]
    return _nearest(world, who, items.cell[rows].tolist(), within)


def wreck_in_sight(world: World, who: int, within: int) -> int:
    """The cell of the nearest wreck in sight with parts in it within so many cells; -1 for none."""
    wrecks = world.wrecks
    rows = wrecks.rows() if wrecks.n_used else np.zeros(0, np.int64)
    return _nearest(world, who, wrecks.cell[rows[wrecks.parts[rows] > 0]].tolist(), within)


def _nearest(world: World, who: int, cells: Iterable[int], within: int) -> int:
    """The nearest of these cells that somebody sees within so many cells, the lower of two as near; -1 for none."""
    here, best, best_far = int(world.citizens.cell[who]), -1, within + 1
    for cell in cells:
        far = world.city.apart(here, cell)
        if (far, cell) < (best_far, best) and clear(world.city.handle, here, cell):
            best, best_far = cell, far
    return best
