"""Reading Tiled maps in XML or JSON with their tilesets and templates into arrays, without giving them a meaning.

Layers may be CSV, base64 (plain, zlib, gzip, zstd) or one element a tile; maps may be infinite (in chunks); tilesets
may be inline or in files, wherever those lie. The bits that flip and turn tiles are masked; offsets of layers and
groups, templates and the alignment of tile objects are worked in. `tiled` decides what a map means to a city.

Source  https://doc.mapeditor.org/en/stable/reference/tmx-map-format/ (Tiled 1.12)
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from undergrid.city.maps.elsewhere import Named
from undergrid.city.maps.tiled_map import Group, ObjectLayer, Point, TiledMap, TileLayer
from undergrid.city.maps.tmx_data import MOST, U32
from undergrid.city.maps.tmx_parts import Objects, kind_of, line_of, moves
from undergrid.core import limits


def read_tmx(path: str | Path) -> TiledMap:
    """Read a Tiled map.

    Args:
        path: of the file; the tilesets, templates and images that it names are looked for from there.

    Raises:
        MapError: if it cannot be read, is not well-formed, or does not hold what its sizes promise.
    """
    place = Path(path)
    return _Reader(Named(place.parent, place.name)).map()


class _Reader(Objects):
    """Reads the file of a map."""

    def map(self) -> TiledMap:
        root = self.root("map")
        if root.get("orientation", "orthogonal") != "orthogonal":
            raise self.fail(
                root, f"orientation {root.get('orientation')}: expected orthogonal, the only one with cells"
            )
        infinite = root.get("infinite") == "1"
        width, height = self.number(root, "width"), self.number(root, "height")
        tile_width, tile_height = self.number(root, "tilewidth", least=1), self.number(root, "tileheight", least=1)
        self.tile_size = tile_width, tile_height
        self.fits(root, width, height)
        if not infinite and width * height == 0:
            raise self.fail(root, f"{width} x {height} tiles: expected at least one")
        self.read_tilesets(root)
        tiles: list[TileLayer] = []
        objects: list[ObjectLayer] = []
        self.layers(root, infinite, (width, height), (0, 0), tiles, objects, ())
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
            properties=properties, tilesets=self.tilesets, tile_layers=tuple(tiles), object_layers=tuple(objects),
            files=dict(self.files), absent=tuple(self.absent),
        )  # fmt: skip

    def fits(self, element: Element, width: int, height: int, layers: int = 1) -> None:
        """Raise MapError where so many tiles are more than a map may have."""
        said = limits.SIDE.exceeded(max(width, height)) or limits.CELLS.exceeded(width * height * layers)
        if said:
            raise self.fail(element, f"{width} x {height} tiles are {said}")

    def layers(
        self, parent: Element, infinite: bool, size: tuple[int, int], at: Point, tiles: list[TileLayer],
        objects: list[ObjectLayer], groups: tuple[Group, ...],
    ) -> None:  # fmt: skip
        """Tile and object layers in the order of the file, those in groups too. at: the offset of the groups."""
        for element in parent:
            if element.tag not in ("layer", "objectgroup", "group", "imagelayer"):
                continue
            self.spend(element, limits.LAYERS, 1)
            with self.going_on():
                offset = at[0] + self.real(element, "offsetx"), at[1] + self.real(element, "offsety")
                if element.tag == "group":
                    within = Group(element.get("name", ""), kind_of(element), self.properties(element))
                    self.layers(element, infinite, size, offset, tiles, objects, (*groups, within))
                elif element.tag == "layer":
                    tiles.append(self.tile_layer(element, infinite, size, offset, groups))
                elif element.tag == "objectgroup":
                    objects.append(self.object_layer(element, offset, groups))
                else:
                    self.read_image(element)

    def tile_layer(
        self, element: Element, infinite: bool, size: tuple[int, int], offset: Point, groups: tuple[Group, ...]
    ) -> TileLayer:
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
        right, low = round(offset[0] / self.tile_size[0]), round(offset[1] / self.tile_size[1])
        return TileLayer(
            name, kind_of(element), x + right, y + low, gids, self.properties(element), line_of(element),
            (offset[0] - right * self.tile_size[0], offset[1] - low * self.tile_size[1]), moves(element), groups,
        )  # fmt: skip

    def object_layer(self, element: Element, offset: Point, groups: tuple[Group, ...]) -> ObjectLayer:
        self.spend(element, limits.OBJECTS, len(element))
        found = []
        for child in element.findall("object"):
            with self.going_on():
                found.append(self.object(child, offset))
        name, properties = element.get("name", ""), self.properties(element)
        return ObjectLayer(name, kind_of(element), tuple(found), properties, line_of(element), groups)

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
