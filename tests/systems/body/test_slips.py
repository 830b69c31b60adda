"""Slips: failing implants make people lose the thread of what they do."""

import numpy as np
import pytest
from scenes.worlds import field, make_world, run

from undergrid.core import luck
from undergrid.systems.body import implants, slips
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

ALWAYS = {"blurred_per_hour": 60, "stray_per_hour": 60, "failing_per_hour": 60}


def walkers(n, stage, **columns):
    """People who walk along a field, at a stage of decay."""
    world = make_world(field(40, 40), n, stage=stage, expires=3600, doing=Activity.WALKING, **columns)
    world.citizens.goal[:] = world.city.cell(0, 39, 39)
    return world


def slipped(world):
    return [event for event in world.events.rows() if event.kind == Kind.SLIPPED]


def share(stage, **knobs):
    """How many of 1,000 walkers slip in one turn."""
    world = walkers(1000, stage)
    run(slips, world, ticks=1, period=1, **knobs)
    return len(slipped(world)) / 1000


@pytest.mark.parametrize(("stage", "knob"), [(1, "blurred_per_hour"), (2, "stray_per_hour"), (3, "failing_per_hour")])
def test_each_stage_slips_at_its_own_rate(stage, knob):
    none = dict.fromkeys(ALWAYS, 0)
    assert share(stage, **none) == 0
    assert share(stage, **{**none, knob: 60}) == pytest.approx(1 - np.exp(-1), abs=0.05)
    assert share(stage, **{**none, knob: 30}) == pytest.approx(1 - np.exp(-0.5), abs=0.05)


def test_the_sound_and_the_dead_never_slip():
    assert share(0, **ALWAYS) == share(4, **ALWAYS) == 0
    world = walkers(100, 3)
    world.citizens.alive[:] = False
    run(slips, world, ticks=1, period=1, **ALWAYS)
    assert not slipped(world)


@pytest.mark.parametrize("doing", [Activity.WAITING, Activity.RESTING, Activity.PLUGGED, Activity.LYING])
def test_who_does_nothing_has_nothing_to_lose_the_thread_of(doing):
    world = walkers(100, 3)
    world.citizens.doing[:] = doing
    run(slips, world, ticks=1, period=1, **ALWAYS)
    assert not slipped(world)


def test_a_slip_ends_the_walk_and_routine_takes_over_after_a_moment():
    world = walkers(1, 3)
    for _ in range(60):
        run(slips, world, ticks=1, period=1, dazed_seconds=45, **ALWAYS)
        if slipped(world):
            break
    people, (slip,) = world.citizens, slipped(world)
    assert (people.goal[0], people.doing[0], people.intent[0]) == (-1, Activity.WAITING, 0)
    assert people.wake[0] == slip.tick + 45
    assert slip.amount == 3
    assert slip.stream == slips.STREAM
    assert slip.odds == luck.rate_per_tick(60, 60)


def test_a_slip_breaks_a_task_off():
    world = walkers(1, 3)
    world.events.begin(0)
    tasks.begin(world, 0, Verb.CHECK, 0, 10_000, world.scenario_event)
    while not slipped(world):
        run(slips, world, ticks=1, period=1, **ALWAYS)
    assert not len(world.tasks.rows())
    assert world.citizens.doing[0] == Activity.WAITING


def test_a_slip_is_caused_by_the_stage_that_the_implants_have_come_to():
    world = walkers(1, 0)
    world.citizens.expires[0] = 3 * 3600
    run(implants, world, ticks=1, period=1)
    (reached,) = [event for event in world.events.rows() if event.kind == Kind.STAGE_REACHED]
    intend(world, 0, Verb.WALK, world.city.cell(0, 39, 39), world.scenario_event)  # what they do has a cause of its own
    while not slipped(world):
        run(slips, world, ticks=1, period=1, **ALWAYS)
        world.citizens.doing[0] = Activity.WALKING
    assert slipped(world)[0].cause == reached.id
