"""Shield: put oneself between a Sentinel and somebody one is bound to.

A reflex. A unit claims to be property before a Sentinel that is after them, which makes it pause; and where the pause
runs out with them still before it, the unit weighs what the Sentinel would do to them, by how strongly it is bound to
them, against what it would do to the unit, and may confess: then the Sentinel fires at the unit, and at nobody else.
Who sees a Sentinel raise its weapon at them weighs the same, and may run up to it and lunge.

Gives   no intention: it interrupts what one is about
Needs   a Sentinel before one's eyes, that would hear one
Never   claims twice before the same Sentinel, or confesses while they can still get away
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.arguments import Person
from undergrid.minds.bids import Bid
from undergrid.minds.mind import Mind
from undergrid.world.tables.orders import Verb

RISES = 0  # nothing makes it more urgent than it is [assumed]


class Params(BaseModel):
    """Whom, and what it may cost."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    who: Person = Field(description="whom to stand up for")
    last_seconds: int = Field(3, ge=0, le=3600, description="a pause runs out that is over within, s [assumed]")
    near_m: int = Field(16, ge=2, le=1000, description="so near they are still before it, m [assumed]")
    loss: int = Field(500, ge=0, le=1000, description="what it would be to lose them, 1/1000 of one's tie [assumed]")
    harm: int = Field(400, ge=0, le=1000, description="what it would be to be shot at, 1/1000 [assumed]")
    urgency: int = Field(950, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Speak to the Sentinel that is after them, or after oneself; None where there is nothing to say."""
    guards, whom = mind.guards, people[params.who]
    if mind.inside >= 0:
        return None
    for guard in guards.near:
        raised = guards.raised_at(guard.row, whom)
        if raised and guards.tie(whom) * params.loss > 1000 * params.harm:
            return _lunge(mind, params, guard.row, raised)
    if not guards.is_unit:
        return None
    for guard in guards.near:
        left = guards.paused(guard.row)
        if left >= 0:
            if left <= params.last_seconds and _gives_oneself(mind, params, guard.row, whom):
                return _say(mind, params, Verb.CONFESS, whom, guard.cause)
        elif not guards.heard(guard.row) and (guards.is_after(guard.row, whom) or guards.is_after(guard.row, mind.who)):
            return _say(mind, params, Verb.CLAIM, mind.who, guard.cause)
    return None


def _lunge(mind: Mind, params: Params, row: int, cause: int) -> Bid | None:
    """Throw oneself at a Sentinel, or run up to it."""
    if mind.aid.can(Verb.LUNGE, row):
        return Bid(params.urgency, Verb.LUNGE, row, again=1, because=cause)
    there = mind.guards.cell(row)
    if mind.goal == there or mind.cell == there or not mind.aid.can(Verb.RUN, there):
        return None  # on the way already, or there and able to do nothing
    return Bid(params.urgency, Verb.RUN, there, again=1, because=cause)


def on_guard(mind: Mind) -> bool:
    """Whether one looks up in every second: a Sentinel is before one's eyes."""
    return mind.inside < 0 and bool(mind.guards.near)


def _gives_oneself(mind: Mind, params: Params, row: int, whom: int) -> bool:
    """Whether they are still before the Sentinel, and their loss would weigh more than one's own."""
    other = mind.other(whom)
    if other is None or not other.seen or 2 * mind.apart(other.cell, mind.guards.cell(row)) > params.near_m:
        return False
    return mind.guards.tie(whom) * params.loss > 1000 * params.harm


def _say(mind: Mind, params: Params, verb: Verb, target: int, cause: int) -> Bid | None:
    """Say it, unless one can tell that it would come to nothing."""
    if not mind.aid.can(verb, target):
        return None
    return Bid(params.urgency, verb, target, again=1, because=cause)
