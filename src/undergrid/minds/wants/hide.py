"""Hide: stay out of the way while it is light."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.mind import Bid, Mind
from undergrid.world.citizens import Activity
from undergrid.world.orders import Verb


class Params(BaseModel):
    """From what, and until when."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    light: int = Field(40, ge=0, le=255, description="daylight above which one stays hidden, 1/255 [assumed]")
    hurry_hours: float = Field(4, ge=0, le=240, description="no longer than so long before one's end, h [assumed]")
    urgency: int = Field(300, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Go to ground where it is light and one is in the City."""
    if not mind.lawful or mind.light <= params.light or mind.left < params.hurry_hours * 3600:
        return None
    if mind.doing in (Activity.PRESENTING, Activity.CROSSING):
        return None
    if mind.sheltered:
        return Bid(params.urgency, Verb.HIDE if mind.inside < 0 else Verb.WAIT, again=600)
    building, door = mind.hideout()
    if building < 0:
        return Bid(params.urgency, Verb.HIDE, again=600)
    if mind.cell == door:
        return Bid(params.urgency, Verb.ENTER, building, again=10)
    return Bid(params.urgency, Verb.WALK, door, again=60)
