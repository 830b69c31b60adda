"""Why somebody cannot switch something on or off, run a cable to somebody, or charge a fusion cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import reach
from undergrid.world.items import power
from undergrid.world.items.power import Consumption
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.power import Device

if TYPE_CHECKING:
    from undergrid.world.world import World

SWITCHED = (Device.LIFE_SUPPORT, Device.LAMP)
"""What a suit has that can be switched on and off."""


def switching(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot switch on or off a Device (`amount`) of the suit that they wear."""
    if amount not in SWITCHED:
        return Refusal.NO_SUCH_TARGET
    runs = power.feed_of(world, who, Device(amount)) >= 0
    if verb == Verb.SWITCH_OFF:
        return None if runs else Refusal.NOT_NEEDED
    cells = power.cells_of(world, who)
    if power.suit_of(world, who) < 0 or not cells:
        return Refusal.NO_TOOL
    if runs:
        return Refusal.NOT_NEEDED
    enough = power.stored(world, cells[0]) >= world.shared(Consumption).watts(Device(amount))
    return None if enough else Refusal.NO_SUPPLIES


def linking(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot lend power (`amount` J, 0 for as long as there is some) over a cable to somebody else."""
    why = reach.out_of_reach(world, who, target)
    if why is not None:
        return why
    own, theirs = power.cells_of(world, who), power.cells_of(world, target)
    if not own or not theirs:
        return Refusal.NO_TOOL
    if cables(world, who) or cables(world, target):
        return Refusal.NOT_NEEDED
    if power.stored(world, own[0]) < _least(world, Device.CABLE, amount):
        return Refusal.NO_SUPPLIES
    return _no_room(world, theirs[-1], Device.CABLE, amount)


def unlinking(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot take off a cable: none leads from them or to them."""
    return None if cables(world, who) else Refusal.NOT_NEEDED


def charging(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot charge (by `amount` J, 0 until it is full) the emptiest cell that they carry."""
    inside, cells = int(world.citizens.inside[who]), power.cells_of(world, who)
    if inside < 0:
        return Refusal.OUTDOORS
    if not (world.sockets.building == inside).any():
        return Refusal.NOT_HERE
    if not cells:
        return Refusal.NO_TOOL
    if power.feed_of(world, who, Device.SOCKET) >= 0:
        return Refusal.NOT_NEEDED
    return _no_room(world, cells[-1], Device.SOCKET, amount)


def cables(world: World, who: int) -> list[int]:
    """The rows of `feeds` of the cables that lead from somebody or to somebody."""
    feeds = world.feeds
    found: list[int] = [*feeds.where(owner=who, kind=Device.CABLE).tolist(), *feeds.where(whom=who).tolist()]
    return found


def _least(world: World, device: Device, amount: int) -> int:
    """What has to be there, or has to find room, for power to flow at all, J: what was asked for, or a second of it."""
    return amount or world.shared(Consumption).watts(device)


def _no_room(world: World, cell: int, device: Device, amount: int) -> Refusal | None:
    return Refusal.FULL if power.room(world, cell) < _least(world, device, amount) else None
