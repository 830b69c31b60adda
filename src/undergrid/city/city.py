"""The city: everything that never changes in a run, shared by all its forks.

A city is a stack of levels of the same width and height (street, underbelly, wall, outside). A *cell* is one square of
one level, named by a single number

    cell = (level * height + y) * width + x          x grows east, y grows south

so that one array with an entry for each cell covers the whole city. Links (stairs, lifts, tunnels, gates) join two
cells, on the same level or on two. Buildings are solid on the map; people enter them at their door, a walkable cell
beside them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.fields import diagonal_of
from undergrid.core.grid import cells_apart
from undergrid.core.handles import Handle, record
from undergrid.core.stretches import Stretches

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
I32 = npt.NDArray[np.int32]


class Ground(IntEnum):
    """What a cell is made of. The numbers are stored in maps and snapshots and never change."""

    VOID = 0  # nothing: rock, or beyond the drawn map
    BUILDING = 1  # the mass of a building
    GLASS = 2  # the wall around the city
    STREET = 3
    ALLEY = 4  # unlit, with doorways and rubbish to crouch behind
    PLAZA = 5
    RUBBLE = 6  # ruins: slow to cross, low cover
    TUNNEL = 7  # the floor of the underbelly
    WASTE = 8  # open ground outside
    WALKWAY = 9  # the top of the wall
    WATER = 10
    SCAFFOLD = 11  # rusted planks and pipes: slow, and a foot goes through now and then
    SEEP = 12  # under pipes that leak
    NEON = 13  # a street under advertisements that flicker
    WRECK = 14  # half as high as a person: one looks and shoots over it, and is safe who crouches behind it


@dataclass(frozen=True)
class GroundTraits:
    """How one kind of ground treats those who cross it and look over it."""

    walkable: bool
    opaque: bool
    lit: bool  # street lamps: never darker than dusk
    cover: int  # percent of a standing body that it hides [assumed]
    pace: int  # walking speed, percent of the speed on a street [assumed]
    flicker: int = 0  # percent of glimpses that the flicker of the light takes away [assumed]


TRAITS: dict[Ground, GroundTraits] = {
    Ground.VOID: GroundTraits(False, True, False, 0, 100),
    Ground.BUILDING: GroundTraits(False, True, False, 0, 100),
    Ground.GLASS: GroundTraits(False, True, False, 0, 100),
    Ground.STREET: GroundTraits(True, False, True, 0, 100),
    Ground.ALLEY: GroundTraits(True, False, False, 30, 95),
    Ground.PLAZA: GroundTraits(True, False, True, 0, 100),
    Ground.RUBBLE: GroundTraits(True, False, False, 40, 60),
    Ground.TUNNEL: GroundTraits(True, False, False, 0, 90),
    Ground.WASTE: GroundTraits(True, False, False, 10, 85),
    Ground.WALKWAY: GroundTraits(True, False, True, 0, 100),
    Ground.WATER: GroundTraits(False, False, False, 0, 100),
    Ground.SCAFFOLD: GroundTraits(True, False, False, 20, 55),
    Ground.SEEP: GroundTraits(True, False, False, 0, 80),
    Ground.NEON: GroundTraits(True, False, True, 0, 100, flicker=40),
    Ground.WRECK: GroundTraits(False, False, False, 0, 100),
}


def ground_column(trait: str, dtype: type = np.uint8) -> npt.NDArray[Any]:
    """One trait of every kind of ground as a lookup column, indexed by `Ground`."""
    return np.array([getattr(TRAITS[kind], trait) for kind in Ground], dtype=dtype)


class Use(IntEnum):
    """What a building is for."""

    PODS = 0  # homes: sleeping pods, plugged into the DreamNet
    OFFICES = 1
    VATS = 2  # soy
    FARM = 3  # memory farms
    RECLAMATION = 4  # expired citizens become nutrient paste
    REFUGE = 5  # shelter that the authority does not know
    STATION = 6  # guards and drones start and end here
    DISUSED = 7  # empty: somewhere to hide


class LinkKind(IntEnum):
    """What kind of way joins two cells that do not touch."""

    STAIRS = 0
    LIFT = 1
    TUNNEL = 2
    GATE = 3


@dataclass(frozen=True)
class Level:
    """One storey of the city."""

    name: str
    lawful: bool = True  # False beyond the wall: no sensors, no law
    sky: bool = True  # rain, daylight and drones reach it


@dataclass(frozen=True)
class District:
    """A named part of the city."""

    name: str
    kind: str  # "housing", "works", "centre", "edge", "underbelly", "outside", ...


@dataclass(frozen=True)
class Building:
    """A box on the map that people go into; only its cells that are BUILDING are its mass."""

    name: str
    use: Use
    level: int
    x: int
    y: int
    width: int
    height: int
    door: int  # the walkable cell beside it where people go in and out
    capacity: int  # people
    district: int


@dataclass(frozen=True)
class Link:
    """A way between two cells that do not touch, open in both directions."""

    kind: LinkKind
    a: int  # cell
    b: int  # cell
    length_mm: int  # to walk, from a to b
    name: str = ""


@dataclass(frozen=True)
class Post:
    """A place made for a watcher: a reader, a camera, the stand of a Sentinel or hunter, a beat."""

    kind: str  # "reader" | "camera" | "sentinel" | "drone" | "hunter"
    cell: int
    link: int = -1  # the gate it stands at, or -1
    beat: tuple[int, ...] = ()  # the cells a patrol visits, in order


@dataclass(frozen=True)
class City:
    """The whole map. Arrays have one entry a cell, level after level, row after row."""

    name: str
    width: int
    height: int
    levels: tuple[Level, ...]
    ground: U8  # (levels * height * width,) Ground
    district_of: U8 | U16 | Stretches  # (same,) index into districts
    districts: tuple[District, ...]
    buildings: tuple[Building, ...]
    links: tuple[Link, ...]
    posts: tuple[Post, ...]
    places: dict[str, int] = field(default_factory=dict)  # name -> cell
    cell_mm: int = 2000
    attribution: str = ""  # whose data the map is made of: shown with it, and no part of its digest

    @cached_property
    def area(self) -> int:
        """Cells on one level."""
        return self.width * self.height

    @cached_property
    def n_cells(self) -> int:
        return self.area * len(self.levels)

    def cell(self, level: int | str, x: int, y: int) -> int:
        number = level if isinstance(level, int) else self.level(level)
        return (number * self.height + y) * self.width + x

    def where(self, cell: int) -> tuple[int, int, int]:
        """(level, x, y) of a cell."""
        level, rest = divmod(int(cell), self.area)
        y, x = divmod(rest, self.width)
        return level, x, y

    def beside(self, a: int, b: int) -> bool:
        """Whether two cells are the same, or next to each other on one level."""
        return self.apart(a, b) <= 1

    def apart(self, a: int, b: int) -> int:
        """The distance of two cells in steps, straight or diagonal; `FAR` between levels."""
        return int(cells_apart(int(a), int(b), self.width, self.area))

    def ground_by(self, level: int, x: int, y: int, within: int) -> int:
        """The nearest walkable cell of a level within so many cells; the cell itself where there is none.

        What lies beyond the map counts as its edge.
        """
        x, y = min(max(x, 0), self.width - 1), min(max(y, 0), self.height - 1)
        for far in range(within):
            for row in range(max(0, y - far), min(self.height, y + far + 1)):
                for column in range(max(0, x - far), min(self.width, x + far + 1)):
                    there = self.cell(level, column, row)
                    if max(abs(column - x), abs(row - y)) == far and TRAITS[Ground(int(self.ground[there]))].walkable:
                        return there
        return self.cell(level, x, y)

    @cached_property
    def skies(self) -> U8:
        """(levels,) 1 where a level lies under the open sky."""
        return np.array([level.sky for level in self.levels], np.uint8)

    @cached_property
    def lawful(self) -> U8:
        """(levels,) 1 within the wall."""
        return np.array([level.lawful for level in self.levels], np.uint8)

    @cached_property
    def flags(self) -> U8:
        """(levels,) as bits: 1 under the open sky, 2 within the wall."""
        return np.array([level.sky | level.lawful << 1 for level in self.levels], np.uint8)

    @cached_property
    def opaque(self) -> U8:
        """(n_cells,) 1 where nobody sees through."""
        return ground_column("opaque")[self.ground]

    @cached_property
    def half_high(self) -> U8:
        """(n_cells,) 1 where a wreck stands, over which one sees; of no cells where the city has none."""
        wrecks = self.ground == Ground.WRECK
        return wrecks.astype(np.uint8) if wrecks.any() else np.zeros(0, np.uint8)

    @cached_property
    def heights(self) -> I32:
        """(levels,) which level lies above which, from the lowest (0) on: those without sky lie below those under it.

        Of two of a kind the one that is listed later is the higher.
        """
        order = sorted(range(len(self.levels)), key=lambda number: (self.levels[number].sky, number))
        return np.argsort(np.array(order)).astype(np.int32)

    def below(self, cell: int) -> int:
        """The cell right below one, on the next lower level; -1 below the lowest."""
        level, rest = divmod(int(cell), self.area)
        lower = np.flatnonzero(self.heights == self.heights[level] - 1)
        return int(lower[0]) * self.area + rest if len(lower) else -1

    @cached_property
    def doors(self) -> I32:
        """(buildings,) the cells of their doors."""
        return np.array([building.door for building in self.buildings], np.int32)

    @cached_property
    def door_cells(self) -> frozenset[int]:
        """The same, to ask whether a cell is one."""
        return frozenset(self.doors.tolist())

    @cached_property
    def link_a(self) -> I32:
        """(links,) the cell at one end."""
        return np.array([link.a for link in self.links], np.int32)

    @cached_property
    def link_b(self) -> I32:
        """(links,) the cell at the other."""
        return np.array([link.b for link in self.links], np.int32)

    @cached_property
    def link_mm(self) -> I32:
        """(links,) how long they are to walk, mm."""
        return np.array([link.length_mm for link in self.links], np.int32)

    @cached_property
    def link_rise(self) -> npt.NDArray[np.int8]:
        """(links,) whether stairs lead up (1) or down (-1) from a to b, by `heights`; 0 for all other links."""
        height = self.heights
        up = [height[link.b // self.area] > height[link.a // self.area] for link in self.links]
        rises = [link.kind == LinkKind.STAIRS and link.a // self.area != link.b // self.area for link in self.links]
        return np.array([(1 if up[n] else -1) if rises[n] else 0 for n in range(len(self.links))], np.int8)

    @cached_property
    def end_cells(self) -> I32:
        """(2 links,) the cells where a link ends, ascending."""
        return np.sort(np.concatenate([self.link_a, self.link_b]), kind="stable")

    @cached_property
    def end_links(self) -> I32:
        """(2 links,) the link that ends at each of `end_cells`."""
        order = np.argsort(np.concatenate([self.link_a, self.link_b]), kind="stable")
        return (order % max(1, len(self.links))).astype(np.int32)

    @cached_property
    def handle(self) -> Handle:
        """What kernels take of a city: its cells, levels, doors and links, and its measures in cells and mm."""
        return record(
            ground=self.ground, opaque=self.opaque, half_high=self.half_high, flags=self.flags, doors=self.doors,
            link_a=self.link_a, link_b=self.link_b, link_mm=self.link_mm, link_rise=self.link_rise,
            end_cells=self.end_cells, end_links=self.end_links,
            width=self.width, height=self.height, area=self.area, levels=len(self.levels), cell_mm=self.cell_mm,
            diagonal_mm=diagonal_of(self.cell_mm),
        )  # fmt: skip

    def level(self, name: str) -> int:
        for number, level in enumerate(self.levels):
            if level.name == name:
                return number
        raise KeyError(name)

    def walkable(self) -> U8:
        """(n_cells,) 1 where a person can stand, before the barriers of a run are counted."""
        return ground_column("walkable")[self.ground]

    def digest(self) -> str:
        """A short hash of the whole city."""
        h = hashlib.blake2b(digest_size=16)
        h.update(
            repr(
                (
                    self.name,
                    self.width,
                    self.height,
                    self.levels,
                    self.cell_mm,
                    self.districts,
                    self.buildings,
                    self.links,
                    self.posts,
                    sorted(self.places.items()),
                )
            ).encode()
        )
        h.update(self.ground.tobytes())
        h.update(np.asarray(self.district_of, dtype=np.uint16).tobytes())
        return h.hexdigest()
