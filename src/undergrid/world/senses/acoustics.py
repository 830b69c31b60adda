"""Acoustics: how loud a sound still is where it is heard, and what masks it.

    Lp = Lw - 20 log10 r - 8 - a r            over ground, at r metres; 6.02 dB less for every doubling

Lw: sound power, Lp: sound pressure level, dB; a: what air absorbs, dB/m, by frequency and weather. The rules that hear
take off what walls absorb.

Source  ISO 9613-1:1993, air absorption by its formulas (3) to (5) and B.2, B.3; ISO 9613-2: spreading over ground, and
        single diffraction over an edge or round a corner taking 20 dB at most.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.tables import I64
from undergrid.world.tables.sky import Sky

MIDBANDS = tuple(1000 * 10 ** (0.3 * k) for k in range(-4, 4))
"""The exact middles of the octave bands of nominally 63 Hz to 8 kHz, in Hz [ISO 9613-1]."""

BROADBAND = MIDBANDS[4]
"""The band that stands for a broadband noise, that of 1 kHz: about as the ear weighs it, dB(A)."""

_WARM, _TRIPLE = 293.15, 273.16  # K: the temperature of reference, the triple point of water [ISO 9613-1]


class Acoustics(BaseModel):
    """The knobs under `rules.acoustics`: what hides sounds and what takes them away, from whoever listens."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    busy_db: float = Field(
        55, ge=0, le=140, description="murmur of the city, dB [assumed; WHO 1999: 55 annoys outdoors]"
    )
    quiet_db: float = Field(32, ge=0, le=140, description="the same under curfew, dB [assumed]")
    rain_db: float = Field(38, ge=0, le=140, description="level of 1 mm/h of rain on streets, dB [assumed]")
    rain_decade_db: float = Field(14, ge=0, le=40, description="louder by that for ten times the rain, dB [assumed]")
    wind_db: float = Field(-20, ge=-100, le=140, description="level of 0.1 m/s of wind in ruins, dB [assumed]")
    wind_decade_db: float = Field(40, ge=0, le=60, description="louder by that for ten times the wind, dB [assumed]")
    needed_db: float = Field(3, ge=-10, le=40, description="what a sound must have over the background, dB [assumed]")
    wall_db: float = Field(20, ge=0, le=100, description="lost where walls stand between, dB [ISO 9613-2: at most 20]")
    drone_deaf_db: float = Field(10, ge=0, le=100, description="a drone's own noise hides so much more, dB [assumed]")
    celsius: float = Field(10, ge=-20, le=50, description="air by which it absorbs sound, C [ISO 9613-1]")
    humidity: float = Field(70, ge=10, le=100, description="the same, relative humidity, % [ISO 9613-1]")

    def needed(self, sky: Sky) -> int:
        """The level at which a sound is just heard outdoors now, 1/100 dB: above the city's murmur, rain and wind."""
        return _needed(self, bool(sky.curfew[0]), int(sky.rain[0]), int(sky.wind[0]))


@lru_cache(maxsize=256)
def _needed(sound: Acoustics, curfew: bool, rain: int, wind: int) -> int:
    """`Acoustics.needed` by curfew, rain in mm/h and wind in dm/s."""
    by_rain = rising(sound.rain_db, sound.rain_decade_db)[rain]
    by_wind = rising(sound.wind_db, sound.wind_decade_db)[wind]
    masks = together(sound.quiet_db if curfew else sound.busy_db, by_rain, by_wind)
    return round(100 * (float(masks) + sound.needed_db))


def absorption(hertz: float, celsius: float, humidity: float, pressure: float = 1.0) -> float:
    """The attenuation of a pure tone in air, dB/km. humidity: relative, %; pressure: in atmospheres of 101.325 kPa."""
    kelvin = celsius + 273.15
    ratio = kelvin / _WARM
    vapour = humidity * 10 ** (4.6151 - 6.8346 * (_TRIPLE / kelvin) ** 1.261) / pressure  # molar, %
    oxygen = pressure * (24 + 4.04e4 * vapour * (0.02 + vapour) / (0.391 + vapour))
    nitrogen = pressure / math.sqrt(ratio) * (9 + 280 * vapour * math.exp(-4.170 * (ratio ** (-1 / 3) - 1)))
    square = hertz * hertz
    relaxing = 0.01275 * math.exp(-2239.1 / kelvin) / (oxygen + square / oxygen)
    relaxing += 0.1068 * math.exp(-3352.0 / kelvin) / (nitrogen + square / nitrogen)
    return 8686 * square * (1.84e-11 / pressure * math.sqrt(ratio) + ratio**-2.5 * relaxing)


def falls(metres: float, cell_mm: int, per_km: float = 0.0) -> I64:
    """(n,) the loss of a sound, 1/100 dB, by squared distance in cells up to `metres`; `per_km`: lost to air, dB."""
    cells = int(metres * 1000 // cell_mm)
    r = np.maximum(1.0, np.sqrt(np.arange(cells * cells + 1)) * cell_mm / 1000)
    return np.rint(100 * (20 * np.log10(r) + 8 + per_km * r / 1000)).astype(np.int64)


def together(*levels: float | np.ndarray) -> np.ndarray:
    """The level of several noises together, dB: levels added as powers."""
    return np.asarray(10 * np.log10(sum(10 ** (np.asarray(level) / 10) for level in levels)))


def rising(at_one: float, decade: float) -> np.ndarray:
    """(256,) the level, dB, of a noise by its strength 0..255: `at_one` at 1, `decade` more at ten times that."""
    by = np.arange(256)
    return np.where(by > 0, at_one + decade * np.log10(np.maximum(by, 1)), -np.inf)
