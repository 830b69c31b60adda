"""Writing a city as a Tiled map that reads back equal, by the convention of `tiled`."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
import numpy.typing as npt

from undergrid.city.city import U8, City, Ground, LinkKind, Post, Use
from undergrid.city.maps.tiled import POSTS
from undergrid.city.picture import GROUND_COLOURS, png

TILE = 8  # pixels along the side of a tile

Colours = npt.NDArray[np.uint8]


def write_tmx(city: City, path: str | Path, origin: tuple[int, int] = (0, 0)) -> None:
    """Write a city as a `.tmx` file, tilesets and their pictures inside; `tiled.read_city` gives back an equal city.

    Args:
        city: the city.
        path: of the file.
        origin: column and row of its first cell; the map is infinite where these are not 0 and 0.

    Raises:
        ValueError: for a city that Tiled's names cannot tell apart: two districts, links or levels of one name.
    """
    for what, names in (
        ("districts", [district.name for district in city.districts]),
        ("links", [link.name for link in city.links if link.name]),
        ("levels", [level.name for level in city.levels]),
    ):
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(f'two {what} are named "{twice}"')
    Path(path).write_text("\n".join(_Writer(city, origin).lines()) + "\n", encoding="utf-8")


class _Writer:
    def __init__(self, city: City, origin: tuple[int, int]) -> None:
        self.city, self.origin = city, origin
        self.next_id = 1
        self.n_layers = 0

    def lines(self) -> Iterator[str]:
        city = self.city
        body = list(self.body())
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield (
            f'<map version="1.10" orientation="orthogonal" renderorder="right-down" width="{city.width}" '
            f'height="{city.height}" tilewidth="{TILE}" tileheight="{TILE}" infinite="{int(any(self.origin))}" '
            f'nextlayerid="{self.n_layers + 1}" nextobjectid="{self.next_id}">'
        )
        yield from properties({"name": city.name, "cell_mm": city.cell_mm} | self.credit())
        yield from body
        yield "</map>"

    def credit(self) -> dict[str, Any]:
        return {"attribution": self.city.attribution} if self.city.attribution else {}

    def body(self) -> Iterator[str]:
        city = self.city
        grounds = np.array([GROUND_COLOURS[kind] for kind in Ground], dtype=np.uint8)
        yield from tileset(1, "ground", [(kind.name.lower(), {}) for kind in Ground], grounds)
        shades = np.arange(len(city.districts), dtype=np.int64)
        colours = np.stack([40 + shades * 67 % 200, 40 + shades * 113 % 200, 40 + shades * 29 % 200], axis=1)
        first = 1 + len(Ground)
        tiles: list[tuple[str, dict[str, Any]]]
        tiles = [("district", {"name": district.name, "kind": district.kind}) for district in city.districts]
        yield from tileset(first, "districts", tiles, colours.astype(np.uint8))
        for number, level in enumerate(city.levels):
            cells = slice(number * city.area, (number + 1) * city.area)
            ground = city.ground[cells].astype(np.uint32)
            gids = np.where(ground == Ground.VOID, 0, ground + 1)
            yield from self.layer(level.name, "level", {"lawful": level.lawful, "sky": level.sky}, gids)
        for number, level in enumerate(city.levels):
            cells = slice(number * city.area, (number + 1) * city.area)
            gids = city.district_of[cells].astype(np.uint32) + first
            yield from self.layer(f"districts of {level.name}", "districts", {"level": level.name}, gids, shown=False)
        yield from self.group("buildings", self.buildings())
        yield from self.group("links", self.links())
        yield from self.group("posts", (line for post in city.posts for line in self.post(post)))
        yield from self.group("places", self.places())

    def layer(self, name: str, kind: str, given: dict[str, Any], gids: Any, shown: bool = True) -> Iterator[str]:
        self.n_layers += 1
        hidden = "" if shown else ' visible="0" opacity="0.4"'
        yield (
            f'<layer id="{self.n_layers}" name={quoteattr(name)} class="{kind}" width="{self.city.width}" '
            f'height="{self.city.height}"{hidden}>'
        )
        yield from properties(given)
        packed = base64.b64encode(zlib.compress(gids.astype("<u4").tobytes(), 9)).decode()
        if any(self.origin):
            x, y = self.origin
            packed = f'<chunk x="{x}" y="{y}" width="{self.city.width}" height="{self.city.height}">{packed}</chunk>'
        yield f'<data encoding="base64" compression="zlib">{packed}</data>'
        yield "</layer>"

    def group(self, name: str, lines: Iterator[str]) -> Iterator[str]:
        self.n_layers += 1
        yield f'<objectgroup id="{self.n_layers}" name="{name}">'
        yield from lines
        yield "</objectgroup>"

    def thing(self, kind: str, name: str, place: str, given: dict[str, Any], shape: str = "<point/>") -> Iterator[str]:
        title = f" name={quoteattr(name)}" if name else ""
        yield f'<object id="{self.next_id}"{title} type="{kind}" {place}>'
        yield from properties(given)
        if shape:
            yield shape
        yield "</object>"
        self.next_id += 1

    def middle(self, cell: int) -> tuple[str, int, int]:
        """Level name and the pixel in the middle of a cell."""
        level, x, y = self.where(cell)
        return self.city.levels[level].name, x * TILE + TILE // 2, y * TILE + TILE // 2

    def where(self, cell: int) -> tuple[int, int, int]:
        """Level, column and row of a cell, as the map counts them."""
        level, x, y = self.city.where(cell)
        return level, x + self.origin[0], y + self.origin[1]

    def named(self, cell: int) -> str:
        level, x, y = self.where(cell)
        return f"{self.city.levels[level].name}:{x},{y}"

    def buildings(self) -> Iterator[str]:
        for b in self.city.buildings:
            _, x, y = self.where(b.door)
            left, top = b.x + self.origin[0], b.y + self.origin[1]
            given: dict[str, Any] = {
                "use": b.use, "capacity": b.capacity, "level": self.city.levels[b.level].name, "door": f"{x},{y}",
            }  # fmt: skip
            if b.district != int(self.city.district_of[b.door]):
                given["district"] = self.city.districts[b.district].name
            place = f'x="{left * TILE}" y="{top * TILE}" width="{b.width * TILE}" height="{b.height * TILE}"'
            yield from self.thing("building", b.name, place, given, shape="")

    def links(self) -> Iterator[str]:
        for link in self.city.links:
            level, x, y = self.middle(link.a)
            given = {"kind": link.kind, "length_mm": link.length_mm, "level": level, "to": Reference(self.next_id + 1)}
            yield from self.thing("link", link.name, f'x="{x}" y="{y}"', given)
            level, x, y = self.middle(link.b)
            yield from self.thing("link_end", link.name, f'x="{x}" y="{y}"', {"level": level})

    def post(self, post: Post) -> Iterator[str]:
        level, x, y = self.middle(post.beat[0] if post.beat else post.cell)
        given: dict[str, Any] = {"kind": PostKind(post.kind), "level": level}
        if post.link >= 0:
            given["link"] = self.city.links[post.link].name
        if post.beat and post.beat[0] != post.cell:
            given["stand"] = self.named(post.cell)
        shape = "<point/>"
        if len(post.beat) == 1 or any(self.middle(cell)[0] != level for cell in post.beat):
            given["beat"] = " ".join(self.named(cell) for cell in post.beat)
        elif post.beat:
            corners = (self.middle(cell)[1:] for cell in post.beat)
            shape = f'<polyline points="{" ".join(f"{px - x},{py - y}" for px, py in corners)}"/>'
        yield from self.thing("post", "", f'x="{x}" y="{y}"', given, shape)

    def places(self) -> Iterator[str]:
        for name, cell in sorted(self.city.places.items()):
            level, x, y = self.middle(cell)
            yield from self.thing("place", name, f'x="{x}" y="{y}"', {"level": level})


class Reference(int):
    """The id of another object."""


class PostKind(str):
    """One of `tiled.POSTS`."""

    __slots__ = ()


def properties(given: dict[str, Any]) -> Iterator[str]:
    """Lines of a <properties> element; words to choose from are marked with the type that lists them."""
    if not given:
        return
    yield "<properties>"
    for name, value in sorted(given.items()):
        text, kind = str(value), ""
        if isinstance(value, bool):
            text, kind = str(value).lower(), ' type="bool"'
        elif isinstance(value, Use | LinkKind | PostKind):
            kind = f' propertytype="{type(value).__name__}"'
            text = value if isinstance(value, str) else value.name.lower()
        elif isinstance(value, Reference):
            text, kind = str(int(value)), ' type="object"'
        elif isinstance(value, int):
            kind = ' type="int"'
        yield f'<property name="{name}"{kind} value={quoteattr(text)}/>'
    yield "</properties>"


def tileset(first: int, name: str, tiles: list[tuple[str, dict[str, Any]]], colours: Colours) -> Iterator[str]:
    """Lines of a tileset: one tile of one colour for each (class, properties), its picture inside."""
    width = len(tiles) * TILE
    yield (
        f'<tileset firstgid="{first}" name="{name}" tilewidth="{TILE}" tileheight="{TILE}" tilecount="{len(tiles)}" '
        f'columns="{len(tiles)}">'
    )
    row: U8 = np.repeat(colours, TILE, axis=0)
    picture = base64.b64encode(png(np.broadcast_to(row, (TILE, width, 3)))).decode()
    yield f'<image format="png" width="{width}" height="{TILE}"><data encoding="base64">{picture}</data></image>'
    for number, (kind, given) in enumerate(tiles):
        if given:
            yield f'<tile id="{number}" type="{kind}">'
            yield from properties(given)
            yield "</tile>"
        else:
            yield f'<tile id="{number}" type="{kind}"/>'
    yield "</tileset>"


def write_project(path: str | Path) -> None:
    """Write a Tiled project of the folder in which it lies: whoever opens it has our words to choose from."""
    project = {
        "automappingRulesFile": "", "commands": [], "extensionsPath": "extensions", "folders": ["."],
        "properties": [], "propertyTypes": property_types(),
    }  # fmt: skip
    Path(path).write_text(json.dumps(project, indent=1) + "\n", encoding="utf-8")


def property_types() -> list[dict[str, Any]]:
    """What `propertytypes.json` holds: enums and classes for Tiled (View > Custom Types Editor > Import)."""
    enums: dict[str, list[str]] = {
        "Ground": [kind.name.lower() for kind in Ground],
        "Use": [use.name.lower() for use in Use],
        "LinkKind": [kind.name.lower() for kind in LinkKind],
        "PostKind": list(POSTS),
    }
    # The values of members are those that `tiled` takes for granted: Tiled leaves them out when it saves.
    classes: dict[str, tuple[str, list[str], dict[str, tuple[str, Any]]]] = {
        "district": ("#5a6", ["object", "tile"], {"kind": ("string", "housing"), "level": ("string", "")}),
        "building": ("#68c", ["object"], {
            "use": ("Use", Use.PODS.name.lower()), "door": ("string", ""), "district": ("string", ""),
            "level": ("string", ""),
        }),
        "link": ("#4cc", ["object"], {
            "kind": ("LinkKind", LinkKind.STAIRS.name.lower()), "length_mm": ("int", 0), "level": ("string", ""),
            "to": ("object", 0),
        }),
        "link_end": ("#4cc", ["object"], {"level": ("string", "")}),
        "post": ("#d44", ["object"], {
            "kind": ("PostKind", POSTS[0]), "link": ("string", ""), "stand": ("string", ""), "beat": ("string", ""),
            "level": ("string", ""),
        }),
        "place": ("#dc6", ["object"], {"level": ("string", "")}),
        "level": ("#888", ["layer"], {"lawful": ("bool", True), "sky": ("bool", True)}),
        "districts": ("#888", ["layer"], {"level": ("string", "")}),
        "decoration": ("#444", ["layer"], {}),
    }  # fmt: skip
    found: list[dict[str, Any]] = []
    for name, values in enums.items():
        found.append({
            "id": len(found) + 1, "name": name, "type": "enum", "storageType": "string", "values": values,
            "valuesAsFlags": False,
        })  # fmt: skip
    for name, (colour, use_as, given) in classes.items():
        members = []
        for member, (kind, value) in given.items():
            entry: dict[str, Any] = {"name": member, "type": "string" if kind in enums else kind, "value": value}
            if kind in enums:
                entry["propertyType"] = kind
            members.append(entry)
        found.append({
            "id": len(found) + 1, "name": name, "type": "class", "color": f"#ff{_long(colour)}", "drawFill": True,
            "useAs": use_as, "members": members,
        })  # fmt: skip
    return found


def _long(colour: str) -> str:
    return "".join(2 * digit for digit in colour[1:])
