"""Kit: what people have on them, counted; nothing can be spent that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.world.tables.items import ItemKind

if TYPE_CHECKING:
    from undergrid.world.world import World

GRAMS: dict[ItemKind, int] = {
    ItemKind.CHIP: 5,
    ItemKind.MORPHINE: 10,
    ItemKind.SYRINGE: 20,
    ItemKind.GAUZE: 30,
    ItemKind.TOURNIQUET: 80,
    ItemKind.WATER: 100,
    ItemKind.SCALPEL: 20,
    ItemKind.SCANNER: 600,
    ItemKind.TARP: 1500,
    ItemKind.BEAM: 60_000,
    ItemKind.FUEL: 1000,
    ItemKind.BEACON: 500,
    ItemKind.SIDEARM: 1100,
    ItemKind.RIFLE: 3600,
    ItemKind.BLANKET: 1500,
    ItemKind.FOOD: 500,
    ItemKind.RADIO: 400,
    ItemKind.CUTTERS: 3000,
    ItemKind.PARTS: 500,
    ItemKind.FUSION_CELL: 2000,
    ItemKind.SUIT: 12_000,
    ItemKind.JAMMER: 1500,
    ItemKind.PLASMA: 5000,
    ItemKind.GRENADE: 400,
    ItemKind.ROUNDS: 12,
    ItemKind.ARMOUR: 8000,
    ItemKind.SCOPE: 500,
    ItemKind.DETECTOR: 700,
    ItemKind.TERMINAL: 900,
    ItemKind.ENGINE_CUBE: 12_000,
    ItemKind.CIGARETTE: 1,
}
"""What one of each kind weighs, g [water by its density; the rest assumed]."""


SINGLE = (ItemKind.CHIP, ItemKind.FUSION_CELL, ItemKind.SUIT, ItemKind.ARMOUR, ItemKind.ENGINE_CUBE)
"""Kinds of which no two share a slot: each thing has a state of its own."""


def slots_of(world: World, who: int, kind: ItemKind) -> list[int]:
    """The slots of `items` in which somebody carries such things, best quality first."""
    items = world.items
    rows = items.where(holder=who, kind=kind)
    rows = rows[items.count[rows] > 0]
    if len(rows) > 1:
        rows = rows[np.argsort(-items.quality[rows].astype(np.int64), kind="stable")]
    return rows.tolist()


def count(world: World, who: int, kind: ItemKind) -> int:
    """How many of a kind somebody carries."""
    items = world.items
    return sum(items.count[items.where(holder=who, kind=kind)].tolist())


def quality(world: World, who: int, kind: ItemKind) -> int:
    """How good the best such thing is that somebody carries, in percent; 0 for none."""
    slots = slots_of(world, who, kind)
    return int(world.items.quality[slots[0]]) if slots else 0


def load(world: World, who: int) -> int:
    """What all that somebody carries weighs, g."""
    items = world.items
    rows = items.where(holder=who)
    return sum(GRAMS[ItemKind(int(items.kind[row]))] * int(items.count[row]) for row in rows)


def spend(world: World, who: int, kind: ItemKind, n: int = 1) -> bool:
    """Use up `n` of a kind; False, and nothing used, where there are fewer."""
    if count(world, who, kind) < n:
        return False
    for slot in slots_of(world, who, kind):
        used = min(n, int(world.items.count[slot]))
        world.items.count[slot] -= used
        n -= used
        if world.items.count[slot] == 0:
            world.items.free(np.array([slot]))
    return True


def add(world: World, who: int, kind: ItemKind, n: int, cause: int, quality: int = 100) -> int:
    """Let somebody have `n` more of a kind; things of one quality share a slot, except `SINGLE`. Returns the slot."""
    items = world.items
    for slot in slots_of(world, who, kind):
        if items.quality[slot] == quality and kind not in SINGLE:
            items.count[slot] += n
            items.cause[slot] = cause
            return slot
    held = len(items.where(holder=who))
    slot = int(items.take(1)[0])
    items.luck[slot] = luck.child(int(world.citizens.luck[who]), world.tick, int(kind), held)
    items.kind[slot], items.holder[slot], items.count[slot] = kind, who, n
    items.quality[slot], items.cause[slot] = quality, cause
    return slot


def hand(world: World, slot: int, to: int, cause: int) -> int:
    """Move one thing from a slot of `items` to the person `to`; returns the slot that holds it then.

    What is `SINGLE` keeps its own slot; anything else is added to what `to` has of that kind and quality.
    """
    items = world.items
    kind, quality = ItemKind(int(items.kind[slot])), int(items.quality[slot])
    if kind in SINGLE:
        items.holder[slot], items.cause[slot] = to, cause
        items.cell[slot] = items.building[slot] = -1
        return slot
    got = add(world, to, kind, 1, cause, quality)
    items.count[slot] -= 1
    if items.count[slot] == 0:
        items.free(np.array([slot]))
    return got


def lay(world: World, slot: int, cell: int, building: int, cause: int) -> int:
    """Let one thing from a slot of `items` lie on a cell, in a building or (-1) outdoors; returns its slot then.

    What is `SINGLE`, or the last of its slot, keeps that; anything else is added to what lies there of its kind and
    quality.
    """
    items = world.items
    kind, quality = ItemKind(int(items.kind[slot])), items.quality[slot]
    lies = items.where(kind=kind, holder=-1, cell=cell, building=building)
    alike = lies[items.quality[lies] == quality]
    there = slot
    if kind not in SINGLE and (len(alike) or items.count[slot] > 1):
        there = int(alike[0]) if len(alike) else int(items.take(1)[0])
        if not len(alike):
            nth = len(items.where(holder=-1, cell=cell))
            items.luck[there] = luck.child(int(items.luck[slot]), world.tick, int(kind), nth)
            items.kind[there], items.count[there], items.quality[there] = kind, 0, quality
        items.count[there] += 1
        items.count[slot] -= 1
        if not items.count[slot]:
            items.free(np.array([slot]))
    items.holder[there], items.cell[there], items.building[there], items.cause[there] = -1, cell, building, cause
    return there


def best_chip(world: World, who: int) -> int:
    """The chip that a citizen would hold out: the least corrupted, the youngest of these; -1 without one."""
    items = world.items
    held = items.where(holder=who, kind=ItemKind.CHIP)
    if not len(held):
        return -1
    return int(held[np.lexsort((items.luck[held], -items.issued[held], items.corruption[held]))[0]])


def to_be_taken(world: World, who: int, whom: int, kind: ItemKind) -> list[int]:
    """The slots of things of a kind that `who` can take: what `whom` carries, or (-1) what lies here; best first.

    Things lie in the same building indoors, on the same cell outdoors. Things built into a barricade are left out.
    """
    if whom >= 0:
        return slots_of(world, whom, kind)
    items, people = world.items, world.citizens
    rows = items.where(kind=kind, building=people.inside[who])
    lies = (items.holder[rows] < 0) & (items.count[rows] > 0) & (items.cell[rows] >= 0)
    if people.inside[who] < 0:
        lies &= items.cell[rows] == people.cell[who]
    rows = rows[lies]
    return [int(row) for row in rows[np.argsort(-items.quality[rows].astype(np.int64), kind="stable")]]


def idle_beacons(world: World, who: int) -> list[int]:
    """The slots of the beacons that somebody carries and that are not sending, best first."""
    sending = set(world.beacons.luck[world.beacons.rows()].tolist())
    return [slot for slot in slots_of(world, who, ItemKind.BEACON) if int(world.items.luck[slot]) not in sending]
