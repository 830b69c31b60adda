"""Which cells of a map the shapes of Tiled cover: those whose middle lies inside, however the shape is turned."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from undergrid.city.maps.tiled_map import MapObject, Point, TiledMap, turn

Mask = npt.NDArray[np.bool_]
F64 = npt.NDArray[np.float64]


class Shape:
    """A thing on a map, measured in cells of the city."""

    def __init__(self, tiled: TiledMap, thing: MapObject) -> None:
        self.thing = thing
        self._map = tiled

    def cells(self, point: Point) -> Point:
        """A point in pixels, in cells of the city."""
        return point[0] / self._map.tile_width - self._map.x, point[1] / self._map.tile_height - self._map.y

    @property
    def middle(self) -> Point:
        return self.cells(self.thing.middle)

    @property
    def upright(self) -> bool:
        """Whether it is a box along the cells."""
        return self.thing.shape in ("box", "tile", "text") and self.thing.rotation % 90 == 0

    def box(self) -> tuple[int, int, int, int]:
        """Column, row, width and height of an upright box: each edge on the nearest edge between cells, halves to the
        right and down, and at least one cell.
        """
        xs, ys = zip(*map(self.cells, self.thing.corners), strict=True)
        (x, wide), (y, high) = _snapped(min(xs), max(xs)), _snapped(min(ys), max(ys))
        return x, y, wide, high

    def covered(self, spend: Callable[[int], None]) -> tuple[slice, slice, Mask]:
        """The rows and columns around it, and which of their cells have their middle inside; polygons by the even-odd
        rule. `spend` is told how many cells are looked at.
        """
        corners = [self.cells(point) for point in self.thing.points or self.thing.corners]
        columns = around([x for x, _ in corners], self._map.width)
        rows = around([y for _, y in corners], self._map.height)
        xs, ys = (np.arange(part.start, part.stop) + 0.5 for part in (columns, rows))
        spend(len(xs) * len(ys))
        if self.thing.shape in ("ellipse", "capsule"):
            return rows, columns, self._round(xs, ys)
        if self.upright:
            (x0, y0), (x1, y1) = np.min(corners, axis=0), np.max(corners, axis=0)
            return rows, columns, ((y0 <= ys) & (ys < y1))[:, None] & ((x0 <= xs) & (xs < x1))
        return rows, columns, within(corners, xs, ys, spend)

    def _round(self, xs: F64, ys: F64) -> Mask:
        """Of an ellipse, or a capsule: a box whose shorter sides are half circles."""
        thing, tile = self.thing, (self._map.tile_width, self._map.tile_height)
        x, y = np.meshgrid((xs + self._map.x) * tile[0], (ys + self._map.y) * tile[1])
        across, down = np.array(thing.middle), np.array([thing.width, thing.height]) / 2
        ahead = turn((1, 0), (0, 0), -thing.rotation)
        dx, dy = x - across[0], y - across[1]
        dx, dy = dx * ahead[0] - dy * ahead[1], dx * ahead[1] + dy * ahead[0]
        if not down.all():
            return np.zeros(dx.shape, dtype=bool)
        if thing.shape == "ellipse":
            return np.asarray((dx / down[0]) ** 2 + (dy / down[1]) ** 2 <= 1)
        radius = float(down.min())
        far = np.maximum(np.abs(dx) - (down[0] - radius), 0), np.maximum(np.abs(dy) - (down[1] - radius), 0)
        return np.asarray(far[0] ** 2 + far[1] ** 2 <= radius**2)


def within(corners: Sequence[Point], xs: F64, ys: F64, spend: Callable[[int], None] | None = None) -> Mask:
    """(ys, xs) which of the points of a grid lie inside a ring, by the even-odd rule; `spend` is told how many are
    looked at.
    """
    inside = np.zeros((len(ys), len(xs)), dtype=bool)
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if ay != by:
            beside = np.flatnonzero((ay > ys) != (by > ys))
            if spend:
                spend(len(beside) * len(xs))
            crossing = (bx - ax) * (ys[beside] - ay) / (by - ay) + ax
            inside[beside] ^= xs < crossing[:, None]
    return inside


def _snapped(first: float, last: float) -> tuple[int, int]:
    """The first cell and the number of cells between two places on a line."""
    a, b = math.floor(first + 0.5), math.floor(last + 0.5)
    return (a, b - a) if b > a else (math.floor((first + last) / 2), 1)


def around(places: Iterable[float], size: int) -> slice:
    """The cells along one side of a map that lie within reach of some places."""
    found = list(places)
    first = max(0, min(size, math.floor(min(found)) - 1))
    return slice(first, max(first, min(size, math.ceil(max(found)) + 1)))
