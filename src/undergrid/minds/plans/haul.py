"""Hauling, as minds go about it: taking somebody up, and getting them through a door."""

from __future__ import annotations

from undergrid.minds.bids import Bid
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Hitch
from undergrid.world.tables.orders import Verb

_STRIDE = 24  # cells walked before looking up [assumed]
_LOOK = 5  # seconds between looks
_TRIED = 15  # seconds for which one remembers having found a door shut [assumed]


def take_along(mind: Mind, urgency: int, whom: int, fetch: int) -> Bid:
    """Take up somebody within reach; a tarp that lies within so many cells is fetched first, and what stands behind the
    door is taken away while one's hands are free.
    """
    if mind.inside >= 0 and mind.aid.doors.barred(mind.inside):
        return go_out(mind, urgency)
    return fetch_tarp(mind, urgency, fetch) or Bid(urgency, mind.aid.take_up(whom), whom, again=_LOOK)


def fetch_tarp(mind: Mind, urgency: int, within: int) -> Bid | None:
    """Go and take a tarp that lies in sight within so many cells; None if one has one, or sees none."""
    if mind.aid.has(ItemKind.TARP):
        return None
    cell = mind.aid.lying_near(ItemKind.TARP, within)
    if cell == mind.cell:
        return Bid(urgency, Verb.TAKE, -1, int(ItemKind.TARP), again=_LOOK)
    if cell >= 0 and mind.path(cell).length > 0:
        return Bid(urgency, Verb.WALK, cell, again=30)
    return None


def go_in(mind: Mind, urgency: int, building: int, door: int) -> Bid:
    """Walk to a door and go in; wait while it burns in there. If the door has just been refused, avoid that building
    from then on.
    """
    if mind.inside >= 0:
        return go_out(mind, urgency)
    if building in mind.alight:
        return Bid(urgency, Verb.WAIT, again=60, hitch=Hitch.DOOR_SHUT)
    if mind.cell == door and mind.just_refused(_TRIED) and mind.talk.closed_door_here() == building:
        mind.remember(avoids=building)
        return Bid(urgency, Verb.WAIT, again=_LOOK)
    if mind.cell == door:
        return Bid(urgency, Verb.ENTER, building, again=_LOOK)
    stage = mind.stage_to(door, _STRIDE)
    if stage < 0:
        return Bid(urgency, Verb.WAIT, again=60, hitch=Hitch.NO_WAY)
    return Bid(urgency, Verb.WALK, stage, again=60)
