"""Meals: when people eat and where, who has gone without, and what hunger leaves of a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.core.tables import I64, Flag, Rows
from undergrid.world.tables.people import Activity, Being

if TYPE_CHECKING:
    from undergrid.world.world import World

LOOK = 600  # ticks between looks, those of `supply` too: whose meal falls in between eats at the next
NOWHERE, DISPENSER, CUSTODY = -3, -1, -2
"""Where somebody eats; from 0 on a base, by its building."""


class Meals(BaseModel):
    """The knobs under `rules.meals`: when people eat, and how much."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    hours: float = Field(8, ge=1, le=24, description="people eat once in so many hours [assumed]")
    grams: int = Field(200, ge=1, le=10_000, description="a meal that is handed out at a door weighs, g [assumed]")

    @property
    def looks(self) -> int:
        """How many looks there are from meal to meal."""
        return max(1, round(self.hours * units.HOUR) // LOOK)

    @property
    def ticks(self) -> int:
        """How many ticks there are from meal to meal."""
        return self.looks * LOOK


def eats_at(world: World, who: Rows, tick: int) -> Flag:
    """(people,) whether the meal of each falls on the look at a tick: spread evenly, by their luck keys."""
    looks = world.shared(Meals).looks
    at: Flag = (world.citizens.luck[who] >> 8) % looks == tick // LOOK % looks
    return at


def fed_by(world: World, who: Rows) -> I64:
    """(people,) what feeds each: the base that they are in, custody, a dispenser, or nothing.

    A dispenser feeds people whose tag answers, within the wall, and none of the wanted.
    """
    people, lodgers = world.citizens, world.lodgers
    served = people.tagged[who] & people.registered[who] & ~people.wanted[who] & (people.home[who] >= 0)
    served &= people.being[who] == Being.HUMAN
    lawful = np.array([level.lawful for level in world.city.levels])
    served &= lawful[people.cell[who] // world.city.area]
    by = np.where(served, DISPENSER, NOWHERE)
    by[people.doing[who] == Activity.HELD] = CUSTODY
    if lodgers.n_used:
        base, slots = np.full(people.n, -1, np.int64), lodgers.rows()
        base[lodgers.owner[slots]] = world.bases.building[lodgers.base[slots]]
        by = np.where(base[who] >= 0, base[who], by)
    by[~people.alive[who]] = NOWHERE
    return by


def pace_left(world: World, who: int) -> int:
    """The share of walking speed that hunger leaves somebody, in %."""
    slot = world.hungry.first(owner=who)
    return int(world.hungry.pace[slot]) if slot >= 0 else 100


def go_without(world: World, who: int, why: int) -> None:
    """Let somebody go without the meal that falls on this look, or fell on the last, because of the event `why`."""
    slot, hungry = world.hungry.first(owner=who), world.hungry
    if slot < 0:
        slot = int(hungry.take(1)[0])
        hungry.owner[slot], hungry.ate[slot] = who, world.tick - world.shared(Meals).ticks
    hungry.why[slot], hungry.asked[slot] = why, False


def note_shortage(world: World, building: int, asked: int, missing: int, said: int) -> None:
    """Note how much of what is eaten is missing in a base (DISPENSER: of the City's), for as long as some of it is.

    said: the event that says that it is short; 0 where nothing has said so now.
    """
    shortages = world.shortages
    slot = shortages.first(building=building)
    if slot < 0 and missing and said:
        slot = int(shortages.take(1)[0])
        shortages.building[slot], shortages.cause[slot] = building, said
    if slot >= 0 and missing:
        shortages.asked[slot], shortages.missing[slot] = asked, missing
    elif slot >= 0:
        shortages.free(np.array([slot]))


def eat(world: World, slots: I64) -> I64:
    """Let people of `hungry` eat; returns those who go faster for it. Whoever stood in line goes about again."""
    people, hungry = world.citizens, world.hungry
    in_line = hungry.owner[slots[hungry.line[slots] >= 0]]
    slowed: I64 = hungry.owner[slots[hungry.pace[slots] < 100]].astype(np.int64)
    people.wake[in_line] = world.tick + 1
    hungry.free(slots)
    return slowed
