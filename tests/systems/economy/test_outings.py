"""Outings: who lives by pods that are down goes out by day, comes home again, and goes out anew."""

import numpy as np
import pytest
from scenes.wired import CORE, NodeKind, cut, mend, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.economy import outings, routine
from undergrid.systems.movement import movement
from undergrid.systems.network import control
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity

MINUTE, HOUR, NOON = 60, 3600, 255
SURE = {"by_day": 1, "by_night": 1, "reach_m": 40}


def dormitory(n=1, light=NOON, **columns):
    """Some who dream in pods that hang on a Core by wire 0."""
    city = make_city(field(60, 60), buildings=[(Use.PODS, 0, 30, 30)])
    world = make_world(city, [(30, 30)] * n)
    people = world.citizens
    people.home[:] = people.inside[:] = 0
    people.doing[:], people.plugged[:], people.wake[:] = Activity.PLUGGED, True, HOUR
    for name, value in columns.items():
        getattr(people, name)[:] = value
    world.sky.light[0] = light
    wire_up(world, [(CORE, 0), (NodeKind.PODS, 30 + 30 * 60, {"autonomy": 0})], [(0, 1)])
    slot = world.pods.take(1)
    world.pods.node[slot], world.pods.building[slot] = 1, 0
    world.rebuild()
    return world


def live(world, ticks, **knobs):
    """Let control, routine, outings and movement live through some ticks; returns who has stepped out, and when."""
    first, chosen = world.events.n, outings.Params(**knobs)
    for _ in range(ticks):
        world.events.begin(world.tick)
        world.period = MINUTE
        routine.step(world, routine.Params())
        outings.step(world, chosen)
        world.period = 1
        movement.step(world, movement.Params())
        control.step(world, control.Params())
        world.tick += 1
    return [event for event in list(world.events.rows())[first:] if event.kind == Kind.STEPPED_OUT]


def out(world):
    return int(np.count_nonzero(world.citizens.inside < 0))


def test_whom_the_pod_has_put_out_steps_out_and_why_leads_to_the_cut():
    world = dormitory()
    event = cut(world, 0)
    [first] = live(world, 3 * MINUTE, **SURE)
    by_id = {one.id: one for one in world.events.rows()}
    woken = by_id[first.cause]
    assert (first.who, woken.kind, by_id[woken.cause].kind) == (0, Kind.UNPLUGGED, Kind.PODS_FAILED)
    assert by_id[woken.cause].cause == event
    assert out(world) == 1
    assert kind_of(int(world.citizens.cause[0])) == Kind.STEPPED_OUT


def test_as_long_as_the_pods_work_nobody_does():
    world = dormitory(20, doing=Activity.RESTING, plugged=False)
    assert not live(world, 3 * MINUTE, **SURE)
    assert out(world) == 0
    cut(world, 0)
    live(world, MINUTE + 5, **SURE)
    assert out(world) == 20
    mend(world, 0)
    live(world, 2 * HOUR, **SURE)
    assert out(world) == 0


def test_they_come_home_and_go_out_again_but_that_is_news_only_once():
    world = dormitory(40)
    cut(world, 0)
    told = live(world, 3 * HOUR, by_day=0.9)
    assert sorted(event.who for event in told) == list(range(40))
    assert 0 < out(world) < 40
    assert (np.bincount([kind_of(int(cause)) for cause in world.citizens.cause])[int(Kind.PODS_FAILED)]) > 0


@pytest.mark.parametrize(
    ("light", "knobs", "share"),
    [
        (NOON, {"by_day": 0.8, "by_night": 0}, 0.8),
        (0, {"by_day": 0.8, "by_night": 0.25}, 0.25),
        (20, {"by_day": 0.8, "by_night": 0.4}, 0.6),
        (20, {"by_day": 0.8, "by_night": 0.4, "day_light": 20}, 0.8),
        (20, {"by_day": 0.8, "by_night": 0.4, "day_light": 200}, 0.44),
    ],
)
def test_within_an_hour_as_many_have_stepped_out_as_the_chance_by_that_light_says(light, knobs, share):
    n = 640
    world = dormitory(n, light)
    cut(world, 0)
    told = live(world, HOUR + 1, **knobs)
    assert len(told) == pytest.approx(n * share, abs=4 * (n * share * (1 - share)) ** 0.5)


def test_nobody_goes_farther_than_said():
    world = dormitory(64)
    cut(world, 0)
    live(world, MINUTE + 5, **SURE | {"reach_m": 10})
    away = np.abs(world.citizens.cell % 60 - 30)
    assert 0 < away.max() <= 5


@pytest.mark.parametrize("column", ["curfew", "wanted", "alive", "doing"])
def test_in_curfew_nobody_goes_nor_do_the_wanted_the_dead_and_those_who_are_at_something(column):
    world = dormitory(8)
    cut(world, 0)
    live(world, 1, **SURE)
    if column == "curfew":
        world.sky.curfew[0] = True
    else:
        value = {"wanted": True, "alive": False, "doing": Activity.SLEEPING}[column]
        getattr(world.citizens, column)[:] = value
    world.citizens.wake[:] = 9 * HOUR
    assert not live(world, 2 * MINUTE, **SURE)
    assert out(world) == 0
