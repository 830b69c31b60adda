"""Wait for a gap: what an auditor knows of the timetables."""

from itertools import pairwise

import pytest
from scenes.heads import decided, live, mind_of, minds, ordered, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind, Post, Use
from undergrid.minds.wants import wait_for_gap
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Profession

NIGHT = 23 * 3600


def gate(profession, indoors=False):
    """Somebody on the way to a gate, which a drone passes every two minutes or so: to and fro, 800 m, at 6 m/s.

    A wall with a hole keeps the drone out of sight until it is near.
    """
    city = make_city(
        field(201, 30),
        field(201, 30, "_"),
        links=[(LinkKind.GATE, (0, 100, 0), (1, 100, 0), 8000)],
        buildings=[(Use.DISUSED, 0, 100, 14)],
        posts=[Post("drone", 3, beat=(3, 197))],
    )
    world = make_world(city, [(100, 14)], [(WatcherKind.DRONE, 3)], starts=NIGHT, tagged=0, profession=profession)
    world.watchers.duty[0], world.watchers.beat[0] = Duty.OFF, 0
    heads = minds(world, {0: [("wait_for_gap", {"seconds": 40, "near_m": 40, "sight_m": 60})]})
    tell(world, 0, Topic.WATCHER, 0, 3)
    if indoors:
        world.citizens.inside[0], world.citizens.doing[0] = 0, Activity.RESTING
        world.rebuild()
    return world, heads


def waits(world, heads, tick):
    """Whether somebody who looks at `tick` keeps still."""
    world.tick = tick
    world.plans.wake[0] = tick
    world.plans.waiting[0] = world.plans.gap[0] = -1
    return Verb.HIDE in {order.verb for order in heads.orders()}


def test_an_auditor_keeps_still_while_the_timetable_says_that_a_drone_is_due():
    world, heads = gate(Profession.AUDITOR)
    # it is within 60 m of the gate after 23 s to 43 s, and again on its way back after 85 s to 103 s, at 6 m/s
    assert waits(world, heads, 1)
    assert waits(world, heads, 20)
    assert not waits(world, heads, 44)
    assert waits(world, heads, 70)


def test_indoors_they_stay_in_while_one_is_due_and_do_not_wait_before_the_door():
    world, heads = gate(Profession.AUDITOR, indoors=True)
    for tick, does in ((1, Verb.WAIT), (20, Verb.WAIT), (44, None), (70, Verb.WAIT)):
        world.tick, world.plans.gap[0] = tick, -1
        bid = wait_for_gap.bid(mind_of(world), heads.wants[0][0].params, {}, {})
        assert (bid and bid.verb) == does


def test_whoever_has_a_gap_goes_and_does_not_stop_again_for_what_is_due_after_it():
    world, heads = gate(Profession.AUDITOR)
    asked = {}
    for tick in (20, 44, 46, 60, 83, 86):
        world.tick = tick
        bid = wait_for_gap.bid(mind_of(world), heads.wants[0][0].params, {}, {})
        asked[tick] = bid is not None
    assert asked == {20: True, 44: False, 46: False, 60: False, 83: False, 86: True}


def test_a_clerk_knows_of_no_timetable():
    world, heads = gate(Profession.CLERK)
    assert not any(waits(world, heads, tick) for tick in range(1, 130, 10))


def test_of_a_drone_never_noticed_nobody_knows_the_beat():
    world, heads = gate(Profession.AUDITOR)
    world.knowledge.free(world.knowledge.rows())
    assert not any(waits(world, heads, tick) for tick in range(1, 130, 10))


def test_patience_has_an_end():
    world, heads = gate(Profession.AUDITOR)
    world.plans.waiting[0] = 0
    world.tick = 30 * 60 + 1
    assert not heads.orders()


@pytest.mark.parametrize(("hours", "goes"), [(100, False), (3, True)])
def test_patience_ends_the_sooner_the_less_time_is_left(hours, goes):
    world, heads = gate(Profession.AUDITOR)
    due = [tick for tick in range(700, 830) if waits(world, heads, tick)]
    world.plans.waiting[0], world.plans.gap[0], world.plans.intends[0] = 0, -1, -1
    world.tick = world.plans.wake[0] = due[0]
    world.citizens.doing[0] = Activity.WAITING
    world.citizens.expires[0] = world.tick + hours * 3600
    assert (Verb.HIDE not in {order.verb for order in heads.orders()}) == goes


@pytest.mark.parametrize("far", [1, 25])
def test_it_is_only_near_the_gate_that_one_waits(far):
    world, heads = gate(Profession.AUDITOR)
    world.citizens.cell[0] = world.city.cell(0, 100, far)
    live(world, heads, 5)
    assert not ordered(world.events.rows(), 0)


@pytest.mark.parametrize(("about_it", "cells", "waits_on"), [(True, 30, True), (True, 45, False), (False, 30, False)])
def test_whoever_is_driven_off_goes_on_waiting_somewhat_farther_off(about_it, cells, waits_on):
    world, heads = gate(Profession.AUDITOR)
    assert not about_it or waits(world, heads, 1)
    world.citizens.cell[0] = world.city.cell(0, 100 - cells, 5)
    world.tick = 20
    assert (wait_for_gap.bid(mind_of(world), heads.wants[0][0].params, {}, {}) is not None) == waits_on


@pytest.mark.parametrize("waited", [True, False])
def test_whoever_has_to_lie_low_while_they_wait_is_still_about_the_gap(waited):
    world, heads = gate(Profession.AUDITOR)
    assert not waited or waits(world, heads, 1)
    world.tick, world.plans.low[0] = 20, 320
    bid = wait_for_gap.bid(mind_of(world), heads.wants[0][0].params, {}, {})
    assert (bid is not None) == waited
    assert bid is None or (bid.verb, bid.target) == (Verb.ENTER, 0)


@pytest.mark.parametrize("hovers", [True, False])
def test_while_they_duck_nobody_thinks_better_of_what_they_are_about(hovers):
    city = make_city(
        field(201, 30),
        field(201, 30, "_"),
        links=[(LinkKind.GATE, (0, 100, 0), (1, 100, 0), 8000)],
        posts=[Post("drone", 3, beat=(3, 197))],
    )
    above = city.cell(0, 100, 20)
    drones = [(WatcherKind.DRONE, 3), (WatcherKind.DRONE, above)]
    world = make_world(city, [(100, 14)], drones, starts=NIGHT, tagged=0, profession=Profession.AUDITOR)
    world.watchers.duty[0], world.watchers.beat[0] = Duty.OFF, 0
    wants = [
        ("wait_for_gap", {"seconds": 40, "sight_m": 60}),
        ("reach", {"place": "end", "urgency": 100}),
        ("evade", {}),
    ]
    heads = minds(world, {0: wants}, {"end": city.cell(1, 100, 20)})
    world.sky.light[0] = 255
    tell(world, 0, Topic.WATCHER, 0, 3)
    world.tick = 20
    heads.orders()
    assert decided(world.events.rows(), 0) == [Aim.AWAIT_GAP]
    world.tick = world.plans.wake[0] = 44  # when no drone of the timetable is due
    world.citizens.doing[0] = Activity.HIDING
    if hovers:
        tell(world, 0, Topic.WATCHER, 1, above)
    heads.orders()
    assert bool(world.plans.ducks[0]) == hovers
    assert decided(world.events.rows(), 0) == [Aim.AWAIT_GAP, *([] if hovers else [Aim.REACH])]


def test_at_the_foot_of_stairs_that_come_up_near_the_gate_one_waits_below_and_reckons_with_the_climb():
    city = make_city(
        field(201, 30),
        field(201, 30),
        field(201, 30, "_"),
        links=[(LinkKind.GATE, (0, 100, 0), (1, 100, 0), 8000), (LinkKind.STAIRS, (0, 100, 14), (2, 100, 14), 8000)],
        posts=[Post("drone", 3, beat=(3, 197))],
    )
    world = make_world(city, [(100, 14)], [(WatcherKind.DRONE, 3)], starts=NIGHT, profession=Profession.AUDITOR)
    world.watchers.duty[0], world.watchers.beat[0] = Duty.OFF, 0
    world.citizens.cell[0] = city.cell(2, 100, 14)
    want = {"seconds": 10, "near_m": 40, "sight_m": 60}
    heads = minds(world, {0: [("wait_for_gap", want)]})
    tell(world, 0, Topic.WATCHER, 0, 3)
    assert waits(world, heads, 1)
    assert waits(world, heads, 44)  # up there it could go on: what comes by in 41 s finds who climbs until then
    world.citizens.cell[0] = city.cell(0, 100, 14)
    assert not waits(world, heads, 44)
    world.citizens.cell[0] = city.cell(2, 100, 20)
    assert not waits(world, heads, 1)  # no stairs here


@pytest.mark.parametrize("kind", [WatcherKind.CAMERA, WatcherKind.SENTINEL])
def test_where_a_camera_or_a_guard_looks_at_one_one_does_not_wait(kind):
    world, heads = gate(Profession.AUDITOR)
    eye = world.watchers.grow(1)
    world.watchers.kind[eye], world.watchers.cell[eye] = kind, world.city.cell(0, 103, 14)
    world.watchers.home[eye], world.watchers.duty[eye] = world.watchers.cell[eye], Duty.OFF
    assert waits(world, heads, 1)
    tell(world, 0, Topic.WATCHER, int(eye), int(world.watchers.cell[eye]))
    assert not waits(world, heads, 1)


def test_it_does_not_depend_on_the_second_in_which_one_looks_up():
    """A drone comes into sight for a second: one waits until it has passed, and then until it comes again."""
    world, heads = gate(Profession.AUDITOR)
    heads.wants[0][0] = heads.wants[0][0]._replace(params=wait_for_gap.Params(seconds=40, near_m=40, sight_m=4))
    found = [waits(world, heads, tick) for tick in range(1, 60)]
    assert found[0]
    assert sum(a != b for a, b in pairwise(found)) == 2
