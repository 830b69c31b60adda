"""Custody: who cannot walk is dragged, and whoever is brought in is searched."""

import pytest
from scenes.arrests import arrested, kept, lives, until
from scenes.by_order import at, order
from scenes.gatehouse import live, of_kind

from undergrid.systems.authority import dossiers
from undergrid.world.authority.cases import DossierOf
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Leading, Release
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import Activity


def taken(able, **params):
    """(how somebody is taken away, seconds that it takes)."""
    world, _ = arrested()
    world.citizens.able[0] = able
    led = until(world, Kind.LED_AWAY, 5, **params)
    return led.amount, until(world, Kind.TAKEN_INTO_CUSTODY, 300, **params).tick - led.tick


def test_who_cannot_walk_is_dragged_and_that_takes_longer():
    (walks, soon), (dragged, late) = taken(100), taken(0)
    assert (walks, dragged) == (Leading.WALKS, Leading.DRAGGED)
    assert late > 2 * soon


def test_who_cannot_walk_is_dragged_at_the_speed_that_the_rule_says():
    assert taken(0, drag_speed=1.1)[1] < taken(0, drag_speed=0.4)[1]


def test_whoever_is_brought_in_is_searched_and_what_they_carry_lies_there():
    """A night in which a prisoner took a charged Heart Engine along into his cell."""
    world, _ = arrested()
    for kind, n in ((ItemKind.RIFLE, 1), (ItemKind.ROUNDS, 7), (ItemKind.ENGINE_CUBE, 1), (ItemKind.WATER, 3)):
        kit.add(world, 0, kind, n, world.scenario_event)
    brought = until(world, Kind.TAKEN_INTO_CUSTODY, 200)
    told = of_kind(world.events.rows(), Kind.PUT_DOWN)
    assert [(event.who, event.amount, event.cause) for event in told] == [
        (0, kind, brought.id) for kind in (ItemKind.RIFLE, ItemKind.ENGINE_CUBE)
    ]
    items, door = world.items, world.city.doors[0]
    rows = items.where(holder=-1, cell=int(door), building=0)
    assert {(int(items.kind[row]), int(items.count[row])) for row in rows} == {
        (ItemKind.RIFLE, 1), (ItemKind.ROUNDS, 7), (ItemKind.ENGINE_CUBE, 1)
    }  # fmt: skip
    assert kit.count(world, 0, ItemKind.WATER) == 3
    assert not kit.count(world, 0, ItemKind.ROUNDS)


def test_who_carries_nothing_lays_nothing_down():
    world, _ = kept()
    assert world.citizens.doing[0] == Activity.HELD
    assert not of_kind(world.events.rows(), Kind.PUT_DOWN)


@pytest.mark.parametrize(("able", "x", "lies"), [(0, 31, True), (0, 34, False), (100, 31, False)])
def test_who_lies_helpless_where_somebody_is_led_away_from_is_let_lie_by_a_word(able, x, lies):
    """Nights in which a hunter led a woman away, and the order against the boy at her feet stood for hours."""
    world, _ = arrested(people=2)
    world.citizens.cell[1], world.citizens.doing[1], world.citizens.able[1] = at(x, 30), Activity.LYING, able
    order(world, 1)
    live(world, 1, dossiers)
    lives(world, 1)
    (led,) = of_kind(world.events.rows(), Kind.LED_AWAY)
    told = [(event.whom, event.amount, event.cause) for event in of_kind(world.events.rows(), Kind.LET_GO)]
    assert told == ([(1, Release.LIE, led.id)] if lies else [])
    assert bool(world.dossiers.sought[world.cache(DossierOf).slot[1]]) != lies
