"""Walking: over several regions, at every gait, each second as it is worked out once more in `scenes/footsteps.py`."""

import numpy as np
import pytest
from scenes.footsteps import lives_as_said
from scenes.throngs import throng
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import LinkKind
from undergrid.core import luck
from undergrid.core.grid import NO_WAY, SE, E
from undergrid.systems.movement import movement
from undergrid.world.movement.walking import Gaits
from undergrid.world.places.ways import Ways, bar
from undergrid.world.tables.people import Activity, Pace

GAITS = {"sneak": 0.31, "run": 2.9, "upstairs": 0.37, "downstairs": 0.61}


def test_gaits_are_thousandths_of_walking_by_pace_and_slope():
    gaits = Gaits(**GAITS)
    assert dict(zip(Pace, gaits.speeds.tolist(), strict=True)) == {Pace.SNEAK: 310, Pace.WALK: 1000, Pace.RUN: 2900}
    assert gaits.slopes.tolist() == [610, 1000, 370]  # down, on the flat, up


@pytest.mark.parametrize("cell_mm", [500, 1000, 2000])
def test_whoever_has_room_walks_as_the_rule_says_from_region_to_region(cell_mm):
    """Ways are asked for on the way, and people wait before gates and on stairs."""
    world = throng(5, cell_mm, people=130, n_hot=90, width=70, height=40)
    lives_as_said(world, 12, evades=0.3, crammed=0.5, **GAITS)


def test_a_crowd_with_all_cells_overfull_creeps_as_the_rule_says():
    world = throng(6, 2000, people=1500, n_hot=3)
    lives_as_said(world, 8, close=3, gamma=1.1, jam=6, passes=1.7, minutes=1)


def test_somebody_begins_nothing_where_routes_have_to_be_made_first():
    """Those with a goal in another region ask for ways, and go as if these had been there from the start."""
    world, knows = throng(8, 1000, 200, 60, width=70, height=40), throng(8, 1000, 200, 60, width=70, height=40)
    knows.citizens.heading[:] = world.citizens.heading[:] = NO_WAY
    knows.citizens.progress[:] = world.citizens.progress[:] = np.arange(200) % 1000
    for _ in range(2):
        knows.rebuild()
        lives_as_said(knows, 1)
        lives_as_said(world, 1)
        assert knows.digest() == world.digest()


def before_a_crowd(knows_the_way):
    """Somebody on a cell that has been barred since, a crowd on the next, and a goal in another region."""
    world = make_world(field(70, 5), citizens=[71, *[72] * 9])
    world.citizens.doing[0], world.citizens.goal[0] = Activity.WALKING, 349
    bar(world, 71, world.scenario_event)
    run(movement, world, ticks=0, evades=1)
    if knows_the_way:
        routes = world.cache(Ways).routes
        routes.prepare([routes.goal(349)], [72])
    run(movement, world, evades=1)
    return world


def test_who_evades_does_so_whether_or_not_ways_were_made_before():
    fresh, kept = before_a_crowd(False), before_a_crowd(True)
    assert (fresh.citizens.heading[0], kept.citizens.heading[0]) == (SE, SE)
    assert fresh.digest() == kept.digest()


@pytest.mark.parametrize(("beyond", "heading"), [(0, E), (1, SE)])
def test_of_all_draws_those_below_the_share_evade(beyond, heading):
    world = make_world(field(40, 5), citizens=[40, *[41] * 9])
    world.citizens.doing[0], world.citizens.goal[0] = Activity.WALKING, 79
    drawn = luck.pair(world.citizens.luck[0], 40) % 65536
    run(movement, world, evades=(drawn + beyond) / 65536)
    assert world.citizens.heading[0] == heading


@pytest.mark.parametrize(("here", "there"), [(0, 2), (2, 0)])
def test_whoever_stands_at_stairs_and_wants_to_their_other_end_takes_them_though_others_are_nearer_to_most(here, there):
    """Both stairs lead from one region to one other: routes know the better alone."""
    ends = [(2, 2), (16, 4)]
    links = [(LinkKind.STAIRS, (0, *end), (2, *end), 8000) for end in ends]
    city = make_city(field(32, 8), field(32, 8), field(32, 8), links=links)
    world = make_world(city, [(2, 2)])
    world.citizens.cell[0], world.citizens.goal[0] = city.cell(here, *ends[0]), city.cell(there, *ends[0])
    world.citizens.doing[0] = Activity.WALKING
    world.rebuild()
    run(movement, world, 40)
    assert world.citizens.cell[0] == city.cell(there, *ends[0])
