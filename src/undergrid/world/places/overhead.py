"""Overhead: what sky is over somebody: the one that is projected, or the weather beyond the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.tables.sky import Programme

if TYPE_CHECKING:
    from undergrid.world.world import World


def is_natural(world: World, level: int) -> bool:
    """Whether the sky over a level is nobody's programme: it lies beyond the wall, and there is weather there."""
    return world.beyond.n_used > 0 and bool(world.city.skies[level]) and not world.city.lawful[level]


def overhead(world: World, level: int) -> tuple[Programme, int]:
    """(what the sky over a level is like, rain in mm/h); without a sky there is no rain."""
    table = world.beyond if is_natural(world, level) else world.sky
    return Programme(int(table.programme[0])), int(table.rain[0]) if world.city.skies[level] else 0
