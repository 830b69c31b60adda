"""Link: bring the cube of a Heart Engine to a node of the network, at an hour of one's choosing, link and fire it.

Where it lies in a building, one takes it up; where that has a socket, one stays until it is charged, at any hour.
Whoever carries it goes to the place, links it to the most important node at hand there, waits beside it until it has
tuned in, and fires it; who has to flee from it comes back. Others who want the same cover whoever of their own carries
it or has linked it, and take it on where that one has fallen. Where those whose base it lies in have voted for it, that
is why one does; where they have voted it down, one lays it down there and bears with that.

Gives   to take the cube up and charge it, to go to the place, to link it, to wait, to fire it; to cover whoever of
        one's own is at it, as an intention of its own; to lay it down that has been voted down
Needs   a cube that is charged, or a socket for it, or the sight of one; a way there, and a Core, hub, cell or server
        at hand there
Never   fires where it is told not to, or links to another node than at that place; is about to link what others
        carry; goes against a vote that it knows of
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.arguments import Place
from undergrid.minds.bids import Bid, Over
from undergrid.minds.knows.engines import CUBE
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.go_to_ground import STRIDE
from undergrid.world.tables.minds import Aim, Hitch
from undergrid.world.tables.orders import Verb

_AT_IT = 500  # how much more urgent it is once one is beside the node, whoever shoots [assumed]
_CLOSE = 4  # cells within which one keeps to the bearer [assumed]
_LOOK = 5  # seconds between looks on the spot
_CHARGING = 300  # seconds between looks at a cube that is being charged [assumed]
_LINKED = 0  # how far one has come with it: it is linked
_FIRED = 1  # one has put a hand on the panel

_MEANWHILE = 90  # how urgent it is to stay by it until it is charged: others in there are looked after first [assumed]

RISES = _AT_IT


class Params(BaseModel):
    """Where, and whether to the end."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    at: Place = Field(description="where a node of the network is at hand: a Core, hub, cell or server")
    fire: bool = Field(True, description="whether one fires it, too, once it has tuned in")
    ready: bool = Field(True, description="whether one takes it from where it is kept, and charges it, oneself")
    begins: str = Field("00:00", pattern=units.CLOCK_TIME, description="one goes for it from, time of day [assumed]")
    ends: str = Field(
        "00:00", pattern=units.CLOCK_TIME, description="and until; the same time for at any hour [assumed]"
    )
    urgency: int = Field(400, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Go there with the cube, link it, wait and fire it; or go along, or take it up."""
    goal = places[params.at]
    found = _abide(mind, params) if mind.talk.councils.voted_down() else _bid(mind, params, goal)
    if found is None or found.aim == Aim.COVER:
        return found
    return found.to(Aim.LINK, where=goal, because=found.because or mind.talk.councils.voted_for())


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether it has been linked, where that is all, or has gone off, or must not be; or whom one covers is past it."""
    aim, whom = mind.purpose.of(slot)
    if aim == Aim.COVER:
        if mind.aid.known_dead(whom):
            return Over(False)
        return Over(True) if mind.purpose.lapsed(slot) else None
    no = mind.talk.councils.voted_down()
    if no:
        return Over(False, no)
    come = mind.purpose.progress(slot)
    there = mind.aid.engines.linked is not None
    if not params.fire:
        return Over(True) if there else None
    if come == _LINKED and not there and mind.cell == mind.purpose.place(slot):
        return Over(False)  # somebody has taken it away, or fired it
    return Over(True) if come == _FIRED and not there and not mind.busy else None


def _bid(mind: Mind, params: Params, goal: int) -> Bid | None:
    slot = mind.purpose.slot_at(Aim.LINK, goal)
    linked = mind.aid.engines.linked
    if linked is not None and linked.ready is not None:
        linker = mind.aid.engines.linker()
        if linker >= 0:
            return Bid(params.urgency, Verb.HIDE, again=_LOOK).to(Aim.COVER, whom=linker)
        if not params.fire:
            return None
        if slot >= 0 and mind.purpose.progress(slot) < _LINKED:
            mind.purpose.proceed(slot, _LINKED)
        if mind.tick < linked.ready:
            return Bid(params.urgency, Verb.HIDE, again=max(_LOOK, min(60, linked.ready - mind.tick)))
        if slot >= 0:
            mind.purpose.proceed(slot, _FIRED)
        return Bid(params.urgency + _AT_IT, Verb.FIRE, linked.node, again=_LOOK)
    if slot >= 0 and mind.purpose.progress(slot) >= _LINKED:
        return _go_back(mind, params, goal) if mind.purpose.progress(slot) == _LINKED else None
    ready = _make_ready(mind, params)
    if ready is not None:
        return ready
    if params.begins != params.ends and not mind.is_between(params.begins, params.ends):
        return None
    if not mind.aid.engines.carries:
        return _go_along(mind, params)
    if mind.inside >= 0:
        return go_out(mind, params.urgency)
    if mind.cell == goal:
        port = mind.aid.engines.port()
        if port < 0:
            return Bid(params.urgency, Verb.WAIT, hitch=Hitch.NOT_THERE)
        if not mind.aid.walks(mind.who):
            return None  # one cannot get up to it
        return Bid(params.urgency + _AT_IT, Verb.CONNECT, port, again=_LOOK)
    return _walk(mind, params, goal)


def _abide(mind: Mind, params: Params) -> Bid | None:
    """Lay down in the base the cube that must not be used."""
    engines = mind.aid.engines
    if mind.inside < 0 or not (engines.carries or engines.empty):
        return None
    return Bid(params.urgency, Verb.PUT_DOWN, -1, CUBE, again=_LOOK, because=mind.talk.councils.voted_down())


def _make_ready(mind: Mind, params: Params) -> Bid | None:
    """Take up the cube that lies in the building that one is in; stay with it at a socket until it is charged."""
    engines = mind.aid.engines
    if not params.ready:
        return None
    if engines.empty and engines.socket:
        if engines.fills:
            return Bid(min(params.urgency, _MEANWHILE), Verb.WAIT, again=_CHARGING)
        return Bid(params.urgency, Verb.CHARGE_CUBE, again=_LOOK)
    if engines.shelved() and not (engines.empty or engines.carries):
        return Bid(params.urgency, Verb.TAKE, -1, CUBE, again=_LOOK)
    return None


def _go_back(mind: Mind, params: Params, goal: int) -> Bid | None:
    """Go back to what one has linked, wherever one has had to flee from it."""
    if mind.inside >= 0:
        return go_out(mind, params.urgency)
    return _walk(mind, params, goal) if mind.cell != goal else None


def _go_along(mind: Mind, params: Params) -> Bid | None:
    """Take up the cube that lies in sight, else cover whoever carries it."""
    if mind.inside >= 0:
        return None
    lies, bearer = mind.aid.engines.lying(), mind.aid.engines.bearer()
    if lies >= 0:
        there = mind.cell == lies
        step = Bid(params.urgency + _AT_IT, Verb.TAKE, -1, CUBE, again=_LOOK) if there else _walk(mind, params, lies)
        return step._replace(because=mind.aid.engines.fell_by())
    other = mind.other(bearer) if bearer >= 0 else None
    if other is None:
        return None
    close = mind.apart(mind.cell, other.cell) <= _CLOSE
    step = Bid(params.urgency, Verb.WAIT, again=_LOOK) if close else _walk(mind, params, other.cell)
    return step.to(Aim.COVER, whom=bearer)


def _walk(mind: Mind, params: Params, to: int) -> Bid:
    stage = mind.stage_to(to, STRIDE)
    if stage < 0:
        return Bid(params.urgency, Verb.WAIT, hitch=Hitch.NO_WAY)
    return Bid(params.urgency, mind.quiet(), stage, again=30)
