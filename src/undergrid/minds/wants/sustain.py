"""Sustain: keep those going to whom one is bound, and whose time runs out: patch their net, talk to them as they sleep,
and wake them in time to take leave.

Who has no parts for it takes up what lies at hand. Beyond the wall, by day and with no watcher about, one goes out for
them, takes the wrecks apart that one sees there, the nearest first, and comes back with as many as one means to have.

Gives   to tend somebody: takes up spare parts that lie at hand, patches a neural net, sits with a sleeper and talks,
        wakes them before their end; to look for spare parts for somebody
Needs   somebody to whom one is bound, within reach, and whose subscription ends within some hours
Never   looks for parts within the wall, by night, or before a watcher; or goes farther than one sees
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.haul import go_in
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

_LOOK = 60  # seconds between looks
_STRIDE = 24  # cells walked before looking up [assumed]
_LEAVE_TAKING = 3000  # seconds before their end from which on nobody is let sleep [assumed]
_WORDS = 5  # seconds that it takes to wake somebody [assumed]
_DARK = 20  # daylight, 1/255, below which one finds no wreck [assumed]

RISES = 0  # an hour sooner or later changes nothing [assumed]


class Params(BaseModel):
    """From when on, and how urgently."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    hours: float = Field(12, ge=0.1, le=240, description="before their end one begins, h [assumed]")
    talk_minutes: int = Field(30, ge=1, le=1440, description="one talks to a sleeper for, min [assumed]")
    parts: int = Field(6, ge=1, le=100, description="spare parts with which one comes back [assumed]")
    sees_m: int = Field(120, ge=2, le=1000, description="one goes for a wreck that one sees within, m [assumed]")
    again_hours: float = Field(3, ge=0.1, le=240, description="having found none, one looks again after, h [assumed]")
    urgency: int = Field(200, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Patch whom one can, whose end comes first before others; else get parts for it; else talk to who sleeps."""
    aid = mind.aid
    if aid.hauls >= 0:
        return None
    due = [whom for whom in aid.bound() if aid.time_left(whom) <= params.hours * units.HOUR]
    due.sort(key=lambda whom: (aid.time_left(whom), whom))
    close = [whom for whom in due if aid.in_reach(whom)]
    for whom in close:
        if aid.can(Verb.PATCH_NET, whom):
            return Bid(params.urgency, Verb.PATCH_NET, whom, again=_LOOK).to(Aim.TEND, whom)
        if aid.time_left(whom) <= _LEAVE_TAKING and not aid.awake(whom) and aid.can(Verb.ROUSE, whom):
            return Bid(params.urgency, Verb.ROUSE, whom, _WORDS, again=_WORDS).to(Aim.TEND, whom)
    short = [whom for whom in close if aid.lacks_supplies(Verb.PATCH_NET, whom)]
    if short and aid.can(Verb.TAKE, -1, ItemKind.PARTS):
        return Bid(params.urgency, Verb.TAKE, -1, ItemKind.PARTS, again=_LOOK).to(Aim.TEND, short[0])
    gathers = [whom for whom in due if mind.purpose.slot(Aim.GATHER_PARTS, whom) >= 0] or short
    step = _gather(mind, params, gathers[0]) if gathers else None
    return step or _talk(mind, params, close)


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether they are dead, or nothing is to be done for them at the moment."""
    aim, whom = mind.purpose.of(slot)
    if mind.aid.known_dead(whom):
        return Over(False)
    if not mind.aid.in_reach(whom):
        return None
    return Over(aim != Aim.GATHER_PARTS or mind.aid.has(ItemKind.PARTS) > 0)


def _gather(mind: Mind, params: Params, whom: int) -> Bid | None:
    """Go out and take the nearest wreck in sight apart; with enough, or with none in sight, go back to somebody."""
    if mind.lawful:
        return None
    goes = not mind.risk.near and mind.light > _DARK and mind.tick >= mind.recall("until")
    near, step = mind.aid.in_reach(whom), None
    if goes and mind.inside >= 0:
        step = go_out(mind, params.urgency) if near else None
    elif goes and mind.aid.has(ItemKind.PARTS) < params.parts:
        step = _to_a_wreck(mind, params)
        if step is None:
            mind.remember(until=mind.tick + round(params.again_hours * units.HOUR))
    step = step or (None if near else _back(mind, params, whom))
    return step.to(Aim.GATHER_PARTS, whom) if step else None


def _to_a_wreck(mind: Mind, params: Params) -> Bid | None:
    """Take the wreck apart at which one is, or walk to the nearest in sight; None where there is none."""
    if mind.aid.can(Verb.SALVAGE, -1):
        return Bid(params.urgency, Verb.SALVAGE, again=_LOOK)
    wreck = mind.wreck_in_sight(params.sees_m)
    stage = mind.stage_to(wreck, _STRIDE) if wreck >= 0 else -1
    return Bid(params.urgency, Verb.WALK, stage, again=_LOOK) if stage not in (-1, mind.cell) else None


def _back(mind: Mind, params: Params, whom: int) -> Bid | None:
    """Go back to where one has left somebody."""
    other = mind.other(whom)
    if other is None:
        return None
    building = mind.shelter_at(other.cell)
    if building >= 0 and not other.seen:
        return go_in(mind, params.urgency, building, other.cell)
    stage = mind.stage_to(other.cell, _STRIDE)
    return Bid(params.urgency, Verb.WALK, stage, again=_LOOK) if stage >= 0 else None


def _talk(mind: Mind, params: Params, close: list[int]) -> Bid | None:
    """Talk to whoever sleeps, until it is time to wake them."""
    for whom in close:
        talk = min(60 * params.talk_minutes, mind.aid.time_left(whom) - _LEAVE_TAKING)
        if talk > 0 and not mind.aid.awake(whom) and mind.aid.can(Verb.SOOTHE, whom):
            return Bid(params.urgency, Verb.SOOTHE, whom, talk, again=_LOOK).to(Aim.TEND, whom)
    return None
