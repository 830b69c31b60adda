"""Joint deaths: of two who were bound and die within minutes of each other the second death is linked to the first."""

import pytest
from scenes.companions import of
from scenes.heads import bind
from scenes.worlds import field, make_world

from undergrid.systems.society import joint_deaths
from undergrid.world.body import blood_loss
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.body import Death

A, B, C = 0, 1, 2


def bound(strength=900):
    world = make_world(field(20, 6), [(4, 2), (5, 2), (12, 2)])
    bind(world, (A, B))
    world.bonds.strength[:] = strength
    world.rebuild()
    return world


def dies(world, who, at, **knobs):
    """Let somebody die at a tick; returns (the death, how it is linked)."""
    world.tick = at
    world.events.begin(at)
    died = blood_loss.die(world, who, Death.COLD, world.scenario_event)
    joint_deaths.step(world, joint_deaths.Params(**knobs))
    return died, [event for event in of(world.events.rows(), Kind.DIED_TOGETHER) if event.tick == at]


@pytest.mark.parametrize("order", [(A, B), (B, A)])
def test_the_second_is_linked_to_the_first_whoever_was_bound_to_whom(order):
    world = bound()
    first, none = dies(world, order[0], 100)
    second, (joint,) = dies(world, order[1], 400)
    assert none == []
    assert (joint.who, joint.whom, joint.amount, joint.cause) == (order[1], order[0], 300, second)
    rows = world.events.because_columns()
    assert (joint.id, first, Role.CONDITION) in zip(rows["event"], rows["cause"], rows["role"], strict=True)


def test_not_where_it_is_too_long_ago():
    world = bound()
    dies(world, A, 100)
    assert dies(world, B, 100 + 601)[1] == []
    world = bound()
    dies(world, A, 100)
    assert dies(world, B, 100 + 601, within_minutes=11)[1]


def test_not_where_they_are_far_from_each_other():
    for near_m, together in ((1, False), (2, True)):  # the one lies 2 m from the other
        world = bound()
        dies(world, A, 100, near_m=near_m)
        assert bool(dies(world, B, 200, near_m=near_m)[1]) == together


def test_not_where_they_were_hardly_bound_or_not_at_all():
    world = bound(strength=300)
    dies(world, A, 100)
    assert dies(world, B, 200)[1] == []
    world = bound(strength=300)
    dies(world, A, 100)
    assert dies(world, B, 200, tie=200)[1]
    world = bound()
    dies(world, A, 100)
    assert dies(world, C, 200)[1] == []


def test_two_who_die_in_the_same_second_are_linked_once():
    world = bound()
    world.tick = 50
    world.events.begin(50)
    for who in (B, A):
        blood_loss.die(world, who, Death.BLAST, world.scenario_event)
    joint_deaths.step(world, joint_deaths.Params())
    (joint,) = of(world.events.rows(), Kind.DIED_TOGETHER)
    assert (joint.who, joint.whom, joint.amount) == (B, A, 0)
