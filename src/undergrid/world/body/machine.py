"""The parts of a unit: which of them work, and what is lost with those that have broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.tables.units import UnitPart

if TYPE_CHECKING:
    from undergrid.world.world import World

_DRAGGING = 30  # % of walking speed that is left without a gait [assumed]


def works(world: World, who: int, part: UnitPart) -> bool:
    """Whether a part of somebody works, as it does in whoever is no unit."""
    return not (world.unit_faults.n_used and world.unit_faults.has(owner=who, part=part))


def parts_of(world: World, who: int) -> dict[UnitPart, bool] | None:
    """Whether each part of a unit works; None for who is none."""
    if not (world.units.n_used and world.units.has(owner=who)):
        return None
    return {part: works(world, who, part) for part in UnitPart}


def pace_left(world: World, who: int) -> int:
    """What the gait of somebody leaves of their walking speed, %."""
    return 100 if works(world, who, UnitPart.GAIT) else _DRAGGING
