"""What a mind knows of itself: what it is about, how far that has come, and what has been tried in vain."""

from __future__ import annotations

from functools import cached_property

from undergrid.core import units
from undergrid.minds.intentions import lapsed
from undergrid.world.body.reach import hauling, within_reach
from undergrid.world.places import shelters
from undergrid.world.places.windows import shut_by
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import TARGETS, Refusal, Verb
from undergrid.world.world import World

_OFTEN = 2  # times that something is tried before it is held to be in vain [assumed]
_ONCE = 1  # the same of a chip that a guard has judged: it would know chip and face again [assumed]
_ON_FOOT = (Verb.WALK, Verb.SNEAK, Verb.RUN)
_TOGETHER = (Aim.BRING, Aim.KEEP_WORD, Aim.GO_ALONG)
_MIX, _LONG = 1_000_003, (1 << 62) - 1  # of a polynomial hash, and its bits


class Purpose:
    """What one person is about."""

    def __init__(self, world: World, who: int, plan: int) -> None:
        self._world, self.who, self._plan = world, who, plan

    @property
    def about(self) -> tuple[Aim, int]:
        """(aim, whom) of what one is about; (NONE, -1) for nothing."""
        slot = int(self._world.plans.intends[self._plan])
        return self.of(slot) if slot >= 0 else (Aim.NONE, -1)

    def slot(self, aim: Aim, whom: int = -1) -> int:
        """The slot of an intention of one's own; -1 for none."""
        return self._world.intentions.first(owner=self.who, aim=aim, whom=whom)

    def first(self, aim: Aim) -> int:
        """The slot of an intention of one's own with an aim, for whomever and wherever; -1 for none."""
        return self._world.intentions.first(owner=self.who, aim=aim)

    def by_whom(self, aim: Aim) -> dict[int, int]:
        """The slot of each intention of one's own with an aim, by whom it is for: the lowest for each."""
        kept = self._world.intentions
        slots = kept.where(owner=self.who, aim=aim)[::-1]
        return dict(zip(kept.whom[slots].tolist(), slots.tolist(), strict=True))

    def slot_at(self, aim: Aim, cell: int) -> int:
        """The same of one that leads to a place."""
        return self._world.intentions.first(owner=self.who, aim=aim, cell=cell)

    def of(self, slot: int) -> tuple[Aim, int]:
        """(aim, whom) of an intention."""
        kept = self._world.intentions
        return Aim(int(kept.aim[slot])), int(kept.whom[slot])

    def since(self, slot: int) -> int:
        """When one has taken an intention up."""
        return int(self._world.intentions.since[slot])

    def lapsed(self, slot: int) -> bool:
        """Whether there has been nothing to do for an intention for so long that it is over."""
        return lapsed(self._world, slot)

    def brings(self, whom: int) -> bool:
        """Whether one is bringing somebody to a place, or has them in one's arms on the way that one goes with another.

        Nothing else that one is about moves them meanwhile, or sets them down.
        """
        slot = self.slot(Aim.BRING, whom)
        on_the_way = self.about[0] in _TOGETHER and hauling(self._world, self.who) == whom
        return on_the_way or (slot >= 0 and not self.lapsed(slot))

    def place(self, slot: int) -> int:
        """The cell that an intention leads to; -1 for none."""
        return int(self._world.intentions.cell[slot])

    def progress(self, slot: int) -> int:
        """How far one has come with an intention, as its want counts that; -1 at the beginning."""
        return int(self._world.intentions.note[slot]) if slot >= 0 else -1

    def proceed(self, slot: int, note: int) -> None:
        """Note how far one has come with an intention."""
        if slot >= 0:
            self._world.intentions.note[slot] = note

    def refused(self, verb: int, target: int) -> int:
        """The event by which one could not do this to that, where one has tried often enough, and things stand as they
        did then; 0 where it is worth trying. To go somewhere is the same at whatever pace.
        """
        slots = self._tried_often.get((_same(verb), target))
        if slots is None:
            return 0
        vain, mark = self._world.vain, self.mark(verb, target)
        as_then = [slot for slot in slots if vain.mark[slot] == mark]
        return next((int(vain.cause[slot]) for slot in as_then if self._often(slot, as_then)), 0)

    @cached_property
    def _tried_often(self) -> dict[tuple[int, int], list[int]]:
        """The slots of what one has tried, by verb and target, where one of them has been tried often enough."""
        vain, found = self._world.vain, dict[tuple[int, int], list[int]]()
        for slot in vain.of(self.who).tolist():
            found.setdefault((_same(int(vain.verb[slot])), int(vain.target[slot])), []).append(slot)
        return {what: slots for what, slots in found.items() if any(self._often(slot, slots) for slot in slots)}

    def _often(self, slot: int, slots: list[int]) -> bool:
        """Whether what a slot is about has come to nothing often enough for the same reason, by all of these."""
        vain, reason = self._world.vain, int(self._world.vain.reason[slot])
        judged = vain.verb[slot] == Verb.PRESENT and reason == Refusal.UNWILLING
        times = sum(int(vain.times[one]) for one in slots if vain.reason[one] == reason)
        return times >= (_ONCE if judged else _OFTEN)

    def mark(self, verb: int, target: int) -> int:
        """How things stand for somebody who would do this to that, as a number: where one is and what one has in hand,
        and what one can tell of the target from here; before a guard, who that is, which night or day, one's chips, and
        what shuts the gate to everybody.
        """
        world, people = self._world, self._world.citizens
        if target >= 0 and verb == Verb.PRESENT:
            chips = len(world.items.where(holder=self.who, kind=ItemKind.CHIP))
            gates, by_day = world.gates, int(world.sky.light[0]) >> 7
            night = (world.starts + world.tick - units.DAY // 2) // units.DAY  # from noon to noon
            state = [int(gates.open[target]), int(gates.guard[target]), by_day, night, chips]
            bar = shut_by(world, target)
            return _mixed([*state, bar] if bar else state)
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
        elif target >= 0 and kind in ("wire", "node"):
            state += [int((world.wires if kind == "wire" else world.nodes).works[target])]
        elif target >= 0 and kind == "watcher":
            state += [int(world.watchers.cell[target]), int(world.watchers.duty[target])]
        return _mixed(state)


def _same(verb: int) -> int:
    """One verb for all that come to the same, where they are tried in vain."""
    return int(Verb.WALK) if verb in _ON_FOOT else verb


def _mixed(state: list[int]) -> int:
    """Numbers as one, which is another where one of them is."""
    mark = 0
    for number in state:
        mark = (mark * _MIX + number + 2) & _LONG
    return mark
