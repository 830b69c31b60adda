"""Tiled's files in JSON (`.tmj`, `.tsj`, `.tj`, older ones `.json`) as the elements that they have in XML.

One reader reads both.
JSON has no lines to name: complaints about these files name things alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from undergrid.city.maps.map_error import MapError
from undergrid.core import limits
from undergrid.core.inputs import UnreadableError, as_text

SUFFIXES = (".tmj", ".tsj", ".tj", ".json")

_LAYERS = {"tilelayer": "layer", "objectgroup": "objectgroup", "imagelayer": "imagelayer", "group": "group"}
_SHAPES = ("point", "ellipse", "capsule")
_COLOURS = {"colors": "wangcolor", "cornercolors": "wangcornercolor", "edgecolors": "wangedgecolor"}


def parse_json(data: bytes, path: Path, count: Callable[[], str] = lambda: "") -> Element:
    """The root of a file's elements.

    `count` is called for each element and returns what is wrong with there being so many, or "". Raises MapError for
    broken JSON, for what is no object of Tiled's, and for values too deep in one another.
    """
    try:
        found = json.loads(as_text(data))
    except UnreadableError as wrong:
        raise MapError.at(path, 0, wrong.message) from None
    except json.JSONDecodeError as wrong:
        raise MapError.at(path, wrong.lineno, f"broken JSON: {wrong.msg}") from None
    except RecursionError:
        raise MapError.at(path, 0, limits.NESTING.exceeded(limits.NESTING.most + 1)) from None
    except ValueError as wrong:  # a number of thousands of digits
        raise MapError.at(path, 0, f"broken JSON: {wrong}") from None
    return _Elements(path, count).root(found)


def is_map(data: bytes) -> bool:
    """Whether a file is a map of Tiled's in JSON: older ones are called `.json`, as anything else may be."""
    try:
        found = json.loads(as_text(data))
    except (UnreadableError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and (found.get("type") == "map" or {"layers", "tilewidth"} <= found.keys())


class _Elements:
    def __init__(self, path: Path, count: Callable[[], str]) -> None:
        self.path, self.count, self.depth = path, count, 0

    def fail(self, what: str) -> MapError:
        return MapError.at(self.path, 0, what)

    def root(self, found: Any) -> Element:
        whole = self.mapping(found, "the file")
        kind = whole.get("type", "map" if "layers" in whole else "tileset")
        if kind == "template":
            root = self.element("template", {})
            if "tileset" in whole:
                root.append(self.tileset(self.mapping(whole["tileset"], "tileset")))
            root.append(self.object(self.mapping(whole.get("object", {}), "object")))
            return root
        if kind == "tileset":
            return self.tileset(whole)
        root = self.element(str(kind), {**whole, "infinite": int(bool(whole.get("infinite")))})
        self.properties(root, whole)
        for one in self.listed(whole, "tilesets"):
            root.append(self.tileset(one))
        self.layers(root, whole)
        return root

    # ------------------------------------------------------------------ parts

    def tileset(self, given: Mapping[str, Any]) -> Element:
        element = self.element("tileset", given)
        self.properties(element, given)
        self.image(element, given)
        self.terrains(element, given)
        tiles, words = given.get("tiles", []), given.get("tileproperties", {})
        if isinstance(tiles, dict):  # before Tiled 1.2: by number
            tiles = [{**self.mapping(tile, "tile"), "id": number} for number, tile in tiles.items()]
        if isinstance(words, dict):
            tiles = [*tiles, *({"id": number, "properties": found} for number, found in words.items())]
        for one in self.listed({"tiles": tiles}, "tiles"):
            tile = self.element("tile", one)
            self.properties(tile, one)
            self.image(tile, one)
            if "terrain" in one:
                tile.set("terrain", self.numbers(one["terrain"]).replace("-1", ""))
            if isinstance(one.get("objectgroup"), dict):
                self.objects(tile, one["objectgroup"])
            element.append(tile)
        return element

    def terrains(self, element: Element, given: Mapping[str, Any]) -> None:
        """What tiles are made of: terrains, and since Tiled 1.1 the colours of Wang sets."""
        types, sets = self.element("terraintypes", {}), self.element("wangsets", {})
        types.extend(self.element("terrain", one) for one in self.listed(given, "terrains"))
        for one in self.listed(given, "wangsets"):
            wangset = self.element("wangset", one)
            for name, tag in _COLOURS.items():
                wangset.extend(self.element(tag, colour) for colour in self.listed(one, name))
            for made in self.listed(one, "wangtiles"):
                tile = self.element("wangtile", made)
                tile.set("wangid", self.numbers(made.get("wangid", "")))
                wangset.append(tile)
            sets.append(wangset)
        element.extend(part for part in (types, sets) if len(part))

    def image(self, element: Element, given: Mapping[str, Any]) -> None:
        if "image" in given:
            about = {"source": given["image"], "width": given.get("imagewidth"), "height": given.get("imageheight")}
            element.append(self.element("image", about))

    def layers(self, parent: Element, given: Mapping[str, Any]) -> None:
        self.depth += 1
        if said := limits.NESTING.exceeded(self.depth):
            raise self.fail(said)
        for one in self.listed(given, "layers"):
            kind = _LAYERS.get(str(one.get("type")))
            if kind is None:
                what = f'layer "{one.get("name", "")}" has type "{str(one.get("type"))[:40]}"'
                raise self.fail(f"{what}: expected one of {', '.join(_LAYERS)}")
            element = self.element(kind, {key: value for key, value in one.items() if key != "type"})
            self.properties(element, one)
            if kind == "layer":
                self.tiles(element, one)
            elif kind == "objectgroup":
                element.extend(self.object(thing) for thing in self.listed(one, "objects"))
            elif kind == "imagelayer":
                self.image(element, one)
            else:
                self.layers(element, one)
            parent.append(element)
        self.depth -= 1

    def tiles(self, parent: Element, given: Mapping[str, Any]) -> None:
        encoding = given.get("encoding") or "csv"
        data = self.element("data", {"encoding": encoding, "compression": given.get("compression")})
        if "chunks" in given:
            for one in self.listed(given, "chunks"):
                chunk = self.element("chunk", one)
                chunk.text = self.numbers(one.get("data", ""))
                data.append(chunk)
        else:
            data.text = self.numbers(given.get("data", ""))
        parent.append(data)

    def numbers(self, data: Any) -> str:
        return ",".join(map(str, data)) if isinstance(data, list) else str(data)

    def objects(self, parent: Element, given: Mapping[str, Any]) -> None:
        group = self.element("objectgroup", given)
        group.extend(self.object(thing) for thing in self.listed(given, "objects"))
        parent.append(group)

    def object(self, given: Mapping[str, Any]) -> Element:
        element = self.element("object", given)
        self.properties(element, given)
        for shape in _SHAPES:
            if given.get(shape) is True:
                element.append(self.element(shape, {}))
        if "text" in given:
            element.append(self.element("text", {}))
        for shape in ("polygon", "polyline"):
            if shape in given:
                corners = self.listed(given, shape)
                points = " ".join(f"{corner.get('x')},{corner.get('y')}" for corner in corners)
                element.append(self.element(shape, {"points": points}))
        return element

    def properties(self, element: Element, given: Mapping[str, Any]) -> None:
        found, kinds = given.get("properties"), given.get("propertytypes", {})
        if not found:
            return
        if isinstance(found, dict):  # before Tiled 1.2: names and values, their types beside them
            types = kinds if isinstance(kinds, dict) else {}
            found = [{"name": name, "value": value, "type": types.get(name)} for name, value in found.items()]
        parent = self.element("properties", {})
        for one in self.listed({"properties": found}, "properties"):
            parent.append(self.property("property", one.get("name"), one.get("type"), one.get("value")))
        element.append(parent)

    def property(self, tag: str, name: Any, kind: Any, value: Any) -> Element:
        """A property, or an item of one that is a list; values in a class say their types by what they are."""
        self.depth += 1
        if said := limits.NESTING.exceeded(self.depth):
            raise self.fail(said)
        plain = {bool: "bool", int: "int", float: "float", dict: "class", list: "list"}
        kind = kind or plain.get(type(value), "string")
        element = self.element(tag, {"name": name, "type": kind})
        if kind == "class":
            members = self.element("properties", {})
            for member, one in self.mapping(value, "a property").items():
                members.append(self.property("property", member, None, one))
            element.append(members)
        elif kind == "list":
            for one in value if isinstance(value, list) else ():
                item = one if isinstance(one, dict) and "value" in one else {"value": one}
                element.append(self.property("item", None, item.get("type"), item["value"]))
        else:
            element.set("value", _word(value))
        self.depth -= 1
        return element

    # ------------------------------------------------------------------ values

    def element(self, tag: str, given: Mapping[str, Any]) -> Element:
        """An element with those of the values that are words or numbers."""
        if said := self.count():
            raise self.fail(said)
        words = {key: _word(value) for key, value in given.items() if isinstance(value, str | int | float | bool)}
        return Element(tag, words)

    def mapping(self, value: Any, what: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.fail(f"{what} is no JSON object: expected one, as Tiled writes it")
        return value

    def listed(self, given: Mapping[str, Any], name: str) -> Iterable[Mapping[str, Any]]:
        found = given.get(name) or []
        if not isinstance(found, list):
            raise self.fail(f'"{name}" is no list: expected one, as Tiled writes it')
        return [self.mapping(one, f'one of "{name}"') for one in found]


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
