"""A mind at one moment: what one of the cast knows and can work out. Wants ask it; they never ask the world.

What it knows of others is in `knowledge` (perceived or told, perhaps late); of the City, the map that everyone learns;
of itself, all. What it forecasts uses the kernels that decide (`world/optics.py`, `world/beats.py`) on what it
believes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Ground, Use, ground_column
from undergrid.core.fields import Links
from undergrid.core.grid import sees
from undergrid.core.paths import Path, PathFinder
from undergrid.core.tables import U16
from undergrid.world import optics
from undergrid.world.citizens import Activity, Pace, Posture, Profession
from undergrid.world.optics import Sensors, chance_between, level_flags
from undergrid.world.orders import Verb
from undergrid.world.people import ItemKind, Topic
from undergrid.world.watchers import WatcherKind
from undergrid.world.world import World

_FULL = 1 << 12  # an optics share of one
_SKY_COST = 3000  # mm that a cell under the City's open sky seems longer to whoever shuns drones [assumed]
_LIT_COST = 1500  # mm that lamps add to that by night [assumed]
_SEEN_COST = 6000  # mm that a cell in view of a fixed watcher known of seems longer [assumed]


@dataclass(frozen=True)
class Bid:
    """What a want asks for: an order, how urgent it is, and when to think again at the latest (ticks from now)."""

    urgency: int
    verb: Verb
    target: int = -1
    amount: int = 0
    again: int = 60
    steady: bool = True  # an order that is being carried out already is not given twice


@dataclass(frozen=True)
class Threat:
    """A watcher as it is believed to be."""

    row: int
    kind: WatcherKind
    cell: int
    age: int  # seconds since it was perceived


class Wits:
    """What minds of one world share, and no state: tables for forecasts, room for path search."""

    def __init__(self, world: World, sensors: Sensors, patrol_speed: int) -> None:
        city = world.city
        self.optics = optics.tables(sensors, city.cell_mm)
        self.flags = level_flags(city)
        self.patrol_speed = patrol_speed
        links = Links.between(city.n_cells, world.link_a, world.link_b, world.link_mm)
        self.finder = PathFinder(city.width, city.height, len(city.levels), links, city.cell_mm)
        exposed = np.array([level.sky and level.lawful for level in city.levels]).repeat(city.area)
        lit = ground_column("lit", np.bool_)[city.ground] & exposed
        self.by_day: U16 = np.where(exposed, _SKY_COST, 0).astype(np.uint16)
        self.by_night: U16 = self.by_day + np.where(lit, _LIT_COST, 0).astype(np.uint16)
        self.opaque = world.opaque


class Mind:
    """The head of the owner of plan `plan`, now."""

    def __init__(self, world: World, wits: Wits, plan: int) -> None:
        self._world = world
        self._wits = wits
        self.plan = plan
        self.who = int(world.plans.owner[plan])
        self.cell = int(world.citizens.cell[self.who])
        self.doing = Activity(int(world.citizens.doing[self.who]))
        self.inside = int(world.citizens.inside[self.who])

    # -- oneself, time and place

    @property
    def tick(self) -> int:
        return self._world.tick

    @property
    def second_of_day(self) -> int:
        return self._world.second_of_day

    @property
    def pace(self) -> Pace:
        return Pace(int(self._world.citizens.pace[self.who]))

    @property
    def able(self) -> bool:
        """Whether one can act at all."""
        return bool(self._world.citizens.alive[self.who]) and self.doing != Activity.HELD

    @property
    def left(self) -> int:
        """Ticks until one's subscription ends."""
        return int(self._world.citizens.expires[self.who]) - self.tick

    @property
    def light(self) -> int:
        """Daylight, 0..255, as one sees by looking up."""
        return int(self._world.sky.light[0])

    @property
    def level(self) -> int:
        return self.cell // self._world.city.area

    @property
    def lawful(self) -> bool:
        """Whether one is where the authority rules."""
        return self._world.city.levels[self.level].lawful

    def lawful_at(self, cell: int) -> bool:
        return self._world.city.levels[cell // self._world.city.area].lawful

    def apart(self, a: int, b: int) -> int:
        """Cells between two cells, straight (Chebyshev); a million between levels."""
        city = self._world.city
        if a // city.area != b // city.area:
            return 1_000_000
        dx = abs(a % city.width - b % city.width)
        dy = abs(a // city.width % city.height - b // city.width % city.height)
        return max(dx, dy)

    def across(self, a: int, b: int) -> int:
        """Cells between two cells seen from above, whatever their levels."""
        area = self._world.city.area
        return self.apart(a % area, b % area)

    # -- gates and chips

    def gates(self) -> list[tuple[int, str, int, int]]:
        """(gate, name, inner cell, outer cell): the gates that everyone has heard of."""
        city = self._world.city
        found = []
        for gate, link in enumerate(self._world.gates.link.tolist()):
            a, b = city.links[link].a, city.links[link].b
            inner, outer = (a, b) if self.lawful_at(a) else (b, a)
            found.append((gate, city.links[link].name, inner, outer))
        return found

    def gate_open(self, gate: int) -> bool:
        """Whether a gate stands open, as one sees from near by; False where one cannot see."""
        link = self._world.city.links[int(self._world.gates.link[gate])]
        near = min(self.apart(self.cell, link.a), self.apart(self.cell, link.b)) <= 20
        return near and bool(self._world.gates.open[gate])

    @property
    def has_chip(self) -> bool:
        items = self._world.items
        return bool((items.used & (items.holder == self.who) & (items.kind == ItemKind.CHIP)).any())

    # -- the plan, remembered from tick to tick

    @property
    def tries(self) -> int:
        return int(self._world.plans.tries[self.plan])

    def remember(self, **what: int) -> None:
        """Keep numbers for later, by column of `plans`."""
        for column, value in what.items():
            getattr(self._world.plans, column)[self.plan] = value

    @property
    def gate(self) -> int:
        """The gate one has settled on; -1 for none."""
        return int(self._world.plans.gate[self.plan])

    def waited(self, most: int) -> bool:
        """Whether one has waited for a gap for `most` seconds by now; the wait begins with the first question."""
        plans = self._world.plans
        since = int(plans.waiting[self.plan])
        if since < 0:
            plans.waiting[self.plan] = since = self.tick
        return self.tick - since >= most

    @property
    def note(self) -> int:
        """The cover one was making for."""
        return int(self._world.plans.note[self.plan])

    @property
    def until(self) -> int:
        return int(self._world.plans.until[self.plan])

    @property
    def goal(self) -> int:
        """Where one is walking to; -1 for nowhere."""
        return int(self._world.citizens.goal[self.who])

    # -- others

    def person(self, who: int) -> tuple[int, int] | None:
        """(cell, seconds ago) of a person as last perceived or told; None where one knows nothing of them."""
        known = self._world.knowledge
        rows = np.flatnonzero(
            known.used & (known.knower == self.who) & (known.topic == Topic.PERSON) & (known.subject == who)
        )
        if not len(rows):
            return None
        row = rows[np.argmax(known.at[rows])]
        return int(known.cell[row]), self.tick - int(known.at[row])

    def posture_of(self, who: int) -> tuple[Activity, Pace]:
        """(what somebody in sight is doing, at which pace), to be asked only of somebody perceived just now."""
        people = self._world.citizens
        return Activity(int(people.doing[who])), Pace(int(people.pace[who]))

    def threats(self, within: int, fresh: int) -> list[Threat]:
        """Watchers believed to be within so many cells, perceived at most so many seconds ago, by row."""
        known = self._world.knowledge
        rows = np.flatnonzero(known.used & (known.knower == self.who) & (known.topic == Topic.WATCHER))
        found: dict[int, Threat] = {}
        for row in rows.tolist():
            watcher, cell, age = int(known.subject[row]), int(known.cell[row]), self.tick - int(known.at[row])
            kind = WatcherKind(int(self._world.watchers.kind[watcher]))
            moves = kind == WatcherKind.DRONE
            if (not moves or age <= fresh) and self.apart(self.cell, cell) <= within:
                best = found.get(watcher)
                if best is None or age < best.age:
                    found[watcher] = Threat(watcher, kind, cell, age)
        return [found[row] for row in sorted(found)]

    def guards(self, gate: int) -> int:
        """The watcher who stands at a gate, -1 for none: one learns that by looking, as everybody can."""
        return int(self._world.gates.guard[gate])

    # -- forecasts

    def danger(self, cell: int, threats: list[Threat], posture: Posture = Posture.STANDING) -> float:
        """The chance that one of the threats' next glimpses notices one at a cell: the odds that will be drawn against,
        on what is believed of the watchers.
        """
        city, sky = self._world.city, self._world.sky
        unseen = 1.0
        for threat in threats:
            odds = chance_between(
                self._wits.optics, int(threat.kind), int(posture), self._wits.opaque, city.ground, self._wits.flags,
                city.width, city.area, threat.cell, cell, int(sky.light[0]), int(sky.rain[0]), _FULL,
            )  # fmt: skip
            unseen *= 1 - odds / 2**32
        return 1 - unseen

    def timetable(self, ahead: int, step: int) -> list[tuple[int, npt.NDArray[np.int32]]]:
        """Where the drones that one has noticed will be on their beats: (watcher, cells at every `step` seconds).

        Auditors know the timetables; others know nothing of the future, and get an empty list.
        """
        if self._world.citizens.profession[self.who] != Profession.AUDITOR:
            return []
        ticks = np.arange(self.tick, self.tick + ahead + 1, step, dtype=np.int64)
        found = []
        for threat in self.threats(1_000, ahead + 3600):
            post = int(self._world.watchers.beat[threat.row])
            if threat.kind == WatcherKind.DRONE and post >= 0:
                found.append((threat.row, self._world.timetable.places(post, ticks, self._wits.patrol_speed)))
        return found

    def in_view(self, a: int, b: int, within: int) -> bool:
        """Whether two cells of one level see each other within so many cells."""
        city = self._world.city
        if self.apart(a, b) > within:
            return False
        base = a // city.area * city.area
        ax, ay, bx, by = (
            (a - base) % city.width,
            (a - base) // city.width,
            (b - base) % city.width,
            (b - base) // city.width,
        )
        return bool(sees(self._wits.opaque, city.width, base, ax, ay, bx, by))

    # -- ways

    @cached_property
    def _risk(self) -> U16:
        """What each cell seems longer by: the open sky, lamps, and fixed watchers that one knows of."""
        risk = (self._wits.by_night if self.light < 128 else self._wits.by_day).copy()
        city = self._world.city
        for threat in self.threats(200, 0):
            if threat.kind in (WatcherKind.CAMERA, WatcherKind.READER):
                level, x, y = city.where(threat.cell)
                r = 12
                for yy in range(max(0, y - r), min(city.height, y + r + 1)):
                    first = city.cell(level, max(0, x - r), yy)
                    risk[first : first + min(city.width, x + r + 1) - max(0, x - r)] = _SEEN_COST
        return risk

    def path(self, goal: int) -> Path:
        """The way one would take to a cell, round what one knows is watched and closed."""
        return self._wits.finder.find_path(
            self._world.walk, self.cell, goal, self._world.link_open.astype(np.uint8), self._risk
        )

    def stage_on(self, path: Path, most: int) -> int:
        """The cell on a path where one would look up again: at most so many cells ahead, and not past a link."""
        cells = path.cells.tolist()
        for n in range(1, len(cells)):
            if self.apart(cells[n - 1], cells[n]) > 1:
                return int(cells[min(n, most)])
        return int(cells[min(len(cells) - 1, most)])

    def cover(self, threats: list[Threat], within: int) -> int:
        """The nearest cell within so many cells where the threats see one least; -1 where it is nowhere better."""
        city, world = self._world.city, self._world
        level, x0, y0 = city.where(self.cell)
        here = self.danger(self.cell, threats, Posture.CROUCHED)
        best, best_score = -1, (here * 0.5, 0)
        near = sorted(
            (max(abs(x - x0), abs(y - y0)), city.cell(level, x, y))
            for y in range(max(0, y0 - within), min(city.height, y0 + within + 1))
            for x in range(max(0, x0 - within), min(city.width, x0 + within + 1))
        )
        for far, cell in near:
            if not world.walk[cell] or far == 0:
                continue
            danger = self.danger(cell, threats, Posture.CROUCHED)
            if danger == 0 or (danger, far) < best_score:
                way = self.path(cell)
                if 0 < way.length <= 3 * within * city.cell_mm:
                    if danger == 0:
                        return cell
                    best, best_score = cell, (danger, far)
        return best

    def hideout(self) -> tuple[int, int]:
        """(building, door) of the nearest place to hide that everyone knows of on this level; (-1, -1) for none."""
        city = self._world.city
        found = [
            (self.apart(self.cell, building.door), number, building.door)
            for number, building in enumerate(city.buildings)
            if building.use in (Use.DISUSED, Use.REFUGE) and building.level == self.level
        ]
        return min(found)[1:] if found else (-1, -1)

    def dark(self, cell: int) -> bool:
        """Whether no lamp lights a cell."""
        return not bool(ground_column("lit")[self._world.city.ground[cell]])

    @property
    def sheltered(self) -> bool:
        """Whether one is out of the way: indoors, or in an alley or among rubble."""
        return self.inside >= 0 or int(self._world.city.ground[self.cell]) in (Ground.ALLEY, Ground.RUBBLE)
