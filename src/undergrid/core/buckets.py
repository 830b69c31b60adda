"""Buckets: a uniform grid of squares, 32 x 32 cells each, that finds who is near a cell without looking at everybody.

first = heads(width, height, levels)                once: all buckets are empty before and after use
join(first, following, member, cell, ...)           for each member, in descending order, so that chains ascend
...                                                 walk `first[bucket]`, then `following[member]`, until -1
leave(first, cell, ...)                             for each member: the cost goes by members, not by the map's size
"""

from __future__ import annotations

import numpy as np

from undergrid.core.jit import kernel
from undergrid.core.tables import I32

BITS = 5  # a bucket's side is 2 ** BITS cells


def heads(width: int, height: int, levels: int) -> I32:
    """Empty buckets for a map of this size in cells: (levels * rows * columns,) i32 of -1."""
    columns, rows = ((width - 1) >> BITS) + 1, ((height - 1) >> BITS) + 1
    return np.full(levels * rows * columns, -1, np.int32)


@kernel
def columns_of(width):
    """How many buckets stand side by side across a level."""
    return ((width - 1) >> BITS) + 1


@kernel
def bucket_of(cell, width, area):
    """The number of the bucket that a cell is in; `area` is the number of cells on one level."""
    level = cell // area
    rest = cell - level * area
    y = rest // width
    rows = ((area // width - 1) >> BITS) + 1
    return (level * rows + (y >> BITS)) * columns_of(width) + ((rest - y * width) >> BITS)


@kernel
def join(first, following, member, cell, width, area):
    """Put a member (0 to len(following) - 1) at the head of its bucket's chain."""
    bucket = bucket_of(cell, width, area)
    following[member] = first[bucket]
    first[bucket] = member


@kernel
def leave(first, cell, width, area):
    """Empty the bucket of a cell."""
    first[bucket_of(cell, width, area)] = -1


@kernel
def span(cell, cells, width, area):
    """The buckets within `cells` cells of a cell: number of the first, how many columns and how many rows of them.

    The buckets' numbers are `first + row * columns_of(width) + column`.
    """
    level = cell // area
    rest = cell - level * area
    y = rest // width
    x = rest - y * width
    columns = columns_of(width)
    rows = columns_of(area // width)
    x0, y0 = max(0, x - cells) >> BITS, max(0, y - cells) >> BITS
    x1, y1 = min(columns - 1, (x + cells) >> BITS), min(rows - 1, (y + cells) >> BITS)
    return (level * rows + y0) * columns + x0, x1 - x0 + 1, y1 - y0 + 1
