"""Cold: a body as one lump, the Swiss stages, wind chill, and what keeps warm."""

import itertools
import math

import numpy as np
import pytest
from scenes.lanes import rows_of
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.body import cold
from undergrid.world.body.ambient import felt_at, temperatures, wind_chill
from undergrid.world.body.exposure import LOOK, expose
from undergrid.world.body.physique import SKIN
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import inside_temperature, set_warmth
from undergrid.world.tables.body import Death, Waking
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import NEVER, Activity, Pace

HOUR, DAY = 3600, 86_400
CHART = {(-10, 20): -17.9, (-20, 30): -32.6, (0, 10): -3.3, (-40, 60): -64.2}  # C, km/h: felt, C


def out(celsius=-10, n=1, clo=1.0, wind=0, **columns):
    world = make_world(field(8, 8), n, **columns)
    world.sky.temperature[0], world.sky.wind[0] = round(100 * celsius), wind
    slots = expose(world, np.arange(n))
    world.exposure.clothing[slots] = round(1000 * clo)
    return world


def leap(world, ticks, **params):
    """Live through so many ticks, stepping only where somebody is due."""
    end, knobs = world.tick + ticks, cold.Params(**params)
    while world.tick < end:
        world.events.begin(world.tick)
        cold.step(world, knobs)
        due = world.exposure.cold_due[world.exposure.used]
        world.tick = min(end, max(world.tick + 1, int(due.min())))


def core(world, row=0):
    return int(world.exposure.core[row]) / 1000 + int(world.exposure.core_rest[row]) / 1_000_000


@pytest.mark.parametrize("weather", CHART)
def test_wind_chill_is_that_of_the_chart(weather):
    celsius, kmh = weather
    assert round(felt_at(celsius, kmh), 1) == CHART[weather]
    for wind in (15, 28, 56, 83, 167):  # dm/s
        assert wind_chill(100 * celsius, wind) == pytest.approx(100 * felt_at(celsius, 0.36 * wind), abs=1)


def test_work_with_ones_hands_keeps_warm():
    cores = []
    for busy in (0.5, 5):
        world = out(celsius=-20, doing=Activity.TENDING)
        leap(world, 3 * HOUR, busy=busy)
        cores.append(core(world))
    assert cores[0] < cores[1]


def test_wind_does_not_chill_mild_air_and_calm_air_is_as_cold_as_it_is():
    assert wind_chill(1500, 200) == 1500
    assert wind_chill(-1500, 5) == -1500
    felt = [wind_chill(-500, wind) for wind in range(0, 256, 5)]
    assert all(a >= b for a, b in itertools.pairwise(felt))


def test_a_body_that_makes_no_warmth_cools_as_newton_has_it():
    """3.47 kJ/(kg K) and 0.025 m2 of skin a kg, under 0.365 m2K/W: a time constant of 13.7 h."""
    knobs = cold.Params(shivering=0).knobs
    tau = 3470 * (0.10 + 0.11 + 0.155) / (SKIN[30] / 1e6)
    for hours in (1, 6, 24):
        exact = 5 + 32 * math.exp(-hours * HOUR / tau)
        got = cold.cooled(37_000_000, hours * HOUR, 500, 0, SKIN[30], 1000, knobs)
        assert got / 1e6 == pytest.approx(exact, abs=0.002)


def test_the_law_is_the_same_in_one_leap_and_in_many_and_compiled_and_plain():
    """Closed form at dt, dt/2, dt/4, through all its parts: shivering, less of it, none."""
    knobs, skin = cold.Params().knobs, int(SKIN[30])
    for air, heat in ((-3000, 1500), (-500, 1300), (500, 1500)):
        ends = []
        for parts in (1, 2, 4, 16):
            warm = 37_000_000
            for _ in range(parts):
                warm = cold.cooled(warm, 16 * HOUR // parts, air, heat, skin, 500, knobs)
            ends.append(warm)
        assert max(ends) - min(ends) < 3_000  # thousandths of a degree, of what falls on either side of a mark
    plain = getattr(cold.cooled, "py_func", cold.cooled)
    arguments = (37_000_000, 16 * HOUR, -3000, 1500, skin, 500, knobs)
    assert plain(*arguments) == cold.cooled(*arguments)


def test_it_makes_no_difference_how_often_one_looks():
    cores = []
    for every in (LOOK, LOOK // 2, LOOK // 4):
        world = out(-25)
        for world.tick in range(0, 4 * HOUR + 1, every):
            world.exposure.cold_due[0] = world.tick
            cold.step(world, cold.Params())
        cores.append(core(world))
    assert cores[0] < 36.5
    assert max(cores) - min(cores) < 0.001


@pytest.mark.parametrize("celsius", [10, 20, 30])
def test_in_mild_air_a_dressed_body_keeps_itself_warm(celsius):
    world = out(celsius)
    leap(world, 2 * DAY)
    assert core(world) > 36.3
    assert not rows_of(world)


def test_the_colder_the_windier_and_the_less_one_wears_the_sooner_one_is_chilled():
    def chilled(*args, **keys):
        world = out(*args, **keys)
        leap(world, 3 * DAY)
        events = rows_of(world, Kind.CHILLED)
        return events[0].tick if events else 3 * DAY

    assert chilled(-40) < chilled(-30) < chilled(-20) <= 3 * DAY
    assert chilled(-20, wind=100) < chilled(-20, wind=30) < chilled(-20)
    assert chilled(-10, clo=0) < chilled(-10, clo=0.5) <= chilled(-10, clo=2)
    assert chilled(-30, age=8) < chilled(-30)
    assert chilled(-30, doing=Activity.LYING) < chilled(-30)
    assert chilled(-30, doing=Activity.WALKING) > chilled(-30)
    assert chilled(-30, doing=Activity.WALKING, pace=Pace.RUN) == 3 * DAY


def test_cold_goes_through_the_swiss_stages_to_death_each_because_of_the_one_before():
    world = out(-40)
    leap(world, 3 * DAY)
    stages = rows_of(world, Kind.CHILLED)
    assert [event.amount for event in stages] == [1, 2, 3, 4]
    assert [event.cause for event in stages] == [world.scenario_event, *(event.id for event in stages[:3])]
    (died,) = rows_of(world, Kind.DIED)
    assert (died.amount, died.cause) == (Death.COLD, stages[3].id)
    (fainted,) = rows_of(world, Kind.FAINTED)
    assert fainted.cause == stages[2].id
    assert not world.citizens.alive[0]
    assert core(world) == pytest.approx(24, abs=0.01)


def test_stages_are_reached_on_their_degree_whatever_the_turn_of_looks():
    world = out(-40)
    while not rows_of(world, Kind.CHILLED):
        leap(world, 1)
    assert core(world) == pytest.approx(35, abs=0.001)
    assert (world.exposure.stiff[0], world.citizens.able[0]) == (90, 90)


def test_who_is_brought_into_the_warm_warms_up_and_comes_to():
    world = out(-40)
    while world.exposure.chilled[0] < 3:
        leap(world, 60)
    assert world.citizens.doing[0] == Activity.UNCONSCIOUS
    world.sky.temperature[0] = 3000
    leap(world, 3 * DAY)
    assert [event.amount for event in rows_of(world, Kind.WARMED)] == [2, 1, 0]
    assert len(rows_of(world, Kind.CAME_TO)) == 1
    assert world.citizens.doing[0] == Activity.WAITING
    assert core(world) > 36.5
    assert world.citizens.able[0] == 100


def test_who_warms_up_does_so_by_the_fire_indoors_or_else_by_what_brought_them_in():
    for lit in (False, True):
        city = make_city(field(8, 8), buildings=[(Use.REFUGE, 0, 3, 3)])
        world = make_world(city, [(3, 3)])
        world.sky.temperature[0] = -4000
        expose(world, np.arange(1))
        while not world.exposure.chilled[0]:
            leap(world, 60)
        world.citizens.cause[0] = before = world.events.one(Kind.FIRE_SEEN, 0)
        world.events.begin(world.tick + 1)
        fire, entered = (world.events.one(kind, 0) for kind in (Kind.FIRE_LIT, Kind.ORDERED))
        world.citizens.inside[0], world.citizens.cause[0] = 0, entered
        world.shelters.fire[0], world.shelters.fire_cause[0] = 10 * DAY if lit else -1, fire
        world.sky.temperature[0] = 3000
        leap(world, DAY)
        (warmed,) = rows_of(world, Kind.WARMED)
        assert warmed.cause == (fire if lit else entered) > before


@pytest.mark.parametrize(("out", "burns"), [(1, False), (0, False), (1, True)])
def test_a_sleeper_is_woken_by_the_cold_because_the_fire_went_out_meanwhile_or_else_because_they_sleep_there(
    out, burns
):
    city = make_city(field(8, 8), buildings=[(Use.REFUGE, 0, 3, 3)])
    world = make_world(city, [(3, 3)], doing=Activity.SLEEPING, inside=0)
    world.sky.temperature[0] = -4000
    (slot,) = expose(world, np.arange(1))
    world.events.begin(10)
    asleep = world.exposure.sleep_cause[slot] = world.events.one(Kind.FELL_ASLEEP, 0)
    world.events.begin(10 + (1 if out else -1))
    over = world.shelters.fire_cause[0] = world.events.one(Kind.FIRE_WENT_OUT, 0)
    world.shelters.fire[0] = 10 * DAY if burns else -1
    world.tick = 12
    leap(world, DAY)
    (woke, *_) = rows_of(world, Kind.WOKE)
    assert woke.cause == (over if out and not burns else asleep)


def test_whoever_grows_cold_again_does_so_by_what_they_are_about_then():
    world = out(-40)
    while not world.exposure.chilled[0]:
        leap(world, 60)
    world.sky.temperature[0] = 3000
    leap(world, DAY)
    went = world.citizens.cause[0] = world.events.one(Kind.ORDERED, 0)
    world.sky.temperature[0] = -4000
    while not world.exposure.chilled[0]:
        leap(world, 60)
    assert [event.kind for event in rows_of(world)][:3:2] == [Kind.CHILLED, Kind.ORDERED]
    assert rows_of(world)[-1].cause == went


def test_cold_wakes_a_sleeper_before_it_harms():
    world = out(-10, doing=Activity.SLEEPING)
    leap(world, DAY)
    first = rows_of(world)[0]
    assert (first.kind, first.amount) == (Kind.WOKE, Waking.COLD)
    mild = out(15, doing=Activity.SLEEPING)
    leap(mild, DAY)
    assert not rows_of(mild)


def test_a_blanket_a_roof_and_a_heated_house_keep_warm():
    city = make_city(field(8, 8), buildings=[(Use.DISUSED, 0, 1, 1), (Use.PODS, 0, 5, 5)])
    world = make_world(city, [(1, 1), (1, 1), (5, 5), (7, 7)])
    world.sky.temperature[0], world.sky.wind[0] = -2000, 100
    world.citizens.inside[:] = [-1, 0, 1, -1]
    expose(world, np.arange(4))
    item = world.items.take(1)
    world.items.kind[item], world.items.holder[item] = ItemKind.BLANKET, 3
    leap(world, 3 * HOUR)
    bare, roofed, housed, wrapped = (core(world, row) for row in range(4))
    assert bare < roofed < housed
    assert bare < wrapped


def test_a_bystander_changes_nobody_elses_warmth():
    alone, crowd = out(-30), out(-30, n=3)
    for world in (alone, crowd):
        leap(world, DAY)
    assert [(e.tick, e.amount) for e in rows_of(alone)] == [(e.tick, e.amount) for e in rows_of(crowd) if e.who == 0]
    assert core(alone) == core(crowd)


def test_what_surrounds_people_is_what_each_building_says():
    """Worked out for many at once, it is the same as asked of one building after another."""
    city = make_city(field(8, 8), buildings=[(Use.DISUSED, 0, 1, 1), (Use.PODS, 0, 5, 5), (Use.REFUGE, 0, 3, 3)])
    world = make_world(city, [(1, 1), (5, 5), (3, 3), (7, 7)])
    world.citizens.inside[:] = [0, 1, 2, -1]
    slots = expose(world, np.arange(4))
    set_warmth(world, 1, 1500, HOUR)
    world.tick = HOUR
    for celsius in (-20, 0, 30):
        world.sky.temperature[0], world.sky.wind[0] = 100 * celsius, 60
        each = [inside_temperature(world, building) for building in (0, 1, 2, -1)]
        assert temperatures(world, slots).tolist() == each
        each[3] = wind_chill(100 * celsius, 60)
        assert temperatures(world, slots, felt=True).tolist() == each
    assert inside_temperature(world, 2) > inside_temperature(world, 0)


@pytest.mark.parametrize("start", [20_000_000, 27_900_000, 30_000_000, 34_900_000, 36_000_000])
@pytest.mark.parametrize(("air", "heat", "wraps"), [(3500, 1500, 3000), (3000, 1300, 1500), (2500, 1500, 4000)])
def test_warming_up_is_the_same_in_one_leap_and_in_many(start, air, heat, wraps):
    """Each mark that is passed on the way up changes the law: how much of the shivering is left."""
    knobs, skin = cold.Params().knobs, int(SKIN[30])
    for hours in (1, 6, 24):
        at_once = cold.cooled(start, hours * HOUR, air, heat, skin, wraps, knobs)
        in_steps = start
        for _ in range(hours * 60):
            in_steps = cold.cooled(in_steps, 60, air, heat, skin, wraps, knobs)
        assert at_once > start
        assert abs(int(at_once) - int(in_steps)) <= 10_000  # 10 mK: a look never comes exactly at a mark


def test_each_body_is_looked_at_when_its_own_next_stage_comes_whoever_is_looked_at_with_it():
    temperatures_c = (37, 35.05, 32.05, 34, 28.02)

    def due(*warm):
        world = out(-40, n=len(warm))
        for row, celsius in enumerate(warm):
            world.exposure.core[row], world.exposure.chilled[row] = (
                round(1000 * celsius),
                sum(celsius < mark for mark in (35, 32, 28, 24)),
            )
        leap(world, 1)
        return world.exposure.cold_due[: len(warm)].tolist()

    alone = [due(celsius)[0] for celsius in temperatures_c]
    assert due(*temperatures_c) == alone
    assert len(set(alone)) >= 4


def test_a_sleeper_is_woken_on_the_degree_and_whoever_is_awake_is_not_looked_at_for_it():
    world = out(-10, n=2)
    world.citizens.doing[0] = Activity.SLEEPING
    while not rows_of(world, Kind.WOKE):
        leap(world, 1)
    (woke,) = rows_of(world, Kind.WOKE)
    assert (woke.who, woke.amount) == (0, Waking.COLD)
    assert core(world) == pytest.approx(36, abs=0.001)
    assert world.exposure.alert[0] == world.exposure.shivers[0] == woke.tick + 3600
    assert world.exposure.cold_due[1] % LOOK == 0


@pytest.mark.parametrize(("celsius", "shivers"), [(35.99, 3600), (36.01, 0)])
def test_whoever_is_as_cold_as_would_wake_them_does_not_fall_asleep(celsius, shivers):
    world = out(20)
    world.exposure.core[0] = round(1000 * celsius)
    leap(world, 1)
    assert world.exposure.shivers[0] == shivers


@pytest.mark.parametrize(("celsius", "warm"), [(36.295, False), (36.305, True)])
def test_who_was_woken_by_cold_may_sleep_again_once_they_are_three_tenths_of_a_degree_warmer(celsius, warm):
    world = out(20)
    world.exposure.core[0], world.exposure.shivers[0], world.exposure.sleep_due[0] = round(1000 * celsius), 3000, NEVER
    leap(world, 1)
    assert (world.exposure.shivers[0], world.exposure.sleep_due[0]) == ((0, 0) if warm else (3000, NEVER))


@pytest.mark.parametrize(("celsius", "stage"), [(34.999, 1), (35, 1), (35.299, 1), (35.3, 0)])
def test_a_stage_is_over_three_tenths_of_a_degree_above_where_it_began(celsius, stage):
    world = out(20)
    world.exposure.core[0], world.exposure.chilled[0] = round(1000 * celsius), 1
    leap(world, 1)
    assert world.exposure.chilled[0] == stage


@pytest.mark.parametrize(
    ("celsius", "stage"),
    [(35, 0), (34.999, 1), (32, 1), (31.999, 2), (28, 2), (27.999, 3), (24, 3), (23.999, 4)],
)
def test_each_swiss_stage_begins_just_below_its_mark(celsius, stage):
    world = out(20)
    world.exposure.core[0] = round(1000 * celsius)
    leap(world, 1)
    assert world.exposure.chilled[0] == stage


def test_each_body_cools_by_its_own_age_clothes_wraps_and_doing():
    ages, clo, doing = (30, 8, 30, 70), (1.0, 1.0, 0.3, 2.0), (Activity.WAITING, Activity.LYING, Activity.WALKING, 0)
    pace, blankets = (Pace.WALK, Pace.WALK, Pace.RUN, Pace.WALK), (0, 1, 0, 2)

    def lived(*bodies):
        world = out(-25, n=len(bodies))
        people = world.citizens
        for row, n in enumerate(bodies):
            people.age[row], people.doing[row], people.pace[row] = ages[n], doing[n], pace[n]
            world.exposure.clothing[row] = round(1000 * clo[n])
            if blankets[n]:
                item = world.items.take(1)
                world.items.kind[item], world.items.holder[item] = ItemKind.BLANKET, row
        leap(world, 2 * HOUR + 100)
        world.exposure.cold_due[: len(bodies)] = world.tick
        leap(world, 1)
        return [core(world, row) for row in range(len(bodies))]

    together = lived(0, 1, 2, 3)
    assert together == [lived(n)[0] for n in range(4)]
    assert len(set(together)) == 4


@pytest.mark.parametrize(("stage", "able"), [(0, 100), (1, 90), (2, 50), (3, 0)])
def test_each_stage_leaves_less_of_the_speed(stage, able):
    world = out(20, n=2)
    world.exposure.core[0] = (37_000, 34_000, 30_000, 26_000)[stage]
    leap(world, 1)
    assert world.exposure.chilled[:2].tolist() == [stage, 0]
    assert world.citizens.able.tolist() == [able, 100]
