"""Mourn: stay a while with somebody for whom one grieves, where they lie.

Gives   to lay something for the dead, where that is wanted; to stay with them
Needs   grief for somebody who lies within reach, and nothing just noticed that might see one there
Never   goes anywhere for it
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

_SIT = 60  # seconds between looks

RISES = 0  # nothing but grief makes it more urgent than it is [assumed]


class Params(BaseModel):
    """For how long, and how urgently."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    minutes: float = Field(10, ge=0, le=1440, description="for which one stays, min [assumed]")
    memorial: bool = Field(False, description="whether one lays something of theirs beside them first [assumed]")
    urgency: int = Field(250, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Stay with the one for whom one grieves, if they lie within reach and one has come to know it lately."""
    if mind.risk.near:
        return None
    for whom, cause, since in mind.heart.mourned():
        left = since + round(60 * params.minutes) - mind.tick
        if left > 0 and mind.aid.in_reach(whom) and mind.aid.hauls < 0:
            if params.memorial and mind.aid.can(Verb.COMMEMORATE, whom):
                return Bid(params.urgency, Verb.COMMEMORATE, whom, again=_SIT).to(Aim.MOURN, whom, because=cause)
            return Bid(params.urgency, Verb.WAIT, again=min(_SIT, left)).to(Aim.MOURN, whom, because=cause)
    return None


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether one has stayed for long enough, or has gone."""
    return Over(True)
