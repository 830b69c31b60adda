"""Lines: where wires run, and who could lay hands on one.

A wire runs straight from node to node, along the street or over roofs, and can be reached from every cell that it
passes and those beside it. One that changes levels goes through rock: only its ends can be reached. What joins a drone
to the network is a beam of radio: there only the mast can be reached, the node at the other end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.core.tables import I32, I64
from undergrid.world.tables.network import NodeKind

if TYPE_CHECKING:
    from undergrid.world.world import World


class Lines(Cache):
    """The cells below every wire.

    cells: (courses,) i32 the cells below all wires, ascending; wires: (courses,) i32 whose each is. handle: both, for
    kernels.
    """

    def __init__(self, world: World) -> None:
        nodes, wires, city = world.nodes, world.wires, world.city
        cells: list[I64] = []
        whose: list[I64] = []
        for wire, (a, b) in enumerate(zip(wires.a.tolist(), wires.b.tolist(), strict=True)):
            flies = [nodes.kind[node] == NodeKind.DRONE for node in (a, b)]
            ends = [int(nodes.cell[node]) for node, drone in zip((a, b), flies, strict=True) if not drone]
            course = np.array(sorted(set(ends)), np.int64)
            if len(ends) == 2 and ends[0] // city.area == ends[1] // city.area:
                course = straight(ends[0], ends[1], city.width)
            cells.append(course)
            whose.append(np.full(len(course), wire))
        all_cells = np.concatenate([np.empty(0, np.int64), *cells])
        order = np.argsort(all_cells, kind="stable")
        self.cells: I32 = all_cells[order].astype(np.int32)
        self.wires: I32 = np.concatenate([np.empty(0, np.int64), *whose])[order].astype(np.int32)
        self.handle: Handle = record(cells=self.cells, wires=self.wires)


def straight(a: int, b: int, width: int) -> I64:
    """The cells on the straight line between two cells of one level, both included, from a to b."""
    dx, dy = b % width - a % width, b // width - a // width
    n = max(abs(dx), abs(dy))
    if not n:
        return np.array([a], np.int64)
    along = np.arange(n + 1)
    x = a % width + (2 * dx * along + n) // (2 * n)
    y = a // width + (2 * dy * along + n) // (2 * n)
    found: I64 = y * width + x
    return found


def wires_at(world: World, cell: int) -> list[int]:
    """The wires that can be reached from a cell: those above it and above the cells beside it, ascending."""
    lines, city = world.cache(Lines), world.city
    level, x, y = city.where(cell)
    found: set[int] = set()
    for row in range(max(0, y - 1), min(city.height, y + 2)):
        first, last = city.cell(level, max(0, x - 1), row), city.cell(level, min(city.width - 1, x + 1), row)
        low, high = np.searchsorted(lines.cells, (first, last + 1))
        found.update(lines.wires[low:high].tolist())
    return sorted(found)


def place_of(world: World, node: int) -> int:
    """The cell where a node is: a drone where it lies or flies, anything else where it stands."""
    row = int(world.nodes.watcher[node])
    return int(world.watchers.cell[row]) if row >= 0 else int(world.nodes.cell[node])


def nodes_at(world: World, cell: int) -> list[int]:
    """The nodes that can be reached from a cell, ascending: on it or beside it, and no drone that flies."""
    nodes, city = world.nodes, world.city
    there, watches = nodes.cell.copy(), nodes.watcher >= 0
    there[watches] = world.watchers.cell[nodes.watcher[watches]]
    near = np.flatnonzero(np.abs(there - np.int32(cell)) <= city.width + 1)
    level, x, y = city.where(cell)
    steps = np.maximum(np.abs(there[near] % city.width - x), np.abs(there[near] // city.width % city.height - y))
    beside = (there[near] // city.area == level) & (steps <= 1)
    return near[beside & ((nodes.kind[near] != NodeKind.DRONE) | nodes.failed[near])].tolist()
