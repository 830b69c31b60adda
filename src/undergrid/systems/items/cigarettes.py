"""Cigarettes: whoever smokes one may remember something of what they have lost, and its ember is seen.

It is lit by order, or out of habit by those who stand or rest; it burns for some minutes, and goes out with whoever
loses their senses. A fragment of a memory comes back once, by a draw, to those who have any: which of theirs is
drawn, and the next cigarette brings another. While it burns outdoors, what is near it is lit, and the body behind it
is the plainer to whoever looks for warmth (`world/senses/lamps.py`, `thermal.py`).

Reads   who is about to SMOKE, as `asked` has it; smoking; fragments; items.kind, holder; citizens.doing, intent,
        cell, luck, cause; what stands in the way, as `world/reasons` has it; who has their senses, as `has_senses` does
Writes  smoking; fragments.recalled; things as `kit.spend` does; intents as `drop_intent` and `refuse` do
Emits   LIT_UP(citizen; amount of cigarettes left; cause: the order; out of habit: stream, odds), RECALLED(citizen;
        amount: which fragment; cause: that they have lit it; stream, odds), REFUSED(citizen; cause: the order)
Units   s; chances per hour
Source  That a smell or a taste calls up memories, older and more vivid than words do: S. Chu, J. Downes, Odour-evoked
        autobiographical memories, Chem. Senses 25 (2000) 111. How often, and how long one burns, is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.world.body.posture import has_senses
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import anybody_tries, asked, drop_intent, refuse
from undergrid.world.reasons.items import smoking as why_not_smoke
from undergrid.world.senses.lamps import glow
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

HABIT = luck.stream("cigarettes/habit")
EVOKE = luck.stream("cigarettes/evoke")
WHICH = luck.stream("cigarettes/which")

_MINUTE = 60  # s between turns of habit
_IDLE = (Activity.RESTING, Activity.WAITING)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.cigarettes`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    burns_s: int = Field(360, ge=1, le=36_000, description="a cigarette burns for, s [assumed]")
    evokes_after_s: int = Field(60, ge=1, le=36_000, description="what it calls up comes after, s [assumed]")
    evokes: float = Field(0.8, ge=0, le=1, description="chance that it calls up anything [assumed]")
    habit_per_hour: float = Field(0.4, ge=0, le=1, description="chance an hour to light one while idle [assumed]")


def step(world: World, params: Params) -> None:
    """Let people light cigarettes, remember, and go on without."""
    if anybody_tries(world):
        for who in asked(world, Verb.SMOKE):
            why = why_not_smoke(world, who, Verb.SMOKE, -1, 0)
            if why is not None:
                refuse(world, who, why)
            else:
                cause = int(world.citizens.cause[who])
                drop_intent(world, who)
                _light(world, params, who, cause, 0, 0)
    if world.tick % _MINUTE == 0 and world.items.n_used:
        _out_of_habit(world, params)
    if world.smoking.n_used:
        _burn_on(world, params)
        glow(world)


def _out_of_habit(world: World, params: Params) -> None:
    """Let those who have cigarettes and nothing to do light one, by a draw."""
    people, rows = world.citizens, world.items.where(kind=ItemKind.CIGARETTE)
    odds, key = luck.per_tick(params.habit_per_hour, units.HOUR // _MINUTE), world.key(HABIT)
    for who in sorted({int(holder) for holder in world.items.holder[rows] if holder >= 0}):
        idle = people.doing[who] in _IDLE and people.intent[who] == 0 and has_senses(world, who)
        if idle and luck.u32(key, int(people.luck[who])) < odds and not world.smoking.has(owner=who):
            _light(world, params, who, 0, HABIT, odds)


def _light(world: World, params: Params, who: int, cause: int, stream: int, odds: int) -> None:
    kit.spend(world, who, ItemKind.CIGARETTE)
    table, people = world.smoking, world.citizens
    left = kit.count(world, who, ItemKind.CIGARETTE)
    slot = int(table.take(1)[0])
    table.owner[slot], table.until[slot] = who, world.tick + params.burns_s
    table.evokes[slot] = world.tick + params.evokes_after_s
    table.cause[slot] = world.events.one(Kind.LIT_UP, who, -1, int(people.cell[who]), left, cause, stream, odds)


def _burn_on(world: World, params: Params) -> None:
    """Let cigarettes call up what they do, and go out."""
    table = world.smoking
    for slot in table.rows().tolist():
        who = int(table.owner[slot])
        if table.until[slot] <= world.tick or not has_senses(world, who):
            table.free(np.array([slot]))
        elif table.evokes[slot] == world.tick:
            _recall(world, params, who, int(table.cause[slot]))


def _recall(world: World, params: Params, who: int, cause: int) -> None:
    """Let a draw say whether somebody remembers something that has not come back to them yet, and what."""
    fragments, people = world.fragments, world.citizens
    left = fragments.where(owner=who, recalled=-1).tolist()
    odds, lucky = luck.chance(params.evokes), int(people.luck[who])
    if not left or luck.u32(world.key(EVOKE), lucky) >= odds:
        return
    slot = left[luck.below(world.key(WHICH), lucky, len(left))]
    fragments.recalled[slot] = world.tick
    number, cell = int(fragments.number[slot]), int(people.cell[who])
    world.events.one(Kind.RECALLED, who, -1, cell, number, cause, EVOKE, odds)
