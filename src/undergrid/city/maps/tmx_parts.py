"""The parts of a Tiled file: properties, tilesets, images, objects and their templates.

A property keeps its type where the file gives one. Files from before types existed give words alone, and whoever asks
for a number or a yes gets it from the word (`words`).
"""

from __future__ import annotations

import contextlib
import itertools
import math
from collections import ChainMap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar
from xml.etree.ElementTree import Element

from undergrid.city.maps.elsewhere import Named
from undergrid.city.maps.map_error import MapError
from undergrid.city.maps.terrains import Terrains, terrains, whole
from undergrid.city.maps.tiled_map import (
    ALIGNMENTS,
    MapObject,
    Point,
    Properties,
    Tileset,
    Value,
    tileset_at,
    turn,
)
from undergrid.city.maps.tmx_data import FLIPS, Source
from undergrid.city.maps.xml import LINE
from undergrid.core import limits
from undergrid.core.errors import did_you_mean
from undergrid.core.inputs import UnreadableError, is_there, read_bytes

_LARGEST = 1e15  # that a number among properties may be: whole numbers are exact up to there
_SHAPES = ("point", "ellipse", "capsule", "text", "polygon", "polyline")
_TILESETS, _TEMPLATES = (".tsx", ".tsj", ".json", ".xml"), (".tx", ".tj", ".json", ".xml")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")

S = TypeVar("S", bound=Source)


class Parts(Source):
    """What any file of Tiled's may hold."""

    def read_image(self, element: Element) -> None:
        """Note the picture of a tileset, tile or layer, so that it goes with the map: nothing of it is looked at.

        One that is missing is nobody's mistake: a city has no need of pictures.
        """
        image = element.find("image")
        source = image.get("source") if image is not None else None
        if not source:
            return
        named = self.named.beside(source)
        try:
            content = read_bytes(named.path, limits.MAP_BYTES)
        except UnreadableError:
            self.absent.append(named.path)
            return
        if content.startswith(_PICTURES) or b"<svg" in content[:1024]:
            if said := self.spent.exceeded(limits.MAP_BYTES, len(content)):
                raise self.fail(element, said)
            self.files[named.kept] = named.path

    def open(self, kind: type[S], element: Element, what: str, suffixes: Sequence[str]) -> S:
        """A reader of the file that an element names as its `source` or `template`."""
        source = element.get("source" if what == "tileset" else what, "")
        named = self.named.beside(source)
        if named.path.suffix.lower() not in suffixes:
            raise self.fail(element, f'{what} "{source}": expected a file ending in {" or ".join(suffixes[:2])}')
        if not is_there(named.path):
            near = [p.name for suffix in suffixes[:2] for p in named.path.parent.glob(f"*{suffix}")]
            meant = f"; {did_you_mean(named.path.name, near)}" if near else ""
            raise self.fail(
                element, f'{what} "{source}": there is no such file, looked for from {self.path.name}{meant}'
            )
        return kind(named, self)

    # ------------------------------------------------------------------ properties

    def properties(self, element: Element) -> Properties:
        """The custom properties of an element; those of a class member are named "property.member"."""
        found: Properties = {}
        for entry in element.findall("properties/property"):
            name, kind = entry.get("name", ""), entry.get("type", "string")
            if kind == "class":
                found.update({f"{name}.{key}": value for key, value in self.properties(entry).items()})
                continue
            with self.going_on():
                found[name] = self.value(entry, name, kind)
        return found

    def value(self, entry: Element, name: str, kind: str) -> Value:
        """The value of a property; those of a list one after the other, with blanks between."""
        text = entry.get("value", entry.text or "")
        if kind == "list":
            items = entry.findall("item")
            return " ".join(str(self.value(item, name, item.get("type", "string"))) for item in items)
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

    # ------------------------------------------------------------------ tilesets

    def tileset(self, element: Element) -> Tileset:
        first = self.number(element, "firstgid", least=1)
        if element.get("source") is None:
            return self.tileset_body(element, first)
        reader = self.open(Parts, element, "tileset", _TILESETS)
        return reader.tileset_body(reader.root("tileset"), first, external=True)

    def tileset_body(self, element: Element, first: int, external: bool = False) -> Tileset:
        classes: dict[int, str] = {}
        tiles: dict[int, Properties] = {}
        sizes: dict[int, tuple[int, int]] = {}
        self.read_image(element)
        for tile in element.findall("tile"):
            with self.going_on():
                number = self.number(tile, "id")
                if kind_of(tile):
                    classes[number] = kind_of(tile)
                tiles[number] = tiles.get(number, {}) | self.properties(tile)
                self.read_image(tile)
                image = tile.find("image")
                if image is not None and image.get("width") and image.get("height"):
                    sizes[number] = self.number(image, "width"), self.number(image, "height")
        word = element.get("objectalignment", "unspecified")
        if word not in ALIGNMENTS:
            raise self.fail(element, f'objectalignment="{word[:40]}": {did_you_mean(word, ALIGNMENTS)}')
        images = element.get("columns") == "0" or any(
            tile.find("image") is not None for tile in element.findall("tile")
        )
        made = terrains(element)
        return Tileset(
            element.get("name", ""), first, self.number(element, "tilecount", 0),
            frozenset(tiles) if images else None, classes, tiles, self.properties(element), sizes,
            (self.number(element, "tilewidth", 0), self.number(element, "tileheight", 0)), ALIGNMENTS[word],
            self.path if external else None, self.solid(element), self.called(element, made),
            mostly=made.mostly,
        )  # fmt: skip

    def solid(self, element: Element) -> dict[int, float]:
        """The share of each tile of a tileset that the boxes around its collision shapes cover.

        Nobody needs it to read a map: a shape that makes no sense is passed over.
        """
        found: dict[int, float] = {}
        with contextlib.suppress(MapError):
            area = max(1, self.number(element, "tilewidth", 0) * self.number(element, "tileheight", 0))
            for tile in element.findall("tile"):
                number = whole(tile, "id")
                for thing in tile.findall("objectgroup/object"):
                    wide, high = self.real(thing, "width"), self.real(thing, "height")
                    for shape in thing.findall("polygon"):
                        xs, ys = zip(*self.points(shape), strict=True)
                        wide, high = max(xs) - min(xs), max(ys) - min(ys)
                    found[number] = found.get(number, 0.0) + wide * high / area
        return found

    def called(self, element: Element, made: Terrains) -> dict[int, str]:
        """What the terrains that a tile of a tileset is wholly made of, and its image, are called."""
        found = {number: list(names) for number, names in made.wholly.items()}
        for tile in element.findall("tile"):
            images = [PurePosixPath(image.get("source", "")).stem for image in tile.findall("image")]
            found.setdefault(whole(tile, "id"), []).extend(images)
        return {number: " ".join(words) for number, words in found.items() if words}

    def points(self, element: Element) -> tuple[Point, ...]:
        words = element.get("points", "").split()
        self.spend(element, limits.POINTS, len(words))
        pairs = [word.split(",") for word in words]
        if not pairs or not all(len(pair) == 2 for pair in pairs):
            raise self.fail(element, f'points="{element.get("points", "")[:40]}": expected "x,y x,y ..."')
        return tuple((self.pixels(element, "points", x), self.pixels(element, "points", y)) for x, y in pairs)


class Objects(Parts):
    """What a file holds that has tilesets and objects: a map or a template."""

    tilesets: tuple[Tileset, ...] = ()
    tile_size = (1, 1)

    def __init__(self, named: Named, whole: Source | None = None) -> None:
        super().__init__(named, whole)
        self.templates: dict[str, tuple[Element, Objects, Properties]] = {}
        self.unread: set[str] = set()  # templates that cannot be read

    def read_tilesets(self, root: Element) -> None:
        found = []
        for element in root.findall("tileset"):
            self.spend(element, limits.TILESETS, 1)
            with self.going_on():
                found.append(self.tileset(element))
        self.tilesets = _numbered(sorted(found, key=lambda tileset: tileset.first_gid))

    def template(self, element: Element) -> tuple[Element, Objects, Properties]:
        """The object of the template that an object is made from, the file in which it stands, and its properties."""
        source = element.get("template", "")
        if source in self.unread:
            raise MapError([])  # what is wrong with it was said where it was first named
        if source not in self.templates:
            self.spend(element, limits.TEMPLATES, 1)
            self.unread.add(source)
            reader = self.open(Objects, element, "template", _TEMPLATES)
            root = reader.root("template")
            reader.read_tilesets(root)
            base = root.find("object")
            if base is None:
                raise reader.fail(root, "this template has no <object>")
            self.templates[source] = base, reader, reader.properties(base)
            self.unread.discard(source)
        return self.templates[source]

    def object(self, element: Element, offset: Point) -> MapObject:
        """An object, with what its template gives; what it says itself comes first."""
        base: Element = element
        of: Objects = self
        properties: Properties = {}
        if element.get("template") is not None:
            base, of, properties = self.template(element)
        given = Element("object", {**base.attrib, **element.attrib})
        shapes = [child for one in (element, base) for child in one if child.tag in _SHAPES]
        strange = [child.tag for child in element if child.tag not in (*_SHAPES, "properties")]
        if strange:
            raise self.fail(
                element, f'object "{given.get("name", "")}" is a <{strange[0]}>: that is no shape of Tiled 1.12'
            )
        x, y = self.real(given, "x") + offset[0], self.real(given, "y") + offset[1]
        width, height, turned = (self.real(given, name) for name in ("width", "height", "rotation"))
        shape, tile_kind = shapes[0].tag if shapes else "box", ""
        left, top, own = x, y, ChainMap(self.properties(element), properties)
        if given.get("gid") is not None:
            shape = "tile"
            gid = self.number(given, "gid") & ~FLIPS
            tileset = tileset_at((self if element.get("gid") is not None else of).tilesets, gid)
            if tileset is None or not tileset.has(gid - tileset.first_gid):
                raise self.fail(element, f'object "{given.get("name", "")}": tile {gid} belongs to no tileset')
            number = gid - tileset.first_gid
            if width <= 0 or height <= 0:
                width, height = map(float, tileset.size_of(number))
            left, top = x - tileset.alignment[0] * width, y - tileset.alignment[1] * height
            tile_kind = tileset.classes.get(number, "")
        points: tuple[Point, ...] = ()
        if shape in ("polygon", "polyline"):
            corners = self.points(shapes[0])
            points = tuple(turn((x + dx, y + dy), (x, y), turned) for dx, dy in corners)
        return MapObject(
            self.number(given, "id", 0), given.get("name", ""), kind_of(given), left, top, width, height, shape, points,
            dict(own), line_of(element), turned, (x, y), tile_kind,
        )  # fmt: skip


def _numbered(tilesets: Sequence[Tileset]) -> tuple[Tileset, ...]:
    """Tilesets of which no two have the same key; one that is called "town#2" itself keeps its name."""
    taken = {tileset.name for tileset in tilesets}
    found, seen = [], set[str]()
    for tileset in tilesets:
        if tileset.name in seen:
            tileset = next(one for n in itertools.count(2) if (one := replace(tileset, number=n)).key not in taken)
        seen.add(tileset.name)
        taken.add(tileset.key)
        found.append(tileset)
    return tuple(found)


def kind_of(element: Element) -> str:
    """The class of an element, which Tiled calls `type` in some versions and `class` in others."""
    return element.get("class") or element.get("type") or ""


def moves(element: Element) -> bool:
    """Whether a layer moves against the map when one looks elsewhere."""
    return any(element.get(name, "1") not in ("1", "1.0") for name in ("parallaxx", "parallaxy"))


def line_of(element: Element) -> int:
    """The line on which an element stands, 0 where its file has none."""
    return int(element.get(LINE, "0"))
