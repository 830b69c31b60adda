"""Dispatch looks at what is unknown: one drone looks at a place, and for a while no other does."""

import pytest
from scenes.by_order import at, ground
from scenes.gatehouse import live, of_kind, report

from undergrid.systems.authority import dispatch, dossiers
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Sense


def looks(world, x, ticks=1, sense=Sense.HEAT, **knobs):
    """How often a drone is sent to look where something unknown is reported."""
    report(world, -1, at(x, 30), 10)
    world.reports.sense[world.reports.rows()[-1]] = sense
    return len(of_kind(live(world, ticks, dossiers, dispatch, dispatch=knobs), Kind.HUNT_BEGAN))


@pytest.mark.parametrize(("minutes", "sent"), [(10, 0), (9, 1), (0, 1)])
def test_warmth_where_a_drone_has_looked_draws_none_for_so_many_minutes(minutes, sent):
    world = ground((0, 0), drones=((10, 30),))
    assert looks(world, 30, 570, warm_minutes=10) == 1
    assert looks(world, 30, warm_minutes=minutes) == sent


@pytest.mark.parametrize(("x", "sent"), [(40, 0), (41, 1)])
def test_nor_within_so_many_metres_of_it(x, sent):
    world = ground((0, 0), drones=((10, 30),))
    assert looks(world, 30, 300) == 1
    assert looks(world, x, warm_m=20) == sent


@pytest.mark.parametrize("sense", [Sense.HEARING, Sense.SIGHT, Sense.RADIO])
def test_a_noise_there_draws_one_again(sense):
    world = ground((0, 0), drones=((10, 30),))
    assert looks(world, 30, 300) == 1
    assert looks(world, 30, sense=sense) == 1


def test_a_look_that_nobody_was_free_for_is_none():
    world = ground((0, 0), drones=((10, 30),))
    world.watchers.impaired[0] = 5
    assert looks(world, 30, 5) == 0
    assert looks(world, 30) == 1


def test_looks_of_long_ago_are_forgotten():
    world = ground((0, 0), drones=((10, 30),))
    looks(world, 30, 300, warm_minutes=4)
    assert world.looks.cell[world.looks.rows()].tolist() == [at(30, 30)]
    looks(world, 5, warm_minutes=4)
    assert world.looks.cell[world.looks.rows()].tolist() == [at(5, 30)]
