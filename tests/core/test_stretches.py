"""Columns that change seldom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undergrid.core.stretches import Stretches


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 20)), max_size=30))
def test_stretches_read_like_the_column_they_were_made_of(runs):
    column = np.repeat([value for value, _ in runs], [n for _, n in runs]).astype(np.uint16)
    kept = Stretches(column)
    assert len(kept) == kept.size == column.size
    assert kept.dtype == np.uint16
    assert np.array_equal(np.asarray(kept), column)
    assert np.array_equal(kept[np.arange(column.size)], column)
    assert [kept[row] for row in range(column.size)] == column.tolist()
    assert np.array_equal(kept[2:9], column[2:9])
    assert np.asarray(kept, np.int64).dtype == np.int64
    assert np.array_equal(kept.reshape(1, -1), column.reshape(1, -1))


def test_a_long_column_with_few_changes_takes_few_bytes():
    assert Stretches(np.repeat(np.arange(10, dtype=np.uint8), 100_000)).nbytes == 50


def test_rows_beyond_the_column_are_refused():
    with pytest.raises(IndexError, match="out of the 3"):
        Stretches(np.zeros(3, np.uint8))[3]
    with pytest.raises(IndexError):
        Stretches(np.zeros(3, np.uint8))[np.array([-1])]
