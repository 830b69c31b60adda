"""Hide: stay out of the way while it is light or there are people about.

Gives   to keep hidden
Needs   to be where the authority rules
Never   keeps one when one's time is nearly up
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.bids import Bid
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_to_ground import go_to_ground

_AGAIN = 600  # seconds between looks at the sky

RISES = 0  # nothing makes it more urgent than it is [assumed]


class Params(BaseModel):
    """From what, and until when."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    light: int = Field(40, ge=0, le=255, description="daylight above which one stays hidden, 1/255 [assumed]")
    begins: str = Field("04:30", pattern=units.CLOCK_TIME, description="one stays hidden from, time of day [assumed]")
    ends: str = Field(
        "22:30", pattern=units.CLOCK_TIME, description="and until; the same time for by light alone [assumed]"
    )
    hurry_hours: float = Field(4, ge=0, le=240, description="no longer than so long before one's end, h [assumed]")
    urgency: int = Field(300, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Go to ground by day and in the hidden hours, if one is in the City and has the time."""
    if not mind.lawful or mind.left < params.hurry_hours * units.HOUR:
        return None
    begins, ends = units.clock(params.begins), units.clock(params.ends)
    still = (ends - mind.hour) % units.DAY
    by_the_clock = still <= (ends - begins) % units.DAY and still > 0
    if not by_the_clock and mind.light <= params.light:
        return None
    return go_to_ground(mind, params.urgency, still if by_the_clock else _AGAIN)
