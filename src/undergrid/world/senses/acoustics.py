"""Acoustics: how loud a sound still is where it is heard, and what masks it.

    Lp = Lw - 20 log10 r - 8 - a r            over ground, at r metres; 6.02 dB less for every doubling

Lw: sound power, Lp: sound pressure level, dB; a: what air absorbs, dB/m, by frequency and weather. Whether walls take
something away as well is for whoever listens.

Source  ISO 9613-1:1993, air absorption by its formulas (3) to (5) and B.2, B.3; ISO 9613-2: spreading over ground, and
        single diffraction over an edge or round a corner taking 20 dB at most.
"""

from __future__ import annotations

import math

import numpy as np

from undergrid.core.tables import I64

MIDBANDS = tuple(1000 * 10 ** (0.3 * k) for k in range(-4, 4))
"""The exact middles of the octave bands of nominally 63 Hz to 8 kHz, in Hz."""

BROADBAND = MIDBANDS[4]
"""The band that stands for a broadband noise, that of 1 kHz: about as the ear weighs it, dB(A)."""

_WARM, _TRIPLE = 293.15, 273.16  # K


def absorption(hertz: float, celsius: float, humidity: float, pressure: float = 1.0) -> float:
    """What air takes from a pure tone, dB/km. humidity: relative, %; pressure: in atmospheres of 101.325 kPa."""
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
    """What a sound loses by squared distance in cells, up to `metres`: (n,) in 1/100 dB. `per_km`: to the air, dB."""
    cells = int(metres * 1000 // cell_mm)
    r = np.maximum(1.0, np.sqrt(np.arange(cells * cells + 1)) * cell_mm / 1000)
    return np.rint(100 * (20 * np.log10(r) + 8 + per_km * r / 1000)).astype(np.int64)


def together(*levels: float | np.ndarray) -> np.ndarray:
    """Levels of noises, dB, added as powers."""
    return np.asarray(10 * np.log10(sum(10 ** (np.asarray(level) / 10) for level in levels)))


def rising(at_one: float, decade: float) -> np.ndarray:
    """(256,) the level, dB, of what has `at_one` at 1 and `decade` more at ten times that, by 0..255; none at 0."""
    by = np.arange(256)
    return np.where(by > 0, at_one + decade * np.log10(np.maximum(by, 1)), -np.inf)
