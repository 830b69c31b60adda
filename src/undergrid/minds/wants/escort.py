"""Escort: keep by somebody's side, do as they do, go where they go; who sees them taken hides from those who took them.

Whom an arrest has parted from one, one looks for where both were last, and waits for there, some hours long.

Gives   to keep up with somebody; to look for them
Needs   to have seen them; legs that bear one
Never   overtakes them, or looks for them once its patience is over, or once it knows them dead
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.arguments import Person
from undergrid.minds.bids import Bid, Other
from undergrid.minds.mind import Mind
from undergrid.minds.plans import parted
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Pace

_PACES = {Pace.SNEAK: Verb.SNEAK, Pace.WALK: Verb.WALK, Pace.RUN: Verb.RUN}
_LOOK = 2  # seconds between looks at them on the way
_REST = 5  # seconds between looks while one waits for them
_SIT = 60  # seconds between looks at them while they rest: when they do something else, one looks up at once
_GONE = 12  # seconds within which one follows out whoever was in here [assumed]
_STAIRS = 90  # seconds that somebody out of sight may take to where they were making for, by stairs too [assumed]
_BY_GATE = 2  # cells from a gate at which somebody was last seen, if they went through [assumed]
_TAKEN = 2400  # seconds for which one keeps out of the way who has seen them taken [assumed]
_AT_GATE = 12  # cells from a gate within which one runs to it [assumed]

RISES = 300  # at most, where a gate stands open [assumed]


class Params(BaseModel):
    """Whom, and how closely."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    who: Person = Field(description="whom to stay with")
    metres: int = Field(6, ge=2, le=100, description="how near to stay, m [assumed]")
    patience_minutes: int = Field(10, ge=1, le=600, description="one waits for them where they were, min [assumed]")
    search_hours: float = Field(
        parted.HOURS,
        ge=0,
        le=240,
        description="whom one has lost one looks for, h, at most a quarter of one's time [assumed]",
    )
    urgency: int = Field(600, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Close up, follow through a gate or a door, or hold still beside them."""
    other = mind.other(people[params.who])
    if other is None or not mind.aid.walks(mind.who):
        return None
    if other.seen and other.doing in parted.GONE:
        parted.see_gone(mind, other, params.search_hours, _TAKEN)
    elif other.seen:
        mind.remember(alone=0)
    if mind.recall("alone"):
        return None
    if mind.recall("lost") >= 0:
        return parted.seek(mind, params.urgency, params.search_hours, people[params.who])
    through = _through_gate(mind, params, other)
    if through is not None:
        return through
    if not other.seen:
        return _look_for(mind, params, other)
    rests = {"beside": people[params.who], "beside_as": int(other.doing)}
    if mind.inside >= 0:
        return Bid(params.urgency, Verb.WAIT, again=_SIT, keep=rests)
    return _beside(mind, params, other, rests)


def goes_with(params: Params) -> list[str]:
    """Whom one goes with."""
    return [params.who]


def _through_gate(mind: Mind, params: Params, other: Other) -> Bid | None:
    """Follow them through a gate, if they are in it or were at it when last seen, and it is open."""
    for gate, _, inner, outer in mind.gates():
        here = inner if mind.lawful else outer
        there = mind.apart(other.cell, here) <= _BY_GATE
        gone = other.doing == Activity.CROSSING if other.seen else mind.lawful
        if there and gone and mind.apart(mind.cell, here) <= _AT_GATE and mind.gate_open(gate):
            if mind.cell == here:
                return Bid(params.urgency + RISES, Verb.CROSS, gate, again=1)
            return Bid(params.urgency + RISES, Verb.RUN, here, again=1)
    return None


def _beside(mind: Mind, params: Params, other: Other, rests: dict[str, int]) -> Bid:
    """Stay beside them while they are in sight: walk along, or do as they do. `rests`: what to remember meanwhile."""
    far = mind.apart(mind.cell, other.cell)
    if other.doing in (Activity.WALKING, Activity.CROSSING):
        if other.goal >= 0:
            along = Verb.NONE if other.goal == mind.cell else _PACES[other.pace]  # NONE: one is there before them
            return Bid(params.urgency, along, other.goal, again=_LOOK, keep={"note": other.goal})
        coming = mind.recall("note") == mind.cell and far <= 2 * params.metres
        if coming or (mind.doing == Activity.WALKING and far <= params.metres):
            return Bid(params.urgency, Verb.NONE, again=_LOOK)  # on the way that they spoke of
    if far > params.metres // 2:
        pace = Verb.RUN if other.pace == Pace.RUN else Verb.WALK
        return Bid(params.urgency, pace, other.cell, again=_LOOK, keep={"note": other.cell})
    still = Verb.HIDE if other.doing == Activity.HIDING else Verb.WAIT
    return Bid(params.urgency, still, again=_SIT, keep={"note": -1, **rests})


def _look_for(mind: Mind, params: Params, other: Other) -> Bid | None:
    """Look for them out of sight: where they were making for, if that was on another level as long as one has patience;
    then where they were last, then behind the door that they stood at; there wait for a while.
    """
    if other.age > 60 * params.patience_minutes:
        mind.remember(alone=1)  # until one sees them again
        return None
    if mind.lawful_at(other.cell) != mind.lawful:
        return Bid(params.urgency, Verb.HIDE, again=_REST)  # they have to come by the gate
    if mind.inside >= 0:
        if mind.cell == other.cell and min(other.age, mind.tick - mind.recall("parted")) <= _GONE:
            return Bid(params.urgency, Verb.LEAVE, again=_LOOK)  # they were in here a moment ago
        return Bid(params.urgency, Verb.WAIT, again=_REST)
    there = mind.recall("note")
    if there < 0 or (other.age > _STAIRS and mind.where(there)[0] == mind.where(other.cell)[0]):
        there = other.cell
    if mind.cell != there:
        return Bid(params.urgency, Verb.WALK, there, again=_LOOK)
    if there == other.cell and mind.shelter_at(there) >= 0 and mind.shelter_at(there) not in mind.alight:
        return Bid(params.urgency, Verb.ENTER, mind.shelter_at(there), again=_REST)
    return Bid(params.urgency, Verb.HIDE, again=_REST)
