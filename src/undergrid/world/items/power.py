"""Power: the ledger of fusion cells, exact to the joule.

    stored(t) = stored(since) + rate (t - since),  rate = what flows in - what flows out

Power flows in whole seconds. A cell that has less left than its loads take in the next second is empty: what is left
stays in it. It is full once it has no room for another second of what flows in. So an endurance is stored / power,
rounded down, and the same figure is what a view says and what happens.

Units   joules, watts, ticks of 1 s: whole numbers
Source  Life support: a space suit's battery of 26.6 Ah at 16.8 V lasts 7 h of work outside (NASA's EMU), 64 W. The rest
        is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import NEVER
from undergrid.world.tables.power import Device

if TYPE_CHECKING:
    from undergrid.world.world import World


class Consumption(BaseModel):
    """The knobs under `rules.power`: what draws how much from a fusion cell, and how fast one is charged."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    life_support_w: int = Field(64, ge=1, le=1_000_000, description="life support of a suit, W [EMU: 447 Wh in 7 h]")
    lamp_w: int = Field(10, ge=1, le=1_000_000, description="the lamp of a suit, W [assumed]")
    cable_w: int = Field(200, ge=1, le=1_000_000, description="what a cable takes to another cell, W [assumed]")
    socket_w: int = Field(1000, ge=1, le=1_000_000, description="what a socket gives, W [assumed]")

    def watts(self, device: Device) -> int:
        """What flows through a device, W."""
        return (self.life_support_w, self.lamp_w, self.cable_w, self.socket_w)[device]


# ---------------------------------------------------------------- the present state


def cells_of(world: World, who: int) -> list[int]:
    """The rows of `charges` of the cells that somebody carries, the fullest first."""
    charges, items = world.charges, world.items
    if not charges.n_used:
        return []
    found = [charges.first(item=slot) for slot in items.where(holder=who, kind=ItemKind.FUSION_CELL)]
    return sorted(found, key=lambda row: (-stored(world, row), int(items.luck[charges.item[row]])))


def suit_of(world: World, who: int) -> int:
    """The slot of the suit that somebody wears: whoever carries one wears it. -1 for none."""
    return world.items.first(holder=who, kind=ItemKind.SUIT)


def stored(world: World, row: int) -> int:
    """What a cell holds now, J."""
    charges = world.charges
    return int(charges.joules[row]) + int(charges.rate[row]) * (world.tick - int(charges.since[row]))


def room(world: World, row: int) -> int:
    """What a cell could take in now, J."""
    return int(world.charges.full[row]) - stored(world, row)


def feed_of(world: World, who: int, device: Device) -> int:
    """The row of `feeds` of a device that somebody has switched on; -1 where it is off."""
    return world.feeds.first(owner=who, kind=device)


def empty_at(world: World, row: int) -> int:
    """The tick at which a cell is empty if nothing is switched before; NEVER where nothing drains it."""
    return int(world.charges.due[row]) if world.charges.rate[row] < 0 else NEVER


def flow(world: World, device: Device, amount: int) -> int:
    """What flows through a device where `amount` joules are asked for, W; all that it can for none (0)."""
    watts = world.shared(Consumption).watts(device)
    return min(watts, amount) if amount else watts


# ---------------------------------------------------------------- changes


def add_cell(world: World, item: int, joules: int, full: int) -> int:
    """Let a thing be a fusion cell that holds `joules` of `full`; returns its row of `charges`."""
    row, charges = int(world.charges.take(1)[0]), world.charges
    charges.item[row], charges.joules[row], charges.full[row], charges.since[row] = item, joules, full, world.tick
    return row


def begin(
    world: World, who: int, device: Device, event: int, *, source: int = -1, sink: int = -1, amount: int = 0
) -> int:
    """Let power flow from now on, because of `event`; `amount` joules of it, or until something ends it (0).

    source, sink: rows of `charges`, -1 for a socket and for a device. Returns the row of `feeds`.
    """
    row, feeds = int(world.feeds.take(1)[0]), world.feeds
    watts = flow(world, device, amount)
    if amount:
        feeds.until[row], feeds.rest[row] = world.tick + amount // watts, amount % watts
    feeds.owner[row], feeds.kind[row], feeds.watts[row] = who, device, watts
    feeds.source[row], feeds.sink[row] = source, sink
    feeds.since[row], feeds.cause[row] = world.tick, event
    for cell in (source, sink):
        _redo(world, cell)
    return row


def stop(world: World, row: int) -> int:
    """Let power flow no longer; returns how many joules have flowed in all, what makes no whole second included."""
    feeds, charges = world.feeds, world.charges
    source, sink = int(feeds.source[row]), int(feeds.sink[row])
    flowed, rest = int(feeds.watts[row]) * (world.tick - int(feeds.since[row])), 0
    if feeds.until[row] <= world.tick:
        left = stored(world, source) if source >= 0 else NEVER
        rest = min(int(feeds.rest[row]), left, room(world, sink) if sink >= 0 else NEVER)
    feeds.free(np.array([row]))
    for cell, sign in ((source, -1), (sink, 1)):
        _redo(world, cell)
        if cell >= 0 and rest:
            charges.joules[cell] += sign * rest
            _redo(world, cell)
    return flowed + rest


def draw_off(world: World, row: int, joules: int) -> None:
    """Take so much from a cell at once; it is there."""
    world.charges.joules[row] -= joules
    _redo(world, row)


def draw_anew(world: World, *cells: int) -> None:
    """Work out anew what is drawn from cells, since what a base draws from them has changed; -1 for none."""
    for cell in cells:
        _redo(world, cell)


def _redo(world: World, cell: int) -> None:
    """Bring a cell up to date, and work out anew how fast it changes and when that ends."""
    if cell < 0:
        return
    feeds, charges, bases = world.feeds, world.charges, world.bases
    now = stored(world, cell)
    into, out = feeds.watts[feeds.where(sink=cell)], feeds.watts[feeds.where(source=cell)]
    rate = int(into.sum(dtype=np.int64)) - int(out.sum(dtype=np.int64))
    rate -= int(bases.watts[bases.cell == cell].sum(dtype=np.int64))
    lasts = now // -rate if rate < 0 else (int(charges.full[cell]) - now) // rate if rate > 0 else NEVER
    charges.joules[cell], charges.since[cell], charges.rate[cell] = now, world.tick, rate
    charges.due[cell] = min(NEVER, world.tick + lasts)
