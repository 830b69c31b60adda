"""Reach: get to a place; where a wall lies between, by a gate and a chip."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.mind import Bid, Mind
from undergrid.world.citizens import Activity
from undergrid.world.orders import Verb

_STRIDE = 24  # cells walked before looking up [assumed]
_THERE = 2  # cells
_CLOSE = 5  # cells that others may be behind [assumed]
_PATIENCE = 240  # seconds that one waits for somebody out of sight [assumed]


class Params(BaseModel):
    """What to reach, and how."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    place: str = Field(description="the place to get to")
    via: str | None = Field(None, description="the gate to take; the nearest if left out")
    urgency: int = Field(100, ge=1, le=999, description="how much it matters against other wants [assumed]")
    retry_minutes: int = Field(10, ge=1, le=600, description="wait after being turned away, min [assumed]")
    together: list[str] = Field([], description="those one waits for when they fall behind")
    most_tries: int = Field(3, ge=1, le=100, description="attempts at one gate before taking another [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Go on towards the place."""
    goal = places[params.place]
    if mind.apart(mind.cell, goal) <= _THERE:
        return None
    if mind.doing in (Activity.PRESENTING, Activity.CROSSING):
        return Bid(params.urgency, Verb.NONE, again=2)
    if _behind(mind, params, people):
        return Bid(params.urgency, Verb.HIDE, again=5)
    if mind.lawful == mind.lawful_at(goal):
        return _walk(mind, params, goal)
    return _by_gate(mind, params)


def _behind(mind: Mind, params: Params, people: dict[str, int]) -> bool:
    """Whether somebody one waits for has fallen behind, and not been lost for good."""
    for name in params.together:
        known = mind.person(people[name])
        if known is None or known[1] > _PATIENCE:
            continue
        cell, age = known
        if age <= 3 and mind.posture_of(people[name])[0] in (Activity.HELD, Activity.SHUT_DOWN):
            continue  # nothing to wait for any more
        if age > 3 or mind.across(mind.cell, cell) > _CLOSE:
            return True
    return False


def _by_gate(mind: Mind, params: Params) -> Bid:
    gate, here = _gate(mind, params)
    if mind.apart(mind.cell, here) > _THERE:
        return _walk(mind, params, here)
    if mind.gate_open(gate):
        return Bid(params.urgency + 800, Verb.CROSS, gate, again=2)  # nothing matters more than an open gate
    if mind.cell != here:
        return Bid(params.urgency + 400, Verb.WALK, here, again=5)
    if mind.tick < mind.until:
        return Bid(params.urgency, Verb.HIDE, again=mind.until - mind.tick)
    if not mind.has_chip:
        return Bid(params.urgency, Verb.WAIT, again=60)
    # what comes of it is a percept; being turned away is remembered by the time to try again
    mind.remember(tries=mind.tries + 1, until=mind.tick + 60 * params.retry_minutes)
    return Bid(params.urgency + 400, Verb.PRESENT, gate, again=30, steady=False)


def _gate(mind: Mind, params: Params) -> tuple[int, int]:
    """(gate, its end on this side) to take: the one named or else the nearest, the next one after too many tries."""
    gates = mind.gates()
    ends = {gate: inner if mind.lawful else outer for gate, _, inner, outer in gates}
    gate = mind.gate
    if gate < 0:
        named = [gate for gate, name, _, _ in gates if name == params.via]
        gate = named[0] if named else min(ends, key=lambda one: (mind.across(mind.cell, ends[one]), one))
        mind.remember(gate=gate)
    elif mind.tries >= params.most_tries and mind.tick >= mind.until:
        gate = (gate + 1) % len(ends)
        mind.remember(gate=gate, tries=0)
    return gate, ends[gate]


def _walk(mind: Mind, params: Params, goal: int) -> Bid:
    path = mind.path(goal)
    if path.length < 0:
        return Bid(params.urgency, Verb.WAIT, again=60)
    verb = Verb.SNEAK if mind.lawful and mind.dark(mind.cell) else Verb.WALK
    return Bid(params.urgency, verb, mind.stage_on(path, _STRIDE), again=120)
