"""Occupancy: who is outdoors and how many stand on each cell, whoever is moved where; and how dense a square is."""

import numpy as np
import pytest
from scenes.footsteps import lives_as_said
from scenes.throngs import throng
from scenes.walkers import assert_caches_are_true
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.places.occupancy import Occupancy, bring, crowding_of, move_body, room_on, step_in, step_out


@pytest.mark.parametrize(
    ("cell_mm", "room", "span", "each", "fit"),
    [
        (500, 2, 4, 8_388_608, 88_474),
        (700, 3, 3, 4_279_902, 173_408),
        (1000, 6, 2, 2_097_152, 353_894),
        (1333, 10, 2, 1_180_238, 628_831),
        (1334, 10, 1, 1_178_469, 629_775),
        (2000, 22, 1, 524_288, 1_415_578),
        (4000, 87, 1, 131_072, 5_662_310),
    ],
)
def test_what_one_body_adds_and_how_many_fit_follows_from_the_area_of_a_cell(cell_mm, room, span, each, fit):
    assert crowding_of(cell_mm) == {"room": room, "span": span, "each": each, "fit": fit}


@pytest.mark.parametrize(("most", "kind"), [(28, np.uint8), (29, np.int32)])
def test_bodies_are_counted_in_bytes_up_to_28_on_a_cell(most, kind):
    world = make_world(field(9, 9), citizens=[3, *[40] * most, 41, 80])
    world.citizens.inside[0] = 0
    world.rebuild()
    bodies = world.cache(Occupancy).bodies
    assert bodies.dtype == kind
    assert {int(cell): int(bodies[cell]) for cell in np.flatnonzero(bodies)} == {40: most, 41: 1, 80: 1}


def test_on_large_cells_bytes_are_too_narrow_from_the_start():
    assert make_world(make_city(field(2, 2), cell_mm=2200)).cache(Occupancy).bodies.dtype == np.uint8  # 27 fit
    assert make_world(make_city(field(2, 2), cell_mm=2300)).cache(Occupancy).bodies.dtype == np.int32  # 29 fit


def many(seed):
    """A hundred and fifty people in three houses and outdoors, by cells and doors."""
    dice = np.random.default_rng(seed)
    city = make_city(field(12, 9), buildings=[(Use.PODS, 0, 2, 1), (Use.OFFICES, 0, 7, 3), (Use.DISUSED, 0, 9, 8)])
    world = make_world(city, citizens=dice.integers(0, 108, 150).tolist())
    people = world.citizens
    people.inside[:] = dice.integers(-1, 3, 150)
    indoors = people.inside >= 0
    people.cell[indoors] = city.doors[people.inside[indoors]]
    world.rebuild()
    return dice, world


def test_whoever_is_moved_is_counted_where_they_are_and_nobody_else_is_touched():
    dice, world = many(1)
    cells, inside = world.citizens.cell.tolist(), world.citizens.inside.tolist()
    doors = world.city.doors.tolist()
    for turn in range(400):
        who, building, to = int(dice.integers(150)), int(dice.integers(-1, 3)), int(dice.integers(108))
        if turn % 2 and building >= 0:
            move_body(world, who, building)
            cells[who], inside[who] = doors[building], building
        else:
            bring(world, who, doors[building] if building >= 0 else to, building)
            cells[who], inside[who] = doors[building] if building >= 0 else to, building
        if turn % 40 == 0:
            assert_caches_are_true(world)
    assert world.citizens.cell.tolist() == cells
    assert world.citizens.inside.tolist() == inside
    assert_caches_are_true(world)


def test_a_body_steps_in_at_a_door_and_out_again_while_there_is_room():
    _, world = many(2)
    people, room = world.citizens, room_on(2000)
    for who in range(150):
        here = int(people.cell[who])
        occupancy = world.cache(Occupancy)
        bodies = int(occupancy.bodies[here])
        if people.inside[who] < 0:
            step_in(people.handle, occupancy.handle, who, 1)
            assert (int(people.inside[who]), int(occupancy.bodies[here])) == (1, bodies - 1)
            people.cell[who] = world.city.doors[1]  # of that building
        else:
            is_out = step_out(people.handle, occupancy.handle, who)
            assert bool(is_out) == (bodies < room) == (people.inside[who] == -1)
            assert occupancy.bodies[here] == bodies + (1 if is_out else 0) <= room
    assert (people.inside[people.cell == world.city.doors[0]] == 0).any(), "some found no room before the first door"
    assert_caches_are_true(world)


@pytest.mark.parametrize(("standing", "kind"), [(27, np.uint8), (28, np.int32)])
def test_one_more_than_bytes_hold_is_counted_in_wider_numbers_and_who_came_in_stays_known(standing, kind):
    world = make_world(field(9, 9), citizens=[3, *[40] * standing, *[39] * 28, *[80] * 20])
    came_in = [1, 64, 65]
    for who in came_in:
        world.cache(Occupancy).newcomers.add(who)
    bring(world, 0, 40, -1)
    bodies = world.cache(Occupancy).bodies
    assert bodies.dtype == kind
    assert {int(cell): int(bodies[cell]) for cell in np.flatnonzero(bodies)} == {39: 28, 40: standing + 1, 80: 20}
    assert world.cache(Occupancy).newcomers.rows().tolist() == came_in
    assert_caches_are_true(world)


def test_who_is_brought_indoors_beside_a_crowd_changes_no_counts():
    city = make_city(field(9, 9), buildings=[(Use.PODS, 0, 4, 4)])
    world = make_world(city, citizens=[3, *[40] * 28])
    kept = world.cache(Occupancy)
    bring(world, 0, 40, 0)
    assert world.cache(Occupancy) is kept
    assert (int(kept.bodies[40]), int(kept.bodies[3]), kept.outdoors.count) == (28, 0, 28)


def test_three_hundred_who_are_brought_to_one_cell_one_by_one_are_counted():
    world = make_world(field(40, 9), citizens=list(range(300)))
    for who in range(300):
        bring(world, who, 350, -1)
        assert world.cache(Occupancy).bodies[350] == who + 1
    assert_caches_are_true(world)


@pytest.mark.parametrize(("cell_mm", "people"), [(500, 240), (1000, 500), (2000, 900)])
def test_in_a_packed_square_everybody_is_as_slow_as_it_is_dense(cell_mm, people):
    """Where squares reach over the edge of the level, hold walls, and more people than fit."""
    lives_as_said(throng(11, cell_mm, people, 12, width=9, height=10), 4, gamma=0.4)
