"""The sheet that a city is drawn on: its cells level by level, and where they lie on the plane."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from undergrid.city.city import I32, U8, Ground, Level
from undergrid.city.maps.osm import raster
from undergrid.city.maps.osm.plane import F64, I64
from undergrid.city.maps.shapes import Mask

STREET, BELOW, ABOVE = range(3)
LEVELS = (Level("street"), Level("below", sky=False), Level("above"))
"""The level that every city has first; the others are there where something lies on them."""


class Draft:
    """A city while it is drawn. left, top: of its first cell, mm on the plane; size: height and width in cells."""

    def __init__(self, left: int, top: int, size: tuple[int, int], cell_mm: int) -> None:
        self.left, self.top, self.size, self.cell_mm = left, top, size, cell_mm
        self.ground: U8 = np.zeros((len(LEVELS), *size), np.uint8)
        self.ground[STREET] = Ground.WASTE
        self.streets: Mask = np.zeros(size, bool)  # where a way leads, on the level STREET
        self.homely: Mask = np.zeros(size, bool)  # where a way leads along which people live
        self.owner: I32 = np.full(size, -1, np.int32)  # the building whose mass it is, or -1

    def cells(self, points: I64) -> F64:
        """Points in mm on the plane, in cells: each in the middle of its mm, so that none lies between two cells."""
        return (points - (self.left, self.top) + 0.5) / self.cell_mm

    def at(self, point: I64) -> tuple[int, int] | None:
        """Row and column of the cell in which a point lies; None outside."""
        x, y = np.floor(self.cells(point)).astype(np.int64).tolist()
        return (y, x) if 0 <= y < self.size[0] and 0 <= x < self.size[1] else None

    def inside(self, rings: Iterable[I64]) -> tuple[slice, slice, Mask]:
        """The rows and columns around an area, and which of their cells lie in it."""
        return raster.inside([self.cells(ring) for ring in rings], self.size)

    def along(self, line: I64, metres: float) -> I64:
        """The cells of a way so many metres wide, ascending: one can walk along it however narrow it is."""
        points = self.cells(line)
        found = [raster.thread(points, self.size)]
        for rows, columns, there in raster.strip(points, 1000 * metres / self.cell_mm, self.size):
            y, x = np.nonzero(there)
            found.append((y + rows.start) * self.size[1] + x + columns.start)
        return np.unique(np.concatenate(found))

    def middle(self, line: I64) -> I64:
        """The cells that the middle of a way passes through, in its order."""
        return raster.thread(self.cells(line), self.size)
