"""What is no mistake in a map, but hardly what was meant: told to whoever looks it over, while it is read all the same.

A house without walls, two houses in one place, a level to which no way leads or on which nobody can stand, a district
that covers no ground. Maps of other games may well be so, and towns from OpenStreetMap, where the box around a house
is larger than the house: hence warnings, and only where a box says little else.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Building, City, Ground
from undergrid.city.maps.grounds import Grounds, beside, text_of
from undergrid.city.maps.map_error import Complaint
from undergrid.city.maps.tiled_layers import CLASSES, Sheet
from undergrid.city.maps.tiled_map import TiledMap

_WALLS = 4  # a house is doubted where less of its box is wall than one in so many [assumed]
_SHARED = 4  # two houses are doubted where they share as much of the smaller, one in so many, or more [assumed]
_APART = "expected boxes side by side"


def doubts_of(tiled: TiledMap, grounds: Grounds | None, city: City) -> list[Complaint]:
    """All that is doubtful in a map from which a city has been read without a mistake, in the order of the file."""
    return _Doubts(tiled, grounds, city).found()


class _Doubts:
    def __init__(self, tiled: TiledMap, grounds: Grounds | None, city: City) -> None:
        self.sheet, self.city = Sheet(tiled, grounds), city
        self.walks = (city.walkable() != 0).reshape(len(city.levels), city.height, city.width)

    def found(self) -> list[Complaint]:
        told = [*self.no_tiles(), *self.levels(), *self.unheeded(), *self.districts(), *self.houses(), *self.overlaps()]
        return [Complaint(self.sheet.map.path, line, what) for line, what in sorted(told)]

    def levels(self) -> Iterator[tuple[int, str]]:
        """Levels on which nobody can stand, and those to which no way leads from another."""
        lines = {name: layers[0].line for name, layers in self.sheet.stacks()}
        names = [level.name for level in self.city.levels]
        room = [int(level.sum()) for level in self.walks]
        ends = [{self.city.where(cell)[0] for cell in (link.a, link.b)} for link in self.city.links]
        joined = set().union(*(levels for levels in ends if len(levels) > 1))
        for number, name in enumerate(names):
            if not room[number]:
                expected = "tiles of a walkable ground, or class decoration for a layer that is only for the eye"
                yield lines[name], f'level "{name}": nobody can stand anywhere on it; expected {expected}'
            elif number not in joined and number != room.index(max(room)):
                expected = "a link, such as stairs with an end on each, or class decoration"
                yield lines[name], f'level "{name}": no way leads there from another level; expected {expected}'

    def no_tiles(self) -> Iterator[tuple[int, str]]:
        """Tiles of which the map's grounds speak and that their tilesets do not have."""
        grounds = self.sheet.grounds
        for tileset in self.sheet.map.tilesets if grounds else ():
            missing = [] if grounds is None else [n for n in grounds.tiles.get(tileset.key, {}) if not tileset.has(n)]
            if missing:
                file = beside(self.sheet.map.path).name
                what = f'tileset "{tileset.key}" has no tile {text_of(missing)[:40]}, of which {file} speaks'
                yield 1, f"{what}; its tiles are counted from 0"

    def unheeded(self) -> Iterator[tuple[int, str]]:
        """Layers of a map of another game that are called like our objects: there the name alone says nothing."""
        for group in self.sheet.map.object_layers if self.sheet.grounds else ():
            wanted = group.name.lower().rstrip("s")
            bare = sum(not (thing.kind or thing.tile_kind) for thing in group.objects)
            if wanted in CLASSES and not group.kind and bare:
                objects = "1 object without a class says" if bare == 1 else f"{bare} objects without a class say"
                what = f'layer "{group.name}": {objects} nothing on an adopted map'
                yield group.line, f"{what}; expected class {wanted} of the layer, if that is what they are"

    def districts(self) -> Iterator[tuple[int, str]]:
        """Districts that are drawn where their level is void, or with others over them; tiles need not be laid."""
        of = np.asarray(self.city.district_of)[self.city.ground != Ground.VOID]
        numbers = {one.name: number for number, one in enumerate(self.city.districts)}
        grounded = set(np.unique(of).tolist())
        parts = {thing.name: (group, thing) for group, thing in self.sheet.things("district")}
        for name, (group, thing) in parts.items():
            if numbers[name] not in grounded:
                level = thing.properties.get("level") or group.properties.get("level") or self.city.levels[0].name
                x, y = self.sheet.shape(thing).middle
                where = f"around {level} {self.sheet.at(floor(x), floor(y))}"
                what = f'district "{name}" {where} covers no ground: its level is void there, or others lie over it'
                yield thing.line, f"{what}; expected a box over ground, and a property level"

    def houses(self) -> Iterator[tuple[int, str]]:
        """Buildings almost all of whose box people walk on; around a house that stands askew much is open, too."""
        for line, house in self.drawn():
            inside = self._inside(house)
            walls = int(inside.size - inside.sum())
            if _WALLS * walls < inside.size:
                what = (
                    f"{self.at(house)} has walls on {walls} of its {inside.size} cells, and people walk on the others"
                )
                yield line, f"{what}; expected tiles of building or glass inside its box"

    def overlaps(self) -> Iterator[tuple[int, str]]:
        """Buildings that share a good part of their cells, each with walls all over its box."""
        filled = [(line, house) for line, house in self.drawn() if not self._inside(house).any()]
        owner = np.full(self.walks.shape, -1, np.int64)
        for number, (line, house) in enumerate(filled):
            own = owner[house.level, house.y : house.y + house.height, house.x : house.x + house.width]
            for other in sorted(set(own[own >= 0].tolist())):
                shared, name = int((own == other).sum()), filled[other][1].name
                if _SHARED * shared < min(own.size, self._inside(filled[other][1]).size):
                    continue
                yield line, f'{self.at(house)} shares {shared} of its cells with building "{name}"; {_APART}'
            own[...] = number

    def drawn(self) -> Iterator[tuple[int, Building]]:
        """Each building with its line in the map."""
        lines = {thing.name: thing.line for _, thing in self.sheet.things("building")}
        for house in self.city.buildings:
            yield lines[house.name], house

    def _inside(self, house: Building) -> npt.NDArray[np.bool_]:
        """Which cells of the box of a building are walked on."""
        rows, columns = slice(house.y, house.y + house.height), slice(house.x, house.x + house.width)
        return self.walks[house.level, rows, columns]

    def at(self, house: Building) -> str:
        """A building and where its box begins, as Tiled counts."""
        level = self.city.levels[house.level].name
        return f'building "{house.name}" at {level} {self.sheet.at(house.x, house.y)}'
