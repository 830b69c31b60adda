"""Tend: look after those one is bound to, or has taken into one's care, as long as they cannot do without.

Under one roof with them one binds what still bleeds, gives water, looks at the wounds again and stays with them; having
gone out, one comes back.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.minds.plans.haul import go_in
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

_LOOK = 10  # seconds between looks while there is something to do
_SIT = 120  # seconds between looks at those one looks after

RISES = 0  # nothing makes it more urgent than it is [assumed]


class Params(BaseModel):
    """How often, and how urgently."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    again_minutes: float = Field(30, ge=1, le=1440, description="one looks at their wounds again after, min [assumed]")
    urgency: int = Field(100, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Look after those under one's roof; come back to them."""
    if not mind.aid.fit_to_help or mind.aid.hauls >= 0:
        return None
    return _tend(mind, params) if mind.inside >= 0 else _home(mind, params)


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether they are dead, or can do without."""
    _, whom = mind.purpose.of(slot)
    known = next((body for body in mind.aid.bodies() if body.row == whom), None)
    if known is not None and known.checked and known.hope == 0:
        return Over(False, known.cause)
    return Over(True) if mind.aid.in_reach(whom) and not _needs(mind, whom) else None


def _needs(mind: Mind, row: int) -> bool:
    """Whether somebody within reach is one's charge, or bound to one and cannot do without."""
    aid = mind.aid
    if row == mind.recall("charge"):
        return aid.alive(row)
    return aid.alive(row) and mind.talk.bound_to(row) and not aid.well(row)


def _tend(mind: Mind, params: Params) -> Bid | None:
    """Treat, give water, look again, or stay with them."""
    aid, urgency = mind.aid, params.urgency
    cared_for = [row for row in aid.beside() if _needs(mind, row)]
    for row in cared_for:
        slot = mind.purpose.slot(Aim.TEND, row)
        if mind.purpose.progress(slot) < 0:
            mind.purpose.proceed(slot, mind.tick)
        step = aid.next_step(row) if aid.moved_by(row) < 0 else None
        if step is not None:
            return Bid(urgency, step[0], row, step[1], again=_LOOK).to(Aim.TEND, row)
        if row in aid.thirsty_beside() and aid.has(ItemKind.WATER) and aid.can(Verb.WATER, row):
            return Bid(urgency, Verb.WATER, row, again=_LOOK).to(Aim.TEND, row)
        due = slot >= 0 and mind.tick - mind.purpose.progress(slot) >= 60 * params.again_minutes
        if due and aid.can(Verb.ASSESS, row):
            mind.purpose.proceed(slot, mind.tick)
            return Bid(urgency, Verb.ASSESS, row, again=_LOOK).to(Aim.TEND, row)
    charge = mind.recall("charge")
    first = charge if charge in cared_for else min(cared_for, default=-1)
    return Bid(urgency, Verb.WAIT, again=_SIT).to(Aim.TEND, first) if first >= 0 else None


def _home(mind: Mind, params: Params) -> Bid | None:
    """Go back to those one has left under a roof."""
    for body in sorted(mind.aid.bodies(), key=lambda body: (body.age, body.row)):
        building = mind.shelter_at(body.cell)
        if mind.purpose.slot(Aim.TEND, body.row) >= 0 and body.hope > 0 and building >= 0:
            return go_in(mind, params.urgency, building, body.cell).to(Aim.TEND, body.row)
    return None
