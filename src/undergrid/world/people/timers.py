"""Timers: the tick at which a subscription ends, and what moves it other than the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.bits import Active
from undergrid.core.caches import Cache
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import NEVER, ConditionKind

if TYPE_CHECKING:
    from undergrid.world.world import World


class Fading(Cache):
    """Whose implants are failing, and the tick at which the first of them needs a look."""

    def __init__(self, world: World) -> None:
        self.rows = Active(world.citizens.n)
        self.due = -1  # nobody has been looked at yet (a start, a resume, an end that has been moved)


def is_timed(world: World, who: int) -> bool:
    """Whether somebody lives, and their end can still be moved: their lattice has not begun to flicker."""
    people = world.citizens
    if not people.alive[who] or people.expires[who] == NEVER:
        return False
    slot = world.conditions.first(owner=who, kind=ConditionKind.FAILING)
    return slot < 0 or kind_of(int(world.conditions.cause[slot])) != Kind.FLICKERED


def move_end(world: World, who: int, ticks: int, event: int) -> None:
    """Let somebody's subscription end so much later (or earlier) because of an event; what has failed stays failed."""
    conditions = world.conditions
    world.citizens.expires[who] += ticks
    slots = conditions.where(owner=who, kind=ConditionKind.RETIMED)
    slots = slots if len(slots) else conditions.take(1)
    conditions.owner[slots], conditions.kind[slots], conditions.cause[slots] = who, ConditionKind.RETIMED, event
    conditions.since[slots] = world.tick
    world.cache(Fading).due = -1
