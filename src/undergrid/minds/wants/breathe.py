"""Breathe: leave a base whose air is about to be out, in time, for another roof; with who cannot go by themselves.

Whoever is in there feels that the air is low, and reads for how long it lasts. They wake who sleeps, and take up who
cannot walk, of those at hand there whom nobody else has in hand; then they go out, and to the best other roof that they
know of. Where they know of none, it is enough to be out.

Gives   to get out to where there is air; to wake who sleeps there, to take up who cannot walk
Needs   air that is low in there and lasts no longer than one waits for; for a roof, one that one knows of
Never   leaves for air that lasts longer than that, or goes back in there to hide for the rest of the night
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.haul import go_in, take_along
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

_WAKES = 5  # seconds that it takes to wake somebody [assumed]

RISES = 0  # nothing makes it more urgent than it is [assumed]


class Params(BaseModel):
    """How long before the end."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    minutes: float = Field(20, ge=0, le=1440, description="one leaves once the air lasts no longer than, min [assumed]")
    urgency: int = Field(720, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Get out with whom one can bring; then get under another roof."""
    air = mind.aid.doors.bad_air
    if air is not None and air.lasts <= 60 * params.minutes:
        mind.aid.doors.shun_for_air(air)
        return _get_out(mind, params).to(Aim.AIR, where=air.door, because=air.event)
    kept = mind.purpose.first(Aim.AIR)
    if kept < 0 or mind.inside >= 0:
        return None
    building, door = mind.hideout()
    if building < 0:
        return None
    return go_in(mind, params.urgency, building, door).to(Aim.AIR, where=mind.purpose.place(kept))


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether one is out, and under another roof or without one to go to."""
    return Over(True) if mind.aid.doors.bad_air is None else None


def _get_out(mind: Mind, params: Params) -> Bid:
    """Wake, take up, and leave."""
    aid = mind.aid
    if aid.hauls < 0:
        left = [whom for whom in aid.beside() if aid.alive(whom) and aid.moved_by(whom) < 0 and not aid.walks(whom)]
        for whom in left:
            if aid.rests(whom) and aid.can(Verb.ROUSE, whom):
                return Bid(params.urgency, Verb.ROUSE, whom, _WAKES, again=_WAKES)
        for whom in left:
            if not aid.rests(whom) and aid.can(aid.take_up(whom), whom):
                return take_along(mind, params.urgency, whom, 0)
    return go_out(mind, params.urgency)
