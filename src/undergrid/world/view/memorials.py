"""What somebody can tell of the memorials about them: to whom each is, and where it stands on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from undergrid.core.grid import is_near, squared_cells
from undergrid.world.senses.optics import clear

if TYPE_CHECKING:
    from undergrid.world.world import World

_SEEN_M = 30  # from how far one sees that something has been laid there [assumed]


@dataclass(frozen=True, slots=True)
class SeenMemorial:
    """A memorial in sight, or in the same building."""

    subject: int  # citizen who has died
    name: str  # empty for whoever was not bound to them
    cell: int
    level: str
    x: int
    y: int


def memorials_by(world: World, who: int) -> tuple[SeenMemorial, ...]:
    """The memorials that somebody has in sight, in the order of those to whom they are."""
    memorials, people, city = world.memorials, world.citizens, world.city
    if not memorials.n_used:
        return ()
    here, inside, near = int(people.cell[who]), int(people.inside[who]), squared_cells(_SEEN_M, city.cell_mm)
    found = []
    for row in memorials.rows().tolist():
        there, subject = int(memorials.cell[row]), int(memorials.subject[row])
        if int(memorials.building[row]) != inside:
            continue
        if inside < 0 and not (is_near(here, there, near, city.width, city.area) and clear(city.handle, here, there)):
            continue
        level, x, y = city.where(there)
        bound = world.bonds.has(a=who, b=subject) or int(memorials.by[row]) == who
        name = world.names.get(subject, "") if bound else ""
        found.append(SeenMemorial(subject, name, there, city.levels[level].name, x, y))
    return tuple(sorted(found, key=lambda one: one.subject))
