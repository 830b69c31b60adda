"""Rescue: go where somebody calls from, look after those who lie there, and bring who cannot walk under a roof.

Gives   to answer a call; to look for the wounded; to save somebody; by day, with nobody to go to, to look about
Needs   `bodies_found`, which is switched on by itself; a call heard, a place, or somebody who lies there; and
        to be fit to help
Never   brings the dead home, turns aside from whom one goes to save but for somebody far nearer, moves whom one is
        bringing to a place, or has brought there, or goes to and fro between those for whom it knows no roof
"""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.arguments import Place
from undergrid.minds.bids import Bid, Over
from undergrid.minds.knows.at_hand import Body
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.haul import fetch_tarp, go_in, take_along
from undergrid.minds.plans.look_round import has_been_round, next_corner, walk_on
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.society import Stance

_SCENE = 20  # cells within which one looks for those who lie about [assumed]
_ROUND_ABOUT = 30  # the same once one has begun to look [assumed]
_NEARER = 60  # % of the way to somebody, within which another must be for one to turn to them instead [assumed]
_BY_THE_WAY = 6  # cells within which one feels for more pulses before one takes somebody away [assumed]
_TARP = 12  # cells that one goes for a tarp [assumed]
_STRIDE = 24  # cells walked before looking up [assumed]
_LOOK = 10  # seconds between looks while there is something to do
_NO_WAY = 600  # seconds before one looks again for a way where there was none [assumed]
_FRESH = 7200  # seconds for which one goes back for somebody who was found alive [assumed]
_TRIP = 60  # cells that one goes back for them [assumed]
_DARK = 20  # daylight, 1/255, below which one stays with those one has brought in [assumed]
_EVEN = 500  # as likely alive as dead, 1/1000 [assumed]
_BREATH = 20  # seconds before one tries again what was refused [assumed]
_ROUND = 8  # cells from where a call came from to the corners of the round that one makes there [assumed]
_CORNERS = ((0, 0), (1, 1), (1, -1), (-1, -1), (-1, 1))  # of that round, in such steps
_STALE = 3 * 3600  # seconds after which nobody waits for an answer to a call any more [assumed]
_IDLE = 300  # seconds at rest after which one goes to look about [assumed]
_EVERY = 1800  # seconds from one round to the next [assumed]
_ABOUT = 40  # cells from where one was to the corners of that round [assumed]
_IDLY = 60  # how much that matters: more than to rest, less than all else [assumed]
_LEFT_TO_DO, _SEEN_TO = 0, 1  # how far one has come with saving somebody, where they lie

RISES = 200  # at most, with somebody in one's care [assumed]


class Params(BaseModel):
    """Where to look without a call."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    place: Place | None = Field(None, description="where one looks without a call, until one has somebody to save")
    urgency: int = Field(450, ge=1, le=799, description="how much it matters against other wants [assumed]")


class _Called(NamedTuple):
    """What one has been called to."""

    cell: int
    cause: int  # the event by which one knows of the call; 0 for a place of `Params`
    place: int = -1  # that place; -1 for a call

    def bid(self, bid: Bid) -> Bid:
        """The same, to answer it."""
        return bid.to(Aim.ANSWER_CALL, where=self.place, because=self.cause)


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Treat whoever lies within reach, then take them along, then look further, then answer a call."""
    aid = mind.aid
    if not aid.fit_to_help:
        return None
    where = _called_to(mind, params, places) if params.place is not None else None
    if where is not None and _found_at(mind, where.place) is not None:
        mind.remember(answered=mind.tick)
    if aid.hauls >= 0:
        if not mind.aid.alive(aid.hauls):  # as one feels whom one has in one's arms
            return Bid(params.urgency + RISES, Verb.DROP, again=2).to(Aim.SAVE, aid.hauls)
        return _bring(mind, params) if _to_be_housed(mind, aid.hauls) else None
    kind, at = mind.percept
    if kind == Kind.REFUSED and mind.tick - at < _BREATH:
        return None
    at_hand = _at_hand(mind, params)
    if at_hand is not None:
        return at_hand
    if mind.inside >= 0:
        return _out(mind, params, places)
    # who has begun to look goes all round before they fetch anything, or take anybody away
    further = _search(mind, params, _ROUND_ABOUT) if mind.purpose.slot(Aim.LOOK_FOR_WOUNDED) >= 0 else None
    # and who has begun to answer a call goes there before they go back to anybody: else one goes to and fro
    begun = mind.purpose.about[0] == Aim.ANSWER_CALL
    return (
        further
        or _fetch(mind, params)
        or _search(mind, params, _SCENE)
        or (_answer(mind, params, places) if begun else None)
        or _back(mind, params)
        or _answer(mind, params, places)
        or _stay_by(mind, params)
        or _look_about(mind)
    )


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether one need not, or cannot, go on with what one has taken up."""
    aim, whom = mind.purpose.of(slot)
    bodies = {body.row: body for body in mind.aid.bodies}
    known = bodies.get(whom)
    if aim == Aim.SAVE and known is not None and known.checked and known.hope == 0:
        return Over(False, known.cause)  # dead
    if aim == Aim.SAVE:
        safe = whom in mind.aid.beside() and mind.aid.next_step(whom) is None
        return Over(True) if safe or known is None else None
    if aim == Aim.LOOK_ABOUT:
        return Over(True) if has_been_round(mind) else Over(False) if mind.purpose.lapsed(slot) else None
    if aim == Aim.ANSWER_CALL:
        if mind.purpose.progress(slot) >= len(_CORNERS):
            return Over(True)
        if (place := mind.purpose.place(slot)) >= 0:
            found = _found_at(mind, place)
            return None if mind.recall("answered") < 0 else Over(found is not None, found.cause if found else 0)
        if mind.aid.calls.first(mind.recall("answered"), mind.tick - _STALE) is not None:
            return None
        came = mind.aid.calls.come_to()
        return Over(came > 0, came)
    left = _unfelt_at_hand(mind) or _next_to_look_at(mind, _ROUND_ABOUT) is not None
    return None if left else Over(True)  # whoever lives is seen to in between, and one turns back to the rest


# ---------------------------------------------------------------- those within reach


def _at_hand(mind: Mind, params: Params) -> Bid | None:
    """Feel for pulses, first of those who stir, then where blood glistens, and treat who has one, the worst first: who
    lies there, who stands there wounded, and who is with one under a roof.
    """
    aid, urgency = mind.aid, params.urgency + RISES
    known = {body.row: body for body in aid.bodies_in_reach}
    upright = [row for row in aid.wounded_on_their_feet if mind.talk.stance(row) != Stance.HOSTILE]
    beside = {*aid.beside(), *upright}
    stirring = {row for row in known if _stirs(known[row])}
    near = [row for row in {*known, *beside} if aid.moved_by(row) < 0]
    for row in sorted(near, key=lambda row: (row not in stirring, aid.dry(row), *aid.worst_first(row))):
        body = known.get(row)
        if _to_be_felt(mind, row, body):
            return Bid(urgency, Verb.CHECK, row, again=_LOOK).to(Aim.LOOK_FOR_WOUNDED)
        if not (aid.lies(row) or row in beside) or (body is not None and body.hope == 0):
            continue
        step = aid.next_step(row)
        _note_whether_seen_to(mind, row, step is None)
        if step is not None:
            keep = {"charge": row} if aid.lies(row) else {}
            done = Bid(urgency, step[0], row, step[1], again=_LOOK, keep=keep)
            return done.to(Aim.SAVE, row, because=body.cause if body else 0)
    return None


def _note_whether_seen_to(mind: Mind, row: int, done: bool) -> None:
    """Note of somebody within reach for whom one knows no roof whether all has been done that can be done there."""
    slot = mind.purpose.slot(Aim.SAVE, row)
    if slot >= 0 and mind.roof()[0] < 0:
        mind.purpose.proceed(slot, _SEEN_TO if done else _LEFT_TO_DO)


def _to_be_felt(mind: Mind, row: int, body: Body | None) -> bool:
    """Whether somebody within reach lies there of whom only their pulse would tell one whether they live."""
    aid = mind.aid
    if body is not None and (body.checked or _lies_low(mind, body)):
        return False
    # of one's own, and of who rests under one's roof with nothing that has to be done, one sees it
    if aid.awake(row) and (mind.talk.bound_to(row) or (mind.inside >= 0 and aid.next_step(row) is None)):
        return False
    return aid.lies(row) and not aid.rests(row)


def _unfelt_at_hand(mind: Mind) -> bool:
    """Whether somebody lies within reach for whose pulse one has yet to feel."""
    aid = mind.aid
    return any(aid.moved_by(body.row) < 0 and _to_be_felt(mind, body.row, body) for body in aid.bodies_in_reach)


def _stirs(body: Body) -> bool:
    """Whether somebody more likely lives than not, as far as one can tell from where one stands."""
    return body.hope > _EVEN


def _lies_low(mind: Mind, body: Body) -> bool:
    """Whether somebody who lies there is one whom one is bound to, and who stirs: they keep out of sight."""
    return _stirs(body) and mind.talk.bound_to(body.row)


def _to_be_housed(mind: Mind, row: int) -> bool:
    """Whether somebody is in one's care who has not been brought under a roof yet, nor is being brought elsewhere."""
    return row == mind.recall("charge") and row != mind.recall("housed") and not mind.purpose.brings(row)


def _fetch(mind: Mind, params: Params) -> Bid | None:
    """Take along one's charge who cannot walk: on a tarp where one lies near."""
    aid, charge = mind.aid, mind.recall("charge")
    if mind.roof()[0] < 0:
        return None
    housed = mind.recall("housed")
    if charge in (-1, housed) or aid.known_dead(charge):  # one's hands are free for the next
        others = (body for body in aid.bodies_in_reach if body.hope > 0 and body.row != housed)
        charge = next((body.row for body in others), -1)
    if charge < 0 or mind.purpose.brings(charge):
        return None
    known = {body.row: body for body in _left_behind(mind)}
    if charge in known and mind.apart(mind.cell, known[charge].cell) <= _TARP:
        tarp = fetch_tarp(mind, params.urgency + RISES, _TARP)  # one has left one's charge to fetch it
        return tarp.to(Aim.SAVE, charge, because=known[charge].cause) if tarp else None
    if not aid.in_reach(charge) or not aid.alive(charge) or (aid.walks(charge) and not aid.faint(charge)):
        return None
    if not aid.lies(charge) or aid.moved_by(charge) >= 0:
        return None
    more = _search(mind, params, _BY_THE_WAY)
    if more is not None:
        return more
    # without RISES: less urgent than keeping out of sight
    return take_along(mind, params.urgency, charge, _TARP)._replace(keep={"charge": charge}).to(Aim.SAVE, charge)


def _bring(mind: Mind, params: Params) -> Bid | None:
    """Bring the person one hauls under the best roof that one knows of."""
    whom = mind.aid.hauls
    building, door = mind.roof()
    if mind.inside >= 0 or building < 0:
        keep = {"housed": whom} if mind.inside >= 0 else {}
        return Bid(params.urgency + RISES, Verb.DROP, again=2, keep=keep).to(Aim.SAVE, whom)
    return go_in(mind, params.urgency + RISES, building, door).to(Aim.SAVE, whom)


# ---------------------------------------------------------------- those farther off


def _left_behind(mind: Mind) -> list[Body]:
    """Those in whom one has felt a pulse not long ago, and who lie out there alone: one's charge, and whom one is about
    to save; while it is light, whom else one means to save, who has called for help, and others near by. In the order
    in which one goes to them.
    """
    aid, charge = mind.aid, mind.recall("charge")
    left = [
        body
        for body in aid.bodies
        if body.checked and body.hope > 0 and body.age <= _FRESH and not aid.housed(body) and not aid.in_reach(body.row)
        if body.row == charge or _is_about_to_save(mind, body) or (mind.light > _DARK and _may_be_saved(mind, body))
        if not mind.taken_along(body.row)
    ]
    return sorted(left, key=lambda body: _order(mind, body))


def _is_about_to_save(mind: Mind, body: Body) -> bool:
    return mind.purpose.about == (Aim.SAVE, body.row)


def _may_be_saved(mind: Mind, body: Body) -> bool:
    """Whether one means to save somebody, or they have called for help, or they lie near by."""
    means_to = mind.purpose.slot(Aim.SAVE, body.row) >= 0 or mind.aid.calls.by(body.row)
    return means_to or mind.across(mind.cell, body.cell) <= _TRIP


def _search(mind: Mind, params: Params, within: int) -> Bid | None:
    """Go to somebody whose pulse one has not felt, first to those who stir, then to the nearest."""
    body = _next_to_look_at(mind, within)
    if body is None:
        return None
    return Bid(params.urgency, mind.quiet(), mind.stage_to(body.cell, _STRIDE), again=60).to(Aim.LOOK_FOR_WOUNDED)


def _next_to_look_at(mind: Mind, within: int) -> Body | None:
    """The first of those beyond reach, within so many cells, whose pulse one has not felt and to whom a way leads."""
    aid = mind.aid
    unfelt = [body for body in aid.bodies if not body.checked and not aid.housed(body) and not _lies_low(mind, body)]
    far = {body.row: mind.apart(mind.cell, body.cell) for body in unfelt}
    near = (body for body in unfelt if 0 < far[body.row] <= within)
    order = sorted(near, key=lambda body: (not _stirs(body), far[body.row], body.row))
    return next((body for body in order if mind.path(body.cell).length > 0), None)


def _back(mind: Mind, params: Params) -> Bid | None:
    """Go back to those left behind alive for whom there is something to be done: to be treated, or brought in."""
    roofless = mind.roof()[0] < 0
    return _back_to(mind, params, [body for body in _left_behind(mind) if not (roofless and _is_seen_to(mind, body))])


def _stay_by(mind: Mind, params: Params) -> Bid | None:
    """Go back to somebody who has been seen to, to be with them, unless one is with another such."""
    aid = mind.aid
    if any(_is_seen_to(mind, body) and aid.alive(body.row) for body in aid.bodies_in_reach):
        return None
    return _back_to(mind, params, _left_behind(mind))


def _is_seen_to(mind: Mind, body: Body) -> bool:
    return mind.purpose.progress(mind.purpose.slot(Aim.SAVE, body.row)) == _SEEN_TO


def _back_to(mind: Mind, params: Params, left: list[Body]) -> Bid | None:
    """Go to the first of some to whom a way leads."""
    for body in left:
        if mind.path(body.cell).length > 0:
            stage = mind.stage_to(body.cell, _STRIDE)
            return Bid(params.urgency, mind.quiet(), stage, again=60).to(Aim.SAVE, body.row, because=body.cause)
    return None


def _answer(mind: Mind, params: Params, places: dict[str, int]) -> Bid | None:
    """Go where the newest call came from that one has not followed to its end, or to the place of `Params`, and once
    round there.
    """
    where = _called_to(mind, params, places)
    if where is None or mind.recall("until") > mind.tick:
        return None
    corner = max(0, mind.purpose.progress(slot := mind.purpose.slot_at(Aim.ANSWER_CALL, where.place)))
    goal = _corner(mind, where.cell, corner)
    if mind.apart(mind.cell, goal) <= 2 or (corner and mind.path(goal).length <= 0):
        corner += 1
        mind.purpose.proceed(slot, corner)
        if corner >= len(_CORNERS):
            mind.remember(answered=where.cause >> TICK_SHIFT if where.cause else mind.tick)
            return None
        goal = _corner(mind, where.cell, corner)
    stage = mind.stage_to(goal, _STRIDE)
    if stage < 0:
        if not corner:
            mind.remember(until=mind.tick + _NO_WAY)  # a way may open again
            return None
        return where.bid(Bid(params.urgency, Verb.WAIT, again=_LOOK))
    return where.bid(Bid(params.urgency, mind.quiet(), stage, again=120))


def _look_about(mind: Mind) -> Bid | None:
    """By day, with nobody to go to, walk round now and then: there may be somebody, and a call carries elsewhere."""
    if mind.light <= _DARK or mind.ducks or mind.aid.weary or mind.recall("charge") >= 0:
        return None
    begun = mind.purpose.first(Aim.LOOK_ABOUT) >= 0
    if mind.tick < mind.recall("low") or (not begun and mind.at_it < _IDLE):
        return None
    corner = next_corner(mind, _EVERY)
    step = walk_on(mind, corner, _ABOUT, mind.quiet()) if corner >= 0 else None
    return step._replace(urgency=_IDLY) if step else None


def _corner(mind: Mind, cell: int, corner: int) -> int:
    """Where one looks, at a corner of the round about a cell."""
    level, x, y = mind.where(cell)
    across, down = _CORNERS[corner]
    return mind.aid.ground_by(level, x + _ROUND * across, y + _ROUND * down)


def _called_to(mind: Mind, params: Params, places: dict[str, int]) -> _Called | None:
    """What one has been called to and has not been at; None for nothing."""
    call = mind.aid.calls.first(mind.recall("answered"), mind.tick - _STALE)
    if call is not None:
        return _Called(mind.aid.by_call(call), call.cause)
    if params.place is None or mind.recall("answered") >= 0:
        return None
    return _Called(places[params.place], 0, places[params.place])


def _found_at(mind: Mind, place: int) -> Body | None:
    """The first of those about a place of `Params` whom one has begun to save; None for none, and for no place."""
    near = (body for body in mind.aid.bodies if place >= 0 and mind.apart(place, body.cell) <= _SCENE)
    return next((body for body in near if body.hope > 0 and mind.purpose.slot(Aim.SAVE, body.row) >= 0), None)


def _out(mind: Mind, params: Params, places: dict[str, int]) -> Bid | None:
    """Go out of the door for those who were found alive and still lie out there, and if somebody calls: for what one
    will be about out there.
    """
    left = [] if mind.aid.weary else _left_behind(mind)
    called = _called_to(mind, params, places) if mind.recall("until") <= mind.tick else None
    if not left and called is None:
        return None
    out = go_out(mind, params.urgency)
    if _search(mind, params, _SCENE) is not None:
        return out.to(Aim.LOOK_FOR_WOUNDED)
    if left or called is None:
        return out.to(Aim.SAVE, left[0].row, because=left[0].cause)
    return called.bid(out)


def _order(mind: Mind, body: Body) -> tuple[bool, int, int]:
    """Who comes first of those left behind: one's charge that is not under a roof yet; then the nearest, but whom one
    is on the way to unless another is far nearer.
    """
    far = mind.across(mind.cell, body.cell) * (_NEARER if _is_about_to_save(mind, body) else 100) // 100
    return not _to_be_housed(mind, body.row), far, body.row
