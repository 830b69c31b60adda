"""What weighs at a door: how dangerous somebody looks, and what each of it is worth."""

import pytest
from scenes.strangers import INSIDE, OUTSIDE, at_the_door

from undergrid.world.people import background
from undergrid.world.society import parley_odds
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.society import Category

RIFLE, SIDEARM, SCALPEL = ItemKind.RIFLE, ItemKind.SIDEARM, ItemKind.SCALPEL


@pytest.mark.parametrize(
    ("theirs", "mine", "level"),
    [
        (None, None, 100),
        (SCALPEL, None, 250),
        (SIDEARM, None, 400),
        (RIFLE, None, 450),
        (RIFLE, SCALPEL, 400),
        (RIFLE, SIDEARM, 350),
        (RIFLE, RIFLE, 334),
        (None, RIFLE, 0),
    ],
)
def test_arms_look_dangerous_and_less_so_to_whoever_is_armed(theirs, mine, level):
    world = at_the_door(outside_arms=theirs, inside_arms=mine)
    assert parley_odds.threat(world, INSIDE, OUTSIDE) == level


@pytest.mark.parametrize(
    ("shown", "mine", "level"),
    [
        (Category.SOLDIER, Category.UNALIGNED, 350),
        (Category.SOLDIER, Category.SOLDIER, 100),
        (Category.SOLDIER, Category.LOYAL, 100),
        (Category.HEALER, Category.UNALIGNED, 0),
        (Category.LOYAL, Category.UNALIGNED, 100),
    ],
)
def test_insignia_count_by_who_looks_at_them(shown, mine, level):
    world = at_the_door()
    for who, category in ((OUTSIDE, shown), (INSIDE, mine)):
        slot = background.make_profile(world, who)
        world.profiles.category[slot], world.profiles.insignia[slot] = category, True
    assert parley_odds.threat(world, INSIDE, OUTSIDE) == level


@pytest.mark.parametrize(("companions", "level"), [(1, 140), (5, 300), (6, 300)])
def test_company_looks_dangerous_up_to_five(companions, level):
    world = at_the_door(more=companions)
    world.citizens.cell[2:] = world.citizens.cell[OUTSIDE]
    world.rebuild()
    slots = world.members.take(companions + 1)
    world.members.owner[slots], world.members.band[slots] = [OUTSIDE, *range(2, 2 + companions)], 0
    assert parley_odds.threat(world, INSIDE, OUTSIDE) == level


@pytest.mark.parametrize(("depth", "level"), [(1, 100), (2, 20)])
def test_a_wound_that_shows_makes_one_look_less_dangerous(depth, level):
    world = at_the_door()
    slot = world.wounds.take(1)
    world.wounds.owner[slot], world.wounds.depth[slot] = OUTSIDE, depth
    assert parley_odds.is_wounded(world, OUTSIDE) == (depth == 2)
    assert parley_odds.threat(world, INSIDE, OUTSIDE) == level
