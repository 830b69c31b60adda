"""Parted: whom an arrest has parted from somebody they go with goes where both would look, waits there, and in the
end goes on alone.

Where that is, each can tell without the other: the hiding place nearest to where they were last side by side. Who comes
free again begins anew, and so does who sees the other held: the authority keeps most people for some hours.
"""

from __future__ import annotations

from collections.abc import Sequence

from undergrid.core import units
from undergrid.minds.bids import Bid, Other
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

HOURS = 12.0  # for which those who go with somebody look for them [assumed]
GONE = (Activity.HELD, Activity.SHUT_DOWN)
_SIDE = 5  # cells within which two are side by side [assumed]
_OF_LEFT = 4  # one part in so many of the time that one has left is the most that goes into it [assumed]
_STRIDE = 24  # cells walked before looking up [assumed]
_SIT = 60  # seconds between looks where one waits
_FREED = (Kind.LET_OUT, Kind.SET_FREE, Kind.BROKE_AWAY)


def keep_track(mind: Mind, companions: Sequence[int]) -> None:
    """Note where one is side by side with those one goes with, and when one has lost them and come free again."""
    kind, at = mind.percept
    if companions and kind in _FREED and mind.recall("lost") < at and mind.recall("shared") >= 0:
        mind.remember(lost=at, alone=0)
    for who in companions:
        other = mind.other(who)
        if other is None or not other.seen or other.doing in GONE:
            continue
        if mind.recall("lost") >= 0:
            mind.remember(lost=-1)
        if mind.across(mind.cell, other.cell) <= _SIDE:
            mind.remember(shared=min(mind.cell, other.cell))  # the same for both


def see_gone(mind: Mind, other: Other, hours: float, keeps_away: int, *, of_the_dead: bool = False) -> None:
    """Note that one sees somebody one goes with held, or dead: one keeps out of the way of those who hold them for so
    many seconds, then looks for them for so many hours. For the dead there is nothing to stay for; `of_the_dead`: one
    keeps out of the way there, too.
    """
    held = other.doing == Activity.HELD
    if (held or of_the_dead) and not mind.recall("alone"):
        if mind.recall("lost") < 0:
            mind.remember(until=max(mind.recall("until"), mind.tick + keeps_away))
        mind.remember(lost=mind.tick)
    if not held or not hours:
        mind.remember(alone=1)


def meeting(mind: Mind) -> int:
    """The cell near which one looks for those one has lost; -1 where one does not, or not yet."""
    looks = mind.recall("lost") >= 0 and not mind.recall("alone") and mind.tick >= mind.recall("until")
    return mind.recall("shared") if looks else -1


def seek(mind: Mind, urgency: int, hours: float, whom: int) -> Bid | None:
    """Go where both would look, and wait there; None for who keeps out of the way first, or has given them up."""
    if mind.recall("alone"):
        return None
    most = min(round(hours * units.HOUR), mind.left // _OF_LEFT)
    there = mind.recall("shared")
    beyond = there >= 0 and mind.lawful_at(there) != mind.lawful  # nobody goes back through a gate for them
    if there < 0 or beyond or mind.tick - mind.recall("lost") >= most or mind.aid.known_dead(whom):
        mind.remember(alone=1)
        return None
    step = _there(mind, urgency, there) if mind.tick >= mind.recall("until") else None
    return step.to(Aim.LOOK_FOR, whom) if step else None


def _there(mind: Mind, urgency: int, there: int) -> Bid | None:
    """To the hiding place nearest to a cell and in, or to the cell itself where there is none; None without a way."""
    building, door = mind.hideout(there)
    if mind.inside >= 0:
        return Bid(urgency, Verb.WAIT, again=_SIT) if mind.inside == building else go_out(mind, urgency)
    goal = door if building >= 0 else there
    if mind.cell == goal:
        return Bid(urgency, Verb.ENTER, building, again=_SIT) if building >= 0 else Bid(urgency, Verb.HIDE, again=_SIT)
    stage = mind.stage_to(goal, _STRIDE)
    return Bid(urgency, mind.quiet(), stage, again=_SIT) if stage >= 0 else None
