"""Rations: what is eaten and drunk of what lies in a base, and when it is said to be gone."""

import pytest
from scenes.closed import closed, go, lay
from scenes.strangers import told
from scenes.worlds import run

from undergrid.core.units import HOUR
from undergrid.systems.places import rations, recycling
from undergrid.world.body import exposure
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind


def live(world, hours, /, **knobs):
    """Let so many hours pass, with a look every ten minutes."""
    for _ in range(6 * hours):
        run(recycling, world, 1)
        world.tick += 599
        run(rations, world, 1, **knobs)


def counts(world, *slots):
    return [int(world.items.count[slot]) for slot in slots]


def test_nothing_is_taken_where_nobody_is():
    world = closed(0, 2)
    meals = lay(world, ItemKind.FOOD, 5)
    live(world, 24)
    assert counts(world, meals) == [5]
    assert not told(world, Kind.STORES_GONE)


@pytest.mark.parametrize(("meal", "drink"), [(8, 1), (4, 1), (8, 2)])
def test_each_eats_and_drinks_once_in_so_many_hours(meal, drink):
    world = closed(5)
    meals, water = lay(world, ItemKind.FOOD, 100), lay(world, ItemKind.WATER, 300)
    live(world, 25, hours=meal, drink_hours=drink)
    assert counts(world, meals, water) == [100 - 5 * 25 // meal, 300 - 5 * 25 // drink]


def test_what_makes_no_whole_meal_yet_is_carried_over_and_so_it_is_when_they_go():
    world = closed(1, 1)
    meals = lay(world, ItemKind.FOOD, 10)
    live(world, 5)
    go(world, 0, inside=False)
    live(world, 4)
    assert counts(world, meals) == [10]
    go(world, 1, inside=True)
    live(world, 3)
    assert counts(world, meals) == [9]
    assert world.bases.unfed[0] < HOUR


def test_when_it_is_gone_that_is_told_once_until_there_is_some_again():
    world = closed(6)
    lay(world, ItemKind.WATER, 20)
    live(world, 8)
    [gone] = told(world, Kind.STORES_GONE)
    assert (gone.amount, gone.cause) == (ItemKind.WATER, world.scenario_event)
    assert not len(world.items.where(kind=ItemKind.WATER))
    lay(world, ItemKind.WATER, 10)
    live(world, 3)
    assert len(told(world, Kind.STORES_GONE)) == 2


def test_whoever_lives_without_a_pod_drinks_what_their_body_lacks():
    world = closed(2)
    water = lay(world, ItemKind.WATER, 100)
    slot = int(world.exposure.take(1)[0])
    world.exposure.owner[slot], world.exposure.water[slot] = 0, 730_000
    live(world, 1)
    assert counts(world, water) == [100 - 7 - 1]
    assert exposure.lacking(world, slot) == 30


def test_what_lies_there_in_several_places_is_used_up_all_the_same_and_what_somebody_carries_is_theirs():
    world = closed(6)
    heaps = [lay(world, ItemKind.FOOD, n) for n in (1, 2, 4)]
    world.items.holder[heaps[2]] = 0
    live(world, 8)
    assert world.items.where(kind=ItemKind.FOOD).tolist() == heaps[2:]
    assert counts(world, heaps[2]) == [4]
    assert len(told(world, Kind.STORES_GONE)) == 1


def test_where_there_is_too_little_to_drink_all_of_it_is_drunk_and_some_go_without():
    world = closed(2)
    lay(world, ItemKind.WATER, 9)
    slots = world.exposure.take(2)
    world.exposure.owner[slots], world.exposure.water[slots] = [0, 1], 600_000
    live(world, 1)
    assert sorted(exposure.lacking(world, slot) for slot in slots.tolist()) == [0, 300]
    assert len(told(world, Kind.STORES_GONE)) == 1
