"""A mind at one moment: what one of the cast knows and can work out. Wants ask it; they never ask the world.

What it knows of others is in `knowledge` (perceived or told, perhaps late); of the City, the map that everyone learns;
of itself, all. Events around it it knows only where it can see them. Below, *one* is the mind's owner.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from undergrid.core import units
from undergrid.core.grid import FAR, cells_across
from undergrid.core.paths import Path
from undergrid.minds.bids import Other, Threat
from undergrid.minds.knows import perils
from undergrid.minds.knows.at_hand import Body
from undergrid.minds.knows.bodies import Aid
from undergrid.minds.knows.company import Talk
from undergrid.minds.knows.guards import Guards
from undergrid.minds.knows.heart import Heart
from undergrid.minds.knows.in_sight import wreck_in_sight
from undergrid.minds.knows.map import UNWATCHED, Wits, rings, stage_of
from undergrid.minds.knows.purpose import Purpose
from undergrid.minds.knows.risk import ON_FOOT, Risk
from undergrid.minds.knows.warning import Warned, to_warn_of
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.earshot import word_carries
from undergrid.world.senses.optics import clear
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Pace, Posture
from undergrid.world.world import World

_STARTLING = (Kind.NOISE_HEARD, Kind.ASKED, Kind.WARNED, Kind.WOKE, Kind.LET_IN, Kind.SURRENDERED, Kind.FLED)
_GONE = (Activity.HELD, Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.HAULED, Activity.QUESTIONED)
_JUST_NOW = 2  # seconds: what was perceived so lately is in sight [assumed]
_PLAIN = 20  # cells within which a gate is seen to be open, or a way to be barred [assumed]
_LEVEL_APART = 30  # cells of walking that a change of level is taken for [assumed]


class Mind:
    """The mind of the owner of plan `plan`, now."""

    def __init__(self, world: World, wits: Wits, plan: int) -> None:
        self._world = world
        self._wits = wits
        self.plan = plan
        self.who = int(world.plans.owner[plan])
        self.cell = int(world.citizens.cell[self.who])
        self.doing = Activity(int(world.citizens.doing[self.who]))
        self.inside = int(world.citizens.inside[self.who])
        self.aid = Aid(world, self.who)  # what one can tell about bodies, things and doors at hand
        self.talk = Talk(world, self.who, plan)  # what one knows of those one talks to
        self.heart = Heart(world, self.who)  # what one feels
        self.guards = Guards(world, wits, self.who)  # what one sees of the Sentinels before one
        self.risk = Risk(world, wits, self.who)  # what one believes of watchers, and of being seen
        self.purpose = Purpose(world, self.who, plan)  # what one is about, and what one has tried in vain
        self._paths: dict[tuple[int, int, bool], Path] = {}  # found at this moment already, by start, goal and how
        self.to_beat = -1  # the urgency of the most urgent bid so far

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
    def posture(self) -> Posture:
        return Posture(int(self._world.citizens.posture[self.who]))

    @property
    def able(self) -> bool:
        """Whether one can act at all."""
        free = self.doing not in _GONE and not self._world.spellbound.has(owner=self.who)
        return free and bool(self._world.citizens.alive[self.who])

    def to_warn_of(self) -> Warned | None:
        """The watcher that one would warn others of, on the wall beside one; None for none."""
        return to_warn_of(self._world, self.who, self.plan)

    @property
    def busy(self) -> bool:
        """Whether one should finish first what one does: at a gate, on stairs, at a task."""
        return self.doing in (Activity.PRESENTING, Activity.CROSSING, Activity.TENDING)

    @property
    def at_it(self) -> int:
        """Ticks for which one has been doing what one does."""
        return self.tick - int(self._world.citizens.since[self.who])

    @property
    def left(self) -> int:
        """Ticks until one's subscription ends."""
        return int(self._world.citizens.expires[self.who]) - self.tick

    @property
    def hour(self) -> int:
        """The second of the day by one's own habits, which are earlier or later than those of others."""
        return (self.second_of_day - self.recall("late")) % units.DAY

    def is_between(self, begins: str, ends: str) -> bool:
        """Whether it is between two times of day, by one's own habits."""
        since, until = units.clock(begins), units.clock(ends)
        return (self.hour - since) % units.DAY < (until - since) % units.DAY

    def startled(self, within: int) -> bool:
        """Whether something that wakes or startles one has happened to one last, at most so many seconds ago."""
        kind, at = self.percept
        return kind in _STARTLING and self.tick - at < within

    @property
    def light(self) -> int:
        """Daylight, 0..255, as everybody can tell by the hour."""
        return int(self._world.sky.light[0])

    @property
    def goal(self) -> int:
        """Where one is walking to; -1 for nowhere."""
        return int(self._world.citizens.goal[self.who])

    @property
    def lawful(self) -> bool:
        """Whether one is where the authority rules."""
        return self.lawful_at(self.cell)

    def lawful_at(self, cell: int) -> bool:
        return self._world.city.levels[cell // self._world.city.area].lawful

    def under_sky(self, cell: int) -> bool:
        """Whether a cell lies on a level that drones can reach."""
        return self._world.city.levels[cell // self._world.city.area].sky

    def dark(self, cell: int) -> bool:
        """Whether no lamp lights a cell."""
        return not bool(self._wits.lit[self._world.city.ground[cell]])

    def where(self, cell: int) -> tuple[int, int, int]:
        """(level, x, y) of a cell."""
        return self._world.city.where(cell)

    def apart(self, a: int, b: int) -> int:
        """Cells between two cells, straight or diagonal; `FAR` between levels."""
        return self._world.city.apart(a, b)

    def across(self, a: int, b: int) -> int:
        """Cells between two cells seen from above, whatever their levels."""
        return int(cells_across(a, b, self._world.city.width, self._world.city.area))

    def in_view(self, a: int, b: int, within: int) -> bool:
        """Whether two cells of one level see each other within so many cells."""
        return self.apart(a, b) <= within and bool(clear(self._world.city.handle, a, b))

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
        near = self.inside < 0 and any(self.in_view(self.cell, end, _PLAIN) for end in (link.a, link.b))
        return near and bool(self._world.gates.open[gate])

    # -- the plan, remembered from tick to tick

    def recall(self, column: str) -> int:
        """A number kept from earlier, by column of `plans`."""
        return int(getattr(self._world.plans, column)[self.plan])

    def remember(self, **what: int) -> None:
        """Keep numbers for later, by column of `plans`."""
        for column, value in what.items():
            getattr(self._world.plans, column)[self.plan] = value

    @property
    def ducks(self) -> bool:
        """Whether one has been keeping out of a watcher's sight."""
        return bool(self._world.plans.ducks[self.plan])

    @property
    def percept(self) -> tuple[Kind | None, int]:
        """(kind, tick) of what happened to one last."""
        event = self.recall("cause")
        if event <= 0:
            return None, -1
        tick, kind, _, _ = split_id(event)
        return Kind(kind), tick

    def just_refused(self, within: int) -> bool:
        """Whether what one tried last, at most so many seconds ago, has come to nothing."""
        kind, at = self.percept
        return kind == Kind.REFUSED and self.tick - at <= within

    def was_refused(self, verb: Verb) -> bool:
        """Whether what one has ordered last is this, and has been refused."""
        return self.recall("verb") == verb and self.recall("refusal") != 0

    def waited(self, most: int) -> bool:
        """Whether one has waited for a gap for `most` seconds by now; the first call begins the wait."""
        if self.recall("waiting") < 0:
            self.remember(waiting=self.tick)
        return self.tick - self.recall("waiting") >= most

    def wreck_in_sight(self, metres: int) -> int:
        """The cell of the nearest wreck with parts in it that one sees outdoors; -1 for none."""
        return wreck_in_sight(self._world, self.who, metres * 1000 // self._world.city.cell_mm)

    # -- others

    def other(self, who: int) -> Other | None:
        """Somebody as last perceived or told of; None where one knows nothing of them."""
        people, known = self._world.citizens, self._world.knowledge
        beside = self.inside >= 0 and int(people.inside[who]) == self.inside
        rows = self._known(Topic.PERSON)
        rows = rows[known.subject[rows] == who]
        if not len(rows) and not beside:
            return None
        cell, age = self.cell, 0
        if not beside:
            row = rows[np.argmax(known.at[rows])]
            cell, age = int(known.cell[row]), self.tick - int(known.at[row])
            out_of_sight = self.inside >= 0 or people.inside[who] >= 0 or self.apart(self.cell, cell) == FAR
            if age > _JUST_NOW or out_of_sight:
                return Other(cell, max(age, _JUST_NOW + 1), seen=False)
        told = beside or word_carries(self._world, self.cell, cell)
        return Other(
            cell, age, True, Activity(int(people.doing[who])), Pace(int(people.pace[who])),
            int(people.goal[who]) if told else -1,
        )  # fmt: skip

    def taken_along(self, who: int) -> bool:
        """Whether somebody else moves a person along, as far as one sees."""
        other = self.other(who)
        return other is not None and other.seen and self.aid.moved_by(who) not in (-1, self.who)

    def keep_company(self) -> None:
        """Indoors, note that those one is bound to are here too: no rule of the senses does."""
        if self.inside < 0:
            return
        bonds, known, people = self._world.bonds, self._world.knowledge, self._world.citizens
        others = bonds.b[bonds.of(self.who)]
        for who in sorted(set(others[people.inside[others] == self.inside].tolist())):
            row = known.first(knower=self.who, topic=Topic.PERSON, subject=who)
            row = row if row >= 0 else int(known.take(1)[0])
            known.knower[row], known.topic[row], known.subject[row] = self.who, Topic.PERSON, who
            known.cell[row], known.at[row], known.source[row] = self.cell, self.tick, -1
            known.cause[row] = known.cause[row] or self.recall("cause")

    def _known(self, topic: Topic) -> npt.NDArray[np.int64]:
        return self._world.knowledge.where(knower=self.who, topic=topic)

    # -- ways and places

    def path(self, goal: int) -> Path:
        """The way one would take to a cell, round what one knows is watched and barred, through no closed gate."""
        return self._way(self.cell, goal, self.recall("round") >= self.tick)

    def path_round(self, goal: int) -> Path:
        """The same, round where one believes watchers to be now, too."""
        return self._way(self.cell, goal, clear_of_all=True)

    def is_ahead(self, cell: int, goal: int) -> bool:
        """Whether who is at a cell has a shorter way to a goal than oneself, as everybody has where one has none."""
        own, theirs = self.path(goal).length, self._way(cell, goal, clear_of_all=False).length
        return own <= 0 or 0 <= theirs < own

    def _way(self, start: int, goal: int, clear_of_all: bool) -> Path:
        key = start, goal, clear_of_all
        if key not in self._paths:
            watched = self.risk.watched if clear_of_all else UNWATCHED
            dark, seen = self.light < 128, self.risk.cameras
            self._paths[key] = self._wits.way(start, goal, dark, seen, self._bars, self._open_links, watched)
        return self._paths[key]

    @cached_property
    def _open_links(self) -> npt.NDArray[np.uint8]:
        """(links,) which one believes to be open: not the gates, but those that one sees stand open."""
        gates, found = self._world.gates, np.ones(len(self._world.city.links), np.uint8)
        for gate, link in enumerate(gates.link.tolist()):
            found[link] = self.gate_open(gate)
        return found

    @cached_property
    def _bars(self) -> npt.NDArray[np.int32]:
        """The cells of ways that one knows to be barred."""
        return perils.barred(self._world, self.who, _PLAIN)

    def stage_to(self, goal: int, most: int) -> int:
        """The cell on the way to a goal where one would think again: at most so many cells ahead, and at each end of a
        link; -1 where no way leads there. If one is walking along that way already, it is where one is going.

        Who walks takes the way that everybody takes to where they are going: it may not be by the link that one means.
        """
        cells = self.path(goal).cells[: most + 1]
        if not len(cells):
            return -1
        if self.doing == Activity.WALKING and self.goal in cells[1:].tolist():
            return self.goal
        return int(stage_of(cells, most, self._world.city.width, self._world.city.area))

    def quiet(self) -> Verb:
        """How one walks here so as not to be noticed: crouched in the dark of the City, upright in the light."""
        return Verb.SNEAK if self.lawful and self.dark(self.cell) else Verb.WALK

    def shelter_at(self, door: int) -> int:
        """The disused building or refuge whose door a cell is; -1 for none."""
        return self._wits.shelters.get(door, -1)

    @cached_property
    def alight(self) -> frozenset[int]:
        """The buildings that one sees are on fire."""
        return perils.alight(self._world, lambda door: self.in_view(self.cell, door, _PLAIN))

    @cached_property
    def shunned(self) -> frozenset[int]:
        """The same, those that have burnt or have been raided, those at whose doors a watcher stands, as one knows."""
        near = self.risk.threats(FAR, perils.LATELY, *ON_FOOT)
        return self.alight | perils.known(self._world, self.who) | perils.watched(self._world, near)

    def left_indoors(self) -> list[Body]:
        """Those in one's care whom one has left alive under a roof, as far as one knows; the nearest first."""
        housed = [one for one in self.aid.bodies if one.hope > 0 and self.shelter_at(one.cell) >= 0]
        left = [one for one in housed if self.cares_for(one.row) and not self.aid.in_reach(one.row)]
        return sorted(left, key=lambda body: (self.across(self.cell, body.cell), body.row))

    def cares_for(self, row: int) -> bool:
        """Whether somebody is in one's care, or bound to one."""
        return row in (self.recall("charge"), self.recall("housed")) or self.talk.bound_to(row)

    def roof(self) -> tuple[int, int]:
        """(building, door) to go under: where those in one's care lie, else the best that one knows of; -1 for none."""
        avoids = {self.recall("avoids"), *self.alight}
        homes = [(self.shelter_at(body.cell), body.cell) for body in self.left_indoors()]
        others = (self.aid.doors.best_shelter(*avoids, *but) for but in (self.shunned, ()))  # a shunned one before none
        return next((home for home in (*homes, *others) if home[0] not in {*avoids, -1}), (-1, -1))

    def hideout(self, meet: int = -1) -> tuple[int, int]:
        """(building, door) of the nearest place to hide: a disused building, which everyone knows, or a place one has
        heard of; (-1, -1) where no way leads to any of the nearest. meet: the cell to which it shall be nearest; then
        it is the same for all: it does not count whom one has seen before the door.
        """
        known, rows = self._world.knowledge, self._known(Topic.PLACE)
        shunned = self.shunned if meet < 0 else self.alight | perils.known(self._world, self.who)
        told = zip(known.subject[rows].tolist(), known.cell[rows].tolist(), strict=True)
        area, here = self._world.city.area, self.cell if meet < 0 else meet
        near = sorted(
            (self.across(here, door) + _LEVEL_APART * (here // area != door // area), building, door)
            for building, door in (*self._wits.disused, *told)
            if building >= 0 and self.lawful_at(door) == self.lawful and building not in shunned
        )
        ways = [(far, one, door) for _, one, door in near[:3] if (far := self.path(door).length) >= 0]
        return (min(ways) if meet < 0 else ways[0])[1:] if ways else (-1, -1)

    def bolt_hole(self, within: int) -> int:
        """The nearest cell out of reach of drones: a disused building's door, or the foot of stairs; -1 for none."""
        ends = [(self.apart(self.cell, top), bottom) for top, bottom in self._wits.below]
        doors = [(self.apart(self.cell, door), door) for one, door in self._wits.disused if one not in self.shunned]
        for far, cell in sorted(ends + doors)[:3]:
            way = self.path(cell)
            if far <= within and 0 <= way.length <= 2 * within * self._world.city.cell_mm:
                return cell
        return -1

    def top_here(self) -> int:
        """The upper end of the stairs at whose lower end one stands, out of reach of drones; else where one is."""
        return next((top for top, bottom in self._wits.below if bottom == self.cell), self.cell)

    def cover(self, threats: Sequence[Threat], within: int) -> int:
        """The nearest cell within so many cells where the threats see one least; -1 where it is nowhere better."""
        city = self._world.city
        best, best_score = -1, (self.risk.danger(self.cell, threats, Posture.CROUCHED) * 0.5, 0)
        near = rings(city.handle, self._wits.walkable, self.cell, within)
        dangers = self.risk.dangers(near, threats, Posture.CROUCHED)
        for cell, danger in zip(near.tolist(), dangers.tolist(), strict=True):
            far = self.apart(self.cell, cell) if danger <= best_score[0] else FAR
            if (danger, far) < best_score and 0 < self.path(cell).length <= 3 * within * city.cell_mm:
                if danger == 0:
                    return cell
                best, best_score = cell, (danger, far)
        return best
