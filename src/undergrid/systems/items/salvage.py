"""Salvage: people take wrecks apart, build things of the parts, and make fallen drones fly again.

Each takes time and is decided when it is done; until then nothing is spent. Of the parts in a wreck some come out sound
and some as scrap, each by a draw of its own; none is lost or made: a wreck has held as many as are in it, have been
taken out, and are scrap. A drone that flies again has its own parts and those that were put in, and obeys its maker
(the rule `own_drones`).

Reads   citizens.intent (SALVAGE, BUILD, PATCH), cause, cell, luck; tasks.owner, verb, amount, cause; wrecks.luck,
        watcher, parts, cell; what was asked for, as `amount_of` has it; what stands in the way, as `world/reasons` has
        it; what things take, as `RECIPES` and `Workshop` have it
Writes  what lies and what flies as `take_out` and `begin_own_drone` do; items as `kit.spend` and `kit.add` do; what
        people are at as `tasks.begin` and `finish` do
Emits   SALVAGED(citizen; spare parts; cause: the order), BUILT(citizen; thing; cause: the order), PATCHED(citizen, the
        watcher that it was; spare parts in it; cause: the order), INTERRUPTED, REFUSED
Units   times in s
Source  assumed throughout: a rule of the story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.items import kit, wrecks
from undergrid.world.items.wrecks import RECIPES
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked, refuse
from undergrid.world.reasons.salvage import building, patching, salvaging
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

TURNS = luck.stream("salvage/turns")
SOUND = luck.stream("salvage/sound")

_VERBS = (Verb.SALVAGE, Verb.BUILD, Verb.PATCH)
_REASONS = {Verb.SALVAGE: salvaging, Verb.BUILD: building, Verb.PATCH: patching}


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.salvage`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    salvage_minutes: float = Field(10, ge=0.1, le=10_000, description="one go at a wreck takes, min [assumed]")
    at_once: int = Field(4, ge=1, le=luck.DRAWS_PER_THING, description="parts that are got at in one go [assumed]")
    sound: float = Field(0.7, ge=0, le=1, description="how many of them come out sound, share [assumed]")
    patch_minutes: float = Field(120, ge=0.1, le=10_000, description="to make a drone fly again takes, min [assumed]")


def step(world: World, params: Params) -> None:
    """Begin and end work at wrecks and with parts."""
    if anybody_tries(world):
        for who in asked(world, Verb.SALVAGE, Verb.PATCH):
            _begin(world, params, who)
    if world.tasks.n_used:
        _end_tasks(world, params)


def _begin(world: World, params: Params, who: int) -> None:
    """Begin or refuse what somebody has been asked to do."""
    people, amount = world.citizens, amount_of(world, who)
    verb = Verb(int(people.intent[who]))
    why = _REASONS[verb](world, who, verb, -1, amount)
    if why is not None:
        refuse(world, who, why)
        return
    minutes = {Verb.SALVAGE: params.salvage_minutes, Verb.PATCH: params.patch_minutes}.get(verb)
    if minutes is None:
        minutes = RECIPES[ItemKind(amount)].minutes
    tasks.begin(world, who, verb, -1, round(60 * minutes), int(people.cause[who]), amount=amount)


def _end_tasks(world: World, params: Params) -> None:
    """End the tasks whose time is up; a draw gives their order, so that of two at one wreck one is first."""
    table = world.tasks
    for slot in tasks.done_in_turn(world, _VERBS, TURNS):
        who, verb, amount = int(table.owner[slot]), Verb(int(table.verb[slot])), int(table.amount[slot])
        if _REASONS[verb](world, who, verb, -1, amount) is not None:
            tasks.interrupt(world, slot)
            continue
        cause = int(table.cause[slot])
        match verb:
            case Verb.SALVAGE:
                _salvage(world, params, who, cause)
            case Verb.BUILD:
                _build(world, who, ItemKind(amount), cause)
            case _:
                _patch(world, who, cause)
        tasks.finish(world, slot)


def _salvage(world: World, params: Params, who: int, cause: int) -> None:
    """Get at some parts of the wreck at hand: a draw says of each whether it is sound."""
    wreck, key, odds = wrecks.with_parts(world, who), world.key(SOUND), luck.chance(params.sound)
    n = min(params.at_once, int(world.wrecks.parts[wreck]))
    thing = luck.pair(int(world.wrecks.luck[wreck]), int(world.citizens.luck[who]))
    sound = sum(luck.u32(key, thing, nth) < odds for nth in range(n))
    wrecks.take_out(world, wreck, sound, n - sound)
    event = world.events.one(Kind.SALVAGED, who, where=int(world.citizens.cell[who]), amount=sound, cause=cause)
    if sound:
        kit.add(world, who, ItemKind.PARTS, sound, event)


def _build(world: World, who: int, kind: ItemKind, cause: int) -> None:
    """Make a thing of spare parts."""
    kit.spend(world, who, ItemKind.PARTS, RECIPES[kind].parts)
    event = world.events.one(Kind.BUILT, who, where=int(world.citizens.cell[who]), amount=kind, cause=cause)
    kit.add(world, who, kind, 1, event)


def _patch(world: World, who: int, cause: int) -> None:
    """Make the fallen drone at hand fly for somebody."""
    wreck = wrecks.that_could_fly(world, who)
    added, was = wrecks.parts_missing(world, wreck), int(world.wrecks.watcher[wreck])
    parts, where = int(world.wrecks.parts[wreck]) + added, int(world.wrecks.cell[wreck])
    kit.spend(world, who, ItemKind.PARTS, added)
    event = world.events.one(Kind.PATCHED, who, was, where, parts, cause)
    wrecks.begin_own_drone(world, who, wreck, added, event)
