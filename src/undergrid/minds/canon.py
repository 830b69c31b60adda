"""Canon: a story as written, replayed by orders alone. No outcome is forced: where the city decides otherwise, it
fails.

A canon is a list of beats. Each waits for the one before it (and for an event, a place, an hour, a lull), then gives
its order, as a player would. People whom a canon gives orders do not follow their own wants until it has given the last
of them, but while it waits with a beat before which they are free. What a beat has waited for is what its order came
of; where the file says what for, that is an event between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

_WITH_M = 15  # m within which one takes part in what happens to others [as in feelings]
_LATELY = 5  # seconds for which a drone that was perceived counts as being there [assumed]


@dataclass(frozen=True)
class Beat:
    """One order of a canon, and what it waits for. What is left at its default is not waited for."""

    name: str
    who: int
    verb: Verb
    target: int = -1
    amount: int = 0
    delay: int = 0  # ticks after the beat before it (or after the event, where it names one)
    tick: int = 0  # not before this tick
    event: Kind | None = None  # has happened since the beat before
    event_who: int = -1  # as who or whom of that event
    near: int = -1  # cell by which `who` has to be
    near_cells: int = 3
    doing: Activity | None = None  # what `who` has to be doing
    clear_m: int = 0  # no drone perceived within so many metres for five seconds
    threat_m: int = 0  # a drone perceived within so many metres in the last five seconds
    light: int = 255  # daylight is no more than that
    left: int = -1  # no more than so many ticks of `who`'s subscription are left
    aim: str = ""  # what for, as it follows on "wants to"; nothing where that is plain
    free: bool = False  # until it is given, all that the canon names decide for themselves


class Canon:
    """The beats of a run. How far they have come stands in the table `beats`."""

    def __init__(self, world: World, beats: Sequence[Beat]) -> None:
        self.world = world
        self.beats = beats
        self.cast = frozenset(beat.who for beat in beats)
        self._given: list[int] = []  # the beats given in this tick

    @property
    def next(self) -> int:
        """The number of the beat that is waiting; the number of beats when all have been given."""
        done = self.world.beats.done
        return int(np.argmin(done >= 0)) if (done < 0).any() else len(done)

    @property
    def speaks_for(self) -> frozenset[int]:
        """Who does not decide for themselves: whom it gives orders, but before a free beat and after the last; rows."""
        number = self.next
        return frozenset() if number == len(self.beats) or self.beats[number].free else self.cast

    def orders(self) -> list[Order]:
        """The orders that are due at this tick."""
        orders, rows = [], self.world.beats
        while (number := self.next) < len(self.beats) and self._due(number):
            beat = self.beats[number]
            cause = self._cause(number)
            rows.done[number], rows.cause[number] = self.world.tick, cause
            self._given.append(number)
            orders.append(Order(self.world.tick, beat.who, beat.verb, beat.target, beat.amount, cause))
            if self.next < len(self.beats) and self.beats[self.next].who == beat.who:
                break  # one order a person and tick
        return orders

    def notice(self) -> None:
        """At the end of a tick: note the orders that were given, and the event that the waiting beat asks for."""
        world, number = self.world, self.next
        log = world.events
        if log.n == log.tick_began:
            return
        happened = log.columns(log.tick_began)
        for given in self._given:
            self._note_order(given, happened)
        self._given.clear()
        if number == len(self.beats) or world.beats.met[number] >= 0:
            return
        beat = self.beats[number]
        if beat.event is None:
            return
        concerned = _concerns(beat.event, happened, beat.event_who) if beat.event_who >= 0 else True
        for row in np.flatnonzero((happened["kind"] == beat.event) & concerned)[:1].tolist():
            world.beats.met[number] = world.tick
            mine, where = _concerns(beat.event, happened, beat.who)[row], int(happened["where"][row])
            if mine or where < 0 or self._is_by(beat.who, where):  # what happens nowhere, all the city knows of
                world.beats.awaited[number] = happened["id"][row]

    def _note_order(self, number: int, happened: dict[str, npt.NDArray[Any]]) -> None:
        """Note the event of an order that was given in this tick, and the drone that it has waited for to pass."""
        world, beat = self.world, self.beats[number]
        mine = (happened["kind"] == Kind.ORDERED) & (happened["who"] == beat.who) & (happened["amount"] == beat.verb)
        order = int(happened["id"][np.flatnonzero(mine)[0]])
        world.beats.order[number] = order
        passed = _passed(world, beat.who, int(world.beats.done[number - 1]) if number else 0) if beat.clear_m else 0
        if passed:
            world.events.because(order, passed, Role.DELAY)

    def _cause(self, number: int) -> int:
        """The event that a beat comes of, as a person would say it; 0 for none.

        With an aim it is that, logged here. Else it is the event that was waited for, where `who` knows of it; the
        drone that is about; or an order before, of their own or of somebody who is with them.
        """
        world, beat, rows = self.world, self.beats[number], self.world.beats
        cause = 0
        if beat.event is not None and rows.awaited[number]:
            cause = int(rows.awaited[number])
        elif beat.threat_m:
            cause = int(world.knowledge.cause[_drones(world, beat.who, beat.threat_m)[-1]])
        elif (before := self._before(number)) >= 0:  # of two that are told in one tick both are moved by the same
            cause = int(rows.order[before] or rows.cause[before])
        if not beat.aim or not world.citizens.alive[beat.who]:
            return cause
        here = int(world.citizens.cell[beat.who])
        return world.events.one(Kind.MEANT, beat.who, -1, here, number, cause or world.scenario_event)

    def _before(self, number: int) -> int:
        """The beat that one follows on: the one before where that was for `who` or somebody by them; or their last.

        To lie low before a drone interrupts and leads on to nothing: what comes next follows on what was interrupted.
        """
        who, last = self.beats[number].who, number - 1
        while last >= 0 and self.beats[last].threat_m:
            last -= 1
        if last >= 0 and self._is_by(who, int(self.world.citizens.cell[self.beats[last].who])):
            return last
        return next((n for n in range(last, -1, -1) if self.beats[n].who == who and not self.beats[n].threat_m), -1)

    def _is_by(self, who: int, cell: int) -> bool:
        city = self.world.city
        return city.apart(int(self.world.citizens.cell[who]), cell) * city.cell_mm <= _WITH_M * 1000

    def _due(self, number: int) -> bool:
        world, beat = self.world, self.beats[number]
        people, row = world.citizens, beat.who
        since = int(world.beats.done[number - 1]) if number else 0
        if beat.event is not None:
            since = int(world.beats.met[number])
            if since < 0:
                return False
        if world.tick < max(beat.tick, since + beat.delay):
            return False
        if beat.doing is not None and people.doing[row] != beat.doing:
            return False
        if world.sky.light[0] > beat.light:
            return False
        if beat.left >= 0 and people.expires[row] - world.tick > beat.left:
            return False
        if beat.near >= 0 and world.city.apart(int(people.cell[row]), beat.near) > beat.near_cells:
            return False
        if beat.threat_m and not _drones(world, row, beat.threat_m):
            return False
        return beat.clear_m == 0 or not _drones(world, row, beat.clear_m)


def _concerns(kind: Kind, happened: dict[str, npt.NDArray[Any]], who: int) -> npt.NDArray[np.bool_]:
    """Which of the events of a kind are about somebody, as who or as whom."""
    sides = [happened[side] == who for side in ("who", "whom") if getattr(kind, side) == "citizen"]
    return np.logical_or.reduce(sides) if sides else np.zeros(len(happened["id"]), bool)


def _drones(world: World, who: int, metres: int) -> list[int]:
    """What somebody knows of drones that they have just perceived within so many metres: rows, the latest last."""
    city, here, cell = world.city, int(world.citizens.cell[who]), world.knowledge.cell
    cells, lately = metres * 1000 // city.cell_mm, _perceived(world, who, world.tick - _LATELY)
    return [row for row in lately if city.apart(here, int(cell[row])) <= cells]


def _passed(world: World, who: int, since: int) -> int:
    """The event by which somebody knows of the drone that they perceived last, since some tick; 0 for none."""
    rows = _perceived(world, who, since)
    return int(world.knowledge.cause[rows[-1]]) if rows else 0


def _perceived(world: World, who: int, since: int) -> list[int]:
    """What somebody knows of drones that they have perceived since some tick: rows, the latest at the end."""
    known = world.knowledge
    rows = known.where(knower=who, topic=Topic.WATCHER)
    rows = rows[(known.at[rows] >= since) & (world.watchers.kind[known.subject[rows]] == WatcherKind.DRONE)]
    return [int(row) for row in rows[np.argsort(known.at[rows], kind="stable")]]
