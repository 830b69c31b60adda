"""Thirst: a body without water loses some by the hour, more in the heat and at work, and dies of it within days.

What is lost grows in a straight line between two looks, ten minutes apart at most; the hour's loss is that at which
somebody who rests in the shade and drinks nothing dies when Adolph's table says so. Who has passed out does not feel
that they are thirsty before they come to. Work in the open adds to it
(`systems/body/fatigue.py`). Stages go by the share of one's weight that is lacking, so that a child dries out like an
adult.

Reads   exposure.owner, drain, water, drunk_at, thirst_due, parched, thirst_cause; citizens.alive, age, cell, doing; the
        air around people as `ambient.temperatures` has it; senses as `posture.may_feel` has them
Writes  exposure.water, drunk_at, drain, thirst_due, parched, dry, thirst_cause; their speed as `exposure.slow` does;
        people as `blood_loss.die` does
Emits   DEPRIVED(citizen; amount Privation; cause: the stage before, or the last drink), DIED
Units   water in 1/1000 mL; loss per hour; temperatures in 1/100 C
Source  E. F. Adolph, Physiology of Man in the Desert (1947): days survived at rest in shade without water, by the day's
        highest temperature, as `DAYS` has it. Here the temperature of the moment counts, so cool nights help.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body import blood_loss, posture
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
"""Temperature in C, and days survived. Below the first of them 10; beyond the last a third less for each 5.6 C more
[Adolph 1947]."""

_HOTTEST = 70  # C, of the table
_PLUGGED = int(Activity.PLUGGED)
_DEAD = len(Thirst)  # the stage after the last


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.thirst`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    thirsty: float = Field(
        2, ge=0.01, le=100, description="water lacking that makes thirsty, % of weight [Adolph 1947]"
    )
    parched: float = Field(6, ge=0.01, le=100, description="the same, parched [Adolph 1947: 5 to 10]")
    dying: float = Field(11, ge=0.01, le=100, description="the same, hardly able to walk [Adolph 1947: over 10]")
    deadly: float = Field(15, ge=0.01, le=100, description="the same, of which one dies [Adolph 1947: 15 to 25]")
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
    def knobs(self) -> Handle:
        """What the kernel takes: `limits` and `losses`."""
        return record(limits=self.limits, losses=self.losses)

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


class _Looked(Out):
    """Those who are looked at: slot in `exposure`, the temperature around them in 1/100 C, and their stage of thirst,
    -1 of the dead.
    """

    slot: I64
    around: I64
    stage: I64


def step(world: World, params: Params) -> None:
    """Look at those who are due: what they have lost, what stage that is, and what they lose from now on."""
    exposure = world.exposure
    if not exposure.n:
        return
    looked = world.out(_Looked, exposure.n)
    n = due_now(exposure.used, exposure.thirst_due, world.tick, looked.slot)
    if not n:
        return
    looked.around[:n] = temperatures(world, looked.slot[:n])
    _dry(exposure.handle, world.citizens.handle, params.knobs, world.tick, looked.handle, n)
    slots, stages = looked.slot[:n], looked.stage[:n]
    for k in np.flatnonzero((stages >= 0) & (stages != exposure.parched[slots])).tolist():
        _change(world, params, int(slots[k]), int(stages[k]))


def _change(world: World, params: Params, slot: int, stage: int) -> None:
    exposure, people = world.exposure, world.citizens
    who, cause = int(exposure.owner[slot]), int(exposure.thirst_cause[slot]) or world.scenario_event
    worse = stage > exposure.parched[slot]
    if worse and stage == Thirst.THIRSTY and not posture.may_feel(world, who):
        return  # it is looked at again, and felt then
    exposure.parched[slot] = min(stage, _DEAD - 1)
    if stage == _DEAD:
        exposure.thirst_due[slot] = NEVER
        blood_loss.die(world, who, Death.THIRST, cause)
        return
    if worse:
        exposure.thirst_cause[slot] = world.events.one(
            Kind.DEPRIVED, who, where=int(people.cell[who]), amount=stage, cause=cause
        )
    exposure.dry[slot] = params.paces[stage]
    exposed.slow(world, slot)


@kernel
def _dry(exposure, people, knobs, now, looked, n):
    """Bring the water of the first `n` up to date, and say what stage it makes."""
    for k in range(n):
        slot = looked.slot[k]
        who = int(exposure.owner[slot])
        weight = int(MASS[people.age[who]])
        if exposure.drunk_at[slot] >= 0:
            # rounded to the nearest, so that the loss does not depend on when it is looked at
            since = now - int(exposure.drunk_at[slot])
            exposure.water[slot] += (int(exposure.drain[slot]) * since + 1800) // 3600
        stage = 0
        while stage + 1 < len(knobs.limits) and exposure.water[slot] >= knobs.limits[stage + 1] * weight:
            stage += 1
        exposure.drunk_at[slot], looked.stage[k] = now, stage
        exposure.thirst_due[slot] = NEVER
        if not people.alive[who]:
            exposure.drain[slot], looked.stage[k] = 0, -1
        elif people.doing[who] == _PLUGGED:  # the pod waters whoever is in it
            exposure.water[slot] = exposure.drain[slot] = looked.stage[k] = 0
            exposure.thirst_due[slot] = now + LOOK
        else:
            exposure.drain[slot] = weight * _loss(knobs.losses, looked.around[k])
            exposure.thirst_due[slot] = now + LOOK
            if stage + 1 < len(knobs.limits) and exposure.drain[slot] > 0:
                drain = int(exposure.drain[slot])
                left = knobs.limits[stage + 1] * weight - int(exposure.water[slot])
                exposure.thirst_due[slot] = min(now + LOOK, now + (left * 3600 + drain - 1) // drain)


@kernel(inline=True)
def _loss(losses, around):
    """What is lost in an hour at rest at a temperature in 1/100 C, 1/1000 mL for each kg of weight."""
    place = max(0, min(around, 100 * (len(losses) - 1) - 1))
    here = losses[place // 100]
    return here + (losses[place // 100 + 1] - here) * (place % 100) // 100
