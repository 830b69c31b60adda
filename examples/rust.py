"""Rust: metal that gets wet loses its edge, until somebody keeps it dry.

A thing of metal is wet while whoever carries it is outdoors in the rain, or on a cell beside water. Once a minute a
draw says whether what is wet loses some of its quality: a blunt scalpel tears, a rusty scanner misreads. A scenario
names this file under `systems`: `[rules/rust.py after weather]`.

Reads   items.kind, holder, quality, luck; citizens.cell, inside; sky.rain, cause; rust
Writes  items.quality; rust
Emits   RUSTED(citizen; amount the thing; cause: the weather, or the scenario for water that was always there; stream,
        odds)
Units   quality in %, rates per hour
Source  That rain and spray make iron rust within hours is everyday knowledge; all rates are assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import Ground
from undergrid.core import luck, units
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I32, I64, Out, SlotTable, i32
from undergrid.world.log.kinds import kind
from undergrid.world.tables.items import ItemKind

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("rust")

RUSTED = kind(401, amount="thing", says="Rust begins to eat {amount} that {who} carries.")

EACH = "1 min"
_METAL = (ItemKind.SCALPEL, ItemKind.SCANNER, ItemKind.SIDEARM, ItemKind.RIFLE, ItemKind.RADIO)


class Rust(SlotTable):
    """What water has done to things of metal: one row for each that has rusted."""

    item: I32 = i32(-1, "item", "which thing")
    taking: I32 = i32(0, "", "and which of those that have had its slot")
    lost: I32 = i32(0, "%", "how much of its quality is gone to rust")


TABLES = {"rust": Rust}


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.rust`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    per_hour: float = Field(2.0, ge=0, le=60, description="how often what is wet loses quality, per hour [assumed]")
    step: int = Field(5, ge=1, le=100, description="how much of it each time, % [assumed]")

    @cached_property
    def knobs(self) -> Handle:
        """What the kernel takes."""
        metal = np.zeros(256, bool)
        metal[list(_METAL)] = True
        return record(metal=metal, odds=luck.rate_per_tick(self.per_hour, units.HOUR // 60), step=self.step)


class _Wet(Cache):
    """cells: (cells,) u8, 1 beside water. It never changes: water does not move."""

    def __init__(self, world: World) -> None:
        city = world.city
        water = np.pad(city.ground.reshape(-1, city.height, city.width) == Ground.WATER, ((0, 0), (1, 1), (1, 1)))
        beside = water[:, :-2, 1:-1] | water[:, 2:, 1:-1] | water[:, 1:-1, :-2] | water[:, 1:-1, 2:]
        self.cells = beside.ravel().astype(np.uint8)
        self.handle: Handle = record(cells=self.cells)


class _Rusting(Out):
    """The things that lose some of their quality now, and whether rain did it."""

    item: I64
    by_rain: I64


def step(world: World, params: Params) -> None:
    """Let wet metal rust, and tell of what has begun to."""
    items, sky = world.items, world.sky
    if not items.n_used:
        return
    rusting = world.out(_Rusting, items.n)
    n = _rust(
        items.handle, world.citizens.handle, sky.handle, world.city.handle, world.cache(_Wet).handle, params.knobs,
        world.key(STREAM), rusting.handle,
    )  # fmt: skip
    for item, by_rain in rusting.rows(n):
        _note(world, params, item, bool(by_rain))


def _note(world: World, params: Params, item: int, by_rain: bool) -> None:
    """Write down what rust has taken; the first time is an event."""
    items = world.items
    rust: Any = world.tables["rust"]
    slots = rust.where(item=item, taking=items.serial[item])
    if not len(slots):
        slots = rust.take(1)
        rust.item[slots], rust.taking[slots] = item, items.serial[item]
        holder = int(items.holder[item])
        world.events.one(
            RUSTED, holder, where=int(world.citizens.cell[holder]), amount=int(items.kind[item]),
            cause=int(world.sky.cause[0]) if by_rain else world.scenario_event, stream=STREAM,
            odds=luck.rate_per_tick(params.per_hour, units.HOUR // 60),
        )  # fmt: skip
    rust.lost[slots] += params.step


@kernel
def _rust(items, people, sky, city, wet, knobs, key, rusting):
    """Let wet things of metal lose quality, by a draw of each; returns how many did."""
    n = 0
    for item in range(len(items.used)):
        who = items.holder[item]
        if not items.used[item] or who < 0 or not knobs.metal[items.kind[item]] or people.inside[who] >= 0:
            continue
        here = people.cell[who]
        by_rain = sky.rain[0] > 0 and city.flags[here // city.area] & 1 != 0
        if not (by_rain or wet.cells[here]) or items.quality[item] <= knobs.step:
            continue
        if luck.u32(key, items.luck[item]) < knobs.odds:
            items.quality[item] -= knobs.step
            rusting.item[n], rusting.by_rain[n] = item, by_rain
            n += 1
    return n
