"""Drives: what it costs to stand in a gate that would shut.

Source  assumed. Powered gates are made to stop at what is in their way; these push on, every few seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck

if TYPE_CHECKING:
    from undergrid.world.world import World


class Pushing(BaseModel):
    """The knobs under `rules.drives`: how a gate pushes against whoever stands in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    push_seconds: int = Field(10, ge=1, le=86_400, description="a gate pushes once in, s [assumed]")
    wears: int = Field(8, ge=0, le=100, description="what that wears its drive by, % [assumed]")
    crushes: float = Field(0.05, ge=0, le=1, description="share of pushes that crush an arm or a shoulder [assumed]")


def crush_odds(world: World) -> int:
    """The odds that a push crushes whoever stands in the gate, of 2^32."""
    return luck.chance(world.shared(Pushing).crushes)


def worn(world: World, gate: int) -> int:
    """How far the drive of a gate has worn, %."""
    slot = world.drives.first(gate=gate) if world.drives.n_used else -1
    return int(world.drives.worn[slot]) if slot >= 0 else 0
