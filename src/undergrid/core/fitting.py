"""Fitting tables to margins: the table nearest to a seed whose rows and columns sum to what is known, whole or not.

    fitted = fit(seed, rows, columns)       iterative proportional fitting, real numbers
    table = whole(fitted, rows, columns)    the same in whole numbers, with both margins exact
    parts = shared_out(total, weights)      a total in whole numbers in proportion to weights, by largest remainders

Fractions are compared after rounding, and equal ones go to the lowest index, so that the last bit of another
processor moves nothing.

Source  W. Deming, F. Stephan, Ann. Math. Stat. 11 (1940) 427, doi 10.1214/aoms/1177731829.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

CLOSE = 1e-9  # of the total: how near to its margins a table is when it counts as fitted
_FAR = 1e-2  # of the total: what is farther off after all sweeps has no fit
_SWEEPS = 2000  # at most; tables whose zeros leave but one choice come near only slowly
_DIGITS = 6  # to which fractions are rounded before they are compared


def fit(seed: npt.ArrayLike, rows: npt.ArrayLike, columns: npt.ArrayLike) -> F64:
    """The table with these margins that has the seed's odds ratios, to `CLOSE`. Zeros of the seed stay zero.

    Raises ValueError for margins or seeds that are empty, negative or not finite, for margins whose sums differ, and
    where the seed's zeros leave no table with such margins.
    """
    table, wanted, across = (np.asarray(values, np.float64) for values in (seed, rows, columns))
    _sound(table, wanted, across)
    total = wanted.sum()
    table = table.copy()
    for _ in range(_SWEEPS):
        table *= _ratio(wanted, table.sum(axis=1))[:, None]
        table *= _ratio(across, table.sum(axis=0))[None, :]
        off = float(np.abs(table.sum(axis=1) - wanted).max())
        if off <= CLOSE * total:
            return table
    if off > _FAR * total:
        raise ValueError("no table with the zeros of this seed has these margins")
    return table


def whole(fitted: F64, rows: Sequence[int] | I64, columns: Sequence[int] | I64) -> I64:
    """A table of whole numbers near a fitted one, with exactly these margins and zero where that is zero.

    Rows are rounded by largest remainders; then one unit after the other moves from a column that has too much to one
    that has too little, in the row where it costs least. Raises ValueError where margins differ or zeros bar the way.
    """
    wanted, across = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
    _sound(fitted, wanted.astype(np.float64), across.astype(np.float64))
    table = np.array([shared_out(int(n), row) for n, row in zip(wanted, fitted, strict=True)], np.int64)
    over = table.sum(axis=0) - across
    while over.any():
        full, bare = int(over.argmax()), int(over.argmin())
        gain = (table[:, full] - fitted[:, full]) - (table[:, bare] - fitted[:, bare])
        movable = (table[:, full] > 0) & (fitted[:, bare] > 0)
        if not movable.any():
            raise ValueError("no table with the zeros of this one has these margins")
        row = int(np.where(movable, np.round(gain, _DIGITS), -np.inf).argmax())
        table[row, full] -= 1
        table[row, bare] += 1
        over[full] -= 1
        over[bare] += 1
    return table


def shared_out(total: int, weights: npt.ArrayLike, most: npt.ArrayLike | None = None) -> I64:
    """A total in whole numbers in proportion to weights, by largest remainders; of each no more than `most`.

    Raises ValueError for weights that are negative or all zero, and where there is no room for the total.
    """
    weight = np.asarray(weights, np.float64)
    if total == 0:
        return np.zeros(len(weight), np.int64)
    if not np.isfinite(weight).all() or (weight < 0).any() or not weight.any():
        raise ValueError("weights must be 0 or more, and not all of them 0")
    room = np.full(len(weight), total, np.int64) if most is None else np.asarray(most, np.int64)
    if room[weight > 0].sum() < total:
        raise ValueError(f"there is room for {room[weight > 0].sum()} of {total}")
    exact = np.round(total * weight / weight.sum(), _DIGITS)
    parts = np.minimum(np.floor(exact).astype(np.int64), room)
    left = int(total - parts.sum())
    open_to = np.flatnonzero((weight > 0) & (parts < room))
    if left > len(open_to):  # some are full: what they have no room for goes to the others
        rest = np.where(parts < room, weight, 0)
        return parts + shared_out(left, rest, room - parts)
    first = open_to[np.argsort(-np.round(exact - parts, _DIGITS)[open_to], kind="stable")][:left]
    parts[first] += 1
    return parts


def _ratio(wanted: F64, found: F64) -> F64:
    """By how much to stretch what has been found; what is empty stays so."""
    return np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0)


def _sound(table: F64, rows: F64, columns: F64) -> None:
    """Raise ValueError where nothing can be fitted to these margins, whatever the seed's zeros."""
    if table.ndim != 2 or not table.size:
        raise ValueError("the seed is empty, expected rows and columns")
    if table.shape != (*rows.shape, *columns.shape):
        raise ValueError(
            f"a seed of {table.shape[0]} x {table.shape[1]}, but margins of {rows.size} and {columns.size}"
        )
    for name, values in (("seed", table), ("rows", rows), ("columns", columns)):
        if not np.isfinite(values).all():
            raise ValueError(f"{name}: a value that is no number")
        if (values < 0).any():
            raise ValueError(f"{name}: {values.min():g} is negative")
    if not rows.any():
        raise ValueError("the margins sum to nothing")
    if abs(rows.sum() - columns.sum()) > CLOSE * rows.sum():
        raise ValueError(f"the rows sum to {rows.sum():g}, the columns to {columns.sum():g}")
