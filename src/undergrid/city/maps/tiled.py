"""A city drawn in Tiled: what the layers, tiles and objects of a map mean.

Tile layers   each is a level, from the bottom up, under its own name; properties `lawful` and `sky` (both true unless
              said otherwise). The class of a tile, or its property `ground`, names a Ground; no tile is void.
              A tile layer of class `districts` paints the districts of the level named by its property `level`; the
              name and kind of a district are properties of its tile. Layers of class `decoration` are only for the eye.
Objects       have one of the classes below, or stand in a layer of that class or its plural name. Property `level`
              names their level, of the object or of its layer; the lowest if it says nothing.
  district    box or polygon: the cells whose middle lies in it; property `kind`
  building    box; `use`, `capacity`, `door` ("x,y" in cells; else the nearest cell beside it), `district` (else the one
              at the door)
  link        point; `kind`, `to` (the object at the other end, of class `link_end`), `length_mm`
  post        point, or a polyline for a beat; `kind`, `link` (name of a gate), `stand` ("level:x,y" if it does not
              stand where its beat begins), `beat` ("level:x,y ..." if one level does not do)
  place       point: a name for a cell
Map           properties `name`, `cell_mm` and `attribution` (whose data it is made of: shown with it)

A file `town.ground.yaml` beside `town.tmx` says what tiles and layers mean of a map not drawn for us (`grounds`).
`propertytypes.json` beside this file gives Tiled the classes and the words to choose from. Names are lower case.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from undergrid.city.city import (
    U8,
    U16,
    Building,
    City,
    Link,
    LinkKind,
    Post,
    Use,
)
from undergrid.city.maps.grounds import Grounds, beside, read_grounds
from undergrid.city.maps.map_error import Complaint, MapError
from undergrid.city.maps.tiled_layers import CLASSES, Sheet
from undergrid.city.maps.tiled_map import MapObject, TiledMap
from undergrid.city.maps.tmx import read_tmx
from undergrid.city.maps.words import whole
from undergrid.core.errors import did_you_mean
from undergrid.core.inputs import is_there
from undergrid.core.limits import WALLS

__all__ = ["CLASSES", "LENGTHS", "POSTS", "MapError", "read_city", "read_tmx", "to_city"]

POSTS = ("reader", "camera", "sentinel", "drone", "hunter")
LENGTHS = {LinkKind.STAIRS: 16_000, LinkKind.LIFT: 10_000, LinkKind.TUNNEL: 2_000, LinkKind.GATE: 2_000}
"""The least length of a link in mm if the map gives none: 8 m down at 30 degrees, the time of a ride [assumed]."""


def read_city(path: str | Path) -> City:
    """Read a `.tmx`, `.tmj` or `.json` file as a city; raises MapError, with all that is wrong, one problem a line."""
    said = beside(Path(path))
    return to_city(read_tmx(path), read_grounds(said) if is_there(said) else None)


def to_city(tiled: TiledMap, grounds: Grounds | None = None) -> City:
    """Make a city from a map by the convention above.

    Args:
        tiled: the map.
        grounds: what its tiles and layers mean where it was not drawn for us (`grounds`).

    Raises:
        MapError: with everything that does not make sense, one problem a line.
    """
    return _Conversion(tiled, grounds).city()


class _Conversion(Sheet):
    def city(self) -> City:
        self.check_tilesets()
        self.read_levels()
        self.give_up()
        self.check_things()
        district_of = self.read_districts()
        links = self.read_links()
        buildings = list(self.read_buildings(district_of))
        posts = list(self.read_posts(links))
        places = self.read_places()
        if not self.walkable.any():
            self.complain(1, "nobody can stand anywhere on this map: expected tiles of a walkable ground")
        self.check_names("building")
        self.check_names("link")
        self.check_places(places, buildings, links)
        self.give_up()
        return City(
            name=str(self.map.properties.get("name") or self.map.path.stem), width=self.width, height=self.height,
            levels=tuple(self.levels), ground=self.ground, district_of=district_of, districts=tuple(self.districts),
            buildings=tuple(buildings), links=tuple(links), posts=tuple(posts), places=dict(sorted(places.items())),
            cell_mm=self.cell_mm, attribution=str(self.map.properties.get("attribution") or ""),
        )  # fmt: skip

    def check_tilesets(self) -> None:
        """See to it that there is every tileset of which the map's grounds speak."""
        known = {name: 0 for tileset in self.map.tilesets for name in (tileset.key, tileset.name)}
        for name in self.grounds.tiles if self.grounds else ():
            if name not in known:
                what = f'there is no tileset "{name[:40]}"; {did_you_mean(name, known)}'
                self.problems.append(Complaint(beside(self.map.path), 0, what))

    def check_names(self, wanted: str) -> None:
        seen: dict[str, int] = {}
        for _, thing in self.things(wanted):
            if thing.name and thing.name in seen:
                above = f" (on line {seen[thing.name]})" if seen[thing.name] else ""
                self.complain(thing.line, f'two of class {wanted} are named "{thing.name}"{above}: a name is used once')
            seen.setdefault(thing.name, thing.line)

    def check_places(self, places: Mapping[str, int], buildings: Iterable[Building], links: Iterable[Link]) -> None:
        """A place may have the name of a building or gate only where that has its door or an end."""
        cells = {building.name: ("building", {building.door}) for building in buildings}
        cells |= {link.name: ("gate", {link.a, link.b}) for link in links if link.kind == LinkKind.GATE}
        for _, thing in self.things("place"):
            what, there = cells.get(thing.name, ("", {places.get(thing.name, -1)}))
            if places.get(thing.name, -1) not in there:
                self.complain(
                    thing.line,
                    f'place "{thing.name}" has the name of a {what} and lies elsewhere: expected another name',
                )

    def read_links(self) -> list[Link]:
        others = {thing.id: (group, thing) for group, thing in self.things("link_end")}
        links: list[Link] = []
        taken: dict[int, str] = {}
        for group, thing in self.things("link"):
            what = f'link "{thing.name}"'
            named = thing.properties.get("to", 0)
            target = whole(named)
            if target not in others:
                leads = f"leads to object {named}" if named else "leads nowhere: it has no property to"
                self.complain(thing.line, f"{what} {leads}: expected an object of class link_end")
                continue
            cells = []
            for layer, end in ((group, thing), others[target]):
                level = self.level_of(end.properties, layer.properties, end.line, what)
                cell = self.cell_of(level, end, what)
                self.standing(cell, end.line, what)
                if cell in taken:
                    self.complain(end.line, f'{what} ends where link "{taken[cell]}" does: one end of a link a cell')
                elif cell >= 0:
                    taken[cell] = thing.name
                cells.append(cell)
            kind = self.word(thing, "kind", LinkKind, LinkKind.STAIRS, what)
            length = self.count(thing, "length_mm", 0, what) or self.usual_length(kind, *cells)
            links.append(Link(kind, cells[0], cells[1], length, thing.name))
        return [*links, *self.read_joins({link.name for link in links}, taken)]

    def read_joins(self, names: set[str], taken: dict[int, str]) -> Iterator[Link]:
        """The ways that the map's grounds speak of; each is called by its kind and a number."""
        for word, ends in self.grounds.joins if self.grounds else ():
            name = next(name for n in itertools.count(1) if (name := f"{word}_{n}") not in names)
            names.add(name)
            what = f'"{ends[:60]}" under joins in {beside(self.map.path).name}'
            cells = self.spots(ends, 0, 0, what)
            if len(cells) != 2 or len(set(cells)) != 2:
                self.complain(0, f'{what}: expected two cells, such as "street:12,5 cellar:12,5"')
                continue
            for cell in cells:
                self.standing(cell, 0, what)
                if cell in taken:
                    self.complain(0, f'{what} ends where link "{taken[cell]}" does: one end of a link a cell')
                elif cell >= 0:
                    taken[cell] = name
            kind = LinkKind[word.upper()]
            yield Link(kind, cells[0], cells[1], self.usual_length(kind, *cells), name)

    def usual_length(self, kind: LinkKind, a: int, b: int) -> int:
        area = self.width * self.height
        dy, dx = (abs(p - q) for p, q in zip(divmod(a % area, self.width), divmod(b % area, self.width), strict=True))
        return max(LENGTHS[kind], math.isqrt(dx * dx + dy * dy) * self.cell_mm)

    def read_buildings(self, district_of: U8 | U16) -> Iterator[Building]:
        names = {district.name: number for number, district in enumerate(self.districts)}
        for group, thing in self.things("building"):
            what = f'building "{thing.name}"'
            if not thing.name:
                self.complain(thing.line, "a building has no name")
            level = self.level_of(thing.properties, group.properties, thing.line, what)
            shape = self.shape(thing)
            if not shape.upright:
                how = f"turned by {thing.rotation:g} degrees" if thing.shape in ("box", "tile") else f"a {thing.shape}"
                self.complain(thing.line, f"{what} is {how}: expected a box along the cells")
                continue
            x, y, wide, high = shape.box()
            if x < 0 or y < 0 or x + wide > self.width or y + high > self.height:
                self.complain(thing.line, f"{what} at {self.at(x, y)} reaches outside the map")
                continue
            door = self.door_of(thing, level, (x, y, wide, high), what)
            if door < 0:
                continue
            district = int(district_of[door])
            name = str(thing.properties.get("district") or self.districts[district].name)
            if name not in names:
                self.complain(thing.line, f'{what}: there is no district "{name}"; {did_you_mean(name, names)}')
                continue
            use = self.word(thing, "use", Use, Use.PODS, what)
            capacity = self.count(thing, "capacity", wide * high, what)
            yield Building(thing.name, use, level, x, y, wide, high, door, capacity, names[name])

    def door_of(self, thing: MapObject, level: int, box: tuple[int, int, int, int], what: str) -> int:
        x, y, wide, high = box
        if text := str(thing.properties.get("door") or ""):
            cells = self.spots(text, level, thing.line, f"the door of {what}")
            if len(cells) != 1 or cells[0] < 0:
                return -1
            self.standing(cells[0], thing.line, f"the door of {what}")
            row, column = divmod(cells[0] - level * self.width * self.height, self.width)
            if not (x - 1 <= column <= x + wide and y - 1 <= row <= y + high):
                self.complain(thing.line, f"the door of {what} at {self.at(column, row)} is not beside it")
            return cells[0]
        self.spend(thing.line, WALLS, 2 * (wide + high))
        around = [(cx, row) for cx in range(x, x + wide) for row in (y - 1, y + high)]
        around += [(column, cy) for cy in range(y, y + high) for column in (x - 1, x + wide)]
        middle_x, middle_y = 2 * x + wide - 1, 2 * y + high - 1
        around.sort(key=lambda c: ((2 * c[0] - middle_x) ** 2 + (2 * c[1] - middle_y) ** 2, c[1], c[0]))
        for column, row in around:
            if 0 <= column < self.width and 0 <= row < self.height:
                cell = (level * self.height + row) * self.width + column
                if self.walkable[cell]:
                    return cell
        self.complain(thing.line, f"{what} has no walkable cell beside it for a door")
        return -1

    def read_posts(self, links: Iterable[Link]) -> Iterator[Post]:
        numbers = {link.name: number for number, link in enumerate(links)}
        for group, thing in self.things("post"):
            kind = str(thing.properties.get("kind") or POSTS[0])
            what = f"post ({kind})"
            if kind not in POSTS:
                self.complain(thing.line, f'unknown kind of post "{kind}"; {did_you_mean(kind, POSTS)}')
            level = self.level_of(thing.properties, group.properties, thing.line, what)
            beat: list[int] = []
            if text := str(thing.properties.get("beat") or ""):
                beat = self.spots(text, level, thing.line, what)
            elif thing.points:
                beat = [self.cell_at(level, *self.shape(thing).cells(p), thing.line, what) for p in thing.points]
            if text := str(thing.properties.get("stand") or ""):
                cell = (self.spots(text, level, thing.line, what) or [-1])[0]
            else:
                cell = beat[0] if beat else self.cell_of(level, thing, what)
            for spot in dict.fromkeys([cell, *beat]):
                self.standing(spot, thing.line, what)
            name = str(thing.properties.get("link") or "")
            if name and name not in numbers:
                self.complain(thing.line, f'{what}: there is no link "{name}"; {did_you_mean(name, numbers)}')
            yield Post(kind, cell, numbers.get(name, -1) if name else -1, tuple(beat))

    def read_places(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for group, thing in self.things("place"):
            what = f'place "{thing.name}"'
            if not thing.name or thing.name in places:
                self.complain(thing.line, f"{what}: expected a name that no other place has")
            level = self.level_of(thing.properties, group.properties, thing.line, what)
            places[thing.name] = self.cell_of(level, thing, what)
            self.standing(places[thing.name], thing.line, what)
        return places
