"""Crowds in corridors, rooms and at doors, on cells of any size: what the cases of IMO and RiMEA are made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scenes.walkers import ask
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import City
from undergrid.systems.movement import movement
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.tables.orders import Verb
from undergrid.world.world import World

SIZES = (500, 1000, 2000, 4000)
"""Sides of cells, mm."""


def weidmann(density: float) -> float:
    """Walking speed, m/s, by persons/m2 [Weidmann 1993]."""
    return 1.34 * (1 - math.exp(-1.913 * (1 / density - 1 / 5.4)))


def in_cells(metres: float, cell_mm: int) -> int:
    """A length in cells, at least one."""
    return max(1, round(metres * 1000 / cell_mm))


def spread_out(cells: npt.NDArray[np.int64], people: int, seed: int) -> list[int]:
    """So many of the cells in a random order, each again only when all have been taken."""
    order = np.random.default_rng(seed).permutation(cells)
    return [int(cell) for cell in np.resize(order, people)]


# ---------------------------------------------------------------- the fundamental diagram


def speed_in_corridor(cell_mm: int, density: float, metres: float = 80, warm: int = 120, ticks: int = 240) -> float:
    """Mean speed, m/s, of people who walk through a corridor 4 m wide without end, once they have found their places.

    Whoever comes to its end goes on at its beginning; beyond either end stand as many as at the other, for those who
    look ahead.
    """
    width, length, beyond = in_cells(4, cell_mm), in_cells(metres, cell_mm), in_cells(12, cell_mm)
    row = length + 2 * beyond
    city = make_city(field(row, width), cell_mm=cell_mm)
    inside = np.arange(width * row).reshape(width, row)[:, beyond : beyond + length]
    people = round(density * inside.size * cell_mm**2 / 1e6)
    world = make_world(city, citizens=spread_out(inside.ravel(), people, 1))
    cells = world.citizens.cell
    for who in range(people):
        ask(world, who, Verb.WALK, int(cells[who]) // row * row + row - 1)
    walked = 0
    for tick in range(ticks):
        standing = np.bincount(cells, minlength=inside.size + 2 * width * beyond).reshape(width, row)
        standing[:, :beyond], standing[:, beyond + length :] = (
            standing[:, length : beyond + length], standing[:, beyond : 2 * beyond]
        )  # fmt: skip
        world.cache(Occupancy).bodies[:] = standing.ravel()
        before = cells.copy()
        run(movement, world)
        if tick >= warm:
            walked += int((cells % row - before % row).sum())
        cells[cells % row >= beyond + length] -= length
    return walked * cell_mm / 1000 / people / (ticks - warm)


# ---------------------------------------------------------------- rooms and doors


def room_with_doors(cell_mm: int, across: float, down: float, doors: Sequence[float], door: float) -> City:
    """A room of so many metres, from whose east wall doors `door` metres wide, with these middles, lead outside."""
    width, height, wide = (in_cells(metres, cell_mm) for metres in (across, down, door))
    firsts = [round((middle - door / 2) * 1000 / cell_mm) for middle in doors]
    open_rows = {first + n for first in firsts for n in range(wide)}
    outside = "." * in_cells(20, cell_mm)
    rows = ["." * width + ("." if y in open_rows else "#") + outside for y in range(height)]
    return make_city("\n".join(rows), cell_mm=cell_mm)


def leave(
    city: City,
    cell_mm: int,
    across: float,
    people: int,
    seed: int = 1,
    watch: Callable[[World, int], None] | None = None,
) -> npt.NDArray[np.int64]:
    """How many have left the room, tick after tick, until all have; they go to all rows of the far side."""
    wall = in_cells(across, cell_mm)
    cells = np.flatnonzero(city.walkable())
    inside = cells[cells % city.width < wall]
    world = make_world(city, citizens=spread_out(inside, people, seed), seed=seed)
    far = np.random.default_rng(seed).integers(city.height, size=people)
    for who in range(people):
        ask(world, who, Verb.WALK, int(far[who]) * city.width + city.width - 1)
    out = []
    while not out or (out[-1] < people and len(out) < 3000):
        run(movement, world)
        out.append(int((world.citizens.cell % city.width > wall).sum()))
        if watch:
            watch(world, len(out))
    return np.array(out)


def flow(out: npt.NDArray[np.int64]) -> float:
    """Persons a second from the 10th to the 90th of a hundred."""
    people = int(out[-1])
    first, last = np.searchsorted(out, 0.1 * people), np.searchsorted(out, 0.9 * people)
    return float((out[last] - out[first]) / (last - first))


def door_flow(cell_mm: int, metres: float, seeds: Sequence[int] = (1, 2, 3)) -> float:
    """Persons per metre and second through a door that is so wide, from a room of 12 x 10 m with 300 people."""
    city = room_with_doors(cell_mm, 12, 12, [6], metres)
    return float(np.mean([flow(leave(city, cell_mm, 12, 300, seed)) for seed in seeds])) / metres


# ---------------------------------------------------------------- two streams


def streams(
    cell_mm: int, there: int, back: int, metres: float = 10, seed: int = 1,
    watch: Callable[[World, int], None] | None = None,
) -> tuple[int, int]:  # fmt: skip
    """Ticks until all of two crowds have come through a corridor 2 m wide between two rooms of 10 x 10 m, one from
    either side: (those who go east, those who go west; 0 where there are none).
    """
    side, wide, length = (in_cells(m, cell_mm) for m in (10, 2, metres))
    first = (side - wide) // 2
    rows = ["." * side + ("." if first <= y < first + wide else "#") * length + "." * side for y in range(side)]
    city = make_city("\n".join(rows), cell_mm=cell_mm)
    row = city.width
    west = np.array([y * row + x for y in range(side) for x in range(side)])
    east = west + side + length
    world = make_world(
        city, citizens=spread_out(west, there, seed) + spread_out(east, back, seed + 1), seed=seed
    )  # fmt: skip
    goals = spread_out(east, there, seed + 2) + spread_out(west, back, seed + 3)
    for who, goal in enumerate(goals):
        ask(world, who, Verb.WALK, goal)
    done = [0, 0]
    for tick in range(1, 2000):
        run(movement, world)
        x = world.citizens.cell % row
        for n, over in enumerate(((x[:there] >= side + length).all(), (x[there:] < side).all())):
            done[n] = done[n] or (tick if over else 0)
        if watch:
            watch(world, tick)
        if all(done):
            break
    return (done[0] if there else 0), (done[1] if back else 0)
