"""Going to ground: the plan of several wants for somebody who had better not be seen for a while."""

from __future__ import annotations

from undergrid.minds.bids import Bid
from undergrid.minds.mind import Mind
from undergrid.minds.plans.parted import meeting
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb

STRIDE = 24  # cells walked before looking up [assumed]
_SHORT = 1800  # seconds that one can well sit out in a tunnel [assumed]
_ALARMING = (Kind.ALARM, Kind.SLIPPED_AWAY)
_CHASED = 60  # seconds that one runs after such an event [assumed]
_SIT = 300  # seconds between looks while indoors: what happens to one wakes one before
_LOOK = 60  # the same, soon before there is a reason to come out, and at a door that does not open


def go_to_ground(mind: Mind, urgency: int, again: int) -> Bid:
    """Go to the nearest place to hide and stay still there; in a tunnel stay where one is, if it is not for long, or as
    long as one lies low after a narrow escape.

    Who has lost somebody they go with hides where those would look for them. again: seconds until there is a reason to
    come out.
    """
    if mind.inside >= 0:
        return Bid(urgency, Verb.WAIT, again=_SIT if again > _SIT else min(again, _LOOK))
    if not mind.aid.walks(mind.who):
        return Bid(urgency, Verb.HIDE, again=again)
    low = mind.recall("low") - mind.tick
    if not mind.under_sky(mind.cell) and (again <= _SHORT or low > 0):
        return Bid(urgency, Verb.HIDE, again=again if again <= _SHORT else low)
    door, meet = mind.recall("note"), meeting(mind)
    building = mind.shelter_at(door)
    # nobody goes back through a gate to lie low, nor into a fire, or where they have been found before
    if meet >= 0 or building < 0 or building in mind.shunned or mind.lawful_at(door) != mind.lawful:
        building, door = mind.hideout(meet)
    if building >= 0 and mind.cell == door:
        return Bid(urgency, Verb.ENTER, building, again=_LOOK)
    stage = mind.stage_to(door, STRIDE) if building >= 0 else -1
    if stage < 0:
        return Bid(urgency, Verb.HIDE, again=again, keep={"note": -1})
    kind, at = mind.percept
    chased = kind in _ALARMING and mind.tick - at <= _CHASED
    return Bid(urgency, Verb.RUN if chased else mind.quiet(), stage, again=120, keep={"note": door})
