"""Exposure: what people out of the pods begin with, what they lack, and what together slows them."""

import numpy as np
import pytest
from scenes.worlds import field, make_world

from undergrid.world.body import exposure as exposed
from undergrid.world.log.kinds import Kind


def out(n=1, starts=12 * 3600):
    world = make_world(field(20, 20), n, starts=starts)
    return world, exposed.expose(world, np.arange(n))


@pytest.mark.parametrize("starts", [9 * 3600, 12 * 3600, 20 * 3600])
def test_people_have_been_up_since_eleven_to_seven_give_or_take_an_hour(starts):
    world, slots = out(4000, starts)
    pressure = world.exposure.pressure[slots]
    awake = -65_520 * np.log((1 - pressure / 1e6) / 0.901967)  # back from S, by its law
    woke = (starts - awake) / 3600
    assert woke.mean() == pytest.approx(6 + 49 / 60, abs=0.06)
    assert woke.std() == pytest.approx(1, abs=0.05)
    assert exposed.awake_for(0) == 98_033
    assert abs(exposed.awake_for(18_670) / 1e6 - (1 - 0.901967 * np.exp(-18_670 / 65_520))) < 1e-5


def test_they_are_due_in_turns_and_begin_by_what_let_them_out():
    world = make_world(field(20, 20), 200)
    world.tick = 77
    world.events.begin(77)
    why = world.events.one(Kind.UNPLUGGED, 0, cause=world.scenario_event)
    slots = exposed.expose(world, np.array([5, 2]), why)
    rows = world.exposure
    assert rows.owner[slots].tolist() == [5, 2]
    for column in (rows.up_cause, rows.sleep_cause, rows.thirst_cause, rows.cold_cause):
        assert set(column[slots].tolist()) == {why}
    for column in (rows.sleep_due, rows.thirst_due, rows.cold_due, rows.slept_at):
        assert set(column[slots].tolist()) == {77}
    again = exposed.expose(world, np.arange(200))
    assert again[[5, 2]].tolist() == slots.tolist()
    assert rows.up_cause[again[5]] == why
    assert rows.up_cause[again[0]] == 0
    assert rows.cold_cause[again[0]] == world.scenario_event
    assert (rows.cold_due[again] == 77 + (again >> 6)).all()


def test_water_runs_out_by_the_hour_from_when_it_was_last_looked_at():
    world, (slot,) = out()
    rows = world.exposure
    rows.water[slot], rows.drain[slot] = 250_000, 120_000
    for drunk_at, tick, lacks in ((-1, 7200, 250), (0, 7200, 490), (3600, 7200, 370), (9000, 7200, 250)):
        rows.drunk_at[slot], world.tick = drunk_at, tick
        assert exposed.lacking(world, slot) == lacks
        assert exposed.tenths_lacking(world, 0) == lacks // 100


def test_one_drinks_no_more_than_one_lacks():
    world, (slot,) = out(2)[0], out(2)[1][:1]
    slot, rows = exposed.slot_of(world, 0), world.exposure
    rows.water[slot] = 250_000
    world.tick = 50
    for ml, used, left in ((100, 100, 150_000), (400, 150, 0), (10, 0, 0)):
        rows.thirst_due[slot] = 999
        assert exposed.drink(world, 0, ml, 4711) == used
        assert rows.water[slot] == left
        assert (rows.thirst_due[slot], rows.thirst_cause[slot]) == (50, 4711)
    pods = make_world(field(4, 4), 1)
    assert exposed.drink(pods, 0, 100, 1) == exposed.tenths_lacking(pods, 0) == 0


def test_weariness_thirst_and_cold_slow_one_together():
    world, (slot,) = out()
    rows = world.exposure
    rows.weary[slot], rows.dry[slot], rows.stiff[slot] = 90, 80, 50
    exposed.slow(world, slot)
    assert rows.legs[slot] == 36
    assert world.citizens.able[0] == 36


def test_those_who_are_due_come_in_order_of_their_slots():
    used = np.array([True, True, False, True, True])
    due = np.array([5, 4, 0, 6, 5], np.int32)
    slots = np.full(5, -1, np.int64)
    for tick, found in ((-1, []), (0, []), (3, []), (4, [1]), (5, [0, 1, 4]), (6, [0, 1, 3, 4])):
        assert slots[: exposed.due_now(used, due, tick, slots)].tolist() == found
