"""Closed air: what there is to breathe in a base that is shut off from the air outside, exact to the unit.

    oxygen(t) = oxygen(since) + (made - inside) a person's share (t - since)

`made` people's worth is recycled: for as many as the base can, or for as many as there are once it is full; nothing
without power. Each worth of it draws so many watts from the fullest fusion cell that lies there. When it has less left
than the next second takes, the air is out, and nothing is taken from it until as much is made as is breathed.

Units   oxygen in 1 / 86,400 g, so that a gram a day is one unit a second; W; ticks of 1 s
Source  0.84 kg of oxygen a person and day: P. Wieland, Designing for Human Presence in Space, NASA RP-1324 (1994). To
        win it from water takes 4 F of charge for each 32 g at 1.48 V, the thermoneutral voltage: 17.9 MJ/kg, 174 W.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.core.tables import I64
from undergrid.world.items import power
from undergrid.world.places.stores import lying
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

PER_KG = 1000 * units.DAY
"""Units of oxygen in a kilogram."""


class ClosedAir(BaseModel):
    """The knobs under `rules.closed_air`: what a person breathes, what it takes to recycle that, when air is low."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    breathes_g: int = Field(840, ge=1, le=10_000, description="oxygen of a person in a day, g [NASA RP-1324]")
    person_w: int = Field(174, ge=0, le=100_000, description="to recycle it for one person, W [1.48 V x 4 F / 32 g]")
    low: int = Field(20, ge=0, le=100, description="air is low below, % of what the base holds [assumed]")
    good: int = Field(30, ge=0, le=100, description="and well again from, % [assumed]")
    outside_m: int = Field(40, ge=2, le=1000, description="who goes out for want of air goes so far, m [assumed]")
    outside_minutes: int = Field(30, ge=1, le=1440, description="and stays away for, min at least [assumed]")


def base_of(world: World, building: int) -> int:
    """The row of `bases` of a building; -1 for none."""
    rows = np.flatnonzero(world.bases.building == building) if building >= 0 else np.empty(0, np.int64)
    return int(rows[0]) if len(rows) else -1


def lodging(world: World, base: int) -> I64:
    """Who is in a base, alive; rows, ascending."""
    lodgers = world.lodgers
    found: I64 = np.sort(lodgers.owner[lodgers.where(base=base)]).astype(np.int64)
    return found


# ---------------------------------------------------------------- air


def oxygen(world: World, base: int) -> int:
    """What a base holds now, in 1 / 86,400 g."""
    bases = world.bases
    rate = 0 if bases.out[base] else int(bases.made[base]) - int(bases.inside[base])
    share = world.shared(ClosedAir).breathes_g
    return int(bases.oxygen[base]) + rate * share * (world.tick - int(bases.since[base]))


def out_at(world: World, base: int) -> int:
    """The tick at which the air of a base is out as things stand; NEVER where it lasts."""
    bases = world.bases
    short = (int(bases.inside[base]) - int(bases.made[base])) * world.shared(ClosedAir).breathes_g
    if bases.out[base]:
        return world.tick
    return NEVER if short <= 0 else min(NEVER, world.tick + oxygen(world, base) // short)


def fullest_cell(world: World, building: int) -> int:
    """The row of `charges` of the fullest fusion cell that lies in a building; -1 for none."""
    charges = world.charges
    cells = [charges.first(item=slot) for slot in lying(world, building, ItemKind.FUSION_CELL)]
    return max(cells, key=lambda row: power.stored(world, row), default=-1)


def breathe(world: World, base: int, inside: int, cell: int) -> None:
    """Let so many people breathe in a base from now on, and its air be recycled on that cell (-1: not at all)."""
    bases, knobs = world.bases, world.shared(ClosedAir)
    now, people, full = oxygen(world, base), int(bases.people[base]), int(bases.full[base])
    surplus = people - inside
    is_full = surplus > 0 and full - now < surplus * knobs.breathes_g
    made = (inside if is_full else people) if cell >= 0 else 0
    bases.oxygen[base], bases.since[base] = now, world.tick
    bases.inside[base], bases.made[base] = inside, made
    before = int(bases.cell[base])
    bases.cell[base], bases.watts[base] = cell, made * knobs.person_w
    power.draw_anew(world, before, cell)


def due_at(world: World, base: int) -> int:
    """The tick at which what a base holds comes to its next mark, if nobody comes or goes and no power fails."""
    bases, knobs, now = world.bases, world.shared(ClosedAir), oxygen(world, base)
    rate = (int(bases.made[base]) - int(bases.inside[base])) * knobs.breathes_g
    full = int(bases.full[base])
    if rate == 0 or (bases.out[base] and rate < 0):
        return NEVER
    if rate < 0:
        room, lasts = now - full * knobs.low // 100, now // -rate
        ends = bases.low[base] or room <= 0
        return min(NEVER, world.tick + (lasts if ends else min(lasts, -(room // rate))))
    lacks = full * knobs.good // 100 - now if bases.low[base] else -1
    return min(NEVER, world.tick + (-(-lacks // rate) if lacks > 0 else (full - now) // rate))
