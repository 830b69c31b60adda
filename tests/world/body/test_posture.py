"""Posture: what lying down ends, what waking leaves, who hears, and what together makes the pace."""

import numpy as np
import pytest
from scenes.worlds import field, make_world

from undergrid.world.body import posture
from undergrid.world.body.blood_loss import blood_row
from undergrid.world.body.exposure import expose
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import intend
from undergrid.world.people import background
from undergrid.world.tables.body import Waking
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity, Posture


def people(minded=False, **columns):
    world = make_world(field(5, 5), 3, **columns)
    if minded:
        world.plans.grow(1)
        world.plans.owner[0] = 1
        world.rebuild()
    world.tick = 100
    world.events.begin(100)
    return world


@pytest.mark.parametrize("doing", [Activity.SLEEPING, Activity.LYING, Activity.UNCONSCIOUS, Activity.HAULED])
def test_who_lies_down_does_nothing_else(doing):
    world = people(goal=7, progress=50)
    tasks.begin(world, 1, Verb.CUT, 2, 9, 5)
    intend(world, 1, Verb.WALK, 3, 5)
    world.citizens.goal[1] = 7
    posture.lay_down(world, 1, doing, 77)
    row = world.citizens
    assert (row.doing[1], row.posture[1], row.since[1], row.cause[1]) == (doing, Posture.FLAT, 100, 77)
    assert (row.wake[1], row.goal[1], row.progress[1], row.intent[1]) == (NEVER, -1, 0, 0)
    assert tasks.task_of(world, 1) == -1
    assert (row.goal[0], row.progress[0]) == (7, 50)


@pytest.mark.parametrize("minded", [False, True])
@pytest.mark.parametrize("inside", [-1, 2])
def test_who_wakes_stands_and_stays_awake_for_a_while(minded, inside):
    world = people(minded, doing=Activity.SLEEPING, wake=NEVER)
    world.citizens.posture[:] = Posture.FLAT
    slot = int(expose(world, np.arange(2))[1])
    world.exposure.willing[slot] = True
    world.citizens.inside[1] = inside
    woke = posture.wake_up(world, 1, Waking.COLD, 77)
    (event,) = [one for one in world.events.rows() if one.kind == Kind.WOKE]
    assert (event.id, event.who, event.where) == (woke, 1, world.citizens.cell[1])
    assert (event.amount, event.cause) == (Waking.COLD, 77)
    row, exposure = world.citizens, world.exposure
    assert row.doing[1] == (Activity.WAITING if inside < 0 else Activity.RESTING)
    assert (row.posture[1], row.since[1], row.cause[1]) == (Posture.STANDING, 100, woke)
    assert row.wake[1] == (NEVER if minded else 101)
    assert (exposure.up_cause[slot], exposure.willing[slot]) == (woke, False)
    assert (exposure.sleep_due[slot], exposure.alert[slot]) == (100, 700)


SENSES = {Activity.SLEEPING: (False, False), Activity.UNCONSCIOUS: (False, False), Activity.HELD: (True, False),
          Activity.SHUT_DOWN: (True, False), Activity.RECLAIMED: (True, False), Activity.HAULED: (True, True),
          Activity.LYING: (True, True), Activity.PLUGGED: (True, True)}  # fmt: skip


@pytest.mark.parametrize("doing", list(Activity))
def test_who_has_their_senses_and_who_is_among_others(doing):
    world = people(doing=doing)
    has, hears = SENSES.get(doing, (True, True))
    assert (posture.has_senses(world, 1), posture.hears(world, 1)) == (has, hears)
    rows = [blood_row(world, 0), blood_row(world, 1)]
    world.blood.passed_out[rows] = (0, 5)
    assert (posture.has_senses(world, 0), posture.hears(world, 0)) == (has, hears)
    assert not posture.has_senses(world, 1)
    world.citizens.alive[0] = False
    assert not posture.has_senses(world, 0)


@pytest.mark.parametrize(
    ("legs", "hope", "weary", "burden", "able"),
    [(100, 500, 100, 100, 100), (50, 500, 100, 100, 50), (100, 0, 100, 100, 80), (100, 500, 70, 100, 70),
     (100, 500, 100, 34, 34), (50, 0, 70, 34, 9), (0, 500, 100, 100, 0)],
)  # fmt: skip
def test_wounds_weariness_burdens_and_despair_slow_one_together(legs, hope, weary, burden, able):
    world = people()
    rows = [blood_row(world, 0), blood_row(world, 1)]
    world.blood.legs[rows] = (33, legs)
    profile = background.make_profile(world, 1)
    world.profiles.hope[profile] = hope
    rows = expose(world, np.arange(2))
    world.exposure.legs[rows] = (44, weary)
    slots = world.hauls.take(2)
    world.hauls.hauler[slots], world.hauls.hauled[slots], world.hauls.pace[slots] = (1, 0), (2, 1), (burden, 55)
    posture.refresh_pace(world, 1)
    assert world.citizens.able.tolist() == [100, able, 100]


@pytest.mark.parametrize("legs", [0, 15])
def test_who_wakes_and_cannot_stand_for_wounds_goes_on_lying(legs):
    """A night in which a boy with a crushed leg was woken by the cold, stood on it, and fainted of standing."""
    world = people(doing=Activity.SLEEPING)
    world.citizens.posture[:] = Posture.FLAT
    slot = int(expose(world, np.arange(2))[1])
    body = blood_row(world, 1)
    world.blood.legs[body] = legs
    woke = posture.wake_up(world, 1, Waking.COLD, 77)
    row = world.citizens
    assert (row.doing[1], row.posture[1]) == (
        (Activity.WAITING, Posture.STANDING) if legs else (Activity.LYING, Posture.FLAT)
    )
    assert (row.cause[1], world.exposure.up_cause[slot]) == (woke, woke)
    assert posture.hears(world, 1)
