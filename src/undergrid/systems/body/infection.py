"""Infection: hours after a wound was made a draw decides whether it turns; fever follows, and within days death.

A dirty wound mostly turns, a clean one hardly ever: the same draw is held against either chance. A dressing keeps some
dirt out. Nothing in a run cures an infection.

Reads   wounds.owner, turns, dirty, depth, dressing, infected, cause, luck; blood.owner, fever, ill_due, infected;
        citizens.alive, cell, luck
Writes  wounds.infected, turns; blood.fever, ill_due, infected; legs as `blood_loss.refresh_legs` works them out; people
        as `blood_loss.die` does
Emits   INFECTED(citizen; amount the wound; cause: its WOUNDED; stream, odds), DIED(citizen; of infection; cause: the
        INFECTED; because: the wounds, the time that was lost; stream, odds)
Units   chances; fever in 1/1000
Source  assumed; the direction (dirt, depth, delay and no cover are worse) is known.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.tables import I64
from undergrid.world.body import blood_loss, injuries
from undergrid.world.body.blood_loss import any_due
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death, Dressing
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

TURN = luck.stream("infection")
DEATH = luck.stream("infection/death")

_HIGH = 1000  # fever at its worst


_Share = Annotated[float, Field(ge=0, le=1)]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.infection`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    dirty: tuple[_Share, _Share, _Share] = Field(
        (0.15, 0.5, 0.8), description="chance that a dirty wound turns: a graze, into the flesh, deep [assumed]"
    )
    clean: tuple[_Share, _Share, _Share] = Field((0, 0.01, 0.03), description="the same for a clean one [assumed]")
    dressed: float = Field(0.8, ge=0, le=1, description="of that chance, what a dressing leaves [assumed]")
    fever_hours: float = Field(24, ge=0.01, le=240, description="hours until the fever is at its worst [assumed]")
    kills: float = Field(0.02, ge=0, le=1000, description="deaths per hour by then [assumed]")

    @cached_property
    def odds(self) -> I64:
        """(2, 2, 3): thresholds by dirt, dressing, depth."""
        return np.array(
            [[[luck.chance(p * f) for p in row] for f in (1.0, self.dressed)] for row in (self.clean, self.dirty)],
            np.int64,
        )

    @cached_property
    def deaths(self) -> I64:
        """(101,): thresholds of death in an hour, by fever in hundredths of its worst: none in the first half."""
        return np.array([luck.rate_per_tick(self.kills * max(0, n - 50) / 50, 1) for n in range(101)], np.int64)


def step(world: World, params: Params) -> None:
    wounds, blood = world.wounds, world.blood
    if not blood.n:
        return
    if any_due(wounds.turns, world.tick):
        for slot in np.flatnonzero(wounds.turns <= world.tick).tolist():
            _decide(world, params, slot)
    if any_due(blood.ill_due, world.tick):
        for slot in np.flatnonzero(blood.ill_due <= world.tick).tolist():
            _worsen(world, params, slot)


def _decide(world: World, params: Params, slot: int) -> None:
    """Draw whether one wound turns."""
    wounds, blood, people = world.wounds, world.blood, world.citizens
    who = int(wounds.owner[slot])
    wounds.turns[slot] = NEVER
    if not people.alive[who] or wounds.infected[slot]:
        return
    covered = int(wounds.dressing[slot] in (Dressing.GAUZE, Dressing.STABILISED))
    odds = int(params.odds[int(wounds.dirty[slot]), covered, int(wounds.depth[slot]) - 1])
    if luck.u32(world.key(TURN), int(wounds.luck[slot])) >= odds:
        return
    wounds.infected[slot] = True
    event = world.events.one(
        Kind.INFECTED, who, -1, int(people.cell[who]), injuries.code(world, slot), int(wounds.cause[slot]), TURN, odds
    )
    body = blood_slot(world, who)
    if not blood.infected[body]:
        blood.infected[body], blood.ill_due[body] = event, world.tick + units.HOUR


def _worsen(world: World, params: Params, slot: int) -> None:
    """An hour more of an infection in one body."""
    blood, people = world.blood, world.citizens
    who = int(blood.owner[slot])
    if not people.alive[who]:
        blood.ill_due[slot] = NEVER
        return
    blood.fever[slot] = min(_HIGH, int(blood.fever[slot]) + round(_HIGH / params.fever_hours))
    blood.ill_due[slot] = world.tick + units.HOUR
    odds = int(params.deaths[int(blood.fever[slot]) * 100 // _HIGH])
    if luck.u32(world.key(DEATH), int(people.luck[who])) < odds:
        blood_loss.die(
            world, who, Death.INFECTION, int(blood.infected[slot]), blood_loss.behind(world, who), DEATH, odds
        )
    else:
        blood_loss.refresh_legs(world, who)
