"""Reach: get to a place; where a wall lies between, by a gate and a chip."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.mind import Bid, Mind
from undergrid.world.citizens import Activity
from undergrid.world.orders import Verb

_STRIDE = 24  # cells walked before looking up [assumed]
_THERE = 2  # cells


class Params(BaseModel):
    """What to reach, and how."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    place: str = Field(description="the place to get to")
    via: str | None = Field(None, description="the gate to take; the nearest if left out")
    urgency: int = Field(100, ge=1, le=999, description="how much it matters against other wants [assumed]")
    retry_minutes: int = Field(10, ge=1, le=600, description="wait after being turned away, min [assumed]")
    most_tries: int = Field(3, ge=1, le=100, description="attempts at one gate before taking another [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Go on towards the place."""
    goal = places[params.place]
    if mind.apart(mind.cell, goal) <= _THERE:
        return None
    if mind.doing in (Activity.PRESENTING, Activity.CROSSING):
        return Bid(params.urgency, Verb.NONE, again=2)
    if mind.lawful == mind.lawful_at(goal):
        return _walk(mind, params, goal)
    return _by_gate(mind, params, places)


def _by_gate(mind: Mind, params: Params, places: dict[str, int]) -> Bid:
    gate, here = _gate(mind, params, places)
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


def _gate(mind: Mind, params: Params, places: dict[str, int]) -> tuple[int, int]:
    """(gate, its end on this side) to take now: the one named or the nearest, another after too many tries."""
    ends = []
    for gate, name, inner, outer in mind.gates():
        end = inner if mind.lawful else outer
        ends.append(
            (
                params.via is not None and places.get(params.via) != inner and name != params.via,
                mind.apart(mind.cell, end),
                gate,
                end,
            )
        )
    ends.sort()
    # the order is by nearness only until one has begun to try
    ends = ends[:1] + sorted(ends[1:], key=lambda end: end[2])
    _, _, gate, end = ends[mind.tries // params.most_tries % len(ends)] if mind.tries else ends[0]
    return gate, end


def _walk(mind: Mind, params: Params, goal: int) -> Bid:
    path = mind.path(goal)
    if path.length < 0:
        return Bid(params.urgency, Verb.WAIT, again=60)
    verb = Verb.SNEAK if mind.lawful and mind.dark(mind.cell) else Verb.WALK
    return Bid(params.urgency, verb, mind.stage_on(path, _STRIDE), again=120)
