"""The laws of a scenario at tick 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.authority.laws import bannable, outlaw
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.setup.load import Scenario
    from undergrid.world.world import World


def add_laws(world: World, scenario: Scenario) -> None:
    """Add the laws of a scenario, in force where they came into force before the start; units are what these say."""
    given, laws, known = scenario.spec.laws, world.laws, bannable()
    world.law_names = tuple(law.title or f"the law on {name.replace('_', ' ')}" for name, law in given.items())
    laws.grow(len(given))
    for row, law in enumerate(given.values()):
        laws.ban[row], laws.item[row] = known[law.bans]
        laws.klass[row] = law.grade or 0
        laws.starts[row] = law.starts
        laws.ends[row] = NEVER if law.ends is None else law.ends
        laws.in_force[row] = law.starts == 0
        laws.fine[row], laws.suspicion[row] = law.fine or 0, law.suspicion or 0
    laws.cause[:] = world.scenario_event
    outlaw(world)
