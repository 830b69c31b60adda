"""Canon: a story as written, replayed by orders alone. No outcome is forced: where the city decides otherwise, it
fails.

A canon is a list of beats. Each waits for the one before it (and for an event, a place, an hour, a lull), then gives
its order, as a player would. People whom a canon gives orders do not follow their own wants.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.world import World


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


class Canon:
    """The beats of a run. How far they have come stands in the table `beats`."""

    def __init__(self, world: World, beats: Sequence[Beat]) -> None:
        self.world = world
        self.beats = beats
        self.cast = frozenset(beat.who for beat in beats)

    @property
    def next(self) -> int:
        """The number of the beat that is waiting; the number of beats when all have been given."""
        done = self.world.beats.done
        return int(np.argmin(done >= 0)) if (done < 0).any() else len(done)

    def orders(self) -> list[Order]:
        """The orders that are due at this tick."""
        orders = []
        while (number := self.next) < len(self.beats) and self._due(number):
            beat = self.beats[number]
            self.world.beats.done[number] = self.world.tick
            orders.append(Order(self.world.tick, beat.who, beat.verb, beat.target, beat.amount))
            if self.next < len(self.beats) and self.beats[self.next].who == beat.who:
                break  # one order a person and tick
        return orders

    def notice(self) -> None:
        """At the end of a tick: note the event that the waiting beat asks for."""
        world, number = self.world, self.next
        log = world.events
        if number == len(self.beats) or log.n == log.tick_began:
            return
        beat = self.beats[number]
        if beat.event is None or world.beats.met[number] >= 0:
            return
        happened = log.columns(log.tick_began)
        mine = (happened["who"] == beat.event_who) | (happened["whom"] == beat.event_who) | (beat.event_who < 0)
        if ((happened["kind"] == beat.event) & mine).any():
            world.beats.met[number] = world.tick

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
        if beat.threat_m and _clear(world, row, beat.threat_m):
            return False
        return beat.clear_m == 0 or _clear(world, row, beat.clear_m)


def _clear(world: World, who: int, metres: int) -> bool:
    known = world.knowledge
    rows = known.where(knower=who, topic=Topic.WATCHER)
    rows = rows[world.tick - known.at[rows] <= 5]
    cells = metres * 1000 // world.city.cell_mm
    here = int(world.citizens.cell[who])
    return not any(
        world.watchers.kind[known.subject[row]] == WatcherKind.DRONE
        and world.city.apart(here, int(known.cell[row])) <= cells
        for row in rows.tolist()
    )
