"""Call for help: whoever is hurt and has a beacon sets it off, and goes on hoping for somebody until one has come.

Gives   to call for help, until somebody has felt one's pulse or the beacon is silent
Needs   a beacon, and a wound
Never   sets a beacon off twice
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb

_LOOK = 600  # seconds between looks, once it has been set off

RISES = 0  # nothing makes it more urgent than it is [assumed]


class Params(BaseModel):
    """How badly off one has to be."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    patience_minutes: float = Field(2, ge=0, le=1440, description="one tries to do without it for, min [assumed]")
    urgency: int = Field(700, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Set the beacon off, once, if one is hurt and the patience is over."""
    if not mind.aid.has(ItemKind.BEACON) or mind.recall("answered") >= 0 or mind.aid.unhurt:
        return None
    waits = mind.tick < 60 * params.patience_minutes
    if waits:
        return Bid(params.urgency, Verb.NONE, again=round(60 * params.patience_minutes))
    return Bid(params.urgency, Verb.BEACON, again=_LOOK, keep={"answered": mind.tick})


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether somebody has come, one can do without by now, or nobody can hear one any more."""
    came = mind.talk.felt_by(mind.purpose.since(slot))
    if came:
        return Over(True, came)
    if mind.aid.unhurt:
        return Over(True)
    return None if mind.aid.calls.sends else Over(False)
