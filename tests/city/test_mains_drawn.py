"""Mains drawn by luck: a ring that the loss of any one line leaves whole, and plants that hang on two lines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undergrid.city.generate.mains import mains
from undergrid.core import graphs

SPOTS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=2, max_size=12, unique=True)


def parts(n, lines):
    """How many parts so many nodes are in."""
    a, b = np.array(lines, np.int32).T.copy()
    return len(set(graphs.components(graphs.from_edges(n, a, b)).tolist()))


@given(SPOTS, st.integers(1, 4), st.integers(0, 1000))
def test_the_loss_of_one_line_leaves_nobody_without(at, plants, seed):
    stands, lines = mains(at, plants, seed)
    n = len(at) + plants
    assert len(stands) == plants
    assert parts(n, lines) == 1
    if len(at) > 2:
        for lost in range(len(lines)):
            assert parts(n, lines[:lost] + lines[lost + 1 :]) == 1
    assert (stands, lines) == mains(at, plants, seed)


def test_the_ring_goes_round_and_ties_go_across():
    square = [(0, 0), (9, 9), (9, 0), (0, 9)]
    assert mains(square, 1)[1][:4] == [(0, 2), (0, 3), (1, 2), (1, 3)]
    many = [(10, 0), (20, 10), (10, 20), (0, 10), (4, 4), (16, 16)]
    assert len(mains(many, 1)[1]) > 6 + 2


def test_another_seed_another_place_and_one_substation_does():
    at = [(10 * k, k * k) for k in range(9)]
    assert len({tuple(mains(at, 1, seed)[0]) for seed in range(40)}) > 3
    assert mains([(3, 3)], 1) == ([0], [(1, 0), (1, 0)])


@pytest.mark.parametrize(("at", "plants"), [([], 1), ([(1, 1)], 0)])
def test_no_substation_or_no_plant_is_refused(at, plants):
    with pytest.raises(ValueError, match="at least one of each"):
        mains(at, plants)
