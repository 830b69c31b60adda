"""A Tiled map as it is once it has been read: arrays and things, without a meaning yet."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from undergrid.city.maps.tmx_data import U32

Value = str | int | float | bool
Properties = dict[str, Value]
Point = tuple[float, float]

ALIGNMENTS: dict[str, Point] = {
    "unspecified": (0, 1), "topleft": (0, 0), "top": (0.5, 0), "topright": (1, 0), "left": (0, 0.5),
    "center": (0.5, 0.5), "right": (1, 0.5), "bottomleft": (0, 1), "bottom": (0.5, 1), "bottomright": (1, 1),
}  # fmt: skip
"""Where within a tile object its own place lies, as shares of its width and height."""


@dataclass(frozen=True)
class Tileset:
    """Tiles that a map uses: their classes and properties by local id."""

    name: str
    first_gid: int
    n_tiles: int  # 0 if the file does not say
    listed: frozenset[int] | None  # of a collection of images: the ids that there are, perhaps with gaps
    classes: dict[int, str]
    tiles: dict[int, Properties]
    properties: Properties
    sizes: dict[int, tuple[int, int]]  # pixels of tiles that have an image of their own
    size: tuple[int, int]  # pixels of the others
    alignment: Point = ALIGNMENTS["unspecified"]
    path: Path | None = None  # of the file, if it is external
    solid: Mapping[int, float] = field(default_factory=dict)  # share of each tile that its collision shapes cover
    called: Mapping[int, str] = field(default_factory=dict)  # words about tiles: their terrains, their images
    mostly: Mapping[int, str] = field(default_factory=dict)  # terrains of tiles that are partly left open
    number: int = 1  # among those of its name in the map, in their order

    @property
    def key(self) -> str:
        """What tells it from all others of the map: its name, and its number where it is not the first of that name."""
        return self.name if self.number == 1 else f"{self.name}#{self.number}"

    def has(self, number: int) -> bool:
        """Whether there is a tile of this local id."""
        if self.listed is not None:
            return number in self.listed
        return not self.n_tiles or number < self.n_tiles

    def size_of(self, number: int) -> tuple[int, int]:
        """Width and height of a tile in pixels."""
        return self.sizes.get(number, self.size)


class Group(NamedTuple):
    """A group of layers, such as a storey of a house."""

    name: str
    kind: str  # its class
    properties: Properties


@dataclass(frozen=True)
class TileLayer:
    """A grid of global tile ids, 0 where there is no tile."""

    name: str
    kind: str  # its class
    x: int  # of the first column; 0 unless the map is infinite or the layer has an offset of whole tiles
    y: int
    gids: U32  # (height, width), flips masked
    properties: Properties
    line: int
    offset: Point = (0, 0)  # pixels, of the layer and the groups around it together, beyond whole tiles
    parallax: bool = False  # whether it moves against the map
    groups: tuple[Group, ...] = ()  # around it, the outermost first

    @property
    def path(self) -> str:
        """Its name, after those of the groups around it."""
        return "/".join([*(group.name for group in self.groups), self.name])


@dataclass(frozen=True)
class MapObject:
    """A point, box, polygon or tile placed on a map, in pixels of the map: offsets and alignment are in it."""

    id: int
    name: str
    kind: str  # its class
    x: float  # the upper left corner of its box before it is turned, or the point
    y: float
    width: float
    height: float
    shape: str  # "box", "point", "ellipse", "capsule", "polygon", "polyline", "text", "tile"
    points: tuple[Point, ...]  # of polygons and polylines, turned
    properties: Mapping[str, Value]
    line: int
    rotation: float = 0.0  # degrees, clockwise
    pivot: Point = (0.0, 0.0)  # what it is turned about
    tile_kind: str = ""  # the class of the tile of a tile object

    def turned(self, x: float, y: float) -> Point:
        """Where a point of its box lies once it is turned."""
        return turn((x, y), self.pivot, self.rotation)

    @property
    def middle(self) -> Point:
        """The middle of what it covers: of a polygon, of the box around it."""
        if self.points:
            xs, ys = zip(*self.points, strict=True)
            return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        return self.turned(self.x + self.width / 2, self.y + self.height / 2)

    @property
    def corners(self) -> tuple[Point, ...]:
        """Of its box, turned, clockwise."""
        right, low = self.x + self.width, self.y + self.height
        return tuple(
            self.turned(*corner) for corner in ((self.x, self.y), (right, self.y), (right, low), (self.x, low))
        )


@dataclass(frozen=True)
class ObjectLayer:
    """Objects of one layer, in the order of the file."""

    name: str
    kind: str
    objects: tuple[MapObject, ...]
    properties: Properties
    line: int
    groups: tuple[Group, ...] = ()  # around it, the outermost first


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
    files: Mapping[str, Path]  # all that it was read from, itself first, by where each lies in a copy of its folder
    absent: tuple[Path, ...]  # pictures that it names and that are missing

    def tileset_of(self, gid: int) -> Tileset | None:
        """The tileset that a global tile id belongs to, or None."""
        tileset = tileset_at(self.tilesets, gid)
        return tileset if tileset and tileset.has(gid - tileset.first_gid) else None


def tileset_at(tilesets: tuple[Tileset, ...], gid: int) -> Tileset | None:
    """The tileset among those, sorted by their first, in whose range a global tile id lies."""
    number = bisect_right(tilesets, gid, key=lambda tileset: tileset.first_gid) - 1
    return tilesets[number] if number >= 0 else None


def turn(point: Point, pivot: Point, degrees: float) -> Point:
    """A point turned clockwise, as it looks on a map; quarters of a turn are exact."""
    x, y = point[0] - pivot[0], point[1] - pivot[1]
    quarters, rest = divmod(degrees % 360, 90)
    if rest:
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        x, y = x * cos - y * sin, x * sin + y * cos
    else:
        for _ in range(int(quarters)):
            x, y = -y, x
    return pivot[0] + x, pivot[1] + y
