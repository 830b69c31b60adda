"""Escort: keep by somebody's side, do as they do, go where they go."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.mind import Bid, Mind
from undergrid.world.citizens import Activity, Pace
from undergrid.world.orders import Verb

_PACES = {Pace.SNEAK: Verb.SNEAK, Pace.WALK: Verb.WALK, Pace.RUN: Verb.RUN}
_LOOK = 2  # seconds between looks at them
_LOST = 30  # seconds without a sign of them after which one goes one's own way [assumed]
_AT_GATE = 12  # cells from a gate within which one makes for it


class Params(BaseModel):
    """Whom, and how closely."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    who: str = Field(description="whom to stay with")
    metres: int = Field(4, ge=2, le=100, description="how near to stay, m [assumed]")
    urgency: int = Field(600, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Close up, follow through a gate, or hold still beside them."""
    who = people[params.who]
    known = mind.person(who)
    if known is None or mind.doing == Activity.CROSSING:
        return None
    cell, age = known
    theirs, pace = mind.posture_of(who) if age <= _LOOK else (Activity.WALKING, Pace.WALK)
    for gate, _, inner, outer in mind.gates():
        # they went in at the gate, or stand on its other side: go through while it is open
        here = inner if mind.lawful else outer
        gone = mind.lawful_at(cell) != mind.lawful or theirs == Activity.CROSSING
        if gone and mind.apart(mind.cell, here) <= _AT_GATE and mind.gate_open(gate):
            if mind.cell == here:
                return Bid(params.urgency + 300, Verb.CROSS, gate, again=1)
            return Bid(params.urgency + 300, Verb.RUN, here, again=1)
    if age > _LOST:
        return None  # what else one wants must find the way
    apart = mind.apart(mind.cell, cell)
    if apart > max(1, params.metres // 2):
        if mind.lawful_at(cell) != mind.lawful:
            return None
        if mind.doing == Activity.WALKING and mind.apart(mind.goal, cell) <= 1:
            return Bid(params.urgency, Verb.NONE, again=_LOOK)
        hurry = apart > 4 and pace == Pace.SNEAK
        return Bid(params.urgency, Verb.WALK if hurry else _PACES[pace], cell, again=_LOOK)
    if theirs == Activity.HIDING:
        return Bid(params.urgency, Verb.HIDE, again=_LOOK)
    return Bid(params.urgency, Verb.WAIT, again=_LOOK)
