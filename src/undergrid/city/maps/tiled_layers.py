"""From a Tiled map to a city: its tile layers, its districts, and the cells that its objects name.

`tiled` describes the convention.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from undergrid.city.city import U8, U16, District, Ground, Level, ground_column
from undergrid.city.maps.grounds import NONE, Grounds
from undergrid.city.maps.map_error import Complaint, MapError
from undergrid.city.maps.shapes import Mask, Shape
from undergrid.city.maps.tiled_map import MapObject, ObjectLayer, TiledMap, TileLayer, Tileset, Value, tileset_at
from undergrid.city.maps.tmx_data import Spent
from undergrid.city.maps.words import KNOWN, LAYERS, flag, layer_meant, strange, whole
from undergrid.core.errors import did_you_mean
from undergrid.core.everyday import instead, own_word
from undergrid.core.limits import NOTICED, PAINTED, POINTS, TILES, Limit

E = TypeVar("E", bound=IntEnum)
Properties = Mapping[str, Value]

_AT_ONCE = 1 << 20  # cells whose tiles are looked at together
CLASSES = tuple(name for name in KNOWN if name not in ("level", "districts", "objects", "map", "tile"))


class Sheet:
    """A Tiled map on its way to a city; collects all problems, so that they can be told at once."""

    def __init__(self, tiled: TiledMap, grounds: Grounds | None = None) -> None:
        self.map, self.grounds = tiled, grounds
        self.width, self.height = tiled.width, tiled.height
        self.problems: list[Complaint] = []
        self.spent = Spent()
        self.levels: list[Level] = []
        self.districts: list[District] = []
        self.ground: U8 = np.zeros(0, dtype=np.uint8)
        self.walkable: U8 = np.zeros(0, dtype=np.uint8)
        self._first_cells: dict[int, dict[int, tuple[int, int, int]]] = {}
        self._told: set[tuple[int, str]] = set()
        cell_mm = tiled.properties.get("cell_mm", 2000)
        self.cell_mm = whole(cell_mm) or 0
        self.tell_strange(1, "this map", "map", tiled.properties)
        if not 100 <= self.cell_mm <= 100_000:
            self.complain(1, f"cell_mm={cell_mm}: expected a whole number from 100 to 100000")

    def complain(self, line: int, message: str) -> None:
        """Note something that is wrong. Gives up where it is one thing too many."""
        self.problems.append(Complaint(self.map.path, line, message))
        if len(self.problems) >= NOTICED:
            self.give_up()

    def give_up(self) -> None:
        """Raise MapError with all that was wrong so far, if anything was."""
        if self.problems:
            raise MapError(self.problems)

    def spend(self, line: int, limit: Limit, more: int) -> None:
        """Count something that a map may have so much of. Raises MapError where there is more."""
        if said := self.spent.exceeded(limit, more):
            self.complain(line, said)
            self.give_up()

    # ------------------------------------------------------------------ tiles

    def read_levels(self) -> None:
        stacks = self.stacks()
        if not stacks and not self.problems:  # else the layers that the map's grounds name have been told
            self.complain(1, "there is no tile layer: expected one for each level")
        grounds = []
        for name, (layer, *above) in stacks:
            what = f'layer "{layer.name}"'
            if not self.grounds and (meant := layer_meant(layer.kind)):
                self.complain(layer.line, f'{what} has class "{layer.kind}"; {meant}')
                continue
            if any(level.name == name for level in self.levels):
                self.complain(layer.line, f'two levels are named "{name}"')
            self.tell_strange(layer.line, what, "level", layer.properties)
            lawful, sky = (self.flag(layer.properties, name, layer.line, what) for name in ("lawful", "sky"))
            roofed = self.grounds is not None and name in self.grounds.roofed
            self.levels.append(Level(name, lawful, sky and not roofed))
            grounds.append(self.stacked([layer, *above]))
        if grounds:
            self.ground = np.concatenate(grounds)
            self.walkable = ground_column("walkable")[self.ground]

    def stacks(self) -> list[tuple[str, list[TileLayer]]]:
        """The levels by name, each with its tile layers from below: one, unless the map's grounds say otherwise."""
        layers = [layer for layer in self.map.tile_layers if layer.kind not in LAYERS]
        if not self.grounds:
            return [(layer.name, [layer]) for layer in layers]
        named: dict[str, list[TileLayer]] = {}
        for layer in layers:
            for name in {layer.name: 0, layer.path: 0}:
                named.setdefault(name, []).append(layer)
        found = []
        for level, wanted in self.grounds.levels.items():
            for name in dict.fromkeys(wanted):
                if name not in named:
                    meant = did_you_mean(name, named)
                    self.problems.append(
                        Complaint(self.grounds.path, 0, f'level "{level}": no layer "{name}"; {meant}')
                    )
            stack = [layer for name in dict.fromkeys(wanted) for layer in named.get(name, ())]
            found += [(level, stack)] if stack else []
        return found

    def stacked(self, layers: Sequence[TileLayer]) -> U8:
        """The ground of a level; a tile hides what lies under it, unless it is only for the eye."""
        ground = np.zeros(self.width * self.height, dtype=np.uint8)
        for layer in layers:
            here = self.tiles(layer, self.ground_of)
            ground[here > 0] = here[here > 0] - 1
        return ground

    def flag(self, properties: Properties, name: str, line: int, what: str) -> bool:
        """A yes or no, yes where nothing is said."""
        found = flag(properties.get(name, True))
        if found is None:
            self.complain(line, f'{what}: {name}="{str(properties[name])[:40]}": expected true or false')
        return found is not False

    def tiles(self, layer: TileLayer, meaning: Callable[[TileLayer, int], int]) -> npt.NDArray[np.int32]:
        """The meaning of each cell of a layer, over the whole map; 0 where there is no tile."""
        numbers = np.zeros((self.height, self.width), dtype=np.int32)
        if not self.grounds and (any(layer.offset) or layer.parallax):  # whoever names it there wants it so
            how = "moves against the map (parallax)" if layer.parallax else f"is {_offset(layer)} off the cells"
            self.complain(
                layer.line,
                f'layer "{layer.name}" {how}: expected whole tiles, or class decoration for what is no ground',
            )
        known = np.zeros(0, np.uint32)
        for _, part in _parts(layer):
            known = np.union1d(known, part)
            if wrong := TILES.exceeded(len(known)):
                self.complain(layer.line, f'layer "{layer.name}": {wrong}')
                self.give_up()
        self.spend(layer.line, TILES, len(known))
        meanings = np.array([meaning(layer, int(gid)) if gid else 0 for gid in known], np.int32)
        left, n_outside = layer.x - self.map.x, 0
        columns = slice(max(0, -left), max(0, self.width - left))
        for first, part in _parts(layer):
            top = layer.y - self.map.y + first
            rows = slice(max(0, -top), max(0, self.height - top))
            seen = part[rows, columns]
            n_outside += int(np.count_nonzero(part) - np.count_nonzero(seen))
            if seen.size:
                y, x = top + rows.start, left + columns.start
                here = numbers[y : y + seen.shape[0], x : x + seen.shape[1]]
                here[...] = meanings[np.searchsorted(known, seen)]
        if n_outside:
            self.complain(
                layer.line, f'layer "{layer.name}" is shifted so that {n_outside} of its tiles lie outside the map'
            )
        return numbers.reshape(-1)

    def tile(self, layer: TileLayer, gid: int) -> tuple[Tileset, str, Properties] | None:
        """Tileset, class and properties of a tile, the properties of its tileset where it has none of its own."""
        tileset = tileset_at(self.map.tilesets, gid)
        if tileset is None or not tileset.has(gid - tileset.first_gid):
            there = "" if tileset is None else len(tileset.listed) if tileset.listed is not None else tileset.n_tiles
            self.complain_of(layer, gid, f"is not there: it has {there} tiles" if tileset else "belongs to no tileset")
            return None
        number = gid - tileset.first_gid
        return tileset, tileset.classes.get(number, ""), ChainMap(tileset.tiles.get(number, {}), tileset.properties)

    def complain_of(self, layer: TileLayer, gid: int, what: str) -> None:
        """Note what is wrong with a tile, once for all the places where it lies; the first of these is named."""
        if (gid, what) in self._told:
            return
        self._told.add((gid, what))
        if id(layer) not in self._first_cells:
            self._first_cells[id(layer)] = _first_cells(layer)
        x, y, n = self._first_cells[id(layer)][gid]
        tileset = tileset_at(self.map.tilesets, gid)
        tile = f'tile {gid - tileset.first_gid} of tileset "{tileset.key}"' if tileset else f"tile {gid}"
        more = f" and {n - 1} more" if n > 1 else ""
        self.complain(layer.line, f'layer "{layer.name}": {tile} {what}; it lies at {x},{y}{more}')

    def ground_of(self, layer: TileLayer, gid: int) -> int:
        """One more than the ground of a tile, 0 for one that has none."""
        found = self.tile(layer, gid)
        if found is None:
            return 0
        tileset, kind, properties = found
        said = self.grounds.of(tileset, gid - tileset.first_gid) if self.grounds else ""
        word = str(said or properties.get("ground") or kind)
        names = [kind.name.lower() for kind in Ground]
        if said == NONE:
            return 0
        if word.lower() in names:
            return 1 + names.index(word.lower())
        if word:
            self.complain_of(layer, gid, f'has the unknown ground "{word}"; {did_you_mean(word, names)}')
            return 0
        misspelt = [f'has no property "{name[:40]}"; {meant}' for name, meant in strange("tile", properties)]
        for said in misspelt or [f"has no ground; expected its class to be one of {', '.join(names)}"]:
            self.complain_of(layer, gid, said)
        return 0

    def read_districts(self) -> U8 | U16:
        """Districts from tiles, then from objects, later ones over earlier ones."""
        numbers: dict[str, int] = {}

        def add(name: str, kind: str) -> int:
            if name not in numbers:
                numbers[name] = len(self.districts)
                self.districts.append(District(name, kind))
            return numbers[name]

        painted = [layer for layer in self.map.tile_layers if layer.kind == "districts"]
        for tileset in self.map.tilesets if painted else ():
            for tile, kind in sorted(tileset.classes.items()):
                if kind == "district":
                    add(_district_name(tileset, tile), str(tileset.tiles.get(tile, {}).get("kind", "housing")))

        def meaning(layer: TileLayer, gid: int) -> int:
            found = self.tile(layer, gid)
            if found is None:
                return 0
            tileset, kind, _ = found
            if kind != "district":
                self.complain_of(layer, gid, "is no district; expected that class")
                return 0
            return 1 + numbers[_district_name(tileset, gid - tileset.first_gid)]

        district_of = np.full(len(self.ground), -1, dtype=np.int32)
        area = self.width * self.height
        for layer in painted:
            what = f'layer "{layer.name}"'
            self.tell_strange(layer.line, what, "districts", layer.properties)
            number = self.level_of(layer.properties, layer.properties, layer.line, what)
            painting = self.tiles(layer, meaning)
            district_of[number * area : (number + 1) * area][painting > 0] = painting[painting > 0] - 1
        for group, thing in self.things("district"):
            what, kind = f'district "{thing.name}"', str(thing.properties.get("kind", "housing"))
            number = add(thing.name, kind)
            if self.districts[number].kind != kind:
                self.complain(
                    thing.line,
                    f'{what} is of kind "{kind}" here and "{self.districts[number].kind}" above: expected one',
                )
            level = self.level_of(thing.properties, group.properties, thing.line, what)
            rows, columns, inside = self.covered(thing, what)
            on_level = district_of[level * area : (level + 1) * area].reshape(self.height, self.width)
            on_level[rows, columns][inside] = number
        if not self.districts or (self.ground[district_of < 0] != Ground.VOID).any():
            district_of[district_of < 0] = add("city", "housing")
        district_of[district_of < 0] = 0
        if len(self.districts) <= 256:
            return district_of.astype(np.uint8)
        return district_of.astype(np.uint16)

    # ------------------------------------------------------------------ objects

    def all_things(self) -> Iterator[tuple[ObjectLayer, MapObject, str]]:
        """All objects with their classes, in the order of the file."""
        for group in self.map.object_layers:
            if group.kind == "decoration":
                continue
            default = group.kind or ("" if self.grounds else group.name.lower().rstrip("s"))
            for thing in group.objects:
                of_tile = thing.tile_kind if default not in CLASSES else ""
                yield group, thing, thing.kind or of_tile or default

    def check_things(self) -> None:
        """See to it that every object is of a class of ours and says nothing that its class does not have."""
        for group in self.map.object_layers:
            self.tell_strange(group.line, f'layer "{group.name}"', "objects", group.properties)
        for _, thing, kind in self.all_things():
            if kind in CLASSES:
                self.tell_strange(thing.line, f'{kind} "{thing.name}"', kind, thing.properties)
            elif not self.grounds:
                self.complain(thing.line, f'object "{thing.name}" has class "{kind}"; {did_you_mean(kind, CLASSES)}')

    def things(self, wanted: str) -> Iterator[tuple[ObjectLayer, MapObject]]:
        """All objects of one class."""
        for group, thing, kind in self.all_things():
            if kind == wanted:
                yield group, thing

    def tell_strange(self, line: int, what: str, of: str, given: Properties) -> None:
        """Say of each property that something of a class cannot have that it has none of that name."""
        for name, meant in strange(of, given):
            self.complain(line, f'{what} has no property "{name[:40]}"; {meant}')

    def level_of(self, own: Properties, group: Properties, line: int, what: str) -> int:
        name = str(own.get("level") or group.get("level") or self.levels[0].name)
        for number, level in enumerate(self.levels):
            if level.name == name:
                return number
        self.complain(
            line, f'{what}: there is no level "{name}"; {did_you_mean(name, [lv.name for lv in self.levels])}'
        )
        return 0

    def shape(self, thing: MapObject) -> Shape:
        return Shape(self.map, thing)

    def cell_of(self, level: int, thing: MapObject, what: str) -> int:
        """The cell around the middle of a thing, or -1 with a complaint."""
        return self.cell_at(level, *self.shape(thing).middle, thing.line, what)

    def at(self, column: int, row: int) -> str:
        """A cell as Tiled shows it."""
        return f"{column + self.map.x},{row + self.map.y}"

    def cell_at(self, level: int, x: float, y: float, line: int, what: str) -> int:
        """The cell around a point, or -1 with a complaint."""
        column, row = math.floor(x), math.floor(y)
        if 0 <= column < self.width and 0 <= row < self.height:
            return (level * self.height + row) * self.width + column
        size = f"{self.width} x {self.height} cells"
        begins = f", from {self.at(0, 0)}" if self.map.x or self.map.y else ""
        self.complain(line, f"{what} lies outside the map ({size}{begins}) at {self.at(column, row)}")
        return -1

    def spots(self, text: str, level: int, line: int, what: str) -> list[int]:
        """Cells from "x,y" or "level:x,y", several with blanks between, in Tiled's own coordinates."""
        cells = []
        self.spend(line, POINTS, text.count(",") + 1)
        for word in text.split():
            name, _, pair = word.rpartition(":")
            try:
                x, y = (int(part) for part in pair.split(","))
            except ValueError:
                self.complain(line, f'{what}: "{word[:40]}" is no cell; expected "x,y"')
                continue
            at = self.level_of({"level": name}, {}, line, what) if name else level
            cells.append(self.cell_at(at, x - self.map.x, y - self.map.y, line, what))
        return cells

    def standing(self, cell: int, line: int, what: str) -> None:
        if cell >= 0 and not self.walkable[cell]:
            kind = Ground(int(self.ground[cell])).name.lower()
            row, x = divmod(cell, self.width)
            self.complain(line, f"{what} at {self.at(x, row % self.height)} lies on {kind}: expected walkable ground")

    def word(self, thing: MapObject, name: str, kinds: type[E], default: E, what: str) -> E:
        text = str(thing.properties.get(name) or default.name)
        known = {kind.name.lower(): kind for kind in kinds}
        own, advice = own_word(name, text).lower(), instead(name, text)
        if own not in known:
            meant = f"expected {advice}" if advice else did_you_mean(text, known)
            self.complain(thing.line, f'{what}: unknown {name} "{text}"; {meant}')
            return default
        return known[own]

    def count(self, thing: MapObject, name: str, default: int, what: str) -> int:
        found = whole(thing.properties.get(name, default))
        if found is None or not 0 <= found < 1 << 31:
            self.complain(thing.line, f"{what}: {name}={thing.properties[name]}: expected a whole number of 0 or more")
            return default
        return found

    def covered(self, thing: MapObject, what: str) -> tuple[slice, slice, Mask]:
        """The rows and columns around a thing, and which of their cells it covers; a complaint where it is none."""
        found = self.shape(thing).covered(lambda n: self.spend(thing.line, PAINTED, n))
        if thing.shape == "polyline":
            self.complain(thing.line, f"{what} is a line: expected a box, polygon, ellipse or capsule")
        elif not found[2].any():
            self.complain(thing.line, f"{what} covers the middle of no cell of the map")
        return found


def _offset(layer: TileLayer) -> str:
    return " and ".join(f"{pixels:g} px" for pixels in layer.offset if pixels)


def _parts(layer: TileLayer) -> Iterator[tuple[int, npt.NDArray[np.uint32]]]:
    """The tiles of a layer, some rows at once, each part with the number of its first row."""
    step = max(1, _AT_ONCE // max(layer.gids.shape[1], 1))
    for first in range(0, layer.gids.shape[0], step):
        yield first, layer.gids[first : first + step]


def _first_cells(layer: TileLayer) -> dict[int, tuple[int, int, int]]:
    """Column and row, as Tiled counts them, of the first cell of each tile of a layer, and on how many it lies."""
    found: dict[int, tuple[int, int, int]] = {}
    for first, part in _parts(layer):
        gids, places, counts = np.unique(part, return_index=True, return_counts=True)
        for gid, place, n in zip(gids.tolist(), places.tolist(), counts.tolist(), strict=True):
            row, column = divmod(place, part.shape[1])
            x, y, before = found.get(gid, (layer.x + column, layer.y + first + row, 0))
            found[gid] = x, y, before + n
    return found


def _district_name(tileset: Tileset, tile: int) -> str:
    return str(tileset.tiles.get(tile, {}).get("name", f"district_{tile}"))
