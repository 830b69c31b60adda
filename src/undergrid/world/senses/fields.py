"""Fields: what implants give off, and who feels it.

Each class of implant is a magnetic dipole, and the field of a dipole falls with the third power of the distance:

    B = class m / r^3,  m = 100 nT m3

People whose own implants reach into the nerves feel the field of others near them as a buzz, a detector shows it to
whoever carries one. Whoever has no implant gives off nothing, and whoever is dead neither.

Source  The far field of a dipole: textbook. The moment m, and how much of it is felt, are assumed.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from undergrid.world.items import kit
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import Being

if TYPE_CHECKING:
    from undergrid.world.world import World

MOMENT = 100  # nT m3, of class 1 [assumed]
FELT = 500  # pT, from which on nerves feel it [assumed]
_NEAREST = 1000  # mm: nobody comes nearer to an implant [assumed]
_FARTHEST = 20  # m, beyond which nothing is left of it [assumed]
_NERVES = 2  # the class from which on implants reach into the nerves [assumed]


class Implant(IntEnum):
    """How much of somebody is wired, as a class [assumed]."""

    NONE = 0
    TAG = 1
    LATTICE = 2  # a port for the DreamNet
    BOTH = 3
    UNIT = 10  # a body that was made


def implant_of(world: World, who: int) -> Implant:
    """The class of somebody's implants."""
    people = world.citizens
    if people.being[who] != Being.HUMAN:
        return Implant.UNIT
    return Implant(int(people.tagged[who]) * Implant.TAG + int(people.plugged[who]) * Implant.LATTICE)


def field_of(implant: Implant, mm: int) -> int:
    """The field at so many mm from an implant, pT."""
    return implant * (MOMENT * 1_000_000_000_000 // max(mm, _NEAREST) ** 3)


def field_at(world: World, who: int) -> int:
    """The field around somebody, of all who live within 20 m in the same air, pT; their own left out."""
    people, city = world.citizens, world.city
    here, inside = int(people.cell[who]), int(people.inside[who])
    level, x, y = city.where(here)
    cells = people.cell.astype(np.int64)
    dx, dy = cells % city.width - x, cells // city.width % city.height - y
    squared = (dx * dx + dy * dy) * city.cell_mm**2
    near = (
        (people.inside == inside) & people.alive & (squared <= (1000 * _FARTHEST) ** 2) & (cells // city.area == level)
    )
    near[who] = False
    return sum(
        field_of(implant_of(world, row), round(float(squared[row]) ** 0.5)) for row in np.flatnonzero(near).tolist()
    )


def buzz(world: World, who: int) -> int | None:
    """The field that somebody perceives, pT: exactly by a detector, if strong by implants; None for neither."""
    detects = kit.count(world, who, ItemKind.DETECTOR) > 0
    if not detects and implant_of(world, who) < _NERVES:
        return None
    found = field_at(world, who)
    return found if detects or found >= FELT else 0
