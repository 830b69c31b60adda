"""Coverage: which cells the authority's sensors see now. Computed on demand; no rule reads it."""

from __future__ import annotations

import numpy as np

from undergrid.core.grid import field_of_view, isqrt, sees_over
from undergrid.core.jit import kernel
from undergrid.core.tables import U8
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import reach
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.world import World

_READER, _OFF = int(WatcherKind.READER), int(Duty.OFF)


def coverage(world: World, reader_m: float = 8.0) -> U8:
    """How many sensors cover each cell: (cells,) u8, cut at 255.

    A sensor covers the cells on its level, inside the wall, that are not walls, within its range and in its line of
    sight, which from above a roof goes out over its edges: readers as far as `reader_m` (of `rules.tags`), all others
    as far as `rules.optics` says. Changes nothing.
    """
    city, watchers = world.city, world.watchers
    covered = np.zeros(city.n_cells, np.uint8)
    readers = int(reader_m * 1000 // city.cell_mm) ** 2
    seen, cells = np.zeros(city.n_cells, np.uint8), np.zeros(city.area, np.int32)
    table = tables_now(world)
    _cover(watchers.handle, city.handle, table, readers, seen, cells, covered)
    return covered


@kernel
def _cover(watchers, city, table, readers, seen, cells, covered):
    """For each watcher, add one to every floor cell that it covers."""
    width = city.width
    for w in range(len(watchers.kind)):
        here = np.int64(watchers.cell[w])
        level = here // city.area
        if watchers.duty[w] == _OFF or city.flags[level] & 2 == 0:
            continue
        squared = readers if watchers.kind[w] == _READER else reach(table, np.int64(watchers.kind[w]))
        if city.opaque[here] != 0:
            _cover_from_a_roof(city, here, squared, covered)
            continue
        n = field_of_view(city.opaque, width, city.height, here, isqrt(squared), seen, cells)
        for i in range(n):
            seen[cells[i]] = 0
            if city.opaque[cells[i]] == 0 and covered[cells[i]] < 255:
                covered[cells[i]] += 1


@kernel
def _cover_from_a_roof(city, here, squared, covered):
    """Add one to every floor cell that a watcher above a roof covers."""
    width, cells, base = city.width, isqrt(squared), here // city.area * city.area
    y, x = (here - base) // width, (here - base) % width
    for there_y in range(max(0, y - cells), min(city.height, y + cells + 1)):
        for there_x in range(max(0, x - cells), min(width, x + cells + 1)):
            there = base + there_y * width + there_x
            near = (there_x - x) * (there_x - x) + (there_y - y) * (there_y - y) <= squared
            if not near or city.opaque[there] != 0 or covered[there] == 255:
                continue
            if sees_over(city.opaque, width, base, x, y, there_x, there_y):
                covered[there] += 1
