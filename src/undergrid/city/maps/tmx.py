"""Reading Tiled maps (`.tmx`, with `.tsx` tilesets) into arrays, without giving them a meaning.

Layers may be CSV, base64 (plain, zlib, gzip, zstd) or one element a tile; maps may be infinite (in chunks); tilesets
may be inline or in files beside the map. The bits that flip and turn tiles are masked. `tiled` decides what a map
means to a city.

Source  https://doc.mapeditor.org/en/stable/reference/tmx-map-format/ (Tiled 1.11)
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath, PureWindowsPath
from xml.etree.ElementTree import Element

import numpy as np

from undergrid.city.maps.tmx_data import MOST, U32, Source
from undergrid.city.maps.xml import LINE
from undergrid.core import limits
from undergrid.core.errors import did_you_mean
from undergrid.core.inputs import is_there

Value = str | int | float | bool
Properties = dict[str, Value]

_LARGEST = 1e15  # that a number among properties may be: whole numbers are exact up to there


@dataclass(frozen=True)
class Tileset:
    """Tiles that a map uses: their classes and properties by local id."""

    name: str
    first_gid: int
    n_tiles: int  # 0 if the file does not say
    classes: dict[int, str]
    tiles: dict[int, Properties]
    properties: Properties
    path: Path | None = None  # of the file, if it is external


@dataclass(frozen=True)
class TileLayer:
    """A grid of global tile ids, 0 where there is no tile."""

    name: str
    kind: str  # its class
    x: int  # of the first column; always 0 unless the map is infinite
    y: int
    gids: U32  # (height, width), flips masked
    properties: Properties
    line: int


@dataclass(frozen=True)
class MapObject:
    """A point, box, polygon or tile placed on a map, in pixels."""

    id: int
    name: str
    kind: str  # its class
    x: float
    y: float
    width: float
    height: float
    shape: str  # "box", "point", "ellipse", "polygon", "polyline", "text", "tile"
    points: tuple[tuple[float, float], ...]  # of polygons and polylines, relative to x, y
    properties: Properties
    line: int


@dataclass(frozen=True)
class ObjectLayer:
    """Objects of one layer, in the order of the file."""

    name: str
    kind: str
    objects: tuple[MapObject, ...]
    properties: Properties
    line: int


@dataclass(frozen=True)
class TiledMap:
    """A map as Tiled stores it. Width and height are in tiles; an infinite map has those of its chunks together."""

    path: Path
    width: int
    height: int
    x: int  # first column and row; always 0 unless the map is infinite
    y: int
    tile_width: int
    tile_height: int
    properties: Properties
    tilesets: tuple[Tileset, ...]
    tile_layers: tuple[TileLayer, ...]
    object_layers: tuple[ObjectLayer, ...]

    def tileset_of(self, gid: int) -> Tileset | None:
        """The tileset that a global tile id belongs to, or None."""
        number = bisect_right(self.tilesets, gid, key=lambda tileset: tileset.first_gid) - 1
        if number < 0:
            return None
        tileset = self.tilesets[number]
        return tileset if not tileset.n_tiles or gid < tileset.first_gid + tileset.n_tiles else None

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """All files that the map was read from, itself first."""
        return tuple(dict.fromkeys([self.path, *(tileset.path for tileset in self.tilesets if tileset.path)]))


def read_tmx(path: str | Path) -> TiledMap:
    """Read a Tiled map.

    Args:
        path: of the `.tmx` file; tilesets in files of their own lie beside it, or in a folder there.

    Raises:
        MapError: if it cannot be read, is not well-formed, or does not hold what its sizes promise.
    """
    return _Reader(Path(path)).map()


class _Reader(Source):
    """Reads one file."""

    def map(self) -> TiledMap:
        root = self.root("map")
        if root.get("orientation", "orthogonal") != "orthogonal":
            raise self.fail(
                root, f"orientation {root.get('orientation')}: expected orthogonal, the only one with cells"
            )
        infinite = root.get("infinite") == "1"
        width, height = self.number(root, "width"), self.number(root, "height")
        tile_width, tile_height = self.number(root, "tilewidth", least=1), self.number(root, "tileheight", least=1)
        self.fits(root, width, height)
        if not infinite and width * height == 0:
            raise self.fail(root, f"{width} x {height} tiles: expected at least one")
        tilesets = []
        for element in root.findall("tileset"):
            self.spend(element, limits.TILESETS, 1)
            with self.going_on():
                tilesets.append(self.tileset(element))
        tiles: list[TileLayer] = []
        objects: list[ObjectLayer] = []
        self.layers(root, infinite, (width, height), tiles, objects)
        properties = self.properties(root)
        self.give_up()
        x = y = 0
        if infinite and tiles:
            full = [layer for layer in tiles if layer.gids.size] or tiles[:1]
            x, y = min(layer.x for layer in full), min(layer.y for layer in full)
            width = max(layer.x + layer.gids.shape[1] for layer in full) - x
            height = max(layer.y + layer.gids.shape[0] for layer in full) - y
            self.fits(root, width, height, len(tiles))
        return TiledMap(
            path=self.path, width=width, height=height, x=x, y=y, tile_width=tile_width, tile_height=tile_height,
            properties=properties, tilesets=tuple(sorted(tilesets, key=lambda t: t.first_gid)),
            tile_layers=tuple(tiles), object_layers=tuple(objects),
        )  # fmt: skip

    def fits(self, element: Element, width: int, height: int, layers: int = 1) -> None:
        """Raise MapError where so many tiles are more than a map may have."""
        said = limits.SIDE.exceeded(max(width, height)) or limits.CELLS.exceeded(width * height * layers)
        if said:
            raise self.fail(element, f"{width} x {height} tiles are {said}")

    def layers(
        self, parent: Element, infinite: bool, size: tuple[int, int], tiles: list[TileLayer], objects: list[ObjectLayer]
    ) -> None:
        """Tile and object layers in the order of the file, those in groups too."""
        for element in parent:
            if element.tag in ("layer", "objectgroup"):
                self.spend(element, limits.LAYERS, 1)
            if element.tag == "group":
                self.layers(element, infinite, size, tiles, objects)
            elif element.tag == "layer":
                with self.going_on():
                    tiles.append(self.tile_layer(element, infinite, size))
            elif element.tag == "objectgroup":
                self.spend(element, limits.OBJECTS, len(element))
                found = []
                for child in element.findall("object"):
                    with self.going_on():
                        found.append(self.object(child))
                name, properties = element.get("name", ""), self.properties(element)
                objects.append(ObjectLayer(name, _kind(element), tuple(found), properties, _line(element)))

    def tile_layer(self, element: Element, infinite: bool, size: tuple[int, int]) -> TileLayer:
        name = element.get("name", "")
        data = element.find("data")
        if data is None:
            raise self.fail(element, f'layer "{name}" has no <data>')
        x = y = 0
        if infinite:
            x, y, gids = self.chunks(element, data, name)
        else:
            given = self.number(element, "width", size[0]), self.number(element, "height", size[1])
            if given != size:
                raise self.fail(
                    element, f'layer "{name}" is {given[0]} x {given[1]} tiles, the map {size[0]} x {size[1]}'
                )
            if data.find("chunk") is not None:
                raise self.fail(data, f'layer "{name}" comes in chunks, but the map is not infinite')
            gids = self.grid(data, data, name, size)
        return TileLayer(name, _kind(element), x, y, gids, self.properties(element), _line(element))

    def chunks(self, element: Element, data: Element, name: str) -> tuple[int, int, U32]:
        """The tiles of a layer of an infinite map, and the column and row of the first."""
        parts = [
            (self.number(c, "x", least=-MOST), self.number(c, "y", least=-MOST), self.grid(c, data, name))
            for c in data.findall("chunk")
        ]
        if not parts:
            return 0, 0, np.zeros((0, 0), dtype=np.uint32)
        x, y = min(part[0] for part in parts), min(part[1] for part in parts)
        right = max(left + gids.shape[1] for left, _, gids in parts)
        low = max(top + gids.shape[0] for _, top, gids in parts)
        self.fits(element, right - x, low - y)
        self.spend(element, limits.CELLS, (right - x) * (low - y))
        whole = np.zeros((low - y, right - x), dtype=np.uint32)
        for left, top, gids in parts:
            whole[top - y : top - y + gids.shape[0], left - x : left - x + gids.shape[1]] = gids
        return x, y, whole

    def tileset(self, element: Element) -> Tileset:
        first = self.number(element, "firstgid", least=1)
        source = element.get("source")
        if source is None:
            return self.tileset_body(element, first, None)
        path = self.path.parent / source
        if path.suffix.lower() != ".tsx":
            raise self.fail(element, f'tileset "{source}": expected a .tsx file')
        if _leads_out(source):
            what = f'tileset "{source}" leads up or out of the folder of the map, and would not go with it'
            raise self.fail(element, f"{what}: expected a file beside the map, or in a folder there")
        if not is_there(path):
            near = [p.name for p in self.path.parent.glob("*.tsx")]
            meant = f"; {did_you_mean(path.name, near)}" if near else ""
            raise self.fail(element, f'tileset "{source}" is not beside the map{meant}')
        reader = _Reader(path, self)
        return reader.tileset_body(reader.root("tileset"), first, path)

    def tileset_body(self, element: Element, first: int, path: Path | None) -> Tileset:
        classes: dict[int, str] = {}
        tiles: dict[int, Properties] = {}
        for tile in element.findall("tile"):
            with self.going_on():
                number = self.number(tile, "id")
                if _kind(tile):
                    classes[number] = _kind(tile)
                tiles[number] = self.properties(tile)
        n_tiles = self.number(element, "tilecount", 0)
        return Tileset(element.get("name", ""), first, n_tiles, classes, tiles, self.properties(element), path)

    def object(self, element: Element) -> MapObject:
        shape = "tile" if element.get("gid") else "box"
        points: tuple[tuple[float, float], ...] = ()
        for child in element:
            if child.tag in ("point", "ellipse", "text"):
                shape = child.tag
            elif child.tag in ("polygon", "polyline"):
                shape, points = child.tag, self.points(child)
        return MapObject(
            self.number(element, "id", 0), element.get("name", ""), _kind(element), self.real(element, "x"),
            self.real(element, "y"), self.real(element, "width"), self.real(element, "height"), shape, points,
            self.properties(element), _line(element),
        )  # fmt: skip

    def points(self, element: Element) -> tuple[tuple[float, float], ...]:
        words = element.get("points", "").split()
        self.spend(element, limits.POINTS, len(words))
        pairs = [word.split(",") for word in words]
        if not all(len(pair) == 2 for pair in pairs):
            raise self.fail(element, f'points="{element.get("points", "")[:40]}": expected "x,y x,y ..."')
        return tuple((self.pixels(element, "points", x), self.pixels(element, "points", y)) for x, y in pairs)

    def properties(self, element: Element) -> Properties:
        """The custom properties of an element; those of a class member are named "property.member"."""
        found: Properties = {}
        for entry in element.findall("properties/property"):
            name, kind = entry.get("name", ""), entry.get("type", "string")
            text = entry.get("value", entry.text or "")
            if kind == "class":
                found.update({f"{name}.{key}": value for key, value in self.properties(entry).items()})
                continue
            with self.going_on():
                found[name] = self.value(entry, name, kind, text)
        return found

    def value(self, entry: Element, name: str, kind: str, text: str) -> Value:
        if kind in ("int", "object", "float"):
            try:
                number = float(text or 0) if kind == "float" else int(text or 0)
            except ValueError:
                number = math.nan
            if not abs(number) <= _LARGEST:
                raise self.fail(entry, f'property {name}="{text[:40]}": expected a number ({kind})')
            return number
        if kind == "bool":
            if text not in ("true", "false", ""):
                raise self.fail(entry, f'property {name}="{text}": expected true or false')
            return text == "true"
        return text


def _kind(element: Element) -> str:
    """The class of an element, which Tiled calls `type` in some versions and `class` in others."""
    return element.get("class") or element.get("type") or ""


def _leads_out(source: str) -> bool:
    """Whether a path leads out of the folder that it is followed from, on this system or another."""
    return any(kind(source).is_absolute() or ".." in kind(source).parts or kind(source).drive
               for kind in (PurePosixPath, PureWindowsPath))  # fmt: skip


def _line(element: Element) -> int:
    return int(element.get(LINE, "0"))
