"""Rations: who is in a base eats and drinks of what lies there, until it is gone.

Everybody there uses up a meal (`meals`) and a tenth of a litre of water in so many hours, members and guests alike;
whoever lives without a pod drinks what their body lacks instead (`thirst`). What makes no whole meal yet is carried
over. Those for whom nothing is left go without (`hunger`).

Reads   bases.building, unfed, undrunk, food, water; lodgers; exposure.owner, thirst_cause; items.count;
        citizens.luck; what lies there as `lying` has it
Writes  bases.unfed, undrunk, food, water; lodgers.since; shortages as `note_shortage` does; items as `use_up` does;
        water drunk as `exposure.drink` does
Emits   STORES_GONE(building; thing; cause: the coming of whoever has come last)
Units   meals; tenths of a litre; h
Source  1.62 kg of water to drink and 0.76 kg to prepare food a person and day, 24 tenths of a litre: P. Wieland, NASA
        RP-1324 (1994). Three meals a day: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.core.tables import I64
from undergrid.world.body import exposure
from undergrid.world.body.meals import Meals, note_shortage
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import use_up
from undergrid.world.places.stores import lying
from undergrid.world.tables.items import ItemKind

if TYPE_CHECKING:
    from undergrid.world.world import World


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.rations`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    drink_hours: float = Field(
        1, ge=0.01, le=1000, description="somebody drinks a tenth of a litre in so many hours [NASA RP-1324]"
    )


def step(world: World, params: Params) -> None:
    """Take from the stores of each base what has been eaten and drunk since the last look."""
    bases, lodgers = world.bases, world.lodgers
    for base in range(bases.n) if lodgers.n_used else ():
        slots = lodgers.where(base=base)
        if len(slots):
            _eat(world, params, base, slots)


def _eat(world: World, params: Params, base: int, slots: I64) -> None:
    bases, lodgers = world.bases, world.lodgers
    who, spent = lodgers.owner[slots], world.tick - lodgers.since[slots].astype(np.int64)
    bare = np.isin(who, world.exposure.owner[world.exposure.rows()])
    lodgers.since[slots] = world.tick
    last = int(lodgers.cause[slots[np.argmax(lodgers.came[slots])]])
    stored = {kind: bool(lying(world, int(bases.building[base]), kind)) for kind in (ItemKind.FOOD, ItemKind.WATER)}
    hungry = int(bases.unfed[base]) + int(spent.sum())
    meals, bases.unfed[base] = divmod(hungry, round(world.shared(Meals).hours * units.HOUR))
    drinks = round(params.drink_hours * units.HOUR)
    tenths, bases.undrunk[base] = divmod(int(bases.undrunk[base]) + int(spent[~bare].sum()), drinks)
    eaten, drunk = _take(world, base, ItemKind.FOOD, meals), _take(world, base, ItemKind.WATER, tenths)
    for one in sorted(who[bare].tolist(), key=lambda one: int(world.citizens.luck[one])):
        lacks = exposure.tenths_lacking(world, one)
        had = _take(world, base, ItemKind.WATER, lacks)
        if had:
            exposure.drink(world, one, exposure.TENTH * had, _thirsts_by(world, one))
        tenths, drunk = tenths + lacks, drunk + had
    some = bool(bases.food[base]) or stored[ItemKind.FOOD]
    bases.food[base], gone = some and eaten == meals, 0
    if some and eaten < meals:
        gone = _say_gone(world, base, ItemKind.FOOD, last)
    if meals:
        note_shortage(world, int(bases.building[base]), meals, meals - eaten, gone)
    some = bool(bases.water[base]) or stored[ItemKind.WATER]
    bases.water[base] = some and drunk == tenths
    if some and drunk < tenths:
        _say_gone(world, base, ItemKind.WATER, last)


def _thirsts_by(world: World, who: int) -> int:
    """What somebody's thirst comes of so far: to drink at home is nothing that is told."""
    return int(world.exposure.thirst_cause[exposure.slot_of(world, who)]) or world.scenario_event


def _take(world: World, base: int, kind: ItemKind, n: int) -> int:
    """Use up so many things of a kind that lie in a base, or as many as there are; returns how many."""
    left = n
    for slot in lying(world, int(world.bases.building[base]), kind) if n else ():
        had = min(left, int(world.items.count[slot]))
        use_up(world, slot, had)
        left -= had
        if not left:
            break
    return n - left


def _say_gone(world: World, base: int, kind: ItemKind, cause: int) -> int:
    """Say that somebody has found nothing of a kind left; returns the event."""
    building = int(world.bases.building[base])
    return world.events.one(Kind.STORES_GONE, building, where=int(world.city.doors[building]), amount=kind, cause=cause)
