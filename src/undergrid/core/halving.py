"""Halving: exponential decay with a half-life, from a lookup table instead of tick by tick, in whole numbers.

    left = halved(dose, ticks, 7200, HALVES)    after 7,200 ticks exactly half, after 14,400 a quarter

exp(-u) is the same with ln 2 as the half-life of u: `shrunk(value, n, unit, HALVES)` is value * exp(-n / unit).
"""

from decimal import Decimal, localcontext

import numpy as np

from undergrid.core.jit import kernel
from undergrid.core.tables import I64

_STEPS = 1024  # entries of the table within one halving; a straight line between two of them is off by 6e-8 at most
_FOLD = 1586259972792  # 2^40 / ln 2, rounded: one fold of e in 2^-40 of a halving


def _table() -> I64:
    """2^(-n/1024) for n = 0..1024 in units of 2^-30, rounded; worked out in decimals, alike on every machine."""
    with localcontext(prec=40):
        step = Decimal(2) ** (Decimal(-1) / _STEPS)
        return np.array([int((step**n * (1 << 30)).to_integral_value()) for n in range(_STEPS + 1)], np.int64)


HALVES = _table()
"""2^(-n/1024), n = 0..1024, in units of 2^-30: what the kernels here look up."""


@kernel(inline=True)
def fall(value, whole, part, halves):
    """Return value * 2^-(whole + part / 2^40), rounded; value is 0..2^31, part 0..2^40-1."""
    if whole > 31:
        return 0
    step = part >> 30
    here = halves[step]
    share = here - (((here - halves[step + 1]) * (part & ((1 << 30) - 1))) >> 30)
    return (value * share + (1 << (29 + whole))) >> (30 + whole)


@kernel(inline=True)
def halved(value, ticks, period, halves):
    """Return what is left of a value (0..2^31) after so many ticks, where it halves in `period` (1..2^22) ticks."""
    return fall(value, ticks // period, ((ticks % period) << 40) // period, halves)


@kernel(inline=True)
def shrunk(value, n, unit, halves):
    """Return value * exp(-n / unit), rounded; value is 0..2^31, unit 1..2^22."""
    folds, rest = n // unit, n % unit
    if folds > 31:
        return 0
    halvings = folds * _FOLD + rest * _FOLD // unit
    return fall(value, halvings >> 40, halvings & ((1 << 40) - 1), halves)
