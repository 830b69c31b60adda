"""Pledges: somebody promises to bring somebody else to a place, and keeps it, breaks it, or cannot keep it.

A pledge is kept when both are there; behind a shelter's door, where that is the place. What was meant counts, wherever
it was said to be: word of a place goes astray. It is broken by deeds of the one who gave it alone: they take it back,
or leave the other, and stay away for too long while they are free, awake and able to walk, and neither on their way
back, to the other or to where the two were last together, nor on to the place. It has failed where anything else has
kept the two apart for long, where its time is over first, and with the death of either: that costs nobody's trust.
Whoever was promised something can release the other from it.

Reads   pledges; citizens.target, cause, alive, cell, inside; what somebody means by a cell, as `knowledge` has it; who
        has left whom, who is on the way back, and what keeps people apart, as `promises` has it; who orders PLEDGE and
        RELEASE, as `asked` and `amount_of` have it; what stands in the way, as `world/reasons` has it
Writes  pledges; ties as `regard.bind` does; what people think of each other as `regard.good` and `regard.bad` do; what
        has been ordered as `said` and `refuse` do
Emits   PLEDGED(citizen, citizen; cause: the order), PLEDGE_KEPT(citizen, citizen; cause: the pledge),
        PLEDGE_BROKEN(citizen, citizen; cause: the order, or what led them away), PLEDGE_FAILED(citizen, citizen; cause:
        what prevented it), RELEASED(citizen, citizen; cause: the order), REFUSED(citizen, target; cause: the order)
Units   times in h and min; experience in 1/1000
Source  Beta reputation as in world/society/regard.py; terms and weights are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.grid import is_near, squared_cells
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked, refuse
from undergrid.world.places.shelters import shelter_row
from undergrid.world.reasons.society import promising
from undergrid.world.senses.earshot import said
from undergrid.world.society import knowledge, promises, regard
from undergrid.world.society.promises import open_between
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.society import BondKind, PledgeState

if TYPE_CHECKING:
    from undergrid.world.world import World

_LOOK_S = 10  # open pledges are looked at once in so many seconds


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.pledges`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    hours: float = Field(24.0, ge=0.01, le=8760, description="for which a pledge is given, h [assumed]")
    there_m: float = Field(6, ge=0, le=10_000, description="who is within that of a place is there, m [assumed]")
    apart_m: float = Field(50, ge=0, le=100_000, description="farther from each other is apart, m [assumed]")
    apart_minutes: float = Field(30.0, ge=0, le=1440, description="apart for so long is left behind, min [assumed]")
    barred_minutes: float = Field(
        120.0, ge=0, le=100_000, description="kept apart for so long by anything else, it has failed, min [assumed]"
    )
    word: int = Field(400, ge=0, le=10_000, description="good experience of a pledge given, 1/1000 [assumed]")
    tie: int = Field(300, ge=0, le=1000, description="strength of the bond that a pledge makes, 1/1000 [assumed]")
    kept: int = Field(4000, ge=0, le=100_000, description="good experience of a pledge kept, 1/1000 [assumed]")
    broken: int = Field(6000, ge=0, le=100_000, description="bad experience of a pledge broken, 1/1000 [assumed]")
    taken_back: int = Field(2000, ge=0, le=100_000, description="of one taken back to one's face, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    if anybody_tries(world):
        for verb, act in ((Verb.PLEDGE, _pledge), (Verb.RELEASE, _release)):
            for who in asked(world, verb, verb):
                refusal = act(world, params, who, int(world.citizens.target[who]))
                if refusal is None:
                    said(world, who)
                else:
                    refuse(world, who, refusal)
    pledges = world.pledges
    if world.tick % _LOOK_S == 0:
        for slot in pledges.where(outcome=PledgeState.OPEN).tolist():
            _look(world, params, slot)


def _pledge(world: World, params: Params, who: int, whom: int) -> Refusal | None:
    """A promise is given."""
    cell = amount_of(world, who)
    refusal = promising(world, who, Verb.PLEDGE, whom, cell)
    if refusal is not None:
        return refusal
    pledged = _event(world, Kind.PLEDGED, who, whom, int(world.citizens.cause[who]))
    pledges = world.pledges
    slot = int(pledges.take(1)[0])
    pledges.by[slot], pledges.to[slot], pledges.cell[slot], pledges.cause[slot] = who, whom, cell, pledged
    pledges.building[slot] = knowledge.meant(world, who, cell)
    pledges.due[slot] = world.tick + round(params.hours * 3600)
    promises.meet(world, slot)
    regard.good(world, whom, who, params.word, pledged)
    regard.bind(world, who, whom, BondKind.ESCORT, params.tie, pledged)
    regard.bind(world, whom, who, BondKind.FRIEND, params.tie, pledged)
    return None


def _release(world: World, params: Params, who: int, whom: int) -> Refusal | None:
    """The one who was promised something lets the other off, or the one who promised takes it back."""
    refusal = promising(world, who, Verb.RELEASE, whom, 0)
    if refusal is not None:
        return refusal
    cause = int(world.citizens.cause[who])
    received, given = open_between(world, whom, who), open_between(world, who, whom)
    if received >= 0:
        world.pledges.outcome[received] = PledgeState.RELEASED
        _event(world, Kind.RELEASED, who, whom, cause)
    else:
        _broken(world, given, params.taken_back, cause)
    return None


def _look(world: World, params: Params, slot: int) -> None:
    """Whether an open pledge has been kept, broken or made vain by now."""
    pledges, people = world.pledges, world.citizens
    by, to, cause = (int(column[slot]) for column in (pledges.by, pledges.to, pledges.cause))
    for who in (by, to):
        if not people.alive[who]:
            _failed(world, slot, int(people.cause[who]) or cause)
            return
    if all(_is_there(world, slot, who, params.there_m) for who in (by, to)):
        pledges.outcome[slot] = PledgeState.KEPT
        kept = _event(world, Kind.PLEDGE_KEPT, by, to, cause)
        regard.good(world, to, by, params.kept, kept)
        return
    strays = False
    if _near(world, int(people.cell[by]), int(people.cell[to]), params.apart_m):
        promises.meet(world, slot)
    else:
        strays = _apart(world, slot)
    over = world.tick >= pledges.due[slot]
    if strays and (over or _lasted(pledges.strayed[slot], params.apart_minutes)):
        _broken(world, slot, params.broken, _since(world, slot, int(pledges.parted[slot])))
    elif over or _lasted(pledges.barred[slot], params.barred_minutes):
        _failed(world, slot, _prevented(world, slot))


def _apart(world: World, slot: int) -> bool:
    """Count the looks at which the two of a pledge are apart, and why; True if the one who promised stays away."""
    pledges, people = world.pledges, world.citizens
    by, to = int(pledges.by[slot]), int(pledges.to[slot])
    if pledges.apart[slot] < 0:
        pledges.apart[slot] = world.tick
    bar = promises.bar(world, slot)
    if bar:
        pledges.barred[slot] += 1
        pledges.parted[slot] = bar
        pledges.by_from[slot] = people.cell[by]  # where others take somebody is no way of their own
        return False
    if promises.sleep_of(world, by) or promises.is_returning(world, slot):
        return False
    if promises.has_strayed(world, slot):
        if pledges.strayed[slot] == 0:
            pledges.parted[slot] = people.cause[by]
        pledges.strayed[slot] += 1
        return True
    if pledges.parted[slot] == 0:
        pledges.parted[slot] = people.cause[to]
    pledges.barred[slot] += 1
    return False


def _lasted(looks: int, minutes: float) -> bool:
    """Whether what was so at that many looks has lasted for so long."""
    return bool((looks - 1) * _LOOK_S >= minutes * 60)


def _prevented(world: World, slot: int) -> int:
    """What has kept a pledge from being kept; where nothing has, what the one who promised has done instead."""
    pledges, people = world.pledges, world.citizens
    by, to = int(pledges.by[slot]), int(pledges.to[slot])
    bar = promises.bar(world, slot) or promises.fell(world, to) or promises.sleep_of(world, by)
    return bar or _since(world, slot, int(pledges.parted[slot]) or int(people.cause[by]))


def _since(world: World, slot: int, event: int) -> int:
    """An event, or the pledge itself where that one was before it."""
    pledge = int(world.pledges.cause[slot])
    return event if event >> TICK_SHIFT > pledge >> TICK_SHIFT else pledge


def _broken(world: World, slot: int, weight: int, cause: int) -> None:
    pledges = world.pledges
    by, to = int(pledges.by[slot]), int(pledges.to[slot])
    pledges.outcome[slot] = PledgeState.BROKEN
    broken = _event(world, Kind.PLEDGE_BROKEN, by, to, cause)
    regard.bad(world, to, by, weight, broken)


def _failed(world: World, slot: int, cause: int) -> None:
    pledges = world.pledges
    pledges.outcome[slot] = PledgeState.FAILED
    _event(world, Kind.PLEDGE_FAILED, int(pledges.by[slot]), int(pledges.to[slot]), cause)


def _is_there(world: World, slot: int, who: int, metres: float) -> bool:
    """Whether somebody has come to the place of a pledge: near it, or, where it is a shelter, in at its door."""
    building, people = int(world.pledges.building[slot]), world.citizens
    if shelter_row(world, building) >= 0:
        return int(people.inside[who]) == building
    cell = world.pledges.cell[slot] if building < 0 else world.city.doors[building]
    return _near(world, int(people.cell[who]), int(cell), metres)


def _near(world: World, a: int, b: int, metres: float) -> bool:
    city = world.city
    return bool(is_near(a, b, squared_cells(metres, city.cell_mm), city.width, city.area))


def _event(world: World, kind: Kind, who: int, whom: int, cause: int) -> int:
    return world.events.one(kind, who, whom, int(world.citizens.cell[who]), cause=cause)
