"""Viruses at tick 0: minds in dormant form, on the nodes where they have been put."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.network.wired import mind_key
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.viruses import Infection, Trigger

if TYPE_CHECKING:
    from undergrid.setup.load import Scenario
    from undergrid.world.world import World


def add_viruses(world: World, scenario: Scenario) -> None:
    """Add all viruses of the scenario, each with the nodes on which it lies."""
    cast = list(scenario.spec.cast)
    for name, part in scenario.spec.viruses.items():
        owner, nodes = cast.index(name), sorted(world.node_names.index(node) for node in part.at)
        key = mind_key(int(world.citizens.luck[owner]), 0)
        minds, slot = world.minds, int(world.minds.take(1)[0])
        minds.owner[slot], minds.host[slot], minds.node[slot], minds.luck[slot] = owner, Host.VIRUS, nodes[0], key
        minds.cause[slot] = world.scenario_event
        viruses, row = world.viruses, world.viruses.grow(1)
        viruses.mind[row], viruses.owner[row], viruses.luck[row] = slot, owner, key
        trigger = part.trigger
        if trigger.after is not None:
            viruses.trigger[row], viruses.at[row] = Trigger.DATE, trigger.after
        else:
            viruses.trigger[row] = Trigger.DEATH if trigger.death else Trigger.ARREST
            viruses.subject[row] = cast.index(trigger.death or trigger.arrest or "")
        slots, carried = world.infections.take(len(nodes)), world.infections
        carried.node[slots], carried.virus[slots], carried.stage[slots] = nodes, row, Infection.DORMANT
        carried.cause[slots] = world.scenario_event
