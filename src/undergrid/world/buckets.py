"""Buckets: who is near a cell, without looking at everybody. Squares of 64 x 64 cells, each with a chain of members.

    join(heads, following, member, cell, ...)     for everybody, in descending order, so that chains ascend
    ...                                           walk `heads[b]`, then `following[member]`, until -1
    empty(heads, cells, n, ...)                   which costs what was joined, not what there is
"""

from __future__ import annotations

import numpy as np

from undergrid.city.city import City
from undergrid.core.jit import kernel
from undergrid.core.tables import I32

BITS = 6  # a bucket's side is 2 ** BITS cells


def heads(city: City) -> I32:
    """Empty buckets for a city: (levels * rows * columns,) i32 of -1."""
    columns, rows = (city.width >> BITS) + 1, (city.height >> BITS) + 1
    return np.full(len(city.levels) * rows * columns, -1, np.int32)


@kernel
def bucket_of(cell, width, area):
    """The number of the bucket that a cell is in; `area` is the number of cells on one level."""
    level = cell // area
    rest = cell - level * area
    y = rest // width
    columns = (width >> BITS) + 1
    rows = (area // width >> BITS) + 1
    return (level * rows + (y >> BITS)) * columns + ((rest - y * width) >> BITS)


@kernel
def join(first, following, member, cell, width, area):
    """Put a member (0 to len(following) - 1) at the head of its bucket's chain."""
    bucket = bucket_of(cell, width, area)
    following[member] = first[bucket]
    first[bucket] = member
