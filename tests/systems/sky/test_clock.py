"""Hours: curfew and daylight."""

import pytest
from pydantic import ValidationError
from scenes.worlds import make_world, run

from undergrid.systems.sky import clock
from undergrid.world.log.kinds import Kind


def kinds(world):
    return [(event.tick, event.kind) for event in world.events.rows()]


def test_curfew_begins_and_ends_on_the_hour_and_its_end_is_caused_by_its_beginning():
    world = make_world("..", starts=21 * 3600 + 59 * 60)
    run(clock, world, ticks=8 * 3600)
    assert kinds(world) == [(60, Kind.CURFEW_BEGAN), (7 * 3600 + 60, Kind.CURFEW_ENDED)]
    began, ended = world.events.rows()
    assert began.cause == world.scenario_event
    assert ended.cause == began.id
    assert not world.sky.curfew[0]


def test_a_run_that_starts_at_night_starts_under_curfew():
    world = make_world("..", starts=3 * 3600 + 17)
    run(clock, world)
    assert world.sky.curfew[0]
    assert world.sky.light[0] == 0
    assert kinds(world) == [(0, Kind.CURFEW_BEGAN)]
    assert world.sky.curfew_cause[0] == world.events.rows()[0].id


def test_the_same_time_twice_means_no_curfew():
    world = make_world("..", starts=0)
    run(clock, world, ticks=3600, curfew_begins="00:10", curfew_ends="00:10")
    assert world.events.n == 0


def test_a_curfew_may_lie_within_the_day():
    world = make_world("..", starts=9 * 3600)
    run(clock, world, ticks=3 * 3600, curfew_begins="10:00", curfew_ends="11:30")
    assert kinds(world) == [(3600, Kind.CURFEW_BEGAN), (9000, Kind.CURFEW_ENDED)]


def light_at(second, **params):
    world = make_world("..", starts=second)
    run(clock, world, **params)
    return int(world.sky.light[0])


def test_daylight_rises_to_noon_and_is_gone_after_dusk():
    assert light_at(12 * 3600) == 255
    hours = [light_at(hour * 3600) for hour in range(24)]
    assert hours[6:13] == sorted(hours[6:13])
    assert hours[12:19] == sorted(hours[12:19], reverse=True)
    assert hours[:5] == [0] * 5
    assert hours[19:] == [0] * 5
    assert 0 < light_at(18 * 3600 + 15 * 60) < light_at(18 * 3600)


def test_the_sine_is_symmetric_about_noon():
    for minutes in range(0, 720, 30):
        assert light_at(12 * 3600 - 60 * minutes) == light_at(12 * 3600 + 60 * minutes)


def minute_of(clock_time):
    hours, minutes = clock_time.split(":")
    return (int(hours) * 60 + int(minutes)) * 60


@pytest.mark.parametrize(
    ("at", "light"),
    [
        ("06:00", 40),  # as the sun comes and goes: `light_at_sunset`
        ("18:00", 40),
        ("09:00", 192),  # 40 + 215 sin 45 degrees
        ("15:00", 192),
        ("08:00", 148),  # 40 + 215 sin 30 degrees
        ("12:00", 255),
        ("05:59", 39),  # then a thirtieth of it less each minute
        ("18:01", 39),
        ("05:45", 20),
        ("18:15", 20),
        ("05:31", 1),
        ("18:29", 1),
        ("05:30", 0),
        ("18:30", 0),
        ("00:00", 0),
    ],
)
def test_daylight_is_a_half_sine_above_the_light_at_sunset_which_fades_over_half_an_hour(at, light):
    assert light_at(minute_of(at)) == light


def test_twilight_is_as_long_as_the_scenario_says_and_goes_on_past_midnight():
    assert [light_at(minute_of(at), twilight_minutes=0) for at in ("05:59", "06:00", "18:00", "18:01")] == [
        0,
        40,
        40,
        0,
    ]
    assert light_at(minute_of("19:00"), twilight_minutes=120, light_at_sunset=200) == 100
    late = {"sunrise": "12:00", "sunset": "23:50"}
    assert [light_at(minute_of(at), **late) for at in ("23:50", "00:05", "00:20")] == [40, 20, 0]
    early = {"sunrise": "00:10", "sunset": "12:00"}
    assert [light_at(minute_of(at), **early) for at in ("23:40", "23:55", "00:10")] == [0, 20, 40]


def test_the_shortest_days_have_no_noon():
    one = {"sunrise": "06:00", "sunset": "06:01"}
    assert [light_at(minute_of(at), **one) for at in ("05:59", "06:00", "06:01", "06:02")] == [39, 40, 40, 39]
    none = {"sunrise": "06:00", "sunset": "06:00"}
    assert [light_at(minute_of(at), **none) for at in ("05:59", "06:00", "06:01")] == [39, 40, 39]
    two = {"sunrise": "06:00", "sunset": "06:02"}
    assert [light_at(minute_of(at), **two) for at in ("06:00", "06:01", "06:02")] == [40, 255, 40]


def test_between_two_minutes_only_the_first_tick_of_a_run_looks_at_the_sky():
    world = make_world("..", starts=12 * 3600 + 30)
    run(clock, world)
    assert world.sky.light[0] == 255
    for ticks, light in ((29, 7), (1, 255)):  # up to the full minute, and at it
        world.sky.light[0] = 7
        run(clock, world, ticks=ticks)
        assert world.sky.light[0] == light


@pytest.mark.parametrize("text", ["25:00", "9", "22:60"])
def test_a_time_that_no_clock_shows_is_refused(text):
    with pytest.raises(ValidationError):
        clock.Params(curfew_begins=text)


def test_the_air_is_warmest_after_noon_and_coldest_at_dawn_and_under_a_dome_even():
    world, degrees = make_world("..", starts=0), []
    for _ in range(96):
        run(clock, world, coldest_c=2, warmest_c=19)
        world.tick += 899
        degrees.append(int(world.sky.temperature[0]))
    assert (min(degrees), max(degrees)) == (202, 1900)  # its minimum lies between two quarters of an hour
    assert 5.5 <= degrees.index(202) / 4 <= 6.25
    assert 13 <= degrees.index(1900) / 4 <= 15
    run(clock, world)
    assert world.sky.temperature[0] == 2000


def test_it_gets_no_darker_than_the_glare_at_the_horizon():
    world = make_world("..", starts=0)
    world.sky.glare[0] = 9
    run(clock, world)
    assert world.sky.light[0] == 9
    world = make_world("..", starts=12 * 3600)
    world.sky.glare[0] = 9
    run(clock, world)
    assert world.sky.light[0] == 255
