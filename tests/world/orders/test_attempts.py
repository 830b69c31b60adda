"""Attempts: what an intent replaces, what a refusal says, and whom routine leaves alone for how long."""

import pytest
from scenes.worlds import field, make_world

from undergrid.world.log.kinds import Kind
from undergrid.world.orders import attempts, daily, halting, tasks
from undergrid.world.orders.attempts import Attempts, Pause, intend
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Posture


def people(n=3, minded=(), **columns):
    world = make_world(field(6, 6), n, **columns)
    if minded:
        world.plans.grow(len(minded))
        world.plans.owner[:] = minded
        world.rebuild()
    world.share([Pause(minutes=7)])
    world.tick = 100
    world.events.begin(100)
    return world


def test_an_intent_replaces_the_one_before_and_its_amount():
    world = people()
    intend(world, 1, Verb.WAIT, 9, 55, wake=321, amount=3)
    row = world.citizens
    row.enter[1] = 4
    assert (row.intent[1], row.target[1], row.cause[1], row.wake[1]) == (Verb.WAIT, 9, 55, 321)
    assert attempts.amount_of(world, 1) == 3
    assert attempts.asked(world, Verb.WAIT) == [1]
    intend(world, 1, Verb.WALK, 5, 56)
    assert (row.intent[1], row.target[1], row.enter[1], row.cause[1]) == (Verb.WALK, 5, -1, 56)
    assert row.wake[1] == NEVER
    assert attempts.amount_of(world, 1) == attempts.amount_of(world, 0) == 0
    assert not world.asked.used.any()
    attempts.drop_intent(world, 1)
    assert row.intent[1] == 0
    assert not world.cache(Attempts).intending.any


def test_those_who_ask_for_a_range_of_verbs_come_in_their_order():
    world = people(5)
    wanted = {4: Verb.WALK, 2: Verb.ENTER, 3: Verb.WAIT, 0: Verb.WALK}
    for who, verb in wanted.items():
        intend(world, who, verb, -1, 1)
    low, high = sorted((Verb.WALK, Verb.ENTER))
    within = [
        who for who, verb in ((0, Verb.WALK), (2, Verb.ENTER), (3, Verb.WAIT), (4, Verb.WALK)) if low <= verb <= high
    ]
    assert attempts.asked(world, low, high) == within
    assert attempts.asked(world, Verb.WALK) == [0, 4]
    assert attempts.asked(world, Verb.PLUG) == []


@pytest.mark.parametrize("minded", [False, True])
def test_a_refusal_says_what_and_why_and_routine_lets_be_who_has_no_mind(minded):
    world = people(minded=(1,) if minded else ())
    assert attempts.is_minded(world, 1) == minded
    assert not attempts.is_minded(world, 0)
    intend(world, 1, Verb.ENTER, 17, 4711)
    refused = attempts.refuse(world, 1, Refusal.BARRED)
    (event,) = [event for event in world.events.rows() if event.kind == Kind.REFUSED]
    assert (event.id, event.who, event.whom, event.amount, event.cause) == (refused, 1, 17, Refusal.BARRED, 4711)
    assert event.where == world.citizens.cell[1]
    assert world.citizens.intent[1] == 0
    assert world.citizens.wake[1] == (NEVER if minded else 100 + 7 * 60)


def test_what_stands_in_the_way_is_named_where_it_is_known():
    world = people()
    world.citizens.cause[0] = 5
    for cause, told in ((None, 5), (8, 8)):
        attempts.log_refusal(world, 0, 3, Refusal.SHUT, cause)
        last = list(world.events.rows())[-1]
        assert (last.whom, last.amount, last.cause) == (3, Refusal.SHUT, told)


# ---------------------------------------------------------------- tasks


@pytest.mark.parametrize(("ticks", "until"), [(5, 105), (1, 101), (0, 101)])
def test_a_task_is_begun_kneeling_and_takes_one_tick_at_least(ticks, until):
    world = people(inside=-1)
    row, doing = world.citizens, world.tasks
    row.goal[1], row.progress[1] = 5, 99
    intend(world, 1, Verb.CUT, 2, 3)
    tasks.begin(world, 1, Verb.CUT, 2, ticks, 44, amount=6)
    slot = tasks.task_of(world, 1)
    assert (doing.verb[slot], doing.target[slot], doing.amount[slot]) == (Verb.CUT, 2, 6)
    assert (doing.since[slot], doing.until[slot], doing.cause[slot]) == (100, until, 44)
    assert (row.doing[1], row.posture[1], row.since[1]) == (Activity.TENDING, Posture.CROUCHED, 100)
    assert (row.wake[1], row.goal[1], row.progress[1], row.intent[1]) == (NEVER, -1, 0, 0)
    tasks.begin(world, 1, Verb.DRESS, 2, ticks, 45)
    assert world.tasks.n_used == 1
    assert world.tasks.verb[tasks.task_of(world, 1)] == Verb.DRESS


def test_a_task_is_over_in_its_last_tick_and_not_before():
    world = people()
    tasks.begin(world, 1, Verb.CUT, 2, 5, 44)
    for tick, over in ((104, 0), (105, 1)):
        world.tick = tick
        assert len(tasks.done(world, (Verb.CUT,))) == over
        assert len(tasks.at(world, Verb.CUT)) == 1


@pytest.mark.parametrize("minded", [False, True])
@pytest.mark.parametrize("inside", [-1, 3])
def test_whose_task_ends_stands_and_is_free(minded, inside):
    world = people(minded=(1,) if minded else ())
    tasks.begin(world, 1, Verb.CUT, 2, 5, 44)
    world.citizens.inside[1] = inside
    world.tick = 103
    event = tasks.interrupt(world, tasks.task_of(world, 1))
    (told,) = [one for one in world.events.rows() if one.kind == Kind.INTERRUPTED]
    assert (told.id, told.who, told.amount, told.cause) == (event, 1, Verb.CUT, 44)
    assert told.where == world.citizens.cell[1]
    row = world.citizens
    assert (row.doing[1], row.posture[1]) == (Activity.WAITING if inside < 0 else Activity.RESTING, Posture.STANDING)
    assert row.since[1] == 103
    assert row.wake[1] == (NEVER if minded else 104)
    assert tasks.task_of(world, 1) == -1


@pytest.mark.parametrize(
    ("doing", "stops"),
    [
        (Activity.WALKING, True),
        (Activity.TENDING, True),
        (Activity.HIDING, True),
        (Activity.WORKING, False),
        (Activity.LYING, False),
    ],
)
def test_an_action_that_takes_no_time_ends_a_walk_and_a_task(doing, stops):
    for minded in (False, True):
        world = people(minded=(1,) if minded else (), goal=7)
        world.citizens.doing[1] = doing
        tasks.stand_still(world, 1)
        assert world.citizens.doing[1] == (Activity.WAITING if stops else doing)
        assert world.citizens.goal[1] == (-1 if stops else 7)
        assert world.citizens.wake[1] == (NEVER if minded else 100 + 7 * 60)


def test_tasks_and_amounts_that_are_over_are_swept():
    world = people()
    for who in (0, 1):
        tasks.begin(world, who, Verb.CUT, 2, 5, 44)
        intend(world, who, Verb.WAIT, -1, 1, amount=5)
    world.citizens.doing[0], world.citizens.intent[1] = Activity.WALKING, 0
    tasks.sweep(world)
    assert world.tasks.owner[world.tasks.rows()].tolist() == [1]
    assert world.asked.owner[world.asked.rows()].tolist() == [0]


def test_a_halt_leaves_nothing_of_a_walk():
    world = people(goal=5, enter=2, heading=3, progress=400)
    halting.halt(world.citizens.handle, 1)
    row = world.citizens
    assert (row.goal[1], row.enter[1], row.heading[1], row.progress[1]) == (-1, -1, 255, 0)
    assert (row.goal[0], row.enter[0], row.heading[0], row.progress[0]) == (5, 2, 3, 400)


@pytest.mark.parametrize(
    ("verb", "columns", "why"),
    [
        (Verb.UNPLUG, {"doing": Activity.PLUGGED, "plugged": False, "inside": 0}, 0),
        (Verb.UNPLUG, {"doing": Activity.RESTING, "plugged": True, "inside": 0}, 0),
        (Verb.UNPLUG, {"doing": Activity.RESTING, "plugged": False, "inside": 0}, Refusal.NOT_HERE),
        (Verb.PLUG, {"inside": -1, "home": 0}, Refusal.OUTDOORS),
        (Verb.PLUG, {"inside": 0, "home": 0, "work": 1}, 0),
        (Verb.PLUG, {"inside": 1, "home": 0, "work": 1}, Refusal.NOT_YOURS),
        (Verb.WORK, {"inside": 0, "home": 0, "work": 0}, 0),
        (Verb.WORK, {"inside": 0, "home": 0, "work": 1}, Refusal.NOT_YOURS),
        (Verb.WORK, {"inside": -1, "work": 1}, Refusal.OUTDOORS),
    ],
)
def test_why_the_daily_orders_are_refused(verb, columns, why):
    assert daily.why_not(people(**columns).citizens.handle, 0, int(verb)) == why
