"""Ambient temperature: how warm the air is around people, and how cold the wind makes it feel.

Source  Wind chill: the index of 2001 (R. Osczevski, M. Bluestein, Bull. Amer. Meteor. Soc. 86 (2005) 1453,
        10.1175/BAMS-86-10-1453), for 10 C and less and winds of 4.8 km/h and more.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Rows
from undergrid.world.places.shelters import HEATED, Doors, inside_temperature

if TYPE_CHECKING:
    from undergrid.world.world import World

_MILD, _CALM = 1000, 14  # 1/100 C and dm/s: the index holds up to there, and from there on [Osczevski & Bluestein 2005]

_BY_A_FIRE = -(1 << 40)  # stands for a temperature that has still to be worked out


def _powers() -> tuple[int, ...]:
    """V^0.16 by wind in dm/s, V in km/h, in units of 1e-9; in decimals, alike on every machine."""
    with localcontext(prec=30):
        speeds = (Decimal(dm) * 36 / 100 for dm in range(256))
        return tuple(int((v ** Decimal("0.16") * 1_000_000_000).to_integral_value()) if v else 0 for v in speeds)


_V016 = _powers()


def felt_at(celsius: float, kmh: float) -> float:
    """The wind chill index in C, as published: for 10 C and less and winds of 4.8 km/h and more."""
    blown = float(kmh**0.16)
    return 13.12 + 0.6215 * celsius - 11.37 * blown + 0.3965 * celsius * blown


def wind_chill(temperature: int, wind: int) -> int:
    """How cold it feels on bare skin, 1/100 C: temperature in 1/100 C, wind in dm/s; in mild or calm air no change."""
    if temperature > _MILD or wind < _CALM:
        return temperature
    whole = 13_120_000 + 6215 * temperature
    blown = (3965 * temperature - 11_370_000) * _V016[min(wind, 255)] // 1_000_000_000
    return min(temperature, (whole + blown + 5000) // 10_000)


def temperatures(world: World, slots: Rows, *, felt: bool = False) -> I64:
    """(slots,) the temperature around people, given as slots of `exposure`, 1/100 C; if `felt`, with wind outdoors."""
    outside, wind = int(world.sky.temperature[0]), int(world.sky.wind[0])
    around = np.empty(len(slots), np.int64)
    n_fires = _around(
        world.exposure.handle, world.citizens.handle, world.shelters.handle, world.cache(Doors).handle, outside,
        wind_chill(outside, wind) if felt else outside, slots, around,
    )  # fmt: skip
    if n_fires:
        inside = world.citizens.inside[world.exposure.owner[slots]]
        for building in np.unique(inside[around == _BY_A_FIRE]).tolist():  # few have a fire
            around[inside == building] = inside_temperature(world, building)
    return around


@kernel
def _around(exposure, people, shelters, doors, outside, felt, slots, around):
    """Fill `around` for those outdoors, in heated buildings and in cold shelters; the others get `_BY_A_FIRE`.

    Returns how many got it.
    """
    n = 0
    for k in range(len(slots)):
        building = int(people.inside[exposure.owner[slots[k]]])
        row = int(doors.shelter_of[building]) if building >= 0 else -1
        if building < 0:
            around[k] = felt
        elif row < 0:
            around[k] = max(outside, HEATED)
        elif shelters.warmth[row] != 0 or shelters.warms_to[row] != 0:
            around[k] = _BY_A_FIRE
            n += 1
        else:
            around[k] = outside
    return n
