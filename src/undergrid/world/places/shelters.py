"""Shelters: buildings that people hold by their doors, and what goes on in them.

A door holds while it is locked or something stands behind it. To break it takes work in joules: the lock's `bolt`, and
what the barricade adds; the lock gives way first. `Doors.shut` says of every building whether its door
holds; only `set_door` writes it.

A fire warms a room by the lumped-capacitance model: the difference to the outside goes from `warmth` as of `warm_at`
towards `warms_to` with the time constant `settles`. Only `set_warmth` writes these four.
"""

from __future__ import annotations

from enum import IntEnum
from math import isqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.grid import squared_distance
from undergrid.core.handles import Handle, record
from undergrid.core.tables import I32, I64, U8
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal

if TYPE_CHECKING:
    from undergrid.world.world import World

SHELTERING = (Use.REFUGE, Use.STATION, Use.DISUSED)
HEATED = 2000  # 1 / 100 C inside buildings where people live and work [assumed]
_WALL_DB, _DOOR_DB, _SEALED_DB, _OPEN_DB = 30.0, 20.0, 25.0, 10.0  # what keeps a sound in or out [assumed]
_NO_LOCK_M, _STALE_M, _STALE_MOST_M, _OTHER_LEVEL_M = 60, 10, 150, 200  # how shelters are weighed [assumed]
_OPEN_GLOW = 4096
_STEPS = 64  # entries of `_DECAY` for one time constant
_DECAY = np.rint(2**30 * np.exp(-np.arange(24 * _STEPS + 2) / _STEPS)).astype(np.int64)


class Hold(IntEnum):
    """What holds a door against those outside."""

    OPEN = 0
    LOCKED = 1  # by its lock alone: people inside can turn the key and go
    BARRED = 2  # by what stands behind it


class Doors(Cache):
    """Which doors hold, or let nobody in for what burns behind them, and where shelters stand in their table.

    shut: (buildings,) 1 where nobody gets in from outside. n_shut: how many those are. shelter_of: (buildings,) the
    row in `shelters`; -1 for a building that nobody can hold. handle: the two arrays, for kernels.
    """

    def __init__(self, world: World) -> None:
        shelters, n = world.shelters, len(world.city.buildings)
        self.shelter_of: I32 = np.full(n, -1, np.int32)
        self.shelter_of[shelters.building] = np.arange(shelters.n)
        self.shut: U8 = np.zeros(n, np.uint8)
        self.shut[shelters.building] = shelters.locked | (shelters.barricade > 0)
        alight = world.blazes.rows()
        alight = alight[world.blazes.until[alight] >= world.tick]  # until the rule of fires has put them out
        self.shut[world.blazes.building[alight]] = 1
        self.n_shut = int(self.shut.sum())
        self.handle: Handle = record(shut=self.shut, shelter_of=self.shelter_of)


def found_shelters(world: World) -> None:
    """Give every building that people can hold a row, when a world is built."""
    shelters = world.shelters
    buildings = [n for n, building in enumerate(world.city.buildings) if building.use in SHELTERING]
    shelters.grow(len(buildings))
    shelters.building[:] = buildings
    shelters.cause[:] = world.scenario_event


def shelter_row(world: World, building: int) -> int:
    """The row of a building in `shelters`; -1 for one that nobody can hold, and for -1."""
    return int(world.cache(Doors).shelter_of[building]) if building >= 0 else -1


# -- doors


def hold(world: World, building: int) -> Hold:
    """What holds the door of a building against those outside."""
    row = shelter_row(world, building)
    shelters = world.shelters
    if row < 0:
        return Hold.OPEN
    if shelters.barricade[row] > 0:
        return Hold.BARRED
    return Hold.LOCKED if shelters.locked[row] else Hold.OPEN


def door_holds(world: World, building: int) -> bool:
    """Whether nobody gets into a building from outside as things stand."""
    return hold(world, building) != Hold.OPEN


def strength(world: World, building: int) -> int:
    """Work in J that it still takes to force the door; 0 where it is open."""
    row, shelters = shelter_row(world, building), world.shelters
    if row < 0:
        return 0
    bolt = int(shelters.bolt[row]) if shelters.locked[row] else 0
    return max(0, bolt + int(shelters.barricade[row]) - int(shelters.worn[row]))


def set_door(
    world: World, building: int, cause: int, *, locked: bool | None = None, barricade: int | None = None
) -> None:
    """Change what holds the door of a shelter, because of the event `cause`; `barricade` in J. None: as it was."""
    row, shelters = shelter_row(world, building), world.shelters
    if locked is not None:
        shelters.locked[row] = locked
    if barricade is not None:
        shelters.barricade[row] = barricade
    if not shelters.barricade[row] and not shelters.locked[row]:
        shelters.worn[row], shelters.assault[row] = 0, 0
    shelters.cause[row] = cause
    mark_shut(world, building)


def mark_shut(world: World, building: int) -> None:
    """Note whether anybody gets into a shelter from outside, after what decides that has changed."""
    doors, shut = world.cache(Doors), int(door_holds(world, building) or on_fire(world, building))
    doors.n_shut += shut - int(doors.shut[building])
    doors.shut[building] = shut


def on_fire(world: World, building: int) -> bool:
    """Whether a building is on fire; one that burns for warmth is not (`burns`)."""
    blazes = world.blazes
    slot = blazes.first(building=building) if blazes.n_used else -1
    return slot >= 0 and int(blazes.until[slot]) > world.tick


def build_in(world: World, slot: int, n: int, building: int) -> None:
    """Let `n` of the things in a slot of `items` stand behind the door of a shelter, neither carried nor at hand."""
    items = world.items
    if n < items.count[slot]:
        rest, whole = int(items.take(1)[0]), slot
        for name in items.columns:
            if name not in ("used", "serial"):
                getattr(items, name)[rest] = getattr(items, name)[whole]
        items.luck[rest] = luck.child(int(items.luck[whole]), world.tick, int(items.kind[whole]), 0)
        items.count[whole] -= n
        items.count[rest] = n
        slot = rest
    items.holder[slot], items.cell[slot], items.building[slot] = -1, -1, building


def put_aside(world: World, building: int) -> None:
    """Take apart what stands behind a door: it stays there for later use. The caller opens the door by `set_door`."""
    row, shelters, items = shelter_row(world, building), world.shelters, world.items
    shelters.furniture[row] += shelters.piled[row]
    shelters.piled[row] = 0
    inside = items.where(building=building)
    built_in = inside[(items.holder[inside] < 0) & (items.cell[inside] < 0)]
    items.cell[built_in] = world.city.doors[building]


def open_door(world: World, building: int, who: int, cause: int) -> int:
    """Let somebody inside open the door at once, whatever holds it; returns the event, or `cause` if it was open."""
    kept = hold(world, building)
    if kept == Hold.OPEN:
        return cause
    kind = Kind.UNBARRED if kept == Hold.BARRED else Kind.UNLOCKED
    event = world.events.one(kind, who, building, int(world.city.doors[building]), cause=cause)
    put_aside(world, building)
    set_door(world, building, event, locked=False, barricade=0)
    return event


def refuse_entry(world: World, who: int, building: int) -> int:
    """Log that somebody stands before a door that holds or a house on fire, or behind such a door; returns the event.

    What burns is why, where one could go in but for that.
    """
    why, cause = Refusal.BARRED, int(world.citizens.cause[who])
    if not door_holds(world, building):
        why, cause = Refusal.ON_FIRE, int(world.blazes.cause[world.blazes.first(building=building)])
    return world.events.one(Kind.REFUSED, who, building, int(world.citizens.cell[who]), why, cause)


def through_walls_db(world: World, building: int) -> float:
    """The loss, in dB, of a sound that passes the walls and the door of a building; 0 for -1 (outdoors)."""
    if building < 0:
        return 0.0
    row, shelters = shelter_row(world, building), world.shelters
    if row < 0:
        return _WALL_DB
    if shelters.forced[row] or not shelters.door[row]:
        return _OPEN_DB if not shelters.barricade[row] else _DOOR_DB
    return _SEALED_DB if shelters.sealed[row] else _DOOR_DB


# -- warmth


def excess(world: World, row: int) -> int:
    """How much warmer than outside a shelter is at this tick, 1 / 100 C: exact for the model, to the rounding."""
    shelters = world.shelters
    end = int(shelters.warms_to[row])
    gap = int(shelters.warmth[row]) - end
    if gap == 0:
        return end
    settles = max(1, int(shelters.settles[row]))
    steps, rest = divmod((world.tick - int(shelters.warm_at[row])) * _STEPS, settles)
    if steps >= len(_DECAY) - 1:
        return end
    left = (int(_DECAY[steps]) * (settles - rest) + int(_DECAY[steps + 1]) * rest) // settles
    return end + (gap * left + (1 << 29) >> 30)


def set_warmth(world: World, row: int, warms_to: int, settles: int) -> None:
    """Let a shelter go from now on towards another excess of warmth (1 / 100 C), with another time constant (s)."""
    shelters = world.shelters
    shelters.warmth[row], shelters.warm_at[row] = excess(world, row), world.tick
    shelters.warms_to[row], shelters.settles[row] = warms_to, max(1, settles)


def inside_temperature(world: World, building: int) -> int:
    """The temperature in a building now, 1 / 100 C; outdoors (-1) that of the air.

    A shelter is as cold as outside but for its fire; the buildings where people live and work are heated.
    """
    outside = int(world.sky.temperature[0])
    if building < 0:
        return outside
    row = shelter_row(world, building)
    return max(outside, HEATED) if row < 0 else outside + excess(world, row)


def burns(world: World, building: int) -> bool:
    """Whether a fire burns in a building."""
    row = shelter_row(world, building)
    return row >= 0 and int(world.shelters.fire[row]) > world.tick


def glow(world: World) -> tuple[I64, I64]:
    """The fires in shelters, by the doors where their light shows: (cells, how much of the light gets out).

    Light in 1 / 4096 of an open fire; a door whose gaps are stopped lets out a twentieth [assumed]. In the order of
    buildings.
    """
    shelters = world.shelters
    rows = np.flatnonzero(shelters.fire > world.tick)
    cells = world.city.doors[shelters.building[rows]].astype(np.int64)
    return cells, np.where(shelters.sealed[rows], _OPEN_GLOW // 20, _OPEN_GLOW).astype(np.int64)


# -- things at hand


def at_hand(world: World, who: int, kind: ItemKind) -> list[int]:
    """The slots of `items` of a kind that somebody indoors can use there: carried ones first, then those lying about.

    What is built into a barricade is not at hand.
    """
    items, building = world.items, int(world.citizens.inside[who])
    rows = items.where(kind=kind)
    holder = items.holder[rows]
    lies = (holder < 0) & (items.building[rows] == building) & (items.cell[rows] >= 0) & (building >= 0)
    rows = rows[(items.count[rows] > 0) & ((holder == who) | lies)]
    return [int(row) for row in rows[np.lexsort((items.luck[rows], items.holder[rows] < 0))]]


def use_up(world: World, slot: int, n: int) -> None:
    """Take `n` things of a slot of `items` out of the world, at most as many as there are."""
    items = world.items
    items.count[slot] -= min(n, int(items.count[slot]))
    if not items.count[slot]:
        items.free(np.array([slot]))


# -- what people know of shelters


class KnownShelter(NamedTuple):
    """What somebody knows of a shelter."""

    building: int
    door: int  # cell
    age: int  # ticks since they, or whoever told them, were there
    lock: bool  # whether they saw a lock there themselves; it may be broken by now
    source: int  # citizen who told them; -1 own eyes, -2 a mark on a wall


def known_shelters(world: World, who: int) -> list[KnownShelter]:
    """The shelters somebody knows of, by their number, each with the newest of what is known of it.

    A station is none: its doors can be held as others can, but it is where the authority takes people.
    """
    known = world.knowledge
    rows = known.where(knower=who, topic=Topic.PLACE)
    newest: dict[int, KnownShelter] = {}
    for row in rows[known.subject[rows] >= 0].tolist():
        building = int(known.subject[row])
        if shelter_row(world, building) < 0 or world.city.buildings[building].use == Use.STATION:
            continue
        source = int(known.source[row])
        lock = source == -1 and bool(world.shelters.lock[shelter_row(world, building)])
        found = KnownShelter(building, int(known.cell[row]), world.tick - int(known.at[row]), lock, source)
        if building not in newest or found.age < newest[building].age:
            newest[building] = found
    return [newest[building] for building in sorted(newest)]


def best_shelter(world: World, who: int, without: tuple[int, ...] = ()) -> KnownShelter | None:
    """The best of the shelters somebody knows of, except those in `without`; None where there is none.

    The nearest as the crow flies: a missing lock counts as `_NO_LOCK_M` more, stale knowledge as `_STALE_M` more for
    each hour, up to a limit, because somebody else may be there by now.
    """
    city, here = world.city, int(world.citizens.cell[who])
    level, x, y = city.where(here)

    def far(shelter: KnownShelter) -> tuple[int, int]:
        there, there_x, there_y = city.where(shelter.door)
        metres = isqrt(int(squared_distance(x, y, there_x, there_y)) * city.cell_mm**2) // 1000
        metres += _OTHER_LEVEL_M if there != level else 0
        metres += 0 if shelter.lock else _NO_LOCK_M
        return metres + min(_STALE_MOST_M, shelter.age * _STALE_M // 3600), shelter.building

    known = [shelter for shelter in known_shelters(world, who) if shelter.building not in without]
    return min(known, key=far) if known else None
