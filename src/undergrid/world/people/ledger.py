"""Ledger: what the two accounts of a citizen come to, and how much of a shift's points each earns."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from undergrid.core import luck
from undergrid.core.jit import kernel
from undergrid.core.tables import I64

LEAST_DILIGENT, DILIGENCE = 70, 61  # a person's points a shift are 70 to 130 % of the usual [assumed]

Points = TypeVar("Points", int, I64)


def usefulness(obedience: Points, productivity: Points) -> Points:
    """The mean of both accounts, rounded down, points: of one citizen, or of some as int64 columns."""
    return (obedience + productivity) >> 1


def diligence(lucky: I64, seed: int) -> I64:
    """(people,) the points that each earns in a shift, % of the usual, by their luck keys and the seed of the run."""
    out = np.empty(len(lucky), np.int64)
    _diligence(lucky, seed & 0x7FFFFFFFFFFFFFFF, out)
    return out


@kernel(inline=True)
def percent_of(lucky, seed):
    """The points that somebody earns in a shift, % of the usual."""
    return LEAST_DILIGENT + (luck.pair(lucky, seed) & 0xFFFF) * DILIGENCE // 65536


@kernel
def _diligence(lucky, seed, out):
    for n in range(len(lucky)):
        out[n] = percent_of(lucky[n], seed)
