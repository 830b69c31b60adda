"""Evade: what one does about a watcher that is about to notice one: low, flat, or at a run out of its sight.

Who is hunted, and in sight of a watcher on foot at close quarters, does not lie low there: they run, into a hole or
behind a corner, or else straight away from it.

A reflex: it lasts while eyes or a beam are about to arrive. What one does before that, to wait or to go another way, is
weighed in `plans/ways.py` by the same knobs.

Gives   no intention: it interrupts what one is about, and makes one hold back, run or go another way for it
Needs   a watcher that one has perceived, or whose coming one has learned
Never   looks at where watchers really are, drops whom one has in one's arms, or, hunted, lies low before a Sentinel
        or hunter that has one in sight at close quarters, where one can run
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.bids import Bid, Threat
from undergrid.minds.knows.risk import FEARED, HUNTED, ON_FOOT
from undergrid.minds.mind import Mind
from undergrid.minds.plans import flight, ways
from undergrid.minds.plans.flight import AHEAD, COVER, HOLE
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Posture

_SOON = 6  # seconds: who is to be noticed within so many does something about it [assumed]
_BETTER = 0.1  # chance of being noticed by which something else than what one does has to be better [assumed]
_TRIED = 60  # seconds for which one remembers having found a door shut, or having got away from a hand [assumed]
_LOOK = 5  # seconds between looks while something is near
_CLOSE = 5  # cells within which one does not lie low before the eyes of who goes on foot: 10 m [assumed]
_NOW = 2  # seconds: what was perceived so lately is before one's eyes [assumed]
_DRIVEN_BACK = 300  # seconds from coming out again within which one has been driven back [assumed]
_FAR, _LONG_AGO = 1000, 600  # cells and seconds: wherever and whenever one has perceived it [assumed]
_DOUBLINGS = 2  # times that one lies low for twice as long as before [assumed]
_LOOKED_OUT = 3  # times as short whoever has only looked out at the door stays in, the first time [assumed]

RISES = 0  # nothing makes it more urgent than it is [assumed]


class Params(BaseModel):
    """How shy."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    dread: float = Field(0.01, ge=0, le=1, description="chance per glimpse of being noticed that one shuns [assumed]")
    near_m: int = Field(120, ge=2, le=1000, description="watchers farther off are left alone, m [assumed]")
    flee_m: int = Field(40, ge=2, le=1000, description="nearer than so one runs for a door or stairs, m [assumed]")
    memory: int = Field(15, ge=1, le=600, description="how long one keeps low after the last look at one, s [assumed]")
    lie_low_minutes: int = Field(5, ge=1, le=600, description="one stays away after running so, min [assumed]")
    seen: int = Field(300, ge=0, le=5000, description="what it would cost to be noticed, 1/1000 [assumed]")
    delay: int = Field(6, ge=0, le=1000, description="what a minute's delay costs, 1/1000 [assumed]")
    margin: int = Field(20, ge=0, le=1000, description="by how much else one's mind is not changed, 1/1000 [assumed]")
    urgency: int = Field(500, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Keep low, or run where keeping low is no use, because of the nearest that is about to notice one."""
    if mind.inside >= 0:
        return None
    threats = mind.risk.threats(params.near_m // 2, params.memory, *FEARED)
    if not threats:
        return None
    step = _before(mind, params, threats)
    nearest = min(threats, key=lambda threat: (mind.apart(mind.cell, threat.cell), threat.row))
    if step is not None and step.verb in (Verb.HIDE, Verb.FLAT):
        step = step._replace(keep={**step.keep, **ways.begin(mind, nearest.row, nearest.cause)})
    return step.to(Aim.NONE, because=nearest.cause) if step else None


def _before(mind: Mind, params: Params, threats: list[Threat]) -> Bid | None:
    """What one does about such watchers; None where they are no danger, or one had better go on."""
    run = _out_of_fire(mind, params, threats) or _out_of_reach(mind, params, threats)
    if run is not None:
        return run
    rows = {threat.row for threat in threats}
    believed = mind.risk.believed(2 * AHEAD).of(rows)
    on = flight.going_on(mind)
    soon = mind.risk.chance(on.until(_SOON), believed)
    # who evades already goes on until nothing has been seen for a while: no coming and going
    if soon < params.dread and not mind.ducks:
        return None
    low, flat = mind.risk.chances([mind.risk.still(AHEAD, how) for how in (Posture.CROUCHED, Posture.FLAT)], believed)
    stay = min(low, flat if not _on_foot(threats) else 1.0)
    # who has had to lie low again and again risks more for getting on
    better = _BETTER * ways.impatience(mind)
    if mind.doing == Activity.WALKING and not mind.ducks and mind.risk.chance(on, believed) < stay + better:
        return None
    quiet_again = 1 + params.memory - min(threat.age for threat in threats)
    if stay >= params.dread:
        run = _run(mind, params, threats)
        runs = mind.doing == Activity.WALKING and mind.goal == run.target
        keeps_to = 0.0 if not mind.ducks else _BETTER if runs else -_BETTER
        cell = run.target if run.verb == Verb.RUN else -1
        if run.verb not in (Verb.RUN, Verb.ENTER) or flight.by_running(mind, cell, believed) <= stay + keeps_to:
            return run
    lies = mind.doing == Activity.LYING  # who does stays so while crouching is no better, however a beam turns
    if (flat < low or (lies and flat == low)) and not _on_foot(threats):
        return Bid(params.urgency, Verb.FLAT, -1, 3 * params.memory, again=_LOOK)
    return Bid(params.urgency, Verb.HIDE, again=min(_LOOK, quiet_again))


def _out_of_fire(mind: Mind, params: Params, threats: list[Threat]) -> Bid | None:
    """To run where those who shoot at one have no line; None where nobody does, or there is no such place.

    Who is under fire has been found: to keep low there would only make it easy for them.
    """
    firing = [threat for threat in threats if mind.risk.arms.shoots(threat)]
    run = _run(mind, params, firing) if firing else None
    return None if run is None or run.verb == Verb.HIDE else run


def _out_of_reach(mind: Mind, params: Params, threats: list[Threat]) -> Bid | None:
    """To run from those on foot who have one in sight at close quarters; None where nobody does, or one cannot run.

    To lie low before their eyes would only make it easy for them. While one of them is blind there is time to get away.
    Who does not know to be hunted does not run: that alone would speak against them.
    """
    close = [threat for threat in threats if _has_one_in_sight(mind, params, threat)]
    if not close or not mind.aid.walks(mind.who) or not _is_hunted(mind):
        return None
    run = _run(mind, params, close)
    if run.verb != Verb.HIDE:
        return run
    away = flight.away(mind, close)
    return Bid(params.urgency, Verb.RUN, away, again=_LOOK, keep={"note": away}) if away >= 0 else None


def _is_hunted(mind: Mind) -> bool:
    """Whether one knows to be wanted, or somebody has just tried to lay hold of one."""
    kind, at = mind.percept
    seized = kind in (Kind.SLIPPED_AWAY, Kind.BROKE_AWAY) and mind.tick - at <= _TRIED
    return seized or mind.risk.matters() >= HUNTED


def _has_one_in_sight(mind: Mind, params: Params, threat: Threat) -> bool:
    """Whether somebody on foot is so near that they have found one, or would in a moment however low one keeps."""
    if threat.kind not in ON_FOOT or threat.age > _NOW or not mind.in_view(mind.cell, threat.cell, _CLOSE):
        return False
    return mind.risk.danger(mind.cell, [threat], Posture.CROUCHED) >= params.dread


def _on_foot(threats: list[Threat]) -> bool:
    """Whether any of them moves on foot: it could come up to somebody who lies flat."""
    return any(threat.kind != WatcherKind.DRONE for threat in threats)


def _run(mind: Mind, params: Params, threats: list[Threat]) -> Bid:
    """To run for the next door, stairs or cover; to keep low where none is near, or one's legs do not bear one."""
    if not mind.aid.walks(mind.who):
        return Bid(params.urgency, Verb.HIDE, again=_LOOK)
    target = mind.recall("note")
    burns = mind.shelter_at(target) in mind.alight
    if mind.cell == target and mind.shelter_at(target) >= 0 and not burns:
        if mind.just_refused(_TRIED) and mind.talk.closed_door_here() >= 0:
            return Bid(params.urgency, Verb.HIDE, again=_LOOK)  # it does not open
        return Bid(params.urgency, Verb.ENTER, mind.shelter_at(target), again=_LOOK, keep=_lie_low(mind, params))
    if mind.doing == Activity.WALKING and target == mind.goal >= 0 and not burns:
        return Bid(params.urgency, Verb.RUN, target, again=_LOOK)  # already on the way
    close = min(mind.apart(mind.cell, threat.cell) for threat in threats) <= params.flee_m // 2
    hole = mind.bolt_hole(HOLE) if close else -1
    if hole >= 0:
        keep = {"note": hole, **_lie_low(mind, params)}
        if mind.cell == hole and mind.shelter_at(hole) >= 0:
            return Bid(params.urgency, Verb.ENTER, mind.shelter_at(hole), again=_LOOK, keep=keep)
        return Bid(params.urgency, Verb.RUN, hole, again=_LOOK, keep=keep)
    cover = mind.cover(threats, COVER)
    if cover < 0:
        return Bid(params.urgency, Verb.HIDE, again=_LOOK)
    return Bid(params.urgency, Verb.RUN, cover, again=_LOOK, keep={"note": cover})


def say(mind: Mind, step: Bid) -> None:
    """Tell of it where one begins to lie low by what one does about a watcher."""
    until = step.keep.get("low", -1)
    if mind.recall("low") < mind.tick < until:
        near = mind.risk.threats(_FAR, _LONG_AGO, *FEARED)
        watcher = next((threat.row for threat in near if threat.cause == step.because), -1)
        mind.risk.tell(Kind.LAY_LOW, watcher, (until - mind.tick) // 60, step.because)


def _lie_low(mind: Mind, params: Params) -> dict[str, int]:
    """What to remember so that other wants wait until then: twice as long whenever one is driven back again, and not as
    long the first time, where one has come no farther than the door. A watcher on foot near by stays, and looks round:
    before that nobody comes out again so soon, be it the first time.
    """
    since, fled = mind.tick - mind.recall("low"), mind.recall("fled")
    if since >= 0:  # not the same flight
        driven_back = mind.recall("low") >= 0 and since <= _DRIVEN_BACK
        fled = min(_DOUBLINGS, fled + 1) if driven_back else 0
    stays = bool(mind.risk.threats(params.flee_m // 2, params.memory, *ON_FOOT))
    whole = 60 * params.lie_low_minutes << max(fled, stays)
    looked_out = fled == 0 and not stays and mind.recall("verb") == Verb.LEAVE
    low = mind.tick + (whole // _LOOKED_OUT if looked_out else whole)
    return {"low": max(low, mind.recall("low")), "fled": fled}  # who has been near in this flight counts on
