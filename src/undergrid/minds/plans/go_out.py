"""Going out: the plan of everybody who has to leave the building they are in."""

from __future__ import annotations

from undergrid.minds.bids import Bid
from undergrid.minds.mind import Mind
from undergrid.world.tables.orders import Verb

_LOOK = 5  # seconds between looks
_SIT = 60  # seconds between looks while one lies low


def go_out(mind: Mind, urgency: int, *others: int) -> Bid:
    """Take away what stands behind the door, and go out; not while one lies low after a narrow escape, or one of those
    beside one with whom one goes does.
    """
    low = max(mind.recall("low") - mind.tick, *map(mind.talk.lies_low, others), 0)
    if low > 0:
        return Bid(urgency, Verb.WAIT, again=min(low, _SIT))
    if mind.aid.doors.barred(mind.inside):
        return Bid(urgency, Verb.UNBAR, mind.inside, again=_LOOK)
    return Bid(urgency, Verb.LEAVE, again=_LOOK)
