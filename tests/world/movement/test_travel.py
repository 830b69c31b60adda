"""Travel: the time that a walk takes is known before, to the tick, as long as nothing comes between."""

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import LinkKind
from undergrid.systems.movement import movement
from undergrid.world.movement.travel import eta
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Pace


def arrives(world, who, cell, verb=Verb.WALK):
    intend(world, who, verb, cell, world.scenario_event)
    for tick in range(1, 5000):
        run(movement, world)
        if world.citizens.cell[who] == cell and world.citizens.goal[who] < 0:
            return tick
    raise AssertionError("never there")


@pytest.mark.parametrize(("verb", "pace"), [(Verb.WALK, Pace.WALK), (Verb.RUN, Pace.RUN), (Verb.SNEAK, Pace.SNEAK)])
@pytest.mark.parametrize("able", [100, 55, 17])
def test_over_street_ruins_and_stairs_arrival_is_as_forecast(verb, pace, able):
    rng = np.random.default_rng(able)
    signs = np.where(rng.random((40, 40)) < 0.4, "%", np.where(rng.random((40, 40)) < 0.15, "#", "."))
    signs[0], signs[:, 0], signs[-1] = ".", ".", "%"
    ruins = "\n".join("".join(row) for row in signs)
    city = make_city(ruins, field(40, 40), links=[(LinkKind.STAIRS, (0, 39, 39), (1, 39, 39), 9000)])
    world = make_world(city, citizens=[(0, 0)], able=able)
    before = world.digest()
    goal = city.cell(1, 5, 30)
    expected = eta(world, 0, goal, pace)
    assert world.digest() == before  # looking ahead changes nothing
    assert expected > 0
    assert abs(arrives(world, 0, goal, verb) - expected) <= 1


def test_who_cannot_walk_or_has_no_way_never_arrives():
    world = make_world("...#...", citizens=[(0, 0), (1, 0)])
    assert eta(world, 0, 5) == -1
    assert eta(world, 0, 0) == 0
    world.citizens.able[0] = 0
    assert eta(world, 0, 2) == -1
    assert eta(world, 1, 2) == 2
