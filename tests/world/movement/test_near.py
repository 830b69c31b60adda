"""Near: squared distances, the nearest place that can be entered, and where those who flee run to."""

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.core.grid import DX, DY
from undergrid.world.movement.fleeing import run_for_shelter
from undergrid.world.movement.near import place_near, squares
from undergrid.world.places.shelters import set_door
from undergrid.world.tables.orders import Verb

AWAY = luck.stream("test/away")


def test_distances_ignore_levels_and_nothing_else():
    cells = np.array([0, 3, 10, 13, 34, 63], np.int32)  # of 10 by 3 cells, on levels 0, 0, 0, 0, 1, 2
    places = [(0, 0), (3, 0), (0, 1), (3, 1), (4, 0), (3, 0)]
    for place, (x, y) in ((0, (0, 0)), (12, (2, 1)), (29, (9, 2)), (42, (2, 1))):
        assert squares(cells, place, 10, 3).tolist() == [(a - x) ** 2 + (b - y) ** 2 for a, b in places]


def walled(*open_cells, width=9, height=9):
    rows = [["#"] * width for _ in range(height)]
    for x, y in open_cells:
        rows[y][x] = "."
    return make_world(make_city("\n".join(map("".join, rows))))


@pytest.mark.parametrize(
    ("place", "open_cells", "found"),
    [
        ((4, 4), [(4, 4), (5, 4)], (4, 4)),
        ((4, 4), [(6, 4), (4, 5)], (4, 5)),
        ((4, 4), [(7, 4), (6, 6)], (6, 6)),
        ((4, 4), [(1, 1)], (1, 1)),
        ((4, 4), [(7, 7)], (7, 7)),
        ((4, 4), [(0, 4)], None),
        ((4, 4), [(4, 8)], None),
        ((4, 4), [(3, 4), (5, 4), (4, 3), (4, 5)], (4, 3)),
        ((0, 0), [(8, 0), (0, 8), (8, 8)], None),
        ((8, 4), [(0, 5), (0, 4)], None),
        ((8, 8), [(0, 8), (8, 5)], (8, 5)),
    ],
)
def test_the_nearest_cell_within_three_that_can_be_entered(place, open_cells, found):
    world = walled(*open_cells)
    expected = world.city.cell(0, *found) if found else -1
    assert place_near(world, world.city.cell(0, *place)) == expected


def test_it_stays_on_its_level():
    city = make_city("...\n...\n...", "###\n#.#\n###")
    world = make_world(city)
    assert place_near(world, city.cell(1, 0, 0)) == city.cell(1, 1, 1)


# ---------------------------------------------------------------- fleeing


def refuges():
    city = make_city(
        field(90, 90),
        field(90, 90),
        buildings=[(Use.REFUGE, 0, 40, 40), (Use.REFUGE, 0, 50, 40), (Use.REFUGE, 1, 44, 40)],
    )
    return make_world(city, [(44, 40), (46, 40), (45, 40), (60, 40), city.cell(1, 46, 40)])


@pytest.mark.parametrize(
    ("who", "reach", "door"), [(0, 16, 0), (1, 16, 1), (2, 25, 0), (3, 100, 1), (3, 99, None), (4, 4, 2), (4, 3, None)]
)
def test_people_run_for_the_nearest_shelter_they_know_on_their_level(who, reach, door):
    world = refuges()
    run_for_shelter(world, [who], 77, reach, AWAY)
    people = world.citizens
    assert (people.intent[who], people.cause[who]) == (Verb.RUN, 77)
    assert people.enter[who] == (-1 if door is None else door)
    if door is not None:
        assert people.target[who] == world.city.doors[door]
    assert np.count_nonzero(people.intent) == 1


def test_a_door_that_is_shut_is_no_shelter_and_who_is_inside_stays():
    world = refuges()
    world.shelters.lock[0] = True
    set_door(world, 0, world.scenario_event, locked=True)
    world.citizens.inside[1] = 1
    run_for_shelter(world, [0, 1], 77, 36, AWAY)
    assert world.citizens.enter[0] == 1
    assert world.citizens.intent[1] == 0


def test_who_knows_none_runs_thirty_cells_some_way_but_not_off_the_map():
    ways = set()
    for seed in range(60):
        world = make_world(field(90, 90), [(44, 44), (5, 86)], seed=seed)
        run_for_shelter(world, [0, 1], 77, 10**6, AWAY)
        way = luck.below(world.key(AWAY), int(world.citizens.luck[0]), 8)
        assert world.citizens.target[0] == world.city.cell(0, 44 + 30 * int(DX[way]), 44 + 30 * int(DY[way]))
        way = luck.below(world.key(AWAY), int(world.citizens.luck[1]), 8)
        x, y = 5 + 30 * int(DX[way]), 86 + 30 * int(DY[way])
        assert world.citizens.target[1] == world.city.cell(0, min(89, max(0, x)), min(89, max(0, y)))
        assert world.citizens.cause[1] == 77
        ways.add(int(world.citizens.target[0]))
    assert len(ways) == 8
