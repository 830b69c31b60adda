"""Footing: who can get up and stand, awake or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import injuries
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World


def cannot_stand(world: World, who: int) -> Refusal | None:
    """Why somebody's legs would not bear them if they got up now; None where they would."""
    people = world.citizens
    if injuries.trapped(world, who):
        return Refusal.TRAPPED
    if people.doing[who] == Activity.HAULED:
        return Refusal.CARRIED
    return Refusal.CANNOT_WALK if people.able[who] == 0 else None
