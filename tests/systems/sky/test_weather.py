"""What the Weather Authority shows."""

from collections import Counter
from itertools import pairwise

import numpy as np
from scenes.worlds import make_world, run

from undergrid.systems.sky import weather
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.sky import Programme

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
    for programme, share in zip(Programme, (3, 4, 1.5, 1.2, 0.3, 0), strict=True):
        assert abs(counts[programme] / 4000 - share / total) < 0.027  # 3.3 standard errors at one half


def test_what_is_never_to_be_shown_is_not_and_what_always_is():
    shown, world = slots(50, clear=0, clouds=0, drizzle=1, rain=0, storm=0)
    assert set(shown) == {Programme.DRIZZLE}
    assert world.sky.rain[0] == 1
    assert set(slots(5, clear=0, clouds=0, drizzle=0, rain=0, storm=0)[0]) == {Programme.CLEAR}


def test_without_a_weather_authority_nothing_is_projected_and_nothing_is_told():
    shown, world = slots(50, projects=False, clear=0, rain=1)
    assert set(shown) == {Programme.CLEAR}
    assert world.sky.rain[0] == 0
    assert world.events.rows() == []


def test_a_change_is_an_event_with_its_odds_and_no_change_is_none():
    shown, world = slots(200)
    events = world.events.rows()
    changes = [now for before, now in zip([Programme.CLEAR, *shown], shown, strict=False) if before != now]
    assert [event.amount for event in events] == changes
    assert {event.kind for event in events} == {Kind.PROGRAMME_CHANGED}
    assert {event.stream for event in events} == {weather.STREAM}
    assert all(0 < event.odds < 2**32 and event.cause == 0 for event in events)
    assert world.sky.cause[0] == events[-1].id


def test_rain_falls_as_hard_as_its_programme_says():
    params = weather.Params()
    assert [weather.rain_in(programme, params) for programme in Programme] == [0, 0, 1, 5, 25, 0]


def test_another_seed_brings_other_weather_and_the_same_seed_the_same():
    assert slots(40)[0] == slots(40)[0] != slots(40, seed=2)[0]


# ---------------------------------------------------------------- ash, wind and firestorms


def minutes(n, seed=1, **params):
    """The sky minute by minute, and the world afterwards."""
    world, sky = make_world("..", seed=seed), []
    for _ in range(n):
        run(weather, world, **params)
        world.tick += 59
        sky.append({name: int(values[0]) for name, values in world.sky.items()})
    return sky, world


def test_by_default_the_air_stays_clear_and_still():
    sky, world = minutes(600)
    assert {(now["ash"], now["wind"], now["glare"], now["burning"]) for now in sky} == {(0, 0, 0, -1)}
    assert not [event for event in world.events.rows() if event.kind != Kind.PROGRAMME_CHANGED]


def test_ash_begins_as_usual_and_drifts_about_it_as_far_as_said():
    ash = np.array([now["ash"] for now in minutes(20_000, ash=100, ash_swing=0.3, ash_minutes=30)[0]], float)
    assert abs(ash[0] - 100) < 20
    assert abs(ash.mean() - 100) < 4
    assert abs(ash.std() - 30) < 3
    assert np.abs(np.diff(ash)).max() <= 100 * 0.3 * (6 / 30) ** 0.5 + ash.max() / 30 + 2  # gradually


def test_a_drift_is_forgotten_exponentially():
    """Far from its aim ash returns as exp(-t / tau), whatever the draws: the mean of many."""
    ends = []
    for seed in range(100):
        world = make_world("..", seed=seed)
        world.tick, world.sky.ash[0] = 60, 1000
        for _ in range(30):
            run(weather, world, ash=10, ash_minutes=30)
            world.tick += 59
        ends.append(int(world.sky.ash[0]))
    assert abs(np.mean(ends) - (10 + 990 * (1 - 1 / 30) ** 30)) < 4


def test_the_air_is_said_to_change_when_its_class_does():
    sky, world = minutes(3000, ash=56, ash_swing=0.6)
    events = [event for event in world.events.rows() if event.kind == Kind.ASH_CHANGED]
    classes = [now["air"] for now in sky]
    changes = sum(a != b for a, b in pairwise(classes))
    assert 4 < len(events) == changes < 3000 / 20  # not at every touch of the bound
    assert {(event.cause, event.stream) for event in events} == {(0, weather.ASH)}


def test_firestorms_come_as_often_as_said_glare_put_ash_in_the_air_and_end():
    sky, world = minutes(20_000, firestorms_per_day=2, firestorm_hours=2, firestorm_glare=9, firestorm_ash=100)
    log = world.events.rows()
    begun = [event for event in log if event.kind == Kind.FIRESTORM_BEGAN]
    ended = [event for event in log if event.kind == Kind.FIRESTORM_ENDED]
    days = 20_000 / 1440 - sum((end.tick - event.tick) / 86_400 for event, end in zip(begun, ended, strict=False))
    assert abs(len(begun) / days - 2) < 3.3 * (2 / days) ** 0.5
    assert [event.cause for event in ended] == [event.id for event in begun][: len(ended)]
    assert all(3600 <= end.tick - event.tick <= 3 * 3600 + 60 for event, end in zip(begun, ended, strict=False))
    assert {now["glare"] for now in sky if now["burning"] >= 0} == {9}
    burning = [now["ash"] for now in sky if now["burning"] >= 0]
    quiet = [now["ash"] for now in sky if now["burning"] < 0]
    assert np.mean(burning) > 40 > np.mean(quiet)
    thick = [event for event in log if event.kind == Kind.ASH_CHANGED]
    assert any(event.cause == begun[0].id for event in thick)
    assert {a.cause for a, b in zip(thick[1:], thick, strict=False) if a.amount < b.amount} == {0}, "it falls by itself"


def test_the_wind_drifts_about_its_usual_strength():
    wind = np.array([now["wind"] for now in minutes(5000, wind=4)[0]], float)
    assert abs(wind.mean() - 40) < 3
    assert abs(wind.std() - 16) < 3


def test_ash_and_firestorms_change_no_programme():
    plain = [now["programme"] for now in minutes(1500)[0]]
    ashen = [now["programme"] for now in minutes(1500, ash=200, wind=5, firestorms_per_day=3)[0]]
    assert plain == ashen
