"""What shows of people, windows and lamps to whoever looks at a city from above: read from a world, nothing changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import AT_DARK
from undergrid.world.tables.people import Activity, Being
from undergrid.world.world import World

ALIVE, WANTED, TAGGED, COMPANION, BLEEDS, HAULS, HELD, UNCONSCIOUS = (1 << bit for bit in range(8))
"""The bits of `marks`."""

_ASLEEP = (Activity.PLUGGED, Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.SHUT_DOWN)


def outdoors(world: World) -> npt.NDArray[np.int64]:
    """The rows of all who are out of doors, the dead among them until they are taken away."""
    people = world.citizens
    return np.flatnonzero((people.inside < 0) & (people.doing != Activity.RECLAIMED))


def marks(world: World, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """What can be told of some people by looking, as bits."""
    people, blood, hauls = world.citizens, world.blood, world.hauls
    found = (people.alive[rows] * ALIVE + people.wanted[rows] * WANTED + people.tagged[rows] * TAGGED).astype(np.uint8)
    found[people.being[rows] != Being.HUMAN] |= COMPANION
    found[people.doing[rows] == Activity.HELD] |= HELD
    found[people.doing[rows] == Activity.UNCONSCIOUS] |= UNCONSCIOUS
    bleeding = blood.rows()
    found[np.isin(rows, blood.owner[bleeding[blood.flow[bleeding] > 0]])] |= BLEEDS
    found[np.isin(rows, hauls.hauler[hauls.rows()])] |= HAULS
    return found


def windows(world: World) -> dict[str, npt.NDArray[Any]]:
    """Of each building, what share of its room is taken by people awake, and by people asleep; in 255ths."""
    people, buildings = world.citizens, world.city.buildings
    inside = (people.inside >= 0) & (people.alive != 0)
    asleep = inside & np.isin(people.doing, [int(doing) for doing in _ASLEEP])
    room = np.maximum(1, np.array([building.capacity for building in buildings], np.int64))
    shares = {}
    for name, who in (("awake", inside & ~asleep), ("asleep", asleep)):
        n = np.bincount(people.inside[who], minlength=len(buildings))
        shares[name] = np.minimum(255, (n * 255 + room - 1) // room).astype(np.uint8)
    return shares


def lamps_out(world: World) -> npt.NDArray[np.uint8]:
    """The cells whose lamps are out, as bits; nothing where all burn."""
    table = tables_now(world)
    at = int(table[AT_DARK])
    bits = np.unpackbits(table[at:].view(np.uint8), count=world.city.n_cells, bitorder="little") if at else table[:0]
    return np.packbits(bits) if bits.any() else np.zeros(0, np.uint8)
