"""Fatigue: two processes of sleep, work that tires, and lying down."""

import math

import numpy as np
import pytest
from scenes.lanes import rows_of
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import LinkKind
from undergrid.core.halving import HALVES
from undergrid.systems.body import fatigue
from undergrid.systems.movement import movement
from undergrid.world.body import exposure as exposed
from undergrid.world.body import sleep
from undergrid.world.body.exertion import power
from undergrid.world.body.exposure import expose
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import Attempts, intend
from undergrid.world.tables.body import HaulMode, Rest, Waking
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Pace, Posture

HOUR = 3600


def out(n=1, pressure=170_000, starts=12 * HOUR, **columns):
    """People out of the pods who stand about."""
    world = make_world(field(10, 10), n, starts=starts, **columns)
    slots = expose(world, np.arange(n))
    world.exposure.pressure[slots] = pressure
    return world


def leap(world, ticks=None, **params):
    """Live through `ticks`, or until the next thing is due, tick by tick only where something can happen."""
    end = world.tick + ticks
    while world.tick < end:
        run(fatigue, world, **params)
        due = int(world.exposure.sleep_due[world.exposure.used].min())
        world.tick = min(end, max(world.tick, due))


def sleeps(world):
    return [(event.kind, event.tick) for event in rows_of(world, Kind.FELL_ASLEEP, Kind.WOKE)]


def test_without_the_time_of_day_one_is_awake_for_16_786_hours_and_asleep_for_5_760():
    world = out()
    leap(world, 24 * HOUR, amplitude=0)
    (asleep, fell), (awake, woke) = sleeps(world)
    assert (asleep, awake) == (Kind.FELL_ASLEEP, Kind.WOKE)
    assert fell == math.ceil(18.2 * math.log(0.83 / 0.33) * HOUR)
    assert abs(fell / HOUR - 16.786) < 0.001
    assert abs((woke - fell) - 4.2 * math.log(0.67 / 0.17) * HOUR) <= 1
    assert abs((woke - fell) / HOUR - 5.760) < 0.001


def test_with_sixteen_hours_up_and_eight_asleep_s_settles_where_the_model_has_it():
    world = out()
    people, knobs = world.citizens, {"amplitude": 0, "upper": 1, "lower": 0}
    for day in range(20):
        for doing, hour in ((Activity.SLEEPING, 16), (Activity.WAITING, 24)):
            world.tick = (24 * day + hour) * HOUR
            people.doing[0], people.since[0] = doing, world.tick
            world.exposure.sleep_due[0] = world.tick
            run(fatigue, world, **knobs)
            world.tick -= 1
            settled = int(world.exposure.pressure[0])
            assert day < 15 or abs(settled - (623_400 if hour == 16 else 92_800)) <= 50


def test_the_pressure_is_the_same_however_often_it_is_looked_at():
    """Closed form at dt, dt/2, dt/4: who turns over in bed or sits down changes nothing."""
    levels = []
    for looks in (1, 2, 4, 64):
        world = out()
        for look in range(1, looks + 1):
            world.tick = look * 8 * HOUR // looks
            world.exposure.fatigue[0] += 1  # as good as nothing, but a reason to look
            world.exposure.sleep_due[0] = world.tick
            run(fatigue, world, amplitude=0)
        levels.append(int(world.exposure.pressure[0]))
    exact = 1 - 0.83 * math.exp(-8 / 18.2)
    assert all(abs(level - 1_000_000 * exact) <= 3 for level in levels[:3])
    assert abs(levels[3] - levels[0]) <= 40


def test_the_law_of_rising_and_of_the_day_is_the_same_compiled_and_plain():
    circadian = fatigue.Params().circadian
    risen, day = (getattr(kernel, "py_func", kernel) for kernel in (sleep.risen, sleep.day))
    for ticks in (0, 1, 599, 7200, 200_000):
        assert risen(170_000_000, ticks, 65_520, HALVES) == sleep.risen(170_000_000, ticks, 65_520, HALVES)
        assert day(ticks, circadian) == sleep.day(ticks, circadian)
        assert (
            abs(sleep.risen(170_000_000, ticks, 65_520, HALVES) / 1e9 - (1 - 0.83 * math.exp(-ticks / 65_520))) < 2e-7
        )


def test_who_keeps_regular_hours_falls_asleep_at_eleven_and_wakes_before_seven():
    world = out(starts=7 * HOUR)
    world.exposure.pressure[0] = 98_033 + 8_900  # ten minutes after having woken
    leap(world, 48 * HOUR)
    hours = [(7 + tick / HOUR) % 24 for _, tick in sleeps(world)]
    assert [round(hour, 1) for hour in hours[:4]] == pytest.approx([23.0, 6.8, 23.0, 6.8], abs=0.1)


@pytest.mark.parametrize(("pressure", "awake"), [(500_000, True), (700_000, False)])
def test_one_falls_asleep_against_ones_will_once_the_pressure_is_too_high(pressure, awake):
    world = out(pressure=pressure)
    run(fatigue, world, ticks=11, amplitude=0)
    assert (world.citizens.doing[0] == Activity.WAITING) == awake
    if not awake:
        (event,) = rows_of(world)
        assert (event.kind, event.who, event.cause, event.stream) == (Kind.FELL_ASLEEP, 0, 0, exposed.WAKING)
        assert world.citizens.posture[0] == Posture.FLAT


def test_who_lies_still_gives_way_sooner_and_who_is_busy_later():
    fell = {}
    for doing in (Activity.LYING, Activity.WAITING, Activity.TENDING):
        world = out(doing=doing, pressure=400_000)
        leap(world, 24 * HOUR, amplitude=0)
        fell[doing] = sleeps(world)[0][1]
    assert fell[Activity.LYING] < fell[Activity.WAITING] < fell[Activity.TENDING]


def test_who_keeps_out_of_a_watchers_sight_gives_way_no_sooner_than_the_busy_however_they_lie():
    fell = {}
    for doing in (Activity.LYING, Activity.HIDING, Activity.TENDING):
        for column, on, off in (("ducks", True, False), ("held", 5, -1)):
            for guarded in (True, False):
                world = out(doing=doing, pressure=400_000)
                world.plans.grow(1)
                world.plans.owner[0] = 0
                getattr(world.plans, column)[0] = on if guarded else off
                leap(world, 24 * HOUR, amplitude=0)
                fell[doing, column, guarded] = sleeps(world)[0][1]
    busy = fell[Activity.TENDING, "ducks", False]
    assert {when for (_, _, guarded), when in fell.items() if guarded} == {busy}
    assert fell[Activity.LYING, "ducks", False] < fell[Activity.HIDING, "ducks", False] < busy


def test_who_lies_down_to_sleep_sleeps_though_they_have_waited_for_a_watcher():
    world = out(doing=Activity.LYING, pressure=600_000)
    world.plans.grow(1)
    world.plans.owner[0], world.plans.ducks[0] = 0, True
    world.exposure.willing[0] = True
    world.exposure.sleep_due[0] = 0
    world.exposure.rest[0] = Rest.LYING
    run(fatigue, world, ticks=11, amplitude=0)
    assert world.citizens.doing[0] == Activity.SLEEPING


def test_who_is_asked_to_sleep_lies_down_and_falls_asleep_when_tired_enough():
    for pressure, asleep in ((360_000, False), (380_000, True)):
        world = out(pressure=pressure)
        order = world.events.one(Kind.ORDERED, 0)
        intend(world, 0, Verb.SLEEP, -1, order)
        run(fatigue, world, ticks=30, amplitude=0)
        assert world.citizens.doing[0] == (Activity.SLEEPING if asleep else Activity.LYING)
        assert world.citizens.posture[0] == Posture.FLAT
        assert not world.cache(Attempts).intending.any
        if asleep:
            assert rows_of(world, Kind.FELL_ASLEEP)[0].cause == order


def test_who_lives_by_a_pod_and_lies_down_outside_is_exposed_from_then_on():
    world = make_world(field(4, 4), 1)
    intend(world, 0, Verb.SLEEP, -1, world.scenario_event)
    run(fatigue, world)
    assert world.exposure.owner[world.exposure.used].tolist() == [0]
    assert world.citizens.doing[0] == Activity.LYING


def test_nobody_lies_down_on_the_stairs():
    world = out(doing=Activity.CROSSING)
    intend(world, 0, Verb.SLEEP, -1, world.scenario_event)
    run(fatigue, world)
    assert [(e.kind, e.amount) for e in rows_of(world)] == [(Kind.REFUSED, Refusal.BUSY)]


def test_who_was_woken_stays_awake_for_a_while_then_gives_way_again():
    world = out(pressure=800_000)
    run(fatigue, world, amplitude=0)
    world.citizens.doing[0] = Activity.WAITING
    world.exposure.alert[0], world.citizens.since[0] = 300, world.tick
    world.exposure.sleep_due[0] = world.tick
    run(fatigue, world, ticks=400, amplitude=0)
    assert [tick for kind, tick in sleeps(world) if kind == Kind.FELL_ASLEEP] == [0, 300]


@pytest.mark.parametrize("willing", [False, True])
def test_who_was_woken_by_cold_does_not_fall_asleep_for_a_while_wanted_or_not(willing):
    world = out(doing=Activity.LYING, pressure=800_000)
    world.exposure.rest[0], world.exposure.willing[0], world.exposure.shivers[0] = Rest.LYING, willing, 300
    world.exposure.sleep_due[0] = world.tick
    run(fatigue, world, ticks=400, amplitude=0)
    assert sleeps(world) == [(Kind.FELL_ASLEEP, 300)]


@pytest.mark.parametrize("willing", [False, True])
def test_whoever_fainted_in_between_falls_asleep_because_of_how_long_they_have_been_up(willing):
    world = out(doing=Activity.LYING, pressure=990_000)
    fainted = world.events.one(Kind.FAINTED, 0)
    world.citizens.cause[0] = world.events.one(Kind.CAME_TO, 0, cause=fainted)
    world.exposure.up_cause[0] = woke = world.events.one(Kind.WOKE, 0)
    world.exposure.willing[0] = willing
    run(fatigue, world)
    (asleep,) = rows_of(world, Kind.FELL_ASLEEP)
    assert asleep.cause == woke


@pytest.mark.parametrize("doing", [Activity.UNCONSCIOUS, Activity.HAULED])
def test_the_senseless_and_the_hauled_do_not_fall_asleep(doing):
    world = out(doing=doing, pressure=990_000)
    run(fatigue, world, ticks=30)
    assert not rows_of(world)
    assert world.exposure.sleep_due[0] == NEVER
    assert world.exposure.rest[0] == Rest.NONE


@pytest.mark.parametrize("doing", [Activity.PLUGGED, Activity.HELD])
def test_a_pod_and_a_cell_are_as_good_as_a_bed_and_do_their_own_waking(doing):
    world = out(doing=doing, pressure=700_000)
    run(fatigue, world)
    world.tick = 8 * HOUR
    world.citizens.doing[0], world.citizens.since[0] = Activity.RESTING, world.tick
    world.exposure.sleep_due[0] = world.tick
    run(fatigue, world)
    assert not rows_of(world)
    assert world.exposure.pressure[0] == pytest.approx(700_000 * math.exp(-8 / 4.2), abs=2)


def test_sleep_is_not_looked_for_while_it_lasts():
    world = out(pressure=700_000)
    run(fatigue, world, ticks=20, amplitude=0)
    before = {name: column.copy() for name, column in world.exposure.items()}
    run(fatigue, world, ticks=HOUR, amplitude=0)
    assert all((column == before[name]).all() for name, column in world.exposure.items())


def test_pandolf_comes_to_the_watts_he_gives():
    assert power(70, 0, 1340, 0, 100) == pytest.approx(293_500, abs=50)
    assert power(70, 20, 1340, 0, 100) == pytest.approx(362_100, abs=50)


def test_power_rises_with_load_speed_slope_and_rough_ground():
    for more in ((70, 20, 1340, 0, 100), (70, 10, 1500, 0, 100), (70, 10, 1340, 50, 100), (70, 10, 1340, 0, 150)):
        assert power(*more) > power(70, 10, 1340, 0, 100)


def walker(metres, pace=Pace.WALK, mode=None, sign=".", age=30, **params):
    """Somebody who goes so far in a straight line, with or without somebody to haul; returns the world."""
    city = make_city(field(metres // 2 + 1, 1, sign))
    world = make_world(city, citizens=[(0, 0), (0, 0)], doing=Activity.RESTING)
    expose(world, np.array([0]))
    people = world.citizens
    people.doing[0], people.goal[0], people.pace[0] = Activity.WALKING, city.cell(0, metres // 2, 0), pace
    people.age[1] = age
    if mode is not None:
        slot = world.hauls.take(1)
        world.hauls.hauler[slot], world.hauls.hauled[slot], world.hauls.mode[slot] = 0, 1, mode
    while people.doing[0] == Activity.WALKING:
        world.events.begin(world.tick)
        movement.step(world, movement.Params())
        fatigue.step(world, fatigue.Params(**params))
        world.tick += 1
    return world


def work(*args, **params):
    """What that cost, in J/kg."""
    return int(walker(*args, **params).exposure.fatigue[0]) / 1000


def test_walking_on_a_street_unburdened_does_not_tire_and_running_and_rubble_do():
    assert work(200) == 0
    assert work(200, pace=Pace.SNEAK) == 0
    assert work(200, sign="%") > 0
    assert work(200, pace=Pace.RUN) > 200


def test_a_tarp_is_lighter_than_the_hands_and_a_shoulder_lighter_than_a_back():
    by = {mode: work(200, mode=mode) for mode in HaulMode}
    assert by[HaulMode.TARP] < by[HaulMode.DRAG]
    assert by[HaulMode.SUPPORT] < by[HaulMode.CARRY]


def test_stairs_tire_as_a_slope_does():
    def spent(slope):
        city = make_city(field(3, 3), field(3, 3), links=[(LinkKind.STAIRS, (0, 1, 1), (1, 1, 1), 4000)])
        world = make_world(city, [(1, 1)], doing=Activity.CROSSING)
        expose(world, np.array([0]))
        run(fatigue, world, ticks=11, stairs_slope=slope)
        return int(world.exposure.fatigue[0])

    assert spent(0) == 0
    assert 0 < spent(12) < spent(24)


def test_work_makes_thirsty_sleepy_slow_and_in_the_end_worn_out_and_sleep_makes_up_for_it():
    world = walker(600, mode=HaulMode.DRAG, worn_kj=8)
    exposure = world.exposure
    assert exposure.water[0] > 1000
    assert exposure.counted[0] > 0
    assert (exposure.weary[0], exposure.legs[0], world.citizens.able[0]) == (70, 70, 70)
    (worn,) = rows_of(world, Kind.WORN_OUT)
    spent = int(exposure.fatigue[0])
    exposure.pressure[0], exposure.slept_at[0] = 900_000, world.tick
    run(fatigue, world, ticks=11, amplitude=0, worn_kj=8)
    (asleep,) = rows_of(world, Kind.FELL_ASLEEP)
    told = {name: column.tolist() for name, column in world.events.because_columns().items()}
    assert told == {"event": [asleep.id], "cause": [worn.id], "role": [Role.CONDITION]}
    leap(world, 12 * HOUR, amplitude=0, worn_kj=8)
    run(fatigue, world, ticks=10, amplitude=0, worn_kj=8)
    (woke,) = rows_of(world, Kind.WOKE)
    assert (woke.amount, woke.cause) == (Waking.RESTED, asleep.id)
    assert exposure.fatigue[0] < spent / 4
    assert exposure.weary[0] > 90
    assert exposure.worn[0] == 0


def test_a_bystander_changes_nobody_elses_night():
    alone, crowd = out(1, pressure=500_000), out(3, pressure=500_000)
    crowd.exposure.pressure[1] = 900_000
    for world in (alone, crowd):
        leap(world, 20 * HOUR)
    assert [tick for _, tick in sleeps(alone)] == [e.tick for e in rows_of(crowd) if e.who == 0]
    assert alone.exposure.pressure[0] == crowd.exposure.pressure[0]


@pytest.mark.parametrize(("tires", "pressure"), [(0, 200_000), (0.01, 300_000), (0.02, 400_000)])
def test_work_makes_one_sleepier_by_what_each_kilojoule_adds(tires, pressure):
    world = out(pressure=200_000)
    world.exposure.fatigue[0] = 10_000_000  # 10 kJ/kg, none of them counted yet
    run(fatigue, world, amplitude=0, tires=tires)
    assert world.exposure.pressure[0] == pressure
    assert world.exposure.counted[0] == 10_000_000
    world.exposure.sleep_due[0] = world.tick
    run(fatigue, world, amplitude=0, tires=tires, rises_hours=1000)
    assert abs(world.exposure.pressure[0] - pressure) <= 1, "the same work counts once"


@pytest.mark.parametrize(("fatigue_j", "weary", "worn"), [
    (1499.999, 100, False), (1500, 97, False), (7500, 85, False), (14_999.999, 73, False), (15_000, 70, True),
    (40_000, 70, True),
])  # fmt: skip
def test_legs_get_heavier_by_tenths_of_the_work_that_wears_one_out(fatigue_j, weary, worn):
    world = out(3)
    world.citizens.cause[:] = 61, 62, 63
    world.exposure.fatigue[1] = round(1000 * fatigue_j)
    run(fatigue, world)
    assert world.exposure.weary[:3].tolist() == [100, weary, 100]
    assert world.citizens.able.tolist() == [100, weary, 100]
    told = rows_of(world, Kind.WORN_OUT)
    assert [(event.who, event.cause) for event in told] == [(1, 62)] * worn
    assert world.exposure.worn[:3].tolist() == [0, told[0].id if worn else 0, 0]


def test_who_is_worn_out_is_told_so_once_until_they_have_recovered():
    world, legs = out(3), []
    exposure = world.exposure
    for work, pace in ((15, 70), (15, 70), (15, 50), (14, 50), (15, 50), (16, 50)):  # turned on the way: no news
        exposure.fatigue[1] = work * 1_000_000
        run(fatigue, world, ticks=10, worn_pace=pace)
        legs.append((int(exposure.weary[1]), bool(exposure.worn[1])))
    assert legs == [(70, True), (70, True), (50, True), (55, False), (50, True), (50, True)]
    first, again = rows_of(world, Kind.WORN_OUT)
    assert (first.tick, again.tick) == (0, 40)
    assert exposure.worn[1] == again.id
