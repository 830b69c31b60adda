"""The air: how far one sees through ash and dust, and how warm it is over a day.

Visibility V is where 2 % of a contrast are left: V = 3.912 / sigma (`LIMIT`); at the 5 % of the meteorological optical
range it would be 2.996 / sigma. The extinctions sigma of clear air, rain and dust add. Dust of C mg/m3 leaves a
visibility of V km where C = 56 V^-1.25.

The warmth of a day is a sine from shortly before sunrise to sunset, with its maximum after noon, then an exponential
decay down to the minimum, scaled so that it reaches the minimum.

Source  H. Koschmieder (1924). W. Chepil, N. Woodruff, Am. J. Sci. 255 (1957) 104. W. Parton, J. Logan, Agric. Meteorol.
        23 (1981) 205: their a = 1.86 h, b = 2.20, c = -0.17 h of air at 1.5 m. Dust storm below 1 km, severe below
        0.2 km: the classes of observers.
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np

from undergrid.core.tables import I32

LIMIT = 0.02  # share of contrast left at the distance called visibility [Koschmieder 1924]
DUSTIEST = 4096  # mg/m3 from which on more makes no difference: one sees 30 m
OCTAVE = 4096  # units of a doubling, as in `optics`
_LAG, _NIGHT, _DAWN = 1.86, 2.20, -0.17  # h, -, h [Parton & Logan 1981]


class AirClass(IntEnum):
    """How bad the air is, by the visibility that its dust leaves."""

    CLEAR = 0
    HAZE = 1  # below 10 km
    DUST_STORM = 2  # below 1 km
    SEVERE = 3  # below 0.2 km


def visibility(sigma: float, limit: float = LIMIT) -> float:
    """How far one sees, km, in air of extinction sigma, 1/km: where `limit` of a contrast is left."""
    return -math.log(limit) / sigma


def dust_mass(km: float) -> float:
    """How much dust, mg/m3, leaves a visibility of so many km."""
    return 56 * km**-1.25


def dust_extinction(mass: float) -> float:
    """The extinction, 1/km, of so much dust, mg/m3: that of air with the visibility which the dust leaves."""
    return -math.log(LIMIT) * (mass / 56) ** 0.8


BOUNDS = tuple(
    round(dust_mass(km)) for km in (10, 1, 0.2)
)  # mg/m3 from which the next class begins [classes of observers]


def air_class(ash: int, was: AirClass) -> AirClass:
    """The class of air with so much ash, mg/m3. It changes only once a bound is passed by a fifth (hysteresis)."""
    now = was
    while now < AirClass.SEVERE and 5 * ash >= 6 * BOUNDS[now]:
        now = AirClass(now + 1)
    while now > AirClass.CLEAR and 5 * ash < 4 * BOUNDS[now - 1]:
        now = AirClass(now - 1)
    return now


def per_metre(sigma: float) -> float:
    """An extinction, 1/km, in the unit of tables: the loss of log2 of contrast per m in 1 / 256 / 4096."""
    return 256 * OCTAVE * sigma / 1000 / math.log(2)


DUST: I32 = np.array([round(per_metre(dust_extinction(mass))) for mass in range(DUSTIEST)], np.int32)
"""(mg/m3,) the extinction by dust, as `per_metre`."""
DUST.flags.writeable = False


def warmth(hour: float, sunrise: float, sunset: float, coldest: float, warmest: float) -> float:
    """The temperature of the air at an hour of the day, C, from the minimum and maximum of the day.

    hour, sunrise < sunset: h of 0..24. Without a night, or without a day, the sine or the decay is all there is.
    """
    day = sunset - sunrise
    dawn = sunrise + _DAWN

    def sine(after: float) -> float:
        return coldest + (warmest - coldest) * math.sin(math.pi * after / (day + 2 * _LAG))

    after = (hour - dawn) % 24
    if after <= day - _DAWN:
        return sine(after)
    falls = _NIGHT / (24 - day)
    least = math.exp(-falls * (24 - day + _DAWN))
    left = (math.exp(-falls * ((hour - sunset) % 24)) - least) / (1 - least)
    return coldest + (sine(day - _DAWN) - coldest) * left
