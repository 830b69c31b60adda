"""Physique: what a body of some age weighs, and how much skin it has for its weight.

Source  Weights under nineteen: CDC growth charts 2000, medians of both sexes, rounded; an adult is the 70 kg man of
        most tables. Skin: K. Meeh (1879), 0.1053 m2 times the weight in kg to the power of 2/3: 1.79 m2 at 70 kg.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.tables import I64

if TYPE_CHECKING:
    from undergrid.world.world import World

ADULT = 70  # kg
_YOUNG = (6, 10, 12, 14, 16, 18, 21, 23, 26, 29, 33, 37, 41, 46, 51, 56, 60, 64, 67)  # kg at 0, 1, 2 ... 18 years

MASS: I64 = np.array([*_YOUNG, *[ADULT] * (256 - len(_YOUNG))], np.int64)
"""(256,) kg by years of age."""

SKIN: I64 = np.rint(105_300 * MASS ** (-1 / 3)).astype(np.int64)
"""(256,) skin for each kg of weight, in 1e-6 m2, by years of age."""


def mass(world: World, who: int) -> int:
    """What somebody weighs, kg."""
    return int(MASS[world.citizens.age[who]])
