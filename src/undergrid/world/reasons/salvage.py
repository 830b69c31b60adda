"""Why somebody cannot take parts out of a wreck, build something of parts, make a drone fly again, or send one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import burdens, reach
from undergrid.world.body.footing import cannot_stand
from undergrid.world.items import kit, wrecks
from undergrid.world.items.wrecks import RECIPES
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World


def salvaging(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot take spare parts out of the wreck at hand."""
    why = _at_a_wreck(world, who)
    if why is not None:
        return why
    if wrecks.with_parts(world, who) < 0:
        return Refusal.NO_SUPPLIES
    return None if burdens.can_carry(world, who, ItemKind.PARTS) else Refusal.TOO_HEAVY


def building(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot make a thing of the kind `amount` (an ItemKind) of the spare parts that they carry."""
    if amount not in set(ItemKind):
        return Refusal.NO_SUCH_TARGET
    recipe = RECIPES.get(ItemKind(amount))
    if recipe is None:
        return Refusal.NO_PLAN
    if reach.hauling(world, who) >= 0:
        return Refusal.HANDS_FULL
    if kit.count(world, who, ItemKind.PARTS) < recipe.parts:
        return Refusal.NO_SUPPLIES
    # the parts that go into it need not be carried any more
    spare = recipe.parts * kit.GRAMS[ItemKind.PARTS]
    return None if burdens.can_carry(world, who, ItemKind(amount), less=spare) else Refusal.TOO_HEAVY


def patching(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot make the fallen drone at hand fly again."""
    why = _at_a_wreck(world, who)
    if why is not None:
        return why
    wreck = wrecks.that_could_fly(world, who)
    if wreck < 0:
        return Refusal.NOT_NEEDED
    enough = kit.count(world, who, ItemKind.PARTS) >= wrecks.parts_missing(world, wreck)
    return None if enough else Refusal.NO_SUPPLIES


def commanding(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot send their drone to a cell, or call it back."""
    own = wrecks.own_drones_of(world, who)
    if not own:
        return Refusal.NO_TOOL
    if verb == Verb.RECALL:
        return None if any(world.own_drones.goal[row] >= 0 for row in own) else Refusal.NOT_NEEDED
    over = int(world.own_drones.cell[own[0]])
    return None if target // world.city.area == over // world.city.area else Refusal.NO_WAY


def _at_a_wreck(world: World, who: int) -> Refusal | None:
    """Why somebody cannot work at a wreck."""
    if world.citizens.inside[who] >= 0:
        return Refusal.INDOORS
    if not wrecks.wrecks_at_hand(world, who):
        return Refusal.NOT_HERE
    lame = cannot_stand(world, who)
    if lame is not None:
        return lame
    return Refusal.HANDS_FULL if reach.hauling(world, who) >= 0 else None
