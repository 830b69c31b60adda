"""Sever: cut the lines of the network that can be reached at a place, at an hour of one's choosing.

Gives   to cut the lines at a place
Needs   bolt cutters, a way there, and a line that runs past it
Never   goes back to a place where it has cut all there was
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.arguments import Place
from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.go_to_ground import STRIDE
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Hitch
from undergrid.world.tables.orders import Verb

_BITS = 61  # by which places where all has been cut are remembered
_AT_IT = 300  # how much more urgent it is once one stands below the line [assumed]
_LOOK = 10  # seconds between looks on the spot

RISES = _AT_IT


class Params(BaseModel):
    """Where, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    at: Place = Field(description="where a line can be reached")
    begins: str = Field("00:00", pattern=units.CLOCK_TIME, description="one goes for it from, time of day [assumed]")
    ends: str = Field(
        "00:00", pattern=units.CLOCK_TIME, description="and until; the same time for at any hour [assumed]"
    )
    urgency: int = Field(350, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Go there and cut one line after the other."""
    goal = places[params.at]
    done = 1 << goal % _BITS
    early = params.begins != params.ends and not mind.is_between(params.begins, params.ends)
    if mind.recall("severed") & done or early:
        return None
    if not mind.aid.has(ItemKind.CUTTERS):
        return Bid(params.urgency, Verb.NONE, hitch=Hitch.EMPTY_HANDS).to(Aim.SEVER, where=goal)
    if mind.inside >= 0:
        return go_out(mind, params.urgency).to(Aim.SEVER, where=goal)
    if mind.cell == goal:
        lines = mind.aid.lines_at_hand()
        if lines:
            return Bid(params.urgency + _AT_IT, Verb.CUT_WIRE, lines[0], again=_LOOK).to(Aim.SEVER, where=goal)
        mind.remember(severed=mind.recall("severed") | done)
        return None
    stage = mind.stage_to(goal, STRIDE)
    if stage < 0:
        return Bid(params.urgency, Verb.WAIT, hitch=Hitch.NO_WAY).to(Aim.SEVER, where=goal)
    return Bid(params.urgency, mind.quiet(), stage, again=120).to(Aim.SEVER, where=goal)


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether there is nothing left to cut there."""
    done = mind.recall("severed") & 1 << mind.purpose.place(slot) % _BITS
    return Over(True) if done else None
