"""Lamps: which street lamps burn, and where embers do, as whoever looks at what they light has it.

Each node of kind LIGHTS feeds the lamps of its district that are nearest to it. They burn until it fails or breaks.
The lamps of a district without such a node do not hang on the network, and always burn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.city.city import ground_column
from undergrid.core.caches import Cache
from undergrid.core.tables import I32, I64
from undergrid.world.senses import optics
from undergrid.world.senses.optics import AT_DARK, AT_EMBERS, MOST_EMBERS, Optics
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.network import NodeKind

if TYPE_CHECKING:
    from undergrid.world.world import World


_LIGHTS, _CIGARETTE = int(NodeKind.LIGHTS), int(ItemKind.CIGARETTE)


class Lamps(Cache):
    """Which node feeds the lamps of each cell, and which of them burn.

    feeder: (cells,) i32 the node, -1 where no lamp hangs on the network. tables: those of `optics`, with the cells
    whose lamps are out; whoever holds them sees at once what `switch` does.
    """

    def __init__(self, world: World) -> None:
        self.feeder = _feeders(world)
        self.tables: I32 = _with_lamps(optics.tables(world.shared(Optics), world.city.cell_mm), len(self.feeder))
        for node in np.flatnonzero(world.nodes.kind == NodeKind.LIGHTS).tolist():
            if not burns(world, node):
                self._set(node, False)
        write_embers(self.tables, embers(world))

    def _set(self, node: int, lit: bool) -> None:
        _set_lamps(self.tables, np.flatnonzero(self.feeder == node), lit)

    def switch(self, world: World, node: int) -> None:
        """Let the lamps of a node burn or not, as the tables of the world now have it."""
        self._set(node, burns(world, node))


class _AllBurn(Cache):
    """The tables of `optics` where no lamp hangs on the network: to look them up by all their knobs takes a while."""

    def __init__(self, world: World) -> None:
        self.tables: I32 = optics.tables(world.shared(Optics), world.city.cell_mm)


class Embers(Cache):
    """As `_AllBurn`, with embers, where there are cigarettes.

    An ember shows as plainly as a lamp does on its cell [assumed: a point of light, which draws the eye].
    """

    def __init__(self, world: World) -> None:
        self.tables: I32 = optics.tables(world.shared(Optics), world.city.cell_mm).copy()
        write_embers(self.tables, embers(world))


def embers(world: World) -> I64:
    """The cells on which cigarettes burn outdoors, ascending, each once: the first so many of them count."""
    table, people = world.smoking, world.citizens
    smokers = table.owner[table.rows()].tolist()
    return np.array(
        sorted({int(people.cell[who]) for who in smokers if people.inside[who] < 0})[:MOST_EMBERS], np.int64
    )


def write_embers(table: I32, cells: I64) -> None:
    """Let embers burn on these cells and nowhere else; `table` as of `Lamps` or `Embers`."""
    table[AT_EMBERS] = len(cells)
    table[AT_EMBERS + 1 : AT_EMBERS + 1 + len(cells)] = cells


def glow(world: World) -> None:
    """Bring the embers up to date in the tables by which things are seen in this world."""
    lamps = (world.nodes.kind == _LIGHTS).any()
    table = world.cache(Lamps).tables if lamps else world.cache(Embers).tables
    write_embers(table, embers(world))


def burns(world: World, node: int) -> bool:
    """Whether the lamps burn that a node feeds."""
    return bool(world.nodes.works[node] and not world.nodes.failed[node])


def tables_now(world: World) -> I32:
    """The tables of `optics` by which things are seen in this world, lamps that are out included."""
    if world.nodes.n and (world.nodes.kind == _LIGHTS).any():
        return world.cache(Lamps).tables
    if world.smoking.n_used or (world.items.kind == _CIGARETTE).any():
        return world.cache(Embers).tables
    return world.cache(_AllBurn).tables


def tables_as(world: World, given: Optics) -> I32:
    """As `tables_now`, for other eyes than `rules.optics` has."""
    made = optics.tables(given, world.city.cell_mm)
    now = tables_now(world)
    if not now[AT_DARK] and not now[AT_EMBERS]:
        return made
    found = np.concatenate([made, now[now[AT_DARK] :] if now[AT_DARK] else now[:0]])
    found[AT_DARK] = len(made) if now[AT_DARK] else 0
    write_embers(found, embers(world))
    return found


def _with_lamps(table: I32, n_cells: int) -> I32:
    """A copy of the tables of `optics` in which lamps can go out, cell by cell, by `_set_lamps`; all of them burn."""
    found = np.concatenate([table, np.zeros((n_cells + 31) // 32, np.int32)])
    found[AT_DARK] = len(table)
    return found


def _set_lamps(table: I32, cells: I64, lit: bool) -> None:
    """Let the lamps burn or not on these cells; `table` as of `_with_lamps`."""
    words = table[table[AT_DARK] :].view(np.uint32)
    bits = np.uint32(1) << (cells & 31).astype(np.uint32)
    if lit:
        np.bitwise_and.at(words, cells >> 5, ~bits)
    else:
        np.bitwise_or.at(words, cells >> 5, bits)


def _feeders(world: World) -> I32:
    """(cells,) the node that feeds the lamps of each cell: of those of its district the nearest, then the lowest."""
    city, nodes = world.city, world.nodes
    found = np.full(city.n_cells, -1, np.int32)
    lit = ground_column("lit", np.bool_)[city.ground]
    lights = np.flatnonzero(nodes.kind == NodeKind.LIGHTS)
    districts = np.asarray(city.district_of)
    for district in np.unique(nodes.district[lights]).tolist():
        cells = np.flatnonzero(lit & (districts == district))
        best = np.full(len(cells), np.iinfo(np.int64).max)
        for node in lights[nodes.district[lights] == district].tolist():
            level, x, y = city.where(int(nodes.cell[node]))
            rest = cells % city.area
            far = (rest % city.width - x) ** 2 + (rest // city.width - y) ** 2
            far += np.where(cells // city.area == level, 0, city.area**2)  # another level: only if there is no other
            nearer = far < best
            best[nearer], found[cells[nearer]] = far[nearer], node
    return found
