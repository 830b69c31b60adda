"""Bitmaps: what is set is found, in ascending order, by every way of asking."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undergrid.core import bits, jit
from undergrid.core.bits import each_due, each_set, each_set_within
from undergrid.core.jit import kernel

N_ROWS = 1500  # some whole blocks of sixteen words and a rest

rows_of_a_table = st.lists(st.integers(0, N_ROWS - 1), unique=True)
masks = st.lists(st.booleans(), max_size=N_ROWS).map(lambda mask: np.array(mask, np.bool_))


@kernel
def _walk(bitmap, out):
    n = 0
    for row in each_set(bitmap):
        out[n] = row
        n += 1
    return n


@kernel
def _walk_within(bitmap, first, stop, out):
    n = 0
    for row in each_set_within(bitmap, first, stop):
        out[n] = row
        n += 1
    return n


@kernel
def _walk_due(bitmap, tick, period, out):
    n = 0
    for row in each_due(bitmap, tick, period):
        out[n] = row
        n += 1
    return n


@kernel
def _spread(bitmap, out):
    """Set the row 64 further and clear the own one while walking: the later word is seen."""
    n = 0
    for row in each_set(bitmap):
        out[n] = row
        n += 1
        bits.clear_bit(bitmap, row)
        if row + 64 < 64 * bitmap.shape[0]:
            bits.set_bit(bitmap, row + 64)
    return n


def walked(walk, *arguments):
    out = np.empty(N_ROWS, np.int64)
    return out[: walk(*arguments, out)].tolist()


def bitmap_of(rows):
    bitmap = bits.empty(N_ROWS)
    for row in rows:
        bits.set_bit(bitmap, row)
    return bitmap


@pytest.mark.parametrize(("n_rows", "n_words"), [(0, 0), (1, 1), (64, 1), (65, 2), (1_000_000, 15_625)])
def test_a_word_holds_64_rows(n_rows, n_words):
    assert bits.words(n_rows) == n_words == bits.empty(n_rows).size


@given(rows_of_a_table)
def test_what_was_set_is_walked_in_ascending_order(rows):
    bitmap = bitmap_of(rows)
    assert walked(_walk, bitmap) == sorted(rows)
    assert list(jit.python(each_set)(bitmap)) == sorted(rows)
    assert bits.count_set(bitmap) == len(rows)
    assert bits.any_set(bitmap) == bool(rows)


@given(rows_of_a_table, rows_of_a_table)
def test_what_was_cleared_is_gone_and_nothing_else(rows, cleared):
    bitmap = bitmap_of(rows)
    for row in cleared:
        bits.clear_bit(bitmap, row)
    left = sorted(set(rows) - set(cleared))
    assert walked(_walk, bitmap) == left
    assert [row for row in range(N_ROWS) if bits.test_bit(bitmap, row)] == left


@pytest.mark.parametrize("row", [0, 1, 63, 64, 1023, 1024, N_ROWS - 1])
def test_a_single_row_is_found_wherever_it_is(row):
    bitmap = bitmap_of([row])
    assert bits.any_set(bitmap)
    assert walked(_walk, bitmap) == [row]


def test_all_rows_of_full_words_are_walked():
    bitmap = np.full(bits.words(640), 2**64 - 1, np.uint64)
    assert walked(_walk, bitmap) == list(range(640))
    assert bits.count_set(bitmap) == 640


@given(rows_of_a_table, st.integers(1, 30))
def test_chunks_of_words_together_are_the_whole(rows, size):
    bitmap = bitmap_of(rows)
    chunks = [walked(_walk_within, bitmap, first, first + size) for first in range(0, bitmap.size, size)]
    assert list(chain(*chunks)) == sorted(rows)


@given(rows_of_a_table, st.integers(1, 40), st.integers(0, 2**31))
def test_every_row_has_one_turn_in_a_period(rows, period, tick):
    bitmap = bitmap_of(rows)
    turns = [walked(_walk_due, bitmap, tick + n, period) for n in range(period)]
    assert sorted(chain(*turns)) == sorted(rows)
    for n, turn in enumerate(turns):
        assert turn == sorted(row for row in rows if (row >> 6) % period == (tick + n) % period)


def test_a_walk_sees_changes_to_later_words_but_not_to_its_own():
    assert walked(_spread, bitmap_of([3, 5])) == sorted(
        [3 + 64 * n for n in range(24)] + [5 + 64 * n for n in range(24)]
    )


@given(masks)
def test_a_mask_becomes_a_bitmap_and_back(mask):
    active = bits.Active(0)
    active.fill(mask)
    assert active.rows().tolist() == np.flatnonzero(mask).tolist()
    assert active.n_rows == mask.size
    assert active.bits.dtype == np.uint64


def test_rows_become_active_and_inactive():
    active = bits.Active(130)
    assert not active.any
    active.add(129)
    active.add(2)
    active.add(2)
    assert active.any
    assert active.rows().tolist() == [2, 129]
    assert active.count == 2
    assert 2 in active
    assert 3 not in active
    active.discard(2)
    active.discard(3)
    assert active.rows().tolist() == [129]
    active.clear()
    assert not active.any


@pytest.mark.parametrize("row", [-1, 130])
def test_a_row_that_the_table_does_not_have_is_refused(row):
    active = bits.Active(130)
    for ask in (active.add, active.discard, active.__contains__):
        with pytest.raises(IndexError, match="row"):
            ask(row)


def test_growing_keeps_what_is_active_and_adds_nothing():
    active = bits.Active(70)
    active.add(69)
    active.grow(1000)
    assert active.rows().tolist() == [69]
    active.add(999)
    assert active.rows().tolist() == [69, 999]
    with pytest.raises(ValueError, match="shrink"):
        active.grow(10)


@pytest.mark.parametrize("word", [1, 2, 3, 2**63, 2**64 - 1, 0x0123456789ABCDEF])
def test_bits_of_a_word_are_counted_and_found_alike_in_python_and_in_kernels(word):
    bitmap = np.array([word], np.uint64)
    assert bits.count_set(bitmap) == jit.bit_count(bitmap[0]) == bin(word).count("1")
    assert walked(_walk, bitmap)[0] == jit.trailing_zeros(bitmap[0])
