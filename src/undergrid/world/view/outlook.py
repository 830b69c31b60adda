"""Outlook: the chance of being found in the next seconds, if one runs, walks, freezes or lies flat.

The kernels that decide (`optics.chance_between`, `thermal.chance_between`) compute it from what somebody believes:
where they last perceived each watcher, where they foresee it (`foreseen`), and how its beam turns, which anybody can
watch. Where the beliefs are true, the chance is exact. Looking changes nothing and draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from undergrid.city.city import ground_column
from undergrid.core import luck, units
from undergrid.core.fields import diagonal_of
from undergrid.core.grid import DX, DY
from undergrid.core.handles import change, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.authority.comings import Gap, gap_at
from undergrid.world.authority.suspects import WANTED, Permits, reasons
from undergrid.world.movement.walking import Gaits
from undergrid.world.places.ways import Ways
from undergrid.world.senses import thermal
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import CERTAIN, haze
from undergrid.world.senses.optics import chance_between as seen_chance
from undergrid.world.senses.thermal import Scanning, Thermal, arc, within
from undergrid.world.senses.thermal import chance_between as warm_chance
from undergrid.world.tables.authority import Senses, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity, Pace, Posture, Profession
from undergrid.world.view.foreseen import foreseen
from undergrid.world.world import World

_JUST_NOW = 2  # s: what was perceived so lately is there still [assumed]
_ON_BEAT = 20  # cells from where it is foreseen, beyond which a watcher is seen to be after something else [assumed]
FRESH = 120  # s: a moving watcher perceived longer ago may be anywhere [assumed]
_PACE = ground_column("pace", np.int64)
_READER, _HEAT, _EYES = int(WatcherKind.READER), int(Senses.HEAT), int(Senses.EYES)
_POSTED = (WatcherKind.READER, WatcherKind.CAMERA)


@dataclass(frozen=True, slots=True)
class Beam:
    """The beam of a scanner that somebody knows of."""

    watcher: int
    cell: int  # where it was last perceived
    low: float  # degrees clockwise from east: it reaches from here
    high: float  # to here,
    metres: float  # so far
    passes: int  # s until it is next over the person; -1 if not in the time asked for


@dataclass(frozen=True, slots=True)
class Outlook:
    """The chances of being found within `ticks` seconds, for each way to go on; 0 where no watcher threatens them."""

    ticks: int
    run: float
    walk: float
    freeze: float
    flat: float
    beams: tuple[Beam, ...]
    gap: Gap | None = None  # when no watcher comes past here, of those that one has watched come and go

    @property
    def best(self) -> str:
        """The way to go on with the least chance of being found; of equals the fastest."""
        return min(("run", "walk", "freeze", "flat"), key=lambda way: float(getattr(self, way)))


class Lookout:
    """What forecasts in one world compute with: the knobs and tables of sight, heat and gaits. No state."""

    def __init__(self, world: World, rules: Mapping[str, BaseModel]) -> None:
        self.heat = world.shared(Thermal)
        self.scanning = Scanning(world)
        looks = rules["sight"].model_dump()
        self.hiding = round(float(looks["hiding"]) * CERTAIN)
        self.gaits = world.shared(Gaits).speeds
        self.permits = world.shared(Permits).knobs
        self.patrol_speed = units.mm(rules["dispatch"].model_dump()["beat_speed"])
        # of whom one asks about: clothes, the share that skill leaves; scanned: whether heat counts
        self.knobs = record(
            optics=tables_now(world), light=0, dim=0, every=self.heat.look_every,
            around=self.heat.sweep_s, glimpse=int(looks["glimpse_every"]), clothes=0, share=CERTAIN, scanned=1,
        )  # fmt: skip

    def outlook(self, world: World, who: int, ticks: int = 60, path: Sequence[int] = ()) -> Outlook:
        """The chances for citizen `who` within so many seconds.

        path: the cells that they would run or walk along, next to each other, their own first; straight away from the
        nearest watcher if left out. Raises IndexError for no such citizen, ValueError for less than a tick.
        """
        people = world.citizens
        if not 0 <= who < people.n:
            raise IndexError(f"there is no citizen {who}: the city has {people.n:,}")
        if ticks < 1:
            raise ValueError(f"a forecast is for one tick at least, not {ticks}")
        self.look_up(world, who)
        watchers = _believed(world, who)
        rows, places = self._places(world, who, watchers, ticks)
        gap = gap_at(world, who, int(people.cell[who])) if world.watched.n_used else None
        beams = tuple(self._beam(world, who, row, cell, ticks) for row, cell, _ in watchers
                      if world.watchers.senses[row] & _HEAT)  # fmt: skip
        if not len(rows) or people.inside[who] >= 0 or not people.alive[who] or not self.suspect(world, who):
            return Outlook(ticks, 0.0, 0.0, 0.0, 0.0, beams, gap)
        city, here = world.city, int(people.cell[who])
        cells = np.array(path, np.int64)
        if not len(cells):
            nearest = watchers[0][1] if watchers else int(places[0, 0])
            cells = _away(here, nearest, 2 * ticks, world.cache(Ways).walk, city.width, city.height)
        stays = np.full(ticks, int(people.cell[who]), np.int64)
        chances = []
        for pace in (Pace.RUN, Pace.WALK):
            walked, _ = self.walked(world, who, cells, pace, ticks)
            moving = np.where(walked == cells[-1], 0, 1 + int(pace))
            chances.append(self._chance(world, who, (rows, places), walked, moving))
        for posture in (Posture.STANDING, Posture.FLAT):
            chances.append(self._chance(world, who, (rows, places), stays, np.zeros(ticks, np.int64), posture))
        run, walk, freeze, flat = chances
        return Outlook(ticks, run, walk, freeze, flat, beams, gap)

    def look_up(self, world: World, who: int, *, scanned: bool = True) -> None:
        """Bring the scene up to date, for what `chances` is asked about somebody from now on.

        scanned: whether heat counts.
        """
        if scanned:
            self.scanning.refresh_air(world)
            change(self.knobs, clothes=self.scanning.clothes_of(world, who))
        table, auditor = tables_now(world), int(world.citizens.profession[who]) == Profession.AUDITOR
        change(
            self.knobs, optics=table, light=int(world.sky.light[0]), dim=haze(table, world.sky),
            share=self.hiding if auditor else CERTAIN, scanned=int(scanned),
        )  # fmt: skip

    def suspect(self, world: World, who: int) -> bool:
        """Whether somebody's own tag fails to answer for them, as far as they know."""
        people, known = world.citizens, world.knowledge
        told = known.has(knower=who, topic=Topic.PERSON, subject=who)
        minute, curfew = world.second_of_day // 60, int(world.sky.curfew[0])
        return told or bool(reasons(people.handle, who, self.permits, curfew, minute) & ~WANTED)

    def _beam(self, world: World, who: int, row: int, cell: int, ticks: int) -> Beam:
        """The beam of a watcher as `who` sees it, and when it is next over them."""
        lucky, heat, here = world.watchers.luck[row], self.heat, int(world.citizens.cell[who])
        low, high = thermal.beam(heat, int(lucky), world.tick)
        (_, x, y), (_, to_x, to_y) = world.city.where(cell), world.city.where(here)
        passes = _next_pass(
            self.scanning.handle, self.knobs, np.int64(lucky), row, world.tick, ticks, to_x - x, to_y - y
        )
        return Beam(row, cell, low, high, heat.beam_m, passes)

    def walked(self, world: World, who: int, path: I64, pace: Pace, ticks: int) -> tuple[I64, int]:
        """(ticks,) the cell of somebody at each tick when the senses look, along a path without a crowd; and how many
        ticks it is until they are there, that one included.
        """
        people, city, cells = world.citizens, world.city, np.empty(ticks, np.int64)
        speed = int(people.speed[who]) * int(self.gaits[pace]) * int(people.able[who]) // 100
        there = _walk(path, speed, city.ground, _PACE, city.width, city.cell_mm, diagonal_of(city.cell_mm), cells)
        return cells, int(there)

    def _places(self, world: World, who: int, watchers: list[tuple[int, int, int]], ticks: int) -> tuple[I64, I64]:
        """Which watchers may come (n,), and where each is taken to be (n, ticks): where it is foreseen on one's own
        level, else where it was perceived last; -1 for nowhere.
        """
        soon = np.arange(world.tick, world.tick + ticks, dtype=np.int64)
        found = {row: np.full(ticks, cell, np.int64) for row, cell, _ in watchers}
        strayed = {row: cell for row, cell, age in watchers if age <= _JUST_NOW}
        level = int(world.citizens.cell[who]) // world.city.area
        for one in foreseen(world, who, soon, self.patrol_speed):
            here = (one.cells >= 0) & (one.cells // world.city.area == level)
            first = int(one.cells[0])
            away = one.row in strayed and first >= 0 and world.city.apart(strayed[one.row], first) > _ON_BEAT
            if here.any() and not away:
                found[one.row] = np.where(here, one.cells, found.get(one.row, np.int64(-1)))
        rows = np.array(list(found), np.int64)
        return rows, np.array(list(found.values()), np.int64).reshape(len(rows), ticks)

    def _chance(
        self, world: World, who: int, believed: tuple[I64, I64], cells: I64, moving: I64,
        posture: Posture = Posture.STANDING,
    ) -> float:  # fmt: skip
        """The chance that somebody who is on these cells, tick after tick, is found by watchers as they are believed.

        believed: (watchers,) which they are, and (watchers, ticks) where they are taken to be.
        """
        people = world.citizens
        postures = np.full(len(cells), int(posture), np.int64)
        # the senses of this tick look before anything new begins
        postures[0] = people.posture[who]
        moving[0] = 1 + int(people.pace[who]) if people.doing[who] == Activity.WALKING else 0
        return float(self.chances(world, *believed, np.stack([cells, postures, moving])[None])[0])

    def chances(self, world: World, rows: I64, places: I64, walks: I64) -> npt.NDArray[np.float64]:
        """(walks,) the chances that one of the watchers `rows` finds somebody, tick after tick, by eyes and by heat.

        places: (rows, ticks) where each is believed to be, -1 for nowhere, for as many ticks as there are in walks at
        least; walks: (walks, 3, ticks) the cells where somebody would be, -1 for under a roof; postures; 1 + Pace, 0
        for still. The scene is that of `look_up`.
        """
        watchers, scan, city = world.watchers.handle, self.scanning.handle, world.city.handle
        found: npt.NDArray[np.float64] = 1 - _missed(watchers, scan, city, self.knobs, world.tick, rows, places, walks)
        return found


def _believed(world: World, who: int) -> list[tuple[int, int, int]]:
    """(watcher, cell, seconds ago) of the watchers that somebody knows of on their level, the nearest first."""
    known, watchers, city = world.knowledge, world.watchers, world.city
    here = int(world.citizens.cell[who])
    rows = known.where(knower=who, topic=Topic.WATCHER)
    _, x, y = city.where(here)
    found: dict[int, tuple[int, int]] = {}  # watcher -> (when, where)
    for row in rows[known.cell[rows] >= 0].tolist():
        watcher, cell, at = int(known.subject[row]), int(known.cell[row]), int(known.at[row])
        stale = world.tick - at > FRESH and watchers.kind[watcher] not in _POSTED
        if not stale and cell // city.area == here // city.area and at >= found.get(watcher, (at,))[0]:
            found[watcher] = at, cell
    far = {watcher: city.where(cell) for watcher, (_, cell) in found.items()}
    near = sorted((max(abs(a - x), abs(b - y)), watcher) for watcher, (_, a, b) in far.items())
    return [(watcher, found[watcher][1], world.tick - found[watcher][0]) for _, watcher in near]


@kernel
def _away(here, threat, most, walk, width, height):
    """The straight walk, of at most `most` steps, whose end lies farthest from the cell `threat`."""
    from_x, from_y, area = threat % width, threat // width % height, width * height
    best, longest, farthest = 0, 0, -1
    for direction in range(8):
        dx, dy = int(DX[direction]), int(DY[direction])
        at, n = here, 0
        x, y = here % width, here % area // width
        while n < most:
            x, y = x + dx, y + dy
            ahead = at + dx + dy * width
            if not (0 <= x < width and 0 <= y < height) or not walk[ahead]:
                break
            if dx and dy and not (walk[at + dx] and walk[at + dy * width]):
                break
            at = ahead
            n += 1
        x, y = at % width, at % area // width
        apart = (x - from_x) * (x - from_x) + (y - from_y) * (y - from_y)
        if apart > farthest:
            best, longest, farthest = direction, n, apart
    way = np.empty(longest + 1, np.int64)
    for n in range(longest + 1):
        way[n] = here + n * (int(DX[best]) + int(DY[best]) * width)
    return way


@kernel
def _walk(path, speed, ground, pace, width, straight, diagonal, cells):
    """Fill `cells` with where somebody is, tick after tick, along a path, at a speed in 1e-3 mm/s on even ground.

    Returns how many ticks it is until they are there, that one included; all where they don't come so far.
    """
    at, done, there = 0, 0, len(cells)
    for tick in range(len(cells)):
        cells[tick] = path[at]
        if cells[tick] == path[-1]:
            there = min(there, tick + 1)
        left = speed * int(pace[ground[path[at]]]) // 100_000
        while at + 1 < len(path):
            apart = abs(path[at + 1] - path[at])
            length = straight if apart == 1 or apart == width else diagonal
            if done + left < length:
                done += left
                break
            left, done, at = left - length + done, 0, at + 1
    return there


@kernel
def _next_pass(scan, knobs, lucky, row, tick, ticks, dx, dy):
    """In how many ticks a beam next looks at the offset (dx, dy); -1 if not within `ticks`."""
    for k in range(ticks):
        if (tick + k) % knobs.every == (row >> 6) % knobs.every:
            low, high = arc(lucky, tick + k, knobs.every, knobs.around)
            if within(scan.heat, low, high, np.int64(dx), np.int64(dy)):
                return k
    return -1


@kernel
def _missed(watchers, scan, city, knobs, now, rows, places, walks):
    """(walks,) the chances that no watcher finds somebody, tick after tick, by heat or by sight.

    rows: which watchers; places: (rows, ticks) where each is believed to be; walks: as of `Lookout.chances`.
    """
    n_walks, _, ticks = walks.shape
    missed, every, glimpse, area = np.ones(n_walks), knobs.every, knobs.glimpse, city.area
    for walk in range(n_walks):
        cells, postures, moving = walks[walk, 0], walks[walk, 1], walks[walk, 2]
        for n in range(len(rows)):
            row = rows[n]
            scans_at, looks_at = (row >> 6) % every, (row >> 6) % glimpse
            for k in range(ticks):
                here, there = places[n, k], cells[k]
                if here < 0 or there < 0 or not city.flags[here // area] & 2:
                    continue
                scans, looks = (now + k) % every == scans_at, (now + k) % glimpse == looks_at
                if scans and knobs.scanned and _sweeps(watchers, row, here, scan, city, knobs, now + k, there):
                    heat = warm_chance(scan, city, here, there, postures[k], moving[k], knobs.clothes, np.int64(-1))[0]
                    missed[walk] *= 1 - heat / luck.CERTAIN
                if looks:
                    sight = _by_sight(watchers, row, here, city, knobs, there, postures[k])
                    missed[walk] *= 1 - sight / luck.CERTAIN
    return missed


@kernel(inline=True)
def _sweeps(watchers, row, here, scan, city, knobs, tick, there):
    """Whether a watcher on cell `here` that looks for heat at a tick looks where cell `there` lies."""
    if watchers.senses[row] & _HEAT == 0:
        return False
    low, high = arc(np.int64(watchers.luck[row]), tick, knobs.every, knobs.around)
    base, width = here // city.area * city.area, city.width
    dx = (there - base) % width - (here - base) % width
    dy = (there - base) // width - (here - base) // width
    return within(scan.heat, low, high, dx, dy)


@kernel(inline=True)
def _by_sight(watchers, row, here, city, knobs, there, posture):
    """The odds that a watcher on cell `here` finds somebody on cell `there` by sight where it looks about."""
    kind = np.int64(watchers.kind[row])
    if watchers.senses[row] & _EYES == 0 or kind == _READER:
        return np.int64(0)
    chance = seen_chance(knobs.optics, city, kind, posture, here, there, knobs.light, knobs.dim)
    return (chance * knobs.share) >> 12
