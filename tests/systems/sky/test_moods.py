"""What skies do to the mood of those under them."""

import math

import pytest
from scenes.worlds import field, make_city, make_world, run

from undergrid.systems.sky import beyond, moods
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity
from undergrid.world.tables.sky import Mood, Programme

SKIES = {"clear": 200, "clouds": 150, "drizzle": -50, "rain": -150, "storm": -300, "static": -400}


def under(programme, minutes=30, *, beyond_too=False, people=2, **turned):
    """Two people in a field, the second beyond the wall, after so many minutes; (the world, their moods in 1/1000)."""
    city = make_city(field(6, 6), field(6, 6))
    world = make_world(city, [0, city.area][:people])
    world.sky.programme[0] = programme
    if beyond_too:
        run(beyond, world, natural=True, **{name: int(name == programme.name.lower()) for name in list(SKIES)[:5]})
    for _ in range(minutes):
        run(moods, world, moves=True, **turned)
        world.tick += 59
    return world, [mood(world, who) for who in range(people)]


def mood(world, who):
    slot = world.moods.first(owner=who)
    return round(int(world.moods.mood[slot]) / 1000) if slot >= 0 else 0


@pytest.mark.parametrize("sky", SKIES)
def test_a_mood_draws_near_to_what_the_sky_makes_of_it_exponentially(sky):
    _, (here, there) = under(Programme[sky.upper()], 30)
    assert here == there  # one sky holds for both where there is no weather beyond
    assert abs(here - SKIES[sky] * (1 - math.exp(-1))) < 4
    _, (long, _) = under(Programme[sky.upper()], 600)
    assert abs(long - SKIES[sky]) <= 1


def test_weather_that_nobody_shows_moves_people_more():
    _, (here, there) = under(Programme.STORM, 60, beyond_too=True)
    assert abs(there - 2 * here) <= 2
    _, (_, more) = under(Programme.STORM, 60, beyond_too=True, real=300)
    assert abs(more - 3 * here) <= 3


def test_who_is_under_a_roof_or_asleep_sees_nothing_and_loses_what_they_had():
    world, (here, _) = under(Programme.CLEAR, 60)
    world.citizens.doing[1] = Activity.SLEEPING
    world.citizens.doing[0] = Activity.UNCONSCIOUS
    for _ in range(120):
        run(moods, world, moves=True)
        world.tick += 59
    assert abs(mood(world, 0) - here * math.exp(-1)) <= 2
    for _ in range(600):
        run(moods, world, moves=True)
        world.tick += 59
    assert world.moods.n_used == 0


def test_a_plain_change_is_told_once_because_of_the_sky():
    world, _ = under(Programme.STORM, 120)
    told = [(event.kind, event.who, event.amount, event.cause) for event in world.events.rows()]
    assert told == [(Kind.MOOD_CHANGED, who, Mood.HEAVY, world.sky.cause[0]) for who in (0, 1)]
    assert not under(Programme.STORM, 120, told=400)[0].events.rows()
    world, _ = under(Programme.CLEAR, 120, people=1)
    assert [event.amount for event in world.events.rows()] == [Mood.LIGHT]


def test_how_fast_is_said_in_minutes():
    _, (here, _) = under(Programme.CLEAR, 10)
    world = make_world("..", [0])
    world.sky.programme[0] = Programme.CLEAR
    for _ in range(10):
        run(moods, world, moves=True, minutes=5)
        world.tick += 59
    assert mood(world, 0) > 2 * here
    world.citizens.doing[0] = Activity.SLEEPING
    left = []
    for fades in (10, 1000):
        twin = world.copy()
        twin.events.begin(twin.tick)
        for _ in range(10):
            run(moods, twin, moves=True, fades_minutes=fades)
            twin.tick += 59
        left.append(mood(twin, 0))
    assert left[0] < left[1] // 2


def test_where_skies_move_nobody_nothing_is_kept():
    world = make_world("..", [0])
    run(moods, world, ticks=3)
    assert world.moods.n == 0
    assert world.events.rows() == []
