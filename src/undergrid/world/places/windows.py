"""Windows: which of them run, when they begin, and which gates they keep shut to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.tables import I64
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World


def runs(world: World, window: int) -> bool:
    """Whether a window has begun, and has not ended."""
    return bool(world.windows.ends[window] != NEVER)


def begins_at(world: World, window: int) -> int:
    """The tick at which a window begins next, as things stand; NEVER where that is not known."""
    windows = world.windows
    before = int(windows.after[window])
    if windows.begins[window] != NEVER or before < 0:
        return int(windows.begins[window])
    if runs(world, before):
        return int(windows.ends[before])
    begins = begins_at(world, before)
    return begins if begins == NEVER else begins + int(windows.lasts[before])


def closed_now(world: World) -> I64:
    """The slots of `closures` whose windows run, ascending."""
    slots = world.closures.rows()
    return slots[world.windows.ends[world.closures.window[slots]] != NEVER]


def shut_by(world: World, gate: int) -> int:
    """The beginning of the window that keeps a gate shut to everybody, whatever their chip; 0 where none does."""
    if not world.windows.n:
        return 0
    slots = closed_now(world)
    slots = slots[world.closures.gate[slots] == gate]
    return int(world.windows.cause[world.closures.window[slots[0]]]) if len(slots) else 0


def syncs_at(world: World, node: int) -> list[int]:
    """The syncs that run by way of a node, ascending."""
    windows = world.windows
    return np.flatnonzero((windows.relay == node) & (windows.ends != NEVER)).tolist() if windows.n else []
