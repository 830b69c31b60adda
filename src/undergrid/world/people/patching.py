"""Patching: what a patch of somebody's neural net takes and buys, for the rule and for whoever considers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.people.background import skill_engineering

if TYPE_CHECKING:
    from undergrid.world.world import World

_BEST = 10  # skill by which a patch buys most, as far as skills go [assumed]


class Patching(BaseModel):
    """The knobs under `rules.patching`: what a patch takes and buys, for the rule and for whoever considers one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    parts: int = Field(2, ge=0, le=1000, description="spare parts that go into a patch [assumed]")
    hours: float = Field(3, ge=0, le=240, description="that the first patch buys at the best skill, h [assumed]")
    unskilled: float = Field(0.4, ge=0, le=1, description="share of that without any skill [assumed]")
    fades: float = Field(0.6, ge=0, le=1, description="each further patch buys so many times the one before [assumed]")
    least_minutes: int = Field(10, ge=1, le=1440, description="what would buy less is no use, min [assumed]")


def patches_of(world: World, whom: int) -> int:
    """How often somebody's net has been patched."""
    slot = world.patches.first(owner=whom) if world.patches.n_used else -1
    return int(world.patches.count[slot]) if slot >= 0 else 0


def buys(world: World, who: int, whom: int) -> int:
    """How many minutes the next patch of somebody's net would buy by somebody's hands."""
    knobs, skill = world.shared(Patching), skill_engineering(world, who) / _BEST
    minutes = 60 * knobs.hours * (knobs.unskilled + (1 - knobs.unskilled) * skill)
    for _ in range(patches_of(world, whom)):  # a product comes out alike on every machine, a power need not
        minutes *= knobs.fades
    return round(minutes)
