"""Setting out: doors, standing and lying still, and those whose legs, or the law, or debris, let them do nothing."""

import pytest
from scenes.walkers import ask, assert_caches_are_true, refusals
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.movement import movement
from undergrid.world.body import injuries
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body, room_on
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Posture

# ---------------------------------------------------------------- buildings

HOUSE = make_city("......\n......", buildings=[(Use.PODS, 0, 3, 0), (Use.OFFICES, 0, 5, 1)])


def test_somebody_leaves_one_building_and_walks_into_another():
    world = make_world(HOUSE, citizens=[3], inside=0, doing=Activity.PLUGGED)
    world.rebuild()
    ask(world, 0, Verb.WALK, 11, enter=1)
    run(movement, world)
    assert world.citizens.inside[0] == -1
    run(movement, world, ticks=5)
    people = world.citizens
    assert (people.inside[0], people.cell[0], people.doing[0]) == (1, 11, Activity.RESTING)
    assert (people.goal[0], people.enter[0], people.heading[0], people.progress[0]) == (-1, -1, 255, 0)
    assert people.wake[0] == people.since[0] + 600  # routine lets be for ten minutes who has done as ordered
    assert_caches_are_true(world)


def test_nobody_comes_out_of_a_door_before_which_too_many_stand():
    world = make_world(HOUSE, citizens=[3] * (room_on(2000) + 1))
    world.citizens.inside[0] = 0
    world.rebuild()
    ask(world, 0, Verb.LEAVE)
    run(movement, world, ticks=3)
    assert world.citizens.inside[0] == 0
    ask(world, 1, Verb.WALK, 0)
    run(movement, world, ticks=9)
    assert world.citizens.inside[0] == -1
    assert_caches_are_true(world)


@pytest.mark.parametrize(
    ("place", "inside", "verb", "target", "refusal"),
    [
        (2, -1, Verb.ENTER, 0, Refusal.NOT_HERE),
        (3, 0, Verb.ENTER, 0, Refusal.INDOORS),
        (3, -1, Verb.LEAVE, -1, Refusal.OUTDOORS),
    ],
)
def test_doors_refuse_with_a_reason(place, inside, verb, target, refusal):
    world = make_world(HOUSE, citizens=[place], inside=inside)
    world.rebuild()
    ask(world, 0, verb, target)
    run(movement, world)
    assert refusals(world) == [(0, refusal)]
    assert world.citizens.inside[0] == inside
    assert world.citizens.intent[0] == Verb.NONE
    assert_caches_are_true(world)


def test_waiting_and_hiding_end_a_walk():
    world = make_world(field(9, 1), citizens=[0, 0])
    for who in (0, 1):
        ask(world, who, Verb.WALK, 8)
    run(movement, world, ticks=4)
    ask(world, 0, Verb.WAIT)
    ask(world, 1, Verb.HIDE)
    run(movement, world, ticks=9)
    people = world.citizens
    assert people.cell.tolist() == [2, 2]
    assert people.doing.tolist() == [Activity.WAITING, Activity.HIDING]
    assert people.posture.tolist() == [Posture.STANDING, Posture.CROUCHED]
    assert people.wake.tolist() == [NEVER, NEVER]
    (hid,) = (event for event in world.events.rows() if event.kind == Kind.HID)
    assert (hid.who, hid.where, hid.cause) == (1, 2, world.scenario_event)


def test_the_arrested_and_the_dead_try_nothing():
    world = make_world(field(9, 1), citizens=[0, 0, 0])
    for who in range(3):
        ask(world, who, Verb.WALK, 8)
    world.citizens.doing[0] = Activity.HELD
    world.citizens.alive[1] = False
    run(movement, world, ticks=20)
    assert refusals(world) == [(0, Refusal.HELD), (1, Refusal.DEAD)]
    assert world.citizens.cell.tolist() == [0, 0, 8]


def test_a_body_can_be_carried_from_anywhere_into_a_building():
    world = make_world(HOUSE, citizens=[0, 3])
    world.citizens.inside[1] = 0
    world.rebuild()
    for who in (0, 1):
        move_body(world, who, 1)
    assert world.citizens.cell.tolist() == [11, 11]
    assert world.citizens.inside.tolist() == [1, 1]
    assert_caches_are_true(world)


# ---------------------------------------------------------------- bodies that cannot, or lie


@pytest.mark.parametrize("able", [100, 55, 20])
def test_what_wounds_and_burdens_leave_of_the_speed_is_what_is_walked(able):
    world = make_world(field(200, 1), citizens=[0], speed=1000, able=able)
    ask(world, 0, Verb.WALK, 199)
    run(movement, world, ticks=100)
    people = world.citizens
    assert abs(int(people.cell[0]) * 2000 + int(people.progress[0]) - 1000 * able) <= 100


def test_who_cannot_walk_is_told_so_and_may_still_wait_lying():
    world = make_world(field(9, 1), citizens=[0, 0], able=0)
    ask(world, 0, Verb.WALK, 8)
    ask(world, 1, Verb.WAIT)
    run(movement, world)
    assert refusals(world) == [(0, Refusal.CANNOT_WALK)]
    assert (world.citizens.doing[1], world.citizens.posture[1]) == (Activity.LYING, Posture.FLAT)


def test_whose_legs_give_way_stops_where_they_are():
    world = make_world(field(9, 1), citizens=[0])
    ask(world, 0, Verb.WALK, 8)
    run(movement, world, ticks=4)
    world.citizens.able[0] = 0
    run(movement, world, ticks=3)
    assert refusals(world) == [(0, Refusal.CANNOT_WALK)]
    assert (world.citizens.doing[0], world.citizens.goal[0], world.citizens.cell[0]) == (Activity.WAITING, -1, 2)


def test_under_debris_nobody_goes_anywhere_and_who_is_to_wait_goes_on_lying():
    world = make_world(field(9, 1), citizens=[0, 0])
    for who in (0, 1):
        injuries.trap(world, who, world.scenario_event)
    ask(world, 0, Verb.WALK, 8)
    ask(world, 1, Verb.WAIT)
    run(movement, world, ticks=9)
    assert refusals(world) == [(0, Refusal.TRAPPED)]
    assert world.citizens.cell.tolist() == [0, 0]
    assert (world.citizens.doing == Activity.LYING).all()


@pytest.mark.parametrize(
    ("doing", "refusal"),
    [
        (Activity.SLEEPING, Refusal.ASLEEP),
        (Activity.UNCONSCIOUS, Refusal.UNCONSCIOUS),
        (Activity.HAULED, Refusal.CARRIED),
    ],
)
def test_bodies_that_lie_try_nothing(doing, refusal):
    world = make_world(field(9, 1), citizens=[0], doing=doing)
    ask(world, 0, Verb.WALK, 8)
    run(movement, world, ticks=3)
    assert refusals(world) == [(0, refusal)]
    assert world.citizens.doing[0] == doing


def test_lying_flat_ends_a_walk_and_getting_up_ends_lying():
    world = make_world(field(9, 1), citizens=[0])
    ask(world, 0, Verb.WALK, 8)
    run(movement, world, ticks=4)
    ask(world, 0, Verb.FLAT)
    run(movement, world, ticks=9)
    assert (world.citizens.doing[0], world.citizens.posture[0]) == (Activity.LYING, Posture.FLAT)
    assert world.citizens.cell[0] == 2
    ask(world, 0, Verb.WALK, 8)
    run(movement, world)
    assert (world.citizens.doing[0], world.citizens.posture[0]) == (Activity.WALKING, Posture.STANDING)
