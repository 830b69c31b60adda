"""Above a roof one looks out over its edges, by eye, by warmth and on the map of coverage alike."""

import numpy as np
import pytest
from scenes.lanes import rows_of
from scenes.worlds import make_city, make_world, run

from undergrid.systems.senses import heat, sight
from undergrid.world.log.kinds import Kind
from undergrid.world.senses import optics
from undergrid.world.tables.authority import Senses, WatcherKind
from undergrid.world.view.coverage import coverage
from undergrid.world.view.view import view

DRONE = WatcherKind.DRONE
SURE = {"glimpse_every": 1, "drone_attention": 1, "mistaken": 0, "displaced": 0}

TOWN = """
............
..####..##..
..####..##..
..####..##..
............"""


@pytest.mark.parametrize("sense", ["sight", "coverage", "view", "heat"])
def test_a_drone_above_a_house_looks_out_over_its_edges_and_not_through_the_next_house(sense):
    city = make_city(TOWN.strip())
    world = make_world(city, [(0, 2), (7, 2), (10, 2), (5, 0)], [(DRONE, city.cell(0, 4, 2))], tagged=0)
    world.sky.light[0] = 255
    if sense == "coverage":
        covered = coverage(world)[world.citizens.cell] > 0
    elif sense == "view":
        covered = [bool(view(world, who).watchers) for who in range(4)]
    elif sense == "heat":
        world.watchers.senses[:] = Senses.HEAT
        covered = [bool(optics.clear(city.handle, world.watchers.cell[0], cell)) for cell in world.citizens.cell]
        run(heat, world, ticks=300, faults_per_hour=0, again_after=1, lost_after=1)
        found = {event.whom for event in rows_of(world, Kind.HEAT_SEEN, Kind.SWEPT)}
        assert found
        assert 2 not in found
    else:
        covered = []
        for who in range(4):
            world.citizens.tagged[:] = np.arange(4) != who
            run(sight, world, ticks=40, **SURE)
            covered.append(any(event.whom == who for event in rows_of(world, Kind.SIGHTED)))
    assert list(covered) == [True, True, False, True]
