"""From a Tiled map to a city: its tile layers, its districts, and the cells that its objects name.

`tiled` describes the convention.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import IntEnum
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from undergrid.city.city import U8, U16, District, Ground, Level, ground_column
from undergrid.city.maps.map_error import Complaint, MapError
from undergrid.city.maps.tmx import MapObject, ObjectLayer, TiledMap, TileLayer, Value
from undergrid.city.maps.tmx_data import Spent
from undergrid.core import plain
from undergrid.core.errors import did_you_mean
from undergrid.core.limits import NOTICED, PAINTED, POINTS, TILES, Limit

E = TypeVar("E", bound=IntEnum)
Properties = Mapping[str, Value]

_AT_ONCE = 1 << 20  # cells whose tiles are looked at together
CLASSES = ("district", "building", "link", "link_end", "post", "place")


class Sheet:
    """A Tiled map on its way to a city; collects all problems, so that they can be told at once."""

    def __init__(self, tiled: TiledMap) -> None:
        self.map = tiled
        self.width, self.height = tiled.width, tiled.height
        self.problems: list[Complaint] = []
        self.spent = Spent()
        self.levels: list[Level] = []
        self.districts: list[District] = []
        self.ground: U8 = np.zeros(0, dtype=np.uint8)
        self.walkable: U8 = np.zeros(0, dtype=np.uint8)
        cell_mm = tiled.properties.get("cell_mm", 2000)
        self.cell_mm = cell_mm if isinstance(cell_mm, int) else 0
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
        layers = [layer for layer in self.map.tile_layers if layer.kind not in ("districts", "decoration")]
        if not layers:
            self.complain(1, "there is no tile layer: expected one for each level")
        grounds = []
        for layer in layers:
            if any(level.name == layer.name for level in self.levels):
                self.complain(layer.line, f'two levels are named "{layer.name}"')
            lawful, sky = (bool(layer.properties.get(name, True)) for name in ("lawful", "sky"))
            self.levels.append(Level(layer.name, lawful, sky))
            grounds.append(self.tiles(layer, self.ground_of).astype(np.uint8))
        if grounds:
            self.ground = np.concatenate(grounds)
            self.walkable = ground_column("walkable")[self.ground]

    def tiles(self, layer: TileLayer, meaning: Callable[[TileLayer, int], int]) -> npt.NDArray[np.int32]:
        """The meaning of each cell of a layer, over the whole map; 0 where there is no tile."""
        numbers = np.zeros((self.height, self.width), dtype=np.int32)
        y, x = layer.y - self.map.y, layer.x - self.map.x
        rows, columns = layer.gids.shape
        step = max(1, _AT_ONCE // max(columns, 1))
        parts = [layer.gids[first : first + step] for first in range(0, rows, step)]
        known = np.zeros(0, np.uint32)
        for part in parts:
            known = np.union1d(known, part)
            if wrong := TILES.exceeded(len(known)):
                self.complain(layer.line, f'layer "{layer.name}": {wrong}')
                self.give_up()
        self.spend(layer.line, TILES, len(known))
        meanings = np.array([meaning(layer, int(gid)) if gid else 0 for gid in known], np.int32)
        for first, part in zip(range(0, rows, step), parts, strict=True):
            here = numbers[y + first : y + first + len(part), x : x + columns]
            here[...] = meanings[np.searchsorted(known, part)] if len(known) else 0
        return numbers.reshape(-1)

    def tile(self, layer: TileLayer, gid: int) -> tuple[str, Properties] | None:
        """Class and properties of a tile, its tileset's where it has none of its own."""
        tileset = self.map.tileset_of(gid)
        if tileset is None:
            self.complain(layer.line, f'layer "{layer.name}": tile {gid} belongs to no tileset')
            return None
        number = gid - tileset.first_gid
        return tileset.classes.get(number, ""), ChainMap(tileset.tiles.get(number, {}), tileset.properties)

    def ground_of(self, layer: TileLayer, gid: int) -> int:
        found = self.tile(layer, gid)
        if found is None:
            return 0
        word = str(found[1].get("ground") or found[0])
        names = [kind.name.lower() for kind in Ground]
        if word.lower() in names:
            return names.index(word.lower())
        if word:
            self.complain(layer.line, f'layer "{layer.name}": unknown ground "{word}"; {did_you_mean(word, names)}')
        else:
            self.complain(
                layer.line,
                f'layer "{layer.name}": tile {gid} has no ground; expected its class to be one of {", ".join(names)}',
            )
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
                    properties = tileset.tiles.get(tile, {})
                    add(str(properties.get("name", f"district_{tile}")), str(properties.get("kind", "housing")))

        def meaning(layer: TileLayer, gid: int) -> int:
            found = self.tile(layer, gid)
            if found is None or found[0] != "district":
                self.complain(layer.line, f'layer "{layer.name}": tile {gid} is no district; expected that class')
                return 0
            return numbers[str(found[1].get("name", ""))] if found[1].get("name") in numbers else 0

        district_of = np.zeros(len(self.ground), dtype=np.int32)
        area = self.width * self.height
        for layer in painted:
            number = self.level_of(layer.properties, layer.properties, layer.line, f'layer "{layer.name}"')
            district_of[number * area : (number + 1) * area] = self.tiles(layer, meaning)
        for group, thing in self.things("district"):
            number = add(thing.name, str(thing.properties.get("kind", "housing")))
            level = self.level_of(thing.properties, group.properties, thing.line, f'district "{thing.name}"')
            rows, columns, inside = self.covered(thing)
            on_level = district_of[level * area : (level + 1) * area].reshape(self.height, self.width)
            on_level[rows, columns][inside] = number
        if not self.districts:
            add("city", "housing")
        if len(self.districts) <= 256:
            return district_of.astype(np.uint8)
        return district_of.astype(np.uint16)

    # ------------------------------------------------------------------ objects

    def things(self, wanted: str) -> Iterator[tuple[ObjectLayer, MapObject]]:
        """All objects of one class, in the order of the file."""
        for group in self.map.object_layers:
            if group.kind == "decoration":
                continue
            default = group.kind or group.name.lower().rstrip("s")
            for thing in group.objects:
                kind = thing.kind or default
                if kind == wanted:
                    yield group, thing
                elif kind not in CLASSES and wanted == "place":  # one complaint is enough
                    self.complain(
                        thing.line, f'object "{thing.name}" has class "{kind}"; {did_you_mean(kind, CLASSES)}'
                    )

    def level_of(self, own: Properties, group: Properties, line: int, what: str) -> int:
        name = str(own.get("level") or group.get("level") or self.levels[0].name)
        for number, level in enumerate(self.levels):
            if level.name == name:
                return number
        self.complain(
            line, f'{what}: there is no level "{name}"; {did_you_mean(name, [lv.name for lv in self.levels])}'
        )
        return 0

    def middle(self, thing: MapObject) -> tuple[float, float]:
        """The position of a point, or of the middle of a box, in cells of the city."""
        x, y = thing.x + thing.width / 2, thing.y + thing.height / 2
        if thing.shape == "tile":  # Tiled keeps the lower left corner of these
            y -= thing.height
        return x / self.map.tile_width - self.map.x, y / self.map.tile_height - self.map.y

    def cell_at(self, level: int, x: float, y: float, line: int, what: str) -> int:
        """The cell around a point, or -1 with a complaint."""
        column, row = math.floor(x), math.floor(y)
        if 0 <= column < self.width and 0 <= row < self.height:
            return (level * self.height + row) * self.width + column
        self.complain(line, f"{what} lies outside the map ({self.width} x {self.height} cells) at {column},{row}")
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
            self.complain(line, f"{what} at {x},{row % self.height} lies on {kind}: expected walkable ground")

    def word(self, thing: MapObject, name: str, kinds: type[E], default: E, what: str) -> E:
        text = str(thing.properties.get(name) or default.name)
        known = {kind.name.lower(): kind for kind in kinds}
        if text.lower() not in known:
            self.complain(thing.line, f'{what}: unknown {name} "{text}"; {did_you_mean(text, known)}')
            return default
        return known[text.lower()]

    def count(self, thing: MapObject, name: str, default: int, what: str) -> int:
        value = thing.properties.get(name, default)
        if isinstance(value, str):
            value = -1 if (found := plain.whole(value)) is None else found
        if value != int(value) or not 0 <= value < 1 << 31:
            self.complain(thing.line, f"{what}: {name}={thing.properties[name]}: expected a whole number of 0 or more")
            return default
        return int(value)

    def covered(self, thing: MapObject) -> tuple[slice, slice, npt.NDArray[np.bool_]]:
        """The rows and columns around a box or polygon, and which of their cells have their middle inside.

        By the even-odd rule.
        """
        x0, y0 = thing.x / self.map.tile_width - self.map.x, thing.y / self.map.tile_height - self.map.y
        if not thing.points:
            wide, high = thing.width / self.map.tile_width, thing.height / self.map.tile_height
            corners = [(x0, y0), (x0 + wide, y0 + high)]
        else:
            corners = [(x0 + x / self.map.tile_width, y0 + y / self.map.tile_height) for x, y in thing.points]
        columns, rows = _around([x for x, _ in corners], self.width), _around([y for _, y in corners], self.height)
        xs, ys = (np.arange(part.start, part.stop) + 0.5 for part in (columns, rows))
        self.spend(thing.line, PAINTED, len(xs) * len(ys))
        if not thing.points:
            box: npt.NDArray[np.bool_] = ((y0 <= ys) & (ys < y0 + high))[:, None] & ((x0 <= xs) & (xs < x0 + wide))
            return rows, columns, box
        inside = np.zeros((len(ys), len(xs)), dtype=bool)
        for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
            if ay != by:
                beside = np.flatnonzero((ay > ys) != (by > ys))
                self.spend(thing.line, PAINTED, len(beside) * len(xs))
                crossing = (bx - ax) * (ys[beside] - ay) / (by - ay) + ax
                inside[beside] ^= xs < crossing[:, None]
        return rows, columns, inside


def _around(places: Iterable[float], size: int) -> slice:
    """The cells along one side of a map that lie within reach of some places."""
    found = list(places)
    first = max(0, min(size, math.floor(min(found)) - 1))
    return slice(first, max(first, min(size, math.ceil(max(found)) + 1)))
