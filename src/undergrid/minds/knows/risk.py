"""Risk: where one believes watchers to be and to go, and what that means for whoever stays, walks, runs or waits.

The chances are those of the kernels that decide (`world/senses`), on what one believes: a watcher perceived a moment
ago goes on as it went; one whose coming and going one has watched comes again in its time; auditors know the
timetables. Below, *one* is the mind's owner.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undergrid.core import units
from undergrid.core.grid import cells_across
from undergrid.core.jit import kernel
from undergrid.minds.bids import Threat
from undergrid.minds.knows.arms import Arms
from undergrid.minds.knows.map import UNWATCHED, Watched, Wits, any_in_view, chances_at, rings, watchers_near
from undergrid.minds.knows.watching import came_by
from undergrid.world.authority.suspects import COMPANION, CURFEW, UNTAGGED, reasons
from undergrid.world.body import blood_loss, reach
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.optics import clear, haze
from undergrid.world.tables.authority import Senses, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Pace, Posture
from undergrid.world.view.foreseen import Foreseen, foreseen
from undergrid.world.view.outlook import Lookout, Outlook
from undergrid.world.world import World

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

FEARED = (WatcherKind.DRONE, WatcherKind.SENTINEL, WatcherKind.HUNTER)
ON_FOOT = (WatcherKind.SENTINEL, WatcherKind.HUNTER)
IS_FEARED = np.isin(np.arange(256), FEARED)  # by kind of watcher
AHEAD = 300  # seconds for which one thinks of what watchers will do [assumed]
_FRESH = 20  # seconds after which one that has been lost sight of is not about any more [assumed]
_AROUND = 120  # cells: watchers farther off are not thought of [assumed]
_LOOKS_AT = 15  # cells from which a watcher that stays where it is minds those whom it sees [assumed]
_AT_POST = 2  # cells from a gate at which its guard stands [assumed]
_GOES_ON = 120  # metres, and seconds, for which one takes a watcher to go on as it went [assumed]
_STAYS = 20  # seconds for which one takes a watcher to stay at least that one has not seen move [assumed]
_LONGEST_WALK = 90  # seconds of a walk that are looked at [assumed]
_CAMERA, _SENTINEL = int(WatcherKind.CAMERA), int(WatcherKind.SENTINEL)
_KNOWN = {UNTAGGED: 1.0, COMPANION: 1.0, CURFEW: 0.5}  # how much it matters to be seen as such [assumed]
HUNTED = 2.0  # the same for whoever knows to be wanted [assumed]


_BLEEDS = (1, 1, 2, 4, 8)  # how much harm delay does, by the blood class of whom one looks after [assumed]
_UNSEEN = 2  # the class that one takes them to be in, out of reach [assumed]
_SOON = ((units.HOUR, 4), (4 * units.HOUR, 2))  # the same, where one's time runs out so soon [assumed]


class Walk(NamedTuple):
    """What one would do, second by second.

    steps: (3, seconds) the cells one is on, -1 under a roof; postures; 1 + Pace, 0 for still.
    """

    steps: I64

    @classmethod
    def still(cls, cell: int, posture: int, seconds: int) -> Walk:
        """Staying on a cell."""
        steps = np.zeros((3, seconds), np.int64)
        steps[0], steps[1] = cell, posture
        return cls(steps)

    @property
    def seconds(self) -> int:
        return self.steps.shape[1]

    def after(self, still: Walk) -> Walk:
        """The same, after something else."""
        return Walk(np.concatenate((still.steps, self.steps), axis=1))

    def until(self, seconds: int) -> Walk:
        """So much of it."""
        return Walk(self.steps[:, :seconds])


class Believed(NamedTuple):
    """Where one takes watchers near by to be, second by second from now on, by row."""

    rows: I64
    places: I64  # (rows, seconds), -1 for nowhere
    causes: list[int]  # the events by which one knows

    def of(self, rows: set[int]) -> Believed:
        """Those of some watchers only."""
        kept = [n for n, row in enumerate(self.rows.tolist()) if row in rows]
        return self if len(kept) == len(self.rows) else self.some(kept)

    def some(self, kept: list[int]) -> Believed:
        return Believed(self.rows[kept], self.places[kept], [self.causes[n] for n in kept])

    def firsts(self) -> list[int]:
        """The second at which each is near first."""
        found: list[int] = (self.places >= 0).argmax(axis=1).tolist()
        return found


class Risk:
    """What one person believes of watchers, and of being seen."""

    def __init__(self, world: World, wits: Wits, who: int) -> None:
        self._world, self._wits, self.who = world, wits, who

    @cached_property
    def arms(self) -> Arms:
        """What one can do with the weapon that one carries."""
        return Arms(self._world, self._wits, self.who)

    @property
    def _here(self) -> int:
        return int(self._world.citizens.cell[self.who])

    @property
    def cell_mm(self) -> int:
        """How long a cell is, mm."""
        return self._world.city.cell_mm

    def cells_within(self, cells: int) -> list[int]:
        """The cells that can be walked within so many of one, the nearest first."""
        found: list[int] = rings(self._world.city.handle, self._wits.walkable, self._here, cells).tolist()
        return found

    def threats(self, within: int, fresh: int, *kinds: WatcherKind) -> list[Threat]:
        """Watchers believed to be within so many cells on one's own level, by row.

        Those that move count if they were perceived at most `fresh` seconds ago: drones, hunters, and Sentinels seen
        away from where everybody knows them to stand.
        """
        area = self._world.city.area
        found = self._on_all_levels(within, fresh, *kinds)
        return [threat for threat in found if threat.cell // area == self._here // area]

    def _on_all_levels(self, within: int, fresh: int, *kinds: WatcherKind) -> list[Threat]:
        """The same on all levels, seen from above: who goes down a stair does not forget what flies over its top.

        What one sees lie broken is no danger.
        """
        world, known, watchers = self._world, self._world.knowledge, self._world.watchers
        wanted, since = _as_bits(kinds), world.tick - fresh
        rows = watchers_near(
            known.handle, watchers.handle, world.city.handle, self.who, self._here, wanted, within, since
        )
        found: dict[int, Threat] = {}
        for row in rows.tolist():
            watcher, age = int(known.subject[row]), world.tick - int(known.at[row])
            if watcher not in found or age < found[watcher].age:
                kind = WatcherKind(int(watchers.kind[watcher]))
                found[watcher] = Threat(watcher, kind, int(known.cell[row]), age, int(known.cause[row]))
        return [found[row] for row in sorted(found) if not self.arms.down(row)]

    @cached_property
    def cameras(self) -> list[int]:
        """The cells of all cameras that one knows of, wherever one is: one's way is the same from either end."""
        known, kinds = self._world.knowledge, self._world.watchers.kind
        rows = known.where(knower=self.who, topic=Topic.WATCHER)
        return sorted(set(known.cell[rows[kinds[known.subject[rows]] == _CAMERA]].tolist()))

    def eyed(self, cell: int, within: int = _LOOKS_AT, but: int = -1) -> bool:
        """Whether a watcher that one knows of, and that stays where it is, looks at a cell within so many cells.

        but: a cell beside which a watcher does not count.
        """
        world = self._world
        known, watchers, city = world.knowledge, world.watchers, world.city
        rows = known.where(knower=self.who, topic=Topic.WATCHER)
        kinds = watchers.kind[known.subject[rows]]
        eyes = sorted(set(known.cell[rows[(kinds == _CAMERA) | (kinds == _SENTINEL)]].tolist()))
        eyes = [eye for eye in eyes if but < 0 or city.apart(eye, but) > _AT_POST]
        return any(city.apart(eye, cell) <= within and bool(clear(city.handle, eye, cell)) for eye in eyes)

    @cached_property
    def near(self) -> bool:
        """Whether one is outdoors, and has just perceived a watcher that moves."""
        outdoors = self._world.citizens.inside[self.who] < 0
        return bool(outdoors) and bool(self.threats(_AROUND, _FRESH, *FEARED))

    # -- now

    def danger(self, cell: int, threats: Sequence[Threat], posture: Posture = Posture.STANDING) -> float:
        """The chance that one of the threats notices one at a cell at its next glimpse: the odds that sight will draw
        against, if the watchers are as believed.
        """
        return float(self.dangers(np.array([cell]), threats, posture)[0])

    def dangers(self, cells: I64, threats: Sequence[Threat], posture: Posture) -> npt.NDArray[np.float64]:
        """(cells,) `danger` at each of many cells."""
        sky, table, city, unseen = self._world.sky, self._wits.optics, self._world.city.handle, np.ones(len(cells))
        light, dim = int(sky.light[0]), haze(table, sky)
        for threat in threats:
            odds = chances_at(table, city, int(threat.kind), int(posture), threat.cell, cells, light, dim)
            unseen *= 1 - odds / 2**32
        return 1 - unseen

    def outlook(self, ticks: int) -> Outlook | None:
        """The chances of being found in so many seconds, running, walking, frozen and flat; None where no heat sensor
        that one knows of is near.
        """
        flying = self.threats(100, ticks, WatcherKind.DRONE)
        near = any(self._world.watchers.senses[threat.row] & Senses.HEAT for threat in flying)
        lookout = self._wits.lookout
        return lookout.outlook(self._world, self.who, ticks) if near and self._wits.scanned else None

    # -- what is to come

    def timetable(self, ahead: int, step: int) -> list[Foreseen]:
        """Where watchers that one has noticed will be every `step` seconds from now on, by watcher.

        Auditors know the timetables of drones. Others know when a watcher comes again that they have seen come before.
        """
        ticks = np.arange(self._world.tick, self._world.tick + ahead + 1, step, dtype=np.int64)
        return foreseen(self._world, self.who, ticks, self._wits.lookout.patrol_speed)

    def passes(self, cell: int, within: int, ahead: int, step: int) -> bool:
        """Whether a watcher of the `timetable` comes within so many cells of a cell, and in sight of it."""
        city = self._world.city.handle
        return any(any_in_view(city, due.cells, cell, within) for due in self.timetable(ahead, step))

    def believed(self, ahead: int = AHEAD) -> Believed:
        """Where one takes watchers near by to be, of those that come near within so many seconds, `AHEAD` at most."""
        found, near = self._ahead
        kept = [n for n, second in enumerate(near) if second < ahead]
        return found if len(kept) == len(near) else found.some(kept)

    @cached_property
    def _ahead(self) -> tuple[Believed, list[int]]:
        """Where one takes watchers to be that come near, and the second at which each is near first."""
        world = self._world
        found = {one.row: one for one in self.timetable(AHEAD - 1, 1) if not self.arms.down(one.row)}
        threats = {threat.row: threat for threat in self._on_all_levels(_AROUND, _GOES_ON, *FEARED)}
        rows = sorted({*found, *threats})
        places = np.full((len(rows), AHEAD), -1, np.int64)
        causes, going = [], np.full((len(rows), 2), -1, np.int64)
        for n, row in enumerate(rows):
            if row in found:
                places[n] = found[row].cells
            if row in threats:
                going[n] = threats[row].cell, threats[row].age
            causes.append(threats[row].cause if row in threats else found[row].cause)
        believed = Believed(np.array(rows, np.int64), places, causes)
        if not rows:
            return believed, []
        near: list[int] = _go_on(
            world.watched.handle, world.city.handle, self.who, self._here, world.tick, believed.rows, going, places
        ).tolist()
        kept = [n for n, second in enumerate(near) if second < AHEAD]
        return (believed, near) if len(kept) == len(near) else (believed.some(kept), [near[n] for n in kept])

    @cached_property
    def watched(self) -> Watched:
        """What is watched around where watchers are believed to be first, on which they might notice one."""
        world, believed = self._world, self.believed()
        if not len(believed.rows):
            return UNWATCHED
        kinds = world.watchers.kind[believed.rows].tolist()
        cells = believed.places[np.arange(len(kinds)), believed.firsts()].tolist()
        spots = tuple(zip(kinds, cells, strict=True))
        return Watched(spots, int(world.sky.light[0]), haze(self._wits.optics, world.sky))

    @cached_property
    def _lookout(self) -> Lookout:
        """Forecasts for one, in the scene of this moment."""
        lookout = self._wits.lookout
        lookout.look_up(self._world, self.who, scanned=self._wits.scanned)
        return lookout

    # -- what one would do

    def still(self, seconds: int, posture: Posture = Posture.CROUCHED) -> Walk:
        """Staying where one is."""
        inside = self._world.citizens.inside[self.who] >= 0
        return Walk.still(-1 if inside else self._here, posture, seconds)

    def walk(self, path: I32, pace: Pace, at_most: int = _LONGEST_WALK) -> Walk:
        """Walking along next to each other lying cells, until one is there."""
        cells, seconds = self._wits.lookout.walked(self._world, self.who, path.astype(np.int64), pace, at_most)
        posture = Posture.CROUCHED if pace == Pace.SNEAK else Posture.STANDING
        steps = np.empty((3, seconds), np.int64)
        steps[0], steps[1], steps[2] = cells[:seconds], posture, 1 + pace
        return Walk(steps)

    def chance(self, walk: Walk, believed: Believed) -> float:
        """The chance of being noticed meanwhile by watchers that are where one believes."""
        return self.chances([walk], believed)[0]

    def chances(self, walks: Sequence[Walk], believed: Believed) -> list[float]:
        """The same for each of several things that one might do."""
        if not walks or not len(believed.rows):
            return [0.0] * len(walks)
        if len(walks) == 1:
            asked = np.ascontiguousarray(walks[0].steps[None])
        else:
            asked = np.full((len(walks), 3, max(walk.seconds for walk in walks)), -1, np.int64)  # a shorter one is over
            for n, walk in enumerate(walks):
                asked[n, :, : walk.seconds] = walk.steps
        return self._chances(asked, believed)

    def chances_later(self, walk: Walk, waits: Sequence[int], believed: Believed) -> list[float]:
        """The same of a walk that one puts off by so many seconds each, crouched where one is until then; within
        `AHEAD`.
        """
        if not len(believed.rows):
            return [0.0] * len(waits)
        asked = np.full((len(waits), 3, min(AHEAD, max(waits) + walk.seconds)), -1, np.int64)
        stays = self.still(1).steps
        for n, seconds in enumerate(waits):
            asked[n, :, :seconds] = stays
            asked[n, :, seconds : seconds + walk.seconds] = walk.steps[:, : AHEAD - seconds]
        return self._chances(asked, believed)

    def _chances(self, walks: I64, believed: Believed) -> list[float]:
        """The same for (walks, 3, seconds) the steps of each, -1 from where it is over."""
        found: list[float] = self._lookout.chances(self._world, believed.rows, believed.places, walks).tolist()
        return found

    def matters(self) -> float:
        """How much it matters to one to be seen: 0 for who has nothing to fear."""
        world = self._world
        if world.knowledge.has(knower=self.who, topic=Topic.PERSON, subject=self.who):
            return HUNTED
        curfew, minute = int(world.sky.curfew[0]), world.second_of_day // 60
        why = int(reasons(world.citizens.handle, self.who, self._wits.lookout.permits, curfew, minute))
        return max((weight for reason, weight in _KNOWN.items() if why & reason), default=0.0)

    def haste(self, charge: int, left: int) -> int:
        """How many times as much harm a delay does as when nobody suffers by it: for whom one has in one's arms or in
        one's care, by one's own cold, and the time that one has left.
        """
        world = self._world
        hauled = reach.hauling(world, self.who)
        whom, times = hauled if hauled >= 0 else charge, 1
        if whom >= 0:
            times *= _BLEEDS[blood_loss.klass(world, whom) if reach.within_reach(world, self.who, whom) else _UNSEEN]
        times *= 1 + max(world.exposure.chilled[world.exposure.of(self.who)].tolist(), default=0)
        return times * next((more for ticks, more in _SOON if left < ticks), 1)

    def tell(self, kind: Kind, watcher: int, amount: int, cause: int) -> None:
        """Log what one has done because of a watcher."""
        cause = cause or self._world.scenario_event
        self._world.events.one(kind, self.who, watcher, self._here, amount, cause)


@cache
def _as_bits(kinds: tuple[WatcherKind, ...]) -> int:
    """Kinds of watchers as bits."""
    return sum(1 << kind for kind in kinds)


@kernel
def _go_on(watched, city, who, here, now, rows, going, places):
    """Write where watchers go that were perceived of late, if they go on as they went, over where they are foreseen.

    going: (rows, 2) where each was perceived, -1 where it was not, and how many seconds ago; places: (rows, seconds).
    Returns (rows,) the second at which each is near somebody on cell `here` first, seen from above; `AHEAD` for none.
    """
    near = np.full(len(rows), AHEAD, np.int64)
    for n in range(len(rows)):
        if going[n, 0] >= 0:
            seen = now - going[n, 1]
            slot = came_by(watched, city, who, rows[n], going[n, 0], seen, 0)
            first, since = going[n, 0], seen
            if slot >= 0:
                first, since = np.int64(watched.cell[slot]), np.int64(watched.came[slot])
            _go_straight(city, first, going[n, 0], seen - since, going[n, 1], places[n])
        for k in range(AHEAD):
            there = places[n, k]
            if there >= 0 and cells_across(here, there, city.width, city.area) <= _AROUND:
                near[n] = k
                break
    return near


@kernel(inline=True)
def _go_straight(city, first, there, took, age, places):
    """Write where a watcher goes that took so many seconds from one cell to another, and was there `age` ago."""
    width, area = city.width, city.area
    level, x, y = there // area, there % area % width, there % area // width
    x0, y0 = first % area % width, first % area // width
    stays = first // area != level or first == there or took <= 0
    for k in range(AHEAD):
        second = k + age
        if stays:
            if second <= max(_STAYS, min(took, _GOES_ON)):
                places[k] = there
            continue
        to_x, to_y = x + (x - x0) * second // took, y + (y - y0) * second // took
        metres = max(abs(to_x - x), abs(to_y - y)) * city.cell_mm // 1000
        inside = 0 <= to_x < width and 0 <= to_y < city.height
        if metres <= _GOES_ON and second <= _GOES_ON and inside:
            places[k] = level * area + to_y * width + to_x
