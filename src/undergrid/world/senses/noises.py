"""Noises: sounds that can be heard for one tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from undergrid.world.world import World


def make_noise(world: World, cell: int, decibels: float, cause: int, maker: int = -1, building: int = -1) -> None:
    """Let a noise of that sound power be heard at the next tick, by whoever is near enough."""
    noises = world.noises
    slot = int(noises.take(1)[0])
    noises.cell[slot], noises.building[slot], noises.power[slot] = cell, building, round(10 * decibels)
    noises.maker[slot], noises.cause[slot] = maker, cause
