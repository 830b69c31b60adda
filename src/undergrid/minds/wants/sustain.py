"""Sustain: keep those going to whom one is bound, and whose time runs out: patch their net, and talk to them as they
sleep.

Gives   to tend somebody: takes up spare parts that lie at hand, patches a neural net, sits with a sleeper and talks
Needs   somebody within reach to whom one is bound, and whose subscription ends within some hours
Never   goes anywhere for it
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

_LOOK = 60  # seconds between looks

RISES = 0  # an hour sooner or later changes nothing [assumed]


class Params(BaseModel):
    """From when on, and how urgently."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    hours: float = Field(12, ge=0.1, le=240, description="before their end one begins, h [assumed]")
    talk_minutes: int = Field(30, ge=1, le=1440, description="one talks to a sleeper for, min [assumed]")
    urgency: int = Field(200, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Patch whom one can, whose end comes first before others; else take up parts for it; else talk to who sleeps."""
    aid = mind.aid
    if aid.hauls >= 0:
        return None
    close = [whom for whom in aid.close_at_hand() if aid.time_left(whom) <= params.hours * units.HOUR]
    close.sort(key=lambda whom: (aid.time_left(whom), whom))
    for whom in close:
        if aid.can(Verb.PATCH_NET, whom):
            return Bid(params.urgency, Verb.PATCH_NET, whom, again=_LOOK).to(Aim.TEND, whom)
    short = [whom for whom in close if aid.lacks_supplies(Verb.PATCH_NET, whom)]
    if short and aid.can(Verb.TAKE, -1, ItemKind.PARTS):
        return Bid(params.urgency, Verb.TAKE, -1, ItemKind.PARTS, again=_LOOK).to(Aim.TEND, short[0])
    for whom in close:
        if not aid.awake(whom) and aid.can(Verb.SOOTHE, whom):
            talk = 60 * params.talk_minutes
            return Bid(params.urgency, Verb.SOOTHE, whom, talk, again=_LOOK).to(Aim.TEND, whom)
    return None


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether they are dead, or nothing is to be done for them at the moment."""
    _, whom = mind.purpose.of(slot)
    return Over(mind.aid.in_reach(whom) and mind.aid.alive(whom))
