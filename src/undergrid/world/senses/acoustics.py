"""Acoustics: how loud a sound still is where it is heard, and what masks it.

    Lp = Lw - 20 log10 r - 8 - a r            over ground, at r metres; 6.02 dB less for every doubling

Lw: sound power, Lp: sound pressure level, dB; a: what air absorbs, dB/m, by frequency and weather. The rules that hear
take off what walls absorb.

Whoever talks raises their voice with the noise, so that a quiet word carries equally far in most of it: as far as they
mean it to. Where the noise is too much even for a raised voice, it carries less far, and behind walls hardly at all.

Source  ISO 9613-1:1993, air absorption by its formulas (3) to (5) and B.2, B.3; ISO 9613-2: spreading over ground, and
        single diffraction over an edge or round a corner taking 20 dB at most. A raised voice is understood (95 % of
        sentences) in noise of 78, 72, 66, 62, 60 and 58 dB(A) at 0.5, 1, 2, 3, 4 and 5 m: US EPA 550/9-74-004 (1974).
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.grid import squared_cells
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
    speech_m: float = Field(6, ge=0, le=100, description="how far a quiet word carries, m [assumed]")
    voice_db: float = Field(72, ge=0, le=140, description="noise that a raised voice carries 1 m in, dB [EPA 1974]")
    door_m: float = Field(1.5, ge=0, le=20, description="one knocks and talks through a door from within, m [assumed]")
    celsius: float = Field(10, ge=-20, le=50, description="air by which it absorbs sound, C [ISO 9613-1]")
    humidity: float = Field(70, ge=10, le=100, description="the same, relative humidity, % [ISO 9613-1]")

    def needed(self, sky: Sky) -> int:
        """The level at which a sound is just heard outdoors now, 1/100 dB: above the city's murmur, rain and wind."""
        return round(100 * (_masks(self, bool(sky.curfew[0]), int(sky.rain[0]), int(sky.wind[0])) + self.needed_db))

    def speech(self, sky: Sky, cell_mm: int) -> tuple[int, int]:
        """How far a quiet word carries outdoors now, in cells squared: in the open, and behind walls."""
        return _speech(self, bool(sky.curfew[0]), int(sky.rain[0]), int(sky.wind[0]), cell_mm)

    def at_door(self, cell_mm: int) -> int:
        """From how far one knocks at a door and talks through it, in cells squared."""
        return squared_cells(self.door_m, cell_mm)


@lru_cache(maxsize=256)
def _masks(sound: Acoustics, curfew: bool, rain: int, wind: int) -> float:
    """What hides sounds outdoors, dB, by curfew, rain in mm/h and wind in dm/s."""
    by_rain = rising(sound.rain_db, sound.rain_decade_db)[rain]
    by_wind = rising(sound.wind_db, sound.wind_decade_db)[wind]
    return float(together(sound.quiet_db if curfew else sound.busy_db, by_rain, by_wind))


@lru_cache(maxsize=256)
def _speech(sound: Acoustics, curfew: bool, rain: int, wind: int, cell_mm: int) -> tuple[int, int]:
    """`Acoustics.speech` by curfew, rain in mm/h, wind in dm/s and the side of a cell."""
    metres = min(sound.speech_m, understood_m(sound.voice_db, _masks(sound, curfew, rain, wind)))
    return squared_cells(metres, cell_mm), squared_cells(metres * 10 ** (-sound.wall_db / 20), cell_mm)


def understood_m(voice_db: float, noise_db: float) -> float:
    """How far a voice is understood in a noise, m, that is understood 1 m away in a noise of `voice_db`."""
    return float(10 ** ((voice_db - noise_db) / 20))


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
