"""Sandstorms: they come when they are due, with dust and wind, and lie down again."""

from scenes.suits import events
from scenes.worlds import field, make_world, run

from undergrid.systems.sky import weather
from undergrid.world.log.kinds import Kind
from undergrid.world.sky.air import AirClass

MINUTE = 60


def under(*storms):
    """A field under storms: (start in minutes, minutes, dust in mg/m3, wind in dm/s)."""
    world = make_world(field(8, 8), 1)
    world.storms.grow(len(storms))
    for row, (starts, lasts, dust, wind) in enumerate(storms):
        world.storms.starts[row], world.storms.ends[row] = MINUTE * starts, MINUTE * (starts + lasts)
        world.storms.dust[row], world.storms.wind[row] = dust, wind
    return world


def live(world, minutes, **knobs):
    """(ash, wind) after each minute."""
    seen = []
    for _ in range(minutes):
        run(weather, world, projects=False, ash_minutes=5, wind_minutes=3, ash_swing=0, wind_swing=0, **knobs)
        world.tick += MINUTE - 1
        seen.append((int(world.sky.ash[0]), int(world.sky.wind[0])))
    return seen


def test_a_storm_comes_at_its_time_puts_dust_and_wind_into_the_air_and_lies_down():
    world = under((10, 60, 1000, 150))
    seen = live(world, 130)
    assert seen[:10] == [(0, 0)] * 10
    assert 950 <= seen[65][0] <= 1000
    assert 140 <= seen[65][1] <= 150
    assert seen[129][0] < 5
    assert seen[129][1] < 5
    (began,), (ended,) = events(world, Kind.SANDSTORM_BEGAN), events(world, Kind.SANDSTORM_ENDED)
    assert (began.tick, began.amount, began.cause) == (600, 1000, world.scenario_event)
    assert (ended.tick, ended.cause) == (4200, began.id)
    worse = [event for event in events(world, Kind.ASH_CHANGED) if event.cause]
    assert {event.cause for event in worse} == {began.id}
    assert world.sky.air[0] == AirClass.CLEAR


def test_two_storms_at_once_are_worse_than_one():
    alone, both = under((0, 99, 300, 40)), under((0, 99, 300, 40), (5, 94, 500, 60))
    assert live(alone, 60)[-1] < live(both, 60)[-1]
    assert both.sky.wind[0] > 90


def test_usual_ash_and_wind_come_back_after_a_storm():
    world = under((0, 20, 900, 100))
    seen = live(world, 90, ash=40, wind=3.0)
    assert abs(seen[-1][0] - 40) < 15
    assert abs(seen[-1][1] - 30) < 10
