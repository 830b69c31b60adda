"""Parley: what to say to strangers, through a door and after it: ask, warn, show one's hands, let in, tell and promise.

Before a door one makes one move after another, each once: one asks, says who one is and why one has come, shows one's
hands, offers help, offers to leave one's weapons outside, and leaves. Behind it one answers as a draw has inclined one
to, from the chances that the crowd draws from (`world/society/parley_odds.py`). Whoever was not let in goes about
something else for a good while, and asks anew only once somebody else speaks to them there, somebody has vouched for
them there, or they are worse off.

At the base of one's faction one speaks for a companion whom it keeps out, at the door or from inside, and goes on.

Gives   to ask to be let in; to answer at the door; to speak with somebody
Needs   `parley` and `talk`; a voice, and somebody who hears
Never   asks again where all has been said and nothing has changed, or tells a stranger whom one fears of a
        place; or makes plans with who is in shock or bleeds to death
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds import vain
from undergrid.minds.arguments import Place
from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.society import Answer, Plea, Stance

_LOOK = 5  # seconds between looks while something is being said
_SIT = 120  # seconds for which one says nothing more after a refusal [assumed]
_HEARD = 30  # seconds within which one answers a warning [assumed]
_LISTENS = 90  # seconds for which one stays by the door for whoever has asked there [assumed]
_KNOCKS = 2  # so often one asks where nobody has heard one [assumed]
_AFRAID = 300  # fear of somebody, 1/1000, from which on one tells them of no place [assumed]
_SPOKEN = (Kind.WARNED, Kind.TURNED_AWAY, Kind.CANNOT_OPEN, Kind.DENIED)  # from behind a door that stays shut

RISES = 300  # at most, with somebody at the door [assumed]

_NEWS = 1800  # seconds from a meeting within which one speaks up for somebody to one's charge [assumed]


class Params(BaseModel):
    """How one goes about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    place: Place | None = Field(None, description="the place that one tells those of whom one trusts")
    again_minutes: float = Field(1, ge=0.01, le=600, description="one says more at a silent door after, min [assumed]")
    most_asks: int = Field(5, ge=1, le=100, description="so often one asks, and then one leaves [assumed]")
    away_minutes: float = Field(60, ge=0, le=6000, description="and asks there no more for, min [assumed]")
    owes: int = Field(300, ge=0, le=1000, description="debt from which on one offers to come along [assumed]")
    urgency: int = Field(480, ge=1, le=699, description="how much it matters against other wants [assumed]")


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether there is nothing left to be said, or nobody to say it to."""
    aim, whom = mind.purpose.of(slot)
    if aim == Aim.ASK_IN:
        answered = mind.talk.speaker(*_SPOKEN) >= 0 and mind.percept[1] >= mind.recall("asked")
        if mind.inside >= 0:
            return Over(True, mind.recall("cause") if mind.percept[0] == Kind.LET_IN else 0)
        return Over(False, mind.recall("cause") if answered else 0)
    if aim == Aim.SPEAK and whom in mind.aid.beside() and mind.just_refused(_SIT):
        return None  # one will try again in a while
    return Over(True)


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Answer whoever asks at the door; outdoors ask at a shut door; indoors talk to those inside."""
    if mind.inside < 0:
        step = _at_the_door(mind, params)
        return step.to(Aim.ASK_IN, where=mind.cell, because=mind.recall("decided")) if step else None
    asker = mind.talk.asker()
    if asker >= 0:
        return _answer(mind, params, asker).to(Aim.ANSWER_DOOR, asker, because=mind.talk.asked_by(asker))
    if 0 <= mind.tick - mind.talk.last_spoken() <= _LISTENS:
        waits = Bid(params.urgency, Verb.WAIT, again=_LOOK)  # they may have more to say
        return waits.to(Aim.ANSWER_DOOR, mind.talk.last_asker())
    return _in_company(mind, params, places)


def _answer(mind: Mind, params: Params, asker: int) -> Bid:
    """Open, warn, or keep silent, as one is inclined to; wait until one has made up one's mind."""
    urgency, inclined = params.urgency + RISES, mind.talk.inclined(asker)
    kind, at = mind.percept
    asked = mind.talk.asked_at(asker)
    if kind == Kind.REFUSED and at >= asked:
        return Bid(urgency, Verb.WAIT, again=_LOOK)  # it was tried, and could not be done
    if inclined == Answer.LET_IN:
        return Bid(urgency, Verb.ADMIT, asker, again=_LOOK, steady=False)
    if inclined == Answer.WARN and mind.recall("asked") <= asked:
        return Bid(urgency, Verb.WARN, asker, again=_LOOK, keep={"asked": mind.tick})
    return Bid(urgency, Verb.WAIT, again=_LOOK)


def _at_the_door(mind: Mind, params: Params) -> Bid | None:
    """Before a shut door, make the next move, once the last has been answered or silence was long enough."""
    building, talk = mind.talk.closed_door_here(), mind.talk
    if building < 0 or _waits_outside(mind):
        mind.remember(asks=0)
        return None
    word = _speak_for(mind, params, building)
    if word is not None:
        return word
    if _has_given_up(mind, params, building):
        return None
    urgency, (_, at), asked = params.urgency + RISES, mind.percept, mind.recall("asked")
    said, host = talk.said_at(building)
    speaker = talk.speaker(*_SPOKEN)
    answered = speaker >= 0 and at >= asked and mind.tick - at <= _HEARD
    facing = speaker if answered else host
    shown = talk.surrendered_to(facing) if facing >= 0 else -1
    asks = mind.recall("asks")
    if asks and not answered and shown <= asked and mind.tick - asked < 60 * params.again_minutes:
        return Bid(urgency, Verb.WAIT, again=_LOOK)
    if asks and said and facing >= 0 and shown < 0 and (answered or Plea.NAME not in talk.unsaid(said)):
        return Bid(urgency, Verb.SURRENDER, facing, again=2)
    plea = _next_plea(talk.unsaid(said), asks, heard=said > 0, shown=shown > asked)
    if plea is None or asks >= params.most_asks:
        state = _state(mind)
        mind.remember(asks=0, spurned=building, spurned_at=mind.tick, spurned_as=state, spurned_by=facing)
        return None
    return Bid(urgency, Verb.ASK, building, int(plea), again=_LOOK, keep={"asked": mind.tick, "asks": asks + 1})


def _speak_for(mind: Mind, params: Params, building: int) -> Bid | None:
    """Vouch for a companion whom the base of one's own faction keeps out, unless nobody takes one's word."""
    other, host = mind.talk.kept_out(building)
    if other < 0:
        return None
    word = Bid(params.urgency + RISES, Verb.VOUCH, host, other, again=_LOOK)
    return None if vain.why_vain(mind, word) else word


def _waits_outside(mind: Mind) -> bool:
    """Whether one is out here to go on with somebody, as one has promised, and not to be let in."""
    return mind.purpose.about[0] == Aim.KEEP_WORD and mind.talk.open_pledge()[1] != mind.cell


def _next_plea(unsaid: list[Plea], asks: int, heard: bool, shown: bool) -> Plea | None:
    """What one says next at a door, an offer where one has just shown one's hands; None where all has been said."""
    if not heard:
        return Plea.ENTRY if asks < _KNOCKS else None
    if shown and Plea.HELP in unsaid:
        return Plea.HELP
    return unsaid[0] if unsaid else None


def _has_given_up(mind: Mind, params: Params, building: int) -> bool:
    """Whether one has asked in vain at a door, and nothing has changed: nobody else speaks, one is not worse off."""
    if mind.recall("spurned") != building:
        return False
    speaker, since = mind.talk.speaker(*_SPOKEN), mind.recall("spurned_at")
    if speaker >= 0 and speaker != mind.recall("spurned_by") and mind.percept[1] >= since:
        return False
    if mind.talk.spoken_for(building) > since:
        return False
    if mind.tick - since < 60 * params.away_minutes:
        return True
    then, now = mind.recall("spurned_as"), _state(mind)
    return all(now >> place & 15 <= then >> place & 15 for place in (0, 4, 8))


def _state(mind: Mind) -> int:
    """How badly off one is, four bits each: darkness, in quarters of daylight, cold by Swiss stages, and wounds."""
    return (255 - mind.light) >> 6 | mind.aid.cold << 4 | (not mind.aid.unhurt) << 8


def _in_company(mind: Mind, params: Params, places: dict[str, int]) -> Bid | None:
    """To those one is not hostile to or wary of, tell of the place, make a promise, tell one's past; vouch for them."""
    talk, charge = mind.talk, mind.recall("charge")
    if mind.just_refused(_SIT):
        return None  # one was refused just now
    word = _speak_for(mind, params, mind.inside)
    if word is not None:
        return word.to(Aim.SPEAK, word.target, because=talk.met_by(word.target))
    beside = talk.awake_beside()
    place = places[params.place] if params.place is not None and places[params.place] != mind.cell else -1
    hears = charge in beside and not mind.aid.sinking(charge)
    tells, owes, hides = talk.knows_place(place), talk.debt >= params.owes, talk.has_a_past
    for other in beside:
        stance = talk.stance(other)
        if stance < Stance.GUARDED or other == charge or mind.aid.sinking(other):
            continue
        trusted = stance >= Stance.TRUCE or talk.fear(other) < _AFRAID
        if trusted and tells and not talk.told_of(other, place):
            return _say(mind, params, Verb.TALK, other, place)
        told = talk.place_told_by(other) if owes else -1
        if told >= 0 and not talk.pledged_to(other):
            return _say(mind, params, Verb.PLEDGE, other, told)
        if hides and talk.pledged_to(other) and not talk.knows_my_past(other):
            return _say(mind, params, Verb.DISCLOSE, other)
        is_new = mind.tick - talk.met_at(other) <= _NEWS  # later they know each other themselves
        if stance >= Stance.TRUCE and hears and is_new and not talk.vouched(charge, other):
            return _say(mind, params, Verb.VOUCH, charge, other)
    return None


def _say(mind: Mind, params: Params, verb: Verb, other: int, amount: int = 0) -> Bid:
    bid = Bid(params.urgency, verb, other, amount, again=_LOOK)
    return bid.to(Aim.SPEAK, other, because=mind.talk.met_by(other))
