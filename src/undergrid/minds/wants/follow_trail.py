"""Follow a trail: watch the ground on one's rounds, and find out whose trail one has come across.

Gives   to make one's rounds; to follow a trail; to look behind the door where it ends
Needs   `tracking`, and places to go round for rounds
Never   leaves the company of people one knows, or somebody one can do something for; or leaves those one is under way
        with for a trail
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.arguments import Place
from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.left_alone import is_left_alone
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim, Hitch
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.society import Stance

_STRIDE = 24  # cells walked before looking up [assumed]
_READ = 2  # seconds between looks at the ground while one follows
_SHORTLY = 300  # seconds for which the end of a trail is worth a look behind the door there [assumed]
_NEAR = 12  # cells within which a door may be where a trail was leading [assumed]
_ENDS = (Kind.TRACED, Kind.TRAIL_LOST)
_TOGETHER = (Aim.KEEP_WORD, Aim.GO_ALONG, Aim.BRING)
_PAUSE = 30  # seconds at each place of one's rounds [assumed]

RISES = 200  # at most, on a trail [assumed]


class Params(BaseModel):
    """Where one goes, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rounds: list[Place] = Field([], description="the places between which one goes")
    begins: str = Field(
        "17:00", pattern=units.CLOCK_TIME, description="one goes one's rounds from, time of day [assumed]"
    )
    ends: str = Field("02:00", pattern=units.CLOCK_TIME, description="and until [assumed]")
    urgency: int = Field(360, ge=1, le=799, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Go on along the trail, look behind the door at its end, or go to the next place of one's rounds."""
    if mind.aid.hauls >= 0 or mind.recall("charge") >= 0 or mind.purpose.about[0] in _TOGETHER:
        return None
    trail, cause = mind.aid.trail()
    if trail >= 0 and mind.inside < 0:
        return _along(mind, params.urgency + RISES, trail).to(Aim.FOLLOW_TRAIL, because=cause)
    kind, at = mind.percept
    looked = mind.tick < mind.recall("until")
    if kind in _ENDS and mind.inside < 0 and mind.tick - at <= _SHORTLY and not looked:
        behind = _behind_the_door(mind, params)
        if behind is not None:
            return behind.to(Aim.LOOK_BEHIND_DOOR, because=mind.recall("cause"))
    return _round(mind, params, places)


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """A trail is over where it has ended, or was lost; a door, once one has looked; the rounds, with their hours."""
    aim, (kind, _) = mind.purpose.of(slot)[0], mind.percept
    if aim == Aim.FOLLOW_TRAIL:
        ended = kind in _ENDS
        return Over(kind != Kind.TRAIL_LOST, mind.recall("cause") if ended else 0) if mind.aid.trail()[0] < 0 else None
    if aim == Aim.LOOK_BEHIND_DOOR:
        return Over(mind.tick < mind.recall("until"))
    return None if mind.is_between(params.begins, params.ends) else Over(True)


def _along(mind: Mind, urgency: int, cell: int) -> Bid:
    if mind.cell == cell:
        return Bid(urgency, Verb.WAIT, again=_READ)
    if mind.path(cell).length <= 0:
        return Bid(urgency, Verb.WAIT, again=_READ)
    return Bid(urgency, Verb.WALK, cell, again=_READ)


def _behind_the_door(mind: Mind, params: Params) -> Bid | None:
    """Where a trail has ended, or was lost, look behind the nearest door, unless it holds: the same one, whatever way
    round one has to go.
    """
    slot = mind.purpose.slot(Aim.LOOK_BEHIND_DOOR)
    building = mind.purpose.progress(slot)
    if building < 0:
        building = mind.aid.doors.nearest_shelter(_NEAR)
        mind.purpose.proceed(slot, building)
    if building < 0:
        return None
    door = mind.aid.doors.door_of(building)
    if mind.cell != door:
        if mind.path(door).length > 0:
            return Bid(params.urgency + RISES, mind.quiet(), door, again=_READ)
        return Bid(params.urgency + RISES, Verb.HIDE, again=_READ, hitch=Hitch.NO_WAY) if slot >= 0 else None
    once = {"until": mind.tick + _SHORTLY}
    if mind.aid.doors.door_holds(building):
        mind.remember(**once)  # one has looked: it is barred
        return None
    return Bid(params.urgency + RISES, Verb.ENTER, building, again=_READ, keep=once)


def _round(mind: Mind, params: Params, places: dict[str, int]) -> Bid | None:
    if not params.rounds or not mind.is_between(params.begins, params.ends):
        return None
    if mind.inside >= 0:
        if _has_company(mind) or _can_help(mind):
            return None
        return go_out(mind, params.urgency)
    number = mind.recall("tries") % len(params.rounds)
    goal = places[params.rounds[number]]
    if mind.apart(mind.cell, goal) <= 1:
        return Bid(params.urgency, Verb.WAIT, again=_PAUSE, keep={"tries": number + 1})
    stage = mind.stage_to(goal, _STRIDE)
    if stage < 0:
        return Bid(params.urgency, Verb.WAIT, again=_PAUSE, keep={"tries": number + 1})
    return Bid(params.urgency, mind.quiet(), stage, again=60)


def _has_company(mind: Mind) -> bool:
    """Whether somebody whom one knows is under the same roof, and more than a stranger who lies there helpless."""
    aid, talk = mind.aid, mind.talk
    alive = [row for row in aid.beside() if aid.alive(row)]
    return any(talk.bound_to(row) or (talk.regards(row) and (aid.walks(row) or aid.rests(row))) for row in alive)


def _can_help(mind: Mind) -> bool:
    """Whether somebody lies under the same roof, no enemy, for whom one can still do something; or a child
    that has nobody.
    """
    aid = mind.aid
    if not aid.fit_to_help:
        return False
    if any(is_left_alone(mind, row) for row in aid.beside()):
        return True
    lying = (row for row in aid.beside() if aid.alive(row) and aid.lies(row) and aid.moved_by(row) < 0)
    return any(
        aid.next_step(row) is not None or (aid.parched(row) > 0 and aid.can(Verb.WATER, row))
        for row in lying
        if mind.talk.stance(row) != Stance.HOSTILE
    )
