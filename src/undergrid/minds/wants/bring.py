"""Bring: get somebody to a place, on their own feet or hauled; also to keep a promise to do so.

Whoever goes together musters first: sleepers are woken, the thirsty are given water, and who is busy is waited for. On
the way one waits for those who fall behind. Who is lost is looked for where they were last seen, by who leads at once,
by who goes along after a while; after that one goes on to the place, where all know to meet. Who sees one of those they
go with lie helpless in the open, and nobody with them, goes back for them and brings them to the place: also where the
promise was given to somebody who has been taken since, and whose charge that one was.

Gives   to bring somebody to a place; to keep a promise to do so; to go along with who has promised it; to bring on who
        has been left lying by those who can no longer
Needs   whom and where to, or a promise that one has given; hands and strength for who cannot walk; to be fit to help,
        and to see who lies there, to take them upon oneself
Never   leaves the other behind asleep, sets out before the other is ready without having waited, or breaks off
        because the other has been lost: one meets them at the place
"""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.arguments import Person, Place
from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.haul import fetch_tarp, go_in, take_along
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Hitch
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

_TARP = 12  # cells that one goes for a tarp [assumed]
_CLOSE = 7  # cells that companions may be apart on the way, about 15 m [assumed]
_BESIDE = 2  # cells that one keeps behind somebody with a burden [assumed]
_STRIDE = 24  # cells walked before looking up [assumed]
_LOOK = 5  # seconds between looks
_STAY = 600  # seconds between looks where one has arrived
_MUSTER = 1200  # seconds that one waits for somebody to get ready [assumed]
_COMES = (
    300  # seconds that one who goes along stays where they lost who leads them: two who look miss each other [assumed]
)
_IN_SIGHT = 10  # seconds for which somebody who was seen lying there counts as in sight [assumed]
_LOST = 900  # seconds after which one does not look for somebody any more, and goes on to the place [assumed]

_CANNOT_HELP = (Activity.HELD, Activity.LYING, Activity.UNCONSCIOUS, Activity.SHUT_DOWN, Activity.SLEEPING)

_BOTH_WAIT = 120  # seconds after which, where each waits for the other, who goes along goes to who leads [assumed]
_STILL = (Activity.HIDING, Activity.LYING)

RISES = 200  # where somebody is ready to set out together, or one of theirs lies helpless out there [assumed]


class Params(BaseModel):
    """Whom, and where to."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    who: Person | None = Field(None, description="whom to bring; those whom one has promised it to, if left out")
    place: Place | None = Field(None, description="where to; where one has promised to, if left out")
    begins: str = Field("00:00", pattern=units.CLOCK_TIME, description="one sets out from, time of day [assumed]")
    ends: str = Field(
        "00:00", pattern=units.CLOCK_TIME, description="and until; the same time for at any hour [assumed]"
    )
    urgency: int = Field(300, ge=1, le=999, description="how much it matters against other wants [assumed]")


class _Aim(NamedTuple):
    """Whom to bring where, with whom, and the event that it comes of."""

    whom: int
    goal: int
    companion: int  # who has promised to come along, or been promised it; -1 for nobody
    aim: Aim
    cause: int


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Take up whoever cannot walk, and go on together."""
    aim = _aim(mind, params, places, people)
    if aim.whom >= 0 and mind.aid.known_dead(aim.whom):
        if aim.companion in (-1, aim.whom):
            mind.remember(sets_out=-1)
            return None
        aim = aim._replace(whom=-1)  # the two who are left go on
    called, is_time = mind.talk.called_by(aim.companion), _is_time(mind, params)
    mind.remember(sets_out=-1 if aim.goal < 0 or is_time else _next_time(mind, params))
    if aim.goal < 0 or not (called or is_time or _on_the_way(mind, aim)):
        return None
    if aim.aim == Aim.BRING and _are_there(mind, aim) and mind.purpose.slot(Aim.BRING, aim.whom) < 0:
        return None
    step = _left_lying(mind, params, aim) or _step(mind, params.urgency + RISES * (called > 0), aim)
    if step is None or step.aim != Aim.NONE:
        return step
    because = aim.cause if is_time else called or aim.cause
    return step.to(aim.aim, aim.companion if aim.companion >= 0 else aim.whom, because=because)


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether there is no promise left, or nobody to bring."""
    aim, whom = mind.purpose.of(slot)
    if aim == Aim.KEEP_WORD:
        return Over(mind.talk.kept_word_to(whom)) if mind.talk.open_pledge()[0] != whom else None
    if aim == Aim.GO_ALONG:
        return Over(True) if mind.talk.promiser()[0] != whom else None
    if mind.purpose.progress(slot) > 0:
        return Over(True)
    if mind.purpose.place(slot) >= 0 and not _can_be_brought(mind, whom):
        return Over(False)
    return Over(False) if whom >= 0 and mind.aid.known_dead(whom) else None


def _step(mind: Mind, urgency: int, aim: _Aim) -> Bid | None:
    """What to do next on the way."""
    aid, whom, goal = mind.aid, aim.whom, aim.goal
    arrived = mind.apart(mind.cell, goal) <= 1
    if aid.hauls >= 0:
        return _set_down(mind, urgency, goal) if arrived else _on(mind, urgency, goal, aim.companion)
    if aim.aim == Aim.BRING and _are_there(mind, aim):
        mind.purpose.proceed(mind.purpose.slot(Aim.BRING, whom), 1)
        mind.remember(housed=whom)  # and nobody moves them on from there
        return None
    if mind.inside >= 0 and mind.cell == goal:
        return Bid(urgency, Verb.NONE, again=_STAY)
    if mind.inside >= 0:
        muster = _muster(mind, urgency, whom, aim.companion)
        if muster is not None:
            return muster
        if mind.talk.lies_low(aim.companion) > 0:
            return go_out(mind, urgency, aim.companion)
    lying = [row for row in aid.helpless_at_hand() if aid.moved_by(row) < 0]
    if lying and not arrived and aid.has_hands_for(lying[0]) and aid.leads_in_hauling(lying[0], aim.companion):
        return take_along(mind, urgency, lying[0], _TARP if lying[0] == whom else 0)
    home = next((body.cell for body in mind.left_indoors() if body.row == whom != aim.companion), goal)
    if home != goal and not mind.taken_along(whom):
        return go_in(mind, urgency, mind.shelter_at(home), home)  # one has left them there
    if arrived:
        return _go_in(mind, urgency, goal)
    if whom < 0:
        return _on(mind, urgency, goal, aim.companion)
    other = mind.other(whom)
    if other is None or (not other.seen and not aid.in_reach(whom)):
        # somebody else has promised to bring one there, and knows the way; or they have been lost on it
        if other is None and aim.companion in (-1, whom):
            return None
        return _on(mind, urgency, goal, aim.companion if aim.companion >= 0 else whom)
    lies = other.doing in (Activity.LYING, Activity.UNCONSCIOUS) and aid.moved_by(whom) < 0
    if not aid.in_reach(whom) and lies:
        near = mind.apart(mind.cell, other.cell) <= _TARP
        tarp = fetch_tarp(mind, urgency, _TARP) if near else None
        return tarp or _to(mind, urgency, other.cell)
    if aid.in_reach(whom) and not aid.able(whom) and aid.moved_by(whom) < 0:
        return Bid(urgency, Verb.WAIT, again=_LOOK)  # somebody has to carry them
    return _on(mind, urgency, goal, aim.companion if aim.companion >= 0 else whom)


def _are_there(mind: Mind, aim: _Aim) -> bool:
    """Whether one is under the roof that one means to bring somebody to, and so are they, and nobody in one's arms;
    at a place under the open sky, whether they are seen there, in nobody's arms.
    """
    if mind.shelter_at(aim.goal) >= 0 or aim.whom < 0:
        there = mind.inside >= 0 and mind.cell == aim.goal and mind.aid.hauls < 0
        return there and (aim.whom < 0 or mind.aid.in_reach(aim.whom))
    other = mind.other(aim.whom)
    seen = other is not None and other.seen and mind.apart(other.cell, aim.goal) <= 1
    beside = mind.aid.in_reach(aim.whom) and mind.apart(mind.cell, aim.goal) <= 1
    return (seen or beside) and mind.aid.moved_by(aim.whom) < 0


# ---------------------------------------------------------------- those who were left lying


def _left_lying(mind: Mind, params: Params, aim: _Aim) -> Bid | None:
    """Go to one of those one goes with who lies helpless in the open, take them along, and bring them to the place."""
    aid, whom = mind.aid, _taken_on(mind)
    if whom < 0 and aid.hauls < 0 and aid.fit_to_help and mind.inside < 0:
        whom = _helpless_of_ours(mind, aim)
    if whom < 0 or _is_lost(mind, whom):
        return None
    if mind.inside >= 0 and mind.cell == aim.goal and aid.hauls < 0 and aid.in_reach(whom):
        mind.purpose.proceed(mind.purpose.slot(Aim.BRING, whom), 1)
        return None  # they are there
    step = _bring_on(mind, params.urgency + RISES, whom, aim.goal)
    alone = mind.recall("charge") < 0
    keep = {"charge": whom, "housed": whom} if alone and step is not None and aid.in_reach(whom) else {}
    own = None if step is None else step._replace(keep={**step.keep, **keep})
    return own and own.to(Aim.BRING, whom, aim.goal, because=aim.cause)  # it is the promise that passes to them


def _bring_on(mind: Mind, urgency: int, whom: int, goal: int) -> Bid | None:
    """The next step to bring somebody on who lies in the open; None where nothing can be done for them."""
    aid = mind.aid
    if aid.hauls == whom:
        if mind.apart(mind.cell, goal) <= 1:
            return _set_down(mind, urgency, goal)
        return go_out(mind, urgency) if mind.inside >= 0 else _to(mind, urgency, goal)
    if aid.hauls >= 0 or mind.inside >= 0:
        return None
    if aid.in_reach(whom) and not aid.awake(whom) and not _is_felt(mind, whom):
        return Bid(urgency, Verb.CHECK, whom, again=_LOOK)  # is there a pulse?
    if aid.in_reach(whom):
        able = aid.has_hands_for(whom) and aid.can(aid.take_up(whom), whom)
        return take_along(mind, urgency, whom, _TARP) if able else None
    cell = next((body.cell for body in aid.bodies if body.row == whom), -1)
    return _to(mind, urgency, cell) if cell >= 0 and mind.path(cell).length > 0 else None


def _is_felt(mind: Mind, whom: int) -> bool:
    """Whether one has felt somebody for a pulse."""
    return any(body.row == whom and body.checked for body in mind.aid.bodies)


def _is_lost(mind: Mind, whom: int) -> bool:
    """Whether one has felt no pulse in somebody, or they have died in one's arms."""
    return mind.aid.known_dead(whom) and (mind.aid.hauls == whom or _is_felt(mind, whom))


def _taken_on(mind: Mind) -> int:
    """Whom one has taken upon oneself to bring on because they had been left lying; -1 for nobody."""
    bringing = {row for row, slot in mind.purpose.by_whom(Aim.BRING).items() if mind.purpose.place(slot) >= 0} - {-1}
    known = [mind.aid.hauls, *(body.row for body in mind.aid.bodies)] if bringing else []
    return next((row for row in known if row in bringing), -1)


def _helpless_of_ours(mind: Mind, aim: _Aim) -> int:
    """The nearest of those one goes with whom one sees lie in the open, who cannot get up, and with whom nobody is who
    could bring them; -1 for nobody.
    """
    companion = mind.other(aim.companion) if aim.companion >= 0 else None
    seen = companion is not None and companion.seen and companion.doing not in _CANNOT_HELP
    fallen = [
        (mind.across(mind.cell, body.cell), body.row)
        for body in mind.aid.bodies
        if body.hope > 0 and body.age <= _IN_SIGHT and body.row not in (aim.whom, aim.companion)
        if mind.talk.is_ours(body.row, aim.companion) and mind.aid.moved_by(body.row) < 0
        if not mind.aid.able(body.row) and not mind.aid.trapped(body.row) and mind.aid.in_the_open(body.row)
        if not (seen and companion is not None and mind.apart(companion.cell, body.cell) <= _CLOSE)
    ]
    return min(fallen, default=(0, -1))[1]


def _can_be_brought(mind: Mind, whom: int) -> bool:
    """Whether somebody one has taken upon oneself is in one's arms, beside one, or lies where one knows them to be."""
    return mind.aid.hauls == whom or mind.aid.in_reach(whom) or any(body.row == whom for body in mind.aid.bodies)


# ---------------------------------------------------------------- the way together


def _is_time(mind: Mind, params: Params) -> bool:
    return params.begins == params.ends or mind.is_between(params.begins, params.ends)


def _next_time(mind: Mind, params: Params) -> int:
    """The tick from which on it is time to set out."""
    return mind.tick + (units.clock(params.begins) - mind.hour) % units.DAY


def _on_the_way(mind: Mind, aim: _Aim) -> bool:
    """Whether one has set out with somebody, who is out there, or about to be."""
    if aim.companion < 0 or mind.purpose.slot(aim.aim, aim.companion) < 0:
        return False
    return mind.inside < 0 or aim.companion not in mind.aid.beside()


def _aim(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> _Aim:
    """Whom to bring where: as one wants, or has promised."""
    if params.place is None:
        whom, goal, cause = mind.talk.open_pledge()
        if goal < 0 and (mine := _taken_on(mind)) >= 0:  # the promise is void, and they are still in one's care
            return _Aim(mine, mind.purpose.place(mind.purpose.slot(Aim.BRING, mine)), -1, Aim.BRING, 0)
        return _Aim(whom, goal, whom, Aim.KEEP_WORD, cause)
    whom = -1 if params.who is None else people[params.who]
    companion, cause = mind.talk.promiser()
    return _Aim(whom, places[params.place], companion, Aim.BRING if companion < 0 else Aim.GO_ALONG, cause)


def _muster(mind: Mind, urgency: int, whom: int, companion: int) -> Bid | None:
    """Wake whoever goes along, and whom one has met and would leave behind; let them drink, and finish what they are
    at, and wait until a companion says that they come.
    """
    aid = mind.aid
    for row in aid.beside():
        if row not in (whom, companion) and not (mind.talk.has_met(row) and aid.alive(row)):
            continue
        drink = _drink(mind, urgency, row)
        if drink is not None:
            return drink
        if aid.rests(row) and aid.can(Verb.ROUSE, row):
            return Bid(urgency, Verb.ROUSE, row, _LOOK, again=_LOOK)  # a few words
        ready = row != companion or not aid.awake(row) or mind.talk.called_by(row) > 0
        if (aid.tends(row) or not ready) and not mind.waited(_MUSTER):
            return Bid(urgency, Verb.WAIT, again=_LOOK)
    mind.remember(waiting=-1)
    return None


def _drink(mind: Mind, urgency: int, row: int) -> Bid | None:
    """Let somebody drink who is thirsty before they are moved, and wake them for it."""
    aid = mind.aid
    if not aid.thirsts(row) or aid.moved_by(row) >= 0 or not aid.has(ItemKind.WATER):
        return None
    if aid.can(Verb.WATER, row):
        return Bid(urgency, Verb.WATER, row, again=_LOOK)
    if not aid.awake(row) and aid.can(Verb.ROUSE, row):
        return Bid(urgency, Verb.ROUSE, row, _LOOK, again=_LOOK)
    return None


def _on(mind: Mind, urgency: int, goal: int, companion: int) -> Bid:
    """Go on towards the place, and wait for whoever has fallen behind."""
    if mind.inside >= 0:
        return go_out(mind, urgency, companion)
    other = mind.other(companion) if companion >= 0 else None
    if other is None:
        return _to(mind, urgency, goal)
    if not other.seen:
        return _to(mind, urgency, goal) if mind.aid.hauls >= 0 else _lost(mind, urgency, goal, companion)
    if other.doing == Activity.SLEEPING:
        return _wake(mind, urgency, companion, other.cell)
    apart = mind.apart(mind.cell, other.cell)
    if mind.aid.hauls < 0 <= mind.aid.hauled_by(companion):  # who bears the burden sets the pace
        return (
            Bid(urgency, Verb.WALK, other.cell, again=_LOOK)
            if apart > _BESIDE
            else Bid(urgency, Verb.WAIT, again=_LOOK)
        )
    led = mind.talk.promiser()[0] == companion
    if led and apart <= _CLOSE and other.doing in _STILL and mind.aid.walks(companion):
        return Bid(urgency, Verb.HIDE, again=_LOOK)  # nobody goes on, or down the stairs, past who leads them
    if apart > _CLOSE and not mind.is_ahead(other.cell, goal):
        both_wait = other.doing == mind.doing == Activity.WAITING and mind.at_it > _BOTH_WAIT
        return _to(mind, urgency, other.cell) if led and both_wait else Bid(urgency, Verb.WAIT, again=_LOOK)
    return _to(mind, urgency, goal)


def _wake(mind: Mind, urgency: int, whom: int, cell: int) -> Bid:
    """Go back to somebody who has fallen asleep on the way, and wake them."""
    if mind.aid.in_reach(whom) and mind.aid.can(Verb.ROUSE, whom):
        return Bid(urgency, Verb.ROUSE, whom, _LOOK, again=_LOOK)
    return Bid(urgency, Verb.WAIT, again=_LOOK) if mind.apart(mind.cell, cell) <= 1 else _to(mind, urgency, cell)


def _lost(mind: Mind, urgency: int, goal: int, whom: int) -> Bid:
    """Look for somebody where they were last, and wait for them there a while; then go on to the place."""
    other = mind.other(whom)
    if other is None or other.age > _LOST:
        return _to(mind, urgency, goal) if mind.inside < 0 else go_out(mind, urgency)
    if mind.inside >= 0:
        return Bid(urgency, Verb.WAIT, again=_LOOK) if mind.cell == other.cell else go_out(mind, urgency)
    comes = other.age <= _COMES and mind.talk.promiser()[0] == whom  # who leads comes back for whom they lead
    if comes or mind.apart(mind.cell, other.cell) <= 1:
        return Bid(urgency, Verb.HIDE, again=_LOOK)
    return _to(mind, urgency, other.cell)


def _to(mind: Mind, urgency: int, goal: int) -> Bid:
    stage = mind.stage_to(goal, _STRIDE)
    return (
        Bid(urgency, Verb.WAIT, again=60, hitch=Hitch.NO_WAY) if stage < 0 else Bid(urgency, Verb.WALK, stage, again=30)
    )


def _set_down(mind: Mind, urgency: int, goal: int) -> Bid:
    """At the place, go in at the door where there is one, and set down who is hauled."""
    building = mind.shelter_at(goal)
    if mind.inside < 0 and building >= 0:
        return go_in(mind, urgency, building, goal)
    return Bid(urgency, Verb.DROP, again=_LOOK)


def _go_in(mind: Mind, urgency: int, goal: int) -> Bid | None:
    building = mind.shelter_at(goal)
    return go_in(mind, urgency, building, goal) if building >= 0 and mind.inside < 0 else None
