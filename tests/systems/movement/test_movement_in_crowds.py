"""Crowds on cells of any size: as dense and as fast as measured, through doors, past each other, around one goal."""

from itertools import pairwise

import numpy as np
import pytest
from scenes.crowds import SIZES, door_flow, in_cells, speed_in_corridor, streams, weidmann
from scenes.walkers import ask, assert_caches_are_true, refusals
from scenes.worlds import field, make_city, make_world, run

from undergrid.core.grid import NE, NW, SE, SW, E, N, S, W
from undergrid.systems.movement import movement
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import Occupancy, bring, room_on
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

MIDDLE = 10 * 40 + 20


# ---------------------------------------------------------------- density, doors, streams


def test_as_many_fit_on_a_cell_as_on_its_area():
    assert [room_on(mm) for mm in SIZES] == [2, 6, 22, 87]  # 5.4 persons/m2, the last across the border


@pytest.mark.parametrize("density", [0.5, 1, 2, 3, 4])
@pytest.mark.parametrize("cell_mm", SIZES)
def test_people_walk_as_fast_as_weidmann_says_on_cells_of_any_size(cell_mm, density):
    speed = speed_in_corridor(cell_mm, density, metres=40, warm=80, ticks=160)
    assert speed == pytest.approx(weidmann(density), rel=0.1, abs=0.02)


@pytest.mark.parametrize("cell_mm", [500, 1000, 2000])
def test_a_door_lets_through_what_real_doors_do_and_more_the_wider_it_is(cell_mm):
    flows = [metres * door_flow(cell_mm, metres, seeds=[1]) for metres in (1, 2, 4) if metres * 1000 >= cell_mm]
    for metres, persons in zip((4, 2, 1), reversed(flows), strict=False):
        assert 1.0 <= persons / metres <= 1.9
    assert all(1.6 < wider / narrower < 2.4 for narrower, wider in pairwise(flows))


@pytest.mark.parametrize("cell_mm", [500, 1000, 2000])
def test_fifty_against_a_hundred_take_at_most_twice_the_time_of_a_hundred_alone(cell_mm):
    alone, _ = streams(cell_mm, 100, 0)
    there, back = streams(cell_mm, 100, 50)
    assert max(there, back) <= 2 * alone


# ---------------------------------------------------------------- one goal for many


def meeting(cell_mm, people):
    """`people` from all over a field of 40 x 20 cells who go to one cell in its middle."""
    cells = np.resize(np.random.default_rng(3).permutation(800), people)
    world = make_world(make_city(field(40, 20), cell_mm=cell_mm), citizens=[int(cell) for cell in cells])
    for who in range(people):
        ask(world, who, Verb.WALK, MIDDLE)
    return world


@pytest.mark.parametrize("cell_mm", SIZES)
def test_forty_people_sent_to_one_cell_arrive_around_it(cell_mm):
    world = meeting(cell_mm, 40)
    run(movement, world, ticks=160)
    assert (world.citizens.doing == Activity.WAITING).all()
    assert (world.citizens.goal == -1).all()
    y, x = np.divmod(world.citizens.cell, 40)
    assert np.hypot(x - 20, y - 10).max() * cell_mm / 1000 <= max(4, 2 * cell_mm / 1000)
    assert world.cache(Occupancy).bodies[MIDDLE] == min(40, room_on(cell_mm))
    assert not refusals(world)
    assert_caches_are_true(world)


def test_nobody_stops_short_of_a_goal_that_is_full_of_people_on_their_way():
    world = make_world(field(30, 1), citizens=[0, *[10] * room_on(2000)])
    ask(world, 0, Verb.WALK, 10)
    run(movement, world, ticks=15)
    for who in range(1, world.citizens.n):
        ask(world, who, Verb.WALK, 29)
    run(movement, world, ticks=600, gives_up_minutes=1440)
    assert world.citizens.cell[0] == 10


def test_those_who_find_no_room_for_long_are_told_so():
    world = meeting(2000, 4000)  # 3,200 m2: more than can come within 10 m
    run(movement, world, ticks=900, patience_minutes=10, gives_up_minutes=0.5, around_m=4)
    told = [event for event in world.events.rows() if event.kind == Kind.REFUSED]
    assert told
    assert {Refusal(event.amount) for event in told} == {Refusal.CROWDED}
    assert {event.cause for event in told} == {world.scenario_event}
    for event in told:
        assert world.citizens.doing[event.who] == Activity.WAITING
    under_way = np.flatnonzero(world.citizens.doing == Activity.WALKING)
    assert len(under_way) + len(told) + len(np.flatnonzero(world.citizens.goal == -1)) >= 4000


def test_nobody_gives_up_before_their_patience_is_at_an_end():
    world = meeting(2000, 2000)
    run(movement, world, ticks=599, patience_minutes=10, gives_up_minutes=0.1)
    assert not refusals(world)
    run(movement, world, ticks=60, patience_minutes=10, gives_up_minutes=0.1)
    assert refusals(world)


def test_a_crowd_of_ten_thousand_on_one_cell_comes_apart():
    world = make_world(field(60, 60), citizens=[30 * 60 + 30] * 10_000)
    for who in range(10_000):
        ask(world, who, Verb.WALK, (who * 37) % 3600)
    run(movement, world, ticks=100)  # 2 m at 0.025 m/s take 80 s
    assert world.cache(Occupancy).bodies[30 * 60 + 30] < 9_950
    assert_caches_are_true(world)


def test_bodies_that_are_brought_to_one_cell_are_counted_however_many_they_are():
    world = make_world(field(9, 1), citizens=[0] * 3 + [4] * 300)
    assert world.cache(Occupancy).bodies[4] == 300
    world = make_world(field(9, 1), citizens=[0] * 300)
    for who in range(300):
        world.citizens.cell[who] = who % 8
    world.rebuild()
    for who in range(300):
        bring(world, who, 8, -1)
    assert world.cache(Occupancy).bodies[8] == 300
    assert_caches_are_true(world)


# ---------------------------------------------------------------- evading


def first_step(ahead, right=0, left=0, **knobs):
    """The direction of a walker's first step east over open ground, with so many on the three cells ahead of it."""
    cells = [10 * 40 + 5, *[10 * 40 + 6] * ahead, *[11 * 40 + 6] * right, *[9 * 40 + 6] * left]
    world = make_world(field(40, 20), citizens=cells)
    ask(world, 0, Verb.WALK, 10 * 40 + 39)
    run(movement, world, **knobs)
    return int(world.citizens.heading[0])


def test_who_finds_it_close_ahead_goes_beside_them_to_the_right_if_it_makes_no_difference():
    assert first_step(1, evades=1) == E  # a cell of 4 m2 is close from 2 on
    assert first_step(2, evades=1) == SE
    assert first_step(2, evades=0) == E
    assert first_step(8, close=2.5, evades=1) == E
    assert first_step(10, close=2.5, evades=1) == SE


def test_they_go_where_there_are_fewest_and_straight_on_where_that_is_no_better():
    assert first_step(5, right=2, left=1, evades=1) == NE
    assert first_step(5, right=1, left=1, evades=1) == SE
    assert first_step(5, right=4, left=4, evades=1) == E
    assert first_step(5, right=4, left=3, evades=1) == NE


def test_nobody_evades_through_a_wall_or_away_from_where_they_go():
    city = make_city("........\n#.######\n........")  # east along a lane, with a way off it on either side
    world = make_world(city, citizens=[0, 1, 1, 1])
    ask(world, 0, Verb.WALK, 7)
    run(movement, world, evades=1)
    assert world.citizens.heading[0] == E
    assert {N, S, W, SW, NW}.isdisjoint({int(world.citizens.heading[0])})


def test_one_in_four_evades_a_crowd_ahead():
    world = make_world(field(3, 4000), citizens=[cell for y in range(1, 3999, 4) for cell in (3 * y, *[3 * y + 1] * 2)])
    for who in range(0, world.citizens.n, 3):
        ask(world, who, Verb.WALK, int(world.citizens.cell[who]) + 2)
    run(movement, world)
    share = (world.citizens.heading[::3] != E).mean()
    assert 0.2 < share < 0.3


# ---------------------------------------------------------------- passing each other


def face_to_face(per_side, ticks, **knobs):
    """How many have changed sides, after so many ticks, of two groups who meet in a lane between two cells."""
    world = make_world(field(2, 1), citizens=[0] * per_side + [1] * per_side)
    for who in range(2 * per_side):
        ask(world, who, Verb.WALK, 1 if who < per_side else 0)
    run(movement, world, ticks=ticks, **knobs)
    assert_caches_are_true(world)
    return int((world.citizens.cell[:per_side] == 1).sum()), int((world.citizens.cell[per_side:] == 0).sum())


def test_in_a_throng_so_many_pairs_pass_each_other_a_second():
    assert face_to_face(22, 10, passes=0.5) == (10, 10)  # 1 a second over 2 m
    assert face_to_face(22, 10, passes=1) == (20, 20)
    east, west = face_to_face(22, 10, passes=0.25)
    assert east == west
    assert 2 <= east <= 8
    assert face_to_face(22, 10, passes=0) == (0, 0)


def test_only_in_a_throng_do_they_pass_as_pairs():
    assert face_to_face(14, 1, passes=1) == (2, 2)  # 27 others on 8 m2
    assert face_to_face(12, 1, passes=1) == (0, 0)  # 23: fewer than 3 / m2
    assert face_to_face(12, 1, passes=1, crammed=2.5) == (2, 2)


def test_lengths_in_cells():
    assert [in_cells(2, mm) for mm in SIZES] == [4, 2, 1, 1]
