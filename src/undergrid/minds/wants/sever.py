"""Sever: cut the lines of the network that can be reached at a place, at an hour of one's choosing.

When all is cut, one lies low there for a while, to see what comes of it. Lines are mended: whoever is still on that
side of the wall a while later goes back and looks.

Gives   to cut the lines at a place
Needs   bolt cutters, a way there, and a line that runs past it
Never   goes back from beyond the wall, or at once, to a place where it has cut all there was
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.arguments import Place
from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.go_to_ground import STRIDE
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Hitch
from undergrid.world.tables.orders import Verb

_BITS = 61  # by which places where all has been cut are remembered
_AT_IT = 300  # how much more urgent it is once one stands below the line [assumed]
_ON_THIS_SIDE = 0  # how far one has come with it: after that, the tick at which all was found cut
_LOOK = 5  # seconds between looks on the spot

RISES = _AT_IT


class Params(BaseModel):
    """Where, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    at: Place = Field(description="where a line can be reached")
    begins: str = Field("00:00", pattern=units.CLOCK_TIME, description="one goes for it from, time of day [assumed]")
    ends: str = Field(
        "00:00", pattern=units.CLOCK_TIME, description="and until; the same time for at any hour [assumed]"
    )
    watch_minutes: float = Field(3, ge=0, le=600, description="one waits there for what comes of it, min [assumed]")
    again_minutes: float = Field(40, ge=1, le=10_000, description="then one looks whether it is mended, min [assumed]")
    urgency: int = Field(350, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Go there, cut one line after the other, and watch."""
    goal = places[params.at]
    early = params.begins != params.ends and not mind.is_between(params.begins, params.ends)
    here = mind.lawful == mind.lawful_at(goal)
    if _is_done(mind, goal) and here and mind.tick - mind.recall("severed_at") >= 60 * params.again_minutes:
        mind.remember(severed=mind.recall("severed") & ~_bit(goal))  # it may have been mended by now
    if _is_done(mind, goal):
        return _watch(mind, params, goal)
    if _got_beyond(mind, goal):
        mind.remember(severed=mind.recall("severed") | _bit(goal), severed_at=mind.tick)
        return None
    if early:
        return None
    if not mind.aid.has(ItemKind.CUTTERS):
        return Bid(params.urgency, Verb.NONE, hitch=Hitch.EMPTY_HANDS).to(Aim.SEVER, where=goal)
    if mind.inside >= 0:
        return go_out(mind, params.urgency).to(Aim.SEVER, where=goal)
    if mind.cell == goal:
        lines = mind.aid.lines_at_hand()
        if lines:
            return Bid(params.urgency + _AT_IT, Verb.CUT_WIRE, lines[0], again=_LOOK).to(Aim.SEVER, where=goal)
        mind.remember(severed=mind.recall("severed") | _bit(goal), severed_at=mind.tick)
        mind.purpose.proceed(mind.purpose.slot_at(Aim.SEVER, goal), mind.tick)
        return _watch(mind, params, goal)
    stage = mind.stage_to(goal, STRIDE)
    if stage < 0:
        return Bid(params.urgency, Verb.WAIT, hitch=Hitch.NO_WAY).to(Aim.SEVER, where=goal)
    return Bid(params.urgency, mind.quiet(), stage, again=120).to(Aim.SEVER, where=goal)


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether all is cut there, and one has gone on or watched for long enough."""
    goal = mind.purpose.place(slot)
    return Over(True) if _is_done(mind, goal) and _watch(mind, params, goal) is None else None


def _bit(goal: int) -> int:
    return 1 << goal % _BITS


def _is_done(mind: Mind, goal: int) -> bool:
    return bool(mind.recall("severed") & _bit(goal))


def _got_beyond(mind: Mind, goal: int) -> bool:
    """Whether one has been on this side of the wall, and has got to the other: there is nothing to go back for."""
    slot = mind.purpose.slot_at(Aim.SEVER, goal)
    if slot < 0 or mind.lawful != mind.lawful_at(goal):
        return mind.purpose.progress(slot) >= _ON_THIS_SIDE
    if mind.purpose.progress(slot) < _ON_THIS_SIDE:
        mind.purpose.proceed(slot, _ON_THIS_SIDE)
    return False


def _watch(mind: Mind, params: Params, goal: int) -> Bid | None:
    """Lie low on the spot, for a while after all was found cut."""
    slot = mind.purpose.slot_at(Aim.SEVER, goal)
    since = mind.purpose.progress(slot)
    if mind.cell != goal or since <= _ON_THIS_SIDE or mind.tick - since >= 60 * params.watch_minutes:
        return None
    return Bid(params.urgency, Verb.HIDE, again=_LOOK).to(Aim.SEVER, where=goal)
