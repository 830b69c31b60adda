"""Wits: what the minds of one world share, none of it state: the map that everyone learns, and a path finder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Use, ground_column
from undergrid.core import luck
from undergrid.core.fields import Links
from undergrid.core.grid import cells_across, cells_apart
from undergrid.core.jit import kernel
from undergrid.core.paths import Path, PathFinder
from undergrid.core.tables import U8, U16
from undergrid.world.senses import optics
from undergrid.world.senses.optics import Optics, between, chance_between, clear, detection_chance
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Posture
from undergrid.world.view.outlook import Lookout
from undergrid.world.world import World

T = TypeVar("T")

_SKY_COST = 3000  # mm that a cell under the City's open sky seems longer to whoever shuns drones [assumed]
_LIT_COST = 1500  # mm that lamps add to that by night [assumed]
_SEEN_COST = 16_000  # mm that a cell near a camera known of seems longer [assumed]
_SEEN_CELLS = 15  # how far a camera is taken to see [assumed]
_NOTED = int(0.02 * luck.CERTAIN)  # chance per glimpse above which one would rather not be on a cell [assumed]
_EVERY_PART = np.int64(optics.CERTAIN)  # as i64, not as a constant, so that callees are compiled once
_OFF_POST = 3  # cells from where it always stands, at which a Sentinel is seen to be after somebody [assumed]

_KEPT = 256  # answers that are kept, no more than that [assumed]

_STANDING = int(Posture.STANDING)
_WATCHER, _SENTINEL = int(Topic.WATCHER), int(WatcherKind.SENTINEL)
_MOVES = 1 << WatcherKind.DRONE | 1 << WatcherKind.SENTINEL | 1 << WatcherKind.HUNTER


class Wits:
    """Tables for forecasts, and a path finder that weighs being seen."""

    def __init__(self, world: World, lookout: Lookout, *, scanned: bool = False, fire_every: int = 0) -> None:
        city = world.city
        self.lookout = lookout  # forecasts of what watchers find
        self.scanned = scanned  # whether any of them looks for heat
        self.fire_every = fire_every  # seconds between the shots of one that shoots back; 0 where none does
        self.city = city
        self.optics = optics.tables(world.shared(Optics), city.cell_mm)
        self.lit = ground_column("lit", np.bool_)
        self.disused = [(n, b.door) for n, b in enumerate(city.buildings) if b.use == Use.DISUSED]
        self.shelters = {b.door: n for n, b in enumerate(city.buildings) if b.use in (Use.DISUSED, Use.REFUGE)}
        roofed = [not level.sky for level in city.levels]
        self.below = [  # (end under the sky, end not under it) of stairs and lifts: drones do not follow down there
            (a, b)
            for link in city.links
            for a, b in ((link.a, link.b), (link.b, link.a))
            if not roofed[a // city.area] and roofed[b // city.area]
        ]
        links = Links.between(city.n_cells, world.city.link_a, world.city.link_b, world.city.link_mm)
        self._finder = PathFinder(city.width, city.height, len(city.levels), links, city.cell_mm)
        self.walkable: U8 = city.walkable()
        self._night = False
        # what every cell of a level seems longer by, at least: all of those under a sky that drones rule
        self._least = [_SKY_COST * int(level.sky and level.lawful) for level in city.levels]
        self._risk: U16 = self._exposure(self._night)
        # answers of late, by the whole question: who stays where they are asks the same again
        self._ways: dict[object, Path] = {}
        self._seen: dict[object, npt.NDArray[np.int64]] = {}

    def _exposure(self, night: bool) -> U16:
        """(cells,) by how many mm each cell seems longer to everybody: under open sky, by night also under lamps."""
        least = np.array(self._least, np.uint16).repeat(self.city.area)
        lit = self.lit[self.city.ground] & (least > 0) & night
        return least + (lit * np.uint16(_LIT_COST)).astype(np.uint16)

    def way(self, start: int, goal: int, night: bool, cameras: Iterable[int], barred: npt.NDArray[np.int32],
            link_open: U8, watched: npt.NDArray[np.int64]) -> Path:  # fmt: skip
        """The way that seems best: out of the open, round the cameras (cells) and bars (cells) one knows of.

        link_open: (links,) u8, which links are believed open; watched: cells that one would not be seen on.
        """
        cameras = tuple(cameras)
        key = start, goal, night, cameras, barred.tobytes(), link_open.tobytes(), watched.tobytes()
        if key not in self._ways:
            _keep(self._ways, key, self._search(start, goal, night, cameras, barred, link_open, watched))
        return self._ways[key]

    def _search(self, start: int, goal: int, night: bool, cameras: Iterable[int], barred: npt.NDArray[np.int32],
                link_open: U8, watched: npt.NDArray[np.int64]) -> Path:  # fmt: skip
        """The same, looked for."""
        if night != self._night:
            self._night, self._risk = night, self._exposure(night)
        city = self.city
        risk = self._risk.reshape(len(city.levels), city.height, city.width)
        kept = []
        for camera in cameras:
            level, x, y = city.where(camera)
            window = (
                level,
                slice(max(0, y - _SEEN_CELLS), y + _SEEN_CELLS + 1),
                slice(max(0, x - _SEEN_CELLS), x + _SEEN_CELLS + 1),
            )
            kept.append((window, risk[window].copy()))
            risk[window] = _SEEN_COST
        flat = risk.reshape(-1)
        unwatched = flat[watched]
        flat[watched] = _SEEN_COST
        self.walkable[barred] = 0
        least = self._least[goal // city.area]
        path = self._finder.find_path(self.walkable, start, goal, link_open, self._risk, least)
        self.walkable[barred] = 1  # only what can be walked can be barred
        flat[watched] = unwatched
        for window, before in reversed(kept):
            risk[window] = before
        return path

    def watched(self, kind: int, here: int, within: int, light: int, dim: int) -> npt.NDArray[np.int64]:
        """The cells within so many of a watcher of a kind on `here` on which it might notice somebody who stands."""
        key = kind, here, within, light, dim
        if key not in self._seen:
            found = seen_around(self.optics, self.city.handle, self.walkable, kind, here, within, light, dim)
            _keep(self._seen, key, found)
        return self._seen[key]


def _keep(kept: dict[object, T], key: object, answer: T) -> None:
    """Keep an answer, and let go of the oldest where there are too many."""
    if len(kept) >= _KEPT:
        del kept[next(iter(kept))]
    kept[key] = answer


@kernel
def watchers_near(known, watchers, city, who, here, kinds, within, since):
    """The slots of what somebody knows of watchers of some kinds (as bits) within so many cells of `here`, on whatever
    level, ascending.

    Those that move count if they were perceived at `since` or later, Sentinels if they were off their posts.
    """
    rows = np.empty(len(known.used), np.int64)
    n = 0
    for row in range(len(known.used)):
        if not known.used[row] or known.knower[row] != who or known.topic[row] != _WATCHER:
            continue
        watcher, there = int(known.subject[row]), int(known.cell[row])
        bit = 1 << int(watchers.kind[watcher])
        if not bit & kinds or cells_across(here, there, city.width, city.area) > within:
            continue
        home = int(watchers.home[watcher])
        if watchers.kind[watcher] == _SENTINEL and cells_apart(there, home, city.width, city.area) <= _OFF_POST:
            continue
        if bit & _MOVES and known.at[row] < since:
            continue
        rows[n] = row
        n += 1
    return rows[:n]


@kernel
def chances_at(optics, city, sensor, target, here, cells, sky_light, dim):
    """(cells,) `optics.chance_between` for a target at each of some cells; `here` is where the sensor is."""
    odds = np.empty(len(cells), np.int64)
    for n in range(len(cells)):
        odds[n] = chance_between(optics, city, sensor, target, here, cells[n], sky_light, dim)
    return odds


@kernel
def seen_around(optics, city, walkable, sensor, here, within, sky_light, dim):
    """The cells that can be walked, within so many of a sensor on `here`, on which it might notice somebody who stands
    with the chance a glimpse that counts (`_NOTED`), by row and column.
    """
    level, width = here // city.area, city.width
    x0, y0 = here % city.area % width, here % city.area // width
    found = np.empty((2 * within + 1) * (2 * within + 1), np.int64)
    n = 0
    for y in range(max(0, y0 - within), min(city.height, y0 + within + 1)):
        for x in range(max(0, x0 - within), min(width, x0 + within + 1)):
            there = level * city.area + y * width + x
            if not walkable[there]:
                continue
            squared, light = between(optics, city, sensor, here, there, sky_light)
            if squared >= 0:
                ground = np.int64(city.ground[there])
                chance = detection_chance(optics, sensor, _STANDING, squared, light, ground, dim, _EVERY_PART)
                if chance > _NOTED and clear(city, here, there):
                    found[n] = there
                    n += 1
    return found[:n]
