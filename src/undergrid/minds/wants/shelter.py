"""Shelter: get under a roof when it gets dark, shut the door and rest, and give water to those inside.

Gives   to shelter for the night, or when weary or cold; to keep watch while the others sleep
Needs   a roof that one knows of
Never   shuts the door while somebody is expected, or does any of it with somebody in one's arms
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.bids import Bid
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.haul import go_in
from undergrid.minds.plans.rota import stays_up, turn
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb

_LOOK = 5  # seconds between looks while there is something to do
_SIT = 300  # seconds between looks at rest
_BREATH = 30  # seconds before one tries again what was refused [assumed]
_ALERT = 120  # seconds that one stays awake after something has woken or startled one [assumed]

RISES = 0  # nothing makes it more urgent than it is [assumed]


class Params(BaseModel):
    """When, and how."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    begins: str = Field("16:00", pattern=units.CLOCK_TIME, description="one stays out until, time of day [assumed]")
    light: int = Field(20, ge=0, le=255, description="daylight below which one goes in, 1/255 [assumed]")
    until: str = Field("05:45", pattern=units.CLOCK_TIME, description="one stays in until, time of day [assumed]")
    bar: bool = Field(True, description="whether one bars the door")
    urgency: int = Field(350, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Go in at nightfall, shut the door, drink, warm up, sleep; open it in the morning."""
    if mind.aid.hauls >= 0:
        return None
    night = _is_night(mind, params)
    if mind.inside < 0:
        if not (night or mind.aid.weary or mind.aid.cold > 0):
            return None
        building, door = mind.roof()
        return go_in(mind, params.urgency, building, door) if building >= 0 else None
    if not night and not mind.aid.weary:
        return None
    kind, at = mind.percept
    if kind == Kind.REFUSED and mind.tick - at < _BREATH:
        return Bid(params.urgency, Verb.NONE, again=_BREATH)
    if mind.roof()[0] != mind.inside and mind.left_indoors() and not _has_theirs_here(mind):
        return go_out(mind, params.urgency)  # one has only run in here, and those in one's care lie elsewhere
    return _shut(mind, params) or _drink(mind, params) or _warm(mind, params) or _rest(mind, params)


def _is_night(mind: Mind, params: Params) -> bool:
    return mind.light <= params.light and mind.is_between(params.begins, params.until)


def _has_theirs_here(mind: Mind) -> bool:
    """Whether somebody in one's care lives and is under the same roof: of two roofs one keeps to the one under one."""
    return any(mind.aid.alive(row) and mind.cares_for(row) for row in mind.aid.beside())


def _shut(mind: Mind, params: Params) -> Bid | None:
    aid, building = mind.aid, mind.inside
    if not params.bar or aid.doors.expects_somebody():
        return None
    if not aid.doors.door_holds(building) and aid.doors.lockable(building):
        return Bid(params.urgency, Verb.LOCK, building, again=_LOOK)
    if not aid.doors.barred(building) and aid.doors.at_hand(ItemKind.BEAM):
        return Bid(params.urgency, Verb.BARRICADE, building, int(ItemKind.BEAM), again=_LOOK)
    return None


def _drink(mind: Mind, params: Params) -> Bid | None:
    """Give water to the thirsty beside one, the thirstiest first, then drink."""
    aid = mind.aid
    if not aid.has(ItemKind.WATER):
        return None
    for whom in aid.thirsty_beside():
        return Bid(params.urgency, Verb.WATER, whom, again=_LOOK)
    return Bid(params.urgency, Verb.WATER, mind.who, again=_LOOK) if aid.thirst > 0 else None


def _warm(mind: Mind, params: Params) -> Bid | None:
    aid, building = mind.aid, mind.inside
    if not aid.doors.chilly or aid.doors.burns(building) or not aid.doors.at_hand(ItemKind.FUEL):
        return None
    if not aid.doors.sealed(building):
        return Bid(params.urgency, Verb.SEAL, building, again=_LOOK)
    return Bid(params.urgency, Verb.LIGHT, again=_LOOK)


def _rest(mind: Mind, params: Params) -> Bid:
    watch = turn(mind, params.urgency)
    if watch is None and (mind.startled(_ALERT) or stays_up(mind)):
        return Bid(params.urgency, Verb.WAIT, again=_LOOK)
    return watch or Bid(params.urgency, Verb.SLEEP, again=_SIT)
