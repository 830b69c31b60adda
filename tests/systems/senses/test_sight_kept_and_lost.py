"""Sight: whom a watcher keeps in sight, whom it loses, and what took them out of it."""

import numpy as np
import pytest
from scenes.lanes import rows_of, sighted
from scenes.worlds import field, make_city, make_world, run
from systems.senses.test_sight import CAMERA, DRONE, SURE, watched

from undergrid.core import luck
from undergrid.systems.senses import sight
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity


def test_who_slips_behind_a_wall_is_lost_after_a_while_and_can_be_sighted_again():
    city = make_city("..........\n.....#####\n..........")
    world = make_world(city, citizens=[(9, 0)], watchers=[(CAMERA, city.cell(0, 0, 0))], tagged=0)
    run(sight, world, ticks=10, **SURE)
    world.citizens.cell[0] = city.cell(0, 9, 2)
    run(sight, world, ticks=29, **SURE)
    first, lost = rows_of(world)
    assert (lost.kind, lost.tick, lost.amount) == (Kind.LOST_SIGHT, 29, 9)
    assert (lost.cause, lost.stream) == (world.watchers.cause[0], 0)  # of the two it is not the one that walked
    assert first.id in world.events.because_columns()["cause"]
    assert world.watchers.in_sight[0] == -1
    world.citizens.cell[0] = city.cell(0, 9, 0)
    run(sight, world, **SURE)
    assert rows_of(world)[-1].kind == Kind.SIGHTED


def test_who_goes_behind_a_wall_is_lost_because_they_went():
    city = make_city("..........\n.....#####\n..........")
    world = make_world(city, citizens=[(9, 0)], watchers=[(CAMERA, city.cell(0, 0, 0))], tagged=0)
    run(sight, world, ticks=10, **SURE)
    world.events.begin(10)
    walk = world.citizens.cause[0] = world.events.one(Kind.ORDERED, 0)
    world.citizens.cell[0], world.citizens.doing[0] = city.cell(0, 9, 2), Activity.WALKING
    run(sight, world, ticks=5, **SURE)
    world.citizens.cause[0] = world.events.one(Kind.NOTICED, 0)  # too late to have anything to do with it
    run(sight, world, ticks=24, **SURE)
    (lost,) = rows_of(world, Kind.LOST_SIGHT)
    assert (lost.cause, lost.stream) == (walk, 0)


def test_who_goes_in_is_lost_because_of_what_led_there():
    world = watched((20, 10))
    run(sight, world, ticks=10, **SURE)
    world.events.begin(10)
    entered = world.citizens.cause[0] = world.events.one(Kind.LET_IN, 0)
    world.citizens.inside[0] = 0
    world.rebuild()
    run(sight, world, ticks=30, **SURE)
    (lost,) = rows_of(world, Kind.LOST_SIGHT)
    assert lost.cause == entered


def test_a_watcher_that_moves_on_loses_who_stays_by_its_own_way():
    world = watched((6, 10), doing=Activity.WAITING)
    beat = world.watchers.cause[0] = world.events.one(Kind.ON_WATCH, 0)
    run(sight, world, ticks=10, **SURE, drone_m=20, camera_m=20)
    world.watchers.cell[0] = world.city.cell(0, 30, 10)
    run(sight, world, ticks=30, **SURE, drone_m=20, camera_m=20)
    (lost,) = rows_of(world, Kind.LOST_SIGHT)
    assert (lost.cause, lost.stream) == (beat, 0)


@pytest.mark.parametrize("did", [True, False])
def test_in_plain_view_one_is_lost_by_what_one_has_just_begun_or_else_by_luck(did):
    world = watched((20, 10))
    run(sight, world, ticks=10, **SURE)
    world.events.begin(10)
    if did:
        world.citizens.cause[0] = world.events.one(Kind.HID, 0)
    blind = {**SURE, "camera_attention": 0, "drone_attention": 0}
    run(sight, world, ticks=5, **blind)
    world.citizens.cause[0] = world.events.one(Kind.NOTICED, 0)  # after the first glimpse in vain
    run(sight, world, ticks=25, **blind)
    (lost,) = rows_of(world, Kind.LOST_SIGHT)
    hid = [event.id for event in rows_of(world, Kind.HID)]
    assert ([lost.cause], lost.stream) == ((hid, 0) if did else ([0], sight.STREAM))


def test_a_watcher_lets_go_of_one_suspect_for_a_wanted_one_only():
    world = watched((20, 10))
    watch = world.watchers.cause[0] = world.events.one(Kind.ON_WATCH, 0)
    run(sight, world, ticks=5, **SURE)
    world.citizens.grow(1)
    world.citizens.cell[1] = world.city.cell(0, 5, 10)  # nearer, but no worse
    world.citizens.tagged[1], world.citizens.luck[1] = 0, luck.key_of("test/other")
    world.rebuild()
    run(sight, world, ticks=30, **SURE)
    assert sighted(world) == 1
    world.citizens.wanted[1] = 1
    run(sight, world, **SURE)
    lost, found = rows_of(world)[-2:]
    assert [(e.kind, e.whom) for e in (lost, found)] == [(Kind.LOST_SIGHT, 0), (Kind.SIGHTED, 1)]
    assert lost.cause == found.cause == watch


def test_many_watchers_on_one_person_take_note_in_turn():
    city = make_city(field(40, 20))
    posts = [(DRONE, city.cell(0, x, y)) for x in range(8) for y in range(5)]
    world = make_world(city, citizens=[(20, 10)], watchers=posts, tagged=0)
    run(sight, world, ticks=8, **SURE)
    assert len(rows_of(world, Kind.SIGHTED)) == 40
    assert max(np.bincount([event.tick for event in rows_of(world)])) == 8
    world.citizens.inside[0] = 0
    world.rebuild()
    run(sight, world, ticks=40, **SURE)
    assert len(rows_of(world, Kind.LOST_SIGHT)) == 40
