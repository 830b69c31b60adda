"""Evade: get out of sight of watchers that come near, and stay low until they have passed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.mind import Bid, Mind
from undergrid.world.citizens import Activity, Posture
from undergrid.world.orders import Verb
from undergrid.world.watchers import WatcherKind


class Params(BaseModel):
    """How shy."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    dread: float = Field(0.01, ge=0, le=1, description="chance per glimpse of being noticed that one shuns [assumed]")
    near_m: int = Field(120, ge=2, le=1000, description="watchers farther off are left alone, m [assumed]")
    memory: int = Field(15, ge=1, le=600, description="how long one keeps low after the last look at one, s [assumed]")
    urgency: int = Field(500, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Keep low or run for cover, where the odds are bad."""
    if not mind.lawful or mind.inside >= 0 or mind.doing in (Activity.PRESENTING, Activity.CROSSING):
        return None
    threats = [t for t in mind.threats(params.near_m // 2, params.memory) if t.kind == WatcherKind.DRONE]
    if not threats:
        return None
    crouched = mind.danger(mind.cell, threats, Posture.CROUCHED)
    if max(crouched, mind.danger(mind.cell, threats)) < params.dread:
        return None
    if crouched < params.dread:
        return Bid(params.urgency, Verb.HIDE, again=params.memory)
    if mind.doing == Activity.WALKING and mind.note == mind.goal >= 0:
        return Bid(params.urgency, Verb.RUN, mind.goal, again=5)  # already on the way to cover
    cover = mind.cover(threats, 8)
    if cover < 0:
        return Bid(params.urgency, Verb.HIDE, again=params.memory)
    mind.remember(note=cover)
    return Bid(params.urgency, Verb.RUN, cover, again=5)
