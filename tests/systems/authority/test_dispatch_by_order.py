"""Dispatch by order: a drone keeps in view who is hunted for what they are, and does no more."""

import pytest
from scenes.by_order import at, ground, lives, order, show
from scenes.gatehouse import live, of_kind, report

from undergrid.systems.authority import dispatch, dossiers
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.society import Category


def test_a_drone_keeps_whom_it_has_in_view_and_lays_hold_of_nobody_until_its_time_is_up():
    world = ground((30, 30), drones=((28, 30),))
    order(world, 0)
    events = lives(world, 400, 0, 0)
    assert world.watchers.cell[0] == at(30, 30)
    assert not of_kind(events, Kind.ARRESTED, Kind.SLIPPED_AWAY, Kind.HUNT_ENDED, Kind.SEARCH_BEGAN)
    (began,) = of_kind(events, Kind.HUNT_BEGAN)
    (ended,) = of_kind(lives(world, 510, 0, 0), Kind.HUNT_ENDED)
    assert ended.tick == began.tick + 15 * 60
    assert ended.cause == began.id
    assert not of_kind(lives(world, 60), Kind.HUNT_BEGAN)  # only newer news calls it again


@pytest.mark.parametrize(("minutes", "comes"), [(10, False), (9, True), (0, True)])
def test_whom_a_drone_has_watched_it_leaves_alone_for_so_long(minutes, comes):
    world = ground((30, 30), drones=((28, 30),))
    order(world, 0)
    lives(world, 940, 0, 0)
    world.dossiers.searched[world.cache(DossierOf).slot[0]] = world.tick - 570  # of 9.5 minutes ago
    report(world, 0, at(30, 30), 0)
    events = lives(world, 6, dispatch={"again_minutes": minutes})
    assert bool(of_kind(events, Kind.HUNT_BEGAN)) == comes


def test_a_new_order_calls_a_drone_at_once():
    world = ground((30, 30), drones=((28, 30),))
    order(world, 0)
    lives(world, 940, 0, 0)
    given = order(world, 0, category=Category.HEALER)
    (began,) = of_kind(lives(world, 6), Kind.HUNT_BEGAN)
    assert began.cause == given


def test_whom_it_loses_from_sight_now_and_then_it_hunts_once_and_for_no_longer():
    world = ground((30, 30), drones=((29, 30),))
    order(world, 0)
    events = []
    for tick in range(15 * 60 + 30):
        seen = tick % 60 < 20
        if seen:
            show(world, 0, 0)
        elif tick % 60 == 40:
            world.watchers.in_sight[0] = -1
        events += lives(world, 1)
    began, ended = of_kind(events, Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN, Kind.HUNT_ENDED)
    assert (began.kind, ended.kind, ended.cause) == (Kind.HUNT_BEGAN, Kind.HUNT_ENDED, began.id)
    assert ended.tick == began.tick + 15 * 60


@pytest.mark.parametrize(("minutes", "news"), [(1, True), (2, False)])
def test_whom_it_finds_again_after_minutes_it_hunts_anew_because_it_sees_them(minutes, news):
    world = ground((30, 30), drones=((29, 30),))
    order(world, 0)
    began, *searched = of_kind(lives(world, 90, dispatch={"lost_minutes": minutes}), Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN)
    assert [(event.kind, event.cause) for event in searched] == [(Kind.SEARCH_BEGAN, began.id)] * news
    show(world, 0, 0)
    events = of_kind(lives(world, 1, dispatch={"lost_minutes": minutes}), Kind.HUNT_BEGAN)
    assert [event.cause for event in events] == [world.scenario_event] * news
    assert all(60 <= event.tick <= 65 for event in searched)


def test_as_many_drones_are_sent_as_the_rule_says():
    for n in (0, 1, 3):
        world = ground((30, 30), drones=((20, 30), (40, 30), (30, 20), (30, 40)))
        given = order(world, 0)
        began = of_kind(live(world, 6, dossiers, dispatch, dispatch={"by_order": n}), Kind.HUNT_BEGAN)
        assert len(began) == n
        assert {event.cause for event in began} <= {given}


def test_between_two_glimpses_it_does_not_begin_to_search():
    world = ground((30, 30), drones=((29, 30),), hunters=((5, 5),))
    order(world, 0)
    events = []
    for tick in range(60):
        if tick % 3 == 0:
            show(world, 1, 0)
        events += lives(world, 1)
    assert not [event for event in of_kind(events, Kind.SEARCH_BEGAN) if event.who == 1]
    world.watchers.in_sight[1] = -1  # lost
    events = lives(world, 4, dispatch={"lost_minutes": 0.05})
    assert [event.who for event in of_kind(events, Kind.SEARCH_BEGAN)] == [1]
