"""Wits: what the minds of one world share, none of it state: the map that everyone learns, and a path finder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Ground, Use, ground_column
from undergrid.core import luck
from undergrid.core.fields import Links
from undergrid.core.grid import cells_across, cells_apart, field_of_view, sees_over
from undergrid.core.handles import change, record
from undergrid.core.jit import kernel
from undergrid.core.paths import Path, PathFinder
from undergrid.core.tables import U8, U16
from undergrid.world.authority.clearance import Rule
from undergrid.world.senses import optics
from undergrid.world.senses.optics import Optics, chance_between, clear, detection_chance, light_on, reach
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
_SHUNNED = 25  # cells around a watcher on which one would not be seen, going round it [assumed]
_OFF_POST = 3  # cells from where it always stands, at which a Sentinel is seen to be after somebody [assumed]

_KEPT = 1024  # answers that are kept, no more than that: watchers come again to where they have been [assumed]

_STANDING, _GROUNDS = int(Posture.STANDING), len(Ground)
_WATCHER, _SENTINEL = int(Topic.WATCHER), int(WatcherKind.SENTINEL)
_MOVES = 1 << WatcherKind.DRONE | 1 << WatcherKind.SENTINEL | 1 << WatcherKind.HUNTER


class Watched(NamedTuple):
    """What is watched, as somebody believes: by watchers of these kinds on these cells, in this light and haze."""

    spots: tuple[tuple[int, int], ...] = ()  # (kind, cell) of each, in their order
    light: int = 0
    dim: int = 0


UNWATCHED = Watched()


class Wits:
    """Tables for forecasts, and a path finder that weighs being seen."""

    def __init__(self, world: World, lookout: Lookout, *, scanned: bool = False, fire_every: int = 0,
                 guards: Rule | None = None) -> None:  # fmt: skip
        city = world.city
        self.lookout = lookout  # forecasts of what watchers find
        self.scanned = scanned  # whether any of them looks for heat
        self.fire_every = fire_every  # seconds between the shots of one that shoots back; 0 where none does
        self.guards = guards  # what guards go by who judge a chip; None where none does
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
        # what `seen_around` is given
        self._air = record(light=0, dim=0, seen=np.zeros(city.n_cells, np.uint8), cells=np.empty(city.area, np.int32))
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
            link_open: U8, watched: Watched) -> Path:  # fmt: skip
        """The way that seems best: out of the open, round the cameras (cells) and bars (cells) one knows of.

        link_open: (links,) u8, which links are believed open; watched: by whom one would not be seen on the way.
        """
        cameras = tuple(cameras)
        key = start, goal, night, cameras, barred.tobytes(), link_open.tobytes(), watched
        if key not in self._ways:
            _keep(self._ways, key, self._search(start, goal, night, cameras, barred, link_open, watched))
        return self._ways[key]

    def _search(self, start: int, goal: int, night: bool, cameras: tuple[int, ...], barred: npt.NDArray[np.int32],
                link_open: U8, watched: Watched) -> Path:  # fmt: skip
        """The same, looked for."""
        if night != self._night:
            self._night, self._risk = night, self._exposure(night)
        if watched.spots or cameras:
            near, seen = np.array(cameras, np.int64), self._seen_by(watched)
            before = _shun(self._risk, self.city.handle, near, seen)
            path = self._round(start, goal, barred, link_open)
            _restore(self._risk, self.city.handle, near, seen, before)
            return path
        return self._round(start, goal, barred, link_open)

    def _round(self, start: int, goal: int, barred: npt.NDArray[np.int32], link_open: U8) -> Path:
        """The way that is cheapest as things seem, round what is barred."""
        least, there = self._least[goal // self.city.area], len(barred) > 0
        if there:
            self.walkable[barred] = 0
        path = self._finder.find_path(self.walkable, start, goal, link_open, self._risk, least)
        if there:
            self.walkable[barred] = 1  # only what can be walked can be barred
        return path

    def _seen_by(self, watched: Watched) -> npt.NDArray[np.int64]:
        """The cells near watchers on which one of them might notice somebody who stands; some repeatedly."""
        found, light, dim = [np.zeros(0, np.int64)], watched.light, watched.dim
        for kind, here in watched.spots:
            key = kind, here, light, dim
            if key not in self._seen:
                change(self._air, light=light, dim=dim)
                cells = seen_around(self.optics, self.city.handle, self.walkable, kind, here, _SHUNNED, self._air)
                _keep(self._seen, key, cells)
            found.append(self._seen[key])
        return np.concatenate(found)


def _keep(kept: dict[object, T], key: object, answer: T) -> None:
    """Keep an answer, and let go of the oldest where there are too many."""
    if len(kept) >= _KEPT:
        del kept[next(iter(kept))]
    kept[key] = answer


@kernel
def _shun(risk, city, cameras, watched):
    """Let the cells near cameras, and those that are watched, seem longer; returns what they were like before."""
    wide = 2 * _SEEN_CELLS + 1
    before = np.empty(len(cameras) * wide * wide + len(watched), np.uint16)
    n = 0
    for camera in cameras:
        first, columns, rows = _near_camera(city, camera)
        for row in range(rows):
            for cell in range(first + row * city.width, first + row * city.width + columns):
                before[n], risk[cell] = risk[cell], _SEEN_COST
                n += 1
    for cell in watched:
        before[n], risk[cell] = risk[cell], _SEEN_COST
        n += 1
    return before[:n]


@kernel
def _restore(risk, city, cameras, watched, before):
    """Undo `_shun`, the last first: some cells are near several."""
    n = len(before)
    for cell in watched[::-1]:
        n -= 1
        risk[cell] = before[n]
    for camera in cameras[::-1]:
        first, columns, rows = _near_camera(city, camera)
        n -= rows * columns
        for row in range(rows):
            for column in range(columns):
                risk[first + row * city.width + column] = before[n + row * columns + column]


@kernel(inline=True)
def _near_camera(city, camera):
    """The cells that a camera is taken to see, those beyond the map aside: (the first of them, columns, rows)."""
    x, y = camera % city.width, camera % city.area // city.width
    x0, y0 = max(0, x - _SEEN_CELLS), max(0, y - _SEEN_CELLS)
    columns, rows = min(city.width, x + _SEEN_CELLS + 1) - x0, min(city.height, y + _SEEN_CELLS + 1) - y0
    return camera // city.area * city.area + y0 * city.width + x0, columns, rows


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
def stage_of(path, most, width, area):
    """The last cell of a way before the first link among its first `most` cells, or else its last cell; not the first
    where it has two.
    """
    for n in range(1, min(len(path), most)):
        if cells_apart(int(path[n - 1]), int(path[n]), width, area) > 1:
            return path[max(n - 1, 1)]
    return path[-1]


@kernel
def rings(city, walkable, here, within):
    """The cells that can be walked within so many of `here`, but that one: the nearest first, then by number."""
    found, n = np.empty((2 * within + 1) * (2 * within + 1), np.int64), 0
    base, width = here // city.area * city.area, city.width
    x0, y0 = (here - base) % width, (here - base) // width
    for far in range(1, within + 1):
        for y in range(max(0, y0 - far), min(city.height, y0 + far + 1)):
            for x in range(max(0, x0 - far), min(width, x0 + far + 1)):
                cell = base + y * width + x
                if max(abs(x - x0), abs(y - y0)) == far and walkable[cell]:
                    found[n] = cell
                    n += 1
    return found[:n]


@kernel
def any_in_view(city, cells, there, within):
    """Whether any of some cells (-1 for nowhere) is within so many of another, and both see each other."""
    for cell in cells:
        if cell >= 0 and cells_apart(cell, there, city.width, city.area) <= within and clear(city, cell, there):
            return True
    return False


@kernel
def chances_at(optics, city, sensor, target, here, cells, sky_light, dim):
    """(cells,) `optics.chance_between` for a target at each of some cells; `here` is where the sensor is."""
    odds = np.empty(len(cells), np.int64)
    for n in range(len(cells)):
        odds[n] = chance_between(optics, city, sensor, target, here, cells[n], sky_light, dim)
    return odds


@kernel
def seen_around(optics, city, walkable, sensor, here, within, air):
    """The cells that can be walked, within so many of a sensor on `here`, on which it might notice somebody who stands
    with the chance a glimpse that counts (`_NOTED`), by row and column.

    air: light of the sky, dim as of `haze`; seen (all 0) and cells, as `field_of_view` needs them.
    """
    level, width = here // city.area, city.width
    base, under_sky = level * city.area, city.flags[level] & 1
    x0, y0 = (here - base) % width, (here - base) // width
    found = np.empty((2 * within + 1) * (2 * within + 1), np.int64)
    # by ground and light: how far it might notice somebody, squared; -2 for not worked out yet
    far = np.full((_GROUNDS, 256), -2, np.int32)
    # who is above a roof looks out over its edges; all others see what there is in one sweep
    over_roofs, n_seen, n = city.opaque[here] != 0, 0, 0
    if not over_roofs:
        corner = within + within // 2 + 1  # as far as the corners of the square, or farther
        n_seen = field_of_view(city.opaque, width, city.height, here, corner, air.seen, air.cells)
    for y in range(max(0, y0 - within), min(city.height, y0 + within + 1)):
        for x in range(max(0, x0 - within), min(width, x0 + within + 1)):
            there, squared = base + y * width + x, (x - x0) * (x - x0) + (y - y0) * (y - y0)
            by_line = over_roofs or city.opaque[there] != 0
            if not walkable[there] or not (by_line or air.seen[there]):
                continue
            ground = np.int64(city.ground[there])
            light = light_on(optics, ground, there, air.light, under_sky)
            if far[ground, light] == -2:
                far[ground, light] = _notes_within(optics, sensor, ground, light, air.dim)
            if squared > far[ground, light]:
                continue
            if not by_line or sees_over(city.opaque, width, base, x0, y0, x, y):
                found[n] = there
                n += 1
    for k in range(n_seen):
        air.seen[air.cells[k]] = 0
    return found[:n]


@kernel
def _notes_within(optics, sensor, ground, light, dim):
    """The greatest distance in cells, squared, at which a sensor might notice somebody who stands (`_NOTED`); -1 for
    none. The chance never rises with distance.
    """
    most, beyond = np.int64(-1), reach(optics, sensor) + 1
    while beyond - most > 1:
        squared = (most + beyond) >> 1
        if detection_chance(optics, sensor, _STANDING, squared, light, ground, dim, _EVERY_PART) > _NOTED:
            most = squared
        else:
            beyond = squared
    return most
