"""A city from a file of OpenStreetMap: read around a point, drawn, furnished, and put together.

The data of OpenStreetMap is open under the ODbL 1.0, which asks that whoever shows it says whose it is: the city keeps
`ATTRIBUTION`, and so does the map that is written from it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from undergrid.city.city import U8, Building, City, District, Ground, Post, Use, ground_column
from undergrid.city.maps.osm import houses, open_ground, roads
from undergrid.city.maps.osm import tags as meaning
from undergrid.city.maps.osm.draft import LEVELS, STREET, Draft
from undergrid.city.maps.osm.extract import FORMATS, LOST, SORT, Extract, Reader, Update
from undergrid.city.maps.osm.houses import Stock
from undergrid.city.maps.osm.plane import I64, Box, Plane
from undergrid.core import plain
from undergrid.core.errors import UsageError
from undergrid.core.limits import CELLS, SIDE

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0 (openstreetmap.org/copyright)"
FEWEST = 20  # cells along a side: less is no city
_LAYERS = 2 * len(LEVELS)  # of a map with all levels, each with its districts
_DISTRICTS = ("borough", "suburb", "quarter", "neighbourhood", "town", "village", "hamlet")
_KINDS = {Use.PODS: "housing", Use.VATS: "works", Use.RECLAMATION: "works", Use.FARM: "works", Use.OFFICES: "centre"}
_NEAR = 6  # cells around a place among which one to stand on is looked for
_NOT_READ: tuple[tuple[str, str], ...] = (
    ("barrier", "walls, fences, hedges and gates"),
    ("railway", "railways"),
    ("building:part", "parts of buildings"),
)
_COAST = "pieces of a coastline: the sea is open ground"


class Survey(NamedTuple):
    """A city, and how it came about.

    streets: ways that people walk on; street_m: their length on the map, m; bridges, underpasses: how many of them;
    waters: areas and lines of water; known: how many buildings' uses are known by what; parts: of the map that no way
    joins; closed: cells that nobody comes to, which were closed; left_out: what is not on the map, and how many.
    """

    city: City
    around: tuple[float, float]
    bounds: Box
    streets: int
    street_m: int
    bridges: int
    underpasses: int
    waters: int
    known: dict[str, int]
    parts: int
    closed: int
    left_out: dict[str, int]

    @property
    def uses(self) -> dict[str, int]:
        """How many buildings there are of each use that there is."""
        counts = Counter(building.use for building in self.city.buildings)
        return {use.name.lower(): counts[use] for use in Use if counts[use]}

    @property
    def clinics(self) -> list[str]:
        """The buildings that a scenario may name under `clinics`."""
        return [building.name for building in self.city.buildings if building.use == Use.REFUGE]


def survey(
    path: Path,
    around: tuple[float, float] | None = None,
    size_mm: int = 1_000_000,
    cell_mm: int = 2000,
    update: Update = lambda done, total: None,
) -> Survey:
    """Draw a city from a file of OpenStreetMap. The same file gives the same city.

    Args:
        path: the file; how it is written is known by how its name ends, one of `extract.FORMATS`.
        around: latitude and longitude of the middle, degrees; that of the file if None.
        size_mm: the sides of the square that is drawn, as far as the file reaches.
        cell_mm: the side of a cell.
        update: is told how much is read and drawn.

    Raises:
        NoOsmError: without the package osmium.
        UsageError: for a file that cannot be read, a middle that it does not hold, and where there is no street.
    """
    reader = Reader(path)
    bounds = reader.bounds()
    lat, lon = around or bounds.middle
    if not bounds.holds(lat, lon):
        raise UsageError(f"around {lat:g},{lon:g}: {plain.line(path)} does not reach there, it has {bounds}")
    plane = Plane(lat, lon)
    draft = _sheet(path, plane, bounds, size_mm, cell_mm)
    extract = reader.around(bounds, plane, size_mm / 2, update)
    n = len(extract.nodes) + len(extract.ways) + len(extract.areas)
    waters = open_ground.draw(draft, extract)
    found = roads.roads(extract, draft)
    roads.draw(draft, found.strips)
    update(2 * n // 6, n)
    if not draft.streets.any():
        raise UsageError(
            f"no street (highway=...) lies within {size_mm / 1e6:g} km around {lat:g},{lon:g} in {plain.line(path)}",
            hint=f"{extract.left_out[LOST]} {LOST}: {SORT}" if extract.left_out[LOST] else "",
        )
    stock = houses.build(draft, extract)
    roads.keep_open(draft, found.strips)
    update(3 * n // 6, n)
    parts, closed = open_ground.close(draft, found.links)
    reached = open_ground.from_streets(draft)
    update(4 * n // 6, n)
    names: set[str] = set()
    homely = {strip.way.tags.get("name", "") for strip in found.strips if strip.road.homely} - {""}
    built = houses.furnish(draft, extract, stock, reached, homely, names)
    update(5 * n // 6, n)
    city = _city(title(path), draft, extract, found, built, names)
    update(6 * n // 6, n)
    _count_left_out(extract)
    walked = [strip for strip in found.strips if len(draft.middle(strip.way.line))]
    return Survey(
        city, (lat, lon), bounds, len({strip.way.id for strip in walked}), roads.length_m(walked, draft),
        len({strip.way.id for strip in walked if strip.bridge}),
        len({strip.way.id for strip in walked if strip.road.ground == Ground.TUNNEL}),
        waters, dict(built.known), parts, closed, {what: n for what, n in sorted(extract.left_out.items()) if n},
    )  # fmt: skip


def _sheet(path: Path, plane: Plane, bounds: Box, size_mm: int, cell_mm: int) -> Draft:
    """An empty sheet as large as is wanted and the file reaches."""
    corners = plane.mm(
        np.array([bounds.south, bounds.south, bounds.north, bounds.north]),
        np.array([bounds.west, bounds.east, bounds.west, bounds.east]),
    )
    half = size_mm // 2
    left, top = (max(-half, int(edge)) for edge in corners.min(axis=0))
    right, low = (min(half, int(edge)) for edge in corners.max(axis=0))
    width, height = round((right - left) / cell_mm), round((low - top) / cell_mm)
    if min(width, height) < FEWEST:
        raise UsageError(
            f"{width} x {height} cells of {cell_mm / 1000:g} m are no city: expected {FEWEST} or more along each side",
            hint=f"a larger --size or a smaller --cell, or elsewhere: {plain.line(path)} has {bounds}",
        )
    wrong = SIDE.exceeded(max(width, height)) or CELLS.exceeded(_LAYERS * width * height)
    if wrong:
        raise UsageError(
            f"{width:,} x {height:,} cells are too many: {wrong}", hint="a smaller --size or larger --cell"
        )
    return Draft(left, top, (height, width), cell_mm)


def title(path: Path) -> str:
    """What a city is called after its file."""
    end = max((end for end in FORMATS if path.name.lower().endswith(end)), key=len, default="")
    return meaning.name([path.name.removesuffix(path.name[-len(end) :] if end else "")]) or "city"


def _city(name: str, draft: Draft, extract: Extract, found: roads.Roads, built: Stock, names: set[str]) -> City:
    used = [level for level in range(len(LEVELS)) if level == STREET or draft.ground[level].any()]
    number = {level: place for place, level in enumerate(used)}
    links = roads.links(draft, [end for end in found.links if _joined(draft, end)], number)
    names |= {link.name for link in links}
    ground: U8 = draft.ground[used].reshape(-1)
    cameras = [node for node in extract.nodes if node.tags.get("man_made") == "surveillance"]
    posts = tuple(Post("camera", cell) for node in cameras if (cell := _near(draft, node.at)) >= 0)
    places = {**_streets(draft, found, names), **built.doors, **_sights(draft, extract, names)}
    districts, district_of = _districts(name, draft, extract, built.buildings, names)
    buildings = tuple(replace(one, district=int(district_of[one.door])) for one in built.buildings)
    return City(
        name=name, width=draft.size[1], height=draft.size[0], levels=tuple(LEVELS[level] for level in used),
        ground=ground, district_of=np.tile(district_of, len(used)), districts=districts, buildings=buildings,
        links=tuple(links), posts=posts, places=dict(sorted(places.items())), cell_mm=draft.cell_mm,
        attribution=ATTRIBUTION,
    )  # fmt: skip


def _joined(draft: Draft, end: tuple[int, int, int]) -> bool:
    """Whether one can stand on both ends of a link."""
    level, row, column = end
    walks = ground_column("walkable")
    return bool(walks[draft.ground[level, row, column]] and walks[draft.ground[STREET, row, column]])


def _near(draft: Draft, point: I64) -> int:
    """The nearest cell of the street to stand on; -1 where there is none near."""
    at = draft.at(point)
    if at is None:
        return -1
    (y, x), reach = at, _NEAR
    rows = slice(max(0, y - reach), y + reach + 1)
    columns = slice(max(0, x - reach), x + reach + 1)
    row, column = np.nonzero(ground_column("walkable")[draft.ground[STREET, rows, columns]])
    if not len(row):
        return -1
    row, column = row + rows.start, column + columns.start
    best = ((row - y) ** 2 + (column - x) ** 2).argmin()
    return int(row[best] * draft.size[1] + column[best])


def _streets(draft: Draft, found: roads.Roads, names: set[str]) -> dict[str, int]:
    """The middle of the longest piece of each street that has a name."""
    walks = (ground_column("walkable") != 0)[draft.ground[STREET].reshape(-1)]
    longest: dict[str, I64] = {}
    for strip in found.strips:
        name = meaning.named(strip.way.tags) if strip.level == STREET else ""
        cells = draft.middle(strip.way.line) if name else np.zeros(0, np.int64)
        cells = cells[walks[cells]]
        if len(cells) > len(longest.get(name, ())):
            longest[name] = cells
    places = {meaning.unused(name, names): int(cells[len(cells) // 2]) for name, cells in longest.items()}
    names |= set(places)
    return places


def _sights(draft: Draft, extract: Extract, names: set[str]) -> dict[str, int]:
    """What has a name outdoors: squares and parks, stops, shops that are a point beside a street."""
    places: dict[str, int] = {}
    outdoors = [(area.tags, (area.rings[0].min(axis=0) + area.rings[0].max(axis=0)) // 2) for area in extract.areas
                if {"leisure", "place", "amenity"} & set(area.tags) and "building" not in area.tags]  # fmt: skip
    outdoors += [(node.tags, node.at) for node in extract.nodes
                 if "place" not in node.tags and not _in_building(draft, node.at)]  # fmt: skip
    for tags, at in outdoors:
        name, cell = meaning.named(tags), _near(draft, at)
        if name and cell >= 0:
            places[meaning.unused(name, names)] = cell
            names |= set(places)
    return places


def _in_building(draft: Draft, point: I64) -> bool:
    at = draft.at(point)
    return at is not None and bool(draft.owner[at] >= 0)


def _districts(
    name: str, draft: Draft, extract: Extract, buildings: tuple[Building, ...], names: set[str]
) -> tuple[tuple[District, ...], U8]:
    """The parts of the town that have a name, each as far as it is the nearest; one of the city's name where none has.

    Their kind is what most of their buildings are for.
    """
    middles = [(called, draft.cells(node.at)) for node in extract.nodes
               if node.tags.get("place") in _DISTRICTS and (called := meaning.named(node.tags))]  # fmt: skip
    middles = middles[:255] or [(name, np.zeros(2))]
    y, x = np.mgrid[: draft.size[0], : draft.size[1]]
    nearest, least = np.zeros(draft.size, np.int64), np.full(draft.size, np.inf)
    for number, (_, (column, row)) in enumerate(middles):
        far = (x + 0.5 - column) ** 2 + (y + 0.5 - row) ** 2
        nearest[far < least] = number
        least = np.minimum(far, least)
    there, district_of = np.unique(nearest.reshape(-1), return_inverse=True)
    found = []
    for number, middle in enumerate(there.tolist()):
        uses = Counter(_KINDS.get(one.use, "") for one in buildings if district_of[one.door] == number)
        uses.pop("", None)
        called = meaning.unused(middles[middle][0], names)
        names.add(called)
        found.append(District(called, max(sorted(uses), key=lambda kind: uses[kind], default="housing")))
    return tuple(found), district_of.astype(np.uint8)


def _count_left_out(extract: Extract) -> None:
    """Count what has tags that are not read."""
    for key, what in _NOT_READ:
        extract.left_out[what] += sum(key in way.tags for way in extract.ways)
    extract.left_out[_COAST] += sum(way.tags.get("natural") == "coastline" for way in extract.ways)


def degrees(text: str) -> tuple[float, float]:
    """Latitude and longitude out of `60.53,26.95`. Raises UsageError where they are none."""
    found = re.fullmatch(r"\s*(-?[0-9]{1,2}(?:\.[0-9]+)?)\s*[,; ]\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)\s*", text)
    if not found or abs(float(found[1])) > 85 or abs(float(found[2])) > 180:
        raise UsageError(
            f"around {text[:40]!r}: expected latitude and longitude in degrees, such as 60.53,26.95",
            hint="latitudes up to 85 degrees: a map has no poles",
        )
    return float(found[1]), float(found[2])


def length_mm(text: str, option: str) -> int:
    """Millimetres of `1km`, `800 m` or `2`, which are metres. Raises UsageError where it is none."""
    found = re.fullmatch(r"\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*(km|m|)\s*", text.lower())
    if not found:
        raise UsageError(f"{option} {text[:40]!r}: expected a length, such as 1km or 800m")
    return round(float(found[1]) * (1_000_000 if found[2] == "km" else 1000))
