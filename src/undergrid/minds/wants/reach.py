"""Reach: get to a place and stay there; where a wall lies between, by a gate and a chip.

Gives   to reach a place
Needs   a way; a chip where a wall lies between
Never   presents a chip twice to the same guard in the same night, or goes out from beside those it goes with while
        they sleep
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.minds.arguments import Gate, Person, Place
from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.go_to_ground import STRIDE, go_to_ground
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Hitch
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

_THERE = 2  # cells from a place at which one is there [assumed]
_CLOSE = 5  # cells that others may be behind [assumed]
_PATIENCE = 240  # seconds that one waits for somebody out of sight, before going to look for them [assumed]
_SEARCH = 900  # seconds after which one gives them up [assumed]
_AT_GATE = 400  # how much more urgent it is once one stands at the gate [assumed]
_LOOK = 6  # seconds before a door
_WORDS = 5  # seconds that it takes to wake somebody [assumed]
_BITS = 61  # by which places that have been got to are remembered
_STAY = 600  # seconds between looks where one has arrived

RISES = 800  # at most, where a gate stands open [assumed]


class Params(BaseModel):
    """What to reach, and how."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    place: Place = Field(description="the place to get to")
    via: Gate | None = Field(None, description="the gate to take; the nearest if left out")
    urgency: int = Field(100, ge=1, le=999, description="how much it matters against other wants [assumed]")
    retry_minutes: int = Field(40, ge=1, le=600, description="hidden after being turned away, min [assumed]")
    alarm_minutes: int = Field(90, ge=1, le=600, description="the same, where the alarm was raised, min [assumed]")
    busy_minutes: int = Field(10, ge=1, le=600, description="the same, where the guard had no time, min [assumed]")
    together: list[Person] = Field([], description="those one waits for when they fall behind")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Go on towards the place."""
    goal = places[params.place]
    been = 1 << goal % _BITS
    if mind.recall("reached") & been:
        return None
    if mind.inside >= 0 and mind.cell == goal:
        mind.remember(reached=mind.recall("reached") | been)
        return None
    _take_in(mind, params)
    if not mind.aid.walks(mind.who):
        return None
    if mind.lawful != mind.lawful_at(goal):
        through = _through_gate(mind, params)
        if through is not None:
            return through
    if mind.to_beat >= params.urgency + _AT_GATE:
        return None  # another bid is more urgent than any that can follow
    held_up = _wait_for_others(mind, params, people)
    if held_up is not None:
        return held_up
    if mind.apart(mind.cell, goal) <= _THERE:
        if mind.shelter_at(goal) < 0:
            mind.remember(reached=mind.recall("reached") | been)
            return None
        if mind.cell == goal and mind.shelter_at(goal) in mind.alight:
            return Bid(params.urgency, Verb.WAIT, again=60, hitch=Hitch.DOOR_SHUT)
        if mind.cell == goal:
            return Bid(params.urgency, Verb.ENTER, mind.shelter_at(goal), again=_LOOK)
    still = max(mind.recall("until"), mind.recall("low")) - mind.tick
    if still > 0:
        return go_to_ground(mind, params.urgency, still)
    if mind.lawful == mind.lawful_at(goal):
        return _walk(mind, params, goal, people)
    return _by_gate(mind, params, people)


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """Whether one has got there."""
    return Over(True) if mind.recall("reached") else None


def _take_in(mind: Mind, params: Params) -> None:
    """Remember having been turned away, as the time before which one does not try again."""
    if mind.was_refused(Verb.PRESENT) and mind.recall("until") < mind.tick:
        mind.remember(until=mind.tick + 60 * params.busy_minutes, waiting=-1, note=-1)
    kind, at = mind.percept
    if kind not in (Kind.JUDGED, Kind.ALARM) or mind.gate_open(mind.recall("gate")):
        return
    until = at + 60 * (params.alarm_minutes if kind == Kind.ALARM else params.retry_minutes)
    if mind.recall("until") < until:
        mind.remember(until=until, waiting=-1, note=-1)


def _wait_for_others(mind: Mind, params: Params, people: dict[str, int]) -> Bid | None:
    """Let those one goes with catch up, look for them where they were, and give them up in the end."""
    still = Verb.WAIT if mind.inside >= 0 else Verb.HIDE
    for name in params.together:
        other = mind.other(people[name])
        if other is None:
            continue
        if other.seen:
            gone = other.doing in (Activity.HELD, Activity.SHUT_DOWN)
            if gone and not mind.recall("alone"):
                mind.remember(alone=1, until=max(mind.recall("until"), mind.tick + 60 * params.retry_minutes))
            elif not gone:
                mind.remember(alone=0)
                if mind.across(mind.cell, other.cell) > _CLOSE:
                    return Bid(params.urgency, still, again=5)
        elif not mind.recall("alone"):
            beyond = mind.lawful != mind.lawful_at(other.cell)  # one does not go back through the gate for them
            hidden = mind.inside >= 0 and mind.tick < mind.recall("low")  # nobody comes out to look meanwhile
            if other.age <= (_SEARCH if beyond or hidden else _PATIENCE):
                return Bid(params.urgency, still, again=5)
            if mind.cell == other.cell and mind.inside < 0 <= mind.shelter_at(mind.cell):
                return Bid(params.urgency, Verb.ENTER, mind.shelter_at(mind.cell), again=_LOOK)  # are they in there?
            looks = not beyond and other.age <= _SEARCH and mind.cell != other.cell
            stage = mind.stage_to(other.cell, STRIDE) if looks else -1
            if stage >= 0:
                return Bid(params.urgency, mind.quiet(), stage, again=60)
            mind.remember(alone=1)
    return None


def _through_gate(mind: Mind, params: Params) -> Bid | None:
    """Go through the gate at once if it stands open near by."""
    gate, here = _gate(mind, params)
    if mind.apart(mind.cell, here) > _THERE or not mind.gate_open(gate):
        return None
    if mind.cell == here:
        return Bid(params.urgency + RISES, Verb.CROSS, gate, again=2)
    return Bid(params.urgency + RISES, Verb.RUN, here, again=2)


def _by_gate(mind: Mind, params: Params, people: dict[str, int]) -> Bid:
    gate, here = _gate(mind, params)
    if not mind.has_chip:
        return go_to_ground(mind, params.urgency, _STAY)._replace(hitch=Hitch.EMPTY_HANDS)
    if mind.purpose.refused(Verb.PRESENT, gate):
        return go_to_ground(mind, params.urgency, _STAY)
    if mind.cell != here:
        return _walk(mind, params, here, people)
    return Bid(params.urgency + _AT_GATE, Verb.PRESENT, gate, again=30, steady=False)


def _gate(mind: Mind, params: Params) -> tuple[int, int]:
    """(gate, its end on this side) to take: the one named or else the nearest; where that is in vain the next one where
    it is not, if there is one.
    """
    gates = mind.gates()
    ends = {gate: inner if mind.lawful else outer for gate, _, inner, outer in gates}
    gate = mind.recall("gate")
    if gate < 0:
        named = [gate for gate, name, _, _ in gates if name == params.via]
        gate = named[0] if named else min(ends, key=lambda one: (mind.across(mind.cell, ends[one]), one))
        mind.remember(gate=gate)
    elif mind.purpose.refused(Verb.PRESENT, gate):
        others = [(gate + n) % len(ends) for n in range(1, len(ends) + 1)]
        open_to_one = [other for other in others if not mind.purpose.refused(Verb.PRESENT, other)]
        if open_to_one:
            gate = open_to_one[0]
            mind.remember(gate=gate)
    return gate, ends[gate]


def _walk(mind: Mind, params: Params, goal: int, people: dict[str, int]) -> Bid:
    if mind.inside >= 0:
        for row in (people[name] for name in params.together):
            if row in mind.aid.beside() and mind.aid.rests(row) and mind.aid.can(Verb.ROUSE, row):
                return Bid(params.urgency, Verb.ROUSE, row, _WORDS, again=_WORDS)
        return go_out(mind, params.urgency)  # the others come out too, and one looks before one walks
    stage = mind.stage_to(goal, STRIDE)
    if stage < 0:
        return Bid(params.urgency, Verb.WAIT, again=60, hitch=Hitch.NO_WAY)
    return Bid(params.urgency, mind.quiet(), stage, again=120, keep={"note": -1})
