"""Reach: who can lay hands on whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.grid import cells_apart
from undergrid.core.jit import kernel
from undergrid.world.body import burdens
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World


_MOVING = (Activity.WALKING, Activity.CROSSING)


def within_reach(world: World, a: int, b: int) -> bool:
    """Whether two people are at arm's length: in the same building, or outdoors on the same cell or one beside it."""
    people = world.citizens
    if people.inside[a] >= 0 or people.inside[b] >= 0:
        return bool(people.inside[a] == people.inside[b])
    return world.city.beside(int(people.cell[a]), int(people.cell[b]))


@kernel(inline=True)
def at_arms_length(people, city, a, b):
    """As `within_reach`, for kernels."""
    if people.inside[a] >= 0 or people.inside[b] >= 0:
        return people.inside[a] == people.inside[b]
    return cells_apart(np.int64(people.cell[a]), np.int64(people.cell[b]), city.width, city.area) <= 1


def hauling(world: World, who: int) -> int:
    """Whom somebody drags, carries or holds up; -1 for nobody."""
    slot = world.hauls.first(hauler=who)
    return int(world.hauls.hauled[slot]) if slot >= 0 else -1


def haul_mode(world: World, who: int) -> HaulMode:
    """How somebody moves whom they drag, carry or hold up."""
    return HaulMode(int(world.hauls.mode[world.hauls.where(hauler=who)[0]]))


def out_of_reach(world: World, who: int, whom: int, dead: bool = False) -> Refusal | None:
    """Why somebody cannot lay hands on somebody else now; None where nothing speaks against it.

    The dead are out of the question unless `dead` says otherwise. Whoever walks is not there any more, and nobody
    kneels down beside those whom somebody else is moving.
    """
    people = world.citizens
    if not 0 <= whom < people.n:
        return Refusal.NO_SUCH_TARGET
    if not within_reach(world, who, whom):
        return Refusal.NOT_HERE
    if not people.alive[whom] and not dead:
        return Refusal.TARGET_DEAD
    doing = int(people.doing[whom])
    if who != whom and doing in _MOVING:
        return Refusal.NOT_HERE
    if hauling(world, who) >= 0:
        return Refusal.HANDS_FULL
    moved = doing == Activity.HAULED or burdens.hauler_of(world, whom) >= 0
    return Refusal.CARRIED if moved else None
