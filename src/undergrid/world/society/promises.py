"""Promises: open pledges between people, whose steps have parted the two of one, and what keeps somebody from theirs.

Where the two were when they were last together tells who has left whom: each has gone as far as they are farther off
now from where the other was then. What happens to somebody in other people's hands is none of their steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.grid import distance_mm
from undergrid.world.body import injuries, posture
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.society import knowledge
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity, ConditionKind
from undergrid.world.tables.society import PledgeState

if TYPE_CHECKING:
    from undergrid.world.world import World

_ON_FOOT = (Activity.WALKING, Activity.CROSSING)
_LOW = (Activity.HIDING, Activity.LYING)  # as people are who wait until something has passed
_OTHER_LEVEL = 100_000  # mm that another level counts as, beside the way across [assumed]


def open_between(world: World, by: int, to: int) -> int:
    """The slot of an open pledge that `by` has given to `to`; -1 for none."""
    return world.pledges.first(by=by, to=to, outcome=PledgeState.OPEN)


def goal(world: World, slot: int) -> int:
    """Where the one who promised takes the place of a pledge to be by now: they may have learned better since. -1 where
    they have looked for it in vain.
    """
    pledges = world.pledges
    by, building, cell = int(pledges.by[slot]), int(pledges.building[slot]), int(pledges.cell[slot])
    if building < 0 or world.city.doors[building] == cell:
        return cell
    known = knowledge.knows(world, by, Topic.PLACE, building)
    return int(world.knowledge.cell[known]) if known >= 0 else -1


def meet(world: World, slot: int) -> None:
    """Note where the two of a pledge are together."""
    pledges, cell = world.pledges, world.citizens.cell
    pledges.by_from[slot], pledges.to_from[slot] = cell[pledges.by[slot]], cell[pledges.to[slot]]
    pledges.apart[slot], pledges.strayed[slot], pledges.barred[slot] = -1, 0, 0
    pledges.returning[slot], pledges.parted[slot] = False, 0


def has_strayed(world: World, slot: int) -> bool:
    """Whether it is the steps of the one who promised, rather than the other's, that have parted the two."""
    pledges, cell = world.pledges, world.citizens.cell
    by, to, by_from, to_from = (
        int(value)
        for value in (cell[pledges.by[slot]], cell[pledges.to[slot]], pledges.by_from[slot], pledges.to_from[slot])
    )
    before = _mm(world, by_from, to_from)
    went = _mm(world, by, to_from) - before
    return went > max(0, _mm(world, by_from, to) - before)


def is_returning(world: World, slot: int) -> bool:
    """Whether the one who promised is on the way back to the other, to where they were last together, or to the place;
    also while they take cover on that way. The answer is noted.
    """
    pledges, people = world.pledges, world.citizens
    by, to = int(pledges.by[slot]), int(pledges.to[slot])
    doing, here, towards = int(people.doing[by]), int(people.cell[by]), int(people.goal[by])
    if doing in _ON_FOOT and towards >= 0:
        ends = (int(people.cell[to]), int(pledges.to_from[slot]), goal(world, slot))
        pledges.returning[slot] = any(end >= 0 and _mm(world, towards, end) < _mm(world, here, end) for end in ends)
    elif doing not in _LOW:
        pledges.returning[slot] = False
    return bool(pledges.returning[slot])


def bar(world: World, slot: int) -> int:
    """The event that keeps the one who promised from going to the other, or the other out of reach; 0 for none.

    Somebody held, trapped, hauled off, without their senses or unable to walk cannot go. The other is out of reach in
    somebody else's hands alone: who lies helpless can be brought.
    """
    pledges, people = world.pledges, world.citizens
    by, to = int(pledges.by[slot]), int(pledges.to[slot])
    if people.doing[by] in posture.GONE:
        return int(people.cause[by])
    found = fell(world, by) or _hands(world, by)
    if found:
        return found
    if people.doing[to] in posture.GONE:
        return int(people.cause[to])
    hauler = world.hauls.first(hauled=to)
    return _hands(world, to) if hauler >= 0 and world.hauls.hauler[hauler] != by else 0


def sleep_of(world: World, who: int) -> int:
    """The event with which somebody has fallen asleep who sleeps now; 0 for none."""
    people = world.citizens
    return int(people.cause[who]) if people.doing[who] == Activity.SLEEPING else 0


def fell(world: World, who: int) -> int:
    """The event by which somebody has fainted, been trapped, or lost the use of their legs; 0 for none."""
    people, blood, held = world.citizens, world.blood, world.conditions
    slot = blood_slot(world, who)
    if slot >= 0 and blood.passed_out[slot]:
        return int(blood.passed_out[slot])
    if injuries.trapped(world, who):
        return int(held.cause[held.first(owner=who, kind=ConditionKind.TRAPPED)])
    if people.doing[who] == Activity.UNCONSCIOUS:
        return int(people.cause[who])
    if people.able[who]:
        return 0
    newest = int(blood.last[slot]) if slot >= 0 else -1
    wounded = int(world.wounds.cause[newest]) if newest >= 0 else 0
    return (int(blood.shocked[slot]) if slot >= 0 else 0) or wounded or int(people.cause[who])


def _hands(world: World, who: int) -> int:
    """The taking up of somebody who is dragged, carried or held up; 0 for nobody else."""
    slot = world.hauls.first(hauled=who)
    return int(world.hauls.cause[slot]) if slot >= 0 else 0


def _mm(world: World, a: int, b: int) -> int:
    """How far two cells lie apart in a straight line, mm; more on different levels."""
    city = world.city
    level, across = city.area, city.width
    ax, ay, bx, by = a % level % across, a % level // across, b % level % across, b % level // across
    straight: int = int(distance_mm(ax, ay, bx, by, city.cell_mm))
    return straight + (_OTHER_LEVEL if a // level != b // level else 0)
