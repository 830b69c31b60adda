"""Augmented bodies: what a part that is a machine, and has gone dead, leaves of walking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.tables.hosts import AugmentKind

if TYPE_CHECKING:
    from undergrid.world.world import World

_DEAD_LEG = 60  # % of walking speed that a leg that is a machine and dead leaves [assumed]


def pace_left(world: World, who: int) -> int:
    """What the machines of somebody leave of their walking speed, %."""
    return _DEAD_LEG if world.augments.has(owner=who, kind=AugmentKind.LEG, works=False) else 100
