"""What the names of a scenario mean on its map: places, buildings, gates, districts, levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City, Ground, LinkKind, Use
from undergrid.setup.file.model import Spot
from undergrid.setup.file.persons import ANYWHERE

WORKPLACES = (Use.OFFICES, Use.VATS, Use.FARM, Use.RECLAMATION, Use.STATION)
SHELTERS = (Use.PODS, Use.REFUGE)

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Place:
    """Somewhere with a name. `building` is the one whose door is there, or -1; `inside` if its own name was used."""

    cell: int
    building: int = -1
    inside: bool = False


class Atlas:
    """The names of one city and of the places that a scenario adds to it."""

    def __init__(self, city: City, extra: Mapping[str, int] | None = None, origin: tuple[int, int] = (0, 0)) -> None:
        """Take the names of a city. origin: column and row of its first cell, as its map counts them."""
        self.city, self.origin = city, origin
        self.buildings = {building.name: number for number, building in enumerate(city.buildings)}
        self.at_door: dict[int, int] = {}
        for number, building in enumerate(city.buildings):
            self.at_door.setdefault(building.door, number)
        self.spots = {**city.places, **(extra or {})}
        self.gate_links = [number for number, link in enumerate(city.links) if link.kind == LinkKind.GATE]
        self.gates = {city.links[link].name: row for row, link in enumerate(self.gate_links)}
        self.lifts = {link.name: row for row, link in enumerate(city.links) if link.kind == LinkKind.LIFT}
        self.levels = {level.name: number for number, level in enumerate(city.levels)}
        self.districts = {district.name: number for number, district in enumerate(city.districts)}
        self.kinds = {district.kind for district in city.districts}

    def cell(self, spot: Spot) -> int | None:
        """The cell of a spot, or None where the map has none there."""
        level = self.levels.get(spot.level)
        x, y = spot.x - self.origin[0], spot.y - self.origin[1]
        if level is None or not (0 <= x < self.city.width and 0 <= y < self.city.height):
            return None
        return self.city.cell(level, x, y)

    def solid(self, cell: int) -> str:
        """What a cell is made of on which nobody can stand, as it is said."""
        return "water" if self.city.ground[cell] == Ground.WATER else "a wall"

    def place(self, name: str) -> Place | None:
        """A named cell, a building, or the inner side of a gate."""
        if name in self.spots:
            cell = int(self.spots[name])
            return Place(cell, self.at_door.get(cell, -1))
        if name in self.buildings:
            number = self.buildings[name]
            return Place(self.city.buildings[number].door, number, inside=True)
        if name in self.gates:
            return Place(self.city.links[self.gate_links[self.gates[name]]].a)
        return None

    def building(self, name: str) -> int | None:
        """A building by its own name or by that of a place at its door; None for none."""
        found = self.place(name)
        return found.building if found and found.building >= 0 else None

    @property
    def places(self) -> set[str]:
        """Everything that `place` knows."""
        return {*self.spots, *self.buildings, *self.gates}

    @property
    def common_places(self) -> list[str]:
        """The places worth listing in a message: those with a name of their own."""
        return sorted({*self.spots, *self.gates})

    def shelters(self, at: str) -> I64 | None:
        """The buildings where a group of the crowd lives: numbers, ascending; None where nothing has that name.

        Pods, or where there are none the refuges: in a district, in districts of a kind, or anywhere inside the wall;
        or the one building named.
        """
        buildings = self.city.buildings
        if at != ANYWHERE and at not in self.districts and at not in self.kinds:
            number = self.building(at)
            return None if number is None else np.array([number], np.int64)
        for use in SHELTERS:
            found = [n for n, b in enumerate(buildings) if b.use == use and self._lies(b.district, b.level, at)]
            if found:
                return np.array(found, np.int64)
        return np.empty(0, np.int64)

    def _lies(self, district: int, level: int, at: str) -> bool:
        if at == ANYWHERE:
            return self.city.levels[level].lawful
        found = self.city.districts[district]
        return at in (found.name, found.kind)

    def workplaces(self) -> I64:
        """The buildings where the crowd works: numbers, ascending."""
        return np.array([n for n, b in enumerate(self.city.buildings) if b.use in WORKPLACES], np.int64)

    def capacity(self, buildings: I64) -> I64:
        """How many people each of the buildings is made for."""
        return np.array([self.city.buildings[n].capacity for n in buildings.tolist()], np.int64)

    @property
    def beds(self) -> int:
        """How many people have a pod, or a place in a refuge."""
        return int(self.capacity(self.homes()).sum())

    def homes(self) -> I64:
        """Every pod and refuge of the city: numbers, ascending."""
        return np.array([n for n, b in enumerate(self.city.buildings) if b.use in SHELTERS], np.int64)
