"""Fitting tables to margins: a published table, whole numbers with exact margins, and what cannot be fitted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undergrid.core import fitting

SEED = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
ROWS, COLUMNS = [150, 300, 400, 150], [200, 300, 400, 100]


def test_the_published_table_is_fitted_to_two_decimals():
    """As `ipfn` 1.4.4 and `humanleague` 2.4.3 have it."""
    fitted = fitting.fit(SEED, ROWS, COLUMNS)
    assert np.round(fitted, 2).tolist() == [
        [64.56, 46.23, 35.38, 3.82],
        [49.97, 68.16, 156.50, 25.37],
        [56.72, 144.43, 145.08, 53.77],
        [28.75, 41.18, 63.03, 17.03],
    ]


def test_whole_numbers_keep_both_margins_and_stay_near():
    fitted = fitting.fit(SEED, ROWS, COLUMNS)
    table = fitting.whole(fitted, ROWS, COLUMNS)
    assert table.sum(axis=1).tolist() == ROWS
    assert table.sum(axis=0).tolist() == COLUMNS
    assert np.abs(table - fitted).max() < 1


numbers = st.integers(0, 60)


@given(st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=2, max_size=5), st.data())
def test_any_margins_are_met_exactly_where_the_seed_has_no_zeros(table, data):
    rows, columns = np.sum(table, axis=1), np.sum(table, axis=0)
    if not rows.any():
        return  # nobody to share out
    weights = st.floats(0.01, 100)
    seed = data.draw(st.lists(st.lists(weights, min_size=3, max_size=3), min_size=len(rows), max_size=len(rows)))
    found = fitting.whole(fitting.fit(seed, rows, columns), rows, columns)
    assert (found >= 0).all()
    assert found.sum(axis=1).tolist() == rows.tolist()
    assert found.sum(axis=0).tolist() == columns.tolist()


def test_a_zero_of_the_seed_stays_zero():
    fitted = fitting.fit([[1, 0], [1, 1]], [3, 7], [6, 4])
    table = fitting.whole(fitted, [3, 7], [6, 4])
    assert table.tolist() == [[3, 0], [3, 4]]


@pytest.mark.parametrize(
    ("seed", "rows", "columns", "says"),
    [
        (SEED, [150, 300, 400, 151], COLUMNS, "the rows sum to 1001, the columns to 1000"),
        (SEED, [150, 300, 700, -150], COLUMNS, "rows: -150 is negative"),
        ([[1, -2], [1, 1]], [1, 1], [1, 1], "seed: -2 is negative"),
        ([], [], [], "the seed is empty"),
        (SEED, ROWS, [1000], "a seed of 4 x 4, but margins of 4 and 1"),
        (SEED, [0] * 4, [0] * 4, "the margins sum to nothing"),
        (SEED, ROWS, [200, 300, 400, float("nan")], "columns: a value that is no number"),
        ([[1, 0], [0, 1]], [3, 7], [6, 4], "no table with the zeros of this seed"),
        ([[0, 0], [1, 1]], [3, 7], [6, 4], "no table with the zeros of this seed"),
    ],
)
def test_what_cannot_be_fitted_is_refused_with_the_reason(seed, rows, columns, says):
    with pytest.raises(ValueError, match=says):
        fitting.fit(seed, rows, columns)


def test_a_total_is_shared_out_by_largest_remainders_and_never_beyond_the_room():
    assert fitting.shared_out(10, [1, 1, 1]).tolist() == [4, 3, 3]
    assert fitting.shared_out(7, [5, 3, 2]).tolist() == [4, 2, 1]
    assert fitting.shared_out(10, [8, 1, 1], most=[2, 10, 10]).tolist() == [2, 4, 4]
    assert fitting.shared_out(0, [0, 0]).tolist() == [0, 0]
    with pytest.raises(ValueError, match="there is room for 3 of 4"):
        fitting.shared_out(4, [1, 1], most=[1, 2])
    with pytest.raises(ValueError, match="not all of them 0"):
        fitting.shared_out(4, [0, 0])
