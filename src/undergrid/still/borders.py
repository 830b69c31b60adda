"""Districts on a chart: dotted borders where two of them meet, and what each is called, near its middle.

A level that is all one district, as one is where a map says nothing of districts, has neither.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City, Ground

BORDER = "#d0a8ff"
_DOT, _PERIOD = 5, 8  # px of a dotted border that are drawn, of so many


class Named(NamedTuple):
    """A district, and the cell of it that is nearest to its middle."""

    name: str
    x: int
    y: int


def districts_on(city: City, level: int) -> npt.NDArray[np.int32]:
    """The district of each cell of a level, (height, width); -1 where it is void."""
    cells = slice(level * city.area, (level + 1) * city.area)
    there = city.ground[cells] != Ground.VOID
    found: npt.NDArray[np.int32] = np.asarray(city.district_of)[cells].astype(np.int32)
    found[~there] = -1
    return found.reshape(city.height, city.width)


def named_on(city: City, level: int) -> list[Named]:
    """The districts of a level, in the order of the map; none where it is all one."""
    of = districts_on(city, level)
    numbers = [number for number in np.unique(of).tolist() if number >= 0]
    found = []
    for number in numbers if len(numbers) > 1 else ():
        ys, xs = np.nonzero(of == number)
        nearest = int(np.argmin((xs - xs.mean()) ** 2 + (ys - ys.mean()) ** 2))
        found.append(Named(city.districts[number].name, int(xs[nearest]), int(ys[nearest])))
    return found


def draw_borders(cells: npt.NDArray[np.int32], picture: npt.NDArray[np.uint8]) -> None:
    """Draw the borders between districts on a picture, (height, width, 3), of some cells.

    cells: the district of each, -1 for none; all of them together fill the picture.
    """
    rows, columns = (np.arange(n) * of // n for n, of in zip(picture.shape, cells.shape, strict=False))
    of = cells[rows[:, None], columns[None, :]]
    border = np.zeros(of.shape, bool)
    for here, there in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        meet = (of[here] != of[there]) & (of[here] >= 0) & (of[there] >= 0)
        border[here] |= meet
        border[there] |= meet
    y, x = np.indices(of.shape)
    picture[border & ((x + y) % _PERIOD < _DOT)] = [int(BORDER[n : n + 2], 16) for n in (1, 3, 5)]
