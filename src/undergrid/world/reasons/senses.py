"""Why somebody cannot look through a rifle scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import reach
from undergrid.world.items import kit
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World


def scoping(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot look through a scope towards a cell."""
    people, area = world.citizens, world.city.area
    if people.inside[who] >= 0:
        return Refusal.INDOORS
    if not kit.count(world, who, ItemKind.SCOPE):
        return Refusal.NO_TOOL
    if reach.hauling(world, who) >= 0:
        return Refusal.HANDS_FULL
    here = int(people.cell[who])
    return None if target // area == here // area and target != here else Refusal.NOT_HERE
