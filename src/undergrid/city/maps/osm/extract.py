"""Reading a file of OpenStreetMap: what of it lies around a point, in mm on a plane.

osmium puts areas together, those of closed ways and those of multipolygons, and knows where the nodes of ways lie.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from undergrid.city.maps.osm.plane import F64, I64, Box, Plane
from undergrid.core import plain
from undergrid.core.errors import UsageError
from undergrid.core.inputs import UnreadableError, read_bytes
from undergrid.core.limits import OSM_BYTES

FORMATS = {
    ".osm": "osm", ".osm.bz2": "osm.bz2", ".osm.gz": "osm.gz", ".osm.pbf": "pbf", ".pbf": "pbf", ".xml": "osm",
}  # fmt: skip
"""How files end, and what osmium calls what is in them."""
_KEYS = (
    "highway", "building", "natural", "waterway", "landuse", "amenity", "leisure", "place", "man_made", "shop",
    "office", "craft", "tourism", "railway", "public_transport", "healthcare", "historic", "barrier", "entrance",
    "military", "telecom", "building:part",
)  # fmt: skip
"""What has none of these tags is not looked at."""
LOST = "ways of which the file does not say where they lie"
SORT = "nodes come first, then ways, then relations, each by its id: osmium sort FILE -o SORTED.osm.pbf"
_TELL_EVERY = 2_000  # things read between two words of how far it is

Update = Callable[[int, int], None]
Tags = dict[str, str]


class NoOsmError(UsageError):
    """The package osmium is not installed."""


class Node(NamedTuple):
    """A point with tags. at: (2,) x and y in mm."""

    id: int
    tags: Tags
    at: I64


class Way(NamedTuple):
    """A line with tags. nodes: their ids; line: (nodes, 2) x and y in mm. part: counts what is left of a cut way."""

    id: int
    tags: Tags
    nodes: tuple[int, ...]
    line: I64
    part: int = 0


class Area(NamedTuple):
    """An area with tags. id: twice that of its way, or of its relation and one more; rings: inner ones included."""

    id: int
    tags: Tags
    rings: tuple[I64, ...]


@dataclass
class Extract:
    """What of a file lies around a point. bounds: of all that the file has."""

    bounds: Box
    plane: Plane
    nodes: list[Node] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def library() -> Any:
    """The package osmium. Raises NoOsmError where it is not installed."""
    try:
        import osmium
    except ImportError:
        raise NoOsmError(
            "OpenStreetMap is read by the package osmium, which is not installed", hint="pip install 'undergrid[osm]'"
        ) from None
    return osmium


class Reader:
    """A file of OpenStreetMap, once it is known how it is written.

    Raises UsageError: for a file that is not there, is too large, or is none of OpenStreetMap's.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.osmium = library()
        kind = next((kind for end, kind in FORMATS.items() if path.name.lower().endswith(end)), "")
        if not kind:
            raise UsageError(f"{plain.line(path)}: expected a file ending in {', '.join(FORMATS)}")
        try:
            self.content = self.osmium.io.FileBuffer(read_bytes(path, OSM_BYTES), kind)
        except UnreadableError as error:
            raise UsageError(f"{plain.line(path)}: {error.message}") from None

    def bounds(self) -> Box:
        """The part of the Earth that the file says it holds, or its nodes do where it says nothing."""
        with _told(self.path, self.osmium):
            found = self.osmium.io.Reader(self.content).header().box()
            if found.valid():
                low, high = found.bottom_left, found.top_right
                return Box(low.lat, low.lon, high.lat, high.lon)
            south, west, north, east = math.inf, math.inf, -math.inf, -math.inf
            for node in self.osmium.FileProcessor(self.content, self.osmium.osm.NODE):
                if node.location.valid():
                    south, north = min(south, node.lat), max(north, node.lat)
                    west, east = min(west, node.lon), max(east, node.lon)
        if south > north:
            raise UsageError(f"{plain.line(self.path)}: there is no node in it, so there is no city")
        return Box(south, west, north, east)

    def around(self, bounds: Box, plane: Plane, half_mm: float, update: Update) -> Extract:
        """All that has tags of ours and lies in the square around a point, or reaches into it."""
        found, wanted = Extract(bounds, plane), plane.around(half_mm)
        wholes = 0
        for n, thing in enumerate(self._things()):
            if n % _TELL_EVERY == 0:
                update(n, 0)
            tags = {tag.k: tag.v for tag in thing.tags}
            if thing.is_node():
                if thing.location.valid() and wanted.holds(thing.lat, thing.lon):
                    at = plane.mm(np.array([thing.lat]), np.array([thing.lon]))[0]
                    found.nodes.append(Node(thing.id, tags, at))
            elif thing.is_way():
                parts = list(_parts(thing))
                found.left_out[LOST] += not parts
                found.ways += _ways(thing, tags, parts, plane, wanted)
            elif thing.is_relation():
                wholes += tags.get("type") == "multipolygon"
            elif thing.is_area() and thing.num_rings()[0]:
                wholes -= not thing.from_way()
                rings = [ring for outer in thing.outer_rings() for ring in (outer, *thing.inner_rings(outer))]
                found.areas += _area(thing.id, tags, rings, plane, wanted)
        found.left_out["multipolygons that the file has in part"] = max(0, wholes)
        found.nodes.sort(key=lambda one: one.id)
        found.ways.sort(key=lambda one: (one.id, one.part))
        found.areas.sort(key=lambda one: one.id)
        return found

    def _things(self) -> Iterator[Any]:
        """What has tags of ours, each good until the next is asked for."""
        keys = self.osmium.filter.KeyFilter(*_KEYS)
        with _told(self.path, self.osmium):
            yield from self.osmium.FileProcessor(self.content).with_locations().with_areas(keys).with_filter(keys)


def _parts(way: Any) -> Iterator[tuple[I64, F64, F64]]:
    """The pieces of a way of which the file knows where the nodes lie, as ids, latitudes and longitudes: a file may end
    in the middle of a way.
    """
    known = [(node.ref, node.lat, node.lon) if node.location.valid() else None for node in way.nodes]
    for there, points in groupby(known, lambda one: one is not None):
        found = [point for point in points if point]
        if there and len(found) > 1:
            ids, lat, lon = zip(*found, strict=True)
            yield np.array(ids), np.array(lat), np.array(lon)


def _ways(way: Any, tags: Tags, parts: Iterable[tuple[I64, F64, F64]], plane: Plane, wanted: Box) -> Iterator[Way]:
    for number, (ids, lat, lon) in enumerate(parts):
        if _box(lat, lon).meets(wanted):
            yield Way(way.id, tags, tuple(ids.tolist()), plane.mm(lat, lon), number)


def _area(number: int, tags: Tags, rings: Iterable[Any], plane: Plane, wanted: Box) -> Iterator[Area]:
    places = [np.array([(node.lat, node.lon) for node in ring]) for ring in rings]
    everywhere = np.concatenate(places)
    if _box(everywhere[:, 0], everywhere[:, 1]).meets(wanted):
        yield Area(number, tags, tuple(plane.mm(place[:, 0], place[:, 1]) for place in places))


def _box(lat: Any, lon: Any) -> Box:
    return Box(float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max()))


@contextmanager
def _told(path: Path, osmium: Any) -> Iterator[None]:
    """Tell in words of ours what osmium cannot read."""
    try:
        yield
    except (RuntimeError, ValueError, OverflowError, osmium.InvalidLocationError) as error:
        if "out of order" in str(error):
            raise UsageError(plain.line(f"{path}: {error}"), hint=SORT) from None
        raise UsageError(
            plain.line(f"{path}: not a whole file of OpenStreetMap: {error}"),
            hint="it may have been cut off when it was fetched, or hold something else than its name says",
        ) from None
