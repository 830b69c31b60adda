"""The buildings of an extract: where they stand, what they are for, how many they hold, and where one goes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

import numpy as np

from undergrid.city.city import I32, Building, Ground, Use
from undergrid.city.maps.osm import tags as meaning
from undergrid.city.maps.osm.draft import STREET, Draft
from undergrid.city.maps.osm.extract import Area, Extract, Node
from undergrid.city.maps.osm.plane import I64

WORDS: dict[Use, str] = {
    Use.PODS: "house", Use.OFFICES: "offices", Use.VATS: "works", Use.FARM: "data_centre",
    Use.RECLAMATION: "reclamation", Use.REFUGE: "clinic", Use.STATION: "station", Use.DISUSED: "building",
}  # fmt: skip
"""What buildings are called that have neither a name nor an address."""
HOW_KNOWN = ("its tags", "what is in it", "the land around it", "the street it stands at", "unknown")
_POD = 4  # m2 of floor for each, in pods: a cell of 2 m, as maps have it that say nothing [assumed]
_DESK = 10  # m2 of floor for each, in all others [assumed]
_SMALL = "buildings too small for a cell"
_NO_WAY = "buildings that no street leads to"
_BELOW = "buildings under the ground"


class Stock(NamedTuple):
    """The buildings of a city, the places at their doors, and how it is known what they are for."""

    buildings: tuple[Building, ...]
    doors: dict[str, int]
    known: Counter[str]


def build(draft: Draft, extract: Extract) -> list[Area]:
    """Put up the mass of all buildings; returns them, by the number that `draft.owner` has for each."""
    found: list[Area] = []
    ground = draft.ground[STREET]
    for area in extract.areas:
        if area.tags.get("building", "no") in meaning.NO_BUILDING:
            continue
        if area.tags.get("location") == "underground" or area.tags.get("layer", "0").startswith("-"):
            extract.left_out[_BELOW] += 1
            continue
        rows, columns, there = draft.inside(area.rings)
        if not there.size:
            continue
        there &= draft.owner[rows, columns] < 0
        if there.any():
            draft.owner[rows, columns][there] = len(found)
            ground[rows, columns][there] = Ground.BUILDING
            draft.streets[rows, columns][there] = False
            found.append(area)
        else:
            extract.left_out[_SMALL] += 1
    return found


class _Site(NamedTuple):
    """The ground that a building stands on. cells: ascending; things: the nodes in it."""

    area: Area
    cells: I64
    things: list[Node]
    entrances: list[tuple[int, int]]


def furnish(
    draft: Draft, extract: Extract, stock: Sequence[Area], reached: tuple[I32, I32], homely: Set[str], names: set[str]
) -> Stock:
    """Say of each building what it is for and where its door is. Which has none on ground that a street leads to stays
    a block: nobody goes in.

    stock: as `build` returned it. reached: as `open_ground.from_streets` has it. homely: the streets along which people
    live, as OpenStreetMap calls them. names: those that are taken.
    """
    purpose = _purposes(draft, extract)
    made: list[Building] = []
    doors: dict[str, int] = {}
    known = Counter[str](dict.fromkeys(HOW_KNOWN, 0))
    numbers = Counter[str]()
    for site in _sites(draft, extract, stock):
        door = _door(draft, site, reached)
        if door < 0:
            extract.left_out[_NO_WAY] += 1
            continue
        lived_in = site.area.tags.get("addr:street", "") in homely or draft.homely.reshape(-1)[reached[1][door]]
        use, how = _use(site, purpose, bool(lived_in))
        known[HOW_KNOWN[how]] += 1
        name = meaning.named(site.area.tags) or (meaning.named(site.things[0].tags) if len(site.things) == 1 else "")
        name = name or meaning.address(site.area.tags)
        if not name:
            numbers[WORDS[use]] += 1
            name = f"{WORDS[use]}_{numbers[WORDS[use]]}"
        name = meaning.unused(name, names)
        names.add(name)
        for thing in site.things if len(site.things) > 1 else ():
            if called := meaning.named(thing.tags):
                names.add(called := meaning.unused(called, names))
                doors[called] = door
        made.append(_building(draft, site, name, use, door))
    return Stock(tuple(made), doors, known)


def _sites(draft: Draft, extract: Extract, stock: Sequence[Area]) -> Iterator[_Site]:
    """Where each building stands, with what the nodes on its ground say."""
    owner = draft.owner.reshape(-1)
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(len(stock) + 1))
    things: dict[int, list[Node]] = {}
    entrances: dict[int, list[tuple[int, int]]] = {}
    for node in extract.nodes:
        at = draft.at(node.at)
        if at is None:
            continue
        y, x = at
        if "entrance" in node.tags:
            for mine in np.unique(draft.owner[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2]).tolist():
                entrances.setdefault(mine, []).append(at)
        if draft.owner[y, x] >= 0 and (meaning.use(node.tags) is not None):
            things.setdefault(int(draft.owner[y, x]), []).append(node)
    for number, area in enumerate(stock):
        cells = order[bounds[number] : bounds[number + 1]]
        if len(cells):
            yield _Site(area, cells, things.get(number, []), entrances.get(number, []))


def _door(draft: Draft, site: _Site, reached: tuple[I32, I32]) -> int:
    """The cell beside a building where one goes in: by its entrance, else as near to a street as can be, or -1."""
    height, width = draft.size
    y, x = np.divmod(site.cells, width)
    beside = []
    for dy, dx in ((-1, 0), (0, -1), (0, 1), (1, 0)):
        held = (y + dy >= 0) & (y + dy < height) & (x + dx >= 0) & (x + dx < width)
        beside.append((y[held] + dy) * width + x[held] + dx)
    near = np.unique(np.concatenate(beside))
    near = near[reached[0][near] >= 0]
    if not len(near):
        return -1
    far = reached[0][near].astype(np.int64)
    if site.entrances:
        y, x = np.divmod(near, width)
        far = np.min([(y - row) ** 2 + (x - column) ** 2 for row, column in site.entrances], axis=0)
    return int(near[far.argmin()])


def _use(site: _Site, purpose: I32, homely: bool) -> tuple[Use, int]:
    """What a building is for, and which of `HOW_KNOWN` says so."""
    if (own := meaning.use(site.area.tags)) is not None:
        return own, 0
    if site.things:
        return min(found for thing in site.things if (found := meaning.use(thing.tags)) is not None), 1
    around = np.bincount(purpose.reshape(-1)[site.cells] + 1, minlength=1)
    if len(around) > 1 and around[1:].max() * 2 > len(site.cells):
        return Use(int(around[1:].argmax())), 2
    return (Use.PODS, 3) if homely else (Use.DISUSED, 4)


def _purposes(draft: Draft, extract: Extract) -> I32:
    """(height, width) what the land is for on which cells lie, or -1: the smaller of two areas says it."""
    found = np.full(draft.size, -1, np.int32)
    areas = [(area, use) for area in extract.areas
             if "building" not in area.tags and (use := meaning.use(area.tags)) is not None]  # fmt: skip
    for area, use in sorted(areas, key=lambda one: -_extent(one[0])):
        rows, columns, there = draft.inside(area.rings)
        found[rows, columns][there] = use
    return found


def _extent(area: Area) -> int:
    points = np.concatenate(area.rings)
    wide, high = (points.max(axis=0) - points.min(axis=0)).tolist()
    return int(wide) * int(high)


def _building(draft: Draft, site: _Site, name: str, use: Use, door: int) -> Building:
    y, x = np.divmod(site.cells, draft.size[1])
    x0, y0, x1, y1 = (int(edge) for edge in (x.min(), y.min(), x.max() + 1, y.max() + 1))
    floor = len(site.cells) * (draft.cell_mm / 1000) ** 2 * meaning.levels(site.area.tags)
    room = max(1, int(floor / (_POD if use == Use.PODS else _DESK)))
    return Building(name, use, STREET, x0, y0, x1 - x0, y1 - y0, door, room, 0)
