"""Why somebody cannot switch something on or off, run a cable to somebody, charge a fusion cell, or mend a suit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import reach
from undergrid.world.body.air import air_is_bad
from undergrid.world.items import kit, power, suits
from undergrid.world.items.power import Consumption
from undergrid.world.network.repairs import parts_for
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.power import Device
from undergrid.world.tables.suits import SuitPart

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
    if amount == Device.LIFE_SUPPORT and (suits.has_failed(world, who, SuitPart.LIFE_SUPPORT) or _leaked(world, who)):
        return Refusal.BROKEN
    enough = power.stored(world, cells[0]) >= world.shared(Consumption).watts(Device(amount))
    return None if enough else Refusal.NO_SUPPLIES


def _leaked(world: World, who: int) -> bool:
    """Whether all the air of somebody's suit has leaked out, and there is none around them."""
    row = suits.part_of(world, who, SuitPart.SEALS)
    out = row >= 0 and bool(world.suit_parts.broken[row]) and world.suit_parts.air[row] == 0
    return out and air_is_bad(world, who)


def mending(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot mend what is worst in the suit of `target`, who may be themselves, or (`amount` the ItemKind)
    their armour.
    """
    why = reach.out_of_reach(world, who, target)
    if why is not None:
        return why
    worn = kit.slots_of(world, target, ItemKind.ARMOUR)
    armour = bool(worn) and world.items.quality[worn[0]] < 100
    if not armour if amount == ItemKind.ARMOUR else suits.worst_part(world, target) < 0:
        return Refusal.NOT_NEEDED
    enough = kit.count(world, who, ItemKind.PARTS) >= parts_for(world, Verb.MEND_SUIT)
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
