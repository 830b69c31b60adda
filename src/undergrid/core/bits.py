"""Bitmaps of rows: bit r is bit `r & 63` of u64 word `r >> 6`, and rows are always walked in ascending order.

A bitmap is a plain array of u64 words, so that kernels take it like any column. `Active` owns one, so that a
system can find out at almost no cost that it has nothing to do.

In a loop over `each_set` a kernel may set and clear bits. A word is read when the walk reaches it: changes to later
words are seen, changes to the word of the current row are not.
"""

import numpy as np
from numpy.typing import NDArray

from undergrid.core.jit import bit_count, kernel, trailing_zeros

Bits = NDArray[np.uint64]

_ONE = np.uint64(1)
_ZERO = np.uint64(0)


def words(n_rows: int) -> int:
    """Return how many u64 words a bitmap of `n_rows` rows has."""
    return (n_rows + 63) >> 6


def empty(n_rows: int) -> Bits:
    """Return a bitmap of `n_rows` rows without a set bit: u64, shape (words(n_rows),)."""
    return np.zeros(words(n_rows), np.uint64)


def from_mask(mask: NDArray[np.bool_]) -> Bits:
    """Return the bitmap of a boolean column: bit r is set where `mask[r]`."""
    packed = np.zeros(8 * words(mask.size), np.uint8)
    packed[: (mask.size + 7) >> 3] = np.packbits(mask, bitorder="little")
    return packed.view("<u8").astype(np.uint64)


@kernel(inline=True)
def set_bit(bits, row):
    """Set the bit of one row."""
    bits[row >> 6] |= _ONE << np.uint64(row & 63)


@kernel(inline=True)
def clear_bit(bits, row):
    """Clear the bit of one row."""
    bits[row >> 6] &= ~(_ONE << np.uint64(row & 63))


@kernel(inline=True)
def test_bit(bits, row):
    """Return whether the bit of one row is set."""
    return (bits[row >> 6] >> np.uint64(row & 63)) & _ONE != _ZERO


@kernel
def any_set(bits):
    """Return whether any bit is set."""
    n_words = bits.shape[0]
    first = 0
    while first + 16 <= n_words:  # sixteen words at a time: the compiler turns them into a few vector operations
        either = bits[first]
        for word in range(first + 1, first + 16):
            either |= bits[word]
        if either != _ZERO:
            return True
        first += 16
    rest = _ZERO
    for word in range(first, n_words):
        rest |= bits[word]
    return rest != _ZERO


@kernel
def count_set(bits):
    """Return how many bits are set."""
    n_set = 0
    for word in range(bits.shape[0]):
        n_set += bit_count(bits[word])
    return n_set


@kernel(inline=True)
def each_set(bits):
    """Yield the rows whose bit is set, in ascending order, as int64."""
    for word in range(bits.shape[0]):
        left = bits[word]
        while left != _ZERO:
            yield (word << 6) + trailing_zeros(left)
            left &= left - _ONE


@kernel(inline=True)
def each_set_within(bits, first_word, stop_word):
    """Yield the set rows of the words `first_word <= word < stop_word`: one chunk of a fixed partition."""
    for word in range(first_word, min(stop_word, bits.shape[0])):
        left = bits[word]
        while left != _ZERO:
            yield (word << 6) + trailing_zeros(left)
            left &= left - _ONE


@kernel(inline=True)
def each_due(bits, tick, period):
    """Yield the set rows whose turn it is when every row has one turn in `period` ticks.

    Turns go by chunks of 64 rows, `(row >> 6) % period == tick % period`, so that a slow rule touches whole cache
    lines and no tick is a spike.
    """
    for word in range(tick % period, bits.shape[0], period):
        left = bits[word]
        while left != _ZERO:
            yield (word << 6) + trailing_zeros(left)
            left &= left - _ONE


@kernel
def rows_set(bits, rows):
    """Write the set rows into `rows` in ascending order and return how many there are; `rows` is long enough."""
    n_rows = 0
    for row in each_set(bits):
        rows[n_rows] = row
        n_rows += 1
    return n_rows


class Active:
    """The rows a system has to look at: a bitmap over a table's rows, a cache that can be rebuilt from its columns.

    Kernels take `.bits`. Growing replaces that array: fetch it anew in each step.
    """

    def __init__(self, n_rows: int) -> None:
        self.n_rows = n_rows
        self.bits = empty(n_rows)

    @property
    def any(self) -> bool:
        """Whether any row is active."""
        found: bool = any_set(self.bits)
        return found

    @property
    def count(self) -> int:
        """How many rows are active."""
        return int(count_set(self.bits))

    def rows(self) -> NDArray[np.int64]:
        """Return the active rows in ascending order."""
        rows = np.empty(self.count, np.int64)
        rows_set(self.bits, rows)
        return rows

    def __contains__(self, row: int) -> bool:
        return bool(test_bit(self.bits, self._checked(row)))

    def add(self, row: int) -> None:
        """Make one row active. Raises IndexError for a row the table does not have."""
        set_bit(self.bits, self._checked(row))

    def discard(self, row: int) -> None:
        """Make one row inactive, if it was active. Raises IndexError for a row the table does not have."""
        clear_bit(self.bits, self._checked(row))

    def fill(self, mask: NDArray[np.bool_]) -> None:
        """Make exactly the rows active where `mask` is true; its length is the table's new number of rows."""
        self.n_rows = mask.size
        self.bits = from_mask(mask)

    def clear(self) -> None:
        """Make every row inactive."""
        self.bits[:] = 0

    def grow(self, n_rows: int) -> None:
        """Make room for `n_rows` rows, the new ones inactive. Raises ValueError if that is fewer than before."""
        if n_rows < self.n_rows:
            raise ValueError(f"a table of {self.n_rows} rows cannot shrink to {n_rows}")
        bits = empty(n_rows)
        bits[: self.bits.size] = self.bits
        self.n_rows, self.bits = n_rows, bits

    def _checked(self, row: int) -> int:
        if not 0 <= row < self.n_rows:
            raise IndexError(f"row {row} of a table of {self.n_rows} rows")
        return row
