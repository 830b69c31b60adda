"""Chores: what there is to put in order before a deadline, whether it is in order, and the next thing to do for it.

All of it is done by orders that anybody could give: a chore only says which. So whatever else brings a thing in order
finishes the chore, too.

Source  assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.grid import is_near, squared_cells
from undergrid.world.items import kit, power, suits, wrecks
from undergrid.world.network.repairs import parts_for
from undergrid.world.tables.council import Chore
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.power import Device

if TYPE_CHECKING:
    from undergrid.world.world import World

_ALONE = (Chore.CELLS, Chore.WATER)  # what everybody sees to by themselves


class Readiness(BaseModel):
    """The knobs under `rules.readiness`: what counts as in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    suit: int = Field(70, ge=1, le=100, description="what each part of a suit has left of its life, % [assumed]")
    armour: int = Field(70, ge=1, le=100, description="how good armour is, % [assumed]")
    water: int = Field(5, ge=0, le=100, description="what a canteen holds, tenths of a litre [assumed]")
    drone_m: float = Field(60, ge=0, le=10_000, description="how far one goes for a fallen drone, m [assumed]")


class Todo(NamedTuple):
    """Something to put in order: what kind of thing, whose, and which."""

    kind: Chore
    whom: int = -1
    thing: int = -1


class Step(NamedTuple):
    """An order that brings a chore on; WAIT where there is nothing to do but to stay by it."""

    verb: Verb
    target: int = -1
    amount: int = 0


def to_do(world: World, base: int, there: list[int]) -> Iterator[Todo]:
    """What there is to put in order of those who are in a base, and about it; what is most needed first."""
    engine = next((row for row in world.engines.rows().tolist() if _lies_in(world, row, base)), -1)
    if engine >= 0 and world.sockets.n and (world.sockets.building == base).any():
        yield Todo(Chore.CUBE, thing=int(world.engines.item[engine]))
    has_socket = bool((world.sockets.building == base).any())
    for who in there:
        yield Todo(Chore.SUIT, who, power.suit_of(world, who))
        yield from (Todo(Chore.ARMOUR, who, slot) for slot in kit.slots_of(world, who, ItemKind.ARMOUR)[:1])
        if has_socket and power.cells_of(world, who):
            yield Todo(Chore.CELLS, who)
        if kit.to_be_taken(world, who, -1, ItemKind.WATER):
            yield Todo(Chore.WATER, who)
    yield from (Todo(Chore.DRONE, thing=wreck) for wreck in _fallen(world, base))


def _lies_in(world: World, row: int, base: int) -> bool:
    item = int(world.engines.item[row])
    return bool(world.items.holder[item] < 0 and world.items.building[item] == base)


def _fallen(world: World, base: int) -> list[int]:
    """The drones that have fallen near the door of a building, the nearest first."""
    city, door = world.city, int(world.city.doors[base])
    far = squared_cells(world.shared(Readiness).drone_m, city.cell_mm)
    rows = world.wrecks.rows().tolist() if world.wrecks.n_used else []
    near = [
        row for row in rows
        if world.wrecks.frame[row] and is_near(int(world.wrecks.cell[row]), door, far, city.width, city.area)
    ]  # fmt: skip
    return sorted(near, key=lambda row: (city.apart(int(world.wrecks.cell[row]), door), int(world.wrecks.luck[row])))


def in_order(world: World, todo: Todo) -> bool:
    """Whether a thing is as it should be. An engine has to be where it lay, too."""
    w = world.shared(Readiness)
    match todo.kind:
        case Chore.CUBE:
            row = world.engines.first(item=todo.thing)
            return bool(world.engines.stage[row] != EngineStage.IDLE and world.items.holder[todo.thing] < 0)
        case Chore.SUIT:
            return todo.thing < 0 or all(left >= w.suit for left in suits.state_of(world, todo.whom).values())
        case Chore.ARMOUR:
            return bool(world.items.quality[todo.thing] >= w.armour)
        case Chore.CELLS:
            least = world.shared(power.Consumption).watts(Device.SOCKET)
            return all(power.room(world, cell) < least for cell in power.cells_of(world, todo.whom))
        case Chore.DRONE:
            return not world.wrecks.frame[todo.thing]
        case _:
            return kit.count(world, todo.whom, ItemKind.WATER) >= w.water


def may_do(todo: Todo, who: int) -> bool:
    """Whether a chore is for somebody to do: what everybody sees to by themselves is for nobody else."""
    return todo.kind not in _ALONE or todo.whom == who


def next_step(world: World, todo: Todo, who: int) -> Step:
    """What somebody does next for a chore that is not in order."""
    match todo.kind:
        case Chore.CUBE:
            return _of_cube(world, todo.thing, who)
        case Chore.SUIT | Chore.ARMOUR:
            mend = Step(Verb.MEND_SUIT, todo.whom, int(ItemKind.ARMOUR) if todo.kind == Chore.ARMOUR else 0)
            return _fetch(world, who, parts_for(world, Verb.MEND_SUIT)) or mend
        case Chore.CELLS:
            charging = power.feed_of(world, who, Device.SOCKET) >= 0
            return Step(Verb.WAIT) if charging else Step(Verb.CHARGE)
        case Chore.DRONE:
            return _of_drone(world, todo.thing, who)
        case _:
            return Step(Verb.TAKE, -1, int(ItemKind.WATER))


def _of_cube(world: World, item: int, who: int) -> Step:
    """Take the cube up, charge it, and put it down again."""
    row = world.engines.first(item=item)
    if world.items.holder[item] != who:
        return Step(Verb.TAKE, -1, int(ItemKind.ENGINE_CUBE))
    if world.engines.stage[row] != EngineStage.IDLE:
        return Step(Verb.PUT_DOWN, -1, int(ItemKind.ENGINE_CUBE))
    return Step(Verb.WAIT) if world.engines.rate[row] else Step(Verb.CHARGE_CUBE)


def _of_drone(world: World, wreck: int, who: int) -> Step:
    """Take along what parts it lacks, go there and make it fly."""
    fetch = _fetch(world, who, wrecks.parts_missing(world, wreck))
    if fetch is not None:
        return fetch
    at_hand = wrecks.that_could_fly(world, who) == wreck
    return Step(Verb.PATCH) if at_hand else Step(Verb.WALK, int(world.wrecks.cell[wreck]))


def _fetch(world: World, who: int, parts: int) -> Step | None:
    """Take up another spare part that lies here, where somebody has too few; None where they have enough."""
    if kit.count(world, who, ItemKind.PARTS) >= parts:
        return None
    return Step(Verb.TAKE, -1, int(ItemKind.PARTS))
