"""Stains: how blood on the ground looks, and what somebody who bends over it can tell of when it was shed.

A stain glistens, then it is tacky, then dry and dark, then brown. Each goes through that at a pace of its own, by its
size and the ground: it is part of its luck key, and nobody knows it. Who reads a stain knows how fast and how slowly
such stains dry, and so from when to when it may have been shed.

Source  Drops of 25 ul are dry after 60 minutes at 20 C, the first after 45, the last after 75: F. Ramsthaler et al.,
        Int. J. Legal Med. 126 (2012) 739, 10.1007/s00414-012-0734-2. That it takes longer in the cold (to 120 minutes
        at 15 C) is left out. Where the other looks part is assumed.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails.trails import readable
from undergrid.world.world import World

MOST_AGE = 1 << 30  # ticks: older than any run
BENDS = 3000  # mm within which somebody bends over the ground [assumed]
_ENDS = (900, 3600, 86_400)  # s after which a usual stain looks otherwise [the second: Ramsthaler 2012; else assumed]
_SLOWEST, _QUICKEST = 1250, 750  # paces, 1/1000 of the usual time [Ramsthaler 2012]


class Look(IntEnum):
    """How a stain looks."""

    GLISTENS = 0
    TACKY = 1
    DRY = 2
    BROWN = 3


class Stain(NamedTuple):
    """Blood on the ground, as somebody beside it reads it."""

    cell: int
    look: Look
    since: int  # tick: it may have been shed from then ...
    until: int  # ... until then


def look_of(world: World, slot: int) -> Look:
    """How a trace of blood looks now."""
    traces = world.traces
    own = _QUICKEST + (int(traces.luck[slot]) & 1023) * (_SLOWEST - _QUICKEST) // 1023
    age = (world.tick - int(traces.made[slot])) * 1000 // own
    return Look(sum(age >= end for end in _ENDS))


def shed(look: Look) -> tuple[int, int]:
    """(least, most) age in ticks of stains that look so, whatever their pace."""
    least = _ENDS[look - 1] * _QUICKEST // 1000 if look else 0
    most = _ENDS[look] * _SLOWEST // 1000 if look < len(_ENDS) else MOST_AGE
    return least, most


def stains_by(world: World, who: int) -> list[Stain]:
    """The stains that somebody outdoors can read from where they are, by cell; several on one cell by their slots."""
    people, city, found = world.citizens, world.city, []
    if people.inside[who] >= 0 or not world.traces.n:
        return []
    level, x, y = city.where(int(people.cell[who]))
    cells = BENDS // city.cell_mm
    for there_y in range(max(0, y - cells), min(city.height, y + cells + 1)):
        for there_x in range(max(0, x - cells), min(city.width, x + cells + 1)):
            cell = city.cell(level, there_x, there_y)
            for slot, _ in readable(world, cell):
                if int(world.traces.kind[slot]) == TraceKind.BLOOD:
                    look = look_of(world, slot)
                    least, most = shed(look)
                    found.append(Stain(cell, look, world.tick - most, world.tick - least))
    return found
