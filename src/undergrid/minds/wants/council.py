"""Council: have one's people decide, at an hour of one's choosing; then put in order what one has, or go one's own way.

One goes to the base of one's faction, and calls a council once enough of them are in. Whoever sits on it and has lost
does what they are inclined to: they put the engine out of order, or walk out. The others see to their own things as
long as their people prepare, and mend those of others. Who only wants to sit on councils, and not to call one, sets
`calls: false`.

Gives   to go to the base, and call a council; to sit on it; to spoil the engine, or to walk out; to mend and charge
Needs   to be of a faction with a base, and a way there
Never   calls one twice, or forces a door
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.bids import Bid, Over
from undergrid.minds.knows.councils import Councils
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.haul import go_in
from undergrid.world.tables.council import Dissent
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Refusal, Verb

_LOOK = 5  # seconds between looks on the spot
_SIT = 60  # seconds between looks while one waits for others

RISES = 0  # nothing makes it more urgent than it is [assumed]


class Params(BaseModel):
    """When, and with how many."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    begins: str = Field("22:00", pattern=units.CLOCK_TIME, description="one goes for it from, time of day [assumed]")
    ends: str = Field("04:00", pattern=units.CLOCK_TIME, description="and until, time of day [assumed]")
    members: int = Field(3, ge=3, le=1000, description="one waits until so many are there, oneself counted [assumed]")
    calls: bool = Field(True, description="whether one calls it oneself")
    urgency: int = Field(300, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Have it put to the vote; bear with what comes of it, or not; put in order what one has."""
    councils = mind.talk.councils
    if not councils.member or councils.base < 0:
        return None
    found = _dissent(mind, params, councils)
    found = found or _call(mind, params, councils) or _prepare(mind, params, councils)
    return found.to(Aim.COUNCIL, because=found.because) if found is not None else None


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether it has been decided, and there is nothing to do for that."""
    return Over(not mind.talk.councils.open)


def _dissent(mind: Mind, params: Params, councils: Councils) -> Bid | None:
    """Having lost, spoil what it is about, or walk out, as one is inclined to."""
    inclined, event = councils.dissent()
    if inclined == Dissent.NONE or mind.inside != councils.base:
        return None
    if inclined == Dissent.WALKS_OUT:
        return go_out(mind, params.urgency)._replace(because=event)
    if mind.aid.can(Verb.SABOTAGE, -1):
        return Bid(params.urgency, Verb.SABOTAGE, again=_LOOK, because=event)
    return None


def _call(mind: Mind, params: Params, councils: Councils) -> Bid | None:
    """Go to the base, and call a council once enough are there."""
    if not params.calls or not councils.open or not mind.is_between(params.begins, params.ends):
        return None
    if mind.inside != councils.base:
        return go_in(mind, params.urgency, councils.base, councils.door)
    if councils.there < params.members or councils.refusal() == Refusal.VOTE_OF_ONE:
        return Bid(params.urgency, Verb.WAIT, again=_SIT)
    return Bid(params.urgency, Verb.CALL_VOTE, again=_LOOK) if councils.refusal() is None else None


def _prepare(mind: Mind, params: Params, councils: Councils) -> Bid | None:
    """See to one's own things while one's people prepare, then mend those of others."""
    found = councils.chore()
    if found is None:
        return None
    (verb, target, amount), cause = found
    return Bid(params.urgency, verb, target, amount, again=_LOOK, because=cause)
