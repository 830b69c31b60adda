"""Last acts: somebody lunges at a Sentinel and clings to it, in the way of what it fires.

One can leap at it from some metres, and holds on for some seconds; then it shakes one off. Fires it meanwhile, at
whomever, the shot bursts between the two (`world/combat/overload.py`).

Reads   who is about to LUNGE, as `asked` has it; citizens.target, cell, cause; tasks.owner, target, cause; what
        stands in the way, as `world/reasons` has it
Writes  tasks as `begin` and `finish` do; intents as `refuse` does
Emits   LUNGED(citizen, watcher; cause: the order), THROWN_OFF(citizen, watcher; cause: LUNGED), REFUSED
Units   times in s
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import anybody_tries, asked, refuse
from undergrid.world.reasons.combat import lunging
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("last acts")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.last_acts`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    clings_s: int = Field(6, ge=1, le=600, description="one holds on to a Sentinel for, s [assumed]")


def step(world: World, params: Params) -> None:
    """Let people lunge, and be thrown off."""
    if anybody_tries(world):
        for who in asked(world, Verb.LUNGE):
            _lunge(world, params, who)
    if world.tasks.n_used:
        for slot in tasks.done_in_turn(world, (Verb.LUNGE,), STREAM):
            who, row, cause = (int(x[slot]) for x in (world.tasks.owner, world.tasks.target, world.tasks.cause))
            world.events.one(Kind.THROWN_OFF, who, row, int(world.citizens.cell[who]), cause=cause)
            tasks.finish(world, slot)


def _lunge(world: World, params: Params, who: int) -> None:
    """Let somebody lunge at a Sentinel, or refuse it."""
    people, row = world.citizens, int(world.citizens.target[who])
    why = lunging(world, who, Verb.LUNGE, row, 0)
    if why is not None:
        refuse(world, who, why)
        return
    event = world.events.one(Kind.LUNGED, who, row, int(people.cell[who]), cause=int(people.cause[who]))
    tasks.begin(world, who, Verb.LUNGE, row, params.clings_s, event)
