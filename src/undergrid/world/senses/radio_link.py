"""Radio links: path loss and shadow fading, and how likely a message gets through.

Path loss grows with the logarithm of distance, faster among ruins. Other obstacles count as log-normal shadow
fading, drawn once for each pair and kept. A burst of `n` bits gets through if no bit is wrong; the receiver's
sensitivity is the power at which half of the bursts do, so that the median range is the range without shadow fading.

Floats are used only to make the tables; kernels count in whole hundredths of a decibel.

Source  H. Friis (1946), free space. T. Rappaport, Wireless Communications: log-distance path loss, log-normal
        shadowing, its formula for the share of a disc that is covered (after D. Reudink, W. Jakes). J. Proakis, Digital
        Communications: bit errors of BPSK, Q(sqrt(2 Eb / N0)).
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import Ground
from undergrid.core import luck
from undergrid.core.grid import isqrt
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out

LIGHT_SPEED = 299_792_458.0  # m/s [by definition]
NO_LINK = -(1 << 30)  # hundredths of dB: no signal at all
_QUANTILES = 4096
_LOWEST_DB, _HIGHEST_DB, _PER_DB = -20, 20, 100  # margins that the table of chances covers, and its steps per dB
IS_RUIN = np.array([int(ground in (Ground.RUBBLE, Ground.BUILDING, Ground.VOID)) for ground in Ground], np.uint8)
"""(grounds,) 1 for ground that attenuates a signal as ruins do."""


class Airwaves(BaseModel):
    """The knobs under `rules.airwaves`: what becomes of a signal on its way, and how well receivers place it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    mhz: float = Field(406, ge=1.01, le=10_000, description="frequency, MHz [Cospas-Sarsat T.001]")
    sensitivity_dbm: float = Field(-105, ge=-174, le=0, description="power at which half the bursts arrive [assumed]")
    watcher_gain_db: float = Field(6, ge=-30, le=60, description="better aerials of those who hunt, dB [assumed]")
    street: float = Field(3.0, ge=2, le=6, description="exponent of path loss in streets: 2.7 to 3.5 [Rappaport]")
    ruins: float = Field(4.5, ge=2, le=8, description="the same through ruins and buildings: 4 to 6 [Rappaport]")
    shadow_db: float = Field(8, ge=0, le=20, description="spread of what stands in the way, dB: 4 to 12 [Rappaport]")
    indoors_db: float = Field(12, ge=0, le=60, description="lost at each end that is indoors, dB [assumed]")
    level_db: float = Field(30, ge=0, le=200, description="lost for each level between, dB [assumed]")
    ash_db: float = Field(2.0, ge=0, le=60, description="static by 100 mg/m3 of ash, dB [assumed]")
    fix_cells: int = Field(12, ge=0, le=200, description="a place is off by up to, cells, at the weakest [assumed]")
    fix_db: float = Field(30, ge=0.01, le=100, description="over the sensitivity, places are exact from, dB [assumed]")

    def off(self, over: int) -> int:
        """By how many cells a place is off at most, of a signal that exceeds the sensitivity by 1 / 100 dB."""
        lack = max(0, round(100 * self.fix_db) - max(0, over))
        return -(-self.fix_cells * lack // round(100 * self.fix_db))


class Burst(NamedTuple):
    """What has arrived of a burst: the last columns of `Receivers`."""

    metres: int
    over: int
    odds: int
    heard: int


def free_space_db(metres: float, hertz: float) -> float:
    """Loss in free space, dB: 20 log10(4 pi d f / c). Raises ValueError unless both are above 0."""
    return 20 * math.log10(4 * math.pi * metres * hertz / LIGHT_SPEED)


def path_loss_db(metres: float, hertz: float, exponent: float) -> float:
    """Median loss over a distance: free space for the first metre, then 10 n dB for each decade."""
    return free_space_db(1.0, hertz) + 10 * exponent * math.log10(max(1.0, metres))


def range_m(budget_db: float, hertz: float, exponent: float) -> float:
    """The distance at which the path loss equals the link budget: the range without shadow fading."""
    return max(1.0, float(10 ** ((budget_db - free_space_db(1.0, hertz)) / (10 * exponent))))


def bit_error(ebn0_db: float) -> float:
    """Chance that a bit of BPSK is wrong at a signal-to-noise ratio per bit: Q(sqrt(2 Eb / N0))."""
    return 0.5 * math.erfc(math.sqrt(10 ** (ebn0_db / 10)))


def through(ebn0_db: float, bits: int) -> float:
    """Chance that a message of so many bits arrives without an error."""
    return (1 - bit_error(ebn0_db)) ** bits


@lru_cache(maxsize=16)
def half_db(bits: int) -> float:
    """Eb / N0 in dB at which half of the messages of so many bits get through."""
    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if through(middle, bits) < 0.5 else (low, middle)
    return low


def share_covered(edge: float, exponent: float, shadow_db: float) -> float:
    """The share of a disc in which links work, if they work on the share `edge` of its rim [Jakes; Rappaport]."""
    a = -NormalDist().inv_cdf(edge) / math.sqrt(2)
    b = 10 * exponent * math.log10(math.e) / (shadow_db * math.sqrt(2))
    return 0.5 * (1 - math.erf(a) + math.exp((1 - 2 * a * b) / b**2) * (1 - math.erf((1 - a * b) / b)))


def link_tables(
    far_m: int, *, hertz: float, street: float, ruins: float, shadow_db: float, bits: int, budget_db: float
) -> Handle:
    """What the kernels need for links of up to `far_m` metres, in whole numbers.

    loss: by distance in m, 10 log10 d, 1 / 1000 dB. shadow: by quantile, shadowing, 1 / 100 dB. chance: by margin from
    `_LOWEST_DB` on, in 1 / 100 dB, the threshold that a burst gets through. first: loss over the first metre, 1 / 100
    dB. street, ruins: exponents, 1 / 1000. budget: power sent less sensitivity, 1 / 100 dB. is_ruin: `IS_RUIN`.
    """
    metres = np.maximum(1.0, np.arange(far_m + 1))
    normal = NormalDist()
    quantiles = [normal.inv_cdf((n + 0.5) / _QUANTILES) for n in range(_QUANTILES)]
    margins = range(_LOWEST_DB * _PER_DB, _HIGHEST_DB * _PER_DB + 1)
    return record(
        loss=np.rint(10_000 * np.log10(metres)).astype(np.int64),
        shadow=np.rint(100 * shadow_db * np.array(quantiles)).astype(np.int64),
        chance=np.array([luck.chance(through(half_db(bits) + m / _PER_DB, bits)) for m in margins], np.int64),
        first=round(100 * free_space_db(1.0, hertz)),
        street=round(1000 * street),
        ruins=round(1000 * ruins),
        budget=round(100 * budget_db),
        is_ruin=IS_RUIN,
    )


class Receivers(Out):
    """Those whom a burst may reach: their cells, luck keys and extra losses, 1 / 100 dB; then the result for each: over
    how many metres, with what margin (1 / 100 dB), at which odds, and whether the burst was heard.
    """

    cell: I64
    luck: I64
    extra: I64
    metres: I64
    over: I64
    odds: I64
    heard: I64


@kernel
def ruined(ground, ruins, width, ax, ay, bx, by, base):
    """The share of cells between two cells of one level that are ruins or walls, in 1 / 1000.

    Along the line between their centres, one sample for each cell of its longer axis.
    """
    steps = max(abs(bx - ax), abs(by - ay))
    if steps < 2:
        return np.int64(0)
    n = np.int64(0)
    for k in range(1, steps):
        x = ax + (2 * k * (bx - ax) + steps) // (2 * steps)
        y = ay + (2 * k * (by - ay) + steps) // (2 * steps)
        n += ruins[ground[base + y * width + x]]
    return n * 1000 // (steps - 1)


@kernel
def margin(link, extra, metres, share, draw):
    """By how much a signal exceeds the sensitivity, 1 / 100 dB; `NO_LINK` beyond the tables.

    link: as of `link_tables`; extra: further losses (walls, levels), 1 / 100 dB; share: of ruins between, 1 / 1000;
    draw: of the pair, u32, the same for every message.
    """
    if metres >= len(link.loss):
        return np.int64(NO_LINK)
    exponent = link.street + (link.ruins - link.street) * np.int64(share) // 1000
    lost = link.first + link.loss[metres] * exponent // 10_000 + extra
    return link.budget - lost + link.shadow[np.int64(draw) >> 20]


@kernel
def burst_chance(chance, over):
    """The threshold that a burst gets through with a margin in 1 / 100 dB."""
    at = np.int64(over) - _LOWEST_DB * _PER_DB
    if at < 0:
        return np.int64(0)
    return chance[min(at, len(chance) - 1)]


@kernel
def receive(link, city, here, lucky, level_loss, keys, n, receivers):
    """Send one burst from cell `here` to the first `n` of `receivers`, a `Receivers`; writes the result for each.

    lucky: luck key of the sender; level_loss: for each level between, 1 / 100 dB; keys: `links`, always the same,
    for the shadow fading of pairs, and `burst`.
    """
    width, area = city.width, city.area
    level = here // area
    y = (here - level * area) // width
    x = here - level * area - y * width
    for k in range(n):
        there = receivers.cell[k]
        other = there // area
        there_y = (there - other * area) // width
        there_x = there - other * area - there_y * width
        dx, dy = there_x - x, there_y - y
        metres = isqrt((dx * dx + dy * dy) * city.cell_mm * city.cell_mm) // 1000
        pair = luck.pair(lucky, receivers.luck[k])
        share = np.int64(1000)
        if other == level:
            share = ruined(city.ground, link.is_ruin, width, x, y, there_x, there_y, level * area)
        extra = receivers.extra[k] + level_loss * abs(other - level)
        over = margin(link, extra, metres, share, luck.u32(keys.links, pair))
        odds = burst_chance(link.chance, over)
        receivers.metres[k], receivers.over[k], receivers.odds[k] = metres, over, odds
        receivers.heard[k] = luck.u32(keys.burst, pair) < odds
