"""What the Weather Authority shows."""

from collections import Counter

from worlds import make_world, run

from undergrid.systems import weather
from undergrid.world.city_life import Programme
from undergrid.world.kinds import Kind

SLOT = 3 * 3600


def slots(n, seed=1, **params):
    """Programmes over n slots, and the world afterwards."""
    world, shown = make_world("..", seed=seed), []
    for _ in range(n):
        world.tick += SLOT
        run(weather, world, **params)
        world.tick -= 1
        shown.append(Programme(int(world.sky.programme[0])))
    return shown, world


def test_a_programme_is_shown_for_its_time():
    world = make_world("..")
    run(weather, world, ticks=SLOT)
    assert world.sky.since[0] == 0
    run(weather, world)
    assert world.sky.since[0] == SLOT


def test_each_programme_has_its_share_of_the_slots():
    shown, _ = slots(4000)
    counts, total = Counter(shown), 3 + 4 + 1.5 + 1.2 + 0.3
    for programme, share in zip(Programme, (3, 4, 1.5, 1.2, 0.3), strict=True):
        assert abs(counts[programme] / 4000 - share / total) < 0.027  # 3.3 standard errors at one half


def test_what_is_never_to_be_shown_is_not_and_what_always_is():
    shown, world = slots(50, clear=0, clouds=0, drizzle=1, rain=0, storm=0)
    assert set(shown) == {Programme.DRIZZLE}
    assert world.sky.rain[0] == 1
    assert set(slots(5, clear=0, clouds=0, drizzle=0, rain=0, storm=0)[0]) == {Programme.CLEAR}


def test_a_change_is_an_event_with_its_odds_and_no_change_is_none():
    shown, world = slots(200)
    events = world.events.rows()
    changes = [now for before, now in zip([Programme.CLEAR, *shown], shown, strict=False) if before != now]
    assert [event.amount for event in events] == changes
    assert {event.kind for event in events} == {Kind.PROGRAMME_CHANGED}
    assert {event.stream for event in events} == {weather.STREAM}
    assert all(0 < event.odds < 2**32 and event.cause == world.scenario_event for event in events)
    assert world.sky.cause[0] == events[-1].id


def test_rain_falls_as_hard_as_its_programme_says():
    params = weather.Params()
    assert [weather.rain_in(programme, params) for programme in Programme] == [0, 0, 1, 5, 25]


def test_another_seed_brings_other_weather_and_the_same_seed_the_same():
    assert slots(40)[0] == slots(40)[0] != slots(40, seed=2)[0]
