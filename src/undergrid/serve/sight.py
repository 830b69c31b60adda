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
    seen, cells = np.zeros(city.n_cells, np.uint8), np.zeros(city.area, np.int32)
    table = tables_now(world)
    found, beams, bits = list[Sight](), list[Beam](), list[npt.NDArray[np.uint8]]()
    for row in rows.tolist():
        if watchers.duty[row] == Duty.OFF or watchers.kind[row] not in MOBILE or len(found) == _MOST:
            continue
        squared = int(reach(table, np.int64(watchers.kind[row])))
        around = min(int(isqrt(squared)), _FARTHEST)
        if squared <= 0 or not around:
            continue
        square = np.zeros((2 * around + 1) ** 2, np.uint8)
        _light(city.handle, int(watchers.cell[row]), around, seen, cells, square)
        _, x, y = city.where(int(watchers.cell[row]))
        found.append((row, x, y, around))
        bits.append(np.packbits(square))
        if watchers.senses[row] & Senses.HEAT:
            low, high = beam(thermal, int(watchers.luck[row]), world.tick)
            beams.append((row, round(low), round(high), min(int(thermal.beam_m * 1000 / city.cell_mm), around)))
    return found, beams, np.concatenate(bits) if bits else np.zeros(0, np.uint8)


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
