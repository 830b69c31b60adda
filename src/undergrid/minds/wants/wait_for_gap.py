"""Wait for a gap: near the gate one means to take, stay low until the patrols leave it alone for long enough.

At the foot of stairs that come up near the gate one waits below; where a camera or a guard looks at one, not at all.
Whoever is driven off while they wait goes on waiting somewhat farther off, or where they have gone to lie low.

Gives   to await a gap
Needs   a gate that one means to take, and watchers that come past it
Never   waits where a camera or a guard looks at one, or in the gap that it has waited for
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.bids import Bid
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_to_ground import go_to_ground
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

_LOOK = 5  # seconds between looks
_STEP = 1  # seconds between the moments looked at: fewer would depend on which second one looks up in
_OF_LEFT = 20  # one part in so many of the time that one has left is the most that one waits for [assumed]
_DRIVEN_OFF = 2  # times as far off one goes on waiting, where something drives one from the place [assumed]
_CLIMB = 60  # seconds that one needs to come up from below [assumed]

RISES = 0  # nothing makes it more urgent than it is [assumed]


class Params(BaseModel):
    """How long a gap has to be, and how long one waits for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    seconds: int = Field(60, ge=5, le=3600, description="how long no patrol may see the gate, s [assumed]")
    near_m: int = Field(40, ge=4, le=500, description="where one stops to watch, m from the gate [assumed]")
    sight_m: int = Field(90, ge=4, le=1000, description="how far one thinks patrols see, m [assumed]")
    patience_minutes: int = Field(30, ge=1, le=600, description="after so long one goes all the same, min [assumed]")
    urgency: int = Field(200, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Hold still near a gate while a patrol is due within sight of it; who is indoors or below stays there."""
    if not mind.lawful or mind.tick < max(mind.recall("until"), mind.recall("gap")):
        return None
    waits, low = mind.purpose.about[0] == Aim.AWAIT_GAP, mind.recall("low") - mind.tick
    if low > 0:
        return go_to_ground(mind, params.urgency, low) if waits else None
    at = mind.top_here()
    climb = _CLIMB if at != mind.cell else 0
    near = params.near_m // 2 * (_DRIVEN_OFF if waits else 1)
    ahead = [inner for _, _, inner, _ in mind.gates() if 2 < mind.apart(at, inner) <= near]
    patience = min(params.patience_minutes * 60, max(0, mind.left) // _OF_LEFT)
    if not ahead or (mind.inside < 0 and mind.risk.eyed(mind.cell)) or mind.waited(patience):
        return None
    gate = min(ahead, key=lambda inner: mind.apart(at, inner))
    if mind.risk.passes(gate, params.sight_m // 2, climb + params.seconds, _STEP):
        return Bid(params.urgency, Verb.WAIT if mind.inside >= 0 else Verb.HIDE, again=_LOOK)
    mind.remember(gap=mind.tick + climb + params.seconds)  # whoever has a gap goes, and does not ask anew on the way
    return None
