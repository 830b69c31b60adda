"""Escort: keep by somebody's side, do as they do, go where they go."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.mind import Bid, Mind
from undergrid.world.citizens import Activity, Pace
from undergrid.world.orders import Verb

_PACES = {Pace.SNEAK: Verb.SNEAK, Pace.WALK: Verb.WALK, Pace.RUN: Verb.RUN}
_LOOK = 3  # seconds between looks at them


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
    for gate, _, inner, outer in mind.gates():
        here = inner if mind.lawful else outer
        # they went in at the gate, or stand on its other side: go through while it is open
        gone = mind.lawful_at(cell) != mind.lawful or (
            age <= 2 * _LOOK and mind.posture_of(who)[0] == Activity.CROSSING
        )
        if gone and mind.apart(mind.cell, here) <= 12 and mind.gate_open(gate):
            return Bid(params.urgency + 300, Verb.CROSS, gate, again=_LOOK)
    if mind.apart(mind.cell, cell) > max(1, params.metres // 2):
        if mind.lawful_at(cell) != mind.lawful:
            return Bid(params.urgency, Verb.HIDE, again=30)
        if mind.doing == Activity.WALKING and mind.apart(mind.goal, cell) <= 4:
            return Bid(params.urgency, Verb.NONE, again=_LOOK)
        pace = Pace(mind.posture_of(who)[1]) if age <= _LOOK else Pace.WALK
        hurry = pace == Pace.SNEAK and mind.apart(mind.cell, cell) > 8
        return Bid(params.urgency, Verb.WALK if hurry else _PACES[pace], cell, again=_LOOK)
    if age <= _LOOK and mind.posture_of(who)[0] == Activity.HIDING:
        return Bid(params.urgency, Verb.HIDE, again=_LOOK)
    return Bid(params.urgency, Verb.WAIT, again=_LOOK)
