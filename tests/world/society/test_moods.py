"""Moods: where they rest, how they go back, and that the order of what moves them is nothing."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undergrid.world.society.moods import EMOTIONS, ONE, now, pulled, rests_at

FACTOR = st.floats(-1, 1)
AXIS = st.integers(-ONE, ONE)
PULLS = st.lists(st.tuples(st.sampled_from(sorted(EMOTIONS)), st.integers(0, 1000)), max_size=6)


def test_a_personality_rests_where_mehrabian_has_it():
    assert rests_at((0, 0, 0, 0, 0)) == (0, 0, 0)
    assert rests_at((1, 0, 0, 0, 0)) == (0, 1500, 2500)
    assert rests_at((0, 1, 0, 0, 0)) == (0, 0, 1700)
    assert rests_at((0, 0, 1, 0, 0)) == (2100, 0, 6000)
    assert rests_at((0, 0, 0, 1, 0)) == (5900, 3000, -3200)
    assert rests_at((0, 0, 0, 0, -1)) == (1900, -5700, 0)


@pytest.mark.parametrize("halves", [60, 3600])
def test_half_of_the_way_back_is_gone_after_each_half_life(halves):
    rest, mood = (400, -200, 0), (8400, -8200, 4000)
    for n in range(4):
        way = [round((x - base) / 2**n) for x, base in zip(mood, rest, strict=True)]
        assert now(mood, rest, n * halves, halves) == tuple(base + left for base, left in zip(rest, way, strict=True))
    assert now(mood, rest, 60 * halves, halves) == rest


@given(st.tuples(AXIS, AXIS, AXIS), PULLS, st.tuples(FACTOR, FACTOR, FACTOR, FACTOR, FACTOR), st.integers(0, 10**6))
def test_it_stays_within_its_bounds(mood, pulls, factors, age):
    rest = rests_at(factors)
    for found in (rest, pulled(mood, pulls), now(pulled(mood, pulls), rest, age, 3600)):
        assert all(-ONE <= x <= ONE for x in found)


def test_the_order_of_what_happens_in_one_tick_is_nothing():
    pulls = [("fear", 900), ("relief", 1000), ("love", 800), ("fear", 1000)]
    assert len({pulled((-8000, 9000, 500), order) for order in permutations(pulls)}) == 1
