"""People who have sworn to a faction, and others who have left it, in worlds built by hand."""

from __future__ import annotations

from collections.abc import Iterable

from undergrid.world.tables.factions import Allegiance
from undergrid.world.world import World


def sworn(world: World, who: Iterable[int], *, base: int = -1, rules: bool = False, belief: int = 500) -> int:
    """Let there be one more faction, and these be of it; returns its row."""
    faction = world.factions.grow(1)
    world.factions.luck[faction], world.factions.base[faction] = 7 + faction, base
    world.factions.rules[faction], world.factions.belief[faction] = rules, belief
    world.factions.cause[faction] = world.scenario_event
    world.faction_names = (*world.faction_names, f"faction {faction}")
    for one in who:
        swear(world, one, faction, belief=belief)
    return faction


def swear(world: World, who: int, faction: int, *, belief: int = 500, stands: int = Allegiance.MEMBER) -> int:
    """Let somebody stand to a faction in some way; returns the slot."""
    slot = int(world.sworn.take(1)[0])
    world.sworn.owner[slot], world.sworn.faction[slot], world.sworn.stands[slot] = who, faction, stands
    world.sworn.belief[slot], world.sworn.cause[slot] = belief, world.scenario_event
    return slot
