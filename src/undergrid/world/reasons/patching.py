"""Why somebody cannot patch a neural net."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import reach
from undergrid.world.items import kit
from undergrid.world.people.patching import Patching, buys
from undergrid.world.people.timers import is_timed
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World


def patching(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot patch the net of somebody: of those whose life is not subscribed to none need be patched."""
    why = reach.out_of_reach(world, who, target)
    if why is not None:
        return why
    if world.citizens.expires[target] == NEVER:
        return Refusal.NOT_NEEDED
    if not is_timed(world, target):
        return Refusal.TOO_LATE
    if buys(world, who, target) < world.shared(Patching).least_minutes:
        return Refusal.PATCHED_OUT
    enough = kit.count(world, who, ItemKind.PARTS) >= world.shared(Patching).parts
    return None if enough else Refusal.NO_SUPPLIES
