"""What a beat of a canon can wait for; that its orders stand like any others."""

import pytest
from scenes.heads import live as live_minds
from scenes.heads import minds, tell
from scenes.worlds import field, make_world

from undergrid.minds.canon import Beat, Canon
from undergrid.systems.movement import movement
from undergrid.systems.orders import intake
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity


def stage(*beats, **columns):
    """Two people on an open field, and a canon for them."""
    world = make_world(field(60, 10), [(5, 5), (6, 5)], [(WatcherKind.DRONE, 0)], **columns)
    world.beats.grow(len(beats))
    return world, Canon(world, beats)


def live(world, canon, ticks):
    """Let a canon give its orders for some ticks; returns when each beat was given."""
    for _ in range(ticks):
        world.events.begin(world.tick)
        world.orders = tuple(canon.orders())
        intake.step(world)
        movement.step(world, movement.Params())
        canon.notice()
        world.tick += 1
    return world.beats.done.tolist()


def hide(name, **when):
    return Beat(name, 0, Verb.HIDE, **when)


def test_beats_are_given_in_order_one_a_person_and_tick():
    world, canon = stage(hide("a"), hide("b"), Beat("c", 1, Verb.HIDE), hide("d", delay=3))
    assert live(world, canon, 10) == [0, 1, 1, 4]
    orders = [(event.tick, event.who, event.cause) for event in world.events.rows() if event.kind == Kind.ORDERED]
    assert orders == [(0, 0, 0), (1, 0, 0), (1, 1, 0), (4, 0, 0)]  # roots, like every order from outside
    assert canon.next == 4


def test_a_beat_waits_for_its_hour():
    world, canon = stage(hide("a", tick=7))
    assert live(world, canon, 10) == [7]


def test_a_beat_waits_for_an_event_that_concerns_somebody_since_the_beat_before():
    world, canon = stage(hide("a"), hide("b", event=Kind.HID, event_who=1, delay=2), Beat("c", 1, Verb.HIDE))
    assert live(world, canon, 5) == [0, -1, -1]  # 0 hid, 1 did not
    world.events.begin(world.tick)
    world.events.one(Kind.HID, 1, cause=world.scenario_event)
    canon.notice()
    world.tick += 1
    assert live(world, canon, 5) == [0, 7, 7]


def test_a_beat_waits_until_somebody_is_near_a_place_and_at_rest():
    there = 5 * 60 + 20
    world, canon = stage(Beat("walk", 0, Verb.WALK, there), hide("a", near=there, near_cells=1, doing=Activity.WAITING))
    done = live(world, canon, 60)
    assert done[1] > 20
    assert int(world.citizens.cell[0]) == there


def test_a_beat_waits_for_the_dark():
    world, canon = stage(hide("a", light=20))
    world.sky.light[0] = 100
    assert live(world, canon, 3) == [-1]
    world.sky.light[0] = 10
    assert live(world, canon, 3) == [3]


def test_a_beat_waits_until_the_meter_is_low():
    world, canon = stage(hide("a", left=100), expires=105)
    assert live(world, canon, 10) == [5]


@pytest.mark.parametrize(("age", "cells", "given"), [(0, 10, False), (6, 10, True), (0, 30, True)])
def test_a_beat_waits_until_no_drone_is_perceived_near_by(age, cells, given):
    world, canon = stage(hide("a", clear_m=40))
    world.tick = 10
    slot = tell(world, 0, Topic.WATCHER, 0, int(world.citizens.cell[0]) + cells)
    world.knowledge.at[slot] -= age
    assert (live(world, canon, 1) == [10]) == given


def test_a_place_on_another_level_is_not_near():
    world, canon = stage(hide("a", near=5))
    world.beats.done[0] = -1
    canon.beats = (hide("a", near=5 + world.city.area, near_cells=100),)
    assert live(world, canon, 3) == [-1]


def test_what_a_canon_has_given_is_state_so_another_goes_on_where_it_was():
    world, canon = stage(hide("a"), hide("b", tick=5))
    live(world, canon, 3)
    assert live(world, Canon(world, canon.beats), 4) == [0, 5]


def test_those_whom_a_canon_speaks_for_have_no_orders_of_their_own_mind():
    world, canon = stage(hide("a"))
    heads = minds(world, {0: [("reach", {"place": "end"})], 1: [("reach", {"place": "end"})]}, {"end": 59})
    heads.silent = canon.cast
    told = [event.who for event in live_minds(world, heads, 5) if event.kind == Kind.ORDERED]
    assert set(told) == {1}
