"""Lines and rings drawn onto cells. Points are (x, y) in cells, a cell reaching from its number to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from undergrid.city.maps.shapes import Mask, around, within

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Size = tuple[int, int]  # height and width in cells

_AT_ONCE = 64  # cells along a straight part that are looked at together


def inside(rings: Sequence[F64], size: Size) -> tuple[slice, slice, Mask]:
    """The rows and columns around rings, and which of their cells have their middle inside, by the even-odd rule."""
    points = np.concatenate(rings)
    rows, columns = around(points[:, 1], size[0]), around(points[:, 0], size[1])
    xs, ys = (np.arange(part.start, part.stop) + 0.5 for part in (columns, rows))
    found = np.zeros((len(ys), len(xs)), dtype=bool)
    if found.size:
        for ring in rings:
            found ^= within(ring.tolist(), xs, ys)
    return rows, columns, found


def strip(line: F64, width: float, size: Size) -> Iterator[tuple[slice, slice, Mask]]:
    """The cells whose middle lies within half of a width of a line, for each of its straight parts."""
    half = width / 2
    for (ax, ay), (bx, by) in _short(line):
        columns = around((min(ax, bx) - half, max(ax, bx) + half), size[1])
        rows = around((min(ay, by) - half, max(ay, by) + half), size[0])
        x, y = np.arange(columns.start, columns.stop) + 0.5, np.arange(rows.start, rows.stop)[:, None] + 0.5
        dx, dy = bx - ax, by - ay
        length2 = dx * dx + dy * dy
        share = np.clip(((x - ax) * dx + (y - ay) * dy) / (length2 or 1.0), 0, 1)
        yield rows, columns, (x - ax - share * dx) ** 2 + (y - ay - share * dy) ** 2 <= half * half


def _short(line: F64) -> Iterator[tuple[list[float], list[float]]]:
    """The straight parts of a line; long ones are cut, since all cells of the box around each are looked at."""
    for a, b in pairwise(line):
        n = 1 + int(np.abs(b - a).max() / _AT_ONCE)
        yield from pairwise((a + (b - a) * np.linspace(0, 1, n + 1)[:, None]).tolist())


def thread(line: F64, size: Size) -> I64:
    """The cells that a line passes through, in its order, each beside the one before: one can walk along them.

    Cells are numbered from row to row; what lies outside is left out.
    """
    rows, columns = [], []
    for (ax, ay), (bx, by) in pairwise(line.tolist()):
        shares = [np.array([0.0, 1.0])]
        for a, b in ((ax, bx), (ay, by)):
            low, high = min(a, b), max(a, b)
            shares.append((np.arange(np.floor(low) + 1, np.ceil(high)) - a) / (b - a or 1.0))
        cuts = np.sort(np.concatenate(shares))
        middles = (cuts[1:] + cuts[:-1]) / 2
        columns.append(np.floor(ax + middles * (bx - ax)))
        rows.append(np.floor(ay + middles * (by - ay)))
    y, x = np.concatenate(rows), np.concatenate(columns)
    corner = np.flatnonzero((np.diff(x) != 0) & (np.diff(y) != 0)) + 1  # right through a corner: one steps around it
    y, x = np.insert(y, corner, y[corner - 1]), np.insert(x, corner, x[corner])
    held = (y >= 0) & (y < size[0]) & (x >= 0) & (x < size[1])
    cells = (y[held] * size[1] + x[held]).astype(np.int64)
    return cells[np.flatnonzero(np.diff(cells, prepend=-1))]
