"""Reach: get to a place and stay there; where a wall lies between, by a gate and a chip.

Whom an arrest has parted from it it looks for where both were last, and waits for there. A chip that hardly any guard
would open for, as it takes it, it does not show: one above all whose owner it takes to be struck off by now. Without
one it lies low; in its last hours it rather watches a gate out of the guard's way, and runs when that stands open.

Gives   to reach a place; to look for those it goes with
Needs   a way; a chip where a wall lies between
Never   presents a chip twice to the same guard in the same night, or one that it takes to be worthless; goes out from
        beside those it goes with while they sleep, or in its last minutes from beside those it is bound to; or goes on
        without whoever it sees who cannot walk
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.arguments import Gate, Person, Place
from undergrid.minds.bids import Bid, Other, Over
from undergrid.minds.mind import Mind
from undergrid.minds.plans import parted
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.go_to_ground import STRIDE, go_to_ground
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim, Hitch
from undergrid.world.tables.orders import Verb

_THERE = 2  # cells from a place at which one is there [assumed]
_CLOSE = 5  # cells that others may be behind [assumed]
_PATIENCE = 240  # seconds that one waits for somebody out of sight, before going to look for them [assumed]
_SEARCH = 900  # seconds after which one gives them up [assumed]
_AT_GATE = 400  # how much more urgent it is once one stands at the gate [assumed]
_LOOK = 6  # seconds before a door
_WORDS = 5  # seconds that it takes to wake somebody [assumed]
_BITS = 61  # by which places that have been got to are remembered
_STAY = 600  # seconds between looks where one has arrived
_WORTH_IT = 0.01  # the chance that a guard opens, below which one does not show a chip [assumed]
_LAST = 6  # hours before one's end from which a gate is watched without a chip [assumed]
_LAST_MINUTES = 900  # seconds before one's end within which one stays indoors with one's own [assumed]
_WATCH = 15  # cells from a gate at which one watches it, and from which one runs to it where it opens [assumed]
_FROM_GUARD = 12  # cells that one keeps from a gate's guard while one watches the gate [assumed]
_OF_LEFT = 10  # one part in so many of the time that one has left is the most that one stays away for [assumed]

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
    listed_hours: float = Field(
        10_000,
        ge=0,
        le=10_000,
        description="one takes the owner of one's chip to be listed until, h from the start [assumed]",
    )
    search_hours: float = Field(
        parted.HOURS,
        ge=0,
        le=240,
        description="whom one has lost one looks for, h, at most a quarter of one's time [assumed]",
    )
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
    if mind.left <= _LAST_MINUTES and mind.inside >= 0 and any(map(mind.aid.in_reach, mind.aid.bound())):
        return None  # one does not go out any more: it is time to take leave
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
    """Whether one has got there; whether one has found, or given up, those one has lost."""
    if mind.purpose.of(slot)[0] == Aim.LOOK_FOR:
        return Over(mind.recall("lost") < 0) if mind.recall("alone") or mind.recall("lost") < 0 else None
    return Over(True) if mind.recall("reached") else None


def goes_with(params: Params) -> list[str]:
    """Those one goes with."""
    return params.together


def _take_in(mind: Mind, params: Params) -> None:
    """Remember having been turned away, as the time before which one does not try again."""
    if mind.was_refused(Verb.PRESENT) and mind.recall("until") < mind.tick:
        mind.remember(until=mind.tick + 60 * params.busy_minutes, waiting=-1, note=-1)
    kind, at = mind.percept
    if kind not in (Kind.JUDGED, Kind.ALARM) or mind.gate_open(mind.recall("gate")):
        return
    minutes = params.alarm_minutes if kind == Kind.ALARM else params.retry_minutes
    until = at + min(60 * minutes, max(0, mind.left) // _OF_LEFT)
    if mind.recall("until") < until:
        mind.remember(until=until, waiting=-1, note=-1)


def _wait_for_others(mind: Mind, params: Params, people: dict[str, int]) -> Bid | None:
    """Let those one goes with catch up, look for them where they were, and give them up in the end."""
    still = Verb.WAIT if mind.inside >= 0 else Verb.HIDE
    for whom in (people[name] for name in params.together):
        other = mind.other(whom)
        if other is None or mind.aid.known_dead(whom):
            continue
        if other.seen and other.doing in parted.GONE:
            parted.see_gone(mind, other, params.search_hours, 60 * params.retry_minutes, of_the_dead=True)
        elif other.seen:
            mind.remember(alone=0)
            if mind.tick >= mind.recall("low") and not mind.aid.able(whom):
                return _stay_by(mind, params, other)
            if mind.across(mind.cell, other.cell) > _CLOSE:
                return Bid(params.urgency, still, again=5)
            continue
        if not mind.recall("alone"):
            step = _look_for(mind, params, whom, other)
            if step is not None:
                return step
    return None


def _stay_by(mind: Mind, params: Params, other: Other) -> Bid:
    """Go to somebody who cannot come along on their own feet, and stay by them."""
    apart = mind.inside < 0 and mind.apart(mind.cell, other.cell) > 1
    stage = mind.stage_to(other.cell, STRIDE) if apart else -1
    if stage >= 0:
        return Bid(params.urgency, mind.quiet(), stage, again=60)
    return Bid(params.urgency, Verb.WAIT if mind.inside >= 0 else Verb.HIDE, again=60)


def _look_for(mind: Mind, params: Params, whom: int, other: Other) -> Bid | None:
    """Wait a while for somebody out of sight and look where they were last; whom an arrest has parted look where both
    would. None for who has given them up.
    """
    if mind.recall("lost") >= 0:
        return parted.seek(mind, params.urgency, params.search_hours, whom)
    still = Verb.WAIT if mind.inside >= 0 else Verb.HIDE
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
    mind.remember(alone=1)  # until one sees them again
    return None


def _through_gate(mind: Mind, params: Params) -> Bid | None:
    """Go through the gate at once if it stands open near by."""
    gate, here = _gate(mind, params)
    if mind.apart(mind.cell, here) > _WATCH or not mind.gate_open(gate):
        return None
    if mind.cell == here:
        return Bid(params.urgency + RISES, Verb.CROSS, gate, again=2)
    return Bid(params.urgency + RISES, Verb.RUN, here, again=2)


def _by_gate(mind: Mind, params: Params, people: dict[str, int]) -> Bid:
    gate, here = _gate(mind, params)
    listed = mind.tick < params.listed_hours * units.HOUR
    if mind.guards.opens(listed) < _WORTH_IT:
        return _without_a_chip(mind, params, here, people)
    if mind.purpose.refused(Verb.PRESENT, gate):
        return go_to_ground(mind, params.urgency, _STAY)
    if mind.cell != here:
        return _walk(mind, params, here, people)
    return Bid(params.urgency + _AT_GATE, Verb.PRESENT, gate, again=30, steady=False)


def _without_a_chip(mind: Mind, params: Params, here: int, people: dict[str, int]) -> Bid:
    """Lie low; in one's last hours watch the gate that ends at `here` from where nobody looks at one, but for its guard
    from afar: it may open for others.
    """
    way = mind.path(here).cells.tolist() if mind.left < _LAST * units.HOUR else []
    in_view = (cell for cell in way if mind.in_view(cell, here, _WATCH))
    eyed = mind.risk.eyed
    spot = next((cell for cell in in_view if not (eyed(cell, but=here) or eyed(cell, _FROM_GUARD))), -1)
    if spot < 0:
        return go_to_ground(mind, params.urgency, _STAY)._replace(hitch=Hitch.EMPTY_HANDS)
    if mind.cell == spot and mind.inside < 0:
        return Bid(params.urgency, Verb.HIDE, again=_LOOK)
    return _walk(mind, params, spot, people)


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
        others = [people[name] for name in params.together]
        for row in others:
            if row in mind.aid.beside() and mind.aid.rests(row) and mind.aid.can(Verb.ROUSE, row):
                return Bid(params.urgency, Verb.ROUSE, row, _WORDS, again=_WORDS)
        return go_out(mind, params.urgency, *others)  # the others come out too, and one looks before one walks
    stage = mind.stage_to(goal, STRIDE)
    if stage < 0:
        return Bid(params.urgency, Verb.WAIT, again=60, hitch=Hitch.NO_WAY)
    return Bid(params.urgency, mind.quiet(), stage, again=120, keep={"note": -1})
