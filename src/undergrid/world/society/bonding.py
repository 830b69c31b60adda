"""Bonding: how attached somebody grows to what is with them, and what is expected when several are.

Each trial moves the strength V of every cue that is there by

    dV = a b (lambda - sum V)

where the sum is over all cues that are there: what is expected already teaches nothing (blocking), two that are there
together share what there is (overshadowing), and where nothing comes of it (lambda = 0) the strength goes down again
(extinction). After n trials with one cue V = lambda (1 - (1 - a b)^n).

Strengths are whole numbers of 2^-20.

Source  R. Rescorla, A. Wagner, in: A. Black, W. Prokasy (eds), Classical Conditioning II (1972) 64-99.
"""

from __future__ import annotations

from collections.abc import Sequence

BITS = 20
ONE = 1 << BITS


def trial(values: Sequence[int], rate: int, most: int) -> list[int]:
    """The strengths after one trial of the cues that are there. rate: a b, most: lambda, both of 2^-20."""
    step = (rate * (most - sum(values)) + (ONE >> 1)) >> BITS
    return [value + step for value in values]


def thousandths(value: int) -> int:
    """A strength in 1/1000, as bonds keep it: 0 to 1000."""
    return min(1000, max(0, (1000 * value + (ONE >> 1)) >> BITS))
