"""Bring: get somebody to a place, on their own feet or hauled; also to keep a promise to do so."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.arguments import Person, Place
from undergrid.minds.bids import Bid
from undergrid.minds.mind import Mind
from undergrid.minds.plans.haul import fetch_tarp, go_in, take_along
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

_TARP = 12  # cells that one goes for a tarp [assumed]
_CLOSE = 4  # cells that companions may be apart on the way [assumed]
_STRIDE = 24  # cells walked before looking up [assumed]
_LOOK = 5  # seconds between looks
_SIT = 60  # seconds between looks while one lies low
_STAY = 600  # seconds between looks where one has arrived

RISES = 0  # nothing makes it more urgent than it is [assumed]


class Params(BaseModel):
    """Whom, and where to."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    who: Person | None = Field(None, description="whom to bring; those whom one has promised it to, if left out")
    place: Place | None = Field(None, description="where to; where one has promised to, if left out")
    begins: str = Field("00:00", pattern=units.CLOCK_TIME, description="one sets out from, time of day [assumed]")
    ends: str = Field(
        "00:00", pattern=units.CLOCK_TIME, description="and until; the same time for at any hour [assumed]"
    )
    urgency: int = Field(300, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Take up whoever cannot walk, and go on together."""
    whom, goal = _aim(mind, params, places, people)
    if goal < 0 or (mind.inside >= 0 and not _is_time(mind, params)):
        return None
    aid, urgency = mind.aid, params.urgency
    low = mind.recall("low") - mind.tick
    if mind.inside >= 0 and low > 0:
        return Bid(urgency, Verb.WAIT, again=min(low, _SIT))
    arrived = mind.apart(mind.cell, goal) <= 1
    if aid.hauls >= 0:
        return _set_down(mind, urgency, goal) if arrived else _on(mind, urgency, goal, whom)
    if mind.inside >= 0 and mind.cell == goal:
        return Bid(urgency, Verb.NONE, again=_STAY)
    with_whom = mind.talk.promiser() if params.place is not None else whom
    lying = [row for row in aid.helpless_at_hand() if aid.moved_by(row) < 0]
    if lying and not arrived and aid.has_hands_for(lying[0]) and aid.leads_in_hauling(lying[0], with_whom):
        return take_along(mind, urgency, lying[0], _TARP if lying[0] == whom else 0)
    if arrived:
        return _go_in(mind, urgency, goal)
    if whom >= 0:
        other = mind.other(whom)
        if other is None or (not other.seen and not aid.in_reach(whom)):
            # somebody else has promised to bring one there, and knows the way
            return _on(mind, urgency, goal, -1) if with_whom not in (-1, whom) else None
        lies = other.doing in (Activity.LYING, Activity.UNCONSCIOUS) and aid.moved_by(whom) < 0
        if not aid.in_reach(whom) and lies:
            near = mind.apart(mind.cell, other.cell) <= _TARP
            tarp = fetch_tarp(mind, urgency, _TARP) if near else None
            return tarp or _to(mind, urgency, other.cell)
        if aid.in_reach(whom) and not aid.walks(whom) and aid.moved_by(whom) < 0:
            return Bid(urgency, Verb.WAIT, again=_LOOK)  # somebody has to carry them
    return _on(mind, urgency, goal, whom)


def _is_time(mind: Mind, params: Params) -> bool:
    begins, ends = units.clock(params.begins), units.clock(params.ends)
    return begins == ends or (mind.second_of_day - begins) % units.DAY < (ends - begins) % units.DAY


def _aim(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> tuple[int, int]:
    """(whom, cell): whom to bring where; (-1, -1) for nobody."""
    if params.place is not None:
        return (-1 if params.who is None else people[params.who]), places[params.place]
    return mind.talk.open_pledge()


def _on(mind: Mind, urgency: int, goal: int, whom: int) -> Bid:
    """Go on towards the place, and wait for whoever has fallen behind."""
    if mind.inside >= 0:
        return Bid(urgency, Verb.LEAVE, again=_LOOK)
    other = mind.other(whom) if whom >= 0 else None
    apart = other is not None and other.seen and mind.apart(mind.cell, other.cell) > _CLOSE
    if other is not None and apart and mind.across(other.cell, goal) >= mind.across(mind.cell, goal):
        return Bid(urgency, Verb.WAIT, again=_LOOK)
    return _to(mind, urgency, goal)


def _to(mind: Mind, urgency: int, goal: int) -> Bid:
    stage = mind.stage_to(goal, _STRIDE)
    return Bid(urgency, Verb.WAIT, again=60) if stage < 0 else Bid(urgency, Verb.WALK, stage, again=30)


def _set_down(mind: Mind, urgency: int, goal: int) -> Bid:
    """At the place, go in at the door where there is one, and set down who is hauled."""
    building = mind.shelter_at(goal)
    if mind.inside < 0 and building >= 0:
        return go_in(mind, urgency, building, goal)
    return Bid(urgency, Verb.DROP, again=_LOOK)


def _go_in(mind: Mind, urgency: int, goal: int) -> Bid | None:
    building = mind.shelter_at(goal)
    return go_in(mind, urgency, building, goal) if building >= 0 and mind.inside < 0 else None
