"""Tempers: the mood that a unit is in by now, and how far what is wrong with it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.society import moods

if TYPE_CHECKING:
    from undergrid.world.world import World

_SHOWN = moods.ONE // 1000  # of a mood, for one in 1/1000


class Temper(BaseModel):
    """The knobs under `rules.temper`: how moods of units pass, and how they show."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    minutes: int = Field(60, ge=1, le=10_080, description="a mood goes half of the way back in, min [assumed]")
    tremor: float = Field(0.5, ge=0, le=1, description="share of an unhappy arousal that shows as a tremor [assumed]")


def mood_of(world: World, slot: int) -> moods.Mood:
    """(pleasure, arousal, dominance) of a unit by now, 1/10000, by its slot."""
    units = world.units
    mood = (int(units.pleasure[slot]), int(units.arousal[slot]), int(units.dominance[slot]))
    calm = (int(units.calm_p[slot]), int(units.calm_a[slot]), int(units.calm_d[slot]))
    return moods.now(mood, calm, world.tick - int(units.mood_at[slot]), 60 * world.shared(Temper).minutes)


def glitch_of(world: World, slot: int) -> int:
    """How plainly something is wrong with a unit, 1/1000, by its slot: as it was made, and as it trembles.

    It trembles where it is unhappy and aroused, by the lesser of the two.
    """
    pleasure, arousal, _ = mood_of(world, slot)
    tremor = round(1000 * world.shared(Temper).tremor) * max(0, min(-pleasure, arousal)) // _SHOWN // 1000
    return min(1000, int(world.units.glitch[slot]) + tremor)
