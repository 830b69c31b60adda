"""Boxes: the part of a level that is in view."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City

Mask = npt.NDArray[np.bool_]
MOST_SQUARES = 1 << 18  # of a grid: what is larger is sent coarser


class Box:
    """A part of one level: `sides` are x, y of its first cell, and of the one after its last."""

    def __init__(self, level: int, x0: int, y0: int, x1: int, y1: int, width: int, area: int) -> None:
        self.level, self.sides, self.width, self.area = level, (x0, y0, x1, y1), width, area

    def wider(self, cells: int) -> Box:
        x0, y0, x1, y1 = self.sides
        return Box(self.level, x0 - cells, y0 - cells, x1 + cells, y1 + cells, self.width, self.area)

    def _where(self, cells: npt.NDArray[Any]) -> tuple[Mask, npt.NDArray[Any], npt.NDArray[Any]]:
        rest = cells % self.area
        x, y = rest % self.width, rest // self.width
        x0, y0, x1, y1 = self.sides
        return (cells // self.area == self.level) & (x >= x0) & (x < x1) & (y >= y0) & (y < y1), x, y

    def holds(self, cells: npt.NDArray[Any]) -> Mask:
        """Which of some cells lie in it."""
        return self._where(cells)[0]

    def density(self, cells: npt.NDArray[Any], step: int) -> npt.NDArray[np.uint8]:
        """How many of some cells lie in each square of its own, row by row, cut at 255."""
        x0, y0, x1, y1 = self.sides
        wide, high = -(-(x1 - x0) // step), -(-(y1 - y0) // step)
        inside, x, y = self._where(cells)
        squares = ((y[inside] - y0) // step) * wide + (x[inside] - x0) // step
        return np.minimum(np.bincount(squares, minlength=wide * high), 255).astype(np.uint8)

    def stride(self) -> int:
        """How many cells lie along the side of a square of a grid over it: 1, unless that were too many squares."""
        x0, y0, x1, y1 = self.sides
        return max(1, math.isqrt(max(0, (x1 - x0) * (y1 - y0) - 1) // MOST_SQUARES) + 1)

    def grid(self, values: npt.NDArray[Any], stride: int) -> npt.NDArray[Any]:
        """The values, one for each cell of the city, of the first cell of each square of a grid: row by row."""
        x0, y0, x1, y1 = self.sides
        level = values[self.level * self.area :][: self.area].reshape(-1, self.width)
        return np.ascontiguousarray(level[y0:y1:stride, x0:x1:stride]).ravel()


def box_of(city: City, level: int, sides: tuple[int, int, int, int]) -> Box:
    """The part of a level that a page looks at, cut to the map."""
    x0, y0 = max(0, min(sides[0], city.width - 1)), max(0, min(sides[1], city.height - 1))
    x1, y1 = max(x0 + 1, min(sides[2], city.width)), max(y0 + 1, min(sides[3], city.height))
    return Box(level, x0, y0, x1, y1, city.width, city.area)
