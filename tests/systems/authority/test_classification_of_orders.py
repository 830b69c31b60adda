"""Classification: an order to hunt somebody lapses without news, and who was let go is left alone for some hours."""

import pytest
from scenes.by_order import at, ground, order
from scenes.gatehouse import live, of_kind, report

from undergrid.systems.authority import classification, dossiers
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.policy import FileOf
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.society import Category


def lives(world, ticks=1, **params):
    return live(world, ticks, dossiers, classification, classification={"hunted": ("unaligned", "healer")} | params)


def later(world, tick, **params):
    world.tick = tick
    return of_kind(lives(world, **params), Kind.ORDER_LAPSED)


def test_without_news_an_order_lapses_after_some_hours_because_nothing_came_of_it():
    world = ground((30, 30))
    given = order(world, 0, category=Category.HEALER)
    lives(world)
    assert not later(world, 7140)
    (lapsed,) = later(world, 7200)  # ORDER_LAPSED
    assert (lapsed.who, lapsed.amount, lapsed.cause) == (0, Category.HEALER, given)
    assert world.dossiers.sought[world.cache(DossierOf).slot[0]] == 0
    assert (world.files.n_used, world.cache(FileOf).slot[0]) == (0, -1)
    assert not later(world, 20_040)


@pytest.mark.parametrize(("hours", "tick", "lapses"), [(1, 3540, False), (1, 3600, True), (3, 7200, False)])
def test_how_long_that_takes_is_said_in_hours(hours, tick, lapses):
    world = ground((30, 30))
    order(world, 0)
    lives(world)
    assert bool(later(world, tick, lapses_hours=hours)) == lapses


def test_news_keeps_an_order_alive_and_so_does_being_wanted():
    world = ground((30, 30), (40, 40))
    order(world, 0)
    order(world, 1, points=500)
    lives(world)
    world.tick = 3000
    report(world, 0, at(30, 30), 0)
    lives(world)
    assert not later(world, 7200)
    assert [event.who for event in later(world, 10_200)] == [0]


def test_who_was_let_go_can_be_taken_for_something_anew_after_some_hours():
    world = ground((30, 30))
    order(world, 0)
    lives(world)
    world.files.assigned[0], world.files.at[0] = False, 100
    assert not later(world, 14_460)
    assert world.files.n_used == 1
    assert not later(world, 14_520)
    assert world.files.n_used == 0
    assert world.cache(FileOf).slot[0] == -1


def test_what_nobody_was_hunted_for_stays_on_file():
    world = ground((30, 30))
    order(world, 0)
    world.files.assigned[0], world.files.order[0] = False, 0
    later(world, 60 * 1000, cleared_hours=1)
    assert world.files.n_used == 1
