"""What a mind knows of itself: what it is about, how far that has come, and what has been tried in vain."""

from __future__ import annotations

from undergrid.world.body.reach import hauling, within_reach
from undergrid.world.places import shelters
from undergrid.world.tables.minds import Aim, Vain
from undergrid.world.tables.orders import TARGETS, Verb
from undergrid.world.world import World

_MIX, _LONG = 1_000_003, (1 << 62) - 1  # of a polynomial hash, and its bits


class Purpose:
    """What one person is about."""

    def __init__(self, world: World, who: int) -> None:
        self._world, self.who = world, who

    def slot(self, aim: Aim, whom: int = -1) -> int:
        """The slot of an intention of one's own; -1 for none."""
        return self._world.intentions.first(owner=self.who, aim=aim, whom=whom)

    def of(self, slot: int) -> tuple[Aim, int]:
        """(aim, whom) of an intention."""
        kept = self._world.intentions
        return Aim(int(kept.aim[slot])), int(kept.whom[slot])

    def progress(self, slot: int) -> int:
        """How far one has come with an intention, as its want counts that; -1 at the beginning."""
        return int(self._world.intentions.note[slot]) if slot >= 0 else -1

    def proceed(self, slot: int, note: int) -> None:
        """Note how far one has come with an intention."""
        if slot >= 0:
            self._world.intentions.note[slot] = note

    @property
    def vain(self) -> Vain:
        """What has been tried in vain."""
        return self._world.vain

    def mark(self, verb: int, target: int) -> int:
        """How things stand for somebody who would do this to that, as a number: where one is and what one has in hand,
        and what one can tell of the target from here.
        """
        world, people = self._world, self._world.citizens
        cell, inside = int(people.cell[self.who]), int(people.inside[self.who])
        state = [cell, inside, hauling(world, self.who), len(world.items.where(holder=self.who))]
        kind = TARGETS.get(Verb(verb)) if verb in set(Verb) else None
        if target >= 0 and kind == "building" and (inside == target or cell == world.city.doors[target]):
            barred = shelters.hold(world, target) == shelters.Hold.BARRED
            state += [int(barred), int(shelters.door_holds(world, target))]
        elif target >= 0 and kind == "citizen" and within_reach(world, self.who, target):
            state += [int(people.doing[target]), int(people.cell[target]), int(people.inside[target])]
        elif target >= 0 and kind == "gate":
            state += [int(world.gates.open[target])]
        mark = 0
        for number in state:
            mark = (mark * _MIX + number + 2) & _LONG
        return mark
