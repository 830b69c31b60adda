"""Rescue: go where somebody calls from, look after those who lie there, and bring who cannot walk under a roof."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.bids import Bid
from undergrid.minds.hauling import go_in, take_along
from undergrid.minds.mind import Mind
from undergrid.world.kinds import Kind
from undergrid.world.orders import Verb

_SCENE = 20  # cells round a call within which those lie whom it is about [assumed]
_TARP = 12  # cells that one goes for a tarp [assumed]
_STRIDE = 24  # cells walked before looking up [assumed]
_LOOK = 10  # seconds between looks while there is something to do
_BREATH = 20  # seconds before one tries again what was refused

RISES = 200  # at most, with somebody in one's care


class Params(BaseModel):
    """Whose calls, and where to."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    place: str | None = Field(None, description="where one looks for wounded without a call")
    urgency: int = Field(450, ge=1, le=799, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Look after whoever lies within reach, then take along, then look further, then answer the call."""
    if not mind.aid.fit_to_help:
        return None
    if mind.aid.hauls >= 0:
        return _bring(mind, params)
    kind, at = mind.percept
    if kind == Kind.REFUSED and mind.tick - at < _BREATH:
        return Bid(params.urgency, Verb.NONE, again=_BREATH)
    at_hand = _at_hand(mind, params)
    if at_hand is not None:
        return at_hand
    if mind.inside >= 0:
        return None if _in_care(mind) else _out(mind, params, places)
    fetch = _fetch(mind, params)
    if fetch is not None:
        return fetch
    return _search(mind, params) or _answer(mind, params, places)


def _at_hand(mind: Mind, params: Params) -> Bid | None:
    """Feel for pulses, and treat who has one."""
    aid, urgency = mind.aid, params.urgency + RISES
    known = {body.row: body for body in aid.bodies()}
    for row in sorted({*known, *aid.beside()}):
        if not aid.in_reach(row) or not aid.lies(row):
            continue
        body = known.get(row)
        if body is None or not body.checked:
            return Bid(urgency, Verb.CHECK, row, again=_LOOK)
        if body.hope == 0:
            continue
        step = aid.next_step(row)
        if step is not None:
            return Bid(urgency, step[0], row, step[1], again=_LOOK, keep={"charge": row})
    return None


def _in_care(mind: Mind) -> bool:
    """Whether one is indoors with whoever one has taken into one's care."""
    charge = mind.recall("charge")
    return charge >= 0 and charge in mind.aid.beside()


def _fetch(mind: Mind, params: Params) -> Bid | None:
    """Whoever is in one's care and cannot walk is taken along: on a tarp where one lies near."""
    aid, charge = mind.aid, mind.recall("charge")
    if charge < 0 or not aid.in_reach(charge) or aid.walks(charge) or not aid.alive(charge):
        return None
    if aid.best_shelter()[0] < 0:
        return None
    return take_along(mind, params.urgency + RISES, charge, _TARP)


def _bring(mind: Mind, params: Params) -> Bid | None:
    """Bring who is being moved under the best roof that one knows of."""
    building, door = mind.aid.best_shelter()
    if mind.inside >= 0 and mind.inside == building:
        return Bid(params.urgency + RISES, Verb.DROP, again=2)
    if building < 0:
        return Bid(params.urgency + RISES, Verb.DROP, again=2)
    return go_in(mind, params.urgency + RISES, building, door)


def _search(mind: Mind, params: Params) -> Bid | None:
    """Go to the nearest body that one has not felt for a pulse, or has left behind alive."""
    near = [
        (mind.apart(mind.cell, body.cell), body.row, body.cell)
        for body in mind.aid.bodies()
        if (not body.checked or (body.hope > 0 and body.row == mind.recall("charge")))
        and 0 < mind.apart(mind.cell, body.cell) <= _SCENE
    ]
    for _, _, cell in sorted(near):
        if mind.path(cell).length > 0:
            return Bid(params.urgency, mind.quiet(), cell, again=60)
    return None


def _answer(mind: Mind, params: Params, places: dict[str, int]) -> Bid | None:
    """Go where the newest call that one has not followed yet came from, or to where one was told to look."""
    call = mind.aid.call(mind.recall("answered"))
    cell, sent = call if call is not None else (places.get(params.place or "", -1), mind.tick)
    if cell < 0 or (call is None and mind.recall("answered") >= 0):
        return None
    if mind.apart(mind.cell, cell) <= 2:
        mind.remember(answered=sent)
        return Bid(params.urgency, Verb.WAIT, again=_LOOK)
    stage = mind.stage_to(cell, _STRIDE)
    if stage < 0:
        mind.remember(answered=sent)  # no way leads there
        return None
    return Bid(params.urgency, mind.quiet(), stage, again=120)


def _out(mind: Mind, params: Params, places: dict[str, int]) -> Bid | None:
    """Out of the door, where somebody calls."""
    call = mind.aid.call(mind.recall("answered"))
    asked = params.place is not None and mind.recall("answered") < 0
    return Bid(params.urgency, Verb.LEAVE, again=_LOOK) if call is not None or asked else None
