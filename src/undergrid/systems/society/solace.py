"""Solace: who sits with somebody that they are close to and talks to them, asleep or awake, makes them resolved.

It takes no answer: sleepers hear it, and sleep on. From spell to spell of talk it makes those resolved who are bound to
the one who talks, the more the closer they are; up to a bound, which talk alone does not exceed. Resolve fades as ever.

Reads   who is about to SOOTHE, as `asked` has it; citizens.target, cell; tasks.owner, target, since, until, cause; how
        resolved somebody is as `felt`, how close two are as `tie` have it; what stands in the way, as `world/reasons`
        has it
Writes  resolve as `deepen` does; what they are at as `tasks.begin` and `finish` do
Emits   SOOTHED(citizen, citizen; amount minutes; cause: the order), RESOLVES(citizen, citizen; cause: SOOTHED),
        INTERRUPTED, REFUSED
Units   feelings in 1/1000; minutes
Source  assumed. That talk strengthens those who face an end: H. Chochinov et al., J. Clin. Oncol. 23 (2005) 5520, of
        dignity therapy: 68 % of the dying had more purpose afterwards, 47 % more will to live.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked
from undergrid.world.reasons.society import soothing
from undergrid.world.society.feelings import deepen, felt, tie
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.solace`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    spell_minutes: int = Field(5, ge=1, le=1440, description="talk does something once in, min [assumed]")
    resolve: int = Field(
        60, ge=0, le=1000, description="resolve by each spell, of whom one is all to, 1/1000 [assumed]"
    )
    most: int = Field(600, ge=0, le=1000, description="resolve that talk does not exceed, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    """Begin what is ordered, and let those who talk go on."""
    if anybody_tries(world):
        for who in asked(world, Verb.SOOTHE):
            whom, ticks = int(world.citizens.target[who]), amount_of(world, who) or NEVER
            why = soothing(world, who, Verb.SOOTHE, whom, 0)
            tasks.begin_or_refuse(world, who, why, Verb.SOOTHE, whom, min(ticks, NEVER - world.tick))
    if world.tasks.n_used:
        for slot in tasks.at(world, Verb.SOOTHE).tolist():
            _talk(world, params, slot)


def _talk(world: World, params: Params, slot: int) -> None:
    """Let somebody go on, until they have talked for as long as they meant to or nobody is there to hear it."""
    doing = world.tasks
    who, whom, cause = int(doing.owner[slot]), int(doing.target[slot]), int(doing.cause[slot])
    if soothing(world, who, Verb.SOOTHE, whom, 0) is not None:
        tasks.interrupt(world, slot)
        return
    spell, talked = 60 * params.spell_minutes, world.tick - int(doing.since[slot])
    if talked and talked % spell == 0:
        _spell(world, params, who, whom, cause)
    if doing.until[slot] <= world.tick:
        tasks.finish(world, slot)


def _spell(world: World, params: Params, who: int, whom: int, cause: int) -> None:
    """Let one spell of talk have made somebody more resolved."""
    left = max(0, params.most - felt(world, whom, Feeling.RESOLVE, who))
    by = min(left, params.resolve * tie(world, whom, who) // 1000)
    where = int(world.citizens.cell[who])
    event = world.events.one(Kind.SOOTHED, who, whom, where, params.spell_minutes, cause)
    if by:
        deepen(world, whom, Feeling.RESOLVE, who, by, event)
