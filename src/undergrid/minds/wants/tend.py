"""Tend: look after one's own wounds, and those one is bound to, or has taken into one's care, as long as they cannot do
without; and under one's roof who bleeds to death, and a child that lies there helpless and has nobody.

One binds what still bleeds, gives water and looks at the wounds again, whether they lie, sit or stand; one stays with
them while nothing else is to be done, talks to who is dying, and having gone out from under one roof one comes back.
Who is worst off comes first. With no watcher about, blood that does not stop by itself comes before going on, and so
does a look at who may bleed to death; blood that pours comes before it with one about, too.

Gives   to tend somebody, or oneself
Needs   gauze, for oneself; somebody one is bound to, or has taken into one's care; and to be fit to help, for more than
        to look at them and stay with them
Never   comes back to who could do without one, or treats somebody whom another is moving
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.minds.plans.haul import go_in
from undergrid.minds.plans.left_alone import is_left_alone
from undergrid.minds.plans.theirs import theirs_at_hand
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.society import Stance

_LOOK = 10  # seconds between looks while there is something to do
_SIT = 120  # seconds between looks at those one looks after

_RUNS = 200  # mL/h from which on a wound does not look as if it would stop by itself [assumed]
_DYING = 3  # blood class from which on somebody may bleed to death, as anybody sees [ATLS]
_TALKS = 120  # seconds for which one talks to who is dying before one looks up [assumed]
_POURS = 1500  # mL/h from which on a wound takes a third of one's blood within the hour [70 mL/kg, 70 kg]
_BINDS = (Verb.TOURNIQUET, Verb.CUT, Verb.DRESS, Verb.STABILISE)

RISES = 700  # where somebody bleeds, and no watcher is about [assumed]


class Params(BaseModel):
    """How often, and how urgently."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    again_minutes: float = Field(30, ge=1, le=1440, description="one looks at their wounds again after, min [assumed]")
    urgency: int = Field(100, ge=1, le=449, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Look after oneself, or those under one's roof or at hand outdoors where that is more urgent; come back to those
    one has left.
    """
    aid = mind.aid
    if aid.hauls >= 0 or aid.trapped(mind.who):
        return None
    step = _binding_oneself(mind)
    own = None if step is None else Bid(_urgency(mind, params, mind.who), *step, again=_LOOK).to(Aim.TEND, mind.who)
    if own is not None and own.urgency > params.urgency:
        return own
    cared_for = [row for row in _at_hand(mind) if _needs(mind, row)]
    _take_on(mind, cared_for)
    cares = (_care(mind, params, cared_for) if aid.fit_to_help else None) or _look(mind, params, cared_for)
    if own is not None and (cares is None or cares.urgency <= own.urgency):
        return own
    home = _home(mind, params) if cares is None and aid.fit_to_help and mind.inside < 0 else None
    return cares or home or _comfort(mind, params, cared_for) or _stay(mind, params, cared_for)


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether they are dead, or can do without."""
    _, whom = mind.purpose.of(slot)
    known = next((body for body in mind.aid.bodies if body.row == whom), None)
    if known is not None and known.checked and known.hope == 0:
        return Over(False, known.cause)
    return Over(True) if mind.aid.in_reach(whom) and not _needs(mind, whom) else None


def _binding_oneself(mind: Mind) -> tuple[Verb, int, int] | None:
    """(verb, target, amount) of what to do next for one's own wounds; None for nothing, or with a watcher about where
    one's blood does not pour.
    """
    if not mind.aid.hurt or (mind.risk.near and not _pours(mind, mind.who)):
        return None
    step = mind.aid.next_step(mind.who)
    return (step[0], mind.who, step[1]) if step is not None and step[0] in _BINDS else None


def _at_hand(mind: Mind) -> list[int]:
    """Who is under one's roof; outdoors, who is within reach, wounded or one's own: rows, ascending."""
    aid = mind.aid
    if mind.inside >= 0:
        return aid.beside()
    known = [body.row for body in aid.bodies_in_reach if body.hope > 0]
    return sorted({*known, *aid.wounded_on_their_feet, *theirs_at_hand(mind)})


def _urgency(mind: Mind, params: Params, row: int) -> int:
    """How much it matters to bind somebody's wounds now."""
    runs = mind.aid.bleeds(row) >= _RUNS and not mind.risk.near
    return params.urgency + RISES * (runs or _pours(mind, row))


def _pours(mind: Mind, row: int) -> bool:
    """Whether what can be stopped of somebody's blood would kill them within the hour, or soon enough as it is."""
    bleeds = mind.aid.bleeds(row)
    return bleeds >= _POURS or (bleeds > 0 and mind.aid.blood_class(row) >= _DYING)


def _needs(mind: Mind, row: int) -> bool:
    """Whether somebody within reach is oneself, wounded, or one's charge, or bound to one and cannot do without, or
    bleeds to death under one's roof and is no enemy, or is a child that lies there and has nobody.
    """
    aid = mind.aid
    if row == mind.who:
        return _binding_oneself(mind) is not None
    if row == mind.recall("charge"):
        return aid.alive(row)
    if not aid.alive(row):
        return False
    if mind.inside >= 0 and aid.blood_class(row) >= _DYING and mind.talk.stance(row) != Stance.HOSTILE:
        return True
    if mind.talk.bound_to(row) and not aid.well(row):
        return True
    return mind.inside >= 0 and aid.fit_to_help and is_left_alone(mind, row)


def _take_on(mind: Mind, cared_for: list[int]) -> None:
    """Take a child into one's care that has nobody, unless one has somebody in one's care already."""
    if mind.inside < 0 or mind.recall("charge") >= 0:
        return
    left = next((row for row in cared_for if is_left_alone(mind, row)), -1)
    if left >= 0:
        mind.remember(charge=left, housed=left)


def _care(mind: Mind, params: Params, cared_for: list[int]) -> Bid | None:
    """Treat, or give water, whoever of them it is time for: where it is most urgent, and then who is worst off."""
    aid, urgency = mind.aid, params.urgency
    found = []
    for row in sorted(cared_for, key=aid.worst_first):
        step = aid.next_step(row) if aid.moved_by(row) < 0 else None
        if step is not None:
            binds = _urgency(mind, params, row) if step[0] in _BINDS else urgency
            found.append(Bid(binds, step[0], row, step[1], again=_LOOK).to(Aim.TEND, row))
        elif aid.parched(row) and aid.has(ItemKind.WATER) and aid.can(Verb.WATER, row):
            found.append(Bid(urgency, Verb.WATER, row, again=_LOOK).to(Aim.TEND, row))
    return max(found, key=lambda bid: bid.urgency, default=None)


def _look(mind: Mind, params: Params, cared_for: list[int]) -> Bid | None:
    """Look at wounds again: after a while, and at once where somebody has come to bleed to death, has fainted, or is
    worse since one looked: whatever else one is about beside them, and whether one can do anything for them or not.
    """
    for row in cared_for:
        slot = mind.purpose.slot(Aim.TEND, row)
        last = mind.purpose.progress(slot)
        worse = mind.aid.blood_class(row) >= _DYING and last < mind.aid.worse_since(row)
        worse = worse or last < mind.aid.fainted_since(row)
        if slot < 0 or (last < 0 and not worse):  # from when one takes it up, or at once then
            mind.purpose.proceed(slot, mind.tick)
        elif (worse or mind.tick - last >= 60 * params.again_minutes) and mind.aid.can(Verb.ASSESS, row):
            mind.purpose.proceed(slot, mind.tick)
            urgency = params.urgency + RISES * (worse and not mind.risk.near)
            return Bid(urgency, Verb.ASSESS, row, again=_LOOK).to(Aim.TEND, row)
    return None


def _comfort(mind: Mind, params: Params, cared_for: list[int]) -> Bid | None:
    """Under a roof, talk to who bleeds to death or is in shock of those in one's care, and for whom nothing else can be
    done: for as long as they hear it.
    """
    for row in cared_for if mind.inside >= 0 and not mind.risk.near else []:
        theirs = row == mind.recall("charge") or mind.talk.bound_to(row)
        if theirs and row != mind.who and mind.aid.sinking(row) and mind.aid.can(Verb.ROUSE, row):
            return Bid(params.urgency, Verb.ROUSE, row, _TALKS, again=_LOOK).to(Aim.TEND, row)
    return None


def _stay(mind: Mind, params: Params, cared_for: list[int]) -> Bid | None:
    """Stay with those one cares for: one's charge first; lying down where to stand would make one faint."""
    charge = mind.recall("charge")
    first = charge if charge in cared_for else min(cared_for, default=-1)
    still = Verb.FLAT if mind.inside < 0 and mind.aid.faint(mind.who) else Verb.WAIT
    return Bid(params.urgency, still, again=_SIT).to(Aim.TEND, first) if first >= 0 else None


def _home(mind: Mind, params: Params) -> Bid | None:
    """Go back to those one has left under a roof: one's charge, and who could not do without one."""
    for body in mind.left_indoors():
        if body.row != mind.recall("charge") and mind.purpose.slot(Aim.TEND, body.row) < 0:
            continue
        return go_in(mind, params.urgency, mind.shelter_at(body.cell), body.cell).to(Aim.TEND, body.row)
    return None
