"""Why somebody cannot cover traces, lay a false trail or leave a sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import reach
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.trails.covering import false_way, within_reach

if TYPE_CHECKING:
    from undergrid.world.world import World


def marking(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot do `verb` to the ground where they are."""
    here = int(world.citizens.cell[who])
    if world.citizens.inside[who] >= 0:
        return Refusal.INDOORS
    if verb == Verb.MARK:
        return None
    if reach.hauling(world, who) >= 0:
        return Refusal.HANDS_FULL
    if verb == Verb.COVER:
        return None if within_reach(world, here) else Refusal.NOT_NEEDED
    return None if false_way(world, here, target, 1) else Refusal.NO_WAY
