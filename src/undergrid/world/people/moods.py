"""Moods: what a sky has done to somebody's mood, on a scale from -1 to 1 in millionths."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from undergrid.world.world import World

ONE = 1_000_000


def mood_of(world: World, who: int) -> int:
    """How far above or below its usual somebody's mood is, in millionths."""
    slot = world.moods.first(owner=who) if world.moods.n_used else -1
    return int(world.moods.mood[slot]) if slot >= 0 else 0


def shift(world: World, who: int, by: int, cause: int) -> None:
    """Let somebody's mood rise or fall at once by so many millionths, because of an event."""
    moods, slot = world.moods, world.moods.first(owner=who)
    if slot < 0:
        slot = int(moods.take(1)[0])
        moods.owner[slot] = who
    moods.mood[slot] = min(ONE, max(-ONE, int(moods.mood[slot]) + by))
    moods.cause[slot] = cause
