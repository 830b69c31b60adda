"""Scrap: the wrecks in sight in which there are parts, as who looks about outdoors sees them."""

from __future__ import annotations

from undergrid.world.senses.optics import clear
from undergrid.world.world import World


def wreck_in_sight(world: World, who: int, within: int) -> int:
    """The cell of the nearest wreck with parts in it that somebody outdoors sees within so many cells; -1 for none."""
    wrecks, here = world.wrecks, int(world.citizens.cell[who])
    best, best_far = -1, within + 1
    for row in wrecks.rows().tolist() if wrecks.n_used else ():
        cell = int(wrecks.cell[row])
        far = world.city.apart(here, cell)
        if wrecks.parts[row] > 0 and (far, cell) < (best_far, best) and clear(world.city.handle, here, cell):
            best, best_far = cell, far
    return best
