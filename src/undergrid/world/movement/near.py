"""Near: distances of places, and the nearest cell that can be entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.world.places.ways import Ways

if TYPE_CHECKING:
    from undergrid.world.world import World


def squares(cells: npt.NDArray[np.integer], place: int, width: int, height: int) -> npt.NDArray[np.int64]:
    """(cells,) squared distances from the cell `place`, in cells squared; levels are ignored."""
    rows, row = cells.astype(np.int64) // width, place // width
    return (cells - rows * width - place + row * width) ** 2 + (rows % height - row % height) ** 2


_AROUND = 3  # how far from a cell `place_near` looks, in cells [assumed]


def place_near(world: World, cell: int) -> int:
    """The cell itself where it can be entered, else the nearest one around it that can; -1 for none."""
    if world.cache(Ways).walk[cell]:
        return cell
    city = world.city
    level, x, y = city.where(cell)
    around = [
        (dx * dx + dy * dy, city.cell(level, x + dx, y + dy))
        for dy in range(-_AROUND, _AROUND + 1)
        for dx in range(-_AROUND, _AROUND + 1)
        if 0 <= x + dx < city.width and 0 <= y + dy < city.height
    ]
    open_cells = [(far, there) for far, there in around if world.cache(Ways).walk[there]]
    return min(open_cells)[1] if open_cells else -1
