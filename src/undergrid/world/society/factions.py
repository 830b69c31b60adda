"""Factions: who belongs to which, and who has left it; on truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.tables import I64
from undergrid.world.tables.factions import Allegiance

if TYPE_CHECKING:
    from undergrid.world.world import World


def sworn_row(world: World, who: int, faction: int = -1) -> int:
    """The slot of `sworn` by which somebody is a member of a faction (any if -1); -1 where they are of none."""
    sworn = world.sworn
    if not sworn.n_used:
        return -1
    for slot in sworn.of(who).tolist():
        if sworn.stands[slot] == Allegiance.MEMBER and faction in (-1, int(sworn.faction[slot])):
            return int(slot)
    return -1


def faction_of(world: World, who: int) -> int:
    """The row of the faction of which somebody is a member; -1 for none."""
    slot = sworn_row(world, who)
    return int(world.sworn.faction[slot]) if slot >= 0 else -1


def factions_of(world: World) -> I64:
    """(citizens,) i64 the row of the faction of which each is a member; -1 for none.

    Nobody is a member of two: whoever swears to one more has left the other.
    """
    sworn, found = world.sworn, np.full(world.citizens.n, -1)
    if sworn.n_used:
        slots = sworn.where(stands=Allegiance.MEMBER)
        found[sworn.owner[slots]] = sworn.faction[slots]
    return found


def members(world: World, faction: int) -> list[int]:
    """The living members of a faction, whatever has become of them; rows, ascending."""
    sworn = world.sworn
    if not sworn.n_used:
        return []
    owners = sworn.owner[sworn.where(faction=faction, stands=Allegiance.MEMBER)]
    return np.sort(owners[world.citizens.alive[owners]]).tolist()


def ruling(world: World) -> int:
    """The row of the faction that rules; -1 where the scenario names none."""
    rows = np.flatnonzero(world.factions.rules)
    return int(rows[0]) if len(rows) else -1
