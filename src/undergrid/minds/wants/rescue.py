"""Rescue: go where somebody calls from, look after those who lie there, and bring who cannot walk under a roof."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.arguments import Place
from undergrid.minds.bids import Bid
from undergrid.minds.knows.bodies import Body
from undergrid.minds.mind import Mind
from undergrid.minds.plans.haul import fetch_tarp, go_in, take_along
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb

_SCENE = 20  # cells within which one looks for those who lie about [assumed]
_TARP = 12  # cells that one goes for a tarp [assumed]
_STRIDE = 24  # cells walked before looking up [assumed]
_LOOK = 10  # seconds between looks while there is something to do
_NO_WAY = 600  # seconds before one looks again for a way where there was none [assumed]
_SIT = 60  # seconds between looks while one lies low
_FRESH = 3600  # seconds for which one goes back for somebody who was found alive [assumed]
_TRIP = 60  # cells that one goes back for them [assumed]
_DARK = 20  # daylight, 1/255, below which one stays with those one has brought in [assumed]
_EVEN = 500  # as likely alive as dead, 1/1000 [assumed]
_BREATH = 20  # seconds before one tries again what was refused [assumed]

RISES = 200  # at most, with somebody in one's care [assumed]


class Params(BaseModel):
    """Where to look without a call."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    place: Place | None = Field(None, description="where one looks for wounded without a call")
    urgency: int = Field(450, ge=1, le=799, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Treat whoever lies within reach, then take one's charge along, then look further, then answer a call."""
    if not mind.aid.fit_to_help:
        return None
    if mind.aid.hauls >= 0:
        return _bring(mind, params) if _to_be_housed(mind, mind.aid.hauls) else None
    kind, at = mind.percept
    if kind == Kind.REFUSED and mind.tick - at < _BREATH:
        return Bid(params.urgency, Verb.NONE, again=_BREATH)
    at_hand = _at_hand(mind, params)
    if at_hand is not None:
        return at_hand
    low = mind.recall("low") - mind.tick
    if mind.inside >= 0 and low > 0:
        return Bid(params.urgency, Verb.WAIT, again=min(low, _SIT))
    if mind.inside >= 0:
        return _back(mind, params) if _in_care(mind) else _out(mind, params, places)
    fetch = _fetch(mind, params)
    if fetch is not None:
        return fetch
    return _search(mind, params) or _answer(mind, params, places)


def _at_hand(mind: Mind, params: Params) -> Bid | None:
    """Feel for pulses, and treat who has one."""
    aid, urgency = mind.aid, params.urgency + RISES
    known = {body.row: body for body in aid.bodies()}
    for row in sorted({*known, *aid.beside()}, key=lambda row: (not (row in known and _stirs(known[row])), row)):
        if not aid.in_reach(row) or not aid.lies(row) or aid.moved_by(row) >= 0:
            continue
        body = known.get(row)
        if (body is None or not body.checked) and not aid.rests(row):
            return Bid(urgency, Verb.CHECK, row, again=_LOOK)
        if body is not None and body.hope == 0:
            continue
        step = aid.next_step(row)
        if step is not None:
            return Bid(urgency, step[0], row, step[1], again=_LOOK, keep={"charge": row})
    return None


def _stirs(body: Body) -> bool:
    """Whether somebody more likely lives than not, as far as one can tell from where one stands."""
    return body.hope > _EVEN


def _in_care(mind: Mind) -> bool:
    """Whether one is indoors with one's charge: whom one has taken into one's care."""
    charge = mind.recall("charge")
    return charge >= 0 and charge in mind.aid.beside()


def _to_be_housed(mind: Mind, row: int) -> bool:
    """Whether somebody is in one's care who has not been brought under a roof yet."""
    return row == mind.recall("charge") and row != mind.recall("housed")


def _back(mind: Mind, params: Params) -> Bid | None:
    """Go out again for those who were found alive and still lie out there."""
    return Bid(params.urgency, Verb.LEAVE, again=_LOOK) if _left_behind(mind) and not mind.aid.weary else None


def _left_behind(mind: Mind) -> list[Body]:
    """Those in whom one has felt a pulse not long ago, and who lie out there: one's charge; others only near by, while
    it is light.
    """
    aid, charge = mind.aid, mind.recall("charge")
    return [
        body
        for body in aid.bodies()
        if body.checked and body.hope > 0 and body.age <= _FRESH and not aid.housed(body) and not aid.in_reach(body.row)
        if body.row == charge or (mind.light > _DARK and mind.apart(mind.cell, body.cell) <= _TRIP)
    ]


def _fetch(mind: Mind, params: Params) -> Bid | None:
    """Take along one's charge who cannot walk: on a tarp where one lies near."""
    aid, charge = mind.aid, mind.recall("charge")
    if aid.best_shelter(mind.recall("avoids"))[0] < 0:
        return None
    if charge in [body.row for body in _left_behind(mind) if mind.apart(mind.cell, body.cell) <= _TARP]:
        return fetch_tarp(mind, params.urgency + RISES, _TARP)  # one has left one's charge to fetch it
    if charge < 0 or not aid.in_reach(charge) or aid.walks(charge) or not aid.alive(charge):
        return None
    if not aid.lies(charge) or aid.moved_by(charge) >= 0:
        return None
    return take_along(mind, params.urgency, charge, _TARP)  # without RISES: less urgent than keeping out of sight


def _bring(mind: Mind, params: Params) -> Bid | None:
    """Bring the person one hauls under the best roof that one knows of."""
    building, door = mind.aid.best_shelter(mind.recall("avoids"))
    if mind.inside >= 0 or building < 0:
        keep = {"housed": mind.aid.hauls} if mind.inside >= 0 else {}
        return Bid(params.urgency + RISES, Verb.DROP, again=2, keep=keep)
    return go_in(mind, params.urgency + RISES, building, door)


def _search(mind: Mind, params: Params) -> Bid | None:
    """Go to somebody whose pulse one has not felt, first to those who stir, then to the nearest; when all are felt, to
    those left behind alive.
    """
    aid = mind.aid
    unfelt = [body for body in aid.bodies() if not body.checked and not aid.housed(body)]
    near = [(not _stirs(body), mind.apart(mind.cell, body.cell), body.row, body.cell) for body in unfelt]
    near = [found for found in near if 0 < found[1] <= _SCENE]
    if not near:
        near = [(False, mind.across(mind.cell, body.cell), body.row, body.cell) for body in _left_behind(mind)]
    for *_, cell in sorted(near):
        if mind.path(cell).length > 0:
            return Bid(params.urgency, mind.quiet(), mind.stage_to(cell, _STRIDE), again=60)
    return None


def _answer(mind: Mind, params: Params, places: dict[str, int]) -> Bid | None:
    """Go where the newest call came from that one has not followed yet, or to the place of `Params`."""
    call = mind.aid.call(mind.recall("answered"))
    cell, sent = call if call is not None else (places.get(params.place or "", -1), mind.tick)
    if cell < 0 or (call is None and mind.recall("answered") >= 0):
        return None
    if mind.recall("until") > mind.tick:
        return None
    if mind.apart(mind.cell, cell) <= 2:
        mind.remember(answered=sent)
        return Bid(params.urgency, Verb.WAIT, again=_LOOK)
    stage = mind.stage_to(cell, _STRIDE)
    if stage < 0:
        mind.remember(until=mind.tick + _NO_WAY)  # a way may open again
        return None
    return Bid(params.urgency, mind.quiet(), stage, again=120)


def _out(mind: Mind, params: Params, places: dict[str, int]) -> Bid | None:
    """Go out of the door if somebody calls."""
    call = mind.aid.call(mind.recall("answered"))
    asked = params.place is not None and mind.recall("answered") < 0
    if mind.recall("until") > mind.tick:
        return None
    return Bid(params.urgency, Verb.LEAVE, again=_LOOK) if call is not None or asked else None
