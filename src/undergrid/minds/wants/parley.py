"""Parley: what to say to strangers, through a door and after it: ask, warn, show one's hands, let in, tell and promise.

A mind weighs an answer as the crowd does (`world/society/parley_odds.py`), by what it believes of the other.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.arguments import Place
from undergrid.minds.bids import Bid
from undergrid.minds.mind import Mind
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.society import Stance

_LOOK = 5  # seconds between looks while something is being said
_SIT = 120  # seconds for which one says nothing more after a refusal [assumed]
_HEARD = 30  # seconds within which one answers a warning [assumed]

RISES = 300  # at most, with somebody at the door [assumed]


class Params(BaseModel):
    """How one goes about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    place: Place | None = Field(None, description="the place that one tells those of whom one trusts")
    again_minutes: float = Field(3, ge=0.01, le=600, description="one asks again at a door after, min [assumed]")
    most_asks: int = Field(4, ge=1, le=100, description="so often, and then one leaves [assumed]")
    owes: int = Field(300, ge=0, le=1000, description="debt from which on one offers to come along [assumed]")
    urgency: int = Field(480, ge=1, le=699, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Answer whoever asks at the door; outdoors ask at a shut door; indoors talk to those inside."""
    if mind.inside < 0:
        return _at_the_door(mind, params)
    asker = mind.talk.asker()
    if asker >= 0:
        return _answer(mind, params, asker)
    return _in_company(mind, params, places)


def _answer(mind: Mind, params: Params, asker: int) -> Bid:
    """Open, warn, or keep silent, whichever is most likely."""
    urgency, odds = params.urgency + RISES, mind.talk.answer_odds(asker)
    if odds.let_in >= max(odds.warn, odds.silence):
        return Bid(urgency, Verb.ADMIT, asker, again=_LOOK, steady=False)
    _, at = mind.percept
    warned = mind.recall("asked") >= at
    if odds.warn >= odds.silence and not warned:
        return Bid(urgency, Verb.WARN, asker, again=_LOOK, keep={"asked": mind.tick})
    return Bid(urgency, Verb.WAIT, again=_LOOK)


def _at_the_door(mind: Mind, params: Params) -> Bid | None:
    """Before a shut door, raise one's hands to whoever warns one off, ask, and leave in the end."""
    building = mind.talk.closed_door_here()
    if building < 0:
        mind.remember(asks=0)
        return None
    urgency, (_, at) = params.urgency + RISES, mind.percept
    warner = mind.talk.speaker(Kind.WARNED, Kind.TURNED_AWAY)
    shown = mind.talk.surrendered_to(warner) if warner >= 0 else -1
    if warner >= 0 and mind.tick - at <= _HEARD and shown < 0:
        return Bid(urgency, Verb.SURRENDER, warner, again=2)
    asked, asks = mind.recall("asked"), mind.recall("asks")
    waited = mind.tick - asked >= 60 * params.again_minutes
    if asks >= params.most_asks:
        return None if waited else Bid(urgency, Verb.WAIT, again=_LOOK)
    if asked < 0 or asks == 0 or waited or shown > asked:
        return Bid(urgency, Verb.ASK, building, again=_LOOK, keep={"asked": mind.tick, "asks": asks + 1})
    return Bid(urgency, Verb.WAIT, again=_LOOK)


def _in_company(mind: Mind, params: Params, places: dict[str, int]) -> Bid | None:
    """To those one is not hostile to or wary of, tell of the place, make a promise, tell one's past; vouch for them."""
    talk, charge = mind.talk, mind.recall("charge")
    if mind.just_refused(_SIT):
        return None  # one was refused just now
    for other in talk.awake_beside():
        stance = talk.stance(other)
        if stance < Stance.GUARDED or other == charge:
            continue
        place = places[params.place] if params.place is not None else -1
        if talk.knows_place(place) and not talk.told_of(other, place):
            return Bid(params.urgency, Verb.TALK, other, place, again=_LOOK)
        told = talk.place_told_by(other)
        if told >= 0 and talk.debt >= params.owes and not talk.pledged_to(other):
            return Bid(params.urgency, Verb.PLEDGE, other, told, again=_LOOK)
        if talk.has_a_past and talk.pledged_to(other) and not talk.knows_my_past(other):
            return Bid(params.urgency, Verb.DISCLOSE, other, again=_LOOK)
        if stance >= Stance.TRUCE and charge in talk.awake_beside() and not talk.vouched(charge, other):
            return Bid(params.urgency, Verb.VOUCH, charge, other, again=_LOOK)
    return None
