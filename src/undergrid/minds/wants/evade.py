"""Evade: get out of sight of whatever comes near and could notice one, and stay low until it has passed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.bids import Bid, Threat
from undergrid.minds.mind import Mind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.view.outlook import Outlook

_COVER = 8  # cells that one runs to cover [assumed]
_HOLE = 40  # cells that one runs to get where no drone follows [assumed]
_FEARED = (WatcherKind.DRONE, WatcherKind.SENTINEL, WatcherKind.HUNTER)
_AHEAD = 20  # seconds for which one weighs what scanners would find [assumed]
_TRIED = 60  # seconds for which one remembers having found a door shut [assumed]
_LOOK = 5  # seconds between looks while something is near

RISES = 0  # nothing makes it more urgent than it is [assumed]


class Params(BaseModel):
    """How shy."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    dread: float = Field(0.01, ge=0, le=1, description="chance per glimpse of being noticed that one shuns [assumed]")
    near_m: int = Field(120, ge=2, le=1000, description="watchers farther off are left alone, m [assumed]")
    flee_m: int = Field(40, ge=2, le=1000, description="nearer than so one runs for a door or stairs, m [assumed]")
    memory: int = Field(15, ge=1, le=600, description="how long one keeps low after the last look at one, s [assumed]")
    lie_low_minutes: int = Field(4, ge=1, le=600, description="one stays away after running so, min [assumed]")
    urgency: int = Field(500, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Keep low, or run where keeping low is no use, because of the nearest that could notice one."""
    if mind.inside >= 0:
        return None
    threats = mind.threats(params.near_m // 2, params.memory, *_FEARED)
    if not threats:
        return None
    step = _before(mind, params, threats)
    nearest = min(threats, key=lambda threat: (mind.apart(mind.cell, threat.cell), threat.row))
    return step.to(Aim.NONE, because=nearest.cause) if step else None


def _before(mind: Mind, params: Params, threats: list[Threat]) -> Bid | None:
    """What one does about such watchers; None where they are no danger."""
    crouched = mind.danger(mind.cell, threats, Posture.CROUCHED)
    upright = mind.danger(mind.cell, threats)
    # who evades already goes on until nothing has been seen for a while: no coming and going
    if max(crouched, upright) < params.dread and not mind.ducks:
        return None
    quiet_again = 1 + params.memory - min(threat.age for threat in threats)
    ahead = mind.outlook(_AHEAD)
    if ahead is not None and not _on_foot(threats) and _flat_is_best(mind, ahead):
        return Bid(params.urgency, Verb.FLAT, -1, 3 * params.memory, again=_LOOK)
    if crouched < params.dread:
        return Bid(params.urgency, Verb.HIDE, again=min(_LOOK, quiet_again))
    return _run(mind, params, threats)


def _flat_is_best(mind: Mind, ahead: Outlook) -> bool:
    """Whether one had better lie flat; one who does already stays flat while running is no better."""
    return ahead.flat < ahead.run or (mind.doing == Activity.LYING and ahead.flat <= ahead.run)


def _on_foot(threats: list[Threat]) -> bool:
    """Whether any of them moves on foot: it could come up to somebody who lies flat."""
    return any(threat.kind != WatcherKind.DRONE for threat in threats)


def _run(mind: Mind, params: Params, threats: list[Threat]) -> Bid:
    target = mind.recall("note")
    if mind.cell == target and mind.shelter_at(target) >= 0:
        if mind.just_refused(_TRIED) and mind.talk.closed_door_here() >= 0:
            return Bid(params.urgency, Verb.HIDE, again=_LOOK)  # it does not open
        return Bid(params.urgency, Verb.ENTER, mind.shelter_at(target), again=_LOOK, keep=_lie_low(mind, params))
    if mind.doing == Activity.WALKING and target == mind.goal >= 0:
        return Bid(params.urgency, Verb.RUN, target, again=_LOOK)  # already on the way
    close = min(mind.apart(mind.cell, threat.cell) for threat in threats) <= params.flee_m // 2
    hole = mind.bolt_hole(_HOLE) if close else -1
    if hole >= 0:
        return Bid(params.urgency, Verb.RUN, hole, again=_LOOK, keep={"note": hole, **_lie_low(mind, params)})
    cover = mind.cover(threats, _COVER)
    if cover < 0:
        return Bid(params.urgency, Verb.HIDE, again=_LOOK)
    return Bid(params.urgency, Verb.RUN, cover, again=_LOOK, keep={"note": cover})


def _lie_low(mind: Mind, params: Params) -> dict[str, int]:
    """What to remember so that other wants wait until then."""
    return {"low": mind.tick + 60 * params.lie_low_minutes}
