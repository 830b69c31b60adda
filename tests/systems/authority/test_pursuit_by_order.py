"""Pursuit by order: who is hunted for what they are is watched, questioned, followed, and arrested in the end."""

import pytest
from scenes.by_order import DRONE, at, ground, lives, order, show
from scenes.gatehouse import of_kind, report

from undergrid.city.city import Use
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.authority import Duty, Release
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category


def causes(world, event, role=Role.CONDITION):
    rows = world.events.because_columns()
    return rows["cause"][(rows["event"] == event) & (rows["role"] == int(role))].tolist()


def test_a_free_drone_and_a_free_hunter_are_sent_because_of_the_order_and_the_last_news_says_where():
    world = ground((30, 30), hunters=((20, 30),), drones=((5, 5),))
    given = order(world, 0)
    began = of_kind(lives(world, 6), Kind.HUNT_BEGAN)
    assert sorted((event.who, event.whom, event.where, event.cause) for event in began) == [
        (0, 0, at(30, 30), given), (1, 0, at(30, 30), given)
    ]  # fmt: skip
    assert not world.citizens.wanted[0]


def test_who_is_seen_again_since_the_order_is_looked_for_there():
    world = ground((30, 30), drones=((5, 5),))
    given = order(world, 0)
    lives(world, 1, dispatch={"by_order": 0})
    seen = report(world, 0, at(40, 40), 0)
    (began,) = of_kind(lives(world, 6), Kind.HUNT_BEGAN)
    assert (began.where, began.cause) == (at(40, 40), given)
    assert causes(world, began.id) == [seen]


@pytest.mark.parametrize(("rule", "kind"), [("dispatch", DRONE), ("pursuit", 0)])
def test_so_many_are_sent_after_each_as_the_rules_say_and_more_after_the_wanted(rule, kind):
    posts = ((20, 30), (40, 30), (30, 20), (30, 40))
    for points, knobs, n in ((40, {}, 1), (40, {"by_order": 3}, 3), (40, {"by_order": 0}, 0), (500, {"hunters": 4}, 4)):
        world = ground((30, 30), **{"drones" if kind == DRONE else "hunters": posts})
        order(world, 0, points=points)
        assert len(of_kind(lives(world, 6, **{rule: knobs}), Kind.HUNT_BEGAN)) == n


def test_the_wanted_are_served_first_then_against_whom_most_speaks_then_the_newest_news():
    def first(*orders):
        world = ground((30, 30), (32, 30), drones=((5, 5),))
        for who, (points, tick) in enumerate(orders):
            order(world, who, points=points)
            world.reports.at[who] = tick
        world.tick = 5  # both are known before anybody looks
        return of_kind(lives(world, 1), Kind.HUNT_BEGAN)[0].whom

    assert [first((40, 0), (41, 0)), first((41, 0), (40, 0))] == [1, 0]
    assert [first((40, 3), (40, 2)), first((40, 2), (40, 3))] == [0, 1]
    assert [first((99, 4), (100, 0)), first((100, 0), (99, 4))] == [1, 0]


def test_a_hunter_who_comes_up_to_them_stops_them_because_it_was_sent():
    world = ground((30, 30), hunters=((20, 30),))
    order(world, 0)
    events = lives(world, 15, 0, 0)
    (stopped,) = of_kind(events, Kind.STOPPED)
    assert stopped.cause == of_kind(events, Kind.HUNT_BEGAN)[0].id
    assert (stopped.who, stopped.whom, stopped.where) == (0, 0, at(30, 30))
    assert world.citizens.doing[0] == Activity.QUESTIONED
    assert world.watchers.duty[0] == Duty.QUESTION
    assert not of_kind(events, Kind.ARRESTED)


@pytest.mark.parametrize(("points", "asks"), [(29, False), (30, True), (99, True), (100, False)])
def test_those_against_whom_little_speaks_are_only_watched_and_the_wanted_are_arrested(points, asks):
    world = ground((30, 30), hunters=((20, 30),))
    order(world, 0, points=points)
    events = lives(world, 60, 0, 0, pursuit={"grip": 1})
    assert bool(of_kind(events, Kind.STOPPED)) == asks
    assert bool(of_kind(events, Kind.ARRESTED)) == (points >= 100)
    if points < 30:
        assert 20 <= 2 * (30 - world.watchers.cell[0] % 60) <= 24


@pytest.mark.parametrize(
    "doing", [Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.LYING, Activity.HAULED, Activity.CROSSING]
)
def test_who_cannot_answer_is_not_stopped(doing):
    world = ground((30, 30), hunters=((28, 30),))
    world.citizens.doing[0] = doing
    order(world, 0)
    assert not of_kind(lives(world, 60, 0, 0), Kind.STOPPED)


def test_who_cannot_walk_is_not_stopped_either_and_the_hunter_lets_them_lie_and_goes_back():
    world = ground((30, 30), hunters=((28, 30),))
    world.citizens.able[0] = 0
    order(world, 0)
    events = lives(world, 20, 0, 0)
    (began,), (ended,) = of_kind(events, Kind.HUNT_BEGAN), of_kind(events, Kind.HUNT_ENDED)
    (gone,) = of_kind(events, Kind.LET_GO)
    assert (gone.cause, gone.amount, ended.cause) == (began.id, Release.LIE, gone.id)
    assert not of_kind(events, Kind.STOPPED)


@pytest.mark.parametrize(("x", "comes"), [(20, True), (19, False)])
def test_by_order_a_hunter_is_called_from_so_many_metres_only(x, comes):
    world = ground((30, 30), hunters=((x, 30),))
    order(world, 0)
    assert bool(of_kind(lives(world, 6, pursuit={"order_m": 20}), Kind.HUNT_BEGAN)) == comes


def test_who_is_not_believed_is_followed_at_a_distance_and_stopped_again_after_a_while():
    world = ground((30, 30), hunters=((26, 30),))
    order(world, 0)
    doubt = {"believed": 0, "doubt_points": 20}
    events = lives(world, 110, 0, 0, questioning=doubt)
    (stopped,), (doubted,) = of_kind(events, Kind.STOPPED), of_kind(events, Kind.UNCONVINCED)
    assert doubted.tick == stopped.tick + 90
    world.citizens.cell[0] = at(59, 30)
    events = lives(world, 300, 0, 0, questioning=doubt)
    assert world.watchers.cell[0] == at(59 - 12, 30)  # 24 m
    assert not of_kind(events, Kind.STOPPED, Kind.ARRESTED)
    again = of_kind(lives(world, 300, 0, 0, questioning=doubt), Kind.STOPPED)
    assert len(again) == 1
    assert 8 * 60 <= again[0].tick - doubted.tick <= 8 * 60 + 15


def test_who_is_not_believed_twice_is_wanted_and_arrested():
    world = ground((30, 30), hunters=((26, 30),))
    order(world, 0)
    events = lives(world, 900, 0, 0, questioning={"believed": 0, "doubt_points": 30}, pursuit={"grip": 1})
    assert [event.kind for event in of_kind(events, Kind.STOPPED, Kind.UNCONVINCED, Kind.WANTED, Kind.ARRESTED)] == [
        Kind.STOPPED, Kind.UNCONVINCED, Kind.STOPPED, Kind.UNCONVINCED, Kind.WANTED, Kind.ARRESTED,
    ]  # fmt: skip
    (wanted,) = of_kind(events, Kind.WANTED)
    assert wanted.cause == of_kind(events, Kind.UNCONVINCED)[1].id
    assert world.dossiers.sought[world.cache(DossierOf).slot[0]] == 0


@pytest.mark.parametrize(("minutes", "comes"), [(10, False), (9, True)])
def test_who_has_been_let_lie_is_left_alone_for_so_long(minutes, comes):
    world = ground((30, 30), hunters=((28, 30),))
    world.citizens.doing[0] = Activity.SLEEPING
    order(world, 0)
    lives(world, 600, 0, 0)
    slot = world.cache(DossierOf).slot[0]
    assert world.dossiers.searched[slot] >= 0
    world.dossiers.searched[slot] = world.tick - 570
    report(world, 0, at(30, 30), 0)
    events = lives(world, 6, pursuit={"again_minutes": minutes})
    assert bool(of_kind(events, Kind.HUNT_BEGAN)) == comes


@pytest.mark.parametrize(("minutes", "anew"), [(0.5, True), (5, False)])
def test_whom_a_hunter_finds_again_within_minutes_it_has_never_lost(minutes, anew):
    world = ground((50, 30), hunters=((28, 30),))
    order(world, 0, at(30, 30))
    events = lives(world, 60, pursuit={"lost_minutes": minutes})
    assert len(of_kind(events, Kind.SEARCH_BEGAN)) == anew
    events = lives(world, 1, 0, 0, pursuit={"lost_minutes": minutes})
    assert bool(of_kind(events, Kind.HUNT_BEGAN)) == anew


def test_by_order_alone_no_door_is_forced():
    for points, door in ((40, False), (500, True)):
        world = ground((30, 30), hunters=((26, 30),), buildings=[(Use.DISUSED, 0, 32, 30)])
        order(world, 0, points=points)
        world.citizens.cell[0] = at(0, 0)
        lives(world, 60)
        assert (world.watchers.duty[0] == Duty.SIEGE) == door


def test_the_order_stands_in_the_dossier_until_an_arrest():
    world = ground((30, 30))
    given = order(world, 0, category=Category.HEALER)
    lives(world, 1)
    assert world.dossiers.sought[world.cache(DossierOf).slot[0]] == given


def test_a_bystander_who_is_hunted_by_nobody_draws_nobody():
    world = ground((30, 30), (35, 30), hunters=((20, 30),))
    order(world, 0)
    show(world, 0, 1)
    assert {event.whom for event in of_kind(lives(world, 60), Kind.HUNT_BEGAN)} == {0}


@pytest.mark.parametrize(("minutes", "asks"), [(0, True), (0.1, True), (5, False)])
def test_they_are_asked_again_after_so_many_minutes(minutes, asks):
    world = ground((30, 30), hunters=((28, 30),))
    order(world, 0)
    lives(world, 1)
    world.dossiers.asked[world.cache(DossierOf).slot[0]] = 1
    assert bool(of_kind(lives(world, 20, 0, 0, pursuit={"follow_minutes": minutes}), Kind.STOPPED)) == asks
