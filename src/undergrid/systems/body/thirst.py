"""Thirst: a body without water loses some by the hour, more in the heat and at work, and dies of it within days.

What is lost grows in a straight line between two looks, ten minutes apart at most; the hour's loss is that at which
somebody who rests in the shade and drinks nothing dies when Adolph's table says so. Work in the open adds to it
(`systems/body/fatigue.py`). Stages go by the share of one's weight that is lacking, so that a child dries out as an
adult.

Reads   exposure.owner, drain, water; citizens.alive, age, inside, cell, doing; sky.temperature; warmth of shelters
Writes  exposure.water, drunk_at, drain, thirst_due, parched, dry, thirst_cause; of the dying citizens
Emits   PARCHED(citizen; amount Thirst; cause: the stage before, or the last drink), DIED
Units   water in 1/1000 mL; loss per hour; temperatures in 1/100 C
Source  E. F. Adolph, Physiology of Man in the Desert (1947): days survived at rest in shade without water, by the day's
        highest temperature, as `DAYS` has it. Here the temperature of the moment counts, so cool nights help.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.body import blood_loss
from undergrid.world.body import exposure as exposed
from undergrid.world.body.ambient import temperatures
from undergrid.world.body.exposure import LOOK, due_now
from undergrid.world.body.physique import MASS
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death, Thirst
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

DAYS = ((10, 10.0), (21.1, 10.0), (26.7, 9.0), (32.2, 7.0), (37.8, 5.0), (43.3, 3.0), (48.9, 2.0))
"""Temperature in C, and days survived. Below the first of them 10; beyond the last a third less for each 5.6 C more."""

_HOTTEST = 70  # C, of the table
_PLUGGED = int(Activity.PLUGGED)
_DEAD = len(Thirst)  # the stage after the last


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.thirst`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    thirsty: float = Field(2, gt=0, le=100, description="water lacking that makes thirsty, % of weight [Adolph 1947]")
    parched: float = Field(6, gt=0, le=100, description="the same, parched [Adolph 1947: 5 to 10]")
    dying: float = Field(11, gt=0, le=100, description="the same, hardly able to walk [Adolph 1947: over 10]")
    deadly: float = Field(15, gt=0, le=100, description="the same, of which one dies [Adolph 1947: 15 to 25]")
    loss: float = Field(1, ge=0, le=10, description="what is lost, times what the table comes to [Adolph 1947]")
    parched_pace: int = Field(85, ge=0, le=100, description="walking speed that being parched leaves, % [assumed]")
    dying_pace: int = Field(50, ge=0, le=100, description="the same, dying of thirst [assumed]")

    @cached_property
    def limits(self) -> I64:
        """(5,) from which lack on each stage of thirst holds, and death: 1/1000 mL for each kg of weight."""
        shares = (0, self.thirsty, self.parched, self.dying, self.deadly)
        return np.array([round(10_000 * share) for share in shares], np.int64)

    @cached_property
    def losses(self) -> I64:
        """(71,) by C from 0 on: what is lost in an hour at rest, 1/1000 mL for each kg of weight."""
        return np.array([round(self.limits[-1] * self.loss / (24 * days(t))) for t in range(_HOTTEST + 1)], np.int64)

    @cached_property
    def paces(self) -> tuple[int, ...]:
        """By Thirst: what it leaves of the walking speed, %."""
        return 100, 100, self.parched_pace, self.dying_pace


def days(celsius: float) -> float:
    """The days that somebody lives who rests in shade at such a temperature and drinks nothing."""
    places, lives = zip(*DAYS, strict=True)
    if celsius > places[-1]:
        return float(lives[-1] * (2 / 3) ** ((celsius - places[-1]) / 5.6))
    return float(np.interp(celsius, places, lives))


def step(world: World, params: Params) -> None:
    """Look at those who are due: what they have lost, what stage that is, and what they lose from now on."""
    exposure = world.exposure
    if not exposure.n:
        return
    (due,) = world.scratch(exposure.n, 1)
    n_due = due_now(exposure.used, exposure.thirst_due, world.tick, due)
    if not n_due:
        return
    slots, people = due[:n_due].copy(), world.citizens
    (stages,) = world.scratch(n_due, 1)
    _dry(
        slots, exposure.owner, exposure.water, exposure.drunk_at, exposure.drain, exposure.thirst_due, people.alive,
        people.doing, people.age, MASS, temperatures(world, slots), params.losses, params.limits, world.tick, LOOK,
        stages,
    )  # fmt: skip
    changed = np.flatnonzero((stages[:n_due] >= 0) & (stages[:n_due] != exposure.parched[slots]))
    for slot, stage in zip(slots[changed].tolist(), stages[changed].tolist(), strict=True):
        _change(world, params, slot, stage)


def _change(world: World, params: Params, slot: int, stage: int) -> None:
    exposure, people = world.exposure, world.citizens
    who, cause = int(exposure.owner[slot]), int(exposure.thirst_cause[slot]) or world.scenario_event
    worse = stage > exposure.parched[slot]
    exposure.parched[slot] = min(stage, _DEAD - 1)
    if stage == _DEAD:
        exposure.thirst_due[slot] = NEVER
        blood_loss.die(world, who, Death.THIRST, cause)
        return
    if worse:
        exposure.thirst_cause[slot] = world.events.one(
            Kind.PARCHED, who, where=int(people.cell[who]), amount=stage, cause=cause
        )
    exposure.dry[slot] = params.paces[stage]
    exposed.slow(world, slot)


@kernel
def _dry(slots, owner, water, drunk_at, drain, due, alive, doing, age, mass, around, losses, limits, tick, period,
         stages):  # fmt: skip
    """Bring the water of these slots up to date, and say what stage it makes, -1 of the dead; `around` in 1/100 C."""
    for n in range(len(slots)):
        slot = slots[n]
        who = int(owner[slot])
        weight = int(mass[age[who]])
        if drunk_at[slot] >= 0:
            # to the nearest: what is lost goes on where it was, whatever the moment at which it is looked at
            water[slot] += (int(drain[slot]) * (tick - int(drunk_at[slot])) + 1800) // 3600
        stage = 0
        while stage + 1 < len(limits) and water[slot] >= limits[stage + 1] * weight:
            stage += 1
        drunk_at[slot], stages[n] = tick, stage
        due[slot] = 2147483647
        if not alive[who]:
            drain[slot], stages[n] = 0, -1
            continue
        if doing[who] == _PLUGGED:  # the pod waters whoever is in it
            water[slot] = drain[slot] = stages[n] = 0
            due[slot] = tick + period
            continue
        place = max(0, min(int(around[n]), 100 * (len(losses) - 1) - 1))
        here = int(losses[place // 100])
        drain[slot] = weight * (here + (int(losses[place // 100 + 1]) - here) * (place % 100) // 100)
        due[slot] = tick + period
        if stage + 1 < len(limits) and drain[slot] > 0:
            left = limits[stage + 1] * weight - int(water[slot])
            due[slot] = min(int(due[slot]), tick + (left * 3600 + int(drain[slot]) - 1) // int(drain[slot]))
