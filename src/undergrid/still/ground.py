"""One level as it is drawn, as far as it is in view: of which building a cell is, how far from its edges; glass."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Building, City, Ground, Use
from undergrid.still.noise import Floats, mixed
from undergrid.still.palette import EDGE_GAIN, FRONT, is_ruin

Ints = npt.NDArray[np.int32]
NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8


@dataclass(frozen=True)
class Window:
    """A part of a level: its first column and row, and how many of each."""

    x: int
    y: int
    width: int
    height: int


_NONE = Building("", Use.DISUSED, 0, 0, 0, 1, 1, 0, 0, 0)


class Blocks:
    """The buildings of a city as columns, by their rows: what the picture has to know of each."""

    def __init__(self, city: City) -> None:
        buildings = city.buildings or (_NONE,)  # looked up for each cell of a wall, also where no building has a name
        rows = np.arange(len(buildings))
        kinds = [city.districts[int(city.district_of[one.door])].kind for one in buildings]
        self.use = np.array([int(one.use) for one in buildings], np.int32)
        self.x = np.array([one.x for one in buildings], np.int32)
        self.y = np.array([one.y for one in buildings], np.int32)
        self.width = np.array([one.width for one in buildings], np.int32)
        self.height = np.array([one.height for one in buildings], np.int32)
        self.ruin = np.array([is_ruin(kind) for kind in kinds], bool)
        self.glow = np.where(self.ruin, 0, EDGE_GAIN[self.use] * (0.7 + 0.5 * mixed(rows, 9))).astype(np.float32)
        highest = np.where(self.ruin, 0.7, FRONT[self.use])
        self.front = np.minimum(self.height * 0.42, highest).astype(np.float32)
        self.tall = (1.5 + mixed(rows, 3) * np.where(self.use == Use.OFFICES, 4, 2)).astype(np.float32)
        one = np.where(mixed(rows, 5) < 0.5, 1 << (mixed(rows, 6) * 4).astype(np.int32), 0)
        few = one | np.where(mixed(rows, 7) < 0.3, SOUTH, 0)
        sides = np.where(self.use == Use.PODS, few, NORTH | EAST | SOUTH | WEST)
        self.sides = np.where(self.use == Use.DISUSED, 0, sides).astype(np.int32)
        self.awake = np.zeros(len(buildings), np.float32)
        self.dream = np.zeros(len(buildings), np.float32)

    @property
    def in_ruins(self) -> bool:
        """Whether most of the city lies in ruins."""
        return bool(len(self.ruin)) and float(self.ruin.mean()) > 0.5

    def dress(self, awake: npt.NDArray[np.uint8], asleep: npt.NDArray[np.uint8]) -> None:
        """Take over which share of each one's windows is lit, and which is violet."""
        if not len(awake):
            return
        most = np.where(self.use == Use.PODS, 1.4, 1.25)
        self.awake = np.minimum(1, awake / 255 * most).astype(np.float32)
        self.dream = np.minimum(1, asleep / 255).astype(np.float32)


@dataclass
class Plan:
    """A level of a city, cut to a window. All arrays are of its height and width; `light` has colours besides."""

    city: City
    level: int
    window: Window
    blocks: Blocks
    ground: npt.NDArray[np.uint8] = field(init=False)
    block: Ints = field(init=False)  # the building that a cell is mass of; -1 for none
    north: Ints = field(init=False)  # cells of the same building in a row beyond this one
    south: Ints = field(init=False)
    west: Ints = field(init=False)
    east: Ints = field(init=False)
    solid: Floats = field(init=False)
    glass: Floats = field(init=False)
    rim: float = field(init=False)  # of `glass`, where the wall ends: less where it is thin
    light: Floats = field(init=False)

    def __post_init__(self) -> None:
        w = self.window
        first = self.level * self.city.area
        whole = self.city.ground[first : first + self.city.area].reshape(self.city.height, self.city.width)
        self.ground = np.ascontiguousarray(whole[w.y : w.y + w.height, w.x : w.x + w.width])
        mass = self.ground == Ground.BUILDING
        self.solid = (mass | (self.ground == Ground.GLASS)).astype(np.float32)
        self.block = np.full(self.ground.shape, -1, np.int32)
        for row, building in self.buildings():
            rows, columns = self.box(building)
            part = self.block[rows, columns]
            part[mass[rows, columns]] = row
        self.north, self.west = _run(self.block, mass), _run(self.block.T, mass.T).T
        self.south = _run(self.block[::-1], mass[::-1])[::-1]
        self.east = _run(self.block.T[::-1], mass.T[::-1])[::-1].T
        self._soften()
        self.light = np.zeros((*self.ground.shape, 3), np.float32)

    def buildings(self) -> list[tuple[int, Building]]:
        """The buildings of the level that lie in the window, by their rows."""
        w = self.window
        return [
            (row, one)
            for row, one in enumerate(self.city.buildings)
            if one.level == self.level
            and one.x < w.x + w.width
            and one.x + one.width > w.x
            and one.y < w.y + w.height
            and one.y + one.height > w.y
        ]

    def box(self, one: Building) -> tuple[slice, slice]:
        """The rows and columns of a building, as far as they are in the window."""
        w = self.window
        return (
            slice(max(0, one.y - w.y), max(0, one.y + one.height - w.y)),
            slice(max(0, one.x - w.x), max(0, one.x + one.width - w.x)),
        )

    def _soften(self) -> None:
        """The wall of glass, blurred until an isoline of it is round."""
        glass = (self.ground == Ground.GLASS).astype(np.float32)
        self.glass, self.rim = glass, 0.37
        if not glass.any():
            return
        a, b, c, d = glass[:-1, :-1], glass[:-1, 1:], glass[1:, :-1], glass[1:, 1:]
        falling, rising = (a * d * (1 - b) * (1 - c)) > 0, (b * c * (1 - a) * (1 - d)) > 0
        filled = glass.copy()  # where cells touch at corners only the corners are filled, lest the wall has gaps
        filled[:-1, 1:][falling] = filled[1:, :-1][falling] = 1
        filled[:-1, :-1][rising] = filled[1:, 1:][rising] = 1
        for _ in range(5):
            padded = np.pad(filled, 1)
            rows = padded[:-2] + 2 * padded[1:-1] + padded[2:]
            filled = (rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]) / 16
        within = np.sort(filled[glass > 0])
        self.glass = filled
        self.rim = float(max(0.2, min(0.37, within[0] * 0.97)))


def _run(block: Ints, mass: npt.NDArray[np.bool_]) -> Ints:
    """How many cells of the same building lie before each cell of it, along the first axis."""
    found = np.zeros(block.shape, np.int32)
    for row in range(1, len(block)):
        same = mass[row] & mass[row - 1] & (block[row] == block[row - 1])
        found[row] = np.where(same, found[row - 1] + 1, 0)
    return found
