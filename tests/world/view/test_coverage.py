"""Coverage: every cell counted once more, sensor by sensor, with the plainest of loops."""

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.core.grid import sees_over
from undergrid.core.jit import python
from undergrid.world.senses import optics
from undergrid.world.senses.optics import Optics
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.view.coverage import coverage

WIDE, HIGH = 23, 14


def covered_by_one(world, w, reader_cells):
    """(cells,) whether a watcher covers each cell."""
    city, watchers = world.city, world.watchers
    table = optics.tables(world.shared(Optics), city.cell_mm)
    kind, (level, x, y) = int(watchers.kind[w]), city.where(int(watchers.cell[w]))
    found = np.zeros(city.n_cells, bool)
    if watchers.duty[w] == Duty.OFF or not city.levels[level].lawful:
        return found
    squared = reader_cells**2 if kind == WatcherKind.READER else int(python(optics.reach)(table, kind))
    for cell in range(level * city.area, (level + 1) * city.area):
        _, u, v = city.where(cell)
        near = (u - x) ** 2 + (v - y) ** 2 <= squared
        found[cell] = near and not city.opaque[cell] and sees_over(city.opaque, WIDE, level * city.area, x, y, u, v)
    return found


@pytest.mark.parametrize(("seed", "reader_m", "reader_cells"), [(1, 8.0, 4), (2, 9.9, 4), (3, 2.0, 1), (4, 10.0, 5)])
def test_each_cell_is_covered_by_as_many_sensors_as_reach_and_see_it(seed, reader_m, reader_cells):
    dice = np.random.default_rng(seed)
    signs = dice.choice(list("....#|"), (3, HIGH, WIDE))
    city = make_city(*("\n".join("".join(row) for row in level) for level in signs))
    kinds = dice.choice(list(WatcherKind), 60)
    places = dice.integers(0, 3 * WIDE * HIGH, 60)
    world = make_world(city, watchers=[(WatcherKind(int(k)), int(c)) for k, c in zip(kinds, places, strict=True)])
    world.watchers.duty[:] = np.where(dice.random(60) < 0.2, Duty.OFF, world.watchers.duty)
    before = world.digest()
    expected = sum(covered_by_one(world, w, reader_cells).astype(int) for w in range(60))
    assert (coverage(world, reader_m) == expected).all()
    assert expected.max() > 3
    assert world.digest() == before


@pytest.mark.parametrize(
    ("roof", "n", "most"), [(False, 254, 254), (False, 257, 255), (True, 254, 254), (True, 257, 255)]
)
def test_more_than_255_are_counted_as_255(roof, n, most):
    drawing = ".....\n.#...\n....." if roof else field(5, 3)
    world = make_world(drawing, watchers=[(WatcherKind.READER, 6)] * n)
    covered = coverage(world)
    assert covered[7] == most
    assert covered.dtype == np.uint8
