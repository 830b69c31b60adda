"""Reading Tiled maps (`.tmx`, with `.tsx` tilesets) into arrays, without giving them a meaning.

Layers may be CSV, base64 (plain, zlib, gzip, zstd) or one element a tile; maps may be infinite (in chunks); tilesets
may be inline or in files beside the map. The bits that flip and turn tiles are masked. `tiled` decides what a map
means to a city.

Source  https://doc.mapeditor.org/en/stable/reference/tmx-map-format/ (Tiled 1.11)
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from undergrid.city.maps.tmx_data import LINE, MOST_CELLS, U32, Source
from undergrid.core.errors import did_you_mean

Value = str | int | float | bool
Properties = dict[str, Value]


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
        for tileset in reversed(self.tilesets):
            if gid >= tileset.first_gid:
                return tileset if not tileset.n_tiles or gid < tileset.first_gid + tileset.n_tiles else None
        return None


def read_tmx(path: str | Path) -> TiledMap:
    """Read a Tiled map.

    Args:
        path: of the `.tmx` file; tilesets in files of their own are looked for beside it.

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
        if width * height > MOST_CELLS:
            raise self.fail(root, f"{width} x {height} tiles are more than {MOST_CELLS}")
        if not infinite and width * height == 0:
            raise self.fail(root, f"{width} x {height} tiles: expected at least one")
        tilesets = tuple(self.tileset(element) for element in root.findall("tileset"))
        tiles: list[TileLayer] = []
        objects: list[ObjectLayer] = []
        self.layers(root, infinite, (width, height), tiles, objects)
        x = y = 0
        if infinite and tiles:
            full = [layer for layer in tiles if layer.gids.size] or tiles[:1]
            x, y = min(layer.x for layer in full), min(layer.y for layer in full)
            width = max(layer.x + layer.gids.shape[1] for layer in full) - x
            height = max(layer.y + layer.gids.shape[0] for layer in full) - y
            if width * height > MOST_CELLS:
                raise self.fail(root, f"chunks spread over {width} x {height} tiles, more than {MOST_CELLS}")
        return TiledMap(
            path=self.path, width=width, height=height, x=x, y=y, tile_width=tile_width, tile_height=tile_height,
            properties=self.properties(root), tilesets=tuple(sorted(tilesets, key=lambda t: t.first_gid)),
            tile_layers=tuple(tiles), object_layers=tuple(objects),
        )  # fmt: skip

    def layers(
        self, parent: Element, infinite: bool, size: tuple[int, int], tiles: list[TileLayer], objects: list[ObjectLayer]
    ) -> None:
        """Tile and object layers in the order of the file, those in groups too."""
        for element in parent:
            if element.tag == "group":
                self.layers(element, infinite, size, tiles, objects)
            elif element.tag == "layer":
                tiles.append(self.tile_layer(element, infinite, size))
            elif element.tag == "objectgroup":
                found = tuple(self.object(child) for child in element.findall("object"))
                objects.append(
                    ObjectLayer(
                        element.get("name", ""), _kind(element), found, self.properties(element), _line(element)
                    )
                )

    def tile_layer(self, element: Element, infinite: bool, size: tuple[int, int]) -> TileLayer:
        name = element.get("name", "")
        data = element.find("data")
        if data is None:
            raise self.fail(element, f'layer "{name}" has no <data>')
        x = y = 0
        if infinite:
            chunks = [
                (
                    self.number(c, "x", least=-MOST_CELLS),
                    self.number(c, "y", least=-MOST_CELLS),
                    self.grid(c, data, name),
                )
                for c in data.findall("chunk")
            ]
            gids = np.zeros((0, 0), dtype=np.uint32)
            if chunks:
                x, y = min(c[0] for c in chunks), min(c[1] for c in chunks)
                right = max(c[0] + c[2].shape[1] for c in chunks)
                low = max(c[1] + c[2].shape[0] for c in chunks)
                if (right - x) * (low - y) > MOST_CELLS:
                    raise self.fail(element, f'chunks of layer "{name}" spread over more than {MOST_CELLS} tiles')
                gids = np.zeros((low - y, right - x), dtype=np.uint32)
                for cx, cy, part in chunks:
                    gids[cy - y : cy - y + part.shape[0], cx - x : cx - x + part.shape[1]] = part
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

    def tileset(self, element: Element) -> Tileset:
        first = self.number(element, "firstgid", least=1)
        source = element.get("source")
        if source is None:
            return self.tileset_body(element, first, None)
        path = self.path.parent / source
        if path.suffix.lower() != ".tsx":
            raise self.fail(element, f'tileset "{source}": expected a .tsx file')
        try:
            there = path.exists()
        except OSError as error:
            raise self.fail(element, f'tileset "{source[:40]}" cannot be read: {error.strerror}') from None
        if not there:
            near = [p.name for p in self.path.parent.glob("*.tsx")]
            meant = f"; {did_you_mean(path.name, near)}" if near else ""
            raise self.fail(element, f'tileset "{source}" is not beside the map{meant}')
        reader = _Reader(path)
        return reader.tileset_body(reader.root("tileset"), first, path)

    def tileset_body(self, element: Element, first: int, path: Path | None) -> Tileset:
        classes: dict[int, str] = {}
        tiles: dict[int, Properties] = {}
        for tile in element.findall("tile"):
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
        try:
            pairs = [tuple(float(v) for v in pair.split(",")) for pair in element.get("points", "").split()]
            return tuple((x, y) for x, y in pairs)
        except ValueError:
            raise self.fail(element, f'points="{element.get("points")}": expected "x,y x,y ..."') from None

    def properties(self, element: Element) -> Properties:
        """The custom properties of an element; those of a class member are named "property.member"."""
        found: Properties = {}
        for entry in element.findall("properties/property"):
            name, kind = entry.get("name", ""), entry.get("type", "string")
            text = entry.get("value", entry.text or "")
            if kind == "class":
                found.update({f"{name}.{key}": value for key, value in self.properties(entry).items()})
            else:
                found[name] = self.value(entry, name, kind, text)
        return found

    def value(self, entry: Element, name: str, kind: str, text: str) -> Value:
        try:
            if kind in ("int", "object"):
                return int(text or 0)
            if kind == "float":
                return float(text or 0)
        except ValueError:
            raise self.fail(entry, f'property {name}="{text}": expected a number ({kind})') from None
        if kind == "bool":
            if text not in ("true", "false", ""):
                raise self.fail(entry, f'property {name}="{text}": expected true or false')
            return text == "true"
        return text


def _kind(element: Element) -> str:
    """The class of an element, which Tiled calls `type` in some versions and `class` in others."""
    return element.get("class") or element.get("type") or ""


def _line(element: Element) -> int:
    return int(element.get(LINE, "0"))
