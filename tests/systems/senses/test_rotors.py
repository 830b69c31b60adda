"""Drones are heard: how far, through what, and what the hearer comes to know."""

import numpy as np
import pytest
from scenes.lanes import rows_of
from scenes.worlds import field, make_city, make_world, run

from undergrid.systems.senses import rotors
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity

LOUD = {"rotor_db": 92, "off_m": 0}


def listener(apart, city=None, **columns):
    """Somebody with a plan, and a drone so many cells to the east."""
    city = city or make_city(field(310, 3))
    world = make_world(city, citizens=[(0, 1)], watchers=[(WatcherKind.DRONE, city.cell(0, apart, 1))], **columns)
    world.plans.grow(1)
    world.plans.owner[0] = 0
    world.rebuild()
    world.sky.curfew[0] = 1  # quiet
    return world


def heard(world, **knobs):
    run(rotors, world, **{**LOUD, **knobs})
    return len(rows_of(world, Kind.ROTORS_HEARD))


def farthest(**knobs):
    """The number of cells within which the drone is heard."""
    sky = {name: knobs.pop(name) for name in ("rain", "wind", "curfew") if name in knobs}
    reached = 0
    for apart in range(5, 305, 5):
        world = listener(apart)
        for name, value in sky.items():
            getattr(world.sky, name)[0] = value
        if not heard(world, **knobs):
            break
        reached = apart
    return reached


def test_a_drone_is_heard_as_far_as_the_level_stands_out():
    """92 - 20 log10 r - 8 = 32 + 3 at 282 m, of which cells of 2 m make 141."""
    assert farthest() == 140


@pytest.mark.parametrize("mask", [{"rain": 5}, {"wind": 60}, {"curfew": 0}])
def test_rain_wind_and_the_murmur_of_the_day_drown_it(mask):
    assert farthest(**mask) < farthest() / 2


def test_walls_and_roofs_take_something_off():
    walled = make_city("\n".join(["." * 5 + "#" + "." * 200] * 3))
    assert heard(listener(10, walled))
    assert not heard(listener(100, walled))
    assert heard(listener(100))
    inside = listener(100)
    inside.citizens.inside[0] = 0
    assert not heard(inside)


def test_who_hears_one_knows_roughly_where_and_it_is_news_once():
    world = listener(60)
    run(rotors, world, ticks=60, rotor_db=92, off_m=8)
    (event,) = rows_of(world)
    assert (event.kind, event.who, event.whom, event.amount) == (Kind.ROTORS_HEARD, 0, 0, 120)
    (slot,) = world.knowledge.rows()
    known = world.knowledge
    assert (known.knower[slot], known.topic[slot], known.subject[slot]) == (0, Topic.WATCHER, 0)
    assert abs(int(known.cell[slot]) % 310 - 60) <= 4
    assert known.at[slot] == 55
    run(rotors, world, ticks=10, rotor_db=92, again_after=1)
    assert len(rows_of(world)) > 1


def test_what_was_seen_just_now_stays_as_it_was_seen():
    world = listener(20)
    known = world.knowledge
    slot = known.take(1)
    known.knower[slot], known.topic[slot], known.subject[slot] = 0, Topic.WATCHER, 0
    known.cell[slot], known.at[slot], known.strength[slot] = 7, 0, 1000
    run(rotors, world, ticks=10, **LOUD)
    assert known.cell[slot] == 7
    assert not rows_of(world)


@pytest.mark.parametrize(("column", "value"), [("doing", Activity.SLEEPING), ("alive", 0)])
def test_the_dead_and_the_sleeping_hear_nothing(column, value):
    assert not heard(listener(10, **{column: value}))


def test_silent_drones_those_that_are_off_and_cameras_are_not_heard():
    assert not heard(listener(10), rotor_db=0)
    for column, value in (("duty", Duty.OFF), ("kind", WatcherKind.CAMERA)):
        world = listener(10)
        getattr(world.watchers, column)[0] = value
        assert not heard(world)


def test_nobody_tells_more_than_eight_drones_apart():
    city = make_city(field(60, 3))
    world = make_world(city, citizens=[(0, 1)], watchers=[(WatcherKind.DRONE, cell) for cell in range(20)])
    world.plans.grow(1)
    world.plans.owner[0] = 0
    assert heard(world) == 8
    assert np.unique(world.knowledge.subject[world.knowledge.rows()]).tolist() == list(range(8))


@pytest.mark.parametrize("cell_mm", [500, 1000, 2000, 4000])
def test_rotors_carry_as_many_metres_on_any_map(cell_mm):
    for metres, n in ((280, 1), (284, 0)):
        world = listener(metres * 1000 // cell_mm, make_city(field(600, 3), cell_mm=cell_mm))
        run(rotors, world, ticks=60, rotor_db=92, off_m=8)
        assert len(rows_of(world, Kind.ROTORS_HEARD)) == n
        for row in world.knowledge.rows():
            assert abs(int(world.knowledge.cell[row]) % 600 * cell_mm - metres * 1000) <= 8000
