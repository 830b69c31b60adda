"""Fight: shoot what comes for one or one's own, where that is better than to go on, hide or run.

A reflex of whoever carries a loaded weapon. It weighs the chance of being noticed otherwise, as one believes, against
the chance that the watcher is not stopped in time, and what it costs to fire: to be heard, to be wanted for it, to be
shot at by all who are in view. Who is under fire is shot at whatever they do, is known anyway, and looks as far ahead
for the one as for the other. One fights only where that is better by a margin, and only for as long as it is. What
shoots at one's own, or has seized one, is seen to before whoever lies wounded beside it.

Gives   to stop who comes for one: shots at a watcher, from behind a wreck where one is at hand and there is time
Needs   a loaded weapon, free hands, and a watcher in sight that comes straight at one, has come up to one, shoots at
        one, or shoots at or has seized somebody of one's own who is in sight
Never   shoots at people, or at what has been stopped or is out of sight; sets somebody down for it; throws grenades
"""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.bids import Bid, Threat
from undergrid.minds.knows.risk import FEARED, Believed
from undergrid.minds.mind import Mind
from undergrid.minds.plans import flight
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Pace, Posture

_FRESH = 5  # seconds for which one takes what one has perceived to be still there [assumed]
_UPON = 2  # cells: what is so near has come up to one [assumed]
_GRIP = 4  # seconds that it takes what has come up to one to lay hold of one [assumed]
_TAKEN = (Activity.QUESTIONED, Activity.HELD)
_LOOK = 5  # seconds between looks on the way to a wreck

RISES = 0  # nothing makes it more urgent than it is [assumed]


class Params(BaseModel):
    """How ready one is to fight."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    near_m: int = Field(120, ge=2, le=1000, description="watchers farther off are let come, m [assumed]")
    caught: int = Field(900, ge=0, le=5000, description="what it would cost to be caught, 1/1000 [assumed]")
    taken: float = Field(0.7, ge=0, le=1, description="share of those who are noticed then that are caught [assumed]")
    hurt: int = Field(500, ge=0, le=5000, description="what it would cost to be hit, 1/1000 [assumed]")
    heard: int = Field(40, ge=0, le=5000, description="what it costs that shots are heard, 1/1000 [assumed]")
    wanted: int = Field(100, ge=0, le=5000, description="what it costs to be wanted for it, 1/1000 [assumed]")
    margin: int = Field(50, ge=0, le=1000, description="by how much it must be better to begin, 1/1000 [assumed]")
    urgency: int = Field(600, ge=1, le=999, description="how much it matters against other wants [assumed]")
    under_fire: int = Field(
        950, ge=1, le=999, description="the same where it shoots at one or one's own, or has seized one [assumed]"
    )


class Fight(NamedTuple):
    """To stop a watcher: what to do for it next, the chance to, and what not to fight is worth in parts of that."""

    row: int
    bid: Bid
    chance: float
    instead: float


class _Comes(NamedTuple):
    """A watcher that is after one: how soon it is there, s, and at which speed, cells a second; 0 where it stays."""

    seconds: int
    threat: Threat
    speed: float
    takes: bool  # whether it has somebody of one's own already, or shoots at them


def weigh(mind: Mind, params: Params, at: int = -1) -> Fight | None:
    """To fight the watcher that is upon one first; None where nothing is after one, or something else is better.

    at: the watcher that one fights already, which one goes on with for as long as that is no worse.
    """
    arms = mind.risk.arms
    if mind.inside >= 0 or arms.weapon is None:
        return None
    near = [
        arms.aimed_at(threat) if threat.row == at else threat
        for threat in mind.risk.threats(params.near_m // 2, flight.AHEAD, *FEARED)
        if not arms.stopped(threat.row)
    ]
    near = [threat for threat in near if threat.age <= _FRESH]
    coming = [comes for comes in (_after_one(mind, threat, at) for threat in near) if comes is not None]
    if not coming:
        return None
    aims = [(comes, arms.goes_on(comes.threat.row, _shots(mind, comes))) for comes in coming]
    aims = [(comes, left) for comes, left in aims if left[-1] < 1.0]
    if not aims:
        return None
    first, left = min(aims, key=lambda aim: (aim[0].threat.row != at, aim[0].seconds, aim[1][-1], aim[0].threat.row))
    after = [comes.threat for comes in coming]
    others = [threat for threat in after if threat.row != first.threat.row]
    bold = mind.recall("bold") / 1000
    lost = params.caught * params.taken / bold
    noticed = 1.0 if first.takes else _unless_one_fights(mind, after)
    fails = left[-1] + (1 - left[-1]) * _unless_one_fights(mind, others)
    known, fires, waits = _shot_at(mind, params, near, first.threat.row, left, at)
    price, other = lost * fails + known + fires / bold, lost * noticed + waits / bold
    if price + params.margin * (first.threat.row != at) >= other:
        return None
    # what is left of all that one may lose
    instead = max(0.0, lost - other) / (lost - price) if lost > price else 1.0
    urgency = params.under_fire if first.takes or arms.shoots(first.threat) else params.urgency
    return Fight(first.threat.row, _next(mind, urgency, first), 1 - left[-1], min(1.0, instead))


def _shots(mind: Mind, comes: _Comes) -> list[int]:
    """The cells at which one would shoot at a watcher, until it is there."""
    return mind.risk.arms.shots(comes.threat, comes.speed, comes.seconds)


def _shot_at(
    mind: Mind, params: Params, near: list[Threat], row: int, left: list[float], at: int
) -> tuple[float, float, float]:
    """What it costs to be heard and known, and to be hit, where one shoots at `row`; to be hit where one does not.

    left: the chance that it is not stopped before each shot, and after the last. at: the watcher that one fights
    already, which does not let one be.
    """
    arms = mind.risk.arms
    firing = [threat for threat in near if arms.shoots(threat) or threat.row == at]
    if not firing:
        known = params.heard + params.wanted * (not arms.known_as_wanted)
        return known, params.hurt * arms.hit_by(near, row, left), 0.0
    spans = max(len(left), flight.AHEAD // arms.every() + 1)
    on = left + left[-1:] * (spans - len(left))
    return 0.0, params.hurt * arms.hit_by(near, row, on), params.hurt * arms.hit_by(firing, -1, [1.0] * spans)


def _after_one(mind: Mind, threat: Threat, at: int) -> _Comes | None:
    """Whether a watcher is after one or one's own, as far as one can tell."""
    arms, most = mind.risk.arms, flight.AHEAD
    for who in arms.companions(mind.recall("charge")):
        other = mind.other(who)
        if other is None or not other.seen:
            continue
        held = mind.apart(threat.cell, other.cell) <= _UPON and other.doing in _TAKEN
        if held or arms.shoots(threat, who):
            return _Comes(most, threat, 0.0, takes=True)
    if not mind.risk.matters():
        return None
    far = max(0, mind.apart(mind.cell, threat.cell) - _UPON)
    speed = arms.heads(threat, mind.cell)
    if speed or far == 0:
        takes = max(0, int(far / speed) - threat.age) if far else 0
        return _Comes(min(most, takes + _GRIP), threat, speed, takes=False)
    if arms.shoots(threat) or threat.row == at:
        return _Comes(most, threat, 0.0, takes=False)
    return None


def _unless_one_fights(mind: Mind, threats: list[Threat]) -> float:
    """The chance of being noticed by some watchers where one does the best else: goes on, keeps low, or runs."""
    rows = {threat.row for threat in threats}
    believed = mind.risk.believed(2 * flight.AHEAD).of(rows)
    if not len(believed.rows):
        return 0.0
    still = [mind.risk.still(flight.AHEAD, Posture.CROUCHED)]
    if all(threat.kind == WatcherKind.DRONE for threat in threats):
        still.append(mind.risk.still(flight.AHEAD, Posture.FLAT))
    chances = mind.risk.chances([flight.going_on(mind), *still], believed)
    return min([*chances, *_running(mind, threats, believed)])


def _running(mind: Mind, threats: list[Threat], believed: Believed) -> list[float]:
    """The chances of being noticed on the way to a door or stairs, and to cover."""
    aims = [mind.bolt_hole(flight.HOLE), mind.cover(threats, flight.COVER)]
    return [flight.by_running(mind, cell, believed) for cell in aims if cell >= 0 and cell != mind.cell]


def _next(mind: Mind, urgency: int, first: _Comes) -> Bid:
    """To get behind a wreck, where one is at hand and there is time to; else to shoot what is in view."""
    arms, cause = mind.risk.arms, first.threat.cause
    wreck = arms.wreck(first.threat)
    path = mind.path(wreck).cells if wreck not in (-1, mind.cell) else None
    if path is not None and len(path) > 1 and mind.risk.walk(path, Pace.RUN).seconds + arms.every() <= first.seconds:
        return Bid(urgency, Verb.RUN, wreck, again=_LOOK).to(Aim.FIGHT, because=cause)
    if not arms.in_view(first.threat.row):
        return Bid(urgency, Verb.HIDE, again=_LOOK).to(Aim.FIGHT, because=cause)
    return Bid(urgency, Verb.SHOOT_DOWN, first.threat.row, again=arms.every()).to(Aim.FIGHT, because=cause)
