"""Thirst: how long a body lasts without water, and what drinking does."""

import itertools

import numpy as np
import pytest
from scenes.lanes import rows_of
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.body import thirst
from undergrid.world.body.exposure import LOOK, drink, expose, lacking
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death, Thirst
from undergrid.world.tables.people import Activity

HOUR, DAY = 3600, 86_400
ADOLPH = {120: 2, 110: 3, 100: 5, 90: 7, 80: 9, 70: 10, 50: 10}  # F: days survived in shade without water


def out(celsius, n=1, **columns):
    world = make_world(field(8, 8), n, **columns)
    world.sky.temperature[0] = round(100 * celsius)
    expose(world, np.arange(n))
    return world


def leap(world, ticks, **params):
    """Live through so many ticks, stepping only where somebody is due."""
    end, knobs = world.tick + ticks, thirst.Params(**params)
    while world.tick < end:
        world.events.begin(world.tick)
        thirst.step(world, knobs)
        due = world.exposure.thirst_due[world.exposure.used]
        world.tick = min(end, max(world.tick + 1, int(due.min())))


def survived(celsius, litres=0.0, **columns):
    """Days until somebody dies who has so much to drink, once parched."""
    world = out(celsius, **columns)
    while not rows_of(world, Kind.DIED) and world.tick < 40 * DAY:
        leap(world, 6 * HOUR)
        if litres and world.exposure.parched[0] >= Thirst.PARCHED:
            drink(world, 0, round(1000 * litres), world.scenario_event)
            litres = 0
    return rows_of(world, Kind.DIED)[0].tick / DAY


@pytest.mark.parametrize("fahrenheit", ADOLPH)
def test_without_water_one_lives_as_long_as_adolph_says(fahrenheit):
    assert survived((fahrenheit - 32) / 1.8) == pytest.approx(ADOLPH[fahrenheit], rel=0.25)


def test_the_hotter_it_is_the_sooner_one_dies_and_the_more_there_is_to_drink_the_later():
    by_heat = [survived(celsius) for celsius in (0, 15, 25, 30, 35, 40, 45, 50, 55)]
    assert all(a >= b for a, b in itertools.pairwise(by_heat))
    by_water = [survived(40, litres) for litres in (0, 0.5, 1, 2, 4)]
    assert all(a < b for a, b in itertools.pairwise(by_water))


def test_a_child_lasts_as_long_as_an_adult():
    assert survived(40, age=12) == pytest.approx(survived(40), rel=0.01)


def test_thirst_comes_in_stages_each_because_of_the_one_before():
    world = out(45)
    leap(world, 4 * DAY)
    stages = rows_of(world, Kind.DEPRIVED)
    assert [event.amount for event in stages] == [Thirst.THIRSTY, Thirst.PARCHED, Thirst.DYING_OF_THIRST]
    assert [event.cause for event in stages] == [world.scenario_event, stages[0].id, stages[1].id]
    (died,) = rows_of(world, Kind.DIED)
    assert (died.amount, died.cause) == (Death.THIRST, stages[2].id)
    assert not world.citizens.alive[0]
    lost = [event.tick for event in (*stages, died)]
    assert np.array(lost) / lost[3] == pytest.approx([2 / 15, 6 / 15, 11 / 15, 1], abs=0.01)


def test_who_has_passed_out_feels_thirst_when_they_come_to_and_a_sleeper_at_once():
    felt = {}
    for doing in (Activity.UNCONSCIOUS, Activity.SLEEPING):
        world = out(45)
        world.citizens.doing[0] = doing
        leap(world, 12 * HOUR)
        felt[doing] = [event.amount for event in rows_of(world, Kind.DEPRIVED)]
        world.citizens.doing[0] = Activity.RESTING
        leap(world, LOOK + 1)
        assert [event.amount for event in rows_of(world, Kind.DEPRIVED)] == [Thirst.THIRSTY]
    assert felt == {Activity.UNCONSCIOUS: [], Activity.SLEEPING: [Thirst.THIRSTY]}


def test_what_is_lost_is_a_straight_line_however_often_it_is_looked_at():
    """Closed form at dt, dt/2, dt/4: 150 mL a kg in five days, so for 70 kg 87.5 mL an hour."""
    lost = []
    for every in (LOOK, LOOK // 2, LOOK // 4):
        world = out(37.8)
        for world.tick in range(0, 6 * HOUR + 1, every):
            world.exposure.thirst_due[0] = world.tick
            thirst.step(world, thirst.Params())
        lost.append(int(world.exposure.water[0]))
    assert lost == pytest.approx([6 * 87_500] * 3, abs=100)


def test_drinking_makes_up_for_what_is_lacking_and_no_more():
    world = out(45)
    leap(world, 12 * HOUR)
    lacks = lacking(world, 0)
    assert world.exposure.parched[0] == Thirst.THIRSTY
    assert drink(world, 0, 200, world.scenario_event) == 200
    assert lacking(world, 0) == pytest.approx(lacks - 200, abs=1)
    assert drink(world, 0, 10_000, world.scenario_event) == pytest.approx(lacks - 200, abs=1)
    leap(world, 2)
    assert world.exposure.parched[0] == Thirst.NONE
    assert drink(world, 0, 100, world.scenario_event) <= 1


def test_who_is_fed_by_a_pod_lacks_nothing_and_loses_nothing_by_drinking():
    world = make_world(field(4, 4), 1)
    assert drink(world, 0, 500, world.scenario_event) == 0
    plugged = out(45, doing=Activity.PLUGGED)
    leap(plugged, 3 * DAY)
    assert not rows_of(plugged)


def test_thirst_slows_one_down_and_a_drink_sets_one_on_ones_feet_again():
    world = out(45)
    leap(world, 2 * DAY)
    assert world.citizens.able[0] < 90
    drink(world, 0, 10_000, world.scenario_event)
    leap(world, 2)
    assert world.citizens.able[0] == 100


def test_it_is_cooler_indoors_where_people_live():
    city = make_city(field(6, 6), buildings=[(Use.PODS, 0, 2, 2)])
    world = make_world(city, [(2, 2), (4, 4)])
    world.sky.temperature[0] = 4500
    world.citizens.inside[0] = 0
    expose(world, np.array([0, 1]))
    leap(world, 2)
    indoors, outdoors = world.exposure.drain[:2].tolist()
    assert indoors <= outdoors


def test_a_bystander_changes_nobody_elses_thirst():
    alone, crowd = out(40), out(40, n=3)
    for world in (alone, crowd):
        leap(world, 2 * DAY)
    assert [(e.tick, e.amount) for e in rows_of(alone)] == [(e.tick, e.amount) for e in rows_of(crowd) if e.who == 0]
    assert alone.exposure.water[0] == crowd.exposure.water[0]
