"""Pledges: somebody promises to bring somebody else to a place, and keeps it or does not.

A pledge is kept when both are there. It is broken when the one who gave it takes it back, stays away from the other for
too long, or has not brought them there in time; with the death of either it ends. Whoever was promised something can
release the other from it.

Reads   pledges; citizens.target, cause, alive, cell; who orders PLEDGE and RELEASE, as `asked` and `amount_of` have it;
        what stands in the way, as `world/reasons` has it
Writes  pledges; ties as `regard.bind` does; what people think of each other as `regard.good` and `regard.bad` do; what
        has been ordered as `said` and `refuse` do
Emits   PLEDGED(citizen, citizen; cause: the order), PLEDGE_KEPT, PLEDGE_BROKEN(citizen, citizen; cause: the pledge, or
        the order), RELEASED(citizen, citizen; cause: the order), REFUSED(citizen, target; cause: the order)
Units   times in h and min; experience in 1/1000
Source  Beta reputation as in world/society/regard.py; terms and weights are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.grid import is_near, squared_cells
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, amount_of, asked, refuse
from undergrid.world.reasons.society import promising
from undergrid.world.senses.earshot import said
from undergrid.world.society import regard
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
    word: int = Field(400, ge=0, le=10_000, description="good experience of a pledge given, 1/1000 [assumed]")
    tie: int = Field(300, ge=0, le=1000, description="strength of the bond that a pledge makes, 1/1000 [assumed]")
    kept: int = Field(4000, ge=0, le=100_000, description="good experience of a pledge kept, 1/1000 [assumed]")
    broken: int = Field(6000, ge=0, le=100_000, description="bad experience of a pledge broken, 1/1000 [assumed]")
    taken_back: int = Field(2000, ge=0, le=100_000, description="of one taken back to one's face, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    if world.cache(Attempts).intending.any:
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
    pledges.due[slot] = world.tick + round(params.hours * 3600)
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
    """Whether an open pledge has been kept or broken by now."""
    pledges, people = world.pledges, world.citizens
    by, to, cell, cause = (int(column[slot]) for column in (pledges.by, pledges.to, pledges.cell, pledges.cause))
    if not (people.alive[by] and people.alive[to]):
        pledges.outcome[slot] = PledgeState.RELEASED
        return
    there = params.there_m
    if _near(world, int(people.cell[by]), cell, there) and _near(world, int(people.cell[to]), cell, there):
        pledges.outcome[slot] = PledgeState.KEPT
        kept = _event(world, Kind.PLEDGE_KEPT, by, to, cause)
        regard.good(world, to, by, params.kept, kept)
        return
    if _near(world, int(people.cell[by]), int(people.cell[to]), params.apart_m):
        pledges.apart[slot] = -1
    elif pledges.apart[slot] < 0:
        pledges.apart[slot] = world.tick
    left = pledges.apart[slot] >= 0 and world.tick - pledges.apart[slot] >= params.apart_minutes * 60
    if left or world.tick >= pledges.due[slot]:
        _broken(world, slot, params.broken, cause)


def _broken(world: World, slot: int, weight: int, cause: int) -> None:
    pledges = world.pledges
    by, to = int(pledges.by[slot]), int(pledges.to[slot])
    pledges.outcome[slot] = PledgeState.BROKEN
    broken = _event(world, Kind.PLEDGE_BROKEN, by, to, cause)
    regard.bad(world, to, by, weight, broken)


def _near(world: World, a: int, b: int, metres: float) -> bool:
    city = world.city
    return bool(is_near(a, b, squared_cells(metres, city.cell_mm), city.width, city.area))


def _event(world: World, kind: Kind, who: int, whom: int, cause: int) -> int:
    return world.events.one(kind, who, whom, int(world.citizens.cell[who]), cause=cause)
