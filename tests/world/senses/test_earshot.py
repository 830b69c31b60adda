"""Earshot: who hears whom, who could answer, and whom speaking leaves alone."""

import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.orders.attempts import Pause, intend
from undergrid.world.senses import earshot
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity

AWAKE = {Activity.RESTING, Activity.WORKING, Activity.WAITING, Activity.WALKING, Activity.HIDING, Activity.LYING,
         Activity.TENDING}  # fmt: skip


def heard(world, *tellers):
    return [found.tolist() for found in earshot.around(world, list(tellers))]


def test_quiet_speech_carries_six_metres_on_a_level():
    city = make_city(field(12, 12), field(12, 12))
    near, far, above = (2, 2), (3, 1), city.cell(1, 0, 0)
    world = make_world(city, [(0, 0), (3, 0), near, far, above])
    assert heard(world, 0, 1) == [[1, 2], [0, 2, 3]]
    for other, carries in ((1, True), (2, True), (3, False), (4, False)):
        assert earshot.within_earshot(world, 0, other) == earshot.within_earshot(world, other, 0) == carries


def test_indoors_those_of_the_same_building_hear_and_at_work_those_who_work_there():
    city = make_city(field(12, 3), buildings=[(Use.REFUGE, 0, 0, 0), (Use.REFUGE, 0, 2, 0)])
    world = make_world(city, [(0, 0), (0, 0), (2, 0), (0, 0), (0, 0)])
    world.citizens.inside[:] = (0, 0, 1, -1, 0)
    world.rebuild()
    assert heard(world, 0, 2, 3) == [[1, 4], [], []]
    world.citizens.work[:] = (0, 0, -1, -1, -1)
    world.rebuild()
    assert heard(world, 0, 4) == [[1], [0, 1]], "at work one talks to those one works with"
    for other, carries in ((1, True), (2, False), (3, True), (4, True)):
        assert earshot.within_earshot(world, 0, other) == earshot.within_earshot(world, other, 0) == carries


@pytest.mark.parametrize("doing", list(Activity))
def test_only_those_awake_hear_and_answer(doing):
    world = make_world(field(4, 4), [(0, 0), (1, 0)])
    world.citizens.doing[1] = doing
    assert heard(world, 0) == [[1] if doing in AWAKE else []]
    senseless = {Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED}
    answers = doing not in senseless | {Activity.PLUGGED}
    assert earshot.listens(world, 1) == answers
    assert earshot.cannot_talk(world, 0, 1) == (None if answers else Refusal.NO_ANSWER)
    world.citizens.alive[1] = False
    assert heard(world, 0) == [[]]
    assert earshot.cannot_talk(world, 0, 1) == Refusal.TARGET_DEAD


def test_more_people_than_a_page_holds_come_in_their_order():
    world = make_world(field(3, 1), [(1, 0)] * 100)
    (found,) = earshot.around(world, [50])
    assert found.tolist() == [who for who in range(100) if who != 50]
    city = make_city(field(3, 1), buildings=[(Use.REFUGE, 0, 0, 0)])
    inside = make_world(city, [(0, 0)] * 5)
    inside.citizens.inside[[0, 3, 4]] = 0
    inside.citizens.doing[:] = Activity.RESTING
    inside.citizens.doing[3] = Activity.SLEEPING
    inside.rebuild()
    assert earshot.awake_inside(inside, 0) == [0, 4]
    assert earshot.outdoors_around(inside, 0).tolist() == [1, 2]
    inside.citizens.inside[:] = 0
    inside.rebuild()
    assert earshot.outdoors_around(inside, 0).tolist() == []


@pytest.mark.parametrize("minded", [False, True])
@pytest.mark.parametrize("wake", [NEVER, 500])
def test_who_has_spoken_goes_on_and_routine_comes_back_after_a_pause(minded, wake):
    world = make_world(field(4, 4), 2)
    world.share([Pause(minutes=7)])
    if minded:
        world.plans.grow(1)
        world.plans.owner[0] = 1
        world.rebuild()
    world.tick = 100
    intend(world, 1, Verb.TALK, 0, 5, wake=wake)
    world.citizens.doing[1] = Activity.WALKING
    earshot.said(world, 1)
    assert (world.citizens.intent[1], world.citizens.doing[1]) == (0, Activity.WALKING)
    assert world.citizens.wake[1] == (520 if wake == NEVER and not minded else wake)
