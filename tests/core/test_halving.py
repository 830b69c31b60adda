"""What falls by half in a fixed time: exact at whole halvings, close in between, the same compiled and not."""

import itertools
import math

import numpy as np

from undergrid.core.halving import HALVES, halved, shrunk
from undergrid.core.jit import python


def test_a_value_halves_exactly_once_a_period():
    for n in range(12):
        assert halved(1 << 20, 7200 * n, 7200, HALVES) == (1 << 20) >> n


def test_in_between_it_is_right_to_the_last_digit():
    for value in (1000, 200_000, 500_000):
        for ticks in range(0, 30_000, 37):
            assert abs(halved(value, ticks, 7200, HALVES) - value * 2 ** (-ticks / 7200)) <= 0.55
            assert abs(shrunk(value, ticks, 7200, HALVES) - value * math.exp(-ticks / 7200)) <= 0.55


def test_it_never_rises_and_ends_at_nothing():
    left = [halved(1_000_000, ticks, 600, HALVES) for ticks in range(0, 30_000, 7)]
    assert all(a >= b for a, b in itertools.pairwise(left))
    assert left[-1] == 0
    assert halved(1_000_000, 1 << 24, 600, HALVES) == 0
    assert shrunk(1_000_000, 1 << 24, 600, HALVES) == 0


def test_compiled_and_plain_agree():
    for ticks in np.random.default_rng(1).integers(0, 1 << 22, 500).tolist():
        for period in (1, 60, 7200, 200_000):
            assert halved(123_457, ticks, period, HALVES) == python(halved)(123_457, ticks, period, HALVES)
            assert shrunk(123_457, ticks, period, HALVES) == python(shrunk)(123_457, ticks, period, HALVES)
