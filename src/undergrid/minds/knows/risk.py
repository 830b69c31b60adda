"""Risk: where one believes watchers to be and to go, and what that means for whoever stays, walks, runs or waits.

The chances are those of the kernels that decide (`world/senses`), on what one believes: a watcher perceived a moment
ago goes on as it went; one whose coming and going one has watched comes again in its time; auditors know the
timetables. Below, *one* is the mind's owner.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undergrid.core import units
from undergrid.minds.bids import Threat
from undergrid.minds.knows.arms import Arms
from undergrid.minds.knows.map import Wits, chances_at, watchers_near
from undergrid.minds.knows.watching import course
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

I64 = npt.NDArray[np.int64]

FEARED = (WatcherKind.DRONE, WatcherKind.SENTINEL, WatcherKind.HUNTER)
AHEAD = 300  # seconds for which one thinks of what watchers will do [assumed]
_FRESH = 20  # seconds after which one that has been lost sight of is not about any more [assumed]
_AROUND = 120  # cells: watchers farther off are not thought of [assumed]
_SHUNNED = 25  # cells around a watcher on which one would not be seen, going round it [assumed]
_LOOKS_AT = 15  # cells from which a watcher that stays where it is minds those whom it sees [assumed]
_GOES_ON = 120  # metres, and seconds, for which one takes a watcher to go on as it went [assumed]
_STAYS = 20  # seconds for which one takes a watcher to stay at least that one has not seen move [assumed]
_LONGEST_WALK = 90  # seconds of a walk that are looked at [assumed]
_KNOWN = {UNTAGGED: 1.0, COMPANION: 1.0, CURFEW: 0.5}  # how much it matters to be seen as such [assumed]
_HUNTED = 2.0  # the same for whoever knows to be wanted [assumed]


_BLEEDS = (1, 1, 2, 4, 8)  # how much harm delay does, by the blood class of whom one looks after [assumed]
_UNSEEN = 2  # the class that one takes them to be in, out of reach [assumed]
_SOON = ((units.HOUR, 4), (4 * units.HOUR, 2))  # the same, where one's time runs out so soon [assumed]


class Walk(NamedTuple):
    """What one would do, second by second: the cells one is on, -1 under a roof; postures; 1 + Pace, 0 for still."""

    cells: I64
    postures: I64
    moving: I64

    def after(self, still: Walk) -> Walk:
        """The same, after something else."""
        return Walk(*(np.concatenate(both) for both in zip(still, self, strict=True)))


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

    def threats(self, within: int, fresh: int, *kinds: WatcherKind) -> list[Threat]:
        """Watchers believed to be within so many cells on one's own level, by row.

        Those that move count if they were perceived at most `fresh` seconds ago: drones, hunters, and Sentinels seen
        away from where everybody knows them to stand.
        """
        area = self._world.city.area
        found = self._on_all_levels(within, fresh, *kinds)
        return [threat for threat in found if threat.cell // area == self._here // area]

    def _on_all_levels(self, within: int, fresh: int, *kinds: WatcherKind) -> list[Threat]:
        """The same on all levels, seen from above: who goes down a stair does not forget what flies over its top."""
        world, wanted = self._world, sum(1 << kind for kind in kinds)
        known, watchers = world.knowledge, world.watchers
        rows = watchers_near(
            known.handle, watchers.handle, world.city.handle, self.who, self._here, wanted, within, world.tick - fresh
        )
        found: dict[int, Threat] = {}
        for row in rows.tolist():
            watcher, cell, age = int(known.subject[row]), int(known.cell[row]), world.tick - int(known.at[row])
            if watcher not in found or age < found[watcher].age:
                found[watcher] = Threat(
                    watcher, WatcherKind(int(watchers.kind[watcher])), cell, age, int(known.cause[row])
                )
        return [found[row] for row in sorted(found)]

    @cached_property
    def cameras(self) -> list[int]:
        """The cells of all cameras that one knows of, wherever one is: one's way is the same from either end."""
        known, kinds = self._world.knowledge, self._world.watchers.kind
        rows = known.where(knower=self.who, topic=Topic.WATCHER)
        found: list[int] = np.unique(known.cell[rows[kinds[known.subject[rows]] == WatcherKind.CAMERA]]).tolist()
        return found

    def eyed(self, cell: int) -> bool:
        """Whether a watcher that one knows of, and that stays where it is, looks at a cell from near by."""
        world = self._world
        known, watchers, city = world.knowledge, world.watchers, world.city
        rows = known.where(knower=self.who, topic=Topic.WATCHER)
        posted = np.isin(watchers.kind[known.subject[rows]], (WatcherKind.CAMERA, WatcherKind.SENTINEL))
        eyes = np.unique(known.cell[rows[posted]]).tolist()
        return any(city.apart(eye, cell) <= _LOOKS_AT and bool(clear(city.handle, eye, cell)) for eye in eyes)

    @property
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

    def believed(self, ahead: int = AHEAD) -> list[Foreseen]:
        """Where one takes watchers near by to be, second by second from now on, for at most `AHEAD` seconds."""
        return [one._replace(cells=one.cells[:ahead]) for one, near in self._ahead if near < ahead]

    @cached_property
    def _ahead(self) -> list[tuple[Foreseen, int]]:
        """(where one takes each watcher to be, the first second at which that is near), for those that come near."""
        found = {one.row: one for one in self.timetable(AHEAD - 1, 1)}
        for threat in self._on_all_levels(_AROUND, _GOES_ON, *FEARED):
            going = self._goes_on(threat, AHEAD)
            if threat.row in found:
                later = found[threat.row].cells
                going = np.where((later >= 0) & (going < 0), later, going)
            found[threat.row] = Foreseen(threat.row, going, threat.cause)
        near = [(found[row], np.flatnonzero(self._apart(found[row].cells) <= _AROUND)) for row in sorted(found)]
        return [(one, int(seconds[0])) for one, seconds in near if len(seconds)]

    def _goes_on(self, threat: Threat, ahead: int) -> I64:
        """(seconds,) where a watcher goes that was perceived just now, if it goes on as it went; -1 for beyond that."""
        world, city = self._world, self._world.city
        seen = world.tick - threat.age
        first, since = course(world, self.who, threat.row, threat.cell, seen)
        took, seconds = seen - since, np.arange(ahead, dtype=np.int64) + threat.age
        level, x, y = city.where(threat.cell)
        before, x0, y0 = city.where(first)
        if before != level or (x, y) == (x0, y0) or took <= 0:
            stays = max(_STAYS, min(took, _GOES_ON))
            return np.where(seconds <= stays, threat.cell, -1)
        xs, ys = x + (x - x0) * seconds // took, y + (y - y0) * seconds // took
        metres = np.maximum(abs(xs - x), abs(ys - y)) * city.cell_mm // 1000
        there = (metres <= _GOES_ON) & (seconds <= _GOES_ON) & (xs >= 0) & (xs < city.width)
        return np.where(there & (ys >= 0) & (ys < city.height), level * city.area + ys * city.width + xs, -1)

    def _apart(self, cells: I64) -> I64:
        """(cells,) how far each is from one, seen from above; very far for none."""
        city, here = self._world.city, self._here
        dx, dy = abs(cells % city.width - here % city.width), abs(cells % city.area - here % city.area) // city.width
        return np.where(cells >= 0, np.maximum(dx, dy), np.int64(1 << 30))

    @cached_property
    def watched_cells(self) -> I64:
        """The cells around where watchers are believed to be first, on which they might notice one; some repeatedly."""
        world = self._world
        table, light, found = self._wits.optics, int(world.sky.light[0]), [np.zeros(0, np.int64)]
        dim = haze(table, world.sky)
        for one in self.believed():
            here = int(one.cells[one.cells >= 0][0])
            found.append(self._wits.watched(int(world.watchers.kind[one.row]), here, _SHUNNED, light, dim))
        return np.concatenate(found)

    @cached_property
    def _lookout(self) -> Lookout:
        """Forecasts, in the scene of this moment."""
        lookout = self._wits.lookout
        lookout.scanning.refresh(self._world)
        return lookout

    # -- what one would do

    def still(self, seconds: int, posture: Posture = Posture.CROUCHED) -> Walk:
        """Staying where one is."""
        inside = self._world.citizens.inside[self.who] >= 0
        cells = np.full(seconds, -1 if inside else self._here, np.int64)
        return Walk(cells, np.full(seconds, int(posture), np.int64), np.zeros(seconds, np.int64))

    def walk(self, path: Sequence[int], pace: Pace, at_most: int = _LONGEST_WALK) -> Walk:
        """Walking along next to each other lying cells, until one is there."""
        cells = self._wits.lookout.walked(self._world, self.who, np.array(path, np.int64), pace, at_most)
        there = np.flatnonzero(cells == path[-1])
        cells = cells[: int(there[0]) + 1] if len(there) else cells
        posture = Posture.CROUCHED if pace == Pace.SNEAK else Posture.STANDING
        return Walk(cells, np.full(len(cells), int(posture), np.int64), np.full(len(cells), 1 + int(pace), np.int64))

    def chance(self, walk: Walk, believed: Sequence[Foreseen]) -> float:
        """The chance of being noticed meanwhile by watchers that are where one believes."""
        return self.chances([walk], believed)[0]

    def chances(self, walks: Sequence[Walk], believed: Sequence[Foreseen]) -> list[float]:
        """The same for each of several things that one might do."""
        lookout = self._lookout
        if not walks or not believed:
            return [0.0] * len(walks)
        ticks = max(len(walk.cells) for walk in walks)
        rows = np.array([one.row for one in believed], np.int64)
        places = np.stack([one.cells[:ticks] for one in believed])
        asked = np.full((3, len(walks), ticks), -1, np.int64)  # a shorter one is over then
        for n, walk in enumerate(walks):
            asked[:, n, : len(walk.cells)] = walk
        found = lookout.chances(self._world, self.who, rows, places, *asked, scanned=self._wits.scanned)
        return [float(chance) for chance in found]

    def matters(self) -> float:
        """How much it matters to one to be seen: 0 for who has nothing to fear."""
        world = self._world
        if world.knowledge.has(knower=self.who, topic=Topic.PERSON, subject=self.who):
            return _HUNTED
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
