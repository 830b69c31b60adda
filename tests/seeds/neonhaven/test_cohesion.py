"""What holds a faction together: what its people believe, what shakes them, and who leaves."""

import pytest
from contract.test_causes import unread
from scenes.base import KAEL, LYRA, MECHANIC, ask, home
from scenes.stores import crowd_of, go, shut_off
from scenes.wired import of_kind

from undergrid.world.body.blood_loss import die
from undergrid.world.log.kinds import Kind
from undergrid.world.society.factions import faction_of, members
from undergrid.world.tables.body import Death
from undergrid.world.tables.factions import Allegiance
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER

HOUR = 3600


def rust(n=12, seed=1, group=""):
    """The base and those of the crowd who live in it, with air enough."""
    return shut_off(seed, n=n, people=100, group=group)


def beliefs(sim, who):
    sworn = sim.world.sworn
    return [int(sworn.belief[sworn.first(owner=one, faction=0)]) for one in who]


def dies(sim, who):
    """Let somebody die here and now."""
    sim.run(sim.tick + 1) if sim.tick == 0 else None
    world = sim.world
    world.events.begin(world.tick)
    die(world, who, Death.BLED, world.scenario_event)


def left(sim):
    return of_kind(sim.world.events.rows(), Kind.LEFT_FACTION)


def test_n14_nobody_leaves_and_nothing_is_shaken_where_nothing_happens():
    sim = rust()
    sim.run(6 * HOUR - 1)
    assert set(beliefs(sim, crowd_of(sim))) == {700}
    assert sim.world.factions.cohesion[0] == 700
    assert not left(sim)
