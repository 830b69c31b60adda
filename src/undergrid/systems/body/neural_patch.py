"""Neural patches: spare parts and skill buy hours for somebody whose subscription runs out, ever fewer of them.

Whoever is with somebody (or alone with themselves) can patch their neural net with scavenged parts. That moves their
end: each patch by less than the one before. The net pays for it: now and then a patch misfires through the nerves, and
the body is the weaker for it. What has failed already stays failed, and where the lattice flickers it is too late.

Reads   who is about to PATCH_NET, as `asked` has it; patches; citizens.target, cell, strength, luck; tasks.owner,
        target, cause; what a patch takes and buys as `Patching` has it; what stands in the way, as `world/reasons` has
        it
Writes  patches; citizens.strength; the end as `move_end` does; what is used up as `kit.spend` does; thanks as
        `regard.good` does; what they are at as `tasks.begin` and `finish` do
Emits   NET_PATCHED(citizen, citizen; amount minutes; cause: the order), PATCH_MISFIRED(citizen; amount % of strength;
        cause: NET_PATCHED; stream, odds), INTERRUPTED, REFUSED
Units   s, h, min; strength in 1/30000
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.body.burdens import SOUND
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import anybody_tries, asked
from undergrid.world.people.patching import Patching, buys
from undergrid.world.people.timers import move_end
from undergrid.world.reasons.patching import patching
from undergrid.world.society import regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("neural patch")
TURN = luck.stream("neural patch/turn")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.neural_patch`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    seconds: int = Field(900, ge=1, le=86_400, description="to patch a net takes, s [assumed]")
    misfires: float = Field(0.3, ge=0, le=1, description="share of patches that misfire [assumed]")
    weakens: int = Field(8, ge=0, le=100, description="strength that this takes, % [assumed]")
    least: int = Field(20, ge=0, le=100, description="strength that it leaves, % [assumed]")
    thanks: int = Field(800, ge=0, le=10_000, description="good experience that a patch is, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    """Begin and end the patching of nets."""
    if anybody_tries(world):
        for who in asked(world, Verb.PATCH_NET):
            whom = int(world.citizens.target[who])
            why = patching(world, who, Verb.PATCH_NET, whom, 0)
            tasks.begin_or_refuse(world, who, why, Verb.PATCH_NET, whom, params.seconds)
    if world.tasks.n_used:
        for slot in tasks.done_in_turn(world, (Verb.PATCH_NET,), TURN):
            _patch(world, params, slot)


def _patch(world: World, params: Params, slot: int) -> None:
    """Let somebody have patched a net, unless it is not to be done any more."""
    table, patches = world.tasks, world.patches
    who, whom, cause = int(table.owner[slot]), int(table.target[slot]), int(table.cause[slot])
    if patching(world, who, Verb.PATCH_NET, whom, 0) is not None:
        tasks.interrupt(world, slot)
        return
    minutes = buys(world, who, whom)
    kit.spend(world, who, ItemKind.PARTS, world.shared(Patching).parts)
    event = world.events.one(Kind.NET_PATCHED, who, whom, int(world.citizens.cell[who]), minutes, cause)
    row = patches.first(owner=whom)
    if row < 0:
        row = int(patches.take(1)[0])
        patches.owner[row] = whom
    patches.count[row] = min(255, int(patches.count[row]) + 1)
    patches.bought[row], patches.cause[row] = patches.bought[row] + minutes, event
    move_end(world, whom, 60 * minutes, event)
    if who != whom:
        regard.good(world, whom, who, params.thanks, event)
    _misfire(world, params, whom, event)
    tasks.finish(world, slot)


def _misfire(world: World, params: Params, whom: int, event: int) -> None:
    """Let a patch weaken the body, where a draw says so."""
    people, odds = world.citizens, luck.chance(params.misfires)
    if luck.u32(world.key(STREAM), int(people.luck[whom])) >= odds:
        return
    before = int(people.strength[whom])
    people.strength[whom] = max(before - SOUND * params.weakens // 100, min(before, SOUND * params.least // 100))
    where = int(people.cell[whom])
    world.events.one(Kind.PATCH_MISFIRED, whom, -1, where, params.weakens, event, STREAM, odds)
