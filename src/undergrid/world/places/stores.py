"""Stores: things that lie in a house for those who work or live there, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import luck

if TYPE_CHECKING:
    from undergrid.world.tables.items import ItemKind
    from undergrid.world.world import World


def store(world: World, building: int, kind: ItemKind, n: int, cause: int) -> None:
    """Put so many new things of a kind into a building, because of the event `cause`."""
    slot, items = int(world.items.take(1)[0]), world.items
    items.luck[slot] = luck.child(luck.key_of(world.city.buildings[building].name), world.tick, int(kind), 0)
    items.kind[slot], items.count[slot], items.cause[slot] = kind, n, cause
    items.building[slot], items.cell[slot], items.quality[slot] = building, world.city.doors[building], 100


def lying(world: World, building: int, kind: ItemKind) -> list[int]:
    """The slots of things of a kind that lie about in a building, for everybody there to use, by their luck."""
    items = world.items
    rows = items.where(building=building, kind=kind)
    rows = rows[(items.holder[rows] < 0) & (items.cell[rows] >= 0) & (items.count[rows] > 0)]
    return sorted(rows.tolist(), key=lambda row: int(items.luck[row]))
