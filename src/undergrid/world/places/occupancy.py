"""Occupancy: who is outdoors, how many stand on each cell, and how bodies enter, leave and change cells.

Rules move people through these functions, so that the columns `citizens.cell` and `inside` agree with the caches over
them: the bitmap `outdoors` and the number of `bodies` on each cell. (For walkers, `movement` updates cells and bodies
itself.) In kernels `who` is a row of citizens.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core.bits import Active, clear_bit, set_bit
from undergrid.core.caches import Cache
from undergrid.core.grid import DX, DY
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel

if TYPE_CHECKING:
    from undergrid.world.world import World

Bodies = npt.NDArray[np.integer]

JAM = 5.4  # persons/m2 at which nobody moves [Weidmann 1993]
DENSITY = 32  # steps of the density that walkers meet, per person/m2
MOST_DENSE = 16 * DENSITY - 1  # and the highest that is told apart
_SQUARE = 2000  # mm: density is counted on squares of about this side where cells are smaller
_FEW = 32_768  # people up to which room for everybody costs less than to count who needs some
_MANY = 28  # bodies on one cell up to which a byte counts them and all who might step onto it at once, from nine cells


def room_on(cell_mm: int) -> int:
    """How many bodies fit on a cell: then nobody more can enter. The last of them stands across its border."""
    return math.ceil(JAM * cell_mm * cell_mm / 1e6)


class Occupancy(Cache):
    """Who stands where.

    outdoors: those out of doors. bodies: (cells,) how many of them stand on each cell, in bytes where those are wide
    enough. newcomers: those who came indoors by movement in this tick; `shelter` empties it. handle: all three, the
    first and last as bitmaps; scratch for those who step onto a cell in a tick, where cells are small; and what walkers
    need to tell how crowded it is: see `crowding_of`.
    """

    def __init__(self, world: World) -> None:
        people = world.citizens
        out = people.inside < 0
        self.outdoors = Active(people.n)
        self.outdoors.fill(out)
        self.newcomers = Active(people.n)
        cells, counts = np.unique(people.cell[out], return_counts=True)
        most = max(int(counts.max(initial=0)), room_on(world.city.cell_mm))
        self.bodies: Bodies = np.zeros(world.city.n_cells, np.uint8 if most <= _MANY else np.int32)
        self.bodies[cells] = counts
        crowding = crowding_of(world.city.cell_mm)
        self.handle: Handle = record(
            outdoors=self.outdoors.bits, bodies=self.bodies, newcomers=self.newcomers.bits,
            entered=np.zeros(world.city.n_cells if crowding["span"] > 1 else 0, np.int16), **crowding,
        )  # fmt: skip

    @property
    def room(self) -> int:
        """Rows that are enough for all who are outdoors: as many as there are people, where to count costs more."""
        n: int = self.outdoors.n_rows
        return n if n <= _FEW else self.outdoors.count


def crowding_of(cell_mm: int) -> dict[str, int]:
    """What a handle of bodies needs beside them, for cells of this size.

    room: bodies at which a cell is full. span: cells along a side of the squares on which density is counted. each:
    what one body adds to the density of a cell, in 1/65536 of a step. fit: bodies that fit on a cell of such a square
    on average, in 1/65536.
    """
    each = round(DENSITY * 65536 * 1e6 / (cell_mm * cell_mm))
    fit = round(JAM * 65536 * cell_mm * cell_mm / 1e6)
    return {"room": room_on(cell_mm), "span": max(1, round(_SQUARE / cell_mm)), "each": each, "fit": fit}


@kernel(inline=True)
def density_met(occupancy, ways, at, ahead, direction):
    """The density that somebody on the cell `at` meets on the way ahead, themselves left out: an index, in 1 / DENSITY
    persons/m2, up to MOST_DENSE.

    It is counted on one's own cell and the one ahead; where cells are smaller than 2 m, on the squares of about 2 m
    around one's own and next to it in that direction, as far as they are open ground.
    """
    if occupancy.span > 1:
        return _density_on_squares(occupancy, ways, at, direction)
    others = np.int64(occupancy.bodies[at]) - 1 + np.int64(occupancy.bodies[ahead])
    return min(max(others, 0) * occupancy.each >> 17, MOST_DENSE)


@kernel
def _density_on_squares(occupancy, ways, at, direction):
    """`density_met` where cells are small."""
    row = at // ways.width
    level = row // ways.height
    across, down = (at - row * ways.width) // occupancy.span, (row - level * ways.height) // occupancy.span
    others, cells = np.int64(-1), np.int64(0)
    for square in range(2):
        first_x = (across + square * DX[direction]) * occupancy.span
        first_y = (down + square * DY[direction]) * occupancy.span
        for y in range(max(0, first_y), min(ways.height, first_y + occupancy.span)):
            for x in range(max(0, first_x), min(ways.width, first_x + occupancy.span)):
                cell = (level * ways.height + y) * ways.width + x
                cells += 1 if ways.walk[cell] else 0
                others += np.int64(occupancy.bodies[cell])
    return min(max(others, 0) * occupancy.each // max(1, cells) >> 16, MOST_DENSE)


@kernel(inline=True)
def is_full(occupancy, ways, at, ahead):
    """Whether nobody more can step from one cell onto another: too many stand there or, where cells are small, on the
    square that one would come onto.
    """
    if occupancy.bodies[ahead] >= occupancy.room:
        return True
    return occupancy.span > 1 and _square_is_full(occupancy, ways, at, ahead)


@kernel
def _square_is_full(occupancy, ways, at, ahead):
    """`is_full` where cells are small."""
    span, width, height = occupancy.span, ways.width, ways.height
    row = ahead // width
    level, was = row // height, at // width
    x, y = (ahead - row * width) // span, (row - level * height) // span
    if (at - was * width) // span == x and (was - level * height) // span == y:
        return False
    bodies, room = np.int64(0), np.int64(0)
    for j in range(y * span, min(height, (y + 1) * span)):
        for i in range(x * span, min(width, (x + 1) * span)):
            cell = (level * height + j) * width + i
            bodies += np.int64(occupancy.bodies[cell])
            room += occupancy.fit if ways.walk[cell] else 0
    return bodies << 16 >= room


def move_body(world: World, who: int, building: int) -> None:
    """Move a body, from indoors or outdoors, into a building."""
    door = world.city.buildings[building].door
    _carry(world.citizens.handle, world.cache(Occupancy).handle, who, building, door)


@kernel(inline=True)
def step_out(people, occupancy, who):
    """Move a body out of the door, which is at its cell; False, and nothing changes, while too many stand there."""
    here = int(people.cell[who])
    if occupancy.bodies[here] >= occupancy.room:
        return False
    people.inside[who] = -1
    set_bit(occupancy.outdoors, who)
    occupancy.bodies[here] += 1
    return True


@kernel(inline=True)
def step_in(people, occupancy, who, building):
    """Move a body into a building whose door is at its cell."""
    here = int(people.cell[who])
    people.inside[who] = building
    clear_bit(occupancy.outdoors, who)
    occupancy.bodies[here] -= 1


@kernel
def _carry(people, occupancy, who, building, door):
    """Move a body, from indoors or outdoors, into a building with that door."""
    if people.inside[who] < 0:
        here = int(people.cell[who])
        occupancy.bodies[here] -= 1
        clear_bit(occupancy.outdoors, who)
    people.inside[who] = building
    people.cell[who] = door


def bring(world: World, who: int, to: int, building: int) -> None:
    """Move a body along with another: to a cell outdoors (building -1), however many stand there, or indoors."""
    occupancy = world.cache(Occupancy)
    _bring(world.citizens.handle, occupancy.handle, who, to, building)
    if building < 0 and occupancy.bodies[to] > _MANY and occupancy.bodies.dtype == np.uint8:
        world.renew(Occupancy).newcomers.bits[:] = occupancy.newcomers.bits  # counts in wider numbers


@kernel
def _bring(people, occupancy, who, to, building):
    """Move a body along with another: to a cell outdoors (building -1), however many stand there, or indoors."""
    if people.inside[who] < 0:
        here = int(people.cell[who])
        occupancy.bodies[here] -= 1
    if building < 0:
        set_bit(occupancy.outdoors, who)
        occupancy.bodies[to] += 1
    else:
        clear_bit(occupancy.outdoors, who)
    people.inside[who] = building
    people.cell[who] = to
