"""The numbers that a generated city is drawn by, and the draws it is drawn with.

Nothing is known about how such a city is built, so every number of `Plan` is *assumed*: chosen so that the result looks
like a planned city under a dome, holds everybody in pods, and is watched as densely as the stories say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import TypeVar

from undergrid.city.city import Use
from undergrid.core import luck

T = TypeVar("T")

STREAM = luck.stream("city")

# Shares of the buildings of one kind of district by what they are for, in percent [assumed].
USES_BY_KIND: dict[str, tuple[tuple[Use, int], ...]] = {
    "centre": ((Use.OFFICES, 58), (Use.PODS, 30), (Use.STATION, 6), (Use.DISUSED, 6)),
    "housing": ((Use.PODS, 84), (Use.OFFICES, 9), (Use.DISUSED, 6), (Use.STATION, 1)),
    "works": (
        (Use.VATS, 30),
        (Use.FARM, 26),
        (Use.RECLAMATION, 9),
        (Use.OFFICES, 10),
        (Use.PODS, 19),
        (Use.STATION, 2),
        (Use.DISUSED, 4),
    ),
    "edge": ((Use.PODS, 72), (Use.DISUSED, 21), (Use.OFFICES, 4), (Use.STATION, 3)),
}

# How many people can work in all buildings of one use together, in percent of the people of the city [assumed].
WORK_SHARE: dict[Use, int] = {
    Use.OFFICES: 42,
    Use.VATS: 16,
    Use.FARM: 14,
    Use.RECLAMATION: 4,
    Use.STATION: 4,
}


@dataclass(frozen=True)
class BlockPlan:
    """How finely a kind of district is cut up, in cells [assumed]."""

    block: int  # a block longer than this is cut by a street
    plot: int  # a plot longer than this is cut by an alley
    plazas: int  # of a hundred blocks, so many are left open
    gaps: int  # of a hundred plots, so many are yards or, at the edge, ruins


@dataclass(frozen=True)
class Plan:
    """Every number of the generator. Lengths in cells of 2 m; all *assumed* unless a source is named."""

    # the dome: area = cells_per_100 * people / 100 + cells_per_root * sqrt(people): villages are roomier than cities
    cells_per_100: int = 180
    cells_per_root: int = 130
    margin_percent: int = 24  # of the radius: the strip of Outzone that is drawn around the wall
    margin_least: int = 18
    margin_most: int = 52
    nine_sectors_from: int = 3000  # people; fewer make one ring of four sectors around the centre
    centre_plaza_percent: int = 34  # of the radius of the centre
    canal_from_radius: int = 100
    canal_width: int = 5

    # streets and blocks
    blocks: tuple[tuple[str, BlockPlan], ...] = (
        ("centre", BlockPlan(block=26, plot=13, plazas=10, gaps=3)),
        ("housing", BlockPlan(block=24, plot=11, plazas=5, gaps=4)),
        ("works", BlockPlan(block=34, plot=19, plazas=3, gaps=6)),
        ("edge", BlockPlan(block=20, plot=9, plazas=4, gaps=12)),
    )
    smallest_building: int = 9  # cells
    plaza: int = 20  # the plaza in the middle of a sector is not longer than this

    # rooms: pods for everybody and this much over, in percent
    spare_pods_percent: int = 6
    refuge_beds: int = 24  # in a hidden bunker
    station_beds_per_thousand: int = 3  # in all old subway stations outside together
    station_beds_least: int = 30

    # underbelly
    tunnel_width: int = 2
    service_from: int = 30  # a ring of sectors at least this deep has service tunnels under its middle
    cells_per_stair: int = 1400  # one way down for so many cells of street level
    stair_mm: int = 16_000  # 8 m down at a pitch of 30 degrees
    lift_mm: int = 10_000  # the time of a ride, as the metres walked meanwhile
    wall_lift_mm: int = 24_000
    escape_tunnel_percent: int = 50  # chance that an old tunnel comes up near a gate

    # wall
    gate_per_wall: int = 260  # one gate for so many cells of wall
    gates_least: int = 2
    gates_most: int = 16
    wall_sentinel_every: int = 180  # cells of wall for one Sentinel that walks it

    # outside
    ruin_block: int = 16  # blocks of the dead city
    ruin_plot: int = 9
    ruin_percent: int = 62  # of its plots that are ruins, half of it next to the wall; the rest is waste
    shell_percent: int = 30  # of its ruins, those whose walls partly stand
    pool_percent: int = 3  # of its plots under water
    people_per_old_station: int = 60_000  # people for one more old station

    # watchers, per thousand people
    readers_per_thousand: int = 6
    cameras_per_thousand: int = 4
    drones_per_thousand: int = 2
    beat_cells: int = 9  # turning points of a drone's beat
    spacing: int = 6  # two readers or cameras are not nearer than about this many cells

    def radius(self, people: int) -> int:
        """Inner radius of the dome in cells."""
        area = self.cells_per_100 * people // 100 + self.cells_per_root * isqrt(people)
        return max(24, isqrt(area * 7 // 22))

    def margin(self, radius: int) -> int:
        return min(self.margin_most, max(self.margin_least, radius * self.margin_percent // 100))

    def wall_thickness(self, radius: int) -> int:
        return 2 if radius < 60 else 3

    def avenue(self, radius: int) -> int:
        """Width of avenues and of the road along the wall."""
        return 2 if radius < 60 else 3 if radius < 200 else 4 if radius < 450 else 5

    def rings(self, people: int, radius: int) -> tuple[int, ...]:
        """How many sectors each ring around the centre has, from the inside out."""
        if people < self.nine_sectors_from:
            return (4,)
        if radius < 250:
            return (4, 6)
        if radius < 600:
            return (4, 8, 12)
        return (5, 9, 13, 17)

    def gates(self, radius: int) -> int:
        return min(self.gates_most, max(self.gates_least, radius * 44 // 7 // self.gate_per_wall))


class Draws:
    """A named sequence of draws for one part of the city: same seed and name, same numbers on every machine.

    The luck key is made from the name; the tick in the key counts blocks of four draws.
    """

    def __init__(self, seed: int, name: str) -> None:
        self._key = luck.make_key(seed, 0, STREAM)
        self._thing = luck.key_of(f"city/{name}")
        self._words: list[int] = []

    def u32(self) -> int:
        """A whole number in [0, 2**32)."""
        if not self._words:
            self._words = [int(word) for word in luck.block(self._key, self._thing, 0)]
            self._key[2] += 1
        return self._words.pop()

    def below(self, n: int) -> int:
        """A whole number in [0, n), n far below 2**32: the unevenness of the plain product does not show in a map."""
        return self.u32() * n >> 32

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def percent(self, chance: int) -> bool:
        return self.below(100) < chance

    def pick(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """A new list in drawn order (Fisher and Yates)."""
        order = list(things)
        for i in range(len(order) - 1, 0, -1):
            j = self.below(i + 1)
            order[i], order[j] = order[j], order[i]
        return order

    def weighted(self, choices: Sequence[tuple[T, int]]) -> T:
        """One of (thing, weight) pairs."""
        left = self.below(sum(weight for _, weight in choices))
        for thing, weight in choices:
            if left < weight:
                return thing
            left -= weight
        raise AssertionError("weights add up")
