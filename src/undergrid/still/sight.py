"""What a watcher sees, as the rules have it: the cells in its line of sight, as a square of bits around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undergrid.core.grid import field_of_view, isqrt, sees_over
from undergrid.core.jit import kernel
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import reach
from undergrid.world.senses.thermal import Thermal, beam
from undergrid.world.tables.authority import Duty, Senses, WatcherKind
from undergrid.world.world import World

_FARTHEST = 60  # cells that are drawn of what a watcher sees
_MOST = 48  # watchers whose sight is drawn at once
MOBILE = (WatcherKind.SENTINEL, WatcherKind.DRONE, WatcherKind.HUNTER)

Sight = tuple[int, int, int, int]  # (watcher, x, y, cells it reaches)
Beam = tuple[int, int, int, int]  # (watcher, from, to in degrees, cells it reaches)


def sights(world: World, rows: npt.NDArray[np.int64]) -> tuple[list[Sight], list[Beam], npt.NDArray[np.uint8]]:
    """What some watchers see and sweep, and the bits of the cells: a square of 2 r + 1 for each, row by row."""
    city, watchers, thermal = world.city, world.watchers, world.shared(Thermal)
    look, far = Looking(world), reaches(world)
    found, beams, bits = list[Sight](), list[Beam](), list[npt.NDArray[np.uint8]]()
    for row in rows.tolist():
        around = far.get(int(watchers.kind[row]), 0)
        if watchers.duty[row] == Duty.OFF or not around or len(found) == _MOST:
            continue
        _, x, y = city.where(int(watchers.cell[row]))
        found.append((row, x, y, around))
        bits.append(look.at(int(watchers.cell[row]), around))
        if watchers.senses[row] & Senses.HEAT:
            low, high = beam(thermal, int(watchers.luck[row]), world.tick)
            beams.append((row, round(low), round(high), min(int(thermal.beam_m * 1000 / city.cell_mm), around)))
    return found, beams, np.concatenate(bits) if bits else np.zeros(0, np.uint8)


def reaches(world: World) -> dict[int, int]:
    """How many cells around them those who move see at present, by their kind; 0 for those who see nothing."""
    table = tables_now(world)
    squared = {int(kind): max(0, int(reach(table, np.int64(kind)))) for kind in MOBILE}
    return {kind: min(int(isqrt(far)), _FARTHEST) for kind, far in squared.items()}


class Looking:
    """Looks around from cells of one city. It keeps the room that this takes."""

    def __init__(self, world: World) -> None:
        self._city = world.city
        self._seen, self._cells = np.zeros(world.city.n_cells, np.uint8), np.zeros(world.city.area, np.int32)

    def at(self, cell: int, around: int) -> npt.NDArray[np.uint8]:
        """The bits of the cells in sight of one: a square of 2 `around` + 1, row by row."""
        square = np.zeros((2 * around + 1) ** 2, np.uint8)
        _light(self._city.handle, cell, around, self._seen, self._cells, square)
        return np.packbits(square)


@kernel
def _light(city, here, around, seen, cells, square):
    """Set the floor cells of a square that are seen from its middle; from above a roof, those beyond its edges."""
    width, base = city.width, here // city.area * city.area
    y, x = (here - base) // width, (here - base) % width
    side = 2 * around + 1
    if city.opaque[here] == 0:
        n = field_of_view(city.opaque, width, city.height, here, around, seen, cells)
        for i in range(n):
            seen[cells[i]] = 0
            there = cells[i] - base
            if city.opaque[cells[i]] != 0:
                continue
            square[(there // width - y + around) * side + there % width - x + around] = 1
        return
    for there_y in range(max(0, y - around), min(city.height, y + around + 1)):
        for there_x in range(max(0, x - around), min(width, x + around + 1)):
            near = (there_x - x) * (there_x - x) + (there_y - y) * (there_y - y) <= around * around
            there = base + there_y * width + there_x
            if near and city.opaque[there] == 0 and sees_over(city.opaque, width, base, x, y, there_x, there_y):
                square[(there_y - y + around) * side + there_x - x + around] = 1
