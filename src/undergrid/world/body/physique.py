"""Physique: how heavy a body of some age is, and how much skin it has for its weight.

Source  Weights: those of `world/body/blood_loss.py`. Skin: K. Meeh (1879), 0.1053 m2 times the weight in kg to the
        power of 2/3: 1.79 m2 at 70 kg.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.tables import I64
from undergrid.world.body.blood_loss import ADULT_KG, KG

if TYPE_CHECKING:
    from undergrid.world.world import World


class Ages(BaseModel):
    """The knobs under `rules.ages`: below which age rules expect less of people."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    child: int = Field(14, ge=0, le=120, description="who is younger has a child's strength, years [assumed]")


MASS: I64 = np.array([*KG, *[ADULT_KG] * (256 - len(KG))], np.int64)
"""(256,) kg by years of age."""

SKIN: I64 = np.rint(105_300 * MASS ** (-1 / 3)).astype(np.int64)
"""(256,) skin for each kg of weight, in 1e-6 m2, by years of age [Meeh 1879]."""


def mass(world: World, who: int) -> int:
    """What somebody weighs, kg."""
    return int(MASS[world.citizens.age[who]])
