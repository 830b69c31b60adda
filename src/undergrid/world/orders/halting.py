"""Halting: how a body comes to a stop, so that no walk goes on by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.grid import NO_WAY
from undergrid.core.jit import kernel
from undergrid.world.tables.people import NEVER, Activity, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World


@kernel(inline=True)
def halt(people, who):
    """Stop somebody's walk: they give up their goal, and the step that they have begun."""
    people.goal[who] = people.enter[who] = -1
    people.heading[who] = NO_WAY
    people.progress[who] = 0


def stay(world: World, who: int) -> None:
    """Let somebody stop and stand idle where they are, and routine leave them alone."""
    stand(world, who)
    halt(world.citizens.handle, who)
    world.citizens.wake[who] = NEVER


def stand(world: World, who: int) -> None:
    """Let somebody stand idle where they are: outdoors they wait, indoors they rest."""
    people = world.citizens
    people.doing[who] = Activity.WAITING if people.inside[who] < 0 else Activity.RESTING
    people.posture[who], people.since[who] = Posture.STANDING, world.tick
