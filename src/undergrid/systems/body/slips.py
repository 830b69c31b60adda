"""Slips: whoever's implants fail loses the thread of what they are doing, the oftener the further it has gone.

Somebody on their way stops where they are, and somebody at a task breaks it off; neither knows what it was for. After a
moment they go about their day again, from the beginning: a planner thinks anew, routine takes over everybody else. Who
lies, rests or stands has nothing to lose the thread of.

Reads   citizens.alive, stage, doing, cell, luck; conditions.owner, kind, cause; who has a mind, as `is_minded` has it
Writes  citizens.wake; people as `halt` and `stand` do; what they are at and try as `tasks.drop` and `drop_intent` do
Emits   SLIPPED(citizen; amount stage; cause: that their implants came to this stage; stream, odds)
Units   chances per turn as thresholds of 2^32; seconds
Source  assumed throughout: a rule of the story, not of nature.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import drop_intent, is_minded
from undergrid.world.orders.halting import halt, stand
from undergrid.world.tables.people import Activity, ConditionKind

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("slips")

_TURNS = 60  # an hour, in each of which a slip may come: the rule's period in the schedule
_STAGES = 4  # 0 sound to 3; who is shut down does nothing
_WALKING, _TENDING = int(Activity.WALKING), int(Activity.TENDING)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.slips`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    blurred_per_hour: float = Field(0.5, ge=0, le=60, description="slips an hour of doing, at stage 1 [assumed]")
    stray_per_hour: float = Field(4.0, ge=0, le=60, description="slips an hour of doing, at stage 2 [assumed]")
    failing_per_hour: float = Field(20.0, ge=0, le=60, description="slips an hour of doing, at stage 3 [assumed]")
    dazed_seconds: int = Field(30, ge=1, le=3600, description="routine takes over again after, s [assumed]")

    @cached_property
    def knobs(self) -> Handle:
        """odds: of a slip at one turn, at each stage."""
        hourly = (0.0, self.blurred_per_hour, self.stray_per_hour, self.failing_per_hour)
        return record(odds=np.array([luck.rate_per_tick(rate, _TURNS) for rate in hourly], np.int64))


class _News(Out):
    """Who slips."""

    who: I64


def step(world: World, params: Params) -> None:
    """Let those whose turn it is lose the thread."""
    people = world.citizens
    if not world.has_turn(people.n):
        return
    news = world.out(_News, (((people.n + 63) >> 6) // world.period + 1) << 6)
    n = _slip(people.handle, params.knobs, world.tick, world.period, world.key(STREAM), news.handle)
    for who in news.who[:n].tolist() if n else ():
        stage = int(people.stage[who])
        failing = world.conditions.where(owner=who, kind=ConditionKind.FAILING)
        cause = int(world.conditions.cause[failing[0]]) if len(failing) else world.scenario_event
        world.events.one(
            Kind.SLIPPED, who, where=int(people.cell[who]), amount=stage, cause=cause, stream=int(STREAM),
            odds=int(params.knobs.odds[stage]),
        )  # fmt: skip
        _lose_the_thread(world, who, params.dazed_seconds)


def _lose_the_thread(world: World, who: int, dazed: int) -> None:
    tasks.drop(world, who)
    halt(world.citizens.handle, who)
    stand(world, who)
    drop_intent(world, who)
    if not is_minded(world, who):
        world.citizens.wake[who] = world.tick + dazed


@kernel
def _slip(people, knobs, now, period, key, news):
    """Draw for the rows whose turn it is; returns how many slip."""
    n_rows, n = len(people.alive), 0
    for chunk in range(now % period, (n_rows + 63) >> 6, period):
        for row in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            stage = np.int64(people.stage[row])
            if stage == 0 or stage >= _STAGES or not people.alive[row]:
                continue
            what = people.doing[row]
            if (what == _WALKING or what == _TENDING) and luck.u32(key, people.luck[row]) < knobs.odds[stage]:
                news.who[n] = row
                n += 1
    return n
