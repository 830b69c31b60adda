"""Freedom: who is neither wired, nor tagged for anybody who can read it, nor wanted.

A tag holds somebody only as long as a reader is in order that could hear it, and an authority that hears the reader:
else it is a bead under the skin. A reader that is off for maintenance is in order: it is back when that ends.

Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.tables import I64
from undergrid.world.network.regime import gives_orders
from undergrid.world.network.wired import wired_rows
from undergrid.world.tables.authority import WatcherKind

if TYPE_CHECKING:
    from undergrid.world.world import World


def tags_are_read(world: World) -> bool:
    """Whether a reader reports to the authority: neither broken, nor failed, nor in the hand of others."""
    nodes = world.nodes
    if not gives_orders(world):
        return False
    readers = world.watchers.kind == WatcherKind.READER
    dead = nodes.watcher[(nodes.failed | ~nodes.works) & (nodes.watcher >= 0)]
    readers[dead] = False
    return bool(readers.any())


def free_rows(world: World) -> I64:
    """Everybody who is free now: rows, ascending."""
    people = world.citizens
    free = people.alive & ~people.wanted
    if tags_are_read(world):
        free &= ~people.tagged
    free[wired_rows(world)] = False
    return np.flatnonzero(free)
