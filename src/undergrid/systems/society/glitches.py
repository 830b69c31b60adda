"""Glitches: who is near a unit long enough may notice what it is; of a unit that is unlawful they tell the authority.

What is wrong with a unit is how it was made, and how it trembles when it is unhappy. Those who could hear it speak have
a chance in each minute, the better the plainer it is and the coarser its class; once they know, they know. Who is bound
to it, or keeps it, tells nobody, nor does who has no tag that answers; of a lawful unit there is nothing to tell.

Reads   units.owner, klass; unmasked.by, unit; citizens.alive, being, doing, cell, luck; attachments.a, b; bonds.a, b;
        how plainly it shows as `glitch_of` has it; who is around as `around` has it; whose word counts as
        `is_heard` has it
Writes  unmasked; reports as `report` files them
Emits   GLITCH_NOTICED(citizen, citizen who is a unit; amount 1/1000; stream, odds), INFORMED(citizen, citizen; cause:
        GLITCH_NOTICED)
Units   chances per hour; glitches in 1/1000; a class is finer by one the higher its number
Source  assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.authority.denouncing import Denouncing, is_heard
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.earshot import AWAKE, around
from undergrid.world.society.tempers import glitch_of
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.people import Being

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("glitches")

_STEPS = 50  # of how plain a glitch is, for which the odds are worked out
_CLASSES = 10


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.glitches`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    per_hour: float = Field(0.9, ge=0, le=1, description="chance per hour to notice the plainest, class 1 [assumed]")
    finer: float = Field(0.8, ge=0, le=1, description="share of that left by each class above the first [assumed]")
    tells: bool = Field(True, description="whether those who notice an unlawful unit report it [the story]")

    @cached_property
    def odds(self) -> list[list[int]]:
        """By class and by how plain a glitch is, in steps of 1/50: the threshold of a minute."""
        most = [self.per_hour * self.finer ** max(0, klass - 1) for klass in range(_CLASSES)]
        return [[luck.per_tick(share * step / _STEPS, 60) for step in range(_STEPS + 1)] for share in most]


def step(world: World, params: Params) -> None:
    """Let those who are around units notice them."""
    units, people = world.units, world.citizens
    if not units.n_used:
        return
    rows = units.rows()
    rows = rows[people.alive[units.owner[rows]] & AWAKE[people.doing[units.owner[rows]]]]
    if not len(rows):
        return
    for slot, near in zip(rows.tolist(), around(world, units.owner[rows].tolist()), strict=True):
        if len(near):
            _look(world, params, slot, near.tolist())


def _look(world: World, params: Params, slot: int, near: list[int]) -> None:
    """Let some notice a unit, each by a draw."""
    units, people, key = world.units, world.citizens, world.key(STREAM)
    unit, plain = int(units.owner[slot]), glitch_of(world, slot)
    odds = params.odds[int(units.klass[slot])][plain * _STEPS // 1000]
    for who in near:
        if luck.u32(key, luck.pair(people.luck[unit], people.luck[who])) < odds and _is_news(world, who, unit):
            here = int(people.cell[unit])
            event = world.events.one(Kind.GLITCH_NOTICED, who, unit, here, plain, stream=STREAM, odds=odds)
            row, unmasked = int(world.unmasked.take(1)[0]), world.unmasked
            unmasked.by[row], unmasked.unit[row], unmasked.cause[row] = who, unit, event
            if params.tells and people.being[unit] == Being.COMPANION and is_heard(world, who):
                _inform(world, who, unit, event)


def _is_news(world: World, who: int, unit: int) -> bool:
    """Whether somebody does not know yet what a unit is: those who keep it, are bound to it or are units know."""
    if world.units.has(owner=who) or world.bonds.has(a=who, b=unit) or world.attachments.has(a=who, b=unit):
        return False
    return not world.unmasked.has(by=who, unit=unit)


def _inform(world: World, who: int, unit: int, noticed: int) -> None:
    """Let somebody tell the authority of a unit, and where it is."""
    here, told = int(world.citizens.cell[unit]), world.shared(Denouncing)
    event = world.events.one(Kind.INFORMED, who, unit, here, cause=noticed)
    report(world, unit, -1, Sense.INFORMER, here, told.seconds, told.weight, np.array([event], np.int64))
