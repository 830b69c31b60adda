"""Why somebody cannot rid a node of a virus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.network.viruses import infection_of
from undergrid.world.reasons.network import out_of_reach
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.viruses import Infection

if TYPE_CHECKING:
    from undergrid.world.world import World


def cleaning(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot clean a node: a virus that sleeps there is found by nobody."""
    why = out_of_reach(world, who, verb, target)
    if why is not None:
        return why
    slot = infection_of(world, target)
    active = slot >= 0 and world.infections.stage[slot] == Infection.ACTIVE
    return None if active else Refusal.NOT_NEEDED
