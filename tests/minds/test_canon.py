"""What a beat of a canon can wait for; that its orders stand like any others, and come of what was waited for."""

import pytest
from scenes.canons import happens, live, notices, stage
from scenes.heads import live as live_minds
from scenes.heads import minds, tell

from undergrid.minds.canon import Beat, Canon
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity


def hide(name, **when):
    return Beat(name, 0, Verb.HIDE, **when)


def test_beats_are_given_in_order_one_a_person_and_tick():
    world, canon = stage(hide("a"), hide("b"), Beat("c", 1, Verb.HIDE), hide("d", delay=3))
    assert live(world, canon, 10) == [0, 1, 1, 4]
    orders = [(event.tick, event.who) for event in world.events.rows() if event.kind == Kind.ORDERED]
    assert orders == [(0, 0), (1, 0), (1, 1), (4, 0)]
    assert canon.next == 4


def test_a_beat_waits_for_its_hour():
    world, canon = stage(hide("a", tick=7))
    assert live(world, canon, 10) == [7]


def test_a_beat_waits_for_an_event_that_concerns_somebody_since_the_beat_before():
    world, canon = stage(hide("a"), hide("b", event=Kind.HID, event_who=1, delay=2), Beat("c", 1, Verb.HIDE))
    assert live(world, canon, 5) == [0, -1, -1]  # 0 hid, 1 did not
    happens(world, canon, Kind.HID, 1)
    assert live(world, canon, 5) == [0, 7, 7]


def test_what_has_the_same_number_as_somebody_in_another_table_does_not_concern_them():
    world, canon = stage(hide("a", event=Kind.GATE_OPENED, event_who=0))
    happens(world, canon, Kind.GATE_OPENED, 0, 1)  # gate 0, for somebody else
    assert live(world, canon, 2) == [-1]
    happens(world, canon, Kind.GATE_OPENED, 1, 0)
    assert live(world, canon, 2) == [4]


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


def test_once_its_last_order_is_given_they_have_orders_of_their_own_mind_again():
    world, canon = stage(hide("a"), hide("b", tick=3))
    heads = minds(world, {0: [("reach", {"place": "end"})]}, {"end": 59})
    for tick in range(5):
        heads.silent = canon.speaks_for
        assert heads.silent == ({0} if tick < 4 else set())
        live(world, canon, 1)
    heads.silent = canon.speaks_for
    (order,) = [event for event in live_minds(world, heads, 5) if event.kind == Kind.ORDERED]
    assert (order.who, order.amount) == (0, Verb.WALK)


def causes(world):
    """What brought each order about, in their order."""
    return [event.cause for event in world.events.rows() if event.kind == Kind.ORDERED]


def ids(world, kind=Kind.ORDERED):
    return [event.id for event in world.events.rows() if event.kind == kind]


def test_an_order_comes_of_what_its_beat_has_waited_for_and_the_first_of_nothing():
    world, canon = stage(hide("a"), hide("b", event=Kind.WOKE, event_who=1))
    live(world, canon, 2)
    woke = happens(world, canon, Kind.WOKE, 1)
    live(world, canon, 1)
    assert causes(world) == [0, woke]
    assert world.beats.order.tolist() == ids(world)
    assert (world.beats.awaited.tolist(), world.beats.cause.tolist()) == ([0, woke], [0, woke])


@pytest.mark.parametrize(
    ("apart", "of", "where", "known"),
    [(5, 1, 5 * 60 + 10, True), (40, 1, 5 * 60 + 45, False), (40, 0, 5 * 60 + 45, True), (40, 1, -1, True)],
)
def test_nobody_acts_for_what_they_do_not_know_of(apart, of, where, known):
    """It happens near by; far off; far off, to themselves; nowhere, as a storm does."""
    world, canon = stage(hide("a"), hide("b", event=Kind.WOKE), apart=apart)
    live(world, canon, 1)
    woke = happens(world, canon, Kind.WOKE, of, where=where)
    live(world, canon, 1)
    assert causes(world) == [0, woke if known else ids(world)[0]]


def test_where_nothing_happens_an_order_follows_on_the_one_before_of_whoever_is_there():
    world, canon = stage(hide("a"), Beat("b", 1, Verb.HIDE, delay=2), hide("c", delay=2))
    live(world, canon, 10)
    assert causes(world) == [0, *ids(world)[:2]]
    world, canon = stage(hide("a"), Beat("b", 1, Verb.HIDE, delay=2), hide("c", delay=2), apart=40)
    live(world, canon, 10)
    assert causes(world) == [0, 0, ids(world)[0]]


def test_what_two_are_told_at_once_comes_of_the_same():
    world, canon = stage(hide("a"), hide("b", event=Kind.WOKE), Beat("c", 1, Verb.HIDE))
    live(world, canon, 1)
    woke = happens(world, canon, Kind.WOKE, 0)
    live(world, canon, 1)
    assert causes(world) == [0, woke, woke]


def test_who_lies_low_does_so_for_the_drone_and_goes_on_for_what_they_were_about():
    lies = Beat("b", 0, Verb.FLAT, threat_m=40)
    world, canon = stage(hide("a"), lies, hide("c", delay=6, clear_m=40), hide("d", delay=1, clear_m=40))
    live(world, canon, 2)
    noticed = notices(world, 0, cells=10)
    live(world, canon, 12)
    first, _, third, _ = ids(world)
    assert causes(world) == [0, noticed, first, third]
    assert world.beats.done.tolist() == [0, 2, 8, 9]
    further = world.events.because_columns()
    assert further["event"].tolist() == [third]  # it has waited for the drone to be gone, the fourth for nothing
    assert (further["cause"].tolist(), further["role"].tolist()) == ([noticed], [Role.DELAY])


def test_what_somebody_wants_by_it_stands_between_the_order_and_what_it_came_of():
    world, canon = stage(
        hide("a", aim="be found"), hide("b", event=Kind.WOKE, aim="help whoever woke"), hide("c", delay=1)
    )
    live(world, canon, 1)
    woke = happens(world, canon, Kind.WOKE, 0)
    live(world, canon, 2)
    meant = [(event.who, event.amount, event.cause) for event in world.events.rows() if event.kind == Kind.MEANT]
    assert meant == [(0, 0, world.scenario_event), (0, 1, woke)]
    assert causes(world) == [*ids(world, Kind.MEANT), ids(world)[1]]
    assert [split_id(event)[0] for event in ids(world, Kind.MEANT)] == [0, 2]


def test_the_dead_want_nothing():
    world, canon = stage(hide("a", aim="be found"), alive=0)
    live(world, canon, 1)
    assert causes(world) == [0]
    assert ids(world, Kind.MEANT) == []


def test_what_a_canon_waits_for_is_state_so_its_orders_come_of_the_same_in_another():
    beats = hide("a"), hide("b", event=Kind.WOKE, delay=5), hide("c", delay=1)
    found = []
    for again in (False, True):
        world, canon = stage(*beats)
        live(world, canon, 1)
        happens(world, canon, Kind.WOKE, 0)
        live(world, Canon(world, beats) if again else canon, 10)
        found.append(causes(world))
    assert found[0] == found[1]
    assert all(found[0][1:])
