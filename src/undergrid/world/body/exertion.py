"""Exertion: the power a body spends on walking, running, carrying and dragging, and how far that wears one out.

    M = 1.5 W + 2 (W + L) (L/W)^2 + eta (W + L) (1.5 V^2 + 0.35 V G)

W: weight, L: load carried, kg; V: speed, m/s; G: slope, %; eta: 1 on a firm way, more on rough ground; M in watts.
Dragging counts as walking uphill: a pull of a hundredth of one's own weight costs as much as a slope of 1 %.

Source  K. Pandolf, B. Givoni, R. Goldman, J. Appl. Physiol. 43 (1977) 577, 10.1152/jappl.1977.43.4.577; eta: R. Soule,
        R. Goldman, J. Appl. Physiol. 32 (1972) 706: 1.0 blacktop, 1.1 dirt road, 1.2 light brush, 1.8 swamp. Which
        ground of ours is which: assumed.
"""

from __future__ import annotations

import numpy as np

from undergrid.city.city import Ground
from undergrid.core.jit import kernel
from undergrid.core.tables import I64

_ROUGH = {
    Ground.RUBBLE: 150,
    Ground.SCAFFOLD: 150,
    Ground.WASTE: 120,
    Ground.ALLEY: 110,
}  # percent [which ground is which: assumed]


def roughness() -> I64:
    """(256,) eta by kind of ground, in percent."""
    eta = np.full(256, 100, np.int64)
    for ground, percent in _ROUGH.items():
        eta[ground] = percent
    return eta


@kernel(inline=True)
def power(weight, load, speed, slope, eta):
    """Return the power in mW: weight, load in kg, speed in mm/s, slope in 1/10 %, eta in %; all whole numbers."""
    standing = 1500 * weight + 2000 * (weight + load) * load * load // (weight * weight)
    moving = 1500 * speed * speed // 1_000_000 + 35 * speed * slope // 1000
    return standing + eta * (weight + load) * moving // 100


@kernel(inline=True)
def tenths_of(fatigue, worn_at):
    """How far somebody is worn out, 0 to 10."""
    return min(10, 10 * fatigue // worn_at)


@kernel(inline=True)
def weary_at(tenths, worn_pace):
    """What that leaves of the walking speed, %."""
    return 100 - (100 - worn_pace) * tenths // 10
