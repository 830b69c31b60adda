"""How traits are spread over a population: tables by which a draw of 32 bits becomes an age, a speed, a chance.

Made with real numbers when a world is built, then rounded: a draw only looks up. `inverse(table, draws)` reads a table
of a distribution's quantiles; `pick(thresholds, draws)` one of a few kinds.

Source  ages, employment: American Community Survey 2019, Seattle metropolis, as in SynthPops (D. Mistry et al., 2021).
        speeds: U. Weidmann, Transporttechnik der Fussgaenger, IVT ETH 90 (1993).
        boldness: people differ that much in what they risk, and more: on a scale of 0 to 10 they call themselves 4.4 on
        average, with a standard deviation of 2.4 (T. Dohmen et al., J. Eur. Econ. Assoc. 9 (2011) 522). The shape is
        assumed. lateness: one and the same person's time in bed differs from day to day by a standard deviation of
        1.31 h (K. Knutson et al., Sleep 30 (2007) 793), one end of it then by 0.9 h; less is assumed, for hours that
        matter.
        lapses: P. Fader, B. Hardie, J. Interactive Marketing 21 (2007) 76-90, doi 10.1002/dir.20074, "High End".
"""

from __future__ import annotations

from functools import cache
from math import exp
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]

STEPS = 1 << 12  # quantiles in a table; in between, straight lines
_SHIFT = 32 - 12

# (first age, last age, share), with the last bin to 100 [ACS 2019 by SynthPops]
AGES = (
    (0, 4, 0.0605381), (5, 9, 0.0607344), (10, 14, 0.0566102), (15, 19, 0.0557345), (20, 24, 0.0612426),
    (25, 29, 0.0843127), (30, 34, 0.0848554), (35, 39, 0.0764781), (40, 44, 0.0697266), (45, 49, 0.0701378),
    (50, 54, 0.0681981), (55, 59, 0.0653692), (60, 64, 0.0591157), (65, 69, 0.0453212), (70, 74, 0.0312169),
    (75, 79, 0.0201600), (80, 84, 0.0134400), (85, 89, 0.0100800), (90, 94, 0.0043600), (95, 100, 0.0023600),
)  # fmt: skip
# (from this age on, share with work) [ACS 2019 by SynthPops]
EMPLOYED = (
    (0, 0.0), (16, 0.300), (20, 0.693), (25, 0.861), (30, 0.838), (45, 0.814), (55, 0.761), (60, 0.626),
    (65, 0.294), (75, 0.061),
)  # fmt: skip

SPEED = NormalDist(1.34, 0.26)  # free walking speed, m/s [Weidmann 1993]
SPEED_LIMITS = (0.6, 2.0)  # m/s

BOLDNESS = NormalDist(0, 0.3)  # log of how little somebody minds being seen, beside others [assumed; Dohmen 2011]
BOLDNESS_LIMITS = (-0.7, 0.7)
LATENESS = NormalDist(0, 25)  # min by which somebody is later on a day than their hours [assumed; Knutson 2007]
LATENESS_LIMITS = (-45, 45)

LAPSE_ALPHA, LAPSE_BETA = 0.668, 3.806  # [Fader & Hardie 2007]


def inverse(table: I64, draws: I64) -> I64:
    """The quantiles that draws (0..2**32-1) fall to: whole numbers, by straight lines between the table's STEPS."""
    at = draws >> _SHIFT
    rest = draws & ((1 << _SHIFT) - 1)
    return table[at] + ((table[at + 1] - table[at]) * rest >> _SHIFT)


def pick(thresholds: I64, draws: I64) -> I64:
    """Which kind each draw falls to, given the upper thresholds (of 2**32) of all kinds but the last."""
    return np.searchsorted(thresholds, draws, side="right")


def below(n: int, draws: I64) -> I64:
    """Each draw as a number among 0..n-1, n up to 2**31, by multiply-shift; uneven by less than n in 2**32."""
    return (draws * n) >> 32


def weighted(weights: I64, draws: I64) -> I64:
    """Each draw as an index into `weights` (whole numbers, their sum below 2**31), likely in proportion."""
    ends = np.cumsum(weights)
    return np.searchsorted(ends, below(int(ends[-1]), draws), side="right")


@cache
def ages(youngest: int, oldest: int) -> I64:
    """Thresholds for `pick`: the number picked is the years above `youngest`."""
    share = np.zeros(101)
    for first, last, part in AGES:
        share[first : last + 1] = part / (last - first + 1)
    share = share[youngest : oldest + 1]
    return _thresholds(np.cumsum(share)[:-1] / share.sum())


@cache
def employment() -> I64:
    """(101,) the threshold of having work, by age."""
    by_age = np.zeros(101)
    for first, part in EMPLOYED:
        by_age[first:] = part
    return _thresholds(by_age)


@cache
def speeds() -> I64:
    """Quantiles of the free walking speed, mm/s: normal, cut at both ends."""
    return np.array([round(1000 * v) for v in _cut(SPEED, SPEED_LIMITS)], np.int64)


@cache
def boldness() -> I64:
    """Quantiles of how little people mind being seen, 1/1000 of what others do: lognormal, cut at both ends."""
    return np.array([round(1000 * exp(v)) for v in _cut(BOLDNESS, BOLDNESS_LIMITS)], np.int64)


@cache
def lateness() -> I64:
    """Quantiles of the seconds by which people are late on a day: normal, cut at both ends."""
    return np.array([round(60 * v) for v in _cut(LATENESS, LATENESS_LIMITS)], np.int64)


@cache
def lapses() -> I64:
    """Quantiles of the chance of a slump per renewal, in 1/65536: a beta distribution.

    Its density x**(a-1) * (1-x)**(b-1) has a pole at 0; v = x**a takes it away, and then the trapezoidal rule is exact
    to 1e-9.
    """
    v = np.linspace(0, 1, 100_001)
    density = (1 - v ** (1 / LAPSE_ALPHA)) ** (LAPSE_BETA - 1)
    area = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    quantile = np.interp(np.arange(STEPS + 1) / STEPS, area / area[-1], v) ** (1 / LAPSE_ALPHA)
    return np.minimum(np.rint(quantile * 65_536), 65_535).astype(np.int64)


def _cut(spread: NormalDist, limits: tuple[float, float]) -> list[float]:
    """The quantiles of what is left of a distribution between two limits."""
    low, high = (spread.cdf(limit) for limit in limits)
    inner = (spread.inv_cdf(low + (high - low) * n / STEPS) for n in range(1, STEPS))
    return [limits[0], *inner, limits[1]]


def _thresholds(shares: npt.NDArray[np.float64]) -> I64:
    return np.floor(np.clip(shares, 0, 1) * 2.0**32).astype(np.int64)
